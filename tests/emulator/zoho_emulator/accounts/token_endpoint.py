# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""POST /oauth/v2/token and the two revoke endpoints."""

from __future__ import annotations

import base64
import binascii
import hmac
from typing import Any

from aiohttp import web

from .. import answers
from ..emulator import Emulator
from ..world.model import Client
from . import scopes as scope_names
from .authorization import verifier_matches
from .centers import api_domain
from .tokens import Code, Grant

_THROTTLE_BODIES = {
    "continuous": {
        "error_description": "You have made too many requests continuously. Please try again after some time.",
        "error": "Access Denied",
        "status": "failure",
    },
    "creation": {
        "error_description": "Token creation throttle limit reached. Please reuse the valid tokens you currently have.",
        "error": "Access Denied",
    },
}


class TokenError(Exception):
    """An `error` of the token endpoint."""

    def __init__(self, error: str) -> None:
        super().__init__(error)
        self.error = error


class Throttled(Exception):
    """Too many token requests; carries the seconds until the block ends."""


def basic_credentials(header: str | None) -> tuple[str, str] | None:
    """Client id and secret of an Authorization: Basic header."""
    scheme, _unused, encoded = (header or "").partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        text = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return None
    client_id, _unused, secret = text.partition(":")
    return client_id, secret


def answer_token(emulator: Emulator, data_center: str, method: str, fields: dict[str, str]) -> web.Response:
    """The token endpoint. `fields` come from query, body and Basic header alike."""
    if method != "POST" or not fields.get("grant_type"):
        return answers.bad_request()
    try:
        return answers.accounts_json(_issue(emulator, data_center, fields))
    except TokenError as problem:
        status = int(emulator.quirks["token-error-status"])
        return answers.accounts_json({"error": problem.error}, status)
    except Throttled as problem:
        emulator.counters["refused"] += 1
        headers = {"Retry-After": str(int(problem.args[0]) + 1)} if emulator.quirks["retry-after"] == "on" else None
        body = _THROTTLE_BODIES[emulator.quirks["throttle-body"]]
        return answers.accounts_json(body, int(emulator.quirks["throttle-status"]), headers)


def _issue(emulator: Emulator, data_center: str, fields: dict[str, str]) -> dict[str, Any]:
    grant_type = fields["grant_type"]
    if grant_type not in ("authorization_code", "refresh_token", "client_credentials"):
        raise TokenError("invalid_client")
    client = emulator.world.clients.get(fields.get("client_id", ""))
    if client is None:
        raise TokenError("invalid_client")
    code = emulator.tokens.codes.get(fields.get("code", "")) if grant_type == "authorization_code" else None
    grant = emulator.tokens.grants.get(fields.get("refresh_token", "")) if grant_type == "refresh_token" else None
    # Before the secret: it may be another one in the right data center, and this answer tells more.
    owner = code or grant
    if owner is not None and owner.user.data_center != data_center:
        raise TokenError(emulator.quirks["wrong-data-center"])
    if data_center not in client.secrets:
        raise TokenError("invalid_client")
    if not _same(fields.get("client_secret", ""), client.secrets[data_center]):
        raise TokenError("invalid_client_secret")
    if grant_type == "authorization_code":
        return _exchange(emulator, data_center, client, code, fields)
    if grant_type == "refresh_token":
        if grant is None or grant.client_id != client.client_id:
            raise TokenError("invalid_code")
        _throttle(emulator, client, grant.token)
        emulator.counters["refreshes"] += 1
        return _token_answer(emulator, data_center, grant)
    return _client_credentials(emulator, data_center, client, fields)


