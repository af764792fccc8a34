# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Members of channels: people with roles, and bots."""

from __future__ import annotations

from typing import Any

from ..faults.points import passing
from ..world import past
from ..world.model import Bot, Channel, User
from ..world.permissions import RANKS
from . import access, errors, people, strict
from .endpoints import NOTHING, Call, endpoint
from .errors import CliqError
from .present import number_or_text

_MOST_AT_ONCE = 100
_WHO = {"user_ids": strict.ids, "email_ids": strict.emails}


@endpoint("GET", "/channels/*/members", "ZohoCliq.Channels.READ", limit=100, lock=5)
def list_members(call: Call) -> dict[str, Any]:
    world = call.emulator.world
    channel = past.members(world, access.find(call, call.args[0]), call.emulator.quirks["list-lag"])
    rows = []
    for user_id, role in channel.members.items():
        user = world.users[user_id]
        number = number_or_text(call.emulator, user.id)
        rows.append({"user_id": number, "email_id": user.email, "name": user.name, "user_role": role})
    if call.emulator.quirks["bots-in-members"] == "on":
        for unique_name in channel.bots:
            bot = world.bots[unique_name]
            rows.append({"user_id": bot.id, "email_id": "", "name": bot.name, "user_role": "member"})
    return {call.list_key("members"): rows}


@endpoint("POST", "/channels/*/members", "ZohoCliq.Channels.UPDATE", limit=10, lock=5, body=True)
def add(call: Call) -> object:
    channel = access.find(call, call.args[0])
    strict.keys(call.body, _WHO)
    _demand_some(call)
    access.demand(call, channel, "add_participant")
    found = people.named(call, call.body, channel.level)
    people.demand_team(found, channel.level, channel.team_ids)
    if call.emulator.quirks["add-existing-member"] == "reject" and any(user.id in channel.members for user in found):
        raise errors.failed("Somebody is already a member of this channel.")
    with passing("members-added", channel.name):
        for user in found:
            channel.members.setdefault(user.id, "member")
    if call.emulator.quirks["add-members-answer"] == "listed":
        return {"success": True, "added_users": [number_or_text(call.emulator, user.id) for user in found]}
    return NOTHING


@endpoint("DELETE", "/channels/*/members", "ZohoCliq.Channels.UPDATE", limit=10, lock=5, body=True)
def remove(call: Call) -> object:
    channel = access.find(call, call.args[0])
    strict.keys(call.body, {**_WHO, "silent": strict.boolean})
    _demand_some(call)
    _remove(call, channel, people.named(call, call.body, "private"))
    return NOTHING


@endpoint("DELETE", "/channels/*/members/*", "ZohoCliq.Channels.UPDATE", limit=10, lock=5)
def remove_one(call: Call) -> object:
    channel = access.find(call, call.args[0])
    if call.emulator.quirks["single-removal"] == "request_url_invalid":
        raise errors.url_invalid()
    who = call.args[1]
    bot = call.emulator.world.bots_by_id.get(who)
    if bot is not None:
        _remove_bot(call, channel, bot)
    else:
        _remove(call, channel, people.named(call, {"user_ids": [who]}, "private"))
    return NOTHING


def _demand_some(call: Call) -> None:
    given = {key: len(call.body.get(key, ())) for key in _WHO}
    if not any(given.values()):
        raise errors.missing("user_ids")
    if sum(given.values()) > _MOST_AT_ONCE:
        if call.emulator.quirks["too-many-members"] == "input_pattern_mismatch":
            raise errors.mismatch(max(given, key=lambda key: given[key]))
        raise errors.failed(f"No more than {_MOST_AT_ONCE} users at once.")


def _remove(call: Call, channel: Channel, users: list[User]) -> None:
    """Super admins remove anybody, others only those below them; members only each other, if permitted."""
    if any(user.id not in channel.members for user in users):
        raise errors.failed("Somebody is not a member of this channel.")
    access.demand(call, channel, "remove_participant")
    role = channel.members[call.user.id]
    reach = RANKS[role] if role != "member" else RANKS["moderator"]
    for user in users:
        if role != "super_admin" and user is not call.user and access.rank(channel, user.id) >= reach:
            raise access.refuse(call)
    access.keep_a_super_admin(channel, {user.id for user in users})
    with passing("members-removed", channel.name):
        for user in users:
            del channel.members[user.id]


@endpoint("PUT", "/channels/*/members/*", "ZohoCliq.Channels.UPDATE", limit=10, lock=5, body=True)
def set_role(call: Call) -> object:
    return _set_role(call, "short")


@endpoint(
    "PUT",
    "/channels/*/members/*/members",
    "ZohoCliq.Channels.UPDATE",
    limit=10,
    lock=5,
    body=True,
    meter="PUT /channels/*/members/*",
)
def set_role_long(call: Call) -> object:
    return _set_role(call, "long")


def _set_role(call: Call, path: str) -> object:
    if call.emulator.quirks["role-path"] not in ("both", path):
        raise errors.url_invalid()
    channel = access.find(call, call.args[0])
    strict.keys(call.body, {"role": strict.role}, required=("role",))
    user = call.emulator.world.colleague(call.args[1], call.organization)
    if user is None or user.id not in channel.members:
        raise errors.failed("There is no such member in this channel.")
    role = call.body["role"]
    own = access.rank(channel, call.user.id)
    if own < RANKS["super_admin"] and (access.rank(channel, user.id) >= own or RANKS[role] > own):
        raise access.refuse(call)
    if role != "super_admin":
        access.keep_a_super_admin(channel, {user.id})
    with passing("role-changed", channel.name):
        channel.members[user.id] = role
    return NOTHING


@endpoint("POST", "/bots/*/associate", "ZohoCliq.Channels.UPDATE", limit=5, lock=5, body=True)
def associate(call: Call) -> object:
    strict.keys(call.body, {"channel_unique_name": strict.text(200)}, required=("channel_unique_name",))
    bot = call.emulator.world.bots.get(call.args[0])
    if bot is None or bot.organization is not call.organization:
        raise errors.url_invalid()
    return _associate(call, bot, str(call.emulator.quirks["bot-again"]))


def _associate(call: Call, bot: Bot, again: str) -> object:
    world = call.emulator.world
    found = world.channels_by_name.get((call.organization.id, call.body["channel_unique_name"]))
    if found is None or not access.visible(found, call.user):
        raise CliqError(400, "channel_not_exists", "The channel does not exist.")
    access.demand(call, found, "add_participant")
    if bot.unique_name not in found.bots:
        with passing("bot-added", found.name):
            found.bots.append(bot.unique_name)
    elif again != "accept":
        raise CliqError(400, again, "The bot is already a member of this channel.")
    return NOTHING


@endpoint("POST", "/v3/bots/*/associate", "ZohoCliq.Channels.UPDATE", limit=5, lock=5, body=True)
def associate_v3(call: Call) -> object:
    """The document of version 3 has codes for what can go wrong."""
    strict.keys(call.body, {"channel_unique_name": strict.text(200)}, required=("channel_unique_name",))
    bot = call.emulator.world.bots.get(call.args[0])
    if bot is None or bot.organization is not call.organization:
        raise CliqError(400, "bot_not_found", "Bot with the specified ID or unique name does not exist.")
    return _associate(call, bot, "bot_already_member")


def _remove_bot(call: Call, channel: Channel, bot: Bot) -> None:
    if bot.unique_name not in channel.bots:
        raise errors.failed("The bot is not a member of this channel.")
    access.demand(call, channel, "remove_participant")
    with passing("bot-removed", channel.name):
        channel.bots.remove(bot.unique_name)
