# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Members of channels: their shape whatever Cliq answers, and the calls that change them."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.members import (
    Member,
    Members,
    Roster,
    batches,
    normalized,
)
from ansible_collections.zoho.cliq.plugins.module_utils._errors import ApiError, OutcomeUnknown, UnexpectedAnswer
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import Zoho, cliq_client

ID = "P1"
PATH = f"/channels/{ID}/members"
SCOTT = {"user_id": "62439948", "email_id": "scott.fisher@zylker.example", "name": "Scott Fisher", "user_role": "admin"}
NOT_FOUND = {"code": "request_url_invalid", "message": "Request URL is invalid"}


def failed(message: str) -> dict[str, t.Any]:
    return {"status": 400, "json": {"code": "operation_failed", "message": message}}


# --- reading ---


@pytest.mark.parametrize("answer", [{"members": [SCOTT]}, {"data": [SCOTT]}, {"list": [SCOTT]}, [SCOTT]])
def test_members_are_found_in_any_envelope(zoho: Zoho, answer: t.Any) -> None:
    zoho.cliq("GET", PATH, json=answer)
    assert Members(cliq_client()).of(ID) == [
        Member("62439948", "scott.fisher@zylker.example", "Scott Fisher", "admin"),
    ]


def test_a_channel_without_members_has_none(zoho: Zoho) -> None:
    zoho.cliq("GET", PATH, json={"members": []})
    assert Members(cliq_client()).of(ID) == []


def test_an_empty_answer_is_not_taken_for_an_empty_channel(zoho: Zoho) -> None:
    zoho.cliq("GET", PATH, status=204)
    with pytest.raises(UnexpectedAnswer):
        Members(cliq_client()).of(ID)


@pytest.mark.parametrize(
    ("changes", "field", "value"),
    [
        ({"user_id": 62439948}, "user_id", "62439948"),
        ({"user_role": "Super Admin"}, "role", "super_admin"),
        ({"user_role": "super-admin"}, "role", "super_admin"),
        ({"user_role": None, "role": "moderator"}, "role", "moderator"),
        ({"user_role": None}, "role", "member"),
        ({"email_id": None}, "email_id", ""),
    ],
)
def test_members_are_told_in_one_way(changes: dict[str, t.Any], field: str, value: str) -> None:
    assert getattr(normalized({**SCOTT, **changes}), field) == value


@pytest.mark.parametrize(
    ("who", "is_scott"),
    [
        ("62439948", True),
        ("Scott.Fisher@Zylker.example", True),
        ("6243994", False),
        ("scott@zylker.example", False),
        ("", False),
    ],
)
def test_a_member_is_known_by_id_and_address(who: str, is_scott: bool) -> None:
    assert (Roster([normalized(SCOTT)]).find(who) is not None) is is_scott


def test_somebody_without_an_address_is_nobody_without_an_address() -> None:
    assert Roster([normalized({**SCOTT, "email_id": ""})]).find("") is None


@pytest.mark.parametrize(
    ("raw", "unique_name", "is_it"),
    [
        ({"user_id": "b-1", "name": "On Call"}, "oncall", True),
        ({"user_id": "b-1", "name": "On-Call_2"}, "OnCall2", True),
        ({"user_id": "b-1", "name": "Pager", "unique_name": "oncall"}, "oncall", True),
        ({"user_id": "b-1", "name": "On Call", "bot_unique_name": "pager"}, "oncall", False),
        ({"user_id": "1", "name": "On Call"}, "oncall", False),
    ],
)
def test_a_bot_is_known_by_its_name(raw: dict[str, t.Any], unique_name: str, is_it: bool) -> None:
    assert normalized(raw).is_bot_named(unique_name) is is_it


# --- adding and removing ---


def test_a_hundred_people_fit_into_a_call() -> None:
    assert [len(batch) for batch in batches([str(number) for number in range(201)])] == [100, 100, 1]
    assert list(batches([])) == []


def test_people_are_added_in_batches_and_ids_apart_from_addresses(zoho: Zoho) -> None:
    ids = [str(number) for number in range(1, 102)]
    zoho.cliq("POST", PATH, sends={"user_ids": ids[:100]}, status=204)
    zoho.cliq("POST", PATH, sends={"user_ids": ids[100:]}, json={"Response Code": "204 No response"})
    zoho.cliq("POST", PATH, sends={"email_ids": ["a@b.example"]}, status=200)
    Members(cliq_client()).add(ID, user_ids=ids, email_ids=["a@b.example"])


def test_nobody_is_added_without_a_call(zoho: Zoho) -> None:
    Members(cliq_client()).add(ID)
    assert zoho.sent == []


@pytest.mark.parametrize(
    "answer", [{"success": True, "added_users": ["1"]}, {"success": False, "added_users": ["1", "2"]}]
)
def test_an_answer_that_names_too_few_people_is_no_success(zoho: Zoho, answer: dict[str, t.Any]) -> None:
    zoho.cliq("POST", PATH, sends={"user_ids": ["1", "2"]}, json=answer)
    with pytest.raises(OutcomeUnknown):
        Members(cliq_client()).add(ID, user_ids=["1", "2"])


