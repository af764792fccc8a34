# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The arithmetic of quotas."""

from __future__ import annotations

import dataclasses
import json
import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._state import ledger
from ansible_collections.zoho.cliq.plugins.module_utils._state.ledger import Ledger, Reservation, Slot
from hypothesis import given, settings
from hypothesis import strategies as st

WINDOW, HOLD = 60.0, 30.0


def take(data: Ledger, now: float, name: str, *, limit: int = 2, patience: float = 0.0) -> tuple[Ledger, Reservation]:
    return ledger.reserve(data, now, slot=name, limit=limit, window=WINDOW, hold=HOLD, patience=patience)


def test_wait_is_the_time_until_enough_slots_are_free() -> None:
    slots = tuple(Slot(str(end), end, end, HOLD, WINDOW) for end in (900.0, 910.0, 920.0, 930.0))
    now = 950.0
    assert take(Ledger(slots), now, "x", limit=4)[1].wait == 10
    # The limit is lower than it was: two must go first.
    assert take(Ledger(slots), now, "x", limit=3)[1].wait == 20
    assert take(Ledger(slots), now, "x", limit=1)[1].wait == 40


def test_call_under_way_may_end_at_once() -> None:
    data, _dummy = take(Ledger(), 1000.0, "a", limit=1)
    assert take(data, 1010.0, "b", limit=1)[1].wait == WINDOW
    assert take(data, 1080.0, "b", limit=1)[1].wait == 10


def test_wait_that_is_returned_is_never_zero_or_longer_than_thirty_minutes() -> None:
    data = Ledger((Slot("a", 0.0, 0.0, 0.0, 60.0),))
    assert ledger.reserve(data, 60 - 1e-9, slot="b", limit=1, window=60, hold=0)[1].wait == 0.001
    data = Ledger((Slot("a", 0.0, None, 1800.0, 1800.0),))
    assert ledger.reserve(data, 1.0, slot="b", limit=1, window=60, hold=0)[1].wait == 1800


def test_wait_is_the_longer_of_block_and_window() -> None:
    data, _dummy = take(Ledger(), 1000.0, "a", limit=1)
    data, _dummy = ledger.settle(data, 1000.0, slot="a")
    data, _dummy = ledger.block(data, 1000.0, seconds=10, reason="r")
    assert take(data, 1000.0, "b", limit=1)[1] == Reservation(False, None, WINDOW, True)
    assert take(data, 1010.0, "b", limit=1)[1] == Reservation(False, None, WINDOW - 10, False)


def test_refused_request_takes_nothing() -> None:
    data, _dummy = take(Ledger(), 1000.0, "a", limit=1)
    assert take(data, 1001.0, "b", limit=1)[0] == data


def test_end_is_recorded_once() -> None:
    data, _dummy = take(Ledger(), 1000.0, "a")
    data, _dummy = ledger.settle(data, 1001.0, slot="a")
    assert data.slots[0].ended == 1001
    assert ledger.settle(data, 1005.0, slot="a")[0] == data
    assert ledger.settle(data, 1005.0, slot="other")[0] == data


def test_end_after_the_hold_is_recorded_too() -> None:
    data, _dummy = take(Ledger(), 1000.0, "a")
    data, _dummy = ledger.settle(data, 1050.0, slot="a")
    assert data.slots[0].free_at == 1050 + WINDOW


def test_settled_slot_cannot_be_given_back() -> None:
    data, _dummy = take(Ledger(), 1000.0, "a")
    data, _dummy = ledger.settle(data, 1001.0, slot="a")
    assert ledger.release(data, 1002.0, slot="a")[0] == data


def test_release_gives_back_one_slot() -> None:
    data, _dummy = take(Ledger(), 1000.0, "a")
    data, _dummy = take(data, 1000.0, "b")
    assert [slot.name for slot in ledger.release(data, 1001.0, slot="a")[0].slots] == ["b"]


def test_shorter_block_does_not_shorten() -> None:
    data, _dummy = ledger.block(Ledger(), 1000.0, seconds=600, reason="long")
    data, _dummy = ledger.block(data, 1000.0, seconds=60, reason="short")
    assert ledger.blocked(data, 1100.0)[1] == (500, "long")
    data, _dummy = ledger.block(data, 1000.0, seconds=700, reason="longer")
    assert ledger.blocked(data, 1100.0)[1] == (600, "longer")


