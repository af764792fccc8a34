# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
SIGKILL in the middle of an exchange, a refresh, and the provision of a workspace: where the emulator holds a request, or at
random times.

What is judged of an exchange is what the benchmark ``kills`` judges; here the killed run is a worker and no ansible-playbook, so
that there can be many more of them. A kill does not take the page cache away, so files are shown to be written in the right
order and replaced as a whole, not to survive a power failure.
"""

from __future__ import annotations

import dataclasses
import fcntl
import itertools
import random
import typing as t
from dataclasses import dataclass
from pathlib import Path

import yaml
from ansible_collections.zoho.cliq.plugins.module_utils._state import record
from ansible_collections.zoho.cliq.plugins.module_utils._state.slots import SLOT, SLOTS
from ansible_collections.zoho.cliq.tests.benchmarks.desk import Desk, Finished
from ansible_collections.zoho.cliq.tests.benchmarks.moments import MOMENTS, RANDOM, Kill
from ansible_collections.zoho.cliq.tests.benchmarks.scene import TASK
from ansible_collections.zoho.cliq.tests.integration.plays.emulator_process import COLLECTION
from ansible_collections.zoho.cliq.tests.reliability.course import Course, Stage
from ansible_collections.zoho.cliq.tests.reliability.scenarios import BY_NAME, Scenario, calls
from ansible_collections.zoho.cliq.tests.reliability.worker import Node, Worker

# About as long as an exchange, a refresh and a provision take in a worker, in seconds.
EXCHANGE_SPAN, REFRESH_SPAN, PROVISION_SPAN = 0.2, 0.12, 0.3
REFRESH = {"method": "POST", "path": "/oauth/v2/token", "grant_type": "refresh_token"}


# --- exchanges ---------------------------------------------------------------------------------------------------------


class ForkedRun:
    """A worker, in the words of a run of ansible-playbook."""

    def __init__(self, worker: Worker) -> None:
        self._worker = worker
        self.process = self

    def poll(self) -> int | None:
        return 0 if self._worker.ended_within(0) else None

    def ended_within(self, seconds: float) -> bool:
        return self._worker.ended_within(seconds)

    def aim(self) -> None:
        """A worker has no processes of its own to look for."""

    def kill(self) -> None:
        self._worker.kill()

    def finish(self, seconds: float) -> Finished:
        result = {"failed": False, **self._worker.finish(seconds)}
        return Finished(int(result["failed"]), str(result), [{"task": TASK, "result": result}])


class ForkedDesk(Desk):
    """The desk of a node, from which plays of one task are run in workers."""

    def __init__(self, node: Node) -> None:
        super().__init__(node.project, node.environment)
        self._node = node

    def start(self, *arguments: str, play: str = "play.yml", through: tuple[str, ...] = ()) -> t.Any:
        (one,) = yaml.safe_load((self.project / play).read_text())
        ((task, given),) = ((name, value) for name, value in one["tasks"][0].items() if name != "name")
        code = yaml.safe_load((self.project / one["vars_files"][0]).read_text())["code"]
        given = {name: code if value == "{{ code }}" else value for name, value in given.items()}
        return ForkedRun(self._node.start(task.rpartition(".")[2], given))


def exchanges(count: int, seed: int) -> list[Kill]:
    """So many kills of exchanges: half of them at the emulator's points, half at random, a half replacing credentials."""
    numbers = random.Random(f"exchanges {seed}")
    at_random = [dataclasses.replace(moment, span=EXCHANGE_SPAN / (4 if moment.hold else 1)) for moment in RANDOM]
    held, free = itertools.cycle(MOMENTS), itertools.cycle(at_random)
    kills = []
    for number in range(count):
        moment = next(free) if number % 2 else next(held)
        replacing = numbers.random() < 0.5 if moment.replaces is None else moment.replaces
        kills.append(Kill(moment, replacing, numbers.uniform(0, moment.span or 0)))
    return kills


# --- refreshes and provisions ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Blow:
    """
    One kill: of a scenario's run, where a request is held, or so many seconds after its start.

    ``hold`` has what the emulator's fault takes; None is for a random time.
    """

    scenario: Scenario
    delay: float
    hold: t.Mapping[str, t.Any] | None = None

    @property
    def place(self) -> str:
        if self.hold is None:
            return "at random"
        if "match" in self.hold:
            return f"request {self.hold['at']}"
        (at,) = (at for at in ("before", "after") if at in self.hold)
        return f"{at} {self.hold[at]}"