def test_an_answer_that_names_everybody_is_a_success(zoho: Zoho) -> None:
    zoho.cliq("POST", PATH, sends={"user_ids": ["1", "2"]}, json={"success": True, "added_users": ["1", "2"]})
    Members(cliq_client()).add(ID, user_ids=["1", "2"])


@pytest.mark.parametrize(("silent", "more"), [(False, {}), (True, {"silent": True})])
def test_people_are_removed_with_a_body(zoho: Zoho, silent: bool, more: dict[str, t.Any]) -> None:
    zoho.cliq("DELETE", PATH, sends={"user_ids": ["1", "2"], **more}, status=204)
    zoho.cliq("DELETE", PATH, sends={"email_ids": ["a@b.example"], **more}, status=204)
    Members(cliq_client()).remove(ID, user_ids=["1", "2"], email_ids=["a@b.example"], silent=silent)


MISSING = {
    "status": 400,
    "json": {"code": "param_missing", "message": "The mandatory parameter 'user_ids' is missing."},
}


def test_people_are_removed_one_by_one_where_bodies_get_lost(zoho: Zoho) -> None:
    zoho.cliq("DELETE", PATH, sends={"user_ids": ["1", "2"]}, **MISSING)
    zoho.cliq("DELETE", f"{PATH}/1", status=204)
    zoho.cliq("DELETE", f"{PATH}/2", status=204)
    Members(cliq_client()).remove(ID, user_ids=["1", "2"])


def test_nobody_is_removed_loudly_who_shall_go_silently(zoho: Zoho) -> None:
    zoho.cliq("DELETE", PATH, sends={"user_ids": ["1"], "silent": True}, **MISSING)
    with pytest.raises(ApiError):
        Members(cliq_client()).remove(ID, user_ids=["1"], silent=True)


def test_another_refusal_of_a_removal_is_an_error(zoho: Zoho) -> None:
    zoho.cliq("DELETE", PATH, sends={"user_ids": ["1"]}, **failed("no"))
    with pytest.raises(ApiError):
        Members(cliq_client()).remove(ID, user_ids=["1"])


# --- roles ---


def test_a_role_goes_to_the_path_that_clients_use(zoho: Zoho) -> None:
    zoho.cliq("PUT", f"{PATH}/1", sends={"role": "admin"}, status=204)
    Members(cliq_client()).set_role(ID, "1", "admin")


@pytest.mark.parametrize(
    "refusal",
    [
        {"status": 404, "json": NOT_FOUND},
        {"status": 400, "json": NOT_FOUND},
        {"status": 400, "json": {"code": "request_method_invalid", "message": "x"}},
        {"status": 405, "json": {"message": "x"}},
        {"status": 400, "json": {"code": "operation_failed", "message": "Sorry, we couldn't process your request."}},
        {"status": 400, "json": {"message": "Sorry, we couldn't process your request."}},
        {"status": 400, "json": {}},
        {"status": 404, "body": "<html>"},
    ],
)
def test_the_other_path_is_tried_once_and_remembered(zoho: Zoho, refusal: dict[str, t.Any]) -> None:
    zoho.cliq("PUT", f"{PATH}/1", sends={"role": "admin"}, **refusal)
    zoho.cliq("PUT", f"{PATH}/1/members", sends={"role": "admin"}, status=204)
    zoho.cliq("PUT", f"{PATH}/2/members", sends={"role": "member"}, status=204)
    client = cliq_client()
    Members(client).set_role(ID, "1", "admin")
    Members(client).set_role(ID, "2", "member")


def test_a_path_that_worked_is_not_doubted_for_one_member(zoho: Zoho) -> None:
    zoho.cliq("PUT", f"{PATH}/1", sends={"role": "admin"}, status=204)
    zoho.cliq("PUT", f"{PATH}/2", sends={"role": "admin"}, status=404, json=NOT_FOUND)
    members = Members(cliq_client())
    members.set_role(ID, "1", "admin")
    with pytest.raises(ApiError):
        members.set_role(ID, "2", "admin")


def test_if_neither_path_works_nothing_is_remembered(zoho: Zoho) -> None:
    members = Members(cliq_client())
    for _attempt in range(2):
        zoho.cliq("PUT", f"{PATH}/1", sends={"role": "admin"}, status=404, json=NOT_FOUND)
        zoho.cliq("PUT", f"{PATH}/1/members", sends={"role": "admin"}, status=404, json=NOT_FOUND)
        with pytest.raises(ApiError) as caught:
            members.set_role(ID, "1", "admin")
        assert caught.value.message.startswith("PUT /channels/{channel_id}/members/{user_id}:")


