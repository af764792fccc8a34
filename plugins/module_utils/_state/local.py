# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""What the stores of one machine have in common: the order of locks, and ledgers that are changed in one step."""

from __future__ import annotations

import abc
import contextlib
import os
import secrets
import threading
import typing as t
from collections.abc import Callable, Iterator

from ansible_collections.zoho.cliq.plugins.module_utils._errors import StateStoreError
from ansible_collections.zoho.cliq.plugins.module_utils._state import ledger as _ledger
from ansible_collections.zoho.cliq.plugins.module_utils._state.clock import number
from ansible_collections.zoho.cliq.plugins.module_utils._state.store import (
    LockKind,
    Reservation,
    StateStore,
    check_key,
)

_Result = t.TypeVar("_Result")

#: The most bytes that a value may have.
LARGEST_VALUE = 1024 * 1024


class LockOrder(threading.local):
    """Knows which kinds of locks the present thread holds, and refuses to nest them in a way that could deadlock."""

    ORDER: t.ClassVar[tuple[LockKind, ...]] = ("object", "file", "token")

    def __init__(self) -> None:
        self._held: list[LockKind] = []
        self._pid = os.getpid()

    @contextlib.contextmanager
    def enter(self, kind: LockKind) -> Iterator[None]:
        """Note that the thread takes a lock of this kind. Raises ``RuntimeError`` if it must not."""
        if self._pid != os.getpid():  # what a parent process holds is not held by its fork
            self.__init__()  # type: ignore[misc]
        held = self._held
        if held and self.ORDER.index(kind) <= self.ORDER.index(held[-1]):
            raise RuntimeError(f"a {kind} lock must not be taken while a {held[-1]} lock is held")
        held.append(kind)
        try:
            yield
        finally:
            held.pop()


def check_value(value: bytes, ttl: float) -> None:
    """Raise ``ValueError`` unless ``value`` and ``ttl`` (seconds) may be put into a store."""
    if len(value) > LARGEST_VALUE:
        raise ValueError("a value of the state store has at most 1 MiB")
    if number(ttl) is None:
        raise ValueError("a ttl is a finite number of seconds")


def lock_timeout(kind: str, description: str, timeout: float) -> StateStoreError:
    """Return the error for a lock that was not free within ``timeout`` seconds."""
    return StateStoreError(
        f"Another process or thread held the {kind} lock in the {description} for more than {timeout:g} seconds;"
        " try again, and if it persists, look for a run that hangs.",
        code="lock_timeout",
    )


class LocalStore(StateStore):
    """A store whose ledgers are changed by the functions of ``ledger.py`` under a lock of the store's own."""

    def __init__(self) -> None:
        self._order = LockOrder()

    @abc.abstractmethod
    def _exclusive(self, kind: LockKind, key: str, timeout: float) -> contextlib.AbstractContextManager[None]:
        """Return the lock itself. Raises :class:`StateStoreError`."""

    @abc.abstractmethod
    def _change(self, name: str, step: Callable[[_ledger.Ledger, float], tuple[_ledger.Ledger, _Result]]) -> _Result:
        """Apply ``step`` to the ledger ``name`` and the wall clock while nobody else can; keep and return its results."""

    def lock(self, kind: LockKind, key: str, timeout: float) -> contextlib.AbstractContextManager[None]:
        if kind not in LockOrder.ORDER:
            raise ValueError(f"there are no locks of the kind {kind!r}")
        return self._lock(kind, check_key(key), timeout)

    @contextlib.contextmanager
    def _lock(self, kind: LockKind, key: str, timeout: float) -> Iterator[None]:
        with self._order.enter(kind), self._exclusive(kind, key, timeout):
            yield

    def reserve(
        self, ledger: str, *, limit: int, window: float, hold: float, patience: float = 0.0, slot: str | None = None
    ) -> Reservation:
        name = slot or secrets.token_hex(8)
        return self._change(
            check_key(ledger),
            lambda data, now: _ledger.reserve(
                data, now, slot=name, limit=limit, window=window, hold=hold, patience=patience
            ),
        )

    def settle(self, ledger: str, slot: str) -> None:
        self._change(check_key(ledger), lambda data, now: _ledger.settle(data, now, slot=slot))

    def release(self, ledger: str, slot: str) -> None:
        self._change(check_key(ledger), lambda data, now: _ledger.release(data, now, slot=slot))

    def block(self, ledger: str, seconds: float, reason: str) -> None:
        self._change(check_key(ledger), lambda data, now: _ledger.block(data, now, seconds=seconds, reason=reason))

    def blocked(self, ledger: str) -> tuple[float, str] | None:
        return self._change(check_key(ledger), _ledger.blocked)
