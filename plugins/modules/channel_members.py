#!/usr/bin/python
# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: channel_members
author:
  - zoho.cliq contributors (@zoho-cliq-ansible)
short_description: Manage the members of a channel of Zoho Cliq, their roles, and its bots
version_added: 1.0.0
description:
  - Adds people to a channel, gives them roles, and removes them; adds bots and removes them.
  - People are named by e-mail address, without regard to case, or by user ID. By default nobody is removed.
  - The list of members is read first, and only what differs is sent, for up to 100 people with one call. The order is to add, to
    promote, to demote, to remove. Hosts, forks and runs that share a state store take turns with the members of a channel.
  - Lists of Cliq may lag behind. What was changed is on record in the state store for 15 seconds, and a list that does not show
    it in that time is read again before anything is done.
  - If the credentials may read users, people who are to be added and whom Cliq does not know are all named in one error before
    anything is changed; not so for channels of the level V(external), which have guests. Without that scope the call that adds
    them fails instead.
  - The last super admin of a channel is never removed or demoted. With O(state=exact), the last super admin stays even if not
    named, and so does the user behind the credentials if it is known who that is; a warning says so. It is known if the scope
    C(AaaServer.profile.READ) was among those of the consent, which puts C(zoho_cliq_user_id) into the credentials.
  - Where it is not known who the user behind the credentials is, and Cliq tells that this user is a super admin or an admin of
    the channel, O(state=exact) removes nobody who has that same role, and a warning names those who stay. If this user is a
    moderator or a plain member there, or Cliq does not tell the role, O(state=exact) may remove this very user.
  - "Calls and scopes: C(GET /channels), C(GET /channels/ID) and C(GET /channels/ID/members) (C(ZohoCliq.Channels.READ)),
    C(POST /channels/ID/members), C(DELETE /channels/ID/members), C(DELETE /channels/ID/members/MEMBER),
    C(PUT /channels/ID/members/MEMBER), C(PUT /channels/ID/members/MEMBER/members) and C(POST /bots/BOT/associate)
    (C(ZohoCliq.Channels.UPDATE)), C(GET /users) and C(GET /users/USER) (C(ZohoCliq.Users.READ), not required)."
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
      - Of bots that Cliq does not show, check mode knows what is on record in the state store; without a record it predicts a
        change.
  diff_mode:
    support: full
    description: Returns details on what has changed, or would change in check mode.
  idempotent:
    support: full
options:
  name:
    description:
      - The name of the channel, without regard to case or a leading number sign.
    type: str
    aliases:
      - channel
  channel_id:
    description:
      - The identifier of the channel, a letter O, T, P or E followed by digits.
    type: str
  members:
    description:
      - The people, each with a role if wished.
    type: list
    elements: dict
    suboptions:
      email:
        description:
          - The e-mail address. Either this or O(members[].user_id) is needed.
        type: str
      user_id:
        description:
          - The user ID, which has digits only.
        type: str
      role:
        description:
          - The role in the channel. Without it, O(role) counts.
        type: str
        choices:
          - super_admin
          - admin
          - moderator
          - member
  email_ids:
    description:
      - More people by their e-mail addresses, in short.
    type: list
    elements: str
  user_ids:
    description:
      - More people by their user IDs, in short.
    type: list
    elements: str
  role:
    description:
      - The role of all people who have none of their own in O(members).
      - Without it, those who are added become plain members, and those who are members keep their roles.
    type: str
    choices:
      - super_admin
      - admin
      - moderator
      - member
  state:
    description:
      - V(present) adds those who are missing and sets roles. Nobody is removed.
      - V(exact) does the same, and removes everybody who is not named. At least one person must be named then, unless only
        O(bots) is given.
      - V(absent) removes those who are named. A role makes no sense then.
    type: str
    default: present
    choices:
      - present
      - absent
      - exact
  silent:
    description:
      - Whether people are removed without a notice in the channel.
    type: bool
    default: false
  bots:
    description:
      - Bots by their unique names. V(present) and V(exact) of O(state) add them, V(absent) removes them; V(absent) takes their
        identifiers, such as V(b-1974166000016769005), too.
      - Cliq has no list of the bots of a channel, and does not document whether they are in the list of members. If they are, a
        bot is recognized by its unique name, or by a display name that fits.
      - If they are not, Cliq is asked to add a bot, and nothing has changed if it says that it is there already. That may
        happen five times a minute only, so a bot that the collection added less than 10 minutes ago counts as being there. If
        somebody removes it by hand in that time, this is not noticed until later.
      - Without this option, bots are left alone, also with O(state=exact). That state removes only bots that the list of
        members shows and that are not named.
    type: list
    elements: str
  add_missing:
    description:
      - Whether people who are no members are added. If it is V(false), only roles are changed, and people who are no
        members are all named in one error before anything is changed.
      - With O(state=absent) it has no effect.
    type: bool
    default: true
