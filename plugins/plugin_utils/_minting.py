# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
The ledger of token requests: no request to Zoho's token endpoint without a slot that was taken before.

Zoho allows 10 access tokens in 10 minutes, per refresh token and per client (Zoho Accounts, "Token limits"), and locks out for
the rest of the ten minutes. The ledger stays below, whatever else fails.
"""

from __future__ import annotations

import contextlib
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._errors import (
    ConnectFailed,
    LockLost,
    StateStoreError,
    Throttled,
)
from ansible_collections.zoho.cliq.plugins.module_utils._oauth.credentials import Client
from ansible_collections.zoho.cliq.plugins.module_utils._state.seal import Sealer
from ansible_collections.zoho.cliq.plugins.module_utils._state.store import Reservation, StateStore

LIMIT = 8
WINDOW = 600.0
COOL_DOWN = 600.0
# A request without a recorded end counts as ended after this time, or four times its deadline if that is longer.
HOLD = 120.0


class MintLedger:
    """
    Counts the token requests of one client, and of one of its refresh tokens.

    ``refresh_token`` is None for an exchange, which has none yet.
    """

    def __init__(self, store: StateStore, accounts_url: str, client: Client, refresh_token: str | None) -> None:
        self._store = store
        of_client = Sealer(accounts_url, client.client_id, client.client_secret, "")
        self._client_ledger = "mint-client-" + of_client.keyed_hash("mint", "client")
        self._ledgers = [self._client_ledger]
        if refresh_token is not None:
            of_token = Sealer(accounts_url, client.client_id, client.client_secret, refresh_token)
            self._ledgers.append("mint-token-" + of_token.keyed_hash("mint", "refresh token"))

    def check(self) -> None:
        """Raise Throttled if a cool-down is on."""
        blocked = self._store.blocked(self._client_ledger)
        if blocked is not None:
            raise _throttled(blocked[0], "Zoho refused further token requests for this client")

    @contextlib.contextmanager
    def slot(self, timeout: float) -> t.Iterator[None]:
        """Hold a slot while a token request with this deadline (seconds) is under way; raises Throttled if there is none."""
        self.check()
        taken: list[tuple[str, Reservation]] = []
        try:
            for ledger in self._ledgers:
                reservation = self._store.reserve(ledger, limit=LIMIT, window=WINDOW, hold=max(HOLD, 4 * timeout))
                if not reservation.granted:
                    for earlier, given in taken:
                        self._store.release(earlier, str(given.slot))
                    taken = []
                    raise _throttled(reservation.wait, f"{LIMIT} token requests were sent in the last 10 minutes")
                taken.append((ledger, reservation))
            yield
        except (ConnectFailed, LockLost):
            # Nothing was sent.
            for ledger, given in taken:
                self._store.release(ledger, str(given.slot))
            taken = []
            raise
        except Throttled as exc:
            if taken:
                self._store.block(self._client_ledger, COOL_DOWN, exc.message)
            raise
        finally:
            # A slot that cannot be settled lapses by itself, and must not hide what became of the request.
            with contextlib.suppress(StateStoreError):
                for ledger, given in taken:
                    self._store.settle(ledger, str(given.slot))


def _throttled(wait: float, why: str) -> Throttled:
    return Throttled(
        f"No token is requested for another {max(1, int(wait))} seconds: {why}, and Zoho locks a client out that asks for more "
        "than 10 in 10 minutes. Reuse one state store for all runs; several jobs with stores of their own add up.",
        retry_after=wait,
    )
