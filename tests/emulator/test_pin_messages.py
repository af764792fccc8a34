# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Pinned messages in v3: several of a chat, in an order; v2 knows the primary one."""

from __future__ import annotations

import base64
from datetime import datetime

import pytest

SCOPES = "ZohoCliq.Channels.ALL,ZohoCliq.Chats.ALL,ZohoCliq.Webhooks.CREATE,ZohoCliq.Webhooks.DELETE"


@pytest.fixture
def cliq(emulator):
    return emulator.cliq(scope=SCOPES)


@pytest.fixture
def channel(emulator, cliq):
    return cliq.create("Ops", email_ids=[emulator.SCOTT])


@pytest.fixture
def path(channel):
    return f"/chats/{channel['chat_id']}/pin-messages"


def body_of(message_id, **changes):
    return {"message_id": message_id, "expiry_time": -1, "notify": False, **changes}


def pinned(v3, path):
    """The texts in their order, and which of them is the primary one."""
    data = v3.get(path).json()["data"]
    assert [row["pin_information"]["is_primary"] for row in data] == [True, *[False] * (len(data) - 1)][: len(data)]
    return [row["content"]["text"] for row in data]


def now(emulator):
    return int(emulator.control("clock")["now"] * 1000)


@pytest.fixture
def three(cliq, v3, channel, path):
    """The ids of three messages; the first was pinned first and is the primary one, the others are newest first."""
    ids = [cliq.say(channel, text) for text in ("one", "two", "three")]
    for message_id in ids:
        assert v3.post(path, body_of(message_id)).status_code == 200
    return ids


def test_pinning_answers_the_message_and_what_is_known_of_the_pin(emulator, cliq, v3, channel, path):
    message_id = cliq.say(channel, "read the checklist")
    answer = v3.post(path, body_of(message_id)).json()
    assert (answer["url"], answer["type"]) == (f"/api/v3{path}", "pinmessages")
    data = answer["data"]
    moment = data["pin_information"]["created_time"]
    assert datetime.fromisoformat(moment).utcoffset().total_seconds() == 19800
    assert data == {
        "content": {"text": "read the checklist"},
        "id": message_id,
        "is_pinned": True,
        "sender": {"id": "62439911", "name": "Patricia Boyle"},
        "time": data["time"],
        "type": "text",
        "pin_information": {
            "created_time": moment,
            "creator": {"id": "62439911", "name": "Patricia Boyle"},
            "expiry_time": -1,
            "is_primary": True,
            "last_modified_time": moment,
        },
    }
    assert v3.get(path).json()["data"] == [data]
    assert v3.get(path, primary="").json()["data"] == data


def test_the_first_pin_is_primary_and_later_ones_come_below_it_unless_they_are_to_be(cliq, v3, channel, path, three):
    assert pinned(v3, path) == ["one", "three", "two"]
    v3.post(path, body_of(cliq.say(channel, "four"), primary=True))
    assert pinned(v3, path) == ["four", "one", "three", "two"]


def test_version_2_sees_and_replaces_the_primary_pin(cliq, v3, channel, path, three):
    sticky = f"/chats/{channel['chat_id']}/stickymessage"
    assert cliq.get(sticky).json()["data"]["message"]["msg"] == "one"
    cliq.post(sticky, {"id": cliq.say(channel, "four")})
    assert pinned(v3, path) == ["four", "three", "two"]
    assert cliq.delete(sticky).status_code == 204
    assert pinned(v3, path) == ["three", "two"]


def test_a_pin_is_moved_above_another_or_to_the_end(emulator, v3, path, three):
    one, two, _three = three
    assert v3.put(path, {"message_id": two, "last_sync_time": now(emulator), "pin_above": one}).status_code == 204
    assert pinned(v3, path) == ["two", "one", "three"]
    assert v3.put(path, {"message_id": two, "last_sync_time": now(emulator)}).status_code == 204
    assert pinned(v3, path) == ["one", "three", "two"]


def test_whoever_missed_a_change_cannot_move_pins(emulator, v3, path, three, tools):
    seen = now(emulator)
    emulator.advance(60)
    later = datetime.fromtimestamp(now(emulator) / 1000).astimezone().isoformat()
    assert v3.put(path, {"message_id": three[1], "last_sync_time": later}).status_code == 204
    stale = {"message_id": three[2], "last_sync_time": seen}
    assert tools.problem(v3.put(path, stale)) == (400, "client_not_synced")


