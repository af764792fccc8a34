# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Messages, pins and scheduled messages: the paths, what is sent, and each form of the answers."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._cliq import messages, pins, scheduled
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.messages import Messages, Posted
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.pins import Pins
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.scheduled import ScheduledMessages
from ansible_collections.zoho.cliq.plugins.module_utils._errors import (
    ApiError,
    InvalidInput,
    OutcomeUnknown,
    UnexpectedAnswer,
)
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import API, Zoho, cliq_client
from ansible_collections.zoho.cliq.tests.unit.plugins.message_helper import CHAT, MESSAGE, V3, raw_message

BODY = {"text": "Hello"}
GONE: dict[str, t.Any] = {"status": 404, "json": {"code": "request_url_invalid", "message": "Request URL is invalid"}}


@pytest.fixture
def client() -> Messages:
    return Messages(cliq_client())


# --- posting ---------------------------------------------------------------------------------------------------------


def test_each_conversation_has_its_path(zoho: Zoho, client: Messages) -> None:
    for path in (
        "/channelsbyname/opsalerts",
        "/channels/P1",
        f"/chats/{CHAT}",
        "/buddies/scott@zylker.example",
        "/bots/oncall",
    ):
        zoho.cliq("POST", f"{path}/message", sends=BODY, json={"message_id": MESSAGE})
    assert client.post_to_channel("opsalerts", BODY) == MESSAGE
    assert client.post_to_channel_id("P1", BODY) == MESSAGE
    assert client.post_to_chat(CHAT, BODY) == MESSAGE
    assert client.post_to_user("scott@zylker.example", BODY) == MESSAGE
    assert client.post_to_bot("oncall", BODY) == MESSAGE


def test_a_bot_is_named_in_the_query(zoho: Zoho, client: Messages) -> None:
    for path in ("/channelsbyname/opsalerts", "/channels/P1", f"/chats/{CHAT}"):
        zoho.cliq("POST", f"{path}/message", query={"bot_unique_name": "oncall"}, sends=BODY, status=204)
    assert client.post_to_channel("opsalerts", BODY, bot="oncall") is None
    assert client.post_to_channel_id("P1", BODY, bot="oncall") is None
    assert client.post_to_chat(CHAT, BODY, bot="oncall") is None


def test_a_message_is_marked_as_read_in_the_query_for_channels_and_in_the_body_for_chats(
    zoho: Zoho, client: Messages
) -> None:
    zoho.cliq("POST", "/channelsbyname/opsalerts/message", query={"mark_as_read": "true"}, sends=BODY, status=204)
    zoho.cliq("POST", f"/chats/{CHAT}/message", sends={**BODY, "mark_as_read": False}, status=204)
    client.post(messages.channel_named("opsalerts"), BODY, mark_as_read=True)
    client.post(messages.chat(CHAT), BODY, mark_as_read=False)


@pytest.mark.parametrize(
    ("answer", "posted"),
    [
        ({"status": 204}, Posted()),
        ({"json": {"Response Code": "204 No response"}}, Posted()),
        ({"json": {"message_id": "1599387839188%20229293271789"}}, Posted(MESSAGE)),
        ({"json": {"message_id": "1599387839188 229293271789"}}, Posted(MESSAGE)),
        ({"json": {"type": "message", "data": {"id": MESSAGE}}}, Posted(MESSAGE)),
        (
            {"json": {"user_ids": ["1"], "message_details": {"1": {"chat_id": CHAT, "message_id": MESSAGE}}}},
            Posted(MESSAGE, CHAT),
        ),
        (
            {"json": {"user_ids": ["1", "2"], "message_details": {who: {"message_id": MESSAGE} for who in "12"}}},
            Posted(),
        ),
    ],
)
def test_what_an_answer_tells_of_the_message(
    zoho: Zoho, client: Messages, answer: dict[str, t.Any], posted: Posted
) -> None:
    zoho.cliq("POST", "/bots/oncall/message", sends=BODY, **answer)
    assert client.post(messages.bot("oncall"), BODY) == posted


def test_a_posting_without_an_answer_is_not_repeated(zoho: Zoho, client: Messages) -> None:
    zoho.cliq("POST", f"/chats/{CHAT}/message", sends=BODY, status=500)
    with pytest.raises(OutcomeUnknown):
        client.post_to_chat(CHAT, BODY)


def test_files_are_a_form_with_comments_as_json(zoho: Zoho, client: Messages) -> None:
    seen: list[t.Any] = []

    def answer(request: t.Any) -> tuple[int, dict[str, str], str]:
        seen.append(request)
        return 204, {}, ""

    zoho.calls_back("POST", f"{API}/channelsbyname/opsalerts/files", answer)
    client.share(
        messages.channel_named("opsalerts"),
        [("one.txt", b"first"), ("two.txt", b"second")],
        ["of today"],
        sender={"name": "Reporter", "image": "https://zylker.example/r.png"},
        mark_as_read=True,
    )
    sent = seen[0].body
    assert seen[0].headers["Content-Type"].startswith("multipart/form-data; boundary=")
    for name, content in (("one.txt", "first"), ("two.txt", "second")):
        assert f'name="file"; filename="{name}"\r\n\r\n{content}\r\n'.encode() in sent
    for name, content in (
        ("comments", json.dumps(["of today"])),
        ("bot_name", "Reporter"),
        ("bot_image", "https://zylker.example/r.png"),
        ("mark_as_read", "true"),
    ):
        assert f'name="{name}"\r\n\r\n{content}\r\n'.encode() in sent


