# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Helpers for the tests about messages: a notebook in memory, and messages as Cliq's pages show them."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._module import _message_key, _message_time, scheduled_message
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import CLIQ, Records, Zoho

CHAT = "CT_1184653329648523663_62439860"
MESSAGE = "1599387839188_229293271789"
V3 = f"{CLIQ}/api/v3"
# Everything happens at this time, in milliseconds since 1970: 2027-01-15T08:00:00Z.
NOW = 1_800_000_000_000
READABLE = {"granted": lambda: ("ZohoCliq.Messages.READ",)}
UNREADABLE = {"granted": lambda: ("ZohoCliq.Webhooks.CREATE",)}


class LongRecords(Records):
    """A notebook whose records are to be kept for years."""

    def write(self, name: str, record: bytes, seconds: float, *, lasting: bool = True) -> None:
        # Only which chat a channel has may be looked up again.
        assert seconds == 60 if name.startswith("conversation ") else seconds > 300_000_000
        super().write(name, record, seconds)

    def of(self, words: str) -> dict[str, t.Any] | None:
        """What the one record says whose name begins with these words."""
        found = [record for name, record in self.records.items() if name.startswith(words)]
        assert len(found) < 2
        return json.loads(found[0]) if found else None


@pytest.fixture
def stopped_clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Time stands still; the pauses that were asked for."""
    pauses: list[float] = []
    monkeypatch.setattr(_message_time, "now", lambda: NOW)
    for module in (_message_key, scheduled_message):
        monkeypatch.setattr(module.time, "sleep", pauses.append)
    return pauses


def raw_message(text: str = "Hello", **changes: t.Any) -> dict[str, t.Any]:
    """A message as Cliq's pages show it."""
    sender = {"name": "Patricia Boyle", "id": "62439911"}
    return {"sender": sender, "id": MESSAGE, "time": NOW, "type": "text", "content": {"text": text}, **changes}


def shows(zoho: Zoho, *messages: dict[str, t.Any], since: int = NOW - 120_000, **query: t.Any) -> None:
    """The next request is one for the history of the chat."""
    wanted = {"fromtime": str(since), "limit": "100", **{key: str(value) for key, value in query.items()}}
    zoho.cliq("GET", f"/chats/{CHAT}/messages", query=wanted, json={"data": list(messages)})
