# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be seen of a run while it lasts: command lines, environments, and files that are gone when it ends."""

from __future__ import annotations

import os
import threading
import typing as t
from collections.abc import Mapping, Sequence
from pathlib import Path

from ansible_collections.zoho.cliq.tests.integration.plays import allowances

# Short enough to meet what lives for some hundredths of a second, long enough to leave the processor to the run itself.
INTERVAL_SECONDS = 0.02


class Watcher:
    """
    Samples a process with all its descendants, and what lies in folders for temporary files.

    ``given`` is the environment that the process was started with: what is in it was put there on purpose, and its entries are
    left aside in every process. It watches from a thread of its own as a context manager; ``sample`` looks once.
    """

    def __init__(self, pid: int, given: Mapping[str, str], folders: Sequence[Path] = ()) -> None:
        self._pid = pid
        self._given = {f"{name}={value}".encode() for name, value in given.items()}
        self._folders = [str(folder) for folder in folders]
        self._last_seen: dict[int, bytes] = {}
        self._files: dict[tuple[str, int, int], tuple[bytes, bool]] = {}
        self.command_lines: set[bytes] = set()
        self.environments: set[bytes] = set()
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Watcher:
        self._thread.start()
        return self

    def __exit__(self, *_of_an_exception: object) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.is_set():
            self.sample()
            self._done.wait(INTERVAL_SECONDS)

    def sample(self) -> None:
        for pid in _with_descendants(self._pid):
            command_line = _read(f"/proc/{pid}/cmdline")
            # A program that is started in a process has another command line; without that, neither its environment changes.
            if self._last_seen.get(pid) != command_line:
                self._last_seen[pid] = command_line
                self.command_lines.add(command_line)
                entries = set(_read(f"/proc/{pid}/environ").split(b"\0")) - self._given
                self.environments.add(b"\0".join(sorted(entries)))
        for folder in self._folders:
            self._sample_files(folder)

    def _sample_files(self, folder: str) -> None:
        try:
            entries = list(os.scandir(folder))
        except OSError:
            return
        for entry in entries:
            try:
                if entry.is_dir(follow_symlinks=False):
                    self._sample_files(entry.path)
                elif entry.is_file(follow_symlinks=False):
                    status = entry.stat(follow_symlinks=False)
                    key = (entry.path, status.st_mtime_ns, status.st_size)
                    if key not in self._files:
                        self._files[key] = (_read(entry.path), allowances.is_private(Path(entry.path)))
            except OSError:
                # It went away meanwhile, as temporary files do.
                continue

    def seen(self) -> t.Iterator[tuple[str, bytes]]:
        """Everything that was seen, with where it was."""
        yield "the command line of a process", b"\n".join(self.command_lines)
        yield "the environment of a process", b"\n".join(self.environments)
        for (path, _time, _size), (content, private) in self._files.items():
            where = f"{path} (while it was there)"
            yield where, allowances.without_injected_token(where, content, private)


def _with_descendants(pid: int) -> t.Iterator[int]:
    yield pid
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return
    for thread in threads:
        for child in _read(f"/proc/{pid}/task/{thread}/children").split():
            yield from _with_descendants(int(child))


def _read(path: str) -> bytes:
    """The content of a file, nothing if it or its process is gone."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""
