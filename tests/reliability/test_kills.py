# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs that get SIGKILL, and what the next ones make of it: see ``kills.py``."""

from __future__ import annotations

import shutil
from collections import Counter

import pytest
from ansible_collections.zoho.cliq.tests.benchmarks import judge
from ansible_collections.zoho.cliq.tests.benchmarks.desk import VAULT_PASSWORD as DESK_PASSWORD
from ansible_collections.zoho.cliq.tests.benchmarks.desk import Desk
from ansible_collections.zoho.cliq.tests.benchmarks.moments import plan
from ansible_collections.zoho.cliq.tests.benchmarks.scene import Scene
from ansible_collections.zoho.cliq.tests.reliability import kills
from ansible_collections.zoho.cliq.tests.reliability.worker import VAULT_PASSWORD

# How many kills there are of each: all of them, and of a sample. They are dealt out to tests, so that workers can share them.
EXCHANGES, REFRESHES, PROVISIONS = (240, 12), (160, 12), (240, 12)
# Real runs of ansible-playbook, in all of them.
PLAYBOOKS = 12
TESTS = 4
SHARE = pytest.mark.parametrize("share", range(TESTS))


def dealt(planned, share):
    return list(enumerate(planned))[share::TESTS]


@SHARE
def test_exchanges(stage, search, full, seed, share, tell):
    kinds, problems = Counter(), []
    for number, kill in dealt(kills.exchanges(EXCHANGES[not full], seed), share):
        stage.emulator.reset()
        node = stage.node()
        verdict = Scene(kills.ForkedDesk(node), stage.emulator, VAULT_PASSWORD).play(kill)
        kinds["in the window"] += verdict.kind == judge.WINDOW
        kinds["kills"] += 1
        kinds["at points"] += kill.moment.span is None
        problems += [f"kill {number}: {promise}: {what}" for promise, what in verdict.problems]
        problems += [f"kill {number}: the old refresh token is still good"] * verdict.old_token_left
        problems += search.found((node.home / "output").read_bytes(), f"the output of kill {number}")
        shutil.rmtree(node.folder)
    tell("kills", **{f"exchange: {kind}": count for kind, count in kinds.items()})
    assert problems == []


@pytest.mark.parametrize("what", ["refresh", "provision"])
@SHARE
def test_runs(stage, search, full, seed, share, what, tell):
    planned = {
        "refresh": lambda: kills.refreshes(REFRESHES[not full], seed),
        "provision": lambda: kills.provisions(PROVISIONS[not full], seed),
    }[what]()
    kinds, problems = Counter(), []
    for number, blow in dealt(planned, share):
        course, killed = kills.strike(blow, stage)
        kinds["kills"] += 1
        kinds["at points"] += blow.hold is not None
        kinds["next run said outcome_unknown"] += bool(course.codes)
        assert killed or blow.hold is None
        found = [*course.problems, *search.in_results(course.results), *search.in_node(course.node)]
        where = f"kill {number} ({blow.scenario.name}, {blow.place}, {blow.delay:.3f} s)"
        problems += [f"{where}: {problem}\n{course.told()}" for problem in found]
        shutil.rmtree(course.node.folder)
    tell("kills", **{f"{what}: {kind}": count for kind, count in kinds.items()})
    assert problems == []


@SHARE
@pytest.mark.only_full
def test_playbooks(unlimited, tmp_path, seed, share, tell):
    """The same with ansible-playbook, a few of them; ``make bench`` kills some hundred."""
    planned, problems = plan(PLAYBOOKS, seed), []
    for number, kill in dealt(planned, share):
        unlimited.reset()
        desk = Desk.new(tmp_path / f"kill{number}", unlimited, kills.collections())
        verdict = Scene(desk, unlimited, DESK_PASSWORD).play(kill)
        problems += [f"kill {number}: {promise}: {what}" for promise, what in verdict.problems]
    tell("kills", **{"ansible-playbook: kills": len(dealt(planned, share))})
    assert problems == []
