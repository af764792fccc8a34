# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""People who come, and what changes of them."""

from __future__ import annotations

import pytest

SCOPES = (
    "ZohoCliq.Users.CREATE,ZohoCliq.Users.READ,ZohoCliq.Users.UPDATE,ZohoCliq.Departments.READ,"
    "ZohoCliq.Designations.READ,ZohoCliq.Teams.READ,ZohoCliq.Channels.ALL"
)
NINA = "nina.brandt@zylker.example"
RYAN_ID = "62439985"


@pytest.fixture
def cliq(emulator):
    return emulator.cliq(scope=SCOPES)


def first_id(cliq, kind, name):
    return next(row["id"] for row in cliq.get(f"/{kind}", search=name).json()["data"])


def test_a_new_user_is_invited_with_everything_that_was_said(emulator, cliq):
    channel = cliq.create("Ops")
    entry = {
        "email_id": NINA,
        "first_name": "Nina",
        "last_name": "Brandt",
        "display_name": "Nina B.",
        "phone": "04412345678",
        "timezone": "Europe/Berlin",
        "language": "de",
        "country": "DE",
        "department_id": first_id(cliq, "departments", "Support"),
        "designation_id": first_id(cliq, "designations", "Support Engineer"),
        "reporting_to_zuid": RYAN_ID,
        "employee_id": "214",
        "channel_ids": [channel["channel_id"]],
        "team_ids": [emulator.SUPPORT],
    }
    answer = cliq.post("/users", {"users": [entry]}).json()
    assert answer == {"data": {"success_users": [NINA], "failed_users": {}}}
    shown = cliq.get(f"/users/{NINA}").json()["data"]
    assert (shown["status"], shown["full_name"], shown["display_name"]) == ("pending", "Nina Brandt", "Nina B.")
    assert (shown["department"]["name"], shown["designation"]["name"]) == ("Support", "Support Engineer")
    assert (shown["reportingto"], shown["employee_id"]) == ({"name": "Ryan West", "id": RYAN_ID}, "214")
    assert "phone" not in shown  # as documented
    assert (shown["timezone"], shown["timeoffset"] in (3_600_000, 7_200_000)) == ("Europe/Berlin", True)
    assert cliq.roles(channel)[NINA] == "member"
    assert [row["team_id"] for row in cliq.get(f"/users/{NINA}/teams").json()["data"]] == [int(emulator.SUPPORT)]
    assert [row["email_id"] for row in cliq.get("/users", status="pending").json()["data"]] == [NINA]


def test_whoever_cannot_be_taken_fails_alone(emulator, cliq):
    entries = [
        {"email_id": emulator.SCOTT},
        {"email_id": NINA},
        {"email_id": "a@zylker.example", "team_ids": ["1"]},
        {"email_id": "b@zylker.example", "channel_ids": ["P1"]},
        {"email_id": "c@zylker.example", "department_id": "1"},
        {"email_id": "d@zylker.example", "reporting_to_zuid": "1"},
    ]
    answer = cliq.post("/users", {"users": entries}).json()["data"]
    assert answer["success_users"] == [NINA]
    assert list(answer["failed_users"]) == [entry["email_id"] for entry in entries if entry["email_id"] != NINA]
    assert all(isinstance(reason, str) for reason in answer["failed_users"].values())
    assert cliq.get("/users/a@zylker.example").status_code == 404


