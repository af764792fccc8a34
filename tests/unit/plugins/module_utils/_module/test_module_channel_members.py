# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The body of zoho.cliq.channel_members: what is read, what is sent and in which order; check mode sends nothing."""

from __future__ import annotations

import dataclasses
import types
import typing as t

import pytest
import requests
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.members import Members, normalized
from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput
from ansible_collections.zoho.cliq.plugins.module_utils._module import _membership_record, _membership_work
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Context
from ansible_collections.zoho.cliq.plugins.module_utils._module._membership import (
    Membership,
    Wish,
    newcomers,
    planned,
    wished,
)
from ansible_collections.zoho.cliq.plugins.module_utils._module._people import People
from ansible_collections.zoho.cliq.plugins.module_utils._module.channel_members import BODY
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import (
    Records,
    Result,
    Zoho,
    cliq_client,
    raw_channel,
    run_body,
)

ID = "O1864232000000076001"
PATH = f"/channels/{ID}/members"
PATRICIA, SCOTT, RYAN, HELEN, TARIQ = (
    f"{name}@zylker.example" for name in ("patricia.boyle", "scott.fisher", "ryan.west", "helen.moore", "tariq.aziz")
)
NUMBERS = {PATRICIA: "62439911", SCOTT: "62439948", RYAN: "62439985", HELEN: "62440059", TARIQ: "62440392"}
CHANNELS_ONLY: dict[str, t.Any] = {"granted": lambda: ("ZohoCliq.Channels.ALL",)}
LOST = {"body": requests.ConnectionError("reset")}
Request = tuple[str, str, dict[str, t.Any]]


def row(email: str, role: str = "member") -> dict[str, t.Any]:
    name = email.split("@")[0].replace(".", " ").title()
    return {"user_id": NUMBERS[email], "email_id": email, "name": name, "user_role": role}


def members(**roles: str) -> list[dict[str, t.Any]]:
    """Members by first name, each with a role; Patricia is the super admin."""
    emails = {email.split(".")[0]: email for email in NUMBERS}
    return [row(emails[name], role) for name, role in {"patricia": "super_admin", **roles}.items()]


def reads(zoho: Zoho, *there: dict[str, t.Any]) -> None:
    zoho.cliq("GET", PATH, json={"members": list(there)})


def finds(zoho: Zoho, *there: dict[str, t.Any], **changes: t.Any) -> None:
    zoho.lists(raw_channel(**changes))
    reads(zoho, *there)


def refused(message: str, code: str = "operation_failed") -> dict[str, t.Any]:
    return {"status": 400, "json": {"code": code, "message": message}}


def adds(*emails: str) -> Request:
    return "POST", PATH, {"sends": {"email_ids": list(emails)}, "status": 204}


def adds_ids(*ids: str) -> Request:
    return "POST", PATH, {"sends": {"user_ids": list(ids)}, "status": 204}


def removes(*emails: str, **more: t.Any) -> Request:
    return "DELETE", PATH, {"sends": {"user_ids": [NUMBERS[email] for email in emails], **more}, "status": 204}


def gives(email: str, role: str) -> Request:
    return "PUT", f"{PATH}/{NUMBERS[email]}", {"sends": {"role": role}, "status": 204}


def shows(*there: dict[str, t.Any]) -> Request:
    return "GET", PATH, {"json": {"members": list(there)}}


def person(email: str, role: str | None = None) -> dict[str, t.Any]:
    return {"email": email, **({"role": role} if role else {})}


@dataclasses.dataclass
class Case:
    """A task, who is there, the requests that write (and what is read between them), and who is there afterwards."""

    task: dict[str, t.Any]
    there: list[dict[str, t.Any]]
    writing: list[Request] = dataclasses.field(default_factory=list)
    after: dict[str, str] | None = None
    added: list[str] = dataclasses.field(default_factory=list)
    removed: list[str] = dataclasses.field(default_factory=list)
    role_changes: dict[str, tuple[str, str]] = dataclasses.field(default_factory=dict)
    warnings: list[str] = dataclasses.field(default_factory=list)
    own: str | None = None

    def check(self, result: Result) -> None:
        assert "failed" not in result, result
        before = {one["email_id"]: one["user_role"] for one in self.there}
        after = before if self.after is None else self.after
        assert result["changed"] is bool(self.writing)
        assert result["diff"] == {"before": {"members": before}, "after": {"members": after}}
        assert (result["added"], result["removed"]) == (self.added, self.removed)
        assert result["role_changes"] == {
            who: {"before": before, "after": after} for who, (before, after) in self.role_changes.items()
        }
        assert {one["email_id"] or one["user_id"]: one["role"] for one in result["members"]} == after
        assert result["channel"] == {
            "channel_id": ID,
            "name": "Ops Alerts",
            "chat_id": "CT_1184653329648523663_62439860",
            "unique_name": "opsalerts",
        }


