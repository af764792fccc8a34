# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Bots in channels, by channel_bot and channel_members: what Cliq shows, what is on record, and what Cliq is asked."""

from __future__ import annotations

import json
import types
import typing as t

import pytest
import requests
from ansible_collections.zoho.cliq.plugins.module_utils._module import _channel_bots
from ansible_collections.zoho.cliq.plugins.module_utils._module.channel_bot import BODY
from ansible_collections.zoho.cliq.plugins.module_utils._module.channel_members import BODY as MEMBERS
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import Records, Result, Zoho, raw_channel, run_body

ID = "O1864232000000076001"
PATH = f"/channels/{ID}/members"
BOT_ID = "b-1974166000016769011"
PATRICIA = "patricia.boyle@zylker.example"
PERSON = {"user_id": "62439911", "email_id": PATRICIA, "name": "Patricia Boyle", "user_role": "super_admin"}
ON_CALL = {"user_id": BOT_ID, "email_id": "", "name": "On Call", "user_role": "member"}
PAGER = {**ON_CALL, "name": "Pager"}
DEPLOY = {"user_id": "b-1974166000016769005", "email_id": "", "name": "Deploy Bot", "user_role": "member"}
NOW = 1_800_000_000.0
HOUR = 3600.0
LOST = {"body": requests.ConnectionError("reset")}
ALREADY = {"status": 400, "json": {"code": "operation_failed", "message": "The bot is already a member."}}
NOT_THERE = {"status": 400, "json": {"code": "operation_failed", "message": "The bot is not a member of this channel."}}
ADD = {"name": "ops alerts", "bot": "oncall"}
GO = {**ADD, "state": "absent"}


class BotRecords(Records):
    """A notebook that can be given notes about bots."""

    def note(self, present: bool, age: float, bot: str = "oncall") -> BotRecords:
        self.records[f"bot {ID} {bot}"] = json.dumps({"present": present, "at": NOW - age}).encode()
        return self


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_channel_bots, "time", types.SimpleNamespace(time=lambda: NOW))


def shows(zoho: Zoho, *bots: dict[str, t.Any], **changes: t.Any) -> None:
    zoho.lists(raw_channel(**changes))
    zoho.cliq("GET", PATH, json={"members": [PERSON, *bots]})


def shows_again(zoho: Zoho, *bots: dict[str, t.Any]) -> None:
    zoho.cliq("GET", PATH, json={"members": [PERSON, *bots]})


def associates(zoho: Zoho, bot: str = "oncall", **answer: t.Any) -> None:
    zoho.cliq(
        "POST", f"/bots/{bot}/associate", sends={"channel_unique_name": "opsalerts"}, **(answer or {"status": 204})
    )


def removes(zoho: Zoho, bot_id: str = BOT_ID, **answer: t.Any) -> None:
    zoho.cliq("DELETE", f"{PATH}/{bot_id}", **(answer or {"status": 204}))


def check(result: Result, before: list[str], after: list[str]) -> None:
    assert "failed" not in result, result
    assert result["changed"] is (before != after)
    assert result["diff"] == {"before": {"bots": before}, "after": {"bots": after}}
    assert result["bots"] == after
    assert result["channel"]["unique_name"] == "opsalerts"


def failure(result: Result, code: str) -> str:
    assert result.get("failure", {}).get("code") == code, result
    return str(result["msg"])


# --- adding ---


def test_a_bot_is_added_and_that_is_put_on_record(zoho: Zoho) -> None:
    shows(zoho)
    associates(zoho)
    records = BotRecords()
    guards: list[str] = []
    check(run_body(BODY, ADD, notebook=records, guards=guards), [], ["oncall"])
    assert guards == [f"members {ID}"]
    assert records.records == BotRecords().note(True, 0).records
    assert records.seconds == [30 * 24 * HOUR]


def test_a_bot_that_is_there_already_is_no_change(zoho: Zoho) -> None:
    shows(zoho)
    associates(zoho, **ALREADY)
    records = BotRecords()
    check(run_body(BODY, ADD, notebook=records), ["oncall"], ["oncall"])
    assert records.records == BotRecords().note(True, 0).records


@pytest.mark.parametrize("shown", [ON_CALL, {**PAGER, "unique_name": "oncall"}])
@pytest.mark.parametrize("checking", [False, True])
def test_a_bot_that_the_list_shows_is_not_added(zoho: Zoho, shown: dict[str, t.Any], checking: bool) -> None:
    shows(zoho, shown)
    check(run_body(BODY, ADD, check=checking), ["oncall"], ["oncall"])


def test_a_bot_that_was_just_added_is_not_asked_for(zoho: Zoho) -> None:
    shows(zoho)
    check(run_body(BODY, ADD, notebook=BotRecords().note(True, 599)), ["oncall"], ["oncall"])


