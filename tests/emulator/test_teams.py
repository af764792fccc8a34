# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Teams and people: who may write, what lists and single users look like."""

from __future__ import annotations

import pytest

SCOPES = "ZohoCliq.Teams.ALL,ZohoCliq.Users.READ,ZohoCliq.Channels.ALL"
SCOTT_ID, RYAN_ID, HELEN_ID, PATRICIA_ID = "62439948", "62439985", "62440059", "62439911"


@pytest.fixture
def cliq(emulator):
    return emulator.cliq(scope=SCOPES)


@pytest.fixture
def scott(emulator):
    """Moderates the team Support and is no admin of the organization."""
    return emulator.cliq(emulator.SCOTT, scope=SCOPES)


@pytest.fixture
def team(cliq):
    answer = cliq.post("/teams", {"name": "Night Watch", "description": "Sleeps by day", "user_ids": [SCOTT_ID]})
    assert answer.status_code == 200
    return answer.json()


def members(cliq, team_id):
    rows = cliq.get(f"/teams/{team_id}/members").json()["members"]
    return {row["user_id"]: row["is_moderator"] for row in rows}


def test_a_team_is_answered_flat_and_listed(cliq, team):
    keys = "name creation_time organization_id is_active is_moderator description team_id joined participant_count"
    assert list(team) == keys.split()
    assert (team["name"], team["is_moderator"], team["joined"], team["participant_count"]) == (
        "Night Watch",
        True,
        True,
        2,
    )
    assert cliq.get(f"/teams/{team['team_id']}").json() == team
    assert cliq.get("/teams").json()["teams"][-1] == team
    assert members(cliq, team["team_id"]) == {PATRICIA_ID: True, SCOTT_ID: False}
    assert cliq.get(f"/users/{SCOTT_ID}/teams").json()["data"][-1]["team_id"] == int(team["team_id"])


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "param_missing"),
        ({"name": "x" * 31}, "input_pattern_mismatch"),
        ({"name": "x", "user_ids": "1"}, "input_pattern_mismatch"),
        ({"name": "x", "user_ids": ["1"]}, "operation_failed"),
        ({"name": "x", "email_ids": ["a@zylker.example"]}, "extra_key_found"),
    ],
)
def test_creation_is_strict(cliq, tools, body, code):
    assert tools.problem(cliq.post("/teams", body)) == (400, code)
    assert len(cliq.get("/teams").json()["teams"]) == 4


def test_two_teams_may_have_one_name_unless_the_quirk_minds(emulator, cliq, team, tools):
    again = cliq.post("/teams", {"name": "Night Watch"}).json()
    assert again["team_id"] != team["team_id"]
    emulator.quirk("team-names", "unique")
    assert tools.problem(cliq.post("/teams", {"name": "night watch"})) == (400, "operation_failed")
    assert cliq.put(f"/teams/{team['team_id']}", {"description": "x"}).status_code == 200


def test_update_and_delete(emulator, cliq, team, tools):
    path = f"/teams/{team['team_id']}"
    changed = cliq.put(path, {"description": "Never sleeps"}).json()
    assert (changed["name"], changed["description"]) == ("Night Watch", "Never sleeps")
    assert tools.problem(cliq.put(path, {})) == (400, "param_missing")
    assert tools.problem(cliq.put(path, {"user_ids": []})) == (400, "extra_key_found")
    emulator.quirk("team-update-answer", "empty")
    assert cliq.put(path, {"name": "Day Watch"}).status_code == 204
    assert cliq.get(path).json()["name"] == "Day Watch"
    assert cliq.delete(path).status_code == 204
    assert tools.problem(cliq.get(path)) == (400, "team_not_exist")
    assert cliq.get(f"/users/{SCOTT_ID}/teams").json()["data"][-1]["name"] == "Support"


def test_members_come_and_go(emulator, cliq, team, tools):
    path = f"/teams/{team['team_id']}/members"
    assert cliq.post(path, {"user_ids": [RYAN_ID, SCOTT_ID]}).status_code == 204
    assert members(cliq, team["team_id"]) == {PATRICIA_ID: True, SCOTT_ID: False, RYAN_ID: False}
    assert cliq.delete(f"{path}/{RYAN_ID}").status_code == 204
    assert tools.problem(cliq.delete(f"{path}/{RYAN_ID}")) == (400, "operation_failed")
    assert tools.problem(cliq.post(path, {"user_ids": []})) == (400, "param_missing")
    assert tools.problem(cliq.post(path, {"user_ids": [RYAN_ID] * 101})) == (400, "operation_failed")
    assert cliq.post(path, {"user_ids": [RYAN_ID] * 100}).status_code == 204
    emulator.quirk("add-existing-member", "reject")
    assert tools.problem(cliq.post(path, {"user_ids": [RYAN_ID]})) == (400, "operation_failed")


def test_placeholder_answers_by_quirk(emulator, cliq, team):
    emulator.quirk("mutation-answer", "placeholder")
    emulator.quirk("team-update-answer", "empty")
    path = f"/teams/{team['team_id']}"
    for answer in (
        cliq.put(path, {"description": "Never sleeps"}),
        cliq.post(f"{path}/members", {"user_ids": [RYAN_ID]}),
        cliq.delete(f"{path}/members/{RYAN_ID}"),
        cliq.delete(path),
    ):
        assert (answer.status_code, answer.text) == (200, '{"Response Code":"204 No response"}')


