# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The requests to Zoho Accounts: code exchange, refresh, revocation, and who the user is."""

from __future__ import annotations

import base64
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils import _http
from ansible_collections.zoho.cliq.plugins.module_utils._errors import OAuthError, UnexpectedAnswer
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import answers
from ansible_collections.zoho.cliq.plugins.module_utils._oauth.credentials import Client

TokenType = t.Literal["refresh_token", "access_token"]


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
    before: t.Callable[[], None] | None = None,
) -> _http.Answer:
    """
    Send an authorization code to the token endpoint and return the answer unread, so that it can be stored before it
    is judged.

    ``redirect_uri`` is None for the code of a self client ("Zoho Accounts, OAuth 2.0, Self client"). The request is
    sent once; only a connection that does not come about is tried again. Read the answer with ``parse_token_answer``.
    Raises ConnectFailed (the code is not spent) and OutcomeUnknown (it may be). ``before`` is called right before it is sent.
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
    return _http.send("POST", token_url(accounts_url), options=options, auth=_http.NoAuth(), form=form, before=before)


def refresh(
    accounts_url: str,
    client: Client,
    refresh_token: str,
    options: _http.HttpOptions,
    before: t.Callable[[], None] | None = None,
) -> answers.TokenAnswer:
    """
    Request a new access token.

    It has the scopes of the refresh token, which stays as it is ("Zoho Accounts, OAuth 2.0, Refresh access token").
    Raises what ``parse_token_answer`` raises, and ConnectFailed or OutcomeUnknown from the transport; a repeat does
    no harm but counts against Zoho's limit. ``before`` is called right before anything is sent.
    """
    form = {
        "grant_type": "refresh_token",
        "client_id": client.client_id,
        "client_secret": client.client_secret,
        "refresh_token": refresh_token,
    }
    answer = _http.send("POST", token_url(accounts_url), options=options, auth=_http.NoAuth(), form=form, before=before)
    return answers.parse_token_answer(answer.body, grant="refresh_token", status=answer.status, where=answer.where)


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
    error = (answers.load(older.body) or {}).get("error")
    if error == "invalid_code":
        return False
    code = answers.printable(error)
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
    data = answers.load(answer.body) or {}
    answers.raise_if_throttled(data, answer.status, answer.where)
    if data.get("cause") == "INVALID_OAUTHSCOPE":
        return None
    cause = answers.printable(data.get("cause")) or answers.printable(data.get("error"))
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
        raise UnexpectedAnswer(
            f"{answer.where} was answered with {answers.describe(answer.body)}.", status=answer.status
        )
    return data


def token_url(accounts_url: str) -> str:
    """Return the URL of the token endpoint."""
    return f"{accounts_url.removesuffix('/')}/oauth/v2/token"


def _raise_for_status(answer: _http.Answer) -> None:
    if answer.status == 429:
        raise answers.throttled(answer.status, answer.where)
    if answer.status >= 500:
        raise answers.server_error(answer.status, answer.where)
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
    data = answers.load(answer.body) or {}
    answers.raise_if_throttled(data, answer.status, answer.where)
    if answer.status == 429:
        raise answers.throttled(answer.status, answer.where)
    if answer.status >= 500:
        raise answers.server_error(answer.status, answer.where)
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
