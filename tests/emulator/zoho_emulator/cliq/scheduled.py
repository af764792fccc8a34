# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Scheduled messages: made with v2, listed, edited, sent and deleted with v3. One whose time has come becomes a message."""

from __future__ import annotations

import re
import uuid
from datetime import datetime
from typing import Any

from ..emulator import Emulator
from ..faults.points import passing
from ..world.clock import iso
from ..world.conversations import Chat, Scheduled
from . import errors, pages, strict, talk, zones
from .endpoints import NOTHING, Call, endpoint
from .errors import CliqError
from .present import number_or_text

# None of these ever comes in the emulator: such messages wait until they are sent or deleted.
_STATUS = strict.one_of("check_in", "user_available", "call_end", "check_out")
_BASIC_TIME = re.compile(r"\d{8}T\d{6}")


def _basic_time(key: str, value: Any) -> None:
    if not isinstance(value, str) or not _BASIC_TIME.fullmatch(value):
        raise errors.mismatch(key)


def _epoch_time(key: str, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int):
        message = "Invalid schedule_time format. Expected epoch milliseconds."
        raise CliqError(400, "scheduled_msg_invalid_time_format", message)
    strict.epoch_time(key, value)


_NEW = {
    "text": strict.text(4096),
    "schedule_time": _basic_time,
    "schedule_status": _STATUS,
    "schedule_timezone": zones.check,
}
_EDIT = {
    "text": strict.text(5000, shortest=1),
    "schedule_time": _epoch_time,
    "schedule_status": _STATUS,
    "schedule_timezone": zones.check,
    "file_remove": strict.boolean,
}
_RESCHEDULE = {
    "status": strict.one_of("reschedule"),
    "apply_to": strict.one_of("all_time_based", "all_status_based"),
    "time": _epoch_time,
    "schedule_time": _epoch_time,
    "existing_status": _STATUS,
    "schedule_status": _STATUS,
    "schedule_timezone": zones.check,
}
# What each kind of rescheduling looks for, and what it sets.
_MATCHED = {"all_time_based": ("time", "schedule_time"), "all_status_based": ("existing_status", "schedule_status")}
_KIND = "scheduledmessages"
_DEFAULT_PAGE = 50
_SEND = {"status": strict.one_of("send"), "id": strict.text(100), "apply_to": strict.one_of("all")}


@endpoint("POST", "/chats/*/scheduledmessages", "ZohoCliq.messages.CREATE", limit=50, lock=10, body=True)
def schedule(call: Call) -> dict[str, Any]:
    chat = talk.find(call, call.args[0])
    body = call.body
    strict.keys(body, _NEW, required=("text",))
    talk.demand_writer(call, chat)
    zone = body.get("schedule_timezone", call.organization.zone_name)
    due = None
    if "schedule_time" in body:
        try:
            local = datetime.strptime(body["schedule_time"], "%Y%m%dT%H%M%S")
        except ValueError:
            raise errors.mismatch("schedule_time") from None
        due = local.replace(tzinfo=zones.named(call.organization, zone)).timestamp()
        _demand_future(call, due)
        strict.epoch_time("schedule_time", int(due * 1000))
    elif "schedule_status" not in body:
        raise errors.missing("schedule_time")
    status = None if due is not None else body["schedule_status"]
    now = call.emulator.clock.now()
    item = Scheduled(str(uuid.uuid4()), call.user.id, body["text"], now, zone, due, status)
    with passing("message-scheduled", talk.name_of(chat)):
        chat.scheduled[item.scheduled_id] = item
    return _shown(call, chat, item)


def _demand_future(call: Call, due: float) -> None:
    if due <= call.emulator.clock.now():
        raise errors.failed("The time is over.")


def _shown(call: Call, chat: Chat, item: Scheduled) -> dict[str, Any]:
    """What v2 answers, with the keys of its documentation."""
    name = f"#{chat.channel.name}" if chat.channel is not None else ""
    creator_id = number_or_text(call.emulator, item.creator_id)
    answer: dict[str, Any] = {
        "creator": creator_id,
        "message": {
            "ctype": 8,
            **({"channelData": {"dn": name, "cn": name}} if name else {}),
            "mtype": 12,
            "msg": item.text,
            "dname": call.emulator.world.users[item.creator_id].name,
            "temp_info": {"api": True, "bm": 1},
            "sender": creator_id,
            "includesenderinunread": True,
            "chid": chat.chat_id,
            "meta": {"revision": 2},
            "sync_message": False,
        },
        "created_time": int(item.created * 1000),
        "timezone": item.zone,
        "id": item.scheduled_id,
    }
    if item.due is not None:
        local = datetime.fromtimestamp(item.due, zones.named(chat.organization, item.zone))
        answer |= {"time_string": local.strftime("%Y%m%dT%H%M%S"), "time": int(item.due * 1000)}
    else:
        answer["schedule_status"] = item.status
    return answer


# v3


@endpoint("GET", "/v3/scheduledmessages", "ZohoCliq.Messages.READ", limit=20, lock=10)
def list_all(call: Call) -> dict[str, Any]:
    conversations = call.emulator.world.conversations
    found = []
    for chat in list(conversations):
        talk.settle(call.emulator, chat)
        found += _own(call, chat)
    return _page(call, sorted(found, key=lambda item: item.created))