def refreshes(count: int, seed: int) -> list[Blow]:
    """So many kills of refreshes, half of them at random."""
    numbers = random.Random(f"refreshes {seed}")
    scenario = BY_NAME["access_token, refresh"]
    held = itertools.cycle(
        [
            {"match": REFRESH, "at": "before"},
            {"before": "token-minted"},
            {"after": "token-minted"},
            {"match": REFRESH, "at": "after"},
        ]
    )
    return [
        Blow(scenario, numbers.uniform(0, REFRESH_SPAN)) if number % 2 else Blow(scenario, 0, next(held))
        for number in range(count)
    ]


PROVISIONS = (
    "channels, create three",
    "channels, converge",
    "channel, create",
    "channel_members, exact",
    "message, with a key",
)


def provisions(count: int, seed: int) -> list[Blow]:
    """So many kills of provisions, half of them at random, the others at each point that a scenario passes, in turn."""
    numbers = random.Random(f"provisions {seed}")
    found = calls()
    places = [
        (BY_NAME[name], {at: _begins(name, call.point) if at == "before" else call.point, "count": call.number})
        for name in PROVISIONS
        for call in found[name]
        if call.point is not None and call.side == "cliq"
        for at in ("before", "after")
    ]
    held, free = itertools.cycle(places), itertools.cycle(PROVISIONS)
    blows = []
    for number in range(count):
        if number % 2:
            blows.append(Blow(BY_NAME[next(free)], numbers.uniform(0, PROVISION_SPAN)))
        else:
            scenario, hold = next(held)
            blows.append(Blow(scenario, 0, hold))
    return blows


def _begins(name: str, point: str) -> str:
    # Whom a new channel begins with is no wish of zoho.cliq.channel once it is there: half of a creation is none of its cases.
    return "channel-made" if (name, point) == ("channel, create", "members-added") else point


def strike(blow: Blow, stage: Stage) -> tuple[Course, bool]:
    """Kill a run, judge what it left, and go on; return the runs, and whether it was killed before its end."""
    scenario, emulator = blow.scenario, stage.emulator
    node = stage.begin(scenario)
    node.environment["ZOHO_CLIQ_PACE_REQUESTS"] = "false"
    course = Course(scenario, node, stage.clock)
    if blow.hold is not None:
        emulator.control("faults", {"do": "hold", **blow.hold})
    worker = node.start(scenario.module, scenario.task(node))
    if blow.hold is None:
        worker.ended_within(blow.delay)
    elif not emulator.control("held?count=1&wait=30"):
        course.problems.append("nothing was held")
    killed = worker.kill()
    emulator.control("held?count=0&wait=30")
    emulator.control("faults", method="DELETE")
    course.judge_what_was_killed()
    half = set(damaged(node.store))
    # The first value of a key is written where nothing is: half of one has no valid checksum and counts as none.
    course.problems += [f"after the kill {name} is damaged" for name in sorted(half) if not name.startswith("data-")]
    course.problems += [f"after the kill {name} is locked" for name in locked(node.store)]
    kept = any(path.name not in half for path in node.store.glob("data-token-*"))
    asked = emulator.counters()["token_requests"]
    course.go_on()
    more = emulator.counters()["token_requests"] - asked
    # With a wait of a minute and more in between, no token runs out.
    if more > int(not kept):
        course.problems.append(
            f"{more} tokens were requested after the kill, with{'' if kept else 'out'} one in the store"
        )
    course.problems += [f"at the end {name} is damaged" for name in damaged(node.store)]
    return course, killed


def collections() -> Path:
    """The folder in which ansible-playbook finds the collection that is tested."""
    return COLLECTION.parents[2]


def damaged(store: Path) -> t.Iterator[str]:
    """The names of the values and ledgers of a state store that are not whole."""
    for path in sorted([*store.glob("data-*"), *store.glob("ledger-*")]):
        if record.decode(path.name, path.read_bytes()) is None:
            yield path.name
    content = (store / SLOTS).read_bytes() if (store / SLOTS).exists() else b""
    for at in range(0, len(content), SLOT):
        slot = content[at : at + SLOT]
        if record.decode(str(record.name_in(slot)), slot) is None:
            yield f"{SLOTS} at {at}"


def locked(store: Path) -> t.Iterator[str]:
    """The lock files of a state store that somebody holds, though nobody runs."""
    for path in sorted(store.glob("lock-*")):
        with path.open("rb+") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # Of some files, single bytes are locked, each with a lock of its own.
                fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield path.name
