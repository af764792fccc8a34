# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The body of zoho.cliq.channel: adoption, approval, joining and leaving, image, and settings that cannot be read."""

from __future__ import annotations

import base64
import pathlib
import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._module.channel import BODY
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import Zoho, raw_channel, run_body

ID = "O1864232000000076001"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(16)
NAME = {"name": "Ops Alerts"}
NEW = {**NAME, "level": "private"}
PENDING = raw_channel(status="pending")


def nothing_there(zoho: Zoho) -> None:
    zoho.lists()
    zoho.lists(status="archived")
    zoho.lists(status="pending")


def failed(result: dict[str, t.Any], code: str) -> str:
    assert result["failed"] is True, result
    assert result["failure"]["code"] == code
    return str(result["msg"])


# --- adoption --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["present", "archived", "absent"])
@pytest.mark.parametrize(
    ("own", "code", "words"),
    [("17", "channel_exists", "another user created it"), (None, "owner_unknown", "do not tell whose they are")],
)
def test_a_channel_of_somebody_else_is_left_alone(
    zoho: Zoho, own: str | None, code: str, words: str, state: str
) -> None:
    zoho.lists(raw_channel())
    task = {**NAME, "adopt": False, "state": state}
    assert words in failed(run_body(BODY, task, user_id=lambda: own), code)
    assert zoho.sent == ["GET /api/v2/channels"]


@pytest.mark.parametrize("creator", ["4435866", 4435866])
def test_a_channel_that_one_created_oneself_needs_no_adoption(zoho: Zoho, creator: t.Any) -> None:
    zoho.lists(raw_channel(creator_id=creator))
    assert run_body(BODY, {**NAME, "adopt": False}, user_id=lambda: "4435866")["changed"] is False


def test_a_channel_that_is_named_by_its_id_is_meant(zoho: Zoho) -> None:
    zoho.cliq("GET", f"/channels/{ID}", json=raw_channel())
    assert run_body(BODY, {"channel_id": ID, "adopt": False})["changed"] is False


def test_without_adoption_a_new_channel_is_created(zoho: Zoho) -> None:
    nothing_there(zoho)
    zoho.cliq("POST", "/channels", sends=NEW, json=raw_channel(level="private"))
    assert run_body(BODY, {**NEW, "adopt": False})["changed"] is True


# --- first members ---------------------------------------------------------------------------------------------------

SCOPES = ("ZohoCliq.Channels.ALL", "ZohoCliq.Users.READ")
WITH_PEOPLE = {**NEW, "email_ids": ["scott@zylker.example", "skott@zylker.example"]}


@pytest.mark.parametrize("check", [False, True])
def test_a_channel_with_unknown_people_is_not_created(zoho: Zoho, check: bool) -> None:
    nothing_there(zoho)
    zoho.cliq("GET", "/users/scott@zylker.example", json={"data": {"id": "1", "email_id": "scott@zylker.example"}})
    zoho.cliq("GET", "/users/skott@zylker.example", status=404, json={"code": "request_url_invalid", "message": "x"})
    message = failed(run_body(BODY, WITH_PEOPLE, check=check, granted=lambda: SCOPES), "unknown_people")
    assert "Cliq does not know skott@zylker.example, so the channel 'Ops Alerts' was not created" in message


@pytest.mark.parametrize(
    ("scopes", "level"), [(None, "private"), (("ZohoCliq.Channels.ALL",), "private"), (SCOPES, "external")]
)
def test_people_are_not_looked_up_where_that_cannot_be(zoho: Zoho, scopes: t.Any, level: str) -> None:
    nothing_there(zoho)
    task = {**WITH_PEOPLE, "level": level}
    zoho.cliq("POST", "/channels", sends=task, json=raw_channel(level=level))
    assert run_body(BODY, task, granted=lambda: scopes)["changed"] is True


