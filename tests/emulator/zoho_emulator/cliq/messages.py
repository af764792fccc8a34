# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Posting messages: to channels, chats, people and bots, in v2 and in v3."""

from __future__ import annotations

from typing import Any

from ..world.conversations import Chat
from ..world.model import Bot, User
from . import access, cards, errors, message_ids, people, strict, talk
from .endpoints import NOTHING, Call, endpoint
from .errors import CliqError

_LONGEST_TEXT = 5000
_MOST_RECIPIENTS = 100
_WEBHOOKS = "ZohoCliq.Webhooks.CREATE"
_text = strict.text(_LONGEST_TEXT)
_id = strict.text(100)

_MESSAGE: dict[str, strict.Check] = {"text": _text, "reply_to": _id, "sync_message": strict.boolean, **cards.RICH}
_THREAD: dict[str, strict.Check] = {
    "thread_message_id": _id,
    "thread_title": strict.text(100),
    "post_in_parent": strict.boolean,
}
_TO_CHANNEL = {**_MESSAGE, **_THREAD}
_TO_CHAT = {**_MESSAGE, "mark_as_read": strict.boolean, "post_in_parent": strict.boolean}
_TO_CHAT_V3 = {**_TO_CHAT, **_THREAD}
_TO_BUDDY = {**_MESSAGE, "mark_as_read": strict.boolean}
_TO_BOT = {**_MESSAGE, "userids": strict.text(5000), "broadcast": strict.boolean}
_TO_BOT_V3 = {
    **_TO_CHAT_V3,
    "user_ids": strict.text(5000),
    "broadcast": strict.boolean,
    "notify_edit": strict.boolean,
    "message_topic": strict.text(255),
    "thread_chat_id": _id,
}


# Channels and chats


@endpoint("POST", "/channelsbyname/*/message", _WEBHOOKS, limit=50, lock=10, body=True, people_only=True)
def to_channel_by_name(call: Call) -> object:
    _check(call, _TO_CHANNEL)
    return _post(call, talk.of_channel(call, talk.channel_named(call, call.args[0])))


@endpoint("POST", "/channels/*/message", _WEBHOOKS, limit=50, lock=10, body=True, people_only=True)
def to_channel(call: Call) -> object:
    channel = access.find(call, call.args[0])
    _check(call, _TO_CHANNEL)
    return _post(call, talk.of_channel(call, channel))


@endpoint("POST", "/chats/*/message", _WEBHOOKS, limit=50, lock=10, body=True)
def to_chat(call: Call) -> object:
    chat = talk.find(call, call.args[0])
    _check(call, _TO_CHAT)
    return _post(call, chat)


@endpoint("POST", "/v3/channelsbyname/*/messages", _WEBHOOKS, limit=50, lock=10, body=True, people_only=True)
def to_channel_by_name_v3(call: Call) -> object:
    return to_channel_by_name(call)


@endpoint("POST", "/v3/channels/*/messages", _WEBHOOKS, limit=50, lock=10, body=True, people_only=True)
def to_channel_v3(call: Call) -> object:
    return to_channel(call)


@endpoint("POST", "/v3/chats/*/messages", _WEBHOOKS, limit=50, lock=10, body=True)
def to_chat_v3(call: Call) -> object:
    chat = talk.find(call, call.args[0])
    _check(call, _TO_CHAT_V3)
    return _post(call, chat)


def _check(call: Call, known: dict[str, strict.Check]) -> None:
    strict.keys(call.body, known, required=("text",))
    strict.truth("mark_as_read", call.query.get("mark_as_read"))


def _post(call: Call, chat: Chat) -> object:
    """Say it, in a thread where the body names one; the message's id is told to people only, never for a bot."""
    bot = talk.bot_named(call, chat, call.query.get("bot_unique_name"))
    talk.demand_writer(call, chat)
    body = call.body
    target = _thread(call, chat) if "thread_message_id" in body else chat
    if "thread_title" in body and target is chat:
        raise errors.missing("thread_message_id")
    said = talk.say(call, target, body, bot)
    if target.thread is not None and body.get("post_in_parent"):
        talk.say(call, target.thread.parent, {**body, "reply_to": None}, bot)
    if body.get("sync_message") and bot is None:
        return {"message_id": message_ids.shown(call.emulator, said.message_id)}
    return NOTHING


