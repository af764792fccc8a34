# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The emulated clock: time that passes, and a time of day that is set wrong."""

from __future__ import annotations

from datetime import datetime
from email.utils import parsedate_to_datetime

import pytest
import requests

TEN_MINUTES = 600


def shift(emulator, seconds):
    return emulator.control("clock", {"shift": seconds})


def made(channel):
    return datetime.fromisoformat(channel["creation_time"]).timestamp()


def date_of(answer):
    return parsedate_to_datetime(answer.headers["Date"]).timestamp()


def test_the_date_of_answers_is_the_emulated_one(emulator, cliq):
    emulator.advance(40 * 24 * 3600)
    cliq = emulator.cliq()
    for answer in (cliq.get("/channels"), emulator.token(grant_type="x"), cliq.get("/nowhere")):
        assert abs(date_of(answer) - emulator.control("clock")["now"]) < 60


@pytest.mark.parametrize("seconds", [TEN_MINUTES, -TEN_MINUTES])
def test_a_time_of_day_that_is_wrong_shows_in_what_is_made(emulator, cliq, seconds):
    before = made(cliq.create("before"))
    assert shift(emulator, seconds)["shift"] == seconds
    after = cliq.create("after")
    assert abs(made(after) - before - seconds) < 60
    assert abs(date_of(cliq.get("/channels")) - before - seconds) < 60


def test_nothing_grows_older_or_younger_by_it(emulator):
    answer = emulator.sign_in()
    cliq = emulator.cliq()
    code = emulator.code()
    for _number in range(31):
        cliq.get("/channels")
    emulator.quirk("list-lag", 30)
    channel = cliq.create("new")
    for seconds in (24 * 3600, -48 * 3600):
        shift(emulator, seconds)
        assert cliq.get("/channels").status_code == 400
        assert cliq.get(f"/channels/{channel['channel_id']}").status_code == 200
    scott = emulator.cliq(emulator.SCOTT)
    assert [row["name"] for row in scott.get("/channels").json()["channels"]] == ["#General", "#support-desk"]
    assert emulator.refresh(answer["refresh_token"]).json()["expires_in"] == 3600
    assert "access_token" in emulator.exchange(code).json()
    emulator.advance(TEN_MINUTES)
    assert [row["name"] for row in cliq.get("/channels").json()["channels"]][2:] == ["#new"]


@pytest.mark.parametrize("seconds", [24 * 3600, -24 * 3600])
def test_what_is_made_at_a_wrong_time_of_day_is_listed_as_late_as_anything(emulator, cliq, seconds):
    emulator.quirk("list-lag", 30)
    shift(emulator, seconds)
    cliq.create("new")

    def listed():
        return [row["name"] for row in cliq.get("/channels").json()["channels"]][2:]

    assert listed() == []
    emulator.advance(31)
    assert listed() == ["#new"]


def test_messages_have_times_of_the_wrong_day_and_lag_all_the_same(emulator):
    cliq = emulator.cliq(scope=emulator.TALKING)
    channel = cliq.create("talk")
    emulator.quirk("list-lag", 30)
    cliq.say(channel, "one")
    shift(emulator, -TEN_MINUTES)
    cliq.say(channel, "two")

    def history():
        rows = cliq.get(f"/chats/{channel['chat_id']}/messages").json()["data"]
        return {row["content"]["text"]: row["time"] for row in rows}

    assert history() == {}
    emulator.advance(30)
    times = history()
    assert abs(times["one"] - times["two"] - TEN_MINUTES * 1000) < 60_000


def test_a_reset_sets_it_right(emulator):
    now = emulator.control("clock")["now"]
    shift(emulator, 1_000_000)
    emulator.control("reset", {})
    clock = emulator.control("clock")
    assert clock["shift"] == 0
    assert clock["now"] < now + 1000


def test_a_reset_that_fails_leaves_it_as_it_is(emulator):
    shift(emulator, 1000)
    assert requests.post(f"{emulator.url}/_emulator/reset", json={"users": []}).status_code == 400
    assert emulator.control("clock")["shift"] == 1000


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"advance": -1}, "time cannot pass by -1 seconds; `shift` sets the time of day back"),
        ({"advance": "soon"}, "advance: a number of seconds is needed, not 'soon'"),
        ({"shift": True}, "shift: a number of seconds is needed, not True"),
        ({"shift": -1e12}, "the time of day cannot be set -1e+12 seconds further"),
        ({"back": 5}, "unknown key 'back'; the clock knows advance, shift"),
    ],
)
def test_moves_that_make_no_sense(emulator, body, said):
    answer = requests.post(f"{emulator.url}/_emulator/clock", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"].endswith(said)
