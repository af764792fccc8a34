# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The files that guides tell their readers to make."""

from __future__ import annotations

import re
import textwrap

from ansible_collections.zoho.cliq.tests.integration.plays.emulator_process import COLLECTION

_BLOCK = re.compile(r"^\.\. code-block:: \S+\n  :caption: (.+)\n\n((?:  .*\n|\n)+)", re.MULTILINE)


def files(guide: str) -> dict[str, str]:
    """The blocks of a guide that have a caption, by their captions, which are names of files as a rule."""
    text = (COLLECTION / f"docs/docsite/rst/{guide}.rst").read_text()
    found = [(caption, textwrap.dedent(block).strip() + "\n") for caption, block in _BLOCK.findall(text)]
    assert len(dict(found)) == len(found), "two blocks have the same caption"
    return dict(found)
