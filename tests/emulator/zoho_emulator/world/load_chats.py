# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Loading what is said: the chats of channels, of two people, of bots, and the threads in them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import secrets
import uuid
from typing import Any

from . import format
from .attachments import Attachment
from .conversations import Chat, Message, Scheduled, SharedFile, Sticky
from .kinds import Context, Elsewhere, SeedError, demand, demand_new, entries, shown, text
from .model import Channel


def of_channel(channel: Channel, item: dict[str, Any], at: str, context: Context) -> None:
    """Fill the chat of a channel with what stands among the keys of the channel."""
    chat = context.world.chat(channel)
    _settings(chat, format.CHANNEL_CHAT, item, at, context)
    _fill(chat, item, at, context, channel.creator_id)


def direct(item: Any, at: str, context: Context) -> None:
    """A chat of two people, or of a bot and somebody."""
    world = context.world
    values = format.CHAT.read(item, at, context)
    if len(item.get("people") or ()) != len(values.get("people", ())):
        raise Elsewhere
    people = values.get("people", [])
    bot = values.get("bot")
    wanted = 2 if bot is None else 1
    if len(people) != wanted:
        who = "the other one than the bot" if bot else "two, or one and a bot"
        raise SeedError(f"{at}.people: {wanted} needed ({who}), not {len(people)}")
    if len(set(people)) != len(people):
        raise SeedError(f"{at}.people: nobody talks to himself")
    chat_id = values.get("chat_id")
    demand_new(chat_id, world.conversations.chats, f"{at}.chat_id")
    created = values.get("created", world.clock.now())
    organization = world.users[people[0]].organization
    before = len(world.conversations.chats)
    if bot is None:
        chat = world.conversations.direct(people[0], people[1], organization, created, chat_id)
    else:
        chat = world.conversations.with_bot(bot, people[0], organization, created, chat_id)
    if len(world.conversations.chats) == before:
        raise SeedError(f"{at}.people: they have a chat already; put everything into one")
    _settings(chat, format.CHAT, item, at, context)
    _fill(chat, item, at, context, people[0])


def _settings(chat: Chat, shape: Any, item: dict[str, Any], at: str, context: Context) -> None:
    names = {"muted_by", "pins_changed"}
    values = shape.read({name: value for name, value in item.items() if name in names}, at, context)
    chat.muted_by = values.get("muted_by", set())
    chat.pins_changed = values.get("pins_changed", 0.0)


def _fill(chat: Chat, item: dict[str, Any], at: str, context: Context, speaker: str) -> None:
    """`speaker` says and does everything for which nobody is named."""
    for place, said in entries(item.get("messages"), f"{at}.messages"):
        _unless_elsewhere(_message, chat, said, place, context, speaker, chat.messages)
    gone: dict[str, Message] = {}
    for place, said in entries(item.get("deleted_messages"), f"{at}.deleted_messages"):
        _unless_elsewhere(_message, chat, said, place, context, speaker, gone)
    chat.deleted.extend(gone.values())
    for place, pin in entries(item.get("pins"), f"{at}.pins"):
        _unless_elsewhere(_pin, chat, pin, place, context, speaker)
    for place, waiting in entries(item.get("scheduled"), f"{at}.scheduled"):
        _unless_elsewhere(_scheduled, chat, waiting, place, context, speaker)
    for place, thread in entries(item.get("threads"), f"{at}.threads"):
        _unless_elsewhere(_thread, chat, thread, place, context, speaker)


def _unless_elsewhere(add: Any, chat: Chat, item: Any, at: str, context: Context, *more: Any) -> None:
    try:
        add(chat, item, at, context, *more)
    except Elsewhere:
        return


def _message(chat: Chat, item: Any, at: str, context: Context, speaker: str, messages: dict[str, Message]) -> None:
    world = context.world
    values = format.MESSAGE.read(item, at, context)
    opened = format.MESSAGE.opened(item, at)
    file = _file(opened["file"], f"{at}.file", context) if opened.get("file") is not None else None
    values.setdefault("author_id", speaker)
    values.setdefault("text", file[0].comment if file is not None else "")
    values.setdefault("sent", world.clock.now())
    sender = world.bots[values["bot"]] if "bot" in values else world.users[values["author_id"]]
    values.setdefault("sender_name", sender.name)
    values.setdefault("message_id", "")
    values["message_id"] = values["message_id"] or world.conversations.new_message_id(values["sent"])
    demand_new(values["message_id"], chat.messages, f"{at}.message_id")
    demand_new(values["message_id"], messages, f"{at}.message_id")
    message = Message(**values, sender_id=sender.id, file=file[0] if file is not None else None)
    messages[message.message_id] = message
    if file is not None and file[1] is not None:
        world.conversations.attachments.keep(file[0].file_id, Attachment(chat, message, file[1]))


