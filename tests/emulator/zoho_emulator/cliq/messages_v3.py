# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deleting several messages at once, which v3 has."""

from __future__ import annotations

from typing import Any

from ..world.conversations import Chat
from . import errors, history, strict, talk
from .endpoints import Call, endpoint
from .errors import CliqError

_MOST_AT_ONCE = 25
_LONGEST_COMMENT = 250
_REASONS = ("irrelevant_information", "obscene_content", "others")
_SCOPE = "ZohoCliq.Messages.DELETE"
_METER = "DELETE /v3/chats/*/messages"


@endpoint("DELETE", "/v3/chats/*/messages", _SCOPE, limit=50, lock=5)
def delete_several(call: Call) -> dict[str, Any]:
    return _delete(call, "messages")


@endpoint("DELETE", "/v3/chats/*/messagess", _SCOPE, limit=50, lock=5, meter=_METER)
def delete_several_as_documented(call: Call) -> dict[str, Any]:
    """Zoho's document has this spelling."""
    return _delete(call, "messagess")


def _delete(call: Call, path: str) -> dict[str, Any]:
    """One result for each message; an error if none of them could be deleted."""
    if call.emulator.quirks["bulk-delete-path"] not in ("both", path):
        raise errors.url_invalid()
    chat = _find(call)
    message_ids = [item for item in call.query.get("message_ids", "").split(",") if item]
    if not message_ids:
        raise CliqError(400, "invalid_parameters", "The message_ids parameter is invalid or empty.")
    if len(message_ids) > _MOST_AT_ONCE:
        raise CliqError(400, "message_delete_limit_exceeded", "You can only delete up to 25 messages at once.")
    if call.query.get("reason") not in (None, *_REASONS):
        raise CliqError(400, "invalid_delete_reason", "The provided reason for deletion is not valid.")
    strict.text(_LONGEST_COMMENT)("comment", call.query.get("comment", ""))
    problems = {message_id: _forget(call, chat, message_id) for message_id in message_ids}
    failures = [problem for problem in problems.values() if problem is not None]
    if len(failures) == len(problems):
        raise failures[0]
    return {"type": "message.delete_result", "data": [_result(*item) for item in problems.items()]}


def _find(call: Call) -> Chat:
    chat = call.emulator.world.conversations.chats.get(call.args[0])
    if chat is None or call.user.id not in talk.people_of(call, chat):
        message = "The requested chat does not exist or you are not a participant."
        raise CliqError(404, "chat_not_found", message)
    talk.settle(call.emulator, chat)
    return chat


def _forget(call: Call, chat: Chat, message_id: str) -> CliqError | None:
    """Delete one message; the reason if that cannot be. Messages of others need a reason of the caller's."""
    message = talk.message(call, chat, message_id)
    if message is None:
        return CliqError(404, "message_not_found", "Requested message could not be found.")
    if not history.may_delete(call, chat, message):
        return CliqError(403, "access_denied", "You do not have permission to delete this message.")
    if message.author_id != call.user.id and "reason" not in call.query:
        return CliqError(400, "invalid_delete_reason", "The provided reason for deletion is not valid.")
    history.forget(call, chat, message)
    return None


def _result(message_id: str, problem: CliqError | None) -> dict[str, Any]:
    if problem is None:
        return {"id": message_id, "status": "success"}
    return {"id": message_id, "status": "failed", "error": {"code": problem.code, "message": problem.message}}
