# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""Runs zoho.cliq.authorization_url: the URL at which a person consents."""

from __future__ import annotations

import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._oauth import consent, scopes
from ansible_collections.zoho.cliq.plugins.plugin_utils._consent_flow import ConsentFlow
from ansible_collections.zoho.cliq.plugins.plugin_utils._services import Services


def run(services: Services, params: t.Mapping[str, t.Any], check_mode: bool) -> dict[str, t.Any]:
    """Return the URL for the wished scopes, joined with those that a credentials file has already."""
    wanted = scopes.check(params["scopes"] or scopes.RECOMMENDED)
    stored = None
    if params["credentials_file"]:
        stored = services.stored(services.absolute(params["credentials_file"]))
        if stored is not None:
            wanted = scopes.union(stored.values["scopes"], wanted)
    data_center = services.consent_data_center(stored)
    flow = ConsentFlow(services, services.client(stored), data_center, params["redirect_uri"], wanted)
    return {
        "changed": False,
        "authorization_url": flow.url(remember=not check_mode),
        "scopes": wanted,
        "data_center": data_center.id,
        "redirect_uri": flow.redirect_uri,
        "expires_in": consent.STATE_LIFETIME_SECONDS,
    }
