# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What v3 has of threads, chats, scheduled messages and deleting."""

from __future__ import annotations

import pytest

SCOPES = "ZohoCliq.messages.CREATE,ZohoCliq.Messages.UPDATE,ZohoCliq.Messages.DELETE"
SCOTT_ID, RYAN_ID = "62439948", "62439985"


class Versions:
    """Both versions of Cliq with one token."""

    def __init__(self, emulator, tools, user=None):
        self.v2 = emulator.cliq(user, scope=f"{emulator.TALKING},{SCOPES}")
        self.v3 = tools.Cliq(emulator, self.v2.token, f"{emulator.url}/api/v3")


@pytest.fixture
def patricia(emulator, tools):
    return Versions(emulator, tools)


@pytest.fixture
def scott(emulator, tools):
    return Versions(emulator, tools, emulator.SCOTT)


@pytest.fixture
def channel(emulator, patricia):
    return patricia.v2.create("Ops", email_ids=[emulator.SCOTT, emulator.RYAN])


@pytest.fixture
def chat(channel):
    return f"/chats/{channel['chat_id']}"


# Threads


@pytest.fixture
def first(patricia, channel):
    return patricia.v2.say(channel, "Disk full")


@pytest.fixture
def thread(patricia, channel, first):
    """The chat id of a thread that a post of v3 began."""
    body = {"text": "on it", "thread_message_id": first, "thread_title": "Disk", "sync_message": True}
    assert patricia.v3.post(f"/channels/{channel['channel_id']}/messages", body).status_code == 200
    return patricia.v2.get(f"/channels/{channel['channel_id']}/threads").json()["data"][0]["chat_id"]


def test_a_thread_is_shown_by_itself(patricia, channel, thread, first):
    answer = patricia.v3.get(f"/threads/{thread}").json()
    assert answer == {
        "url": f"/api/v3/threads/{thread}",
        "type": "chat_thread",
        "data": {
            "chat_id": thread,
            "parent_chat_id": channel["chat_id"],
            "title": "Disk",
            "follower_count": 1,
            "is_follower": True,
            "parent_participant": True,
            "thread_message_id": first.replace("_", "%20"),
            "thread_state": "open",
        },
    }


def test_what_is_no_id_of_a_thread_is_told_from_a_thread_that_is_not_there(patricia, channel, thread, tools):
    no_thread = f"/threads/{channel['chat_id']}"
    answers = (
        patricia.v3.get(no_thread),
        patricia.v3.get(f"{no_thread}/messages/main"),
        patricia.v3.put(no_thread, {"action": "close"}),
    )
    assert [tools.problem(answer) for answer in answers] == [(400, "thread_chatid_invalid")] * 3
    assert tools.problem(patricia.v3.get(f"/threads/{thread}9")) == (404, "request_url_invalid")


def test_a_thread_is_closed_opened_and_followed_with_one_call_each(patricia, scott, thread, tools):
    path = f"/threads/{thread}"

    def put(who, action):
        return who.v3.put(path, {"action": action})

    assert put(patricia, "close").status_code == 204
    assert patricia.v3.get(path).json()["data"]["thread_state"] == "closed"
    assert tools.problem(patricia.v3.post(f"/chats/{thread}/messages", {"text": "x"})) == (400, "operation_failed")
    assert put(patricia, "reopen").status_code == 204
    assert patricia.v3.get(path).json()["data"]["thread_state"] == "open"
    assert put(scott, "follow").status_code == 204
    assert scott.v3.get(path).json()["data"]["is_follower"] is True
    assert put(scott, "unfollow").status_code == 204
    assert scott.v3.get(path).json()["data"]["is_follower"] is False
    assert tools.problem(put(scott, "burn")) == (400, "input_pattern_mismatch")


def test_the_main_message_has_the_shape_of_v3(patricia, thread, first):
    main = patricia.v3.get(f"/threads/{thread}/messages/main").json()
    assert main == {
        "content": {"text": "Disk full"},
        "id": first,
        "is_pinned": False,
        "sender": {"id": "62439911", "name": "Patricia Boyle"},
        "time": main["time"],
        "type": "text",
        "parent_resource_id": "Ops",
        "thread_information": {
            "message_count": 1,
            "follower_count": 1,
            "thread_message_id": first.replace("_", "%20"),
            "title": "Disk",
            "chat_id": thread,
        },
        "thread_state_information": {"thread_state": "open"},
    }
    assert main["time"].endswith("+05:30")


