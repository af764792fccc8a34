# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""Locks on files: they end with the process that holds them, however it ends."""

from __future__ import annotations

import contextlib
import fcntl
import functools
import os
import random
import struct
import sys
import time
from collections.abc import Callable

# The descriptors of the locks that this process holds or waits for. A fork shares an open file, and with it the lock:
# it would keep the lock of a parent that was killed, and would unlock it for a parent that is not done. So it lets go.
_open: set[int] = set()


def _let_go() -> None:
    for fd in _open:
        with contextlib.suppress(OSError):
            os.close(fd)
    _open.clear()


os.register_at_fork(after_in_child=_let_go)


def _try(fd: int, byte: int | None) -> None:
    """Lock the file, or a byte of it; raises BlockingIOError if somebody else has done so."""
    if byte is None:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    else:
        fcntl.fcntl(fd, fcntl.F_OFD_SETLK, _flock_structure(fcntl.F_WRLCK, byte))


def _unlock(fd: int, byte: int | None) -> None:
    _open.discard(fd)
    try:
        if byte is None:
            fcntl.flock(fd, fcntl.LOCK_UN)
        else:
            fcntl.fcntl(fd, fcntl.F_OFD_SETLK, _flock_structure(fcntl.F_UNLCK, byte))
    finally:
        os.close(fd)


def _flock_structure(kind: int, byte: int) -> bytes:
    """Return the ``struct flock`` of Linux for a lock on one byte: type, from where it counts, start, length, process."""
    return struct.pack("hhqqi", kind, os.SEEK_SET, byte, 1, 0)


@functools.cache
def has_bytes() -> bool:
    """
    Tell whether a byte of a file can be locked like a file: for whoever opened it, and among threads as well.

    Linux calls that locks of open file descriptions. Some of what looks like Linux, such as sandboxes, has none.
    """
    if sys.platform != "linux":
        return False
    fd = os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.fcntl(fd, fcntl.F_OFD_GETLK, _flock_structure(fcntl.F_RDLCK, 0))
    except OSError:
        return False
    finally:
        os.close(fd)
    return True


class Held:
    """A lock that is held until the end of the ``with`` block."""

    def __init__(self, fd: int, byte: int | None) -> None:
        self._fd = fd
        self._byte = byte
        self._pid = os.getpid()

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_error: object) -> None:
        if os.getpid() == self._pid:  # a fork that leaves the block has let go already
            _unlock(self._fd, self._byte)


def acquire(
    opened: Callable[[], int],
    timeout: float,
    *,
    byte: int | None = None,
    shortest: float = 0.01,
    longest: float = 0.05,
) -> Held:
    """
    Take the exclusive lock on the file that ``opened`` opens: one open file per call, so that it holds among threads.

    With ``byte`` that one is locked, which need not be there, and others remain free (see :func:`has_bytes`).
    It is tried again every ``shortest`` to ``longest`` seconds; signals are handled in between. Raises
    ``TimeoutError`` after ``timeout`` seconds, and ``OSError`` if the file cannot be locked.
    """
    deadline = time.monotonic() + timeout
    pause = shortest
    pid = os.getpid()
    fd = -1
    try:
        while True:
            if fd < 0:
                fd = opened()
                _open.add(fd)
            try:
                _try(fd, byte)
            except BlockingIOError:
                left = deadline - time.monotonic()
                if left <= 0:
                    raise TimeoutError from None
                time.sleep(min(left, pause * random.uniform(0.8, 1.0)))
                pause = min(longest, pause * 1.5)
                continue
            if os.fstat(fd).st_nlink:
                return Held(fd, byte)
            # Somebody has removed the directory while we waited: others lock another file by now.
            stale, fd = fd, -1
            _unlock(stale, byte)
    except BaseException:
        if fd >= 0 and os.getpid() == pid:
            _unlock(fd, byte)
        raise
