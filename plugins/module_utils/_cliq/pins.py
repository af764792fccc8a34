# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The pinned message of a chat: the calls about it of the page "Chats" of Zoho's Cliq REST API v2, which calls it sticky."""

from __future__ import annotations

import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import errors
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.client import CliqClient
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.messages import plain_message_id
from ansible_collections.zoho.cliq.plugins.module_utils._errors import ApiError

Pin = dict[str, t.Any]

PATH = "/chats/{chat_id}/stickymessage"
# What Zoho's pages have for a message that stays pinned for good.
NEVER = -1


def normalized(raw: t.Mapping[str, t.Any]) -> Pin | None:
    """Return a pinned message as the module shows it, None if ``raw`` names no message."""
    message = raw.get("message")
    if not isinstance(message, dict):
        return None
    message_id = plain_message_id(str(message.get("msguid") or message.get("id") or message.get("time") or ""))
    if not message_id:
        return None
    creator = raw.get("creator")
    return {
        "message_id": message_id,
        "text": str(message.get("msg") or ""),
        "expiry_time": _whole(raw.get("expiry_time")),
        "pinned_by": {key: str(value) for key, value in creator.items()} if isinstance(creator, dict) else {},
    }


def same_message(one: str, other: str) -> bool:
    """Tell whether two ids in plain form mean the same message; one of them may be its first part, the time."""
    if "_" in one and "_" in other:
        return one == other
    return one.split("_")[0] == other.split("_")[0]


def _whole(value: t.Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return NEVER


class Pins:
    """The pinned messages of chats; a chat has one at most."""

    def __init__(self, client: CliqClient) -> None:
        self._client = client

    def get(self, chat_id: str) -> Pin | None:
        """
        Return the pinned message of a chat, or None.

        Nobody documents the answer for a chat without one; an empty one, one without data and "not found" are taken for that.
        """
        try:
            answer = self._client.get(PATH, ids={"chat_id": chat_id})
        except ApiError as exc:
            if errors.is_not_found(exc):
                return None
            raise
        return _pin_in(answer)

    def pin(self, chat_id: str, message_id: str, expiry_time: int, notify: bool | None = None) -> Pin | None:
        """Pin a message in place of the one that is pinned, until a moment in milliseconds since 1970, or NEVER."""
        body: dict[str, t.Any] = {"id": message_id, "expiry_time": expiry_time}
        if notify is not None:
            body["notify"] = notify
        return _pin_in(self._client.call("POST", PATH, ids={"chat_id": chat_id}, body=body))

    def unpin(self, chat_id: str) -> None:
        """Unpin the message of a chat."""
        try:
            self._client.call("DELETE", PATH, ids={"chat_id": chat_id})
        except ApiError as exc:
            if not errors.is_not_found(exc):
                raise


def _pin_in(answer: t.Any) -> Pin | None:
    if isinstance(answer, dict) and "data" in answer:
        answer = answer["data"]
    if isinstance(answer, list):
        answer = answer[0] if answer else None
    return normalized(answer) if isinstance(answer, dict) else None
