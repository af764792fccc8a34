# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many processes that share a state store and begin at the same moment."""

from __future__ import annotations

import os
import time
import typing as t
from dataclasses import dataclass
from pathlib import Path

from ansible_collections.zoho.cliq.tests import benchmarks
from ansible_collections.zoho.cliq.tests.reliability.worker import Hook, Node, Result, Worker
from ansible_collections.zoho.cliq.tests.unit.plugins.action_helper import Play

PROCESSES = 20
_QUICK_CLOCK = Path(next(iter(benchmarks.__path__))) / "workspace/quick_clock/sitecustomize.py"


@dataclass(frozen=True)
class Told:
    """What one process tells: the results of its tasks, and the seconds that each took by its own clock."""

    results: list[Result]
    seconds: list[float]


class Crowd:
    """Processes that wait for the word to begin. ``hooks`` has those of each process, by its number."""

    def __init__(
        self,
        node: Node,
        tasks: t.Sequence[tuple[str, t.Mapping[str, t.Any]]],
        hooks: t.Callable[[int], t.Sequence[Hook]] = lambda number: (),
        processes: int = PROCESSES,
    ) -> None:
        self._gate, self._word = os.pipe()
        word = self._word

        def go() -> list[t.Any]:
            os.close(word)
            # The end of the pipe is the word.
            os.read(self._gate, 1)
            return [_timed(node, action, arguments) for action, arguments in tasks]

        self.workers: list[Worker] = [node.begin(go, hooks=hooks(number)) for number in range(processes)]

    def begin(self) -> None:
        """Give the word."""
        os.close(self._word)
        os.close(self._gate)

    def finish(self, seconds: float = 300.0) -> list[Told]:
        """What those tell that were not killed; raises TookTooLong if one does not end."""
        end = time.monotonic() + seconds
        told = [worker.finish(max(1.0, end - time.monotonic())) for worker in self.workers]
        return [Told([result for result, _seconds in one], [seconds for _result, seconds in one]) for one in told]


def _timed(node: Node, action: str, arguments: t.Mapping[str, t.Any]) -> tuple[Result, float]:
    begin = time.monotonic()
    result = Play(node.project).run(action, arguments)
    return result, time.monotonic() - begin


def quick_clock(factor: int, since: float) -> Hook:
    """In a worker: all clocks run so many times as fast, from a time of day on that is the same for all."""

    def hook() -> None:
        os.environ.update(QUICK_CLOCK=str(factor), QUICK_CLOCK_SINCE=str(since))
        exec(compile(_QUICK_CLOCK.read_text(), _QUICK_CLOCK.name, "exec"), {"__name__": "sitecustomize"})

    return hook


def other_time_of_day(seconds: float) -> Hook:
    """In a worker: somebody has set the wall clock, and nothing grew older by that."""

    def hook() -> None:
        wall = time.time
        time.time = lambda: wall() + seconds

    return hook
