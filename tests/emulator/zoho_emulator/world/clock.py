# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
The emulated time: it may run faster than real time and can be moved by hand.

There are two clocks, as in any computer. One shows the time of day: it may be set wrong, and jump. The other one only runs on: by
it tokens expire, limits open again and lists catch up, whatever the first one shows.
"""

from __future__ import annotations

import math
import time
from datetime import datetime, timedelta, timezone
from functools import lru_cache


class Clock:
    """Seconds since the epoch. ``wrong`` is by how much the time of day is ahead of what it would be."""

    def __init__(self, factor: float = 1.0) -> None:
        if not 0 < factor < math.inf:
            raise ValueError(f"the clock cannot run {factor:g} times as fast: the factor is a number above 0")
        self.factor = factor
        self.wrong = 0.0
        self._base = time.time()
        self._started = time.monotonic()

    def now(self) -> float:
        """The time of day: of answers, of what is made or changed, of the log."""
        return self.steady() + self.wrong

    def steady(self) -> float:
        """The time that only grows: for lifetimes, limits and lags. The same as now() unless somebody set the clock wrong."""
        return self._base + (time.monotonic() - self._started) * self.factor

    def advance(self, seconds: float) -> None:
        """Let time pass at once. It cannot go backwards: nobody gets younger."""
        if not 0 <= seconds < math.inf:
            raise ValueError(f"time cannot pass by {seconds:g} seconds; `shift` sets the time of day back")
        self._base += seconds

    def shift(self, seconds: float) -> None:
        """Set the time of day forward or back, while nothing grows older by it."""
        if not math.isfinite(self.now() + seconds) or self.now() + seconds < 0:
            raise ValueError(f"the time of day cannot be set {seconds:g} seconds further")
        self.wrong += seconds


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
