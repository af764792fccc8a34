# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Channels: creation, strictness, reading, updating, permissions, status."""

from __future__ import annotations

import base64
import re

import pytest

KEYS = [
    "name",
    "chat_id",
    "description",
    "image_url",
    "level",
    "invite_only",
    "status",
    "channel_id",
    "organization_id",
    "creator_id",
    "creator_name",
    "creation_time",
    "last_modified_time",
    "current_user_role",
    "participant_count",
    "admin_permission",
    "moderator_permission",
    "member_permission",
    "unique_name",
    "teams",
    "joined",
    "pinned",
    "total_message_count",
    "unread_message_count",
    "unread_time",
]
LAST_CODE = "request_url_invalid"


def test_create_answers_the_flat_documented_object(emulator, cliq):
    channel = cliq.create(
        "Zylker-Support",
        "team",
        description="Tickets",
        team_ids=[emulator.SUPPORT],
        email_ids=[emulator.SCOTT],
        config={"reply_mode": "both"},
    )
    assert list(channel) == KEYS
    assert channel["name"] == "#Zylker-Support"
    assert channel["unique_name"] == "zylkersupport"
    assert re.fullmatch(r"T\d{16,19}", channel["channel_id"])
    assert re.fullmatch(r"CT_\d{19}_62439860", channel["chat_id"])
    assert channel["teams"] == {"4453477": "Support"}
    assert channel["participant_count"] == 2
    assert channel["total_message_count"] == "0"
    assert channel["current_user_role"] == "super_admin"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+05:30", channel["creation_time"])
    for role in ("admin", "moderator", "member"):
        permissions = channel[f"{role}_permission"]
        assert len(permissions) == 20
        assert all(isinstance(value, bool) for value in permissions.values())
    assert cliq.roles(channel) == {emulator.PATRICIA: "super_admin", emulator.SCOTT: "member"}


@pytest.mark.parametrize(("level", "prefix"), [("organization", "O"), ("private", "P"), ("external", "E")])
def test_ids_begin_with_the_level(cliq, level, prefix):
    assert cliq.create("x", level)["channel_id"][0] == prefix


def test_duplicate_names_make_second_channels(emulator, cliq):
    first, second = cliq.create("Ops"), cliq.create("#ops")
    assert first["channel_id"] != second["channel_id"]
    assert first["chat_id"] != second["chat_id"]
    assert (first["unique_name"], second["unique_name"]) == ("ops", "ops1")
    emulator.quirk("unique-name-suffix", "id")
    assert re.fullmatch(r"ops\d{19}", cliq.create("OPS")["unique_name"])


@pytest.mark.parametrize(
    ("changes", "code", "message"),
    [
        ({"chatid": "1"}, "extra_key_found", "'chatid' is an extra key in the JSON Object."),
        ({"config": {"colour": "red"}}, "extra_key_found", "'colour' is an extra key in the JSON Object."),
        ({"member_permission": {"fly": True}}, "extra_key_found", "'fly' is an extra key in the JSON Object."),
        ({"name": None}, "param_missing", None),
        ({"level": None}, "param_missing", None),
        ({"level": "team"}, "param_missing", None),
        ({"level": "personal"}, "input_pattern_mismatch", "Unidentified value passed for the 'level' key"),
        ({"name": "n" * 51}, "input_pattern_mismatch", "Unidentified value passed for the 'name' key"),
        ({"name": 7}, "input_pattern_mismatch", None),
        ({"description": "d" * 10501}, "input_pattern_mismatch", None),
        ({"invite_only": "yes"}, "input_pattern_mismatch", None),
        ({"user_ids": "62439948"}, "input_pattern_mismatch", None),
        ({"user_ids": [62439948]}, "input_pattern_mismatch", None),
        ({"email_ids": ["nonsense"]}, "input_pattern_mismatch", None),
        ({"config": {"reply_mode": "loud"}}, "input_pattern_mismatch", None),
        ({"member_permission": {"send_message": "true"}}, "input_pattern_mismatch", None),
        ({"user_ids": ["1"]}, "operation_failed", None),
        ({"email_ids": ["nobody@zylker.example"]}, "operation_failed", None),
        ({"level": "team", "team_ids": ["1"]}, "team_not_exist", None),
    ],
)
def test_create_is_strict(emulator, cliq, changes, code, message):
    body = {"name": "x", "level": "private", **changes}
    answer = cliq.post("/channels", {key: value for key, value in body.items() if value is not None})
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    if message:
        assert answer.json()["message"] == message
    assert len(emulator.control("channels")) == 2


