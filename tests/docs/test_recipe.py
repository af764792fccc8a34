# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page about how to add a module is followed to the letter, in a copy of the collection."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from ansible_collections.zoho.cliq.tests.docs.examples import COLLECTION

PAGE = COLLECTION / "docs/new-module.md"
BLOCK = re.compile(r"`([\w/]+\.py)`:\n\n```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEADER = "".join(f"{line}\n" for line in Path(__file__).read_text().splitlines()[:4])
BIN = Path(sys.executable).parent


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The collection with what the page adds."""
    root = tmp_path_factory.mktemp("recipe") / "ansible_collections/zoho/cliq"
    shutil.copytree(COLLECTION, root, ignore=shutil.ignore_patterns(".git", "__pycache__", "output", "images"))
    files = dict(BLOCK.findall(PAGE.read_text()))
    assert len(files) == 4
    for name, text in files.items():
        assert not (root / name).exists()
        shebang, rest = re.fullmatch(r"(#!.*\n)?(.*)", text, re.DOTALL).groups()
        (root / name).write_text((shebang or "") + HEADER + rest)
    runtime = root / "meta/runtime.yml"
    runtime.write_text(runtime.read_text().replace("    - export\n", "    - department_info\n    - export\n"))
    return root


def run(copy: Path, *command: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "PYTEST_"))}
    environment["ANSIBLE_COLLECTIONS_PATH"] = str(copy.parents[2])
    done = subprocess.run(
        [str(BIN / command[0]), *command[1:]], cwd=copy, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_new_module_is_all_that_tests_ask_of_one(copy):
    own = "tests/unit/plugins/module_utils/_module/test_module_department_info.py"
    about_it = "department_info or action_of_its_name or action_group"
    printed = run(
        copy, "pytest", "-q", "-p", "no:cacheprovider", "-k", about_it, own, "tests/unit/plugins/test_documentation.py"
    )
    # Its own three, and those of the documentation.
    assert int(re.search(r"^(\d+) passed", printed, re.MULTILINE)[1]) >= 3 + 5


def test_the_new_module_is_documented_and_formatted(copy):
    told = json.loads(run(copy, "ansible-doc", "--json", "-t", "module", "zoho.cliq.department_info"))
    assert told["zoho.cliq.department_info"]["doc"]["options"]["name"]["type"] == "str"
    files = [name for name, _text in BLOCK.findall(PAGE.read_text())]
    run(copy, "ruff", "check", "--no-cache", *files)
    run(copy, "ruff", "format", "--no-cache", "--check", *files)
