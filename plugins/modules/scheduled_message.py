#!/usr/bin/python
# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: scheduled_message
author:
  - zoho.cliq contributors (@zoho-cliq-ansible)
short_description: Have Zoho Cliq send a message later
version_added: 1.0.0
description:
  - Schedules a message for a time, or for when the user behind the credentials has a status; changes one that is scheduled, or
    deletes it.
  - A message that says the same in the same chat at the same time is scheduled once, and hosts and forks that share a state
    store
    and wish for it at the same time make one. Without the scope C(ZohoCliq.Messages.READ), the record in the state store alone
    tells what is scheduled.
  - If the answer gets lost, the next run looks for a while and does not schedule the message blindly.
  - "Calls and scopes: C(POST /chats/ID/scheduledmessages) (C(ZohoCliq.messages.CREATE)); of the API v3
    C(GET /chats/ID/scheduledmessages) (C(ZohoCliq.Messages.READ)), C(PUT /chats/ID/scheduledmessages/ID)
    (C(ZohoCliq.Messages.UPDATE)) and C(DELETE /chats/ID/scheduledmessages/ID) (C(ZohoCliq.Messages.DELETE)); and for the chat
    of a
    channel C(GET /channels) and C(GET /channels/ID) (C(ZohoCliq.Channels.READ))."
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
    details:
      - A message that waits for a status is scheduled again once it was sent.
      - Without the scope C(ZohoCliq.Messages.READ), a change is sent each time.
options:
  scheduled_message_id:
    description:
      - The identifier of the message to change or delete. Without it, a message with this O(text) and O(schedule_time) or
        O(schedule_status) is meant.
    type: str
  text:
    description:
      - What the message says, 1 to 4096 characters.
    type: str
  schedule_time:
    description:
      - When to send the message, in ISO 8601 such as V(2030-02-11T09:00:00), or in milliseconds since 1970. It needs an
        offset such
        as V(+05:30), or O(timezone).
      - A time in the past is refused, unless an earlier run scheduled the same message in time.
    type: str
  timezone:
    description:
      - The time zone of O(schedule_time), by its IANA name such as V(Asia/Kolkata). Without it, the time is told to Cliq in
        UTC.
    type: str
  schedule_status:
    description:
      - Send the message when the user behind the credentials checks in, becomes available, ends a call, or checks out.
    type: str
    choices:
      - check_in
      - user_available
      - call_end
      - check_out
  state:
    description:
      - V(present) schedules the message unless it is scheduled, or changes the one with O(scheduled_message_id).
      - V(absent) deletes it.
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
- name: Wish a happy new year, in time
  zoho.cliq.scheduled_message:
    channel: general
    text: Happy new year!
    schedule_time: "2099-01-01T00:00:00"
    timezone: Asia/Kolkata
  register: wish

- name: Better in the morning
  zoho.cliq.scheduled_message:
    channel: general
    scheduled_message_id: "{{ wish.scheduled_message.id }}"
    schedule_time: "2099-01-01T09:00:00+05:30"

- name: Remind the desk when I am back
  zoho.cliq.scheduled_message:
    channel: support-desk
    text: I am back.
    schedule_status: user_available

- name: No wishes
  zoho.cliq.scheduled_message:
    channel: general
    text: Happy new year!
    schedule_time: "2099-01-01T09:00:00+05:30"
    state: absent
"""

RETURN = r"""
scheduled_message:
  description:
    - The message as it is scheduled afterwards; in check mode as far as it can be told.
  returned: when O(state=present)
  type: dict
  contains:
    id:
      description:
        - The identifier of the scheduled message.
      returned: when Cliq tells it
      type: str
      sample: 55741379-fddf-476c-8093-c3e05bdf9006
    text:
      description:
        - What it says.
      returned: when it is known
      type: str
      sample: Happy new year!
    schedule_time:
      description:
        - When it will be sent, in UTC.
      returned: for a message with a time
      type: str
      sample: "2098-12-31T18:30:00Z"
    schedule_status:
      description:
        - The status for which it waits.
      returned: for a message without a time
      type: str
      sample: user_available
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
        - Zoho's error code where there is one, else a word of the collection such as V(outcome_unknown).
      type: str
      sample: outcome_unknown
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
from ansible_collections.zoho.cliq.plugins.module_utils._module.scheduled_message import BODY


def main() -> None:
    run_module(BODY)


if __name__ == "__main__":
    main()
