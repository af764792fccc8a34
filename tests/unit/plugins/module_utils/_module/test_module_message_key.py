# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A key: one posting whatever happens, settled from the history where that may be read."""

from __future__ import annotations

import json
import pathlib
import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._module.message import BODY
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import API, Zoho, raw_channel, run_body
from ansible_collections.zoho.cliq.tests.unit.plugins.message_helper import (
    CHAT,
    MESSAGE,
    NOW,
    READABLE,
    UNREADABLE,
    LongRecords,
    raw_message,
    shows,
    stopped_clock,
)

__all__ = ["stopped_clock"]
pytestmark = pytest.mark.usefixtures("stopped_clock")

TASK = {"chat_id": CHAT, "text": "Hello", "key": "release-4"}
SENT = {"text": "Hello", "sync_message": True}
RECORD = f"message chat {CHAT} release-4"
POST = f"/chats/{CHAT}/message"
NO_SCOPE: dict[str, t.Any] = {"status": 401, "json": {"code": "oauthtoken_scope_invalid", "message": "no"}}


def failed(result: dict[str, t.Any], code: str = "outcome_unknown") -> str:
    assert result["failed"] is True and result["changed"] is False
    assert result["failure"]["code"] == code, result
    return str(result["msg"])


@pytest.fixture
def records() -> LongRecords:
    return LongRecords()


@pytest.fixture
def lost(zoho: Zoho, records: LongRecords) -> LongRecords:
    """What is on record after a run that was killed in the middle of the posting."""

    def killed(request: t.Any) -> t.Any:
        raise SystemExit

    zoho.calls_back("POST", f"{API}{POST}", killed)
    with pytest.raises(SystemExit):
        run_body(BODY, TASK, notebook=records)
    return records


def test_a_key_posts_once(zoho: Zoho, records: LongRecords) -> None:
    zoho.cliq("POST", POST, sends=SENT, json={"message_id": MESSAGE})
    guards: list[str] = []
    first = run_body(BODY, TASK, notebook=records, guards=guards)
    again = run_body(BODY, TASK, notebook=records, guards=guards)
    assert (first["changed"], again["changed"]) == (True, False)
    assert first["message_id"] == again["message_id"] == MESSAGE
    assert first["chat_id"] == again["chat_id"] == CHAT
    assert again["diff"] == {"before": {}, "after": {}}
    assert guards == [f"message chat {CHAT}"] * 2


def test_in_check_mode_a_key_is_only_looked_up(zoho: Zoho, records: LongRecords) -> None:
    assert run_body(BODY, TASK, notebook=records, check=True)["changed"] is True
    zoho.cliq("POST", POST, sends=SENT, json={"message_id": MESSAGE})
    run_body(BODY, TASK, notebook=records)
    check = run_body(BODY, TASK, notebook=records, check=True)
    assert check["changed"] is False and check["message_id"] == MESSAGE


def test_each_key_and_each_conversation_has_its_posting(zoho: Zoho, records: LongRecords) -> None:
    for task, path in (
        (TASK, POST),
        ({**TASK, "key": "release-5"}, POST),
        ({"user": "7", "text": "Hello", "key": "release-4"}, "/buddies/7/message"),
    ):
        zoho.cliq("POST", path, sends=SENT, json={"message_id": f"1_{len(zoho.sent)}"})
        assert run_body(BODY, task, notebook=records)["changed"] is True


def test_another_content_under_the_same_key_is_not_posted_and_warned_about(zoho: Zoho, records: LongRecords) -> None:
    zoho.cliq("POST", POST, sends=SENT, json={"message_id": MESSAGE})
    run_body(BODY, TASK, notebook=records)
    warnings: list[str] = []
    again = run_body(BODY, {**TASK, "text": "Goodbye"}, notebook=records, warnings=warnings)
    assert again["changed"] is False and again["message_id"] == MESSAGE
    assert len(warnings) == 1 and "another content" in warnings[0]


def test_the_intent_is_on_record_while_the_call_is_under_way(zoho: Zoho, records: LongRecords) -> None:
    seen: list[t.Any] = []

    def answer(request: t.Any) -> tuple[int, dict[str, str], str]:
        seen.append(records.of(RECORD))
        return 200, {}, json.dumps({"message_id": MESSAGE})

    zoho.calls_back("POST", f"{API}{POST}", answer)
    run_body(BODY, TASK, notebook=records)
    assert (seen[0]["sent"], seen[0]["at"]) == (False, NOW)
    now = records.of(RECORD)
    assert now is not None and now["sent"] is True and now["message_id"] == MESSAGE
    assert "Hello" not in str(records.records)


