# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
The fault matrix: one cell is a task in which one thing goes wrong with one of its requests, and the runs after it.

A run succeeds and everything is as wished, or it fails in one sentence. Then nothing goes wrong any more, and the next run has
to succeed. There are three exceptions, all documented, all counted by themselves: where nobody can tell whether something was
made, the next run says so (``outcome_unknown``) before another one makes it; a code that was spent for nothing needs a new
consent; and an old refresh token that could not be revoked is revoked by the next run.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field
from pathlib import Path

from ansible_collections.zoho.cliq.tests.reliability import faults
from ansible_collections.zoho.cliq.tests.reliability.faults import TIMEOUT, Armed, Door, Fault
from ansible_collections.zoho.cliq.tests.reliability.scenarios import SCENARIOS, Call, Scenario, calls, ids_of
from ansible_collections.zoho.cliq.tests.reliability.worker import Clock, Hook, Node, Result, short_pauses

# What became of a cell, in the order of the page.
AT_ONCE = "succeeded at once"
NEXT = "failed, and the next run converged"
LATER = "succeeded with a warning, and the next run did the rest"
UNKNOWN = "failed, the next run said outcome_unknown, the one after it converged"
CONSENT = "failed, and the next run converged with a new consent"
LIMITED = "failed, the next run said when Cliq's limit of calls lets it go on, and converged then"
CLASSES = (AT_ONCE, LATER, NEXT, UNKNOWN, CONSENT)

# Codes that say that nobody can tell what came of a request that may have made something.
UNTOLD = frozenset({"outcome_unknown", "server_error", "unexpected_answer"})
# Codes that say that the code is of no use any more.
SPENT = frozenset({"code_spent_answer_lost", "code_spent"})
# The code of a call that has no turn: looking for what may have been made uses up calls.
NO_TURN = "request_limit_exceeded"
# The longest that any sentence of the collection is; a message has a few sentences, and no page of a server in it.
LONGEST_MESSAGE = 1500


@dataclass(frozen=True)
class Cell:
    """One fault of one call of one scenario."""

    scenario: Scenario
    call: Call
    fault: Fault

    @property
    def name(self) -> str:
        return f"{self.scenario.name} | {self.call.name} | {self.fault.name}"


def cells() -> list[Cell]:
    """The whole matrix."""
    found = calls()
    return [
        Cell(scenario, call, fault)
        for scenario in SCENARIOS
        for call in found[scenario.name]
        for fault in faults.all_for(call)
    ]


@dataclass
class Verdict:
    """What became of a cell: its class, and what is not as promised."""

    cell: Cell
    kind: str = ""
    problems: list[str] = field(default_factory=list)
    results: list[Result] = field(default_factory=list)


