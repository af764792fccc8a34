# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is not certain about messages in Cliq."""

from __future__ import annotations

from .kinds import choice, number

QUIRKS = (
    choice("message-ids", "documented underscore space encoded", "what separates the two numbers of a message id"),
    choice("message-content", "object text", "content of a text message in the history: {text}, or the text itself"),
    choice("edit-scope", "either webhooks messages", "scopes that edit and delete messages"),
    choice("unreact-scope", "either create delete", "messageactions scopes that take back a reaction"),
    choice("bot-post-scope", "webhooks channels-too", "posting to a channel as a bot: Channels.UPDATE needed, too"),
    choice("history-order", "oldest-first newest-first", "order of GET /chats/{id}/messages"),
    number("history-limit", 100, "messages in the history when no limit is sent"),
    choice("no-sticky-message", "empty data not-found", "a chat without a pinned message: 204, empty data, 404"),
    choice("file-field", "either file files", "name of the field of a form with files"),
    choice(
        "bulk-delete-path", "both messages messagess", "DELETE /chats/{id}/messages of v3, and its documented spelling"
    ),
    number("pin-limit", 100, "messages that can be pinned in one chat with v3; no document says how many"),
    choice("no-scheduled-messages", "list absent", "v3, nothing scheduled: an empty `data`, or none"),
    choice("delete-no-sticky-message", "accept reject", "unpinning where nothing is pinned"),
)