# --- reading, changing, deleting -------------------------------------------------------------------------------------


@pytest.mark.parametrize("content", ["Hello", {"text": "Hello"}, {"comment": "Hello", "file": {"name": "x"}}])
def test_a_message_is_read_in_each_form(zoho: Zoho, client: Messages, content: t.Any) -> None:
    raw = raw_message(content=content, id=MESSAGE.replace("_", "%20"), time="5", sender={"id": 7})
    zoho.cliq("GET", f"/chats/{CHAT}/messages/{MESSAGE}/messages", json={"data": raw})
    found = client.get(CHAT, MESSAGE)
    assert found is not None
    assert (found["id"], found["text"], found["time"], found["sender"]["id"]) == (MESSAGE, "Hello", 5, "7")


@pytest.mark.parametrize(
    "answer", [GONE, {"status": 204}, {"json": {"data": {}}}, {"status": 400, "json": {"code": "message_not_found"}}]
)
def test_a_message_that_is_not_there_is_none(zoho: Zoho, client: Messages, answer: dict[str, t.Any]) -> None:
    zoho.cliq("GET", f"/chats/{CHAT}/messages/{MESSAGE}/messages", **answer)
    assert client.get(CHAT, MESSAGE) is None


def test_the_name_of_a_shared_file() -> None:
    assert messages.file_name({"content": {"file": {"name": "one.txt"}}}) == "one.txt"
    assert messages.file_name({"content": {"text": "Hello"}}) is None
    assert messages.file_name({"content": "Hello"}) is None


def test_a_history_is_read_between_two_moments(zoho: Zoho, client: Messages) -> None:
    query = {"fromtime": "1", "totime": "2", "limit": "100"}
    zoho.cliq("GET", f"/chats/{CHAT}/messages", query=query, json={"data": [raw_message()]})
    zoho.cliq("GET", f"/chats/{CHAT}/messages", query={"fromtime": "1", "limit": "100"}, status=204)
    assert [message["text"] for message in client.history(CHAT, 1, 2)] == ["Hello"]
    assert client.history(CHAT, 1) == []


def test_a_message_is_changed_and_deleted(zoho: Zoho, client: Messages) -> None:
    path = f"/chats/{CHAT}/messages/{MESSAGE}"
    zoho.cliq("PUT", path, sends={"text": "New"}, status=204)
    zoho.cliq("PUT", path, sends={"text": "New", "notify_edit": True}, json={"Response Code": "204 No response"})
    zoho.cliq("DELETE", path, status=204)
    zoho.cliq("DELETE", path, **GONE)
    zoho.cliq("DELETE", path, status=403, json={"code": "access_denied", "message": "No"})
    client.edit(CHAT, MESSAGE, "New")
    client.edit(CHAT, MESSAGE, "New", notify=True)
    assert client.delete(CHAT, MESSAGE) is True
    assert client.delete(CHAT, MESSAGE) is False
    with pytest.raises(ApiError, match="access_denied"):
        client.delete(CHAT, MESSAGE)


# --- identifiers -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("written", [MESSAGE, "1599387839188 229293271789", "1599387839188%20229293271789"])
def test_a_message_id_is_known_in_each_form(written: str) -> None:
    assert messages.check_message_id(written) == MESSAGE


@pytest.mark.parametrize("written", ["", "hello", "1599387839188_", CHAT, "P1864232000000076001"])
def test_what_is_no_message_id_is_refused(written: str) -> None:
    with pytest.raises(InvalidInput, match=r"reply_to .* is not a message id"):
        messages.check_message_id(written, "reply_to")


@pytest.mark.parametrize("chat_id", [CHAT, f"{CHAT}-B2", "CT_2243173626687865223_P87610291-C4", "2230748224630350194"])
def test_a_chat_id_is_accepted_in_each_form(chat_id: str) -> None:
    assert messages.check_chat_id(chat_id) == chat_id


