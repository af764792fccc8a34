# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
A lock in Redis: a lease that runs out by itself, so that a holder that died blocks nobody.

Two kinds of holders: one that says how long it will take at most has it for that time. The others have it for as long as they
live, whatever they do meanwhile: a thread renews it. A process that is halted renews nothing, and finds out when it goes on.
"""

from __future__ import annotations

import contextlib
import math
import os
import secrets
import threading

from ansible_collections.zoho.cliq.plugins.module_utils._errors import StateStoreError
from ansible_collections.zoho.cliq.plugins.module_utils._state import clock, redis_scripts
from ansible_collections.zoho.cliq.plugins.module_utils._state.locks import Lease
from ansible_collections.zoho.cliq.plugins.module_utils._state.redis_server import RedisServer


class RedisLease(Lease):
    """The lease of ``key`` for ``seconds``, again and again if it is ``renewed``. Nobody has it before :meth:`taken`."""

    def __init__(self, server: RedisServer, key: str, seconds: float, *, renewed: bool) -> None:
        self._server = server
        self._key = key
        self._seconds = seconds
        self._renewed = renewed
        self._who = secrets.token_hex(16)
        self._pid = os.getpid()
        self._until = -math.inf
        self._released = threading.Event()

    def taken(self) -> bool:
        """Take the lock if nobody has it, and tell whether that worked. Raises :class:`StateStoreError`."""
        started = clock.uptime()
        answer = self._server.run(redis_scripts.ACQUIRE, [self._key], self._who, self._milliseconds())
        holder, fence = self._server.understood(lambda: (answer[0].decode("ascii", "replace"), int(answer[1])))
        if holder != self._who:
            return False
        self.fence = fence
        # By the time the server began to count, some of ours had passed already.
        self._until = started + self._seconds
        if self._renewed:
            threading.Thread(target=self._renew, name=f"lease of {self._key}", daemon=True).start()
        return True

    def remaining(self) -> float:
        return self._until - clock.uptime()

    def release(self) -> None:
        """Give the lock back, if it is ours still."""
        # What a parent process holds is not held by its fork, which may come this way as well.
        if self._pid != os.getpid():
            return
        self._released.set()
        self._until = -math.inf
        # If it cannot be given back, it runs out.
        with contextlib.suppress(StateStoreError):
            self._server.run(redis_scripts.RELEASE, [self._key], self._who, patient=False)

    def _renew(self) -> None:
        while not self._released.wait(self._seconds / 3):
            # What was lost is not taken again: somebody else may have had the lock meanwhile.
            if self.remaining() <= 0:
                return
            # While the server cannot be reached, what is left of the lease runs on.
            with contextlib.suppress(StateStoreError):
                self._extend()

    def _extend(self) -> None:
        started = clock.uptime()
        still = self._server.run(redis_scripts.RENEW, [self._key], self._who, self._milliseconds(), patient=False)
        if not self._released.is_set():
            self._until = started + self._seconds if still == 1 else -math.inf

    def _milliseconds(self) -> int:
        return max(1, round(self._seconds * 1000))
