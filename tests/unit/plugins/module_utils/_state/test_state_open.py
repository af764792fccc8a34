# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Opening a store by its setting."""

from __future__ import annotations

import pathlib

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._errors import StateStoreError
from ansible_collections.zoho.cliq.plugins.module_utils._state.file import FileStore
from ansible_collections.zoho.cliq.plugins.module_utils._state.memory import MemoryStore
from ansible_collections.zoho.cliq.plugins.module_utils._state.store import is_server, open_store


def test_default_is_the_default_directory(tmp_path: pathlib.Path) -> None:
    store = open_store(None, default_directory=str(tmp_path / "deep" / "state"))
    assert isinstance(store, FileStore)
    assert store.shared
    assert store.description == f"directory {tmp_path}/deep/state"
    assert (tmp_path / "deep" / "state").is_dir()


def test_absolute_path_is_a_directory(tmp_path: pathlib.Path) -> None:
    store = open_store(str(tmp_path / "mine"), default_directory=str(tmp_path / "default"))
    assert store.description == f"directory {tmp_path}/mine"
    assert not (tmp_path / "default").exists()


@pytest.mark.parametrize("as_default", [False, True])
def test_tilde_is_the_home(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch, as_default: bool) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    setting = None if as_default else "~/state"
    store = open_store(setting, default_directory="~/state" if as_default else "/nonexistent")
    assert store.description == f"directory {tmp_path}/state"


def test_none_is_one_memory_of_the_process() -> None:
    store = open_store("none", default_directory="/nonexistent")
    assert isinstance(store, MemoryStore)
    assert not store.shared
    assert open_store("none", default_directory="/nonexistent") is store


@pytest.mark.parametrize("scheme", ["valkey", "http", "file"])
def test_other_urls_are_refused_without_showing_the_password(scheme: str) -> None:
    with pytest.raises(StateStoreError, match="not supported") as caught:
        open_store(f"{scheme}://user:hunter2@host/0", default_directory="/nonexistent")
    assert caught.value.code == "state_store"
    assert f"{scheme}://" in caught.value.message
    assert "hunter2" not in caught.value.message


@pytest.mark.parametrize(
    ("setting", "server"),
    [
        ("redis://host", True),
        ("REDISS://host", True),
        ("unix:///s", True),
        ("valkey://host", False),
        ("/redis", False),
        ("redis", False),
        ("none", False),
    ],
)
def test_a_server_is_told_from_a_directory(setting: str, server: bool) -> None:
    assert is_server(setting) is server


@pytest.mark.parametrize("setting", ["state", "./state", "", "None", "~nobody-of-this-name/x", "/a\0b"])
def test_anything_else_is_refused(setting: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StateStoreError, match="absolute path") as caught:
        open_store(setting, default_directory="/nonexistent")
    assert caught.value.code == "state_store"
    assert not list(tmp_path.iterdir())
