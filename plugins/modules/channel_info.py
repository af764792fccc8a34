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
  - Returns the channels that the user behind the credentials can see, of all pages of the list, archived and pending ones too.
    Nobody documents whether Cliq's plain list has those, so they are asked for by status as well, unless it proves to show them.
  - If several options are given, a channel must fit all of them. Filters of Cliq whose meaning is documented beyond doubt are
    sent along, so that fewer pages are read; all options are applied to the answer in any case.
  - "Calls and scopes: C(GET /channels), C(GET /channels/ID), C(GET /channelsbyname/UNIQUE_NAME) and
    C(GET /channels/ID/members) (C(ZohoCliq.Channels.READ)), and for an address in O(created_by) C(GET /users/ID)
    (C(ZohoCliq.Users.READ))."
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
      - The name of the channel, without regard to case or a leading number sign. There may be several of one name.
      - Channels that Cliq's plain list does not show are asked for only if it has none of that name, which saves calls. Set
        O(status) to look for those in particular.
    type: str
  name_pattern:
    description:
      - A pattern that the whole name of the channel fits, without regard to case or a leading number sign. V(*) stands for any
        characters, V(?) for one, V([abc]) for one of these.
    type: str
  unique_name:
    description:
      - The unique name of the channel, by which messages are addressed. It is not the name that is shown.
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
      - Only channels of this status. Without this option channels of every status are returned.
    type: str
    choices:
      - created
      - pending
      - archived
  team_id:
    description:
      - Only channels of this team, given by its identifier.
    type: str
  joined:
    description:
      - V(true) for the channels in which the user behind the credentials is a member, V(false) for the others.
    type: bool
  pinned:
    description:
      - V(true) for the channels that the user behind the credentials has pinned, V(false) for the others.
    type: bool
  created_by:
    description:
      - Only channels that this person has created, given by e-mail address or user id. An address is looked up, because a
        channel tells the id of its creator only.
    type: str
  created_after:
    description:
      - Only channels that were created at this time or later. Times are in ISO 8601, such as V(2026-02-11T09:00:00+05:30) or
        V(2026-02-11), and those without an offset are in UTC.
    type: str
  created_before:
    description:
      - Only channels that were created before this time.
    type: str
  modified_after:
    description:
      - Only channels that were modified at this time or later, which for Cliq is the time of the last message.
    type: str
  modified_before:
    description:
      - Only channels that were modified before this time.
    type: str
  members:
    description:
      - Whether to return the members of each channel, which takes a call for each.
    type: bool
    default: false
seealso:
  - module: zoho.cliq.channel
  - module: zoho.cliq.team_info
  - module: zoho.cliq.user_info
"""

EXAMPLES = r"""
- name: Find a channel by its name
  zoho.cliq.channel_info:
    name: general
  register: found

- name: Show its identifiers
  ansible.builtin.debug:
    msg: "{{ found.channels | map(attribute='channel_id') }}"

- name: The same channel by the name that calls about messages need
  zoho.cliq.channel_info:
    unique_name: "{{ found.channels[0].unique_name }}"

- name: Who is in the channels of a team
  zoho.cliq.channel_info:
    team_id: "4453477"
    members: true

- name: Channels for incidents that nobody has written in since the beginning of 2026
  zoho.cliq.channel_info:
    name_pattern: incident-*
    status: created
    modified_before: "2026-01-01T00:00:00Z"

- name: Archived channels that a person has created
  zoho.cliq.channel_info:
    created_by: patricia.boyle@zylker.example
    status: archived
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
    teams:
      description:
        - The teams that a channel of the level team is for, their names by their identifiers.
      type: dict
      sample:
        "4453477": Support
    creator_id:
      description:
        - The identifier of the user who has created the channel.
      type: str
      sample: "62439911"
    creation_time:
      description:
        - When the channel was created.
      type: str
      sample: "2024-05-02T15:20:00+05:30"
    last_modified_time:
      description:
        - When the channel was modified last, which for Cliq is the time of the last message.
      type: str
      sample: "2026-02-11T09:00:00+05:30"
    participant_count:
      description:
        - How many members the channel has.
      type: int
      sample: 13
    joined:
      description:
        - Whether the user behind the credentials is a member of the channel.
      type: bool
      sample: true
    pinned:
      description:
        - Whether the user behind the credentials has pinned the channel.
      type: bool
      sample: false
    members:
      description:
        - The members of the channel.
      returned: if O(members=true)
      type: list
      elements: dict
      sample:
        - user_id: "62439948"
          email_id: scott.fisher@zylker.example
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
        - Zoho's error code where there is one, else a word of the collection such as V(invalid_input).
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
