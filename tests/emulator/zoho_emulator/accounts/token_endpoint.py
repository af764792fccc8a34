# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""POST /oauth/v2/token, and what the device flow shares with it."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Callable
from typing import Any

from aiohttp import web

from .. import answers
from ..emulator import Emulator
from ..faults.points import passing
from ..world.model import Client, User
from . import identity
from . import scopes as scope_names
from .authorization import verifier_matches
from .centers import api_domain
from .tokens import Code, Grant

GRANT_TYPES = ("authorization_code", "refresh_token", "client_credentials")
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
    """An `error` of the token endpoint, with what else the answer has."""

    def __init__(self, error: str, **more: str) -> None:
        super().__init__(error)
        self.error = error
        self.more = more


class Throttled(Exception):
    """Too many token requests; carries the seconds until the block ends."""


class NoRoom(Exception):
    """All refresh tokens that somebody may have are given away."""


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
    return answered(emulator, method, fields, lambda: _issue(emulator, data_center, fields))


def answered(
    emulator: Emulator, method: str, fields: dict[str, str], issue: Callable[[], dict[str, Any]]
) -> web.Response:
    """What `issue` makes, or the answer to what went wrong with it."""
    quirks = emulator.quirks
    if method != "POST" or not fields.get("grant_type"):
        return bad_request(emulator)
    try:
        return answers.accounts_json(issue())
    except TokenError as problem:
        _count_the_failed(emulator, fields)
        return answers.accounts_json({"error": problem.error, **problem.more}, int(quirks["token-error-status"]))
    except NoRoom:
        return answers.accounts_json({"error": "Access Denied"}, int(quirks["throttle-status"]))
    except Throttled as problem:
        emulator.counters["refused"] += 1
        headers = {"Retry-After": str(int(problem.args[0]) + 1)} if quirks["retry-after"] == "on" else None
        return answers.accounts_json(_THROTTLE_BODIES[quirks["throttle-body"]], int(quirks["throttle-status"]), headers)


def bad_request(emulator: Emulator) -> web.Response:
    """The 400 of Zoho Accounts; its body is documented nowhere."""
    if emulator.quirks["bad-request-body"] == "empty":
        return web.Response(status=400, headers={"Server": "ZGS"})
    return answers.bad_request()


def _count_the_failed(emulator: Emulator, fields: dict[str, str]) -> None:
    if emulator.quirks["throttle-counts"] == "every" and fields.get("client_id") in emulator.world.clients:
        emulator.tokens.limits.throttled(fields["client_id"], None)


def _issue(emulator: Emulator, data_center: str, fields: dict[str, str]) -> dict[str, Any]:
    grant_type = fields["grant_type"]
    if grant_type not in GRANT_TYPES:
        raise TokenError(emulator.quirks["grant-type-error"])
    if grant_type == "client_credentials" and emulator.quirks["client-credentials-path"] == "auth":
        raise TokenError(emulator.quirks["grant-type-error"])
    code = emulator.tokens.codes.get(fields.get("code", "")) if grant_type == "authorization_code" else None
    grant = emulator.tokens.grants.get(fields.get("refresh_token", "")) if grant_type == "refresh_token" else None
    owner = code or grant
    with_pkce = code is not None and code.challenge is not None
    client = known_client(emulator, data_center, fields, owner.user if owner else None, with_pkce)
    if grant_type == "authorization_code":
        return _exchange(emulator, data_center, client, code, fields)
    if grant_type == "refresh_token":
        if grant is None or grant.client_id != client.client_id:
            raise TokenError("invalid_code")
        throttle(emulator, client, grant.token)
        emulator.counters["refreshes"] += 1
        return token_answer(emulator, data_center, grant)
    return client_credentials(emulator, data_center, client, fields)


def known_client(
    emulator: Emulator, data_center: str, fields: dict[str, str], owner: User | None = None, with_pkce: bool = False
) -> Client:
    """The client, if it proves to be who it says, at the right place for the owner of its code or refresh token."""
    client = emulator.world.clients.get(fields.get("client_id", ""))
    if client is None or client.kind == "browser":
        raise TokenError("invalid_client")
    # Before the secret: it may be another one in the right data center, and this answer tells more.
    if owner is not None and owner.data_center != data_center:
        raise TokenError(emulator.quirks["wrong-data-center"])
    if data_center not in client.secrets:
        raise TokenError("invalid_client")
    secret = fields.get("client_secret", "")
    if not secret and with_pkce and emulator.quirks["pkce-secret"] == "optional":
        return client
    if not same(secret, client.secrets[data_center]):
        raise TokenError("invalid_client_secret")
    return client


