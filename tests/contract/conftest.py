# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the tests here share: Zoho's documents with the exceptions, and an emulator for requests that nobody thought of."""

from __future__ import annotations

import os
import typing as t
from pathlib import Path

import pytest
from ansible_collections.zoho.cliq.tests.contract import documents, exceptions
from ansible_collections.zoho.cliq.tests.contract.contract import Contract
from ansible_collections.zoho.cliq.tests.contract.prepared import Prepared, operations

HERE = Path(__file__).resolve().parent
DOCUMENTS = "ZOHO_CLIQ_OPENAPI"


@pytest.fixture(scope="session")
def contract() -> Contract:
    """What Zoho documents, with the exceptions; skips where nobody says where the documents are."""
    folder = os.environ.get(DOCUMENTS)
    if not folder:
        pytest.skip(f"Zoho's OpenAPI documents are not here: {DOCUMENTS} names no folder")
    return Contract(documents.read(Path(folder)), exceptions.read(HERE / "exceptions.yml"), operations())


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> t.Iterator[Prepared]:
    prepared = Prepared(tmp_path_factory.mktemp("emulator"))
    yield prepared
    prepared.stop()
