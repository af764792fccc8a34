# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
A client: Authlib. It consents with state and PKCE, exchanges the code, refreshes, calls Cliq and revokes.

JSON on standard input says where and with what, JSON on standard output what came of it.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from authlib.common.errors import AuthlibBaseError
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session
from consent import press

# The emulator speaks http, on loopback only.
os.environ["AUTHLIB_INSECURE_TRANSPORT"] = "1"


def zohos_word_for_the_kind_of_token(url: str, headers: Any, body: str) -> tuple[str, Any, str]:
    """Peculiarity: what RFC 7009 calls token_type_hint, and makes a hint, is token_type at Zoho and must be right."""
    return url, headers, body.replace("token_type_hint=", "token_type=")


def run(given: dict[str, Any]) -> dict[str, Any]:
    client = given["client"]
    accounts = given["accounts_url"]
    spoil = given.get("spoil")
    # Peculiarity: scopes are separated by commas. They are not given to the session, which would repeat them in a refresh.
    session = OAuth2Session(
        client["client_id"],
        client["client_secret"],
        redirect_uri=client["redirect_uri"],
        code_challenge_method="S256",
        token_endpoint_auth_method=given["authentication"],
    )
    session.register_compliance_hook("revoke_token_request", zohos_word_for_the_kind_of_token)
    verifier = generate_token(48)
    url, state = session.create_authorization_url(
        f"{accounts}/oauth/v2/auth",
        code_verifier=verifier,
        scope=given["scope"],
        access_type="offline",
        prompt="consent",
    )
    redirect = press(url)
    token = session.fetch_token(
        f"{accounts}/oauth/v2/token",
        authorization_response=redirect,
        state="another" if spoil == "state" else state,
        code_verifier=generate_token(48) if spoil == "verifier" else verifier,
    )
    result = {"token": dict(token), "status": session.get(given["channels_url"]).status_code}
    refreshed = session.refresh_token(f"{accounts}/oauth/v2/token")
    result["refreshed"] = dict(refreshed)
    result["refreshed_status"] = session.get(given["channels_url"]).status_code

    revoke_url = f"{accounts}/oauth/v2/revoke/token"
    revoked = session.revoke_token(revoke_url, token=token["access_token"], token_type_hint="access_token")
    session.token = token
    result["access_token_revoked"] = [revoked.status_code, session.get(given["channels_url"]).status_code]
    revoked = session.revoke_token(revoke_url, token=token["refresh_token"], token_type_hint="refresh_token")
    session.token = refreshed
    result["refresh_token_revoked"] = [revoked.status_code, session.get(given["channels_url"]).status_code]
    try:
        session.refresh_token(f"{accounts}/oauth/v2/token", refresh_token=token["refresh_token"])
    except AuthlibBaseError as exc:
        result["refresh_of_revoked"] = exc.error
    return result


def main() -> None:
    try:
        result = run(json.load(sys.stdin))
    except AuthlibBaseError as exc:
        result = {"error": exc.error}
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main()
