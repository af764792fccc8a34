# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is not certain about Zoho Accounts."""

from __future__ import annotations

from .kinds import choice, number

QUIRKS = (
    choice("token-limits", "on off", "limits of Zoho Accounts: token throttle, active access tokens, refresh tokens"),
    choice("throttle-scope", "both refresh-token client", "what the ten token requests are counted for"),
    choice("throttle-status", "400 200", "HTTP status of the throttle answer"),
    choice("throttle-body", "continuous creation", "which documented wording the throttle answer has"),
    choice("throttle-block", "rest next", "blocked for the rest of the ten minutes, or for the next ten minutes"),
    number("active-access-tokens", 10, "live access tokens per refresh token (10, 15, 30 documented)"),
    number("refresh-tokens", 20, "refresh tokens per user and client before the oldest is deleted"),
    number("access-token-lifetime", 3600, "seconds an access token lives"),
    number("code-lifetime", 120, "seconds an authorization code lives (60, 120 and 180 are documented)"),
    choice("code-limit", "off on", "ten authorization codes per client in ten minutes, then the roadblock page"),
    choice("token-error-status", "200 400", "HTTP status of the errors of the token endpoint"),
    choice("wrong-data-center", "invalid_client invalid_code", "error of another data center than the user's"),
    choice("pkce-error", "invalid_code invalid_client invalid_client_secret", "error for a wrong code_verifier"),
    choice("expires-in", "seconds legacy", "legacy: expires_in_sec in seconds and expires_in in milliseconds"),
    choice("api-domain", "wire docs", "api_domain as captured (www.zohoapis), or of the docs (api.zoho)"),
    choice("token-scope", "present absent", "whether token answers carry `scope`"),
    choice("scope-separator", "comma any", "what separates scopes in an authorization URL; any: spaces too"),
    choice("denial-parameters", "state none all", "what accompanies error=access_denied; all: location, server too"),
    choice("trailing-ampersand", "on off", "whether the redirect of a consent ends with &"),
    choice("remember-consent", "on off", "no page when consented before, unless prompt=consent"),
)
