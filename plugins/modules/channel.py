#!/usr/bin/python
# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: channel
author:
  - zoho.cliq contributors (@zoho-cliq-ansible)
short_description: Create, change, archive or delete a channel of Zoho Cliq
version_added: 1.0.0
description:
  - Creates a channel, keeps its description, name and permissions as wished, archives it, or deletes it.
  - A channel is found by its name, without regard to case or a leading number sign, on all pages of the list and among
    archived channels too; or by O(channel_id).
  - Cliq makes a second channel of the same name without complaint. This module looks first, and hosts, forks and runs
    that share a state store and wish for the same channel at the same time make one. What was made is on record there for
    10 minutes, in case the list lags behind. If the answer to a creation gets lost, the module looks for the channel for
    15 seconds, in the list and by the unique name that it should have, and takes it if it is there; it does not create it a
    second time. The next run looks once more in the same way, also if this one was killed, and only the run after that creates.
  - "Calls and scopes: C(GET /channels), C(GET /channels/ID) and C(GET /channelsbyname/NAME) (C(ZohoCliq.Channels.READ)),
    C(POST /channels) (C(ZohoCliq.Channels.CREATE)), C(PUT /channels/ID), C(POST /channels/ID/archive), C(POST
    /channels/ID/unarchive), C(POST /channels/ID/approve), C(POST /channels/ID/join) and C(POST /channels/ID/leave)
    (C(ZohoCliq.Channels.UPDATE)), C(DELETE /channels/ID) (C(ZohoCliq.Channels.DELETE)), and for the first members of a new
    channel C(GET /users/ID) or C(GET /users) (C(ZohoCliq.Users.READ)), if the credentials are known to have this scope, and
    with both O(user_ids) and O(email_ids) C(POST /channels/ID/members) (C(ZohoCliq.Channels.UPDATE)), after whose failure
    C(GET /channels/ID/members) (C(ZohoCliq.Channels.READ)) tells what came of it."
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
    support: partial
    details:
      - With O(config_apply=true) or O(image_apply=true) something is sent each time, because Cliq does not tell what is there.
