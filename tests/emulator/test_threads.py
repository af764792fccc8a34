# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Threads: lists, state, followers, main message."""

from __future__ import annotations

import pytest

PATRICIA_ID, SCOTT_ID, RYAN_ID = "62439911", "62439948", "62439985"


@pytest.fixture
def cliq(emulator):
    return emulator.cliq(scope=emulator.TALKING)


@pytest.fixture
def scott(emulator):
    return emulator.cliq(emulator.SCOTT, scope=emulator.TALKING)


@pytest.fixture
def channel(emulator, cliq):
    return cliq.create("Ops", email_ids=[emulator.SCOTT, emulator.RYAN])


def begin(emulator, cliq, channel, text, title):
    first = cliq.say(channel, text)
    cliq.say(channel, "reply", thread_message_id=first, thread_title=title)
    shown = emulator.control(f"messages?chat_id={channel['chat_id']}")[0]["messages"]
    return next(row["thread_chat_id"] for row in shown if row["message_id"] == first), first


@pytest.fixture
def thread(emulator, cliq, channel):
    return begin(emulator, cliq, channel, "Disk full", "Disk")[0]


def followers(cliq, thread, which="followers"):
    return [row["user_id"] for row in cliq.get(f"/threads/{thread}/{which}").json()["data"]]


def test_the_list_has_the_documented_shape(emulator, cliq, channel):
    thread, first = begin(emulator, cliq, channel, "Disk full", "Disk")
    answer = cliq.get(f"/channels/{channel['channel_id']}/threads").json()
    assert (answer["url"], answer["type"]) == ("/api/v2/threads", "chat_thread")
    assert isinstance(answer["sync_token"], str)
    row = answer["data"][0]
    assert row.pop("last_message_information")["text"] == "reply"
    assert row == {
        "parent_chat_id": channel["chat_id"],
        "is_follower": True,
        "follower_count": 1,
        "chat_id": thread,
        "title": "Disk",
        "thread_message_id": first.replace("_", "%20"),
        "parent_message_sender": PATRICIA_ID,
        "thread_state": "open",
    }


def test_filters_and_pages(emulator, cliq, scott, channel):
    path = f"/channels/{channel['channel_id']}/threads"
    one, _first = begin(emulator, cliq, channel, "one", "One")
    two, _first = begin(emulator, scott, channel, "two", "Two")
    cliq.put(f"/threads/{one}", {"action": "close"})

    def listed(body=None, **query):
        return [row["chat_id"] for row in cliq.call("GET", path, body, **query).json()["data"]]

    assert listed() == [two, one]
    assert listed(type="closed") == [one]
    assert listed(type="open") == [two]
    assert listed(state="followed") == [one]
    assert listed(state="not_followed") == [two]
    page = cliq.call("GET", path, {"limit": "1"}).json()
    assert [row["chat_id"] for row in page["data"]] == [two]
    assert listed({"limit": "1", "next_token": page["next_token"]}) == [one]
    assert cliq.get(path, state="mine").status_code == 400


def test_close_and_reopen(emulator, cliq, scott, channel, thread, tools):
    path = f"/threads/{thread}"
    assert cliq.put(path, {"action": "close"}).status_code == 204
    assert tools.problem(cliq.post(f"/chats/{thread}/message", {"text": "x"})) == (400, "operation_failed")
    assert cliq.put(path, {"action": "reopen"}).status_code == 204
    assert cliq.post(f"/chats/{thread}/message", {"text": "x"}).status_code == 204
    assert tools.problem(cliq.put(path, {"action": "burn"})) == (400, "input_pattern_mismatch")
    assert tools.problem(cliq.put(path, {})) == (400, "param_missing")
    assert tools.problem(cliq.put(f"/threads/{channel['chat_id']}", {"action": "close"})) == (
        404,
        "request_url_invalid",
    )
    cliq.put(f"/channels/{channel['channel_id']}", {"member_permission": {"close_thread": False}})
    assert tools.problem(scott.put(path, {"action": "close"})) == (403, "operation_not_allowed")


def test_followers_come_and_go(cliq, scott, thread, tools):
    path = f"/threads/{thread}/followers"
    assert followers(cliq, thread) == [PATRICIA_ID]
    assert followers(cliq, thread, "nonfollowers") == [SCOTT_ID, RYAN_ID]
    assert cliq.post(path, {"user_ids": [RYAN_ID]}).status_code == 204
    assert scott.post(f"/threads/{thread}/follow").status_code == 204
    assert followers(cliq, thread) == [PATRICIA_ID, RYAN_ID, SCOTT_ID]
    assert scott.post(f"/threads/{thread}/unfollow").status_code == 204
    assert cliq.delete(path, {"user_ids": [PATRICIA_ID]}).status_code == 204
    assert followers(cliq, thread) == [RYAN_ID]
    assert tools.problem(cliq.post(path, {"user_ids": ["62440059"]})) == (400, "operation_failed")
    assert tools.problem(cliq.post(path, {})) == (400, "param_missing")


def test_the_main_message(emulator, cliq, channel):
    thread, first = begin(emulator, cliq, channel, "Disk full", "Disk")
    main = cliq.get(f"/threads/{thread}/messages/main").json()
    assert (main["id"], main["content"], main["thread_state_info"]) == (
        first,
        {"text": "Disk full"},
        {"thread_state": "open"},
    )
    information = {
        "is_follower": True,
        "message_count": 1,
        "follower_count": 1,
        "thread_message_id": first.replace("_", "%20"),
        "title": "Disk",
        "chat_id": thread,
    }
    assert main["thread_information"] == information
    # Nothing is known of it in the history.
    assert "thread_information" not in cliq.get(f"/chats/{channel['chat_id']}/messages").json()["data"][0]


def test_auto_follow(cliq, channel, tools):
    path = f"/channels/{channel['channel_id']}"
    assert cliq.put(path, {"auto_follow_threads": "enable"}).json() == {"status": "enabled"}
    assert cliq.put(path, {"auto_follow_threads": "disable"}).json() == {"status": "disabled"}
    assert tools.problem(cliq.put(path, {"auto_follow_threads": "maybe"})) == (400, "input_pattern_mismatch")
    assert tools.problem(cliq.put(path, {"auto_follow_threads": "enable", "name": "x"})) == (400, "extra_key_found")
