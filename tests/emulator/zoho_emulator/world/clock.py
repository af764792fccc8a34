# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulated time: it may run faster than real time and can be moved forward by hand."""

from __future__ import annotations

import time
from datetime import datetime, timedelta, timezone
from functools import lru_cache


class Clock:
    """Seconds since the epoch as the emulated services see them."""

    def __init__(self, factor: float = 1.0) -> None:
        self.factor = factor
        self._base = time.time()
        self._started = time.monotonic()

    def now(self) -> float:
        return self._base + (time.monotonic() - self._started) * self.factor

    def advance(self, seconds: float) -> None:
        """Jump forward. Never backwards: locks and expiries rely on time that only grows."""
        if seconds < 0:
            raise ValueError("the clock cannot go backwards")
        self._base += seconds


def parse_offset(text: str) -> timezone:
    """Turn "+05:30" into a time zone."""
    sign = -1 if text.startswith("-") else 1
    hours, minutes = text.lstrip("+-").split(":")
    return timezone(sign * timedelta(hours=int(hours), minutes=int(minutes)))


def iso(seconds: float, zone: timezone) -> str:
    """ISO 8601 with the offset, to the second, as Cliq writes times."""
    return _iso(int(seconds), zone)


@lru_cache(10_000)  # an answer names the same few moments again and again
def _iso(seconds: int, zone: timezone) -> str:
    return datetime.fromtimestamp(seconds, zone).isoformat()


def from_iso(text: str) -> float:
    """The reverse of iso(); accepts a trailing Z."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()