def test_followers_come_and_go(patricia, scott, thread):
    path = f"/threads/{thread}"

    def listed(which):
        return [row["name"] for row in patricia.v3.get(f"{path}/{which}").json()["data"]]

    assert patricia.v3.post(f"{path}/followers", {"user_ids": [RYAN_ID]}).status_code == 204
    assert scott.v3.post(f"{path}/follow").status_code == 204
    assert (listed("followers"), listed("nonfollowers")) == (["Patricia", "Ryan", "Scott"], [])
    assert scott.v3.post(f"{path}/unfollow").status_code == 204
    assert patricia.v3.delete(f"{path}/followers", {"user_ids": [RYAN_ID]}).status_code == 204
    assert (listed("followers"), listed("nonfollowers")) == (["Patricia"], ["Scott", "Ryan"])


# Chats


def test_members_muting_and_leaving_go_by_the_id_of_the_chat(emulator, patricia, scott, channel, chat, tools):
    assert [row["user_id"] for row in patricia.v3.get(f"{chat}/members").json()["members"]][1:] == [SCOTT_ID, RYAN_ID]
    assert scott.v3.post(f"{chat}/mute").status_code == 204
    assert emulator.control(f"messages?chat_id={channel['chat_id']}")[0]["muted_by"] == [emulator.SCOTT]
    assert scott.v3.post(f"{chat}/unmute").status_code == 204
    assert emulator.control(f"messages?chat_id={channel['chat_id']}")[0]["muted_by"] == []
    assert scott.v3.post(f"{chat}/leave").status_code == 204
    assert emulator.SCOTT not in patricia.v2.roles(channel)
    last = patricia.v2.post(f"{chat}/leave")
    assert last.status_code == 400
    assert "please assign a super admin" in last.json()["message"]


def test_a_member_leaves_by_the_id_of_the_chat_in_v2(emulator, patricia, scott, channel, chat):
    assert scott.v2.post(f"{chat}/leave").status_code == 204
    assert emulator.SCOTT not in patricia.v2.roles(channel)


def test_leaving_a_thread_leaves_its_channel_alone(emulator, patricia, channel, thread):
    assert patricia.v3.post(f"/chats/{thread}/leave").status_code == 204
    assert patricia.v3.get(f"/threads/{thread}").json()["data"]["follower_count"] == 0
    assert emulator.PATRICIA in patricia.v2.roles(channel)


def test_nobody_leaves_a_chat_of_two(emulator, patricia, tools):
    patricia.v2.post(f"/buddies/{emulator.SCOTT}/message", {"text": "hello"})
    chat_id = patricia.v2.get("/chats").json()["chats"][0]["chat_id"]
    assert tools.problem(patricia.v2.post(f"/chats/{chat_id}/leave")) == (400, "operation_failed")


# Scheduled messages, all at once


def schedule(who, chat, text, **when):
    return who.v2.post(f"{chat}/scheduledmessages", {"text": text, **when}).json()


def test_all_for_one_moment_are_rescheduled(emulator, patricia, chat):
    path = f"{chat}/scheduledmessages"
    same = [schedule(patricia, chat, text, schedule_time="20400101T090000") for text in ("a", "b")]
    other = schedule(patricia, chat, "c", schedule_time="20400101T093000")
    later = same[0]["time"] + 3_600_000
    body = {"status": "reschedule", "apply_to": "all_time_based", "time": same[0]["time"], "schedule_time": later}
    answer = patricia.v3.put(path, {**body, "schedule_timezone": "Europe/Berlin"}).json()
    assert (answer["url"], answer["type"]) == (f"/api/v3{path}", "scheduledmessages")
    assert [row["id"] for row in answer["data"]] == [row["id"] for row in same]
    shown = {row["id"]: (row["time"], row["timezone"]) for row in patricia.v3.get(path).json()["data"]}
    assert {shown[row["id"]] for row in same} == {("2040-01-01T10:00:00+05:30", "Europe/Berlin")}
    assert shown[other["id"]] == ("2040-01-01T09:30:00+05:30", "Asia/Kolkata")


