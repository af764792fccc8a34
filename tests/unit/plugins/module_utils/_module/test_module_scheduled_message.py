# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The body of zoho.cliq.scheduled_message: what is scheduled is not scheduled again, whatever may be read."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._module import _message_time
from ansible_collections.zoho.cliq.plugins.module_utils._module._creations import NoNotebook
from ansible_collections.zoho.cliq.plugins.module_utils._module.scheduled_message import BODY
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import API, Zoho, raw_channel, run_body
from ansible_collections.zoho.cliq.tests.unit.plugins.message_helper import (
    CHAT,
    NOW,
    READABLE,
    UNREADABLE,
    V3,
    LongRecords,
    stopped_clock,
)

__all__ = ["stopped_clock"]
pytestmark = pytest.mark.usefixtures("stopped_clock")

ID = "55741379-fddf-476c-8093-c3e05bdf9006"
PATH = f"/chats/{CHAT}/scheduledmessages"
# An hour from now.
TIME = "2027-01-15T14:30:00"
AT = NOW + 3_600_000
TASK = {"chat_id": CHAT, "text": "Hello", "schedule_time": TIME, "timezone": "Asia/Kolkata"}
SENT = {"text": "Hello", "schedule_time": "20270115T143000", "schedule_timezone": "Asia/Kolkata"}
SHOWN = {"text": "Hello", "schedule_time": "2027-01-15T09:00:00Z"}
MADE = {"id": ID, "time": AT, "timezone": "Asia/Kolkata", "message": {"msg": "Hello"}}
WAITING = {"id": ID, "schedule_status": "check_in", "message": {"content": {"text": "Hello"}}}
ON_CHECK_IN = {"chat_id": CHAT, "text": "Hello", "schedule_status": "check_in"}
NO_SCOPE: dict[str, t.Any] = {"status": 401, "json": {"code": "oauthtoken_scope_invalid", "message": "no"}}


def failed(result: dict[str, t.Any], code: str = "invalid_input") -> str:
    assert result["failed"] is True and result["changed"] is False
    assert result["failure"]["code"] == code, result
    return str(result["msg"])


def listed(text: str = "Hello", time: str = "2027-01-15T14:30:00+05:30", **changes: t.Any) -> dict[str, t.Any]:
    """A message of the list of v3."""
    return {"id": ID, "time": time, "timezone": "Asia/Kolkata", "message": {"content": {"text": text}}, **changes}


def lists(zoho: Zoho, *messages: dict[str, t.Any]) -> None:
    answer = {"type": "scheduledmessages", "data": list(messages)}
    zoho.expect("GET", f"{V3}{PATH}", query={"limit": "100"}, json=answer)


@pytest.fixture
def records() -> LongRecords:
    return LongRecords()


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ({"chat_id": CHAT, "schedule_time": TIME, "timezone": "UTC"}, "text is needed"),
        ({"chat_id": CHAT, "text": "Hello"}, "text is needed, and schedule_time or schedule_status"),
        ({"chat_id": CHAT, "text": "Hello", "state": "absent"}, "To find the message without scheduled_message_id"),
        ({**TASK, "text": "x" * 4097}, "Cliq allows 4096"),
        ({**TASK, "timezone": "Mars/Olympus"}, "timezone 'Mars/Olympus' is not the name of a time zone"),
        (
            {**TASK, "timezone": None},
            "does not say in which time zone: add an offset, such as +05:30 or Z, or set timezone",
        ),
        ({**TASK, "schedule_time": "soon"}, "schedule_time 'soon' is no time"),
        ({**TASK, "schedule_time": "2027-01-15T13:30:00"}, "is in the past"),
        ({**ON_CHECK_IN, "timezone": "UTC"}, "timezone is that of schedule_time"),
        ({"chat_id": CHAT, "scheduled_message_id": ID}, "There is nothing to change"),
        ({"chat_id": CHAT, "scheduled_message_id": " ", "text": "x"}, "scheduled_message_id is empty"),
    ],
)
def test_what_cannot_be_right_is_refused_before_the_first_request(
    zoho: Zoho, task: dict[str, t.Any], words: str
) -> None:
    task = {name: value for name, value in task.items() if value is not None}
    assert words in failed(run_body(BODY, task))


@pytest.mark.parametrize("options", [{"channel": None}, {"thread": None}])
def test_an_option_that_is_null_names_no_conversation(zoho: Zoho, options: dict[str, None]) -> None:
    words = failed(run_body(BODY, {"text": "Hello", "schedule_status": "check_in", **options}), "invalid_options")
    assert words.endswith("channel, channel_id, chat_id, thread")


