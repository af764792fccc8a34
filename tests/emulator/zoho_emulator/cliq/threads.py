# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Threads: lists, state, followers, and the message with which one began."""

from __future__ import annotations

import base64
from typing import Any

from ..world.conversations import Chat, Thread
from . import access, errors, history, message_ids, pages, present, strict, talk
from .endpoints import NOTHING, Call, endpoint

_LARGEST_PAGE = 100
_WHO = {"user_ids": strict.ids}
_SIGN = "15|"


def find(call: Call) -> tuple[Chat, Thread]:
    """The thread of this chat_id, of a channel that the caller is a member of."""
    chat = talk.find(call, call.args[0])
    if chat.thread is None:
        raise errors.url_invalid()
    talk.demand_reader(call, chat)
    return chat, chat.thread


@endpoint("GET", "/channels/*/threads", "ZohoCliq.Chats.READ", limit=20, lock=5, body=True)
def list_threads(call: Call) -> dict[str, Any]:
    """The documents put next_token and limit into the body of a GET; the query is understood as well."""
    channel = access.find(call, call.args[0])
    parent = talk.of_channel(call, channel)
    talk.demand_reader(call, parent)
    strict.keys(call.body, {"next_token": strict.text(200), "limit": strict.text(5)})
    state = call.query.get("state", "all")
    strict.one_of("followed", "not_followed", "all")("state", state)
    kind = call.query.get("type")
    if kind is not None:
        strict.one_of("open", "closed")("type", kind)
    found = []
    for chat in call.emulator.world.conversations.threads_of(parent):
        talk.settle(call.emulator, chat)
        thread = chat.thread
        if thread is None or kind not in (None, thread.state):
            continue
        if state == "all" or (call.user.id in thread.followers) is (state == "followed"):
            found.append(_row(call, chat, thread))
    found.reverse()
    limit = call.body.get("limit", call.query.get("limit"))
    size = strict.whole_number("limit", limit, _LARGEST_PAGE, _LARGEST_PAGE)
    start = _start(call.body.get("next_token", call.query.get("next_token")))
    answer: dict[str, Any] = {"url": "/api/v2/threads", "type": "chat_thread", "data": found[start : start + size]}
    if start + size < len(found):
        answer["next_token"] = base64.b64encode(f"{_SIGN}{start + size}".encode()).decode()
    answer["sync_token"] = pages.sync_token(call, size)
    return answer


def _start(token: str | None) -> int:
    if token is None:
        return 0
    try:
        text = base64.b64decode(token, validate=True).decode()
    except ValueError:
        raise errors.technical() from None
    if not text.startswith(_SIGN) or not strict.is_number(text[len(_SIGN) :]):
        raise errors.technical()
    return int(text[len(_SIGN) :])


def _row(call: Call, chat: Chat, thread: Thread) -> dict[str, Any]:
    emulator = call.emulator
    first = thread.parent.messages.get(thread.message_id)
    return {
        "parent_chat_id": thread.parent.chat_id,
        "is_follower": call.user.id in thread.followers,
        "follower_count": len(thread.followers),
        "chat_id": chat.chat_id,
        "last_message_information": present.last_message_info(emulator, chat),
        "title": thread.title,
        "thread_message_id": message_ids.shown(emulator, thread.message_id, "encoded"),
        "parent_message_sender": present.number_or_text(emulator, first.sender_id) if first is not None else "",
        "thread_state": thread.state,
    }


@endpoint("PUT", "/threads/*", "ZohoCliq.Chats.UPDATE", limit=20, lock=5, body=True)
def set_state(call: Call) -> object:
    chat, thread = find(call)
    strict.keys(call.body, {"action": strict.one_of("close", "reopen")}, required=("action",))
    change_state(call, chat, thread)
    return NOTHING


def change_state(call: Call, chat: Chat, thread: Thread) -> None:
    """Close a thread, or open it again, perhaps in the name of a bot."""
    talk.bot_named(call, chat, call.query.get("bot_unique_name"))
    talk.demand(call, chat, "close_thread")
    thread.state = "closed" if call.body["action"] == "close" else "open"


# Followers


@endpoint("GET", "/threads/*/followers", "ZohoCliq.Chats.READ", limit=20, lock=5)
def followers(call: Call) -> dict[str, Any]:
    _chat, thread = find(call)
    return _people(call, thread.followers)


@endpoint("GET", "/threads/*/nonfollowers", "ZohoCliq.Chats.READ", limit=20, lock=5)
def others(call: Call) -> dict[str, Any]:
    chat, thread = find(call)
    return _people(call, [user_id for user_id in talk.people_of(call, chat) if user_id not in thread.followers])


def _people(call: Call, user_ids: list[str]) -> dict[str, Any]:
    users = [call.emulator.world.users[user_id] for user_id in user_ids]
    return {
        "data": [
            {"user_id": present.number_or_text(call.emulator, user.id), "email_id": user.email, "name": user.first_name}
            for user in users
        ]
    }


@endpoint("POST", "/threads/*/followers", "ZohoCliq.Chats.UPDATE", limit=20, lock=5, body=True)
def add_followers(call: Call) -> object:
    chat, thread = find(call)
    for user_id in _named(call, chat):
        if user_id not in thread.followers:
            thread.followers.append(user_id)
    return NOTHING


@endpoint("DELETE", "/threads/*/followers", "ZohoCliq.Chats.DELETE", limit=20, lock=5, body=True)
def remove_followers(call: Call) -> object:
    chat, thread = find(call)
    gone = _named(call, chat)
    thread.followers = [user_id for user_id in thread.followers if user_id not in gone]
    return NOTHING


def _named(call: Call, chat: Chat) -> list[str]:
    strict.keys(call.body, _WHO, required=("user_ids",))
    members = talk.people_of(call, chat)
    if any(user_id not in members for user_id in call.body["user_ids"]):
        raise errors.failed("Somebody is not a member of this channel.")
    return call.body["user_ids"]


@endpoint("POST", "/threads/*/follow", "ZohoCliq.Chats.UPDATE", limit=20, lock=5)
def follow(call: Call) -> object:
    _chat, thread = find(call)
    follow_thread(call, thread)
    return NOTHING


@endpoint("POST", "/threads/*/unfollow", "ZohoCliq.Chats.UPDATE", limit=20, lock=5)
def unfollow(call: Call) -> object:
    _chat, thread = find(call)
    unfollow_thread(call, thread)
    return NOTHING


def follow_thread(call: Call, thread: Thread) -> None:
    """Whoever follows already goes on to do so."""
    if call.user.id not in thread.followers:
        thread.followers.append(call.user.id)


def unfollow_thread(call: Call, thread: Thread) -> None:
    """Whoever does not follow needs nothing more."""
    if call.user.id in thread.followers:
        thread.followers.remove(call.user.id)


@endpoint("GET", "/threads/*/messages/main", "ZohoCliq.Messages.READ", limit=30, lock=5)
def main_message(call: Call) -> dict[str, Any]:
    chat, thread = find(call)
    first = thread.parent.messages.get(thread.message_id)
    if first is None:
        raise errors.url_invalid()
    parent = thread.parent
    return {
        "is_read": True,
        "thread_state_info": {"thread_state": thread.state},
        "parent_resource_id": resource_of(parent),
        **history.row(call, first),
        "thread_information": history.thread_information(call, chat),
        "revision": len(first.earlier) + 1,
    }


def resource_of(parent: Chat) -> str:
    """What the chat above a thread is called."""
    return parent.channel.name if parent.channel is not None else ""