BOSS = {PATRICIA: "super_admin"}
CASES = {
    "people are added": Case(
        {"email_ids": [SCOTT, RYAN]},
        members(),
        [adds(SCOTT, RYAN)],
        {**BOSS, SCOTT: "member", RYAN: "member"},
        added=[SCOTT, RYAN],
    ),
    "only those who are missing are added": Case(
        {"email_ids": [SCOTT.upper(), RYAN], "user_ids": [NUMBERS[HELEN]]},
        members(scott="admin", helen="member"),
        [adds(RYAN)],
        {**BOSS, SCOTT: "admin", HELEN: "member", RYAN: "member"},
        added=[RYAN],
    ),
    "people are added by id": Case(
        {"user_ids": [NUMBERS[SCOTT]], "members": [{"user_id": NUMBERS[RYAN]}]},
        members(),
        [adds_ids(NUMBERS[RYAN], NUMBERS[SCOTT])],
        {**BOSS, NUMBERS[RYAN]: "member", NUMBERS[SCOTT]: "member"},
        added=[NUMBERS[RYAN], NUMBERS[SCOTT]],
    ),
    "ids and addresses go in calls of their own": Case(
        {"user_ids": [NUMBERS[SCOTT]], "email_ids": [RYAN]},
        members(),
        [adds_ids(NUMBERS[SCOTT]), adds(RYAN)],
        {**BOSS, NUMBERS[SCOTT]: "member", RYAN: "member"},
        added=[NUMBERS[SCOTT], RYAN],
    ),
    "nothing to do": Case({"email_ids": [SCOTT]}, members(scott="moderator")),
    "nobody is named": Case({"email_ids": []}, members()),
    "a new member gets a role by the id that the list then shows": Case(
        {"members": [person(SCOTT, "admin")]},
        members(),
        [adds(SCOTT), shows(*members(scott="member")), gives(SCOTT, "admin")],
        {**BOSS, SCOTT: "admin"},
        added=[SCOTT],
    ),
    "a new member by id gets a role without another look": Case(
        {"user_ids": [NUMBERS[SCOTT]], "role": "moderator"},
        members(),
        [adds_ids(NUMBERS[SCOTT]), gives(SCOTT, "moderator")],
        {**BOSS, NUMBERS[SCOTT]: "moderator"},
        added=[NUMBERS[SCOTT]],
    ),
    "a new plain member needs no role": Case(
        {"members": [person(SCOTT, "member")]},
        members(),
        [adds(SCOTT)],
        {**BOSS, SCOTT: "member"},
        added=[SCOTT],
    ),
    "roles change upward first": Case(
        {"members": [person(PATRICIA, "admin"), person(SCOTT, "member"), person(RYAN, "super_admin")]},
        members(scott="admin", ryan="moderator"),
        [gives(RYAN, "super_admin"), gives(PATRICIA, "admin"), gives(SCOTT, "member")],
        {PATRICIA: "admin", SCOTT: "member", RYAN: "super_admin"},
        role_changes={
            RYAN: ("moderator", "super_admin"),
            PATRICIA: ("super_admin", "admin"),
            SCOTT: ("admin", "member"),
        },
    ),
    "the common role is for those without one": Case(
        {"members": [person(SCOTT, "admin"), person(RYAN)], "email_ids": [HELEN], "role": "moderator"},
        members(scott="admin", ryan="member", helen="moderator"),
        [gives(RYAN, "moderator")],
        {**BOSS, SCOTT: "admin", RYAN: "moderator", HELEN: "moderator"},
        role_changes={RYAN: ("member", "moderator")},
    ),
    "all at once in the order add, promote, demote, remove": Case(
        {
            "state": "exact",
            "members": [person(PATRICIA), person(HELEN, "admin"), person(SCOTT, "member"), person(TARIQ, "admin")],
        },
        members(scott="admin", ryan="member", helen="member"),
        [
            adds(TARIQ),
            gives(HELEN, "admin"),
            shows(*members(scott="admin", ryan="member", helen="admin", tariq="member")),
            gives(TARIQ, "admin"),
            gives(SCOTT, "member"),
            removes(RYAN),
        ],
        {**BOSS, SCOTT: "member", HELEN: "admin", TARIQ: "admin"},
        added=[TARIQ],
        removed=[RYAN],
        role_changes={HELEN: ("member", "admin"), SCOTT: ("admin", "member")},
    ),
    "people are removed": Case(
        {"email_ids": [SCOTT, TARIQ], "state": "absent"},
        members(scott="admin", ryan="member"),
        [removes(SCOTT)],
        {**BOSS, RYAN: "member"},
        removed=[SCOTT],
    ),
    "people are removed silently": Case(
        {"user_ids": [NUMBERS[SCOTT]], "state": "absent", "silent": True},
        members(scott="admin"),
        [removes(SCOTT, silent=True)],
        BOSS,
        removed=[SCOTT],
    ),
    "nobody is left to remove": Case({"email_ids": [SCOTT], "state": "absent"}, members(ryan="member")),
    "exactly those who are there": Case(
        {"email_ids": [PATRICIA, SCOTT], "state": "exact"},
        members(scott="admin"),
    ),
    "a super admin is removed while another stays": Case(
        {"email_ids": [PATRICIA], "state": "absent"},
        members(scott="super_admin"),
        [removes(PATRICIA)],
        {SCOTT: "super_admin"},
        removed=[PATRICIA],
    ),
    "the last super admin stays though others are wished for exactly": Case(
        {"email_ids": [SCOTT], "state": "exact"},
        members(scott="admin", ryan="member"),
        [removes(RYAN)],
        {**BOSS, SCOTT: "admin"},
        removed=[RYAN],
        warnings=[PATRICIA],
    ),
    "with nobody else to go, the last super admin stays and nothing changes": Case(
        {"email_ids": [SCOTT], "state": "exact"},
        members(scott="admin"),
        warnings=[PATRICIA],
    ),
    "a new super admin lets the old one go": Case(
        {"members": [person(SCOTT, "super_admin")], "state": "exact"},
        members(scott="admin"),
        [gives(SCOTT, "super_admin"), removes(PATRICIA)],
        {SCOTT: "super_admin"},
        removed=[PATRICIA],
        role_changes={SCOTT: ("admin", "super_admin")},
    ),
    "the own user stays though others are wished for exactly": Case(
        {"email_ids": [PATRICIA], "state": "exact"},
        members(scott="admin", ryan="member"),
        [removes(RYAN)],
        {**BOSS, SCOTT: "admin"},
        removed=[RYAN],
        warnings=[SCOTT],
        own=NUMBERS[SCOTT],
    ),
    "the own user is demoted at the very end": Case(
        {"members": [person(PATRICIA, "member"), person(SCOTT, "super_admin")], "state": "exact"},
        members(scott="admin", ryan="member"),
        [gives(SCOTT, "super_admin"), removes(RYAN), gives(PATRICIA, "member")],
        {PATRICIA: "member", SCOTT: "super_admin"},
        removed=[RYAN],
        role_changes={PATRICIA: ("super_admin", "member"), SCOTT: ("admin", "super_admin")},
        own=NUMBERS[PATRICIA],
    ),
    "the own user is removed after all others": Case(
        {"email_ids": [SCOTT, RYAN], "state": "absent"},
        members(scott="admin", ryan="member"),
        [removes(RYAN, SCOTT)],
        BOSS,
        removed=[SCOTT, RYAN],
        own=NUMBERS[SCOTT],
    ),
    "only roles of members change if nobody is to be added": Case(
        {"members": [person(SCOTT, "admin")], "add_missing": False},
        members(scott="member"),
        [gives(SCOTT, "admin")],
        {**BOSS, SCOTT: "admin"},
        role_changes={SCOTT: ("member", "admin")},
    ),
}


