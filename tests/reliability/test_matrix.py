# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Each request of each scenario goes wrong in each way: see ``matrix.py``."""

from __future__ import annotations

import random
import re
import shutil

import pytest
from ansible_collections.zoho.cliq.tests.reliability import matrix
from ansible_collections.zoho.cliq.tests.reliability.conftest import FULL, SEED
from ansible_collections.zoho.cliq.tests.reliability.scenarios import BY_NAME, SCENARIOS, Call, calls, ids_of

SAMPLE = 100
# Not shown yet. The looks for three open creations come at once here, because pauses are short, and use up the calls of a
# minute, which is as long as ever; how many looks there are before depends on the speed of the machine.
OPEN = tuple(
    f"channels, create three | POST /api/v2/channels | {fault}"
    for fault in (
        "reset all the time",
        "answers lost all the time",
        "502 all the time",
        "503 all the time",
        "half of the JSON all the time",
        "JSON as a page",
        "a page with status 200",
    )
)
WHY_OPEN = "the looks for three channels use up the calls of a minute"
_NEW_ID = re.compile(r"(?<=/)(?:[OPT]\d{8,}|CT_[0-9_]+)(?=/|$)")


def pytest_generate_tests(metafunc):
    if "cell" not in metafunc.fixturenames:
        return
    config = metafunc.config
    cells = matrix.cells()
    if not config.getoption(FULL):
        numbers = random.Random(config.getoption(SEED))
        # What waits for a time-out takes a second or two each.
        quick = [cell for cell in cells if not cell.fault.slow]
        cells = sorted(numbers.sample(quick, SAMPLE), key=cells.index)
    metafunc.parametrize("cell", [pytest.param(cell, id=cell.name, marks=_marks(cell)) for cell in cells])


def _marks(cell):
    return [pytest.mark.xfail(reason=WHY_OPEN, strict=False)] if cell.name in OPEN else []


@pytest.fixture(scope="module")
def stage(unlimited, door, tmp_path_factory):
    return matrix.Stage(unlimited, door, tmp_path_factory.mktemp("cells"))


def test_cell(stage, search, cell, tell):
    verdict, node = stage.play(cell)
    tell("cells", **{f"{cell.scenario.module} | {cell.fault.kind} | {verdict.kind}": 1})
    told = "\n".join(f"run {number}: {result}" for number, result in enumerate(verdict.results, 1))
    assert verdict.problems == [], told
    assert [*search.in_results(verdict.results), *search.in_node(node)] == []
    shutil.rmtree(node.folder)


@pytest.mark.parametrize("name", BY_NAME)
def test_the_calls_are_those_that_are_made(stage, name):
    scenario = BY_NAME[name]
    node = stage.begin(scenario)
    ids = ids_of(stage.emulator.channels())
    result = node.run(scenario.module, scenario.task(node))
    assert not result.get("failed"), result
    seen: dict[Call, None] = {}
    counts: dict[Call, int] = {}
    for entry in stage.emulator.log():
        path = entry["path"]
        for known, identifier in ids.items():
            path = path.replace(identifier, f"{{{known}}}")
        call = Call(entry["side"], entry["method"], _NEW_ID.sub("*", path), entry["grant_type"])
        seen[call] = None
        counts[call] = counts.get(call, 0) + 1
    made = {(call.name, number) for call in seen for number in {1, counts[call]}}
    written = {(Call(c.side, c.method, c.path, c.grant_type).name, c.number) for c in calls()[name]}
    assert made == written


def test_there_is_a_scenario_for_each_module_that_is_to_be_proven():
    modules = {scenario.module for scenario in SCENARIOS}
    assert modules == {"channel", "channel_members", "channels", "message", "access_token", "credentials"}
