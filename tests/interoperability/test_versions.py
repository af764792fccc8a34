# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What runs is what the list and the README name."""

from __future__ import annotations

import json
import re
import subprocess

from .conftest import HERE, PYTHON

LIST = HERE.parent / "requirements/peers-constraints.txt"
INSTALLED = """
import importlib.metadata, json
print(json.dumps([[one.name, one.version] for one in importlib.metadata.distributions()]))
"""


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_readme_names_the_versions_that_are_installed():
    pinned = dict(re.findall(r"^(\S+)==(\S+)", LIST.read_text(), re.MULTILINE))
    named = dict(re.findall(r"^\| `([^`]+)`[^|]* \| ([0-9.]+) \|", (HERE / "README.md").read_text(), re.MULTILINE))
    assert len(named) == 5
    assert named == {name: pinned[name] for name in named}
    answer = subprocess.run([str(PYTHON), "-c", INSTALLED], capture_output=True, text=True, check=True)
    installed = {normal(name): version for name, version in json.loads(answer.stdout)}
    assert named == {name: installed[name] for name in named}
