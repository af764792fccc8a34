# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
Messages of Cliq: the calls of the pages "Messages", "Threads" and "Files" of Zoho's Cliq REST API v2, and the shape of a message.
"""

from __future__ import annotations

import dataclasses
import json
import re
import typing as t
from urllib.parse import unquote

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import errors
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.client import CliqClient, items, unwrap
from ansible_collections.zoho.cliq.plugins.module_utils._errors import ApiError, InvalidInput

Message = dict[str, t.Any]

READ_SCOPE = "ZohoCliq.Messages.READ"
TEXT_LIMIT = 5000
FILES_LIMIT = 10
FILE_BYTES_LIMIT = 50 * 1024 * 1024
HISTORY_LIMIT = 100
# What Zoho's documents of v3 call a message or a chat that is not there; those of v2 name no code for it.
_GONE = ("message_not_found", "scheduled_msg_not_found", "chat_not_found")
_MESSAGE_ID = re.compile(r"[0-9]+_[0-9]+|[0-9]+")
_CHANNEL_ID = re.compile(r"[OTPE][0-9]{6,}")
_CHAT_ID = re.compile(r"CT_[A-Za-z0-9_-]+|[0-9]{10,}")


@dataclasses.dataclass(frozen=True)
class Address:
    """Where a message goes: the ``path`` below which its calls are, a template for ``ids``."""

    path: str
    ids: dict[str, str]

    @property
    def in_channel(self) -> bool:
        """Tell whether the address is that of a channel; such calls take some settings in the query, not in the body."""
        return self.path.startswith("/channels")


def channel_named(unique_name: str) -> Address:
    """Return the address of a channel by its unique name, which is not the name that is shown."""
    return Address("/channelsbyname/{unique_name}", {"unique_name": unique_name})


def channel_with_id(channel_id: str) -> Address:
    """Return the address of a channel by its id."""
    return Address("/channels/{channel_id}", {"channel_id": channel_id})


def chat(chat_id: str) -> Address:
    """Return the address of a chat or of a thread."""
    return Address("/chats/{chat_id}", {"chat_id": chat_id})


def user(who: str) -> Address:
    """Return the address of a user by e-mail address or id."""
    return Address("/buddies/{user}", {"user": who})


def bot(unique_name: str) -> Address:
    """Return the address of a bot by its unique name."""
    return Address("/bots/{bot}", {"bot": unique_name})


@dataclasses.dataclass(frozen=True)
class Posted:
    """What Cliq tells of a message that was posted: its id and its chat, each None where it does not tell."""

    message_id: str | None = None
    chat_id: str | None = None


def looks_like_channel_id(value: str) -> bool:
    """Tell whether ``value`` is a channel id and no unique name, which has no capital letters."""
    return _CHANNEL_ID.fullmatch(value) is not None


def check_chat_id(value: str, option: str = "chat_id") -> str:
    """Return ``value`` if it looks like a chat id; raises InvalidInput that tells the other kinds of ids apart."""
    if looks_like_channel_id(value):
        raise InvalidInput(
            f"{option} {value!r} is a channel id. A chat id starts with CT_; zoho.cliq.channel_info shows both. To name a "
            "channel by its id, use channel_id."
        )
    if not _CHAT_ID.fullmatch(value):
        raise InvalidInput(
            f"{option} {value!r} is not a chat id: that is CT_ followed by digits, for example "
            "CT_1184653329648523663_62439860, or digits only for an old direct chat."
        )
    return value


def is_thread(chat_id: str) -> bool:
    """Tell whether a chat id is that of a thread."""
    return "-T-" in chat_id


def plain_message_id(value: str) -> str:
    """
    Return a message id in the form ``1599387839188_229293271789``.

    Zoho's pages show the same id also with a space, and with ``%20``, in place of the underscore.
    """
    return "_".join(unquote(value).split())


def check_message_id(value: str, option: str = "message_id") -> str:
    """Return a message id in its plain form; raises InvalidInput for what cannot be one."""
    plain = plain_message_id(value)
    if not _MESSAGE_ID.fullmatch(plain):
        raise InvalidInput(
            f"{option} {value!r} is not a message id: that is two numbers with an underscore between them, for example "
            "1599387839188_229293271789."
        )
    return plain


def normalized(raw: t.Mapping[str, t.Any]) -> Message:
    """Return a message as the modules show it: id and sender as text, and what it says under ``text``."""
    message: Message = dict(raw)
    message["id"] = plain_message_id(str(raw.get("id") or raw.get("message_id") or ""))
    sender = raw.get("sender")
    if isinstance(sender, dict):
        message["sender"] = {**sender, "id": str(sender.get("id", ""))}
    message["time"] = _milliseconds(raw.get("time"))
    message["text"] = _text(raw.get("content"))
    return message


def file_name(message: Message) -> str | None:
    """Return the name of the file that a message of the type ``file`` shares."""
    content = message.get("content")
    file = content.get("file") if isinstance(content, dict) else None
    name = file.get("name") if isinstance(file, dict) else None
    return None if name is None else str(name)


def _milliseconds(value: t.Any) -> int:
    text = str(value)
    return int(text) if text.isascii() and text.isdigit() else 0


def _text(content: t.Any) -> str:
    """Return the words of a message; Zoho's pages show them as text and as an object."""
    if isinstance(content, str):
        return content
    if isinstance(content, dict):
        found = next((content[key] for key in ("text", "comment", "messageText") if key in content), "")
        return found if isinstance(found, str) else ""
    return ""


