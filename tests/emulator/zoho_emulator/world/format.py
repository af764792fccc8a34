# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
What a seed, and so a snapshot, may have: the one description that loading and dumping share.

default_seed.yml and the manual say in words what is here in tables. Whoever adds an attribute to one of the things below
adds its key here, or names it as `derived`; a test watches over that.
"""

from __future__ import annotations

from typing import Any

from .conversations import Chat, Message, Scheduled, SharedFile, Sticky, Thread
from .kinds import (
    Context,
    Elsewhere,
    Key,
    Kind,
    SeedError,
    Shape,
    choice,
    flag,
    list_of,
    mapping_of,
    moment,
    number,
    offset,
    shown,
    sorted_set,
    structure,
    text,
)
from .model import Bot, Channel, Client, Organization, Team, User
from .permissions import PERMISSIONS, RANKS, ROLES_WITH_SET, default_sets
from .units import Unit
from .world import LEVEL_PREFIX

USER_STATUSES = ("active", "inactive", "pending", "imported_active", "imported_inactive")
CHANNEL_STATUSES = ("created", "pending", "archived")
PROFILE = ("employee_id", "display_name", "phone", "mobile", "extension", "work_location", "timezone")


# References: people by address or id, everything else by id or name


def _user(value: Any, at: str, context: Context) -> str:
    name = text.read(value, at, context)
    found = context.world.user(name)
    if found is not None:
        return found.id
    if name.lower() in context.elsewhere:
        raise Elsewhere
    raise SeedError(f"{at}: unknown user {shown(value)}; an e-mail address or id of `users` is needed")


def _organization(value: Any, at: str, context: Context) -> Organization:
    name = text.read(value, at, context)
    found = context.world.organizations.get(name)
    if found is None and name in context.elsewhere:
        raise Elsewhere
    if found is None:
        raise SeedError(f"{at}: unknown organization {shown(value)}; an id of `organizations` is needed")
    return found


def _team(value: Any, at: str, context: Context) -> str:
    name = text.read(value, at, context)
    teams = context.world.teams
    named = [team.id for team in teams.values() if team.name == name] if name not in teams else [name]
    if not named:
        raise SeedError(f"{at}: unknown team {shown(value)}; an id or name of `teams` is needed")
    return named[0]


def _bot(value: Any, at: str, context: Context) -> str:
    name = text.read(value, at, context)
    if name not in context.world.bots:
        raise SeedError(f"{at}: unknown bot {shown(value)}; a unique_name of `bots` is needed")
    return name


user = Kind(_user, lambda value, context: context.world.users[value].email)
# Somebody who may come later in the list.
chief = Kind(text.read, lambda value, context: context.world.users[value].email)
organization = Kind(_organization, lambda value, _context: value.id)
team = Kind(_team)
bot = Kind(_bot)
role = choice("role", *RANKS)


def _permissions(value: Any, at: str, context: Context) -> dict[str, dict[str, bool]]:
    """What differs from the permissions of a new channel."""
    sets = default_sets()
    for name, changes in _differences.read(value, at, context).items():
        sets[name] = {**sets[name], **changes}
    return sets


def _different(value: dict[str, dict[str, bool]], _context: Context) -> dict[str, dict[str, bool]]:
    usual = default_sets()
    changes = {
        name: {key: given for key, given in values.items() if given is not usual[name][key]}
        for name, values in value.items()
    }
    return {name: changed for name, changed in changes.items() if changed}


_differences = mapping_of(
    choice("role with permissions", *ROLES_WITH_SET), mapping_of(choice("permission", *PERMISSIONS), flag)
)
permissions = Kind(_permissions, _different)

# The things

ORGANIZATION = Shape(
    Organization,
    Key("id", text),
    Key("name", text),
    Key("data_center", text),
    Key("utc_offset", offset),
    Key("timezone", text, "zone_name"),
    derived=("zone",),
    short="name",
)

USER = Shape(
    User,
    Key("id", text),
    Key("email", text),
    Key("first_name", text),
    Key("last_name", text, always=True),
    Key("organization", organization),
    Key("organization_admin", flag),
    Key("status", choice("status", *USER_STATUSES)),
    Key("department", text),
    Key("designation", text),
    Key("guest", flag),
    Key("language", text),
    Key("country", text),
    Key("reporting_to", chief),
    Key("modified", moment),
    more=PROFILE,
    derived=("profile", "teams"),
    short="email",
)

UNIT = Shape(
    Unit,
    Key("id", text),
    Key("name", text),
    Key("lead", user, "lead_id"),
    Key("parent", text, "parent_id"),
    more=("organization",),
    short="name",
)

TEAM = Shape(
    Team,
    Key("id", text),
    Key("name", text),
    Key("description", text, always=True),
    Key("organization", organization),
    Key("created", moment),
    more=("members", "moderators"),
    derived=("members", "born"),
    short="name",
)

BOT = Shape(
    Bot,
    Key("id", text),
    Key("unique_name", text),
    Key("name", text),
    Key("organization", organization),
    short="unique_name",
)

CLIENT = Shape(
    Client,
    Key("client_id", text),
    Key("name", text),
    Key("type", choice("type of client", "server", "self", "browser", "device"), "kind"),
    Key("data_center", text),
    Key("redirect_uris", list_of(text), always=True),
    more=("data_centers", "client_secret", "client_secrets"),
    derived=("secrets",),
)

# Conversations

FILE = Shape(
    SharedFile,
    Key("file_id", text),
    Key("name", text),
    Key("content_type", text),
    Key("size", number(0)),
    Key("sha256", text),
    Key("comment", text),
    more=("content", "base64"),
    short="name",
)


def _earlier(value: Any, at: str, context: Context) -> tuple[float, str]:
    if not isinstance(value, list) or len(value) != 2:
        raise SeedError(f"{at}: a time and a text are needed, not {shown(value)}")
    return moment.read(value[0], f"{at}[0]", context), text.read(value[1], f"{at}[1]", context)


_EARLIER = Kind(_earlier, lambda value, context: [moment.write(value[0], context), value[1]])

MESSAGE = Shape(
    Message,
    Key("message_id", text),
    Key("author", user, "author_id"),
    Key("bot", bot),
    Key("sender_name", text),
    Key("sent", moment),
    Key("text", text),
    Key("image", text),
    Key("card", structure),
    Key("slides", structure),
    Key("buttons", structure),
    Key("reply_to", text),
    Key("reactions", mapping_of(text, mapping_of(user, number(0)))),
    Key("edited", moment),
    Key("earlier", list_of(_EARLIER)),
    Key("deleted", moment),
    more=("file",),
    derived=("sender_id", "file", "thread_chat_id", "born"),
    short="text",
)

PIN = Shape(
    Sticky,
    Key("message_id", text),
    Key("creator", user, "creator_id"),
    Key("created", moment),
    Key("expiry_time", number(-1)),
    short="message_id",
)

SCHEDULED = Shape(
    Scheduled,
    Key("id", text, "scheduled_id"),
    Key("author", user, "creator_id"),
    Key("text", text),
    Key("created", moment),
    Key("timezone", text, "zone"),
    Key("due", moment),
    Key("status", text),
)

# What every sort of chat has; the keys of a channel, a direct chat and a thread come to these.
_CONTENT = ("messages", "deleted_messages", "pins", "scheduled", "threads")
_CHAT = (Key("muted_by", sorted_set(user)), Key("pins_changed", moment))
_CHAT_DERIVED = (
    "kind",
    "organization",
    "channel",
    "people",
    "bot",
    "thread",
    "messages",
    "deleted",
    "pins",
    "scheduled",
)

CHANNEL = Shape(
    Channel,
    Key("number", number(1), "sequence"),
    Key("channel_id", text),
    Key("chat_id", text),
    Key("unique_name", text),
    Key("name", text),
    Key("level", choice("level", *LEVEL_PREFIX)),
    Key("status", choice("status", *CHANNEL_STATUSES)),
    Key("description", text),
    Key("invite_only", flag),
    Key("creator", user, "creator_id"),
    Key("team_ids", list_of(team)),
    Key("bots", list_of(bot)),
    Key("config", mapping_of(text, text)),
    Key("permissions", permissions),
    Key("has_image", flag),
    Key("created", moment),
    Key("modified", moment),
    more=("members", *(key.name for key in _CHAT), *_CONTENT),
    derived=("organization", "members", "born"),
    short="name",
)

# The chat of a channel: its keys stand among those of the channel.
CHANNEL_CHAT = Shape(Chat, *_CHAT, derived=("chat_id", "created", *_CHAT_DERIVED))

# A chat of two people, or of a bot and somebody.
CHAT = Shape(
    Chat,
    Key("chat_id", text),
    Key("people", list_of(user)),
    Key("bot", bot),
    Key("created", moment),
    *_CHAT,
    more=_CONTENT,
    derived=tuple(name for name in _CHAT_DERIVED if name not in ("people", "bot")),
)

THREAD_CHAT = Shape(Chat, Key("chat_id", text), Key("created", moment), *_CHAT, derived=_CHAT_DERIVED)
THREAD = Shape(
    Thread,
    Key("message_id", text),
    Key("title", text),
    Key("state", choice("state", "open", "closed")),
    Key("followers", list_of(user), always=True),
    more=(*(key.name for key in THREAD_CHAT.keys), *_CONTENT),
    derived=("parent",),
)

SHAPES = (
    ORGANIZATION,
    USER,
    UNIT,
    TEAM,
    BOT,
    CLIENT,
    FILE,
    MESSAGE,
    PIN,
    SCHEDULED,
    CHANNEL,
    CHANNEL_CHAT,
    CHAT,
    THREAD_CHAT,
    THREAD,
)

# The seed itself

TOP = (
    "organizations",
    "networks",
    "users",
    "consenting_user",
    "departments",
    "designations",
    "teams",
    "bots",
    "clients",
    "channels",
    "chats",
    "generate",
    "counters",
    "clock",
)
UNITS = {"departments": "department", "designations": "designation"}
COUNTERS = ("channels", "teams", "conversations", *UNITS)
