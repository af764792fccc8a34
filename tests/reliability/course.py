# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
The runs of one task, one after the other, and what is judged after each of them.

A run succeeds and everything is as wished, or it fails in one sentence. Once nothing goes wrong any more, the next run has to
succeed. There are three exceptions, all documented, all counted by themselves: where nobody can tell whether something was
made, the next run says so (``outcome_unknown``) before another one makes it; a code that was spent for nothing needs a new
consent; and an old refresh token that could not be revoked is revoked by the next run.
"""

from __future__ import annotations

import typing as t
from pathlib import Path

from ansible_collections.zoho.cliq.tests.reliability.scenarios import Scenario
from ansible_collections.zoho.cliq.tests.reliability.worker import Clock, Node, Result

# Codes that say that nobody can tell what came of a request that may have made something.
UNTOLD = frozenset({"outcome_unknown", "server_error", "unexpected_answer"})
# Codes that say that the code is of no use any more.
SPENT = frozenset({"code_spent_answer_lost", "code_spent"})
# The longest that any message of the collection is; it has a few sentences, and no page of a server in it.
LONGEST_MESSAGE = 1500
# A failed refresh is kept for half a minute.
A_MINUTE = 61.0
MOST_RUNS = 4


class Course:
    """
    The runs of a scenario's task on one node.

    ``results`` are those of the runs that were judged, ``problems`` says what is not as promised.
    """

    def __init__(self, scenario: Scenario, node: Node, clock: Clock, patience: float = A_MINUTE) -> None:
        self.scenario = scenario
        self.node = node
        self.results: list[Result] = []
        self.problems: list[str] = []
        self.left_something = False
        self._clock = clock
        self._patience = patience
        self.before = {channel["name"]: channel for channel in node.emulator.channels()}

    @property
    def codes(self) -> list[t.Any]:
        """The codes of the runs that failed."""
        return [code_of(result) for result in self.results if result.get("failed")]

    def judge(self, result: Result) -> None:
        """Judge a run that has ended."""
        self.results.append(result)
        found = list(self.scenario.broken(self.node, self.before))
        found += _unclear(result) if result.get("failed") else self.scenario.problems(self.node, result)
        self.problems += [f"after run {len(self.results)}: {what}" for what in found]

    def judge_what_was_killed(self) -> None:
        """Judge what a run left that told nothing."""
        self.problems += [f"after the kill: {what}" for what in self.scenario.broken(self.node, self.before)]

    def go_on(self) -> None:
        """Run the task again, as often as it is documented, until it succeeds; then once more, which changes nothing."""
        while not self.results or self.results[-1].get("failed"):
            code = self.codes[-1] if self.codes else None
            if (len(self.results) > 1 and code not in UNTOLD | SPENT) or len(self.results) == MOST_RUNS:
                self.problems.append(f"run {len(self.results)} failed as well, with {code}")
                return
            self._clock.pass_at_once(self._patience, self.node.emulator)
            if code in SPENT:
                self.scenario.fresh(self.node)
            self.judge(self.node.run(self.scenario.module, self.scenario.task(self.node)))
        if self.scenario.pending(self.node):
            self.left_something = True
            self._clock.pass_at_once(self._patience, self.node.emulator)
            self.judge(self.node.run(self.scenario.module, self.scenario.again(self.node)))
            if self.scenario.pending(self.node):
                self.problems.append("the next run has not done the rest")
        again = self.node.run(self.scenario.module, self.scenario.again(self.node))
        if again.get("failed") or again.get("changed"):
            self.problems.append(f"the same task again: {again.get('msg') or 'it changed something'}")
        found = [*self.scenario.broken(self.node, self.before), *self.scenario.problems(self.node, again)]
        self.problems += [f"after the same task again: {what}" for what in found]

    def told(self) -> str:
        """All that the runs told, for whoever reads of a failure."""
        return "\n".join(f"run {number}: {result}" for number, result in enumerate(self.results, 1))


class Stage:
    """An emulator with workspaces that were prepared once."""

    def __init__(self, emulator: t.Any, folder: Path) -> None:
        self.emulator = emulator
        self.clock = Clock()
        self._folder = folder
        self._worlds: dict[str, t.Any] = {}
        self._nodes = 0

    def node(self) -> Node:
        """A control node that has seen nothing yet."""
        self._nodes += 1
        return Node(self._folder / f"node{self._nodes}", self.emulator, self.clock)

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


def code_of(result: Result) -> t.Any:
    """The code of a failure; in a workspace, that of the first channel that failed."""
    code = (result.get("failure") or {}).get("code")
    of_channels = [one["failure"]["code"] for one in result.get("channels") or [] if one.get("failure")]
    return next((one for one in of_channels if one in UNTOLD), of_channels[0]) if of_channels else code


def _unclear(result: Result) -> t.Iterator[str]:
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
