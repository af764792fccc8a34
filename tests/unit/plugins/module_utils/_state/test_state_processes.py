# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The store in a directory, shared by processes, some of which are killed."""

from __future__ import annotations

import os
import pathlib
import signal
from collections.abc import Iterator

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._errors import StateStoreError
from ansible_collections.zoho.cliq.plugins.module_utils._state.file import FileStore
from ansible_collections.zoho.cliq.plugins.module_utils._state.memory import MemoryStore
from ansible_collections.zoho.cliq.tests.unit.plugins.process_helper import Processes

PRELUDE = """
from ansible_collections.zoho.cliq.plugins.module_utils._state.file import FileStore
store = FileStore(sys.argv[1])
"""


@pytest.fixture
def start(directory: pathlib.Path) -> Iterator[Processes]:
    processes = Processes(PRELUDE, directory)
    yield processes
    processes.close()


def is_locked(directory: pathlib.Path) -> bool:
    try:
        with FileStore(str(directory)).lock("token", "k", 0.02):
            return False
    except StateStoreError as error:
        assert error.code == "lock_timeout"
        return True


def test_readers_see_whole_values_only(directory: pathlib.Path, start: Processes) -> None:
    code = """
say("ready")
for number in range(100):
    store.put("k", bytes([number % 250]) * (10 + number * 37), 60)
say("done")
"""
    store = FileStore(str(directory))
    store.put("k", b"\0" * 10, 60)
    writer = start(code)
    assert writer.heard() == "ready"
    seen = []
    for _dummy in range(3000):
        value = store.get("k")
        assert value is not None
        assert len(set(value)) == 1
        seen.append(value[0])
        if value[0] == 99:
            break
    assert writer.heard() == "done"
    assert store.get("k") == bytes([99]) * (10 + 99 * 37)


def test_killed_holder_blocks_nobody(directory: pathlib.Path, start: Processes) -> None:
    holder = start("""
with store.lock("token", "k", 5):
    say("held")
    sys.stdin.readline()
""")
    assert holder.heard() == "held"
    assert is_locked(directory)
    holder.kill()
    assert not is_locked(directory)


def test_killed_holder_with_a_fork_that_lives_on_blocks_nobody(directory: pathlib.Path, start: Processes) -> None:
    holder = start("""
reading, writing = os.pipe()
with store.lock("token", "k", 5):
    if os.fork() == 0:
        say(os.getpid())
        os.close(writing)
        sys.stdin.readline()
        os._exit(0)
    os.read(reading, 1)
""")
    child = holder.heard()
    try:
        assert is_locked(directory)
        holder.kill()
        os.kill(child, 0)
        assert not is_locked(directory)
    finally:
        os.kill(child, signal.SIGKILL)


def test_fork_of_a_memory_store_does_not_wait_for_locks_of_its_parent() -> None:
    store = MemoryStore()
    store.put("k", b"x", 60)
    with store.lock("token", "k", 1), store._guard:
        child = os.fork()
        if child == 0:
            code = 1
            try:
                with store.lock("token", "k", 0.02):
                    store.put("l", b"y", 60)
                    code = 7 if store.get("k") == b"x" else 2
            finally:
                os._exit(code)
        assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert store.get("l") is None
