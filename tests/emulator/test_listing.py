# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""GET /channels, /users and /teams: filters, order, pages."""

from __future__ import annotations

import pytest


@pytest.fixture
def cliq(start):
    """Without call quotas, in a process of its own."""
    return start("--limits", "off").cliq()


def names(answer):
    return [channel["name"] for channel in answer.json()["channels"]]


@pytest.fixture
def many(cliq):
    return [cliq.create(f"c{number:03}")["channel_id"] for number in range(205)]


def collect(cliq, **query):
    pages, token = [], None
    while True:
        answer = cliq.get("/channels", **query, **({"next_token": token} if token else {})).json()
        pages.append(answer["channels"])
        token = answer.get("next_token")
        assert answer["has_more"] is bool(token)
        if not token:
            return pages


def test_pages(cliq, many):
    pages = collect(cliq)
    assert [len(page) for page in pages] == [100, 100, 7]
    assert [channel["channel_id"] for page in pages for channel in page][2:] == many
    pages = collect(cliq, limit=50, level="private")
    assert [len(page) for page in pages] == [50, 50, 50, 50, 5]


def test_deleting_between_pages_loses_nothing(cliq, many):
    first = cliq.get("/channels").json()
    for channel_id in many[:5]:
        assert cliq.delete(f"/channels/{channel_id}").status_code == 204
    second = cliq.get("/channels", next_token=first["next_token"]).json()
    assert second["channels"][0]["channel_id"] == many[98]


def test_order(cliq, many):
    pages = collect(cliq, order_by="-creation_time", level="private")
    assert [channel["channel_id"] for page in pages for channel in page] == many[::-1]


def test_bad_tokens(cliq, many):
    text = "Sorry, we couldn't process your request due to a technical error. Please try again later."
    token = cliq.get("/channels").json()["next_token"]
    for query in ({"next_token": "nonsense"}, {"next_token": token, "level": "private"}):
        answer = cliq.get("/channels", **query)
        assert (answer.status_code, answer.json()) == (400, {"message": text})


def test_sync_token(cliq):
    token = cliq.get("/channels").json()["sync_token"]
    assert names(cliq.get("/channels", sync_token=token)) == []
    cliq.create("new")
    assert names(cliq.get("/channels", sync_token=token)) == ["#new"]
    for number in range(50):
        cliq.create(f"n{number}")
    assert cliq.get("/channels", sync_token=token).status_code == 400


@pytest.mark.parametrize(
    "query",
    [{"limit": 101}, {"limit": 0}, {"limit": "x"}, {"status": "open"}, {"level": "personal"}, {"order_by": "name"}],
)
def test_strict_queries(cliq, tools, query):
    assert tools.problem(cliq.get("/channels", **query)) == (400, "input_pattern_mismatch")


def test_list_items(cliq):
    cliq.create("Ops")
    item = cliq.get("/channels", level="private").json()["channels"][0]
    single = cliq.get(f"/channels/{item['channel_id']}").json()
    assert set(item) == (set(single) - {"image_url"}) | {"last_message_info"}


def test_the_unfiltered_list_has_every_status(start):
    emulator = start("--limits", "off")
    cliq = emulator.cliq()
    archived = cliq.create("old")
    cliq.post(f"/channels/{archived['channel_id']}/archive")
    cliq.create("waiting", "organization")
    assert names(cliq.get("/channels")) == ["#General", "#support-desk", "#old", "#waiting"]
    assert names(cliq.get("/channels", status="archived")) == ["#old"]
    assert names(cliq.get("/channels", status="pending")) == ["#waiting"]
    assert names(cliq.get("/channels", level="private", status="created")) == []
    emulator.quirk("unfiltered-list", "created")
    assert names(cliq.get("/channels")) == ["#General", "#support-desk"]


def test_name_filter_and_its_variants(start):
    emulator = start("--limits", "off")
    cliq = emulator.cliq()
    for name in ("Ops", "Ops-Night", "Sales"):
        cliq.create(name)
    assert names(cliq.get("/channels", name="#ops")) == ["#Ops", "#Ops-Night"]
    emulator.quirk("name-filter", "exact")
    assert names(cliq.get("/channels", name="ops")) == ["#Ops"]
    emulator.quirk("name-filter", "ignored")
    assert len(names(cliq.get("/channels", name="ops"))) == 5


def test_other_filters_and_variants(start):
    emulator = start("--limits", "off")
    cliq = emulator.cliq()
    ops = cliq.create("Ops")
    assert names(cliq.get("/channels", channel_ids=ops["channel_id"])) == ["#Ops"]
    assert names(cliq.get("/channels", chat_ids=ops["chat_id"])) == ["#Ops"]
    assert names(cliq.get("/channels", team_ids=emulator.SUPPORT)) == ["#support-desk"]
    assert names(cliq.get("/channels", created_by=emulator.SCOTT)) == []
    assert names(cliq.get("/channels", created_after="2025-01-01T00:00:00+00:00")) == ["#Ops"]
    assert names(cliq.get("/channels", created_before=1735689600000)) == ["#General", "#support-desk"]
    scott = emulator.cliq(emulator.SCOTT)
    assert names(scott.get("/channels", joined="false")) == []
    assert names(scott.get("/channels", joined="true")) == ["#General", "#support-desk"]
    emulator.quirk("team-filter", "ignored")
    assert len(names(cliq.get("/channels", team_ids=emulator.SUPPORT))) == 3
    emulator.quirk("list-private-level", "personal")
    assert cliq.get("/channels", level="private").json()["channels"][0]["level"] == "personal"
    emulator.quirk("default-limit", 2)
    assert len(names(cliq.get("/channels"))) == 2


def test_users(cliq, tools):
    page = cliq.get("/users", limit=10).json()
    assert list(page) == ["next_token", "has_more", "data"]
    assert list(page["data"][0]) == ["email_id", "zuid", "zoid", "display_name", "name", "organization_id", "id"]
    rest = cliq.get("/users", limit=10, next_token=page["next_token"]).json()
    assert rest["has_more"] is False
    assert "next_token" not in rest
    assert len({user["id"] for user in page["data"] + rest["data"]}) == 16
    assert [user["name"] for user in cliq.get("/users", search="fisher").json()["data"]] == ["Scott Fisher"]
    assert [user["name"] for user in cliq.get("/users", status="inactive").json()["data"]] == ["Victor Stone"]
    by_id = cliq.get("/users/62439948").json()
    assert by_id == cliq.get("/users/Scott.Fisher@zylker.example").json()
    assert by_id["data"]["status"] == "active"
    assert tools.problem(cliq.get("/users/1")) == (404, "request_url_invalid")
    assert cliq.get("/users/62439948/teams").json()["data"][0]["team_id"] == 4453477


def test_teams(cliq, tools):
    teams = cliq.get("/teams").json()["teams"]
    assert [team["name"] for team in teams] == ["Platform", "Engineering", "Support", "Sales"]
    assert teams[0]["team_id"] == "4435961"
    assert [team["name"] for team in cliq.get("/teams", joined="false").json()["teams"]] == ["Sales"]
    assert cliq.get("/teams/4435961").json() == teams[0]
    assert tools.problem(cliq.get("/teams/1")) == (400, "team_not_exist")
    members = cliq.get("/teams/4453477/members").json()["members"]
    assert {member["full_name"]: member["is_moderator"] for member in members}["Scott Fisher"] is True