@pytest.mark.parametrize(("known", "told"), [(None, ["4435866"]), ("17", [])])
def test_who_creates_a_channel_is_the_user_behind_the_token(zoho: Zoho, known: str | None, told: list[str]) -> None:
    learned: list[str] = []
    nothing_there(zoho)
    zoho.cliq("POST", "/channels", sends=NEW, json=raw_channel(level="private"))
    run_body(BODY, NEW, user_id=lambda: known, is_user=learned.append)
    assert learned == told


# --- approval --------------------------------------------------------------------------------------------------------


def test_a_new_channel_of_the_organization_is_approved(zoho: Zoho) -> None:
    nothing_there(zoho)
    task = {**NAME, "level": "organization"}
    zoho.cliq("POST", "/channels", sends=task, json=PENDING)
    zoho.cliq("POST", f"/channels/{ID}/approve", status=204)
    zoho.cliq("GET", f"/channels/{ID}", json=raw_channel())
    warnings: list[str] = []
    result = run_body(BODY, {**task, "approve": True}, warnings=warnings)
    assert (result["changed"], result["channel"]["status"]) == (True, "created")
    assert result["diff"]["after"]["status"] == "created"
    assert warnings == []


def test_a_new_channel_that_needs_no_approval_gets_none(zoho: Zoho) -> None:
    nothing_there(zoho)
    zoho.cliq("POST", "/channels", sends=NEW, json=raw_channel(level="private"))
    assert run_body(BODY, {**NEW, "approve": True})["channel"]["status"] == "created"


@pytest.mark.parametrize("check", [False, True])
def test_a_pending_channel_is_approved(zoho: Zoho, check: bool) -> None:
    zoho.lists(PENDING)
    if not check:
        zoho.cliq("POST", f"/channels/{ID}/approve", status=204)
        zoho.cliq("GET", f"/channels/{ID}", json=raw_channel())
    result = run_body(BODY, {**NAME, "approve": True}, check=check)
    assert (result["changed"], result["channel"]["status"]) == (True, "created")
    assert result["diff"] == {
        "before": {"name": "Ops Alerts", "status": "pending"},
        "after": {"name": "Ops Alerts", "status": "created"},
    }


@pytest.mark.parametrize(("description", "changed"), [("Old", False), ("New", True)])
def test_an_approval_that_does_nothing_is_told(zoho: Zoho, description: str, changed: bool) -> None:
    zoho.lists({**PENDING, "description": "Old"})
    zoho.cliq("POST", f"/channels/{ID}/approve", status=204)
    zoho.cliq("GET", f"/channels/{ID}", json={**PENDING, "description": "Old"})
    if changed:
        zoho.cliq("PUT", f"/channels/{ID}", sends={"description": "New"}, json={**PENDING, "description": "New"})
    warnings: list[str] = []
    result = run_body(BODY, {**NAME, "approve": True, "description": description}, warnings=warnings)
    assert (result["changed"], result["channel"]["status"]) == (changed, "pending")
    assert result["diff"]["before"]["status"] == result["diff"]["after"]["status"] == "pending"
    assert ["waits for it as before" in warning for warning in warnings] == [True]


def test_a_new_channel_whose_approval_does_nothing_waits(zoho: Zoho) -> None:
    nothing_there(zoho)
    task = {**NAME, "level": "organization"}
    zoho.cliq("POST", "/channels", sends=task, json=PENDING)
    zoho.cliq("POST", f"/channels/{ID}/approve", status=204)
    zoho.cliq("GET", f"/channels/{ID}", json=PENDING)
    warnings: list[str] = []
    result = run_body(BODY, {**task, "approve": True}, warnings=warnings)
    assert (result["changed"], result["channel"]["status"]) == (True, "pending")
    assert result["diff"]["after"]["status"] == "pending"
    assert len(warnings) == 1


def test_an_approved_channel_that_cannot_be_read_counts_as_approved(zoho: Zoho) -> None:
    zoho.lists(PENDING)
    zoho.cliq("POST", f"/channels/{ID}/approve", status=204)
    zoho.cliq("GET", f"/channels/{ID}", **GONE)
    result = run_body(BODY, {**NAME, "approve": True})
    assert (result["changed"], result["channel"]["status"]) == (True, "created")


