# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Locks in Redis: of holders that live, die, are halted, and come back late."""

from __future__ import annotations

import signal
import threading
import typing as t
from collections.abc import Iterator

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._errors import LockLost, StateStoreError
from ansible_collections.zoho.cliq.plugins.module_utils._state import clock
from ansible_collections.zoho.cliq.plugins.module_utils._state.redis_store import PREFIX, RedisStore
from ansible_collections.zoho.cliq.tests.unit.plugins import redis_helper
from ansible_collections.zoho.cliq.tests.unit.plugins.process_helper import Processes

LEASE = 1.0
PRELUDE = f"""
from ansible_collections.zoho.cliq.plugins.module_utils._errors import LockLost
from ansible_collections.zoho.cliq.plugins.module_utils._state.redis_server import RedisServer
from ansible_collections.zoho.cliq.plugins.module_utils._state.redis_store import RedisStore
from ansible_collections.zoho.cliq.plugins.module_utils._state.redis_url import parse
from ansible_collections.zoho.cliq.plugins.module_utils._state.store import ServerAccess
store = RedisStore(RedisServer(parse(sys.argv[1]), ServerAccess()), lease={LEASE})
"""
KEY = f"{PREFIX}lock:token:k"


@pytest.fixture
def store(redis_server: redis_helper.Server) -> RedisStore:
    return redis_server.store(lease=LEASE)


@pytest.fixture
def start(redis_server: redis_helper.Server) -> Iterator[Processes]:
    processes = Processes(PRELUDE, redis_server.url)
    yield processes
    processes.close()


def is_locked(store: RedisStore) -> bool:
    try:
        with store.lock("token", "k", 0):
            return False
    except StateStoreError as error:
        assert error.code == "lock_timeout"
        return True


# --- holders that die, live, and are halted ---------------------------------------------------------------------------

HOLD = """
with store.lock("token", "k", 5) as lease:
    say("held")
    sys.stdin.readline()
    try:
        store.check_locks()
    except LockLost as error:
        say(error.message)
    else:
        say("ours")
say("left")
"""


@pytest.mark.parametrize("lease", ["None", "0.3"])
def test_a_killed_holder_blocks_nobody_for_longer_than_its_lease(
    store: RedisStore, start: Processes, lease: str
) -> None:
    holder = start(HOLD.replace("5)", f"5, lease={lease})"))
    assert holder.heard() == "held"
    assert is_locked(store)
    holder.kill()
    with store.lock("token", "k", 10):
        pass


def test_a_living_holder_keeps_its_lock_for_as_long_as_it_likes(store: RedisStore, start: Processes) -> None:
    holder = start(HOLD)
    assert holder.heard() == "held"
    with pytest.raises(StateStoreError, match="held the token lock"), store.lock("token", "k", 2.5 * LEASE):
        raise AssertionError("the lock was taken")
    holder.go()
    assert (holder.heard(), holder.heard()) == ("ours", "left")
    assert not is_locked(store)


def test_a_halted_holder_loses_its_lock_and_notices(
    store: RedisStore, start: Processes, redis_server: redis_helper.Server
) -> None:
    holder = start(HOLD)
    assert holder.heard() == "held"
    holder.halt()
    with store.lock("token", "k", 10, lease=60) as lease:
        mine = redis_server.admin("GET", KEY)
        holder.resume()
        holder.go()
        assert "its lock may belong to another process by now" in holder.heard()
        assert holder.heard() == "left"
        # What the late one gives back is not ours.
        assert redis_server.admin("GET", KEY) == mine
        lease.check()
    assert not is_locked(store)


def test_a_halt_that_is_shorter_than_the_lease_does_no_harm(start: Processes) -> None:
    holder = start(HOLD.replace("5)", "5, lease=60)"))
    assert holder.heard() == "held"
    holder.halt()
    holder.resume()
    holder.go()
    assert holder.heard() == "ours"


LATE = """
with store.lock("token", "k", 5, lease=0.3) as lease:
    say("held")
    sys.stdin.readline()
    say(lease.remaining() > 0)
    store.put("k", b"late", 60, lease=lease)
    say("put")
"""


def test_a_late_holder_does_not_overwrite_what_is_newer(store: RedisStore, start: Processes) -> None:
    holder = start(LATE)
    assert holder.heard() == "held"
    holder.halt()
    with store.lock("token", "k", 10, lease=60) as lease:
        store.put("k", b"newer", 60, lease=lease)
    holder.resume()
    holder.go()
    assert (holder.heard(), holder.heard()) == (False, "put")
    assert store.get("k") == b"newer"


def test_a_late_holder_whom_nobody_was_faster_than_keeps_what_it_has(store: RedisStore, start: Processes) -> None:
    store.put("k", b"old", 60)
    holder = start(LATE)
    assert holder.heard() == "held"
    holder.halt()
    with store.lock("token", "k", 10, lease=60):
        pass
    holder.resume()
    holder.go()
    assert (holder.heard(), holder.heard()) == (False, "put")
    assert store.get("k") == b"late"


