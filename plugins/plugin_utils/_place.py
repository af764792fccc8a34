# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
The place of a file that is replaced as a whole or not at all, and proven writable before something is done that cannot be undone.
"""

from __future__ import annotations

import contextlib
import os
import re
import stat
import tempfile
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._errors import CredentialsFileError
from ansible_collections.zoho.cliq.plugins.module_utils._state.mounts import is_mount_point

_TEMPORARY = ".tmp"
_PRIVATE = stat.S_IRUSR | stat.S_IWUSR


def beside(path: str, what: str) -> str:
    """Return where ``what`` that belongs to the file ``path`` is kept: beside it, or beside its target if it is a link."""
    target = os.path.realpath(path)
    return os.path.join(os.path.dirname(target), f".{os.path.basename(target)}.{what}")


class Place:
    """
    The place of the credentials file, or of what is kept beside it.

    A symbolic link is followed first, so that the link stays and its target is replaced. Every method raises
    CredentialsFileError if the system refuses. Whoever writes holds the lock of the credentials file, so that the temporary
    files that are found are those of runs that were killed.
    """

    def __init__(self, path: str) -> None:
        self.path = os.path.realpath(path)
        self.directory = os.path.dirname(self.path)

    @contextlib.contextmanager
    def prepared(self, size: int) -> t.Iterator[Prepared]:
        """
        Hold a temporary file with room for ``size`` bytes, on the disk already; without ``Prepared.commit`` it is removed.

        Everything else that can be known beforehand is checked: what refuses here has changed nothing.
        """
        with self._explained(" Nothing was sent or changed."):
            if is_mount_point(self.path):
                raise CredentialsFileError(
                    f"The credentials file {self.path} is a mount point and cannot be replaced: mount its directory instead."
                )
            if os.path.isdir(self.path):
                raise CredentialsFileError(f"The credentials file {self.path} is a directory: name a file.")
            self._sweep()
            temporary = self._temporary(b"\0" * size)
        try:
            with self._explained(" Nothing was sent or changed."):
                self._sync_directory()
            yield Prepared(self, temporary)
        finally:
            with contextlib.suppress(OSError):
                os.unlink(temporary)

    def write(self, text: str) -> None:
        """Replace the file by ``text``, mode 0600; afterwards it is the whole new one, or still the whole old one."""
        with self._explained():
            self._put(self._temporary(text.encode("utf-8")))

    def commit(self, temporary: str, text: str) -> None:
        """Write ``text`` into the prepared file ``temporary`` and let it replace the file."""
        with self._explained():
            data = text.encode("utf-8")
            try:
                with open(temporary, "r+b") as file:
                    file.write(data)
                    file.truncate()
                    file.flush()
                    os.fsync(file.fileno())
            except FileNotFoundError:
                # A run that does not share the lock has swept it.
                temporary = self._temporary(data)
            self._put(temporary)

    def remove(self) -> None:
        """Remove the file, and what killed runs have left of it; it is no error if there is none."""
        with self._explained(), contextlib.suppress(FileNotFoundError):
            self._sweep()
            os.unlink(self.path)
            self._sync_directory()

    def _put(self, temporary: str) -> None:
        try:
            os.replace(temporary, self.path)
        except OSError:
            os.unlink(temporary)
            raise
        self._sync_directory()

    def _temporary(self, data: bytes) -> str:
        descriptor, temporary = tempfile.mkstemp(_TEMPORARY, f".{os.path.basename(self.path)}.", self.directory)
        try:
            with os.fdopen(descriptor, "wb") as file:
                os.fchmod(file.fileno(), _PRIVATE)
                self._keep_owner(file.fileno())
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        except BaseException:
            os.unlink(temporary)
            raise
        return temporary

    def _keep_owner(self, descriptor: int) -> None:
        """Leave the file to whom it belongs, if root writes it."""
        with contextlib.suppress(FileNotFoundError, PermissionError):
            status = os.stat(self.path)
            if status.st_uid != os.geteuid():
                os.fchown(descriptor, status.st_uid, status.st_gid)

    def _sweep(self) -> None:
        """Remove the temporary files of runs that were killed."""
        name = re.compile(re.escape(f".{os.path.basename(self.path)}.") + r"[a-z0-9_]{8}" + re.escape(_TEMPORARY))
        for entry in os.listdir(self.directory):
            if name.fullmatch(entry):
                with contextlib.suppress(FileNotFoundError):
                    os.unlink(os.path.join(self.directory, entry))

    def _sync_directory(self) -> None:
        descriptor = os.open(self.directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

    @contextlib.contextmanager
    def _explained(self, consequence: str = "") -> t.Iterator[None]:
        try:
            yield
        except OSError as exc:
            raise CredentialsFileError(
                f"The credentials file {self.path} cannot be written: {exc.strerror}.{consequence} Name a place in an "
                "existing directory that this user may write to.",
                code="credentials_file_unwritable",
            ) from exc


class Prepared(t.NamedTuple):
    """A temporary file at a place, with room on the disk."""

    place: Place
    temporary: str

    def commit(self, text: str) -> None:
        """Replace the file by ``text``; afterwards it is the whole new one, or still the whole old one."""
        self.place.commit(self.temporary, text)