options:
  name:
    description:
      - The name of the channel, at most 50 characters. A leading number sign does not count.
      - Together with O(channel_id) it is the name that the channel shall have. A difference in case only is no difference.
    type: str
  channel_id:
    description:
      - The identifier of the channel, a letter O, T, P or E followed by digits.
    type: str
  state:
    description:
      - V(present) creates the channel if there is none, brings it back if it is archived, and changes what differs.
      - V(archived) archives it. It keeps its messages and can be brought back. If there is no such channel, a warning says so.
      - V(absent) deletes it with all that was written in it.
      - Only V(present) looks at the options that say what the channel shall be like.
    type: str
    default: present
    choices:
      - present
      - absent
      - archived
  adopt:
    description:
      - Whether an existing channel of the O(name) is taken over whoever created it.
      - With V(false) it is an error if another user created the channel. The consent needs the scope
        C(AaaServer.profile.READ), without which nobody can tell who the user behind the credentials is.
    type: bool
    default: true
  level:
    description:
      - Who can see the channel. It is needed to create one and cannot be changed later; a difference is an error.
      - A channel of the level V(organization) may wait for an administrator's approval after its creation, see O(approve);
        check mode supposes that it does.
    type: str
    choices:
      - organization
      - team
      - private
      - external
  description:
    description:
      - What the channel is for, at most 10500 characters.
    type: str
  invite_only:
    description:
      - Whether a channel of the level V(organization) or V(team) is joined by invitation only. It is set at the creation only;
        a difference is an error.
    type: bool
  team_ids:
    description:
      - The identifiers of the teams that a channel of the level V(team) is for. They are set at the creation only; a
        difference is an error.
    type: list
    elements: str
  user_ids:
    description:
      - The identifiers of the first members of a new channel; at most 100 people together with O(email_ids).
      - If there are O(email_ids) too, those go with the creation, and these people are added right after it, because Zoho does
        not document what both do in one call. If they cannot be added, the task fails, and the next one leaves them out;
        M(zoho.cliq.channel_members) adds them.
      - The members of an existing channel are left alone; M(zoho.cliq.channel_members) takes care of them.
    type: list
    elements: str
  email_ids:
    description:
      - The e-mail addresses of the first members of a new channel; at most 100 people together with O(user_ids).
      - The members of an existing channel are left alone; M(zoho.cliq.channel_members) takes care of them.
    type: list
    elements: str
  image:
    description:
      - A PNG, JPEG or GIF file with the image of a new channel. A relative path is relative to the directory of the playbook.
      - Cliq does not tell which image a channel has, so it is sent at the creation only and no difference can be seen.
    type: path
  image_apply:
    description:
      - Send O(image) to an existing channel too. The task then reports a change each time.
    type: bool
    default: false
  config:
    description:
      - Settings of a new channel. Zoho documents no answer that tells them again, so they are sent at the creation only and no
        difference can be seen. Should an answer of Cliq show them nevertheless, they are compared and kept as wished.
    type: dict
    suboptions:
      reply_mode:
        description:
          - How replies are shown.
        type: str
        choices:
          - normal_reply
          - threads
          - both
      leave_join_info:
        description:
          - Whether the channel tells who joined and left.
        type: str
        choices:
          - enable
          - disable
      add_remove_info:
        description:
          - Whether the channel tells who was added and removed.
        type: str
        choices:
          - enable
          - disable
      meeting_chat_type:
        description:
          - Where the chat of a meeting goes.
        type: str
        choices:
          - channel
          - thread
          - host_choice
  config_apply:
    description:
      - Send O(config) to an existing channel too. Where Cliq does not tell the settings, the task then reports a change each
        time.
    type: bool
    default: false
  approve:
    description:
      - With V(true) a channel that waits for approval is approved, which administrators of the organization may do.
      - Otherwise the status V(pending) of the channel is returned; if the option is not set, a warning says so.
      - Cliq may accept an approval by somebody else and do nothing. So the channel is read afterwards; if it still waits,
        a warning says so, the status V(pending) is returned, and the approval counts as no change. The next run tries again.
    type: bool
  joined:
    description:
      - Whether the user behind the credentials is in the channel. V(true) joins it, V(false) leaves it. The last super admin
        cannot leave.
      - If it is not set, nothing is done about that.
    type: bool
  admin_permission:
    description:
      - What the admins of the channel may do.
      - Permissions that are not named stay as they are; the whole set is sent.
    type: dict
    suboptions: &permissions
      send_message:
        description:
          - Send messages.
        type: bool
      edit_channel_info:
        description:
          - Edit the channel's name, description and image.
        type: bool
      delete_channel:
        description:
          - Delete the channel.
        type: bool
      archive_channel:
        description:
          - Archive the channel.
        type: bool
      clear_all_messages:
        description:
          - Clear all messages.
        type: bool
      add_participant:
        description:
          - Add members.
        type: bool
      remove_participant:
        description:
          - Remove members.
        type: bool
      mention_users:
        description:
          - Mention users.
        type: bool
      unarchive_channel:
        description:
          - Bring the channel back from the archive.
        type: bool
      leave_channel:
        description:
          - Leave the channel.
        type: bool
      special_mentions:
        description:
          - Use mentions of everybody.
        type: bool
      edit_my_msg:
        description:
          - Edit their own messages.
        type: bool
      delete_my_msg:
        description:
          - Delete their own messages.
        type: bool
      video_conference:
        description:
          - Start video calls.
        type: bool
      sticky_message:
        description:
          - Pin messages.
        type: bool
      audio_conference:
        description:
          - Start audio calls.
        type: bool
      post_reply:
        description:
          - Post replies.
        type: bool
      delete_others_message:
        description:
          - Delete messages of others.
        type: bool
      prime_time:
        description:
          - Start prime time broadcasts.
        type: bool
      close_thread:
        description:
          - Close threads.
        type: bool
  moderator_permission:
    description:
      - What the moderators of the channel may do.
      - Permissions that are not named stay as they are; the whole set is sent.
    type: dict
    suboptions: *permissions
  member_permission:
    description:
      - What the members of the channel may do.
      - Permissions that are not named stay as they are; the whole set is sent.
    type: dict
    suboptions: *permissions
seealso:
  - module: zoho.cliq.channel_info
  - module: zoho.cliq.channel_members
  - module: zoho.cliq.channels
  - module: zoho.cliq.credentials
  - name: Cliq REST API v2, channels
    description: Zoho's description of the calls.
    link: https://www.zoho.com/cliq/help/restapi/v2/
"""

EXAMPLES = r"""
- name: A channel for everybody
  zoho.cliq.channel:
    name: ops-alerts
    level: organization
    description: Pages and incidents

- name: A private channel with its first members, in which members cannot mention everybody
  zoho.cliq.channel:
    name: release-train
    level: private
    description: What goes out and when
    email_ids:
      - scott.fisher@zylker.example
      - helen.moore@zylker.example
    member_permission:
      special_mentions: false
  register: release

- name: A channel for everybody that is approved at once, by an administrator of the organization
  zoho.cliq.channel:
    name: all-hands
    level: organization
    approve: true
    config:
      reply_mode: threads

- name: The old channel goes to the archive
  zoho.cliq.channel:
    name: project-apollo
    state: archived

- name: A channel is renamed
  zoho.cliq.channel:
    channel_id: "{{ release.channel.channel_id }}"
    name: release-train-2027
"""

RETURN = r"""
channel:
  description:
    - The channel as it is afterwards; in check mode as far as it can be told. It has all that Cliq returns.
  returned: when there is a channel afterwards
  type: dict
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
      sample: ambiguous_name
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
from ansible_collections.zoho.cliq.plugins.module_utils._module.channel import BODY


def main() -> None:
    run_module(BODY)


if __name__ == "__main__":
    main()
