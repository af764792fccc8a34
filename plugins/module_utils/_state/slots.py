# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
Small values that need not survive a power failure: many in one file of the file store.

To make a file takes some file systems as long as Cliq takes for a call, and there are two records for each channel that is made.
The file is a row of slots of one block, each with one record (``record.py``). A slot belongs to the same name for as long as the
file lives, so that whoever knows where it is reads nothing else. It is written over in one step, which a kill does not interrupt,
and what a power failure leaves of it is found damaged. The file is replaced when half of it is of no use any more.
"""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator

from ansible_collections.zoho.cliq.plugins.module_utils._errors import StateStoreError
from ansible_collections.zoho.cliq.plugins.module_utils._state import clock, record
from ansible_collections.zoho.cliq.plugins.module_utils._state.directory import Directory, check_owner, failure
from ansible_collections.zoho.cliq.plugins.module_utils._state.files import SAFE, Files
from ansible_collections.zoho.cliq.plugins.module_utils._state.lock_files import LockFiles

#: The name of the file.
SLOTS = "slots"
#: The bytes of a slot, and so the most that a record may have.
SLOT = record.BLOCK
# The lifetime of a record that says that its slot is vacant.
_VACANT = 0


class _Row:
    """The file as this process knows it: open, and which slot is whose. It is always the same file, closed with this object."""

    def __init__(self, fd: int, status: os.stat_result) -> None:
        self.fd = fd
        self._identity = status.st_dev, status.st_ino
        self._offsets: dict[str, int] = {}
        self._known = 0

    def __del__(self) -> None:
        # The number may have been closed and used again by somebody else.
        with contextlib.suppress(OSError):
            if self.is_of(os.fstat(self.fd)):
                os.close(self.fd)

    def is_of(self, status: os.stat_result) -> bool:
        """Tell whether a status is that of this file."""
        return (status.st_dev, status.st_ino) == self._identity

    def size(self) -> int | None:
        """Return the bytes of the file; None if it has been replaced or removed."""
        with contextlib.suppress(OSError):
            status = os.fstat(self.fd)
            if self.is_of(status) and status.st_nlink:
                return status.st_size
        return None

    def offset(self, name: str, size: int) -> int | None:
        """Return where the slot of ``name`` is in the file, which has ``size`` bytes by now; None if it has none."""
        if size > self._known:
            # Several threads may find the same here. What has no name may be about to get one.
            for offset, found in self.names(self._known, size):
                self._offsets[found] = offset
                self._known = offset + SLOT
        return self._offsets.get(name)

    def names(self, start: int, end: int) -> Iterator[tuple[int, str]]:
        """Yield offset and name of each slot between the offset of one and ``end``, if its name can be told."""
        content = os.pread(self.fd, end - start, start)
        for at in range(0, len(content) - SLOT + 1, SLOT):
            name = record.name_in(content[at : at + SLOT])
            if name is not None:
                yield start + at, name

    def content(self, offset: int) -> bytes:
        """Return the content of a slot."""
        return os.pread(self.fd, SLOT, offset)


class Slots:
    """
    The file ``slots`` in ``directory``.

    Its methods raise :class:`StateStoreError` if the disk or the directory cannot be used, or the file not trusted.
    """

    def __init__(self, directory: Directory, files: Files, locks: LockFiles) -> None:
        self._directory = directory
        self._files = files
        self._locks = locks
        self._row: _Row | None = None

    def get(self, name: str) -> record.Record | None:
        """Return the record of ``name``; None if it has no slot, or a vacant or a damaged one."""
        content = self._content(name)
        if content is None:
            return None
        found = record.decode(name, content)
        if found is None:
            # Somebody may be writing it over right now.
            with self._lock():
                found = record.decode(name, self._content(name) or b"")
        return None if found is None or found.ttl == _VACANT else found

    def put(self, name: str, value: bytes, ttl: float) -> bool:
        """Keep a value for ``ttl`` seconds instead of what the file ``name`` holds; return False if it is too large."""
        content = record.encode(name, value, ttl)
        if len(content) > SLOT:
            return False
        with self._lock():
            self._write(name, content)
            self._files.remove(name)
        return True

    @contextlib.contextmanager
    def vacated(self, name: str, *, lasting: bool = False) -> Iterator[None]:
        """
        Let the file ``name``, which is changed in the block, count from its end on, and no slot.

        With ``lasting`` that survives a power failure. If the block fails, nothing is vacated.
        """
        if self.get(name) is None:
            yield
            return
        with self._lock():
            yield
            self._write(name, record.encode(name, b"", _VACANT), lasting=lasting)

    def date_anew(self, name: str) -> None:
        """Let a record count from now on if it was written in what is the future now."""
        with self._lock():
            found = record.decode(name, self._content(name) or b"")
            if found is not None and found.ttl and clock.age(found.written) is None:
                self._write(name, record.encode(name, found.value, found.ttl))

    def tidy(self) -> None:
        """Replace the file by one without the slots that are damaged or vacant or have lapsed, if they are half of it."""
        with self._lock():
            current = self._current()
            if current is None:
                return
            row, size = current
            living = []
            for offset, name in row.names(0, size):
                content = row.content(offset)
                found = record.decode(name, content)
                if found is None or found.ttl == _VACANT:
                    continue
                if record.is_lapsed(found):
                    # What a kill has left beside it is older.
                    self._files.remove(name)
                else:
                    living.append(content)
            if not living:
                self._files.remove(SLOTS)
            elif len(living) * SLOT <= size / 2:
                self._files.replace(SLOTS, b"".join(living), lasting=False)

    def _lock(self) -> contextlib.AbstractContextManager[None]:
        # May be taken by somebody who holds the lock for a file.
        return self._locks.briefly("slots", SLOTS)

    def _content(self, name: str) -> bytes | None:
        current = self._current()
        if current is None:
            return None
        row, size = current
        try:
            offset = row.offset(name, size)
            return None if offset is None else row.content(offset)
        except OSError as error:
            raise failure("read", self._files.path(SLOTS), error) from error

    def _current(self) -> tuple[_Row, int] | None:
        """Return the file as it is now, and its size in bytes; None if there is none."""
        directory = self._directory.fd()
        row = self._row
        size = None if row is None else row.size()
        if row is None or size is None:
            try:
                fd = os.open(SLOTS, os.O_RDONLY | os.O_NONBLOCK | SAFE, dir_fd=directory)
            except FileNotFoundError:
                return None
            except OSError as error:
                raise failure("read", self._files.path(SLOTS), error) from error
            row = self._row = self._checked(fd)
            size = row.size()
        return None if size is None else (row, size)

    def _checked(self, fd: int) -> _Row:
        path = self._files.path(SLOTS)
        try:
            status = os.fstat(fd)
            check_owner("file", path, status)
            if not stat.S_ISREG(status.st_mode) or status.st_nlink > 1:
                raise StateStoreError(f"The file {path} is no regular file, or has another name as well: remove it.")
            return _Row(fd, status)
        except BaseException:
            os.close(fd)
            raise

    def _write(self, name: str, content: bytes, *, lasting: bool = False) -> None:
        """Write a slot; to be called under the lock."""
        flags = os.O_WRONLY | os.O_CREAT | os.O_NONBLOCK | SAFE
        try:
            fd = os.open(SLOTS, flags, 0o600, dir_fd=self._directory.fd())
            try:
                status = os.fstat(fd)
                if self._row is not None and not self._row.is_of(status):
                    self._row = None
                current = self._current()
                if current is None or not current[0].is_of(status):
                    raise StateStoreError(f"Somebody removed {self._files.path(SLOTS)} just now: run the play again.")
                row, size = current
                place = row.offset(name, size)
                if place is None:
                    # What a write that broke off has left at the end is written over.
                    place = size - size % SLOT
                rest = memoryview(content)
                while rest:
                    rest = rest[os.pwrite(fd, rest, place + SLOT - len(rest)) :]
                if lasting:
                    os.fsync(fd)
            finally:
                os.close(fd)
        except OSError as error:
            raise failure("write", self._files.path(SLOTS), error) from error
