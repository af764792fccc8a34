#!/usr/bin/python
# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: user_info
author:
  - zoho.cliq contributors (@zoho-cliq-ansible)
short_description: Return users of Zoho Cliq
version_added: 1.0.0
description:
  - Returns one user, those who are found by a part of their name or address, or all users of the organization, of all pages
    of the list.
  - A user by O(email) or O(user_id) comes with more than a user of the list, such as status, department and time zone.
  - Somebody whom Cliq does not know is no error but an empty list.
  - "Calls and scopes: C(GET /users), C(GET /users/ID) and C(GET /users/ID/teams) (C(ZohoCliq.Users.READ)). Cliq allows 30 of
    the first and 20 of each of the others per minute."
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
  email:
    description:
      - The e-mail address of the user. A second address of theirs may do, if Cliq knows it.
    type: str
  user_id:
    description:
      - The identifier of the user (zuid), digits only.
    type: str
  search:
    description:
      - A part of a name or of an e-mail address, without regard to case and accents. Of several words each must be found.
    type: str
  status:
    description:
      - Only users of this status. The list does not tell the status of a user, so for the list Cliq is taken at its word.
      - Zoho does not document which users the list has without it.
    type: str
    choices:
      - active
      - inactive
      - pending
      - imported_active
      - imported_inactive
  limit:
    description:
      - Return this many users at most, and read no more pages than it takes. Without it all are returned.
    type: int
  teams:
    description:
      - Whether to return the teams of each user, which takes a call for each.
    type: bool
    default: false
seealso:
  - module: zoho.cliq.team_info
  - module: zoho.cliq.team
  - name: Cliq REST API v2, users
    description: Zoho's description of the calls.
    link: https://www.zoho.com/cliq/help/restapi/v2/users/
"""

EXAMPLES = r"""
- name: One user, with the teams
  zoho.cliq.user_info:
    email: scott.fisher@zylker.example
    teams: true
  register: scott

- name: Show the identifiers of the teams
  ansible.builtin.debug:
    msg: "{{ scott.users[0].teams | map(attribute='team_id') }}"

- name: The same user by the identifier
  zoho.cliq.user_info:
    user_id: "{{ scott.users[0].id }}"

- name: Find people
  zoho.cliq.user_info:
    search: keller
    status: active

- name: Ten users of the organization
  zoho.cliq.user_info:
    limit: 10
"""

RETURN = r"""
users:
  description:
    - The users, each with all that Cliq returns; an empty list if there is none.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description:
        - The identifier of the user, which Zoho also calls user id and zuid.
      type: str
      sample: "62439948"
    email_id:
      description:
        - The e-mail address.
      type: str
      sample: scott.fisher@zylker.example
    name:
      description:
        - The full name.
      type: str
      sample: Scott Fisher
    display_name:
      description:
        - The name that Cliq shows.
      type: str
      sample: Scott
    organization_id:
      description:
        - The identifier of the organization.
      type: str
      sample: "62439860"
    status:
      description:
        - The status of the user.
      returned: if O(email) or O(user_id) is given
      type: str
      sample: active
    department:
      description:
        - The department, with all that Cliq returns.
      returned: if O(email) or O(user_id) is given
      type: dict
      sample:
        name: Support
    designation:
      description:
        - The designation, with all that Cliq returns.
      returned: if O(email) or O(user_id) is given
      type: dict
      sample:
        name: Support Lead
    teams:
      description:
        - The teams of the user, each with all that Cliq returns.
      returned: if O(teams=true)
      type: list
      elements: dict
      contains:
        team_id:
          description:
            - The identifier of the team.
          type: str
          sample: "4453477"
        name:
          description:
            - The name.
          type: str
          sample: Support
        description:
          description:
            - What the team is for; empty if nobody said.
          type: str
          sample: Answers customers
        participant_count:
          description:
            - How many members the team has.
          type: int
          sample: 4
failure:
  description:
    - What went wrong, for C(rescue) blocks.
  returned: failure
  type: dict
  contains:
    code:
      description:
        - Zoho's error code where there is one, else a word of the collection such as V(oauthtoken_scope_invalid).
      type: str
      sample: oauthtoken_scope_invalid
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
from ansible_collections.zoho.cliq.plugins.module_utils._module.user_info import BODY


def main() -> None:
    run_module(BODY)


if __name__ == "__main__":
    main()
