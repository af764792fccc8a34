# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Every YAML example of the guides, the README and CONTRIBUTING is one that works, as far as can be seen without running it.

Playbooks and tasks are checked for their syntax and linted, all of them in one process each; the others are held against the
code. What can be run, tests/integration/plays/test_guides.py runs.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible_collections.zoho.cliq.plugins.module_utils._module import channels
from ansible_collections.zoho.cliq.plugins.plugin_utils import _options
from ansible_collections.zoho.cliq.tests.docs import examples

BIN = Path(sys.executable).parent
FILE = "examples.yml"
MARK = "# from "
EXAMPLES = examples.of_pages()
SETTINGS = """\
---
profile: production
skip_list:
  - yaml[document-start]  # examples are parts of files
  - yaml[line-length]
  - name[casing]
  - no-handler  # a message that tells of a change belongs where it stands
"""


def of_kind(*kinds: str) -> list[examples.Example]:
    return [example for example in EXAMPLES if example.kind in kinds]


RUNNABLE = of_kind(examples.PLAYBOOK, examples.TASKS, examples.KEYWORDS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """All playbooks and tasks as one playbook, and an environment in which Ansible finds what they use."""
    folder = tmp_path_factory.mktemp("examples")
    shutil.copytree(examples.STAND_INS, folder / "ansible_collections")
    parts = (f"{MARK}{example.name}\n{example.as_playbook()}" for example in RUNNABLE)
    (folder / FILE).write_text("---\n" + "\n".join(parts))
    # The files that they load.
    for name in ("zoho-cliq.vault.yml", "redis.vault.yml"):
        (folder / name).write_text("---\nzoho_cliq_data_center: eu\n")
    (folder / ".ansible-lint").write_text(SETTINGS)
    return folder


def run(folder: Path, *command: str) -> str:
    """What a command in that folder has to say about the examples; it fails if the command does."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ANSIBLE_")}
    environment |= {
        "PATH": os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)]),
        "ANSIBLE_COLLECTIONS_PATH": os.pathsep.join([str(folder), str(examples.COLLECTION.parents[2])]),
        "ANSIBLE_HOME": str(folder / "home"),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "ANSIBLE_NOCOLOR": "true",
    }
    run = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    printed = run.stdout + run.stderr
    assert run.returncode == 0, where_they_stand(printed, (folder / FILE).read_text())
    return printed


def where_they_stand(printed: str, playbook: str) -> str:
    """The same text, with the place of an example in the documentation for its line in the playbook."""
    marks = [line.removeprefix(MARK) if line.startswith(MARK) else "" for line in playbook.splitlines()]
    return re.sub(
        rf"{FILE}:(\d+)", lambda found: next(filter(None, reversed(marks[: int(found[1])])), found[0]), printed
    )


def test_every_example_is_of_a_kind_that_is_read():
    assert len(EXAMPLES) >= 25
    assert {example.kind for example in EXAMPLES} == set(examples.KINDS)


def test_the_playbooks_have_no_error_of_syntax(folder):
    assert "WARNING" not in run(folder, "ansible-playbook", "--syntax-check", FILE)


def test_the_playbooks_are_as_ansible_lint_wants_them(folder):
    run(folder, "ansible-lint", "--offline", "--nocolor", "--strict", FILE)


def test_a_complaint_names_the_place_in_the_documentation():
    playbook = f"---\n{MARK}README.md:10\n- name: x\n{MARK}docs/docsite/rst/lookup.rst:7\n- name: y\n"
    assert (
        where_they_stand(f"{FILE}:3 bad, {FILE}:5 worse", playbook)
        == "README.md:10 bad, docs/docsite/rst/lookup.rst:7 worse"
    )


@pytest.mark.parametrize("example", of_kind(examples.VARIABLES), ids=lambda example: example.name)
def test_variables_are_those_that_the_collection_reads(example):
    known = {f"zoho_cliq_{name}" for name in _options.SHARED}
    assert set(example.content) <= known


@pytest.mark.parametrize("example", of_kind(examples.WORKSPACE), ids=lambda example: example.name)
def test_descriptions_of_a_workspace_have_the_options_of_the_module(example):
    validator = ArgumentSpecValidator(channels.BODY.argument_spec)
    assert validator.validate(example.content).error_messages == []


@pytest.mark.parametrize("example", of_kind(examples.FRAGMENT), ids=lambda example: example.name)
def test_fragments_have_sections_of_the_changelog(example):
    config = yaml.safe_load((examples.COLLECTION / "changelogs/config.yaml").read_text())
    sections = {name for name, _title in config["sections"]}
    assert set(example.content) <= sections
    assert all(isinstance(line, str) for lines in example.content.values() for line in lines)
