# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The body of zoho.cliq.team: what is read, what is sent, what is said; and that check mode sends nothing."""

from __future__ import annotations

import contextlib
import dataclasses
import json
import time
import types
import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._module import _creations, team
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Context, Result, guarded
from ansible_collections.zoho.cliq.plugins.module_utils._module.team import BODY
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import Records, Zoho, cliq_client, run_body, validated

Request = tuple[str, str, dict[str, t.Any]]
ID = "4435961"


def raw_team(**changes: t.Any) -> dict[str, t.Any]:
    """A team as Zoho's page about teams shows it."""
    return {
        "name": "Platform",
        "creation_time": "2024-03-11T09:30:00+05:30",
        "organization_id": "62439860",
        "is_active": True,
        "is_moderator": False,
        "description": "Runs things",
        "team_id": ID,
        "joined": True,
        "participant_count": 2,
        **changes,
    }


def raw_member(number: int, name: str, **changes: t.Any) -> dict[str, t.Any]:
    return {
        "email_id": f"{name.lower()}@zylker.example",
        "user_id": str(number),
        "display_name": name,
        "is_moderator": False,
        "user_type": "user",
        "role": "member",
        "full_name": f"{name} Doe",
        **changes,
    }


PATRICIA, SCOTT, RYAN = raw_member(11, "Patricia"), raw_member(12, "Scott"), raw_member(13, "Ryan")
OTHER = raw_team(team_id="7", name="Sales")


def lists(*teams: dict[str, t.Any]) -> Request:
    return "GET", "/teams", {"json": {"teams": list(teams)}}


def reads(team: dict[str, t.Any]) -> Request:
    return "GET", f"/teams/{team['team_id']}", {"json": team}


def reads_members(*members: dict[str, t.Any]) -> Request:
    return "GET", f"/teams/{ID}/members", {"json": {"members": list(members)}}


def knows(member: dict[str, t.Any], by: str = "email_id") -> Request:
    user = {"id": member["user_id"], "email_id": member["email_id"], "name": member["full_name"]}
    return "GET", f"/users/{member[by]}", {"json": {"data": user}}


def knows_not(who: str) -> Request:
    return "GET", f"/users/{who}", {"status": 404, "json": {"code": "request_url_invalid", "message": "x"}}


def adds(*ids: str, **answer: t.Any) -> Request:
    return "POST", f"/teams/{ID}/members", {"sends": {"user_ids": list(ids)}, **(answer or {"status": 204})}


def removes(user_id: str, **answer: t.Any) -> Request:
    return "DELETE", f"/teams/{ID}/members/{user_id}", answer or {"status": 204}


def creates(wish: dict[str, t.Any], /, **answer: t.Any) -> Request:
    made = raw_team(description=wish.get("description"))
    return "POST", "/teams", {"sends": wish, **(answer or {"json": made})}


def updates(changes: dict[str, t.Any], /, **answer: t.Any) -> Request:
    return "PUT", f"/teams/{ID}", {"sends": changes, **(answer or {"json": raw_team(**changes)})}


LOST: dict[str, t.Any] = {"status": 502, "body": b"<html>"}
GONE: dict[str, t.Any] = {"status": 400, "json": {"code": "team_not_exist", "message": "There is no such team."}}


@dataclasses.dataclass
class Case:
    """A task, the requests that read, those that follow in a real run, and what comes of it."""

    task: dict[str, t.Any]
    reading: list[Request]
    writing: list[Request] = dataclasses.field(default_factory=list)
    before: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    after: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    members: list[str] | None = None

    @property
    def changed(self) -> bool:
        return bool(self.writing)


