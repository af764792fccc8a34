# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The history of chats: reading, editing and deleting messages; muting."""

from __future__ import annotations

import pytest


@pytest.fixture
def cliq(emulator):
    return emulator.cliq(scope=emulator.TALKING)


@pytest.fixture
def channel(emulator, cliq):
    return cliq.create("Ops", email_ids=[emulator.SCOTT, emulator.RYAN])


@pytest.fixture
def path(channel):
    return f"/chats/{channel['chat_id']}/messages"


def texts(answer):
    return [message["content"]["text"] for message in answer.json()["data"]]


def test_a_message_of_the_history_has_the_documented_shape(emulator, cliq, channel, path):
    message_id = cliq.say(channel, "Hello Guys!")
    answer = cliq.get(path).json()
    sent = int(message_id.partition("_")[0])
    expected = {
        "sender": {"name": "Patricia Boyle", "id": "62439911"},
        "id": message_id,
        "time": sent,
        "type": "text",
        "content": {"text": "Hello Guys!"},
    }
    assert answer == {"data": [expected]}
    assert cliq.get(f"{path}/{message_id}/messages").json() == expected
    emulator.quirk("message-content", "text")
    assert cliq.get(path).json()["data"][0]["content"] == "Hello Guys!"


def test_of_a_message_with_a_card_the_history_has_the_text(cliq, channel, path):
    cliq.say(channel, "Deployed", card={"title": "Build 42"}, slides=[{"type": "text", "data": "fine"}])
    assert cliq.get(path).json()["data"][0]["content"] == {"text": "Deployed"}


def test_time_and_limit(emulator, cliq, channel, path, tools):
    ids = []
    for number in range(5):
        ids.append(cliq.say(channel, str(number)))
        emulator.advance(10)
    times = [int(message_id.partition("_")[0]) for message_id in ids]
    assert texts(cliq.get(path, fromtime=times[1], totime=times[3])) == ["1", "2", "3"]
    assert texts(cliq.get(path, fromtime=times[3] + 1)) == ["4"]
    assert texts(cliq.get(path, limit=2)) == ["3", "4"]
    emulator.quirk("history-order", "newest-first")
    assert texts(cliq.get(path, limit=2)) == ["4", "3"]
    emulator.quirk("history-limit", 3)
    assert len(texts(cliq.get(path))) == 3
    for query in ({"limit": 101}, {"limit": 0}, {"fromtime": "yesterday"}, {"totime": "2026-01-01"}):
        assert tools.problem(cliq.get(path, **query)) == (400, "input_pattern_mismatch")


def test_who_may_read(emulator, cliq, channel, path, tools):
    assert emulator.cliq(emulator.SCOTT, scope=emulator.TALKING).get(path).status_code == 200
    stranger = emulator.cliq(emulator.HELEN, scope=emulator.TALKING)
    assert tools.problem(stranger.get(path)) == (404, "request_url_invalid")
    assert tools.problem(cliq.get(f"/chats/{channel['channel_id']}/messages")) == (404, "request_url_invalid")
    assert tools.problem(cliq.get(f"{path}/1_1/messages")) == (404, "request_url_invalid")
    general = emulator.control("channels")[0]
    keiko = emulator.cliq("tariq.aziz@zylker.example", scope=emulator.TALKING)
    assert tools.problem(keiko.get(f"/chats/{general['chat_id']}/messages")) == (403, "operation_not_allowed")
    assert tools.problem(emulator.cliq().get(path)) == (401, "oauthtoken_scope_invalid")


def test_fifteen_readings_a_minute(cliq, channel, path, tools):
    for _number in range(15):
        assert cliq.get(path).status_code == 200
    assert tools.problem(cliq.get(path)) == (400, "request_limit_exceeded")


@pytest.mark.parametrize("separator", ["_", "%20", " ", "%2520"])
def test_edit_by_any_form_of_the_id(cliq, channel, path, separator):
    message_id = cliq.say(channel, "Hello")
    spelled = message_id.replace("_", separator)
    assert cliq.put(f"{path}/{spelled}", {"text": "Goodbye", "notify_edit": True}).status_code == 204
    assert texts(cliq.get(path)) == ["Goodbye"]


def test_only_the_author_edits_and_the_body_is_strict(emulator, cliq, channel, path, tools):
    message_id = cliq.say(channel, "Hello")
    scott = emulator.cliq(emulator.SCOTT, scope=emulator.TALKING)
    assert tools.problem(scott.put(f"{path}/{message_id}", {"text": "x"})) == (403, "operation_not_allowed")
    for body, code in (({}, "param_missing"), ({"text": "x", "card": {}}, "extra_key_found")):
        assert tools.problem(cliq.put(f"{path}/{message_id}", body)) == (400, code)
    assert tools.problem(cliq.put(f"{path}/1_1", {"text": "x"})) == (404, "request_url_invalid")


