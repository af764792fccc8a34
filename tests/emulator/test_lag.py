# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists that lag behind: the quirk `list-lag`, in emulated seconds."""

from __future__ import annotations

import pytest

LAG = 30


@pytest.fixture
def cliq(emulator):
    emulator.quirk("list-lag", LAG)
    return emulator.cliq(scope=f"{emulator.TALKING},ZohoCliq.Teams.ALL")


def listed(cliq, **query):
    return [row["name"] for row in cliq.get("/channels", **query).json()["channels"]][2:]


def test_a_new_channel_is_found_by_its_id_at_once_and_listed_later(emulator, cliq):
    channel = cliq.create("Ops")
    assert listed(cliq) == []
    assert cliq.get(f"/channels/{channel['channel_id']}").json()["name"] == "#Ops"
    assert cliq.get(f"/channelsbyname/{channel['unique_name']}").status_code == 200
    emulator.advance(LAG)
    assert listed(cliq) == ["#Ops"]


def test_a_changed_or_deleted_channel_stays_in_lists_as_it_was(emulator, cliq):
    channel = cliq.create("Ops")
    emulator.advance(LAG)
    path = f"/channels/{channel['channel_id']}"
    cliq.put(path, {"name": "Night"})
    emulator.advance(10)
    cliq.put(path, {"name": "Day"})
    assert listed(cliq) == ["#Ops"]
    assert listed(cliq, name="day") == []
    emulator.advance(LAG - 10)
    assert listed(cliq) == ["#Night"]
    emulator.advance(10)
    assert listed(cliq) == ["#Day"]
    assert cliq.delete(path).status_code == 204
    assert listed(cliq) == ["#Day"]
    assert cliq.get(path).status_code == 404
    emulator.advance(LAG)
    assert listed(cliq) == []


def test_members_lag_too(emulator, cliq):
    channel = cliq.create("Ops", email_ids=[emulator.SCOTT])
    assert set(cliq.roles(channel)) == {emulator.PATRICIA, emulator.SCOTT}
    emulator.advance(LAG)
    cliq.post(f"/channels/{channel['channel_id']}/members", {"email_ids": [emulator.RYAN]})
    assert set(cliq.roles(channel)) == {emulator.PATRICIA, emulator.SCOTT}
    emulator.advance(LAG)
    assert set(cliq.roles(channel)) == {emulator.PATRICIA, emulator.SCOTT, emulator.RYAN}


def test_a_bot_that_joins_lags_too(emulator, cliq):
    emulator.quirk("bots-in-members", "on")
    channel = cliq.create("Ops")
    emulator.advance(LAG)
    cliq.post("/bots/deploybot/associate", {"channel_unique_name": channel["unique_name"]})
    path = f"/channels/{channel['channel_id']}/members"
    assert len(cliq.get(path).json()["members"]) == 1
    emulator.advance(LAG)
    assert len(cliq.get(path).json()["members"]) == 2


def test_teams_lag_too(emulator, cliq):
    team = cliq.post("/teams", {"name": "Night Watch"}).json()
    path = f"/teams/{team['team_id']}"
    assert len(cliq.get("/teams").json()["teams"]) == 4
    assert cliq.get(path).status_code == 200
    emulator.advance(LAG)
    assert len(cliq.get("/teams").json()["teams"]) == 5
    cliq.delete(path)
    assert len(cliq.get("/teams").json()["teams"]) == 5
    emulator.advance(LAG)
    assert len(cliq.get("/teams").json()["teams"]) == 4


def test_a_team_that_is_gone_does_not_break_a_lagging_list(emulator, cliq):
    team = cliq.post("/teams", {"name": "Night Watch"}).json()
    cliq.create("Watch", "team", team_ids=[team["team_id"], emulator.SUPPORT])
    emulator.advance(LAG)
    cliq.delete(f"/teams/{team['team_id']}")
    assert listed(cliq) == ["#Watch"]


def test_the_history_lags_too(emulator, cliq):
    channel = cliq.create("Ops")
    path = f"/chats/{channel['chat_id']}/messages"

    def texts():
        return [row["content"]["text"] for row in cliq.get(path).json()["data"]]

    first = cliq.say(channel, "one")
    assert texts() == []
    assert cliq.get(f"{path}/{first}/messages").json()["content"] == {"text": "one"}
    emulator.advance(LAG)
    assert texts() == ["one"]
    cliq.put(f"{path}/{first}", {"text": "uno"})
    assert texts() == ["one"]
    emulator.advance(LAG)
    assert texts() == ["uno"]
    cliq.delete(f"{path}/{first}")
    assert texts() == ["uno"]
    emulator.advance(LAG)
    assert texts() == []


def test_a_refused_change_leaves_no_trace(emulator, cliq):
    channel = cliq.create("Ops")
    emulator.advance(LAG)
    assert cliq.put(f"/channels/{channel['channel_id']}", {"colour": "red"}).status_code == 400
    emulator.control(f"channels/{channel['channel_id']}", {"name": "Behind the back"})
    assert listed(cliq) == ["#Behind the back"]


def test_the_lag_may_be_no_number_below_zero(emulator, start):
    assert start("--quirk", "list-lag=0").url
    answer = emulator.http.post(f"{emulator.url}/_emulator/quirks", json={"list-lag": -1})
    assert answer.status_code == 400


def test_with_a_fast_clock_the_lag_is_over_soon(start):
    lifetimes = ("--quirk", "access-token-lifetime=1000000000", "--quirk", "code-lifetime=1000000000")
    emulator = start("--clock", "1000000", "--quirk", "list-lag=1", *lifetimes)
    cliq = emulator.cliq()
    cliq.create("Ops")
    assert listed(cliq) == ["#Ops"]