def _exchange(
    emulator: Emulator, data_center: str, client: Client, code: Code | None, fields: dict[str, str]
) -> dict[str, Any]:
    redirect_uri = fields.get("redirect_uri") or None
    if client.kind == "server" and redirect_uri not in client.redirect_uris:
        raise TokenError("invalid_redirect_uri")
    if code is None or code.client_id != client.client_id or code.expires <= emulator.clock.steady():
        raise TokenError("invalid_code")
    if code.redirect_uri is not None and redirect_uri != code.redirect_uri:
        raise TokenError("invalid_redirect_uri")
    if code.challenge is not None:
        verifier = fields.get("code_verifier", "")
        if not verifier_matches(code.challenge, code.challenge_method, verifier):
            raise TokenError(emulator.quirks["pkce-error"])

    return first_answer(
        emulator,
        data_center,
        client,
        code.user,
        code.scopes,
        code.wants_refresh_token,
        spend=lambda: emulator.tokens.codes.pop(fields["code"]),
    )


def first_answer(
    emulator: Emulator,
    data_center: str,
    client: Client,
    user: User,
    scopes: tuple[str, ...],
    wants_refresh_token: bool,
    spend: Callable[[], object],
) -> dict[str, Any]:
    """The first token answer after a consent, unless a limit is in the way; then `spend` is not called."""
    tokens = emulator.tokens
    with_identity = identity.is_wanted(scopes)
    if with_identity:
        identity.be_able_to_sign()
    if wants_refresh_token and tokens.no_room_for_refresh_token(client.client_id, user):
        raise NoRoom
    throttle(emulator, client, None)
    if wants_refresh_token and tokens.limits.refuses_refresh_token(client.client_id, user.id):
        raise Throttled(600)
    with passing("code-spent", user.email):
        spend()
        emulator.counters["exchanges"] += 1
    if wants_refresh_token:
        grant = tokens.new_refresh_token(client.client_id, user, scopes)
    else:
        grant = tokens.grant_without_refresh(client.client_id, user, scopes)
    return token_answer(emulator, data_center, grant, first=True, with_identity=with_identity)


def client_credentials(emulator: Emulator, data_center: str, client: Client, fields: dict[str, str]) -> dict[str, Any]:
    """A token for the client itself. The documentation offers it to self clients only, and has `scope` as required."""
    scopes = scope_names.split(fields.get("scope", ""), spaces_too=False)
    if client.kind != "self" or not scopes:
        raise TokenError("invalid_client")
    user = _on_whose_behalf(emulator, data_center, fields.get("soid", ""))
    throttle(emulator, client, None)
    grant = emulator.tokens.grant_without_refresh(client.client_id, user, scopes, by_client=True)
    return token_answer(emulator, data_center, grant)


def _on_whose_behalf(emulator: Emulator, data_center: str, soid: str) -> User:
    """`soid` is {service}.{organization}. Without it, it is the organization of the person who is signed in."""
    world = emulator.world
    people = [user for user in world.users.values() if user.data_center == data_center and not user.guest]
    if emulator.quirks["client-credentials-org"] == "needed":
        people = [user for user in people if soid == f"ZohoCliq.{user.organization.id}"]
        if not people:
            raise TokenError("missing_org_info")
    if world.consenting_user in people:
        return world.consenting_user
    people.sort(key=lambda user: not user.organization_admin)
    if not people:
        raise TokenError("invalid_client")
    return people[0]


def throttle(emulator: Emulator, client: Client, refresh_token: str | None) -> None:
    """Count a token request, unless it is one too many."""
    seconds = emulator.tokens.limits.throttled(client.client_id, refresh_token)
    if seconds:
        raise Throttled(seconds)


def token_answer(
    emulator: Emulator, data_center: str, grant: Grant, first: bool = False, with_identity: bool = False
) -> dict[str, Any]:
    """The keys in the order in which they were captured."""
    quirks = emulator.quirks
    access = emulator.tokens.new_access_token(grant)
    answer: dict[str, Any] = {"access_token": access.token}
    if first and grant.token:
        answer["refresh_token"] = grant.token
    if quirks["token-scope"] == "present" or (first and quirks["token-scope"] == "exchange"):
        answer["scope"] = " ".join(grant.scopes)
    if with_identity:
        answer["id_token"] = identity.id_token(emulator, grant.client_id, grant.user, access.token, grant.scopes)
    answer["api_domain"] = api_domain(data_center, quirks["api-domain"] == "docs")
    answer["token_type"] = "Bearer"
    lifetime = quirks["access-token-lifetime"]
    if quirks["expires-in"] == "legacy":
        answer["expires_in_sec"] = lifetime
        answer["expires_in"] = lifetime * 1000
    else:
        answer["expires_in"] = lifetime
    return answer


def same(given: str, expected: str) -> bool:
    """Compare secrets."""
    return hmac.compare_digest(given.encode(), expected.encode())
