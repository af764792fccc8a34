# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The door of Cliq: who asks, with which scope, how often; then the endpoint itself."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from aiohttp import web

from .. import answers
from ..accounts import scopes
from ..accounts.door import bearer
from ..emulator import Emulator
from ..faults.points import Broken
from ..quirks.catalog import CATALOG
from ..world import past
from . import (
    bots,
    channels,
    chats,
    departments,
    designations,
    directory,
    errors,
    files,
    forms,
    history,
    members,
    messages,
    messages_v3,
    pins,
    reactions,
    refusals,
    scheduled,
    stickies,
    strict,
    teams,
    threads,
    threads_v3,
    traffic,
    user_changes,
)
from .endpoints import NOTHING, Call, Endpoint, endpoint_names, find
from .errors import CliqError

_WRITES = frozenset(("POST", "PUT", "DELETE", "PATCH"))

# Where Zoho's pages and its OpenAPI documents differ about the lock period.
_LOCK_QUIRKS = {"POST /channels": "create-lock-minutes", "GET /chats/*/messages": "history-lock-minutes"}

# Their decorators enter the endpoints when they are imported.
WITH_ENDPOINTS = (
    bots,
    channels,
    chats,
    departments,
    designations,
    directory,
    files,
    history,
    members,
    messages,
    messages_v3,
    pins,
    reactions,
    scheduled,
    stickies,
    teams,
    threads,
    threads_v3,
    user_changes,
)


async def answer(emulator: Emulator, data_center: str, request: web.BaseRequest, notes: dict) -> web.Response:
    """One request below /api (or /network/{name}/api)."""
    emulator.counters["cliq_requests"] += 1
    if request.method in _WRITES:
        emulator.counters["cliq_writes"] += 1
    raw = await request.read() if request.body_exists else b""
    response = _respond(emulator, data_center, request, raw, notes)
    recorder = traffic.of_environment()
    if recorder is not None:
        content = response.body if isinstance(response.body, bytes) else b""
        answered = (response.status, response.content_type, content)
        url = str(request.rel_url)
        recorder.note(request.method, url, request.headers, raw, answered, quirks=_unusual(emulator))
    return response


def _unusual(emulator: Emulator) -> dict[str, str | int]:
    """The quirks that are not as documented best."""
    quirks = emulator.quirks
    return {name: quirks[name] for name, quirk in CATALOG.items() if quirks[name] != quirk.default}


def _respond(emulator: Emulator, data_center: str, request: web.BaseRequest, raw: bytes, notes: dict) -> web.Response:
    try:
        result = _answer(emulator, data_center, request, raw, notes)
    except CliqError as problem:
        notes["error"] = problem.code or "technical_error"
        status, body = refusals.shown(emulator.quirks, problem, "/api/v3/" in request.path)
        return answers.zoho_json(body, status, notes.pop("headers", None))
    except errors.Unheard:
        result = NOTHING
    if isinstance(result, web.Response):
        return result
    if result is not NOTHING:
        return answers.zoho_json(result)
    if emulator.quirks["mutation-answer"] == "placeholder" and request.method in _WRITES:
        return answers.zoho_json({"Response Code": "204 No response"})
    return web.Response(status=204, headers={"Server": "ZGS"})