@endpoint("GET", "/v3/chats/*/scheduledmessages", "ZohoCliq.Messages.READ", limit=20, lock=10)
def list_in_chat(call: Call) -> dict[str, Any]:
    return _page(call, _own(call, talk.find(call, call.args[0])))


def _own(call: Call, chat: Chat) -> list[Scheduled]:
    return [item for item in chat.scheduled.values() if item.creator_id == call.user.id]


def _page(call: Call, found: list[Scheduled]) -> dict[str, Any]:
    since = pages.synced(call)
    changed = [item for item in found if since is None or item.created > since]
    page, following = pages.cut(call, changed, _DEFAULT_PAGE)
    answer = pages.envelope(call, _KIND, [_shown_v3(call.emulator, item) for item in page])
    if not page and call.emulator.quirks["no-scheduled-messages"] == "absent":
        del answer["data"]
    if following is not None:
        answer["next_token"] = following
    answer["sync_token"] = pages.sync_token(call, _DEFAULT_PAGE)
    return answer


def _shown_v3(emulator: Emulator, item: Scheduled) -> dict[str, Any]:
    user = emulator.world.users[item.creator_id]
    zone = user.organization.zone
    creator = {"name": user.name, "id": number_or_text(emulator, user.id)}
    answer: dict[str, Any] = {"id": item.scheduled_id, "timezone": item.zone, "created_time": iso(item.created, zone)}
    if item.due is not None:
        answer["time"] = iso(item.due, zone)
    else:
        answer["schedule_status"] = item.status
    content = {"text": item.text}
    answer["message"] = {"sender": creator, "type": "text", "content": content, "is_pinned": False}
    answer["creator"] = creator
    return answer


@endpoint("POST", "/v3/chats/*/scheduledmessages", "ZohoCliq.Messages.CREATE", limit=50, lock=10, body=True)
def send_now(call: Call) -> object:
    chat = talk.find(call, call.args[0])
    strict.keys(call.body, _SEND, required=("status",))
    if "id" not in call.body and "apply_to" not in call.body:
        raise errors.missing("id")
    items = [_find(call, chat, call.body["id"])] if "id" in call.body else _own(call, chat)
    if not items:
        raise _nothing_pending()
    for item in items:
        talk.deliver(call.emulator, chat, item, call.emulator.clock.now())
    return NOTHING


@endpoint("PUT", "/v3/chats/*/scheduledmessages", "ZohoCliq.Messages.UPDATE", limit=20, lock=10, body=True)
def reschedule(call: Call) -> dict[str, Any]:
    """All that wait for one moment, or for one status."""
    chat = talk.find(call, call.args[0])
    body = call.body
    strict.keys(body, _RESCHEDULE, required=("status", "apply_to"))
    for key in _MATCHED[body["apply_to"]]:
        if key not in body:
            raise errors.missing(key)
    if body["apply_to"] == "all_time_based":
        _demand_future(call, body["schedule_time"] / 1000)
        items = [item for item in _own(call, chat) if item.due is not None and round(item.due * 1000) == body["time"]]
    else:
        items = [item for item in _own(call, chat) if item.status == body["existing_status"]]
    if not items:
        raise _nothing_pending()
    for item in items:
        if item.due is not None:
            item.due = body["schedule_time"] / 1000
            item.zone = body.get("schedule_timezone", item.zone)
        else:
            item.status = body["schedule_status"]
    return pages.envelope(call, _KIND, [_shown_v3(call.emulator, item) for item in items])


def _nothing_pending() -> CliqError:
    return CliqError(400, "scheduled_msg_no_pending_msgs", "No pending scheduled messages exist in this chat.")


@endpoint("DELETE", "/v3/chats/*/scheduledmessages", "ZohoCliq.Messages.DELETE", limit=20, lock=10)
def delete_all(call: Call) -> object:
    chat = talk.find(call, call.args[0])
    for item in _own(call, chat):
        del chat.scheduled[item.scheduled_id]
    return NOTHING


@endpoint("PUT", "/v3/chats/*/scheduledmessages/*", "ZohoCliq.Messages.UPDATE", limit=20, lock=10, body=True)
def edit(call: Call) -> dict[str, Any]:
    chat = talk.find(call, call.args[0])
    item = _find(call, chat, call.args[1])
    body = call.body
    strict.keys(body, _EDIT)
    if not body:
        raise errors.missing("text")
    if "schedule_time" in body:
        due = body["schedule_time"] / 1000
        _demand_future(call, due)
        item.due, item.status = due, None
    elif "schedule_status" in body:
        item.due, item.status = None, body["schedule_status"]
    item.text = body.get("text", item.text)
    item.zone = body.get("schedule_timezone", item.zone)
    return pages.envelope(call, _KIND, _shown_v3(call.emulator, item))


@endpoint("DELETE", "/v3/chats/*/scheduledmessages/*", "ZohoCliq.Messages.DELETE", limit=20, lock=10)
def delete(call: Call) -> object:
    chat = talk.find(call, call.args[0])
    del chat.scheduled[_find(call, chat, call.args[1]).scheduled_id]
    return NOTHING


def _find(call: Call, chat: Chat, scheduled_id: str) -> Scheduled:
    item = chat.scheduled.get(scheduled_id)
    if item is None or item.creator_id != call.user.id:
        raise CliqError(404, "scheduled_msg_not_found", "The requested scheduled message could not be found.")
    return item
