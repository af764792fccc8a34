# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pinned messages, shared files and scheduled messages."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta

import pytest

SCOPES = "ZohoCliq.messages.CREATE,ZohoCliq.Messages.UPDATE,ZohoCliq.Messages.DELETE"


@pytest.fixture
def cliq(emulator):
    return emulator.cliq(scope=f"{emulator.TALKING},{SCOPES}")


@pytest.fixture
def channel(emulator, cliq):
    return cliq.create("Ops", email_ids=[emulator.SCOTT])


@pytest.fixture
def chat(channel):
    return f"/chats/{channel['chat_id']}"


def inside(emulator, channel):
    return emulator.control(f"messages?chat_id={channel['chat_id']}")[0]


# Pinned messages


def test_pin_show_replace_and_unpin(emulator, cliq, channel, chat):
    path = f"{chat}/stickymessage"
    first, second = cliq.say(channel, "meeting at 4"), cliq.say(channel, "meeting at 5")
    data = cliq.post(path, {"id": first, "notify": False}).json()["data"]
    sent = first.partition("_")[0]
    assert data == {
        "expiry_time": -1,
        "creator": {"name": "Patricia Boyle", "id": "62439911"},
        "message": {
            "msg": "meeting at 4",
            "sender": "62439911",
            "lmsgtime": sent,
            "msguid": first.replace("_", "%20"),
            "time": sent,
            "dname": "Patricia Boyle",
        },
        "created_time": data["created_time"],
        "last_modified_time": data["created_time"],
        "chat_id": channel["chat_id"],
    }
    assert cliq.get(path).json() == {"type": "stickymessage", "data": data}
    assert cliq.post(path, {"id": second.replace("_", "%20"), "expiry_time": -1}).status_code == 200
    assert cliq.get(path).json()["data"]["message"]["msg"] == "meeting at 5"
    assert inside(emulator, channel)["pinned"] == {"message_id": second, "expiry_time": -1}
    assert cliq.delete(path).status_code == 204
    assert inside(emulator, channel)["pinned"] is None


def test_nothing_pinned_has_three_answers(emulator, cliq, chat, tools):
    path = f"{chat}/stickymessage"
    assert (cliq.get(path).status_code, cliq.get(path).content) == (204, b"")
    emulator.quirk("no-sticky-message", "data")
    assert cliq.get(path).json() == {"type": "stickymessage", "data": {}}
    emulator.quirk("no-sticky-message", "not-found")
    assert tools.problem(cliq.get(path)) == (404, "request_url_invalid")
    assert cliq.delete(path).status_code == 204
    emulator.quirk("delete-no-sticky-message", "reject")
    assert tools.problem(cliq.delete(path)) == (400, "operation_failed")


def test_a_pin_ends_with_its_time_and_with_its_message(emulator, cliq, channel, chat, tools):
    path = f"{chat}/stickymessage"
    message_id = cliq.say(channel, "x")
    now = int(emulator.control("clock")["now"] * 1000)
    assert (
        cliq.post(path, {"id": message_id, "expiry_time": now + 60_000}).json()["data"]["expiry_time"] == now + 60_000
    )
    emulator.advance(61)
    assert cliq.get(path).status_code == 204
    assert tools.problem(cliq.post(path, {"id": message_id, "expiry_time": now})) == (400, "operation_failed")
    cliq.post(path, {"id": message_id})
    cliq.delete(f"{chat}/messages/{message_id}")
    assert cliq.get(path).status_code == 204


def test_pinning_is_strict_and_needs_the_permission(emulator, cliq, channel, chat, tools):
    path = f"{chat}/stickymessage"
    message_id = cliq.say(channel, "x")
    for body, code in (
        ({}, "param_missing"),
        ({"id": "1_1"}, "operation_failed"),
        ({"id": message_id, "expiry_time": "never"}, "input_pattern_mismatch"),
        ({"id": message_id, "colour": "red"}, "extra_key_found"),
    ):
        assert tools.problem(cliq.post(path, body)) == (400, code)
    scott = emulator.cliq(emulator.SCOTT, scope=emulator.TALKING)
    assert tools.problem(scott.post(path, {"id": message_id})) == (403, "operation_not_allowed")
    assert tools.problem(scott.delete(path)) == (403, "operation_not_allowed")
    assert scott.get(path).status_code == 204


# Files


