# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""A text file that a task writes: whole or not at all, and never through a symbolic link."""

from __future__ import annotations

import contextlib
import os
import stat
import tempfile

from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput

_NEW_MODE = 0o644


class TextFile:
    """
    A file at an absolute path, as it is now: ``content`` is its text, None if there is none.

    ``option`` is the option that names it, for messages. Raises InvalidInput if it cannot be written there.
    """

    def __init__(self, option: str, path: str) -> None:
        self._option = option
        self.path = path
        self._mode = _NEW_MODE
        self.content = self._read()

    def _read(self) -> str | None:
        folder = os.path.dirname(self.path)
        if not os.path.isdir(folder):
            raise self._unusable(f"there is no directory {folder}: make it, or correct the path")
        if not os.access(folder, os.W_OK | os.X_OK):
            raise self._unusable(f"nothing can be written to the directory {folder}")
        try:
            there = os.lstat(self.path)
            if not stat.S_ISREG(there.st_mode):
                kind = "a symbolic link" if stat.S_ISLNK(there.st_mode) else "no file"
                raise self._unusable(f"{self.path} is {kind}: name the file itself")
            self._mode = stat.S_IMODE(there.st_mode)
            # Neither through a link nor waiting for a pipe that somebody puts there in between.
            with open(os.open(self.path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
                return file.read().decode("utf-8", errors="replace")
        except FileNotFoundError:
            return None
        except OSError as exc:
            raise self._unusable(f"{self.path}: {exc.strerror}") from exc

    def write(self, text: str) -> None:
        """Let the file have this text, in place of what is there; raises InvalidInput if that is not possible."""
        folder, name = os.path.split(self.path)
        try:
            descriptor, temporary = tempfile.mkstemp(dir=folder, prefix=f".{name}.")
            try:
                with open(descriptor, "wb") as file:
                    file.write(text.encode())
                    os.fchmod(file.fileno(), self._mode)
                    file.flush()
                    os.fsync(file.fileno())
                os.replace(temporary, self.path)
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(temporary)
                raise
        except OSError as exc:
            raise self._unusable(f"{self.path}: {exc.strerror}") from exc
        self.content = text

    def _unusable(self, why: str) -> InvalidInput:
        return InvalidInput(f"{self._option} cannot be used, because {why}.", code="unusable_file")