@pytest.mark.parametrize(
    ("value", "words"),
    [("O1864232000000076001", "is a channel id"), ("general", "is not a chat id"), ("CT_", "not a chat id")],
)
def test_what_is_no_chat_id_is_told_apart(value: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        messages.check_chat_id(value)


# --- pins ------------------------------------------------------------------------------------------------------------

PIN = {
    "expiry_time": -1,
    "creator": {"name": "Scott Fisher", "id": 692133012},
    "message": {"msg": "Rules", "msguid": "1599387839188%20229293271789", "time": "1599387839188"},
}
STICKY = f"/chats/{CHAT}/stickymessage"


@pytest.mark.parametrize("answer", [{"type": "stickymessage", "data": PIN}, PIN, {"data": [PIN]}])
def test_a_pinned_message_is_read_in_each_form(zoho: Zoho, answer: t.Any) -> None:
    zoho.cliq("GET", STICKY, json=answer)
    assert Pins(cliq_client()).get(CHAT) == {
        "message_id": MESSAGE,
        "text": "Rules",
        "expiry_time": -1,
        "pinned_by": {"name": "Scott Fisher", "id": "692133012"},
    }


@pytest.mark.parametrize(
    "answer",
    [{"status": 204}, {"json": {"data": {}}}, {"json": {"data": None}}, {"json": {"data": []}}, {"json": {}}, GONE],
)
def test_nothing_is_pinned_in_each_form(zoho: Zoho, answer: dict[str, t.Any]) -> None:
    zoho.cliq("GET", STICKY, **answer)
    assert Pins(cliq_client()).get(CHAT) is None


def test_a_message_is_pinned_and_unpinned(zoho: Zoho) -> None:
    zoho.cliq("POST", STICKY, sends={"id": MESSAGE, "expiry_time": -1, "notify": False}, json={"data": PIN})
    zoho.cliq("DELETE", STICKY, status=204)
    zoho.cliq("DELETE", STICKY, **GONE)
    there = Pins(cliq_client())
    pinned = there.pin(CHAT, MESSAGE, pins.NEVER, notify=False)
    assert pinned is not None and pinned["message_id"] == MESSAGE
    there.unpin(CHAT)
    there.unpin(CHAT)


def test_the_first_part_of_an_id_means_the_same_message() -> None:
    assert pins.same_message(MESSAGE, MESSAGE)
    assert pins.same_message(MESSAGE, "1599387839188")
    assert not pins.same_message(MESSAGE, "1599387839188_1")
    assert not pins.same_message(MESSAGE, "1599387839189")


# --- scheduled messages ----------------------------------------------------------------------------------------------

ID = "55741379-fddf-476c-8093-c3e05bdf9006"
OF_V2 = {
    "id": ID,
    "time": 1739254500000,
    "timezone": "Asia/Kolkata",
    "message": {"msg": "Hello"},
    "creator": "697322516",
}
OF_V3 = {
    "id": ID,
    "time": "2025-02-11T11:45:00+05:30",
    "timezone": "Asia/Kolkata",
    "message": {"content": {"text": "Hello"}},
}


@pytest.mark.parametrize("raw", [OF_V2, OF_V3])
def test_a_scheduled_message_is_the_same_in_both_versions(raw: dict[str, t.Any]) -> None:
    assert scheduled.normalized(raw) == {
        "id": ID,
        "text": "Hello",
        "time": 1739254500000,
        "schedule_status": None,
        "timezone": "Asia/Kolkata",
    }


def test_scheduled_messages_are_listed_on_all_pages_of_v3(zoho: Zoho) -> None:
    url = f"{V3}/chats/{CHAT}/scheduledmessages"
    zoho.expect(
        "GET", url, query={"limit": "100"}, json={"type": "scheduledmessages", "data": [OF_V3], "next_token": "x"}
    )
    waiting = {"id": "2", "schedule_status": "check_in", "message": {"content": {"comment": "See"}}}
    zoho.expect("GET", url, query={"limit": "100", "next_token": "x"}, json={"data": [waiting]})
    first, second = ScheduledMessages(cliq_client()).in_chat(CHAT)
    assert first["id"] == ID
    assert (second["time"], second["schedule_status"], second["text"]) == (None, "check_in", "See")


def test_a_chat_without_scheduled_messages_is_answered_without_data(zoho: Zoho) -> None:
    url = f"{V3}/chats/{CHAT}/scheduledmessages"
    zoho.expect("GET", url, query={"limit": "100"}, json={"url": url, "type": "scheduledmessages"})
    zoho.expect("GET", url, query={"limit": "100"}, json={"url": url})
    there = ScheduledMessages(cliq_client())
    assert there.in_chat(CHAT) == []
    with pytest.raises(UnexpectedAnswer):
        there.in_chat(CHAT)


def test_a_scheduled_message_is_made_in_v2_and_kept_in_v3(zoho: Zoho) -> None:
    zoho.cliq("POST", f"/chats/{CHAT}/scheduledmessages", sends={"text": "Hello"}, json=OF_V2)
    one = f"{V3}/chats/{CHAT}/scheduledmessages/{ID}"
    zoho.expect("PUT", one, sends={"schedule_time": 1}, json={"data": OF_V3})
    zoho.expect("DELETE", one, status=204)
    zoho.expect("DELETE", one, status=404, json={"code": "scheduled_msg_not_found", "message": "no"})
    there = ScheduledMessages(cliq_client())
    assert there.create(CHAT, {"text": "Hello"})["id"] == ID
    there.edit(CHAT, ID, {"schedule_time": 1})
    assert there.delete(CHAT, ID) is True
    assert there.delete(CHAT, ID) is False
