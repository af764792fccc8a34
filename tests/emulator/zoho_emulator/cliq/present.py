# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a channel looks in Cliq's answers."""

from __future__ import annotations

from typing import Any

from ..emulator import Emulator
from ..world.clock import iso
from ..world.conversations import Chat, Message
from ..world.model import Channel, User
from . import message_ids


def number_or_text(emulator: Emulator, value: str) -> str | int:
    """Ids are strings; the quirk makes those that are all digits numbers."""
    return int(value) if emulator.quirks["id-type"] == "integer" and value.isdigit() else value


def channel(emulator: Emulator, item: Channel, viewer: User) -> dict[str, Any]:
    """The documented ChannelResponse, its keys and types: no team_ids, and config only by a quirk."""
    world = emulator.world
    quirks = emulator.quirks
    zone = item.organization.zone
    home = emulator.urls.get(item.organization.data_center, "")
    role = item.members.get(viewer.id)
    creator = world.users[item.creator_id]
    chat_id: str | None = item.chat_id
    if item.status == "pending" and quirks["pending-chat-id"] == "null":
        chat_id = None
    answer = {
        "name": f"#{item.name}",
        "chat_id": chat_id,
        "description": item.description,
        "image_url": f"{home}/channel/{item.channel_id}_{item.organization.id}_{int(item.created * 1000)}/photo.do",
        "level": item.level,
        "invite_only": item.invite_only,
        "status": item.status,
        "channel_id": item.channel_id,
        "organization_id": number_or_text(emulator, item.organization.id),
        "creator_id": number_or_text(emulator, item.creator_id),
        "creator_name": creator.name,
        "creation_time": iso(item.created, zone),
        "last_modified_time": iso(item.modified, zone),
        "current_user_role": role or "",
        "participant_count": len(item.members),
        "admin_permission": item.permissions["admin"],
        "moderator_permission": item.permissions["moderator"],
        "member_permission": item.permissions["member"],
        "unique_name": item.unique_name,
        "teams": {team_id: world.teams[team_id].name for team_id in item.team_ids if team_id in world.teams},
        "joined": role is not None,
        "pinned": False,
        "total_message_count": str(len(world.conversations.messages_of(item.chat_id))),
        "unread_message_count": 0,
        "unread_time": iso(item.modified, zone),
    }
    if quirks["config-readback"] == "on":
        answer["config"] = item.config
    return answer


def list_item(emulator: Emulator, item: Channel, viewer: User) -> dict[str, Any]:
    """
    A channel of a list: no image_url, but last_message_info.

    The documents have muted_interval as well, a point in time; what it is for a channel that is not muted, or without an end, is
    in none of them, so it is left out.
    """
    answer = channel(emulator, item, viewer)
    del answer["image_url"]
    if item.level == "private":
        answer["level"] = emulator.quirks["list-private-level"]
    chat = emulator.world.conversations.chats.get(item.chat_id)
    answer["last_message_info"] = last_message_info(emulator, chat)
    return answer


def last_message_info(emulator: Emulator, chat: Chat | None) -> dict[str, Any]:
    """The last message of a chat, as lists have it."""
    last = chat.last() if chat is not None else None
    if chat is None or last is None:
        return {}
    return {
        "sender_id": number_or_text(emulator, last.sender_id),
        "message_type": last.kind,
        "time": iso(last.sent, chat.organization.zone),
        "text": last.text,
        "sender_name": last.sender_name,
    }


def message_v3(emulator: Emulator, chat: Chat, message: Message) -> dict[str, Any]:
    """A message as v3 shows it where it is pinned, or where a thread hangs on it."""
    content: dict[str, Any] = {"text": message.text}
    if message.file is not None:
        size = f"{message.file.size / 1024:.2f} KB"
        content = {"comment": message.file.comment, "file_name": message.file.name, "file_size": size}
    return {
        "content": content,
        "id": message_ids.shown(emulator, message.message_id),
        "is_pinned": any(pin.message_id == message.message_id for pin in chat.pins),
        "sender": {"id": number_or_text(emulator, message.sender_id), "name": message.sender_name},
        "time": iso(message.sent, chat.organization.zone),
        "type": message.kind,
    }