@pytest.mark.parametrize(("present", "age"), [(True, 601), (True, -1), (False, 1)])
def test_no_older_record_is_trusted(zoho: Zoho, present: bool, age: float) -> None:
    shows(zoho)
    associates(zoho)
    check(run_body(BODY, ADD, notebook=BotRecords().note(present, age)), [], ["oncall"])


def test_a_record_means_nothing_if_the_list_shows_bots_but_not_this_one(zoho: Zoho) -> None:
    shows(zoho, DEPLOY)
    associates(zoho)
    check(run_body(BODY, ADD, notebook=BotRecords().note(True, 1)), ["Deploy Bot"], ["Deploy Bot", "oncall"])


@pytest.mark.parametrize(
    ("records", "before"),
    [
        (BotRecords(), []),
        (BotRecords().note(True, 29 * 24 * HOUR), ["oncall"]),
        (BotRecords().note(True, 31 * 24 * HOUR), []),
        (BotRecords().note(False, 1), []),
    ],
)
def test_check_mode_goes_by_the_record(zoho: Zoho, records: BotRecords, before: list[str]) -> None:
    shows(zoho)
    check(run_body(BODY, ADD, check=True, notebook=records), before, ["oncall"])


@pytest.mark.parametrize("garbage", [b"", b"x", b"[]", b'{"at": "x"}', b'{"present": true}'])
def test_a_damaged_record_is_none(zoho: Zoho, garbage: bytes) -> None:
    records = BotRecords()
    records.records[f"bot {ID} oncall"] = garbage
    shows(zoho)
    check(run_body(BODY, ADD, check=True, notebook=records), [], ["oncall"])


def test_an_unknown_bot_is_an_error_that_says_so(zoho: Zoho) -> None:
    shows(zoho)
    associates(zoho, status=404, json={"code": "request_url_invalid", "message": "x"})
    assert "no bot with the unique name 'oncall'" in failure(run_body(BODY, ADD), "request_url_invalid")


def test_a_bot_that_may_not_be_added_is_an_error(zoho: Zoho) -> None:
    shows(zoho)
    associates(zoho, status=403, json={"code": "operation_not_allowed", "message": "x"})
    assert "unique name" not in failure(run_body(BODY, ADD), "operation_not_allowed")


def test_a_channel_without_a_unique_name_is_an_error(zoho: Zoho) -> None:
    shows(zoho, unique_name=None)
    assert "approval" in failure(run_body(BODY, ADD), "no_unique_name")


@pytest.mark.parametrize(("shown", "code"), [([ON_CALL], None), ([], "outcome_unknown")])
def test_of_an_addition_with_a_lost_answer_the_list_tells(
    zoho: Zoho, shown: list[dict[str, t.Any]], code: str | None
) -> None:
    shows(zoho)
    associates(zoho, **LOST)
    shows_again(zoho, *shown)
    assert run_body(BODY, ADD).get("failure", {}).get("code") == code


def test_if_the_list_cannot_be_read_the_lost_answer_is_the_error(zoho: Zoho) -> None:
    shows(zoho)
    associates(zoho, **LOST)
    zoho.cliq("GET", PATH, status=403, json={"code": "operation_not_allowed", "message": "x"})
    failure(run_body(BODY, ADD), "outcome_unknown")


# --- removing ---


def test_a_bot_is_removed_by_the_id_that_the_list_shows(zoho: Zoho) -> None:
    shows(zoho, DEPLOY, ON_CALL)
    removes(zoho)
    records = BotRecords()
    check(run_body(BODY, GO, notebook=records), ["Deploy Bot", "oncall"], ["Deploy Bot"])
    assert records.records == BotRecords().note(False, 0).records


@pytest.mark.parametrize(
    "task", [{**GO, "bot_id": BOT_ID}, {"name": "ops alerts", "bot_id": BOT_ID, "state": "absent"}]
)
def test_a_bot_is_removed_by_the_id_that_is_given(zoho: Zoho, task: dict[str, t.Any]) -> None:
    shows(zoho)
    removes(zoho)
    result = run_body(BODY, task)
    assert result["changed"] is True and result["bots"] == []


def test_a_bot_under_another_name_is_known_by_its_id(zoho: Zoho) -> None:
    shows(zoho, PAGER)
    removes(zoho)
    check(run_body(BODY, {**GO, "bot_id": BOT_ID}), ["oncall"], [])


def test_a_bot_that_is_gone_already_is_no_change(zoho: Zoho) -> None:
    shows(zoho)
    removes(zoho, **NOT_THERE)
    check(run_body(BODY, {**GO, "bot_id": BOT_ID}, notebook=BotRecords().note(True, HOUR)), [], [])


