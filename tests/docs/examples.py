# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The YAML examples of the guides and of the pages that GitHub shows, read from them, so that no test has a list of them."""

from __future__ import annotations

import re
import textwrap
import typing as t
from dataclasses import dataclass
from pathlib import Path

import yaml

COLLECTION = Path(__file__).resolve().parents[2]
STAND_INS = COLLECTION / "tests/docs/stand_ins"
PAGES = ("README.md", "CONTRIBUTING.md", "docs/docsite/rst/*.rst")
# The first word of the language; "yaml story" has a reader of its own.
_IN_RST = re.compile(r"^( *)\.\. code-block:: yaml(?:\+jinja)?\n(?: +:\w+:.*\n)*\n((?:\1 +.*\n| *\n)+)", re.MULTILINE)
_IN_MARKDOWN = re.compile(r"^```yaml\n(.*?)^```$", re.MULTILINE | re.DOTALL)
# What an example is, by a key that tells.
KINDS = PLAYBOOK, TASKS, VARIABLES, WORKSPACE, KEYWORDS, FRAGMENT, FOR_AWX = (
    "a playbook",
    "tasks",
    "variables",
    "a description of a workspace",
    "keywords of a play",
    "a changelog fragment",
    "something that only AWX or ansible-builder reads",
)
_OF_PLAYS = {"hosts", "import_playbook"}
_TELLING_KEYS = {"channels": WORKSPACE, "module_defaults": KEYWORDS, "bugfixes": FRAGMENT} | dict.fromkeys(
    ("images", "fields", "file"), FOR_AWX
)


@dataclass(frozen=True)
class Example:
    """One example: where it begins, and its text."""

    page: str
    line: int
    text: str

    @property
    def name(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def content(self) -> t.Any:
        return yaml.safe_load(self.text)

    @property
    def kind(self) -> str:
        """What it is; raises ValueError if nobody knows."""
        content = self.content
        if isinstance(content, list) and all(isinstance(entry, dict) for entry in content):
            plays = all(_OF_PLAYS & set(entry) for entry in content)
            return PLAYBOOK if plays else TASKS
        if isinstance(content, dict):
            for key, kind in _TELLING_KEYS.items():
                if key in content:
                    return kind
            if all(str(key).startswith("zoho_cliq_") for key in content):
                return VARIABLES
        raise ValueError(f"{self.name}: an example of a kind that no test reads")

    def as_playbook(self) -> str:
        """The text as a playbook, tasks and keywords in a play of their own; for those three kinds."""
        if self.kind == PLAYBOOK:
            return self.text
        play = "- name: Example\n  hosts: localhost\n  gather_facts: false\n"
        if self.kind == TASKS:
            return f"{play}  tasks:\n{textwrap.indent(self.text, '    ')}"
        return f"{play}{textwrap.indent(self.text, '  ')}  tasks: []\n"


def _found(page: Path) -> t.Iterator[Example]:
    text = page.read_text(encoding="utf-8")
    pattern = _IN_RST if page.suffix == ".rst" else _IN_MARKDOWN
    for match in pattern.finditer(text):
        group = match.lastindex or 1
        line = text.count("\n", 0, match.start(group)) + 1
        yield Example(str(page.relative_to(COLLECTION)), line, textwrap.dedent(match[group]).strip("\n") + "\n")


def of_pages() -> list[Example]:
    """All of them, in the order of the pages."""
    return [example for pattern in PAGES for page in sorted(COLLECTION.glob(pattern)) for example in _found(page)]
