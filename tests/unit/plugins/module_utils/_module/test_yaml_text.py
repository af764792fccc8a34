# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A workspace as YAML: what is read back is what was written."""

from __future__ import annotations

import random
import typing as t

import pytest
import yaml
from ansible_collections.zoho.cliq.plugins.module_utils._module._yaml_text import can_be_written, document, quoted

ODD = "{}[]%#&*!|>'\"`@,:;?-=~.\\/ \t\r\n0a\x00\x07\x7f\x85\xa0\xad\u200d\u2028\ufeff\ufffe\U0001f469é"
PIECES = [*ODD, "{{", "}}", "{%", "{#", "#jinja2:", ": ", " #", "- ", "---", "null", "Yes", "1.0", "  ", "\n\n", "text"]

TEXTS = [
    *(
        "",
        " ",
        "12",
        "1e3",
        "0x1F",
        "1_000",
        "012",
        "1:30",
        ".inf",
        "2026-11-24",
        "yes",
        "NO",
        "on",
        "y",
        "null",
        "~",
        "=",
        "<<",
    ),
    *(
        "True",
        "a: b",
        "a #b",
        "#a",
        "- a",
        "a\nb",
        "a\n\n  b\nc",
        "a\n",
        "\na",
        " a\nb",
        "a \nb",
        "a\t\nb",
        "a,b",
        "a]",
        "'",
    ),
    *(
        "&a",
        "*a",
        "!a",
        "%a",
        "@a",
        "`a`",
        "---",
        "...",
        "a\r\nb",
        "\x85",
        "\u2028",
        "\ufeff",
        "Grüße",
        "日本",
        "\ue000",
    ),
    "\U0001f469\u200d\U0001f467",
]


def read(text: str, loader: type[yaml.SafeLoader] = yaml.SafeLoader) -> t.Any:
    class Loader(loader):  # type: ignore[valid-type, misc]
        pass

    Loader.add_constructor("!unsafe", lambda own, node: own.construct_scalar(node))
    return yaml.load(text, Loader=Loader)


def entry(text: str) -> dict[str, t.Any]:
    """A text wherever one can be."""
    return {
        "name": text,
        "config": {"key": text},
        "members": [{"email": text, "role": "x"}, {"email": "y"}],
        "bots": [text],
    }


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_read_back_as_it_was(text: str) -> None:
    written = document("channels", [entry(text), entry(text)], [])
    assert read(written) == {"channels": [entry(text), entry(text)]}


def test_any_text_is_read_back_as_it_was_with_either_parser_of_yaml() -> None:
    generator = random.Random(20261124)
    entries = [entry("".join(generator.choices(PIECES, k=generator.randint(1, 9)))) for _number in range(400)]
    written = document("channels", entries, ["a comment"])
    assert read(written) == {"channels": entries}
    assert read(written, getattr(yaml, "CSafeLoader", yaml.SafeLoader)) == {"channels": entries}


def test_it_is_made_for_people_to_read() -> None:
    channel = {
        "name": "ops-alerts",
        "level": "private",
        "description": "Pages, and\nincidents",
        "invite_only": False,
        "team_ids": ["12", "13"],
        "members": [{"email": "a.b@zylker.example", "role": "admin"}, {"user_id": "7"}],
        "member_permission": {"send_message": True},
    }
    wanted = """\
---
# Made so.

channels:
  - name: ops-alerts
    level: private
    description: |-
      Pages, and
      incidents
    invite_only: false
    team_ids: ["12", "13"]
    members:
      - {email: a.b@zylker.example, role: admin}
      - {user_id: "7"}
    member_permission:
      send_message: true

  - name: "Q&A: all"
    state: archived
"""
    assert document("channels", [channel, {"name": "Q&A: all", "state": "archived"}], ["Made so."]) == wanted


def test_no_entry_is_an_empty_list() -> None:
    assert read(document("channels", [], ["None."])) == {"channels": []}


def test_what_does_not_show_is_escaped() -> None:
    assert quoted('"\\\n\x07\x85\u202e\U000e0001é👩\u200d👧') == '"\\"\\\\\\n\\x07\\x85\\u202E\\U000E0001é👩\u200d👧"'


@pytest.mark.parametrize(("text", "can"), [("é👩", True), ("", True), ("a\ud83d", False), ("\udc00", False)])
def test_half_a_character_cannot_be_written(text: str, can: bool) -> None:
    assert can_be_written(text) is can