@pytest.mark.parametrize("field", ["file", "files"])
def test_files_are_kept_by_name_size_and_hash(emulator, cliq, channel, chat, field):
    picture = bytes(range(256)) * 8 + b"\r\n--\r\n"
    answer = cliq.share(
        f"{chat}/files",
        (field, ("plan.png", picture, "image/png")),
        (field, ("notes.txt", b"", "text/plain")),
        comments=json.dumps(["The plan"]),
    )
    assert (answer.status_code, answer.content) == (204, b"")
    shared = [message["file"] for message in inside(emulator, channel)["messages"]]
    assert shared == [
        {
            "name": "plan.png",
            "content_type": "image/png",
            "size": len(picture),
            "sha256": hashlib.sha256(picture).hexdigest(),
            "comment": "The plan",
        },
        {
            "name": "notes.txt",
            "content_type": "text/plain",
            "size": 0,
            "sha256": hashlib.sha256(b"").hexdigest(),
            "comment": "",
        },
    ]
    row = cliq.get(f"{chat}/messages").json()["data"][0]
    assert row["type"] == "file"
    assert (row["content"]["file"]["name"], row["content"]["comment"]) == ("plan.png", "The plan")


def test_files_go_to_channels_people_and_bots(emulator, cliq, channel, tools):
    part = ("file", ("a.txt", b"a"))
    assert cliq.share(f"/channelsbyname/{channel['unique_name']}/files", part, mark_as_read="true").status_code == 204
    assert cliq.share(f"/buddies/{emulator.SCOTT}/files", part).status_code == 204
    assert cliq.share("/bots/oncall/files", part, user_id="62439948").status_code == 204
    shared = {(chat["kind"], chat["messages"][0]["file"]["name"]) for chat in emulator.control("messages")}
    assert shared == {("channel", "a.txt"), ("dm", "a.txt"), ("bot", "a.txt")}
    assert tools.problem(cliq.share("/channelsbyname/nowhere/files", part)) == (400, "channel_not_exists")


def test_a_file_as_a_bot_under_another_name(emulator, cliq, channel, chat, tools):
    part = ("file", ("a.txt", b"a"))
    fields = {"bot_unique_name": "deploybot", "bot_name": "Pipeline"}
    assert tools.problem(cliq.share(f"{chat}/files", part, **fields)) == (400, "channel_not_exists")
    cliq.post("/bots/deploybot/associate", {"channel_unique_name": channel["unique_name"]})
    assert cliq.share(f"{chat}/files", part, **fields).status_code == 204
    kept = inside(emulator, channel)["messages"][0]
    assert (kept["bot"], kept["sender"]) == ("deploybot", "Pipeline")


def test_forms_are_strict(cliq, chat, tools):
    path = f"{chat}/files"
    part = ("file", ("a.txt", b"a"))
    assert tools.problem(cliq.share(path, part, colour="red")) == (400, "extra_key_found")
    assert tools.problem(cliq.share(path, ("comments", (None, "[]")))) == (400, "param_missing")
    assert tools.problem(cliq.share(path, *[part] * 11)) == (400, "operation_failed")
    assert tools.problem(cliq.share(path, part, comments='["a", "b"]')) == (400, "input_pattern_mismatch")
    assert tools.problem(cliq.share(path, part, comments="a")) == (400, "input_pattern_mismatch")
    assert tools.problem(cliq.post(path, {"file": "a"})) == (400, "operation_failed")


def test_a_large_file_gets_through(emulator, cliq, channel, chat):
    assert cliq.share(f"{chat}/files", ("file", ("big.bin", b"x" * 3_000_000))).status_code == 204
    assert inside(emulator, channel)["messages"][0]["file"]["size"] == 3_000_000


# Scheduled messages


def at(emulator, seconds, hours=5.5):
    """A time from now on, as it is written in the time zone that many hours east of Greenwich."""
    now = datetime.fromtimestamp(emulator.control("clock")["now"] + seconds, UTC) + timedelta(hours=hours)
    return now.strftime("%Y%m%dT%H%M%S")


def test_a_scheduled_message_is_said_when_its_time_has_come(emulator, cliq, channel, chat):
    when = at(emulator, 600)
    body = {"text": "Stand-up", "schedule_time": when, "schedule_timezone": "Asia/Kolkata"}
    answer = cliq.post(f"{chat}/scheduledmessages", body).json()
    assert set(answer) == {"time_string", "creator", "message", "created_time", "timezone", "time", "id"}
    assert (answer["time_string"], answer["timezone"]) == (when, "Asia/Kolkata")
    assert answer["message"]["msg"] == "Stand-up"
    assert answer["message"]["chid"] == channel["chat_id"]
    emulator.advance(500)
    assert cliq.get(f"{chat}/messages").json() == {"data": []}
    emulator.advance(200)
    said = cliq.get(f"{chat}/messages").json()["data"]
    assert [(row["content"]["text"], row["time"]) for row in said] == [("Stand-up", answer["time"])]
    assert inside(emulator, channel)["scheduled"] == []


