# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may read and write where, and the one way in which something is said."""

from __future__ import annotations

from typing import Any

from ..emulator import Emulator
from ..faults.points import passing
from ..world.conversations import Chat, Message, Scheduled
from ..world.model import Bot, Channel, User
from . import access, errors, message_ids
from .endpoints import Call
from .errors import CliqError


def find(call: Call, chat_id: str) -> Chat:
    """The chat with this chat_id, if the caller can see it; a channel_id is no chat_id."""
    chat = call.emulator.world.conversations.chats.get(chat_id)
    if chat is None or not _visible(chat, call.user):
        raise access.unknown(call)
    settle(call.emulator, chat)
    return chat


def _visible(chat: Chat, user: User) -> bool:
    if chat.channel is not None:
        return access.visible(chat.channel, user)
    home = chat.thread.parent if chat.thread is not None else chat
    return user.id in home.people


def of_channel(call: Call, channel: Channel) -> Chat:
    chat = call.emulator.world.chat(channel)
    settle(call.emulator, chat)
    return chat


def channel_named(call: Call, unique_name: str) -> Channel:
    """A channel by its unique name; a display name is none. This is how posting answers an unknown one."""
    found = call.emulator.world.channels_by_name.get((call.organization.id, unique_name))
    if found is None or not access.visible(found, call.user):
        raise no_channel()
    return found


def no_channel() -> CliqError:
    return CliqError(400, "channel_not_exists", "The channel does not exist.")


def people_of(call: Call, chat: Chat) -> list[str]:
    """The ids of those who take part."""
    if chat.channel is not None:
        return list(chat.channel.members)
    return chat.thread.parent.people if chat.thread is not None else chat.people


def demand_reader(call: Call, chat: Chat) -> None:
    """What is said in a channel is for its members."""
    if chat.channel is not None and call.user.id not in chat.channel.members:
        raise access.refuse(call)


def demand_writer(call: Call, chat: Chat) -> None:
    if chat.channel is not None:
        access.demand(call, chat.channel, "send_message")
        if chat.channel.status != "created":
            raise access.refuse(call)
    if chat.thread is not None and chat.thread.state == "closed":
        raise errors.failed("The thread is closed.")


def demand(call: Call, chat: Chat, permission: str) -> None:
    """A permission of the channel; in other chats everybody has all of them."""
    if chat.channel is not None:
        access.demand(call, chat.channel, permission)


def bot_named(call: Call, chat: Chat, unique_name: str | None) -> Bot | None:
    """The bot to speak as, which must be in the channel already."""
    if unique_name is None:
        return None
    if call.emulator.quirks["bot-post-scope"] == "channels-too":
        call.demand_scope("zohocliq.channels.update")
    bot = call.emulator.world.bots.get(unique_name)
    if bot is None or chat.channel is None or unique_name not in chat.channel.bots:
        raise no_channel()
    return bot


def message(call: Call, chat: Chat, message_id: str) -> Message | None:
    return chat.messages.get(message_ids.plain(message_id))


def say(call: Call, chat: Chat, body: dict[str, Any], bot: Bot | None = None) -> Message:
    """Keep a message. Everything has been checked before, except what it replies to."""
    reply_to = body.get("reply_to")
    if reply_to:
        demand(call, chat, "post_reply")
        if message(call, chat, reply_to) is None:
            raise errors.failed("There is no such message to reply to.")
    look = body.get("bot") or {}
    shown = look.get("name") or (bot.name if bot else call.user.name)
    said = Message(
        message_id="",
        author_id=call.user.id,
        sender_id=bot.id if bot else call.user.id,
        sender_name=shown,
        sent=call.emulator.clock.now(),
        text=body.get("text", ""),
        bot=bot.unique_name if bot else None,
        image=look.get("image"),
        card=body.get("card"),
        slides=body.get("slides"),
        buttons=body.get("buttons"),
        reply_to=message_ids.plain(reply_to) if reply_to else None,
    )
    return keep(call.emulator, chat, said)


def keep(emulator: Emulator, chat: Chat, said: Message) -> Message:
    said.message_id = emulator.world.conversations.new_message_id(said.sent)
    said.born = said.sent - emulator.clock.wrong
    with passing("message-posted", name_of(chat)):
        chat.messages[said.message_id] = said
        if chat.channel is not None and chat.thread is None:
            chat.channel.modified = said.sent
        if chat.thread is not None and said.author_id not in chat.thread.followers:
            chat.thread.followers.append(said.author_id)
    return said


def name_of(chat: Chat) -> str:
    """How the named points call it: as its channel, else by its id."""
    return chat.channel.name if chat.channel is not None else chat.chat_id


def settle(emulator: Emulator, chat: Chat) -> None:
    """Say what was scheduled for a time that has come."""
    if not chat.scheduled:
        return
    now = emulator.clock.now()
    come = [item for item in chat.scheduled.values() if item.due is not None and item.due <= now]
    for item in sorted(come, key=lambda waiting: waiting.due or 0.0):
        deliver(emulator, chat, item, item.due or now)


def deliver(emulator: Emulator, chat: Chat, item: Scheduled, moment: float) -> None:
    del chat.scheduled[item.scheduled_id]
    author = emulator.world.users[item.creator_id]
    keep(emulator, chat, Message("", author.id, author.id, author.name, moment, item.text))
