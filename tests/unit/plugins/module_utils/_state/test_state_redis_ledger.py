# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The ledger in the Redis server: the same answers as ``ledger.py``, once per request, and caution after a loss of data."""

from __future__ import annotations

import inspect
import re
import secrets
import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._state import ledger, redis_scripts, redis_store
from ansible_collections.zoho.cliq.plugins.module_utils._state.ledger import Ledger, Reservation, Slot
from ansible_collections.zoho.cliq.plugins.module_utils._state.redis_store import PREFIX, RedisStore
from ansible_collections.zoho.cliq.tests.unit.plugins import redis_helper
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

QUOTA = {"limit": 2, "window": 60.0, "hold": 30.0}
KEY = f"{PREFIX}ledger:q"


@pytest.fixture
def store(redis_server: redis_helper.Server) -> RedisStore:
    return redis_server.store()


# --- the same answers as ledger.py ------------------------------------------------------------------------------------

seconds = st.one_of(
    st.sampled_from([0.0, 0.001, 1.0, 10.0, 59.999, 60.0, 600.0, 1800.0]), st.floats(min_value=0.0, max_value=2000.0)
)


def mostly(usual: list[float]) -> st.SearchStrategy[float]:
    """What makes something happen between the steps, and anything else now and then."""
    return st.one_of(*[st.sampled_from(usual)] * 4, seconds)


# Somebody new, one of those who came last, or the very first.
who = st.sampled_from([None, None, -1, -1, -2, -3, 0])
reserving = st.fixed_dictionaries(
    {
        "who": who,
        "limit": st.sampled_from([1, 1, 2, 3]),
        "window": mostly([60.0]).filter(lambda value: value <= ledger.LONGEST_WAIT),
        "hold": mostly([30.0]),
        "patience": st.one_of(mostly([0.0, 120.0, 300.0]), st.sampled_from([-1.0, float("inf")])),
    }
)
step = st.one_of(
    *[st.tuples(st.just("reserve"), reserving)] * 6,
    *[st.tuples(st.sampled_from(["settle", "settle", "release"]), who)] * 3,
    *[st.tuples(st.just("pass"), mostly([1.0, 5.0, 9.0, 30.0, 60.0, 71.0, 75.0]))] * 4,
    st.tuples(st.just("go back"), seconds),
    st.tuples(st.just("block"), st.one_of(seconds, st.sampled_from([-5.0, 1e12, float("inf"), float("-inf")]))),
    st.tuples(st.sampled_from(["blocked", "blocked", "damage", "forge"]), st.none()),
)
# Without a minimum most of them have a handful of steps, in which nothing comes about.
steps = st.lists(step, min_size=15, max_size=60)


