# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The state store on a Redis or Valkey server: shared by all who can reach it, on whatever machine they are."""

from __future__ import annotations

import contextlib
import os
import random
import re
import secrets
import threading
import time
import typing as t
from collections.abc import Iterator

from ansible_collections.zoho.cliq.plugins.module_utils._errors import StateStoreError
from ansible_collections.zoho.cliq.plugins.module_utils._state import ledger as _ledger
from ansible_collections.zoho.cliq.plugins.module_utils._state import redis_scripts, redis_url
from ansible_collections.zoho.cliq.plugins.module_utils._state.locks import (
    Lease,
    LockKind,
    LockOrder,
    check_kind,
    lock_timeout,
)
from ansible_collections.zoho.cliq.plugins.module_utils._state.redis_lease import RedisLease
from ansible_collections.zoho.cliq.plugins.module_utils._state.redis_server import RedisServer
from ansible_collections.zoho.cliq.plugins.module_utils._state.store import (
    Reservation,
    ServerAccess,
    StateStore,
    check_key,
    check_value,
)

#: What all keys begin with. In a cluster, what is in braces decides where a key is kept, so they are all kept in one place.
PREFIX = "{zoho.cliq}:"
#: A holder that died blocks others for as long as this (seconds), unless it has said how long it would take at most.
LEASE_SECONDS = 30.0

_SHORTEST_PAUSE, _LONGEST_PAUSE = 0.005, 0.05
_LONGEST_LIFE = 10**14
_EVER = 1e9
_MARK_MILLISECONDS = 3600 * 1000
_SLOT = re.compile(r"[A-Za-z0-9_-]{1,120}")
_POLICY = "noeviction"


class _Held(threading.local):
    """The leases that the present thread has."""

    def __init__(self) -> None:
        self._leases: list[RedisLease] = []
        self._pid = os.getpid()

    def leases(self) -> list[RedisLease]:
        if self._pid != os.getpid():  # what a parent process holds is not held by its fork
            self.__init__()  # type: ignore[misc]
        return self._leases


