#!/usr/bin/python
# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: access_token
author:
  - zoho.cliq contributors (@zoho-cliq-ansible)
short_description: Return an access token for Zoho Cliq, refreshed only if need be
version_added: 1.0.0
description:
  - Returns an access token that is valid for at least O(min_validity) seconds.
  - However many forks, processes and plays ask, Zoho gets one token request in an hour, because the token is kept, sealed, in
    the state store. At most 8 token requests are sent in 10 minutes whatever happens, since Zoho allows 10 and then locks out.
  - The modules of this collection get their token by themselves; this one is for other tasks, as is
    P(zoho.cliq.access_token#lookup).
  - A successful result is hidden, because it carries the token, and can be registered and used all the same.
extends_documentation_fragment:
  - zoho.cliq._attributes
  - zoho.cliq._attributes.actiongroup_cliq
  - zoho.cliq._attributes.controller_only
  - zoho.cliq._options.client
  - zoho.cliq._options.credentials
  - zoho.cliq._options.connection
  - zoho.cliq._options.state_store
  - zoho.cliq._options.group_defaults
attributes:
  check_mode:
    support: full
    description: Can run in check mode and tell whether a token request would be sent, without sending it.
    details:
      - The token is returned if a good one is there.
  diff_mode:
    support: none
    description: Returns details on what has changed, or would change in check mode.
  idempotent:
    support: full
    details:
      - As long as the token is valid for long enough.
seealso:
  - plugin: zoho.cliq.access_token
    plugin_type: lookup
  - module: zoho.cliq.credentials
"""

EXAMPLES = r"""
- name: Get a token
  zoho.cliq.access_token:
    credentials_file: zoho-cliq.vault.yml
  register: token

- name: Use it
  ansible.builtin.uri:
    url: "{{ token.api_url }}/api/v2/channels"
    headers:
      Authorization: "Zoho-oauthtoken {{ token.access_token }}"
  no_log: true
"""

RETURN = r"""
access_token:
  description:
    - The access token.
  returned: success, in check mode only if no token request is needed
  type: str
  sample: 1000.0123456789abcdef0123456789abcdef.0123456789abcdef0123456789abcdef
expires_in:
  description:
    - The number of seconds for which it is still valid.
  returned: when there is a token
  type: int
  sample: 3570
scopes:
  description:
    - The scopes of the token.
  returned: when there is a token
  type: list
  elements: str
  sample:
    - ZohoCliq.Channels.ALL
token_type:
  description:
    - The word that stands before the token in the header C(Authorization) of calls to Cliq.
  returned: when there is a token
  type: str
  sample: Zoho-oauthtoken
data_center:
  description:
    - The data center of the credentials.
  returned: success
  type: str
  sample: eu
api_url:
  description:
    - The URL of the Cliq server of that data center.
  returned: success
  type: str
  sample: https://cliq.zoho.eu
failure:
  description:
    - What went wrong, for C(rescue) blocks.
  returned: failure
  type: dict
  contains:
    code:
      description:
        - Zoho's error code where there is one, else a word of the collection such as V(ambiguous_name).
      type: str
      sample: invalid_code
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
from ansible_collections.zoho.cliq.plugins.module_utils._module.access_token import BODY


def main() -> None:
    run_module(BODY)


if __name__ == "__main__":
    main()
