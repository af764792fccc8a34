# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What every state store must do, whatever it is made of. A further store joins by one more entry in ``STORES``."""

from __future__ import annotations

import pathlib
import threading
import time
import typing as t
from collections.abc import Callable

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._errors import StateStoreError
from ansible_collections.zoho.cliq.plugins.module_utils._state import clock, redis_scripts
from ansible_collections.zoho.cliq.plugins.module_utils._state.file import FileStore
from ansible_collections.zoho.cliq.plugins.module_utils._state.memory import MemoryStore
from ansible_collections.zoho.cliq.plugins.module_utils._state.redis_store import RedisStore
from ansible_collections.zoho.cliq.plugins.module_utils._state.store import LockKind, StateStore
from ansible_collections.zoho.cliq.tests.unit.plugins import redis_helper

STORES: dict[str, Callable[[pytest.FixtureRequest, pathlib.Path], StateStore]] = {
    "file": lambda request, path: FileStore(str(path / "state")),
    "memory": lambda request, path: MemoryStore(),
    "redis": lambda request, path: request.getfixturevalue("redis_server").store(),
}


class Time:
    """A clock that moves only when it is told to: that of this machine, and that of the Redis server, if there is one."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, server: redis_helper.Server | None) -> None:
        self._server = server
        self.now = 1_000_000.0
        monkeypatch.setattr(clock, "wall", lambda: self.now)
        monkeypatch.setattr(clock, "uptime", lambda: self.now - 900_000.0)
        monkeypatch.setattr(redis_scripts, "CLOCK", redis_helper.STOPPED_CLOCK)

    @property
    def now(self) -> float:
        return self._now

    @now.setter
    def now(self, now: float) -> None:
        self._now = now
        if self._server is not None:
            redis_helper.set_clock(self._server, now)


@pytest.fixture(params=sorted(STORES))
def store(request: pytest.FixtureRequest, tmp_path: pathlib.Path) -> StateStore:
    return STORES[request.param](request, tmp_path)


@pytest.fixture
def clocks(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, store: StateStore) -> Time:
    is_redis = isinstance(store, RedisStore)
    return Time(monkeypatch, request.getfixturevalue("redis_server") if is_redis else None)


def in_thread(work: Callable[[], t.Any]) -> t.Any:
    """Return what ``work`` returns, or the exception that it raises, in another thread."""
    results: list[t.Any] = []

    def run() -> None:
        try:
            results.append(work())
        except Exception as error:
            results.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return results[0]


def try_lock(store: StateStore, kind: LockKind, key: str) -> t.Any:
    def work() -> str:
        with store.lock(kind, key, 0.02):
            return "locked"

    return in_thread(work)


# Marks


def test_every_mark_is_a_new_one(store: StateStore) -> None:
    assert store.marked("news") == ""
    marks = [store.mark("news") for _number in range(5)]
    assert store.marked("news") == marks[-1]
    assert len(set(marks)) == 5 and "" not in marks
    assert store.marked("other") == ""


@pytest.mark.parametrize("key", ["", "Upper", "a/b", "x" * 121])
def test_marks_have_keys_like_values(store: StateStore, key: str) -> None:
    with pytest.raises(ValueError, match="key"):
        store.mark(key)
    with pytest.raises(ValueError, match="key"):
        store.marked(key)


# Values


def test_value_is_kept_until_it_expires(store: StateStore, clocks: Time) -> None:
    store.put("token-a", b"one\n\x00two", 60)
    clocks.now += 55
    assert store.get("token-a") == b"one\n\x00two"
    clocks.now += 5.1
    assert store.get("token-a") is None


def test_value_that_was_never_put_is_none(store: StateStore) -> None:
    assert store.get("nothing") is None


def test_later_value_replaces_the_earlier_with_its_own_lifetime(store: StateStore, clocks: Time) -> None:
    store.put("k", b"old", 10)
    store.put("k", b"new", 100)
    clocks.now += 50
    assert store.get("k") == b"new"


def test_delete_forgets_one_value_and_may_be_repeated(store: StateStore) -> None:
    store.put("a", b"1", 60)
    store.put("b", b"2", 60)
    store.delete("a")
    store.delete("a")
    assert (store.get("a"), store.get("b")) == (None, b"2")


@pytest.mark.parametrize("ttl", [0, -1.0])
def test_value_without_a_lifetime_is_not_kept(store: StateStore, ttl: float) -> None:
    store.put("k", b"old", 60)
    store.put("k", b"new", ttl)
    assert store.get("k") is None


@pytest.mark.parametrize("ttl", [float("inf"), float("nan")])
def test_ttl_must_be_a_finite_number(store: StateStore, ttl: float) -> None:
    with pytest.raises(ValueError, match="finite"):
        store.put("k", b"x", ttl)


def test_value_may_have_one_mebibyte_and_no_more(store: StateStore) -> None:
    store.put("k", b"x" * 1024 * 1024, 60)
    assert len(store.get("k") or b"") == 1024 * 1024
    with pytest.raises(ValueError, match="1 MiB"):
        store.put("k", b"x" * (1024 * 1024 + 1), 60)


@pytest.mark.parametrize("key", ["", "A", "a/b", "..", "a b", "ü", "a" * 121, "a\n"])
def test_bad_keys_are_refused_everywhere(store: StateStore, key: str) -> None:
    uses: list[Callable[[], object]] = [
        lambda: store.get(key),
        lambda: store.put(key, b"", 1),
        lambda: store.delete(key),
        lambda: store.lock("token", key, 1),
        lambda: store.reserve(key, limit=1, window=1, hold=1),
        lambda: store.settle(key, "s"),
        lambda: store.release(key, "s"),
        lambda: store.block(key, 1, "r"),
        lambda: store.blocked(key),
    ]
    for use in uses:
        with pytest.raises(ValueError, match="a-z"):
            use()


def test_longest_key_can_be_used_everywhere(store: StateStore) -> None:
    key = "k" * 120
    store.put(key, b"x", 60)
    with store.lock("token", key, 1):
        assert store.get(key) == b"x"
    assert store.reserve(key, limit=1, window=1, hold=1).granted


# Locks


def test_lock_excludes_other_threads_until_it_is_released(store: StateStore) -> None:
    with store.lock("token", "k", 1):
        error = try_lock(store, "token", "k")
        assert isinstance(error, StateStoreError)
    assert try_lock(store, "token", "k") == "locked"


def test_lock_time_out_says_what_and_how_long(store: StateStore) -> None:
    with store.lock("object", "k", 1):
        error = try_lock(store, "object", "k")
    assert error.code == "lock_timeout"
    assert "object lock" in error.message
    assert "0.02 seconds" in error.message
    assert store.description in error.message


def test_lock_is_released_when_the_body_raises(store: StateStore) -> None:
    with pytest.raises(KeyError), store.lock("file", "k", 1):
        raise KeyError
    assert try_lock(store, "file", "k") == "locked"


def test_locks_of_different_kinds_are_different_locks(store: StateStore) -> None:
    with store.lock("object", "k", 1):
        assert try_lock(store, "token", "k") == "locked"
        assert try_lock(store, "file", "k") == "locked"


def test_no_increment_of_many_threads_is_lost(store: StateStore) -> None:
    counter = {"n": 0}

    def work() -> None:
        for _dummy in range(10):
            with store.lock("token", "counter", 30):
                seen = counter["n"]
                time.sleep(0)
                counter["n"] = seen + 1

    threads = [threading.Thread(target=work) for _dummy in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counter["n"] == 80


def test_locks_nest_in_one_order(store: StateStore) -> None:
    with store.lock("object", "a", 1), store.lock("file", "b", 1), store.lock("token", "c", 1):
        pass
    with store.lock("object", "a", 1), store.lock("token", "c", 1):
        pass


@pytest.mark.parametrize(
    ("outer", "inner"),
    [("token", "object"), ("token", "file"), ("file", "object"), ("token", "token"), ("object", "object")],
)
def test_wrong_nesting_is_a_programming_error(store: StateStore, outer: LockKind, inner: LockKind) -> None:
    with store.lock(outer, "a", 1), pytest.raises(RuntimeError, match=f"{inner} lock"), store.lock(inner, "b", 1):
        raise AssertionError("the lock was taken")
    with store.lock(inner, "b", 1):  # and the refusal leaves nothing behind
        pass


def test_unknown_kind_of_lock_is_refused(store: StateStore) -> None:
    with pytest.raises(ValueError, match="kind"):
        store.lock("data", "k", 1)  # type: ignore[arg-type]


def test_store_can_be_used_under_any_lock(store: StateStore) -> None:
    with store.lock("object", "k", 1), store.lock("token", "k", 1):
        store.put("k", b"x", 60)
        assert store.reserve("k", limit=1, window=1, hold=1).granted
        assert store.get("k") == b"x"


# Ledgers


def test_slot_counts_until_the_window_after_the_end_of_its_call(store: StateStore, clocks: Time) -> None:
    first = store.reserve("q", limit=1, window=60, hold=30)
    assert (first.granted, first.wait, first.blocked) == (True, 0.0, False)
    clocks.now += 10
    assert first.slot
    store.settle("q", first.slot)
    clocks.now += 59
    second = store.reserve("q", limit=1, window=60, hold=30)
    assert (second.granted, second.slot, second.blocked) == (False, None, False)
    assert second.wait == pytest.approx(1)
    clocks.now += second.wait
    assert store.reserve("q", limit=1, window=60, hold=30).granted


def test_call_without_an_end_counts_as_ended_at_its_hold(store: StateStore, clocks: Time) -> None:
    store.reserve("q", limit=1, window=60, hold=30)
    clocks.now += 89
    assert not store.reserve("q", limit=1, window=60, hold=30).granted
    clocks.now += 1
    assert store.reserve("q", limit=1, window=60, hold=30).granted


def test_released_slot_is_free_at_once(store: StateStore, clocks: Time) -> None:
    slot = store.reserve("q", limit=1, window=60, hold=30).slot
    assert slot
    store.release("q", slot)
    assert store.reserve("q", limit=1, window=60, hold=30).granted


def test_ledgers_do_not_touch_each_other(store: StateStore, clocks: Time) -> None:
    assert store.reserve("a", limit=1, window=60, hold=30).granted
    assert store.reserve("b", limit=1, window=60, hold=30).granted
    store.block("a", 10, "r")
    assert store.blocked("b") is None


def test_block_refuses_everything_until_it_ends(store: StateStore, clocks: Time) -> None:
    store.block("q", 300, "locked out by Zoho")
    assert store.blocked("q") == (300, "locked out by Zoho")
    refused = store.reserve("q", limit=5, window=60, hold=30)
    assert (refused.granted, refused.wait, refused.blocked) == (False, 300, True)
    clocks.now += 300
    assert store.blocked("q") is None
    assert store.reserve("q", limit=5, window=60, hold=30).granted


def test_block_is_clamped_to_thirty_minutes(store: StateStore, clocks: Time) -> None:
    store.block("q", 1e9, "r")
    clocks.now += 1000
    assert store.blocked("q") == (800, "r")


def test_block_survives_a_clock_that_is_set_back_but_only_for_thirty_minutes(store: StateStore, clocks: Time) -> None:
    store.block("q", 100, "r")
    clocks.now -= 500_000
    assert store.blocked("q") == (1800, "r")
    clocks.now += 1799
    assert store.blocked("q") == (1, "r")
    clocks.now += 1
    assert store.blocked("q") is None


def test_slot_lapses_although_the_clock_was_set_back(store: StateStore, clocks: Time) -> None:
    slot = store.reserve("q", limit=1, window=60, hold=30).slot
    assert slot
    store.settle("q", slot)
    clocks.now -= 500_000
    assert store.reserve("q", limit=1, window=60, hold=30).wait == 60
    clocks.now += 60
    assert store.reserve("q", limit=1, window=60, hold=30).granted


def test_threads_never_get_more_slots_than_there_are(store: StateStore, monkeypatch: pytest.MonkeyPatch) -> None:
    granted: list[bool] = []

    def slow_clock() -> float:  # asked between the look at the ledger and its change
        time.sleep(0.001)
        return 1_000_000.0

    monkeypatch.setattr(clock, "wall", slow_clock)

    def work() -> None:
        for _dummy in range(5):
            granted.append(store.reserve("q", limit=7, window=60, hold=30).granted)

    threads = [threading.Thread(target=work) for _dummy in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (granted.count(True), len(granted)) == (7, 30)
