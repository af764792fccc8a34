# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Posting messages, in v2 and v3: to channels, chats, people and bots; threads that begin with a post."""

from __future__ import annotations

import re

import pytest

SCOTT_ID = "62439948"


@pytest.fixture
def cliq(emulator):
    return emulator.cliq(scope=emulator.TALKING)


@pytest.fixture
def channel(emulator, cliq):
    return cliq.create("Ops-Alerts", email_ids=[emulator.SCOTT])


def said(emulator, chat_id):
    return emulator.control(f"messages?chat_id={chat_id}")[0]["messages"]


def texts(emulator, chat_id):
    return [message["text"] for message in said(emulator, chat_id)]


def paths(channel):
    return (
        f"/channelsbyname/{channel['unique_name']}/message",
        f"/channels/{channel['channel_id']}/message",
        f"/chats/{channel['chat_id']}/message",
    )


def test_a_message_reaches_a_channel_by_each_of_its_names(emulator, cliq, channel):
    for number, path in enumerate(paths(channel)):
        answer = cliq.post(path, {"text": f"message {number}"})
        assert (answer.status_code, answer.content) == (204, b"")
    kept = said(emulator, channel["chat_id"])
    assert [message["text"] for message in kept] == ["message 0", "message 1", "message 2"]
    assert {(message["sender"], message["author"], message["bot"]) for message in kept} == {
        ("Patricia Boyle", emulator.PATRICIA, None)
    }
    seen = cliq.get(f"/channels/{channel['channel_id']}").json()
    assert seen["total_message_count"] == "3"
    listed = cliq.get("/channels", channel_ids=channel["channel_id"]).json()["channels"][0]
    assert listed["last_message_info"]["text"] == "message 2"
    assert listed["last_message_info"]["sender_name"] == "Patricia Boyle"


@pytest.mark.parametrize("place", [0, 1, 2])
def test_the_id_is_told_on_demand_and_has_the_documented_form(emulator, cliq, channel, place):
    answer = cliq.post(paths(channel)[place], {"text": "x", "sync_message": True})
    assert answer.status_code == 200
    assert list(answer.json()) == ["message_id"]
    assert re.fullmatch(r"\d{13}_\d{12}", answer.json()["message_id"])
    assert said(emulator, channel["chat_id"])[0]["message_id"] == answer.json()["message_id"]


@pytest.mark.parametrize(("form", "separator"), [("space", " "), ("encoded", "%20"), ("underscore", "_")])
def test_ids_have_other_forms_by_quirk_and_all_are_understood(emulator, cliq, channel, form, separator):
    emulator.quirk("message-ids", form)
    message_id = cliq.post(paths(channel)[0], {"text": "x", "sync_message": True}).json()["message_id"]
    assert re.fullmatch(rf"\d{{13}}{separator}\d{{12}}", message_id)
    for spelled in (message_id, message_id.replace(separator, "_"), message_id.replace(separator, " ")):
        assert cliq.post(paths(channel)[0], {"text": "y", "reply_to": spelled}).status_code == 204


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "param_missing"),
        ({"text": ""}, "param_missing"),
        ({"text": "x" * 5001}, "input_pattern_mismatch"),
        ({"text": 1}, "input_pattern_mismatch"),
        ({"text": "x", "chatid": "CT_1"}, "extra_key_found"),
        ({"text": "x", "mark_as_read": True}, "extra_key_found"),
        ({"text": "x", "broadcast": True}, "extra_key_found"),
        ({"text": "x", "sync_message": "true"}, "input_pattern_mismatch"),
        ({"text": "x", "reply_to": "1_1"}, "operation_failed"),
        ({"text": "x", "thread_message_id": "1_1"}, "operation_failed"),
        ({"text": "x", "thread_title": "x"}, "param_missing"),
        ({"text": "x", "bot": {"name": "x", "avatar": "x"}}, "extra_key_found"),
        ({"text": "x", "card": "title"}, "input_pattern_mismatch"),
        ({"text": "x", "card": {"theme": "golden"}}, "input_pattern_mismatch"),
        ({"text": "x", "slides": [{"title": "no type"}]}, "param_missing"),
        ({"text": "x", "slides": [{"type": "film"}]}, "input_pattern_mismatch"),
        ({"text": "x", "slides": [{"type": "table", "data": []}]}, "input_pattern_mismatch"),
        ({"text": "x", "slides": [{"type": "text", "data": "x"}] * 21}, "input_pattern_mismatch"),
        ({"text": "x", "buttons": [{"label": "x"}]}, "param_missing"),
        ({"text": "x", "buttons": [{"label": "x", "type": "+", "action": {}}]}, "param_missing"),
        (
            {"text": "x", "buttons": [{"label": "x", "type": "*", "action": {"type": "copy", "data": {}}}]},
            "input_pattern_mismatch",
        ),
    ],
)
def test_bodies_are_strict_and_leave_nothing_behind(emulator, cliq, channel, tools, body, code):
    assert tools.problem(cliq.post(paths(channel)[1], body)) == (400, code)
    assert said(emulator, channel["chat_id"]) == []


