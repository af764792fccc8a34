# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything of Zoho Accounts: consent, tokens, revocation, information."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web
from aiohttp.http_exceptions import BadHttpMessage

from .. import answers
from ..emulator import Emulator
from ..world.model import User
from . import authorization, consent, device, identity, revocation, token_endpoint
from .tokens import AccessToken

DISCOVERY = "/.well-known/openid-configuration"
_LOGGED_GRANT_TYPES = (*token_endpoint.GRANT_TYPES, "device_request", "device_token")


@dataclass
class Call:
    """One request to Zoho Accounts. `notes` takes what the log wants to know."""

    emulator: Emulator
    data_center: str
    request: web.BaseRequest
    fields: dict[str, str]  # of query and body: Zoho documents either place as accepted
    form: dict[str, str]  # of the body alone
    notes: dict[str, Any]

    @property
    def method(self) -> str:
        return self.request.method

    def basic(self) -> tuple[str, str] | None:
        return token_endpoint.basic_credentials(self.request.headers.get("Authorization"))


async def fields_of(request: web.BaseRequest) -> tuple[dict[str, str], dict[str, str]]:
    """Parameters from query and body, and those of the body alone. Zoho documents every place as accepted."""
    form = {}
    if request.method == "POST" and request.body_exists and "Content-Encoding" not in request.headers:
        form = {name: value for name, value in (await _posted(request)).items() if isinstance(value, str)}
    return {**request.query, **form}, form


async def _posted(request: web.BaseRequest) -> Mapping[str, Any]:
    """The fields of a form; none if it is broken, or in no encoding that anybody knows."""
    try:
        return await request.post()
    except (ValueError, LookupError, BadHttpMessage):
        return {}


async def answer(emulator: Emulator, data_center: str, request: web.BaseRequest, notes: dict) -> web.Response:
    """One request to Zoho Accounts. `notes` takes what the log wants to know."""
    handler = _PATHS.get(request.path)
    if handler is None:
        return _not_found()
    fields, form = await fields_of(request)
    try:
        return handler(Call(emulator, data_center, request, fields, form, notes))
    except authorization.AuthorizationProblem as problem:
        notes["error"] = problem.title
        status = problem.status or int(emulator.quirks["authorize-error-status"])
        return answers.html(consent.error_page(problem.title, problem.text), status)
    except identity.Unavailable as problem:
        notes["error"] = "cryptography is missing"
        return answers.html(consent.error_page("The emulator cannot do this", str(problem)), 501)


def _not_found() -> web.Response:
    return answers.html(consent.error_page("Not found", "There is no such page."), 404)


# Tokens


def _token(call: Call) -> web.Response:
    _note_grant(call)
    return token_endpoint.answer_token(call.emulator, call.data_center, call.method, call.fields)


def _note_grant(call: Call) -> None:
    """Take the credentials of a Basic header for fields, and tell the log who is concerned."""
    basic = call.basic()
    if basic:
        call.fields = {**call.fields, "client_id": basic[0], "client_secret": basic[1]}
    if call.method == "POST":
        call.emulator.counters["token_requests"] += 1
    grant_type = call.fields.get("grant_type")
    call.notes["grant_type"] = grant_type if grant_type is None or grant_type in _LOGGED_GRANT_TYPES else "other"
    call.notes["user"] = _owner(call.emulator, call.fields)


def _owner(emulator: Emulator, fields: dict[str, str]) -> str | None:
    code = fields.get("code", "")
    held = emulator.tokens.codes.get(code) or emulator.tokens.grants.get(fields.get("refresh_token", ""))
    user = held.user if held else getattr(emulator.tokens.devices.get(code), "user", None)
    return user.email if user else None


def _device_code(call: Call) -> web.Response:
    _note_grant(call)
    return device.answer_code(call.emulator, call.data_center, call.method, call.fields)


def _device_token(call: Call) -> web.Response:
    _note_grant(call)
    return device.answer_token(call.emulator, call.data_center, call.method, call.fields)


def _revoke_old(call: Call) -> web.Response:
    if call.emulator.quirks["revoke-endpoints"] == "new":
        return _not_found()
    return revocation.revoke_old(call.emulator, call.data_center, call.method, call.fields)


def _revoke_new(call: Call) -> web.Response:
    if call.emulator.quirks["revoke-endpoints"] == "old":
        return _not_found()
    return revocation.revoke_new(call.emulator, call.data_center, call.method, call.basic(), call.form)


# Consent


def _authorize(call: Call, organization: bool = False) -> web.Response:
    emulator = call.emulator
    takes_credentials = emulator.quirks["client-credentials-path"] != "token"
    if takes_credentials and call.method == "POST" and call.fields.get("grant_type") == "client_credentials":
        return _credentials_of_client(call)
    if call.method != "GET":
        return answers.html(consent.error_page("400 not found", "This address answers GET only."), 400)
    asked = authorization.check(emulator, call.data_center, dict(call.request.query), organization)
    user = emulator.world.consenting_user
    if authorization.remembered(emulator, asked, user):
        call.notes["user"] = user.email
        return answers.redirect(authorization.allow(emulator, asked, user))
    users = [person for person in people(emulator) if person.organization_admin or not organization]
    address = emulator.urls[call.data_center]
    page = consent.consent_page(asked, user, users, call.request.query_string, call.data_center, address)
    return answers.html(page)