THERE = {"name": "Platform", "description": "Runs things"}
CASES = {
    "create with nothing but a name": Case(
        {"name": " Platform "},
        [lists(OTHER)],
        [creates({"name": "Platform"}, json=raw_team(description=None))],
        after={"name": "Platform", "description": ""},
    ),
    "create with everything": Case(
        {**THERE, "members": ["scott@zylker.example", "13", "SCOTT@zylker.example"]},
        [lists(OTHER), knows(SCOTT), knows(RYAN, "user_id")],
        [creates({**THERE, "user_ids": ["12", "13"]}), reads_members(SCOTT, RYAN)],
        after={**THERE, "members": ["ryan@zylker.example", "scott@zylker.example"]},
        members=["12", "13"],
    ),
    "create with members whom the list does not show yet, and with the creator": Case(
        {"name": "Platform", "members": ["12"]},
        [lists(), knows(SCOTT, "user_id")],
        [creates({"name": "Platform", "user_ids": ["12"]}), reads_members(PATRICIA)],
        after={"name": "Platform", "description": "", "members": ["scott@zylker.example"]},
        members=["11", "12"],
    ),
    "create with exactly these members": Case(
        {"name": "Platform", "members": ["12"], "members_state": "exact"},
        [lists(), knows(SCOTT, "user_id")],
        [creates({"name": "Platform", "user_ids": ["12"]}), reads_members(PATRICIA, SCOTT), removes("11")],
        after={"name": "Platform", "description": "", "members": ["scott@zylker.example"]},
        members=["12"],
    ),
    "create although members should be absent": Case(
        {"name": "Platform", "members": ["12"], "members_state": "absent"},
        [lists()],
        [creates({"name": "Platform"}), reads_members(PATRICIA)],
        after={"name": "Platform", "description": "", "members": []},
        members=["11"],
    ),
    "nothing to do": Case(
        {"name": "PLATFORM", "description": "Runs things"}, [lists(OTHER, raw_team())], [], THERE, THERE
    ),
    "nothing to do, ids as numbers": Case(
        {"name": "Platform", "members": ["12", "Patricia@zylker.example"]},
        [lists(raw_team(team_id=int(ID))), reads_members(PATRICIA, {**SCOTT, "user_id": 12})],
        [],
        {**THERE, "members": ["patricia@zylker.example", "scott@zylker.example"]},
        {**THERE, "members": ["patricia@zylker.example", "scott@zylker.example"]},
        members=["11", "12"],
    ),
    "another description": Case(
        {"name": "Platform", "description": "New"},
        [lists(raw_team())],
        [updates({"description": "New"})],
        THERE,
        {**THERE, "description": "New"},
    ),
    "an empty description": Case(
        {"name": "Platform", "description": ""},
        [lists(raw_team())],
        [updates({"description": ""}, status=204)],
        THERE,
        {**THERE, "description": ""},
    ),
    "no description is an empty one": Case(
        {"name": "Platform", "description": ""},
        [lists(raw_team(description=None))],
        [],
        {"name": "Platform", "description": ""},
        {"name": "Platform", "description": ""},
    ),
    "renamed by its id": Case(
        {"team_id": ID, "name": "Base"},
        [reads(raw_team()), lists(raw_team(), OTHER)],
        [updates({"name": "Base"}, json={"Response Code": "204 No response"})],
        THERE,
        {**THERE, "name": "Base"},
    ),
    "not renamed because of case": Case({"team_id": ID, "name": "platform"}, [reads(raw_team())], [], THERE, THERE),
    "the team in an envelope": Case(
        {"team_id": ID}, [("GET", f"/teams/{ID}", {"json": {"data": raw_team()}})], [], THERE, THERE
    ),
    "the lists in an envelope": Case(
        {"name": "Platform", "members": ["12"]},
        [
            ("GET", "/teams", {"json": {"data": [raw_team()]}}),
            ("GET", f"/teams/{ID}/members", {"json": {"data": [SCOTT]}}),
        ],
        [],
        {**THERE, "members": ["scott@zylker.example"]},
        {**THERE, "members": ["scott@zylker.example"]},
        members=["12"],
    ),
    "members added": Case(
        {"name": "Platform", "members": ["patricia@zylker.example", "scott@zylker.example", "13"]},
        [lists(raw_team()), reads_members(PATRICIA), knows(SCOTT), knows(RYAN, "user_id")],
        [adds("12", "13")],
        {**THERE, "members": ["patricia@zylker.example"]},
        {**THERE, "members": ["patricia@zylker.example", "ryan@zylker.example", "scott@zylker.example"]},
        members=["11", "12", "13"],
    ),
    "a second address of a member": Case(
        {"name": "Platform", "members": ["pat@zylker.example"]},
        [
            lists(raw_team()),
            reads_members(PATRICIA),
            (
                "GET",
                "/users/pat@zylker.example",
                {"json": {"data": {"id": "11", "email_id": "patricia@zylker.example"}}},
            ),
        ],
        [],
        {**THERE, "members": ["patricia@zylker.example"]},
        {**THERE, "members": ["patricia@zylker.example"]},
        members=["11"],
    ),
    "members removed": Case(
        {"name": "Platform", "members": ["SCOTT@zylker.example", "13", "99"], "members_state": "absent"},
        [lists(raw_team()), reads_members(PATRICIA, SCOTT, RYAN)],
        [removes("12"), removes("13")],
        {**THERE, "members": ["patricia@zylker.example", "ryan@zylker.example", "scott@zylker.example"]},
        {**THERE, "members": ["patricia@zylker.example"]},
        members=["11"],
    ),
    "exactly these members, and another description": Case(
        {"name": "Platform", "members": ["12", "ryan@zylker.example"], "members_state": "exact", "description": "New"},
        [lists(raw_team()), reads_members(PATRICIA, SCOTT), knows(RYAN)],
        [updates({"description": "New"}), adds("13"), removes("11")],
        {**THERE, "members": ["patricia@zylker.example", "scott@zylker.example"]},
        {"name": "Platform", "description": "New", "members": ["ryan@zylker.example", "scott@zylker.example"]},
        members=["12", "13"],
    ),
    "members removed by addresses that the list does not tell": Case(
        {
            "name": "Platform",
            "members": ["scott@zylker.example", "pat@zylker.example", "11"],
            "members_state": "absent",
        },
        [
            lists(raw_team()),
            reads_members({**PATRICIA, "email_id": None}, {**SCOTT, "email_id": None}, RYAN),
            knows(SCOTT),
            (
                "GET",
                "/users/pat@zylker.example",
                {"json": {"data": {"id": "11", "email_id": "patricia@zylker.example"}}},
            ),
        ],
        [removes("11"), removes("12")],
        {**THERE, "members": ["11", "12", "ryan@zylker.example"]},
        {**THERE, "members": ["ryan@zylker.example"]},
        members=["13"],
    ),
    "nobody is named": Case(
        {"name": "Platform", "members": []},
        [lists(raw_team()), reads_members(PATRICIA)],
        [],
        {**THERE, "members": ["patricia@zylker.example"]},
        {**THERE, "members": ["patricia@zylker.example"]},
        members=["11"],
    ),
    "deleted": Case(
        {"name": "platform", "state": "absent"},
        [lists(raw_team())],
        [("DELETE", f"/teams/{ID}", {"status": 204})],
        {**THERE, "team_id": ID},
    ),
    "deleted by its id": Case(
        {"team_id": ID, "state": "absent"},
        [reads(raw_team())],
        [("DELETE", f"/teams/{ID}", {"status": 204})],
        {**THERE, "team_id": ID},
    ),
    "deleted already": Case({"name": "platform", "state": "absent"}, [lists(OTHER)]),
    "deleted already, by its id": Case({"team_id": ID, "state": "absent"}, [("GET", f"/teams/{ID}", GONE)]),
}


