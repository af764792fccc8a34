#!/usr/bin/python
# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: channels
author:
  - zoho.cliq contributors (@zoho-cliq-ansible)
short_description: Bring all channels of a workspace into their wished states in one task
version_added: 1.0.0
description:
  - Takes a list of channels with their members, roles, permissions and bots, and creates, changes, archives or deletes what
    differs.
  - All channels are listed once, all people whom no channel shows are looked up at once, and several channels are worked on at
    the same time, under the limits of Cliq's calls. What is done is shown every few seconds.
  - If one channel fails, the others are done nevertheless; the task then fails, and its result tells which channels failed and
    why. Input that cannot be right is refused before the first request.
  - Channels that are not in the list are left alone unless O(prune) says otherwise.
  - "Calls and scopes: those of M(zoho.cliq.channel) and M(zoho.cliq.channel_members), that is C(GET /channels), C(GET
    /channels/ID), C(GET /channelsbyname/NAME) and C(GET /channels/ID/members) (C(ZohoCliq.Channels.READ)), C(POST
    /channels) (C(ZohoCliq.Channels.CREATE)), C(PUT /channels/ID), C(POST /channels/ID/archive), C(POST
    /channels/ID/unarchive), C(POST /channels/ID/approve), C(POST /channels/ID/join), C(POST /channels/ID/leave), C(POST
    /channels/ID/members), C(DELETE /channels/ID/members), C(PUT /channels/ID/members/ID) and C(POST /bots/NAME/associate)
    (C(ZohoCliq.Channels.UPDATE)), C(DELETE /channels/ID) (C(ZohoCliq.Channels.DELETE)), C(GET /users) and C(GET /users/ID)
    (C(ZohoCliq.Users.READ)). Without the last scope nobody is looked up, and an unknown person is Cliq's own error."
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
    details:
      - The difference has the channels that change, by name, and of their members all.
  idempotent:
    support: partial
    details:
      - With O(channels[].config_apply=true) or O(channels[].image_apply=true) something is sent each time, because Cliq
        does not tell what is there.