def test_time_zones_count(emulator, cliq, chat):
    body = {"text": "x", "schedule_time": at(emulator, 3600, 0), "schedule_timezone": "Etc/UTC"}
    answer = cliq.post(f"{chat}/scheduledmessages", body).json()
    assert abs(answer["time"] / 1000 - emulator.control("clock")["now"] - 3600) < 5


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"schedule_status": "check_in"}, "param_missing"),
        ({"text": "x"}, "param_missing"),
        ({"text": "x" * 4097, "schedule_status": "check_in"}, "input_pattern_mismatch"),
        ({"text": "x", "schedule_status": "asleep"}, "input_pattern_mismatch"),
        ({"text": "x", "schedule_time": "2030-01-01T00:00:00"}, "input_pattern_mismatch"),
        ({"text": "x", "schedule_time": "20301301T000000"}, "input_pattern_mismatch"),
        ({"text": "x", "schedule_time": "20200101T000000"}, "operation_failed"),
        ({"text": "x", "schedule_status": "check_in", "schedule_timezone": "Mars/Base"}, "input_pattern_mismatch"),
        ({"text": "x", "schedule_status": "check_in", "notify": True}, "extra_key_found"),
    ],
)
def test_scheduling_is_strict(cliq, chat, tools, body, code):
    assert tools.problem(cliq.post(f"{chat}/scheduledmessages", body)) == (400, code)


def test_v3_lists_edits_sends_and_deletes(emulator, cliq, v3, channel, chat, tools):
    path = f"{chat}/scheduledmessages"
    timed = cliq.post(path, {"text": "one", "schedule_time": at(emulator, 600)}).json()["id"]
    waiting = cliq.post(path, {"text": "two", "schedule_status": "user_available"}).json()["id"]
    listed = v3.get(path).json()
    assert (listed["url"], listed["type"]) == (f"/api/v3{path}", "scheduledmessages")
    assert [item["id"] for item in listed["data"]] == [timed, waiting]
    assert set(listed["data"][0]) == {"id", "timezone", "created_time", "time", "message", "creator"}
    assert listed["data"][1]["schedule_status"] == "user_available"
    assert v3.get("/scheduledmessages").json()["data"] == listed["data"]
    page = v3.get("/scheduledmessages", limit=1).json()
    assert v3.get("/scheduledmessages", next_token=page["next_token"]).json()["data"] == [listed["data"][1]]
    changed = v3.put(f"{path}/{timed}", {"text": "uno", "schedule_status": "call_end"}).json()
    assert changed["data"]["message"]["content"] == {"text": "uno"}
    assert "time" not in changed["data"]
    later = int((emulator.control("clock")["now"] + 60) * 1000)
    assert v3.put(f"{path}/{timed}", {"schedule_time": later}).json()["data"]["time"]
    wrong_time = v3.put(f"{path}/{timed}", {"schedule_time": "20300101T000000"})
    assert tools.problem(wrong_time) == (400, "scheduled_msg_invalid_time_format")
    assert v3.delete(f"{path}/{waiting}").status_code == 204
    assert tools.problem(v3.delete(f"{path}/{waiting}")) == (404, "scheduled_msg_not_found")
    assert v3.post(path, {"status": "send", "id": timed}).status_code == 204
    assert [row["text"] for row in inside(emulator, channel)["messages"]] == ["uno"]
    assert tools.problem(v3.post(path, {"status": "send", "apply_to": "all"})) == (400, "scheduled_msg_no_pending_msgs")


def test_scheduled_messages_are_their_authors(emulator, cliq, v3, channel, chat, tools):
    path = f"{chat}/scheduledmessages"
    own = cliq.post(path, {"text": "one", "schedule_status": "check_in"}).json()["id"]
    token = emulator.cliq(emulator.SCOTT, scope=f"{emulator.TALKING},{SCOPES}").token
    scott = tools.Cliq(emulator, token, f"{emulator.url}/api/v3")
    assert scott.get(path).json()["data"] == []
    assert tools.problem(scott.put(f"{path}/{own}", {"text": "x"})) == (404, "scheduled_msg_not_found")
    assert scott.delete(path).status_code == 204
    assert len(v3.get(path).json()["data"]) == 1
    assert v3.delete(path).status_code == 204
    assert v3.get(path).json()["data"] == []


def test_a_placeholder_for_a_deleted_one_by_quirk(emulator, cliq, v3, chat):
    path = f"{chat}/scheduledmessages"
    made = cliq.post(path, {"text": "one", "schedule_status": "check_in"}).json()["id"]
    emulator.quirk("mutation-answer", "placeholder")
    answer = v3.delete(f"{path}/{made}")
    assert (answer.status_code, answer.text) == (200, '{"Response Code":"204 No response"}')
    assert v3.get(path).json()["data"] == []
