# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looking at channels, and changing them, behind the back of whoever uses the API."""

from __future__ import annotations

from typing import Any

from ..emulator import Emulator
from ..world.model import Channel, plain_name
from ..world.permissions import PERMISSIONS, RANKS
from ..world.seed import dump_channel

_STATUSES = ("created", "pending", "archived")


def full_channel(emulator: Emulator, channel: Channel) -> dict[str, Any]:
    """Everything that is known about a channel, config and members included."""
    world = emulator.world
    members = [
        {
            "user_id": user_id,
            "email": world.users[user_id].email,
            "name": world.users[user_id].name,
            "role": role,
        }
        for user_id, role in channel.members.items()
    ]
    return {
        **dump_channel(world, channel),
        "organization": channel.organization.id,
        "data_center": channel.organization.data_center,
        "teams": {team_id: world.teams[team_id].name for team_id in channel.team_ids},
        "members": members,
        "archived": channel.status == "archived",
        "message_count": len(world.chat(channel).messages),
    }


def change_channel(emulator: Emulator, channel_id: str, body: Any) -> dict[str, Any]:
    """Set fields; permissions and config are merged, members map a user to a role (null removes)."""
    channel = emulator.world.channels.get(channel_id)
    if channel is None:
        raise ValueError(f"no channel {channel_id}")
    known = ("description", "name", "status", "invite_only", "config", "permissions", "members")
    unknown = [key for key in body if key not in known]
    if unknown:
        raise ValueError(f"unknown key: {', '.join(unknown)}")
    if body.get("status", "created") not in _STATUSES:
        raise ValueError(f"status is none of {', '.join(_STATUSES)}")
    permissions = body.get("permissions", {})
    for role, values in permissions.items():
        if role not in channel.permissions or any(name not in PERMISSIONS for name in values):
            raise ValueError(f"unknown permission or role in {role}")
    members = {_user_id(emulator, who): role for who, role in body.get("members", {}).items()}
    if any(role is not None and role not in RANKS for role in members.values()):
        raise ValueError("unknown role")
    channel.description = body.get("description", channel.description)
    if "name" in body:
        emulator.world.rename_channel(channel, plain_name(body["name"]))
    channel.status = body.get("status", channel.status)
    channel.invite_only = body.get("invite_only", channel.invite_only)
    channel.config.update(body.get("config", {}))
    for role, values in permissions.items():
        channel.permissions[role] = {**channel.permissions[role], **values}
    for user_id, role in members.items():
        if role is None:
            channel.members.pop(user_id, None)
        else:
            channel.members[user_id] = role
    channel.modified = emulator.clock.now()
    return full_channel(emulator, channel)


def _user_id(emulator: Emulator, id_or_email: str) -> str:
    user = emulator.world.user(id_or_email)
    if user is None:
        raise ValueError(f"no user {id_or_email}")
    return user.id