def test_some_or_all_pins_are_removed(v3, path, three, tools):
    assert v3.delete(path, {"message_ids": [three[0].replace("_", " ")]}).status_code == 204
    assert pinned(v3, path) == ["three", "two"]
    assert tools.problem(v3.delete(path, {"message_ids": [three[0]]})) == (400, "operation_failed")
    assert tools.problem(v3.delete(path, {"message_ids": ["1_1"] * 26})) == (400, "input_pattern_mismatch")
    assert tools.problem(v3.delete(path, {"message_ids": []})) == (400, "input_pattern_mismatch")
    assert v3.delete(path).status_code == 204
    assert pinned(v3, path) == []
    assert tools.problem(v3.get(path, primary="true")) == (400, "operation_failed")


def test_pins_come_in_pages_and_since_the_last_time(emulator, cliq, v3, channel, path, three):
    first = v3.get(path, limit=2).json()
    second = v3.get(path, limit=2, next_token=first["next_token"]).json()
    assert [row["content"]["text"] for row in first["data"] + second["data"]] == ["one", "three", "two"]
    assert "next_token" not in second
    assert base64.b64decode(second["sync_token"]).startswith(b"20|")
    emulator.advance(5)
    v3.post(path, body_of(cliq.say(channel, "four")))
    fresh = v3.get(path, sync_token=second["sync_token"]).json()["data"]
    assert [row["content"]["text"] for row in fresh] == ["four"]
    assert v3.get(path, sync_token="nonsense").status_code == 400


def test_a_pin_ends_with_its_time_and_with_its_message(emulator, cliq, v3, channel, path, three):
    soon = datetime.fromtimestamp(now(emulator) / 1000 + 60).astimezone().isoformat(timespec="seconds")
    data = v3.post(path, body_of(three[1], expiry_time=soon)).json()["data"]
    assert datetime.fromisoformat(data["pin_information"]["expiry_time"]) == datetime.fromisoformat(soon)
    emulator.advance(61)
    assert pinned(v3, path) == ["one", "three"]
    cliq.delete(f"/chats/{channel['chat_id']}/messages/{three[0]}")
    assert pinned(v3, path) == ["three"]


def test_pinning_is_strict(emulator, cliq, v3, channel, path, tools):
    message_id = cliq.say(channel, "x")
    for body, code in (
        ({"message_id": message_id, "notify": False}, "param_missing"),
        (body_of(message_id, expiry_time="tomorrow"), "input_pattern_mismatch"),
        (body_of(message_id, expiry_time=now(emulator) - 1), "operation_failed"),
        (body_of("1_1"), "operation_failed"),
        (body_of(message_id, colour="red"), "extra_key_found"),
    ):
        assert tools.problem(v3.post(path, body)) == (400, code), body
    assert pinned(v3, path) == []


def test_so_many_messages_can_be_pinned_and_no_more(emulator, cliq, v3, channel, path, three, tools):
    emulator.quirk("pin-limit", 3)
    assert tools.problem(v3.post(path, body_of(cliq.say(channel, "x")))) == (400, "pinned_message_limit_reached")
    assert v3.post(path, body_of(three[2])).status_code == 200  # pinned already


def test_only_members_with_the_permission_pin_messages(emulator, cliq, channel, path, three, tools):
    def as_v3(user):
        return tools.Cliq(emulator, emulator.cliq(user, scope=SCOPES).token, f"{emulator.url}/api/v3")

    scott = as_v3(emulator.SCOTT)
    assert len(scott.get(path).json()["data"]) == 3
    refused = (400, "operation_not_allowed")
    assert tools.problem(scott.post(path, body_of(three[0]))) == refused
    assert tools.problem(scott.delete(path, {"message_ids": three})) == refused
    assert tools.problem(as_v3(emulator.HELEN).get(path)) == (404, "request_url_invalid")
    general = cliq.get("/channelsbyname/general").json()["data"]
    visible = f"/chats/{general['chat_id']}/pin-messages"
    chloe = as_v3("chloe.martin@zylker.example")  # sees the channel of the organization, and is not in it
    assert tools.problem(chloe.get(visible)) == refused
