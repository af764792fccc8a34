# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""Runs zoho.cliq.authorization_url: the URL at which a person consents."""

from __future__ import annotations

import os
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._errors import StateStoreError
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import consent, scopes
from ansible_collections.zoho.cliq.plugins.plugin_utils._pending_consent import PendingConsent
from ansible_collections.zoho.cliq.plugins.plugin_utils._services import Services


def run(services: Services, params: t.Mapping[str, t.Any], check_mode: bool) -> dict[str, t.Any]:
    """Return the URL for the wished scopes, joined with those that a credentials file has already."""
    wanted = scopes.check(params["scopes"] or scopes.RECOMMENDED)
    stored = None
    if params["credentials_file"]:
        stored = services.stored(services.absolute(params["credentials_file"]))
        if stored is not None:
            wanted = scopes.union(stored.values["scopes"], wanted)
    client = services.client(stored)
    data_center = services.consent_data_center(stored)
    accounts_url = services.accounts_url(data_center)
    request = consent.ConsentRequest(
        client=client,
        redirect_uri=consent.check_redirect_uri(params["redirect_uri"]),
        scopes=tuple(wanted),
        data_center=data_center.id,
    )
    nonce = os.urandom(consent.NONCE_BYTES)
    url = consent.authorization_url(
        accounts_url,
        request,
        state=consent.new_state(request, nonce=nonce),
        code_challenge=consent.code_challenge(consent.code_verifier(request, nonce)),
    )
    if not check_mode:
        try:
            PendingConsent(services.store, accounts_url, client, request.redirect_uri).remember(nonce)
        except StateStoreError as exc:
            services.warn(f"{exc.message} Without it, only the whole redirect URL can be exchanged, not its bare code.")
    return {
        "changed": False,
        "authorization_url": url,
        "scopes": wanted,
        "data_center": data_center.id,
        "redirect_uri": request.redirect_uri,
        "expires_in": consent.STATE_LIFETIME_SECONDS,
    }
