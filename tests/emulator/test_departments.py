# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Departments and designations."""

from __future__ import annotations

import pytest

SCOPES = "ZohoCliq.Departments.ALL,ZohoCliq.Designations.ALL,ZohoCliq.Users.READ"
PATRICIA_ID, SCOTT_ID, RYAN_ID, HELEN_ID = "62439911", "62439948", "62439985", "62440059"
ELSEWHERE = "62500433"  # Amelia, of another organization


@pytest.fixture
def cliq(emulator):
    return emulator.cliq(scope=SCOPES)


@pytest.fixture
def scott(emulator):
    return emulator.cliq(emulator.SCOTT, scope=SCOPES)


def ids(cliq, kind="departments"):
    return {row["name"]: row["id"] for row in cliq.get(f"/{kind}", limit=100).json()["data"]}


@pytest.fixture
def root(cliq):
    return ids(cliq)["Zylker"]


def body_of(root, name="Customer Care", **changes):
    return {"name": name, "lead_zuid": SCOTT_ID, "parent_department_id": root, **changes}


@pytest.fixture
def care(cliq, root):
    """The id of a department with one member."""
    return cliq.post("/departments", body_of(root, user_ids=[RYAN_ID])).json()["data"]["id"]


def members(cliq, unit_id, kind="departments"):
    query = {"limit": 25} if kind == "designations" else {}  # where it is mandatory
    return [row["id"] for row in cliq.get(f"/{kind}/{unit_id}/members", **query).json()["data"]]


# Departments


def test_the_departments_of_the_seed_stand_below_the_organization(cliq, root):
    rows = cliq.get("/departments").json()["data"]
    assert {row["name"]: row["members_count"] for row in rows} == {
        "Zylker": "0",
        "Platform": "3",
        "Support": "3",
        "Engineering": "4",
        "Marketing": "2",
        "Sales": "3",
        "Finance": "1",
    }
    assert [row["name"] for row in rows if row["is_default"]] == ["Zylker"]
    assert {row["parent_department_id"] for row in rows if not row["is_default"]} == {root}


def test_a_department_has_the_documented_shapes(cliq, root):
    created = cliq.post("/departments", body_of(root, user_ids=[RYAN_ID, HELEN_ID])).json()["data"]
    lead = {
        "id": SCOTT_ID,
        "organization_id": "62439860",
        "zoid": "62439860",
        "display_name": "Scott",
        "email_id": "scott.fisher@zylker.example",
        "zuid": SCOTT_ID,
        "name": "Scott Fisher",
    }
    shown = {
        "lead": lead,
        "name": "Customer Care",
        "parent_department_id": root,
        "lead_zuid": SCOTT_ID,
        "is_default": False,
        "id": created["id"],
    }
    assert created == shown
    assert cliq.get(f"/departments/{created['id']}").json() == {"data": {**shown, "members_count": "2"}}
    del lead["organization_id"]
    more = {"country": "India", "timezone": "Asia/Kolkata", "first_name": "Scott", "last_name": "Fisher"}
    listed = {**shown, "members_count": "2", "lead": {**lead, **more, "full_name": "Scott Fisher"}}
    assert cliq.get("/departments", search="customer").json() == {"data": [listed]}


def test_departments_come_in_pages(cliq, root):
    assert "next_token" not in cliq.get("/departments").json()
    for number in range(20):
        assert cliq.post("/departments", body_of(root, f"Shift {number}")).status_code == 200
    first = cliq.get("/departments").json()
    second = cliq.get("/departments", next_token=first["next_token"]).json()
    assert (len(first["data"]), len(second["data"])) == (25, 2)
    assert cliq.get("/departments", next_token="nonsense").status_code == 400


def test_creating_is_strict(cliq, scott, root, care, tools):
    for body, code in (
        ({}, "param_missing"),
        (body_of(root, lead_zuid=""), "department_lead_needed"),
        (body_of(root, lead_zuid=ELSEWHERE), "department_lead_invalid"),
        (body_of(""), "departmet_parent_department_needed"),
        (body_of("1"), "department_not_exist"),
        (body_of(root, "customer care"), "department_already_exist"),
        (body_of(root, "New", user_ids=["1"]), "operation_failed"),
        (body_of(root, "New", colour="red"), "extra_key_found"),
    ):
        assert tools.problem(cliq.post("/departments", body)) == (400, code), body
    assert tools.problem(scott.post("/departments", body_of(root, "New"))) == (403, "not_an_organization_admin")
    assert "New" not in ids(cliq)


def test_a_department_is_renamed_with_its_people_and_moved(cliq, care, root, tools):
    support = ids(cliq)["Support"]
    path = f"/departments/{care}"
    changed = cliq.put(path, body_of(support, "Care", lead_zuid=HELEN_ID)).json()["data"]
    assert (changed["name"], changed["lead_zuid"], changed["parent_department_id"]) == ("Care", HELEN_ID, support)
    assert members(cliq, care) == [RYAN_ID]
    assert cliq.get(f"/users/{RYAN_ID}").json()["data"]["department"] == {"name": "Care", "id": care}
    assert cliq.put(path, {"name": "care"}).status_code == 200
    assert tools.problem(cliq.put(path, {"name": "Sales"})) == (400, "department_already_exist")
    assert tools.problem(cliq.put(path, {})) == (400, "param_missing")
    loop = {"parent_department_id": care}
    assert tools.problem(cliq.put(path, loop)) == (400, "department_cyclic_loop")
    assert tools.problem(cliq.put(f"/departments/{support}", loop)) == (400, "department_cyclic_loop")
    assert tools.problem(cliq.put(f"/departments/{root}", loop)) == (400, "department_cyclic_loop")