@pytest.mark.parametrize("place", [0, 1, 2])
def test_cards_slides_and_buttons_are_kept(emulator, cliq, channel, place):
    body = {
        "text": "Deployed",
        "bot": {"name": "Pipeline", "image": "https://zylker.example/pipeline.png"},
        "card": {"title": "Build 42", "theme": "modern-inline"},
        "slides": [
            {"type": "table", "title": "Steps", "data": {"headers": ["Step"], "rows": [{"Step": "build"}]}},
            {"type": "list", "data": ["one", "two"]},
            {"type": "label", "data": [{"Build": "42"}]},
            {"type": "images", "data": ["https://zylker.example/x.png"]},
            {"type": "text", "data": "plain"},
        ],
        "buttons": [
            {
                "label": "View",
                "type": "+",
                "action": {"type": "open.url", "data": {"web": "https://zylker.example/42"}},
            }
        ],
    }
    assert cliq.post(paths(channel)[place], body).status_code == 204
    kept = said(emulator, channel["chat_id"])[0]
    assert {key: kept[key] for key in ("card", "slides", "buttons")} == {
        key: body[key] for key in ("card", "slides", "buttons")
    }
    assert (kept["sender"], kept["image"]) == ("Pipeline", "https://zylker.example/pipeline.png")


def test_a_bot_posts_only_where_it_takes_part_and_tells_no_id(emulator, cliq, channel, tools):
    path = f"{paths(channel)[0]}?bot_unique_name=deploybot"
    assert tools.problem(cliq.post(path, {"text": "x"})) == (400, "channel_not_exists")
    assert cliq.post("/bots/deploybot/associate", {"channel_unique_name": channel["unique_name"]}).status_code == 204
    assert cliq.post(path, {"text": "x", "sync_message": True}).status_code == 204
    kept = said(emulator, channel["chat_id"])[0]
    assert (kept["bot"], kept["sender"], kept["author"]) == ("deploybot", "Deploy Bot", emulator.PATRICIA)
    nobody = f"{paths(channel)[0]}?bot_unique_name=nobody"
    assert tools.problem(cliq.post(nobody, {"text": "x"})) == (400, "channel_not_exists")


def test_posting_as_a_bot_may_need_another_scope(emulator, cliq, channel, tools):
    cliq.post("/bots/deploybot/associate", {"channel_unique_name": channel["unique_name"]})
    poor = emulator.cliq(scope="ZohoCliq.Webhooks.CREATE")
    path = f"{paths(channel)[0]}?bot_unique_name=deploybot"
    assert poor.post(path, {"text": "x"}).status_code == 204
    emulator.quirk("bot-post-scope", "channels-too")
    assert tools.problem(poor.post(path, {"text": "x"})) == (401, "oauthtoken_scope_invalid")
    assert cliq.post(path, {"text": "x"}).status_code == 204


def test_unknown_places(cliq, channel, tools):
    body = {"text": "x"}
    assert tools.problem(cliq.post("/channelsbyname/nowhere/message", body)) == (400, "channel_not_exists")
    assert tools.problem(cliq.post("/channelsbyname/%23Ops-Alerts/message", body)) == (400, "channel_not_exists")
    wrong_kinds = (
        f"/channels/{channel['chat_id']}/message",
        f"/chats/{channel['channel_id']}/message",
        "/buddies/nobody@zylker.example/message",
        "/bots/nobody/message",
    )
    for path in wrong_kinds:
        assert tools.problem(cliq.post(path, body)) == (404, "request_url_invalid")