def test_longest_name_and_description(cliq):
    channel = cliq.create("n" * 50, description="d" * 10500)
    assert len(channel["description"]) == 10500


def test_into_a_team_channel_only_people_of_the_team(emulator, cliq, tools):
    body = {"name": "x", "level": "team", "team_ids": [emulator.SUPPORT], "email_ids": [emulator.HELEN]}
    assert tools.problem(cliq.post("/channels", body)) == (400, "operation_failed")
    channel = cliq.create("x", "team", team_ids=[emulator.SUPPORT])
    members = f"/channels/{channel['channel_id']}/members"
    assert tools.problem(cliq.post(members, {"email_ids": [emulator.HELEN]})) == (400, "operation_failed")
    assert cliq.post(members, {"email_ids": [emulator.RYAN]}).status_code == 204


def test_guests_come_into_external_channels(cliq):
    channel = cliq.create("x", "external", email_ids=["visitor@customer.example"])
    assert cliq.roles(channel)["visitor@customer.example"] == "member"


def test_an_organization_channel_waits_for_approval(emulator, cliq, tools):
    channel = cliq.create("x", "organization")
    assert channel["status"] == "pending"
    path = f"/channels/{channel['channel_id']}"
    scott = emulator.cliq(emulator.SCOTT)
    assert tools.problem(scott.get(path)) == (404, LAST_CODE)
    own = scott.create("y", "organization")
    assert tools.problem(scott.post(f"/channels/{own['channel_id']}/approve")) == (403, "not_an_organization_admin")
    assert cliq.post(f"{path}/approve").status_code == 204
    assert cliq.get(path).json()["status"] == "created"
    assert tools.problem(cliq.post(f"{path}/approve")) == (400, "operation_failed")
    assert cliq.post(f"/channels/{own['channel_id']}/reject").status_code == 204
    assert tools.problem(scott.get(f"/channels/{own['channel_id']}")) == (404, LAST_CODE)


def test_variants_of_organization_channels(emulator, cliq):
    emulator.quirk("pending-chat-id", "null")
    assert cliq.create("x", "organization")["chat_id"] is None
    emulator.quirk("organization-channels", "created")
    assert cliq.create("y", "organization")["status"] == "created"


def test_get_and_its_envelopes(emulator, cliq):
    channel = cliq.create("Ops")
    path = f"/channels/{channel['channel_id']}"
    assert cliq.get(path).json() == channel
    assert cliq.get("/channelsbyname/ops").json() == {"type": "channel", "data": channel}
    emulator.quirk("channel-envelope", "data")
    assert cliq.get(path).json() == {"data": channel}
    for shape in ("flat", "channel", "data", "result"):
        emulator.quirk("channelsbyname", shape)
        assert cliq.get("/channelsbyname/ops").json() == (channel if shape == "flat" else {shape: channel})


@pytest.mark.parametrize("kind", ["chat_id", "unique_name", "name"])
def test_other_ids_are_no_channel_ids(emulator, cliq, tools, kind):
    channel = cliq.create("Ops")
    answer = cliq.get("/channels/" + channel[kind].replace("#", "%23"))
    assert tools.problem(answer) == (404, "request_url_invalid")
    assert answer.json()["message"] == "Request URL is invalid"
    emulator.quirk("unknown-channel-status", "400")
    assert tools.problem(cliq.get(f"/channels/{channel['chat_id']}")) == (400, "request_url_invalid")
    assert tools.problem(cliq.delete(f"/channels/{channel['chat_id']}")) == (400, "request_url_invalid")


def test_private_channels_are_hidden_from_others(emulator, cliq, tools):
    channel = cliq.create("Ops")
    scott = emulator.cliq(emulator.SCOTT)
    assert tools.problem(scott.get(f"/channels/{channel['channel_id']}")) == (404, "request_url_invalid")
    assert tools.problem(scott.get("/channelsbyname/ops")) == (404, "request_url_invalid")
    names = {item["name"] for item in scott.get("/channels").json()["channels"]}
    assert names == {"#General", "#support-desk"}