@pytest.mark.parametrize("approve", [None, False, True])
@pytest.mark.parametrize("check", [False, True])
def test_check_mode_says_of_a_new_channel_of_the_organization_what_a_run_says(
    zoho: Zoho, approve: bool | None, check: bool
) -> None:
    nothing_there(zoho)
    task = {**NAME, "level": "organization"}
    if not check:
        zoho.cliq("POST", "/channels", sends=task, json=PENDING)
        if approve:
            zoho.cliq("POST", f"/channels/{ID}/approve", status=204)
            zoho.cliq("GET", f"/channels/{ID}", json=raw_channel())
    warnings: list[str] = []
    result = run_body(BODY, {**task, "approve": approve}, check=check, warnings=warnings)
    status = "created" if approve else "pending"
    assert result["channel"]["status"] == result["diff"]["after"]["status"] == status
    assert ["waits for the approval" in warning for warning in warnings] == ([True] if approve is None else [])


def test_an_approval_that_is_refused_says_why(zoho: Zoho) -> None:
    zoho.lists(PENDING)
    refusal = {"code": "not_an_organization_admin", "message": "no"}
    zoho.cliq("POST", f"/channels/{ID}/approve", status=403, json=refusal)
    message = failed(run_body(BODY, {**NAME, "approve": True}), "not_an_organization_admin")
    assert "only an administrator of the organization" in message


@pytest.mark.parametrize(("approve", "told"), [(None, True), (False, False)])
def test_a_channel_that_waits_is_reported(zoho: Zoho, approve: bool | None, told: bool) -> None:
    zoho.lists(PENDING)
    warnings: list[str] = []
    result = run_body(BODY, {**NAME, "approve": approve}, warnings=warnings)
    assert (result["changed"], result["channel"]["status"]) == (False, "pending")
    assert ["waits for the approval" in warning for warning in warnings] == [True] * told


# --- joining and leaving ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("answer", [{"status": 204}, {"json": raw_channel(joined=True)}])
def test_the_caller_joins(zoho: Zoho, answer: dict[str, t.Any]) -> None:
    zoho.lists(raw_channel(joined=False))
    zoho.cliq("POST", f"/channels/{ID}/join", **answer)
    result = run_body(BODY, {**NAME, "joined": True})
    assert (result["changed"], result["channel"]["joined"]) == (True, True)
    assert (result["diff"]["before"]["joined"], result["diff"]["after"]["joined"]) == (False, True)


def test_the_caller_leaves(zoho: Zoho) -> None:
    zoho.lists(raw_channel(joined=True))
    zoho.cliq("POST", f"/channels/{ID}/leave", status=204)
    result = run_body(BODY, {**NAME, "joined": False})
    assert (result["changed"], result["channel"]["joined"]) == (True, False)


@pytest.mark.parametrize("joined", [True, False])
@pytest.mark.parametrize("wished", [True, False])
def test_in_check_mode_nobody_joins_or_leaves(zoho: Zoho, joined: bool, wished: bool) -> None:
    zoho.lists(raw_channel(joined=joined))
    result = run_body(BODY, {**NAME, "joined": wished}, check=True)
    assert (result["changed"], result["channel"]["joined"]) == (joined is not wished, wished)


def test_a_channel_that_is_brought_back_is_joined_afterwards(zoho: Zoho) -> None:
    zoho.lists(raw_channel(status="archived", joined=False))
    zoho.cliq("POST", f"/channels/{ID}/unarchive", status=204)
    zoho.cliq("POST", f"/channels/{ID}/join", status=204)
    channel = run_body(BODY, {**NAME, "joined": True})["channel"]
    assert (channel["status"], channel["joined"]) == ("created", True)