class Messages:
    """The messages that the user behind the token can see and write."""

    def __init__(self, client: CliqClient) -> None:
        self._client = client

    def post_to_channel(self, unique_name: str, body: t.Mapping[str, t.Any], bot: str | None = None) -> str | None:
        """Post to the channel of that unique name, as a bot of the channel if one is named; return the message id."""
        return self.post(channel_named(unique_name), body, bot=bot).message_id

    def post_to_channel_id(self, channel_id: str, body: t.Mapping[str, t.Any], bot: str | None = None) -> str | None:
        """Post to the channel of that id, as a bot of the channel if one is named; return the message id."""
        return self.post(channel_with_id(channel_id), body, bot=bot).message_id

    def post_to_chat(self, chat_id: str, body: t.Mapping[str, t.Any], bot: str | None = None) -> str | None:
        """Post to a chat or thread, as a bot of its channel if one is named; return the message id."""
        return self.post(chat(chat_id), body, bot=bot).message_id

    def post_to_user(self, who: str, body: t.Mapping[str, t.Any]) -> str | None:
        """Post to a user by e-mail address or id; return the message id."""
        return self.post(user(who), body).message_id

    def post_to_bot(self, unique_name: str, body: t.Mapping[str, t.Any]) -> str | None:
        """Post to the chat of a bot; return the message id."""
        return self.post(bot(unique_name), body).message_id

    def post(
        self,
        address: Address,
        body: t.Mapping[str, t.Any],
        *,
        bot: str | None = None,
        mark_as_read: bool | None = None,
    ) -> Posted:
        """
        Post a message: ``text`` and what else Zoho's pages have for the body.

        Cliq tells the id only of a message with ``sync_message``, and never of one that is posted as a bot. Raises
        OutcomeUnknown if the answer was lost: Cliq has no way to post a message at most once.
        """
        query, more = _settings(address, bot, mark_as_read)
        content = {**body, **more}
        answer = self._client.call(
            "POST", f"{address.path}/message", ids=address.ids, params=query or None, body=content
        )
        return _posted(answer)

    def share(
        self,
        address: Address,
        files: t.Sequence[tuple[str, bytes]],
        comments: t.Sequence[str] = (),
        *,
        bot: str | None = None,
        sender: t.Mapping[str, str] | None = None,
        mark_as_read: bool | None = None,
    ) -> Posted:
        """
        Share files, pairs of name and content, with a comment for each.

        Zoho's page "Share files" has the fields ``file`` (its example; its table says ``files``), ``comments`` with a JSON list,
        ``bot_unique_name``, ``bot_name`` and ``bot_image``.
        """
        form: dict[str, str] = {}
        if comments:
            form["comments"] = json.dumps(list(comments))
        if bot is not None:
            form["bot_unique_name"] = bot
        form.update({f"bot_{key}": value for key, value in (sender or {}).items()})
        if mark_as_read is not None:
            form["mark_as_read"] = str(mark_as_read).lower()
        parts = [("file", (name, content)) for name, content in files]
        answer = self._client.call("POST", f"{address.path}/files", ids=address.ids, form=form, files=parts)
        return _posted(answer)

    def get(self, chat_id: str, message_id: str) -> Message | None:
        """Return a message, or None if it is not there."""
        path = "/chats/{chat_id}/messages/{message_id}/messages"
        try:
            answer = self._client.get(path, ids={"chat_id": chat_id, "message_id": message_id})
        except ApiError as exc:
            if is_gone(exc):
                return None
            raise
        if answer is None:
            return None
        message = normalized(unwrap(answer, "message"))
        return message if message["id"] else None

    def history(self, chat_id: str, since: int, until: int | None = None) -> list[Message]:
        """Return at most 100 messages of a chat of the time between two moments, in milliseconds since 1970."""
        query: dict[str, t.Any] = {"fromtime": since, "limit": HISTORY_LIMIT}
        if until is not None:
            query["totime"] = until
        answer = self._client.get("/chats/{chat_id}/messages", ids={"chat_id": chat_id}, params=query)
        # A chat without messages may be answered with an empty body; a message is looked for again in that case.
        return [] if answer is None else [normalized(raw) for raw in items(answer, "messages")]

    def edit(self, chat_id: str, message_id: str, text: str, notify: bool | None = None) -> None:
        """Change the text of a message."""
        body: dict[str, t.Any] = {"text": text}
        if notify is not None:
            body["notify_edit"] = notify
        ids = {"chat_id": chat_id, "message_id": message_id}
        self._client.call("PUT", "/chats/{chat_id}/messages/{message_id}", ids=ids, body=body)

    def delete(self, chat_id: str, message_id: str) -> bool:
        """Delete a message; tell whether it was there."""
        ids = {"chat_id": chat_id, "message_id": message_id}
        try:
            self._client.call("DELETE", "/chats/{chat_id}/messages/{message_id}", ids=ids)
        except ApiError as exc:
            if is_gone(exc):
                return False
            raise
        return True


