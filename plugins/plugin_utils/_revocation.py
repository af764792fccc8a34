# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""Revoking refresh tokens at Zoho, which takes their access tokens along."""

from __future__ import annotations

from ansible_collections.zoho.cliq.plugins.module_utils._errors import ZohoCliqError
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import client as oauth
from ansible_collections.zoho.cliq.plugins.module_utils._oauth.credentials import Credentials
from ansible_collections.zoho.cliq.plugins.plugin_utils._services import Services


def revoke(services: Services, credentials: Credentials) -> bool:
    """
    Revoke the refresh token of ``credentials`` and forget the access token that is cached for it.

    Returns False if Zoho says that the token was not valid any more; raises ZohoCliqError if it cannot be asked.
    """
    revoked = oauth.revoke(
        credentials.accounts_url, credentials.client, credentials.refresh_token, "refresh_token", services.http()
    )
    services.token_source(credentials).forget()
    return revoked


def revoke_or_warn(services: Services, credentials: Credentials, what: str) -> None:
    """Revoke the refresh token of ``credentials``; a failure is a warning that names ``what``."""
    try:
        revoke(services, credentials)
    except ZohoCliqError as exc:
        services.warn(f"Could not revoke {what}: {exc.message}")
