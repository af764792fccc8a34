# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is not certain about Cliq, and is not tested beside the calls that it concerns."""

from __future__ import annotations

import pytest

SCOPES = (
    "ZohoCliq.Channels.ALL,ZohoCliq.Chats.ALL,ZohoCliq.Webhooks.CREATE,ZohoCliq.Messages.READ,ZohoCliq.Teams.READ,"
    "ZohoCliq.Messages.DELETE,ZohoCliq.messageactions.CREATE,ZohoCliq.Departments.ALL"
)


@pytest.fixture
def cliq(emulator):
    return emulator.cliq(scope=SCOPES)


@pytest.fixture
def channel(emulator, cliq):
    return cliq.create("Zylker-Support", email_ids=[emulator.SCOTT])


@pytest.mark.parametrize(
    ("kind", "fitting", "others"),
    [
        ("contains", ["zylker-support", "SUPPORT", "#ylker"], ["sales"]),
        ("prefix", ["zylker", "#Zylker-S"], ["support"]),
        ("exact", ["zylker-support", "#Zylker-Support"], ["Zylker"]),
        ("exact-case", ["Zylker-Support", "#Zylker-Support"], ["zylker-support"]),
        ("with-sign", ["#zylker-support"], ["Zylker-Support"]),
        ("ignored", ["sales"], []),
    ],
)
def test_how_names_are_compared(emulator, cliq, channel, kind, fitting, others):
    emulator.quirk("name-filter", kind)

    def finds(name):
        return channel["channel_id"] in [
            row["channel_id"] for row in cliq.get("/channels", name=name).json()["channels"]
        ]

    assert [name for name in fitting if not finds(name)] == []
    assert [name for name in others if finds(name)] == []


def test_how_lists_take_times(emulator, cliq, channel, tools):
    iso, milliseconds = "2024-01-01T00:00:00+05:30", "1704047400000"
    mismatch = (400, "input_pattern_mismatch")
    for form, taken, refused in (("iso", iso, milliseconds), ("milliseconds", milliseconds, iso)):
        emulator.quirk("time-filters", form)
        assert cliq.get("/channels", created_after=taken).status_code == 200
        assert tools.problem(cliq.get("/channels", created_after=refused)) == mismatch


def test_admins_may_not_have_to_approve_what_they_make(emulator, cliq):
    emulator.quirk("organization-channels", "created-for-admins")
    scott = emulator.cliq(emulator.SCOTT)
    assert cliq.create("By an admin", level="organization")["status"] == "created"
    assert scott.create("By another", level="organization")["status"] == "pending"


def test_a_team_channel_without_teams(emulator, cliq, tools):
    body = {"name": "x", "level": "team"}
    assert tools.problem(cliq.post("/channels", body)) == (400, "param_missing")
    emulator.quirk("team-ids", "optional")
    assert cliq.post("/channels", body).json()["teams"] == {}


def test_the_path_that_removes_one_member(emulator, cliq, channel, tools):
    path = f"/channels/{channel['channel_id']}/members/62439948"
    emulator.quirk("single-removal", "request_url_invalid")
    assert tools.problem(cliq.delete(path)) == (404, "request_url_invalid")
    emulator.quirk("single-removal", "works")
    assert cliq.delete(path).status_code == 204


def test_a_bot_that_is_in_the_channel_already(emulator, cliq, v3, channel, tools):
    body = {"channel_unique_name": channel["unique_name"]}
    path = "/bots/oncall/associate"
    assert cliq.post(path, body).status_code == 204
    assert tools.problem(cliq.post(path, body)) == (400, "operation_failed")
    assert "already" in cliq.post(path, body).json()["message"]
    emulator.quirk("bot-again", "bot_already_member")
    assert tools.problem(cliq.post(path, body)) == (400, "bot_already_member")
    assert tools.problem(v3.post(path, body)) == (400, "bot_already_member")
    assert tools.problem(v3.post("/bots/nobody/associate", body)) == (400, "bot_not_found")
    emulator.advance(3600)
    emulator.quirk("bot-again", "accept")
    assert emulator.cliq(scope=SCOPES).post(path, body).status_code == 204


@pytest.mark.parametrize("status", [400, 404])
def test_the_status_of_what_does_not_exist(emulator, cliq, tools, status):
    emulator.quirk("not-exist-status", str(status))
    message = {"text": "x"}
    assert tools.problem(cliq.post("/channelsbyname/nowhere/message", message)) == (status, "channel_not_exists")
    assert tools.problem(cliq.get("/teams/1")) == (status, "team_not_exist")
    assert tools.problem(cliq.get("/departments/1")) == (status, "department_not_exist")


@pytest.mark.parametrize("status", [400, 405])
def test_the_status_of_a_wrong_method(emulator, cliq, tools, status):
    emulator.quirk("method-status", str(status))
    assert tools.problem(cliq.post("/channels/P1")) == (status, "request_method_invalid")