def test_the_record_of_a_bot_that_cliq_does_not_show_is_corrected_by_what_cliq_says(zoho: Zoho) -> None:
    shows(zoho)
    removes(zoho, **NOT_THERE)
    records = BotRecords().note(True, 1)
    check(run_body(BODY, {**GO, "bot_id": BOT_ID}, notebook=records), [], [])
    assert records.records == BotRecords().note(False, 0).records


@pytest.mark.parametrize(
    ("shown", "records", "code"),
    [
        ([[]], BotRecords(), None),
        ([[]], BotRecords().note(True, HOUR), None),
        ([[]], BotRecords().note(True, 1), "bot_not_removed"),
        ([[ON_CALL], []], BotRecords(), None),
        ([[ON_CALL], [ON_CALL]], BotRecords(), "bot_not_removed"),
    ],
)
def test_a_removal_that_cliq_does_not_know_is_an_error_if_the_bot_is_there(
    zoho: Zoho, shown: list[list[dict[str, t.Any]]], records: BotRecords, code: str | None
) -> None:
    shows(zoho, *shown[0])
    removes(zoho, status=404, json={"code": "request_url_invalid", "message": "Request URL is invalid"})
    for bots in shown[1:]:
        shows_again(zoho, *bots)
    warnings: list[str] = []
    result = run_body(BODY, {**GO, "bot_id": BOT_ID}, notebook=records, warnings=warnings)
    assert result.get("failure", {}).get("code") == code
    assert result["changed"] is False
    assert ["so it counts as removed" in warning for warning in warnings] == ([True] if code is None else [])


@pytest.mark.parametrize("task", [GO, {**GO, "bot_id": BOT_ID}])
@pytest.mark.parametrize("checking", [False, True])
def test_a_bot_that_was_just_removed_is_not_asked_for(zoho: Zoho, task: dict[str, t.Any], checking: bool) -> None:
    shows(zoho)
    check(run_body(BODY, task, check=checking, notebook=BotRecords().note(False, 10)), [], [])


DEPLOY_NAMED = {**DEPLOY, "unique_name": "deploybot"}


@pytest.mark.parametrize(
    ("task", "shown", "records", "warned"),
    [
        (GO, DEPLOY, BotRecords(), True),
        (GO, DEPLOY, BotRecords().note(True, HOUR), True),
        (GO, DEPLOY, BotRecords().note(False, HOUR), False),
        (GO, DEPLOY_NAMED, BotRecords(), False),
        ({**GO, "bot_id": BOT_ID}, DEPLOY, BotRecords(), False),
    ],
)
def test_a_list_that_shows_others_tells_that_a_bot_is_gone(
    zoho: Zoho, task: dict[str, t.Any], shown: dict[str, t.Any], records: BotRecords, warned: bool
) -> None:
    shows(zoho, shown)
    warnings: list[str] = []
    label = shown.get("unique_name", "Deploy Bot")
    check(run_body(BODY, task, notebook=records, warnings=warnings), [label], [label])
    assert len(warnings) == warned
    assert not warned or "oncall is not among the bots that Cliq shows in the channel (Deploy Bot)" in warnings[0]


@pytest.mark.parametrize("checking", [False, True])
def test_without_its_id_a_bot_that_nobody_shows_cannot_be_removed(zoho: Zoho, checking: bool) -> None:
    shows(zoho)
    assert "remove oncall with zoho.cliq.channel_bot" in failure(run_body(BODY, GO, check=checking), "bot_id_needed")


@pytest.mark.parametrize(("records", "before"), [(BotRecords(), []), (BotRecords().note(True, HOUR), ["oncall"])])
def test_check_mode_predicts_the_removal_of_a_bot_whose_id_is_given(
    zoho: Zoho, records: BotRecords, before: list[str]
) -> None:
    shows(zoho)
    result = run_body(BODY, {**GO, "bot_id": BOT_ID}, check=True, notebook=records)
    assert result["changed"] is True
    assert result["diff"] == {"before": {"bots": before}, "after": {"bots": []}}


@pytest.mark.parametrize(
    ("shown", "afterwards", "code"),
    [([ON_CALL], [], None), ([ON_CALL], [ON_CALL], "outcome_unknown")],
)
def test_of_a_removal_with_a_lost_answer_the_list_tells(
    zoho: Zoho, shown: list[dict[str, t.Any]], afterwards: list[dict[str, t.Any]], code: str | None
) -> None:
    shows(zoho, *shown)
    removes(zoho, **LOST)
    shows_again(zoho, *afterwards)
    assert run_body(BODY, GO).get("failure", {}).get("code") == code


def test_a_list_that_shows_no_bots_tells_nothing_about_a_lost_answer(zoho: Zoho) -> None:
    shows(zoho)
    removes(zoho, **LOST)
    failure(run_body(BODY, {**GO, "bot_id": BOT_ID}), "outcome_unknown")


