# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the importer of Galaxy complains about is noticed, although it ends well."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parents[2] / "tests/tools"))
import importer

PRINTED = """\
Importing with galaxy-importer 0.4.44
WARNING: plugins/module_utils/_state/seal.py:108:70: E203 whitespace before ':'
WARNING: plugins/module_utils/_state/seal.py:120:5: W503 line break before binary operator
WARNING: plugins/modules/api.py:1:1: F401 'os' imported but unused
WARNING: plugins/modules/channel.py:1:1 no-changed-when
ERROR: something
Importer processing completed successfully
"""


def test_complaints_are_found_but_for_the_style_of_the_formatter():
    assert importer.complaints(PRINTED) == [PRINTED.splitlines()[index] for index in (3, 4, 5)]
