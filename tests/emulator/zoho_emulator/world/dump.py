# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Dumping: a snapshot of a world, which is a seed."""

from __future__ import annotations

import base64
from typing import Any

import yaml

from . import format
from .conversations import Chat, Message
from .kinds import Context, Shape, written_moment
from .model import Channel, Client, Team, User
from .units import Units
from .world import World

_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


def snapshot(world: World) -> dict[str, Any]:
    """The world as a seed: all of it, but no tokens, quotas, faults, quirks or log."""
    context = Context(world)
    home = next(iter(world.organizations.values()))
    written: dict[str, Any] = {
        "clock": written_moment(world.clock.now(), home.zone),
        "counters": _counters(world),
        "organizations": [_with(format.ORGANIZATION, one, context) for one in world.organizations.values()],
        "networks": list(world.networks),
        "users": [_user(user, context) for user in world.users.values()],
        "consenting_user": world.consenting_user.email,
    }
    for name, kind in format.UNITS.items():
        listed = [row for one in world.organizations.values() for row in _units(world.units.of(kind, one), context)]
        if listed:
            written[name] = listed
    written |= {
        "teams": [_team(team, context) for team in world.teams.values()],
        "bots": [_with(format.BOT, bot, context) for bot in world.bots.values()],
        "clients": [_client(client, context) for client in world.clients.values()],
        "channels": [_channel(channel, context) for channel in world.channels.values()],
        "chats": [_chat(chat, context) for chat in world.conversations if chat.kind in ("dm", "bot")],
    }
    return written


def as_yaml(data: dict[str, Any]) -> str:
    """A snapshot as the text of a seed's file."""

    # An alias would hide from the reader what is there.
    class Plain(_DUMPER):  # type: ignore[misc, valid-type]
        def ignore_aliases(self, _data: Any) -> bool:
            return True

    return yaml.dump(data, Dumper=Plain, sort_keys=False, allow_unicode=True, width=120)


def dump_channel(world: World, channel: Channel) -> dict[str, Any]:
    """A channel with all of its keys, also those with default values, and without what is said in it."""
    context = Context(world, channel.organization.zone)
    written = format.CHANNEL.write(channel, context, full=True)
    del written["number"]
    written["permissions"] = {role: dict(values) for role, values in channel.permissions.items()}
    written["members"] = {world.users[user_id].email: role for user_id, role in channel.members.items()}
    return written


def _counters(world: World) -> dict[str, Any]:
    counters: dict[str, Any] = {
        "channels": world.channels_made,
        "teams": world.teams_made,
        "conversations": world.conversations.numbers_given,
    }
    for name, kind in format.UNITS.items():
        counters[name] = {one.id: world.units.of(kind, one).made for one in world.organizations.values()}
    return counters


def _with(shape: Shape, thing: Any, context: Context) -> dict[str, Any]:
    """A thing, its times in the zone of its organization."""
    organization = getattr(thing, "organization", None)
    if organization is not None:
        context.zone = organization.zone
    return shape.write(thing, context)


def _user(user: User, context: Context) -> dict[str, Any]:
    return {**_with(format.USER, user, context), **user.profile}


def _units(units: Units, context: Context) -> list[dict[str, Any]]:
    home = {"organization": units.organization.id}
    return [{**format.UNIT.write(unit, context), **home} for unit in units.known.values()]


def _team(team: Team, context: Context) -> dict[str, Any]:
    email = {user_id: context.world.users[user_id].email for user_id in team.members}
    return {
        **_with(format.TEAM, team, context),
        "members": list(email.values()),
        "moderators": [email[user_id] for user_id, moderator in team.members.items() if moderator],
    }


def _client(client: Client, context: Context) -> dict[str, Any]:
    return {
        **format.CLIENT.write(client, context),
        "data_centers": list(client.secrets),
        "client_secret": next(iter(client.secrets.values()), ""),
        "client_secrets": dict(client.secrets),
    }


# Channels and what is said


def _channel(channel: Channel, context: Context) -> dict[str, Any]:
    world = context.world
    written = _with(format.CHANNEL, channel, context)
    written["members"] = {world.users[user_id].email: role for user_id, role in channel.members.items()}
    if channel.creator_id not in channel.members:
        written["members"][world.users[channel.creator_id].email] = None
    chat = world.chat(channel)
    return {**written, **format.CHANNEL_CHAT.write(chat, context), **_content(chat, context)}


def _chat(chat: Chat, context: Context) -> dict[str, Any]:
    return {**_with(format.CHAT, chat, context), **_content(chat, context)}


def _content(chat: Chat, context: Context) -> dict[str, Any]:
    """What was said in a chat, and what hangs on it; nothing where there is nothing."""
    conversations = context.world.conversations
    content = {
        "messages": [_message(message, context) for message in chat.messages.values()],
        "deleted_messages": [_message(message, context) for message in chat.deleted],
        "pins": [format.PIN.write(pin, context) for pin in chat.pins],
        "scheduled": [format.SCHEDULED.write(item, context) for item in chat.scheduled.values()],
        "threads": [_thread(thread, context) for thread in conversations.threads_of(chat)],
    }
    return {name: rows for name, rows in content.items() if rows}


def _message(message: Message, context: Context) -> dict[str, Any]:
    written = format.MESSAGE.write(message, context)
    if message.file is not None:
        written["file"] = format.FILE.write(message.file, context)
        kept = context.world.conversations.attachments.get(message.file.file_id)
        if kept is not None:
            written["file"]["base64"] = base64.b64encode(kept.content).decode()
    return written


def _thread(chat: Chat, context: Context) -> dict[str, Any]:
    settings = format.THREAD_CHAT.write(chat, context)
    return {**settings, **format.THREAD.write(chat.thread, context), **_content(chat, context)}
