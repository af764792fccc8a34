# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every state store that processes share must do for them, whatever it is made of."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator

import pytest
from ansible_collections.zoho.cliq.tests.unit.plugins.process_helper import Processes

_OPEN = """
from ansible_collections.zoho.cliq.plugins.module_utils._state.store import ServerAccess, open_store
store = open_store(sys.argv[1], default_directory="", access=ServerAccess())
"""


@pytest.fixture(params=["file", "redis"])
def start(request: pytest.FixtureRequest, tmp_path: pathlib.Path) -> Iterator[Processes]:
    is_file = request.param == "file"
    processes = Processes(_OPEN, tmp_path / "state" if is_file else request.getfixturevalue("redis_server").url)
    yield processes
    processes.close()


def test_no_increment_of_many_processes_is_lost(tmp_path: pathlib.Path, start: Processes) -> None:
    counter = tmp_path / "counter"
    counter.write_text("0")
    code = f"""
counter = pathlib.Path({str(counter)!r})
say("ready")
sys.stdin.readline()
for _dummy in range(50):
    with store.lock("token", "counter", 60, lease=30):
        seen = int(counter.read_text())
        os.sched_yield()
        counter.write_text(str(seen + 1))
say("done")
"""
    processes = [start(code) for _dummy in range(5)]
    assert [process.heard() for process in processes] == ["ready"] * 5
    for process in processes:
        process.go()
    assert [process.heard() for process in processes] == ["done"] * 5
    assert counter.read_text() == "250"


def test_processes_never_get_more_slots_than_there_are(start: Processes) -> None:
    code = """
say("ready")
sys.stdin.readline()
say([store.reserve("q", limit=13, window=60, hold=30).slot for _dummy in range(10)])
"""
    processes = [start(code) for _dummy in range(5)]
    assert [process.heard() for process in processes] == ["ready"] * 5
    for process in processes:
        process.go()
    slots = [slot for process in processes for slot in process.heard()]
    granted = [slot for slot in slots if slot is not None]
    assert len(slots) == 50
    assert len(granted) == len(set(granted)) == 13