def test_a_refusal_leaves_nothing_on_record(zoho: Zoho, records: LongRecords) -> None:
    zoho.cliq("POST", POST, sends=SENT, status=403, json={"code": "operation_not_allowed"})
    failed(run_body(BODY, TASK, notebook=records), "operation_not_allowed")
    assert records.records == {}


def test_a_channel_that_cannot_be_looked_up_leaves_nothing_on_record(zoho: Zoho, records: LongRecords) -> None:
    for _attempt in range(3):
        zoho.cliq("GET", "/channels", status=502)
    task = {"channel": "Ops Alerts", "text": "Hello", "key": "release-4"}
    failed(run_body(BODY, task, notebook=records), "server_error")
    assert records.records == {}


@pytest.mark.parametrize("key", ["", " ", "x" * 201])
def test_a_key_has_a_bounded_length(zoho: Zoho, records: LongRecords, key: str) -> None:
    assert "use 1 to 200" in failed(run_body(BODY, {**TASK, "key": key}, notebook=records), "invalid_input")


# --- the answer got lost ---------------------------------------------------------------------------------------------


def test_a_lost_answer_is_settled_at_once(zoho: Zoho, records: LongRecords, stopped_clock: list[float]) -> None:
    zoho.cliq("POST", POST, sends=SENT, status=502)
    shows(zoho)
    shows(zoho, raw_message("Goodbye"), raw_message("Hello ", id="1599387839188%20229293271789"))
    result = run_body(BODY, TASK, notebook=records, **READABLE)
    assert result["changed"] is True and result["message_id"] == MESSAGE
    assert run_body(BODY, TASK, notebook=records)["changed"] is False
    assert stopped_clock == [1.0, 2.0]


def test_what_is_not_in_the_chat_is_an_error_and_looked_for_by_the_next_run(zoho: Zoho, records: LongRecords) -> None:
    zoho.cliq("POST", POST, sends=SENT, status=502)
    for _look in range(4):
        shows(zoho)
    message = failed(run_body(BODY, TASK, notebook=records, **READABLE), "outcome_unknown")
    assert "run the play again" in message
    shows(zoho, raw_message())
    again = run_body(BODY, TASK, notebook=records, **READABLE)
    assert again["changed"] is False and again["message_id"] == MESSAGE


def test_a_killed_run_is_settled_by_the_next(zoho: Zoho, lost: LongRecords) -> None:
    shows(zoho, raw_message())
    result = run_body(BODY, TASK, notebook=lost, **READABLE)
    assert result["changed"] is False and (result["message_id"], result["chat_id"]) == (MESSAGE, CHAT)
    assert run_body(BODY, TASK, notebook=lost)["changed"] is False


def test_a_killed_run_that_posted_nothing_fails_once_and_is_made_up_for(zoho: Zoho, lost: LongRecords) -> None:
    for _look in range(4):
        shows(zoho)
    message = failed(run_body(BODY, TASK, notebook=lost, **READABLE))
    assert "the next run will post it" in message
    zoho.cliq("POST", POST, sends=SENT, json={"message_id": MESSAGE})
    assert run_body(BODY, TASK, notebook=lost, **READABLE)["changed"] is True


def test_a_text_that_was_changed_meanwhile_does_not_hide_the_earlier_posting(zoho: Zoho, lost: LongRecords) -> None:
    shows(zoho, raw_message())
    result = run_body(BODY, {**TASK, "text": "Goodbye"}, notebook=lost, **READABLE)
    assert result["changed"] is False and result["message_id"] == MESSAGE


def test_without_the_scope_to_read_the_outcome_stays_unknown(zoho: Zoho, lost: LongRecords) -> None:
    for _run in range(2):
        message = failed(run_body(BODY, TASK, notebook=lost, **UNREADABLE))
        assert "ZohoCliq.Messages.READ is not granted" in message and "another key" in message


def test_a_scope_that_turns_out_to_be_missing_leaves_the_outcome_unknown(zoho: Zoho, lost: LongRecords) -> None:
    for _run in range(2):
        zoho.cliq("GET", f"/chats/{CHAT}/messages", query={"fromtime": str(NOW - 120_000), "limit": "100"}, **NO_SCOPE)
        assert "ZohoCliq.Messages.READ is not granted" in failed(run_body(BODY, TASK, notebook=lost))


