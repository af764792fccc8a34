# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The state store ``none``: the memory of one process, for those who want nothing on disk."""

from __future__ import annotations

import contextlib
import functools
import os
import secrets
import threading
import typing as t
from collections.abc import Callable, Iterator

from ansible_collections.zoho.cliq.plugins.module_utils._state import clock
from ansible_collections.zoho.cliq.plugins.module_utils._state.ledger import Ledger
from ansible_collections.zoho.cliq.plugins.module_utils._state.local import LocalStore
from ansible_collections.zoho.cliq.plugins.module_utils._state.locks import Lease, LockKind, lock_timeout
from ansible_collections.zoho.cliq.plugins.module_utils._state.store import check_key, check_value

_Result = t.TypeVar("_Result")


class MemoryStore(LocalStore):
    """A store that the threads of one process share, and nobody else. A fork starts with a copy of what was there."""

    description = "memory of this process"
    shared = False

    def __init__(self) -> None:
        super().__init__()
        self._values: dict[str, tuple[float, bytes]] = {}
        self._ledgers: dict[str, Ledger] = {}
        self._marks: dict[str, str] = {}
        self._new_locks()

    def _new_locks(self) -> None:
        self._pid = os.getpid()
        self._guard = threading.Lock()
        self._locks: dict[tuple[LockKind, str], threading.Lock] = {}

    def _guarded(self) -> threading.Lock:
        # A lock that another thread of the parent held at the fork would stay locked for ever in the child.
        if self._pid != os.getpid():
            self._new_locks()
        return self._guard

    @contextlib.contextmanager
    def _exclusive(self, kind: LockKind, key: str, timeout: float) -> Iterator[None]:
        with self._guarded():
            lock = self._locks.setdefault((kind, key), threading.Lock())
        if not lock.acquire(timeout=min(max(timeout, 0.0), threading.TIMEOUT_MAX)):
            raise lock_timeout(kind, self.description, timeout)
        try:
            yield
        finally:
            lock.release()

    def get(self, key: str) -> bytes | None:
        expires, value = self._values.get(check_key(key), (0.0, None))
        return value if expires > clock.uptime() else None

    def put(self, key: str, value: bytes, ttl: float, *, lasting: bool = True, lease: Lease | None = None) -> None:
        check_key(key)
        check_value(value, ttl)
        now = clock.uptime()
        with self._guarded():
            self._values = {name: entry for name, entry in self._values.items() if entry[0] > now and name != key}
            if ttl > 0:
                self._values[key] = (now + ttl, bytes(value))

    def delete(self, key: str) -> None:
        check_key(key)
        with self._guarded():
            self._values.pop(key, None)

    def mark(self, key: str) -> str:
        self._marks[check_key(key)] = mark = secrets.token_hex(8)
        return mark

    def marked(self, key: str) -> str:
        return self._marks.get(check_key(key), "")

    def _change(self, name: str, step: Callable[[Ledger, float], tuple[Ledger, _Result]]) -> _Result:
        with self._guarded():
            self._ledgers[name], result = step(self._ledgers.get(name, Ledger()), clock.wall())
        return result


@functools.cache
def process_store() -> MemoryStore:
    """Return the one memory store of this process: a second one would know neither tokens nor quotas."""
    return MemoryStore()
