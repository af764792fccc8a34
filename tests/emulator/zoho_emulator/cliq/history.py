# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What was said: the history of a chat, single messages, editing and deleting."""

from __future__ import annotations

import sys
from typing import Any

from ..emulator import Emulator
from ..faults.points import passing
from ..world.conversations import Chat, Message
from . import errors, message_ids, present, strict, talk
from .endpoints import NOTHING, Call, endpoint

_LARGEST_PAGE = 100
_EDIT = {"text": strict.text(5000), "notify_edit": strict.boolean}


@endpoint("GET", "/chats/*/messages", "ZohoCliq.Messages.READ", limit=15, lock=5)
def messages(call: Call) -> dict[str, Any]:
    chat = talk.find(call, call.args[0])
    talk.demand_reader(call, chat)
    query = call.query
    limit = strict.whole_number("limit", query.get("limit"), call.emulator.quirks["history-limit"], _LARGEST_PAGE)
    start = _milliseconds("fromtime", query.get("fromtime"), 0)
    end = _milliseconds("totime", query.get("totime"), sys.maxsize)
    found = [row for row in _rows(call.emulator, chat) if start <= row[0].milliseconds <= end]
    # The documents say how many there are at the most, and not which; the latest are taken to be meant.
    rows = [_row(call, message, text) for message, text in found[-limit:]]
    return {"data": rows if call.emulator.quirks["history-order"] == "oldest-first" else rows[::-1]}


def _milliseconds(key: str, text: str | None, default: int) -> int:
    if text is None:
        return default
    if not strict.is_number(text):
        raise errors.mismatch(key)
    return int(text)


def _rows(emulator: Emulator, chat: Chat) -> list[tuple[Message, str]]:
    """The messages and their texts, as they were before the lag of lists."""
    lag = emulator.quirks["list-lag"]
    if not lag:
        return [(message, message.text) for message in chat.messages.values()]
    moment = emulator.clock.steady() - lag
    rows = []
    for message in (*chat.messages.values(), *chat.deleted):
        if message.born > moment or (message.deleted is not None and message.deleted <= moment):
            continue
        text = next((earlier for until, earlier in message.earlier if until > moment), message.text)
        rows.append((message, text))
    return sorted(rows, key=lambda row: row[0].sent)


def _row(call: Call, message: Message, text: str) -> dict[str, Any]:
    emulator = call.emulator
    return {
        "sender": {"name": message.sender_name, "id": present.number_or_text(emulator, message.sender_id)},
        "id": message_ids.shown(emulator, message.message_id),
        "time": message.milliseconds,
        "type": message.kind,
        "content": _content(emulator, message, text),
    }


def _content(emulator: Emulator, message: Message, text: str) -> Any:
    if message.file is not None:
        dimensions = {"size": message.file.size}
        file = {"name": message.file.name, "type": message.file.content_type, "dimensions": dimensions}
        return {"file": {**file, "id": message.file.file_id}, "comment": message.file.comment}
    return text if emulator.quirks["message-content"] == "text" else {"text": text}


def thread_information(call: Call, chat: Chat) -> dict[str, Any]:
    thread = chat.thread
    if thread is None:
        return {}
    return {
        "is_follower": call.user.id in thread.followers,
        "message_count": len(chat.messages),
        "follower_count": len(thread.followers),
        "thread_message_id": message_ids.shown(call.emulator, thread.message_id, "encoded"),
        "title": thread.title,
        "chat_id": chat.chat_id,
    }


def row(call: Call, message: Message) -> dict[str, Any]:
    """One message as it is now."""
    return _row(call, message, message.text)


def find(call: Call) -> tuple[Chat, Message]:
    """The message of the path, if the caller may read it."""
    chat = talk.find(call, call.args[0])
    talk.demand_reader(call, chat)
    message = talk.message(call, chat, call.args[1])
    if message is None:
        raise errors.url_invalid()
    return chat, message


@endpoint("GET", "/chats/*/messages/*/messages", "ZohoCliq.Messages.READ", limit=30, lock=5)
def one_message(call: Call) -> dict[str, Any]:
    _chat, message = find(call)
    return row(call, message)


_EDIT_SCOPES = "ZohoCliq.Webhooks.UPDATE ZohoCliq.Messages.UPDATE"
_DELETE_SCOPES = "ZohoCliq.Webhooks.DELETE ZohoCliq.Messages.DELETE"


@endpoint(
    "PUT",
    "/chats/*/messages/*",
    _EDIT_SCOPES,
    limit=50,
    lock=10,
    body=True,
    scope_quirk="edit-scope",
    people_only=True,
)
def edit(call: Call) -> object:
    chat, message = find(call)
    strict.keys(call.body, _EDIT, required=("text",))
    if message.author_id != call.user.id:
        raise talk.access.refuse(call)
    talk.demand(call, chat, "edit_my_msg")
    if message.file is not None:
        raise errors.failed("A file cannot be edited.")
    with passing("message-edited", talk.name_of(chat)):
        message.earlier.append((call.emulator.clock.steady(), message.text))
        message.text = call.body["text"]
        message.edited = call.emulator.clock.now()
    return NOTHING


@endpoint("DELETE", "/chats/*/messages/*", _DELETE_SCOPES, limit=20, lock=5, scope_quirk="edit-scope", people_only=True)
def delete(call: Call) -> object:
    chat, message = find(call)
    if not may_delete(call, chat, message):
        raise talk.access.refuse(call)
    forget(call, chat, message)
    return NOTHING


def may_delete(call: Call, chat: Chat, message: Message) -> bool:
    """One's own messages, and in a channel those of others, as far as the channel permits it."""
    own = message.author_id == call.user.id
    if chat.channel is None:
        return own
    return talk.access.allowed(chat.channel, call.user, "delete_my_msg" if own else "delete_others_message")


def forget(call: Call, chat: Chat, message: Message) -> None:
    """Take a message out of its chat; lists that lag behind still need it."""
    with passing("message-deleted", talk.name_of(chat)):
        message.deleted = call.emulator.clock.steady()
        del chat.messages[message.message_id]
        chat.deleted.append(message)
        chat.pins = [pin for pin in chat.pins if pin.message_id != message.message_id]
