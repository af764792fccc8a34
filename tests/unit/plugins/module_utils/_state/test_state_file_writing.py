# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the file store writes what need not survive a power failure: over what is there, or as a mark."""

from __future__ import annotations

import os
import pathlib
import threading
import time

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._state import clock, file
from ansible_collections.zoho.cliq.plugins.module_utils._state.file import FileStore


@pytest.fixture
def directory(tmp_path: pathlib.Path) -> pathlib.Path:
    return tmp_path / "state"


@pytest.fixture
def store(directory: pathlib.Path) -> FileStore:
    return FileStore(str(directory))


# Writing over


def test_small_value_that_need_not_last_is_written_over_in_one_step(
    store: FileStore, directory: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put("k", b"lasting", 60)
    file = directory / "data-k"
    before = file.stat().st_ino
    writes: list[int] = []
    real = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: writes.append(len(data)) or real(fd, data))
    store.put("k", b"new", 60, lasting=False)
    assert (store.get("k"), file.stat().st_ino, writes) == (b"new", before, [512])


@pytest.mark.parametrize("kind", ["larger", "linked", "symlink", "pipe", "readable by others"])
def test_what_cannot_be_written_over_is_replaced(store: FileStore, directory: pathlib.Path, kind: str) -> None:
    store.put("k", b"x" * 1000 if kind == "larger" else b"x", 60)
    file, elsewhere = directory / "data-k", directory / "elsewhere"
    if kind == "linked":
        os.link(file, elsewhere)
    elif kind == "symlink":
        file.rename(elsewhere)
        file.symlink_to(elsewhere)
    elif kind == "pipe":
        file.unlink()
        os.mkfifo(file)
    elif kind == "readable by others":
        file.chmod(0o622)
    content = elsewhere.read_bytes() if elsewhere.exists() else None
    store.put("k", b"new", 60, lasting=False)
    assert store.get("k") == b"new"
    assert file.lstat().st_mode & 0o7777 == 0o600
    assert content is None or elsewhere.read_bytes() == content


def test_short_write_over_a_value_is_mended_by_a_replacement(store: FileStore, monkeypatch: pytest.MonkeyPatch) -> None:
    store.put("k", b"old", 60)
    real = os.write
    monkeypatch.setattr(os, "write", lambda fd, data: real(fd, data[:100]))
    store.put("k", b"new", 60, lasting=False)
    assert store.get("k") == b"new"


def test_reader_who_meets_half_a_value_waits_for_the_whole(store: FileStore, directory: pathlib.Path) -> None:
    store.put("k", b"old", 60)
    file = directory / "data-k"
    old = file.read_bytes()
    store.put("k", b"new", 60, lasting=False)
    new = file.read_bytes()
    found: list[bytes | None] = []
    with store._inner("data-k"):
        file.write_bytes(new[:300] + old[300:])
        reader = threading.Thread(target=lambda: found.append(store.get("k")))
        reader.start()
        file.write_bytes(new)
    reader.join()
    assert found == [b"new"]


# Marks


def test_marks_outlive_the_store_and_their_files_are_swept(
    store: FileStore, directory: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark = store.mark("news")
    assert FileStore(str(directory)).marked("news") == mark
    now = time.time() + 7200
    monkeypatch.setattr(clock, "wall", lambda: now)
    monkeypatch.setattr(file, "_seen", set())
    store.put("k", b"x", 60)
    assert not (directory / "mark-news").exists()
    assert store.marked("news") == ""
