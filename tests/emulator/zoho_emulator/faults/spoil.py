# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that take the place of the work, and what becomes of answers afterwards."""

from __future__ import annotations

from aiohttp import web

from .. import answers
from ..cliq import refusals
from ..cliq.errors import CliqError
from ..emulator import Emulator
from .steps import Step

_HTML = "<!DOCTYPE html>\n<title>Zoho</title>\n<h1>We are busy</h1><p>Please try again in a moment.</p>\n"


async def instead(emulator: Emulator, request: web.BaseRequest, step: Step) -> web.Response:
    """The answer of a step that comes instead of the work."""
    kind, details = step.effect.name, step.details
    if kind == "drop_before":
        return await gone(request)
    if kind == "unauthorized":
        return _unauthorized(emulator, request)
    headers = details.get("headers", {})
    if kind == "redirect":
        return web.Response(status=details["status"], headers={"Location": details["location"], **headers})
    body = details.get("body")
    content_type = "text/html" if body is None or kind == "html" else "application/json"
    headers = {"Server": "ZGS", "Content-Type": f"{content_type};charset=UTF-8", **headers}
    return web.Response(body=(_HTML if body is None else body).encode(), status=details["status"], headers=headers)


async def gone(request: web.BaseRequest) -> web.Response:
    """No answer: the connection ends."""
    if request.body_exists:
        await request.read()
    hang_up(request)
    return web.Response(status=500)


def _unauthorized(emulator: Emulator, request: web.BaseRequest) -> web.Response:
    """As an access token is refused that has expired."""
    if request.path.startswith("/oauth"):
        return answers.accounts_json({"response": "error", "cause": "INVALID_OAUTHTOKEN"}, 401)
    problem = CliqError(401, str(emulator.quirks["token-error-code"]), "Invalid OAuth token passed.")
    status, body = refusals.shown(emulator.quirks, problem, "/api/v3/" in request.path)
    return answers.zoho_json(body, status)


def spoiled(request: web.BaseRequest, step: Step, response: web.Response) -> None:
    """The work is done, but its answer comes in part, as something else, or never."""
    kind = step.effect.name
    body = response.body if isinstance(response.body, bytes) else b""
    if kind == "drop_after":
        hang_up(request)
    elif kind == "content_type":
        response.headers["Content-Type"] = step.details["content_type"]
    elif kind == "truncate_json":
        response.body = body[: len(body) // 2]
    elif kind == "cut":
        head = f"HTTP/1.1 {response.status} \r\nServer: ZGS\r\nContent-Type: application/json;charset=UTF-8\r\n"
        head += f"Content-Length: {max(len(body), 2)}\r\n\r\n"
        if request.transport is not None:
            request.transport.write(head.encode() + body[: len(body) // 2])
        hang_up(request)


def hang_up(request: web.BaseRequest) -> None:
    if request.transport is not None:
        request.transport.close()
