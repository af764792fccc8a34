# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Channels: create, list, get, update, delete, and what changes their status."""

from __future__ import annotations

from typing import Any

from ..faults.points import passing
from ..world.model import Channel, plain_name
from ..world.permissions import PERMISSIONS, RANKS, ROLES_WITH_SET, default_sets
from . import access, errors, listing, people, present, strict
from .endpoints import NOTHING, Call, endpoint
from .errors import CliqError

_PERMISSION_KEYS = {f"{role}_permission": strict.permission_set for role in ROLES_WITH_SET}
_UPDATABLE = {
    "name": strict.text(50, shortest=1),
    "description": strict.text(10500),
    "image_data": strict.image,
    "config": strict.config,
    **_PERMISSION_KEYS,
}
_CREATABLE = {
    **_UPDATABLE,
    "level": strict.level,
    "invite_only": strict.boolean,
    "team_ids": strict.ids,
    "user_ids": strict.ids,
    "email_ids": strict.emails,
}
# Zoho's own n8n node sends these in PUT although the OpenAPI file does not know them.
_TOLERATED_IN_PUT = dict.fromkeys(("level", "team_ids", "email_ids", "invite_only"), strict.anything)


@endpoint("POST", "/channels", "ZohoCliq.Channels.CREATE", limit=20, lock=5, body=True)
def create(call: Call) -> dict[str, Any]:
    body = call.body
    strict.keys(body, _CREATABLE, required=("name", "level"))
    level = body["level"]
    if level == "team" and not body.get("team_ids") and call.emulator.quirks["team-ids"] == "required":
        raise errors.missing("team_ids")
    team_ids = list(dict.fromkeys(body.get("team_ids", []))) if level == "team" else []
    for team_id in team_ids:
        team = call.emulator.world.teams.get(team_id)
        if team is None or team.organization is not call.organization:
            raise CliqError(400, "team_not_exist", "There is no such team.")
    participants = people.named(call, body, level)
    people.demand_team(participants, level, team_ids)
    quirks = call.emulator.quirks
    world = call.emulator.world
    name = plain_name(body["name"])
    with passing("channel-made", name):
        channel = world.new_channel(
            name,
            level,
            call.user,
            unique_name=world.free_unique_name(name, call.organization, quirks["unique-name-suffix"]),
            description=body.get("description", ""),
            status=_first_status(call) if level == "organization" else "created",
            invite_only=body.get("invite_only", False) and level in ("organization", "team"),
            team_ids=team_ids,
            members={call.user.id: "super_admin"},
            config=dict(body.get("config", {})),
            has_image="image_data" in body,
            born=call.emulator.clock.steady(),
        )
        _set_permissions(channel, body, replace=False)
    others = {user.id: "member" for user in participants if user is not call.user}
    if others:
        with passing("members-added", name):
            channel.members.update(others)
    return present.channel(call.emulator, channel, call.user)


def _first_status(call: Call) -> str:
    """Whether admins of the organization have to approve what they make themselves is not known."""
    wanted = str(call.emulator.quirks["organization-channels"])
    if wanted == "created-for-admins":
        return "created" if call.user.organization_admin else "pending"
    return wanted


@endpoint("GET", "/channels", "ZohoCliq.Channels.READ", limit=30, lock=5)
def list_channels(call: Call) -> dict[str, Any]:
    return listing.answer(call)


@endpoint("GET", "/channels/*", "ZohoCliq.Channels.READ", limit=30, lock=5)
def get(call: Call) -> dict[str, Any]:
    channel = present.channel(call.emulator, access.find(call, call.args[0]), call.user)
    return {"data": channel} if call.emulator.quirks["channel-envelope"] == "data" else channel


@endpoint("GET", "/channelsbyname/*", "ZohoCliq.Channels.READ", limit=30, lock=5)
def get_by_name(call: Call) -> dict[str, Any]:
    found = call.emulator.world.channels_by_name.get((call.organization.id, call.args[0]))
    channel = present.channel(call.emulator, access.find(call, found.channel_id if found else ""), call.user)
    shape = call.emulator.quirks["channelsbyname"]
    if shape == "typed":
        return {"type": "channel", "data": channel}
    return channel if shape == "flat" else {shape: channel}


@endpoint("PUT", "/channels/*", "ZohoCliq.Channels.UPDATE", limit=50, lock=5, body=True)
def update(call: Call) -> dict[str, Any]:
    channel = access.find(call, call.args[0])
    body = call.body
    if "auto_follow_threads" in body:
        return _auto_follow(call, channel)
    tolerant = call.emulator.quirks["update-extra-fields"] == "ignore"
    strict.keys(body, {**_UPDATABLE, **_TOLERATED_IN_PUT} if tolerant else _UPDATABLE)
    if not body:
        raise errors.missing("name")
    access.demand(call, channel, "edit_channel_info")
    _demand_rank_for_permissions(call, channel)
    with passing("channel-changed", channel.name):
        if "name" in body:
            call.emulator.world.rename_channel(channel, plain_name(body["name"]))
        channel.description = body.get("description", channel.description)
        channel.config.update(body.get("config", {}))
        channel.has_image = channel.has_image or "image_data" in body
        _set_permissions(channel, body, replace=call.emulator.quirks["permission-update"] == "replace")
        _touch(call, channel)
    return present.channel(call.emulator, channel, call.user)


