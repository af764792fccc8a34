# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
One deadline for a whole HTTP answer, however slowly its bytes come.

A time-out of a socket bounds a single read, so that a server that sends a byte now and then, also in the headers, could hold
a lock or a slot for as long as it likes. Here each read gets only the time that is left. Works on what requests, urllib3 and
http.client have in common: the class of the answers of a connection.
"""

from __future__ import annotations

import contextlib
import functools
import http.client
import io
import threading
import time
import typing as t

_CURRENT = threading.local()


@contextlib.contextmanager
def within(seconds: float) -> t.Iterator[None]:
    """Let every answer that this thread reads in the block be complete ``seconds`` from now, or time out."""
    _CURRENT.at = time.monotonic() + seconds
    try:
        yield
    finally:
        _CURRENT.at = None


def bound(manager: t.Any) -> t.Any:
    """Let the connections of ``manager``, a urllib3 PoolManager without connections yet, heed the deadline; return it."""
    manager.pool_classes_by_scheme = {
        scheme: _bound_pool(pool) for scheme, pool in manager.pool_classes_by_scheme.items()
    }
    return manager


@functools.cache
def _bound_pool(pool: type) -> type:
    connection = type("BoundConnection", (_BoundConnection, pool.ConnectionCls), {})  # type: ignore[attr-defined]
    return type("BoundPool", (pool,), {"ConnectionCls": connection})


class _BoundConnection:
    """Mixed into a class of connections: its answers end at the deadline of the thread that asks."""

    @property
    def response_class(self) -> t.Callable[..., http.client.HTTPResponse]:
        return functools.partial(_BoundResponse, at=getattr(_CURRENT, "at", None))


class _BoundResponse(http.client.HTTPResponse):
    def __init__(self, sock: t.Any, *arguments: t.Any, at: float | None, **more: t.Any) -> None:
        super().__init__(sock, *arguments, **more)
        if at is not None:
            raw = self.fp.detach()
            self.fp = io.BufferedReader(_BoundReader(raw, sock, at))


class _BoundReader(io.RawIOBase):
    """Reads from the file of a socket while there is time."""

    def __init__(self, raw: io.RawIOBase, sock: t.Any, at: float) -> None:
        self._raw = raw
        self._sock = sock
        self._at = at

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: t.Any) -> int | None:
        left = self._at - time.monotonic()
        if left <= 0:
            raise TimeoutError("the deadline of the answer has passed")
        self._sock.settimeout(left)
        return self._raw.readinto(buffer)

    def close(self) -> None:
        if not self.closed:
            self._raw.close()
        super().close()
