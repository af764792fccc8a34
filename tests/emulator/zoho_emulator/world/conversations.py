# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversations: the chats of channels, of two people, of a bot and somebody, and of threads, with what is said in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from .attachments import Attachments
from .model import Channel, Organization


@dataclass
class SharedFile:
    """A file in a message; its content is with the attachments."""

    file_id: str
    name: str
    content_type: str
    size: int
    sha256: str
    comment: str = ""


@dataclass(eq=False)
class Message:
    message_id: str  # with an underscore; message_ids.py knows the other forms
    author_id: str  # the user whose token posted it
    sender_id: str  # the user or the bot it is shown as coming from
    sender_name: str
    sent: float
    text: str
    bot: str | None = None  # unique name
    image: str | None = None  # address of the picture of the sender, when the message brings one
    card: dict[str, Any] | None = None
    slides: list[dict[str, Any]] | None = None
    buttons: list[dict[str, Any]] | None = None
    reply_to: str | None = None
    file: SharedFile | None = None
    thread_chat_id: str | None = None  # the thread that hangs on this message
    edited: float | None = None
    deleted: float | None = None
    reactions: dict[str, dict[str, int]] = field(default_factory=dict)  # emoji -> user id -> milliseconds
    earlier: list[tuple[float, str]] = field(default_factory=list)  # (shown until, text)
    born: float = 0.0  # on the steady clock, for lists that lag; what a seed brings was always there

    @property
    def kind(self) -> str:
        return "file" if self.file else "text"

    @property
    def milliseconds(self) -> int:
        return int(self.sent * 1000)


@dataclass
class Sticky:
    """A pinned message of a chat."""

    message_id: str
    creator_id: str
    created: float
    expiry_time: int  # milliseconds, -1: never

    def live(self, now: float) -> bool:
        return self.expiry_time == -1 or self.expiry_time > now * 1000


@dataclass
class Scheduled:
    """A message that waits for its time, or for a status of its author."""

    scheduled_id: str
    creator_id: str
    text: str
    created: float
    zone: str
    due: float | None
    status: str | None


@dataclass
class Thread:
    """What makes a chat a thread."""

    parent: Chat
    message_id: str  # of the message in the parent chat
    title: str
    state: str = "open"
    followers: list[str] = field(default_factory=list)  # user ids


@dataclass(eq=False)
class Chat:
    chat_id: str
    kind: str  # "channel", "dm", "bot" or "thread"
    organization: Organization
    created: float
    channel: Channel | None = None  # of a channel's chat, and of a thread in one
    people: list[str] = field(default_factory=list)  # user ids, of a dm and of a chat with a bot
    bot: str | None = None  # unique name, of a chat with a bot
    thread: Thread | None = None
    messages: dict[str, Message] = field(default_factory=dict)
    deleted: list[Message] = field(default_factory=list)
    pins: list[Sticky] = field(default_factory=list)  # the primary one first, which is the one that v2 knows
    pins_changed: float = 0.0
    scheduled: dict[str, Scheduled] = field(default_factory=dict)
    muted_by: set[str] = field(default_factory=set)

    def last(self) -> Message | None:
        return next(reversed(self.messages.values()), None)


_FIRST_DIRECT = 2230748224630350000
_FIRST_BOT_CHAT = 1203304811888980000
_FIRST_THREAD = 1256254377053950000
_FIRST_TAIL = 229293271789


class Conversations:
    """All chats of the world. The numbers in their ids have the forms of Zoho's documentation."""

    def __init__(self) -> None:
        self.chats: dict[str, Chat] = {}
        self.attachments = Attachments()
        self._direct: dict[tuple[str, ...], Chat] = {}  # by who talks
        self._threads: dict[str, list[Chat]] = {}  # by the parent's chat id
        self._sequence = 0

    def __iter__(self) -> Iterator[Chat]:
        return iter(self.chats.values())

    def messages_of(self, chat_id: str) -> dict[str, Message]:
        chat = self.chats.get(chat_id)
        return chat.messages if chat is not None else {}

    @property
    def numbers_given(self) -> int:
        """How many numbers have gone into ids."""
        return self._sequence

    def resume(self, numbers_given: int) -> None:
        """Go on behind the numbers that are given already."""
        self._sequence = max(self._sequence, numbers_given)

    def next_number(self) -> int:
        self._sequence += 1
        return self._sequence

    def add(self, chat: Chat) -> Chat:
        self.chats[chat.chat_id] = chat
        return chat

    def direct(
        self, user_id: str, other_id: str, organization: Organization, now: float, chat_id: str | None = None
    ) -> Chat:
        """The chat of two people, made when they have none; old ones are nothing but 19 digits."""
        key = tuple(sorted((user_id, other_id)))
        chat = self._direct.get(key)
        if chat is None:
            chat_id = chat_id or str(_FIRST_DIRECT + self.next_number() * 194)
            chat = self.add(Chat(chat_id, "dm", organization, now, people=[user_id, other_id]))
            self._direct[key] = chat
        return chat

    def with_bot(
        self, bot: str, user_id: str, organization: Organization, now: float, chat_id: str | None = None
    ) -> Chat:
        """The chat of a bot and somebody, made when they have none."""
        key = ("bot", bot, user_id)
        chat = self._direct.get(key)
        if chat is None:
            chat_id = chat_id or f"CT_{_FIRST_BOT_CHAT + self.next_number() * 596}_{organization.id}-B2"
            chat = self.add(Chat(chat_id, "bot", organization, now, people=[user_id], bot=bot))
            self._direct[key] = chat
        return chat

    def direct_of(self, user_id: str) -> list[Chat]:
        return [chat for chat in self._direct.values() if chat.kind == "dm" and user_id in chat.people]

    def chats_of_bot(self, bot: str) -> list[Chat]:
        """The chats of a bot; whoever has one has subscribed to it."""
        return [chat for chat in self._direct.values() if chat.bot == bot]

    def threads_of(self, chat: Chat) -> list[Chat]:
        return self._threads.get(chat.chat_id, [])

    def new_thread(self, parent: Chat, message: Message, title: str, now: float, chat_id: str | None = None) -> Chat:
        chat_id = chat_id or f"{parent.chat_id}-T-{_FIRST_THREAD + self.next_number() * 763}"
        thread = Thread(parent, message.message_id, title)
        chat = self.add(Chat(chat_id, "thread", parent.organization, now, channel=parent.channel, thread=thread))
        self._threads.setdefault(parent.chat_id, []).append(chat)
        message.thread_chat_id = chat_id
        return chat

    def new_message_id(self, now: float) -> str:
        """Milliseconds and a number, as in the documentation; no two are alike."""
        return f"{int(now * 1000)}_{_FIRST_TAIL + self.next_number() * 17}"

    def remove(self, chat: Chat) -> None:
        """Take away a channel's chat and its threads."""
        for thread in self._threads.pop(chat.chat_id, []):
            self.chats.pop(thread.chat_id, None)
        self.chats.pop(chat.chat_id, None)
