# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
What is new since the page asked last. The page asks about once a second while somebody looks at it.

The list of conversations comes with a revision: only rows that changed since the revision of the question are in the
answer. Everything else has a tag, and is in the answer only if the question has another one. Nothing is kept or counted
while nobody asks.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from ..answers import compact
from ..cliq import talk
from ..emulator import Emulator
from ..world.conversations import Chat
from . import insight

MOST_LOG_ENTRIES = 300
MOST_METERS = 200
_MOST_GONE = 5_000


class _Rows:
    """The rows of the list of conversations, each with the revision in which it changed last."""

    def __init__(self, emulator: Emulator) -> None:
        self.world = emulator.world
        self.epoch = uuid.uuid4().hex
        self.revision = 0
        self._rows: dict[str, tuple[tuple, int]] = {}
        self._gone: dict[str, int] = {}

    @property
    def worn(self) -> bool:
        """Whether so much has gone that it is better to begin anew."""
        return len(self._gone) > _MOST_GONE

    def refresh(self, emulator: Emulator) -> None:
        """Look at every conversation; one that is as it was costs about a microsecond."""
        upcoming = self.revision + 1
        news = False
        rows = self._rows
        there = set()
        for chat in list(self.world.conversations):
            if chat.scheduled:
                talk.settle(emulator, chat)
            if chat.kind == "thread" or (chat.channel is None and not chat.messages):
                continue
            there.add(chat.chat_id)
            row = _row(chat)
            before = rows.get(chat.chat_id)
            if before is None or before[0] != row:
                rows[chat.chat_id] = (row, upcoming)
                self._gone.pop(chat.chat_id, None)
                news = True
        if len(there) < len(rows):
            for chat_id in [chat_id for chat_id in rows if chat_id not in there]:
                del rows[chat_id]
                self._gone[chat_id] = upcoming
                news = True
        if news:
            self.revision = upcoming

    def since(self, emulator: Emulator, revision: int) -> dict[str, Any]:
        chats = self.world.conversations.chats
        return {
            "all": revision == 0,
            "changed": [
                _shown(emulator, chats[chat_id])
                for chat_id, (_row, changed) in self._rows.items()
                if changed > revision
            ],
            "gone": [chat_id for chat_id, moment in self._gone.items() if moment > revision],
        }


def _row(chat: Chat) -> tuple:
    """What a row of the list depends on."""
    channel = chat.channel
    if channel is None:
        return (len(chat.messages), len(chat.scheduled))
    return (
        channel.name,
        channel.unique_name,
        channel.level,
        channel.status,
        len(channel.members),
        len(channel.bots),
        len(chat.messages),
        len(chat.scheduled),
    )


def _shown(emulator: Emulator, chat: Chat) -> dict[str, Any]:
    channel = chat.channel
    row: dict[str, Any] = {
        "chat_id": chat.chat_id,
        "kind": chat.kind,
        "data_center": chat.organization.data_center,
        "messages": len(chat.messages),
        "scheduled": len(chat.scheduled),
    }
    if channel is None:
        return {**row, "name": insight.title(emulator, chat), "level": "direct", "status": "created", "members": 0}
    return {
        **row,
        "name": channel.name,
        "unique_name": channel.unique_name,
        "channel_id": channel.channel_id,
        "level": channel.level,
        "status": channel.status,
        "members": len(channel.members),
        "bots": len(channel.bots),
    }


_known: WeakKeyDictionary[Emulator, _Rows] = WeakKeyDictionary()


def _rows_of(emulator: Emulator) -> _Rows:
    rows = _known.get(emulator)
    if rows is None or rows.world is not emulator.world or rows.worn:
        rows = _known[emulator] = _Rows(emulator)
    rows.refresh(emulator)
    return rows


def answer(emulator: Emulator, query: Mapping[str, str]) -> dict[str, Any]:
    """Answer a question of the page; `query` has what it knows already."""
    latest, revision, logged = (_number(query, *pair) for pair in (("latest", 100), ("revision", 0), ("log", 0)))
    rows = _rows_of(emulator)
    same = query.get("epoch") == rows.epoch
    # Whoever empties the log begins to count anew.
    same_log = same and query.get("log_epoch") == str(emulator.log.clearings)
    news: dict[str, Any] = {
        "epoch": rows.epoch,
        "now": emulator.clock.now(),
        "factor": emulator.clock.factor,
        "revision": rows.revision,
        "conversations": rows.since(emulator, revision if same else 0),
        "log": _log(emulator, logged if same_log else 0),
        "counters": {**emulator.counters},
    }
    chat = emulator.world.conversations.chats.get(query.get("chat", ""))
    if chat is not None:
        _tagged(news, "chat", insight.conversation(emulator, chat, latest), query)
    elif query.get("chat"):
        news["chat"] = None
    _tagged(news, "meters", _meters(emulator), query)
    _tagged(news, "settings", _settings(emulator), query)
    return news


def _number(query: Mapping[str, str], name: str, default: int) -> int:
    text = query.get(name, "")
    if text and not text.isdecimal():
        raise ValueError(f"{name}: {text!r} is not a whole number")
    return int(text) if text else default


def _tagged(news: dict[str, Any], name: str, value: dict[str, Any], query: Mapping[str, str]) -> None:
    tag = hashlib.blake2b(compact(value), digest_size=8).hexdigest()
    if query.get(f"{name}_tag") != tag:
        news[name] = value
        news[f"{name}_tag"] = tag


def _log(emulator: Emulator, known: int) -> dict[str, Any]:
    """The latest requests after the one with this number; with 0 the page forgets what it has."""
    log = emulator.log
    entries = log.since(max(known, log.count - MOST_LOG_ENTRIES))
    return {"all": known == 0, "number": log.count, "log_epoch": log.clearings, "entries": entries}


def _meters(emulator: Emulator) -> dict[str, Any]:
    world = emulator.world
    tokens = emulator.tokens.meters()
    held: dict[tuple[str, str], int] = {}
    for row in tokens:
        row["client"] = _client_name(emulator, row.pop("client_id"))
        pair = (row["client"], row["user"])
        held[pair] = held.get(pair, 0) + 1
    quotas = emulator.quotas.meters()
    for row in quotas:
        user = world.users.get(row["user"])
        row["user"] = user.email if user is not None else row["user"]
    quotas.sort(key=lambda row: (-row["locked"], -row["used"] / row["limit"], row["endpoint"]))
    return {
        "limits": emulator.quotas.enabled,
        "refresh_tokens": [
            {"client": client, "user": user, "held": count, "limit": emulator.quirks["refresh-tokens"]}
            for (client, user), count in held.items()
        ],
        "tokens": tokens[:MOST_METERS],
        "more_tokens": max(0, len(tokens) - MOST_METERS),
        "quotas": quotas[:MOST_METERS],
        "more_quotas": max(0, len(quotas) - MOST_METERS),
    }


def _client_name(emulator: Emulator, client_id: str) -> str:
    client = emulator.world.clients.get(client_id)
    return client.name if client is not None else "a client that is gone"


def _settings(emulator: Emulator) -> dict[str, Any]:
    world = emulator.world
    return {
        "data_centers": emulator.urls,
        "organizations": [
            {"name": one.name, "data_center": one.data_center, "id": one.id} for one in world.organizations.values()
        ],
        "quirks": emulator.quirks.as_list(),
        "faults": emulator.faults.as_list(),
        "held": emulator.holds.as_list(),
    }
