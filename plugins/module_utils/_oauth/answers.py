# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
The answers of Zoho Accounts: what a token answer says, and what the errors mean.

Zoho Accounts answers most errors with HTTP status 200 and ``{"error": "…"}``, so the body decides, never the status
alone. The texts of the errors follow the tables of "Zoho Accounts, OAuth 2.0, Access token" and "… Refresh access
token"; the limits those of "Zoho Accounts, OAuth 2.0, Token limits".
"""

from __future__ import annotations

import dataclasses
import json
import math
import re
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._errors import (
    OAuthError,
    OutcomeUnknown,
    Throttled,
    UnexpectedAnswer,
)
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import scopes as oauth_scopes

Grant = t.Literal["authorization_code", "refresh_token"]

# The documented lifetime of an access token, and the time for which a client is blocked after too many token
# requests.
DEFAULT_EXPIRES_IN = 3600.0
THROTTLE_SECONDS = 600.0

# No documented lifetime comes near a day: a greater number is the milliseconds that older answers had in this field.
_LONGEST_LIFETIME = 86400.0
_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]{1,2048}", re.ASCII)
_PRINTABLE_CODE = re.compile(r"[A-Za-z0-9_ .-]{1,64}", re.ASCII)
# A code of Zoho is words; a long run of letters and digits may be a token that was echoed.
_LONG_RUN = re.compile(r"[A-Za-z0-9]{24}", re.ASCII)
_TOKEN_TYPE = re.compile(r"[A-Za-z-]{1,32}", re.ASCII)
_API_DOMAIN = re.compile(r"https://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?", re.ASCII)
_THROTTLE_WORDS = ("too many requests", "throttle limit")

_CLIENT_CAUSES = (
    "the client ID is wrong, or the client is not enabled for this data center. Check client_id, data_center and, "
    "in Zoho's API console, the data centers of the client"
)
_SECRET_CAUSES = (
    "the client secret is wrong. Check client_secret; unless the API console says that all data centers share it, "
    "each of them has its own"
)
_ORGANIZATION_CAUSES = (
    "Zoho documents this code for the client credentials grant only, which is not used here. Check that the "
    "accounts URL is one of Zoho's"
)

ERRORS: t.Mapping[str, t.Mapping[Grant, str]] = {
    "invalid_client": {
        "authorization_code": _CLIENT_CAUSES,
        "refresh_token": f"the refresh token belongs to another data center, {_CLIENT_CAUSES}",
    },
    "invalid_client_secret": {
        "authorization_code": _SECRET_CAUSES,
        "refresh_token": _SECRET_CAUSES,
    },
    "invalid_redirect_uri": {
        "authorization_code": (
            "redirect_uri is not the one with which the code was obtained, or not registered for the client. Give "
            "it exactly as in the API console; for the code of a self client leave it out"
        ),
    },
    "invalid_code": {
        "authorization_code": (
            "the authorization code has expired (after a minute or a few), was used before, or was issued to "
            "another client or in another data center. Consent again and exchange the new code at once"
        ),
        "refresh_token": (
            "the refresh token is not valid (any more): it was revoked, pushed out by later consents (Zoho keeps "
            "about 20 for each user), or belongs to another data center or client. Check data_center; if it is "
            "right, consent again"
        ),
    },
    "missing_org_info": {
        "authorization_code": _ORGANIZATION_CAUSES,
        "refresh_token": _ORGANIZATION_CAUSES,
    },
}
"""The error codes that Zoho documents for the token endpoint; what each means for the grant in which it comes."""


@dataclasses.dataclass(frozen=True)
class TokenAnswer:
    """
    A successful answer of the token endpoint.

    ``refresh_token`` is None where Zoho issued none (always so on a refresh); ``expires_in`` is in seconds, counted
    from when the request was sent; ``scopes`` is None where the answer does not tell them; ``api_domain`` is for
    showing only and never builds a host. The tokens do not show in ``repr()``.
    """

    access_token: str = dataclasses.field(repr=False)
    refresh_token: str | None = dataclasses.field(repr=False)
    expires_in: float
    scopes: tuple[str, ...] | None
    api_domain: str | None
    token_type: str


def parse_token_answer(
    answer_body: bytes | t.Mapping[str, t.Any],
    *,
    grant: Grant,
    status: int = 200,
    where: str = "the token endpoint",
) -> TokenAnswer:
    """
    Read an answer of the token endpoint: its body, or the object that was parsed from it.

    ``where`` is for messages (``Answer.where``). Raises Throttled; OAuthError with Zoho's code, or ``server_error``
    for a refresh that may be tried again; UnexpectedAnswer for what is documented nowhere; OutcomeUnknown for a code
    exchange whose answer leaves open whether the code is spent.
    """
    data = load(answer_body) if isinstance(answer_body, bytes) else dict(answer_body)
    if data is not None:
        raise_if_throttled(data, status, where)
        if data.get("error"):
            raise _token_error(data["error"], grant, status, where)
        if data.get("access_token"):
            return _token_answer(data, status, where)
    if status == 429:
        raise throttled(status, where)
    if status >= 500:
        if grant == "authorization_code":
            raise _code_lost(f"was answered with HTTP status {status}", status, where)
        raise server_error(status, where)
    if data is None:
        what = describe(answer_body)
        if grant == "authorization_code" and status < 400:
            raise _code_lost(f"was answered with {what}", status, where)
        hint = (
            " Zoho answers so to a request whose method or grant type got lost on the way, for example in a proxy."
            if status == 400
            else " Check that the accounts URL is one of Zoho's and that no proxy or login page answers in its place."
        )
        raise UnexpectedAnswer(f"{where} was answered with {what} (HTTP status {status}).{hint}", status=status)
    raise UnexpectedAnswer(
        f"{where} was answered with neither an access token nor an error (HTTP status {status}). Check that the "
        "accounts URL is one of Zoho's.",
        status=status,
    )


def load(body: bytes) -> dict[str, t.Any] | None:
    """Return the JSON object in ``body``, or None if there is anything else."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def describe(body: bytes | t.Mapping[str, t.Any]) -> str:
    text = body.strip() if isinstance(body, bytes) else b""
    if not text:
        return "an empty body"
    if text.startswith(b"<"):
        return "an HTML page"
    if text.startswith(b"{"):
        return "JSON that is cut off or malformed"
    return "something that is not a JSON object"


