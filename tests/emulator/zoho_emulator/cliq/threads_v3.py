# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Threads in v3: one thread, its state, and its first message. The lists of people are those of v2."""

from __future__ import annotations

import re
from typing import Any

from ..world.conversations import Chat, Thread
from . import errors, history, message_ids, pages, present, strict, talk, threads
from .endpoints import NOTHING, Call, endpoint
from .errors import CliqError

_THREAD_ID = re.compile(r"(?:CT_[0-9]+_[0-9A-Za-z]+(?:-[A-Z][0-9]+)?|[0-9]+)-T-[0-9]+")
_ACTION = {"action": strict.one_of("close", "reopen", "follow", "unfollow")}


def _find(call: Call) -> tuple[Chat, Thread]:
    """The documents of v3 have an error of their own for what does not look like the id of a thread."""
    if not _THREAD_ID.fullmatch(call.args[0]):
        raise CliqError(400, "thread_chatid_invalid", "The thread chat ID given is not according to the format.")
    return threads.find(call)


@endpoint("GET", "/v3/threads/*", "ZohoCliq.Chats.READ", limit=20, lock=5)
def details(call: Call) -> dict[str, Any]:
    chat, thread = _find(call)
    data = {
        "chat_id": chat.chat_id,
        "parent_chat_id": thread.parent.chat_id,
        "title": thread.title,
        "follower_count": len(thread.followers),
        "is_follower": call.user.id in thread.followers,
        "parent_participant": call.user.id in talk.people_of(call, thread.parent),
        "thread_message_id": message_ids.shown(call.emulator, thread.message_id, "encoded"),
        "thread_state": thread.state,
    }
    return pages.envelope(call, "chat_thread", data)


@endpoint("PUT", "/v3/threads/*", "ZohoCliq.Chats.UPDATE", limit=20, lock=10, body=True)
def set_state(call: Call) -> object:
    chat, thread = _find(call)
    strict.keys(call.body, _ACTION, required=("action",))
    if call.body["action"] == "follow":
        threads.follow_thread(call, thread)
    elif call.body["action"] == "unfollow":
        threads.unfollow_thread(call, thread)
    else:
        threads.change_state(call, chat, thread)
    return NOTHING


@endpoint("GET", "/v3/threads/*/messages/main", "ZohoCliq.Messages.READ", limit=20, lock=10)
def main_message(call: Call) -> dict[str, Any]:
    chat, thread = _find(call)
    parent = thread.parent
    first = parent.messages.get(thread.message_id)
    if first is None:
        raise errors.url_invalid()
    information = history.thread_information(call, chat)
    del information["is_follower"]  # in v2 only
    return {
        **present.message_v3(call.emulator, parent, first),
        "parent_resource_id": threads.resource_of(parent),
        "thread_information": information,
        "thread_state_information": {"thread_state": thread.state},
    }


@endpoint("GET", "/v3/threads/*/followers", "ZohoCliq.Chats.READ", limit=20, lock=10)
def followers(call: Call) -> dict[str, Any]:
    return threads.followers(call)


@endpoint("POST", "/v3/threads/*/followers", "ZohoCliq.Chats.UPDATE", limit=20, lock=10, body=True)
def add_followers(call: Call) -> object:
    return threads.add_followers(call)


@endpoint("DELETE", "/v3/threads/*/followers", "ZohoCliq.Chats.DELETE", limit=20, lock=10, body=True)
def remove_followers(call: Call) -> object:
    return threads.remove_followers(call)


@endpoint("GET", "/v3/threads/*/nonfollowers", "ZohoCliq.Chats.READ", limit=20, lock=10)
def others(call: Call) -> dict[str, Any]:
    return threads.others(call)


@endpoint("POST", "/v3/threads/*/follow", "ZohoCliq.Chats.UPDATE", limit=20, lock=10)
def follow(call: Call) -> object:
    return threads.follow(call)


@endpoint("POST", "/v3/threads/*/unfollow", "ZohoCliq.Chats.UPDATE", limit=20, lock=10)
def unfollow(call: Call) -> object:
    return threads.unfollow(call)