@pytest.mark.parametrize(
    ("status", "code", "message"),
    [
        (403, "operation_not_allowed", "x"),
        (403, "operation_failed", "x"),
        (400, "input_pattern_mismatch", "x"),
        (400, "operation_failed", "Please assign a super admin first."),
        (400, "operation_failed", "The user is not a member of this channel."),
    ],
)
def test_a_role_that_is_refused_is_an_error(zoho: Zoho, status: int, code: str, message: str) -> None:
    answer = {"code": code, "message": message}
    zoho.cliq("PUT", f"{PATH}/1", sends={"role": "admin"}, status=status, json=answer)
    with pytest.raises(ApiError) as caught:
        Members(cliq_client()).set_role(ID, "1", "admin")
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [
        (failed("one"), failed("two"), ": one"),
        (failed("one"), {"status": 404, "json": NOT_FOUND}, ": one"),
        ({"status": 404, "json": NOT_FOUND}, failed("two"), ": two"),
    ],
)
def test_if_both_paths_are_refused_the_first_error_that_is_about_more_than_the_path_stands(
    zoho: Zoho, first: dict[str, t.Any], second: dict[str, t.Any], words: str
) -> None:
    zoho.cliq("PUT", f"{PATH}/1", sends={"role": "admin"}, **first)
    zoho.cliq("PUT", f"{PATH}/1/members", sends={"role": "admin"}, **second)
    with pytest.raises(ApiError) as caught:
        Members(cliq_client()).set_role(ID, "1", "admin")
    assert caught.value.code == "operation_failed" and words in caught.value.message


def test_a_path_that_worked_is_not_doubted_because_of_a_generic_refusal(zoho: Zoho) -> None:
    zoho.cliq("PUT", f"{PATH}/1", sends={"role": "admin"}, status=204)
    zoho.cliq("PUT", f"{PATH}/2", sends={"role": "admin"}, **failed("no"))
    members = Members(cliq_client())
    members.set_role(ID, "1", "admin")
    with pytest.raises(ApiError):
        members.set_role(ID, "2", "admin")


class Meters:
    """A pacing that notes what is counted."""

    def __init__(self) -> None:
        self.counted: list[str] = []

    def turn(self, endpoint: str) -> t.Any:
        import contextlib

        self.counted.append(endpoint)
        return contextlib.nullcontext()

    def locked_out(self, endpoint: str) -> bool:
        return False


def test_both_paths_of_a_role_and_both_ways_of_a_removal_are_counted_as_one(zoho: Zoho) -> None:
    zoho.cliq("PUT", f"{PATH}/1", sends={"role": "admin"}, status=404, json=NOT_FOUND)
    zoho.cliq("PUT", f"{PATH}/1/members", sends={"role": "admin"}, status=204)
    zoho.cliq("DELETE", PATH, sends={"user_ids": ["1"]}, **MISSING)
    zoho.cliq("DELETE", f"{PATH}/1", status=204)
    zoho.cliq("DELETE", f"{PATH}/b-1", status=204)
    pacing = Meters()
    members = Members(cliq_client(pacing=pacing))
    members.set_role(ID, "1", "admin")
    members.remove(ID, user_ids=["1"])
    members.remove_bot(ID, "b-1")
    role, removal = "PUT /channels/{channel_id}/members/{user_id}", "DELETE /channels/{channel_id}/members"
    assert pacing.counted == [role, role, removal, removal, removal]


# --- bots ---


@pytest.mark.parametrize(
    ("answer", "added"),
    [
        ({"status": 204}, True),
        (failed("The bot is already a member of this channel."), False),
        ({"status": 400, "json": {"code": "bot_already_member", "message": "x"}}, False),
        ({"status": 400, "json": {"message": "Bot is already associated"}}, False),
    ],
)
def test_a_bot_is_added_by_its_unique_name(zoho: Zoho, answer: dict[str, t.Any], added: bool) -> None:
    zoho.cliq("POST", "/bots/oncall/associate", sends={"channel_unique_name": "ops"}, **answer)
    assert Members(cliq_client()).associate_bot("ops", "oncall") is added


def test_a_bot_that_cannot_be_added_is_an_error(zoho: Zoho) -> None:
    zoho.cliq("POST", "/bots/oncall/associate", sends={"channel_unique_name": "ops"}, status=404, json=NOT_FOUND)
    with pytest.raises(ApiError):
        Members(cliq_client()).associate_bot("ops", "oncall")


@pytest.mark.parametrize(
    ("answer", "removed"),
    [
        ({"status": 204}, True),
        (failed("The bot is not a member of this channel."), False),
    ],
)
def test_a_bot_is_removed_by_its_id(zoho: Zoho, answer: dict[str, t.Any], removed: bool) -> None:
    zoho.cliq("DELETE", f"{PATH}/b-1", **answer)
    assert Members(cliq_client()).remove_bot(ID, "b-1") is removed


@pytest.mark.parametrize(
    "answer",
    [{"status": 403, "json": {"code": "operation_not_allowed", "message": "x"}}, {"status": 404, "json": NOT_FOUND}],
)
def test_a_bot_that_cannot_be_removed_is_an_error(zoho: Zoho, answer: dict[str, t.Any]) -> None:
    zoho.cliq("DELETE", f"{PATH}/b-1", **answer)
    with pytest.raises(ApiError):
        Members(cliq_client()).remove_bot(ID, "b-1")