def _answer(emulator: Emulator, data_center: str, request: web.BaseRequest, raw: bytes, notes: dict) -> Any:
    if "Authorization" not in request.headers:
        notes["error"] = "no authorization"
        return web.Response(body=b"\r\n", status=401, headers={"Server": "ZGS", "Content-Type": "text/html"})
    access = emulator.tokens.valid_access(_token(emulator, request))
    if access is None or access.grant.user.data_center != data_center:
        raise CliqError(401, emulator.quirks["token-error-code"], "Invalid OAuth token passed.")
    user = access.grant.user
    notes["user"] = user.email
    found = find(_segments(emulator, request.rel_url.raw_path))
    if found is None:
        raise errors.url_invalid()
    verbs, args = found
    endpoint = verbs.get(request.method)
    if endpoint is None:
        raise errors.method_invalid()
    _check_scope(emulator, endpoint, access)
    _check_quota(emulator, endpoint, user.id, notes)
    call = Call(emulator, access, user, args, request.query, path=request.path)
    if "Content-Encoding" in request.headers:
        raise errors.failed("The body is compressed.")
    if endpoint.takes == "form":
        call.form = forms.parts(request.headers.get("Content-Type", ""), raw)
    elif raw or endpoint.takes == "json":
        call.body = _object(raw)
        if call.body and endpoint.takes == "nothing":
            raise errors.extra_key(next(iter(call.body)))
    if request.method not in _WRITES:
        return endpoint.handler(call)
    before = past.copies(call, endpoint.name)
    try:
        result = endpoint.handler(call)
    except Broken:
        # What was done of it was done.
        emulator.world.past.keep(before, emulator.clock.steady())
        raise
    emulator.world.past.keep(before, emulator.clock.steady())
    return result


def _token(emulator: Emulator, request: web.BaseRequest) -> str:
    """Zoho's pages name one word before the token, and one of its examples another."""
    if emulator.quirks["authorization-word"] == "zoho-oauthtoken":
        return bearer(request) if request.headers["Authorization"].lower().startswith("zoho-oauthtoken ") else ""
    return bearer(request)


def _segments(emulator: Emulator, raw_path: str) -> tuple[str, ...]:
    """The path below /api/v2, or from v3 on, split before it is decoded."""
    parts = raw_path.strip("/").split("/")
    if parts[0] == "network" and len(parts) > 1:
        networks = emulator.world.networks
        if networks and unquote(parts[1]) not in networks:
            raise errors.url_invalid()
        parts = parts[2:]
    if len(parts) < 3 or parts[0] != "api" or parts[1] not in ("v2", "v3") or parts[2] == "v3":
        raise errors.url_invalid()
    below = parts[1:] if parts[1] == "v3" else parts[2:]
    return tuple(unquote(part) if "%" in part else part for part in below)


def _check_scope(emulator: Emulator, endpoint: Endpoint, access: Any) -> None:
    by_client = endpoint.refuses_client_tokens and access.grant.by_client
    wanted = endpoint.scopes
    if endpoint.scope_quirk is not None and emulator.quirks[endpoint.scope_quirk] != "either":
        chosen = f".{emulator.quirks[endpoint.scope_quirk]}."
        wanted = tuple(scope for scope in wanted if chosen in f"{scope}.")
    if by_client or not any(scopes.granted(access.scopes, scope) for scope in wanted):
        raise errors.scope_missing(int(emulator.quirks["scope-status"]))


def _check_quota(emulator: Emulator, endpoint: Endpoint, user_id: str, notes: dict) -> None:
    minutes = endpoint.lock_minutes
    if endpoint.name in _LOCK_QUIRKS:
        minutes = int(emulator.quirks[_LOCK_QUIRKS[endpoint.name]])
    seconds = emulator.quotas.refused(user_id, endpoint.name, endpoint.limit, minutes)
    if not seconds:
        return
    emulator.counters["refused"] += 1
    if emulator.quirks["retry-after"] == "on":
        notes["headers"] = {"Retry-After": str(int(seconds) + 1)}
    if emulator.quirks["quota-status"] == "429":
        raise CliqError(429, None, "Too many requests within a certain time frame.")
    raise CliqError(400, "request_limit_exceeded", "You have exceeded the URL throttle limits.")


def _object(raw: bytes) -> dict[str, Any]:
    if not raw.strip():
        return {}
    try:
        value = strict.parsed(raw.decode())
    except ValueError:
        raise errors.failed("The body is not JSON.") from None
    if not isinstance(value, dict):
        raise errors.failed("The body is not a JSON object.")
    return value


def known_endpoints() -> set[str]:
    """The names of all endpoints, which are entered by the time that this is imported."""
    return endpoint_names()