def _file(item: Any, at: str, context: Context) -> tuple[SharedFile, bytes | None]:
    """A file and what is in it: `content` as text, or `base64`. Without both, only its looks are known."""
    values = format.FILE.read(item, at, context)
    demand(values, at, "name")
    opened = format.FILE.opened(item, at)
    content = None
    if opened.get("content") is not None:
        content = text.read(opened["content"], f"{at}.content", context).encode()
    elif opened.get("base64") is not None:
        try:
            content = base64.b64decode(text.read(opened["base64"], f"{at}.base64", context), validate=True)
        except (binascii.Error, ValueError) as problem:
            raise SeedError(f"{at}.base64: this is no Base64 ({problem})") from None
    values.setdefault("file_id", secrets.token_hex(60))
    values.setdefault("content_type", "application/octet-stream")
    values.setdefault("size", len(content or b""))
    values.setdefault("sha256", hashlib.sha256(content or b"").hexdigest())
    return SharedFile(**values), content


def _said(chat: Chat, message_id: str, at: str) -> Message:
    """A message of this chat, there or deleted."""
    found = chat.messages.get(message_id)
    if found is None:
        found = next((message for message in chat.deleted if message.message_id == message_id), None)
    if found is None:
        raise SeedError(f"{at}: unknown message {shown(message_id)}; a message_id of this chat is needed")
    return found


def _pin(chat: Chat, item: Any, at: str, context: Context, speaker: str) -> None:
    values = format.PIN.read(item, at, context)
    demand(values, at, "message_id")
    if values["message_id"] not in chat.messages:
        raise SeedError(f"{at}.message_id: unknown message {shown(values['message_id'])} in this chat")
    usual = {"creator_id": speaker, "created": context.world.clock.now(), "expiry_time": -1}
    chat.pins.append(Sticky(**{**usual, **values}))


def _scheduled(chat: Chat, item: Any, at: str, context: Context, speaker: str) -> None:
    values = format.SCHEDULED.read(item, at, context)
    demand(values, at, "text")
    if ("due" in values) is ("status" in values):
        raise SeedError(f"{at}: either due (a time) or status (like check_in) is needed")
    usual = {
        "scheduled_id": str(uuid.uuid4()),
        "creator_id": speaker,
        "created": context.world.clock.now(),
        "zone": chat.organization.zone_name,
        "due": None,
        "status": None,
    }
    waiting = Scheduled(**{**usual, **values})
    demand_new(waiting.scheduled_id, chat.scheduled, f"{at}.id")
    chat.scheduled[waiting.scheduled_id] = waiting


def _thread(parent: Chat, item: Any, at: str, context: Context, speaker: str) -> None:
    conversations = context.world.conversations
    values = format.THREAD.read(item, at, context)
    demand(values, at, "message_id")
    first = _said(parent, values["message_id"], f"{at}.message_id")
    if first.thread_chat_id is not None:
        raise SeedError(f"{at}.message_id: a thread hangs on this message already")
    if parent.thread is not None:
        raise SeedError(f"{at}: there are no threads in threads")
    mine = {key.name for key in format.THREAD_CHAT.keys}
    settings = format.THREAD_CHAT.read({name: item[name] for name in item if name in mine}, at, context)
    chat_id = settings.get("chat_id")
    demand_new(chat_id, conversations.chats, f"{at}.chat_id")
    created = settings.get("created", context.world.clock.now())
    chat = conversations.new_thread(parent, first, values.get("title", first.text[:100]), created, chat_id)
    chat.muted_by = settings.get("muted_by", set())
    chat.pins_changed = settings.get("pins_changed", 0.0)
    _fill(chat, item, at, context, speaker)
    if chat.thread is not None:
        authors = dict.fromkeys(message.author_id for message in chat.messages.values())
        chat.thread.followers = values.get("followers", list(authors))
        chat.thread.state = values.get("state", "open")
