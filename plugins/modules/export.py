#!/usr/bin/python
# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: export
author:
  - zoho.cliq contributors (@zoho-cliq-ansible)
short_description: Describe a workspace as it is, in a file that can be provisioned
version_added: 1.0.0
description:
  - Reads all channels that the credentials can see, with their members, and returns them as the options of
    M(zoho.cliq.channels). With O(dest) it writes them to a YAML file that the playbook C(zoho.cliq.provision) reads.
  - Provisioning what was exported changes nothing. So an existing workspace comes under the care of a file, and a difference
    between the two shows what somebody changed by hand.
  - Archived channels have only their names and O(zoho.cliq.channels#module:channels[].state=archived). Channels that share a
    name have their identifiers too. Members are named by their e-mail addresses, and by their identifiers where Cliq tells no
    address. Settings (O(zoho.cliq.channels#module:channels[].config)) and bots are written only if Cliq tells them, which Zoho
    documents for neither, and images never. What the options of M(zoho.cliq.channels) cannot say is left out with a warning.
  - Texts of Cliq that look like templates are written with the tag C(!unsafe), so that Ansible never executes them when it reads
    the file.
  - The same workspace makes the same file, byte by byte. There is no secret in it.
  - "Calls and scopes: C(GET /channels) and C(GET /channels/ID/members) (C(ZohoCliq.Channels.READ))."
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
    description: Can run in check mode and return what would change, without writing the file.
    details:
      - An access token may be requested in check mode, since nothing could be read without one.
  diff_mode:
    support: full
    description: Returns details on what has changed, or would change in check mode.
    details:
      - The difference is that of the file, and empty without O(dest).
  idempotent:
    support: full
options:
  dest:
    description:
      - The file to write. A relative path is relative to the directory of the playbook. Without it nothing is written.
      - The file is replaced as a whole or not at all, and only if its content differs. It must not be a symbolic link.
    type: path
  force:
    description:
      - Replace a file that this module did not write. Without it such a file is an error, since somebody may have written it by
        hand; in check mode the difference is shown and a warning given.
      - What was changed by hand in a file that this module wrote is replaced in any case.
    type: bool
    default: false
  name_pattern:
    description:
      - Only channels whose names fit this pattern, with C(*), C(?) and C([...]). Case and a leading number sign do not matter.
    type: str
  level:
    description:
      - Only channels of these levels.
    type: list
    elements: str
    choices:
      - organization
      - team
      - private
      - external
  status:
    description:
      - Only channels of these statuses.
    type: list
    elements: str
    choices:
      - created
      - pending
      - archived
  members:
    description:
      - Whether to describe the members of the channels with their roles, which takes a call for each channel.
      - A channel whose members Cliq does not tell these credentials is described without them, and a warning says so.
    type: bool
    default: true
  members_state:
    description:
      - What the description says about people who are not in it. With V(present) those who join later are left alone, with
        V(exact) the next provisioning removes them.
    type: str
    default: present
    choices:
      - present
      - exact
  permissions:
    description:
      - Whether to describe what admins, moderators and members may do, with all permissions that Cliq tells.
    type: bool
    default: true
seealso:
  - module: zoho.cliq.channels
  - module: zoho.cliq.channel_info
  - name: Cliq REST API v2, channels
    description: Zoho's description of the calls.
    link: https://www.zoho.com/cliq/help/restapi/v2/
"""

EXAMPLES = r"""
- name: Write down the workspace as it is
  zoho.cliq.export:
    dest: workspace-as-it-is.yml

- name: Look at the channels for everybody, without who is in them
  zoho.cliq.export:
    level:
      - organization
    status:
      - created
    members: false
    permissions: false
  register: exported

- name: Nothing is to be done for what was exported
  zoho.cliq.channels:
    channels: "{{ exported.workspace.channels }}"
"""

RETURN = r"""
workspace:
  description:
    - The description.
  returned: success
  type: dict
  contains:
    channels:
      description:
        - The channels with the options of M(zoho.cliq.channels), sorted by name.
      type: list
      elements: dict
      contains:
        name:
          description:
            - The name.
          type: str
          sample: ops-alerts
        channel_id:
          description:
            - The identifier; only there if the name alone does not tell which channel it is.
          type: str
          sample: O1864232000000076001
        state:
          description:
            - V(archived) for an archived channel; not there for others.
          type: str
          sample: archived
        level:
          description:
            - Who can see the channel.
          type: str
          sample: organization
        description:
          description:
            - What the channel is for; not there if it is empty.
          type: str
          sample: Pages and incidents
        invite_only:
          description:
            - Whether a channel of the level V(organization) or V(team) is joined by invitation only.
          type: bool
        team_ids:
          description:
            - The identifiers of the teams that a channel of the level V(team) is for.
          type: list
          elements: str
          sample:
            - "4435961"
        config:
          description:
            - Settings; only there if Cliq tells them.
          type: dict
          sample:
            reply_mode: threads
        members:
          description:
            - The people in the channel with their roles, those with the highest role first, by their e-mail addresses, or by
              their identifiers where Cliq tells no address.
          type: list
          elements: dict
          sample:
            - email: scott.fisher@zylker.example
              role: super_admin
            - user_id: "62440059"
              role: member
        members_state:
          description:
            - V(exact) if O(members_state=exact), else not there.
          type: str
          sample: exact
        bots:
          description:
            - The unique names of the bots; only there if Cliq shows them among the members.
          type: list
          elements: str
          sample:
            - deploybot
        admin_permission:
          description:
            - What the admins of the channel may do.
          type: dict
          sample: &permissions
            send_message: true
            delete_channel: false
        moderator_permission:
          description:
            - What the moderators of the channel may do.
          type: dict
          sample: *permissions
        member_permission:
          description:
            - What the members of the channel may do.
          type: dict
          sample: *permissions
dest:
  description:
    - The absolute path of the file.
  returned: success, if O(dest) is set
  type: str
  sample: /home/scott/cliq/workspace.yml
failure:
  description:
    - What went wrong, for C(rescue) blocks.
  returned: failure
  type: dict
  contains:
    code:
      description:
        - Zoho's error code where there is one, else a word of the collection.
      type: str
      sample: file_exists
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
from ansible_collections.zoho.cliq.plugins.module_utils._module.export import BODY


def main() -> None:
    run_module(BODY)


if __name__ == "__main__":
    main()
