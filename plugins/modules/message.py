#!/usr/bin/python
# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: message
author:
  - zoho.cliq contributors (@zoho-cliq-ansible)
short_description: Post, change or delete a message of Zoho Cliq
version_added: 1.0.0
description:
  - Posts a message or files to a channel, a chat, a thread, a user or a bot; or, with O(message_id), changes the text of a
    message or deletes it.
  - Cliq posts the same message as often as it is asked to. With O(key), this module posts it at most once, however often the
    play runs and however many hosts run the task at once, as long as they share a state store.
  - If the answer to a posting gets lost, it is not sent again. With O(key), the history of the chat tells what came of it,
    where C(ZohoCliq.Messages.READ) is granted; otherwise the task fails with the code V(outcome_unknown). As long as a message
    stands there that may be the one, but shows other content, it fails with V(outcome_unknown) and posts nothing.
  - "Calls and scopes: C(POST /channelsbyname/NAME/message), C(POST /channels/ID/message), C(POST /chats/ID/message),
    C(POST /buddies/USER/message), C(POST /bots/NAME/message) and the same with C(/files) (C(ZohoCliq.Webhooks.CREATE)).
    C(PUT /chats/ID/messages/ID) (C(ZohoCliq.Webhooks.UPDATE), C(ZohoCliq.Messages.UPDATE)) and C(DELETE /chats/ID/messages/ID)
    (C(ZohoCliq.Webhooks.DELETE), C(ZohoCliq.Messages.DELETE)), of which Zoho documents the former and users report the latter.
    Where it is granted, C(GET /chats/ID/messages/ID/messages) and C(GET /chats/ID/messages) (C(ZohoCliq.Messages.READ)). To
    look
    up a channel by the name that is shown, for a new thread, for a O(key) or for the chat of a channel, C(GET /channels) and
    C(GET /channels/ID) (C(ZohoCliq.Channels.READ)). Users report that posting as a bot needs C(ZohoCliq.Channels.UPDATE) as
    well."
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
    support: partial
    details:
      - Without O(key), a message is posted each time. With O(key) or O(message_id) the module is idempotent; without the scope
        C(ZohoCliq.Messages.READ) a change of the text is sent each time.
options:
  user:
    description:
      - The user to write to, by e-mail address or identifier. Nobody can write to themselves.
    type: str
  to_bot:
    description:
      - The bot in whose chat to write, by its unique name. To post in the name of a bot, use O(bot).
    type: str
  state:
    description:
      - V(present) posts a message, or changes the text of the one with O(message_id) if it differs.
      - V(absent) deletes the message with O(message_id).
    type: str
    default: present
    choices:
      - present
      - absent
  message_id:
    description:
      - The identifier of the message to change or delete, such as V(1599387839188_229293271789). A space or C(%20) in place
        of the
        underscore, as Cliq writes it in places, is the same.
    type: str
  text:
    description:
      - What the message says, 1 to 5000 characters. It is needed to post a message; a card, buttons and slides come on top of
        it.
    type: str
  card:
    description:
      - The card of the message, with C(theme) and C(title). Zoho's pages about message cards describe it.
    type: dict
  buttons:
    description:
      - Up to 5 buttons, each with a C(label), an C(action) and possibly C(type), which is V(+) or V(-). Zoho's pages about
        buttons
        describe them.
    type: list
    elements: dict
  slides:
    description:
      - What follows the text, each slide with C(type) (V(table), V(list), V(label), V(images), V(text), V(percentage_chart) or
        V(graph)), C(data), and possibly C(title). Zoho's pages about the content of messages describe them.
    type: list
    elements: dict
  files:
    description:
      - Paths of up to 10 files of at most 50 MB each to share, instead of O(text). A relative path is relative to the
        directory of
        the playbook. They are on the controller, or on the host that the task is delegated to.
    type: list
    elements: str
  comments:
    description:
      - A comment for each of O(files), in their order.
    type: list
    elements: str
  bot:
    description:
      - The unique name of the bot to post as, in a channel or in a thread of one. It must be a participant of the channel. Cliq
        does not tell the identifier of such a message.
    type: str
  sender:
    description:
      - Another name and image to show in place of the sender's own.
    type: dict
    suboptions:
      name:
        description:
          - The name to show.
        type: str
        required: true
      image:
        description:
          - The URL of the image to show.
        type: str
  user_ids:
    description:
      - With O(to_bot), the subscribers of the bot to write to, by their identifiers.
    type: list
    elements: str
  reply_to:
    description:
      - The identifier of the message of the same chat that this one replies to.
    type: str
  thread_message_id:
    description:
      - The identifier of a message of the channel, from which to begin a thread with this message.
    type: str
  thread_title:
    description:
      - The title of the thread that O(thread_message_id) begins.
    type: str
  post_in_parent:
    description:
      - Whether a message in a thread shows up in the channel as well. Without it, Cliq says no.
    type: bool
  mark_as_read:
    description:
      - Whether the message counts as read for the user who posts it. Without it, Cliq says no.
    type: bool
  sync_message:
    description:
      - Whether to ask Cliq for the identifier of the message, which it tells for a message that is not posted as a bot.
    type: bool
    default: true
  notify_edit:
    description:
      - Whether to notify the participants of a change of the text.
    type: bool
  key:
    description:
      - A name for this posting, such as that of a release or an incident, at most 200 characters. For each key and
        conversation one message is posted, as long as the state store exists and the client is the same. An O(access_token)
        counts as another client.
      - A channel is the same conversation by its name, its identifier and its chat, where C(ZohoCliq.Channels.READ) is granted;
        without that scope, each way to name it counts as one. An e-mail address and the identifier of the same user always
        count as two.
      - What was posted is left as it is if the content changes later; a warning says so.
      - It is refused where there is no state store, i.e. with O(state_store=none) and on another host.
    type: str
