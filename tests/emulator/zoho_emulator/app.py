# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP servers: one port per data center, every request through one door that knows faults and keeps the log."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable

from aiohttp import web

from . import answers
from .accounts import door as accounts
from .cliq import door as cliq
from .control import door as control
from .control import page
from .emulator import Emulator
from .faults import passage


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
        """Answer a request to Accounts or Cliq, with the faults that wait for it, if any; then log it."""
        emulator = self._emulator
        world = emulator.world
        notes: dict = {}
        answer = cliq.answer if side == "cliq" else accounts.answer

        def work() -> Awaitable[web.Response]:
            return answer(emulator, self._data_center, request, notes)

        if emulator.faults.quiet:
            response = await work()
        else:
            response = await passage.through(emulator, self._data_center, side, request, notes, work)
        # A request that was held or slow may outlast a reset, and is none of the world after it.
        return self._log(request, path, side, response, notes) if emulator.world is world else response

    def _log(
        self, request: web.BaseRequest, path: str, side: str, response: web.StreamResponse, notes: dict
    ) -> web.StreamResponse:
        error = notes.get("error")
        if error is None and side == "accounts" and isinstance(response, web.Response):
            error = _error_of(response)
        # Of the emulated clock; aiohttp would write that of this machine.
        response.headers.setdefault("Date", answers.http_date(int(self._emulator.clock.now())))
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
            try:
                await site.start()
            except OSError as problem:
                # asyncio's own sentence repeats the address in brackets.
                reason = os.strerror(problem.errno) if (problem.errno or 0) > 0 else problem.strerror
                raise OSError(problem.errno, f"cannot listen on {self._host}, port {port}: {reason}") from None
            host, bound = runner.addresses[0][:2]
            shown = f"[{host}]" if ":" in host else host
            self._emulator.urls[center] = f"http://{shown}:{bound}"
        return self._emulator.urls

    async def stop(self) -> None:
        self._emulator.holds.end()
        await asyncio.gather(*(runner.cleanup() for runner in self._runners))
