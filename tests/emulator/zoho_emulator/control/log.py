# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The request log: who asked what and what came of it. Queries and bodies are never kept, so no secret can be."""

from __future__ import annotations

import re
from collections import deque
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from ..world.clock import Clock

_KEPT = 50_000
_SECRET = re.compile(r"100[0-9]\.[0-9A-Za-z]{20,}(\.[0-9A-Za-z]+)?|[0-9a-fA-F]{32,}")


def masked(text: str) -> str:
    """A path without anything that looks like a token, a secret or a client id."""
    return _SECRET.sub("***", unquote(text))


class RequestLog:
    """The latest requests; numbers go on when old entries fall out."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._entries: deque[tuple] = deque(maxlen=_KEPT)
        self.count = 0
        self.clearings = 0  # so that whoever reads on notices that the numbers began anew

    def add(
        self,
        data_center: str,
        side: str,
        method: str,
        path: str,
        status: int,
        error: str | None = None,
        grant_type: str | None = None,
        user: str | None = None,
        fault: str | None = None,
    ) -> None:
        self.count += 1
        now = self._clock.now()
        what = (data_center, side, method, path, status, error, grant_type, user, fault)
        self._entries.append((self.count, now, *what))

    def clear(self) -> None:
        self._entries.clear()
        self.count = 0
        self.clearings += 1

    def since(self, number: int) -> list[dict[str, Any]]:
        """Entries after this number, oldest first."""
        first = self._entries[0][0] if self._entries else 1
        skip = max(0, number + 1 - first)
        return [_entry(row) for row in list(self._entries)[skip:]]


def _entry(row: tuple) -> dict[str, Any]:
    number, moment, data_center, side, method, path, status, error, grant_type, user, fault = row
    return {
        "n": number,
        "time": datetime.fromtimestamp(moment, UTC).isoformat(timespec="milliseconds"),
        "data_center": data_center,
        "side": side,
        "method": method,
        "path": masked(path),
        "status": status,
        "error": error,
        "grant_type": grant_type,
        "user": user,
        "fault": fault,
    }
