# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every state store that processes share must do for them, whatever it is made of."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._errors import StateStoreError
from ansible_collections.zoho.cliq.plugins.module_utils._state.store import ServerAccess, open_store
from ansible_collections.zoho.cliq.tests.unit.plugins.process_helper import Processes

_OPEN = """
from ansible_collections.zoho.cliq.plugins.module_utils._state.store import ServerAccess, open_store
store = open_store(sys.argv[1], default_directory="", access=ServerAccess())
"""


@pytest.fixture(params=["file", "redis"])
def setting(request: pytest.FixtureRequest, tmp_path: pathlib.Path) -> str:
    """What the option state_store says."""
    return str(tmp_path / "state" if request.param == "file" else request.getfixturevalue("redis_server").url)


@pytest.fixture
def start(setting: str) -> Iterator[Processes]:
    processes = Processes(_OPEN, setting)
    yield processes
    processes.close()


def is_locked(setting: str) -> bool:
    try:
        with open_store(setting, default_directory="", access=ServerAccess()).lock("token", "k", 0.02):
            return False
    except StateStoreError as error:
        assert error.code == "lock_timeout"
        return True


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


def test_a_fork_that_leaves_the_lock_does_not_unlock_it(setting: str, start: Processes) -> None:
    holder = start("""
class Out(Exception):
    pass
try:
    with store.lock("token", "k", 5):
        child = os.fork()
        if child == 0:
            store.check_locks()
            raise Out
        say(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        sys.stdin.readline()
except Out:
    os._exit(0)
""")
    assert holder.heard() == 0
    assert is_locked(setting)


def test_a_fork_may_use_the_store_and_take_a_lock_that_its_parent_must_not(start: Processes) -> None:
    process = start("""
store.put("k", b"x", 60)
with store.lock("token", "k", 5):
    child = os.fork()
    if child == 0:
        with store.lock("object", "k", 5):
            os._exit(7 if store.get("k") == b"x" else 1)
    say(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
    say(store.get("k").decode())
""")
    assert (process.heard(), process.heard()) == (7, "x")