def test_only_members_who_may_send_post_and_never_to_an_archive(emulator, cliq, channel, tools):
    scott = emulator.cliq(emulator.SCOTT, scope=emulator.TALKING)
    stranger = emulator.cliq(emulator.HELEN, scope=emulator.TALKING)
    assert scott.post(paths(channel)[1], {"text": "x"}).status_code == 204
    assert tools.problem(stranger.post(paths(channel)[0], {"text": "x"})) == (400, "channel_not_exists")
    assert tools.problem(stranger.post(paths(channel)[2], {"text": "x"})) == (404, "request_url_invalid")
    cliq.put(f"/channels/{channel['channel_id']}", {"member_permission": {"send_message": False}})
    assert tools.problem(scott.post(paths(channel)[1], {"text": "x"})) == (403, "operation_not_allowed")
    cliq.post(f"/channels/{channel['channel_id']}/archive")
    assert tools.problem(cliq.post(paths(channel)[1], {"text": "x"})) == (403, "operation_not_allowed")


def test_the_scope_is_needed_and_a_client_token_is_not_enough_for_a_channel(emulator, cliq, channel, tools):
    poor = emulator.cliq()
    assert tools.problem(poor.post(paths(channel)[0], {"text": "x"})) == (401, "oauthtoken_scope_invalid")
    fields = {"grant_type": "client_credentials", "scope": "ZohoCliq.Webhooks.CREATE", **emulator.self_client}
    token = emulator.token(**fields).json()
    client = tools.Cliq(emulator, token["access_token"])
    assert tools.problem(client.post(paths(channel)[0], {"text": "x"})) == (401, "oauthtoken_scope_invalid")
    assert client.post("/bots/oncall/message", {"text": "x", "userids": SCOTT_ID}).status_code == 204


def test_fifty_posts_a_minute_and_then_ten_minutes_of_silence(emulator, cliq, channel, tools):
    for number in range(50):
        assert cliq.post(paths(channel)[0], {"text": str(number)}).status_code == 204
    assert tools.problem(cliq.post(paths(channel)[0], {"text": "x"})) == (400, "request_limit_exceeded")
    emulator.advance(599)
    assert cliq.post(paths(channel)[0], {"text": "x"}).status_code == 400
    emulator.advance(2)
    assert cliq.post(paths(channel)[0], {"text": "x"}).status_code == 204


# People and bots


@pytest.mark.parametrize("who", ["scott.fisher@zylker.example", SCOTT_ID])
def test_a_message_to_somebody_makes_a_chat_of_two(emulator, cliq, who):
    answer = cliq.post(f"/buddies/{who}/message", {"text": "Hello", "sync_message": True})
    assert list(answer.json()) == ["message_id"]
    chat = cliq.get("/chats").json()["chats"][0]
    assert re.fullmatch(r"\d{19}", chat["chat_id"])
    assert (chat["name"], chat["chat_type"], chat["participant_count"]) == ("Scott Fisher", "dm", 2)
    scott = emulator.cliq(emulator.SCOTT, scope=emulator.TALKING)
    assert scott.post(f"/buddies/{emulator.PATRICIA}/message", {"text": "Hi", "mark_as_read": True}).status_code == 204
    assert texts(emulator, chat["chat_id"]) == ["Hello", "Hi"]
    assert [row["email_id"] for row in scott.get(f"/chats/{chat['chat_id']}/members").json()["members"]] == [
        emulator.PATRICIA,
        emulator.SCOTT,
    ]
    helen = emulator.cliq(emulator.HELEN, scope=emulator.TALKING)
    assert helen.get(f"/chats/{chat['chat_id']}/messages").status_code == 404


def test_nobody_talks_to_themselves(emulator, cliq, tools):
    answer = cliq.post(f"/buddies/{emulator.PATRICIA}/message", {"text": "x"})
    assert tools.problem(answer) == (400, "buddies_self_message_restricted")


def test_a_bot_answers_with_a_chat_and_an_id_for_each(emulator, cliq, tools):
    body = {"text": "Wake up", "userids": f"{SCOTT_ID}, 62439985", "sync_message": True}
    answer = cliq.post("/bots/oncall/message", body).json()
    assert answer["user_ids"] == [SCOTT_ID, "62439985"]
    details = answer["message_details"][SCOTT_ID]
    assert re.fullmatch(r"CT_\d{19}_62439860-B2", details["chat_id"])
    assert re.fullmatch(r"\d{13}%20\d{12}", details["message_id"])
    assert texts(emulator, details["chat_id"]) == ["Wake up"]
    assert cliq.post("/bots/oncall/message", {"text": "x"}).status_code == 204
    assert cliq.post("/bots/oncall/message", {"text": "x", "broadcast": True}).status_code == 204
    unknown = cliq.post("/bots/oncall/message", {"text": "x", "userids": "1"})
    assert tools.problem(unknown) == (400, "operation_failed")