# --- what cannot be meant, and channels to come ---


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ({"bot_id": BOT_ID}, "bot is missing"),
        ({"bot": BOT_ID}, "adds a bot by its unique name"),
        ({"bot_id": "oncall", "state": "absent"}, "'oncall' is not the id of a bot"),
        ({"bot": "", "state": "absent"}, "bot has an empty name"),
        ({"bot": None}, "The bot is missing"),
        ({"bot": None, "bot_id": None, "state": "absent"}, "The bot is missing"),
        ({"bot_id": "", "state": "absent"}, "'' is not the id of a bot"),
        ({"bot": "oncall", "name": None}, "The channel is missing"),
        ({"bot": "oncall", "name": ""}, "name is empty"),
    ],
)
def test_what_cannot_be_meant_is_refused_without_a_request(zoho: Zoho, task: dict[str, t.Any], words: str) -> None:
    assert words in failure(run_body(BODY, {"name": "ops alerts", **task}), "invalid_input")
    assert zoho.sent == []


@pytest.mark.parametrize(("task", "after"), [(ADD, ["oncall"]), (GO, []), ({**GO, "bot_id": BOT_ID}, [])])
def test_check_mode_tells_what_would_be_done_in_a_channel_to_come(
    zoho: Zoho, task: dict[str, t.Any], after: list[str]
) -> None:
    for query in ({}, {"status": "archived"}, {"status": "pending"}):
        zoho.lists(**query)
    result = run_body(BODY, task, check=True)
    assert result["changed"] is bool(after)
    assert result["diff"] == {"before": {"bots": []}, "after": {"bots": after}}


# --- together with people ---


def test_bots_come_and_go_with_people(zoho: Zoho) -> None:
    shows(zoho, DEPLOY)
    associates(zoho)
    removes(zoho, "b-1974166000016769005")
    records = BotRecords().note(True, 1, bot="deploybot")
    task = {"name": "ops alerts", "email_ids": [PATRICIA], "bots": ["oncall"], "state": "exact"}
    result = run_body(MEMBERS, task, notebook=records)
    assert result["changed"] is True and result["bots"] == ["oncall"]
    assert result["diff"]["before"] == {"members": {PATRICIA: "super_admin"}, "bots": ["Deploy Bot"]}
    assert [one["email_id"] for one in result["members"]] == [PATRICIA]
    assert records.records == {
        **BotRecords().note(True, 0).records,
        **BotRecords().note(False, 0, bot="deploybot").records,
    }


@pytest.mark.parametrize("state", ["present", "exact"])
def test_bots_are_left_alone_unless_they_are_spoken_of(zoho: Zoho, state: str) -> None:
    shows(zoho, ON_CALL)
    result = run_body(MEMBERS, {"name": "ops alerts", "email_ids": [PATRICIA], "state": state})
    assert result["changed"] is False and result["bots"] == ["On Call"]


def test_no_bots_at_all_can_be_wished_for(zoho: Zoho) -> None:
    shows(zoho, ON_CALL)
    removes(zoho)
    result = run_body(MEMBERS, {"name": "ops alerts", "bots": [], "state": "exact"})
    assert result["changed"] is True and result["bots"] == []
    assert result["removed"] == []


def test_a_bot_that_may_be_the_named_one_under_another_name_is_not_removed(zoho: Zoho) -> None:
    shows(zoho, PAGER)
    associates(zoho, **ALREADY)
    warnings: list[str] = []
    task = {"name": "ops alerts", "bots": ["oncall"], "state": "exact"}
    result = run_body(MEMBERS, task, warnings=warnings)
    assert result["changed"] is False and "failed" not in result
    assert result["bots"] == ["oncall", "Pager"]
    assert result["diff"]["before"] == result["diff"]["after"]
    (warning,) = warnings
    assert "Pager is left in the channel" in warning


def test_check_mode_does_not_predict_the_removal_of_such_a_bot_if_a_record_tells(zoho: Zoho) -> None:
    shows(zoho, PAGER)
    warnings: list[str] = []
    task = {"name": "ops alerts", "bots": ["oncall"], "state": "exact"}
    result = run_body(MEMBERS, task, check=True, notebook=BotRecords().note(True, HOUR), warnings=warnings)
    assert result["changed"] is False and len(warnings) == 1


def test_bots_are_removed_by_name_and_by_id(zoho: Zoho) -> None:
    shows(zoho, ON_CALL, DEPLOY)
    removes(zoho)
    removes(zoho, "b-1974166000016769005")
    task = {"name": "ops alerts", "bots": ["OnCall", "b-1974166000016769005"], "state": "absent"}
    assert run_body(MEMBERS, task)["bots"] == []
