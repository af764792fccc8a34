# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bots: who has subscribed to one. Adding them to channels is among the members."""

from __future__ import annotations

from typing import Any

from ..world.conversations import Chat
from ..world.model import Bot
from . import access, errors, messages, pages, present
from .endpoints import Call, endpoint

_DEFAULT_PAGE = 50


@endpoint("GET", "/bots/*/subscribers", "ZohoCliq.Bots.READ", limit=100, lock=10)
def subscribers(call: Call) -> dict[str, Any]:
    return _page(call, messages.find_bot(call))


@endpoint("GET", "/v3/bots/*/subscribers", "ZohoCliq.Bots.READ", limit=100, lock=5)
def subscribers_v3(call: Call) -> dict[str, Any]:
    """Version 3 takes the id of a bot, too."""
    bot = call.emulator.world.bots_by_id.get(call.args[0])
    if bot is None:
        return subscribers(call)
    if bot.organization is not call.organization:
        raise errors.url_invalid()
    return _page(call, bot)


def _page(call: Call, bot: Bot) -> dict[str, Any]:
    """The creator of a bot and admins of the organization may ask, and here nobody knows who created a bot."""
    if not call.user.organization_admin:
        raise access.refuse(call)
    since = pages.synced(call)
    chats = call.emulator.world.conversations.chats_of_bot(bot.unique_name)
    page, following = pages.cut(call, [chat for chat in chats if since is None or chat.created > since], _DEFAULT_PAGE)
    answer = pages.envelope(call, "bot_subscriber", [_row(call, chat) for chat in page])
    if following is not None:
        answer["next_token"] = following
    answer["sync_token"] = pages.sync_token(call, _DEFAULT_PAGE)
    return answer


def _row(call: Call, chat: Chat) -> dict[str, Any]:
    user = call.emulator.world.users[chat.people[0]]
    return {"email_id": user.email, "user_id": present.number_or_text(call.emulator, user.id), "name": user.name}
