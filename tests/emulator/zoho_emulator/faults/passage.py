# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A request on its way through the faults that wait: before the work, at the points in it, and after it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from ..accounts import door as accounts
from ..emulator import Emulator
from . import points, spoil
from .aside import Aside, finished
from .effects import INSTEAD, REST
from .plan import Taken
from .steps import Seen, Step

Work = Callable[[], Awaitable[web.Response]]


class _Ended(points.Broken):
    """Ended by a step that answers instead of the (rest of the) work, or, without one, because nobody waits any more."""

    def __init__(self, step: Step | None) -> None:
        super().__init__()
        self.step = step


class Passage:
    """One request under way."""

    def __init__(self, emulator: Emulator, request: web.BaseRequest, seen: dict[str, str | None]) -> None:
        self._emulator = emulator
        self._request = request
        self._seen = seen
        self._aside: Aside[web.Response] | None = None
        self._later: list[Taken] = []  # what comes after the work
        self._spoilers: list[Step] = []
        self.met: list[str] = []  # what the log says

    async def answer(self, work: Work) -> web.Response:
        """Do the work, as far as the faults let it be done, and answer."""
        try:
            response = await self._answered(work)
        except _Ended as end:
            if end.step is None:
                return await spoil.gone(self._request)
            response = await spoil.instead(self._emulator, self._request, end.step)
        finally:
            # Whatever ended the work, its end has come; there is nothing left that could stand still.
            for taken in self._later:
                self._act_or_spoil(taken)
                if taken.step.effect.manner == REST:
                    taken.happens()
        for step in self._spoilers:
            spoil.spoiled(self._request, step, response)
        return response

    async def _answered(self, work: Work) -> web.Response:
        first = self._meet(self._seen, None, "before")
        if first is not None:
            await self._come(first)
        response = await self._do(work)
        while self._later:
            taken = self._later.pop(0)
            self._act_or_spoil(taken)
            if taken.step.effect.manner == REST:
                await self._come(taken)
        return response

    def _meet(self, seen: Seen, point: str | None, at: str) -> Taken | None:
        """Let the acts happen that come here, and answer what else does; what comes after the work is kept for then."""
        now = None
        for taken in self._emulator.faults.meet(seen, point, at):
            if taken.step.effect.name != "nothing":
                self.met.append(taken.step.effect.name)
            if point is None and not taken.step.comes_first:
                # Acts first, so that they are done when a request stands still.
                self._later.insert(0 if not taken.step.answers else len(self._later), taken)
            elif taken.step.answers:
                now = taken
            else:
                self._emulator.faults.act(taken)
        return now

    def _act_or_spoil(self, taken: Taken) -> None:
        if not taken.step.answers:
            self._emulator.faults.act(taken)
        elif taken.step.spoils:
            taken.happens()
            self._spoilers.append(taken.step)

    async def _come(self, taken: Taken) -> None:
        """Stand still, or end the work, or what is left of it."""
        if taken.step.effect.manner == INSTEAD:
            taken.happens()
            raise _Ended(taken.step)
        if not await self._rest(taken):
            raise _Ended(None)

    async def _rest(self, taken: Taken) -> bool:
        """Stand still; whether the request goes on afterwards."""
        holds = self._emulator.holds
        if taken.step.effect.name == "slow":
            taken.happens()
            if self._request.body_exists:
                await self._request.read()  # as long as it can be: whoever sent it may not wait so long
            return await holds.pause(taken.step.details["seconds"])
        if self._request.transport is None:
            taken.happens()
            return False
        return await holds.hold(self._request.protocol, taken.step.at, taken.seen, taken.happens)

    async def _do(self, work: Work) -> web.Response:
        """The work, with this passage as the one that its points ask."""
        token = points.current.set(self)
        try:
            if not self._emulator.faults.rest_in_the_work:
                return await work()
            # What the work would wait for is there then.
            if self._seen["side"] == "cliq" and self._request.body_exists:
                await self._request.read()
            self._aside = Aside(lambda: finished(work()))
            return await self._aside.run()
        finally:
            points.current.reset(token)

    def reach(self, at: str, point: str, name: str) -> None:
        """Called by the work."""
        taken = self._meet({**self._seen, "point": point, "name": name}, point, at)
        if taken is None:
            return
        if taken.step.spoils:
            self._act_or_spoil(taken)
        elif taken.step.effect.manner == INSTEAD:
            taken.happens()
            raise _Ended(taken.step)
        elif self._aside is None or not self._aside.stand_still(lambda: self._rest(taken)):
            raise _Ended(None)


async def through(
    emulator: Emulator, data_center: str, side: str, request: web.BaseRequest, notes: dict[str, Any], work: Work
) -> web.Response:
    """Answer a request while faults wait; `notes` takes what the log wants to know."""
    seen: dict[str, str | None] = {
        "side": side,
        "method": request.method,
        "path": request.path,
        "data_center": data_center,
    }
    if side == "accounts":
        fields, _unused = await accounts.fields_of(request)
        seen["grant_type"] = fields.get("grant_type")
    else:
        access = emulator.tokens.valid_access(accounts.bearer(request))
        seen["user"] = access.grant.user.email if access else None
    passage = Passage(emulator, request, seen)
    try:
        return await passage.answer(work)
    finally:
        if passage.met:
            notes["fault"] = ", ".join(passage.met)
