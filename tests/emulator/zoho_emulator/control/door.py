# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control API below /_emulator. Nothing of it exists at Zoho: it is for tests, benchmarks and the page."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web

from .. import answers
from ..accounts import authorization
from ..accounts import door as accounts
from ..accounts import scopes as scope_names
from ..emulator import Emulator
from ..faults import read
from ..world import seed
from . import changes, insight

COUNTERS = (
    "token_requests",
    "refreshes",
    "exchanges",
    "cliq_requests",
    "cliq_writes",
    "lockouts",
    "refused",
    "evicted",
)
NOTE = "Control API of the emulator. It is no part of Zoho."


class Refused(Exception):
    """A control request that makes no sense; the message says why."""

    def __init__(self, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


async def answer(emulator: Emulator, request: web.BaseRequest) -> web.Response:
    name = request.path.removeprefix("/_emulator").strip("/")
    try:
        raw = await request.read() if request.body_exists else b""
        body = _body(request, raw)
        if (request.method, name) == ("GET", "held"):
            await _wait_for_held(emulator, request.query)
        result = _answer(emulator, request.method, name, request.query, body)
        return result if isinstance(result, web.Response) else answers.own_json(result)
    except Refused as problem:
        return answers.own_json({"error": str(problem), "note": NOTE}, problem.status)
    except authorization.AuthorizationProblem as problem:
        return answers.own_json({"error": problem.title, "text": problem.text, "note": NOTE}, 400)
    except read.PlanError as problem:
        return answers.own_json({"error": str(problem), "note": NOTE}, 400)
    except (ValueError, TypeError, KeyError, AttributeError) as problem:
        return answers.own_json({"error": f"{type(problem).__name__}: {problem}", "note": NOTE}, 400)


def _body(request: web.BaseRequest, raw: bytes) -> Any:
    """JSON, or YAML where the content type says so: a story in a file can be sent as it is."""
    if not raw.strip():
        return None
    return read.from_text(raw.decode()) if "yaml" in request.content_type else json.loads(raw)


def _answer(emulator: Emulator, method: str, name: str, query: Any, body: Any) -> Any:
    if method == "POST" and name.startswith("channels/"):
        return changes.change_channel(emulator, name.removeprefix("channels/"), body)
    handler = _TABLE.get((method, name))
    if handler is None:
        raise Refused(f"no such control: {method} /_emulator/{name}", 404)
    return handler(emulator, query, body)


def _index(emulator: Emulator, _query: Any, _body: Any) -> dict[str, Any]:
    return {"note": NOTE, "controls": [f"{method} /_emulator/{name}" for method, name in sorted(_TABLE)]}


def _health(_emulator: Emulator, _query: Any, _body: Any) -> dict[str, Any]:
    return {"ok": True}


def _log(emulator: Emulator, query: Any, _body: Any) -> list[dict[str, Any]]:
    entries = emulator.log.since(int(query.get("since", 0)))
    return entries[-int(query["latest"]) :] if "latest" in query else entries


def _clear_log(emulator: Emulator, _query: Any, _body: Any) -> dict[str, Any]:
    emulator.clear_log()
    return {"ok": True}


def _counters(emulator: Emulator, _query: Any, _body: Any) -> dict[str, int]:
    return {**{name: emulator.counters[name] for name in COUNTERS}, "logged": emulator.log.count}


def _consent(emulator: Emulator, _query: Any, body: Any) -> dict[str, Any]:
    parts = urlsplit(body["authorization_url"])
    center = next((name for name, url in emulator.urls.items() if urlsplit(url).netloc == parts.netloc), None)
    if center is None or parts.path not in ("/oauth/v2/auth", "/oauth/v2/org/auth"):
        raise Refused("authorization_url is not the authorize endpoint of this emulator")
    decision = body.get("decision", "allow")
    if decision not in ("allow", "deny"):
        raise Refused("decision is allow or deny")
    organization = parts.path == "/oauth/v2/org/auth"
    url = accounts.decide(emulator, center, parts.query, decision, body.get("user"), organization)
    error = None if decision == "allow" else "access_denied"
    emulator.log.add(center, "accounts", "POST", "/oauth/v2/consent", 302, error)
    return {"redirect_url": url}


def _code(emulator: Emulator, _query: Any, body: Any) -> dict[str, Any]:
    client = emulator.world.clients.get(body["client_id"])
    if client is None or client.kind != "self":
        raise Refused("client_id is not a self client")
    user = emulator.world.user(body["user"]) if body.get("user") else emulator.world.consenting_user
    if user is None or user.data_center not in client.secrets:
        raise Refused("no such user, or the client is not enabled in the data center of the user")
    scopes = tuple(body["scopes"])
    unknown = [scope for scope in scopes if scope_names.in_words(scope) is None]
    if unknown or not scopes:
        raise Refused(f"Invalid OAuth scope: {', '.join(unknown) or 'none given'}")
    lifetime = float(body.get("lifetime", 180))
    code = emulator.tokens.new_code(client, user, scopes, lifetime, redirect_uri=None, wants_refresh_token=True)
    emulator.log.add(user.data_center, "console", "POST", "/_emulator/code", 200, user=user.email)
    return {"code": code, "data_center": user.data_center}


def _clock(emulator: Emulator, _query: Any, body: Any) -> dict[str, Any]:
    clock = emulator.clock
    moves = {"advance": clock.advance, "shift": clock.shift}
    for name, seconds in (body or {}).items():
        if name not in moves:
            raise Refused(f"unknown key {name!r}; the clock knows {', '.join(moves)}")
        if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
            raise Refused(f"{name}: a number of seconds is needed, not {seconds!r}")
        moves[name](seconds)
    return {"now": clock.now(), "factor": clock.factor, "shift": clock.wrong}


def _quirks(emulator: Emulator, _query: Any, body: Any) -> list[dict[str, Any]]:
    if body:
        emulator.quirks.update(body)
    return emulator.quirks.as_list()


def _evict(emulator: Emulator, _query: Any, _body: Any) -> dict[str, Any]:
    return {"evicted": emulator.tokens.evict_all()}


def _revoke(emulator: Emulator, _query: Any, _body: Any) -> dict[str, Any]:
    return {"revoked": emulator.tokens.revoke_all()}


def _faults(emulator: Emulator, _query: Any, body: Any) -> list[dict[str, Any]]:
    if body is not None:
        emulator.faults.add(body)
    return emulator.faults.as_list()


def _clear_faults(emulator: Emulator, _query: Any, _body: Any) -> dict[str, Any]:
    emulator.faults.clear()
    return {"ok": True}


async def _wait_for_held(emulator: Emulator, query: Any) -> None:
    """The one control that takes time: whoever asks need not ask again and again."""
    if "wait" in query:
        await emulator.holds.wait(int(query.get("count", 1)), float(query["wait"]))


def _held(emulator: Emulator, _query: Any, _body: Any) -> list[dict[str, Any]]:
    return emulator.holds.as_list()


def _release(emulator: Emulator, _query: Any, body: Any) -> dict[str, Any]:
    numbers = None if body is None else [int(number) for number in body["numbers"]]
    return {"released": emulator.holds.release(numbers)}


def _channels(emulator: Emulator, _query: Any, _body: Any) -> list[dict[str, Any]]:
    return [changes.full_channel(emulator, channel) for channel in emulator.world.channels.values()]


def _messages(emulator: Emulator, query: Any, _body: Any) -> list[dict[str, Any]]:
    return insight.chats(emulator, query.get("chat_id"))


def _teams(emulator: Emulator, _query: Any, _body: Any) -> list[dict[str, Any]]:
    return insight.teams(emulator)


def _reset(emulator: Emulator, _query: Any, body: Any) -> dict[str, Any]:
    emulator.reset(body)
    return {"ok": True}


def _state(emulator: Emulator, query: Any, _body: Any) -> Any:
    state = seed.dump(emulator.world)
    shape = query.get("format", "json")
    if shape not in ("json", "yaml"):
        raise Refused(f"format is json or yaml, not {shape}")
    if shape == "json":
        return state
    headers = {"Content-Type": "application/yaml;charset=UTF-8", "Cache-Control": "no-store"}
    return web.Response(body=seed.as_yaml(state).encode(), headers=headers)


def _meters(emulator: Emulator, _query: Any, _body: Any) -> dict[str, Any]:
    names = {user.id: user.email for user in emulator.world.users.values()}
    quotas = [{**row, "user": names.get(row["user"], row["user"])} for row in emulator.quotas.meters()]
    return {"tokens": emulator.tokens.meters(), "quotas": quotas, "limits": emulator.quotas.enabled}


_TABLE = {
    ("GET", ""): _index,
    ("GET", "health"): _health,
    ("GET", "log"): _log,
    ("DELETE", "log"): _clear_log,
    ("GET", "counters"): _counters,
    ("POST", "consent"): _consent,
    ("POST", "code"): _code,
    ("GET", "clock"): _clock,
    ("POST", "clock"): _clock,
    ("GET", "quirks"): _quirks,
    ("POST", "quirks"): _quirks,
    ("POST", "evict"): _evict,
    ("POST", "revoke-refresh-tokens"): _revoke,
    ("GET", "faults"): _faults,
    ("POST", "faults"): _faults,
    ("DELETE", "faults"): _clear_faults,
    ("GET", "held"): _held,
    ("POST", "release"): _release,
    ("GET", "channels"): _channels,
    ("GET", "messages"): _messages,
    ("GET", "teams"): _teams,
    ("POST", "reset"): _reset,
    ("GET", "state"): _state,
    ("GET", "meters"): _meters,
}
