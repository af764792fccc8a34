# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What tests of the store in a directory share."""

from __future__ import annotations

import pathlib

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._state.file import FileStore


@pytest.fixture
def directory(tmp_path: pathlib.Path) -> pathlib.Path:
    return tmp_path / "state"


@pytest.fixture
def store(directory: pathlib.Path) -> FileStore:
    return FileStore(str(directory))