options:
  channels:
    description:
      - The channels of the workspace. Each is described once, by name or by identifier.
      - One of this and O(src) is required.
    type: list
    elements: dict
    suboptions:
      name:
        description:
          - The name of the channel, at most 50 characters. A leading number sign does not count.
          - Together with O(channels[].channel_id) it is the name that the channel shall have. A difference in case only is
            no difference.
        type: str
      channel_id:
        description:
          - The identifier of the channel, a letter O, T, P or E followed by digits.
        type: str
      state:
        description:
          - V(present) creates the channel if there is none, brings it back if it is archived, and changes what differs.
          - V(archived) archives it. It keeps its messages and can be brought back. If there is no such channel, a warning
            says so.
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
          - Whether an existing channel of the O(channels[].name) is taken over whoever created it.
          - With V(false) it is an error if another user created the channel. The consent needs the scope
            C(AaaServer.profile.READ), without which nobody can tell who the user behind the credentials is.
        type: bool
        default: true
      level:
        description:
          - Who can see the channel. It is needed to create one and cannot be changed later; a difference is an error.
          - A channel of the level V(organization) may wait for an administrator's approval after its creation, see
            O(channels[].approve); check mode supposes that it does.
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
          - Whether a channel of the level V(organization) or V(team) is joined by invitation only. It is set at the
            creation only; a difference is an error.
        type: bool
      team_ids:
        description:
          - The identifiers of the teams that a channel of the level V(team) is for. They are set at the creation only; a
            difference is an error.
        type: list
        elements: str
      user_ids:
        description:
          - The identifiers of the first members of a new channel; at most 100 people together with O(channels[].email_ids).
          - If there are O(channels[].email_ids) too, those go with the creation, and these people are added right after it,
            because Zoho does not document what both do in one call. If they cannot be added, the channel fails, and the next
            run leaves them out unless they are among O(channels[].members).
          - The members of an existing channel are left alone; O(channels[].members) takes care of them.
        type: list
        elements: str
      email_ids:
        description:
          - The e-mail addresses of the first members of a new channel; at most 100 people together with O(channels[].user_ids).
          - The members of an existing channel are left alone; O(channels[].members) takes care of them.
        type: list
        elements: str
      image:
        description:
          - A PNG, JPEG or GIF file with the image of a new channel. A relative path is relative to the directory of the
            playbook.
          - Cliq does not tell which image a channel has, so it is sent at the creation only and no difference can be seen.
        type: path
      image_apply:
        description:
          - Send O(channels[].image) to an existing channel too. The task then reports a change each time.
        type: bool
        default: false
      config:
        description:
          - Settings of a new channel. Zoho documents no answer that tells them again, so they are sent at the creation only
            and no difference can be seen. Should an answer of Cliq show them nevertheless, they are compared and kept as
            wished.
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
          - Send O(channels[].config) to an existing channel too. Where Cliq does not tell the settings, the task then
            reports a change each time.
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
          - Whether the user behind the credentials is in the channel. V(true) joins it, V(false) leaves it. The last super
            admin cannot leave.
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
      members:
        description:
          - Who shall be in the channel. If it is not set, the members are left alone.
          - The people of a new channel go with its creation.
        type: list
        elements: dict
        suboptions:
          email:
            description:
              - The e-mail address. Either this or O(channels[].members[].user_id) is needed.
            type: str
          user_id:
            description:
              - The identifier of the user.
            type: str
          role:
            description:
              - The role in the channel. Without it a new member becomes V(member), and the role of an existing one is left
                alone.
            type: str
            choices:
              - super_admin
              - admin
              - moderator
              - member
      members_state:
        description:
          - With V(present) the named people are in the channel, and others are left alone.
          - With V(exact) others are removed. The last super admin stays, and so does the user behind the credentials if it is
            known who that is; a warning says so.
          - Where it is not known who the user behind the credentials is, and Cliq tells that this user is a super admin or an
            admin of the channel, V(exact) removes nobody who has that same role, and a warning names those who stay. The scope
            C(AaaServer.profile.READ) at the consent makes this user known.
        type: str
        default: present
        choices:
          - present
          - exact
      bots:
        description:
          - The unique names of the bots that shall be in the channel.
        type: list
        elements: str
      silent:
        description:
          - Whether people are removed without a notice in the channel.
        type: bool
        default: false
  src:
    description:
      - A YAML or JSON file on the controller with the key C(channels), and maybe C(prune), C(prune_pattern) and
        C(owner_marker), which mean the same as the options. It is what M(zoho.cliq.export) writes. It may be encrypted with
        Ansible Vault as a whole. Options of the task win over those of the file.
      - Nothing in it is a template. With thousands of channels this takes less than half of the time that it takes to
        load the file with C(vars_files) and to give the list as an argument, since Ansible looks for templates in all of it.
    type: path
  parallel:
    description:
      - How many channels are worked on at the same time, from 1 to 16. Cliq's limits of calls per minute are kept in any case.
    type: int
    default: 4
  prune:
    description:
      - What to do with channels that are not in O(channels) and that O(prune_pattern) or O(owner_marker) marks out.
      - V(archive) and V(delete) need one of these; if both are given, both must fit. A channel that waits for approval is left
        alone. Nothing is pruned if a described channel failed.
    type: str
    default: none
    choices:
      - none
      - archive
      - delete
  prune_pattern:
    description:
      - A pattern for the names of the channels that may be pruned, with C(*), C(?) and C([...]). Case does not matter.
    type: str
  owner_marker:
    description:
      - A text that is put at the end of the description of each described channel and that tells later runs which channels were
        described, such as C([managed by Ansible]). It is shown to everybody who reads the description.
      - A channel whose description has the text may be pruned.
    type: str
