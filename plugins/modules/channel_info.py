#!/usr/bin/python
# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: channel_info
author:
  - zoho.cliq contributors (@zoho-cliq-ansible)
short_description: Return channels of Zoho Cliq
version_added: 1.0.0
description:
  - Returns the channels that the user behind the credentials can see, of all pages of the list.
  - If several options are given, a channel must fit all of them.
  - "Calls and scopes: C(GET /channels), C(GET /channels/ID) and C(GET /channels/ID/members) (C(ZohoCliq.Channels.READ))."
extends_documentation_fragment:
  - zoho.cliq._attributes
  - zoho.cliq._attributes.actiongroup_cliq
  - zoho.cliq._attributes.delegation
  - zoho.cliq._attributes.info_module
  - zoho.cliq._options.client
  - zoho.cliq._options.credentials
  - zoho.cliq._options.connection
  - zoho.cliq._options.state_store
  - zoho.cliq._options.api
options:
  name:
    description:
      - The name of the channel, without regard to case or a leading number sign.
    type: str
  channel_id:
    description:
      - The identifier of the channel, a letter O, T, P or E followed by digits.
    type: str
  level:
    description:
      - Only channels of this level.
    type: str
    choices:
      - organization
      - team
      - private
      - external
  status:
    description:
      - Only channels of this status.
    type: str
    choices:
      - created
      - pending
      - archived
  members:
    description:
      - Whether to return the members of each channel, which takes a call for each.
    type: bool
    default: false
seealso:
  - module: zoho.cliq.channel
"""

EXAMPLES = r"""
- name: Find a channel by its name
  zoho.cliq.channel_info:
    name: ops-alerts
  register: found

- name: Show its identifiers
  ansible.builtin.debug:
    msg: "{{ found.channels | map(attribute='channel_id') }}"

- name: Who is in the private channels
  zoho.cliq.channel_info:
    level: private
    status: created
    members: true
"""

RETURN = r"""
channels:
  description:
    - The channels, each with all that Cliq returns; an empty list if there is none.
  returned: success
  type: list
  elements: dict
  contains:
    channel_id:
      description:
        - The identifier of the channel.
      type: str
      sample: O1864232000000076001
    chat_id:
      description:
        - The identifier of the channel's chat, which calls about messages need.
      type: str
      sample: CT_1184653329648523663_62439860
    name:
      description:
        - The name, without the number sign that Cliq puts in front of it.
      type: str
      sample: ops-alerts
    unique_name:
      description:
        - The name by which messages are addressed. Cliq makes it, and a later change of the name leaves it as it is.
      type: str
      sample: opsalerts
    level:
      description:
        - Who can see the channel.
      type: str
      sample: organization
    status:
      description:
        - V(created), V(archived), or V(pending) for a channel of the organization that waits for an administrator's approval.
      type: str
      sample: created
    description:
      description:
        - What the channel is for.
      type: str
      sample: Pages and incidents
    members:
      description:
        - The members of the channel.
      returned: if O(members=true)
      type: list
      elements: dict
      sample:
        - user_id: "1234567"
          email_id: scott@zylker.example
          name: Scott Fisher
          user_role: member
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
      sample: request_limit_exceeded
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
from ansible_collections.zoho.cliq.plugins.module_utils._module.channel_info import BODY


def main() -> None:
    run_module(BODY)


if __name__ == "__main__":
    main()