@pytest.mark.parametrize(
    ("option", "value", "path"), [("user", "7", "/buddies/7"), ("to_bot", "oncall", "/bots/oncall")]
)
def test_a_chat_that_cannot_be_searched_leaves_the_outcome_unknown(
    zoho: Zoho, records: LongRecords, option: str, value: str, path: str
) -> None:
    task = {option: value, "text": "Hello", "key": "release-4"}
    zoho.cliq("POST", f"{path}/message", sends=SENT, status=502)
    failed(run_body(BODY, task, notebook=records, **READABLE))
    assert "cannot be searched" in failed(run_body(BODY, task, notebook=records, **READABLE))


def test_in_check_mode_an_open_posting_is_only_warned_about(zoho: Zoho, lost: LongRecords) -> None:
    warnings: list[str] = []
    assert run_body(BODY, TASK, notebook=lost, check=True, warnings=warnings)["changed"] is False
    assert "never learned what came of it" in warnings[0]


def test_the_chat_of_a_channel_is_looked_up_once(zoho: Zoho, records: LongRecords) -> None:
    task = {"channel": "opsalerts", "text": "Hello", "key": "release-4"}
    zoho.lists(raw_channel())
    zoho.cliq("POST", "/channelsbyname/opsalerts/message", sends=SENT, status=502)
    shows(zoho, raw_message())
    result = run_body(BODY, task, notebook=records)
    assert (result["message_id"], result["chat_id"]) == (MESSAGE, CHAT)
    assert run_body(BODY, task, notebook=records)["changed"] is False


# --- which conversation it is ----------------------------------------------------------------------------------------

BY_UNIQUE_NAME = {"channel": "opsalerts", "text": "Hello", "key": "release-4"}


@pytest.mark.parametrize(
    "other",
    [{"channel": "Ops alerts"}, {"channel": "#OPS ALERTS"}, {"channel_id": "O1864232000000076001"}, {"chat_id": CHAT}],
    ids=str,
)
def test_however_a_channel_is_named_it_is_the_same_conversation(
    zoho: Zoho, records: LongRecords, other: dict[str, str]
) -> None:
    zoho.lists(raw_channel())
    zoho.cliq("POST", "/channelsbyname/opsalerts/message", sends=SENT, json={"message_id": MESSAGE})
    assert run_body(BODY, BY_UNIQUE_NAME, notebook=records)["changed"] is True
    if "channel_id" in other:
        zoho.cliq("GET", "/channels/O1864232000000076001", json=raw_channel())
    elif "channel" in other:
        zoho.lists(raw_channel())
    again = run_body(BODY, {"text": "Hello", "key": "release-4", **other}, notebook=records)
    assert again["changed"] is False and again["message_id"] == MESSAGE


def test_a_unique_name_and_a_shown_name_that_differ_in_case_are_two_conversations(
    zoho: Zoho, records: LongRecords
) -> None:
    channels = (
        raw_channel(name="#Money", unique_name="finance"),
        raw_channel(name="#Finance", unique_name="invest", channel_id="P1", chat_id="CT_7"),
    )
    for name, unique_name in (("finance", "finance"), ("Finance", "invest")):
        zoho.lists(*channels)
        zoho.cliq("POST", f"/channelsbyname/{unique_name}/message", sends=SENT, json={"message_id": f"1_{len(name)}"})
        task = {"channel": name, "text": "Hello", "key": "release-4"}
        assert run_body(BODY, task, notebook=records)["changed"] is True


def test_the_case_of_an_e_mail_address_makes_no_other_conversation(zoho: Zoho, records: LongRecords) -> None:
    task = {"user": "scott.fisher@zylker.example", "text": "Hello", "key": "release-4"}
    zoho.cliq("POST", "/buddies/scott.fisher@zylker.example/message", sends=SENT, json={"message_id": MESSAGE})
    run_body(BODY, task, notebook=records)
    again = run_body(BODY, {**task, "user": "Scott.Fisher@zylker.example"}, notebook=records)
    assert again["changed"] is False and again["message_id"] == MESSAGE


