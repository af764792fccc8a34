# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP servers: one port per data center, every request through one door that knows faults and keeps the log."""

from __future__ import annotations

import asyncio

from aiohttp import web

from . import answers
from .accounts import door as accounts
from .cliq import door as cliq
from .control import door as control
from .control import page
from .emulator import Emulator
from .faults.plan import Fault

_HTML = "<!DOCTYPE html>\n<title>Zoho</title>\n<h1>We are busy</h1><p>Please try again in a moment.</p>\n"


class Door:
    """The handler of one data center's port."""

    def __init__(self, emulator: Emulator, data_center: str) -> None:
        self._emulator = emulator
        self._data_center = data_center

    async def __call__(self, request: web.BaseRequest) -> web.StreamResponse:
        path = request.path
        if path.startswith(("/api/", "/network/")):
            return await self._watched(request, path, "cliq")
        if path.startswith("/oauth") or path == accounts.DISCOVERY:
            return await self._watched(request, path, "accounts")
        if path == "/" or path.startswith(page.PREFIX):
            return page.answer(self._emulator, request)
        if path.startswith("/_emulator"):
            return await control.answer(self._emulator, request)
        return answers.html("<!DOCTYPE html><title>Not found</title><h1>Not found</h1>\n", 404)

    async def _watched(self, request: web.BaseRequest, path: str, side: str) -> web.StreamResponse:
        """Answer a request to Accounts or Cliq, with the fault that waits for it, if any; then log it."""
        emulator = self._emulator
        world = emulator.world
        notes: dict = {}
        seen = await self._seen(request, path, side) if emulator.faults.waiting else {}
        fault = emulator.faults.take(seen)
        if fault is not None:
            notes["fault"] = fault.kind
        if fault is not None and fault.comes_first and not await self._goes_on(request, fault, seen):
            response = await _instead(request, fault)
        else:
            work = cliq.answer if side == "cliq" else accounts.answer
            response = await work(emulator, self._data_center, request, notes)
            if fault is not None and not fault.comes_first and not await self._goes_on(request, fault, seen):
                response = await _spoiled(request, fault, response)
        # A request that was held or slow may outlast a reset, and is none of the world after it.
        return self._log(request, path, side, response, notes) if emulator.world is world else response

    async def _goes_on(self, request: web.BaseRequest, fault: Fault, seen: dict[str, str | None]) -> bool:
        """Hold a request where the fault says so; whether it is answered as if there were no fault."""
        if fault.kind != "hold" or request.transport is None:
            return False
        return await self._emulator.holds.hold(request.protocol, fault.at, seen)

    async def _seen(self, request: web.BaseRequest, path: str, side: str) -> dict[str, str | None]:
        """What faults are matched with."""
        seen: dict[str, str | None] = {
            "side": side,
            "method": request.method,
            "path": path,
            "data_center": self._data_center,
        }
        if side == "accounts":
            fields, _unused = await accounts.fields_of(request)
            seen["grant_type"] = fields.get("grant_type")
        else:
            access = self._emulator.tokens.valid_access(accounts.bearer(request))
            seen["user"] = access.grant.user.email if access else None
        return seen

    def _log(
        self, request: web.BaseRequest, path: str, side: str, response: web.StreamResponse, notes: dict
    ) -> web.StreamResponse:
        error = notes.get("error")
        if error is None and side == "accounts" and isinstance(response, web.Response):
            error = _error_of(response)
        self._emulator.log.add(
            self._data_center,
            side,
            request.method,
            path,
            response.status,
            error,
            notes.get("grant_type"),
            notes.get("user"),
            notes.get("fault"),
        )
        return response


def _error_of(response: web.Response) -> str | None:
    """The `error` of a JSON answer of Zoho Accounts."""
    body = response.body
    marker = b'"error":"'
    if not isinstance(body, bytes) or marker not in body:
        return None
    return body.partition(marker)[2].partition(b'"')[0].decode()


async def _instead(request: web.BaseRequest, fault: Fault) -> web.Response:
    """Answers that take the place of the work: it is not done."""
    if fault.kind in ("drop_before", "hold"):
        if request.body_exists:
            await request.read()
        _hang_up(request)
        return web.Response(status=500)
    if fault.kind == "redirect":
        return web.Response(status=fault.status, headers={"Location": fault.location, **fault.headers})
    text = _HTML if fault.body is None else fault.body
    kind = "text/html" if fault.body is None or fault.kind == "html" else "application/json"
    headers = {"Server": "ZGS", "Content-Type": f"{kind};charset=UTF-8", **fault.headers}
    return web.Response(body=text.encode(), status=fault.status, headers=headers)


async def _spoiled(request: web.BaseRequest, fault: Fault, response: web.Response) -> web.Response:
    """The work is done, but its answer comes late, in part, or never."""
    if fault.kind == "slow":
        await asyncio.sleep(fault.seconds)
    elif fault.kind in ("drop_after", "hold"):
        _hang_up(request)
    elif fault.kind == "truncate_json":
        body = response.body if isinstance(response.body, bytes) else b""
        response.body = body[: len(body) // 2]
    elif fault.kind == "cut":
        body = response.body if isinstance(response.body, bytes) else b""
        head = f"HTTP/1.1 {response.status} \r\nServer: ZGS\r\nContent-Type: application/json;charset=UTF-8\r\n"
        head += f"Content-Length: {max(len(body), 2)}\r\n\r\n"
        if request.transport is not None:
            request.transport.write(head.encode() + body[: len(body) // 2])
        _hang_up(request)
    return response


def _hang_up(request: web.BaseRequest) -> None:
    if request.transport is not None:
        request.transport.close()


def _request(message, payload, protocol, writer, task) -> web.BaseRequest:  # type: ignore[no-untyped-def]
    """As aiohttp does it, without its limit of one megabyte: pictures and files are larger."""
    loop = asyncio.get_running_loop()
    return web.BaseRequest(message, payload, protocol, writer, task, loop, client_max_size=0)


class Server(web.Server):
    """Tells when a client went away, which a handler that stands still cannot see."""

    def __init__(self, emulator: Emulator, data_center: str) -> None:
        # A compressed body that is broken makes aiohttp wait for ever; Zoho is not known to take any.
        super().__init__(Door(emulator, data_center), request_factory=_request, access_log=None, auto_decompress=False)
        self._holds = emulator.holds

    def connection_lost(self, handler: web.RequestHandler, exc: BaseException | None = None) -> None:
        super().connection_lost(handler, exc)
        self._holds.lost(handler)


class Servers:
    """The listening ports of one emulator."""

    def __init__(self, emulator: Emulator, host: str = "127.0.0.1", port: int = 0) -> None:
        self._emulator = emulator
        self._host = host
        self._port = port
        self._runners: list[web.ServerRunner] = []

    async def start(self) -> dict[str, str]:
        """Listen. With a fixed port the data centers take that one and those after it."""
        for number, center in enumerate(self._emulator.data_centers):
            runner = web.ServerRunner(Server(self._emulator, center))
            await runner.setup()
            self._runners.append(runner)
            port = self._port + number if self._port else 0
            site = web.TCPSite(runner, self._host, port, shutdown_timeout=1.0)
            await site.start()
            host, bound = runner.addresses[0][:2]
            shown = f"[{host}]" if ":" in host else host
            self._emulator.urls[center] = f"http://{shown}:{bound}"
        return self._emulator.urls

    async def stop(self) -> None:
        self._emulator.holds.drop()
        for runner in self._runners:
            await runner.cleanup()