def test_the_last_super_admin_is_told_what_to_do_before_leaving(zoho: Zoho) -> None:
    zoho.lists(raw_channel(joined=True))
    refusal = {"message": "You are the only one: please assign a super admin before you leave this channel."}
    zoho.cliq("POST", f"/channels/{ID}/leave", status=400, json=refusal)
    message = failed(run_body(BODY, {**NAME, "joined": False}), "last_super_admin")
    assert "zoho.cliq.channel_members" in message


def test_a_new_channel_can_be_left_at_once(zoho: Zoho) -> None:
    nothing_there(zoho)
    zoho.cliq("POST", "/channels", sends=NEW, json=raw_channel(level="private", joined=True))
    zoho.cliq("POST", f"/channels/{ID}/leave", status=204)
    result = run_body(BODY, {**NEW, "joined": False})
    assert result["channel"]["joined"] is False
    assert result["diff"]["after"]["joined"] is False


# --- image and settings ----------------------------------------------------------------------------------------------


@pytest.fixture
def image(tmp_path: pathlib.Path) -> str:
    path = tmp_path / "channel.png"
    path.write_bytes(PNG)
    return str(path)


def test_a_new_channel_gets_its_image(zoho: Zoho, image: str) -> None:
    nothing_there(zoho)
    sent = {**NEW, "image_data": base64.b64encode(PNG).decode()}
    zoho.cliq("POST", "/channels", sends=sent, json=raw_channel(level="private"))
    result = run_body(BODY, {**NEW, "image": image})
    assert result["diff"]["after"]["image"] == "channel.png"
    assert "image_data" not in result["diff"]["after"]


def test_the_image_of_an_existing_channel_is_left_alone(zoho: Zoho, image: str) -> None:
    zoho.lists(raw_channel())
    assert run_body(BODY, {**NAME, "image": image})["changed"] is False


@pytest.mark.parametrize("check", [False, True])
def test_the_image_is_sent_when_asked_for(zoho: Zoho, image: str, check: bool) -> None:
    zoho.lists(raw_channel())
    if not check:
        zoho.cliq("PUT", f"/channels/{ID}", sends={"image_data": base64.b64encode(PNG).decode()}, status=204)
    result = run_body(BODY, {**NAME, "image": image, "image_apply": True}, check=check)
    assert result["changed"] is True
    assert result["diff"]["after"]["image"] == "channel.png"
    assert "image_data" not in result["channel"]


def test_the_path_of_the_image_is_made_absolute(zoho: Zoho, image: str) -> None:
    nothing_there(zoho)
    folder = pathlib.Path(image).parent
    result = run_body(BODY, {**NEW, "image": "channel.png"}, check=True, absolute=lambda path: str(folder / path))
    assert result["changed"] is True


@pytest.mark.parametrize(("content", "words"), [(None, "cannot be read"), (b"<svg/>", "is no PNG, JPEG or GIF file")])
def test_an_image_that_is_none_is_refused(
    zoho: Zoho, tmp_path: pathlib.Path, content: bytes | None, words: str
) -> None:
    path = tmp_path / "image"
    if content is not None:
        path.write_bytes(content)
    nothing_there(zoho)
    assert words in failed(run_body(BODY, {**NEW, "image": str(path)}), "invalid_input")
    assert "POST /api/v2/channels" not in zoho.sent


def test_settings_are_sent_when_asked_for_and_each_time(zoho: Zoho) -> None:
    zoho.lists(raw_channel())
    zoho.cliq("PUT", f"/channels/{ID}", sends={"config": {"reply_mode": "both"}}, json=raw_channel())
    result = run_body(BODY, {**NAME, "config": {"reply_mode": "both"}, "config_apply": True})
    assert result["changed"] is True
    assert result["diff"]["after"]["config"] == {"reply_mode": "both"}
    assert "config" not in result["channel"]


def test_settings_that_an_answer_shows_are_compared(zoho: Zoho) -> None:
    there = {"reply_mode": "threads", "leave_join_info": "enable"}
    zoho.lists(raw_channel(config=there))
    zoho.cliq("PUT", f"/channels/{ID}", sends={"config": {"reply_mode": "both"}}, status=204)
    task = {**NAME, "config": {"reply_mode": "both", "leave_join_info": "enable"}}
    assert run_body(BODY, task)["changed"] is True