def _thread(call: Call, chat: Chat) -> Chat:
    """The thread of a message: the one it has, or a new one."""
    first = talk.message(call, chat, call.body["thread_message_id"])
    if first is None or chat.thread is not None:
        raise errors.failed("There is no such message to begin a thread with.")
    conversations = call.emulator.world.conversations
    if first.thread_chat_id is not None:
        thread = conversations.chats[first.thread_chat_id]
        talk.demand_writer(call, thread)
        return thread
    if call.body.get("reply_to"):
        raise errors.failed("There is no such message to reply to.")
    title = call.body.get("thread_title") or first.text[:100]
    return conversations.new_thread(chat, first, title, call.emulator.clock.now())


# People


@endpoint("POST", "/buddies/*/message", _WEBHOOKS, limit=50, lock=10, body=True)
def to_buddy(call: Call) -> object:
    chat = direct_chat(call, call.args[0])
    strict.keys(call.body, _TO_BUDDY, required=("text",))
    said = talk.say(call, chat, call.body)
    if call.body.get("sync_message"):
        return {"message_id": message_ids.shown(call.emulator, said.message_id)}
    return NOTHING


def direct_chat(call: Call, who: str) -> Chat:
    """The chat of the caller and somebody else of the organization, who is named by e-mail address or id."""
    other = call.emulator.world.colleague(who, call.organization)
    if other is None or other.guest:
        raise people.unknown(call)
    if other is call.user:
        raise CliqError(400, "buddies_self_message_restricted", "You cannot send a message to yourself.")
    now = call.emulator.clock.now()
    chat = call.emulator.world.conversations.direct(call.user.id, other.id, call.organization, now)
    talk.settle(call.emulator, chat)
    return chat


# Bots


@endpoint("POST", "/bots/*/message", _WEBHOOKS, limit=50, lock=10, body=True)
def to_bot(call: Call) -> object:
    bot = find_bot(call)
    strict.keys(call.body, _TO_BOT, required=("text",))
    return _by_bot(call, bot, call.body.get("userids"))


@endpoint(
    "POST", "/v3/bots/*/messages", "ZohoCliq.BotMessages.CREATE ZohoCliq.Webhooks.CREATE", limit=50, lock=10, body=True
)
def to_bot_v3(call: Call) -> object:
    """To people, to a channel (the query names it) or into a thread."""
    bot = find_bot(call)
    body = call.body
    strict.keys(body, _TO_BOT_V3)
    if not any(body.get(key) for key in ("text", "card", "slides")):
        raise errors.missing("text")
    chat = None
    if "CHANNEL_UNIQUE_NAME" in call.query:
        chat = talk.of_channel(call, talk.channel_named(call, call.query["CHANNEL_UNIQUE_NAME"]))
    if "thread_chat_id" in body:
        chat = talk.find(call, body["thread_chat_id"])
    if chat is None:
        return _by_bot(call, bot, body.get("user_ids", call.query.get("user_ids")))
    talk.bot_named(call, chat, bot.unique_name)
    talk.demand_writer(call, chat)
    target = _thread(call, chat) if "thread_message_id" in body else chat
    talk.say(call, target, body, bot)
    if target.thread is not None and body.get("post_in_parent"):
        talk.say(call, target.thread.parent, {**body, "reply_to": None}, bot)
    return NOTHING


def find_bot(call: Call) -> Bot:
    bot = call.emulator.world.bots.get(call.args[0])
    if bot is None or bot.organization is not call.organization:
        raise errors.url_invalid()
    return bot


def bot_chat(call: Call, bot: Bot, user: User) -> Chat:
    now = call.emulator.clock.now()
    return call.emulator.world.conversations.with_bot(bot.unique_name, user.id, call.organization, now)


def _by_bot(call: Call, bot: Bot, names: str | None) -> object:
    """The bot writes to each of them; to everybody when it broadcasts; else to the caller."""
    if names:
        listed = [name.strip() for name in names.split(",") if name.strip()]
        if len(listed) > _MOST_RECIPIENTS:
            raise errors.failed(f"No more than {_MOST_RECIPIENTS} users at once.")
        users = people.named(call, {"user_ids": listed}, "private")
    elif call.body.get("broadcast"):
        everybody = call.emulator.world.users.values()
        users = [user for user in everybody if user.organization is call.organization and user.status == "active"]
    else:
        users = [call.user]
    details: dict[str, Any] = {}
    for user in users:
        chat = bot_chat(call, bot, user)
        said = talk.say(call, chat, call.body, bot)
        shown = message_ids.shown(call.emulator, said.message_id, "encoded")
        details[user.id] = {"chat_id": chat.chat_id, "message_id": shown}
    if call.body.get("sync_message"):
        return {"user_ids": list(details), "message_details": details}
    return NOTHING