def play(zoho: Zoho, *requests: Request) -> None:
    for method, path, rest in requests:
        zoho.cliq(method, path, **rest)


@pytest.mark.parametrize("name", CASES)
def test_the_wished_state(zoho: Zoho, name: str) -> None:
    case = CASES[name]
    play(zoho, *case.reading, *case.writing)
    result = run_body(BODY, case.task)
    assert "failed" not in result, result
    assert result["changed"] is case.changed
    assert result["diff"] == {"before": case.before, "after": case.after}
    if not case.after:
        assert set(result) == {"changed", "diff"}
        return
    assert result["team"]["team_id"] == ID
    for key in ("name", "description"):
        assert result["team"][key] == case.after[key]
    if case.members is None:
        assert "members" not in result
    else:
        assert sorted(member["user_id"] for member in result["members"]) == case.members
        assert all(member["email_id"] and member["name"] is not None for member in result["members"])
        assert result["team"]["participant_count"] == len(case.members)


@pytest.mark.parametrize("name", CASES)
def test_check_mode_sends_nothing_that_changes_and_tells_the_same(zoho: Zoho, name: str) -> None:
    case = CASES[name]
    play(zoho, *case.reading)
    result = run_body(BODY, case.task, check=True)
    assert result["changed"] is case.changed
    assert result["diff"] == {"before": case.before, "after": case.after}
    assert {request.split(" ")[0] for request in zoho.sent} == {"GET"}
    if case.after:
        for key in ("name", "description"):
            assert result["team"][key] == case.after[key]
        assert ("members" in result) is (case.members is not None)