class Both:
    """A ledger in Python and one in the server, to which the same happens at the same times."""

    def __init__(self, server: redis_helper.Server) -> None:
        server.admin("FLUSHALL")
        self._server = server
        self.store = server.store()
        self.data = Ledger()
        self.names: list[str] = []
        self.now = 1_800_000_000.123456

    def at(self, now: float) -> None:
        self.now = now
        self._server.admin("SET", redis_helper.NOW, repr(now))

    def name(self, who: int | None) -> str:
        """A name that was used before, so that somebody asks again, or else a new one."""
        if who is not None and abs(who) < len(self.names):
            return self.names[who]
        self.names.append(f"slot-{len(self.names)}")
        return self.names[-1]

    def do(self, step: str, what: t.Any) -> None:
        if step == "pass":
            self.at(self.now + what)
        elif step == "go back":
            self.at(self.now - 3 * what)
        elif step == "damage":
            self._server.admin("SET", KEY, "1 0 nonsense\n")
            self.data = ledger.load("nonsense")
        elif step == "forge":
            self._server.admin("SET", KEY, "1 0 1e12 r\nslot-0 9e9 - 5e3 7e3 -\nslot-1 1 - 3 4 9e9\n")
            slots = (Slot("slot-0", 9e9, None, 5e3, 7e3), Slot("slot-1", 1, None, 3, 4, 9e9))
            self.data = Ledger(slots, 1e12, "r")
        elif step == "reserve":
            request = {**what}
            name = self.name(request.pop("who"))
            self.data, expected = ledger.reserve(self.data, self.now, slot=name, **request)
            assert self.store.reserve("q", slot=name, **request) == expected
        elif step == "blocked":
            present, blocked = ledger.blocked(self.data, self.now)
            assert self.store.blocked("q") == blocked
            # As in a directory, a look is kept only if it changes what was looked at.
            self.data = present if present.until != self.data.until else self.data
        elif step == "block":
            self.data, _none = ledger.block(self.data, self.now, seconds=what, reason=f"for {what}\n")
            self.store.block("q", what, f"for {what}\n")
        else:
            change = {"settle": ledger.settle, "release": ledger.release}[step]
            name = self.name(what)
            self.data, _none = change(self.data, self.now, slot=name)
            getattr(self.store, step)("q", name)

    def stored(self) -> Ledger:
        """What is in the server."""
        content = self._server.admin("GET", KEY)
        if content is None:
            return Ledger()
        head, *lines = content.decode().split("\n")[:-1]
        matched = re.fullmatch(r"1 ([01]) (\S+) (.*)", head)
        if matched is None:
            return ledger.load("nonsense")
        rows = [line.split(" ") for line in lines]
        slots = [[row[0], *(None if field == "-" else float(field) for field in row[1:])] for row in rows]
        data = {"slots": slots, "until": matched[2], "reason": matched[3], "damaged": matched[1] == "1"}
        try:
            return ledger.load({**data, "until": float(matched[2])})
        except ValueError:
            return ledger.load("nonsense")


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(what=steps)
def test_the_script_answers_as_the_functions_do(
    redis_server: redis_helper.Server, what: list[tuple[str, t.Any]]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(redis_scripts, "CLOCK", redis_helper.STOPPED_CLOCK)
        both = Both(redis_server)
        both.at(both.now)
        for step, argument in what:
            both.do(step, argument)
            assert ledger.current(both.stored(), both.now) == ledger.current(both.data, both.now), step


def test_nobody_can_tell_the_server_the_time() -> None:
    scripts = [value for value in vars(redis_scripts).values() if isinstance(value, redis_scripts.Script)]
    assert len(scripts) == 6
    for script in scripts:
        # The clock is read once, before anything else, and no argument is put in its place later.
        assert script.text.startswith(redis_scripts.CLOCK)
        assert "redis.call('TIME')" in redis_scripts.CLOCK
        assert not re.search(r"\bnow\s*=[^=]|local now\b", script.body)
    for made in (RedisStore, redis_store.open_redis):
        assert not [name for name in inspect.signature(made).parameters if "now" in name or "clock" in name]


def test_the_time_is_that_of_the_server(store: RedisStore, redis_server: redis_helper.Server) -> None:
    before = int(redis_server.admin("TIME")[0])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("time.time", lambda: 5.0)
        assert store.reserve("q", **QUOTA).granted
    assert before <= float(redis_server.admin("GET", KEY).split()[4]) <= before + 60


def test_an_empty_ledger_leaves_nothing_and_others_expire(store: RedisStore, redis_server: redis_helper.Server) -> None:
    slot = str(store.reserve("q", **QUOTA).slot)
    # As long as the slot can count, and a second more.
    assert 89_000 < redis_server.admin("PTTL", KEY) <= 91_000
    store.settle("q", slot)
    assert 59_000 < redis_server.admin("PTTL", KEY) <= 61_000
    store.release("r", str(store.reserve("r", **QUOTA).slot))
    left = [key for key in redis_server.all_keys() if ":answer:" not in key]
    assert left == [f"{PREFIX}generation", KEY]


def test_names_that_cannot_be_stored_are_refused(store: RedisStore) -> None:
    with pytest.raises(ValueError, match="name of a slot"):
        store.reserve("q", **QUOTA, slot="a b")


@pytest.mark.parametrize("limit", [{"limit": 0}, {"window": 1801.0}, {"hold": float("nan")}])
def test_numbers_that_make_no_sense_are_refused(store: RedisStore, limit: dict[str, t.Any]) -> None:
    with pytest.raises(ValueError, match="limit >= 1"):
        store.reserve("q", **{**QUOTA, **limit})
    with pytest.raises(ValueError, match="number"):
        store.block("q", float("nan"), "r")


# --- once per request -------------------------------------------------------------------------------------------------


def twice(store: RedisStore, monkeypatch: pytest.MonkeyPatch) -> list[t.Any]:
    """Have every script sent twice, as after an answer that got lost; returns the pairs of answers."""
    answers: list[t.Any] = []
    run = store._server.run

    def again(*arguments: t.Any, **more: t.Any) -> t.Any:
        pair = run(*arguments, **more), run(*arguments, **more)
        answers.append(pair)
        return pair[1]

    monkeypatch.setattr(store._server, "run", again)
    return answers


def test_a_request_that_arrives_twice_takes_one_slot(
    store: RedisStore, redis_server: redis_helper.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = twice(store, monkeypatch)
    first = store.reserve("q", **QUOTA)
    second = store.reserve("q", **QUOTA)
    assert first.granted and second.granted
    assert len(redis_server.admin("GET", KEY).splitlines()) == 3
    waiting = store.reserve("q", **QUOTA, patience=100.0)
    assert (waiting.granted, waiting.slot is not None) == (False, True)
    store.settle("q", str(first.slot))
    store.release("q", str(second.slot))
    store.block("q", 100, "r")
    # It is the very same answer, not one to the question asked anew.
    assert len(answers) == 6
    assert all(one == other for one, other in answers)
    lines = redis_server.admin("GET", KEY).splitlines()
    assert len(lines) == 3


def test_a_lock_that_is_asked_for_twice_is_had_once(store: RedisStore, monkeypatch: pytest.MonkeyPatch) -> None:
    twice(store, monkeypatch)
    with store.lock("token", "k", 1) as lease:
        lease.check()
    with store.lock("token", "k", 0):
        pass


def test_the_memory_of_answers_expires(store: RedisStore, redis_server: redis_helper.Server) -> None:
    store.reserve("q", **QUOTA)
    (key,) = [key for key in redis_server.all_keys() if ":answer:" in key]
    assert 0 < redis_server.admin("TTL", key) <= redis_scripts.ANSWER_IS_KEPT


# --- after data loss --------------------------------------------------------------------------------------------------


@pytest.fixture
def stopped(redis_server: redis_helper.Server, monkeypatch: pytest.MonkeyPatch) -> t.Callable[[float], None]:
    monkeypatch.setattr(redis_scripts, "CLOCK", redis_helper.STOPPED_CLOCK)

    def at(now: float) -> None:
        redis_server.admin("SET", redis_helper.NOW, repr(now))

    at(1000.0)
    return at


def test_who_saw_data_that_are_lost_finds_the_window_full(
    redis_server: redis_helper.Server, stopped: t.Callable[[float], None]
) -> None:
    old, other = redis_server.store(), redis_server.store()
    assert old.reserve("q", **QUOTA).granted
    other.settle("q", "any")
    redis_server.admin("FLUSHALL")
    stopped(2000.0)
    # One who has seen nothing before cannot know; with it a new generation begins.
    assert redis_server.store().reserve("q", **QUOTA).granted
    stopped(2010.0)
    assert old.reserve("q", **QUOTA) == Reservation(False, None, 50.0, False)
    assert other.reserve("elsewhere", limit=8, window=600.0, hold=1.0) == Reservation(False, None, 590.0, False)
    stopped(2060.0)
    assert old.reserve("q", **QUOTA).granted
    assert not other.reserve("elsewhere", limit=8, window=600.0, hold=1.0).granted
    stopped(2600.0)
    assert other.reserve("elsewhere", limit=8, window=600.0, hold=1.0).granted


def test_who_saw_data_that_are_lost_may_wait_for_a_turn(
    redis_server: redis_helper.Server, stopped: t.Callable[[float], None]
) -> None:
    old = redis_server.store()
    old.reserve("q", **QUOTA)
    redis_server.admin("FLUSHALL")
    stopped(2000.0)
    kept = old.reserve("q", **QUOTA, patience=100.0)
    assert (kept.granted, kept.wait) == (False, 60.0)
    stopped(2060.0)
    assert old.reserve("q", **QUOTA, slot=kept.slot).granted


def test_a_second_loss_counts_as_well(redis_server: redis_helper.Server, stopped: t.Callable[[float], None]) -> None:
    old = redis_server.store()
    old.reserve("q", **QUOTA)
    for now in (2000.0, 3000.0):
        redis_server.admin("FLUSHALL")
        stopped(now)
        assert old.reserve("q", **QUOTA).wait == 60.0


def test_a_forged_generation_is_none(redis_server: redis_helper.Server) -> None:
    store = redis_server.store()
    redis_server.admin("SET", f"{PREFIX}generation", secrets.token_bytes(20))
    assert store.reserve("q", **QUOTA).granted
    assert store.reserve("q", **QUOTA).granted