@pytest.mark.parametrize("told", [True, False], ids=["the scopes are known", "the scopes are not known"])
def test_what_was_posted_without_the_scope_to_look_up_counts_when_it_is_granted(
    zoho: Zoho, records: LongRecords, told: bool
) -> None:
    if not told:
        zoho.cliq("GET", "/channels", **NO_SCOPE)
    zoho.cliq("POST", "/channelsbyname/opsalerts/message", sends=SENT, json={"message_id": MESSAGE})
    run_body(BODY, BY_UNIQUE_NAME, notebook=records, **(UNREADABLE if told else {}))
    zoho.lists(raw_channel())
    again = run_body(BODY, BY_UNIQUE_NAME, notebook=records)
    assert again["changed"] is False and again["message_id"] == MESSAGE


def test_a_keyed_message_goes_to_the_channel_that_is_shown_under_the_name(zoho: Zoho, records: LongRecords) -> None:
    finance = raw_channel(name="#Finance", unique_name="invest")
    zoho.lists(finance)
    zoho.cliq("POST", "/channelsbyname/finance/message", sends=SENT, status=400, json={"code": "channel_not_exists"})
    zoho.cliq("POST", "/channelsbyname/invest/message", sends=SENT, json={"message_id": MESSAGE})
    task = {"channel": "finance", "text": "Hello", "key": "release-4"}
    assert run_body(BODY, task, notebook=records)["changed"] is True
    assert run_body(BODY, task, notebook=records)["changed"] is False


# --- which message it is ---------------------------------------------------------------------------------------------


def test_the_message_of_another_key_is_not_taken_for_it(zoho: Zoho, lost: LongRecords) -> None:
    zoho.cliq("POST", POST, sends=SENT, json={"message_id": MESSAGE})
    assert run_body(BODY, {**TASK, "key": "release-5"}, notebook=lost)["changed"] is True
    for _look in range(4):
        shows(zoho, raw_message())
    assert "the next run will post it" in failed(run_body(BODY, TASK, notebook=lost, **READABLE))


def test_the_message_of_another_user_is_not_taken_for_it(zoho: Zoho, lost: LongRecords) -> None:
    shows(zoho, raw_message(id="1_1", sender={"id": "5"}), raw_message(id="2_2"))
    result = run_body(BODY, TASK, notebook=lost, user_id=lambda: "62439911", **READABLE)
    assert result["message_id"] == "2_2"


def test_of_two_like_messages_the_nearer_one_is_taken(zoho: Zoho, lost: LongRecords) -> None:
    shows(zoho, raw_message(id="1_1", time=NOW - 90_000), raw_message(id="2_2", time=NOW + 500))
    assert run_body(BODY, TASK, notebook=lost, **READABLE)["message_id"] == "2_2"


def test_a_like_message_that_is_older_than_the_intent_is_doubt(zoho: Zoho, lost: LongRecords) -> None:
    for _look in range(4):
        shows(zoho, raw_message(id="1_1", time=NOW - 6_000))
    result = run_body(BODY, TASK, notebook=lost, **READABLE)
    assert result["failure"]["code"] == "outcome_unknown" and "nobody can tell for certain" in result["msg"]
    assert len(lost.records) > 0


def test_a_message_without_a_key_is_no_keys_own(zoho: Zoho, lost: LongRecords) -> None:
    lost.records[f"message {MESSAGE}"] = json.dumps({"owner": ""}).encode()
    for _look in range(4):
        shows(zoho, raw_message())
    result = run_body(BODY, TASK, notebook=lost, **READABLE)
    assert result["failure"]["code"] == "outcome_unknown" and "the next run will post it" in result["msg"]


def test_a_long_history_is_followed_in_both_directions(zoho: Zoho, lost: LongRecords) -> None:
    page = [raw_message("Other", id=f"{number}_1", time=NOW + number) for number in range(1000, 1100)]
    shows(zoho, *page)
    shows(zoho, page[-1], since=NOW + 1099)
    shows(zoho, raw_message(), page[0], totime=NOW + 1000)
    assert run_body(BODY, TASK, notebook=lost, **READABLE)["message_id"] == MESSAGE


def test_a_history_without_end_leaves_the_outcome_unknown(zoho: Zoho, lost: LongRecords) -> None:
    numbers = iter(range(10_000))

    def page(request: t.Any) -> tuple[int, dict[str, str], str]:
        found = [raw_message("Other", id=f"{next(numbers)}_1") for _message in range(100)]
        return 200, {}, json.dumps({"data": found})

    for _page in range(8):
        zoho.calls_back("GET", f"{API}/chats/{CHAT}/messages", page)
    message = failed(run_body(BODY, TASK, notebook=lost, **READABLE))
    assert "Too many messages" in message
    assert lost.of(RECORD) is not None


