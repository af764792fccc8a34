# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who sees a channel, and who may do what in it."""

from __future__ import annotations

from ..world.model import Channel, User
from ..world.permissions import RANKS
from . import errors
from .endpoints import Call
from .errors import CliqError

LAST_SUPER_ADMIN = "You are the only one: please assign a super admin before you leave this channel."


def visible(channel: Channel, user: User) -> bool:
    """Members see a channel; colleagues one of the organization, a team's people one of the team."""
    if user.id in channel.members:
        return True
    if channel.organization is not user.organization:
        return False
    if channel.status == "pending":
        return user.organization_admin
    return channel.level == "organization" or (
        channel.level == "team" and any(team_id in user.teams for team_id in channel.team_ids)
    )


def find(call: Call, channel_id: str) -> Channel:
    """The channel with this channel_id; a chat_id or a unique_name is no channel_id."""
    channel = call.emulator.world.channels.get(channel_id)
    if channel is None or not visible(channel, call.user):
        raise unknown(call)
    return channel


def unknown(call: Call) -> CliqError:
    """The error for a channel or a chat that is not there, or that the caller cannot see."""
    if call.emulator.quirks["unknown-channel-code"] == "operation_failed":
        return errors.failed("The operation could not be performed.")
    return errors.url_invalid(int(call.emulator.quirks["unknown-channel-status"]))


def refuse(
    call: Call, code: str = "operation_not_allowed", message: str = "This operation is not allowed."
) -> CliqError:
    return CliqError(int(call.emulator.quirks["permission-status"]), code, message)


def rank(channel: Channel, user_id: str) -> int:
    role = channel.members.get(user_id)
    return -1 if role is None else RANKS[role]


def allowed(channel: Channel, user: User, permission: str) -> bool:
    role = channel.members.get(user.id)
    if role is None:
        return False
    return role == "super_admin" or channel.permissions[role][permission]


def demand(call: Call, channel: Channel, permission: str) -> None:
    if not allowed(channel, call.user, permission):
        raise refuse(call)


def demand_organization_admin(call: Call) -> None:
    if call.user.organization_admin:
        return
    if call.emulator.quirks["admin-refusal"] == "silent":
        raise errors.Unheard
    if call.emulator.quirks["admin-refusal"] == "not-allowed":
        raise refuse(call)
    raise refuse(call, "not_an_organization_admin", "Only an admin of the organization may do this.")


def keep_a_super_admin(channel: Channel, leaving: set[str]) -> None:
    """A channel never loses its last super admin."""
    left = set(channel.super_admins())
    if left and left <= leaving:
        raise errors.failed(LAST_SUPER_ADMIN)
