# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""Several things at once, in threads, in a way that a time-out of the task or Ctrl-C ends."""

from __future__ import annotations

import concurrent.futures
import itertools
import typing as t

Item = t.TypeVar("Item")
# How often the waiting thread looks up, in seconds, so that a signal is heeded.
_LOOK_UP_SECONDS = 0.5
# One more at a time is begun when nothing ended for so many seconds: whoever waits for a network can do several things at once,
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
    executor = concurrent.futures.ThreadPoolExecutor(max_workers=at_once)
    left = iter(things)
    under_way: dict[concurrent.futures.Future[None], Item] = {}
    most = 1
    try:
        while True:
            for thing in itertools.islice(left, most - len(under_way)):
                under_way[executor.submit(action, thing)] = thing
            if not under_way:
                break
            finished, _others = concurrent.futures.wait(
                under_way,
                timeout=_SLOW_SECONDS if most < at_once else _LOOK_UP_SECONDS,
                return_when=concurrent.futures.FIRST_COMPLETED,
            )
            if not finished:
                most = min(most + 1, at_once)
            for future in finished:
                future.result()
                done(under_way.pop(future))
            tick()
    except BaseException:
        stop()
        executor.shutdown(wait=False, cancel_futures=True)
        raise
    executor.shutdown()
