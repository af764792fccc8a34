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
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import datacenters
from ansible_collections.zoho.cliq.plugins.module_utils._oauth.credentials import Credentials
from ansible_collections.zoho.cliq.plugins.plugin_utils._services import Services


def revoke(services: Services, credentials: Credentials, consent_data_center: str | None) -> bool:
    """
    Revoke the refresh token of ``credentials`` and forget the access token that is cached for it.

    Some pages of Zoho say that this is asked in the data center of the user, others in that of the application, which is
    where the consent began: the first is asked first. Returns False if both say that the token is not valid (any more);
    raises ZohoCliqError if Zoho cannot be asked.
    """
    urls = [credentials.accounts_url]
    if consent_data_center is not None:
        urls.append(services.accounts_url(datacenters.get(consent_data_center)))
    revoked = any(
        oauth.revoke(url, credentials.client, credentials.refresh_token, "refresh_token", services.http())
        for url in dict.fromkeys(urls)
    )
    services.token_source(credentials).forget()
    return revoked


def revoke_or_warn(services: Services, credentials: Credentials, consent_data_center: str | None, what: str) -> None:
    """Revoke the refresh token of ``credentials``; a failure is a warning that names ``what``."""
    try:
        revoke(services, credentials, consent_data_center)
    except ZohoCliqError as exc:
        services.warn(f"Could not revoke {what}: {exc.message}")