def test_settings_that_an_answer_shows_to_be_so_are_not_sent(zoho: Zoho) -> None:
    zoho.lists(raw_channel(config={"reply_mode": "both"}))
    assert run_body(BODY, {**NAME, "config": {"reply_mode": "both"}, "config_apply": True})["changed"] is False


@pytest.mark.parametrize("name", ["a\nb", "a\0b"])
def test_a_new_name_has_no_line_breaks(zoho: Zoho, name: str) -> None:
    nothing_there(zoho)
    assert "line breaks" in failed(run_body(BODY, {**NEW, "name": name}), "invalid_input")
    assert set(zoho.sent) == {"GET /api/v2/channels"}


# --- answers that get lost, or tell little ---------------------------------------------------------------------------

LOST: dict[str, t.Any] = {"status": 502, "body": b"<html>"}


@pytest.mark.parametrize(
    ("there", "task", "call", "now", "is_done"),
    [
        ({}, {"state": "archived"}, ("POST", "/archive"), {"status": "archived"}, True),
        ({}, {"state": "archived"}, ("POST", "/archive"), {}, False),
        ({"status": "archived"}, {}, ("POST", "/unarchive"), {}, True),
        ({"status": "pending"}, {"approve": True}, ("POST", "/approve"), {}, True),
        ({"status": "pending"}, {"approve": True}, ("POST", "/approve"), {"status": "pending"}, False),
        ({"joined": False}, {"joined": True}, ("POST", "/join"), {"joined": True}, True),
        ({"joined": True}, {"joined": False}, ("POST", "/leave"), {"joined": True}, False),
        ({}, {"description": "New"}, ("PUT", ""), {"description": "New"}, True),
        ({}, {"description": "New"}, ("PUT", ""), {}, False),
        ({}, {"config": {"reply_mode": "both"}, "config_apply": True}, ("PUT", ""), {}, False),
    ],
)
def test_what_became_of_a_change_is_looked_at(
    zoho: Zoho, there: dict[str, t.Any], task: dict[str, t.Any], call: tuple[str, str], now: t.Any, is_done: bool
) -> None:
    zoho.lists(raw_channel(**there))
    verb, path = call
    sends = {key: value for key, value in task.items() if key in ("description", "config")} if verb == "PUT" else None
    zoho.cliq(verb, f"/channels/{ID}{path}", sends=sends, **LOST)
    zoho.cliq("GET", f"/channels/{ID}", json=raw_channel(**now))
    result = run_body(BODY, {**NAME, **task})
    if is_done:
        assert "failed" not in result and result["changed"] is True
    else:
        failed(result, "outcome_unknown")


def test_a_channel_that_is_archived_already_is_no_change(zoho: Zoho) -> None:
    zoho.lists(raw_channel())
    zoho.cliq("POST", f"/channels/{ID}/archive", status=400, json={"code": "operation_failed"})
    zoho.cliq("GET", f"/channels/{ID}", json=raw_channel(status="archived"))
    result = run_body(BODY, {**NAME, "state": "archived"})
    assert (result["changed"], result["channel"]["status"]) == (False, "archived")
    assert result["diff"]["before"] == result["diff"]["after"]


def test_a_channel_that_is_gone_cannot_be_archived(zoho: Zoho) -> None:
    zoho.lists(raw_channel())
    zoho.cliq("POST", f"/channels/{ID}/archive", **GONE)
    zoho.cliq("GET", f"/channels/{ID}", **GONE)
    warnings: list[str] = []
    result = run_body(BODY, {**NAME, "state": "archived"}, warnings=warnings)
    assert (result["changed"], "channel" in result, result["diff"]) == (False, False, {"before": {}, "after": {}})
    assert ["could be archived" in warning for warning in warnings] == [True]