def test_only_admins_make_teams_and_only_they_and_moderators_change_them(emulator, cliq, scott, tools):
    assert tools.problem(scott.post("/teams", {"name": "x"})) == (403, "operation_not_allowed")
    for method, path, body in (
        ("PUT", "/teams/4453461", {"name": "x"}),
        ("DELETE", "/teams/4453461", None),
        ("POST", "/teams/4453461/members", {"user_ids": [RYAN_ID]}),
        ("DELETE", f"/teams/4453461/members/{HELEN_ID}", None),
    ):
        assert tools.problem(scott.call(method, path, body)) == (403, "operation_not_allowed")
    assert scott.post("/teams/4453477/members", {"user_ids": [HELEN_ID]}).status_code == 204
    assert cliq.post("/teams/4453502/members", {"user_ids": [HELEN_ID]}).status_code == 204


def test_each_call_needs_its_scope(emulator, tools):
    reader = emulator.cliq(scope="ZohoCliq.Teams.READ")
    for method, path in (("POST", "/teams"), ("PUT", "/teams/1"), ("DELETE", "/teams/1"), ("POST", "/teams/1/members")):
        assert tools.problem(reader.call(method, path)) == (401, "oauthtoken_scope_invalid")


def test_a_channel_outlives_its_team(emulator, cliq, team):
    channel = cliq.create("Watch", "team", team_ids=[team["team_id"], emulator.SUPPORT])
    assert cliq.delete(f"/teams/{team['team_id']}").status_code == 204
    assert cliq.get(f"/channels/{channel['channel_id']}").json()["teams"] == {emulator.SUPPORT: "Support"}


def test_lists_have_another_key_by_quirk(emulator, cliq, team):
    emulator.quirk("list-envelope", "data")
    assert len(cliq.get("/teams").json()["data"]) == 5
    assert len(cliq.get(f"/teams/{team['team_id']}/members").json()["data"]) == 2
    channels = cliq.get("/channels").json()
    assert "channels" not in channels
    assert len(cliq.get(f"/channels/{channels['data'][0]['channel_id']}/members").json()["data"]) == 13


def test_the_control_api_shows_teams(emulator, team):
    shown = emulator.control("teams")[-1]
    assert shown == {
        "team_id": team["team_id"],
        "name": "Night Watch",
        "description": "Sleeps by day",
        "organization": "62439860",
        "members": {emulator.PATRICIA: True, emulator.SCOTT: False},
    }


def test_teams_are_part_of_a_snapshot(emulator, cliq, team):
    before = emulator.control("state")
    emulator.control("reset", before)
    assert emulator.control("state") | {"clock": before["clock"]} == before
    assert emulator.cliq(scope=SCOPES).post("/teams", {"name": "New"}).json()["team_id"] != team["team_id"]


# People


def test_a_single_user_has_what_is_documented(cliq):
    answer = cliq.get("/users/scott.fisher@zylker.example").json()
    for unit in ("department", "designation"):
        assert answer["data"][unit].pop("id").isdigit()
    assert answer == {
        "data": {
            "email_id": "scott.fisher@zylker.example",
            "zoid": "62439860",
            "display_name": "Scott",
            "name": "Scott Fisher",
            "organization_id": "62439860",
            "id": SCOTT_ID,
            "first_name": "Scott",
            "last_name": "Fisher",
            "full_name": "Scott Fisher",
            "status": "active",
            "department": {"name": "Support"},
            "designation": {"name": "Support Lead"},
            "timezone": "Asia/Kolkata",
            "timeoffset": 19800000,
            "language": "English",
            "country": "India",
            "employee_id": "213",
            "mobile": "534 678 1234",
            "extension": "3129",
            "work_location": "C block, S-H12",
            "reportingto": {"name": "Patricia Boyle", "id": PATRICIA_ID},
        }
    }


def test_a_single_user_without_an_envelope(emulator, cliq):
    emulator.quirk("user-envelope", "flat")
    assert cliq.get(f"/users/{SCOTT_ID}").json()["email_id"] == emulator.SCOTT


@pytest.mark.parametrize(
    ("variant", "status", "code"), [("not-found", 404, "request_url_invalid"), ("failed", 400, "operation_failed")]
)
def test_unknown_users_by_quirk(emulator, cliq, tools, variant, status, code):
    emulator.quirk("unknown-user", variant)
    for path in ("/users/1", "/users/nobody@zylker.example", "/users/1/teams"):
        assert tools.problem(cliq.get(path)) == (status, code)


def test_unknown_users_may_be_nothing(emulator, cliq):
    emulator.quirk("unknown-user", "empty")
    assert cliq.get("/users/1").json() == {"data": {}}
    assert cliq.get("/users/1/teams").json() == {"data": []}


def test_user_list_filters(cliq, tools):
    assert cliq.get("/users", plan_type="free").json()["data"] == []
    assert cliq.get("/users", modified_after="2020-01-01T00:00:00Z").json()["data"] == []
    row = cliq.get("/users", search="scott", fields="department,mobile").json()["data"][0]
    assert (row["department"]["name"], row["mobile"]) == ("Support", "534 678 1234")
    assert "designation" not in row
    for query in (
        {"status": "gone"},
        {"plan_type": "gold"},
        {"fields": "shoe_size"},
        {"limit": 101},
        {"modified_after": "x"},
    ):
        assert tools.problem(cliq.get("/users", **query)) == (400, "input_pattern_mismatch")
