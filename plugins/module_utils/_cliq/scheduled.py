# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
Scheduled messages of Cliq: the page "Scheduled Messages" of Zoho's Cliq REST API v2, which can only make them, and that of v3.
"""

from __future__ import annotations

import datetime
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._cliq.client import V3, CliqClient, unwrap
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.messages import is_gone
from ansible_collections.zoho.cliq.plugins.module_utils._errors import ApiError

ScheduledMessage = dict[str, t.Any]

STATUSES = ("check_in", "user_available", "call_end", "check_out")
TEXT_LIMIT = 4096
PATH = "/chats/{chat_id}/scheduledmessages"


def normalized(raw: t.Mapping[str, t.Any]) -> ScheduledMessage:
    """
    Return a scheduled message as the module shows it.

    The answers of v2 have the time in milliseconds and the text as ``msg``, those of v3 have it in ISO 8601 and as ``content``.
    """
    message = raw.get("message")
    return {
        "id": str(raw.get("id") or ""),
        "text": _text(message if isinstance(message, dict) else {}),
        "time": _milliseconds(raw.get("time")),
        "schedule_status": raw.get("schedule_status") or None,
        "timezone": raw.get("timezone") or raw.get("schedule_timezone") or None,
    }


def _text(message: t.Mapping[str, t.Any]) -> str:
    content = message.get("content")
    if isinstance(content, dict):
        found = content.get("text", content.get("comment"))
    else:
        found = content if content is not None else message.get("msg", message.get("text"))
    return found if isinstance(found, str) else ""


def _milliseconds(value: t.Any) -> int | None:
    if value is None or value == "":
        return None
    text = str(value)
    if text.isascii() and text.isdigit():
        return int(text)
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
    return int(moment.timestamp() * 1000) if moment.tzinfo is not None else None


class ScheduledMessages:
    """The scheduled messages of the user behind the token."""

    def __init__(self, client: CliqClient) -> None:
        self._client = client

    def in_chat(self, chat_id: str) -> list[ScheduledMessage]:
        """Return those of a chat that are not sent yet."""
        pages = self._client.pages(PATH, "scheduledmessages", ids={"chat_id": chat_id}, version=V3)
        return [normalized(raw) for raw in pages]

    def create(self, chat_id: str, body: t.Mapping[str, t.Any]) -> ScheduledMessage:
        """Schedule a message; Cliq does not mind one that says the same at the same time: look first."""
        answer = self._client.call("POST", PATH, ids={"chat_id": chat_id}, body=dict(body))
        return {} if answer is None else normalized(unwrap(answer, "scheduledmessage"))

    def edit(self, chat_id: str, scheduled_message_id: str, changes: t.Mapping[str, t.Any]) -> None:
        """Change text, time or status; v3 wants the time in milliseconds."""
        ids = {"chat_id": chat_id, "scheduled_message_id": scheduled_message_id}
        self._client.call("PUT", f"{PATH}/{{scheduled_message_id}}", ids=ids, body=dict(changes), version=V3)

    def delete(self, chat_id: str, scheduled_message_id: str) -> bool:
        """Delete a scheduled message; tell whether it was there."""
        ids = {"chat_id": chat_id, "scheduled_message_id": scheduled_message_id}
        try:
            self._client.call("DELETE", f"{PATH}/{{scheduled_message_id}}", ids=ids, version=V3)
        except ApiError as exc:
            if is_gone(exc):
                return False
            raise
        return True