def test_an_archiving_that_is_refused_says_so(zoho: Zoho) -> None:
    zoho.lists(raw_channel())
    zoho.cliq("POST", f"/channels/{ID}/archive", status=400, json={"code": "operation_failed"})
    zoho.cliq("GET", f"/channels/{ID}", json=raw_channel())
    failed(run_body(BODY, {**NAME, "state": "archived"}), "operation_failed")


@pytest.mark.parametrize("is_gone", [True, False])
def test_what_became_of_a_deletion_is_looked_at(zoho: Zoho, is_gone: bool) -> None:
    zoho.lists(raw_channel())
    zoho.cliq("DELETE", f"/channels/{ID}", **LOST)
    zoho.cliq("GET", f"/channels/{ID}", **(GONE if is_gone else {"json": raw_channel()}))
    result = run_body(BODY, {**NAME, "state": "absent"})
    if is_gone:
        assert "failed" not in result and result["changed"] is True
    else:
        failed(result, "outcome_unknown")


def test_permissions_that_a_list_leaves_out_are_read(zoho: Zoho) -> None:
    whole = {"send_message": True, "delete_channel": False}
    zoho.lists(raw_channel(member_permission={}))
    zoho.cliq("GET", f"/channels/{ID}", json=raw_channel(member_permission=whole))
    zoho.cliq("PUT", f"/channels/{ID}", sends={"member_permission": {**whole, "send_message": False}}, status=204)
    assert run_body(BODY, {**NAME, "member_permission": {"send_message": False}})["changed"] is True


def test_permissions_that_no_answer_tells_are_sent_as_named_with_a_warning(zoho: Zoho) -> None:
    silent = raw_channel()
    del silent["member_permission"]
    zoho.lists(silent)
    zoho.cliq("GET", f"/channels/{ID}", json=silent)
    zoho.cliq("PUT", f"/channels/{ID}", sends={"member_permission": {"send_message": False}}, status=204)
    warnings: list[str] = []
    run_body(BODY, {**NAME, "member_permission": {"send_message": False}}, warnings=warnings)
    assert len(warnings) == 1 and "does not tell member_permission" in warnings[0]


@pytest.mark.parametrize("chat", [None, "null"])
def test_the_chat_of_an_approved_channel_is_told(zoho: Zoho, chat: str | None) -> None:
    zoho.lists(raw_channel(status="pending", chat_id=chat))
    zoho.cliq("POST", f"/channels/{ID}/approve", status=204)
    zoho.cliq("GET", f"/channels/{ID}", json=raw_channel())
    channel = run_body(BODY, {**NAME, "approve": True})["channel"]
    assert channel["chat_id"] == raw_channel()["chat_id"]


@pytest.mark.parametrize("envelope", ["channel", "channels", "data"])
def test_the_answer_to_a_change_may_have_any_envelope(zoho: Zoho, envelope: str) -> None:
    zoho.lists(raw_channel())
    answer = {envelope: [raw_channel(description="New")] if envelope == "channels" else raw_channel(description="New")}
    zoho.cliq("PUT", f"/channels/{ID}", sends={"description": "New"}, json=answer)
    assert run_body(BODY, {**NAME, "description": "New"})["channel"]["description"] == "New"


BOTH = {**NEW, "user_ids": ["17"], "email_ids": ["scott@zylker.example"]}
MEMBERS = f"/channels/{ID}/members"


def creates_with_addresses(zoho: Zoho) -> None:
    nothing_there(zoho)
    sends = {**NEW, "email_ids": ["scott@zylker.example"]}
    zoho.cliq("POST", "/channels", sends=sends, json=raw_channel(level="private"))


def lists_members(zoho: Zoho, *user_ids: str) -> None:
    zoho.cliq("GET", MEMBERS, json={"members": [{"user_id": one, "user_role": "member"} for one in user_ids]})


