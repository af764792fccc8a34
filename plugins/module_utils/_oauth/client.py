# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
The requests to Zoho Accounts: code exchange, refresh, revocation, and who the user is.

Zoho Accounts answers most errors with HTTP status 200 and ``{"error": "…"}``, so the body decides, never the status
alone. The texts of the errors follow the tables of "Zoho Accounts, OAuth 2.0, Access token" and "… Refresh access
token"; the limits those of "Zoho Accounts, OAuth 2.0, Token limits".
"""

from __future__ import annotations

import base64
import dataclasses
import json
import math
import re
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils import _http
from ansible_collections.zoho.cliq.plugins.module_utils._errors import (
    OAuthError,
    OutcomeUnknown,
    Throttled,
    UnexpectedAnswer,
)
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import scopes as oauth_scopes
from ansible_collections.zoho.cliq.plugins.module_utils._oauth.credentials import Client

Grant = t.Literal["authorization_code", "refresh_token"]
TokenType = t.Literal["refresh_token", "access_token"]

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


class BasicAuth(_http.AuthBase):
    """Authenticates the client with the Basic scheme; an AuthBase object so that ``~/.netrc`` cannot replace it."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def __call__(self, request: t.Any) -> t.Any:
        pair = f"{self._client.client_id}:{self._client.client_secret}".encode()
        request.headers["Authorization"] = f"Basic {base64.b64encode(pair).decode('ascii')}"
        return request


def exchange_raw(
    accounts_url: str,
    client: Client,
    code: str,
    redirect_uri: str | None,
    code_verifier: str | None,
    options: _http.HttpOptions,
) -> _http.Answer:
    """
    Send an authorization code to the token endpoint and return the answer unread, so that it can be stored before it
    is judged.

    ``redirect_uri`` is None for the code of a self client ("Zoho Accounts, OAuth 2.0, Self client"). The request is
    sent once; only a connection that does not come about is tried again. Read the answer with ``parse_token_answer``.
    Raises ConnectFailed (the code is not spent) and OutcomeUnknown (it may be).
    """
    form = {
        "grant_type": "authorization_code",
        "client_id": client.client_id,
        "client_secret": client.client_secret,
        "code": code,
    }
    if redirect_uri is not None:
        form["redirect_uri"] = redirect_uri
    if code_verifier is not None:
        form["code_verifier"] = code_verifier
    return _http.send("POST", _token_url(accounts_url), options=options, auth=_http.NoAuth(), form=form)


def refresh(accounts_url: str, client: Client, refresh_token: str, options: _http.HttpOptions) -> TokenAnswer:
    """
    Request a new access token.

    It has the scopes of the refresh token, which stays as it is ("Zoho Accounts, OAuth 2.0, Refresh access token").
    Raises what ``parse_token_answer`` raises, and ConnectFailed or OutcomeUnknown from the transport; a repeat does
    no harm but counts against Zoho's limit.
    """
    form = {
        "grant_type": "refresh_token",
        "client_id": client.client_id,
        "client_secret": client.client_secret,
        "refresh_token": refresh_token,
    }
    answer = _http.send("POST", _token_url(accounts_url), options=options, auth=_http.NoAuth(), form=form)
    return parse_token_answer(answer.body, grant="refresh_token", status=answer.status, where=answer.where)


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
    data = _load(answer_body) if isinstance(answer_body, bytes) else dict(answer_body)
    if data is not None:
        _raise_if_throttled(data, status, where)
        if data.get("error"):
            raise _token_error(data["error"], grant, status, where)
        if data.get("access_token"):
            return _token_answer(data, status, where)
    if status == 429:
        raise _throttled(status, where)
    if status >= 500:
        if grant == "authorization_code":
            raise _code_lost(f"was answered with HTTP status {status}", status, where)
        raise _server_error(status, where)
    if data is None:
        what = _describe(answer_body)
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


