# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pinned ("sticky") message of a chat in v2: the primary one of v3. A new one takes the place of the old."""

from __future__ import annotations

from typing import Any

from ..faults.points import passing
from ..world.conversations import Chat, Sticky
from . import errors, message_ids, present, strict, talk
from .endpoints import NOTHING, Call, endpoint


def _expiry(key: str, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        raise errors.mismatch(key)
    if value != -1:
        strict.epoch_time(key, value)


_PIN = {"id": strict.text(100), "expiry_time": _expiry, "notify": strict.boolean}


@endpoint("POST", "/chats/*/stickymessage", "ZohoCliq.Chats.CREATE", limit=20, lock=10, body=True)
def pin(call: Call) -> dict[str, Any]:
    chat = _find(call)
    strict.keys(call.body, _PIN, required=("id",))
    talk.demand(call, chat, "sticky_message")
    message = talk.message(call, chat, call.body["id"])
    if message is None:
        raise errors.failed("There is no such message in this chat.")
    now = call.emulator.clock.now()
    expiry = call.body.get("expiry_time", -1)
    sticky = Sticky(message.message_id, call.user.id, now, expiry)
    if not sticky.live(now):
        raise errors.failed("The expiry time is over.")
    others = [pin for pin in chat.pins[1:] if pin.message_id != message.message_id]
    with passing("message-pinned", talk.name_of(chat)):
        change(chat, [sticky, *others], now)
    return {"data": _data(call, chat, sticky)}


@endpoint("GET", "/chats/*/stickymessage", "ZohoCliq.Chats.READ", limit=20, lock=10)
def pinned(call: Call) -> object:
    chat = _find(call)
    sticky = current(chat, call.emulator.clock.now())
    if sticky is not None:
        return {"type": "stickymessage", "data": _data(call, chat, sticky)}
    shape = call.emulator.quirks["no-sticky-message"]
    if shape == "not-found":
        raise errors.url_invalid()
    return {"type": "stickymessage", "data": {}} if shape == "data" else NOTHING


@endpoint("DELETE", "/chats/*/stickymessage", "ZohoCliq.Chats.DELETE", limit=50, lock=5)
def unpin(call: Call) -> object:
    chat = _find(call)
    talk.demand(call, chat, "sticky_message")
    now = call.emulator.clock.now()
    if current(chat, now) is not None:
        change(chat, chat.pins[1:], now)
    elif call.emulator.quirks["delete-no-sticky-message"] == "reject":
        raise errors.failed("No message is pinned in this chat.")
    return NOTHING


def current(chat: Chat, now: float) -> Sticky | None:
    """The pinned message, of several the primary one."""
    pins = live(chat, now)
    return pins[0] if pins else None


def live(chat: Chat, now: float) -> list[Sticky]:
    """The pinned messages; one whose time is over is pinned no more."""
    if not all(pin.live(now) for pin in chat.pins):
        change(chat, [pin for pin in chat.pins if pin.live(now)], now)
    return chat.pins


def change(chat: Chat, pins: list[Sticky], now: float) -> None:
    """Pin these and no others."""
    chat.pins = pins
    chat.pins_changed = now


def _find(call: Call) -> Chat:
    chat = talk.find(call, call.args[0])
    talk.demand_reader(call, chat)
    return chat


def _data(call: Call, chat: Chat, sticky: Sticky) -> dict[str, Any]:
    emulator = call.emulator
    message = chat.messages[sticky.message_id]
    creator = emulator.world.users[sticky.creator_id]
    when = str(message.milliseconds)
    created = int(sticky.created * 1000)
    return {
        "expiry_time": sticky.expiry_time,
        "creator": {"name": creator.name, "id": present.number_or_text(emulator, creator.id)},
        "message": {
            "msg": message.file.name if message.file is not None else message.text,
            "sender": present.number_or_text(emulator, message.sender_id),
            "lmsgtime": when,
            "msguid": message_ids.shown(emulator, message.message_id, "encoded"),
            "time": when,
            "dname": message.sender_name,
        },
        "created_time": created,
        "last_modified_time": created,
        "chat_id": chat.chat_id,
    }