def test_people_by_identifier_are_added_after_a_creation_with_addresses(zoho: Zoho) -> None:
    creates_with_addresses(zoho)
    zoho.cliq("POST", MEMBERS, sends={"user_ids": ["17"]}, status=204)
    zoho.cliq("GET", f"/channels/{ID}", json=raw_channel(level="private", participant_count=3))
    result = run_body(BODY, BOTH)
    assert (result["changed"], result["channel"]["participant_count"]) == (True, 3)
    assert result["diff"]["after"] == {**BOTH, "status": "created"}


def test_people_by_both_are_predicted_in_check_mode(zoho: Zoho) -> None:
    nothing_there(zoho)
    assert run_body(BODY, BOTH, check=True)["diff"]["after"] == {**BOTH, "status": "created"}


@pytest.mark.parametrize("answer", ["refused", "lost"])
def test_people_by_identifier_who_are_members_already_are_no_failure(zoho: Zoho, answer: str) -> None:
    creates_with_addresses(zoho)
    refused: dict[str, t.Any] = {"status": 400, "json": {"code": "operation_failed"}}
    zoho.cliq("POST", MEMBERS, sends={"user_ids": ["17"]}, **(LOST if answer == "lost" else refused))
    lists_members(zoho, "17")
    zoho.cliq("GET", f"/channels/{ID}", json=raw_channel(level="private"))
    assert run_body(BODY, BOTH)["changed"] is True


@pytest.mark.parametrize(
    ("answer", "code"),
    [({"status": 400, "json": {"code": "operation_failed"}}, "operation_failed"), (LOST, "outcome_unknown")],
)
def test_people_by_identifier_who_are_not_added_are_a_failure_that_says_what_to_do(
    zoho: Zoho, answer: dict[str, t.Any], code: str
) -> None:
    creates_with_addresses(zoho)
    zoho.cliq("POST", MEMBERS, sends={"user_ids": ["17"]}, **answer)
    lists_members(zoho, "18")
    assert "add them with zoho.cliq.channel_members" in failed(run_body(BODY, BOTH), code)


# --- lists that lag --------------------------------------------------------------------------------------------------

GONE = {"status": 404, "json": {"code": "request_url_invalid", "message": "Request URL is invalid"}}


def test_a_channel_that_is_gone_but_for_the_list_is_gone(zoho: Zoho) -> None:
    zoho.lists(raw_channel())
    zoho.cliq("DELETE", f"/channels/{ID}", **GONE)
    zoho.cliq("GET", f"/channels/{ID}", **GONE)
    result = run_body(BODY, {**NAME, "state": "absent"})
    assert "failed" not in result and result["changed"] is False


def test_a_channel_that_cannot_be_deleted_is_an_error(zoho: Zoho) -> None:
    zoho.lists(raw_channel())
    zoho.cliq("DELETE", f"/channels/{ID}", **GONE)
    zoho.cliq("GET", f"/channels/{ID}", json=raw_channel())
    failed(run_body(BODY, {**NAME, "state": "absent"}), "request_url_invalid")


# --- bad input -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ({**NAME, "user_ids": ["scott@zylker.example"]}, "user_ids has 'scott@zylker.example', which is not a user id"),
        ({**NAME, "email_ids": ["Scott", "a@b.c"]}, "email_ids has 'Scott', which is not an e-mail address"),
        ({**NAME, "level": "team", "team_ids": ["Platform"]}, "team_ids has 'Platform', which is not a team id"),
        ({**NAME, "email_ids": [f"p{n}@zylker.example" for n in range(101)]}, "name 101 people, and Cliq takes 100"),
        ({**NAME, "email_ids": [f"p{n}@zylker.example" for n in range(60)], "user_ids": ["1"] * 41}, "name 101 people"),
        ({"name": None, "channel_id": None}, "name or channel_id is needed"),
        ({**NAME, "config_apply": True}, "there are none: give config"),
        ({**NAME, "image_apply": True}, "there is none: give image"),
    ],
)
def test_what_cannot_be_is_refused_before_the_first_request(zoho: Zoho, task: dict[str, t.Any], words: str) -> None:
    assert words in failed(run_body(BODY, task), "invalid_input")
    assert zoho.sent == []