def _exchange(
    emulator: Emulator, data_center: str, client: Client, code: Code | None, fields: dict[str, str]
) -> dict[str, Any]:
    redirect_uri = fields.get("redirect_uri") or None
    if client.kind == "server" and redirect_uri not in client.redirect_uris:
        raise TokenError("invalid_redirect_uri")
    if code is None or code.client_id != client.client_id or code.expires <= emulator.clock.now():
        raise TokenError("invalid_code")
    if code.redirect_uri is not None and redirect_uri != code.redirect_uri:
        raise TokenError("invalid_redirect_uri")
    if code.challenge is not None:
        verifier = fields.get("code_verifier", "")
        if not verifier_matches(code.challenge, code.challenge_method, verifier):
            raise TokenError(emulator.quirks["pkce-error"])
    _throttle(emulator, client, None)
    del emulator.tokens.codes[fields["code"]]
    emulator.counters["exchanges"] += 1
    tokens = emulator.tokens
    if code.wants_refresh_token:
        grant = tokens.new_refresh_token(client.client_id, code.user, code.scopes)
        return _token_answer(emulator, data_center, grant, grant.token)
    return _token_answer(emulator, data_center, tokens.grant_without_refresh(client.client_id, code.user, code.scopes))


def _client_credentials(emulator: Emulator, data_center: str, client: Client, fields: dict[str, str]) -> dict[str, Any]:
    # The documentation offers this grant to self clients only, and shows `scope` as required.
    scopes = scope_names.split(fields.get("scope", ""), spaces_too=False)
    if client.kind != "self" or not scopes:
        raise TokenError("invalid_client")
    _throttle(emulator, client, None)
    user = emulator.world.consenting_user
    grant = emulator.tokens.grant_without_refresh(client.client_id, user, scopes, by_client=True)
    return _token_answer(emulator, data_center, grant)


def _throttle(emulator: Emulator, client: Client, refresh_token: str | None) -> None:
    seconds = emulator.tokens.throttled(client.client_id, refresh_token)
    if seconds:
        raise Throttled(seconds)


def _token_answer(
    emulator: Emulator, data_center: str, grant: Grant, refresh_token: str | None = None
) -> dict[str, Any]:
    """The keys in the order in which they were captured."""
    quirks = emulator.quirks
    access = emulator.tokens.new_access_token(grant)
    answer: dict[str, Any] = {"access_token": access.token}
    if refresh_token:
        answer["refresh_token"] = refresh_token
    if quirks["token-scope"] == "present":
        answer["scope"] = " ".join(grant.scopes)
    answer["api_domain"] = api_domain(data_center, quirks["api-domain"] == "docs")
    answer["token_type"] = "Bearer"
    lifetime = quirks["access-token-lifetime"]
    if quirks["expires-in"] == "legacy":
        answer["expires_in_sec"] = lifetime
        answer["expires_in"] = lifetime * 1000
    else:
        answer["expires_in"] = lifetime
    return answer


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())


def revoke_old(emulator: Emulator, method: str, fields: dict[str, str]) -> web.Response:
    """POST /oauth/v2/token/revoke?token=… : any token, no client authentication."""
    token = fields.get("token", "")
    if method == "POST":
        grant = emulator.tokens.grants.get(token)
        if grant is not None:
            emulator.tokens.revoke(grant)
            return answers.accounts_json({"status": "success"})
        if emulator.tokens.valid_access(token):
            emulator.tokens.drop_access(token)
            return answers.accounts_json({"status": "success"})
    return answers.bad_request()


def revoke_new(
    emulator: Emulator, data_center: str, method: str, credentials: tuple[str, str] | None, form: dict[str, str]
) -> web.Response:
    """POST /oauth/v2/revoke/token: Basic credentials, the token in the form, of this client and of the stated type."""
    client = emulator.world.clients.get(credentials[0]) if credentials else None
    if method != "POST" or client is None or not _same(credentials[1], client.secrets.get(data_center, "\0")):
        return answers.bad_request()
    token = form.get("token", "")
    kind = form.get("token_type", "refresh_token")
    if kind == "refresh_token":
        grant = emulator.tokens.grants.get(token)
        if grant is not None and grant.client_id == client.client_id:
            emulator.tokens.revoke(grant)
            return web.Response(status=200, headers={"Server": "ZGS"})
    if kind == "access_token":
        access = emulator.tokens.valid_access(token)
        if access is not None and access.grant.client_id == client.client_id:
            emulator.tokens.drop_access(token)
            return web.Response(status=200, headers={"Server": "ZGS"})
    return answers.bad_request()
