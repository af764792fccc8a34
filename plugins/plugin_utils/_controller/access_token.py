# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""Runs zoho.cliq.access_token: a token that is valid for long enough, refreshed only if need be."""

from __future__ import annotations

import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput
from ansible_collections.zoho.cliq.plugins.plugin_utils._services import Services

# Zoho's tokens live for an hour.
LONGEST_MIN_VALIDITY = 3600


def checked_min_validity(value: int) -> int:
    """Return ``value`` (seconds) if a token of Zoho can have that much time left; raises InvalidInput."""
    if not 0 <= value <= LONGEST_MIN_VALIDITY:
        raise InvalidInput(
            f"min_validity is {value} seconds: give 0 to {LONGEST_MIN_VALIDITY}, because Zoho's tokens live for an hour."
        )
    return value


def run(services: Services, params: t.Mapping[str, t.Any], check_mode: bool) -> dict[str, t.Any]:
    """Return the token; in check mode only say whether a token request would be sent."""
    min_validity = checked_min_validity(params["min_validity"])
    source = services.token_source()
    data_center = source.credentials.data_center
    result: dict[str, t.Any] = {
        "data_center": data_center.id,
        "api_url": services.api_url(data_center),
    }
    token = source.usable(min_validity) if check_mode else source.get(min_validity)
    if token is None:
        return {**result, "changed": True}
    return {
        **result,
        "changed": source.refreshed,
        "access_token": token.access_token,
        "expires_in": int(token.remaining()),
        "scopes": list(token.scopes),
        "token_type": "Zoho-oauthtoken",
    }
