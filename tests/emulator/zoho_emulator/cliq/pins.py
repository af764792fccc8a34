# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pinned messages in v3: several of a chat, in an order, of which the first is the primary one."""

from __future__ import annotations

from typing import Any

from ..world.clock import iso
from ..world.conversations import Chat, Sticky
from . import access, errors, pages, present, stickies, strict, talk
from .endpoints import NOTHING, Call, endpoint
from .errors import CliqError

_PATH = "/v3/chats/*/pin-messages"
_KIND = "pinmessages"
_DEFAULT_PAGE = 20
_MOST_AT_ONCE = 25
_id = strict.text(100, shortest=1)


def _time(key: str, value: Any) -> None:
    """ISO 8601, or milliseconds since 1970; -1 is no time at all."""
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise errors.mismatch(key)
    if isinstance(value, str):
        strict.moment(key, value)
    elif value != -1:
        strict.epoch_time(key, value)


def _ids(key: str, value: Any) -> None:
    if not isinstance(value, list) or not 1 <= len(value) <= _MOST_AT_ONCE:
        raise errors.mismatch(key)
    if not all(isinstance(item, str) for item in value):
        raise errors.mismatch(key)


_PIN = {"message_id": _id, "expiry_time": _time, "notify": strict.boolean, "primary": strict.boolean}
_MOVE = {"message_id": _id, "last_sync_time": _time, "pin_above": _id}


def _find(call: Call) -> Chat:
    chat = talk.find(call, call.args[0])
    if call.user.id not in talk.people_of(call, chat):
        raise _refused()
    return chat


def _demand(call: Call, chat: Chat) -> None:
    if chat.channel is not None and not access.allowed(chat.channel, call.user, "sticky_message"):
        raise _refused()


def _refused() -> CliqError:
    return CliqError(400, "operation_not_allowed", "Uh-Oh! You are not authorized to do this operation.")


def _incorrect() -> CliqError:
    return errors.failed("Incorrect values submitted.")


@endpoint("GET", _PATH, "ZohoCliq.Chats.READ", limit=20, lock=5)
def pinned(call: Call) -> dict[str, Any]:
    """The parameter `primary` comes without a value, or as true."""
    chat = _find(call)
    pins = stickies.live(chat, call.emulator.clock.now())
    if call.query.get("primary") in ("", "true"):
        if not pins:
            raise errors.failed("No message is pinned in this chat.")
        return pages.envelope(call, _KIND, _shown(call, chat, pins[0]))
    since = pages.synced(call)
    page, following = pages.cut(call, [pin for pin in pins if since is None or pin.created > since], _DEFAULT_PAGE)
    answer = pages.envelope(call, _KIND, [_shown(call, chat, pin) for pin in page])
    if following is not None:
        answer["next_token"] = following
    answer["sync_token"] = pages.sync_token(call, _DEFAULT_PAGE)
    return answer


def _shown(call: Call, chat: Chat, pin: Sticky) -> dict[str, Any]:
    emulator = call.emulator
    zone = chat.organization.zone
    creator = emulator.world.users[pin.creator_id]
    moment = iso(pin.created, zone)
    return {
        **present.message_v3(emulator, chat, chat.messages[pin.message_id]),
        "pin_information": {
            "created_time": moment,
            "creator": {"id": present.number_or_text(emulator, creator.id), "name": creator.name},
            "expiry_time": -1 if pin.expiry_time == -1 else iso(pin.expiry_time / 1000, zone),
            "is_primary": pin is chat.pins[0],
            "last_modified_time": moment,
        },
    }


@endpoint("POST", _PATH, "ZohoCliq.Chats.CREATE", limit=20, lock=5, body=True)
def pin(call: Call) -> dict[str, Any]:
    chat = _find(call)
    body = call.body
    strict.keys(body, _PIN, required=("message_id", "expiry_time", "notify"))
    _demand(call, chat)
    message = talk.message(call, chat, body["message_id"])
    if message is None:
        raise _incorrect()
    now = call.emulator.clock.now()
    fresh = Sticky(message.message_id, call.user.id, now, _milliseconds(body["expiry_time"]))
    if not fresh.live(now):
        raise _incorrect()
    others = [item for item in stickies.live(chat, now) if item.message_id != message.message_id]
    if len(others) >= call.emulator.quirks["pin-limit"]:
        raise CliqError(400, "pinned_message_limit_reached", "No more messages can be pinned in this chat.")
    # The most recent pin comes first, but below the primary one.
    place = 0 if body.get("primary") or not others else 1
    stickies.change(chat, [*others[:place], fresh, *others[place:]], now)
    return pages.envelope(call, _KIND, _shown(call, chat, fresh))


def _milliseconds(value: str | int) -> int:
    return value if isinstance(value, int) else int(strict.moment("", value) * 1000)


@endpoint("PUT", _PATH, "ZohoCliq.Chats.UPDATE", limit=20, lock=5, body=True)
def move(call: Call) -> object:
    """Whoever did not see the last change of the pins is told so."""
    chat = _find(call)
    body = call.body
    strict.keys(body, _MOVE, required=("message_id", "last_sync_time"))
    _demand(call, chat)
    now = call.emulator.clock.now()
    pins = list(stickies.live(chat, now))
    # Times in ISO 8601 know no milliseconds here.
    precision = 1000 if isinstance(body["last_sync_time"], str) else 1
    if _milliseconds(body["last_sync_time"]) // precision < int(chat.pins_changed * 1000) // precision:
        raise CliqError(400, "client_not_synced", "The pinned messages have changed since.")
    moved = _pinned(call, chat, pins, body["message_id"])
    pins.remove(moved)
    above = _pinned(call, chat, pins, body["pin_above"]) if "pin_above" in body else None
    pins.insert(len(pins) if above is None else pins.index(above), moved)
    stickies.change(chat, pins, now)
    return NOTHING


@endpoint("DELETE", _PATH, "ZohoCliq.Chats.DELETE", limit=20, lock=5, body=True)
def unpin(call: Call) -> object:
    """Those that are named, or all of them."""
    chat = _find(call)
    strict.keys(call.body, {"message_ids": _ids})
    _demand(call, chat)
    now = call.emulator.clock.now()
    pins = stickies.live(chat, now)
    gone = [_pinned(call, chat, pins, message_id) for message_id in call.body.get("message_ids", [])] or pins
    stickies.change(chat, [item for item in pins if item not in gone], now)
    return NOTHING


def _pinned(call: Call, chat: Chat, pins: list[Sticky], message_id: str) -> Sticky:
    message = talk.message(call, chat, message_id)
    found = next((item for item in pins if message is not None and item.message_id == message.message_id), None)
    if found is None:
        raise _incorrect()
    return found