def context_of(case: Case) -> dict[str, t.Any]:
    return {**CHANNELS_ONLY, "user_id": lambda: case.own}


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Nobody waits; the pauses that would have been made."""
    taken: list[float] = []
    for module in (_membership_work, _membership_record):
        monkeypatch.setattr(module, "time", types.SimpleNamespace(sleep=taken.append))
    return taken


@pytest.mark.parametrize("name", CASES)
def test_the_wished_members(zoho: Zoho, name: str) -> None:
    case = CASES[name]
    finds(zoho, *case.there)
    for method, path, rest in case.writing:
        zoho.cliq(method, path, **rest)
    warnings: list[str] = []
    guards: list[str] = []
    result = run_body(BODY, {"name": "#OPS alerts", **case.task}, warnings=warnings, guards=guards, **context_of(case))
    case.check(result)
    assert len(warnings) == len(case.warnings)
    assert all(who in warning for who, warning in zip(case.warnings, warnings, strict=True))
    assert guards == [f"members {ID}"]


@pytest.mark.parametrize("name", CASES)
def test_check_mode_sends_nothing_that_changes_and_tells_the_same(zoho: Zoho, name: str) -> None:
    case = CASES[name]
    finds(zoho, *case.there)
    guards: list[str] = []
    result = run_body(BODY, {"name": "Ops Alerts", **case.task}, check=True, guards=guards, **context_of(case))
    case.check(result)
    assert {request.split(" ")[0] for request in zoho.sent} == {"GET"}
    assert guards == []


def test_a_channel_is_found_by_its_id(zoho: Zoho) -> None:
    zoho.cliq("GET", f"/channels/{ID}", json=raw_channel())
    reads(zoho, *members())
    result = run_body(BODY, {"channel_id": ID, "email_ids": [PATRICIA]}, **CHANNELS_ONLY)
    assert result["changed"] is False and result["channel"]["name"] == "Ops Alerts"


def test_a_member_is_known_by_an_id_that_comes_as_a_number(zoho: Zoho) -> None:
    finds(zoho, *({**one, "user_id": int(one["user_id"])} for one in members(scott="admin")))
    zoho.cliq("PUT", f"{PATH}/{NUMBERS[SCOTT]}", sends={"role": "member"}, status=204)
    result = run_body(BODY, {"name": "ops alerts", "user_ids": [NUMBERS[SCOTT]], "role": "member"}, **CHANNELS_ONLY)
    assert result["role_changes"] == {SCOTT: {"before": "admin", "after": "member"}}


def test_a_hundred_and_one_people_take_two_calls(zoho: Zoho) -> None:
    ids = [str(number) for number in range(1000, 1101)]
    finds(zoho, *members())
    zoho.cliq("POST", PATH, sends={"user_ids": ids[:100]}, status=204)
    zoho.cliq("POST", PATH, sends={"user_ids": ids[100:]}, status=204)
    result = run_body(BODY, {"name": "ops alerts", "user_ids": ids}, **CHANNELS_ONLY)
    assert len(result["added"]) == 101 and len(result["members"]) == 102


def test_a_hundred_and_one_people_go_with_two_calls(zoho: Zoho) -> None:
    ids = [str(number) for number in range(1000, 1101)]
    there = [{"user_id": one, "email_id": f"{one}@zylker.example", "name": one, "user_role": "member"} for one in ids]
    finds(zoho, *members(), *there)
    zoho.cliq("DELETE", PATH, sends={"user_ids": ids[:100]}, status=204)
    zoho.cliq("DELETE", PATH, sends={"user_ids": ids[100:]}, status=204)
    task = {"name": "ops alerts", "email_ids": [PATRICIA], "state": "exact"}
    assert len(run_body(BODY, task, **CHANNELS_ONLY)["removed"]) == 101


# --- what cannot be meant ---


def failure(result: Result, code: str) -> str:
    assert result["failed"] is True, result
    assert result["failure"]["code"] == code, result
    return str(result["msg"])


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ({"members": [{"role": "admin"}]}, "members[0] needs either email or user_id"),
        ({"members": [person(SCOTT), {"email": SCOTT, "user_id": "1"}]}, "members[1] needs either email or user_id"),
        ({"members": [{"email": "scott"}]}, "'scott', which is not an e-mail address"),
        ({"email_ids": [SCOTT, "1234"]}, "email_ids[1] is '1234'"),
        ({"user_ids": [SCOTT]}, f"user_ids[0] is the e-mail address '{SCOTT}'"),
        ({"user_ids": ["b-1974166000016769005"]}, "not a user id"),
        ({"members": [person(SCOTT, "admin"), person(SCOTT.title(), "member")]}, "different roles (admin and member)"),
        ({"members": [person(SCOTT, "admin")], "email_ids": [SCOTT]}, "different roles (admin and without a role)"),
        ({"email_ids": [SCOTT], "role": "admin", "state": "absent"}, "A role makes no sense"),
        ({"members": [person(SCOTT, "admin")], "state": "absent"}, "A role makes no sense"),
        ({"members": [], "state": "exact"}, "would remove everybody"),
        ({"email_ids": [], "bots": ["oncall"], "state": "exact"}, "would remove everybody"),
        ({"bots": [" "]}, "bots has an empty name"),
        ({"members": None}, "Nobody is named"),
        ({"members": None, "bots": None, "state": "exact"}, "Nobody is named"),
        ({"email_ids": [SCOTT], "name": None}, "The channel is missing"),
        ({"email_ids": [SCOTT], "name": ""}, "name is empty"),
        ({"bots": ["b-1974166000016769005"]}, "adds a bot by its unique name"),
        ({"email_ids": [SCOTT], "name": "x" * 51}, "51 characters"),
    ],
)
@pytest.mark.parametrize("check", [False, True])
def test_what_cannot_be_meant_is_refused_without_a_request(
    zoho: Zoho, task: dict[str, t.Any], words: str, check: bool
) -> None:
    assert words in failure(run_body(BODY, {"name": "Ops Alerts", **task}, check=check), "invalid_input")
    assert zoho.sent == []


def test_the_same_person_by_address_and_id_is_one_person(zoho: Zoho) -> None:
    task = {"name": "Ops Alerts", "email_ids": [SCOTT], "user_ids": [NUMBERS[SCOTT]], "role": "admin"}
    finds(zoho, *members(scott="member"))
    zoho.cliq("PUT", f"{PATH}/{NUMBERS[SCOTT]}", sends={"role": "admin"}, status=204)
    assert run_body(BODY, task, **CHANNELS_ONLY)["role_changes"] == {SCOTT: {"before": "member", "after": "admin"}}


def test_the_same_person_by_address_and_id_cannot_have_two_roles(zoho: Zoho) -> None:
    wish = [person(SCOTT, "admin"), {"user_id": NUMBERS[SCOTT], "role": "member"}]
    finds(zoho, *members(scott="member"))
    assert "named twice" in failure(
        run_body(BODY, {"name": "Ops Alerts", "members": wish}, **CHANNELS_ONLY), "invalid_input"
    )


@pytest.mark.parametrize("check", [False, True])
@pytest.mark.parametrize(
    "task",
    [
        {"email_ids": [PATRICIA, SCOTT], "state": "absent"},
        {"members": [person(PATRICIA, "admin"), person(RYAN)]},
        {"members": [person(PATRICIA, "member"), person(SCOTT)], "state": "exact"},
    ],
)
def test_a_channel_keeps_its_last_super_admin(zoho: Zoho, task: dict[str, t.Any], check: bool) -> None:
    finds(zoho, *members(scott="admin"))
    message = failure(run_body(BODY, {"name": "Ops Alerts", **task}, check=check, **CHANNELS_ONLY), "last_super_admin")
    assert PATRICIA in message and SCOTT not in message
    assert {request.split(" ")[0] for request in zoho.sent} == {"GET"}


@pytest.mark.parametrize("check", [False, True])
def test_people_who_are_no_members_are_all_named_if_nobody_is_to_be_added(zoho: Zoho, check: bool) -> None:
    finds(zoho, *members(scott="member"))
    task = {"name": "Ops Alerts", "email_ids": [RYAN, SCOTT, HELEN], "role": "admin", "add_missing": False}
    message = failure(run_body(BODY, task, check=check), "not_members")
    assert f"{RYAN} and {HELEN} are not in the channel 'Ops Alerts'" in message


@pytest.mark.parametrize("check", [False, True])
def test_unknown_people_are_all_named_before_anything_is_changed(zoho: Zoho, check: bool) -> None:
    finds(zoho, *members(scott="member"))
    unknown = {"status": 404, "json": {"code": "request_url_invalid", "message": "x"}}
    zoho.cliq("GET", "/users/1", **unknown)
    zoho.cliq("GET", "/users/nobody@zylker.example", **unknown)
    zoho.cliq("GET", f"/users/{RYAN}", json={"data": {"id": NUMBERS[RYAN], "email_id": RYAN}})
    task = {"name": "Ops Alerts", "email_ids": [SCOTT, "nobody@zylker.example", RYAN], "user_ids": ["1"]}
    message = failure(run_body(BODY, task, check=check), "unknown_people")
    assert "1 and nobody@zylker.example" in message and RYAN not in message


def test_guests_are_no_users_and_not_asked_for(zoho: Zoho) -> None:
    finds(zoho, *members(), level="external")
    zoho.cliq("POST", PATH, sends={"email_ids": ["guest@customer.example"]}, status=204)
    assert run_body(BODY, {"name": "Ops Alerts", "email_ids": ["guest@customer.example"]})["changed"] is True


def test_somebody_who_shall_go_is_not_asked_for(zoho: Zoho) -> None:
    finds(zoho, *members())
    task = {"name": "Ops Alerts", "email_ids": ["nobody@zylker.example"], "state": "absent"}
    assert run_body(BODY, task)["changed"] is False


NO_ADDRESSES = [{**one, "email_id": None} for one in members(scott="admin", ryan="member")]


@pytest.mark.parametrize("check", [False, True])
def test_somebody_shall_go_whose_address_the_list_does_not_tell(zoho: Zoho, check: bool) -> None:
    finds(zoho, *NO_ADDRESSES)
    zoho.cliq("GET", f"/users/{SCOTT}", json={"data": {"id": NUMBERS[SCOTT], "email_id": SCOTT}})
    zoho.cliq("GET", "/users/alias@zylker.example", json={"data": {"id": NUMBERS[RYAN], "email_id": RYAN}})
    if not check:
        plays(zoho, removes(SCOTT, RYAN))
    warnings: list[str] = []
    task = {"name": "Ops Alerts", "email_ids": [SCOTT, "alias@zylker.example"], "user_ids": ["1"], "state": "absent"}
    result = run_body(BODY, task, check=check, warnings=warnings)
    assert result["removed"] == [NUMBERS[SCOTT], NUMBERS[RYAN]]
    assert warnings == []


def test_somebody_whom_the_list_tells_is_not_asked_for_whatever_it_does_not_tell(zoho: Zoho) -> None:
    finds(zoho, *members(), *NO_ADDRESSES[1:], row(HELEN))
    plays(zoho, removes(HELEN))
    assert run_body(BODY, {"name": "Ops Alerts", "email_ids": [HELEN], "state": "absent"})["removed"] == [HELEN]


@pytest.mark.parametrize("may_ask", [False, True])
def test_nobody_can_tell_whether_somebody_is_there_whose_address_the_list_may_not_tell(
    zoho: Zoho, may_ask: bool
) -> None:
    finds(zoho, *NO_ADDRESSES)
    if may_ask:
        zoho.cliq("GET", f"/users/{SCOTT}", status=404, json={"code": "request_url_invalid", "message": "x"})
    warnings: list[str] = []
    task = {"name": "Ops Alerts", "email_ids": [SCOTT], "state": "absent"}
    result = run_body(BODY, task, warnings=warnings, **({} if may_ask else CHANNELS_ONLY))
    assert result["changed"] is False and "failed" not in result
    (warning,) = warnings
    assert f"whether {SCOTT} is in the channel 'Ops Alerts'" in warning


def test_what_is_known_of_new_members_is_told_and_saves_a_look(zoho: Zoho) -> None:
    finds(zoho, *members())
    known = {"id": NUMBERS[SCOTT], "email_id": SCOTT, "name": "Scott Fisher"}
    zoho.cliq("GET", f"/users/{SCOTT}", json={"data": known})
    zoho.cliq("POST", PATH, sends={"email_ids": [SCOTT]}, status=204)
    zoho.cliq("PUT", f"{PATH}/{NUMBERS[SCOTT]}", sends={"role": "admin"}, status=204)
    result = run_body(BODY, {"name": "Ops Alerts", "members": [person(SCOTT, "admin")]})
    assert result["members"][1] == {
        **{key: known[key] for key in ("email_id", "name")},
        "user_id": known["id"],
        "role": "admin",
    }


def test_another_address_of_a_member_is_the_member(zoho: Zoho) -> None:
    finds(zoho, *members(scott="member"))
    zoho.cliq("GET", "/users/alias@zylker.example", json={"data": {"id": NUMBERS[SCOTT], "email_id": SCOTT}})
    result = run_body(BODY, {"name": "Ops Alerts", "email_ids": ["alias@zylker.example"]})
    assert result["changed"] is False and result["added"] == []


# --- credentials that do not tell whose they are ---


def exactly(
    zoho: Zoho, own_role: t.Any, wish: dict[str, t.Any], *writing: Request, own: str | None = None, **roles: str
) -> tuple[Result, list[str]]:
    """Run for a channel of which Cliq tells the role of the own user; return the result and the warnings."""
    finds(zoho, *members(**roles), current_user_role=own_role)
    plays(zoho, *writing)
    warnings: list[str] = []
    task = {"name": "Ops Alerts", "state": "exact", **wish}
    result = run_body(BODY, task, warnings=warnings, user_id=lambda: own, **CHANNELS_ONLY)
    assert "failed" not in result, result
    return result, warnings


@pytest.mark.parametrize("own_role", ["super_admin", "Super Admin"])
def test_whoever_may_be_the_own_user_stays(zoho: Zoho, own_role: str) -> None:
    wish = {"email_ids": [SCOTT]}
    result, warnings = exactly(zoho, own_role, wish, removes(RYAN), scott="super_admin", ryan="member")
    assert result["removed"] == [RYAN]
    assert {one["email_id"]: one["role"] for one in result["members"]} == {**BOSS, SCOTT: "super_admin"}
    (warning,) = warnings
    assert f"{PATRICIA} stays in the channel 'Ops Alerts'" in warning
    assert "AaaServer.profile.READ" in warning and "zoho_cliq_user_id" in warning
    again, warnings = exactly(zoho, own_role, wish, scott="super_admin")
    assert again["changed"] is False and len(warnings) == 1


def test_all_who_may_be_the_own_user_are_in_one_warning(zoho: Zoho) -> None:
    roles = {"scott": "admin", "ryan": "admin", "helen": "moderator"}
    result, (warning,) = exactly(zoho, "admin", {"email_ids": [PATRICIA]}, removes(HELEN), **roles)
    assert result["removed"] == [HELEN]
    assert f"{SCOTT} and {RYAN} stay in" in warning


def test_a_new_super_admin_does_not_drive_out_whoever_may_be_the_own_user(zoho: Zoho) -> None:
    wish = {"members": [person(SCOTT, "super_admin")]}
    writing = [gives(SCOTT, "super_admin"), removes(HELEN)]
    result, warnings = exactly(zoho, "super_admin", wish, *writing, scott="admin", helen="admin")
    assert result["removed"] == [HELEN]
    # Nobody else is a super admin, so that is the own user for certain.
    assert len(warnings) == 1 and f"{PATRICIA} stays" in warnings[0] and "the credentials are theirs" in warnings[0]


def test_the_only_one_in_the_own_role_is_demoted_at_the_very_end(zoho: Zoho) -> None:
    wish = {"members": [person(PATRICIA, "member"), person(SCOTT, "super_admin")]}
    writing = [gives(SCOTT, "super_admin"), removes(RYAN), gives(PATRICIA, "member")]
    _result, warnings = exactly(zoho, "super_admin", wish, *writing, scott="admin", ryan="member")
    assert warnings == []


def test_if_the_only_one_in_the_own_role_is_named_everybody_else_goes(zoho: Zoho) -> None:
    writing = [removes(SCOTT, RYAN)]
    result, warnings = exactly(zoho, "super_admin", {"email_ids": [PATRICIA]}, *writing, scott="admin", ryan="member")
    assert result["removed"] == [SCOTT, RYAN] and warnings == []


@pytest.mark.parametrize("own_role", ["member", "moderator", "", None, 7])
def test_without_a_leading_role_everybody_goes_who_is_not_named(zoho: Zoho, own_role: t.Any) -> None:
    roles = {"scott": "moderator", "ryan": "member", "helen": "member", "tariq": "super_admin"}
    writing = [removes(SCOTT, RYAN, HELEN, TARIQ)]
    result, warnings = exactly(zoho, own_role, {"email_ids": [PATRICIA]}, *writing, **roles)
    assert len(result["removed"]) == 4 and warnings == []


def test_whose_credentials_they_are_counts_more_than_the_role(zoho: Zoho) -> None:
    roles = {"scott": "super_admin", "ryan": "super_admin"}
    wish = {"email_ids": [SCOTT]}
    result, (warning,) = exactly(zoho, "super_admin", wish, removes(RYAN), own=NUMBERS[PATRICIA], **roles)
    assert result["removed"] == [RYAN]
    assert "the credentials are theirs" in warning


# --- a channel that is not there ---


def test_without_the_channel_it_is_an_error(zoho: Zoho) -> None:
    for query in ({}, {"status": "archived"}, {"status": "pending"}):
        zoho.lists(**query)
    failure(run_body(BODY, {"name": "Ops Alerts", "email_ids": [SCOTT]}), "channel_not_found")


def test_check_mode_tells_what_would_be_done_in_a_channel_to_come(zoho: Zoho) -> None:
    for query in ({}, {"status": "archived"}, {"status": "pending"}):
        zoho.lists(**query)
    warnings: list[str] = []
    task = {"name": "#Ops Alerts", "members": [person(SCOTT, "admin")], "state": "exact", "add_missing": False}
    result = run_body(BODY, task, check=True, warnings=warnings)
    assert result["changed"] is True
    assert result["diff"] == {"before": {"members": {}}, "after": {"members": {SCOTT: "admin"}}}
    assert result["channel"] == {"channel_id": None, "name": "Ops Alerts", "chat_id": None, "unique_name": None}
    assert len(warnings) == 1


# --- what Cliq refuses, and answers that get lost ---


def plays(zoho: Zoho, *requests_: Request) -> None:
    for method, path, rest in requests_:
        zoho.cliq(method, path, **rest)


def fails(request: Request, **answer: t.Any) -> Request:
    method, path, rest = request
    return method, path, {"sends": rest["sends"], **answer}


def test_somebody_who_came_in_between_is_not_added_again(zoho: Zoho) -> None:
    finds(zoho, *members())
    plays(
        zoho,
        fails(adds(SCOTT, RYAN), **refused("Somebody is already a member of this channel.")),
        shows(*members(scott="admin")),
        adds(RYAN),
    )
    result = run_body(BODY, {"name": "Ops Alerts", "email_ids": [SCOTT, RYAN]}, **CHANNELS_ONLY)
    assert result["changed"] is True


def test_if_all_came_in_between_nothing_is_sent_again(zoho: Zoho) -> None:
    finds(zoho, *members())
    plays(
        zoho,
        fails(adds(SCOTT), **refused("Somebody is already a member of this channel.")),
        shows(*members(scott="member")),
    )
    assert "failed" not in run_body(BODY, {"name": "Ops Alerts", "email_ids": [SCOTT]}, **CHANNELS_ONLY)


def test_a_refusal_with_nobody_added_is_an_error(zoho: Zoho) -> None:
    finds(zoho, *members())
    plays(zoho, fails(adds(SCOTT), **refused("There is no user.")), shows(*members()))
    message = failure(run_body(BODY, {"name": "Ops Alerts", "email_ids": [SCOTT]}, **CHANNELS_ONLY), "operation_failed")
    assert "There is no user" in message and "teams" not in message


def test_a_refusal_in_a_team_channel_names_its_usual_reason(zoho: Zoho) -> None:
    finds(zoho, *members(), level="team")
    plays(zoho, fails(adds(SCOTT), **refused("No.")), shows(*members()))
    message = failure(run_body(BODY, {"name": "Ops Alerts", "email_ids": [SCOTT]}, **CHANNELS_ONLY), "operation_failed")
    assert "Only members of the channel's teams" in message


@pytest.mark.parametrize("code", ["request_limit_exceeded", "oauthtoken_scope_invalid", "operation_not_allowed"])
def test_a_refusal_that_is_not_about_people_is_no_reason_to_look_again(zoho: Zoho, code: str) -> None:
    finds(zoho, *members())
    plays(zoho, fails(adds(SCOTT), **refused("No.", code)))
    failure(run_body(BODY, {"name": "Ops Alerts", "email_ids": [SCOTT]}, **CHANNELS_ONLY), code)


@pytest.mark.parametrize("answer", [LOST, {"status": 502, "body": "<html>"}, {"body": "<html>"}])
def test_people_who_were_added_with_a_lost_answer_are_there(zoho: Zoho, answer: dict[str, t.Any]) -> None:
    finds(zoho, *members())
    plays(
        zoho,
        fails(adds(SCOTT), **answer),
        shows(*members(scott="member")),
        gives(SCOTT, "admin"),
    )
    result = run_body(BODY, {"name": "Ops Alerts", "members": [person(SCOTT, "admin")]}, **CHANNELS_ONLY)
    assert result["changed"] is True and result["members"][1]["user_id"] == NUMBERS[SCOTT]


def test_people_who_may_have_been_added_are_not_added_again(zoho: Zoho) -> None:
    finds(zoho, *members())
    plays(zoho, fails(adds(SCOTT), **LOST), shows(*members()))
    failure(run_body(BODY, {"name": "Ops Alerts", "email_ids": [SCOTT]}, **CHANNELS_ONLY), "outcome_unknown")
    assert zoho.sent.count(f"POST /api/v2{PATH}") == 1


def test_of_a_lost_answer_with_half_of_the_people_there_nothing_is_sent_again(zoho: Zoho) -> None:
    finds(zoho, *members())
    plays(zoho, fails(adds(SCOTT, RYAN), **LOST), shows(*members(scott="member")))
    failure(run_body(BODY, {"name": "Ops Alerts", "email_ids": [SCOTT, RYAN]}, **CHANNELS_ONLY), "outcome_unknown")
    assert zoho.sent.count(f"POST /api/v2{PATH}") == 1


def test_if_the_list_cannot_be_read_either_the_first_failure_counts(zoho: Zoho) -> None:
    finds(zoho, *members())
    plays(zoho, fails(adds(SCOTT), **LOST), ("GET", PATH, refused("No.", "operation_not_allowed")))
    failure(run_body(BODY, {"name": "Ops Alerts", "email_ids": [SCOTT]}, **CHANNELS_ONLY), "outcome_unknown")


def test_somebody_who_went_in_between_is_not_removed_again(zoho: Zoho) -> None:
    finds(zoho, *members(scott="member", ryan="member"))
    plays(
        zoho,
        fails(removes(SCOTT, RYAN), **refused("Somebody is not a member of this channel.")),
        shows(*members(ryan="member")),
        removes(RYAN),
    )
    task = {"name": "Ops Alerts", "email_ids": [SCOTT, RYAN], "state": "absent"}
    assert run_body(BODY, task, **CHANNELS_ONLY)["removed"] == [SCOTT, RYAN]


@pytest.mark.parametrize(("left", "code"), [([], None), (["scott"], "outcome_unknown")])
def test_of_a_removal_with_a_lost_answer_the_list_tells(zoho: Zoho, left: list[str], code: str | None) -> None:
    finds(zoho, *members(scott="member"))
    plays(zoho, fails(removes(SCOTT), **LOST), shows(*members(**dict.fromkeys(left, "member"))))
    result = run_body(BODY, {"name": "Ops Alerts", "email_ids": [SCOTT], "state": "absent"}, **CHANNELS_ONLY)
    assert result.get("failure", {}).get("code") == code


@pytest.mark.parametrize(("role", "code"), [("admin", None), ("member", "outcome_unknown")])
def test_of_a_role_with_a_lost_answer_the_list_tells(zoho: Zoho, role: str, code: str | None) -> None:
    finds(zoho, *members(scott="member"))
    plays(zoho, fails(gives(SCOTT, "admin"), **LOST), shows(*members(scott=role)))
    result = run_body(BODY, {"name": "Ops Alerts", "members": [person(SCOTT, "admin")]}, **CHANNELS_ONLY)
    assert result.get("failure", {}).get("code") == code


def test_a_list_that_lags_is_read_again(zoho: Zoho, pauses: list[float]) -> None:
    finds(zoho, *members())
    plays(
        zoho, adds(SCOTT), shows(*members()), shows(*members()), shows(*members(scott="member")), gives(SCOTT, "admin")
    )
    result = run_body(BODY, {"name": "Ops Alerts", "members": [person(SCOTT, "admin")]}, **CHANNELS_ONLY)
    assert "failed" not in result
    assert pauses == [0.0, 1.0, 2.0]


def test_a_list_that_never_shows_a_new_member_is_an_error(zoho: Zoho, pauses: list[float]) -> None:
    finds(zoho, *members())
    plays(zoho, adds(SCOTT), *(shows(*members()) for _look in range(5)))
    message = failure(
        run_body(BODY, {"name": "Ops Alerts", "members": [person(SCOTT, "admin")]}, **CHANNELS_ONLY), "outcome_unknown"
    )
    assert SCOTT in message and "run the play again" in message


# --- what zoho.cliq.channels builds on ---


def plan_for(channel: dict[str, t.Any], wish: Wish, **context: t.Any) -> Membership:
    client = cliq_client()
    own = Context(params={}, check_mode=True, connect=lambda: client, warn=print, **context)
    return planned(own, Members(client), People(own, client), channel, [], wish)


def test_a_channel_yet_to_be_made_needs_no_id_until_the_steps_are_taken(zoho: Zoho) -> None:
    channel: dict[str, t.Any] = {"name": "Ops Alerts", "level": "private"}
    wish = wished([person(SCOTT)], bots=["oncall"], add_missing=False)
    plan = plan_for(channel, wish, **CHANNELS_ONLY)
    assert plan.changed and plan.after == {"members": {SCOTT: "member"}, "bots": ["oncall"]}
    assert zoho.sent == []
    channel.update(raw_channel(level="private"))
    zoho.cliq("POST", PATH, sends={"email_ids": [SCOTT]}, status=204)
    zoho.cliq("POST", "/bots/oncall/associate", sends={"channel_unique_name": "opsalerts"}, status=204)
    plan.carry_out()
    assert plan.changed


def test_a_channel_yet_to_be_made_has_no_bots_to_remove() -> None:
    wish = wished(None, bots=["oncall"], state="absent")
    assert not plan_for({"name": "Ops Alerts", "level": "private"}, wish).changed


def test_people_of_a_channel_yet_to_be_made_are_asked_for_by_its_level(zoho: Zoho) -> None:
    wish = wished([person("nobody@zylker.example")])
    assert plan_for({"name": "Ops Alerts", "level": "external"}, wish).changed
    zoho.cliq("GET", "/users/nobody@zylker.example", status=404, json={"code": "request_url_invalid", "message": "x"})
    with pytest.raises(InvalidInput) as caught:
        plan_for({"name": "Ops Alerts", "level": "private"}, wish)
    assert caught.value.code == "unknown_people"


def test_newcomers_are_those_who_are_named_and_no_members() -> None:
    there = [normalized(row(SCOTT)), normalized({"user_id": "b-1", "name": "On Call"})]
    wish = wished([person(SCOTT), person(RYAN)], user_ids=[NUMBERS[HELEN]])
    assert newcomers(there, wish) == [RYAN, NUMBERS[HELEN]]
    assert newcomers(there, wished([person(RYAN)], state="absent")) == []


# --- lists that lag ---


class Notes(Records):
    """A notebook; ``lives`` is how often a record can be read before it has lapsed."""

    def __init__(self, lives: int = 100) -> None:
        super().__init__()
        self._lives = lives

    def read(self, name: str) -> bytes | None:
        if name not in self.records:
            return None
        self._lives -= 1
        return super().read(name) if self._lives >= 0 else None


def changes_once(zoho: Zoho, notes: Notes) -> dict[str, t.Any]:
    """Add Scott as an admin, promote Ryan and remove Helen, with a record; return the task."""
    wish = {"members": [person(PATRICIA), person(SCOTT, "admin"), person(RYAN, "admin")], "state": "exact"}
    finds(zoho, *members(ryan="member", helen="member"))
    now = members(scott="member", ryan="admin", helen="member")
    plays(zoho, adds(SCOTT), gives(RYAN, "admin"), shows(*now), gives(SCOTT, "admin"), removes(HELEN))
    task = {"name": "Ops Alerts", **wish}
    assert run_body(BODY, task, notebook=notes, **CHANNELS_ONLY)["changed"] is True
    return task


@pytest.mark.parametrize("check", [False, True])
@pytest.mark.parametrize(
    "lagging",
    [
        {"ryan": "admin"},
        {"scott": "member", "ryan": "admin"},
        {"scott": "admin", "ryan": "member"},
        {"scott": "admin", "ryan": "admin", "helen": "member"},
    ],
)
def test_a_list_that_does_not_show_what_was_just_changed_is_read_again(
    zoho: Zoho, pauses: list[float], lagging: dict[str, str], check: bool
) -> None:
    notes = Notes()
    task = changes_once(zoho, notes)
    pauses.clear()
    finds(zoho, *members(**lagging))
    plays(zoho, shows(*members(scott="admin", ryan="admin")))
    result = run_body(BODY, task, check=check, notebook=notes, **CHANNELS_ONLY)
    assert result["changed"] is False
    assert pauses == [1.0]
    assert notes.seconds == [15.0]


def test_a_list_that_shows_what_was_just_changed_is_read_once(zoho: Zoho, pauses: list[float]) -> None:
    notes = Notes()
    task = changes_once(zoho, notes)
    pauses.clear()
    finds(zoho, *members(scott="admin", ryan="admin"))
    assert run_body(BODY, task, notebook=notes, **CHANNELS_ONLY)["changed"] is False
    assert pauses == []


@pytest.mark.parametrize(("lives", "expected"), [(100, [1.0, 2.0, 4.0, 8.0]), (2, [1.0, 2.0]), (0, [])])
def test_what_was_changed_by_hand_is_put_right_when_the_record_has_lapsed(
    zoho: Zoho, pauses: list[float], lives: int, expected: list[float]
) -> None:
    notes = Notes(lives)
    task = changes_once(zoho, notes)
    pauses.clear()
    by_hand = members(scott="admin", ryan="member")
    finds(zoho, *by_hand)
    plays(zoho, *(shows(*by_hand) for _pause in expected), gives(RYAN, "admin"))
    assert run_body(BODY, task, notebook=notes, **CHANNELS_ONLY)["changed"] is True
    assert pauses == expected


def test_nothing_is_on_record_where_nothing_was_changed(zoho: Zoho) -> None:
    notes = Notes()
    finds(zoho, *members())
    run_body(BODY, {"name": "Ops Alerts", "email_ids": [PATRICIA]}, notebook=notes, **CHANNELS_ONLY)
    assert notes.records == {}


@pytest.mark.parametrize("garbage", [b"x", b"[]"])
def test_a_damaged_record_is_none(zoho: Zoho, garbage: bytes) -> None:
    notes = Notes()
    notes.records[f"members {ID}"] = garbage
    finds(zoho, *members())
    run_body(BODY, {"name": "Ops Alerts", "email_ids": [PATRICIA]}, notebook=notes, **CHANNELS_ONLY)
