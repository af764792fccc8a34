# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
A client: requests-oauthlib. It consents with state and PKCE, exchanges the code, refreshes and calls Cliq.

JSON on standard input says where and with what, JSON on standard output what came of it.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from consent import press
from oauthlib.oauth2 import OAuth2Error
from requests_oauthlib import OAuth2Session

# The emulator speaks http, on loopback only.
os.environ["OAUTHLIB_INSECURE_TRANSPORT"] = "1"
# Peculiarity: scopes are asked for with commas and granted with spaces, which counts as a change of scope here.
os.environ["OAUTHLIB_RELAX_TOKEN_SCOPE"] = "1"


def run(given: dict[str, Any]) -> dict[str, Any]:
    client = given["client"]
    token_url = f"{given['accounts_url']}/oauth/v2/token"
    spoil = given.get("spoil")
    session = OAuth2Session(client["client_id"], redirect_uri=client["redirect_uri"], scope=given["scope"], pkce="S256")
    url, state = session.authorization_url(
        f"{given['accounts_url']}/oauth/v2/auth", access_type="offline", prompt="consent"
    )
    redirect = press(url)
    # The session remembers the state and the verifier of the URL that it made last; a state that is given it leaves aside.
    if spoil:
        session.authorization_url(
            f"{given['accounts_url']}/oauth/v2/auth", state=state if spoil == "verifier" else None
        )
    # With the identifier in the body, the secret is there as well; else both go into a Basic header.
    in_body = given["authentication"] == "client_secret_post"
    token = session.fetch_token(
        token_url,
        authorization_response=redirect,
        client_secret=client["client_secret"],
        include_client_id=in_body,
    )
    result = {"token": dict(token), "status": session.get(given["channels_url"]).status_code}
    credentials = {name: client[name] for name in ("client_id", "client_secret")}
    session.refresh_token(token_url, **credentials)
    result["refreshed"] = dict(session.token)
    result["refreshed_status"] = session.get(given["channels_url"]).status_code
    return result


def main() -> None:
    try:
        result = run(json.load(sys.stdin))
    except OAuth2Error as exc:
        result = {"error": exc.error}
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main()
