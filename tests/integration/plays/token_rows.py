# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
The table of what Zoho's token endpoint, or something in its place, can answer, and what becomes of it.

Sources: "Zoho Accounts, OAuth 2.0, Access token" and "… Refresh access token" for the errors, "… Token limits" for the throttle.
Of the throttle two wordings are documented, and two HTTP statuses were seen; all four occur here.
"""

from __future__ import annotations

import json
import typing as t
from dataclasses import dataclass, field

TOKEN = "1000." + "a" * 32 + "." + "b" * 32
REFRESH_TOKEN = "1000." + "c" * 32 + "." + "d" * 32
THROTTLES = {
    "continuously": {
        "error_description": "You have made too many requests continuously. Please try again after some time.",
        "error": "Access Denied",
        "status": "failure",
    },
    "creation": {
        "error_description": "Token creation throttle limit reached. Please reuse the valid tokens you currently have.",
        "error": "Access Denied",
    },
}


@dataclass(frozen=True)
class Row:
    """
    One answer.

    ``fault`` makes the emulator give it; without one it answers by itself. A hold is an answer that never comes. ``given`` are
    the options of the task that lead to it. ``refresh`` and ``exchange`` are the ``failure.code`` and words of the message for
    each grant, None where the answer does not occur; an empty code means that all is well. ``sent`` is how many token requests
    reach the emulator. ``kept`` says that the answer to an exchange stays beside the credentials file.
    """

    fault: dict[str, t.Any] | None
    refresh: tuple[str, ...] | None
    exchange: tuple[str, ...] | None
    given: dict[str, t.Any] = field(default_factory=dict)
    sent: int = 1
    status: int | None = None
    kept: bool = False


def answered(body: t.Any, status: int = 200) -> dict[str, t.Any]:
    return {"do": "status", "status": status, "body": body if isinstance(body, str) else json.dumps(body)}


def token(**changes: t.Any) -> dict[str, t.Any]:
    """A good answer, changed; a refresh takes no notice of the refresh token in it."""
    good = {"access_token": TOKEN, "refresh_token": REFRESH_TOKEN, "api_domain": "https://www.zohoapis.com"}
    return answered({**good, "token_type": "Bearer", "expires_in": 3600, **changes})


_SECRET = ("client secret is wrong", "each of them has its own")
_CLIENT = ("client ID is wrong", "not enabled for this data center")
_SPENT = ("invalid_code", "authorization code has expired", "was used before", "Consent again")
_GONE = ("invalid_code", "refresh token is not valid", "was revoked", "pushed out by later consents", "consent again")
_THROTTLED = ("throttled", "too many token requests", "wait 10 minutes")
_LOST = ("outcome_unknown", "consent again")
_STRANGE = ("unexpected_answer", "accounts URL")
_STRANGE_AND_KEPT = ("unexpected_answer", "is kept in", "consent again")
_UNKNOWN_AND_KEPT = ("outcome_unknown", "is kept in", "onsent again")
_GOOD = ("",)

# What Zoho documents. {…} are values that the tests fill in.
DOCUMENTED = {
    "wrong client id": Row(
        None,
        ("invalid_client", *_CLIENT),
        ("invalid_client", *_CLIENT),
        given={"client_id": "1000." + "X" * 30},
        status=200,
    ),
    "wrong data center": Row(
        None,
        ("invalid_client", "belongs to another data center"),
        ("invalid_client", *_CLIENT),
        given={"accounts_url": "{other}", "data_center": "eu"},
        status=200,
    ),
    "wrong client secret": Row(
        None,
        ("invalid_client_secret", *_SECRET),
        ("invalid_client_secret", *_SECRET),
        given={"client_secret": "0" * 42},
        status=200,
    ),
    "redirect URI not registered": Row(
        None,
        None,
        ("invalid_redirect_uri", "not registered", "exactly as in the API console"),
        given={
            "client_id": "{server_id}",
            "client_secret": "{server_secret}",
            "redirect_uri": "{other_redirect_uri}",
            "redirect_url": "{other_redirect}",
        },
        status=200,
    ),
    "code expired": Row(None, None, _SPENT, given={"code": "{expired_code}"}, status=200),
    "code used": Row(None, None, _SPENT, given={"code": "{used_code}"}, status=200),
    "code unknown": Row(None, None, _SPENT, given={"code": REFRESH_TOKEN}, status=200),
    "refresh token revoked": Row(None, _GONE, None, given={"refresh_token": "{revoked_token}"}, status=200),
    "refresh token pushed out": Row(None, _GONE, None, given={"refresh_token": "{oldest_token}"}, status=200),
    "invalid_client with status 401": Row(
        answered({"error": "invalid_client"}, 401),
        ("invalid_client", *_CLIENT),
        ("invalid_client", *_CLIENT),
        status=401,
    ),
    "missing_org_info": Row(
        answered({"error": "missing_org_info"}),
        ("missing_org_info", "client credentials grant"),
        ("missing_org_info", "client credentials grant"),
        status=200,
    ),
    "Bad Request": Row(
        {"do": "html", "status": 400},
        ("unexpected_answer", "HTTP status 400", "grant type got lost"),
        ("unexpected_answer", "HTTP status 400", "grant type got lost"),
        status=400,
        kept=True,
    ),
    "Bad Request without a body": Row(
        answered("", 400),
        ("unexpected_answer", "an empty body", "HTTP status 400"),
        ("unexpected_answer", "an empty body", "HTTP status 400"),
        status=400,
        kept=True,
    ),
    **{
        f"throttle {wording}, status {status}": Row(answered(body, status), _THROTTLED, _THROTTLED, status=status)
        for wording, body in THROTTLES.items()
        for status in (400, 200)
    },
    "status 429": Row({"do": "html", "status": 429}, _THROTTLED, _THROTTLED, status=429),
    "seconds in expires_in_sec": Row(token(expires_in=3_600_000, expires_in_sec=3600), _GOOD, _GOOD),
    "no refresh token": Row(
        answered({"access_token": TOKEN, "expires_in": 3600}),
        _GOOD,
        ("no_refresh_token", "offline access", "code is spent"),
    ),
}

# What no documentation has, but proxies, bugs and broken networks bring about.
STRANGE = {
    "an error without documentation": Row(
        answered({"error": "general_error"}),
        ("general_error", "does not document"),
        ("general_error", "does not document"),
    ),
    "an error that echoes a token": Row(
        answered({"error": TOKEN}), ("unknown_error", "does not document"), ("unknown_error", "does not document")
    ),
    "an error that echoes a secret": Row(
        answered({"error": "0123456789abcdef" * 3}),
        ("unknown_error", "does not document"),
        ("unknown_error", "does not document"),
    ),
    "an error that is no text": Row(
        answered({"error": {"code": 5}}), ("unknown_error", "does not document"), ("unknown_error", "does not document")
    ),
    "HTML": Row(
        {"do": "html"}, ("unexpected_answer", "an HTML page", "login page"), _UNKNOWN_AND_KEPT, status=200, kept=True
    ),
    "HTML with status 404": Row(
        {"do": "html", "status": 404},
        ("unexpected_answer", "an HTML page", "404"),
        _STRANGE_AND_KEPT,
        status=404,
        kept=True,
    ),
    "HTML with status 500": Row(
        {"do": "html", "status": 500},
        ("server_error", "500", "Try again later"),
        _UNKNOWN_AND_KEPT,
        status=500,
        kept=True,
    ),
    "JSON with status 502": Row(
        answered({"message": "Bad gateway"}, 502), ("server_error", "502"), _UNKNOWN_AND_KEPT, status=502, kept=True
    ),
    "nothing with status 503": Row(
        answered("", 503), ("server_error", "503"), _UNKNOWN_AND_KEPT, status=503, kept=True
    ),
    "nothing": Row(answered(""), ("unexpected_answer", "an empty body"), _UNKNOWN_AND_KEPT, status=200, kept=True),
    "half of the JSON": Row(
        {"do": "truncate_json"}, ("unexpected_answer", "JSON that is cut off"), _UNKNOWN_AND_KEPT, status=200, kept=True
    ),
    "a list": Row(answered([]), ("unexpected_answer", "not a JSON object"), _UNKNOWN_AND_KEPT, status=200, kept=True),
    "an empty object": Row(
        answered({}),
        ("unexpected_answer", "neither an access token nor an error"),
        _STRANGE_AND_KEPT,
        status=200,
        kept=True,
    ),
    "a token that is a number": Row(token(access_token=5), _STRANGE, _STRANGE_AND_KEPT, status=200, kept=True),
    "a token that is a list": Row(token(access_token=[TOKEN]), _STRANGE, _STRANGE_AND_KEPT, status=200, kept=True),
    "an empty token": Row(token(access_token=""), _STRANGE, _STRANGE_AND_KEPT, status=200, kept=True),
    "a token with a line break": Row(
        token(access_token=TOKEN + "\nX"), _STRANGE, _STRANGE_AND_KEPT, status=200, kept=True
    ),
    "a refresh token that is a list": Row(
        token(refresh_token=[REFRESH_TOKEN]), _STRANGE, _STRANGE_AND_KEPT, status=200, kept=True
    ),
    "a lifetime in words": Row(token(expires_in="soon"), _GOOD, _GOOD),
    "a lifetime that is none": Row(token(expires_in=None), _GOOD, _GOOD),
    "a lifetime that is a list": Row(token(expires_in=[3600]), _GOOD, _GOOD),
    "a lifetime as text": Row(token(expires_in="3600"), _GOOD, _GOOD),
    "scopes as a list": Row(token(scope=["ZohoCliq.Channels.ALL"]), _GOOD, _GOOD),
    "scopes that are a number": Row(token(scope=5), _GOOD, _GOOD),
    "a redirect to another host": Row(
        {"do": "redirect", "location": "{other}/oauth/v2/token"},
        ("unexpected_answer", "redirect", "302", "not followed"),
        ("unexpected_answer", "redirect", "302", "not followed", "consent again"),
        status=302,
    ),
    "a redirect that keeps the method": Row(
        {"do": "redirect", "status": 307, "location": "{other}/oauth/v2/token"},
        ("unexpected_answer", "307", "not followed"),
        ("unexpected_answer", "307", "not followed", "consent again"),
        status=307,
    ),
    "a connection that ends before": Row({"do": "drop_before"}, ("outcome_unknown", "broke"), _LOST),
    "a connection that ends after": Row({"do": "drop_after"}, ("outcome_unknown", "broke"), _LOST),
    "a connection that ends in the middle": Row(
        {"do": "cut"}, ("outcome_unknown", "cut off"), _UNKNOWN_AND_KEPT, kept=True
    ),
    "an answer that takes too long": Row(
        {"do": "hold", "at": "after"}, ("outcome_unknown", "in time"), _LOST, given={"timeout": 1}
    ),
    "a refused connection": Row(
        None,
        ("connect_failed", "connection refused"),
        ("connect_failed", "connection refused"),
        given={"accounts_url": "http://127.0.0.1:1"},
        sent=0,
    ),
}
ROWS = {**DOCUMENTED, **STRANGE}