def test_others_than_admins_may_be_ignored_without_a_word(emulator, cliq):
    made = cliq.create("For everybody", level="organization")
    scott = emulator.cliq(emulator.SCOTT, scope=SCOPES)
    emulator.control(f"channels/{made['channel_id']}", {"members": {emulator.SCOTT: "admin"}})
    path = f"/channels/{made['channel_id']}"
    assert scott.post(f"{path}/approve").status_code == 403
    emulator.quirk("admin-refusal", "silent")
    assert scott.post(f"{path}/approve").status_code == 204
    assert cliq.get(path).json()["status"] == "pending"
    assert cliq.post(f"{path}/approve").status_code == 204
    assert cliq.get(path).json()["status"] == "created"


def test_which_word_comes_before_the_token(emulator, cliq, tools):
    def status(word):
        return cliq.call("GET", "/channels", headers={"Authorization": f"{word} {cliq.token}"}).status_code

    words = ("Zoho-oauthtoken", "Bearer")
    assert [status(word) for word in words] == [200, 200]
    emulator.quirk("authorization-word", "zoho-oauthtoken")
    assert [status(word) for word in words] == [200, 401]


def test_errors_may_say_more(emulator, cliq):
    assert list(cliq.get("/channels/P1").json()) == ["code", "message"]
    emulator.quirk("error-details", "i18n")
    assert list(cliq.get("/channels/P1").json()) == ["code", "message", "custom_i18n_message"]


def test_general_errors_of_v3_may_have_no_code(emulator, cliq, v3, channel, tools):
    chat = f"/chats/{channel['chat_id']}"
    assert tools.problem(v3.get("/nowhere")) == (404, "request_url_invalid")
    emulator.quirk("v3-errors", "texts")
    for answer, status, begin in (
        (v3.get("/nowhere"), 404, "The URL you've sent is wrong."),
        (v3.get(f"{chat}/pin-messages/1"), 404, "The URL you've sent is wrong."),
        (v3.put(f"{chat}/mute"), 405, "The requested resource does not support"),
        (v3.put(f"{chat}/scheduledmessages", {}), 403, "The user does not have enough permission"),
    ):
        assert (answer.status_code, list(answer.json())) == (status, ["message"])
        assert answer.json()["message"].startswith(begin)
    assert tools.problem(v3.post(f"{chat}/pin-messages", {})) == (400, "param_missing")
    assert tools.problem(cliq.get("/nowhere")) == (404, "request_url_invalid")
    for _number in range(20):
        v3.get(f"{chat}/pin-messages")
    assert v3.get(f"{chat}/pin-messages").status_code == 429


def test_errors_of_v3_may_be_nested(emulator, cliq, v3, channel):
    emulator.quirk("v3-errors", "nested")
    path = f"/chats/{channel['chat_id']}/pin-messages"
    for answer, status, code in (
        (v3.get("/nowhere"), 404, "request_url_invalid"),
        (v3.post(path, {}), 400, "param_missing"),
    ):
        assert (answer.status_code, list(answer.json())) == (status, ["error"])
        assert answer.json()["error"]["code"] == code
    assert cliq.get("/nowhere").json()["code"] == "request_url_invalid"


def test_the_lock_period_of_the_history(emulator, cliq, channel, tools):
    path = f"/chats/{channel['chat_id']}/messages"
    emulator.quirk("history-lock-minutes", 10)
    assert [cliq.get(path).status_code for _number in range(16)] == [200] * 15 + [400]
    emulator.advance(5 * 60 + 1)
    assert tools.problem(cliq.get(path)) == (400, "request_limit_exceeded")
    emulator.advance(5 * 60)
    assert cliq.get(path).status_code == 200


def test_which_scope_takes_back_a_reaction(emulator, cliq, channel, tools):
    reaction = {"emoji_code": ":smile:"}
    path = f"/chats/{channel['chat_id']}/messages/{cliq.say(channel, 'x')}/reactions"
    deleter = emulator.cliq(scope="ZohoCliq.messageactions.DELETE")
    missing = (401, "oauthtoken_scope_invalid")
    for kind, by_creator, by_deleter in (("either", 204, 204), ("create", 204, 401), ("delete", 401, 204)):
        emulator.quirk("unreact-scope", kind)
        for who, expected in ((cliq, by_creator), (deleter, by_deleter)):
            cliq.post(path, reaction)
            answer = who.delete(path, reaction)
            assert answer.status_code == expected, kind
            assert expected == 204 or tools.problem(answer) == missing


def test_what_the_field_of_a_file_is_called(emulator, cliq, channel, tools):
    path = f"/chats/{channel['chat_id']}/files"
    content = ("a.txt", b"a")
    for name, other in (("file", "files"), ("files", "file")):
        emulator.quirk("file-field", name)
        assert cliq.share(path, (name, content)).status_code == 204
        assert tools.problem(cliq.share(path, (other, content))) == (400, "extra_key_found")


