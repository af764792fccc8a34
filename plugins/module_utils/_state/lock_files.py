# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The lock files in the directory of the file store."""

from __future__ import annotations

import contextlib
import hashlib
import os
from collections.abc import Iterator

from ansible_collections.zoho.cliq.plugins.module_utils._state import flock
from ansible_collections.zoho.cliq.plugins.module_utils._state.directory import Directory, check_owner, failure
from ansible_collections.zoho.cliq.plugins.module_utils._state.files import SAFE, Files
from ansible_collections.zoho.cliq.plugins.module_utils._state.locks import lock_timeout

# Whoever has an object may wait for minutes, and others must not wait for them by chance. So each has a byte of one file to
# itself, and where that is not possible there are many files, although it takes some file systems long to make one.
_OBJECT = "object"
_LOCK_FILES = {_OBJECT: 1024, "slots": 1}
_OTHER_LOCK_FILES = 64
#: Whoever holds a lock briefly is halted or gone after so many seconds.
BRIEF_TIMEOUT = 10.0


class LockFiles:
    """
    The lock files in ``directory``: a fixed set for each kind of lock. A key may share its lock with another one.

    They are never replaced or removed: a lock on a file that has a successor excludes nobody.
    """

    def __init__(self, directory: Directory, files: Files) -> None:
        self._directory = directory
        self._files = files

    @contextlib.contextmanager
    def held(
        self, kind: str, key: str, timeout: float, *, shortest: float = 0.01, longest: float = 0.05
    ) -> Iterator[None]:
        """
        Hold the lock for ``key``, which is tried again every ``shortest`` to ``longest`` seconds.

        Raises :class:`StateStoreError`, with the code ``lock_timeout`` after ``timeout`` seconds.
        """
        name, byte = _place(kind, key)
        try:
            lock = flock.acquire(lambda: self._open(name), timeout, byte=byte, shortest=shortest, longest=longest)
        except TimeoutError:
            raise lock_timeout(kind, f"directory {self._directory.path}", timeout) from None
        except OSError as error:
            raise failure("lock", self._files.path(name), error) from error
        with lock:
            yield

    def briefly(self, kind: str, key: str, timeout: float = BRIEF_TIMEOUT) -> contextlib.AbstractContextManager[None]:
        """Hold the lock for ``key`` for the change of one file only, which is done so soon that others look again at once."""
        return self.held(kind, key, timeout, shortest=0.001, longest=0.01)

    def _open(self, name: str) -> int:
        fd = os.open(name, os.O_RDWR | os.O_CREAT | os.O_NONBLOCK | SAFE, 0o600, dir_fd=self._directory.fd())
        try:
            check_owner("lock file", self._files.path(name), os.fstat(fd))
        except BaseException:
            os.close(fd)
            raise
        return fd


def _place(kind: str, key: str) -> tuple[str, int | None]:
    """Return the name of the lock file of a key, and the byte in it if it is not locked as a whole."""
    digest = hashlib.sha256(key.encode()).digest()
    if kind == _OBJECT and flock.has_bytes():
        return f"lock-{kind}", int.from_bytes(digest[:7], "big")
    number = int.from_bytes(digest[:2], "big") % _LOCK_FILES.get(kind, _OTHER_LOCK_FILES)
    return f"lock-{kind}-{number:02d}", None