notes:
  - In a channel of the level V(team) there can be members of its teams only.
  - Cliq may know people by several addresses. Name the one that the channel shows; another one is recognized only if the
    credentials may read users. With O(state=absent) users are read only if Cliq shows members without their addresses; if that
    does not tell whether somebody is a member, a warning says so and nobody is removed in their place.
  - Where a proxy drops the bodies of C(DELETE) calls, people are removed one by one, which cannot be done with O(silent=true).
seealso:
  - module: zoho.cliq.channel
  - module: zoho.cliq.channel_bot
  - module: zoho.cliq.channel_info
  - name: Cliq REST API v2, channels
    description: Zoho's description of the calls.
    link: https://www.zoho.com/cliq/help/restapi/v2/
"""

EXAMPLES = r"""
- name: Three people more are in the channel, and one of them leads it
  zoho.cliq.channel_members:
    name: General
    members:
      - email: tariq.aziz@zylker.example
        role: admin
      - email: chloe.martin@zylker.example
      - user_id: "62440059"

- name: These people are moderators, if they are members at all
  zoho.cliq.channel_members:
    name: General
    email_ids:
      - helen.moore@zylker.example
      - rakesh.iyer@zylker.example
    role: moderator
    add_missing: false

- name: Exactly these people are in the channel of the support team, and its bot
  zoho.cliq.channel_members:
    name: support-desk
    state: exact
    members:
      - email: patricia.boyle@zylker.example
        role: super_admin
      - email: scott.fisher@zylker.example
        role: admin
      - email: chloe.martin@zylker.example
    bots:
      - oncall

- name: Somebody is removed without a notice
  zoho.cliq.channel_members:
    name: General
    email_ids:
      - michael.tan@zylker.example
    state: absent
    silent: true
"""

RETURN = r"""
channel:
  description:
    - The channel. In check mode it may not be there yet; then it has what the task says, and the rest is null.
  returned: success
  type: dict
  contains:
    channel_id:
      description:
        - The identifier of the channel, or null if it is not there yet.
      type: str
      sample: O1864232000000076001
    name:
      description:
        - The name, without the number sign that Cliq puts in front of it; null if it is not known.
      type: str
      sample: General
    chat_id:
      description:
        - The identifier of the channel's chat, which calls about messages need; null if there is none yet.
      type: str
      sample: CT_1184653329648523663_62439860
    unique_name:
      description:
        - The name by which messages are addressed; null if there is none yet.
      type: str
      sample: general
members:
  description:
    - The people in the channel as they are afterwards, all of them.
  returned: success
  type: list
  elements: dict
  contains:
    email_id:
      description:
        - The e-mail address; null if it is not known.
      type: str
      sample: tariq.aziz@zylker.example
    user_id:
      description:
        - The user ID. It is null for somebody who was just added by address, if the credentials may not read users.
      type: str
      sample: "62440392"
    name:
      description:
        - The name of the person; null in the same case.
      type: str
      sample: Tariq Aziz
    role:
      description:
        - The role in the channel.
      type: str
      sample: admin
added:
  description:
    - Those who were added, by e-mail address, or by user ID where no address is known.
  returned: success
  type: list
  elements: str
  sample:
    - tariq.aziz@zylker.example
removed:
  description:
    - Those who were removed, by e-mail address, or by user ID where no address is known.
  returned: success
  type: list
  elements: str
  sample: []
role_changes:
  description:
    - The members whose role changed, by e-mail address or user ID, each with the role C(before) and C(after). Those who
      were added are not among them.
  returned: success
  type: dict
  sample:
    helen.moore@zylker.example:
      before: member
      after: moderator
bots:
  description:
    - The bots in the channel as far as they are known, by unique name if possible.
  returned: if O(bots) is given, or if Cliq shows bots among the members
  type: list
  elements: str
  sample:
    - oncall
failure:
  description:
    - What went wrong, for C(rescue) blocks.
  returned: failure
  type: dict
  contains:
    code:
      description:
        - Zoho's error code where there is one, else a word of the collection, such as V(unknown_people), V(last_super_admin),
          V(not_members) or V(channel_not_found).
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
from ansible_collections.zoho.cliq.plugins.module_utils._module.channel_members import BODY


def main() -> None:
    run_module(BODY)


if __name__ == "__main__":
    main()