def test_files_are_known_again_by_their_names(zoho: Zoho, records: LongRecords, tmp_path: pathlib.Path) -> None:
    (tmp_path / "report.csv").write_text("a,b")
    task = {"chat_id": CHAT, "files": [str(tmp_path / "report.csv")], "key": "release-4"}
    zoho.calls_back("POST", f"{API}/chats/{CHAT}/files", lambda request: (502, {}, ""))
    other = raw_message(id="1_1", type="file", content={"file": {"name": "other.csv"}, "comment": ""})
    shows(zoho, other, raw_message(type="file", content={"file": {"name": "report.csv"}}))
    assert run_body(BODY, task, notebook=records, **READABLE)["message_id"] == MESSAGE


# --- what may be it --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("a & b < c", "a &amp; b &lt; c"),
        ("a &amp; b", "a &amp;amp; b"),
        ("it's", "it&#39;s"),
        (" a  b\n\nc ", "a b c"),
        ("a b", "a&nbsp;b"),
        ("Caf\u00e9", "Cafe\u0301"),
    ],
)
def test_a_message_is_known_again_in_the_form_that_cliq_shows(
    zoho: Zoho, records: LongRecords, sent: str, shown: str
) -> None:
    zoho.cliq("POST", POST, sends={**SENT, "text": sent}, status=502)
    shows(zoho, raw_message(shown))
    result = run_body(BODY, {**TASK, "text": sent}, notebook=records, **READABLE)
    assert result["changed"] is True and result["message_id"] == MESSAGE


MAY_BE_IT = {
    "other words": raw_message("Goodbye"),
    "a card": raw_message(type="card", content={"card": {"title": "Hello"}}),
    "no content": raw_message(content=None),
    "no time": raw_message("Goodbye", time="yesterday"),
    "no id": raw_message(id=""),
    "no sender": raw_message("Goodbye", sender=None),
    "a wait for a turn": raw_message("Goodbye", time=NOW + 400_000),
}


@pytest.mark.parametrize("message", MAY_BE_IT.values(), ids=MAY_BE_IT)
def test_while_a_message_may_be_it_nothing_is_posted(zoho: Zoho, lost: LongRecords, message: dict[str, t.Any]) -> None:
    for _run in range(2):
        for _look in range(4):
            shows(zoho, message)
        words = failed(run_body(BODY, TASK, notebook=lost, user_id=lambda: "62439911", **READABLE))
        assert "may be it, but nobody can tell for certain" in words and "another key" in words
        assert "Goodbye" not in words
    assert lost.of(RECORD) is not None


IS_NOT_IT = {
    "another user": raw_message("Goodbye", sender={"id": 5}),
    "a later message": raw_message("Goodbye", time=NOW + 600_000),
}


@pytest.mark.parametrize("message", IS_NOT_IT.values(), ids=IS_NOT_IT)
def test_what_cannot_be_it_does_not_stand_in_the_way(zoho: Zoho, lost: LongRecords, message: dict[str, t.Any]) -> None:
    for _look in range(4):
        shows(zoho, message)
    words = failed(run_body(BODY, TASK, notebook=lost, user_id=lambda: "62439911", **READABLE))
    assert "the next run will post it" in words
    assert lost.of(RECORD) is None


def test_whoever_waits_for_ever_may_have_posted_at_any_time(zoho: Zoho, lost: LongRecords) -> None:
    for _look in range(4):
        shows(zoho, raw_message("Goodbye", time=NOW + 10**9))
    words = failed(run_body(BODY, {**TASK, "rate_limit_wait": -1}, notebook=lost, **READABLE))
    assert "may be it" in words


def test_the_answer_of_this_run_being_lost_a_message_that_may_be_it_is_told(zoho: Zoho, records: LongRecords) -> None:
    zoho.cliq("POST", POST, sends=SENT, status=502)
    for _look in range(4):
        shows(zoho, raw_message("Goodbye"))
    words = failed(run_body(BODY, TASK, notebook=records, **READABLE))
    assert "A message of 2027-01-15T08:00:00Z in the chat" in words
