#!/usr/bin/python
# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: team
author:
  - zoho.cliq contributors (@zoho-cliq-ansible)
short_description: Create, change or delete a team of Zoho Cliq, and manage its members
version_added: 1.0.0
description:
  - Creates a team, keeps its description, name and members as wished, or deletes it.
  - A team is found by its name, without regard to case, or by O(team_id). Nothing is known to forbid two teams of one name, so
    a name that fits several is an error.
  - This module looks before it creates, and hosts, forks and runs that share a state store and wish for the same team at the
    same time make one. What was made is on record there for 10 minutes, in case the list lags behind. If the answer to a
    creation gets lost, it is not sent again; the list of teams, which is the only way to find a team by its name, is read for
    up to 15 seconds, and if the team does not show, the task fails. The next run goes by the list again, so make sure first that
    the team is not there, in case the list lags for longer.
  - Where the answer to another call gets lost, what is there afterwards decides whether the task goes on or fails.
  - "Calls and scopes: C(GET /teams), C(GET /teams/ID) and C(GET /teams/ID/members) (C(ZohoCliq.Teams.READ)), C(POST /teams)
    (C(ZohoCliq.Teams.CREATE)), C(PUT /teams/ID) and C(DELETE /teams/ID/members/USER_ID) (C(ZohoCliq.Teams.UPDATE)),
    C(POST /teams/ID/members) (C(ZohoCliq.Teams.CREATE) is what other clients ask for, and C(ZohoCliq.Teams.UPDATE) may be
    what Zoho wants: have both), C(DELETE /teams/ID) (C(ZohoCliq.Teams.DELETE)), and for O(members) also C(GET /users/ID) and
    C(GET /users) (C(ZohoCliq.Users.READ)). Cliq allows 20 of each of the calls for teams per minute."
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
    support: full
    description: Can run in check mode and return what would change, without sending a call that changes something.
    details:
      - An access token may be requested in check mode, since nothing could be read without one.
  diff_mode:
    support: full
    description: Returns details on what has changed, or would change in check mode.
  idempotent:
    support: full
options:
  name:
    description:
      - The name of the team, at most 30 characters.
      - Together with O(team_id) it is the name that the team shall have. A difference in case only is no difference.
    type: str
  team_id:
    description:
      - The identifier of the team, digits only. M(zoho.cliq.team_info) tells it.
    type: str
  state:
    description:
      - V(present) creates the team if there is none, and changes what differs.
      - V(absent) deletes it. Its members stay users of the organization.
    type: str
    default: present
    choices:
      - present
      - absent
  description:
    description:
      - What the team is for. Without this option the description of an existing team stays as it is.
    type: str
  members:
    description:
      - The people that O(members_state) is about, each by e-mail address or user id. Without this option the members of an
        existing team are left alone.
      - Cliq adds people to a team by their user ids only, so the addresses of people who are no members yet are looked up,
        which needs the scope C(ZohoCliq.Users.READ).
      - If somebody who is to be added is not known to Cliq, the task fails before anything is changed, with the code
        V(unknown_people) and all the names. Somebody who is to be removed and is not in the team is no error.
    type: list
    elements: str
  members_state:
    description:
      - V(present) adds those of O(members) who are not in the team.
      - V(absent) removes those of O(members) who are in the team. If Cliq shows members without their addresses, users are read
        to find out whose these are; a warning names those of whom nobody can tell.
      - V(exact) adds those who are not in the team, and removes everybody else; somebody must be named. The user behind
        the credentials is never removed in this way, since the right to change the team may go with the membership; a warning
        says so. Who that is, is known if the credentials were made with a scope that lets Zoho tell it.
      - People are added before others are removed. They are removed one call each.
    type: str
    default: present
    choices:
      - present
      - absent
      - exact
seealso:
  - module: zoho.cliq.team_info
  - module: zoho.cliq.user_info
  - module: zoho.cliq.channel
  - name: Cliq REST API v2, teams
    description: Zoho's description of the calls.
    link: https://www.zoho.com/cliq/help/restapi/v2/teams/
"""

EXAMPLES = r"""
- name: A team with its members
  zoho.cliq.team:
    name: Release
    description: Plans what goes out
    members:
      - ingrid.solberg@zylker.example
      - tariq.aziz@zylker.example
      - "62440096"
  register: release

- name: Nobody else is in it
  zoho.cliq.team:
    name: Release
    members:
      - ingrid.solberg@zylker.example
      - tariq.aziz@zylker.example
    members_state: exact

- name: Somebody leaves
  zoho.cliq.team:
    name: Release
    members:
      - tariq.aziz@zylker.example
    members_state: absent

- name: The team gets another name and another description
  zoho.cliq.team:
    team_id: "{{ release.team.team_id }}"
    name: Release Train
    description: Plans what goes out and when

- name: The team is deleted
  zoho.cliq.team:
    name: Release Train
    state: absent
"""

RETURN = r"""
team:
  description:
    - The team as it is afterwards; in check mode as far as it can be told. It has all that Cliq returns.
  returned: when there is a team afterwards
  type: dict
  contains:
    team_id:
      description:
        - The identifier of the team, which a new one does not have in check mode.
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
    - The members of the team as they are afterwards; of a new team in check mode, those that it is created with. People who
      were there before have all that Cliq returns.
  returned: if O(members) is given and there is a team afterwards
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
failure:
  description:
    - What went wrong, for C(rescue) blocks.
  returned: failure
  type: dict
  contains:
    code:
      description:
        - Zoho's error code where there is one, else a word of the collection such as V(unknown_people).
      type: str
      sample: unknown_people
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
from ansible_collections.zoho.cliq.plugins.module_utils._module.team import BODY


def main() -> None:
    run_module(BODY)


if __name__ == "__main__":
    main()
