# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The state store in a directory: shared by all processes of one user on one machine."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import typing as t
from collections.abc import Callable

from ansible_collections.zoho.cliq.plugins.module_utils._errors import StateStoreError
from ansible_collections.zoho.cliq.plugins.module_utils._state import clock, record
from ansible_collections.zoho.cliq.plugins.module_utils._state import ledger as _ledger
from ansible_collections.zoho.cliq.plugins.module_utils._state.directory import Directory, failure
from ansible_collections.zoho.cliq.plugins.module_utils._state.files import SAFE, TEMPORARY, Files
from ansible_collections.zoho.cliq.plugins.module_utils._state.local import LocalStore
from ansible_collections.zoho.cliq.plugins.module_utils._state.lock_files import BRIEF_TIMEOUT, LockFiles
from ansible_collections.zoho.cliq.plugins.module_utils._state.locks import Lease, LockKind
from ansible_collections.zoho.cliq.plugins.module_utils._state.mounts import ephemeral_disk
from ansible_collections.zoho.cliq.plugins.module_utils._state.slots import SLOTS, Slots
from ansible_collections.zoho.cliq.plugins.module_utils._state.store import check_key, check_value

_Result = t.TypeVar("_Result")

# A kill does not interrupt the writing of that much, a page of memory.
_LEDGER_IN_PLACE = 4096
_SWEEP_EVERY = 3600.0
_SWEPT = "swept"
_DATA, _LEDGER, _MARK = "data-", "ledger-", "mark-"

# The directories in which a process has looked for expired files, or has left it to another process.
_seen: set[tuple[int, str]] = set()


