# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the control API shows of conversations and teams."""

from __future__ import annotations

from itertools import islice
from typing import Any

from ..cliq import stickies, talk
from ..emulator import Emulator
from ..world.clock import iso
from ..world.conversations import Chat, Message, Scheduled, Sticky
from ..world.model import Channel
from ..world.permissions import RANKS


def chats(emulator: Emulator, chat_id: str | None) -> list[dict[str, Any]]:
    """One chat, or all in which something was said, pinned or scheduled, or which somebody muted."""
    conversations = emulator.world.conversations
    if chat_id is not None:
        if chat_id not in conversations.chats:
            raise ValueError(f"no chat {chat_id}")
        return [_chat(emulator, conversations.chats[chat_id])]
    for chat in list(conversations):
        talk.settle(emulator, chat)
    return [_chat(emulator, chat) for chat in conversations if chat.messages or chat.scheduled or chat.muted_by]


def conversation(emulator: Emulator, chat: Chat, latest: int) -> dict[str, Any]:
    """One chat with its latest messages, for the page; of a channel with everything that is known about it."""
    shown = _chat(emulator, chat, latest)
    organization = chat.organization
    shown["title"] = title(emulator, chat)
    shown["pins"] = [_pin(chat, pin) for pin in stickies.live(chat, emulator.clock.now())]
    shown["organization"] = f"{organization.name} ({organization.id})"
    shown["data_center"] = organization.data_center
    shown["details"] = _channel(emulator, chat.channel) if chat.channel is not None and chat.kind == "channel" else None
    return shown


def title(emulator: Emulator, chat: Chat) -> str:
    """What people would call a chat."""
    world = emulator.world
    names = [world.users[user_id].name for user_id in chat.people]
    if chat.bot is not None:
        bot = world.bots.get(chat.bot)
        names.insert(0, bot.name if bot is not None else chat.bot)
    if chat.thread is not None:
        return chat.thread.title
    return chat.channel.name if chat.channel is not None else " and ".join(names)


def _pin(chat: Chat, pin: Sticky) -> dict[str, Any]:
    message = chat.messages.get(pin.message_id)
    return {
        "message_id": pin.message_id,
        "expires": None if pin.expiry_time == -1 else iso(pin.expiry_time / 1000, chat.organization.zone),
        "sender": message.sender_name if message is not None else "",
        "text": (message.text or (message.file.name if message.file is not None else ""))
        if message is not None
        else "",
    }


def _channel(emulator: Emulator, channel: Channel) -> dict[str, Any]:
    world = emulator.world
    zone = channel.organization.zone
    people = [(world.users[user_id], role) for user_id, role in channel.members.items()]
    people.sort(key=lambda pair: (-RANKS[pair[1]], pair[0].name.casefold()))
    creator = world.users.get(channel.creator_id)
    return {
        "name": channel.name,
        "description": channel.description,
        "unique_name": channel.unique_name,
        "channel_id": channel.channel_id,
        "level": channel.level,
        "status": channel.status,
        "invite_only": channel.invite_only,
        "teams": [world.teams[team_id].name for team_id in channel.team_ids if team_id in world.teams],
        "creator": creator.email if creator is not None else channel.creator_id,
        "created": iso(channel.created, zone),
        "modified": iso(channel.modified, zone),
        "members": [{"name": user.name, "email": user.email, "role": role} for user, role in people],
        "bots": [
            {"unique_name": name, "name": world.bots[name].name if name in world.bots else name}
            for name in channel.bots
        ],
        "config": channel.config,
        "permissions": channel.permissions,
    }


def _chat(emulator: Emulator, chat: Chat, latest: int | None = None) -> dict[str, Any]:
    talk.settle(emulator, chat)
    users = emulator.world.users
    channel = chat.channel
    sticky = stickies.current(chat, emulator.clock.now())
    return {
        "chat_id": chat.chat_id,
        "kind": chat.kind,
        "channel_id": channel.channel_id if channel is not None else None,
        "channel": channel.name if channel is not None else None,
        "people": [users[user_id].email for user_id in chat.people],
        "bot": chat.bot,
        "thread": _thread(emulator, chat),
        "muted_by": sorted(users[user_id].email for user_id in chat.muted_by),
        "pinned": sticky and {"message_id": sticky.message_id, "expiry_time": sticky.expiry_time},
        "message_count": len(chat.messages),
        "messages": [_message(emulator, chat, message) for message in _last(chat, latest)],
        "deleted": len(chat.deleted),
        "scheduled": [_scheduled(emulator, chat, item) for item in chat.scheduled.values()],
    }


def _last(chat: Chat, latest: int | None) -> list[Message]:
    """The last messages, oldest first; all of them without a number."""
    if latest is None:
        return list(chat.messages.values())
    return list(islice(reversed(chat.messages.values()), latest))[::-1]


def _thread(emulator: Emulator, chat: Chat) -> dict[str, Any] | None:
    thread = chat.thread
    return thread and {
        "parent_chat_id": thread.parent.chat_id,
        "message_id": thread.message_id,
        "title": thread.title,
        "state": thread.state,
        "followers": [emulator.world.users[user_id].email for user_id in thread.followers],
    }


def _message(emulator: Emulator, chat: Chat, message: Message) -> dict[str, Any]:
    file = message.file
    conversations = emulator.world.conversations
    return {
        "message_id": message.message_id,
        "time": iso(message.sent, chat.organization.zone),
        "sender": message.sender_name,
        "author": emulator.world.users[message.author_id].email,
        "bot": message.bot,
        "type": message.kind,
        "text": message.text,
        "image": message.image,
        "card": message.card,
        "slides": message.slides,
        "buttons": message.buttons,
        "reply_to": message.reply_to,
        "thread_chat_id": message.thread_chat_id,
        "replies": len(conversations.messages_of(message.thread_chat_id)) if message.thread_chat_id else 0,
        "reactions": {
            emoji: [emulator.world.users[user_id].email for user_id in by_user]
            for emoji, by_user in message.reactions.items()
        },
        "edited": message.edited is not None,
        "file": file
        and {
            "name": file.name,
            "content_type": file.content_type,
            "size": file.size,
            "sha256": file.sha256,
            "comment": file.comment,
        },
    }


def _scheduled(emulator: Emulator, chat: Chat, item: Scheduled) -> dict[str, Any]:
    return {
        "id": item.scheduled_id,
        "author": emulator.world.users[item.creator_id].email,
        "text": item.text,
        "due": None if item.due is None else iso(item.due, chat.organization.zone),
        "status": item.status,
        "timezone": item.zone,
    }


def teams(emulator: Emulator) -> list[dict[str, Any]]:
    users = emulator.world.users
    return [
        {
            "team_id": team.id,
            "name": team.name,
            "description": team.description,
            "organization": team.organization.id,
            "members": {users[user_id].email: moderator for user_id, moderator in team.members.items()},
        }
        for team in emulator.world.teams.values()
    ]
