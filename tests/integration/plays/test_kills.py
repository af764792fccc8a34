# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
SIGKILL at each point of a code exchange, and in the middle of a refresh: nothing is lost, and the next run goes on.

The emulator holds a request, so that the kill comes at that point and at no other. ``make bench`` does the same some hundred
times, and at random times too.
"""

from __future__ import annotations

import fcntl

import pytest
import yaml
from ansible_collections.zoho.cliq.tests.benchmarks.desk import Desk
from ansible_collections.zoho.cliq.tests.benchmarks.moments import MOMENTS, Kill
from ansible_collections.zoho.cliq.tests.benchmarks.scene import Scene

READ = """
- name: Read
  zoho.cliq.channel_info:
    name: General
"""
REFRESH = {"method": "POST", "path": "/oauth/v2/token", "grant_type": "refresh_token"}
# Some moments there are only where there are credentials to replace.
CASES = [
    pytest.param(moment, replacing, id=f"{moment.name}, {'replacing' if replacing else 'new'}")
    for moment in MOMENTS
    for replacing in ((False, True) if moment.replaces is None else (moment.replaces,))
]


@pytest.fixture
def desk(playbook):
    """Runs of the playbook's folder that can be killed."""
    return Desk(playbook.project, playbook.environment)


@pytest.mark.parametrize(("moment", "replacing"), CASES)
def test_a_killed_exchange(playbook, emulator, desk, moment, replacing):
    password = playbook.vault_password_file.read_text().strip()
    verdict = Scene(desk, emulator, password).play(Kill(moment, replacing, 0))
    assert verdict.problems == []
    assert verdict.kind == moment.expected


@pytest.mark.parametrize(("at", "sent"), [("before", 0), ("after", 1)])
def test_a_killed_refresh_does_not_block_the_next_play(signed_in, emulator, desk, at, sent):
    emulator.fault("hold", at=at, match=REFRESH)
    desk.play(yaml.safe_load(READ))
    run = desk.start()
    try:
        assert len(emulator.control("held?count=1&wait=60")) == 1
        assert any(is_locked(path) for path in signed_in.store.iterdir())
    finally:
        run.kill()
    assert emulator.control("held?count=0&wait=60") == []
    assert emulator.counters()["token_requests"] == sent
    assert not any(is_locked(path) for path in signed_in.store.iterdir())
    after = signed_in(READ)
    assert after.code == 0, after.output
    assert emulator.counters()["token_requests"] == sent + 1


def is_locked(path):
    """Whether somebody holds a lock on this file, or on a byte of it."""
    with path.open("rb+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False
