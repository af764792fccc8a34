#!/usr/bin/python
# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: channel_bot
author:
  - zoho.cliq contributors (@zoho-cliq-ansible)
short_description: Add a bot to a channel of Zoho Cliq, or remove it
version_added: 1.0.0
description:
  - Adds a bot to a channel, so that it can write there, or removes it.
  - Cliq has no list of the bots of a channel, and does not document whether they are in the list of members. If they are, a bot
    is recognized by its identifier or unique name, or by a display name that fits.
  - If they are not, Cliq is asked to add the bot, and nothing has changed if it says that it is there already. That may happen
    five times a minute only, so what the collection did less than 10 minutes ago counts as being so. If somebody changes it by
    hand in that time, this is not noticed until later.
  - Hosts, forks and runs that share a state store take turns with the members of a channel, and add a bot once.
  - "Calls and scopes: C(GET /channels), C(GET /channels/ID) and C(GET /channels/ID/members) (C(ZohoCliq.Channels.READ)),
    C(POST /bots/BOT/associate) and C(DELETE /channels/ID/members/BOT) (C(ZohoCliq.Channels.UPDATE))."
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
      - Of a bot that Cliq does not show, check mode knows what is on record in the state store; without a record it predicts a
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
  bot:
    description:
      - The unique name of the bot. It is needed to add it.
    type: str
  bot_id:
    description:
      - The identifier of the bot, such as V(b-1974166000016769005). Cliq removes a bot by its identifier, so it is needed to
        remove one that the list of members does not show.
    type: str
  state:
    description:
      - V(present) adds the bot, V(absent) removes it.
    type: str
    default: present
    choices:
      - present
      - absent
seealso:
  - module: zoho.cliq.channel_members
  - name: Cliq REST API v2, channels
    description: Zoho's description of the calls.
    link: https://www.zoho.com/cliq/help/restapi/v2/
"""

EXAMPLES = r"""
- name: The bot is in the channel
  zoho.cliq.channel_bot:
    name: General
    bot: deploybot

- name: The other bot is not in the channel
  zoho.cliq.channel_bot:
    name: support-desk
    bot: oncall
    bot_id: b-1974166000016769011
    state: absent
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
bots:
  description:
    - The bots in the channel afterwards as far as they are known, by unique name if possible.
  returned: success
  type: list
  elements: str
  sample:
    - deploybot
failure:
  description:
    - What went wrong, for C(rescue) blocks.
  returned: failure
  type: dict
  contains:
    code:
      description:
        - Zoho's error code where there is one, else a word of the collection, such as V(bot_id_needed) or V(channel_not_found).
      type: str
      sample: bot_id_needed
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
from ansible_collections.zoho.cliq.plugins.module_utils._module.channel_bot import BODY


def main() -> None:
    run_module(BODY)


if __name__ == "__main__":
    main()
