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
    metafunc.parametrize("cell", cells, ids=[cell.name for cell in cells])


def test_cell(stage, door, search, cell, tell):
    course, kind = matrix.play(cell, stage, door)
    tell("cells", **{f"{cell.scenario.module} | {cell.fault.kind} | {kind}": 1})
    assert course.problems == [], course.told()
    assert [*search.in_results(course.results), *search.in_node(course.node)] == []
    shutil.rmtree(course.node.folder)


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
    made = {(call.name, number) for call in seen for number in (1, counts[call])}
    written = {(Call(c.side, c.method, c.path, c.grant_type).name, c.number) for c in calls()[name]}
    assert made == written


def test_there_is_a_scenario_for_each_module_that_is_to_be_proven():
    modules = {scenario.module for scenario in SCENARIOS}
    assert modules == {"channel", "channel_members", "channels", "message", "access_token", "credentials"}
