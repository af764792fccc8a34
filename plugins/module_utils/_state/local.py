# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""What the stores of one machine have in common: locks that end with their holder, and ledgers that are changed in one step."""

from __future__ import annotations

import abc
import contextlib
import secrets
import typing as t
from collections.abc import Callable, Iterator

from ansible_collections.zoho.cliq.plugins.module_utils._state import ledger as _ledger
from ansible_collections.zoho.cliq.plugins.module_utils._state.locks import Lease, LockKind, LockOrder, check_kind
from ansible_collections.zoho.cliq.plugins.module_utils._state.store import Reservation, StateStore, check_key

_Result = t.TypeVar("_Result")


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

    def lock(
        self, kind: LockKind, key: str, timeout: float, *, lease: float | None = None
    ) -> contextlib.AbstractContextManager[Lease]:
        check_kind(kind)
        return self._lock(kind, check_key(key), timeout)

    @contextlib.contextmanager
    def _lock(self, kind: LockKind, key: str, timeout: float) -> Iterator[Lease]:
        with self._order.enter(kind), self._exclusive(kind, key, timeout):
            yield Lease()

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