# Threads


def test_a_thread_begins_with_a_message_and_goes_on(emulator, cliq, channel, tools):
    first = cliq.post(paths(channel)[1], {"text": "Disk full", "sync_message": True}).json()["message_id"]
    body = {"text": "Looking", "thread_message_id": first, "thread_title": "Disk", "sync_message": True}
    assert list(cliq.post(paths(channel)[1], body).json()) == ["message_id"]
    thread_id = said(emulator, channel["chat_id"])[0]["thread_chat_id"]
    assert re.fullmatch(rf"{channel['chat_id']}-T-\d{{19}}", thread_id)
    assert cliq.post(paths(channel)[0], {"text": "Still", "thread_message_id": first}).status_code == 204
    again = {"text": "Done", "post_in_parent": True}
    assert cliq.post(f"/chats/{thread_id}/message", again).status_code == 204
    assert texts(emulator, thread_id) == ["Looking", "Still", "Done"]
    assert texts(emulator, channel["chat_id"]) == ["Disk full", "Done"]
    thread = emulator.control(f"messages?chat_id={thread_id}")[0]["thread"]
    assert (thread["title"], thread["state"], thread["followers"]) == ("Disk", "open", [emulator.PATRICIA])
    assert tools.problem(cliq.post(f"/chats/{thread_id}/message", body)) == (400, "extra_key_found")


# v3


def test_v3_posts_with_plural_paths(emulator, cliq, v3, channel, tools):
    for path in paths(channel):
        assert v3.post(f"{path}s", {"text": "x"}).status_code == 204
        assert tools.problem(v3.post(path, {"text": "x"})) == (404, "request_url_invalid")
        assert tools.problem(cliq.post(f"{path}s", {"text": "x"}))[1] in (
            "request_url_invalid",
            "request_method_invalid",
        )
    told = [v3.post(f"{path}s", {"text": "x", "sync_message": True}).json() for path in paths(channel)][-1]
    assert list(told) == ["message_id"]
    assert len(said(emulator, channel["chat_id"])) == 6
    body = {"text": "In a thread", "thread_message_id": told["message_id"]}
    assert v3.post(f"{paths(channel)[2]}s", body).status_code == 204
    assert tools.problem(cliq.get(f"/v3/chats/{channel['chat_id']}/messages")) == (404, "request_url_invalid")


def test_a_bot_of_v3_posts_to_people_channels_and_threads(emulator, cliq, v3, channel, tools):
    body = {"text": "x", "user_ids": emulator.SCOTT, "sync_message": True}
    assert v3.post("/bots/deploybot/messages", body).json()["user_ids"] == [SCOTT_ID]
    assert tools.problem(v3.post("/bots/deploybot/messages", {})) == (400, "param_missing")
    odd_button = {"text": "x", "buttons": [{"label": "x", "colour": "red", "action": {"type": "copy", "data": {}}}]}
    assert tools.problem(v3.post("/bots/deploybot/messages", odd_button)) == (400, "extra_key_found")
    odd_body = {"channel_unique_name": channel["unique_name"], "colour": "red"}
    assert tools.problem(v3.post("/bots/deploybot/associate", odd_body)) == (400, "extra_key_found")
    assert tools.problem(v3.post("/channelsbyname/nowhere/messages", {"text": "x"})) == (400, "channel_not_exists")
    assert v3.post("/bots/deploybot/associate", {"channel_unique_name": channel["unique_name"]}).status_code == 204
    path = f"/bots/deploybot/messages?CHANNEL_UNIQUE_NAME={channel['unique_name']}"
    assert v3.post(path, {"card": {"theme": "poll", "title": "Lunch?"}}).status_code == 204
    first = said(emulator, channel["chat_id"])[0]
    assert (first["bot"], first["card"]["title"]) == ("deploybot", "Lunch?")
    cliq.post(paths(channel)[1], {"text": "Pizza", "thread_message_id": first["message_id"]})
    thread_id = said(emulator, channel["chat_id"])[0]["thread_chat_id"]
    assert v3.post("/bots/deploybot/messages", {"text": "y", "thread_chat_id": thread_id}).status_code == 204
    assert texts(emulator, thread_id) == ["Pizza", "y"]
