#!/usr/bin/python
# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: team_info
author:
  - zoho.cliq contributors (@zoho-cliq-ansible)
short_description: Return teams of Zoho Cliq
version_added: 1.0.0
description:
  - Returns the teams of the organization.
  - If several options are given, a team must fit all of them. What Cliq does not filter is filtered here.
  - "Calls and scopes: C(GET /teams), C(GET /teams/ID) and C(GET /teams/ID/members) (C(ZohoCliq.Teams.READ)). Cliq allows 20
    of each per minute."
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
      - The name of the team, without regard to case. There may be several of one name.
    type: str
  team_id:
    description:
      - The identifier of the team, digits only.
    type: str
  joined:
    description:
      - V(true) for the teams in which the user behind the credentials is a member, V(false) for the others.
    type: bool
  members:
    description:
      - Whether to return the members of each team, which takes a call for each.
    type: bool
    default: false
seealso:
  - module: zoho.cliq.team
  - module: zoho.cliq.user_info
  - name: Cliq REST API v2, teams
    description: Zoho's description of the calls.
    link: https://www.zoho.com/cliq/help/restapi/v2/teams/
"""

EXAMPLES = r"""
- name: Who is in a team
  zoho.cliq.team_info:
    name: Platform
    members: true
  register: platform

- name: Show their addresses
  ansible.builtin.debug:
    msg: "{{ platform.teams[0].members | map(attribute='email_id') }}"

- name: A team by its identifier
  zoho.cliq.team_info:
    team_id: "{{ platform.teams[0].team_id }}"

- name: The teams that the user behind the credentials has joined
  zoho.cliq.team_info:
    joined: true
"""

RETURN = r"""
teams:
  description:
    - The teams, each with all that Cliq returns; an empty list if there is none.
  returned: success
  type: list
  elements: dict
  contains:
    team_id:
      description:
        - The identifier of the team.
      type: str
      sample: "4435961"
    name:
      description:
        - The name.
      type: str
      sample: Platform
    description:
      description:
        - What the team is for; empty if nobody said.
      type: str
      sample: Runs what everybody else stands on
    participant_count:
      description:
        - How many members the team has.
      type: int
      sample: 3
    is_active:
      description:
        - Whether the team is active.
      type: bool
      sample: true
    is_moderator:
      description:
        - Whether the user behind the credentials is a moderator of the team.
      type: bool
      sample: true
    joined:
      description:
        - Whether the user behind the credentials is a member of the team.
      type: bool
      sample: true
    creation_time:
      description:
        - When the team was created.
      type: str
      sample: "2024-03-11T09:30:00+05:30"
    organization_id:
      description:
        - The identifier of the organization.
      type: str
      sample: "62439860"
    members:
      description:
        - The members of the team, each with all that Cliq returns.
      returned: if O(members=true)
      type: list
      elements: dict
      contains:
        user_id:
          description:
            - The identifier of the user.
          type: str
          sample: "62440392"
        email_id:
          description:
            - The e-mail address; empty if Cliq does not tell it.
          type: str
          sample: tariq.aziz@zylker.example
        name:
          description:
            - The full name; empty if Cliq does not tell it.
          type: str
          sample: Tariq Aziz
        display_name:
          description:
            - The name that Cliq shows.
          type: str
          sample: Tariq
        is_moderator:
          description:
            - Whether this person is a moderator of the team.
          type: bool
          sample: false
failure:
  description:
    - What went wrong, for C(rescue) blocks.
  returned: failure
  type: dict
  contains:
    code:
      description:
        - Zoho's error code where there is one, else a word of the collection such as V(request_limit_exceeded).
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
from ansible_collections.zoho.cliq.plugins.module_utils._module.team_info import BODY


def main() -> None:
    run_module(BODY)


if __name__ == "__main__":
    main()
