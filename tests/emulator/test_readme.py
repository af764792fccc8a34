# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What README.md says: its stories happen as they stand there, and its tables have everything that there is."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import requests
from zoho_emulator import options
from zoho_emulator.accounts import door as accounts
from zoho_emulator.cliq import door as cliq_door
from zoho_emulator.cliq import endpoints
from zoho_emulator.control import door as control
from zoho_emulator.faults import read
from zoho_emulator.faults.effects import ACT, EFFECTS
from zoho_emulator.faults.points import POINTS
from zoho_emulator.faults.steps import MATCHED
from zoho_emulator.quirks.catalog import CATALOG

README = Path(__file__).with_name("README.md").read_text(encoding="utf-8")
STORIES = re.findall(r"^```yaml story\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def section(title):
    """The text below a heading, up to the next one."""
    return re.search(rf"^#+ {re.escape(title)}\n(.*?)(?=^#|\Z)", README, re.MULTILINE | re.DOTALL)[1]


def first_cells(text):
    """What stands in code in the first cells of the tables."""
    rows = re.findall(r"^\| (.*?) \|", text, re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row)}


# The stories


def tell(emulator, text):
    """Begin a story as it stands; the answer says whether it is over, and in which states its steps are."""
    headers = {"Content-Type": "application/yaml"}
    answer = requests.post(f"{emulator.url}/_emulator/faults", data=text.encode(), headers=headers)
    assert answer.status_code == 200, answer.text

    def told():
        (story,) = emulator.control("faults")
        return story["done"], [step["state"] for step in story["steps"]]

    return told


def create(cliq, name):
    return cliq.post("/channels", {"name": name, "level": "private"}).status_code


def test_there_are_two_stories():
    assert len(STORIES) == 2


def test_the_story_of_a_token_that_is_pushed_out(emulator, cliq):
    told = tell(emulator, STORIES[0])
    before = emulator.control("clock")["now"]
    assert [create(cliq, name) for name in "abc"] == [200, 200, 200]
    assert cliq.get("/channels").status_code == 401
    cliq = emulator.cliq()
    assert create(cliq, "d") == 502
    assert told() == (False, ["done", "now", "waiting", "waiting"])
    assert create(cliq, "d") == 502
    assert told() == (True, ["done"] * 4)
    assert emulator.control("clock")["now"] >= before + 600
    assert create(cliq, "d") == 200
    listed = [row["name"] for row in cliq.get("/channels").json()["channels"]][2:]
    assert listed == ["#a", "#b", "#c"]
    assert [channel["name"] for channel in emulator.control("channels")][2:] == ["a", "b", "c", "d"]


def test_the_story_of_a_lost_answer(emulator, cliq, tools):
    told = tell(emulator, STORIES[1])
    assert create(cliq, "other") == 200
    with pytest.raises(requests.exceptions.ConnectionError):
        create(cliq, "ops-night")
    assert told() == (False, ["done", "done", "now", "waiting", "waiting"])
    for _look in range(2):
        assert cliq.get("/channels", name="ops-night").json()["channels"] == []
    assert told() == (False, ["done"] * 4 + ["now"])
    assert tools.problem(cliq.get("/channels")) == (400, "request_limit_exceeded")
    assert emulator.cliq(emulator.SCOTT).get("/channels").status_code == 200
    emulator.advance(301)
    assert told() == (True, ["done"] * 5)
    assert [row["name"] for row in cliq.get("/channels", name="ops-night").json()["channels"]] == ["#ops-night"]


# The tables


def test_the_options():
    known = {text for action in options.parser()._actions for text in action.option_strings if text.startswith("--")}
    told = {word for name in first_cells(section("Start")) for word in re.findall(r"--[\w-]+", name)}
    assert told == known - {"--help"}


def test_the_controls():
    told = {name.partition("?")[0] for name in first_cells(section("Control API"))}
    assert told == {f"{method} {name}" for method, name in control._TABLE if name} | {"POST channels/{channel_id}"}
    fields = re.search(r"\| `GET counters` \| (.*?) \|$", README, re.MULTILINE)[1]
    assert set(re.findall(r"`(\w+)`", fields)) == {*control.COUNTERS, "logged"}


def test_the_faults():
    assert first_cells(section("What")) == {"do", *EFFECTS}
    acts = set(re.findall(r"^\| `(\w+)` \| act: ", section("What"), re.MULTILINE))
    assert acts == {name for name, effect in EFFECTS.items() if effect.manner == ACT}
    for effect in EFFECTS.values():
        (row,) = re.findall(rf"^\| `{effect.name}` \| (.*) \|$", section("What"), re.MULTILINE)
        assert all(f"`{key}`" in row for key in effect.details), effect.name
        assert all(f"({value})" in row for key, value in effect.defaults.items() if isinstance(value, int))
    assert first_cells(section("When")) == set(read._KEYS) - {"do"}
    told = re.search(r"^\| `match` \| (.*) \|$", section("When"), re.MULTILINE)[1]
    assert set(MATCHED) <= set(re.findall(r"`(\w+)`", told))


def test_the_points():
    assert first_cells(section("The named points")) == set(POINTS)


def test_the_quirks():
    for name in first_cells(section("Quirks")):
        name, _equals, value = name.partition("=")
        assert name in CATALOG
        assert not value or CATALOG[name].parse(value) is not None


def test_the_calls_of_accounts():
    told = set(re.findall(r"`(?:GET |POST )?(/(?:oauth|\.well-known)/[\w./-]+)`", section("What is there")))
    assert told == set(accounts._PATHS) - {"/oauth/v2/consent"}


def test_the_resources_of_cliq():
    """Each resource of Cliq is told, and none that is not there."""
    assert cliq_door.WITH_ENDPOINTS
    there = {segments.removeprefix("v3/") for _length, segments in endpoints._paths}
    table = section("What is there").partition("Cliq, below")[2]
    told = {word for word in re.findall(r"/(\w[\w-]*)", re.sub(r"`/api/v\d`", "", table)) if word in there}
    assert told == there
    verbs = {verb for group in endpoints._paths.values() for entry in group for verb in entry.verbs}
    assert set(re.findall(r"`(GET|POST|PUT|PATCH|DELETE) ", table)) <= verbs