# --- input that cannot be right, and people whom nobody knows -----------------------------------------------------------


def failed(result: Result, code: str) -> str:
    assert result["failed"] is True
    assert result["failure"]["code"] == code, result
    assert result["failure"]["message"] == result["msg"]
    return str(result["msg"])


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ({"name": "  "}, "name is empty"),
        ({"name": "x" * 31}, "name has 31 characters, and Cliq allows 30"),
        ({"team_id": "T4000000040005"}, "is not a team id"),
        ({"name": "x", "members": ["scott", "12"]}, "members has 'scott'"),
        ({"name": "x", "members_state": "exact"}, "members is missing"),
        ({"name": "x", "members_state": "exact", "members": []}, "would remove everybody"),
        ({"name": None}, "The team is missing"),
        ({"name": None, "team_id": None, "state": "absent"}, "The team is missing"),
        ({"name": ""}, "name is empty"),
        ({"team_id": ""}, "is not a team id"),
    ],
)
def test_what_cannot_be_right_is_said_before_anything_is_sent(zoho: Zoho, task: dict[str, t.Any], words: str) -> None:
    assert words in failed(run_body(BODY, task), "invalid_input")
    assert zoho.sent == []


def test_a_name_of_30_characters_is_fine(zoho: Zoho) -> None:
    play(zoho, lists())
    assert run_body(BODY, {"name": f" {'x' * 30} "}, check=True)["changed"] is True


@pytest.mark.parametrize("check", [False, True])
def test_all_unknown_people_are_named_before_anything_is_changed(zoho: Zoho, check: bool) -> None:
    play(
        zoho,
        lists(raw_team()),
        reads_members(PATRICIA),
        knows(SCOTT),
        knows_not("nobody@zylker.example"),
        knows_not("99"),
    )
    task = {
        "name": "Platform",
        "description": "New",
        "members": ["scott@zylker.example", "nobody@zylker.example", "99"],
        "members_state": "exact",
    }
    message = failed(run_body(BODY, task, check=check), "unknown_people")
    assert "nobody@zylker.example, 99" in message
    assert "scott" not in message


def run_with(
    task: dict[str, t.Any],
    *,
    granted: tuple[str, ...] | None = None,
    user_id: str | None = None,
    warnings: list[str] | None = None,
) -> Result:
    """Run the body for credentials of which more is known."""
    context = Context(
        params=validated(BODY, task),
        check_mode=False,
        connect=cliq_client,
        warn=(warnings if warnings is not None else []).append,
        guard=lambda key: contextlib.nullcontext(),
        granted=lambda: granted,
        user_id=lambda: user_id,
    )
    assert BODY.run is not None
    run = BODY.run
    return guarded(lambda: run(context))


def test_without_the_scope_addresses_are_refused_and_ids_are_used(zoho: Zoho) -> None:
    play(zoho, lists(raw_team()), reads_members(PATRICIA))
    message = failed(
        run_with({"name": "Platform", "members": ["a@zylker.example", "12"]}, granted=("ZohoCliq.Teams.ALL",)),
        "user_ids_not_told",
    )
    assert "a@zylker.example" in message and "ZohoCliq.Users.READ" in message and "12" not in message
    play(zoho, lists(raw_team()), reads_members(PATRICIA), adds("12"))
    result = run_with({"name": "Platform", "members": ["12"]}, granted=("ZohoCliq.Teams.ALL",))
    assert result["members"][1] == {"user_id": "12", "email_id": "", "name": ""}
    assert result["diff"]["after"]["members"] == ["12", "patricia@zylker.example"]


