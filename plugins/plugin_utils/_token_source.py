# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
Where access tokens come from: the state store's sealed cache, and one refresh for everybody who waits for it.

The warm path, a cached token with enough time left, imports neither requests nor anything that needs it.
"""

from __future__ import annotations

import contextlib
import json
import time
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._errors import (
    LockLost,
    OAuthError,
    OutcomeUnknown,
    StateStoreError,
    Throttled,
    ZohoCliqError,
)
from ansible_collections.zoho.cliq.plugins.module_utils._oauth.credentials import Credentials
from ansible_collections.zoho.cliq.plugins.module_utils._state import clock
from ansible_collections.zoho.cliq.plugins.module_utils._state.seal import Sealer
from ansible_collections.zoho.cliq.plugins.module_utils._state.store import Lease, StateStore
from ansible_collections.zoho.cliq.plugins.module_utils._state.tokens import CachedToken
from ansible_collections.zoho.cliq.plugins.plugin_utils._minting import MintLedger
from ansible_collections.zoho.cliq.plugins.plugin_utils._signals import postponed_signals

if t.TYPE_CHECKING:
    from ansible_collections.zoho.cliq.plugins.module_utils._http import HttpOptions
    from ansible_collections.zoho.cliq.plugins.module_utils._oauth.answers import TokenAnswer

# Zoho's access tokens live for an hour; a cached one is kept a little longer, so that its age can still be told.
CACHE_SECONDS = 2 * 3600.0
# Everybody who queued behind a failed refresh gets its error instead of trying in turn.
FAILURE_SECONDS = 30.0
# If Cliq refuses a token and soon after also the one that replaced it, the cause is none that another token could mend.
REFUSED_SECONDS = 600.0
FRESH_SECONDS = 60.0
# Codes of failures that pass by themselves; meanwhile a token with little time left is better than none.
PASSING = frozenset(
    {"throttled", "outcome_unknown", "connect_failed", "server_error", "lock_timeout", "lock_lost", "state_store"}
)
# Where a dead holder does not give the lock back, others have it this much later (seconds) than its request can last.
LEASE_MARGIN = 10.0
# A process that was halted for so long that it lost the lock queues up again, but not for ever.
_LOCKS_AT_MOST = 3

# The tokens that this process has used last, for when the store cannot be read or has lost them; by the identity of their
# credentials.
_AT_HAND: dict[str, CachedToken] = {}


class TokenSource:
    """The access tokens of one set of credentials."""

    def __init__(self, credentials: Credentials, store: StateStore, options: t.Callable[[], HttpOptions]) -> None:
        self.credentials = credentials
        self._store = store
        self._options = options
        client = credentials.client
        self.sealer = Sealer(
            credentials.accounts_url, client.client_id, client.client_secret, credentials.refresh_token
        )
        self.identity = self.sealer.index
        self._key = f"token-{self.sealer.index}"
        self._failure_key = f"failure-{self.sealer.index}"
        self._replacement_key = f"replacement-{self.sealer.index}"
        self.refreshed = False
        self._seen: tuple[object, CachedToken | None] = (None, None)

    def cached(self) -> CachedToken | None:
        """Return the cached token, however old, or None."""
        version = self._store.version(self._key)
        if version is None or version != self._seen[0]:
            self._seen = (version, self._read())
        return self._seen[1]

    def _read(self) -> CachedToken | None:
        data = self._store.get(self._key)
        plain = None if data is None else self.sealer.unseal(data)
        return None if plain is None else CachedToken.from_dict(plain)

    def usable(self, min_validity: float) -> CachedToken | None:
        """
        Return the cached token if it has at least ``min_validity`` seconds left, and is valid at all.

        A token that never had as much as that is used for half of its life: no other would be better. While the store cannot be
        read, it is the last one that this process has used; raises StateStoreError if there is none.
        """
        try:
            token = self.cached()
        except StateStoreError:
            token = _AT_HAND.get(self.identity)
            if token is None:
                raise
        if token is None:
            return None
        needed = min_validity if min_validity < token.expires_in else token.expires_in / 2
        return token if token.remaining() >= max(needed, 1) else None

    def get(self, min_validity: float) -> CachedToken:
        """
        Return a token with at least ``min_validity`` seconds left, refreshing it if need be.

        While Zoho cannot be asked (its throttle, a broken network), a token that is valid for less is used. Raises
        OAuthError, Throttled or another ZohoCliqError.
        """
        token = self.usable(min_validity) or self._renew(lambda: self.usable(min_validity))
        _AT_HAND[self.identity] = token
        return token

    def renew(self) -> CachedToken:
        """
        Request a token whatever is cached, which shows whether Zoho honours the refresh token.

        Raises ZohoCliqError, with a code in ``PASSING`` if Zoho could not be asked.
        """
        return self._renewed(lambda: None)

    def honoured(self) -> bool:
        """Ask Zoho whether it honours the refresh token; raises ZohoCliqError as ``renew`` does if it does not tell."""
        try:
            self.renew()
        except ZohoCliqError as exc:
            if exc.code == "invalid_code":
                return False
            raise
        return True

    def replacement(self, refused: str) -> CachedToken:
        """
        Return another token than ``refused``, which Cliq did not accept.

        Only one of those who were refused with the same token asks Zoho. Raises OAuthError if the refused token had itself
        replaced a refused one less than a minute ago.
        """

        if (at_hand := _AT_HAND.get(self.identity)) and at_hand.access_token == refused:
            del _AT_HAND[self.identity]

        def other() -> CachedToken | None:
            token = self.usable(1)
            if token is None or token.access_token != refused:
                return token
            if self._store.get(self._replacement_key) == token.fingerprint().encode():
                self._remember_failure(_replacement_refused(), REFUSED_SECONDS)
                self._store.delete(self._key)
                raise _replacement_refused()
            return None

        token = self._renew(other, refused=refused)
        _AT_HAND[self.identity] = token
        return token

    def remember(self, token: CachedToken, lease: Lease | None = None) -> None:
        """Put a token into the cache, sealed; with a ``lease`` only if there is none of somebody who got the lock later."""
        self._store.put(self._key, self.sealer.seal(token.to_dict()), CACHE_SECONDS, lease=lease)
        self._store.delete(self._failure_key)

    def keep(self, answer: TokenAnswer, issued: dict[str, t.Any], scopes: tuple[str, ...]) -> CachedToken:
        """Put the token of an answer into the cache; ``issued`` is the stamp of when its request was sent."""
        token = self._made(answer, issued, scopes)
        self.remember(token)
        return token

    def _made(self, answer: TokenAnswer, issued: dict[str, t.Any], scopes: tuple[str, ...]) -> CachedToken:
        return CachedToken(
            access_token=answer.access_token,
            expires_in=answer.expires_in,
            issued=issued,
            scopes=scopes,
            api_domain=answer.api_domain,
            data_center=self.credentials.data_center.id,
        )

    def forget(self) -> None:
        """Take the token out of the cache."""
        _AT_HAND.pop(self.identity, None)
        self._store.delete(self._key)

    def _renew(self, good_enough: t.Callable[[], CachedToken | None], refused: str | None = None) -> CachedToken:
        """Renew the token; while Zoho cannot be asked, one that is still valid will do, unless it is ``refused``."""
        try:
            return self._renewed(good_enough, refused)
        except ZohoCliqError as exc:
            token = self._still_valid() if exc.code in PASSING else None
            if token is None or token.access_token == refused:
                raise
            return token

    def _still_valid(self) -> CachedToken | None:
        """Return the cached token, or else the last one that this process has used, if it is valid at all."""
        with contextlib.suppress(StateStoreError):
            if (token := self.usable(1)) is not None:
                return token
        token = _AT_HAND.get(self.identity)
        return token if token is not None and token.remaining() >= 1 else None

    def _renewed(self, good_enough: t.Callable[[], CachedToken | None], refused: str | None = None) -> CachedToken:
        """Refresh under the lock, unless ``good_enough`` finds a token there: somebody else may have been faster."""
        for _lock in range(_LOCKS_AT_MOST - 1):
            try:
                return self._renewed_once(good_enough, refused)
            except LockLost:
                continue
        return self._renewed_once(good_enough, refused)

    def _renewed_once(self, good_enough: t.Callable[[], CachedToken | None], refused: str | None) -> CachedToken:
        options = self._options()
        lease_seconds = options.longest + LEASE_MARGIN
        with self._store.lock("token", self._key, timeout=_lock_timeout(options), lease=lease_seconds) as lease:
            token = good_enough()
            if token is not None:
                return token
            self._raise_remembered_failure()
            return self._refresh(options, lease, refused)

    def _refresh(self, options: HttpOptions, lease: Lease, refused: str | None) -> CachedToken:
        # Imported here, because only a refresh needs requests, which takes longer to import than a cached token to read.
        from ansible_collections.zoho.cliq.plugins.module_utils._oauth import client as oauth

        credentials = self.credentials
        # Made here, because its keys take as long to derive as a cached token to find.
        ledger = MintLedger(self._store, credentials.accounts_url, credentials.client, credentials.refresh_token)
        try:
            with ledger.slot(options.timeout), postponed_signals():
                issued = clock.stamp()
                answer = oauth.refresh(
                    credentials.accounts_url,
                    credentials.client,
                    credentials.refresh_token,
                    options,
                    # Nobody else may send a request before this one has been answered, or has failed.
                    lambda: lease.check(options.timeout),
                )
                token = self._made(answer, issued, answer.scopes or credentials.scopes)
                # Whoever is late, or has lost the store meanwhile, has a good token all the same.
                with contextlib.suppress(StateStoreError):
                    self.remember(token, lease)
                    if refused is not None:
                        mark = token.fingerprint().encode()
                        self._store.put(self._replacement_key, mark, FRESH_SECONDS, lease=lease)
        except (Throttled, StateStoreError):
            raise
        except OutcomeUnknown as exc:
            # Nothing hangs on whether Zoho made a token that nobody got, so to the caller this is a plain failure.
            self._note_failure(exc, lease)
            raise OAuthError(exc.message, code=exc.code, status=exc.status) from exc
        except ZohoCliqError as exc:
            self._note_failure(exc, lease)
            raise
        self.refreshed = True
        return token

    def _note_failure(self, error: ZohoCliqError, lease: Lease) -> None:
        """Keep a failure for those who wait behind it; behind one who is late nobody waits, and another may have succeeded."""
        if lease.remaining() <= 0:
            return
        with contextlib.suppress(StateStoreError):
            if error.code == "invalid_code":
                # A revoked refresh token has taken its access tokens with it.
                self.forget()
            self._remember_failure(error, FAILURE_SECONDS)

    def _remember_failure(self, error: ZohoCliqError, seconds: float) -> None:
        data = {**error.failure(), "until": time.time() + seconds}
        self._store.put(self._failure_key, json.dumps(data).encode(), seconds)

    def _raise_remembered_failure(self) -> None:
        data = self._store.get(self._failure_key)
        if data is None:
            return
        try:
            failure = json.loads(data)
            seconds = min(float(failure["until"]) - time.time(), REFUSED_SECONDS)
            message, code, status = str(failure["message"]), str(failure["code"]), failure["status"]
        except (ValueError, KeyError, TypeError):
            return
        if seconds > 0:
            raise OAuthError(
                f"{message} This answer is remembered for another {int(seconds) + 1} s.", code=code, status=status
            )


def _replacement_refused() -> OAuthError:
    return OAuthError(
        "Cliq refuses an access token, and also the fresh one that Zoho issued in its place, so that no other is requested for "
        "10 minutes. Check that the data center of the credentials is that of the API, and that nobody revoked them.",
        code="token_refused",
    )


def _lock_timeout(options: HttpOptions) -> float:
    """Return the seconds to wait for the lock: longer than the holder's request can take, with its connection attempts."""
    from ansible_collections.zoho.cliq.plugins.module_utils import _http

    return (options.timeout + _http.CONNECT_RETRY_PAUSE) * _http.CONNECT_ATTEMPTS + 30.0