def is_gone(error: ApiError) -> bool:
    """Tell whether ``error`` says that there is no such message."""
    return errors.is_not_found(error) or error.code in _GONE


def _settings(address: Address, bot: str | None, mark_as_read: bool | None) -> tuple[dict[str, str], dict[str, t.Any]]:
    """Return what goes into the query and what into the body: Zoho's pages differ for channels and for chats."""
    query: dict[str, str] = {}
    body: dict[str, t.Any] = {}
    if bot is not None:
        query["bot_unique_name"] = bot
    if mark_as_read is not None and address.in_channel:
        query["mark_as_read"] = str(mark_as_read).lower()
    elif mark_as_read is not None:
        body["mark_as_read"] = mark_as_read
    return query, body


def _posted(answer: t.Any) -> Posted:
    """Return what an answer tells of the message; that of a bot lists its users with the chat and the message of each."""
    if not isinstance(answer, dict):
        return Posted()
    told = unwrap(answer, "message")
    details = told.get("message_details")
    if isinstance(details, dict):
        each = [detail for detail in details.values() if isinstance(detail, dict)]
        told = each[0] if len(each) == 1 else {}
    return Posted(
        message_id=plain_message_id(str(told.get("message_id") or told.get("id") or "")) or None,
        chat_id=str(told.get("chat_id") or "") or None,
    )
