# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The place of a file: replaced as a whole or not at all, and proven writable beforehand."""

from __future__ import annotations

import errno
import os
import pathlib
import stat
import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._errors import CredentialsFileError
from ansible_collections.zoho.cliq.plugins.module_utils._state import mounts
from ansible_collections.zoho.cliq.plugins.plugin_utils import _place
from ansible_collections.zoho.cliq.plugins.plugin_utils._place import Place


@pytest.fixture
def target(tmp_path: pathlib.Path) -> pathlib.Path:
    path = tmp_path / "zoho.yml"
    path.write_text("old")
    path.chmod(0o644)
    return path


def rehearse(path: str, size: int) -> None:
    with Place(path).prepared(size):
        pass


def names(folder: pathlib.Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_replaced_as_a_whole_with_mode_0600(target: pathlib.Path) -> None:
    inode = target.stat().st_ino
    Place(str(target)).write("new")
    assert target.read_text() == "new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert target.stat().st_ino != inode
    assert names(target.parent) == ["zoho.yml"]


def test_a_new_file_is_private_whatever_the_umask(tmp_path: pathlib.Path) -> None:
    before = os.umask(0)
    try:
        Place(str(tmp_path / "new.yml")).write("x")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new.yml").stat().st_mode) == 0o600


def test_a_link_stays_and_its_target_is_replaced(target: pathlib.Path, tmp_path: pathlib.Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    link = tmp_path / "elsewhere" / "link.yml"
    link.symlink_to(target)
    place = Place(str(link))
    with place.prepared(10):
        pass
    place.write("new")
    assert link.is_symlink()
    assert target.read_text() == "new"
    assert names(link.parent) == ["link.yml"]


@pytest.mark.parametrize("failing", ["replace", "fsync"])
def test_what_fails_leaves_the_old_file_and_nothing_else(
    target: pathlib.Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    def fail(*arguments: t.Any, **more: t.Any) -> t.NoReturn:
        raise OSError(errno.EBUSY, "Device or resource busy")

    monkeypatch.setattr(os, failing, fail)
    with pytest.raises(CredentialsFileError, match="cannot be written: Device or resource busy") as caught:
        Place(str(target)).write("new")
    assert caught.value.code == "credentials_file_unwritable"
    assert target.read_text() == "old"
    assert names(target.parent) == ["zoho.yml"]


def test_everything_is_synced_before_and_after_the_replacement(
    target: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[str] = []
    fsync, replace = os.fsync, os.replace

    def synced(descriptor: int) -> None:
        kind = "directory" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file"
        size = "" if kind == "directory" else f" of {os.fstat(descriptor).st_size}"
        events.append(f"sync {kind}{size}")
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", lambda *paths: events.append("replace") or replace(*paths))
    Place(str(target)).write("new")
    assert events == ["sync file of 3", "replace", "sync directory"]
    events.clear()
    rehearse(str(target), 1000)
    assert events == ["sync file of 1000", "sync directory"]
    events.clear()
    with Place(str(target)).prepared(1000) as room:
        room.commit("newer")
    assert events == ["sync file of 1000", "sync directory", "sync file of 5", "replace", "sync directory"]
    events.clear()
    Place(str(target)).remove()
    assert events == ["sync directory"]


def test_a_rehearsal_changes_nothing(target: pathlib.Path) -> None:
    rehearse(str(target), 10)
    assert target.read_text() == "old"
    assert stat.S_IMODE(target.stat().st_mode) == 0o644
    assert names(target.parent) == ["zoho.yml"]


def test_a_full_disk_is_found_in_the_rehearsal(target: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> t.NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CredentialsFileError, match=r"No space left on device\. Nothing was sent or changed\."):
        rehearse(str(target), 10)
    assert names(target.parent) == ["zoho.yml"]


def test_a_mount_point_is_refused_before_anything_is_sent(
    target: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_place, "is_mount_point", lambda path: path == str(target))
    with pytest.raises(CredentialsFileError, match="is a mount point"):
        rehearse(str(target), 10)


def test_a_directory_is_refused(tmp_path: pathlib.Path) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(CredentialsFileError, match="is a directory: name a file"):
        rehearse(str(tmp_path / "folder"), 10)


def test_a_folder_that_is_not_there_is_an_error(tmp_path: pathlib.Path) -> None:
    with pytest.raises(CredentialsFileError, match=r"No such file or directory.*existing directory") as caught:
        rehearse(str(tmp_path / "missing" / "zoho.yml"), 10)
    assert caught.value.code == "credentials_file_unwritable"


def test_removing_twice_is_no_error(target: pathlib.Path) -> None:
    Place(str(target)).remove()
    Place(str(target)).remove()
    assert not target.exists()


def test_room_is_kept_while_the_code_is_on_its_way(target: pathlib.Path) -> None:
    with Place(str(target)).prepared(10) as room:
        (temporary,) = [name for name in names(target.parent) if name.endswith(".tmp")]
        assert (target.parent / temporary).stat().st_size == 10
        assert stat.S_IMODE((target.parent / temporary).stat().st_mode) == 0o600
        room.commit("new")
        assert target.read_text() == "new"
    assert names(target.parent) == ["zoho.yml"]


def test_a_text_longer_than_its_room_is_written_all_the_same(target: pathlib.Path) -> None:
    with Place(str(target)).prepared(2) as room:
        room.commit("longer than two")
    assert target.read_text() == "longer than two"


def test_temporary_files_of_killed_runs_are_removed_and_nothing_else(target: pathlib.Path) -> None:
    (target.parent / ".zoho.yml.abcdefgh.tmp").write_text("half")
    others = [
        ".zoho.yml.exchange",
        "..zoho.yml.exchange.abcdefgh.tmp",
        ".other.yml.abcdefgh.tmp",
        "zoho.yml.abcdefgh.tmp",
    ]
    for name in others:
        (target.parent / name).write_text("kept")
    rehearse(str(target), 10)
    assert names(target.parent) == sorted([*others, "zoho.yml"])


def test_room_that_somebody_else_has_swept_is_made_anew(target: pathlib.Path) -> None:
    with Place(str(target)).prepared(10) as room:
        rehearse(str(target), 10)
        room.commit("new")
    assert target.read_text() == "new"
    assert names(target.parent) == ["zoho.yml"]


def test_a_file_that_is_mounted_from_the_same_file_system_is_seen(
    target: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mountinfo = target.parent / "mountinfo"
    mountinfo.write_text(f"36 25 8:1 /elsewhere {target} rw,relatime shared:1 - ext4 /dev/sda1 rw\n")
    monkeypatch.setattr(mounts, "_MOUNTINFO", str(mountinfo))
    with pytest.raises(CredentialsFileError, match="is a mount point"):
        rehearse(str(target), 10)