class RedisStore(StateStore):
    """
    A store on a server; all of its methods raise :class:`StateStoreError` if that cannot be used.

    ``lease`` is the time in seconds after which the lock of a holder that died, and did not say how long it would take, is free.
    Values survive what the server survives.
    """

    shared = True

    def __init__(self, server: RedisServer, *, lease: float = LEASE_SECONDS) -> None:
        self._server = server
        self._lease = lease
        self._order = LockOrder()
        self._held = _Held()
        # The first generation of the data that this process saw. Another one later means that data got lost.
        self._generation: str | None = None
        self.description = f"store {server.address}"

    def warnings(self) -> list[str]:
        try:
            policy = self._server.command("INFO", "memory", patient=False)["maxmemory_policy"]
        except (StateStoreError, LookupError, TypeError):
            # Whether the server can be used at all is for the next command to say, and some users may not ask this.
            return []
        if policy == _POLICY:
            return []
        return [
            f"The state store {self._server.address} may drop data when it is full (maxmemory-policy {policy}), and with"
            f" them what keeps requests within Zoho's limits: set maxmemory-policy to {_POLICY} there."
        ]

    # Locks

    def check_locks(self) -> None:
        for lease in self._held.leases():
            lease.check()

    def lock(
        self, kind: LockKind, key: str, timeout: float, *, lease: float | None = None
    ) -> contextlib.AbstractContextManager[Lease]:
        check_kind(kind)
        return self._lock(kind, check_key(key), timeout, lease)

    @contextlib.contextmanager
    def _lock(self, kind: LockKind, key: str, timeout: float, seconds: float | None) -> Iterator[Lease]:
        lease = RedisLease(self._server, f"{PREFIX}lock:{kind}:{key}", seconds or self._lease, renewed=seconds is None)
        with self._order.enter(kind):
            try:
                self._wait_for(lease, kind, timeout)
                self._held.leases().append(lease)
                yield lease
            finally:
                with contextlib.suppress(ValueError):
                    self._held.leases().remove(lease)
                lease.release()

    def _wait_for(self, lease: RedisLease, kind: LockKind, timeout: float) -> None:
        deadline = time.monotonic() + timeout
        pause = _SHORTEST_PAUSE
        while not lease.taken():
            left = deadline - time.monotonic()
            if left <= 0:
                raise lock_timeout(kind, self.description, timeout)
            time.sleep(min(left, pause * random.uniform(0.8, 1.0)))
            pause = min(_LONGEST_PAUSE, pause * 1.5)

    # Values

    def get(self, key: str) -> bytes | None:
        stored = self._server.command("GET", _data(key))
        if stored is None:
            return None
        fence, newline, value = self._server.understood(lambda: bytes.partition(stored, b"\n"))
        return value if newline and fence.isdigit() else None

    def put(self, key: str, value: bytes, ttl: float, *, lasting: bool = True, lease: Lease | None = None) -> None:
        name = _data(key)
        check_value(value, ttl)
        milliseconds = min(int(ttl * 1000), _LONGEST_LIFE)
        if milliseconds <= 0:
            self.delete(key)
            return
        fence = lease.fence if lease is not None and lease.fence else ""
        answer = self._server.run(redis_scripts.PUT, [name], fence, milliseconds, value)
        self._server.understood(lambda: (0, 1).index(answer))

    def delete(self, key: str) -> None:
        answer = self._server.command("DEL", _data(key))
        self._server.understood(lambda: (0, 1).index(answer))

    # Marks

    def mark(self, key: str) -> str:
        mark = secrets.token_hex(8)
        answer = self._server.command("SET", _mark(key), mark, "PX", _MARK_MILLISECONDS)
        self._server.understood(lambda: (b"OK", True).index(answer))
        return mark

    def marked(self, key: str) -> str:
        stored = self._server.command("GET", _mark(key))
        return self._server.understood(lambda: b"" if stored is None else bytes(stored)).decode("ascii", "replace")

    # Ledgers

    def reserve(
        self, ledger: str, *, limit: int, window: float, hold: float, patience: float = 0.0, slot: str | None = None
    ) -> Reservation:
        _ledger.check_request(limit, window, hold)
        name = slot or secrets.token_hex(8)
        if not _SLOT.fullmatch(name):
            raise ValueError("the name of a slot has 1 to 120 letters, digits, _ and -")
        answer = self._change(ledger, "reserve", name, limit, float(window), float(hold), min(float(patience), _EVER))
        return self._server.understood(lambda: _reservation(*(bytes.decode(part) for part in answer)))

    def settle(self, ledger: str, slot: str) -> None:
        self._change(ledger, "settle", slot)

    def release(self, ledger: str, slot: str) -> None:
        self._change(ledger, "release", slot)

    def block(self, ledger: str, seconds: float, reason: str) -> None:
        _ledger.check_block(seconds)
        self._change(ledger, "block", max(min(float(seconds), _EVER), -_EVER), _ledger.one_line(reason))

    def blocked(self, ledger: str) -> tuple[float, str] | None:
        answer = self._server.run(redis_scripts.BLOCKED, [_quota(ledger)])
        seconds, reason = self._server.understood(lambda: (float(answer[0]), answer[1].decode("utf-8", "replace")))
        return (seconds, _ledger.one_line(reason)) if seconds > 0 else None

    def _change(self, ledger: str, step: str, *arguments: t.Any) -> list[t.Any]:
        """Do one step on a ledger, once, however often it must be sent until its answer arrives; return the answer."""
        keys = [_quota(ledger), f"{PREFIX}answer:{secrets.token_hex(16)}", f"{PREFIX}generation"]
        answer = self._server.run(
            redis_scripts.CHANGE, keys, step, self._generation or "", secrets.token_hex(8), *arguments
        )
        generation = self._server.understood(lambda: bytes.decode(answer[0]))
        self._generation = self._generation or generation
        return answer


def _reservation(_generation: str, granted: str, slot: str, wait: str, blocked: str) -> Reservation:
    return Reservation(granted == "1", slot or None, float(wait), blocked == "1")


def _data(key: str) -> str:
    return f"{PREFIX}data:{check_key(key)}"


def _mark(key: str) -> str:
    return f"{PREFIX}mark:{check_key(key)}"


def _quota(ledger: str) -> str:
    return f"{PREFIX}ledger:{check_key(ledger)}"


def open_redis(url: str, access: ServerAccess) -> RedisStore:
    """Return the store that ``url`` names; raises :class:`StateStoreError` if it must not be used, or the library is missing."""
    return RedisStore(RedisServer(redis_url.parse(url), access))