def test_the_user_behind_the_credentials_is_never_removed_by_exact(zoho: Zoho) -> None:
    warnings: list[str] = []
    play(zoho, lists(raw_team()), reads_members(PATRICIA, SCOTT))
    task = {"name": "Platform", "members": ["12"], "members_state": "exact"}
    result = run_with(task, user_id="11", warnings=warnings)
    assert result["changed"] is False
    assert [member["user_id"] for member in result["members"]] == ["11", "12"]
    assert len(warnings) == 1 and "stays in the team 'Platform'" in warnings[0]


@pytest.mark.parametrize(
    ("granted", "asked"), [(("ZohoCliq.Teams.ALL",), []), (None, [knows_not("scott@zylker.example")])]
)
def test_somebody_who_may_be_a_member_without_an_address_is_warned_about(
    zoho: Zoho, granted: tuple[str, ...] | None, asked: list[Request]
) -> None:
    warnings: list[str] = []
    play(zoho, lists(raw_team()), reads_members({**SCOTT, "email_id": None}), *asked)
    task = {"name": "Platform", "members": ["scott@zylker.example"], "members_state": "absent"}
    assert run_with(task, granted=granted, warnings=warnings)["changed"] is False
    (warning,) = warnings
    assert "whether scott@zylker.example is in the team 'Platform'" in warning


@pytest.mark.parametrize(("told", "shown"), [("2", 2), (" 2 ", 2), (2, 2), ("many", "many"), (None, None)])
def test_the_number_of_members_is_a_number_however_it_comes(zoho: Zoho, told: t.Any, shown: t.Any) -> None:
    play(zoho, lists(raw_team(participant_count=told)))
    assert run_body(BODY, {"name": "Platform"})["team"]["participant_count"] == shown


def test_the_user_behind_the_credentials_is_removed_when_named(zoho: Zoho) -> None:
    play(zoho, lists(raw_team()), reads_members(PATRICIA), removes("11"))
    task = {"name": "Platform", "members": ["11"], "members_state": "absent"}
    assert run_with(task, user_id="11")["changed"] is True


# --- which team is meant ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["present", "absent"])
def test_a_name_of_two_teams_is_refused(zoho: Zoho, state: str) -> None:
    play(zoho, lists(raw_team(), raw_team(team_id="8", name="PLATFORM")))
    message = failed(run_body(BODY, {"name": "Platform", "state": state}), "ambiguous_name")
    assert f"{ID} and 8" in message and "team_id" in message


@pytest.mark.parametrize("check", [False, True])
def test_a_name_that_another_team_has_is_not_given(zoho: Zoho, check: bool) -> None:
    play(zoho, reads(raw_team()), lists(raw_team(), OTHER))
    assert "because 7 has it" in failed(run_body(BODY, {"team_id": ID, "name": "sales"}, check=check), "ambiguous_name")


def test_an_id_that_does_not_exist_is_an_error(zoho: Zoho) -> None:
    play(zoho, ("GET", f"/teams/{ID}", GONE))
    failed(run_body(BODY, {"team_id": ID, "name": "x"}), "team_not_found")


def test_a_next_page_is_read_though_none_is_documented(zoho: Zoho) -> None:
    zoho.cliq("GET", "/teams", json={"teams": [OTHER], "has_more": True, "next_token": "n"})
    zoho.cliq("GET", "/teams", query={"next_token": "n"}, json={"teams": [raw_team()]})
    assert run_body(BODY, {"name": "Platform"})["changed"] is False


@pytest.mark.parametrize(
    ("task", "guards"),
    [({"name": " PLATform "}, ["team platform"]), ({"team_id": ID}, [f"team id {ID}"])],
)
def test_looking_and_changing_are_one_step(zoho: Zoho, task: dict[str, t.Any], guards: list[str]) -> None:
    taken: list[str] = []
    play(zoho, reads(raw_team()) if "team_id" in task else lists(raw_team()))
    run_body(BODY, task, guards=taken)
    assert taken == guards
    play(zoho, reads(raw_team()) if "team_id" in task else lists(raw_team()))
    run_body(BODY, task, guards=taken, check=True)
    assert taken == guards


