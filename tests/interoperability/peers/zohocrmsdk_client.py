# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
A client: Zoho's CRM SDK for Python. It exchanges a code or refreshes, refreshes once more, and revokes.

JSON on standard input says where and with what, JSON on standard output what came of it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from zohocrmsdk.src.com.zoho.api.authenticator.oauth_token import OAuthToken
from zohocrmsdk.src.com.zoho.api.authenticator.store import FileStore
from zohocrmsdk.src.com.zoho.crm.api.dc import DataCenter
from zohocrmsdk.src.com.zoho.crm.api.exception import SDKException
from zohocrmsdk.src.com.zoho.crm.api.initializer import Initializer
from zohocrmsdk.src.com.zoho.crm.api.sdk_config import SDKConfig
from zohocrmsdk.src.com.zoho.crm.api.util import APIHTTPConnector, Constants


def header(token: OAuthToken) -> str:
    """What the SDK would send to an API; an access token that is about to expire is refreshed before."""
    request = APIHTTPConnector()
    token.authenticate(request)
    return request.headers["Authorization"]


def sign_in(given: dict[str, Any], store: FileStore, *, update_api_domain: bool, **what: str | None) -> OAuthToken:
    # The name of the user would be asked of the CRM.
    token = OAuthToken(client_id=given["client_id"], client_secret=given["client_secret"], find_user=False, **what)
    token_url = f"{given['accounts_url']}/oauth/v2/token"
    Initializer.initialize(
        environment=DataCenter.Environment(given["accounts_url"], token_url, given["accounts_url"]),
        token=token,
        store=store,
        sdk_config=SDKConfig(update_api_domain=update_api_domain),
        resource_path=given["folder"],
    )
    return token


def run(given: dict[str, Any]) -> dict[str, Any]:
    # Where it heeds the api_domain of an answer, the SDK goes to that data center for all that follows: to the real Zoho.
    store = FileStore(str(Path(given["folder"], "tokens.csv")))
    token = sign_in(
        given,
        store,
        update_api_domain=False,
        grant_token=given.get("code"),
        redirect_url=given.get("redirect_uri"),
        refresh_token=given.get("refresh_token"),
    )
    result = {"refresh_token": token.get_refresh_token(), "header": header(token)}
    # What counts is the expiry in the store.
    token.set_expires_in("0")
    store.save_token(token)
    result["refreshed_header"] = header(token)

    store = FileStore(str(Path(given["folder"], "other-tokens.csv")))
    named = sign_in(given, store, update_api_domain=True, refresh_token=token.get_refresh_token())
    center = DataCenter.get(named.get_api_domain())
    result["accounts_url_of_api_domain"] = center.accounts_url if center else None

    if given.get("revoke"):
        revoke_url = f"{given['accounts_url']}/oauth/v2/token{Constants.REVOKE_URL}"
        result["revoked"] = OAuthToken.revoke_refresh_token(token.get_refresh_token(), revoke_url)
    return result


def main() -> None:
    try:
        result = run(json.load(sys.stdin))
    except SDKException as exc:
        result = {"error": exc.error_message, "kind": exc.code}
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main()
