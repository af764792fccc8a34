# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Calls wait for their turn."""

from __future__ import annotations

import time
import types
import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._errors import ApiError, StateStoreError
from ansible_collections.zoho.cliq.plugins.module_utils._state import clock
from ansible_collections.zoho.cliq.plugins.module_utils._state.memory import MemoryStore
from ansible_collections.zoho.cliq.plugins.plugin_utils import _pacing
from ansible_collections.zoho.cliq.plugins.plugin_utils._pacing import StorePacing

ARCHIVE = "POST /channels/{channel_id}/archive"  # 10 calls in a minute
CREATE = "POST /channels"  # 20 calls in a minute, a lock of ten
CALLS = "POST /bots/{bot}/calls"  # 10 calls in five minutes


class World:
    """A state store, a clock that moves only when somebody sleeps, and what was announced."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1_800_000_000.0
        self.store = MemoryStore()
        self.slept: list[float] = []
        self.announced: list[str] = []
        monkeypatch.setattr(clock, "wall", lambda: self.now)
        monkeypatch.setattr(clock, "uptime", lambda: self.now)
        stub = types.SimpleNamespace(monotonic=lambda: self.now, time=lambda: self.now, sleep=self._sleep)
        stub.strftime, stub.localtime = _pacing.time.strftime, _pacing.time.localtime
        monkeypatch.setattr(_pacing, "time", stub)

    def _sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def pacing(self, wait: float, whose: str = "me") -> StorePacing:
        return StorePacing(self.store, whose, wait=wait, hold=30, announce=self.announced.append)

    def calls(self, pacing: StorePacing, number: int, endpoint: str = ARCHIVE, lasting: float = 0.0) -> None:
        for _call in range(number):
            with pacing.turn(endpoint):
                self.now += lasting


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    return World(monkeypatch)


def test_as_many_calls_as_the_limit_go_at_once(world: World) -> None:
    world.calls(world.pacing(0), 10)
    world.calls(world.pacing(0), 20, CREATE)
    assert world.slept == []


def test_one_more_waits_until_a_minute_after_the_end_of_the_first(world: World) -> None:
    world.calls(world.pacing(300), 10, lasting=1.0)
    world.calls(world.pacing(300), 1)
    # The first of ten calls, a second each, ended nine seconds ago.
    assert world.slept == [pytest.approx(51.01)]
    until = time.strftime("%H:%M:%S", time.localtime(world.now - 0.01))
    assert world.announced == [f"{ARCHIVE} waits 52 s for its turn, until {until} (Cliq's limit of calls)."]


def test_a_short_wait_is_not_announced(world: World) -> None:
    world.calls(world.pacing(300), 10)
    world.now += 58.5
    world.calls(world.pacing(300), 1)
    assert world.slept == [pytest.approx(1.51)]
    assert world.announced == []


@pytest.mark.parametrize("wait", [0, 30])
def test_a_wait_that_is_too_long_fails_at_once(world: World, wait: float) -> None:
    world.calls(world.pacing(wait), 10)
    with pytest.raises(
        ApiError, match=f"has no turn for another 61 seconds .* rate_limit_wait allows {wait} seconds"
    ) as caught:
        world.calls(world.pacing(wait), 1)
    assert caught.value.code == "request_limit_exceeded"
    assert world.slept == []


def test_whoever_waits_is_not_overtaken(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.calls(world.pacing(0), 10)
    sleep = _pacing.time.sleep

    def overtaken(seconds: float) -> None:
        sleep(seconds)
        world.calls(world.pacing(0), 9)
        with pytest.raises(ApiError):
            world.calls(world.pacing(0), 1)

    monkeypatch.setattr(_pacing.time, "sleep", overtaken)
    world.calls(world.pacing(70), 1)
    assert world.slept == [pytest.approx(60.01)]


def test_the_waits_of_one_call_add_up(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    pacing = world.pacing(70)
    world.calls(pacing, 10)
    sleep = _pacing.time.sleep

    def locked_out_by_somebody(seconds: float) -> None:
        sleep(seconds)
        world.store.block(pacing._ledger(ARCHIVE), 20, "locked")

    monkeypatch.setattr(_pacing.time, "sleep", locked_out_by_somebody)
    with pytest.raises(ApiError, match="no turn for another 21 seconds"):
        world.calls(pacing, 1)
    assert world.slept == [pytest.approx(60.01)]


def test_a_task_that_is_ended_while_it_waits_gives_its_turn_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.calls(world.pacing(0), 10)

    def ended(seconds: float) -> t.NoReturn:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(_pacing.time, "sleep", ended)
        for _task in range(30):
            with pytest.raises(KeyboardInterrupt):
                world.calls(world.pacing(300), 1)
    world.calls(world.pacing(300), 1)
    assert world.slept == [pytest.approx(60.01)]


def test_a_negative_wait_is_for_ever(world: World) -> None:
    pacing = world.pacing(-1)
    world.store.block(pacing._ledger(ARCHIVE), 1800, "locked")
    world.calls(pacing, 1)
    assert world.slept == [pytest.approx(1800.01)]


def test_a_lock_out_holds_everybody_for_the_documented_time(world: World) -> None:
    assert world.pacing(300).locked_out(CREATE) is True
    with pytest.raises(ApiError, match="no turn for another 601 seconds"):
        world.calls(world.pacing(300), 1, CREATE)
    world.calls(world.pacing(300), 1, ARCHIVE)
    world.calls(world.pacing(600), 1, CREATE)
    assert world.slept == [pytest.approx(600.01)]


def test_a_limit_of_five_minutes_lasts_five_minutes(world: World) -> None:
    world.calls(world.pacing(0), 10, CALLS)
    with pytest.raises(ApiError, match="no turn for another 301 seconds"):
        world.calls(world.pacing(0), 1, CALLS)
    world.calls(world.pacing(300), 1, CALLS)
    assert world.slept == [pytest.approx(300.01)]


def test_each_user_and_each_call_has_limits_of_their_own(world: World) -> None:
    world.calls(world.pacing(0), 10)
    world.calls(world.pacing(0, "somebody else"), 10)
    world.calls(world.pacing(0), 10, "POST /channels/{channel_id}/unarchive")
    assert world.slept == []


def test_a_failed_call_counts_and_frees_its_slot(world: World) -> None:
    for _call in range(10):
        with pytest.raises(ZeroDivisionError), world.pacing(0).turn(ARCHIVE):
            world.now += 1 / 0
    with pytest.raises(ApiError):
        world.calls(world.pacing(0), 1)
    world.now += 61
    world.calls(world.pacing(0), 10)


def test_a_slot_that_cannot_be_settled_does_not_hide_the_result(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: t.Any) -> t.NoReturn:
        raise StateStoreError("full")

    monkeypatch.setattr(world.store, "settle", fail)
    world.calls(world.pacing(0), 1)


def test_a_slot_is_held_for_as_long_as_a_call_can_take(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(world.store, "settle", lambda *arguments: None)
    world.calls(world.pacing(0), 10)
    world.now += 89
    with pytest.raises(ApiError):
        world.calls(world.pacing(0), 1)
    world.now += 2
    world.calls(world.pacing(0), 1)