def test_without_a_lease_the_last_one_wins(store: RedisStore) -> None:
    with store.lock("token", "k", 1, lease=60) as lease:
        store.put("k", b"new", 60, lease=lease)
        store.put("k", b"newer", 60)
        assert store.get("k") == b"newer"


def test_a_value_from_the_future_is_overwritten(store: RedisStore, redis_server: redis_helper.Server) -> None:
    """The clock of the server was set back, or somebody forged it."""
    redis_server.admin("SET", f"{PREFIX}data:k", b"99999999999999999\nforged")
    with store.lock("token", "k", 1, lease=60) as lease:
        store.put("k", b"new", 60, lease=lease)
    assert store.get("k") == b"new"


@pytest.mark.parametrize("stored", [b"", b"no newline", b"x\nvalue", b"\nvalue", b"-1\nvalue"])
def test_what_cannot_be_ours_is_a_miss(store: RedisStore, redis_server: redis_helper.Server, stored: bytes) -> None:
    redis_server.admin("SET", f"{PREFIX}data:k", stored)
    assert store.get("k") is None


# --- the lease --------------------------------------------------------------------------------------------------------


class Time:
    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1000.0
        monkeypatch.setattr(clock, "uptime", lambda: self.now)


def test_the_lease_is_counted_from_before_it_was_asked_for(store: RedisStore, monkeypatch: pytest.MonkeyPatch) -> None:
    now = Time(monkeypatch)
    run = store._server.run

    def slow(*arguments: t.Any, **more: t.Any) -> t.Any:
        now.now += 3
        return run(*arguments, **more)

    monkeypatch.setattr(store._server, "run", slow)
    with store.lock("token", "k", 1, lease=60) as lease:
        assert lease.remaining() == 57
        lease.check(56)
        with pytest.raises(LockLost):
            lease.check(57)


def test_a_lease_with_an_end_is_not_renewed(store: RedisStore, redis_server: redis_helper.Server) -> None:
    before = threading.active_count()
    with store.lock("token", "k", 1, lease=60):
        assert threading.active_count() == before
        assert 0 < redis_server.admin("PTTL", KEY) <= 60_000
    with store.lock("token", "k", 1):
        assert threading.active_count() == before + 1
        assert 0 < redis_server.admin("PTTL", KEY) <= LEASE * 1000


def test_a_lease_of_which_the_server_knows_nothing_any_more_is_lost(
    store: RedisStore, redis_server: redis_helper.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = Time(monkeypatch)
    with store.lock("object", "k", 1) as lease:
        redis_server.admin("FLUSHALL")
        store._held.leases()[0]._extend()
        with pytest.raises(LockLost) as caught:
            store.check_locks()
        assert caught.value.code == "lock_lost"
        # It is not taken again, because somebody else may have had it meanwhile.
        now.now -= 500
        assert lease.remaining() < 0
        assert redis_server.admin("KEYS", f"{PREFIX}lock*") == []


def test_a_lease_runs_on_while_the_server_cannot_be_reached(
    new_redis: t.Callable[..., redis_helper.Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = Time(monkeypatch)
    server = new_redis()
    store = server.store(lease=60)
    with store.lock("object", "k", 1):
        server.send(signal.SIGSTOP)
        server.stop()
        with pytest.raises(StateStoreError):
            store._held.leases()[0]._extend()
        now.now += 59
        store.check_locks()
        now.now += 1
        with pytest.raises(LockLost):
            store.check_locks()


def test_only_the_thread_that_holds_a_lock_loses_it(store: RedisStore, monkeypatch: pytest.MonkeyPatch) -> None:
    now = Time(monkeypatch)
    seen: list[object] = []
    with store.lock("object", "k", 1, lease=60), store.lock("token", "k", 1, lease=30):
        store.check_locks()
        now.now += 30
        thread = threading.Thread(target=lambda: seen.append(store.check_locks()))
        thread.start()
        thread.join()
        assert seen == [None]
        with pytest.raises(LockLost):
            store.check_locks()
    store.check_locks()


def test_a_lock_that_was_not_had_is_not_held(store: RedisStore) -> None:
    with store.lock("token", "k", 1, lease=60):

        def wait() -> None:
            with pytest.raises(StateStoreError), store.lock("token", "k", 0):
                raise AssertionError("the lock was taken")
            store.check_locks()

        thread = threading.Thread(target=wait)
        thread.start()
        thread.join()
    assert not is_locked(store)


# --- forks --------------------------------------------------------------------------------------------------------------


def test_a_fork_that_leaves_the_lock_does_not_unlock_it(store: RedisStore, start: Processes) -> None:
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
    assert is_locked(store)


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