def _credentials_of_client(call: Call) -> web.Response:
    """The grant client_credentials at the path that the pages of the CRM show."""
    _note_grant(call)

    def issue() -> dict[str, Any]:
        client = token_endpoint.known_client(call.emulator, call.data_center, call.fields)
        return token_endpoint.client_credentials(call.emulator, call.data_center, client, call.fields)

    return token_endpoint.answered(call.emulator, call.method, call.fields, issue)


def _authorize_organization(call: Call) -> web.Response:
    return _authorize(call, organization=True)


def _decide(call: Call) -> web.Response:
    if call.method != "POST":
        return _not_found()
    form = call.form
    url = decide(
        call.emulator,
        call.data_center,
        form.get("request", ""),
        form.get("decision", ""),
        form.get("user"),
        organization=form.get("organization") == "yes",
    )
    if "error=access_denied" in url:
        call.notes["error"] = "access_denied"
    return answers.redirect(url)


def decide(
    emulator: Emulator, data_center: str, query: str, decision: str, email: str | None, organization: bool = False
) -> str:
    """What a click on Accept or Reject does: check again, then answer the URL of the redirect."""
    fields = dict(parse_qsl(query, keep_blank_values=True))
    asked = authorization.check(emulator, data_center, fields, organization)
    user = _who_decides(emulator, email)
    if decision == "allow":
        return authorization.allow(emulator, asked, user)
    return authorization.deny(emulator, asked, user)


def people(emulator: Emulator) -> list[User]:
    """Who can sign in."""
    return [user for user in emulator.world.users.values() if not user.guest and user.status == "active"]


def _who_decides(emulator: Emulator, email: str | None) -> User:
    user = emulator.world.user(email) if email else emulator.world.consenting_user
    if user is None or user.guest or user.status != "active":
        raise authorization.AuthorizationProblem("An error occurred", "Nobody with this address can sign in.")
    return user


def _device_page(call: Call) -> web.Response:
    if call.method == "POST":
        return device.decide(call.emulator, call.form, _who_decides(call.emulator, call.form.get("user")))
    return device.page(call.emulator, dict(call.request.query), people(call.emulator))


# Information


def bearer(request: web.BaseRequest) -> str:
    """The access token of the Authorization header; both words are in use."""
    scheme, _unused, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() in ("bearer", "zoho-oauthtoken") else ""


def _server_info(call: Call) -> web.Response:
    # Only the keys are known; the value of `result` has not been seen.
    result = "success" if call.emulator.quirks["serverinfo-result"] == "success" else True
    return answers.accounts_json({"result": result, "locations": dict(call.emulator.urls)})


def _user_info(call: Call) -> web.Response:
    access = _access(call)
    if access is None:
        return answers.accounts_json({"response": "error", "cause": "INVALID_OAUTHTOKEN"}, 401)
    if "aaaserver.profile.read" not in access.scopes:
        return answers.accounts_json({"response": "error", "cause": "INVALID_OAUTHSCOPE"}, 401)
    return answers.accounts_json(identity.zohos_user_info(access.grant.user))


def _openid_user_info(call: Call) -> web.Response:
    access = _access(call)
    if access is None:
        return answers.accounts_json({"response": "error", "cause": "INVALID_OAUTHTOKEN"}, 401)
    if not identity.is_wanted(access.scopes):
        return answers.accounts_json({"response": "error", "cause": "INVALID_OAUTHSCOPE"}, 401)
    return answers.accounts_json(identity.claims(access.grant.user, access.scopes))


def _access(call: Call) -> AccessToken | None:
    access = call.emulator.tokens.valid_access(bearer(call.request))
    if access is None or access.grant.user.data_center != call.data_center:
        return None
    call.notes["user"] = access.grant.user.email
    return access


def _keys(_call: Call) -> web.Response:
    return answers.accounts_json(identity.keys())


def _discovery(call: Call) -> web.Response:
    return answers.accounts_json(identity.discovery(call.emulator.urls[call.data_center]))


def _only_get(handler: Callable[[Call], web.Response]) -> Callable[[Call], web.Response]:
    return lambda call: handler(call) if call.method == "GET" else _not_found()


_PATHS: dict[str, Callable[[Call], web.Response]] = {
    "/oauth/v2/auth": _authorize,
    "/oauth/v2/org/auth": _authorize_organization,
    "/oauth/v2/consent": _decide,  # the emulator's own: where its page posts to
    "/oauth/v2/token": _token,
    "/oauth/v2/token/revoke": _revoke_old,
    "/oauth/v2/revoke/token": _revoke_new,
    "/oauth/v3/device/code": _device_code,
    "/oauth/v3/device/token": _device_token,
    device.PAGE: _device_page,
    "/oauth/serverinfo": _only_get(_server_info),
    "/oauth/user/info": _only_get(_user_info),
    "/oauth/v2/userinfo": _only_get(_openid_user_info),
    "/oauth/v2/keys": _only_get(_keys),
    DISCOVERY: _only_get(_discovery),
}
# Everything that is answered here.
PATHS = tuple(_PATHS)