def test_an_error_of_cliq_comes_with_its_code(zoho: Zoho) -> None:
    play(zoho, lists(raw_team()), updates({"description": "x"}, status=403, json={"code": "operation_not_allowed"}))
    result = run_body(BODY, {"name": "Platform", "description": "x"})
    failed(result, "operation_not_allowed")
    assert result["failure"]["status"] == 403


# --- many people ------------------------------------------------------------------------------------------------------

MANY = [raw_member(1000 + number, f"p{number}") for number in range(150)]


def lists_users() -> list[Request]:
    users = [{"id": one["user_id"], "email_id": one["email_id"], "name": one["full_name"]} for one in MANY]
    return [
        (
            "GET",
            "/users",
            {"query": {"limit": "100"}, "json": {"data": users[:100], "has_more": True, "next_token": "n"}},
        ),
        ("GET", "/users", {"query": {"limit": "100", "next_token": "n"}, "json": {"data": users[100:]}}),
    ]


def test_no_call_names_more_than_100_people(zoho: Zoho) -> None:
    ids = [one["user_id"] for one in MANY]
    task = {"name": "Platform", "members": [one["email_id"] for one in MANY]}
    body = {"name": "Platform", "user_ids": ids[:100]}
    play(zoho, lists(), *lists_users(), creates(body), adds(*ids[100:]), reads_members(PATRICIA, *MANY))
    result = run_body(BODY, task)
    assert result["changed"] is True
    assert result["team"]["participant_count"] == 151
    play(zoho, lists(raw_team()), reads_members(), *lists_users(), adds(*ids[:100]), adds(*ids[100:]))
    assert len(run_body(BODY, task)["members"]) == 150


# --- lost answers, and what is on record --------------------------------------------------------------------------------


KEY = "team platform"
NEW = {"name": "Platform"}


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    taken: list[float] = []
    for module in (_creations, team):
        monkeypatch.setattr(module, "time", types.SimpleNamespace(sleep=taken.append, time=time.time))
    return taken


def test_a_team_that_was_just_made_is_known_though_the_list_lags(zoho: Zoho) -> None:
    notebook = Records()
    play(zoho, lists(), creates(NEW))
    assert run_body(BODY, NEW, notebook=notebook)["changed"] is True
    assert json.loads(notebook.records[KEY]) == {"id": ID}
    play(zoho, lists(), reads(raw_team()))
    assert run_body(BODY, NEW, notebook=notebook)["changed"] is False
    play(zoho, lists(), reads(raw_team()), ("DELETE", f"/teams/{ID}", {"status": 204}))
    assert run_body(BODY, {**NEW, "state": "absent"}, notebook=notebook)["changed"] is True
    # The list may show it for some time yet.
    play(zoho, lists(raw_team()))
    assert run_body(BODY, {**NEW, "state": "absent"}, notebook=notebook)["changed"] is False


def test_a_team_that_was_changed_a_moment_ago_is_read_by_its_id(zoho: Zoho) -> None:
    notebook = Records()
    task = {**NEW, "description": "Runs more"}
    play(zoho, lists(raw_team()), updates({"description": "Runs more"}))
    assert run_body(BODY, task, notebook=notebook)["changed"] is True
    play(zoho, lists(raw_team()), reads(raw_team(description="Runs more")))
    assert run_body(BODY, task, notebook=notebook)["changed"] is False


def test_a_list_of_members_that_lags_is_waited_for(zoho: Zoho, pauses: list[float]) -> None:
    notebook = Records()
    task = {**NEW, "members": ["13"]}
    play(zoho, lists(raw_team()), reads_members(SCOTT), knows(RYAN, "user_id"), adds("13"))
    assert run_body(BODY, task, notebook=notebook)["changed"] is True
    play(zoho, lists(raw_team()), reads(raw_team()), reads_members(SCOTT), reads_members(SCOTT, RYAN))
    assert run_body(BODY, task, notebook=notebook)["changed"] is False
    assert pauses == [1.0]