def test_all_for_one_status_are_rescheduled(patricia, chat):
    schedule(patricia, chat, "a", schedule_status="check_in")
    schedule(patricia, chat, "b", schedule_status="call_end")
    body = {"status": "reschedule", "apply_to": "all_status_based"}
    change = {"existing_status": "check_in", "schedule_status": "user_available"}
    data = patricia.v3.put(f"{chat}/scheduledmessages", {**body, **change}).json()["data"]
    assert [(row["message"]["content"]["text"], row["schedule_status"]) for row in data] == [("a", "user_available")]


def test_rescheduling_is_strict_and_only_for_ones_own(patricia, scott, chat, tools):
    path = f"{chat}/scheduledmessages"
    item = schedule(patricia, chat, "a", schedule_time="20400101T090000")
    body = {"status": "reschedule", "apply_to": "all_time_based", "time": item["time"]}
    for changed, code in (
        ({**body, "status": "send"}, "input_pattern_mismatch"),
        ({"status": "reschedule"}, "param_missing"),
        (body, "param_missing"),
        ({**body, "schedule_time": "20400101T100000"}, "scheduled_msg_invalid_time_format"),
        ({**body, "schedule_time": 1000}, "operation_failed"),
        ({**body, "schedule_time": item["time"], "colour": "red"}, "extra_key_found"),
        ({**body, "time": 1, "schedule_time": item["time"]}, "scheduled_msg_no_pending_msgs"),
    ):
        assert tools.problem(patricia.v3.put(path, changed)) == (400, code), changed
    body["schedule_time"] = item["time"] + 1000
    assert tools.problem(scott.v3.put(path, body)) == (400, "scheduled_msg_no_pending_msgs")


def test_what_was_scheduled_since_the_last_time(emulator, patricia, chat):
    path = f"{chat}/scheduledmessages"
    schedule(patricia, chat, "a", schedule_status="check_in")
    emulator.advance(5)
    token = patricia.v3.get(path).json()["sync_token"]
    emulator.advance(5)
    new = schedule(patricia, chat, "b", schedule_status="check_in")
    assert [row["id"] for row in patricia.v3.get(path, sync_token=token).json()["data"]] == [new["id"]]


# Deleting several messages


def delete(who, chat, ids, path="messages", **query):
    return who.v3.call("DELETE", f"{chat}/{path}", message_ids=",".join(ids), **query)


@pytest.mark.parametrize("path", ["messages", "messagess"])
def test_each_message_has_a_result_of_its_own(patricia, channel, chat, path):
    ids = [patricia.v2.say(channel, text) for text in "abc"]
    answer = delete(patricia, chat, [ids[0], "1_1", ids[2]], path).json()
    assert answer == {
        "type": "message.delete_result",
        "data": [
            {"id": ids[0], "status": "success"},
            {
                "id": "1_1",
                "status": "failed",
                "error": {"code": "message_not_found", "message": "Requested message could not be found."},
            },
            {"id": ids[2], "status": "success"},
        ],
    }
    assert [row["id"] for row in patricia.v2.get(f"{chat}/messages").json()["data"]] == [ids[1]]


def test_messages_of_others_need_the_permission_and_a_reason(patricia, scott, channel, chat, tools):
    own, others = scott.v2.say(channel, "scott's"), patricia.v2.say(channel, "patricia's")
    assert tools.problem(delete(scott, chat, [others], reason="others")) == (403, "access_denied")
    assert tools.problem(delete(patricia, chat, [own])) == (400, "invalid_delete_reason")
    assert tools.problem(delete(patricia, chat, [own], reason="boredom")) == (400, "invalid_delete_reason")
    assert delete(patricia, chat, [own], reason="others", comment="no longer true").status_code == 200


def test_deleting_several_messages_is_strict(patricia, chat, tools):
    assert tools.problem(delete(patricia, chat, [])) == (400, "invalid_parameters")
    assert tools.problem(delete(patricia, chat, ["1_1"] * 26)) == (400, "message_delete_limit_exceeded")
    assert tools.problem(delete(patricia, chat, ["1_1"], comment="x" * 251)) == (400, "input_pattern_mismatch")
    assert tools.problem(delete(patricia, chat, ["1_1"])) == (404, "message_not_found")
    assert tools.problem(delete(patricia, "/chats/CT_1_1", ["1_1"])) == (404, "chat_not_found")
