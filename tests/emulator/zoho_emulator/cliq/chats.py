# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Chats: the direct ones as a list, and of any of them the members, muting and leaving."""

from __future__ import annotations

from typing import Any

from ..world.clock import iso
from ..world.conversations import Chat
from . import channels, errors, present, strict, talk, threads
from .endpoints import NOTHING, Call, endpoint


@endpoint("GET", "/chats", "ZohoCliq.Chats.READ", limit=30, lock=5)
def chats(call: Call) -> dict[str, Any]:
    """The direct chats of the caller, the latest first."""
    query = call.query
    limit = strict.whole_number("limit", query.get("limit"), 100, 100)
    found = [chat for chat in call.emulator.world.conversations.direct_of(call.user.id) if chat.messages]
    for key in ("modified_after", "modified_before"):
        if key in query:
            found = [
                chat for chat in found if (_last_time(chat) > strict.moment(key, query[key])) is (key[9:] == "after")
            ]
    if strict.truth("drafts", query.get("drafts")):
        found = []
    found.sort(key=_last_time, reverse=True)
    return {"chats": [_chat(call, chat) for chat in found[:limit]]}


def _last_time(chat: Chat) -> float:
    last = chat.last()
    return last.sent if last is not None else chat.created


def _chat(call: Call, chat: Chat) -> dict[str, Any]:
    emulator = call.emulator
    zone = chat.organization.zone
    other = emulator.world.users[next(user_id for user_id in chat.people if user_id != call.user.id)]
    other_id = present.number_or_text(emulator, other.id)
    return {
        "name": other.name,
        "creation_time": iso(chat.created, zone),
        "creator_id": present.number_or_text(emulator, chat.people[0]),
        "last_modified_time": iso(_last_time(chat), zone),
        "removed": False,
        "recipients_summary": [{"user_id": other_id, "name": other.name}],
        "chat_type": "dm",
        "chat_id": chat.chat_id,
        "last_message_info": present.last_message_info(emulator, chat),
        "pinned": False,
        "participant_count": len(chat.people),
    }


@endpoint("GET", "/chats/*/members", "ZohoCliq.Chats.READ", limit=30, lock=5)
def members(call: Call) -> dict[str, Any]:
    chat = talk.find(call, call.args[0])
    talk.demand_reader(call, chat)
    wanted = call.query.get("fields", "user_id,email_id,name").split(",")
    for name in wanted:
        strict.one_of("name", "email_id", "user_id")("fields", name)
    rows = []
    for user_id in talk.people_of(call, chat):
        user = call.emulator.world.users[user_id]
        known = {
            "user_id": present.number_or_text(call.emulator, user.id),
            "email_id": user.email,
            "name": user.name,
        }
        rows.append({key: value for key, value in known.items() if key in wanted})
    return {call.list_key("members"): rows}


# What v3 has of these answers the same, and has other limits.


@endpoint("GET", "/v3/chats/*/members", "ZohoCliq.Chats.READ", limit=20, lock=10)
def members_v3(call: Call) -> dict[str, Any]:
    return members(call)


@endpoint("POST", "/chats/*/mute", "ZohoCliq.Chats.UPDATE", limit=50, lock=5)
def mute(call: Call) -> object:
    talk.find(call, call.args[0]).muted_by.add(call.user.id)
    return NOTHING


@endpoint("POST", "/chats/*/unmute", "ZohoCliq.Chats.UPDATE", limit=50, lock=5)
def unmute(call: Call) -> object:
    talk.find(call, call.args[0]).muted_by.discard(call.user.id)
    return NOTHING


@endpoint("POST", "/v3/chats/*/mute", "ZohoCliq.Chats.UPDATE", limit=20, lock=10)
def mute_v3(call: Call) -> object:
    return mute(call)


@endpoint("POST", "/v3/chats/*/unmute", "ZohoCliq.Chats.UPDATE", limit=20, lock=10)
def unmute_v3(call: Call) -> object:
    return unmute(call)


@endpoint("POST", "/chats/*/leave", "ZohoCliq.Chats.UPDATE", limit=10, lock=10)
def leave(call: Call) -> object:
    """Out of a channel, or out of a thread and not out of its channel. Chats of two have nobody who leaves."""
    chat = talk.find(call, call.args[0])
    if chat.thread is not None:
        threads.unfollow_thread(call, chat.thread)
    elif chat.channel is not None:
        channels.leave_channel(call, chat.channel)
    else:
        raise errors.failed("This is no chat that one can leave.")
    return NOTHING


@endpoint("POST", "/v3/chats/*/leave", "ZohoCliq.Chats.UPDATE", limit=20, lock=10)
def leave_v3(call: Call) -> object:
    return leave(call)
