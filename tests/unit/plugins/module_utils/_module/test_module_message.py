# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The body of zoho.cliq.message without a key: what is refused, what is sent, what comes back."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._module._creations import NoNotebook
from ansible_collections.zoho.cliq.plugins.module_utils._module.message import BODY
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import API, Zoho, raw_channel, run_body
from ansible_collections.zoho.cliq.tests.unit.plugins.message_helper import (
    CHAT,
    MESSAGE,
    READABLE,
    UNREADABLE,
    raw_message,
)

THREAD = f"{CHAT}-T-1256254377053952763"
HELLO = {"channel": "opsalerts", "text": "Hello"}
SENT = {"text": "Hello", "sync_message": True}
BUTTON = {"label": "Runbook", "type": "+", "action": {"type": "open.url", "data": {"web": "https://zylker.example"}}}
TABLE = {"type": "table", "data": {"headers": ["A"], "rows": [{"A": "1"}]}}
NO_SCOPE: dict[str, t.Any] = {"status": 401, "json": {"code": "oauthtoken_scope_invalid", "message": "no"}}
GONE: dict[str, t.Any] = {"status": 404, "json": {"code": "request_url_invalid", "message": "Request URL is invalid"}}
NO_CHANNEL: dict[str, t.Any] = {"status": 400, "json": {"code": "channel_not_exists", "message": "no"}}
ONE = f"/chats/{CHAT}/messages/{MESSAGE}"
READ = f"{ONE}/messages"


def failed(result: dict[str, t.Any], code: str = "invalid_input") -> str:
    assert result["failed"] is True and result["changed"] is False
    assert result["failure"]["code"] == code
    return str(result["msg"])


# --- what is refused before the first request ------------------------------------------------------------------------

