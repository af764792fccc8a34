# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The directory of the file store: opened and checked once, and checked again at every use."""

from __future__ import annotations

import contextlib
import errno
import functools
import os
import stat

from ansible_collections.zoho.cliq.plugins.module_utils._errors import StateStoreError
from ansible_collections.zoho.cliq.plugins.module_utils._state.mounts import network_file_system

_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_ELSEWHERE = "set state_store to another directory on a local disk"
_ADVICE = {
    errno.ENOSPC: "free some space there",
    errno.EDQUOT: "free some space there",
    errno.EFBIG: "raise the limit for the size of files (ulimit -f)",
    errno.EROFS: "make it writable",
    errno.EACCES: "make it accessible for the user who runs Ansible",
    errno.EPERM: "make it accessible for the user who runs Ansible",
    errno.EEXIST: "a part of the path is not a directory: remove it",
    errno.ENOTDIR: "a part of the path is not a directory: remove it",
    errno.EMFILE: "raise the limit for open files (ulimit -n)",
}


def failure(what: str, path: str, error: OSError) -> StateStoreError:
    """Return the error for an operation of the system on ``path`` that failed with ``error``."""
    advice = _ADVICE.get(error.errno or 0, "check the disk and the path")
    reason = error.strerror or type(error).__name__
    return StateStoreError(f"Cannot {what} {path}: {reason}; {advice}, or {_ELSEWHERE}.")


def check_owner(what: str, path: str, status: os.stat_result) -> None:
    """Raise :class:`StateStoreError` unless the thing is ours and nobody else may write it."""
    if status.st_uid != os.geteuid():
        raise StateStoreError(
            f"The {what} {path} belongs to another user (uid {status.st_uid}), who could change it;"
            f" remove it, or {_ELSEWHERE}."
        )
    if status.st_mode & _OTHERS_WRITE:
        mode = stat.S_IMODE(status.st_mode)
        raise StateStoreError(
            f"The {what} {path} can be written by other users (mode {mode:04o}); run chmod go-w on it, or {_ELSEWHERE}."
        )


@functools.cache
def _network_file_system(path: str, _device: int) -> str | None:
    """Look it up once per process: a store is opened for each task and each lookup, and the table of mounts is long."""
    return network_file_system(path)


class Directory:
    """
    A directory that is ours alone.

    It is kept open, and files are opened relative to it, so that nobody can put another directory into its place
    between the check and the use. The constructor and :meth:`fd` raise :class:`StateStoreError`.
    """

    def __init__(self, path: str) -> None:
        # A slash or a dot at the end would make the system follow a symbolic link.
        self.path = os.path.normpath(path)
        self._handle = self._open()

    def fd(self) -> int:
        """Return the file descriptor of the directory, which is made again if it has been removed."""
        fd, identity = self._handle
        with contextlib.suppress(OSError):
            status = os.fstat(fd)
            if (status.st_dev, status.st_ino) == identity and status.st_nlink:
                check_owner("state directory", self.path, status)
                return fd
        # The old descriptor stays open: another thread may be using it, and its number must not be used again then.
        self._handle = self._open()
        return self._handle[0]

    def _open(self) -> tuple[int, tuple[int, int]]:
        try:
            os.makedirs(os.path.dirname(self.path), exist_ok=True)
            with contextlib.suppress(FileExistsError):
                os.mkdir(self.path, 0o700)
            status = os.lstat(self.path)
            if stat.S_ISLNK(status.st_mode):
                raise StateStoreError(
                    f"The state directory {self.path} is a symbolic link;"
                    " set state_store to the directory that it points to."
                )
            if not stat.S_ISDIR(status.st_mode):
                raise StateStoreError(f"The state directory {self.path} is not a directory; {_ELSEWHERE}.")
            fd = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError as error:
            raise failure("open the state directory", self.path, error) from error
        try:
            status = os.fstat(fd)
            check_owner("state directory", self.path, status)
            if kind := _network_file_system(self.path, status.st_dev):
                raise StateStoreError(
                    f"The state directory {self.path} is on a network file system ({kind}), where locks cannot be"
                    f" relied upon; {_ELSEWHERE}."
                )
        except BaseException:
            os.close(fd)
            raise
        return fd, (status.st_dev, status.st_ino)

    def __del__(self) -> None:
        fd, identity = getattr(self, "_handle", (-1, None))
        # The number may have been closed and used again by somebody else.
        with contextlib.suppress(OSError):
            status = os.fstat(fd)
            if (status.st_dev, status.st_ino) == identity:
                os.close(fd)
