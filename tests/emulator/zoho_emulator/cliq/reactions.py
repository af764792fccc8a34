# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reactions to messages."""

from __future__ import annotations

from typing import Any

from . import errors, history, strict
from .endpoints import NOTHING, Call, endpoint

_REACTION = {"emoji_code": strict.text(100, shortest=1)}
_PATH = "/chats/*/messages/*/reactions"
# The OpenAPI document has CREATE for deleting as well, a public client DELETE.
_DELETE_SCOPES = "ZohoCliq.messageactions.CREATE ZohoCliq.messageactions.DELETE"


@endpoint("GET", _PATH, "ZohoCliq.messageactions.READ", limit=50, lock=10)
def reactions(call: Call) -> dict[str, Any]:
    _chat, message = history.find(call)
    users = call.emulator.world.users
    return {
        "data": {
            emoji: [f"{moment}:{user_id}:{users[user_id].name}" for user_id, moment in by_user.items()]
            for emoji, by_user in message.reactions.items()
        }
    }


@endpoint("POST", _PATH, "ZohoCliq.messageactions.CREATE", limit=20, lock=5, body=True)
def react(call: Call) -> object:
    _chat, message = history.find(call)
    strict.keys(call.body, _REACTION, required=("emoji_code",))
    by_user = message.reactions.setdefault(call.body["emoji_code"], {})
    by_user.setdefault(call.user.id, int(call.emulator.clock.now() * 1000))
    return NOTHING


@endpoint("DELETE", _PATH, _DELETE_SCOPES, limit=20, lock=5, body=True, scope_quirk="unreact-scope")
def take_back(call: Call) -> object:
    """The documents have the emoji both in the query and in the body."""
    _chat, message = history.find(call)
    strict.keys(call.body, _REACTION)
    emoji = call.body.get("emoji_code", call.query.get("emoji_code"))
    if emoji is None:
        raise errors.missing("emoji_code")
    by_user = message.reactions.get(emoji, {})
    if call.user.id not in by_user:
        raise errors.failed("There is no such reaction of yours.")
    del by_user[call.user.id]
    if not by_user:
        del message.reactions[emoji]
    return NOTHING