@pytest.mark.parametrize("check", [False, True], ids=["run", "check"])
def test_a_message_is_scheduled(zoho: Zoho, records: LongRecords, check: bool) -> None:
    lists(zoho, listed("Goodbye"), listed(time="2027-01-15T14:31:00+05:30"))
    if not check:
        zoho.cliq("POST", PATH, sends=SENT, json=MADE)
    guards: list[str] = []
    result = run_body(BODY, TASK, check=check, notebook=records, guards=guards)
    assert result["changed"] is True and result["chat_id"] == CHAT
    assert result["diff"] == {"before": {}, "after": SHOWN}
    assert result["scheduled_message"] == (SHOWN if check else {"id": ID, **SHOWN})
    assert guards == ([] if check else [f"scheduled message chat_id {CHAT}"])


@pytest.mark.parametrize(
    ("written", "zone", "sent"),
    [
        ("2027-01-15T14:30:00+05:30", None, ("20270115T090000", "UTC")),
        ("2027-01-15T09:00:00Z", "America/New_York", ("20270115T040000", "America/New_York")),
        (str(AT + 999), None, ("20270115T090000", "UTC")),
    ],
)
def test_a_time_is_sent_as_local_time(zoho: Zoho, written: str, zone: str | None, sent: tuple[str, str]) -> None:
    lists(zoho)
    zoho.cliq("POST", PATH, sends={"text": "Hello", "schedule_time": sent[0], "schedule_timezone": sent[1]}, json=MADE)
    task = {"chat_id": CHAT, "text": "Hello", "schedule_time": written, **({"timezone": zone} if zone else {})}
    assert run_body(BODY, task)["diff"]["after"] == SHOWN


@pytest.mark.parametrize(
    ("task", "there"),
    [
        (TASK, listed("Hello\n")),
        (ON_CHECK_IN, WAITING),
        ({**TASK, "text": "a & b"}, listed("a &amp; b")),
    ],
)
def test_what_is_scheduled_is_not_scheduled_again(zoho: Zoho, task: dict[str, t.Any], there: dict[str, t.Any]) -> None:
    lists(zoho, there)
    result = run_body(BODY, task)
    assert result["changed"] is False and result["scheduled_message"]["id"] == ID
    assert result["diff"]["before"] == result["diff"]["after"] != {}


def test_a_message_waits_for_a_status(zoho: Zoho) -> None:
    lists(zoho, {**WAITING, "schedule_status": "call_end"})
    zoho.cliq("POST", PATH, sends={"text": "Hello", "schedule_status": "check_in"}, json={"data": WAITING})
    result = run_body(BODY, ON_CHECK_IN)
    assert result["changed"] is True
    assert result["scheduled_message"] == {"id": ID, "text": "Hello", "schedule_status": "check_in"}


def test_a_list_that_lags_does_not_make_a_second_one(zoho: Zoho, records: LongRecords) -> None:
    lists(zoho)
    zoho.cliq("POST", PATH, sends=SENT, json=MADE)
    run_body(BODY, TASK, notebook=records)
    lists(zoho)
    again = run_body(BODY, TASK, notebook=records)
    assert again["changed"] is False and again["scheduled_message"] == {"id": ID, **SHOWN}