def _auto_follow(call: Call, channel: Channel) -> dict[str, Any]:
    """A setting of the caller, not of the channel; the documents of threads have it at this path."""
    strict.keys(call.body, {"auto_follow_threads": strict.one_of("enable", "disable")})
    if call.user.id not in channel.members:
        raise access.refuse(call)
    return {"status": f"{call.body['auto_follow_threads']}d"}


def _set_permissions(channel: Channel, body: dict[str, Any], replace: bool) -> None:
    for role in ROLES_WITH_SET:
        changes = body.get(f"{role}_permission")
        if changes is None:
            continue
        old = dict.fromkeys(PERMISSIONS, False) if replace else channel.permissions.get(role, default_sets()[role])
        channel.permissions[role] = {**old, **changes}


def _demand_rank_for_permissions(call: Call, channel: Channel) -> None:
    """A role changes the permissions of roles below it, and only those it has itself."""
    own_rank = access.rank(channel, call.user.id)
    for role in ROLES_WITH_SET:
        changes = call.body.get(f"{role}_permission")
        if changes is None:
            continue
        if RANKS[role] >= own_rank or not all(access.allowed(channel, call.user, name) for name in changes):
            raise access.refuse(call)


def _touch(call: Call, channel: Channel) -> None:
    channel.modified = call.emulator.clock.now()


@endpoint("DELETE", "/channels/*", "ZohoCliq.Channels.DELETE", limit=10, lock=5)
def delete(call: Call) -> object:
    if call.emulator.quirks["channel-delete"] == "request_url_invalid":
        raise errors.url_invalid()
    channel = access.find(call, call.args[0])
    access.demand(call, channel, "delete_channel")
    with passing("channel-deleted", channel.name):
        call.emulator.world.remove_channel(channel)
    return NOTHING


@endpoint("POST", "/channels/*/archive", "ZohoCliq.Channels.UPDATE", limit=10, lock=5)
def archive(call: Call) -> object:
    return _set_archived(call, True)


@endpoint("POST", "/channels/*/unarchive", "ZohoCliq.Channels.UPDATE", limit=10, lock=5)
def unarchive(call: Call) -> object:
    return _set_archived(call, False)


def _set_archived(call: Call, wanted: bool) -> object:
    channel = access.find(call, call.args[0])
    access.demand(call, channel, "archive_channel" if wanted else "unarchive_channel")
    if (channel.status == "archived") is not wanted:
        with passing("channel-archived", channel.name):
            channel.status = "archived" if wanted else "created"
            _touch(call, channel)
    elif call.emulator.quirks["archive-archived"] == "reject":
        raise errors.failed(f"The channel is {'already' if wanted else 'not'} archived.")
    return NOTHING


@endpoint("POST", "/channels/*/approve", "ZohoCliq.Channels.UPDATE", limit=10, lock=5)
def approve(call: Call) -> object:
    channel = _pending(call)
    with passing("channel-approved", channel.name):
        channel.status = "created"
        _touch(call, channel)
    return NOTHING


@endpoint("POST", "/channels/*/reject", "ZohoCliq.Channels.UPDATE", limit=10, lock=5)
def reject(call: Call) -> object:
    channel = _pending(call)
    with passing("channel-deleted", channel.name):
        call.emulator.world.remove_channel(channel)
    return NOTHING


def _pending(call: Call) -> Channel:
    channel = access.find(call, call.args[0])
    access.demand_organization_admin(call)
    if channel.status != "pending":
        raise errors.failed("The channel does not wait for approval.")
    return channel


@endpoint("POST", "/channels/*/join", "ZohoCliq.Channels.UPDATE", limit=10, lock=5)
def join(call: Call) -> object:
    channel = access.find(call, call.args[0])
    if call.user.id not in channel.members:
        if channel.invite_only or channel.status != "created":
            raise access.refuse(call)
        people.demand_team([call.user], channel.level, channel.team_ids)
        with passing("members-added", channel.name):
            channel.members[call.user.id] = "member"
    elif call.emulator.quirks["join-again"] == "reject":
        raise errors.failed("You are already a member of this channel.")
    if call.emulator.quirks["join-answer"] == "empty":
        return NOTHING
    return present.channel(call.emulator, channel, call.user)


@endpoint("POST", "/channels/*/leave", "ZohoCliq.Channels.UPDATE", limit=10, lock=5)
def leave(call: Call) -> object:
    leave_channel(call, access.find(call, call.args[0]))
    return NOTHING


def leave_channel(call: Call, channel: Channel) -> None:
    """What the leaving of a channel by its own id and by its chat's have in common."""
    if call.user.id not in channel.members:
        raise errors.failed("You are not a member of this channel.")
    access.keep_a_super_admin(channel, {call.user.id})
    access.demand(call, channel, "leave_channel")
    with passing("members-removed", channel.name):
        del channel.members[call.user.id]