def test_adding_users_is_strict_and_for_admins(emulator, cliq, tools):
    for body, code in (
        ({}, "param_missing"),
        ({"users": {"email_id": NINA}}, "input_pattern_mismatch"),
        ({"users": [{}]}, "param_missing"),
        ({"users": [{"email_id": "nobody"}]}, "input_pattern_mismatch"),
        ({"users": [{"email_id": NINA, "timezone": "Mars/Olympus"}]}, "input_pattern_mismatch"),
    ):
        assert tools.problem(cliq.post("/users", body)) == (400, code), body
    emulator.advance(3600)
    cliq = emulator.cliq(scope=SCOPES)
    # The document has a name in the place of the fields that an organization made for itself; there are none here.
    for field in ("colour", "Custom Field's Uniquename"):
        strange = {"users": [{"email_id": NINA, field: "red"}]}
        assert tools.problem(cliq.post("/users", strange)) == (400, "extra_key_found")
    scott = emulator.cliq(emulator.SCOTT, scope=SCOPES)
    refused = scott.post("/users", {"users": [{"email_id": NINA}]})
    assert tools.problem(refused) == (403, "not_an_organization_admin")
    assert cliq.get(f"/users/{NINA}").status_code == 404


def test_five_calls_a_minute_add_users(cliq, tools):
    answers = [cliq.post("/users", {"users": [{"email_id": f"u{n}@zylker.example"}]}) for n in range(6)]
    assert [answer.status_code for answer in answers] == [200] * 5 + [400]
    assert tools.problem(answers[5]) == (400, "request_limit_exceeded")


def test_a_user_is_changed(emulator, cliq, tools):
    path = f"/users/{emulator.RYAN}"
    entry = {"email_id": emulator.RYAN, "mobile": "1234", "work_location": "Berlin"}
    answer = cliq.put(path, {"users": [entry]}).json()
    assert answer == {"data": {"success_users": [emulator.RYAN], "failed_users": {}}}
    shown = cliq.get(path).json()["data"]
    assert (shown["mobile"], shown["work_location"], shown["first_name"]) == ("1234", "Berlin", "Ryan")
    other = cliq.put(path, {"users": [{"email_id": NINA}]}).json()["data"]
    assert (other["success_users"], list(other["failed_users"])) == ([], [NINA])
    assert tools.problem(cliq.put(path, {"mobile": "1"})) == (400, "extra_key_found")
    assert tools.problem(cliq.put("/users/1", {"users": [entry]})) == (404, "request_url_invalid")


def test_people_change_themselves_and_nobody_else(emulator, cliq, tools):
    scott = emulator.cliq(emulator.SCOTT, scope=SCOPES)
    own = {"users": [{"email_id": emulator.SCOTT, "mobile": "1"}]}
    assert scott.put(f"/users/{emulator.SCOTT}", own).status_code == 200
    others = {"users": [{"email_id": emulator.RYAN, "mobile": "1"}]}
    assert tools.problem(scott.put(f"/users/{emulator.RYAN}", others)) == (403, "not_an_organization_admin")


def test_the_form_of_a_change_by_quirk(emulator, cliq, tools):
    path = f"/users/{emulator.RYAN}"
    listed = {"users": [{"email_id": emulator.RYAN, "mobile": "1"}]}
    emulator.quirk("user-update-body", "single")
    assert cliq.put(path, {"mobile": "2"}).status_code == 200
    assert tools.problem(cliq.put(path, listed)) == (400, "extra_key_found")
    emulator.quirk("user-update-body", "either")
    assert (cliq.put(path, {"mobile": "3"}).status_code, cliq.put(path, listed).status_code) == (200, 200)


def test_the_status_of_a_new_user_by_quirk(emulator, cliq):
    emulator.quirk("new-user-status", "active")
    cliq.post("/users", {"users": [{"email_id": NINA}]})
    assert cliq.get(f"/users/{NINA}").json()["data"]["status"] == "active"


def test_what_was_said_of_a_user_is_in_the_seed_that_the_world_is_written_as(emulator, cliq):
    cliq.post("/users", {"users": [{"email_id": NINA, "display_name": "Nina", "timezone": "Europe/Berlin"}]})
    emulator.control("reset", emulator.control("state"))
    shown = emulator.cliq(scope=SCOPES).get(f"/users/{NINA}").json()["data"]
    assert (shown["display_name"], shown["timezone"], shown["status"]) == ("Nina", "Europe/Berlin", "pending")