@pytest.mark.parametrize("there", [GONE, {"json": raw_team(name="Renamed")}])
def test_a_record_of_a_team_that_is_gone_or_renamed_does_not_count(zoho: Zoho, there: dict[str, t.Any]) -> None:
    notebook = Records()
    notebook.records[KEY] = json.dumps({"id": ID}).encode()
    play(zoho, lists(), ("GET", f"/teams/{ID}", there), creates(NEW, json=raw_team(team_id="9")))
    assert run_body(BODY, NEW, notebook=notebook)["team"]["team_id"] == "9"


@pytest.mark.parametrize("answer", [LOST, {"status": 204}, {"json": {"status": "success"}}])
def test_a_creation_whose_answer_does_not_tell_the_team_is_looked_for(
    zoho: Zoho, pauses: list[float], answer: dict[str, t.Any]
) -> None:
    notebook = Records()
    play(zoho, lists(), creates(NEW, **answer), lists(), lists(raw_team()))
    result = run_body(BODY, NEW, notebook=notebook)
    assert (result["changed"], result["team"]["team_id"]) == (True, ID)
    assert pauses == [1.0, 2.0]
    assert json.loads(notebook.records[KEY]) == {"id": ID}
    assert zoho.sent.count("POST /api/v2/teams") == 1


@pytest.mark.parametrize(("answer", "code"), [(LOST, "outcome_unknown"), ({"status": 204}, "outcome_unknown")])
def test_a_creation_that_does_not_show_is_not_repeated_in_this_run(
    zoho: Zoho, pauses: list[float], answer: dict[str, t.Any], code: str
) -> None:
    notebook = Records()
    play(zoho, lists(), creates(NEW, **answer), *[lists()] * 4)
    failed(run_body(BODY, NEW, notebook=notebook), code)
    assert pauses == [1.0, 2.0, 4.0, 8.0]
    assert zoho.sent.count("POST /api/v2/teams") == 1
    # Nor in the next one, which looks once more.
    play(zoho, *[lists()] * 5)
    failed(run_body(BODY, NEW, notebook=notebook), "outcome_unknown")
    play(zoho, lists(), creates(NEW))
    assert run_body(BODY, NEW, notebook=notebook)["changed"] is True


@pytest.mark.parametrize("shows", [True, False])
def test_an_intent_of_a_run_that_was_killed_is_settled_first(zoho: Zoho, shows: bool) -> None:
    notebook = Records()
    notebook.records[KEY] = b'{"intent": true}'
    if shows:
        play(zoho, lists(), lists(raw_team()))
        assert run_body(BODY, NEW, notebook=notebook)["changed"] is False
    else:
        play(zoho, *[lists()] * 5)
        message = failed(run_body(BODY, NEW, notebook=notebook), "outcome_unknown")
        assert "the team 'Platform'" in message and "the next run will create it" in message
        assert notebook.records == {}


def test_a_list_that_fails_leaves_the_intent_open(zoho: Zoho) -> None:
    notebook = Records()
    refused = ("GET", "/teams", {"status": 403, "json": {"code": "operation_not_allowed"}})
    play(zoho, lists(), creates(NEW, **LOST), refused)
    failed(run_body(BODY, NEW, notebook=notebook), "outcome_unknown")
    assert json.loads(notebook.records[KEY]) == {"intent": {}}


def test_a_refused_creation_leaves_no_record(zoho: Zoho) -> None:
    notebook = Records()
    play(zoho, lists(), creates(NEW, status=403, json={"code": "operation_not_allowed"}))
    failed(run_body(BODY, NEW, notebook=notebook), "operation_not_allowed")
    assert notebook.records == {}


def test_check_mode_neither_waits_nor_writes_down(zoho: Zoho, pauses: list[float]) -> None:
    notebook = Records()
    notebook.records[KEY] = b'{"intent": true}'
    play(zoho, lists())
    assert run_body(BODY, NEW, check=True, notebook=notebook)["changed"] is True
    assert (pauses, list(notebook.records)) == ([], [KEY])