REFUSED = {
    "nothing": ({"channel": "x"}, "nothing to post"),
    "an empty text": ({"channel": "x", "text": " "}, "text is empty"),
    "a text that is too long": ({"channel": "x", "text": "x" * 5001}, "text has 5001 characters, and Cliq allows 5000"),
    "a chat id as channel": ({"channel": CHAT, "text": "x"}, "is a chat id: use chat_id"),
    "a chat id as channel id": ({"channel_id": CHAT, "text": "x"}, "is a chat id"),
    "a channel id as chat id": ({"chat_id": "O1864232000000076001", "text": "x"}, "is a channel id"),
    "an empty channel": ({"channel": "#", "text": "x"}, "channel is empty"),
    "a chat as thread": ({"thread": CHAT, "text": "x"}, "no thread"),
    "neither e-mail nor id": ({"user": "scott", "text": "x"}, "neither an e-mail address nor a user id"),
    "an empty bot": ({"to_bot": "", "text": "x"}, "to_bot is empty"),
    "text and files": ({"channel": "x", "text": "x", "files": ["y"]}, "cannot be posted at once"),
    "comments without files": ({"channel": "x", "text": "x", "comments": ["y"]}, "comments are for files"),
    "a card with files": ({"channel": "x", "files": ["y"], "card": {}}, "card cannot be posted with files"),
    "more comments than files": ({"channel": "x", "files": ["y"], "comments": ["a", "b"]}, "more comments than files"),
    "no files": ({"channel": "x", "files": []}, "files has 0 files"),
    "too many files": ({"channel": "x", "files": ["y"] * 11}, "files has 11 files"),
    "a file that is not there": ({"channel": "x", "files": ["/nowhere/y"]}, "/nowhere/y cannot be read: No such file"),
    "a bot in a chat": ({"chat_id": CHAT, "text": "x", "bot": "oncall"}, "bot is for messages to a channel"),
    "a bot with a sender": ({**HELLO, "bot": "oncall", "sender": {"name": "x"}}, "exclude each other"),
    "subscribers without a bot": ({**HELLO, "user_ids": ["1"]}, "needs to_bot"),
    "subscribers without ids": ({"to_bot": "x", "text": "x", "user_ids": ["scott"]}, "list of user ids"),
    "a message to a bot marked as read": (
        {"to_bot": "x", "text": "x", "mark_as_read": True},
        "not for messages to a bot",
    ),
    "files in a chat marked as read": (
        {"chat_id": CHAT, "files": ["x"], "mark_as_read": True},
        "mark_as_read is for files to a channel or to a user",
    ),
    "a new thread in a chat": (
        {"chat_id": CHAT, "text": "x", "thread_message_id": MESSAGE},
        "begins a thread of a channel",
    ),
    "a title without a thread": ({**HELLO, "thread_title": "x"}, "for a new thread"),
    "a parent without a thread": ({**HELLO, "post_in_parent": True}, "for messages in a thread"),
    "a reply to no message": ({**HELLO, "reply_to": "yesterday"}, "reply_to 'yesterday' is not a message id"),
    "a card without a title that is text": ({**HELLO, "card": {"title": 1}}, "card.title is not a text"),
    "a poll of one": ({**HELLO, "card": {"options": [{"text": "x"}]}}, "list of 2 to 10 choices"),
    "six buttons": ({**HELLO, "buttons": [BUTTON] * 6}, "list of 1 to 5 buttons"),
    "six buttons of a card": ({**HELLO, "card": {"buttons": [BUTTON] * 6}}, "card.buttons is a list of 1 to 5"),
    "a button without a label": ({**HELLO, "buttons": [{}]}, "Button 1 of buttons needs a label"),
    "a button of no type": (
        {**HELLO, "buttons": [BUTTON, {**BUTTON, "type": "*"}]},
        "Button 2 of buttons has the type '*'",
    ),
    "a button without an action": ({**HELLO, "buttons": [{"label": "x"}]}, "has the action None"),
    "an action without data": (
        {**HELLO, "buttons": [{"label": "x", "action": {"type": "copy"}}]},
        "no data for its action",
    ),
    "an action without its data": (
        {**HELLO, "buttons": [{"label": "x", "action": {"type": "open.url", "data": {}}}]},
        "misses web",
    ),
    "a slide of no type": ({**HELLO, "slides": [{"type": "film"}]}, "Slide 1 has the type 'film'"),
    "a slide without data": ({**HELLO, "slides": [{"type": "list"}]}, "Slide 1 has no data"),
    "a table that is a list": (
        {**HELLO, "slides": [TABLE, {"type": "table", "data": []}]},
        "slide 2, of the type table",
    ),
    "a table without rows": ({**HELLO, "slides": [{"type": "table", "data": {"headers": []}}]}, "headers and rows"),
    "a list that is a text": ({**HELLO, "slides": [{"type": "list", "data": "x"}]}, "is not a list"),
    "nothing to delete": ({**HELLO, "state": "absent"}, "message_id is needed"),
    "a notice without a change": ({**HELLO, "notify_edit": True}, "needs message_id"),
    "a message of a user": ({"user": "7", "message_id": MESSAGE, "text": "x"}, "give the chat_id"),
    "a change of more than the text": ({**HELLO, "message_id": MESSAGE, "card": {}, "key": "x"}, "remove card and key"),
    "a change of nothing": ({"chat_id": CHAT, "message_id": MESSAGE}, "text is needed to change"),
}


