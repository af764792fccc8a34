# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""All quirks: each does something, each is tested, and each variant is another one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from zoho_emulator.quirks.catalog import CATALOG, GROUPS

HERE = Path(__file__).resolve().parent
CODE = "".join(
    path.read_text(encoding="utf-8") for path in (HERE / "zoho_emulator").rglob("*.py") if path.parent.name != "quirks"
)
TESTS = "".join(path.read_text(encoding="utf-8") for path in HERE.glob("test_*.py"))


@pytest.mark.parametrize("quirk", CATALOG.values(), ids=CATALOG)
def test_a_quirk_is_looked_at_and_tested(quirk):
    assert f'"{quirk.name}"' in CODE
    assert re.search(rf'["/ ]{quirk.name}["=]', TESTS)
    if quirk.choices is not None:
        assert quirk.default == quirk.choices[0]
        assert len(set(quirk.choices)) == len(quirk.choices) > 1
        assert all(quirk.parse(choice) == choice for choice in quirk.choices)
    assert quirk.description and not quirk.description.endswith(".")


def test_no_quirk_has_the_name_of_another():
    assert len(CATALOG) == sum(len(group) for _title, group in GROUPS)