class Stage:
    """An emulator with workspaces that were prepared once, and two ports that nobody gets through."""

    def __init__(self, emulator: t.Any, door: Door, folder: Path) -> None:
        self.emulator = emulator
        self._door = door
        self._folder = folder
        self._clock = Clock()
        self._worlds: dict[str, t.Any] = {}
        self._nodes = 0

    def node(self) -> Node:
        """A control node that has seen nothing yet."""
        self._nodes += 1
        return Node(self._folder / f"node{self._nodes}", self.emulator, self._clock)

    def begin(self, scenario: Scenario) -> Node:
        """Bring about the workspace of a scenario; return a node that knows nothing of it."""
        world = self._worlds.get(scenario.name)
        if world is None:
            self.emulator.reset()
            node = self.node()
            node.sign_in()
            for action, arguments in scenario.before:
                result = node.run(action, arguments)
                assert result.get("changed"), result
            world = self._worlds[scenario.name] = self.emulator.control("state")
        self.emulator.control("reset", world)
        node = self.node()
        node.sign_in()
        scenario.prepare(node)
        return node

    def play(self, cell: Cell) -> tuple[Verdict, Node]:
        """Do everything that belongs to a cell."""
        scenario = cell.scenario
        node = self.begin(scenario)
        before = {channel["name"]: channel for channel in self.emulator.channels()}
        armed = Armed(cell.fault, cell.call, self.emulator, ids_of(before.values()), self._door)
        verdict = Verdict(cell)
        options: dict[str, t.Any] = {"timeout": TIMEOUT} if cell.fault.slow else {}
        if cell.fault.act:
            # Nobody waits: a failure that says when it will work is what is to be seen.
            node.environment["ZOHO_CLIQ_RATE_LIMIT_WAIT"] = "0"
        try:
            result = node.run(scenario.module, {**scenario.task(node), **options}, hooks=_hooks(armed))
        finally:
            happened = armed.disarm()
        self._await_the_late(cell)
        if not happened:
            verdict.problems.append("the fault has not happened: calls.yml tells of a call that is not made")
        self._judge(verdict, node, before, result)
        for code in self._runs_until_it_succeeds(verdict, node, before):
            verdict.problems.append(f"run {len(verdict.results)} failed as well, with {code}")
        later = scenario.pending(node)
        if later:
            self._clock.pass_at_once(cell.fault.patience, self.emulator)
            self._judge(verdict, node, before, node.run(scenario.module, scenario.again(node)))
            if scenario.pending(node):
                verdict.problems.append("the next run has not done the rest")
        if not verdict.results[-1].get("failed"):
            again = node.run(scenario.module, scenario.again(node))
            if again.get("failed") or again.get("changed"):
                verdict.problems.append(f"the same task again: {again.get('msg') or 'it changed something'}")
            found = [*scenario.broken(node, before), *scenario.problems(node, again)]
            verdict.problems += [f"after the same task again: {what}" for what in found]
        verdict.kind = LATER if later else _kind(verdict)
        return verdict, node

    def _runs_until_it_succeeds(self, verdict: Verdict, node: Node, before: t.Mapping[str, t.Any]) -> t.Iterator[str]:
        """Run the task again, as often as it is documented; yield the codes of failures that are not."""
        scenario = verdict.cell.scenario
        for _run in range(4):
            last = verdict.results[-1]
            if not last.get("failed"):
                return
            code = _code(last)
            self._clock.pass_at_once(verdict.cell.fault.patience, self.emulator)
            if code in SPENT:
                scenario.fresh(node)
            elif len(verdict.results) > 1 and code not in UNTOLD and not _has_no_turn(last):
                yield str(code)
                return
            self._judge(verdict, node, before, node.run(scenario.module, scenario.task(node)))
        if verdict.results[-1].get("failed"):
            yield str(_code(verdict.results[-1]))

    def _await_the_late(self, cell: Cell) -> None:
        """Wait until what nobody waits for any more has been done."""
        if cell.fault.slow and cell.fault.do == "slow":
            side, method = cell.call.side, cell.call.method
            for _look in range(200):
                if self.emulator.log(side=side, method=method, fault="slow"):
                    return
                self.emulator.control("held?count=1&wait=0.05")

    def _judge(self, verdict: Verdict, node: Node, before: t.Mapping[str, t.Any], result: Result) -> None:
        verdict.results.append(result)
        scenario, number = verdict.cell.scenario, len(verdict.results)
        found = list(scenario.broken(node, before))
        if result.get("failed"):
            found += _unclear(verdict.cell, result, number)
        else:
            found += scenario.problems(node, result)
        verdict.problems += [f"after run {number}: {what}" for what in found]


def _hooks(armed: Armed) -> list[Hook]:
    return [short_pauses, *armed.hooks]


def _code(result: Result) -> t.Any:
    """The code of a failure; in a workspace, that of the first channel that failed."""
    code = (result.get("failure") or {}).get("code")
    of_channels = [one["failure"]["code"] for one in result.get("channels") or [] if one.get("failure")]
    return next((one for one in of_channels if one in UNTOLD), of_channels[0]) if of_channels else code


def _unclear(cell: Cell, result: Result, number: int) -> t.Iterator[str]:
    """What is wrong with how a failure is told."""
    message, failure = result.get("msg"), result.get("failure") or {}
    if not failure.get("code") or failure["code"] == "unexpected_error":
        yield f"the failure has the code {failure.get('code')!r}: {message}"
    if not isinstance(message, str) or not message or message != failure.get("message", message):
        yield f"the message is {message!r}"
    elif "Traceback" in message or "<html" in message.lower() or len(message) > LONGEST_MESSAGE:
        yield f"the message is no sentence: {message!r}"
    elif not message.rstrip().endswith((".", ")")):
        yield f"the message does not end as a sentence: {message!r}"
    elif cell.fault.act and number == 1 and not faults.says_when(message):
        yield f"the message does not say when it will work: {message!r}"


def _has_no_turn(result: Result) -> bool:
    return _code(result) == NO_TURN and faults.says_when(str(result.get("msg")))


def _kind(verdict: Verdict) -> str:
    codes = [_code(result) for result in verdict.results if result.get("failed")]
    if not codes:
        return AT_ONCE
    if any(code in SPENT for code in codes):
        return CONSENT
    if NO_TURN in codes[1:]:
        return LIMITED
    return NEXT if len(codes) == 1 else UNKNOWN