def revoke(accounts_url: str, client: Client, token: str, token_type: TokenType, options: _http.HttpOptions) -> bool:
    """
    Revoke a token; a revoked refresh token takes its access tokens with it. The token travels in the body only.

    Zoho documents two endpoints ("Zoho Accounts, OAuth 2.0, Revoke refresh token", today's and the one before): the
    newer is asked first, and the older, which wants no client authentication, where the newer refuses. Returns True
    if the token was revoked, False if Zoho says that it is not valid (any more). Raises Throttled, OAuthError or
    UnexpectedAnswer.
    """
    base = accounts_url.removesuffix("/")
    newer = _http.send(
        "POST",
        f"{base}/oauth/v2/revoke/token",
        options=options,
        auth=BasicAuth(client),
        form={"token": token, "token_type": token_type},
    )
    if _revoked(newer, needs_success=False):
        return True
    older = _http.send(
        "POST", f"{base}/oauth/v2/token/revoke", options=options, auth=_http.NoAuth(), form={"token": token}
    )
    if _revoked(older, needs_success=True):
        return True
    # 400 is documented by both pages as "the token is not valid"; the older endpoint may be gone some day.
    if older.status == 400 or (older.status in (404, 405) and newer.status == 400):
        return False
    error = (_load(older.body) or {}).get("error")
    if error == "invalid_code":
        return False
    code = _printable(error)
    shown = f" ({code})" if code else ""
    if code or older.status < 400:
        raise OAuthError(
            f"Zoho did not revoke the token{shown}: {older.where}, HTTP status {older.status}. Revoke it at the "
            "accounts page of the user, under Sessions, Connected Apps.",
            code=code or "revoke_failed",
            status=older.status,
        )
    raise UnexpectedAnswer(
        f"Neither {newer.where} (HTTP status {newer.status}) nor {older.where} (HTTP status {older.status}) revoked "
        "the token. Check that the accounts URL is one of Zoho's.",
        status=older.status,
    )


def user_info(accounts_url: str, access_token: str, options: _http.HttpOptions) -> dict[str, t.Any] | None:
    """
    Return what Zoho tells about the user of an access token, such as ``ZUID``, ``Email`` and ``Display_Name``.

    None if the token lacks the scope ``AaaServer.profile.READ``. Raises OAuthError (``INVALID_OAUTHTOKEN`` for a
    token that is not valid, ``server_error``), Throttled, UnexpectedAnswer.
    """
    url = f"{accounts_url.removesuffix('/')}/oauth/user/info"
    answer = _http.send("GET", url, options=options, auth=_http.TokenAuth(access_token))
    data = _load(answer.body) or {}
    _raise_if_throttled(data, answer.status, answer.where)
    if data.get("cause") == "INVALID_OAUTHSCOPE":
        return None
    cause = _printable(data.get("cause")) or _printable(data.get("error"))
    if data.get("response") == "error" or data.get("error") or (cause and answer.status >= 400):
        code = cause or "unknown_error"
        raise OAuthError(
            f"{answer.where} was refused ({code}, HTTP status {answer.status}). Get a fresh access token from the "
            "same data center.",
            code=code,
            status=answer.status,
        )
    _raise_for_status(answer)
    if not data:
        raise UnexpectedAnswer(f"{answer.where} was answered with {_describe(answer.body)}.", status=answer.status)
    return data


def server_info(accounts_url: str, options: _http.HttpOptions) -> dict[str, str]:
    """
    Return Zoho's own list of data centers: location to URL of the accounts host, as told by ``/oauth/serverinfo``.

    ("Zoho Accounts, OAuth 2.0, Multi-DC support".) It is for showing; which hosts are trusted is decided by the table
    of data centers alone. Raises OAuthError (``server_error``), Throttled, UnexpectedAnswer.
    """
    url = f"{accounts_url.removesuffix('/')}/oauth/serverinfo"
    answer = _http.send("GET", url, options=options, auth=_http.NoAuth())
    data = _load(answer.body) or {}
    _raise_if_throttled(data, answer.status, answer.where)
    _raise_for_status(answer)
    locations = data.get("locations")
    if not isinstance(locations, dict) or not all(isinstance(value, str) for value in locations.values()):
        raise UnexpectedAnswer(
            f"{answer.where} was answered without a list of locations (HTTP status {answer.status}). Check that the "
            "accounts URL is one of Zoho's.",
            status=answer.status,
        )
    return dict(locations)


def _token_url(accounts_url: str) -> str:
    return f"{accounts_url.removesuffix('/')}/oauth/v2/token"


