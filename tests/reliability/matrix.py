# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The fault matrix: one cell is a task in which one thing goes wrong with one of its requests, and the runs after it."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from ansible_collections.zoho.cliq.tests.reliability import faults
from ansible_collections.zoho.cliq.tests.reliability.course import SPENT, Course, Stage
from ansible_collections.zoho.cliq.tests.reliability.faults import TIMEOUT, Armed, Door, Fault
from ansible_collections.zoho.cliq.tests.reliability.scenarios import SCENARIOS, Call, Scenario, calls, ids_of
from ansible_collections.zoho.cliq.tests.reliability.worker import short_pauses

# What became of a cell, in the order of the page.
AT_ONCE = "succeeded at once"
LATER = "succeeded with a warning, and the next run did the rest"
NEXT = "failed, and the next run converged"
UNKNOWN = "failed, the next run said outcome_unknown, the one after it converged"
CONSENT = "failed, and the next run converged with a new consent"
CLASSES = (AT_ONCE, LATER, NEXT, UNKNOWN, CONSENT)


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


def play(cell: Cell, stage: Stage, door: Door) -> tuple[Course, str]:
    """Do everything that belongs to a cell; return its runs and its class."""
    scenario, fault = cell.scenario, cell.fault
    node = stage.begin(scenario)
    course = Course(scenario, node, stage.clock, fault.patience)
    armed = Armed(fault, cell.call, stage.emulator, ids_of(course.before.values()), door)
    options: dict[str, t.Any] = {"timeout": TIMEOUT} if fault.slow else {}
    # Pauses are short here and minutes are as long as ever, so nobody counts calls where that is not what it is about.
    node.environment["ZOHO_CLIQ_PACE_REQUESTS"] = str(fault.act).lower()
    try:
        result = node.run(scenario.module, {**scenario.task(node), **options}, hooks=[short_pauses, *armed.hooks])
    finally:
        happened = armed.disarm()
    _await_the_late(cell, stage.emulator)
    if not happened:
        course.problems.append("the fault has not happened: calls.yml tells of a call that is not made")
    course.judge(result)
    if fault.act and result.get("failed") and not faults.says_when(str(result.get("msg"))):
        course.problems.append(f"the message does not say when it will work: {result.get('msg')!r}")
    course.go_on()
    return course, _kind(course)


def _await_the_late(cell: Cell, emulator: t.Any) -> None:
    """Wait until what nobody waits for any more has been done."""
    if cell.fault.slow and cell.fault.do == "slow":
        for _look in range(200):
            if emulator.log(side=cell.call.side, method=cell.call.method, fault="slow"):
                return
            emulator.control("held?count=1&wait=0.05")


def _kind(course: Course) -> str:
    codes = course.codes
    if any(code in SPENT for code in codes):
        return CONSENT
    if len(codes) > 1:
        return UNKNOWN
    if codes:
        return NEXT
    return LATER if course.left_something else AT_ONCE
