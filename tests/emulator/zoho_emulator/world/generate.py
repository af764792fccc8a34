# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many at once: what the key `generate` of a seed makes, for benchmarks and for looking at a full workspace."""

from __future__ import annotations

from itertools import cycle, islice
from typing import Any

from .conversations import Message
from .kinds import Context, SeedError, mapping, number, shown
from .model import User
from .world import World

_LEAST = {"users": 0, "channels": 0, "members_each": 1, "messages_each": 0}
_FIRST_USER = 63000000


def _asked(seed: dict[str, Any], context: Context) -> dict[str, int]:
    given = mapping(seed.get("generate") or {}, "generate")
    for name in given:
        if name not in _LEAST:
            raise SeedError(f"generate: unknown key {shown(name)}; known are {', '.join(_LEAST)}")
    return {
        name: number(least).read(given[name], f"generate.{name}", context) if name in given else least
        for name, least in _LEAST.items()
    }


def people(seed: dict[str, Any], context: Context) -> None:
    """user00001@zylker.example and so on, in the first organization."""
    world = context.world
    home = next(iter(world.organizations.values()))
    for place in range(1, _asked(seed, context)["users"] + 1):
        user = User(str(_FIRST_USER + place), f"user{place:05}@zylker.example", "User", f"{place:05}", home)
        if user.id in world.users or user.email in world.users_by_email:
            raise SeedError(f"generate.users: {user.email} ({user.id}) is there already")
        world.add_user(user)


def channels(seed: dict[str, Any], context: Context) -> None:
    """Private channels bench-00001 and so on of whoever is signed in; the other members take turns."""
    asked = _asked(seed, context)
    world = context.world
    creator = world.consenting_user
    others = [
        user.id
        for user in world.users.values()
        if user is not creator and user.organization is creator.organization and user.status == "active"
    ]
    needed = asked["members_each"] - 1
    if asked["channels"] and needed > len(others):
        raise SeedError(
            f"generate.members_each: there are only {len(others) + 1} active users for {asked['members_each']} members; "
            "generate.users makes more"
        )
    turn = cycle(others)
    for place in range(1, asked["channels"] + 1):
        members = {creator.id: "super_admin", **dict.fromkeys(islice(turn, needed), "member")}
        name = f"bench-{place:05}"
        unique = world.free_unique_name(name, creator.organization, "number")
        channel = world.new_channel(name, "private", creator, unique_name=unique, members=members)
        _talk(world, world.chat(channel).messages, members, asked["messages_each"])


def _talk(world: World, messages: dict[str, Message], members: dict[str, str], count: int) -> None:
    turn = cycle(members)
    for place in range(1, count + 1):
        user = world.users[next(turn)]
        sent = world.clock.now()
        message_id = world.conversations.new_message_id(sent)
        messages[message_id] = Message(message_id, user.id, user.id, user.name, sent, f"Message {place}")
