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

from ansible_collections.zoho.cliq.plugins.module_utils._cliq.client import PAGE_LIMIT, V3, CliqClient, items, unwrap
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.messages import is_gone
from ansible_collections.zoho.cliq.plugins.module_utils._errors import ApiError

ScheduledMessage = dict[str, t.Any]

STATUSES = ("check_in", "user_available", "call_end", "check_out")
TEXT_LIMIT = 4096
_TYPE = "scheduledmessages"
PATH = "/chats/{chat_id}/scheduledmessages"


def normalized(raw: t.Mapping[str, t.Any]) -> ScheduledMessage:
    """
    Return a scheduled message as the module shows it.

    The answers of v2 have the time in milliseconds and the text as ``msg``, those of v3 have it in ISO 8601 and as ``content``;
    either form is understood of both.
    """
    message = raw.get("message")
    return {
        "id": str(raw.get("id") or ""),
        "text": _text(message if isinstance(message, dict) else {}),
        "time": _milliseconds(raw.get("time")),
        "schedule_status": raw.get("schedule_status") or None,
        "timezone": raw.get("timezone") or raw.get("schedule_timezone") or None,
    }


def _is_empty(answer: t.Any) -> bool:
    return isinstance(answer, dict) and answer.get("type") == _TYPE and not {"data", "list", _TYPE} & set(answer)


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
        """
        Return those of a chat that are not sent yet.

        In the OpenAPI document of v3 (scheduledmessages.yml), the answer for a chat without any has its type, but no data.
        """
        query = {"limit": PAGE_LIMIT}
        answers = self._client.answers(PATH, ids={"chat_id": chat_id}, params=query, version=V3)
        return [normalized(raw) for answer in answers for raw in ([] if _is_empty(answer) else items(answer, _TYPE))]

    def create(self, chat_id: str, body: t.Mapping[str, t.Any]) -> ScheduledMessage:
        """Schedule a message; Cliq does not mind one that says the same at the same time: look first."""
        answer = self._client.call("POST", PATH, ids={"chat_id": chat_id}, body=dict(body))
        return {} if answer is None else normalized(unwrap(answer, "scheduledmessage"))

    def edit(self, chat_id: str, scheduled_message_id: str, changes: t.Mapping[str, t.Any]) -> None:
        """
        Change text, time or status.

        The OpenAPI document of v3 (scheduledmessages.yml, "Edit a scheduled message") wants ``schedule_time`` as an integer in
        milliseconds since 1970, and has the code ``scheduled_msg_invalid_time_format`` for another form; v2 wants the local time.
        """
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
