# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files: shared as multipart forms, and fetched by the id that the history tells."""

from __future__ import annotations

import hashlib
import secrets
from urllib.parse import quote

from aiohttp import web

from ..world.attachments import Attachment
from ..world.conversations import Chat, Message, SharedFile
from ..world.model import Bot, User
from . import errors, messages, people, strict, talk
from .endpoints import NOTHING, Call, Part, endpoint

_WEBHOOKS = "ZohoCliq.Webhooks.CREATE"
_MOST = 10
_LARGEST = 50 * 1024 * 1024
_FILES = ("file", "files")
_LOOK = ("comments", "bot_name", "bot_image")


@endpoint("POST", "/channelsbyname/*/files", _WEBHOOKS, limit=20, lock=10, form=True, people_only=True)
def to_channel(call: Call) -> object:
    chat = talk.of_channel(call, talk.channel_named(call, call.args[0]))
    fields = _fields(call, (*_LOOK, "bot_unique_name", "mark_as_read"))
    strict.truth("mark_as_read", fields.get("mark_as_read"))
    return _to_chat(call, chat, fields)


@endpoint("POST", "/chats/*/files", _WEBHOOKS, limit=20, lock=10, form=True)
def to_chat(call: Call) -> object:
    chat = talk.find(call, call.args[0])
    return _to_chat(call, chat, _fields(call, (*_LOOK, "bot_unique_name")))


@endpoint("POST", "/buddies/*/files", _WEBHOOKS, limit=20, lock=10, form=True)
def to_buddy(call: Call) -> object:
    chat = messages.direct_chat(call, call.args[0])
    fields = _fields(call, (*_LOOK, "bot_unique_name", "mark_as_read"))
    strict.truth("mark_as_read", fields.get("mark_as_read"))
    return _to_chat(call, chat, fields)


@endpoint("POST", "/bots/*/files", _WEBHOOKS, limit=20, lock=10, form=True)
def to_bot(call: Call) -> object:
    bot = messages.find_bot(call)
    fields = _fields(call, (*_LOOK, "user_id"))
    user = people.named(call, {"user_ids": [fields["user_id"]]}, "private")[0] if "user_id" in fields else call.user
    _share(call, messages.bot_chat(call, bot, user), bot, fields)
    return NOTHING


def _to_chat(call: Call, chat: Chat, fields: dict[str, str]) -> object:
    bot = talk.bot_named(call, chat, fields.get("bot_unique_name"))
    talk.demand_writer(call, chat)
    _share(call, chat, bot, fields)
    return NOTHING


def _fields(call: Call, known: tuple[str, ...]) -> dict[str, str]:
    """The plain fields of the form, after a look at all of it."""
    fields = {}
    files = _files(call)
    for part in call.form:
        if part in files:
            continue
        if part.name not in known:
            raise errors.extra_key(part.name)
        fields[part.name] = part.content.decode("utf-8", "replace")
    if not files:
        raise errors.missing("files")
    if len(files) > _MOST:
        raise errors.failed(f"No more than {_MOST} files at once.")
    if any(len(part.content) > _LARGEST for part in files):
        raise errors.failed("A file is larger than 50 MB.")
    _comments(fields, len(files))
    return fields


def _files(call: Call) -> list[Part]:
    """The text of the documents calls the field files, their example file."""
    field = call.emulator.quirks["file-field"]
    names = _FILES if field == "either" else (field,)
    return [part for part in call.form if part.name in names and part.file_name is not None]


def _comments(fields: dict[str, str], count: int) -> list[str]:
    """One comment for each file, and empty ones for the rest."""
    try:
        comments = strict.parsed(fields.get("comments", "[]"))
    except ValueError:
        raise errors.mismatch("comments") from None
    if not isinstance(comments, list) or not all(isinstance(text, str) for text in comments) or len(comments) > count:
        raise errors.mismatch("comments")
    return comments + [""] * (count - len(comments))


def _share(call: Call, chat: Chat, bot: Bot | None, fields: dict[str, str]) -> None:
    files = _files(call)
    speaker: Bot | User = bot or call.user
    for part, comment in zip(files, _comments(fields, len(files)), strict=True):
        digest = hashlib.sha256(part.content).hexdigest()
        file = SharedFile(
            secrets.token_hex(60), part.file_name or "", part.content_type, len(part.content), digest, comment
        )
        shown = Message(
            message_id="",
            author_id=call.user.id,
            sender_id=speaker.id,
            sender_name=fields.get("bot_name") or speaker.name,
            sent=call.emulator.clock.now(),
            text=comment,
            bot=bot.unique_name if bot else None,
            image=fields.get("bot_image"),
            file=file,
        )
        talk.keep(call.emulator, chat, shown)
        call.emulator.world.conversations.attachments.keep(file.file_id, Attachment(chat, shown, part.content))


@endpoint("GET", "/files/*", "ZohoCliq.Attachments.READ", limit=20, lock=10)
def fetch(call: Call) -> web.Response:
    """The content, for those who can read the message with it."""
    found = call.emulator.world.conversations.attachments.get(call.args[0])
    if found is None or found.message.file is None or found.message.message_id not in found.chat.messages:
        raise errors.url_invalid()
    talk.find(call, found.chat.chat_id)
    talk.demand_reader(call, found.chat)
    file = found.message.file
    # A browser that is shown a page out of a file would run it beside the control API.
    headers = {
        "Server": "ZGS",
        "Content-Type": file.content_type,
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(file.name, safe='')}",
        "X-Content-Type-Options": "nosniff",
    }
    return web.Response(body=found.content, headers=headers)