seealso:
  - module: zoho.cliq.pinned_message
  - module: zoho.cliq.scheduled_message
  - module: zoho.cliq.channel_info
"""

EXAMPLES = r"""
- name: Tell everybody
  zoho.cliq.message:
    channel: general
    text: The release train leaves at noon.
  register: announcement

- name: Tell everybody once for each release, however often this runs
  zoho.cliq.message:
    channel: general
    text: Version 4.2 is out.
    key: release-4.2

- name: Post as a bot, with a card and buttons
  zoho.cliq.message:
    channel: support-desk
    bot: oncall
    text: The payment gateway answers slowly.
    card:
      theme: modern-inline
      title: Payment gateway
    buttons:
      - label: Runbook
        type: "+"
        action:
          type: open.url
          data:
            web: https://runbooks.zylker.example/payment
    slides:
      - type: table
        title: Latency
        data:
          headers: [Region, Seconds]
          rows:
            - Region: EU
              Seconds: "2.4"

- name: Write to a user
  zoho.cliq.message:
    user: scott.fisher@zylker.example
    text: Your deployment is done.

- name: Begin a thread
  zoho.cliq.message:
    channel: general
    thread_message_id: "{{ announcement.message_id }}"
    thread_title: Release train
    text: Who is on board?

- name: Change the text of a message
  zoho.cliq.message:
    channel: general
    message_id: "{{ announcement.message_id }}"
    text: The release train leaves at one o'clock.

- name: Write a report
  ansible.builtin.copy:
    content: "region,seconds\nEU,2.4\n"
    dest: "{{ playbook_dir }}/latency.csv"
    mode: "0644"

- name: Share it
  zoho.cliq.message:
    channel: general
    files:
      - latency.csv
    comments:
      - The latency of this week

- name: Delete the message
  zoho.cliq.message:
    channel: general
    message_id: "{{ announcement.message_id }}"
    state: absent
"""

RETURN = r"""
message_id:
  description:
    - The identifier of the message. Cliq does not tell it for files, nor for a message that is posted as a bot.
  returned: when it is known
  type: str
  sample: "1599387839188_229293271789"
chat_id:
  description:
    - The identifier of the chat in which the message is.
  returned: when it is known
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
from ansible_collections.zoho.cliq.plugins.module_utils._module.message import BODY


def main() -> None:
    run_module(BODY)


if __name__ == "__main__":
    main()
