# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""Several things at once, in threads, in a way that a time-out of the task or Ctrl-C ends."""

from __future__ import annotations

import collections
import threading
import typing as t

Item = t.TypeVar("Item")
# How often the waiting thread looks up, in seconds, so that a signal is heeded.
_LOOK_UP_SECONDS = 0.5
# One more thread begins when nothing was finished for so many seconds: whoever waits for a network can do several things at once,
# while threads that never wait are in each other's way.
_SLOW_SECONDS = 0.02


def for_each(
    things: t.Sequence[Item],
    action: t.Callable[[Item], None],
    *,
    at_once: int,
    done: t.Callable[[Item], None],
    tick: t.Callable[[], None],
    stop: t.Callable[[], None],
) -> None:
    """
    Call ``action`` for each of ``things``, for up to ``at_once`` of them at a time; ``done`` is called here for each that is
    finished, and ``tick`` every now and then.

    An error that ``action`` lets through, or an exception in this thread such as that of a time-out, ends it: what has not
    begun is left, ``stop`` is called for what is under way, and the exception is raised.
    """
    if at_once == 1 or len(things) < 2:
        for thing in things:
            action(thing)
            done(thing)
        return
    crew = _Crew(things, action)
    crew.grow()
    try:
        over = False
        while not over:
            # Asked for before what was finished is looked at, so that nothing is missed.
            over = crew.is_over()
            finished = crew.finished_within(_SLOW_SECONDS if crew.size < at_once else _LOOK_UP_SECONDS)
            for thing in finished:
                done(thing)
            if not finished and crew.size < at_once:
                crew.grow()
            tick()
    except BaseException:
        crew.end()
        stop()
        raise


class _Crew(t.Generic[Item]):
    """Threads that take one thing after the other, until none is left or one of them fails."""

    def __init__(self, things: t.Iterable[Item], action: t.Callable[[Item], None]) -> None:
        self._left: t.Iterator[Item] = iter(things)
        self._action = action
        self._finished: collections.deque[Item] = collections.deque()
        self._lock = threading.Lock()
        self._over = threading.Event()
        self._at_work = 0
        self._error: BaseException | None = None
        self.size = 0

    def grow(self) -> None:
        """Let one more thread begin."""
        with self._lock:
            self.size += 1
            self._at_work += 1
        # It must not keep a process from ending whose task is over.
        threading.Thread(target=self._work, daemon=True).start()

    def end(self) -> None:
        """Let nothing more begin."""
        with self._lock:
            self._left = iter(())

    def is_over(self) -> bool:
        """Tell whether no thread is at work any more."""
        return self._over.is_set()

    def finished_within(self, seconds: float) -> list[Item]:
        """Return what was finished until now, after so many seconds or when all is over; raises what a thread raised."""
        self._over.wait(seconds)
        if self._error is not None:
            raise self._error
        return [self._finished.popleft() for _each in range(len(self._finished))]

    def _work(self) -> None:
        try:
            while True:
                with self._lock:
                    thing = next(self._left, None)
                if thing is None:
                    return
                self._action(thing)
                self._finished.append(thing)
        except BaseException as exc:
            self._error = self._error or exc
            self.end()
        finally:
            with self._lock:
                self._at_work -= 1
                if not self._at_work or self._error is not None:
                    self._over.set()