def _token_answer(data: t.Mapping[str, t.Any], status: int, where: str) -> TokenAnswer:
    access_token = _token(data.get("access_token"), "access_token", status, where)
    refresh_token = data.get("refresh_token")
    scope = data.get("scope")
    api_domain = data.get("api_domain")
    token_type = data.get("token_type")
    return TokenAnswer(
        access_token=access_token,
        refresh_token=_token(refresh_token, "refresh_token", status, where) if refresh_token else None,
        expires_in=_lifetime(data),
        scopes=(tuple(oauth_scopes.parse(scope)) or None) if isinstance(scope, (str, list)) else None,
        api_domain=api_domain if isinstance(api_domain, str) and _API_DOMAIN.fullmatch(api_domain) else None,
        token_type=token_type if isinstance(token_type, str) and _TOKEN_TYPE.fullmatch(token_type) else "Bearer",
    )


def _token(value: object, name: str, status: int, where: str) -> str:
    if isinstance(value, str) and _TOKEN.fullmatch(value):
        return value
    raise UnexpectedAnswer(
        f"{where} was answered with a {name} that is not a token (HTTP status {status}). Check that the accounts "
        "URL is one of Zoho's.",
        status=status,
    )


def _lifetime(data: t.Mapping[str, t.Any]) -> float:
    """
    Return the lifetime of an access token in seconds.

    Answers of 2019 and before had seconds in ``expires_in_sec`` and milliseconds in ``expires_in``. What cannot be
    read counts as the documented lifetime: an early 401 is repaired by a refresh, a lost refresh token is not.
    """
    seconds = _number(data.get("expires_in_sec"))
    if seconds is None:
        seconds = _number(data.get("expires_in"))
        if seconds is not None and seconds > _LONGEST_LIFETIME:
            seconds /= 1000
    if seconds is None:
        return DEFAULT_EXPIRES_IN
    return min(max(seconds, 0.0), _LONGEST_LIFETIME)


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def raise_if_throttled(data: t.Mapping[str, t.Any], status: int, where: str) -> None:
    """
    Raise Throttled if ``data`` is the answer to too many token requests.

    Zoho has two wordings of the description and sends it with status 400 or 200, so the words decide.
    """
    error = data.get("error")
    description = data.get("error_description")
    if isinstance(error, str) and error.strip().casefold() == "access denied":
        raise throttled(status, where)
    if isinstance(description, str) and any(words in description.casefold() for words in _THROTTLE_WORDS):
        raise throttled(status, where)


def throttled(status: int, where: str) -> Throttled:
    return Throttled(
        f"Zoho throttles {where}: too many token requests. It issues about 10 access tokens in 10 minutes; wait 10 "
        "minutes, and let all playbooks and control nodes share one state store, so that they share one access "
        "token.",
        retry_after=THROTTLE_SECONDS,
        status=status,
    )


def _token_error(error: object, grant: Grant, status: int, where: str) -> OAuthError | OutcomeUnknown:
    code = printable(error)
    meaning = ERRORS.get(code or "", {}).get(grant)
    if code and meaning:
        return OAuthError(f"{where} was refused ({code}): {meaning}.", code=code, status=status)
    if status == 429:
        return throttled(status, where)
    if status >= 500:
        if grant == "authorization_code":
            return _code_lost(f"was answered with HTTP status {status}", status, where)
        return server_error(status, where)
    shown = f'the error "{code}", which' if code else "an error that"
    return OAuthError(
        f"{where} was refused with {shown} Zoho does not document for it (HTTP status {status}). Check client, data "
        f"center and {'authorization code' if grant == 'authorization_code' else 'refresh token'}.",
        code=code or "unknown_error",
        status=status,
    )


def _code_lost(what: str, status: int, where: str) -> OutcomeUnknown:
    return OutcomeUnknown(
        f"{where} {what}, so it is not known whether the authorization code was exchanged.",
        status=status,
    )


def server_error(status: int, where: str) -> OAuthError:
    return OAuthError(
        f"Zoho Accounts failed to answer {where} (HTTP status {status}). Try again later.",
        code="server_error",
        status=status,
    )


def printable(error: object) -> str | None:
    """Return an error code if it looks like one; None if it could be anything, such as an echoed secret."""
    if isinstance(error, str) and _PRINTABLE_CODE.fullmatch(error) and not _LONG_RUN.search(error):
        return error
    return None
