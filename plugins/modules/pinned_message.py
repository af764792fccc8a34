#!/usr/bin/python
# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: pinned_message
author:
  - zoho.cliq contributors (@zoho-cliq-ansible)
short_description: Pin a message in a chat of Zoho Cliq
version_added: 1.0.0
description:
  - Pins a message in the chat of a channel or in another chat, in place of the one that is pinned there, or unpins it. A chat
    has one pinned message at most.
  - Hosts and forks that share a state store and pin the same message at the same time pin it once.
  - "Calls and scopes: C(GET /chats/ID/stickymessage) (C(ZohoCliq.Chats.READ)), C(POST /chats/ID/stickymessage)
    (C(ZohoCliq.Chats.CREATE)), C(DELETE /chats/ID/stickymessage) (C(ZohoCliq.Chats.DELETE)); and for the chat of a channel
    C(GET /channels) and C(GET /channels/ID) (C(ZohoCliq.Channels.READ))."
extends_documentation_fragment:
  - zoho.cliq._attributes
  - zoho.cliq._attributes.actiongroup_cliq
  - zoho.cliq._attributes.delegation
  - zoho.cliq._options.client
  - zoho.cliq._options.credentials
  - zoho.cliq._options.connection
  - zoho.cliq._options.state_store
  - zoho.cliq._options.api
  - zoho.cliq._conversation
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
  message_id:
    description:
      - The identifier of the message to pin, which M(zoho.cliq.message) returns.
      - With O(state=absent), only this message is unpinned, and another one left pinned.
    type: str
  expires:
    description:
      - Until when the message is pinned, in ISO 8601 with an offset, such as V(2030-02-11T09:00:00+05:30), or in milliseconds
        since 1970; or V(never).
      - Without it, a message that is pinned stays so for as long as it is, and another one is pinned for good.
    type: str
  notify:
    description:
      - Whether to notify the participants of the chat when the message is pinned.
    type: bool
  state:
    description:
      - V(present) pins the message unless it is pinned until that time.
      - V(absent) unpins it.
    type: str
    default: present
    choices:
      - present
      - absent
seealso:
  - module: zoho.cliq.message
  - module: zoho.cliq.channel_info
"""

EXAMPLES = r"""
- name: Post the rules
  zoho.cliq.message:
    channel: general
    text: Read this first.
    key: rules
  register: rules

- name: Pin them
  zoho.cliq.pinned_message:
    channel: general
    message_id: "{{ rules.message_id }}"

- name: Only until a day in the future
  zoho.cliq.pinned_message:
    channel: general
    message_id: "{{ rules.message_id }}"
    expires: "2099-02-11T09:00:00+05:30"
    notify: false

- name: Nothing is pinned any more
  zoho.cliq.pinned_message:
    channel: general
    state: absent
"""

RETURN = r"""
pinned_message:
  description:
    - The message that is pinned afterwards; in check mode as far as it can be told.
  returned: when O(state=present)
  type: dict
  contains:
    message_id:
      description:
        - The identifier of the message.
      type: str
      sample: "1573641936588_345281288778"
    expires:
      description:
        - Until when it is pinned, in UTC, or V(never).
      type: str
      sample: "2030-02-11T03:30:00Z"
    text:
      description:
        - What it says.
      returned: when Cliq tells it
      type: str
      sample: Read this first.
    pinned_by:
      description:
        - Who has pinned it.
      returned: when Cliq tells it
      type: dict
      contains:
        id:
          description:
            - The identifier of the user.
          type: str
          sample: "692133012"
        name:
          description:
            - The name of the user.
          type: str
          sample: Scott Fisher
chat_id:
  description:
    - The identifier of the chat.
  returned: unless the channel does not exist yet in check mode
  type: str
  sample: CT_1184653329648523663_62439860
failure:
  description:
    - What went wrong, for C(rescue) blocks.
  returned: failure
  type: dict
  contains:
    code:
      description:
        - Zoho's error code where there is one, else a word of the collection such as V(channel_without_chat).
      type: str
      sample: channel_without_chat
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
from ansible_collections.zoho.cliq.plugins.module_utils._module.pinned_message import BODY


def main() -> None:
    run_module(BODY)


if __name__ == "__main__":
    main()
