# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that stand still until a test lets them go on, or until whoever sent them is gone; and those that take a rest."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .steps import Seen

LONGEST_WAIT = 600.0


@dataclass(eq=False)
class Held:
    """One request that stands still. `connection` is what tells that its client went away."""

    number: int
    at: str
    seen: Seen
    connection: object
    answer_wanted: asyncio.Future[bool] = field(repr=False)

    def as_dict(self) -> dict[str, Any]:
        return {"number": self.number, "at": self.at, **self.seen}


class Holds:
    """The requests that are held, in the order in which they came."""

    def __init__(self) -> None:
        self._held: list[Held] = []
        self._count = 0
        self._watchers: set[asyncio.Event] = set()
        self._ended = asyncio.Event()

    def as_list(self) -> list[dict[str, Any]]:
        return [held.as_dict() for held in self._held]

    async def hold(self, connection: object, at: str, seen: Seen, begun: Callable[[], None]) -> bool:
        """
        Stand still; answers False if there is nobody (any more) who waits for the answer.

        `begun` is called when it can be seen and released.
        """
        self._count += 1
        held = Held(self._count, at, seen, connection, asyncio.get_running_loop().create_future())
        self._held.append(held)
        self._changed()
        try:
            begun()
            return await held.answer_wanted
        finally:
            self._held.remove(held)
            self._changed()

    def release(self, numbers: list[int] | None = None) -> int:
        """Let the held requests with these numbers go on, or all of them."""
        return self._end(lambda held: numbers is None or held.number in numbers, True)

    def lost(self, connection: object) -> None:
        """The client of a connection is gone."""
        self._end(lambda held: held.connection is connection, False)

    def drop(self) -> None:
        """Forget all that is held: the world in which it was asked is no more."""
        self._end(lambda _held: True, False)

    def end(self) -> None:
        """The emulator ends, and all that stands still with it."""
        self._ended.set()
        self.drop()
        self._changed()

    async def pause(self, seconds: float) -> bool:
        """Let so many seconds of real time go by; answers False if the emulator ends meanwhile."""
        try:
            async with asyncio.timeout(seconds):
                await self._ended.wait()
        except TimeoutError:
            return True
        return False

    async def wait(self, count: int, seconds: float) -> None:
        """Return when `count` requests are held (0: when none is), at the latest after these seconds of real time."""
        reached = asyncio.Event()
        self._watchers.add(reached)
        try:
            async with asyncio.timeout(min(seconds, LONGEST_WAIT)):
                while not (self._ended.is_set() or (len(self._held) >= count if count else not self._held)):
                    reached.clear()
                    await reached.wait()
        except TimeoutError:
            pass
        finally:
            self._watchers.discard(reached)

    def _end(self, chosen: Callable[[Held], bool], wanted: bool) -> int:
        ended = [held for held in self._held if chosen(held) and not held.answer_wanted.done()]
        for held in ended:
            held.answer_wanted.set_result(wanted)
        return len(ended)

    def _changed(self) -> None:
        for watcher in self._watchers:
            watcher.set()