def test_who_deletes(emulator, cliq, channel, path, tools):
    scott = emulator.cliq(emulator.SCOTT, scope=emulator.TALKING)
    ryan = emulator.cliq(emulator.RYAN, scope=emulator.TALKING)
    first, second = scott.say(channel, "one"), scott.say(channel, "two")
    assert tools.problem(ryan.delete(f"{path}/{first}")) == (403, "operation_not_allowed")
    assert scott.delete(f"{path}/{first}").status_code == 204
    assert cliq.delete(f"{path}/{second}").status_code == 204
    assert texts(cliq.get(path)) == []
    assert tools.problem(cliq.delete(f"{path}/{second}")) == (404, "request_url_invalid")


@pytest.mark.parametrize(("kind", "other"), [("Webhooks", "messages"), ("Messages", "webhooks")])
def test_the_scopes_of_editing_are_contested(emulator, cliq, channel, path, tools, kind, other):
    message_id = cliq.say(channel, "Hello")
    editor = emulator.cliq(scope=f"ZohoCliq.{kind}.UPDATE,ZohoCliq.{kind}.DELETE")
    assert editor.put(f"{path}/{message_id}", {"text": "x"}).status_code == 204
    emulator.quirk("edit-scope", other)
    assert tools.problem(editor.put(f"{path}/{message_id}", {"text": "y"})) == (401, "oauthtoken_scope_invalid")
    assert tools.problem(editor.delete(f"{path}/{message_id}")) == (401, "oauthtoken_scope_invalid")
    emulator.quirk("edit-scope", kind.lower())
    assert editor.delete(f"{path}/{message_id}").status_code == 204


def test_mute_and_unmute(emulator, cliq, channel, tools):
    path = f"/chats/{channel['chat_id']}"

    def muted_by():
        return emulator.control(f"messages?chat_id={channel['chat_id']}")[0]["muted_by"]

    assert cliq.post(f"{path}/mute").status_code == 204
    assert muted_by() == [emulator.PATRICIA]
    assert cliq.post(f"{path}/unmute").status_code == 204
    assert muted_by() == []
    assert tools.problem(cliq.post(f"{path}/mute", {"for": 1})) == (400, "extra_key_found")


def test_chats_of_two_by_time(emulator, cliq):
    cliq.post(f"/buddies/{emulator.SCOTT}/message", {"text": "one"})
    emulator.advance(100)
    cliq.post(f"/buddies/{emulator.RYAN}/message", {"text": "two"})
    now = int(emulator.control("clock")["now"] * 1000)
    assert [chat["name"] for chat in cliq.get("/chats").json()["chats"]] == ["Ryan West", "Scott Fisher"]
    assert [chat["name"] for chat in cliq.get("/chats", modified_after=now - 50_000).json()["chats"]] == ["Ryan West"]
    assert [chat["name"] for chat in cliq.get("/chats", modified_before=now - 50_000).json()["chats"]] == [
        "Scott Fisher"
    ]
    assert len(cliq.get("/chats", limit=1).json()["chats"]) == 1


def test_a_deleted_channel_takes_its_chat_along(emulator, cliq, channel, path, tools):
    first = cliq.say(channel, "one")
    cliq.say(channel, "two", thread_message_id=first)
    thread_id = emulator.control(f"messages?chat_id={channel['chat_id']}")[0]["messages"][0]["thread_chat_id"]
    assert cliq.delete(f"/channels/{channel['channel_id']}").status_code == 204
    assert tools.problem(cliq.get(path)) == (404, "request_url_invalid")
    assert tools.problem(cliq.get(f"/chats/{thread_id}/messages")) == (404, "request_url_invalid")
    assert emulator.control("messages") == []


def test_reactions(emulator, cliq, channel, path, tools):
    scopes = "ZohoCliq.messageactions.READ,ZohoCliq.messageactions.CREATE"
    scott = emulator.cliq(emulator.SCOTT, scope=scopes)
    reactions = f"{path}/{cliq.say(channel, 'Done')}/reactions"
    assert scott.get(reactions).json() == {"data": {}}
    assert scott.post(reactions, {"emoji_code": ":smile:"}).status_code == 204
    told = scott.get(reactions).json()["data"][":smile:"]
    assert [row.partition(":")[2] for row in told] == ["62439948:Scott Fisher"]
    assert tools.problem(scott.post(reactions, {})) == (400, "param_missing")
    assert scott.call("DELETE", reactions, emoji_code=":smile:").status_code == 204
    assert tools.problem(scott.delete(reactions, {"emoji_code": ":smile:"})) == (400, "operation_failed")
    assert tools.problem(cliq.get(reactions)) == (401, "oauthtoken_scope_invalid")