@pytest.mark.parametrize("seconds", [0.0, -5.0])
def test_block_of_no_time_is_none(seconds: float) -> None:
    assert ledger.block(Ledger(), 1000.0, seconds=seconds, reason="r")[0] == Ledger()


def test_block_of_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="number"):
        ledger.block(Ledger(), 1000.0, seconds=float("nan"), reason="r")


@pytest.mark.parametrize(
    "change",
    [{"limit": 0}, {"window": -1.0}, {"window": 1801.0}, {"hold": -1.0}, {"hold": float("nan")}],
)
def test_numbers_that_make_no_sense_are_refused(change: dict[str, t.Any]) -> None:
    with pytest.raises(ValueError, match="limit >= 1"):
        ledger.reserve(Ledger(), 0.0, **{"slot": "a", "limit": 1, "window": 1.0, "hold": 1.0, **change})


def test_forged_times_are_brought_back_to_what_can_be() -> None:
    forged_slots = (
        Slot("a", 1e12, 1e12, 1e12, 1e12),
        Slot("b", 1e12, None, 1e12, 1e12),
        Slot("c", 900, None, 30, 60, 1e12),
    )
    present = ledger.current(Ledger(forged_slots, until=1e12, reason="r"), 1000.0)
    assert present.slots == (
        Slot("a", 1000, 1000, 1800, 1800),
        Slot("b", 1000, None, 1800, 1800),
        Slot("c", 900, None, 30, 60, 2800),
    )
    assert present.until == 2800


# --- turns ----------------------------------------------------------------------------------------------------------


def used(data: Ledger, now: float, name: str) -> Ledger:
    return ledger.settle(data, now, slot=name)[0]


def test_turn_is_kept_for_whoever_is_patient_enough() -> None:
    data, _dummy = take(Ledger(), 1000.0, "a", limit=1)
    data = used(data, 1000.0, "a")
    assert take(data, 1000.0, "b", limit=1, patience=59)[0] == data
    data, answer = take(data, 1000.0, "b", limit=1, patience=60)
    assert answer == Reservation(False, "b", WINDOW, False)
    # Whoever comes later is served later.
    data, answer = take(data, 1001.0, "c", limit=1, patience=300)
    assert answer == Reservation(False, "c", 119, False)
    assert not take(data, 1060.0, "d", limit=1)[1].granted
    data, answer = take(data, 1060.0, "b", limit=1)
    assert answer == Reservation(True, "b", 0.0, False)
    data = used(data, 1060.5, "b")
    # The turn of the next one was reckoned before it was known that the call took half a second.
    data, answer = take(data, 1120.0, "c", limit=1, patience=300)
    assert answer == Reservation(False, "c", 0.5, False)
    assert take(data, 1120.5, "c", limit=1)[1].granted


def test_turn_lapses_when_nobody_takes_it() -> None:
    data, _dummy = take(Ledger(), 1000.0, "a", limit=1)
    data = used(data, 1000.0, "a")
    data, _dummy = take(data, 1000.0, "killed", limit=1, patience=60)
    assert not take(data, 1060 + ledger.GRACE - 0.1, "b", limit=1)[1].granted
    assert take(data, 1060 + ledger.GRACE, "b", limit=1)[1].granted


def test_late_one_waits_anew() -> None:
    data, _dummy = take(Ledger(), 1000.0, "a", limit=1)
    data = used(data, 1000.0, "a")
    data, _dummy = take(data, 1000.0, "late", limit=1, patience=60)
    now = 1061 + ledger.GRACE
    data, _dummy = take(data, now, "b", limit=1)
    assert take(used(data, now, "b"), now, "late", limit=1, patience=60)[1] == Reservation(False, "late", WINDOW, False)


def test_turn_can_be_given_back() -> None:
    data, _dummy = take(Ledger(), 1000.0, "a", limit=1)
    data = used(data, 1000.0, "a")
    data, _dummy = take(data, 1000.0, "b", limit=1, patience=60)
    data, _dummy = ledger.release(data, 1001.0, slot="b")
    assert take(data, 1001.0, "c", limit=1, patience=60)[1].wait == 59