class FileStore(LocalStore):
    """
    A store in a directory, which is created with mode 0700 if it does not exist.

    Raises :class:`StateStoreError` if the directory is not ours alone, is a symbolic link, or is on a network.
    The directory holds ``data-KEY`` and ``ledger-NAME``, which are replaced as a whole, or written over where that is as good;
    ``slots``, where small values are that need not survive a power failure; ``mark-KEY``, empty files whose time of
    modification is the mark; and lock files.
    """

    shared = True

    def __init__(self, directory: str) -> None:
        super().__init__()
        self._directory = Directory(directory)
        self._files = Files(self._directory)
        self._locks = LockFiles(self._directory, self._files)
        self._slots = Slots(self._directory, self._files, self._locks)
        self.description = f"directory {self._directory.path}"

    def warnings(self) -> list[str]:
        where = ephemeral_disk(self._directory.path)
        if where is None:
            return []
        return [
            f"The state {self.description} is on {where} and lasts no longer than that. So each job requests an access"
            " token of its own, and Zoho locks a client out at the 11th within 10 minutes: let all jobs share a Redis"
            " server (state_store)."
        ]

    # Locks

    def _exclusive(self, kind: LockKind, key: str, timeout: float) -> contextlib.AbstractContextManager[None]:
        return self._locks.held(kind, key, timeout)

    def _inner(self, name: str, timeout: float = BRIEF_TIMEOUT) -> contextlib.AbstractContextManager[None]:
        # Innermost: all changes of a file happen under it.
        return self._locks.briefly("data", name, timeout)

    # Values

    def get(self, key: str) -> bytes | None:
        name = _DATA + check_key(key)
        found = self._slots.get(name) or self._record(name)
        if found is None or found.ttl is None:
            return None
        age = clock.age(found.written)
        if age is None:
            with contextlib.suppress(StateStoreError):
                self._write_again(name)
        elif age >= found.ttl:
            return None
        return found.value

    def put(self, key: str, value: bytes, ttl: float, *, lasting: bool = True, lease: Lease | None = None) -> None:
        name = _DATA + check_key(key)
        check_value(value, ttl)
        if ttl <= 0:
            self.delete(key)
            return
        if lasting or not self._slots.put(name, value, ttl):
            with self._inner(name), self._slots.vacated(name, lasting=lasting):
                content = record.encode(name, value, ttl)
                # A value is written where nothing is, since half of one counts as none; what is there is replaced as a whole.
                if not self._files.create(name, content, lasting=lasting):
                    self._files.replace(name, content, lasting=lasting)
        self._sweep()

    def version(self, key: str) -> object:
        try:
            status = os.stat(_DATA + check_key(key), dir_fd=self._directory.fd(), follow_symlinks=False)
        except OSError:
            return None
        return status.st_ino, status.st_mtime_ns, status.st_size

    def delete(self, key: str) -> None:
        name = _DATA + check_key(key)
        with self._inner(name), self._slots.vacated(name):
            self._files.remove(name)

    def _write_again(self, name: str) -> None:
        # Its age is unknown, because it was written in what is the future now. It counts from now on: without that,
        # what was written while the clock was years ahead would be valid for years.
        self._slots.date_anew(name)
        with self._inner(name):
            found = self._record(name)
            if found is not None and clock.age(found.written) is None:
                self._files.replace(name, record.encode(name, found.value, found.ttl), lasting=True)

    # Ledgers

    def blocked(self, ledger: str) -> tuple[float, str] | None:
        # Asked before every call: nearly always there is nothing to change, and so no need of a lock.
        stored = self._ledger(_LEDGER + check_key(ledger))
        present, result = _ledger.blocked(stored, clock.wall())
        return result if present.until == stored.until and not stored.damaged else super().blocked(ledger)

    def _change(self, name: str, step: Callable[[_ledger.Ledger, float], tuple[_ledger.Ledger, _Result]]) -> _Result:
        name = _LEDGER + name
        with self._inner(name):
            stored = self._ledger(name)
            changed, result = step(stored, clock.wall())
            if changed != stored:
                content = record.encode(name, json.dumps(_ledger.dump(changed)).encode(), None)
                # What a power failure leaves of it is found damaged, which counts as full: it never grants too much.
                if not self._files.write_over(name, content, _LEDGER_IN_PLACE):
                    self._files.replace(name, content, lasting=False)
        return result

    def _ledger(self, name: str) -> _ledger.Ledger:
        content = self._files.read(name)
        if content is None:
            return _ledger.Ledger()
        found = record.decode(name, content)
        try:
            return _ledger.load(json.loads(found.value) if found else None)
        except ValueError:
            return _ledger.load(None)

    # Marks

    def mark(self, key: str) -> str:
        name = _MARK + check_key(key)
        seconds = secrets.randbelow(2**31)
        directory = self._directory.fd()
        try:
            try:
                os.utime(name, (seconds, seconds), dir_fd=directory, follow_symlinks=False)
            except FileNotFoundError:
                os.close(os.open(name, os.O_WRONLY | os.O_CREAT | SAFE, 0o600, dir_fd=directory))
                os.utime(name, (seconds, seconds), dir_fd=directory, follow_symlinks=False)
        except OSError as error:
            raise failure("write", self._files.path(name), error) from error
        return str(seconds)

    def marked(self, key: str) -> str:
        name = _MARK + check_key(key)
        try:
            status = os.stat(name, dir_fd=self._directory.fd(), follow_symlinks=False)
        except FileNotFoundError:
            return ""
        except OSError as error:
            raise failure("read", self._files.path(name), error) from error
        return str(int(status.st_mtime))

    # Files

    def _record(self, name: str) -> record.Record | None:
        content = self._files.read(name)
        return record.decode(name, content) if content else None

    # Sweeping: once per process, and once an hour for all processes together

    def _sweep(self) -> None:
        mark = (os.getpid(), self._directory.path)
        if mark in _seen:
            return
        _seen.add(mark)
        with contextlib.suppress(OSError, StateStoreError):
            directory = self._directory.fd()
            if self._younger(_SWEPT, directory):
                return
            os.close(os.open(_SWEPT, os.O_WRONLY | os.O_CREAT | SAFE, 0o600, dir_fd=directory))
            os.utime(_SWEPT, dir_fd=directory, follow_symlinks=False)
            for name in os.listdir(directory):
                with contextlib.suppress(OSError, StateStoreError):
                    self._sweep_one(name, directory)

    def _younger(self, name: str, directory: int) -> bool:
        try:
            modified = os.stat(name, dir_fd=directory, follow_symlinks=False).st_mtime
        except FileNotFoundError:
            return False
        return 0 <= clock.wall() - modified < _SWEEP_EVERY

    def _sweep_one(self, name: str, directory: int) -> None:
        if name.startswith(TEMPORARY):
            if not self._younger(name, directory):
                self._files.remove(name)
        elif name.startswith(_MARK):
            # Its time of modification is made up, that of its last change is not.
            changed = os.stat(name, dir_fd=directory, follow_symlinks=False).st_ctime
            if not 0 <= clock.wall() - changed < _SWEEP_EVERY:
                self._files.remove(name)
        elif name == SLOTS:
            self._slots.tidy()
        elif name.startswith((_DATA, _LEDGER)):
            with self._inner(name, timeout=0):
                lapsed = self._lapsed if name.startswith(_DATA) else self._ledger_lapsed
                if lapsed(name):
                    self._files.remove(name)

    def _lapsed(self, name: str) -> bool:
        found = self._record(name)
        return found is None or record.is_lapsed(found)

    def _ledger_lapsed(self, name: str) -> bool:
        return _ledger.current(self._ledger(name), clock.wall()).empty
