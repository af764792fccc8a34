# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the control API shows of conversations and teams."""

from __future__ import annotations

from typing import Any

from ..cliq import stickies, talk
from ..emulator import Emulator
from ..world.clock import iso
from ..world.conversations import Chat, Message, Scheduled


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


def _chat(emulator: Emulator, chat: Chat) -> dict[str, Any]:
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
        "messages": [_message(emulator, chat, message) for message in chat.messages.values()],
        "deleted": len(chat.deleted),
        "scheduled": [_scheduled(emulator, chat, item) for item in chat.scheduled.values()],
    }


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
