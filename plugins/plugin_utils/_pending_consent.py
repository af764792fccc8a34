# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
Consents that were asked for and not yet brought back.

A pasted redirect proves itself by its state. A bare code has none; if its URL was made on this controller with the same state
store, the nonce of that URL is found here, which the PKCE verifier needs.
"""

from __future__ import annotations

from ansible_collections.zoho.cliq.plugins.module_utils._oauth.consent import STATE_LIFETIME_SECONDS
from ansible_collections.zoho.cliq.plugins.module_utils._oauth.credentials import Client
from ansible_collections.zoho.cliq.plugins.module_utils._state.seal import Sealer
from ansible_collections.zoho.cliq.plugins.module_utils._state.store import StateStore


class PendingConsent:
    """The newest consent that was asked for with one client and one redirect URI."""

    def __init__(self, store: StateStore, accounts_url: str, client: Client, redirect_uri: str) -> None:
        self._store = store
        sealer = Sealer(accounts_url, client.client_id, client.client_secret, "")
        self._key = "consent-" + sealer.keyed_hash("pending consent", redirect_uri)

    def remember(self, nonce: bytes) -> None:
        """Keep the nonce as long as its authorization URL is good for."""
        self._store.put(self._key, nonce, STATE_LIFETIME_SECONDS)

    def nonce(self) -> bytes | None:
        """Return the nonce of the newest authorization URL, or None if there is none or it is too old."""
        return self._store.get(self._key)

    def forget(self) -> None:
        """Drop the nonce: its consent was used."""
        self._store.delete(self._key)