@pytest.mark.parametrize("check", [False, True], ids=["run", "check"])
@pytest.mark.parametrize(("task", "words"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_right_is_refused_before_the_first_request(
    zoho: Zoho, task: dict[str, t.Any], words: str, check: bool
) -> None:
    assert words in failed(run_body(BODY, task, check=check))


@pytest.mark.parametrize("check", [False, True], ids=["run", "check"])
def test_a_key_without_a_store_is_refused_before_the_first_request(zoho: Zoho, check: bool) -> None:
    result = run_body(BODY, {**HELLO, "key": "x"}, check=check, notebook=NoNotebook())
    assert "key needs a state store" in failed(result, "no_state_store")


@pytest.mark.parametrize("options", [{"channel": None}, {"chat_id": None}, {"user": None}])
def test_an_option_that_is_null_names_no_conversation(zoho: Zoho, options: dict[str, None]) -> None:
    words = failed(run_body(BODY, {"text": "Hello", **options}), "invalid_options")
    assert "one of the following is required: channel, channel_id, chat_id, thread, user, to_bot" in words


# --- posting ---------------------------------------------------------------------------------------------------------

POSTED = {
    "to a channel by its unique name": (HELLO, "/channelsbyname/opsalerts", {}, SENT),
    "to a channel by its id": (
        {"channel": "O1864232000000076001", "text": "Hello"},
        "/channels/O1864232000000076001",
        {},
        SENT,
    ),
    "to a channel id": ({"channel_id": "P1", "text": "Hello"}, "/channels/P1", {}, SENT),
    "to a chat": ({"chat_id": CHAT, "text": "Hello"}, f"/chats/{CHAT}", {}, SENT),
    "to a thread": (
        {"thread": THREAD, "text": "Hello", "post_in_parent": True, "bot": "oncall"},
        f"/chats/{THREAD}",
        {"bot_unique_name": "oncall"},
        {"text": "Hello", "post_in_parent": True},
    ),
    "to a user": ({"user": "scott@zylker.example", "text": "Hello"}, "/buddies/scott@zylker.example", {}, SENT),
    "to a bot": (
        {"to_bot": "oncall", "text": "Hello", "user_ids": ["1", "2"]},
        "/bots/oncall",
        {},
        {**SENT, "userids": "1,2"},
    ),
    "as a bot": (
        {**HELLO, "bot": "oncall"},
        "/channelsbyname/opsalerts",
        {"bot_unique_name": "oncall"},
        {"text": "Hello"},
    ),
    "as somebody else": (
        {**HELLO, "sender": {"name": "Reporter"}},
        "/channelsbyname/opsalerts",
        {},
        {**SENT, "bot": {"name": "Reporter"}},
    ),
    "with all that can be in it": (
        {
            **HELLO,
            "card": {"theme": "modern-inline", "title": "T"},
            "buttons": [BUTTON],
            "slides": [TABLE],
            "reply_to": "1599387839188 229293271789",
            "mark_as_read": True,
            "sync_message": False,
        },
        "/channelsbyname/opsalerts",
        {"mark_as_read": "true"},
        {
            "text": "Hello",
            "card": {"theme": "modern-inline", "title": "T"},
            "buttons": [BUTTON],
            "slides": [TABLE],
            "reply_to": MESSAGE,
        },
    ),
    "a new thread": (
        {"channel_id": "P1", "text": "Hello", "thread_message_id": MESSAGE, "thread_title": "T"},
        "/channels/P1",
        {},
        {**SENT, "thread_message_id": MESSAGE, "thread_title": "T"},
    ),
}


@pytest.mark.parametrize(("task", "path", "query", "body"), POSTED.values(), ids=POSTED)
def test_a_message_is_posted(
    zoho: Zoho, task: dict[str, t.Any], path: str, query: dict[str, str], body: dict[str, t.Any]
) -> None:
    zoho.cliq("POST", f"{path}/message", query=query, sends=body, json={"message_id": MESSAGE})
    result = run_body(BODY, task)
    check = run_body(BODY, task, check=True)
    assert result["changed"] is True and result["message_id"] == MESSAGE
    assert result["diff"] == check["diff"]
    assert result["diff"]["before"] == {} and result["diff"]["after"]["text"] == "Hello"
    assert "sync_message" not in result["diff"]["after"]
    assert check["changed"] is True and "message_id" not in check
    chat = task.get("chat_id", task.get("thread"))
    assert result.get("chat_id") == chat


def test_it_is_posted_each_time(zoho: Zoho) -> None:
    for number in (1, 2):
        zoho.cliq("POST", "/channelsbyname/opsalerts/message", sends=SENT, json={"message_id": f"5_{number}"})
        assert run_body(BODY, HELLO)["message_id"] == f"5_{number}"


def test_a_channel_is_found_by_the_name_that_is_shown(zoho: Zoho) -> None:
    task = {"channel": "#Ops alerts", "text": "Hello"}
    zoho.lists(raw_channel())
    zoho.cliq("POST", "/channelsbyname/opsalerts/message", sends=SENT, json={"message_id": MESSAGE})
    zoho.lists(raw_channel())
    result = run_body(BODY, task)
    assert (result["message_id"], result["chat_id"]) == (MESSAGE, CHAT)
    assert run_body(BODY, task, check=True)["changed"] is True


def test_a_unique_name_with_other_characters_goes_before_a_name_that_is_shown(zoho: Zoho) -> None:
    zoho.lists(raw_channel(unique_name="other"), raw_channel(unique_name="ops-alerts", name="#Other", channel_id="P1"))
    zoho.cliq("POST", "/channelsbyname/ops-alerts/message", sends=SENT, status=204)
    assert run_body(BODY, {"channel": "ops-alerts", "text": "Hello"})["changed"] is True


def test_a_channel_that_is_not_there_is_an_error_but_not_in_check_mode(zoho: Zoho) -> None:
    task = {"channel": "no-such", "text": "Hello"}
    for _run in range(2):
        zoho.lists()
        # The name is asked for once more, since a list may lag behind, and among archived and pending channels.
        zoho.lists()
        zoho.lists(status="archived")
        zoho.lists(status="pending")
    warnings: list[str] = []
    assert "no channel named 'no-such'" in failed(run_body(BODY, task), "channel_not_found")
    assert run_body(BODY, task, check=True, warnings=warnings)["changed"] is True
    assert "no channel named 'no-such' yet" in warnings[0]


def test_a_thread_is_begun_with_the_id_of_the_channel(zoho: Zoho) -> None:
    zoho.lists(raw_channel())
    sends = {**SENT, "thread_message_id": MESSAGE}
    zoho.cliq("POST", "/channels/O1864232000000076001/message", sends=sends, json={"message_id": "6_6"})
    assert run_body(BODY, {**HELLO, "thread_message_id": MESSAGE})["message_id"] == "6_6"


def test_an_unknown_channel_is_an_error_with_cliqs_code(zoho: Zoho) -> None:
    for listed in (
        [],
        [
            raw_channel(unique_name="a", name="OpsAlerts"),
            raw_channel(unique_name="b", channel_id="P1", name="opsalerts"),
        ],
    ):
        zoho.cliq("POST", "/channelsbyname/opsalerts/message", sends=SENT, **NO_CHANNEL)
        zoho.lists(*listed)
    message = failed(run_body(BODY, HELLO), "channel_not_exists")
    assert "no channel of this unique name" in message and "no channel is shown under the name 'opsalerts'" in message
    assert "2 channels are named 'opsalerts'" in failed(run_body(BODY, HELLO), "channel_not_exists")


def test_without_the_scope_to_look_up_an_unknown_channel_is_an_error_with_cliqs_code(zoho: Zoho) -> None:
    zoho.cliq("POST", "/channelsbyname/opsalerts/message", sends=SENT, **NO_CHANNEL)
    zoho.cliq("GET", "/channels", **NO_SCOPE)
    assert "the name that is shown: GET /channels" in failed(run_body(BODY, HELLO), "channel_not_exists")


def test_a_channel_is_found_by_the_shown_name_in_lower_case(zoho: Zoho) -> None:
    task = {"channel": "finance", "text": "Hello"}
    zoho.cliq("POST", "/channelsbyname/finance/message", sends=SENT, **NO_CHANNEL)
    zoho.lists(raw_channel(), raw_channel(name="#Finance", unique_name="invest", channel_id="P1", chat_id="CT_7"))
    zoho.cliq("POST", "/channelsbyname/invest/message", sends=SENT, json={"message_id": MESSAGE})
    result = run_body(BODY, task)
    assert (result["message_id"], result["chat_id"]) == (MESSAGE, "CT_7")


def test_a_channel_in_which_the_bot_is_not_is_not_replaced_by_one_that_is_shown_under_its_name(zoho: Zoho) -> None:
    zoho.cliq(
        "POST",
        "/channelsbyname/opsalerts/message",
        query={"bot_unique_name": "oncall"},
        sends={"text": "Hello"},
        **NO_CHANNEL,
    )
    zoho.lists(raw_channel(name="#Other"), raw_channel(name="#OpsAlerts", unique_name="invest", channel_id="P1"))
    failed(run_body(BODY, {**HELLO, "bot": "oncall"}), "channel_not_exists")


def test_a_lost_answer_is_an_error_and_nothing_is_sent_again(zoho: Zoho) -> None:
    zoho.cliq("POST", "/channelsbyname/opsalerts/message", sends=SENT, status=502)
    message = failed(run_body(BODY, HELLO), "outcome_unknown")
    assert "not sent again" in message and "With key" in message
    assert "run the play again" not in message


# --- files -----------------------------------------------------------------------------------------------------------


def test_files_are_shared_from_the_playbook_directory(zoho: Zoho, tmp_path: pathlib.Path) -> None:
    (tmp_path / "report.csv").write_text("a,b")
    seen: list[bytes] = []

    def answer(request: t.Any) -> tuple[int, dict[str, str], str]:
        seen.append(request.body)
        return 204, {}, ""

    zoho.calls_back("POST", f"{API}/channelsbyname/opsalerts/files", answer)
    task = {
        "channel": "opsalerts",
        "files": ["report.csv"],
        "comments": ["See"],
        "bot": "oncall",
        "mark_as_read": False,
    }
    more = {"absolute": lambda path: str(tmp_path / path)}
    result = run_body(BODY, task, **more)
    assert b'filename="report.csv"' in seen[0] and b"a,b" in seen[0]
    assert b'name="bot_unique_name"\r\n\r\noncall' in seen[0]
    assert result["diff"]["after"] == {
        "channel": "opsalerts",
        "files": ["report.csv"],
        "comments": ["See"],
        "bot": "oncall",
    }
    assert run_body(BODY, task, check=True, **more)["diff"] == result["diff"]


def test_files_go_to_the_unique_name_of_a_channel_id(zoho: Zoho, tmp_path: pathlib.Path) -> None:
    (tmp_path / "report.csv").write_text("a,b")
    zoho.cliq("GET", "/channels/P1", json=raw_channel(channel_id="P1"))
    zoho.calls_back("POST", f"{API}/channelsbyname/opsalerts/files", lambda request: (204, {}, ""))
    result = run_body(BODY, {"channel_id": "P1", "files": [str(tmp_path / "report.csv")]})
    assert result["changed"] is True and result["chat_id"] == CHAT


def test_a_file_that_is_too_large_is_refused(zoho: Zoho, tmp_path: pathlib.Path) -> None:
    with (tmp_path / "large").open("wb") as file:
        file.truncate(50 * 1024 * 1024 + 1)
    message = failed(run_body(BODY, {"channel": "opsalerts", "files": [str(tmp_path / "large")]}))
    assert "has 52428801 bytes, and Cliq allows 50 MB" in message


# --- changing --------------------------------------------------------------------------------------------------------

CHANGE = {"chat_id": CHAT, "message_id": "1599387839188 229293271789", "text": "New"}


@pytest.mark.parametrize("check", [False, True], ids=["run", "check"])
def test_the_text_is_changed(zoho: Zoho, check: bool) -> None:
    zoho.cliq("GET", READ, json=raw_message("Old"))
    if not check:
        zoho.cliq("PUT", ONE, sends={"text": "New", "notify_edit": True}, status=204)
    result = run_body(BODY, {**CHANGE, "notify_edit": True}, check=check)
    assert result["changed"] is True and (result["message_id"], result["chat_id"]) == (MESSAGE, CHAT)
    assert result["diff"] == {
        "before": {"message_id": MESSAGE, "text": "Old"},
        "after": {"message_id": MESSAGE, "text": "New"},
    }


def test_the_same_text_is_no_change(zoho: Zoho) -> None:
    zoho.cliq("GET", READ, json=raw_message("New\n"))
    result = run_body(BODY, CHANGE)
    assert result["changed"] is False and result["diff"]["before"] == result["diff"]["after"]


@pytest.mark.parametrize("told", [True, False], ids=["the scopes are known", "the scopes are not known"])
def test_without_the_scope_to_read_the_change_is_sent_each_time(zoho: Zoho, told: bool) -> None:
    if not told:
        zoho.cliq("GET", READ, **NO_SCOPE)
    zoho.cliq("PUT", ONE, sends={"text": "New"}, status=204)
    result = run_body(BODY, CHANGE, **(UNREADABLE if told else {}))
    assert result["changed"] is True and result["diff"]["before"] == {"message_id": MESSAGE}


def test_the_same_text_in_the_form_that_cliq_shows_is_no_change(zoho: Zoho) -> None:
    zoho.cliq("GET", READ, json=raw_message("a &amp; b"))
    assert run_body(BODY, {**CHANGE, "text": "a & b"})["changed"] is False


def test_a_message_that_is_not_there_cannot_be_changed(zoho: Zoho) -> None:
    zoho.cliq("GET", READ, **GONE)
    assert "no message 1599387839188_229293271789" in failed(run_body(BODY, CHANGE), "message_not_found")


@pytest.mark.parametrize("arrived", [True, False])
def test_a_change_without_an_answer_is_looked_after(zoho: Zoho, arrived: bool) -> None:
    zoho.cliq("GET", READ, json=raw_message("Old"))
    zoho.cliq("PUT", ONE, sends={"text": "New"}, status=502)
    zoho.cliq("GET", READ, json=raw_message("New" if arrived else "Old"))
    result = run_body(BODY, CHANGE, **READABLE)
    assert result["changed"] is True if arrived else failed(result, "outcome_unknown")


def test_the_chat_of_a_channel_is_looked_up(zoho: Zoho) -> None:
    zoho.lists(raw_channel())
    zoho.cliq("GET", READ, json=raw_message("New"))
    assert run_body(BODY, {"channel": "opsalerts", "message_id": MESSAGE, "text": "New"})["chat_id"] == CHAT


def test_a_channel_without_a_chat_is_an_error(zoho: Zoho) -> None:
    zoho.lists(raw_channel(chat_id=None, status="pending"))
    message = failed(
        run_body(BODY, {"channel": "opsalerts", "message_id": MESSAGE, "text": "New"}), "channel_without_chat"
    )
    assert "has no chat yet: its status is pending" in message


# --- deleting --------------------------------------------------------------------------------------------------------

DELETE = {"chat_id": CHAT, "message_id": MESSAGE, "state": "absent"}


@pytest.mark.parametrize("check", [False, True], ids=["run", "check"])
def test_a_message_is_deleted(zoho: Zoho, check: bool) -> None:
    zoho.cliq("GET", READ, json=raw_message("Old"))
    if not check:
        zoho.cliq("DELETE", ONE, status=204)
    result = run_body(BODY, DELETE, check=check)
    assert result["changed"] is True
    assert result["diff"] == {"before": {"message_id": MESSAGE, "text": "Old"}, "after": {}}


def test_a_message_that_is_gone_is_no_change(zoho: Zoho) -> None:
    zoho.cliq("GET", READ, **GONE)
    zoho.cliq("DELETE", ONE, **GONE)
    assert run_body(BODY, DELETE)["changed"] is False
    assert run_body(BODY, DELETE, **UNREADABLE)["changed"] is False
    assert run_body(BODY, DELETE, check=True, **UNREADABLE)["changed"] is True


@pytest.mark.parametrize("arrived", [True, False])
def test_a_deletion_without_an_answer_is_looked_after(zoho: Zoho, arrived: bool) -> None:
    zoho.cliq("GET", READ, json=raw_message("Old"))
    zoho.cliq("DELETE", ONE, status=502)
    zoho.cliq("GET", READ, **(GONE if arrived else {"json": raw_message("Old")}))
    result = run_body(BODY, DELETE)
    assert result["changed"] is True if arrived else failed(result, "outcome_unknown")


def test_a_name_with_a_number_sign_is_no_unique_name(zoho: Zoho) -> None:
    other = raw_channel(name="#Other Money", unique_name="finance", channel_id="P2", chat_id="CT_2_2")
    zoho.lists(other, raw_channel(name="#Finance", unique_name="invest", channel_id="P1", chat_id="CT_1_1"))
    zoho.cliq(
        "POST", "/channelsbyname/invest/message", sends={"text": "Hi", "sync_message": True}, json={"message_id": "1_2"}
    )
    assert run_body(BODY, {"channel": "#finance", "text": "Hi"})["changed"] is True
