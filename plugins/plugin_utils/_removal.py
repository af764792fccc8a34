# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The end of credentials: every refresh token that is known here is revoked, and every file of them removed."""

from __future__ import annotations

from ansible_collections.zoho.cliq.plugins.plugin_utils._credentials_file import Stored
from ansible_collections.zoho.cliq.plugins.plugin_utils._exchange import recorded_credentials
from ansible_collections.zoho.cliq.plugins.plugin_utils._exchange_journal import Exchange, Journal
from ansible_collections.zoho.cliq.plugins.plugin_utils._place import Place
from ansible_collections.zoho.cliq.plugins.plugin_utils._replaced_tokens import ReplacedTokens
from ansible_collections.zoho.cliq.plugins.plugin_utils._revocation import revoke
from ansible_collections.zoho.cliq.plugins.plugin_utils._services import Services

_ACCOUNTS_PAGE = "see the accounts page of the user, under Sessions, Connected Apps."


class Removal:
    """Removes the credentials file ``path``, which says what is in ``stored``, and what lies beside it."""

    def __init__(self, services: Services, path: str, stored: Stored | None) -> None:
        self._services = services
        self._path = path
        self._stored = stored
        self._journal = Journal(path, services.vault, None)
        self._unfinished = self._journal.read()
        self._replaced = ReplacedTokens(services, path)

    def needed(self) -> bool:
        """Tell whether there is anything to revoke or to remove."""
        return self._stored is not None or self._unfinished is not None or self._replaced.pending(None)

    def do(self) -> bool:
        """
        Revoke first, remove then; tell whether Zoho has revoked a token.

        Raises ZohoCliqError if Zoho cannot be asked about the token of the file, which stays then.
        """
        revoked = self._replaced.revoke(self._stored)
        if self._unfinished is not None:
            revoked |= self._revoke_unfinished(self._unfinished)
        if self._stored is not None:
            revoked |= self._revoke_stored(self._stored)
        self._services.store.check_locks()
        Place(self._path).remove()
        self._journal.end()
        return revoked

    def _revoke_stored(self, stored: Stored) -> bool:
        credentials = self._services.credentials_of(stored)
        if revoke(self._services, credentials, stored.values.get("consent_data_center")):
            return True
        self._services.warn(
            "Zoho says that the refresh token was not valid any more, so that there was nothing to revoke. If that is "
            f"unexpected, {_ACCOUNTS_PAGE}"
        )
        return False

    def _revoke_unfinished(self, unfinished: Exchange) -> bool:
        """Revoke what an interrupted exchange may have brought, or say that nobody here can."""
        if unfinished.can_be_completed:
            client = self._services.client(self._stored)
            credentials = recorded_credentials(self._services, unfinished, client)
            if credentials is not None:
                return revoke(self._services, credentials, unfinished.request["consent_data_center"])
        self._services.warn(
            "An exchange was interrupted before its answer could be read, so a refresh token may exist that nobody can revoke "
            f"here: {_ACCOUNTS_PAGE}"
        )
        return False
