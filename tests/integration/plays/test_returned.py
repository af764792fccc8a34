# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The comparison of results with the documentation finds what it is there to find."""

from __future__ import annotations

import pytest
from ansible_collections.zoho.cliq.tests.integration.plays import documented, returned

RETURN = {
    "thing": {
        "description": ["The thing."],
        "returned": "success",
        "type": "dict",
        "contains": {
            "name": {"type": "str"},
            "size": {"description": "How big it is, null if that is not known.", "type": "int"},
            "parts": {"type": "list", "elements": "dict", "contains": {"part_id": {"type": "str"}}},
        },
    },
    "all": {
        "description": ["The things, each with all that Cliq returns."],
        "returned": "sometimes",
        "type": "list",
        "elements": "dict",
        "contains": {"name": {"type": "str"}},
    },
    "failure": {"description": ["What went wrong."], "returned": "failure", "type": "dict"},
}
GOOD = {"changed": False, "thing": {"name": "a", "size": None, "parts": [{"part_id": "1"}]}}


@pytest.fixture(autouse=True)
def made_up(monkeypatch):
    monkeypatch.setattr(documented, "sections", lambda name: ({}, "", RETURN))


@pytest.mark.parametrize(
    ("result", "difference"),
    [
        (GOOD, None),
        ({**GOOD, "all": [{"name": "a", "more": 1}]}, None),
        ({"failed": True, "failure": {"code": "x"}}, None),
        ({"skipped": True}, None),
        ({"changed": False}, "thing does not come back"),
        ({"failed": True}, "failure does not come back"),
        ({**GOOD, "failure": {}}, "failure comes back though nothing failed"),
        ({**GOOD, "other": 1}, "other is not documented"),
        ({"thing": {"colour": "red"}}, "thing.colour is not documented"),
        ({"thing": {"name": 1}}, "thing.name is documented as str, and is a int"),
        ({"thing": {"size": True}}, "thing.size is documented as int, and is a bool"),
        ({"thing": {"name": None}}, "thing.name is null, which its description does not say"),
        ({"thing": {"parts": [{"id": "1"}]}}, "thing.parts.id is not documented"),
        ({"thing": {"parts": ["1"]}}, "thing.parts[0] is documented as dict, and is a str"),
        ({**GOOD, "all": [{"name": 2}]}, "all.name is documented as str, and is a int"),
    ],
)
def test_a_difference_is_found(result, difference):
    assert returned.differences("made_up", result) == ([] if difference is None else [f"made_up: {difference}"])


def test_what_is_promised_and_what_was_seen():
    everything = {
        "thing",
        "thing.name",
        "thing.size",
        "thing.parts",
        "thing.parts.part_id",
        "all",
        "all.name",
        "failure",
    }
    assert returned.promised("made_up") == everything
    assert returned.seen("made_up", GOOD) == everything - {"all", "all.name", "failure"}


def test_each_item_of_a_loop_is_a_result():
    items = [{**GOOD, "item": 1, "ansible_loop_var": "item"}, {**GOOD, "item": 2, "ansible_loop_var": "item"}]
    assert returned.each({"changed": False, "results": items}) == items
    assert returned.each(GOOD) == [GOOD]
