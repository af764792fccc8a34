# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""Keeps the calls of all forks and processes that share a state store below Cliq's limits."""

from __future__ import annotations

import contextlib
import time
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._cliq.client import Pacing
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.errors import LOCKED_OUT
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.limits import limit_of
from ansible_collections.zoho.cliq.plugins.module_utils._errors import ApiError, StateStoreError
from ansible_collections.zoho.cliq.plugins.module_utils._state.keys import hashed_key
from ansible_collections.zoho.cliq.plugins.module_utils._state.store import StateStore

# A wait shorter than this is not worth a word.
ANNOUNCE_SECONDS = 2.0


class StorePacing(Pacing):
    """
    Takes a slot in a ledger of the state store for each call.

    ``whose`` tells the callers apart that have limits of their own (API host and user). ``wait`` is the number of seconds that
    a call may wait for its turn: 0 fails at once, a negative number waits for ever. ``hold`` is the longest that a call can
    take, in seconds. ``announce`` tells the user about a wait.
    """

    def __init__(
        self, store: StateStore, whose: str, *, wait: float, hold: float, announce: t.Callable[[str], None]
    ) -> None:
        self._store = store
        self._whose = whose
        self._wait = wait
        self._hold = hold
        self._announce = announce

    @contextlib.contextmanager
    def turn(self, endpoint: str) -> t.Iterator[None]:
        ledger = self._ledger(endpoint)
        slot = self._take(endpoint, ledger)
        try:
            yield
        finally:
            # A slot that cannot be settled lapses by itself, and must not hide what became of the call.
            with contextlib.suppress(StateStoreError):
                self._store.settle(ledger, slot)

    def locked_out(self, endpoint: str) -> bool:
        self._store.block(self._ledger(endpoint), limit_of(endpoint).lock_seconds, LOCKED_OUT)
        return True

    def _take(self, endpoint: str, ledger: str) -> str:
        """Wait for a slot; raises ApiError if the wait would be longer than allowed."""
        give_up = float("inf") if self._wait < 0 else time.monotonic() + self._wait
        turn: str | None = None
        limit = limit_of(endpoint)
        try:
            while True:
                reservation = self._store.reserve(
                    ledger,
                    limit=limit.calls,
                    window=limit.window_seconds,
                    hold=self._hold,
                    patience=give_up - time.monotonic(),
                    slot=turn,
                )
                turn = reservation.slot
                if reservation.granted:
                    return str(turn)
                if turn is None:
                    raise ApiError(_too_long(endpoint, reservation.wait, self._wait), code=LOCKED_OUT)
                self._await(endpoint, reservation.wait)
        except BaseException:
            # A task that is ended while it waits must not keep others waiting.
            if turn is not None:
                with contextlib.suppress(StateStoreError):
                    self._store.release(ledger, turn)
            raise

    def _await(self, endpoint: str, seconds: float) -> None:
        if seconds >= ANNOUNCE_SECONDS:
            until = _clock_time(seconds)
            self._announce(
                f"{endpoint} waits {int(seconds) + 1} s for its turn, until {until} (Cliq's limit of calls)."
            )
        # A little longer than told, so that the clock's resolution does not cost another round.
        time.sleep(seconds + 0.01)

    def _ledger(self, endpoint: str) -> str:
        return hashed_key("quota", f"{self._whose}\n{endpoint}")


def _clock_time(seconds: float) -> str:
    """Return the time of day so many seconds from now."""
    return time.strftime("%H:%M:%S", time.localtime(time.time() + seconds))


def _too_long(endpoint: str, wait: float, allowed: float) -> str:
    until = _clock_time(wait)
    return (
        f"{endpoint} has no turn for another {int(wait) + 1} seconds (until {until}), because Cliq limits the calls per minute, "
        f"and rate_limit_wait allows {int(allowed)} seconds: run the play later, or allow a longer wait."
    )
