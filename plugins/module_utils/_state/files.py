# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The files in the directory of the file store: how they are read, made, replaced and written over."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import stat

from ansible_collections.zoho.cliq.plugins.module_utils._errors import StateStoreError
from ansible_collections.zoho.cliq.plugins.module_utils._state.directory import Directory, check_owner, failure
from ansible_collections.zoho.cliq.plugins.module_utils._state.store import LARGEST_VALUE

#: How the names of files begin that are about to replace others.
TEMPORARY = "tmp-"
#: Links are not followed, and programs that are started do not get what is open.
SAFE = os.O_NOFOLLOW | os.O_CLOEXEC
_LARGEST_FILE = LARGEST_VALUE + 4096


class Files:
    """The files in ``directory``. Its methods raise :class:`StateStoreError` where the disk or the directory cannot be used."""

    def __init__(self, directory: Directory) -> None:
        self._directory = directory

    def path(self, name: str) -> str:
        """Return the path of a file, for messages."""
        return os.path.join(self._directory.path, name)

    def read(self, name: str) -> bytes | None:
        """Return the content of a file: ``None`` if there is none, nothing (``b""``) if it cannot be used."""
        directory = self._directory.fd()
        try:
            fd = os.open(name, os.O_RDONLY | os.O_NONBLOCK | SAFE, dir_fd=directory)
        except FileNotFoundError:
            return None
        except OSError as error:
            if error.errno in (errno.EMFILE, errno.ENFILE, errno.ENOMEM):
                raise failure("read", self.path(name), error) from error
            return b""
        try:
            status = os.fstat(fd)
            if not stat.S_ISREG(status.st_mode):
                return b""
            check_owner("file", name, status)
            return os.read(fd, _LARGEST_FILE)
        except (OSError, StateStoreError):
            return b""
        finally:
            os.close(fd)

    def write_over(self, name: str, content: bytes, most: int) -> bool:
        """
        Write a content over one of the same length, of ``most`` bytes, in one step; tell whether that was possible.

        It takes a hundredth of the time of a replacement, for which some file systems wait for the disk.
        """
        if len(content) > most:
            return False
        try:
            fd = os.open(name, os.O_WRONLY | os.O_NONBLOCK | SAFE, dir_fd=self._directory.fd())
        except OSError:
            return False
        try:
            status = os.fstat(fd)
            if not stat.S_ISREG(status.st_mode) or status.st_size != len(content) or status.st_nlink != 1:
                return False
            check_owner("file", name, status)
            return os.write(fd, content) == len(content)
        except (OSError, StateStoreError):
            return False
        finally:
            os.close(fd)

    def replace(self, name: str, content: bytes, *, lasting: bool) -> None:
        """Put a content into the place of a file as a whole; one that is ``lasting`` survives a power failure from then on."""
        directory = self._directory.fd()
        temporary = f"{TEMPORARY}{os.getpid()}-{secrets.token_hex(8)}"
        self.create(temporary, content, lasting=lasting)
        try:
            os.replace(temporary, name, src_dir_fd=directory, dst_dir_fd=directory)
        except BaseException as error:
            with contextlib.suppress(OSError):
                os.unlink(temporary, dir_fd=directory)
            if isinstance(error, OSError):
                raise failure("write", self.path(name), error) from error
            raise

    def create(self, name: str, content: bytes, *, lasting: bool) -> bool:
        """Create a file, or nothing if it cannot be written; return False if there is one of that name."""
        directory = self._directory.fd()
        try:
            try:
                fd = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL | SAFE, 0o600, dir_fd=directory)
            except FileExistsError:
                return False
            try:
                rest = memoryview(content)
                while rest:
                    rest = rest[os.write(fd, rest) :]
                if lasting:
                    os.fsync(fd)
            except BaseException:
                os.unlink(name, dir_fd=directory)
                raise
            finally:
                os.close(fd)
        except OSError as error:
            raise failure("write", self.path(name), error) from error
        return True

    def remove(self, name: str) -> None:
        """Remove a file, if there is one of that name."""
        try:
            os.unlink(name, dir_fd=self._directory.fd())
        except FileNotFoundError:
            pass
        except OSError as error:
            raise failure("remove", self.path(name), error) from error
