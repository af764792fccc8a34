#!/usr/bin/python
# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: api
author:
  - zoho.cliq contributors (@zoho-cliq-ansible)
short_description: Make any call to the API of Zoho Cliq
version_added: 1.0.0
description:
  - Makes one call to Cliq's REST API, for what no other module of the collection does.
  - The call gets a fresh access token, waits for its turn among all forks and processes that share the state store, and its
    errors are data for C(rescue) blocks, as with the other modules.
  - This module does not know what a call means. A writing call is sent each time the task runs, so guard it with a condition.
  - A call that only reads is tried again if its answer is lost. A writing call is never sent again, except with another token
    if Cliq did not accept the first, or in its next turn if Cliq refused it because of its limits.
  - Answers that are not JSON, such as files, and forms with files are not supported.
  - "Calls and scopes: the call that O(method), O(api_version) and O(path) name. Zoho's description of the API tells the scope of
    each call, for instance C(ZohoCliq.Channels.READ) for C(GET /channels)."
extends_documentation_fragment:
  - zoho.cliq._attributes
  - zoho.cliq._attributes.actiongroup_cliq
  - zoho.cliq._attributes.delegation
  - zoho.cliq._options.client
  - zoho.cliq._options.credentials
  - zoho.cliq._options.connection
  - zoho.cliq._options.state_store
  - zoho.cliq._options.api
attributes:
  check_mode:
    support: partial
    description: Can run in check mode and return what would change, without sending a call that changes something.
    details:
      - With O(method=GET) the call is made as always. With any other method nothing is sent, the task is skipped, and there
        is no RV(content).
      - A call that changes nothing although its method is not V(GET) is sent in check mode if the task has
        C(check_mode=false).
  diff_mode:
    support: none
    description: Returns details on what has changed, or would change in check mode.
    details:
      - It cannot be told what a call changes.
  idempotent:
    support: partial
    details:
      - With O(method=GET) nothing is changed. With any other method the call is sent each time, and the task is always changed;
        say with C(changed_when) if it is not.
options:
  method:
    description:
      - The HTTP method of the call.
    type: str
    default: GET
    choices:
      - GET
      - POST
      - PUT
      - PATCH
      - DELETE
  path:
    description:
      - The path of the call as Zoho's description of the API has it after C(/api/v2) or C(/api/v3), with the identifiers put
        in, such as V(/channels/P1974166000016769023/members).
      - What is percent-encoded stays as it is, and what needs it is encoded. An identifier with a slash in it must be encoded,
        for instance with the filter C(urlencode('')).
      - It must begin with a slash, and have no query, no fragment, no empty part, and no part V(.) or V(..). The host is always
        that of the data center or O(api_url).
    type: str
    required: true
  query:
    description:
      - The query of the call. The values of a list are joined with commas, and what is null is left out.
    type: dict
  body:
    description:
      - The body of the call, a dictionary or a list, which is sent as JSON. Text is taken if it is JSON.
      - It cannot be used with O(method=GET).
    type: raw
  api_version:
    description:
      - The version of the API.
    type: str
    default: v2
    choices:
      - v2
      - v3
  paginate:
    description:
      - Whether to read all pages of a list and return what is in them as RV(entries). It is for O(method=GET).
      - The size of a page is up to the call. Each page takes a call of the quota, so give a large C(limit) in O(query), if the
        call takes one.
    type: bool
    default: false
  entries_key:
    description:
      - The name under which a page has its list. Without it, the list is found by itself if there is only one, or if it is
        called V(data) or V(list).
      - It needs O(paginate=true).
    type: str
seealso:
  - module: ansible.builtin.uri
  - plugin: zoho.cliq.access_token
    plugin_type: lookup
    description: A token for calls with any other module.
  - name: Cliq REST API v2
    description: Zoho's description of the calls.
    link: https://www.zoho.com/cliq/help/restapi/v2/
  - name: Cliq REST API v3
    description: Zoho's description of the calls.
    link: https://www.zoho.com/cliq/help/restapi/v3/
"""

EXAMPLES = r"""
- name: Read the three channels that were used last
  zoho.cliq.api:
    path: /channels
    query:
      limit: 3
  register: latest

- name: Show their names
  ansible.builtin.debug:
    msg: "{{ latest.content.channels | map(attribute='name') }}"

- name: Read all archived channels, in as many pages as it takes
  zoho.cliq.api:
    path: /channels
    query:
      status: archived
      limit: 100
    paginate: true
  register: archived

- name: Show how many there are
  ansible.builtin.debug:
    msg: "{{ archived.entries | length }} channels are archived."

- name: A channel for everybody, which waits for an administrator's approval
  zoho.cliq.channel:
    name: town-hall
    level: organization
    description: Questions for the management
  register: made

- name: Approve it, as an administrator may
  zoho.cliq.api:
    method: POST
    path: "/channels/{{ made.channel.channel_id }}/approve"
  when: made.channel.status == 'pending'

- name: Try something that Cliq refuses
  block:
    - name: Read a channel that there is not
      zoho.cliq.api:
        path: /channels/P1000000000000000
  rescue:
    - name: Show why
      ansible.builtin.debug:
        msg: "{{ ansible_failed_result.failure.code }}"
"""

RETURN = r"""
content:
  description:
    - What Cliq answered, parsed. It is null if the answer is empty.
  returned: success, if O(paginate=false) and not in check mode with another O(method) than V(GET)
  type: raw
  sample:
    channels:
      - name: "#Ops Alerts"
        channel_id: O1864232000000076001
        unique_name: opsalerts
    has_more: false
entries:
  description:
    - What is in the lists of all pages.
  returned: success, if O(paginate=true)
  type: list
  elements: raw
  sample:
    - name: "#Ops Alerts"
      channel_id: O1864232000000076001
      unique_name: opsalerts
failure:
  description:
    - What went wrong, for C(rescue) blocks.
    - The code V(outcome_unknown) of a writing call says that nobody can tell whether Cliq executed it. It was not sent again.
  returned: failure
  type: dict
  contains:
    code:
      description:
        - Zoho's error code where there is one, else a word of the collection such as V(outcome_unknown).
      type: str
      sample: request_url_invalid
    status:
      description:
        - The HTTP status of the answer, or null if there was no answer.
      type: int
    message:
      description:
        - What C(msg) says.
      type: str
"""

from ansible_collections.zoho.cliq.plugins.module_utils._module._body import run_module
from ansible_collections.zoho.cliq.plugins.module_utils._module.api import BODY


def main() -> None:
    run_module(BODY)


if __name__ == "__main__":
    main()
