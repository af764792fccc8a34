# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
The arithmetic of quotas: which calls count at present, and when the next one may be sent.

Pure functions over plain data. ``now`` is always the wall clock in seconds; every function returns the new ledger next
to its result, and the caller keeps it. Stored times are never trusted when they lie in the future: they are moved to
the present, so that a clock that was set back costs one more window at most, and never grants too much.
"""

from __future__ import annotations

import dataclasses
import math
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._state.clock import number

#: No stored wait is longer than this (seconds): the longest lock-out of Zoho.
LONGEST_WAIT = 1800.0

#: A turn that nobody takes lapses after so many seconds: whoever waited for it was killed, or is much too late.
GRACE = 10.0

#: A wait that is told is never shorter than this (seconds).
SHORTEST_WAIT = 0.001

_LONGEST_REASON = 200


@dataclasses.dataclass(frozen=True)
class Reservation:
    """
    The answer to a request for a slot.

    ``slot`` names the slot if it was ``granted``. Otherwise ``wait`` is the number of seconds after which it can be had
    (calls under way may make it longer), and ``blocked`` says that a lock-out or a cool-down is the reason. A ``slot``
    that was not granted is a turn that is kept: ask again with its name then.
    """

    granted: bool
    slot: str | None
    wait: float
    blocked: bool


@dataclasses.dataclass(frozen=True)
class Slot:
    """
    A call that counts. ``reserved`` and ``ended`` are wall clock times, ``hold`` and ``window`` seconds.

    A call that waits has its ``turn``, the time at which it may be sent.
    """

    name: str
    reserved: float
    ended: float | None
    hold: float
    window: float
    turn: float | None = None

    @property
    def free_at(self) -> float:
        """
        Return when the call ceases to count; one with no recorded end ended ``hold`` after its reservation.

        One that waits ceases to count if it does not take its turn.
        """
        if self.turn is not None:
            return self.turn + GRACE
        return (self.reserved + self.hold if self.ended is None else self.ended) + self.window

    def earliest(self, now: float) -> float:
        """
        Return the earliest time at which the slot can be free.

        A call under way may end at this very moment, and one that waits as soon as it has its turn.
        """
        if self.turn is not None:
            return max(now, self.turn) + self.window
        return self.free_at if self.ended is not None else min(now + self.window, self.free_at)


@dataclasses.dataclass(frozen=True)
class Ledger:
    """
    All that is kept under one name: ``slots``, and a lock-out or cool-down ``until`` (0: none) with its ``reason``.

    ``damaged`` says that something was kept but cannot be read: the next request for a slot finds the ledger full.
    """

    slots: tuple[Slot, ...] = ()
    until: float = 0.0
    reason: str = ""
    damaged: bool = False

    @property
    def empty(self) -> bool:
        return self == Ledger()


def dump(ledger: Ledger) -> dict[str, t.Any]:
    """Return the ledger as JSON data."""
    return {
        "slots": [list(dataclasses.astuple(slot)) for slot in ledger.slots],
        "until": ledger.until,
        "reason": ledger.reason,
        "damaged": ledger.damaged,
    }


def load(data: object) -> Ledger:
    """Return the ledger that :func:`dump` turned into ``data``; a damaged one if ``data`` has any other shape."""
    damaged = Ledger(damaged=True)
    if not (isinstance(data, dict) and isinstance(data.get("slots"), list) and isinstance(data.get("reason"), str)):
        return damaged
    until = number(data.get("until"))
    slots = [_load_slot(row) for row in data["slots"]]
    if until is None or not isinstance(data.get("damaged"), bool) or None in slots:
        return damaged
    return Ledger(tuple(slot for slot in slots if slot), until, one_line(data["reason"]), data["damaged"])


def _load_slot(row: object) -> Slot | None:
    if not (isinstance(row, list) and len(row) == 6 and isinstance(row[0], str)):
        return None
    reserved, ended, hold, window, turn = (None if value is None else number(value) for value in row[1:])
    if reserved is None or hold is None or window is None:
        return None
    if (ended is None and row[2] is not None) or (turn is None and row[5] is not None):
        return None
    return Slot(row[0], reserved, ended, hold, window, turn)


def one_line(text: str) -> str:
    """Return ``text`` as a reason for a block: one printable line, and not a long one."""
    return "".join(char if char.isprintable() else " " for char in text)[:_LONGEST_REASON]


def current(ledger: Ledger, now: float) -> Ledger:
    """Return the ledger without what has lapsed, and with the times that lie in the future moved to the present."""
    slots = tuple(slot for slot in (_present(slot, now) for slot in ledger.slots) if slot.free_at > now)
    if ledger.until <= now:
        return dataclasses.replace(ledger, slots=slots, until=0.0, reason="")
    return dataclasses.replace(ledger, slots=slots, until=min(ledger.until, now + LONGEST_WAIT))


def _present(slot: Slot, now: float) -> Slot:
    latest = slot.reserved if slot.ended is None else max(slot.reserved, slot.ended)
    soon = slot.turn is None or slot.turn <= now + LONGEST_WAIT
    if latest <= now and soon and max(slot.hold, slot.window) <= LONGEST_WAIT:
        return slot
    return dataclasses.replace(
        slot,
        reserved=min(slot.reserved, now),
        ended=None if slot.ended is None else min(slot.ended, now),
        hold=min(slot.hold, LONGEST_WAIT),
        window=min(slot.window, LONGEST_WAIT),
        turn=None if slot.turn is None else min(slot.turn, now + LONGEST_WAIT),
    )


def check_request(limit: int, window: float, hold: float) -> None:
    """Raise ``ValueError`` if one of the numbers of a request for a slot makes no sense."""
    if limit < 1 or number(window) is None or number(hold) is None or not 0 <= window <= LONGEST_WAIT or hold < 0:
        raise ValueError(f"a ledger needs limit >= 1, a window of 0 to {LONGEST_WAIT:g} seconds, and hold >= 0")


def check_block(seconds: float) -> None:
    """Raise ``ValueError`` if a block cannot last that long."""
    if math.isnan(seconds):
        raise ValueError("a block needs a number of seconds")


def reserve(
    ledger: Ledger, now: float, *, slot: str, limit: int, window: float, hold: float, patience: float = 0.0
) -> tuple[Ledger, Reservation]:
    """
    Take a slot named ``slot`` if fewer than ``limit`` calls count and nothing is blocked.

    Otherwise its turn is kept, if it comes within ``patience`` seconds: those who come later are served later. Whoever has
    waited asks again under the same name, and in time: :data:`GRACE` seconds after its turn it has none any more.

    ``window`` (at most :data:`LONGEST_WAIT`) and ``hold`` are seconds. Raises ``ValueError`` if one makes no sense.
    """
    check_request(limit, window, hold)
    ledger = current(ledger, now)
    if ledger.damaged:
        full = tuple(Slot(f"{slot}-{index}", now, now, 0.0, float(window)) for index in range(limit))
        ledger = current(dataclasses.replace(ledger, slots=full, damaged=False), now)
    wait = ledger.until - now if ledger.until else 0.0
    blocked = wait > 0
    names = [other.name for other in ledger.slots]
    place = names.index(slot) if slot in names else len(names)
    ahead = [other for number, other in enumerate(ledger.slots) if number < place or other.turn is None]
    if len(ahead) >= limit:
        free = sorted(other.earliest(now) for other in ahead)
        wait = max(wait, free[len(free) - limit] - now, SHORTEST_WAIT)
    before, after = ledger.slots[:place], ledger.slots[place + 1 :]
    if wait > max(patience, 0.0):
        return dataclasses.replace(ledger, slots=before + after), Reservation(False, None, wait, blocked)
    wait = min(wait, LONGEST_WAIT)
    turn = now + wait if wait > 0 else None
    taken = Slot(slot, now, None, min(float(hold), LONGEST_WAIT), float(window), turn)
    return dataclasses.replace(ledger, slots=(*before, taken, *after)), Reservation(not wait, slot, wait, blocked)


def settle(ledger: Ledger, now: float, *, slot: str) -> tuple[Ledger, None]:
    """Record that the call of ``slot`` ended now. A slot that has lapsed or was settled before stays as it is."""
    ledger = current(ledger, now)
    slots = tuple(
        dataclasses.replace(other, ended=now) if other.name == slot and other.ended is None else other
        for other in ledger.slots
    )
    return dataclasses.replace(ledger, slots=slots), None


def release(ledger: Ledger, now: float, *, slot: str) -> tuple[Ledger, None]:
    """Give back ``slot``, whose call was never sent. A slot whose end was recorded stays."""
    ledger = current(ledger, now)
    slots = tuple(other for other in ledger.slots if other.name != slot or other.ended is not None)
    return dataclasses.replace(ledger, slots=slots), None


def block(ledger: Ledger, now: float, *, seconds: float, reason: str) -> tuple[Ledger, None]:
    """Grant nothing for ``seconds``, at most :data:`LONGEST_WAIT`. A block that lasts longer already stays."""
    check_block(seconds)
    ledger = current(ledger, now)
    until = now + min(seconds, LONGEST_WAIT)
    if until > max(now, ledger.until):
        ledger = dataclasses.replace(ledger, until=until, reason=one_line(reason))
    return ledger, None


def blocked(ledger: Ledger, now: float) -> tuple[Ledger, tuple[float, str] | None]:
    """Tell the seconds that a lock-out or cool-down still lasts, and its reason; ``None`` if there is none."""
    ledger = current(ledger, now)
    return ledger, (ledger.until - now, ledger.reason) if ledger.until else None