def test_ids_as_numbers_by_quirk(emulator, cliq):
    emulator.quirk("id-type", "integer")
    channel = cliq.create("Ops")
    assert channel["creator_id"] == 62439911
    assert isinstance(channel["channel_id"], str)
    members = cliq.get(f"/channels/{channel['channel_id']}/members").json()["members"]
    assert members[0]["user_id"] == 62439911


def test_update(emulator, cliq, tools):
    channel = cliq.create("Ops")
    path = f"/channels/{channel['channel_id']}"
    emulator.advance(60)
    body = {"name": "#Operations", "description": "new", "config": {"reply_mode": "threads"}}
    changed = cliq.put(path, body).json()
    assert (changed["name"], changed["description"]) == ("#Operations", "new")
    assert changed["unique_name"] == "ops"
    assert changed["last_modified_time"] > channel["last_modified_time"]
    assert "config" not in changed
    emulator.quirk("config-readback", "on")
    assert cliq.get(path).json()["config"] == {"reply_mode": "threads"}
    assert tools.problem(cliq.put(path, {})) == (400, "param_missing")


@pytest.mark.parametrize(
    "extra", [{"level": "team"}, {"team_ids": ["4453477"]}, {"invite_only": True}, {"email_ids": ["a@b.example"]}]
)
def test_keys_for_creation_only(emulator, cliq, tools, extra):
    channel = cliq.create("Ops")
    path = f"/channels/{channel['channel_id']}"
    assert tools.problem(cliq.put(path, {"name": "x", **extra})) == (400, "extra_key_found")
    emulator.quirk("update-extra-fields", "ignore")
    changed = cliq.put(path, {"name": "x", **extra}).json()
    assert (changed["name"], changed["level"], changed["invite_only"]) == ("#x", "private", False)
    assert tools.problem(cliq.put(path, {"user_ids": []})) == (400, "extra_key_found")


def test_partial_permissions_merge_or_replace(emulator, cliq):
    channel = cliq.create("Ops", member_permission={"mention_users": False})
    path = f"/channels/{channel['channel_id']}"
    assert channel["member_permission"]["mention_users"] is False
    changed = cliq.put(path, {"member_permission": {"send_message": False}}).json()["member_permission"]
    assert changed == {**channel["member_permission"], "send_message": False}
    emulator.quirk("permission-update", "replace")
    changed = cliq.put(path, {"member_permission": {"post_reply": True}}).json()["member_permission"]
    assert [name for name, value in changed.items() if value] == ["post_reply"]


def test_permissions_are_enforced(emulator, cliq, tools):
    channel = cliq.create("Ops", email_ids=[emulator.SCOTT])
    path = f"/channels/{channel['channel_id']}"
    scott = emulator.cliq(emulator.SCOTT)
    for refused in (
        scott.put(path, {"description": "x"}),
        scott.post(f"{path}/archive"),
        scott.delete(path),
        scott.delete(f"{path}/members", {"email_ids": [emulator.PATRICIA]}),
        scott.put(f"{path}/members/{emulator.SCOTT}", {"role": "admin"}),
    ):
        assert tools.problem(refused) == (403, "operation_not_allowed")
    cliq.put(path, {"member_permission": {"edit_channel_info": True}})
    assert scott.put(path, {"description": "x"}).status_code == 200
    refused = scott.put(path, {"member_permission": {"edit_channel_info": True}})
    assert tools.problem(refused) == (403, "operation_not_allowed")
    emulator.quirk("permission-status", "400")
    assert tools.problem(scott.delete(path)) == (400, "operation_not_allowed")
    refused = scott.put(path, {"member_permission": {"edit_channel_info": True}})
    assert tools.problem(refused) == (400, "operation_not_allowed")


def test_archive_and_back(emulator, cliq, tools):
    channel = cliq.create("Ops")
    path = f"/channels/{channel['channel_id']}"
    answer = cliq.post(f"{path}/archive")
    assert (answer.status_code, answer.content) == (204, b"")
    assert cliq.get(path).json()["status"] == "archived"
    assert cliq.post(f"{path}/archive").status_code == 204
    emulator.quirk("archive-archived", "reject")
    assert tools.problem(cliq.post(f"{path}/archive")) == (400, "operation_failed")
    assert cliq.post(f"{path}/unarchive").status_code == 204
    assert cliq.get(path).json()["status"] == "created"


