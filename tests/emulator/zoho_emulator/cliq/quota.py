# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cliq's quotas: so many calls per minute, user and endpoint, and a lock period for whoever goes beyond."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass
from fnmatch import fnmatchcase

from ..quirks.catalog import Quirks
from ..world.clock import Clock

_MINUTE = 60.0


class _Meter:
    __slots__ = ("calls", "limit", "locked_until")

    def __init__(self, limit: int) -> None:
        self.calls: deque[float] = deque()
        self.limit = limit
        self.locked_until = 0.0


@dataclass(frozen=True)
class _Lock:
    """A lock that somebody ordered. `user` is None for everybody, `seconds` for the lock period of the endpoint."""

    endpoint: str  # may have wildcards
    user: str | None
    since: float
    seconds: float | None


class Quotas:
    """A sliding minute per user and endpoint; the call beyond the limit starts the lock period."""

    def __init__(self, clock: Clock, quirks: Quirks, counters: Counter, enabled: bool) -> None:
        self.enabled = enabled
        self._clock = clock
        self._quirks = quirks
        self._counters = counters
        self._meters: dict[tuple[str, str], _Meter] = {}
        self._locks: list[_Lock] = []

    def clear(self) -> None:
        self._meters.clear()
        self._locks.clear()

    def lock(self, endpoint: str, user: str | None, seconds: float | None) -> None:
        """Lock endpoints as if their calls had been used up just now; also while no limits are counted."""
        self._locks.append(_Lock(endpoint, user, self._clock.steady(), seconds))
        self._counters["lockouts"] += 1

    def _locked_until(self, user: str, endpoint: str, lock_minutes: int) -> float:
        """The moment until which somebody has ordered a lock; 0 without one."""
        return max(
            (
                lock.since + (lock_minutes * 60 if lock.seconds is None else lock.seconds)
                for lock in self._locks
                if lock.user in (None, user) and fnmatchcase(endpoint, lock.endpoint)
            ),
            default=0.0,
        )

    def refused(self, user: str, endpoint: str, limit: int, lock_minutes: int) -> float:
        """Count one call. Answers 0 when it may go on, else the seconds until the lock ends."""
        if not self.enabled and not self._locks:
            return 0.0
        now = self._clock.steady()
        ordered = self._locked_until(user, endpoint, lock_minutes) if self._locks else 0.0
        if not self.enabled and ordered <= now:
            return 0.0
        meter = self._meters.get((user, endpoint))
        if meter is None:
            meter = self._meters[user, endpoint] = _Meter(limit)
        if ordered > now:
            meter.locked_until = max(meter.locked_until, ordered)
        if meter.locked_until > now:
            return meter.locked_until - now
        if meter.locked_until:
            meter.locked_until = 0.0
            meter.calls.clear()
        while meter.calls and meter.calls[0] <= now - _MINUTE:
            meter.calls.popleft()
        if len(meter.calls) >= limit:
            meter.locked_until = now + lock_minutes * 60
            self._counters["lockouts"] += 1
            return meter.locked_until - now
        meter.calls.append(now)
        return 0.0

    def meters(self) -> list[dict]:
        """For the page: every meter that has seen calls in the last minute, or is locked."""
        now = self._clock.steady()
        rows = []
        for (user, endpoint), meter in self._meters.items():
            used = sum(moment > now - _MINUTE for moment in meter.calls)
            locked = max(0.0, meter.locked_until - now)
            if used or locked:
                row = {"user": user, "endpoint": endpoint, "used": used, "limit": meter.limit, "locked": round(locked)}
                rows.append(row)
        return rows
