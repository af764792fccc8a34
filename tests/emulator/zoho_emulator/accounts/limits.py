# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How often Zoho Accounts may be asked for codes, refresh tokens and access tokens."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field

from ..quirks.catalog import Quirks
from ..world.clock import Clock

THROTTLE_WINDOW = 600
THROTTLE_REQUESTS = 10


@dataclass
class _Window:
    start: float
    count: int = 0
    blocked_until: float = 0.0


@dataclass(frozen=True)
class _Rate:
    """So many in so many seconds, then nothing for `block` seconds (0: until the oldest of them is old enough)."""

    allowed: int
    seconds: int
    per_user: bool
    per_client: bool
    block: int = 0


@dataclass
class _Recent:
    times: deque[float] = field(default_factory=deque)
    blocked_until: float = 0.0


_CODES = {
    "client": _Rate(10, 600, per_user=False, per_client=True),
    "user": _Rate(10, 600, per_user=True, per_client=False),
    "minute": _Rate(4, 60, per_user=False, per_client=True, block=600),
}
_REFRESH_TOKENS = {
    "minute": _Rate(5, 60, per_user=True, per_client=True),
    "user": _Rate(10, 600, per_user=True, per_client=True),
    "client": _Rate(20, 600, per_user=False, per_client=True),
}


class Limits:
    """Counts requests. Nothing is counted while the quirk token-limits is off."""

    def __init__(self, clock: Clock, quirks: Quirks, counters: Counter) -> None:
        self._clock = clock
        self._quirks = quirks
        self._counters = counters
        self._windows: dict[str, _Window] = {}
        self._recent: dict[tuple[str, str, str], _Recent] = {}
        self._ordered: dict[str | None, float] = {}  # blocks that somebody ordered: client id (None: all) -> until when

    # The throttle of the token endpoint

    def throttled(self, client_id: str, refresh_token: str | None) -> float:
        """Count one token request. Answers 0 when it may go on, else the seconds until the block ends."""
        if self._ordered:
            ordered = max(self._ordered.get(client_id, 0.0), self._ordered.get(None, 0.0)) - self._clock.steady()
            if ordered > 0:
                return ordered
        if self._quirks["token-limits"] == "off":
            return 0.0
        scope = self._quirks["throttle-scope"]
        keys = []
        if refresh_token and scope != "client":
            keys.append(f"refresh token {refresh_token}")
        if scope != "refresh-token":
            keys.append(f"client {client_id}")
        now = self._clock.steady()
        windows = [self._window(key, now) for key in keys]
        for window in windows:
            if window.blocked_until <= now and window.count >= THROTTLE_REQUESTS:
                rest = self._quirks["throttle-block"] == "rest"
                window.blocked_until = (window.start if rest else now) + THROTTLE_WINDOW
                self._counters["lockouts"] += 1
        blocked = max((window.blocked_until for window in windows), default=0.0)
        if blocked > now:
            return blocked - now
        for window in windows:
            window.count += 1
        return 0.0

    def block(self, seconds: float, client_id: str | None) -> None:
        """Refuse all token requests (of a client) for so long, whatever was counted and whether anything is."""
        self._ordered[client_id] = self._clock.steady() + seconds
        self._counters["lockouts"] += 1

    def _window(self, key: str, now: float) -> _Window:
        window = self._windows.get(key)
        if window is None or (now >= window.start + THROTTLE_WINDOW and now >= window.blocked_until):
            window = self._windows[key] = _Window(now)
        return window

    def forget(self, refresh_token: str) -> None:
        self._windows.pop(f"refresh token {refresh_token}", None)

    def fullest(self, refresh_token: str, client_id: str) -> tuple[int, float]:
        """Requests in the fuller of both windows, and the seconds for which either still blocks."""
        now = self._clock.steady()
        keys = (f"refresh token {refresh_token}", f"client {client_id}")
        windows = [self._windows[key] for key in keys if key in self._windows]
        requests = max((window.count for window in windows if now < window.start + THROTTLE_WINDOW), default=0)
        ordered = (until - now for client, until in self._ordered.items() if client in (None, client_id))
        return requests, max([0.0, *(window.blocked_until - now for window in windows), *ordered])

    # Codes and refresh tokens

    def refuses_code(self, client_id: str, user_id: str) -> bool:
        """Count one authorization code, or answer that it is one too many."""
        return self._refuses("code", _CODES.get(str(self._quirks["code-limit"])), client_id, user_id)

    def refuses_refresh_token(self, client_id: str, user_id: str) -> bool:
        """Count one new refresh token, or answer that it is one too many for now."""
        rate = _REFRESH_TOKENS.get(str(self._quirks["refresh-token-rate"]))
        return self._refuses("refresh token", rate, client_id, user_id)

    def _refuses(self, what: str, rate: _Rate | None, client_id: str, user_id: str) -> bool:
        if rate is None or self._quirks["token-limits"] == "off":
            return False
        now = self._clock.steady()
        key = (what, client_id if rate.per_client else "", user_id if rate.per_user else "")
        recent = self._recent.setdefault(key, _Recent())
        while recent.times and recent.times[0] <= now - rate.seconds:
            recent.times.popleft()
        if recent.blocked_until > now:
            return True
        if len(recent.times) >= rate.allowed:
            recent.blocked_until = now + rate.block
            return True
        recent.times.append(now)
        return False
