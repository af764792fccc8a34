# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the tests of plugin_utils share."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._state.file import FileStore
from ansible_collections.zoho.cliq.plugins.plugin_utils import _services, _token_source
from ansible_collections.zoho.cliq.tests.unit.plugins.controller_helper import Controller
from ansible_collections.zoho.cliq.tests.unit.plugins.receiver_helper import Waiting, free_port


@pytest.fixture(autouse=True)
def nothing_at_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forget the tokens that other tests have used."""
    monkeypatch.setattr(_token_source, "_AT_HAND", {})


@pytest.fixture
def controller(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Controller:
    monkeypatch.setattr(_services, "_READ_FILES", {})
    return Controller(tmp_path)


@pytest.fixture
def store(controller: Controller, tmp_path: pathlib.Path) -> pathlib.Path:
    """A state store on the disk, as a killed run leaves it behind."""
    controller.store = FileStore(str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.fixture
def port() -> t.Iterator[int]:
    with free_port() as number:
        yield number


@pytest.fixture
def waiting(port: int) -> t.Iterator[Waiting]:
    here = Waiting(port)
    with here.receiver:
        yield here