def test_what_somebody_deleted_is_scheduled_again_later(
    zoho: Zoho, records: LongRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    lists(zoho)
    zoho.cliq("POST", PATH, sends=SENT, json=MADE)
    run_body(BODY, TASK, notebook=records)
    monkeypatch.setattr(_message_time, "now", lambda: NOW + 600_000)
    lists(zoho)
    zoho.cliq("POST", PATH, sends=SENT, json=MADE)
    assert run_body(BODY, TASK, notebook=records)["changed"] is True


def test_what_was_sent_meanwhile_is_no_error_and_not_scheduled_again(
    zoho: Zoho, records: LongRecords, monkeypatch: pytest.MonkeyPatch
) -> None:
    lists(zoho)
    zoho.cliq("POST", PATH, sends=SENT, json=MADE)
    run_body(BODY, TASK, notebook=records)
    monkeypatch.setattr(_message_time, "now", lambda: AT + 1)
    lists(zoho)
    assert run_body(BODY, TASK, notebook=records)["changed"] is False


# --- without the scope to read ---------------------------------------------------------------------------------------


def test_without_the_scope_to_read_the_record_tells_what_is_scheduled(zoho: Zoho, records: LongRecords) -> None:
    zoho.cliq("POST", PATH, sends=SENT, json=MADE)
    assert run_body(BODY, TASK, notebook=records, **UNREADABLE)["changed"] is True
    again = run_body(BODY, TASK, notebook=records, **UNREADABLE)
    assert again["changed"] is False and again["scheduled_message"]["id"] == ID


def test_without_the_scope_to_read_and_without_a_store_nothing_is_scheduled(zoho: Zoho) -> None:
    zoho.expect("GET", f"{V3}{PATH}", query={"limit": "100"}, **NO_SCOPE)
    for more in (UNREADABLE, {}):
        assert "consent to that scope" in failed(
            run_body(BODY, TASK, notebook=NoNotebook(), **more), "oauthtoken_scope_invalid"
        )


def test_without_the_scope_to_read_a_message_is_deleted_by_its_id_only(zoho: Zoho, records: LongRecords) -> None:
    task = {**TASK, "state": "absent"}
    assert "give scheduled_message_id" in failed(run_body(BODY, task, **UNREADABLE), "oauthtoken_scope_invalid")
    zoho.expect("DELETE", f"{V3}{PATH}/{ID}", status=204)
    task = {"chat_id": CHAT, "scheduled_message_id": ID, "state": "absent"}
    assert run_body(BODY, task, **UNREADABLE)["changed"] is True


# --- the answer got lost ---------------------------------------------------------------------------------------------


def test_a_lost_answer_is_settled_from_the_list(zoho: Zoho, records: LongRecords) -> None:
    lists(zoho)
    zoho.cliq("POST", PATH, sends=SENT, status=502)
    lists(zoho)
    lists(zoho, listed())
    result = run_body(BODY, TASK, notebook=records, **READABLE)
    assert result["changed"] is True and result["scheduled_message"]["id"] == ID


def test_what_never_appears_fails_and_is_scheduled_by_the_run_after_the_next(zoho: Zoho, records: LongRecords) -> None:
    lists(zoho)
    zoho.cliq("POST", PATH, sends=SENT, status=502)
    for _look in range(4):
        lists(zoho)
    failed(run_body(BODY, TASK, notebook=records), "outcome_unknown")
    for _look in range(5):
        lists(zoho)
    assert "the next run will schedule it" in failed(run_body(BODY, TASK, notebook=records), "outcome_unknown")
    lists(zoho)
    zoho.cliq("POST", PATH, sends=SENT, json=MADE)
    assert run_body(BODY, TASK, notebook=records)["changed"] is True


def test_a_killed_run_is_settled_by_the_next(zoho: Zoho, records: LongRecords) -> None:
    def killed(request: t.Any) -> t.Any:
        raise SystemExit

    lists(zoho)
    zoho.calls_back("POST", f"{API}{PATH}", killed)
    with pytest.raises(SystemExit):
        run_body(BODY, TASK, notebook=records)
    lists(zoho)
    assert run_body(BODY, TASK, notebook=records, check=True)["changed"] is True
    lists(zoho)
    lists(zoho, listed())
    result = run_body(BODY, TASK, notebook=records)
    assert result["changed"] is False and result["scheduled_message"]["id"] == ID


def test_without_the_scope_to_read_an_open_scheduling_stays_unknown(zoho: Zoho, records: LongRecords) -> None:
    zoho.cliq("POST", PATH, sends=SENT, status=502)
    failed(run_body(BODY, TASK, notebook=records, **UNREADABLE), "outcome_unknown")
    for _run in range(2):
        message = failed(run_body(BODY, TASK, notebook=records, **UNREADABLE), "outcome_unknown")
        assert "ZohoCliq.Messages.READ is not granted" in message


def test_a_refusal_leaves_nothing_on_record(zoho: Zoho, records: LongRecords) -> None:
    lists(zoho)
    zoho.cliq("POST", PATH, sends=SENT, status=403, json={"code": "operation_not_allowed"})
    failed(run_body(BODY, TASK, notebook=records), "operation_not_allowed")
    assert records.records == {}


# --- changing and deleting -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("check", [False, True], ids=["run", "check"])
def test_what_differs_is_changed_in_milliseconds(zoho: Zoho, check: bool) -> None:
    lists(zoho, listed(id="1"), listed())
    changes = {"text": "Goodbye", "schedule_time": AT + 60_000, "schedule_timezone": "UTC"}
    if not check:
        zoho.expect("PUT", f"{V3}{PATH}/{ID}", sends=changes, json={"data": listed("Goodbye")})
    task = {"chat_id": CHAT, "scheduled_message_id": ID, "text": "Goodbye", "schedule_time": "2027-01-15T09:01:00Z"}
    result = run_body(BODY, task, check=check)
    after = {"text": "Goodbye", "schedule_time": "2027-01-15T09:01:00Z"}
    assert result["changed"] is True and result["diff"] == {"before": SHOWN, "after": after}
    assert result["scheduled_message"] == {"id": ID, **after}


def test_only_what_differs_is_changed(zoho: Zoho) -> None:
    lists(zoho, listed())
    zoho.expect("PUT", f"{V3}{PATH}/{ID}", sends={"text": "Goodbye"}, status=204)
    lists(zoho, listed("Goodbye"))
    task = {**TASK, "scheduled_message_id": ID, "text": "Goodbye"}
    assert run_body(BODY, task)["changed"] is True
    assert run_body(BODY, task)["changed"] is False


def test_a_scheduled_message_that_is_not_there_cannot_be_changed(zoho: Zoho) -> None:
    lists(zoho)
    message = failed(run_body(BODY, {**TASK, "scheduled_message_id": ID}), "message_not_found")
    assert "it may have been sent" in message


@pytest.mark.parametrize("arrived", [True, False])
def test_a_change_without_an_answer_is_looked_after(zoho: Zoho, arrived: bool) -> None:
    lists(zoho, listed())
    zoho.expect("PUT", f"{V3}{PATH}/{ID}", sends={"text": "Goodbye"}, status=502)
    lists(zoho, listed("Goodbye" if arrived else "Hello"))
    result = run_body(BODY, {"chat_id": CHAT, "scheduled_message_id": ID, "text": "Goodbye"})
    assert result["changed"] is True if arrived else failed(result, "outcome_unknown")


@pytest.mark.parametrize("check", [False, True], ids=["run", "check"])
def test_a_message_is_deleted_by_what_it_says(zoho: Zoho, records: LongRecords, check: bool) -> None:
    lists(zoho)
    zoho.cliq("POST", PATH, sends=SENT, json=MADE)
    run_body(BODY, TASK, notebook=records)
    lists(zoho, listed())
    if not check:
        zoho.expect("DELETE", f"{V3}{PATH}/{ID}", status=204)
    result = run_body(BODY, {**TASK, "state": "absent"}, check=check, notebook=records)
    assert result["changed"] is True and result["diff"] == {"before": SHOWN, "after": {}}
    assert (records.records == {}) is not check


def test_after_a_deletion_by_id_the_same_message_is_scheduled_again(zoho: Zoho, records: LongRecords) -> None:
    # Cliq keeps the time to the second.
    task = {"chat_id": CHAT, "text": "Hello", "schedule_time": str(AT + 999)}
    sent = {"text": "Hello", "schedule_time": "20270115T090000", "schedule_timezone": "UTC"}
    lists(zoho)
    zoho.cliq("POST", PATH, sends=sent, json=MADE)
    lists(zoho, listed())
    zoho.expect("DELETE", f"{V3}{PATH}/{ID}", status=204)
    lists(zoho)
    zoho.cliq("POST", PATH, sends=sent, json=MADE)
    run_body(BODY, task, notebook=records)
    run_body(BODY, {"chat_id": CHAT, "scheduled_message_id": ID, "state": "absent"}, notebook=records)
    assert run_body(BODY, task, notebook=records)["changed"] is True


def test_what_is_not_scheduled_needs_no_deletion(zoho: Zoho) -> None:
    lists(zoho)
    assert run_body(BODY, {**TASK, "state": "absent"})["changed"] is False


def test_the_chat_of_a_channel_is_looked_up(zoho: Zoho) -> None:
    zoho.lists(raw_channel())
    lists(zoho, listed())
    task = {name: value for name, value in TASK.items() if name != "chat_id"}
    assert run_body(BODY, {**task, "channel": "opsalerts"})["chat_id"] == CHAT


def test_a_channel_that_is_not_there_yet_is_no_error_in_check_mode(zoho: Zoho) -> None:
    task = {name: value for name, value in TASK.items() if name != "chat_id"}
    for state, changed in (("present", True), ("absent", False)):
        zoho.lists()
        zoho.lists()
        zoho.lists(status="archived")
        zoho.lists(status="pending")
        result = run_body(BODY, {**task, "channel": "soon", "state": state}, check=True)
        assert result["changed"] is changed and result["diff"]["after"] == (SHOWN if changed else {})