@pytest.mark.parametrize(("path", "other"), [("messages", "messagess"), ("messagess", "messages")])
def test_the_path_that_deletes_several_messages(emulator, cliq, v3, channel, tools, path, other):
    emulator.quirk("bulk-delete-path", path)
    query = {"message_ids": cliq.say(channel, "x")}
    chat = f"/chats/{channel['chat_id']}"
    assert tools.problem(v3.call("DELETE", f"{chat}/{other}", **query)) == (404, "request_url_invalid")
    assert v3.call("DELETE", f"{chat}/{path}", **query).status_code == 200


def test_nothing_scheduled_has_two_answers(emulator, v3, channel):
    path = f"/chats/{channel['chat_id']}/scheduledmessages"
    assert v3.get(path).json()["data"] == []
    emulator.quirk("no-scheduled-messages", "absent")
    assert "data" not in v3.get(path).json()


def test_the_answer_to_adding_members(emulator, cliq, channel):
    path = f"/channels/{channel['channel_id']}/members"
    assert cliq.post(path, {"email_ids": [emulator.RYAN]}).status_code == 204
    emulator.quirk("add-members-answer", "listed")
    answer = cliq.post(path, {"email_ids": [emulator.HELEN, emulator.SCOTT]})
    (helen,) = [one["id"] for one in emulator.control("state")["users"] if one["email"] == emulator.HELEN]
    assert answer.json() == {"success": True, "added_users": [helen, "62439948"]}


def test_joining_once_more(emulator, cliq, channel, tools):
    path = f"/channels/{channel['channel_id']}/join"
    assert cliq.post(path).status_code == 200
    emulator.quirk("join-again", "reject")
    assert tools.problem(cliq.post(path)) == (400, "operation_failed")
    assert "already" in cliq.post(path).json()["message"]


def test_more_people_than_one_call_takes(emulator, cliq, channel, tools):
    path = f"/channels/{channel['channel_id']}/members"
    body = {"user_ids": [str(number) for number in range(101)]}
    assert tools.problem(cliq.post(path, body)) == (400, "operation_failed")
    emulator.quirk("too-many-members", "input_pattern_mismatch")
    for call in (cliq.post, cliq.delete):
        assert tools.problem(call(path, body)) == (400, "input_pattern_mismatch")


@pytest.mark.parametrize(
    ("kind", "who"), [("both", {"ryan", "helen"}), ("user_ids", {"ryan"}), ("email_ids", {"helen"})]
)
def test_ids_and_addresses_in_one_call(emulator, cliq, kind, who):
    (ryan,) = [one["id"] for one in emulator.control("state")["users"] if one["email"] == emulator.RYAN]
    emulator.quirk("two-member-keys", kind)
    channel = cliq.create("both", user_ids=[ryan], email_ids=[emulator.HELEN])
    assert {email.partition(".")[0] for email in cliq.roles(channel)} == {"patricia", *who}
    alone = cliq.create("alone", user_ids=[ryan], email_ids=[])
    assert set(cliq.roles(alone)) == {emulator.PATRICIA, emulator.RYAN}


@pytest.mark.parametrize("path", ["/channels/P1", "/channels/{chat_id}", "/chats/{channel_id}/messages"])
def test_the_code_for_an_unknown_channel(emulator, cliq, channel, tools, path):
    path = path.format(**channel)
    assert tools.problem(cliq.get(path)) == (404, "request_url_invalid")
    emulator.quirk("unknown-channel-code", "operation_failed")
    assert tools.problem(cliq.get(path)) == (400, "operation_failed")


def test_what_counts_as_modified(emulator, cliq, channel):
    def modified():
        rows = cliq.get("/channels", modified_after=moment).json()["channels"]
        return [row["name"] for row in rows if row["channel_id"] == channel["channel_id"]]

    emulator.advance(60)
    moment = int(emulator.control("clock")["now"] * 1000)
    cliq.put(f"/channels/{channel['channel_id']}", {"description": "x"})
    assert modified() == ["#Zylker-Support"]
    emulator.quirk("modified-filters", "messages")
    assert modified() == []
    cliq.say(channel, "x")
    assert modified() == ["#Zylker-Support"]


def test_two_codes_for_those_who_are_no_admins(emulator, cliq, tools):
    pending = cliq.create("All", level="organization")
    scott = emulator.cliq(emulator.SCOTT)
    emulator.control(f"channels/{pending['channel_id']}", {"members": {emulator.SCOTT: "admin"}})
    path = f"/channels/{pending['channel_id']}/approve"
    assert tools.problem(scott.post(path)) == (403, "not_an_organization_admin")
    emulator.quirk("admin-refusal", "not-allowed")
    assert tools.problem(scott.post(path)) == (403, "operation_not_allowed")
