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

from ..faults.points import passing
from ..quirks.catalog import Quirks
from ..world.clock import Clock
from ..world.model import Client, User
from .limits import THROTTLE_REQUESTS, Limits

_LETTERS = "BCDFGHJKLMNPQRSTVWXZ"  # of user codes: no vowels, hence no words


def new_token(client_id: str) -> str:
    """Codes, refresh tokens and access tokens all look like this; those of devices begin with 1004 as their client does."""
    kind = "1004" if client_id.startswith("1004.") else "1000"
    return f"{kind}.{secrets.token_hex(16)}.{secrets.token_hex(16)}"


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


@dataclass(eq=False)
class DeviceRequest:
    """What a device asked for, until somebody decided in a browser and the device has fetched its tokens."""

    device_code: str
    user_code: str
    client: Client
    data_center: str
    scopes: tuple[str, ...]
    offline: bool
    force_consent: bool
    expires: float
    user: User | None = None  # who consented
    denied: bool = False
    polled: dict[str, float] = field(default_factory=dict)  # data center -> when it was asked last


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
        self.devices: dict[str, DeviceRequest] = {}  # by device code
        self.limits = Limits(self._clock, self._quirks, self._counters)

    # Codes

    def new_code(
        self, client: Client, user: User, scopes: tuple[str, ...], lifetime: float | None = None, **more: Any
    ) -> str:
        value = new_token(client.client_id)
        with passing("code-made", user.email):
            seconds = self._quirks["code-lifetime"] if lifetime is None else lifetime
            self.codes[value] = Code(client.client_id, user, scopes, self._clock.steady() + seconds, **more)
        return value

    # Devices

    def new_device_request(self, client: Client, data_center: str, lifetime: float, **more: Any) -> DeviceRequest:
        """A device code for the device, and a user code for the person."""
        user_code = "".join(secrets.choice(_LETTERS) for _number in range(8))
        expires = self._clock.steady() + lifetime
        asked = DeviceRequest(new_token(client.client_id), user_code, client, data_center, expires=expires, **more)
        self.devices[asked.device_code] = asked
        return asked

    def device_request_of(self, user_code: str) -> DeviceRequest | None:
        """The request that waits for a decision under this user code."""
        wanted = user_code.strip().upper()
        now = self._clock.steady()
        for asked in self.devices.values():
            if asked.user_code == wanted and asked.expires > now and asked.user is None and not asked.denied:
                return asked
        return None

    # Grants

    def has_refresh_token(self, client_id: str, user: User) -> bool:
        return bool(self._by_pair.get((client_id, user.id)))

    def gives_refresh_token(self, client_id: str, user: User, offline: bool, force_consent: bool) -> bool:
        """For access_type=offline the first time; after that only with prompt=consent."""
        return offline and (force_consent or not self.has_refresh_token(client_id, user))

    def no_room_for_refresh_token(self, client_id: str, user: User) -> bool:
        """Is one more refused? By default it is not, and the oldest one makes room."""
        if self._quirks["token-limits"] == "off" or self._quirks["refresh-token-overflow"] == "oldest-deleted":
            return False
        return len(self._counted_with(client_id, user)) >= self._quirks["refresh-tokens"]

    def new_refresh_token(self, client_id: str, user: User, scopes: tuple[str, ...]) -> Grant:
        """Issue one; beyond the limit the oldest disappears without a word, and its access tokens with it."""
        grant = Grant(new_token(client_id), client_id, user, scopes)
        with passing("refresh-token-made", user.email):
            self.grants[grant.token] = grant
            self._by_pair.setdefault((client_id, user.id), []).append(grant)
            if self._quirks["token-limits"] == "on":
                for oldest in self._counted_with(client_id, user)[: -self._quirks["refresh-tokens"]]:
                    self.revoke(oldest)
        return grant

    def _counted_with(self, client_id: str, user: User) -> list[Grant]:
        """The refresh tokens that share one limit, oldest first."""
        if self._quirks["refresh-token-scope"] == "user":
            return [grant for grant in self.grants.values() if grant.user is user]
        return list(self._by_pair.get((client_id, user.id), ()))

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
            self.limits.forget(grant.token)

    def revoke_all(self, user_id: str | None = None) -> int:
        """All refresh tokens, or those of one user."""
        grants = [grant for grant in self.grants.values() if user_id in (None, grant.user.id)]
        for grant in grants:
            self.revoke(grant)
        return len(grants)

    # Access tokens

    def new_access_token(self, grant: Grant) -> AccessToken:
        """Issue one; beyond the limit of active ones the oldest stops working at once."""
        with passing("token-minted", grant.user.email):
            return self._new_access_token(grant)

    def _new_access_token(self, grant: Grant) -> AccessToken:
        now = self._clock.steady()
        for old in list(grant.live.values()):
            if old.expires > now:
                break
            self.drop_access(old.token)
        scopes = frozenset(scope.lower() for scope in grant.scopes)
        token = AccessToken(new_token(grant.client_id), grant, scopes, now + self._quirks["access-token-lifetime"])
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

    def evict_all(self, user_id: str | None = None) -> int:
        """All access tokens, or those of one user."""
        evicted = [token for token, access in self.access.items() if user_id in (None, access.grant.user.id)]
        for token in evicted:
            self.drop_access(token)
        return len(evicted)

    def valid_access(self, token: str) -> AccessToken | None:
        found = self.access.get(token)
        return found if found is not None and found.expires > self._clock.steady() else None

    def meters(self) -> list[dict]:
        """For the page: how full the windows and the sets of active tokens are. Tokens are not shown."""
        now = self._clock.steady()
        rows = []
        for number, grant in enumerate(self.grants.values(), 1):
            # An exchange has no refresh token yet, so it counts for the client alone: the fuller window is the nearer limit.
            requests, blocked = self.limits.fullest(grant.token, grant.client_id)
            rows.append(
                {
                    "name": f"refresh token {number}",
                    "client_id": grant.client_id,
                    "user": grant.user.email,
                    "active": sum(token.expires > now for token in grant.live.values()),
                    "active_limit": self._quirks["active-access-tokens"],
                    "requests": requests,
                    "requests_limit": THROTTLE_REQUESTS,
                    "blocked": round(blocked),
                }
            )
        return rows