ADD = {"name": "Platform", "members": ["12", "13"]}
BEFORE_ADDING = [lists(raw_team()), reads_members(PATRICIA), knows(SCOTT, "user_id"), knows(RYAN, "user_id")]
ALREADY: dict[str, t.Any] = {
    "status": 400,
    "json": {"code": "operation_failed", "message": "User is already a member."},
}
DECIDED: dict[str, tuple[dict[str, t.Any], list[Request], list[Request], bool]] = {
    "a lost addition that was done": (
        ADD,
        BEFORE_ADDING,
        [adds("12", "13", **LOST), reads_members(PATRICIA, SCOTT, RYAN)],
        True,
    ),
    "a lost addition that was not done": (
        ADD,
        BEFORE_ADDING,
        [adds("12", "13", **LOST), reads_members(PATRICIA, SCOTT)],
        False,
    ),
    "somebody is there already": (
        ADD,
        BEFORE_ADDING,
        [adds("12", "13", **ALREADY), reads_members(PATRICIA, SCOTT), adds("13")],
        True,
    ),
    "all are there already": (ADD, BEFORE_ADDING, [adds("12", "13", **ALREADY), reads_members(SCOTT, RYAN)], True),
    "nobody is there, whatever Cliq says": (
        ADD,
        BEFORE_ADDING,
        [adds("12", "13", **ALREADY), reads_members(PATRICIA)],
        False,
    ),
    "an addition that is refused": (
        ADD,
        BEFORE_ADDING,
        [adds("12", "13", status=403, json={"code": "operation_not_allowed", "message": "No."})],
        False,
    ),
    "a lost removal that was done": (
        {"name": "Platform", "members": ["11"], "members_state": "absent"},
        [lists(raw_team()), reads_members(PATRICIA)],
        [removes("11", **LOST), reads_members()],
        True,
    ),
    "a lost removal that was not done": (
        {"name": "Platform", "members": ["11"], "members_state": "absent"},
        [lists(raw_team()), reads_members(PATRICIA)],
        [removes("11", **LOST), reads_members(PATRICIA)],
        False,
    ),
    "somebody to be removed is gone": (
        {"name": "Platform", "members": ["11"], "members_state": "absent"},
        [lists(raw_team()), reads_members(PATRICIA)],
        [removes("11", status=400, json={"code": "operation_failed", "message": "No."}), reads_members()],
        True,
    ),
    "a removal that is refused": (
        {"name": "Platform", "members": ["11"], "members_state": "absent"},
        [lists(raw_team()), reads_members(PATRICIA)],
        [removes("11", status=403, json={"code": "operation_not_allowed", "message": "No."})],
        False,
    ),
    "a lost change that was done": (
        {"name": "Platform", "description": "New"},
        [lists(raw_team())],
        [updates({"description": "New"}, **LOST), reads(raw_team(description="New"))],
        True,
    ),
    "a lost change that was not done": (
        {"name": "Platform", "description": "New"},
        [lists(raw_team())],
        [updates({"description": "New"}, **LOST), reads(raw_team())],
        False,
    ),
    "a lost deletion that was done": (
        {"name": "Platform", "state": "absent"},
        [lists(raw_team())],
        [("DELETE", f"/teams/{ID}", LOST), ("GET", f"/teams/{ID}", GONE)],
        True,
    ),
    "a lost deletion that was not done": (
        {"name": "Platform", "state": "absent"},
        [lists(raw_team())],
        [("DELETE", f"/teams/{ID}", LOST), reads(raw_team())],
        False,
    ),
    "somebody else deleted it a moment ago": (
        {"name": "Platform", "state": "absent"},
        [lists(raw_team())],
        [("DELETE", f"/teams/{ID}", GONE)],
        True,
    ),
}


@pytest.mark.parametrize("name", DECIDED)
def test_what_is_there_decides_what_a_call_did(zoho: Zoho, name: str) -> None:
    task, reading, writing, fine = DECIDED[name]
    play(zoho, *reading, *writing)
    result = run_body(BODY, task)
    assert ("failed" not in result) is fine, result
    if fine:
        assert result["changed"] is True
