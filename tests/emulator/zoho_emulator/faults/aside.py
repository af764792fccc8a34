# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Work that can stand still in the middle.

The work of a request is plain code that runs from beginning to end. Where it may have to stand still at a named point, it runs
in a thread of its own instead. The thread and the event loop hand each other the turn, so that only one of them runs at a time,
and nothing of the world changes under the other's hands.
"""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Awaitable, Callable
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

T = TypeVar("T")
# What a thread waits for while it stands still: it is awaited in the event loop, and answers whether the work goes on.
Rest = Callable[[], Awaitable[bool]]


class Aside(Generic[T]):
    """Runs `work` in a thread until it returns, raises, or stands still."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._to_loop: SimpleQueue[Rest | None] = SimpleQueue()
        self._to_thread: SimpleQueue[bool] = SimpleQueue()
        self._result: T
        self._error: BaseException | None = None

    async def run(self) -> T:
        """Called in the event loop: the result of the work, or what it raises."""
        context = contextvars.copy_context()
        threading.Thread(target=lambda: context.run(self._in_thread), daemon=True).start()
        rest = self._to_loop.get()
        while rest is not None:
            goes_on = False
            try:
                goes_on = await rest()
            finally:
                # Also if the loop ends the request, or the thread would wait for ever.
                self._to_thread.put(goes_on)
                rest = self._to_loop.get()
        if self._error is not None:
            raise self._error
        return self._result

    def stand_still(self, rest: Rest) -> bool:
        """Called in the thread: wait, and answer whether the work goes on."""
        self._to_loop.put(rest)
        return self._to_thread.get()

    def _in_thread(self) -> None:
        try:
            self._result = self._work()
        except BaseException as problem:
            self._error = problem
        self._to_loop.put(None)


def finished(work: Any) -> Any:
    """The result of a coroutine that has nothing to wait for."""
    try:
        work.send(None)
    except StopIteration as end:
        return end.value
    work.close()
    raise RuntimeError("this work waits for something, so it cannot be done aside")