seealso:
  - module: zoho.cliq.channel
  - module: zoho.cliq.channel_members
  - module: zoho.cliq.export
  - name: Cliq REST API v2, channels
    description: Zoho's description of the calls.
    link: https://www.zoho.com/cliq/help/restapi/v2/
"""

EXAMPLES = r"""
- name: The channels of a workspace
  zoho.cliq.channels:
    channels:
      - name: deployments
        level: organization
        approve: true
        description: What goes out and when
        members:
          - email: tariq.aziz@zylker.example
            role: admin
          - email: olivia.palmer@zylker.example
        bots:
          - deploybot
      - name: on-call
        level: private
        members_state: exact
        members:
          - email: patricia.boyle@zylker.example
            role: super_admin
          - email: rakesh.iyer@zylker.example
        member_permission:
          special_mentions: false
      - name: project-apollo
        state: archived

- name: A large workspace, as zoho.cliq.export writes it
  zoho.cliq.channels:
    src: workspace.yml

- name: What is marked as described here and is not described any more goes to the archive
  zoho.cliq.channels:
    channels:
      - name: release-notes
        level: private
        description: For everybody who reads them
    owner_marker: "[managed by Ansible]"
    prune: archive
"""

RETURN = r"""
channels:
  description:
    - What came of each channel, in the order of the list.
  returned: success, or when some of the channels failed
  type: list
  elements: dict
  contains:
    name:
      description:
        - The name of the channel, or its identifier where the name is not known.
      type: str
      sample: deployments
    channel_id:
      description:
        - The identifier of the channel, null for one that is not there.
      type: str
      sample: O1864232000000076001
    chat_id:
      description:
        - The identifier of the channel's chat, null for one that is not there.
      type: str
      sample: CT_1184653329648523663_62439860
    unique_name:
      description:
        - The name by which messages are addressed, null for a channel that is not there.
      type: str
      sample: deployments
    level:
      description:
        - Who can see the channel, null for a channel that is not there.
      type: str
      sample: organization
    status:
      description:
        - V(created), V(archived) or V(pending); null for a channel that is not there.
      type: str
      sample: created
    changed:
      description:
        - Whether the channel was changed, or would be in check mode.
      type: bool
    failed:
      description:
        - Whether the channel failed; only there if it did.
      type: bool
    msg:
      description:
        - What went wrong; only there if the channel failed.
      type: str
    failure:
      description:
        - What went wrong as data; only there if the channel failed.
      type: dict
      contains:
        code:
          description:
            - Zoho's error code where there is one, else a word of the collection.
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
pruned:
  description:
    - The channels that were archived or deleted because nobody described them, or would be in check mode.
  returned: success, or when some of the channels failed
  type: list
  elements: dict
  contains:
    name:
      description:
        - The name of the channel.
      type: str
      sample: old-news
    channel_id:
      description:
        - The identifier of the channel.
      type: str
      sample: P1974166000016769023
    status:
      description:
        - The status that the channel had.
      type: str
      sample: created
    changed:
      description:
        - Whether it was done, or would be in check mode. It is V(false) for a channel that was gone or archived already when its
          turn came.
      type: bool
    failed:
      description:
        - Whether it failed; only there if it did.
      type: bool
    msg:
      description:
        - What went wrong; only there if it failed.
      type: str
    failure:
      description:
        - What went wrong as data; only there if it failed.
      type: dict
failure:
  description:
    - What went wrong, for C(rescue) blocks.
  returned: failure
  type: dict
  contains:
    code:
      description:
        - V(channels_failed) if some of the channels failed, else Zoho's error code or a word of the collection.
      type: str
      sample: channels_failed
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
from ansible_collections.zoho.cliq.plugins.module_utils._module.channels import BODY


def main() -> None:
    run_module(BODY)


if __name__ == "__main__":
    main()