def test_archive_takes_no_body(cliq, tools):
    channel = cliq.create("Ops")
    assert tools.problem(cliq.post(f"/channels/{channel['channel_id']}/archive", {"x": 1})) == (400, "extra_key_found")


def test_delete(emulator, cliq, tools):
    channel = cliq.create("Ops")
    path = f"/channels/{channel['channel_id']}"
    emulator.quirk("channel-delete", "request_url_invalid")
    assert tools.problem(cliq.delete(path)) == (404, "request_url_invalid")
    emulator.quirk("channel-delete", "works")
    assert cliq.delete(path).status_code == 204
    assert tools.problem(cliq.get(path)) == (404, "request_url_invalid")
    assert cliq.create("Ops")["unique_name"] == "ops"


def test_placeholder_answers_by_quirk(emulator, cliq):
    emulator.quirk("mutation-answer", "placeholder")
    channel = cliq.create("Ops", email_ids=[emulator.SCOTT])
    path = f"/channels/{channel['channel_id']}"
    for answer in (cliq.put(f"{path}/members/62439948", {"role": "admin"}), cliq.post(f"{path}/archive")):
        assert (answer.status_code, answer.text) == (200, '{"Response Code":"204 No response"}')


def test_join_and_leave(emulator, cliq, tools):
    emulator.quirk("organization-channels", "created")
    channel = cliq.create("Ops", "organization")
    path = f"/channels/{channel['channel_id']}"
    scott = emulator.cliq(emulator.SCOTT)
    joined = scott.post(f"{path}/join")
    assert joined.status_code == 200
    assert (joined.json()["joined"], joined.json()["current_user_role"]) == (True, "member")
    assert scott.post(f"{path}/leave").status_code == 204
    assert tools.problem(scott.post(f"{path}/leave")) == (400, "operation_failed")
    emulator.quirk("join-answer", "empty")
    assert scott.post(f"{path}/join").status_code == 204
    refused = cliq.post(f"{path}/leave")
    assert tools.problem(refused) == (400, "operation_failed")
    assert "please assign a super admin" in refused.json()["message"]
    closed = cliq.create("Inner", "organization", invite_only=True)
    assert tools.problem(scott.post(f"/channels/{closed['channel_id']}/join")) == (403, "operation_not_allowed")


def test_invite_only_is_for_levels_others_can_join(emulator, cliq):
    assert cliq.create("x", "private", invite_only=True)["invite_only"] is False
    assert cliq.create("y", "team", team_ids=[emulator.SUPPORT], invite_only=True)["invite_only"] is True


def test_nobody_grants_what_they_do_not_have(emulator, cliq, tools):
    channel = cliq.create("Ops", email_ids=[emulator.SCOTT], admin_permission={"prime_time": False})
    path = f"/channels/{channel['channel_id']}"
    cliq.put(f"{path}/members/{emulator.SCOTT}", {"role": "admin"})
    scott = emulator.cliq(emulator.SCOTT)
    assert scott.put(path, {"member_permission": {"sticky_message": True}}).status_code == 200
    refused = scott.put(path, {"member_permission": {"prime_time": True}})
    assert tools.problem(refused) == (403, "operation_not_allowed")


@pytest.mark.parametrize(
    ("begin", "status"),
    [
        (b"\x89PNG\r\n\x1a\n", 200),
        (b"\xff\xd8\xff\xe0", 200),
        (b"GIF89a", 200),
        (b"<svg/>", 400),
        (b"", 400),
    ],
)
def test_a_picture_must_look_like_one(cliq, tools, begin, status):
    picture = base64.b64encode(begin + b"x" * 100 if begin else b"").decode()
    answer = cliq.post("/channels", {"name": "x", "level": "private", "image_data": picture})
    assert answer.status_code == status
    channel = cliq.create("y")
    assert cliq.put(f"/channels/{channel['channel_id']}", {"image_data": picture}).status_code == status
    for text in ("no base64!", "https://zylker.example/x.png"):
        wrong = cliq.put(f"/channels/{channel['channel_id']}", {"image_data": text})
        assert tools.problem(wrong) == (400, "input_pattern_mismatch")
