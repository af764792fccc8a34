# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything below /oauth: consent, tokens, revocation, information."""

from __future__ import annotations

from urllib.parse import parse_qsl

from aiohttp import web

from .. import answers
from ..emulator import Emulator
from . import authorization, consent, token_endpoint


async def fields_of(request: web.BaseRequest) -> tuple[dict[str, str], dict[str, str]]:
    """Parameters from query and body, and those of the body alone. Zoho documents every place as accepted."""
    form = {}
    if request.method == "POST" and request.body_exists:
        form = {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    return {**request.query, **form}, form


async def answer(emulator: Emulator, data_center: str, request: web.BaseRequest, notes: dict) -> web.Response:
    """One request to Zoho Accounts. `notes` takes what the log wants to know."""
    path = request.path
    method = request.method
    if path == "/oauth/v2/token":
        fields, _unused = await fields_of(request)
        basic = token_endpoint.basic_credentials(request.headers.get("Authorization"))
        if basic:
            fields = {**fields, "client_id": basic[0], "client_secret": basic[1]}
        if method == "POST":
            emulator.counters["token_requests"] += 1
        notes["grant_type"] = _loggable_grant_type(fields.get("grant_type"))
        notes["user"] = _owner(emulator, fields)
        return token_endpoint.answer_token(emulator, data_center, method, fields)
    if path == "/oauth/v2/auth":
        return _authorize(emulator, data_center, request, notes)
    if path == "/oauth/v2/consent" and method == "POST":
        _unused, form = await fields_of(request)
        return _decide(emulator, data_center, form, notes)
    if path == "/oauth/v2/token/revoke":
        fields, _unused = await fields_of(request)
        return token_endpoint.revoke_old(emulator, method, fields)
    if path == "/oauth/v2/revoke/token":
        _unused, form = await fields_of(request)
        basic = token_endpoint.basic_credentials(request.headers.get("Authorization"))
        return token_endpoint.revoke_new(emulator, data_center, method, basic, form)
    if path == "/oauth/serverinfo" and method == "GET":
        # Only the keys are known; the value of `result` has not been seen.
        return answers.accounts_json({"result": "success", "locations": dict(emulator.urls)})
    if path == "/oauth/user/info" and method == "GET":
        return _user_info(emulator, data_center, request, notes)
    return answers.html(consent.error_page("Not found", "There is no such page."), 404)


def _loggable_grant_type(text: str | None) -> str | None:
    known = ("authorization_code", "refresh_token", "client_credentials")
    return text if text is None or text in known else "other"


def _owner(emulator: Emulator, fields: dict[str, str]) -> str | None:
    held = emulator.tokens.codes.get(fields.get("code", "")) or emulator.tokens.grants.get(
        fields.get("refresh_token", "")
    )
    return held.user.email if held else None


def _authorize(emulator: Emulator, data_center: str, request: web.BaseRequest, notes: dict) -> web.Response:
    if request.method != "GET":
        return answers.html(consent.error_page("400 not found", "This address answers GET only."), 400)
    try:
        asked = authorization.check(emulator, data_center, dict(request.query))
        user = emulator.world.consenting_user
        if authorization.remembered(emulator, asked, user):
            notes["user"] = user.email
            return answers.redirect(authorization.allow(emulator, asked, user))
    except authorization.AuthorizationProblem as problem:
        return _problem_page(problem, notes)
    users = [user for user in emulator.world.users.values() if not user.guest and user.status == "active"]
    return answers.html(consent.consent_page(asked, emulator.world.consenting_user, users, request.query_string))


def _decide(emulator: Emulator, data_center: str, form: dict[str, str], notes: dict) -> web.Response:
    try:
        url = decide(emulator, data_center, form.get("request", ""), form.get("decision", ""), form.get("user"))
    except authorization.AuthorizationProblem as problem:
        return _problem_page(problem, notes)
    if "error=access_denied" in url:
        notes["error"] = "access_denied"
    return answers.redirect(url)


def decide(emulator: Emulator, data_center: str, query: str, decision: str, email: str | None) -> str:
    """What a click on Allow or Deny does: check again, then answer the URL of the redirect."""
    asked = authorization.check(emulator, data_center, dict(parse_qsl(query, keep_blank_values=True)))
    user = emulator.world.user(email) if email else emulator.world.consenting_user
    if user is None or user.guest or user.status != "active":
        raise authorization.AuthorizationProblem("An error occurred", "Nobody with this address can sign in.")
    if decision == "allow":
        return authorization.allow(emulator, asked, user)
    return authorization.deny(emulator, asked, user)


def _problem_page(problem: authorization.AuthorizationProblem, notes: dict) -> web.Response:
    notes["error"] = problem.title
    return answers.html(consent.error_page(problem.title, problem.text), 400)


def bearer(request: web.BaseRequest) -> str:
    """The access token of the Authorization header; both words are in use."""
    scheme, _unused, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() in ("bearer", "zoho-oauthtoken") else ""


def _user_info(emulator: Emulator, data_center: str, request: web.BaseRequest, notes: dict) -> web.Response:
    access = emulator.tokens.valid_access(bearer(request))
    if access is None or access.grant.user.data_center != data_center:
        return answers.accounts_json({"response": "error", "cause": "INVALID_OAUTHTOKEN"}, 401)
    user = access.grant.user
    notes["user"] = user.email
    if "aaaserver.profile.read" not in access.scopes:
        return answers.accounts_json({"response": "error", "cause": "INVALID_OAUTHSCOPE"}, 401)
    return answers.accounts_json(
        {
            "First_Name": user.first_name,
            "Last_Name": user.last_name,
            "Display_Name": user.name,
            "Email": user.email,
            "ZUID": int(user.id),
        }
    )