def test_a_department_is_deleted_and_the_root_is_not(cliq, scott, care, root, tools):
    below = cliq.post("/departments", body_of(care, "Night Shift")).json()["data"]["id"]
    assert tools.problem(scott.delete(f"/departments/{care}")) == (403, "not_an_organization_admin")
    assert cliq.delete(f"/departments/{care}").status_code == 204
    assert tools.problem(cliq.get(f"/departments/{care}")) == (400, "department_not_exist")
    assert cliq.get(f"/departments/{below}").json()["data"]["parent_department_id"] == root
    assert cliq.get(f"/users/{RYAN_ID}").json()["data"]["department"] == {}
    assert tools.problem(cliq.delete(f"/departments/{root}")) == (400, "department_base_dept_delete_not_allowed")


def test_people_are_in_one_department(emulator, cliq, care, tools):
    path = f"/departments/{care}/members"
    support = ids(cliq)["Support"]
    assert cliq.post(path, {"email_ids": [emulator.SCOTT]}).status_code == 204
    assert cliq.post(path, {"user_ids": [HELEN_ID]}).status_code == 204
    assert members(cliq, care) == [SCOTT_ID, RYAN_ID, HELEN_ID]
    assert SCOTT_ID not in members(cliq, support)
    assert cliq.delete(path, {"user_ids": [SCOTT_ID]}).status_code == 204
    assert members(cliq, care) == [RYAN_ID, HELEN_ID]
    both = {"user_ids": [SCOTT_ID], "email_ids": [emulator.SCOTT]}
    assert tools.problem(cliq.post(path, both)) == (400, "input_pattern_mismatch")
    assert tools.problem(cliq.post(path, {})) == (400, "param_missing")
    assert tools.problem(cliq.delete(path, {"user_ids": [SCOTT_ID]})) == (400, "operation_failed")


def test_each_call_about_departments_has_its_scope(emulator, root, care, tools):
    reader = emulator.cliq(scope="ZohoCliq.Departments.READ")
    missing = (401, "oauthtoken_scope_invalid")
    assert tools.problem(reader.post("/departments", body_of(root, "New"))) == missing
    assert tools.problem(reader.put(f"/departments/{care}", {"name": "x"})) == missing
    assert tools.problem(reader.post(f"/departments/{care}/members", {"user_ids": [HELEN_ID]})) == missing
    updater = emulator.cliq(scope="ZohoCliq.Departments.UPDATE")
    assert tools.problem(updater.delete(f"/departments/{care}/members", {"user_ids": [RYAN_ID]})) == missing
    assert tools.problem(updater.get("/departments")) == missing


def test_calls_about_departments_are_counted(cliq, root, tools):
    answers = [cliq.get(f"/departments/{root}") for _number in range(31)]
    assert {answer.status_code for answer in answers[:30]} == {200}
    assert tools.problem(answers[30]) == (400, "request_limit_exceeded")


# Designations


def test_designations_are_made_renamed_and_deleted(cliq, scott, tools):
    created = cliq.post("/designations", {"name": "Night Lead", "user_ids": [RYAN_ID]}).json()
    path = f"/designations/{created['data']['id']}"
    assert created == cliq.get(path).json() == {"data": {"name": "Night Lead", "id": created["data"]["id"]}}
    assert cliq.put(path, {"name": ["Leads"]}).json()["data"]["name"] == "Leads"
    assert cliq.put(path, {"name": "Night Leads"}).json()["data"]["name"] == "Night Leads"
    assert cliq.get(f"/users/{RYAN_ID}").json()["data"]["designation"]["name"] == "Night Leads"
    assert cliq.get("/designations", search="night").json()["data"] == [{"name": "Night Leads", "id": path[14:]}]
    assert tools.problem(cliq.post("/designations", {"name": "Writer"})) == (400, "designation_already_exist")
    assert tools.problem(cliq.post("/designations", {"name": "x" * 31})) == (400, "input_pattern_mismatch")
    assert tools.problem(scott.post("/designations", {"name": "Boss"})) == (403, "not_an_organization_admin")
    assert cliq.delete(path).status_code == 204
    assert tools.problem(cliq.get(path)) == (400, "designation_not_exist")


def test_people_have_one_designation(cliq, tools):
    writer = ids(cliq, "designations")["Writer"]
    path = f"/designations/{writer}/members"
    assert cliq.post(path, {"user_ids": [SCOTT_ID]}).status_code == 204
    assert members(cliq, writer, "designations") == [SCOTT_ID, "62440170"]
    assert cliq.get(f"/users/{SCOTT_ID}").json()["data"]["designation"] == {"name": "Writer", "id": writer}
    assert cliq.delete(path, {"user_ids": [SCOTT_ID]}).status_code == 204
    assert members(cliq, writer, "designations") == ["62440170"]
    assert tools.problem(cliq.get(path)) == (400, "param_missing")  # limit is mandatory here


def test_designation_names_by_quirk(emulator, cliq, tools):
    path = f"/designations/{ids(cliq, 'designations')['Writer']}"
    emulator.quirk("designation-name", "text")
    assert tools.problem(cliq.put(path, {"name": ["Author"]})) == (400, "input_pattern_mismatch")
    emulator.quirk("designation-name", "list")
    assert tools.problem(cliq.put(path, {"name": "Author"})) == (400, "input_pattern_mismatch")
    assert cliq.put(path, {"name": ["Author"]}).status_code == 200
