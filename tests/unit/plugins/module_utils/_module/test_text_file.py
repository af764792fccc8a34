# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A file that a task writes: whole or not at all, never through a link, and nothing is lost."""

from __future__ import annotations

import os
import pathlib
import stat

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput
from ansible_collections.zoho.cliq.plugins.module_utils._module import _text_file
from ansible_collections.zoho.cliq.plugins.module_utils._module._text_file import TextFile


def test_a_new_file_can_be_read_by_others(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "new.yml"
    file = TextFile("dest", str(path))
    assert file.content is None
    file.write("é\n")
    assert path.read_bytes() == "é\n".encode()
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert file.content == "é\n"
    assert os.listdir(tmp_path) == ["new.yml"]


def test_a_file_keeps_its_mode(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "old.yml"
    path.write_bytes(b"old \xff")
    path.chmod(0o640)
    file = TextFile("dest", str(path))
    assert file.content == "old \ufffd"
    file.write("new")
    assert (path.read_text(), stat.S_IMODE(path.stat().st_mode)) == ("new", 0o640)


def test_a_link_is_refused(tmp_path: pathlib.Path) -> None:
    (tmp_path / "target").write_text("important")
    (tmp_path / "link").symlink_to("target")
    (tmp_path / "dangling").symlink_to("nowhere")
    for name in ("link", "dangling"):
        with pytest.raises(InvalidInput, match=f"^dest cannot be used, because .*/{name} is a symbolic link"):
            TextFile("dest", str(tmp_path / name))
    assert (tmp_path / "target").read_text() == "important"


def test_a_link_that_comes_later_is_replaced_and_not_written_through(tmp_path: pathlib.Path) -> None:
    (tmp_path / "target").write_text("important")
    file = TextFile("dest", str(tmp_path / "file"))
    (tmp_path / "file").symlink_to("target")
    file.write("text")
    assert (tmp_path / "target").read_text() == "important"
    assert not (tmp_path / "file").is_symlink() and (tmp_path / "file").read_text() == "text"


@pytest.mark.parametrize(
    ("path", "why"),
    [("nowhere/file", "there is no directory .*/nowhere"), ("folder", "folder is no file"), ("pipe", "no file")],
)
def test_what_is_no_file_is_refused(path: str, why: str, tmp_path: pathlib.Path) -> None:
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(InvalidInput, match=why) as caught:
        TextFile("dest", str(tmp_path / path))
    assert caught.value.code == "unusable_file"


def test_what_cannot_be_written_leaves_the_old_file(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    path.write_text("old")
    file = TextFile("dest", str(path))

    def full(_number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(_text_file.os, "fsync", full)
    with pytest.raises(InvalidInput, match="file: No space left on device"):
        file.write("new")
    assert path.read_text() == "old" and os.listdir(tmp_path) == ["file"]