def test_whoever_loses_patience_has_no_turn_any_more() -> None:
    data, _dummy = take(Ledger(), 1000.0, "a", limit=1)
    data = used(data, 1000.0, "a")
    data, _dummy = take(data, 1000.0, "b", limit=1, patience=60)
    data, _dummy = ledger.block(data, 1010.0, seconds=600, reason="locked")
    data, answer = take(data, 1060.0, "b", limit=1, patience=10)
    assert answer == Reservation(False, None, 550, True)
    assert data.slots == ()


def test_turn_is_never_further_away_than_thirty_minutes() -> None:
    slots = tuple(Slot(str(turn), 1000.0, None, 30.0, WINDOW, turn) for turn in range(1060, 2860, 60))
    data, answer = take(Ledger(slots), 1000.0, "x", limit=1, patience=1e9)
    assert answer == Reservation(False, "x", 1800, False)
    assert data.slots[-1].turn == 2800


@settings(max_examples=100, deadline=None)
@given(
    waiting=st.integers(min_value=1, max_value=40),
    limit=st.integers(min_value=1, max_value=7),
    seconds=st.floats(min_value=0.0, max_value=5.0),
    killed=st.sets(st.integers(min_value=0, max_value=39), max_size=3),
)
def test_those_who_wait_are_served_in_order_and_without_delay(
    waiting: int, limit: int, seconds: float, killed: set[int]
) -> None:
    """Everybody asks at once and comes back when told; each call takes some seconds; some are killed while they wait."""
    data, now = Ledger(), 1000.0
    coming = {str(number): now for number in range(waiting)}
    ends: dict[str, float] = {}
    served: list[str] = []
    while coming or ends:
        now, _is_coming, number = min(
            *((end, False, int(name)) for name, end in ends.items()),
            *((wake, True, int(name)) for name, wake in coming.items()),
            (float("inf"), True, 0),
        )
        name = str(number)
        if ends.get(name) == now:
            del ends[name]
            data = used(data, now, name)
            continue
        data, answer = take(data, now, name, limit=limit, patience=1e6)
        if answer.granted:
            served.append(name)
            ends[name] = now + seconds
        if answer.granted or number in killed:
            del coming[name]
        else:
            coming[name] = now + answer.wait
    assert served == sorted(served, key=int)
    assert len(served) >= waiting - len(killed)
    windows = (waiting - 1) // limit
    assert now <= 1000 + windows * (WINDOW + seconds) + (ledger.GRACE if killed else 0) + seconds + 0.1


def test_damaged_ledger_is_full_once() -> None:
    damaged = ledger.load("nonsense")
    assert damaged == Ledger(damaged=True)
    data, refused = take(damaged, 1000.0, "a")
    assert refused == Reservation(False, None, WINDOW, False)
    assert take(data, 1059.0, "b")[1].wait == 1
    data, granted = take(data, 1060.0, "c")
    assert granted == Reservation(True, "c", 0.0, False)
    assert not data.damaged


@pytest.mark.parametrize("step", [ledger.settle, ledger.release])
def test_damage_is_remembered_until_somebody_asks_for_a_slot(step: t.Any) -> None:
    data, _dummy = step(Ledger(damaged=True), 1000.0, slot="a")
    assert ledger.load(ledger.dump(data)).damaged


def test_ledger_survives_json() -> None:
    slots = (
        Slot("a", 1.5, None, 30.0, 60.0),
        Slot("b", 1.5, 2.0, 30.0, 60.0),
        Slot("c", 1.5, None, 30.0, 60.0, 62.0),
    )
    data = Ledger(slots, until=5.0, reason="why")
    assert ledger.load(json.loads(json.dumps(ledger.dump(data)))) == data


GOOD = ledger.dump(Ledger((Slot("a", 1.0, None, 30.0, 60.0),), until=5.0, reason="r"))


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {**GOOD, "slots": None},
        {**GOOD, "slots": [["a", 1.0, None, 30.0, 60.0]]},
        {**GOOD, "slots": [[1, 1.0, None, 30.0, 60.0, None]]},
        {**GOOD, "slots": [["a", "1", None, 30.0, 60.0, None]]},
        {**GOOD, "slots": [["a", None, None, 30.0, 60.0, None]]},
        {**GOOD, "slots": [["a", 1.0, "2", 30.0, 60.0, None]]},
        {**GOOD, "slots": [["a", 1.0, None, True, 60.0, None]]},
        {**GOOD, "slots": [["a", 1.0, None, 30.0, float("nan"), None]]},
        {**GOOD, "slots": [["a", 1.0, None, 30.0, 60.0, "3"]]},
        {**GOOD, "until": None},
        {**GOOD, "until": float("inf")},
        {**GOOD, "until": 10**400},
        {**GOOD, "reason": None},
        {**GOOD, "damaged": 0},
    ],
)
def test_other_shapes_are_damage(data: object) -> None:
    assert ledger.load(GOOD) != Ledger(damaged=True)
    assert ledger.load(data) == Ledger(damaged=True)


