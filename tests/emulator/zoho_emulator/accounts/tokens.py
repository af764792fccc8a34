# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Authorization codes, refresh tokens and access tokens, with the limits Zoho Accounts puts on them."""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from ..quirks.catalog import Quirks
from ..world.clock import Clock
from ..world.model import Client, User

THROTTLE_WINDOW = 600
THROTTLE_REQUESTS = 10
CODE_WINDOW = 600
CODES_PER_WINDOW = 10


def new_token() -> str:
    """Codes, refresh tokens and access tokens all look like this."""
    return f"1000.{secrets.token_hex(16)}.{secrets.token_hex(16)}"


@dataclass
class Code:
    client_id: str
    user: User
    scopes: tuple[str, ...]
    expires: float
    redirect_uri: str | None  # None: made in the API console for a self client
    wants_refresh_token: bool
    challenge: str | None = None
    challenge_method: str = "plain"


@dataclass(eq=False)
class Grant:
    """What access tokens hang on: a refresh token, or (with an empty token) an online consent or client credentials."""

    token: str
    client_id: str
    user: User
    scopes: tuple[str, ...]
    by_client: bool = False  # made by client_credentials
    live: dict[str, AccessToken] = field(default_factory=dict)  # oldest first


@dataclass(eq=False)
class AccessToken:
    token: str
    grant: Grant
    scopes: frozenset[str]  # lower case
    expires: float


@dataclass
class _Window:
    start: float
    count: int = 0
    blocked_until: float = 0.0


class TokenStore:
    """All codes and tokens of the process."""

    def __init__(self, clock: Clock, quirks: Quirks, counters: Counter) -> None:
        self._clock = clock
        self._quirks = quirks
        self._counters = counters
        self.clear()

    def clear(self) -> None:
        self.codes: dict[str, Code] = {}
        self.grants: dict[str, Grant] = {}  # by refresh token
        self.access: dict[str, AccessToken] = {}
        self.consents: dict[tuple[str, str], set[str]] = {}
        self._by_pair: dict[tuple[str, str], list[Grant]] = {}  # (client, user): oldest first
        self._without_refresh: dict[tuple, Grant] = {}
        self._windows: dict[str, _Window] = {}
        self._code_times: dict[str, list[float]] = {}

    # Codes

    def new_code(
        self, client: Client, user: User, scopes: tuple[str, ...], lifetime: float | None = None, **more: Any
    ) -> str:
        value = new_token()
        seconds = self._quirks["code-lifetime"] if lifetime is None else lifetime
        self.codes[value] = Code(client.client_id, user, scopes, self._clock.now() + seconds, **more)
        return value

    def too_many_codes(self, client: Client) -> bool:
        """Count one authorization code; the limit is a quirk because its numbers contradict each other."""
        if self._quirks["code-limit"] == "off":
            return False
        now = self._clock.now()
        times = [moment for moment in self._code_times.get(client.client_id, []) if moment > now - CODE_WINDOW]
        self._code_times[client.client_id] = times
        if len(times) >= CODES_PER_WINDOW:
            return True
        times.append(now)
        return False

    # Grants

    def has_refresh_token(self, client_id: str, user: User) -> bool:
        return bool(self._by_pair.get((client_id, user.id)))

    def new_refresh_token(self, client_id: str, user: User, scopes: tuple[str, ...]) -> Grant:
        """Issue one; beyond the limit the oldest disappears without a word, and its access tokens with it."""
        grant = Grant(new_token(), client_id, user, scopes)
        self.grants[grant.token] = grant
        held = self._by_pair.setdefault((client_id, user.id), [])
        held.append(grant)
        while self._quirks["token-limits"] == "on" and len(held) > self._quirks["refresh-tokens"]:
            self.revoke(held[0])
        return grant

    def grant_without_refresh(
        self, client_id: str, user: User, scopes: tuple[str, ...], by_client: bool = False
    ) -> Grant:
        key = (client_id, user.id, scopes, by_client)
        return self._without_refresh.setdefault(key, Grant("", client_id, user, scopes, by_client))

    def revoke(self, grant: Grant) -> None:
        for token in list(grant.live):
            self.drop_access(token)
        if self.grants.pop(grant.token, None):
            self._by_pair[grant.client_id, grant.user.id].remove(grant)
            self._windows.pop(f"refresh token {grant.token}", None)

    def revoke_all(self) -> int:
        grants = list(self.grants.values())
        for grant in grants:
            self.revoke(grant)
        return len(grants)

    # Access tokens

    def new_access_token(self, grant: Grant) -> AccessToken:
        """Issue one; beyond the limit of active ones the oldest stops working at once."""
        now = self._clock.now()
        for old in list(grant.live.values()):
            if old.expires > now:
                break
            self.drop_access(old.token)
        scopes = frozenset(scope.lower() for scope in grant.scopes)
        token = AccessToken(new_token(), grant, scopes, now + self._quirks["access-token-lifetime"])
        self.access[token.token] = token
        grant.live[token.token] = token
        while self._quirks["token-limits"] == "on" and len(grant.live) > self._quirks["active-access-tokens"]:
            self.drop_access(next(iter(grant.live)))
            self._counters["evicted"] += 1
        return token

    def drop_access(self, token: str) -> None:
        dropped = self.access.pop(token, None)
        if dropped is not None:
            dropped.grant.live.pop(token, None)

    def evict_all(self) -> int:
        count = len(self.access)
        for token in list(self.access):
            self.drop_access(token)
        return count

    def valid_access(self, token: str) -> AccessToken | None:
        found = self.access.get(token)
        return found if found is not None and found.expires > self._clock.now() else None

    # Throttle

    def throttled(self, client_id: str, refresh_token: str | None) -> float:
        """Count one token request. Answers 0 when it may go on, else the seconds until the block ends."""
        if self._quirks["token-limits"] == "off":
            return 0.0
        keys = []
        if refresh_token and self._quirks["throttle-scope"] != "client":
            keys.append(f"refresh token {refresh_token}")
        if self._quirks["throttle-scope"] != "refresh-token" or not refresh_token:
            keys.append(f"client {client_id}")
        now = self._clock.now()
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

    def _window(self, key: str, now: float) -> _Window:
        window = self._windows.get(key)
        if window is None or (now >= window.start + THROTTLE_WINDOW and now >= window.blocked_until):
            window = self._windows[key] = _Window(now)
        return window

    def meters(self) -> list[dict]:
        """For the page: how full the windows and the sets of active tokens are. Tokens are not shown."""
        now = self._clock.now()
        rows = []
        for number, grant in enumerate(self.grants.values(), 1):
            # An exchange has no refresh token yet, so it counts for the client alone: the fuller window is the nearer limit.
            keys = (f"refresh token {grant.token}", f"client {grant.client_id}")
            windows = [self._windows[key] for key in keys if key in self._windows]
            rows.append(
                {
                    "name": f"refresh token {number}",
                    "client_id": grant.client_id,
                    "user": grant.user.email,
                    "active": sum(token.expires > now for token in grant.live.values()),
                    "active_limit": self._quirks["active-access-tokens"],
                    "requests": max((w.count for w in windows if now < w.start + THROTTLE_WINDOW), default=0),
                    "requests_limit": THROTTLE_REQUESTS,
                    "blocked": round(max([0.0, *(w.blocked_until - now for w in windows)])),
                }
            )
        return rows