def _load(body: bytes) -> dict[str, t.Any] | None:
    """Return the JSON object in ``body``, or None if there is anything else."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def _describe(body: bytes | t.Mapping[str, t.Any]) -> str:
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


def _raise_if_throttled(data: t.Mapping[str, t.Any], status: int, where: str) -> None:
    """
    Raise Throttled if ``data`` is the answer to too many token requests.

    Zoho has two wordings of the description and sends it with status 400 or 200, so the words decide.
    """
    error = data.get("error")
    description = data.get("error_description")
    if isinstance(error, str) and error.strip().casefold() == "access denied":
        raise _throttled(status, where)
    if isinstance(description, str) and any(words in description.casefold() for words in _THROTTLE_WORDS):
        raise _throttled(status, where)


def _throttled(status: int, where: str) -> Throttled:
    return Throttled(
        f"Zoho throttles {where}: too many token requests. It issues about 10 access tokens in 10 minutes; wait 10 "
        "minutes, and let all playbooks and control nodes share one state store, so that they share one access "
        "token.",
        retry_after=THROTTLE_SECONDS,
        status=status,
    )


def _token_error(error: object, grant: Grant, status: int, where: str) -> OAuthError | OutcomeUnknown:
    code = _printable(error)
    meaning = ERRORS.get(code or "", {}).get(grant)
    if code and meaning:
        return OAuthError(f"{where} was refused ({code}): {meaning}.", code=code, status=status)
    if status == 429:
        return _throttled(status, where)
    if status >= 500:
        if grant == "authorization_code":
            return _code_lost(f"was answered with HTTP status {status}", status, where)
        return _server_error(status, where)
    shown = f'the error "{code}", which' if code else "an error that"
    return OAuthError(
        f"{where} was refused with {shown} Zoho does not document for it (HTTP status {status}). Check client, data "
        f"center and {'authorization code' if grant == 'authorization_code' else 'refresh token'}.",
        code=code or "unknown_error",
        status=status,
    )


def _code_lost(what: str, status: int, where: str) -> OutcomeUnknown:
    return OutcomeUnknown(
        f"{where} {what}, so it is not known whether the authorization code was exchanged. Consent again and use the "
        "new code.",
        status=status,
    )


def _server_error(status: int, where: str) -> OAuthError:
    return OAuthError(
        f"Zoho Accounts failed to answer {where} (HTTP status {status}). Try again later.",
        code="server_error",
        status=status,
    )


def _printable(error: object) -> str | None:
    """Return an error code if it looks like one; None if it could be anything, such as an echoed secret."""
    if isinstance(error, str) and _PRINTABLE_CODE.fullmatch(error) and not _LONG_RUN.search(error):
        return error
    return None


def _raise_for_status(answer: _http.Answer) -> None:
    if answer.status == 429:
        raise _throttled(answer.status, answer.where)
    if answer.status >= 500:
        raise _server_error(answer.status, answer.where)
    if answer.status >= 400:
        raise UnexpectedAnswer(
            f"{answer.where} was answered with HTTP status {answer.status}. Check that the accounts URL is one of "
            "Zoho's.",
            status=answer.status,
        )


def _revoked(answer: _http.Answer, *, needs_success: bool) -> bool:
    """
    Tell whether an answer of a revoke endpoint says that the token was revoked.

    For the newer endpoint status 200 is documented to mean it, without a word about the body; the older one says
    ``{"status": "success"}`` (``needs_success``). Raises Throttled, OAuthError (``server_error``), UnexpectedAnswer
    for a web page.
    """
    data = _load(answer.body) or {}
    _raise_if_throttled(data, answer.status, answer.where)
    if answer.status == 429:
        raise _throttled(answer.status, answer.where)
    if answer.status >= 500:
        raise _server_error(answer.status, answer.where)
    if answer.status >= 400:
        return False
    if answer.body.lstrip().startswith(b"<"):
        raise UnexpectedAnswer(
            f"{answer.where} was answered with an HTML page (HTTP status {answer.status}). Check that the accounts "
            "URL is one of Zoho's and that no proxy or login page answers in its place.",
            status=answer.status,
        )
    if needs_success:
        return data.get("status") == "success"
    return not data.get("error") and data.get("status") in (None, "success")
