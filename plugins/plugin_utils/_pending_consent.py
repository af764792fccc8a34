# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
Consents that were asked for and not yet brought back.

A pasted redirect proves itself by its state. A bare code has none; if its URL was made on this controller with the same state
store, the nonce of that URL is found here, which the PKCE verifier needs, and the scopes that it asks for. Both are sealed, so
that nobody who can write to the store decides which scopes count as granted.
"""

from __future__ import annotations

import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._oauth.consent import STATE_LIFETIME_SECONDS
from ansible_collections.zoho.cliq.plugins.module_utils._oauth.credentials import Client
from ansible_collections.zoho.cliq.plugins.module_utils._state.seal import Sealer
from ansible_collections.zoho.cliq.plugins.module_utils._state.store import StateStore


class Asked(t.NamedTuple):
    """An authorization URL that was made: the nonce of its state, and the scopes that it asks for."""

    nonce: bytes
    scopes: tuple[str, ...]


class PendingConsent:
    """The newest consent that was asked for with one client and one redirect URI."""

    def __init__(self, store: StateStore, accounts_url: str, client: Client, redirect_uri: str) -> None:
        self._store = store
        self._sealer = Sealer(accounts_url, client.client_id, client.client_secret, "")
        self._key = "consent-" + self._sealer.keyed_hash("pending consent", redirect_uri)

    def remember(self, asked: Asked) -> None:
        """Keep an authorization URL as long as it is good for."""
        plain = {"nonce": asked.nonce.hex(), "scopes": list(asked.scopes)}
        self._store.put(self._key, self._sealer.seal(plain), STATE_LIFETIME_SECONDS)

    def newest(self) -> Asked | None:
        """Return the newest authorization URL, or None if there is none or it is too old."""
        sealed = self._store.get(self._key)
        plain = None if sealed is None else self._sealer.unseal(sealed)
        return None if plain is None else Asked(bytes.fromhex(plain["nonce"]), tuple(plain["scopes"]))

    def forget(self) -> None:
        """Drop the URL: its consent was used."""
        self._store.delete(self._key)