def test_reason_is_one_printable_line() -> None:
    data, _dummy = ledger.block(Ledger(), 0.0, seconds=1, reason="a\n\x1b[31m" + "x" * 500)
    assert data.reason.startswith("a  [31mx")
    assert len(data.reason) == 200
    forged = {**ledger.dump(data), "reason": "a\r\nb"}
    assert ledger.load(forged).reason == "a  b"


@dataclasses.dataclass
class Call:
    name: str
    start: float
    end: float
    open: bool = True


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["reserve", "reserve", "settle", "release", "wait", "set the clock back"]),
        st.floats(min_value=0.0, max_value=40.0),
        st.integers(min_value=0, max_value=5),
    ),
    max_size=60,
)


@settings(max_examples=400, deadline=None)
@given(steps=STEPS, limit=st.integers(min_value=1, max_value=4))
def test_no_window_ever_holds_more_calls_than_the_limit(steps: list[tuple[str, float, int]], limit: int) -> None:
    """
    In true time, whatever the wall clock does (it may be set back, never forward).

    Calls end when they are settled, or unnoticed at the end of their hold.
    """
    now, offset, data = 1_000_000.0, 0.0, Ledger()
    calls: list[Call] = []
    waiting: list[str] = []
    for number, (step, seconds, which) in enumerate(steps):
        under_way = [call for call in calls if call.open and call.end >= now]
        if step == "reserve":
            # Every other one keeps its turn if it has to wait, and those who wait ask again at any time.
            name = waiting.pop(which % len(waiting)) if waiting and which else str(number)
            data, answer = take(data, now + offset, name, limit=limit, patience=120.0 * (number % 2))
            if answer.granted:
                calls.append(Call(name, now, now + HOLD))
            elif answer.slot is not None:
                waiting.append(name)
        elif step == "settle" and under_way:
            call = under_way[which % len(under_way)]
            call.end, call.open = now, False
            data, _dummy = ledger.settle(data, now + offset, slot=call.name)
        elif step == "release" and under_way:
            call = under_way[which % len(under_way)]
            calls.remove(call)
            data, _dummy = ledger.release(data, now + offset, slot=call.name)
        elif step == "set the clock back":
            offset -= seconds * 10
        now += seconds
        data = ledger.load(json.loads(json.dumps(ledger.dump(data))))
    for call in calls:
        # Zoho may see a call at any time from its start to its end: take the window that ends with its end ...
        ends = [other for other in calls if call.end - WINDOW + 1e-6 < other.end <= call.end]
        assert len(ends) <= limit
        # ... and the one in which it starts, with all that might still be seen in it.
        seen = [other for other in calls if other.start <= call.start and other.end > call.start - WINDOW + 1e-6]
        assert len(seen) <= limit


@settings(max_examples=200, deadline=None)
@given(
    ends=st.lists(st.one_of(st.none(), st.floats(min_value=941.0, max_value=1000.0)), min_size=1, max_size=8),
    limit=st.integers(min_value=1, max_value=8),
)
def test_wait_is_exactly_as_long_as_it_must_be(ends: list[float | None], limit: int) -> None:
    now = 1000.0
    slots = tuple(Slot(str(n), end or 995.0, end, HOLD, WINDOW) for n, end in enumerate(ends))
    wait = take(Ledger(slots), now, "x", limit=limit)[1].wait
    data = Ledger(slots)
    for slot in slots:
        data, _dummy = ledger.settle(data, now, slot=slot.name)
    assert take(data, now + wait, "x", limit=limit)[1].granted
    if wait > 0.001:
        assert not take(data, now + wait - 0.0005, "x", limit=limit)[1].granted
    else:
        assert len(ends) < limit or wait == 0.001
