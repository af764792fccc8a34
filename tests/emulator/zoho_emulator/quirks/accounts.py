# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is not certain about Zoho Accounts."""

from __future__ import annotations

from .kinds import choice, number

_AUTHORIZATION = (
    choice("authorize-error-status", "400 200", "HTTP status of the error pages of the authorize endpoint"),
    choice(
        "response-type-error",
        "invalid-client error-occurred",
        "page for a wrong response_type; or 500, An error occurred",
    ),
    choice("scope-separator", "comma any", "what separates scopes; any: spaces too"),
    choice("scope-case", "ignored heeded", "whether scopes must be written as Zoho's documents write them"),
    choice("denial-parameters", "state none all", "what accompanies error=access_denied; all: location, server too"),
    choice("trailing-ampersand", "on off", "whether the redirect of a consent ends with &"),
    choice("fragment-state", "first absent", "where state is in the fragment that a client-based app gets"),
    choice("remember-consent", "on off", "no page when consented before, unless prompt=consent"),
    number("code-lifetime", 120, "seconds an authorization code lives (60, 120 and 180 are documented)"),
    choice(
        "code-limit", "client user minute off", "codes: 10 in ten minutes per client or user, or 4 a minute and a block"
    ),
    choice("code-limit-answer", "page redirect", "too many codes: the roadblock page, or error=access_denied"),
)

_TOKENS = (
    choice("token-error-status", "200 400", "HTTP status of the errors of the token endpoint"),
    choice("bad-request-body", "html empty", "body of the 400 for a missing grant_type or another method than POST"),
    choice("grant-type-error", "invalid_client invalid_code", "error for an unknown grant_type"),
    choice("wrong-data-center", "invalid_client invalid_code", "error of another data center than the user's"),
    choice("pkce-error", "invalid_code invalid_client invalid_client_secret", "error for a wrong code_verifier"),
    choice("pkce-secret", "required optional", "whether a code with PKCE can be exchanged without the client secret"),
    choice("expires-in", "seconds legacy", "legacy: expires_in_sec in seconds and expires_in in milliseconds"),
    choice("api-domain", "wire docs", "api_domain as captured (www.zohoapis), or of the docs (api.zoho)"),
    choice(
        "token-scope", "present exchange absent", "which token answers carry `scope`: all, those of an exchange, none"
    ),
    choice("client-credentials-path", "token auth both", "path of that grant: /oauth/v2/token, or /oauth/v2/auth"),
    choice("client-credentials-org", "unneeded needed", "whether that grant needs soid=ZohoCliq.{organization}"),
    choice("id-token-key", "kid key_id", "name under which the head of an id_token has its key"),
    number("access-token-lifetime", 3600, "seconds an access token lives"),
)

_LIMITS = (
    choice("token-limits", "on off", "all limits of Zoho Accounts: throttle, codes, access tokens, refresh tokens"),
    choice("throttle-scope", "both refresh-token client", "what the ten token requests are counted for"),
    choice("throttle-counts", "granted every", "whether token requests that end with an error count, too"),
    choice("throttle-status", "400 200", "HTTP status of the throttle answer"),
    choice("throttle-body", "continuous creation", "which documented wording the throttle answer has"),
    choice("throttle-block", "rest next", "blocked for the rest of the ten minutes, or for the next ten minutes"),
    number("active-access-tokens", 10, "live access tokens per refresh token (10, 15, 30 documented)"),
    number("refresh-tokens", 20, "refresh tokens before the oldest is deleted"),
    choice("refresh-token-scope", "user-and-client user", "what the refresh tokens are counted for"),
    choice(
        "refresh-token-overflow",
        "oldest-deleted access-denied",
        "one refresh token too many: the oldest goes, or an error",
    ),
    choice(
        "refresh-token-rate",
        "off minute user client",
        "new ones: 5 a minute; in ten, 10 per user and client, 20 per client",
    ),
)

_OTHERS = (
    choice("revoke-endpoints", "both new old", "which of /oauth/v2/revoke/token and /oauth/v2/token/revoke there is"),
    choice(
        "revoke-token-type", "refresh_token required", "/oauth/v2/revoke/token without token_type: its default, or 400"
    ),
    choice(
        "revoke-data-center", "any app user", "data center that revokes: any, the home of the app, that of the user"
    ),
    choice("revoke-answer", "empty json", "body of the 200 of /oauth/v2/revoke/token"),
    choice("serverinfo-result", "success boolean", "value of `result` in /oauth/serverinfo: success, or true"),
    choice("device-times", "milliseconds seconds", "unit of interval and expires_in in the answer of the device flow"),
    number("device-interval", 30, "seconds between two polls of a device, and the interval it is told"),
    choice("device-complete-url", "absent present", "whether verification_uri_complete is answered, too"),
)

QUIRKS = _AUTHORIZATION + _TOKENS + _LIMITS + _OTHERS
