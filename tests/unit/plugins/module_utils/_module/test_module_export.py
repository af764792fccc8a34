# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The body of zoho.cliq.export: what is read, and how a channel is told in the options that provisioning takes."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._cliq import channels as cliq
from ansible_collections.zoho.cliq.plugins.module_utils._module import channels as provisioning
from ansible_collections.zoho.cliq.plugins.module_utils._module import export
from ansible_collections.zoho.cliq.plugins.module_utils._module.export import BODY
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import Zoho, raw_channel, run_body

BARE = {"members": False, "permissions": False}
PENDING = raw_channel(channel_id="O9", name="#Waits", status="pending")
ARCHIVED = raw_channel(channel_id="O8", name="#Old", status="archived")


@pytest.fixture(autouse=True)
def one_after_the_other(monkeypatch: pytest.MonkeyPatch) -> None:
    """The script of requests has an order."""
    monkeypatch.setattr(export, "_AT_ONCE", 1)


def lists(zoho: Zoho, *channels: dict[str, t.Any]) -> None:
    """The plain list, which proves to show archived and pending channels."""
    zoho.lists(*channels, PENDING, ARCHIVED)


def has_members(zoho: Zoho, channel_id: str, *members: dict[str, t.Any], **answer: t.Any) -> None:
    answer = answer or {"json": {"members": list(members)}}
    zoho.cliq("GET", f"/channels/{channel_id}/members", **answer)


def one(
    zoho: Zoho, *members: dict[str, t.Any], warnings: list[str] | None = None, **channel: t.Any
) -> dict[str, t.Any]:
    """How a channel with these members is told."""
    lists(zoho, raw_channel(**{"name": "#This", "channel_id": "O1", **channel}))
    if members:
        has_members(zoho, "O1", *members)
    options = {**BARE, "name_pattern": "this", "members": bool(members)}
    result = run_body(BODY, options, warnings=warnings)
    assert "failed" not in result, result
    (told,) = result["workspace"]["channels"]
    return t.cast(dict[str, t.Any], told)


def member(user_id: str, email_id: str, role: str = "member", **more: t.Any) -> dict[str, t.Any]:
    return {"user_id": user_id, "email_id": email_id, "name": "Somebody", "user_role": role, **more}


# --- which channels --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ({}, ["Old", "Ops Alerts", "Sales", "Waits"]),
        ({"name_pattern": "#O*"}, ["Old", "Ops Alerts"]),
        ({"level": ["team", "private"]}, ["Sales"]),
        ({"status": ["created"]}, ["Ops Alerts", "Sales"]),
        ({"status": ["archived", "pending"], "name_pattern": "w*"}, ["Waits"]),
        ({"name_pattern": "nothing"}, []),
    ],
)
def test_the_channels_that_fit_are_told_in_the_order_of_their_names(
    zoho: Zoho, options: dict[str, t.Any], names: list[str]
) -> None:
    lists(zoho, raw_channel(), raw_channel(channel_id="T2", name="#Sales", level="team"))
    result = run_body(BODY, {**BARE, **options})
    assert [channel["name"] for channel in result["workspace"]["channels"]] == names
    assert result["changed"] is False and result["diff"] == {"before": "", "after": ""} and "dest" not in result


def test_channels_of_statuses_that_the_list_does_not_show_are_asked_for(zoho: Zoho) -> None:
    zoho.lists(raw_channel())
    zoho.lists(ARCHIVED, status="archived")
    zoho.lists(PENDING, status="pending")
    result = run_body(BODY, BARE)
    assert [channel["name"] for channel in result["workspace"]["channels"]] == ["Old", "Ops Alerts", "Waits"]


@pytest.mark.parametrize("pattern", ["", " ", "#", "\ud83d"])
def test_a_pattern_that_fits_no_name_is_refused(zoho: Zoho, pattern: str) -> None:
    result = run_body(BODY, {"name_pattern": pattern})
    assert result["failure"]["code"] == "invalid_input" and "name_pattern" in result["msg"]
    assert zoho.sent == []


# --- a channel -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("channel", "told"),
    [
        ({"description": ""}, {"name": "This", "level": "organization", "invite_only": False}),
        ({"status": "archived"}, {"name": "This", "state": "archived"}),
        ({"level": "personal"}, {"name": "This", "level": "private", "description": "Pages"}),
        ({"level": "external", "invite_only": True}, {"name": "This", "level": "external", "description": "Pages"}),
        ({"level": "novel", "description": None}, {"name": "This"}),
        ({"invite_only": "no", "description": None}, {"name": "This", "level": "organization"}),
        (
            {"level": "team", "teams": {"10": "B", "9": "A"}, "invite_only": True, "description": 7},
            {"name": "This", "level": "team", "invite_only": True, "team_ids": ["9", "10"]},
        ),
        (
            {"level": "team", "teams": {"x": "A"}, "invite_only": None},
            {"name": "This", "level": "team", "description": "Pages"},
        ),
        (
            {
                "level": "private",
                "config": {"reply_mode": "threads", "leave_join_info": "maybe", "x": 1},
                "description": "",
            },
            {"name": "This", "level": "private", "config": {"reply_mode": "threads"}},
        ),
        ({"level": "private", "config": "none", "description": ""}, {"name": "This", "level": "private"}),
    ],
)
def test_a_channel_is_told_in_what_its_options_can_say(
    zoho: Zoho, channel: dict[str, t.Any], told: dict[str, t.Any]
) -> None:
    assert one(zoho, **channel) == told


def test_permissions_are_told_in_full_and_only_those_that_there_are(zoho: Zoho) -> None:
    everything = dict.fromkeys(cliq.PERMISSIONS, True)
    lists(zoho, raw_channel(admin_permission={**everything, "novel": True, "send_message": 1}, member_permission=None))
    result = run_body(BODY, {"members": False, "name_pattern": "ops*"})
    (told,) = result["workspace"]["channels"]
    assert told["admin_permission"] == {name: True for name in cliq.PERMISSIONS if name != "send_message"}
    assert told["moderator_permission"] == {"send_message": True, "delete_channel": False}
    assert "member_permission" not in told


def test_channels_that_share_a_name_have_their_ids_even_if_only_one_of_them_is_told(zoho: Zoho) -> None:
    lists(zoho, raw_channel(channel_id="P2", name="#OPS", level="private"), raw_channel(channel_id="O1", name="#ops"))
    result = run_body(BODY, {**BARE, "level": ["private"]})
    (told,) = result["workspace"]["channels"]
    assert (told["channel_id"], told["name"]) == ("P2", "OPS")


@pytest.mark.parametrize("name", ["#", "n" * 51, "#half \ud83d"])
def test_a_channel_whose_name_is_none_is_told_by_its_id(zoho: Zoho, name: str) -> None:
    lists(zoho, raw_channel(channel_id="O1", name=name))
    result = run_body(BODY, {**BARE, "status": ["created"]})
    assert [
        {key: one[key] for key in one if key in ("name", "channel_id")} for one in result["workspace"]["channels"]
    ] == [{"channel_id": "O1"}]


def test_a_channel_that_no_task_can_name_is_left_out_with_a_warning(zoho: Zoho) -> None:
    warnings: list[str] = []
    lists(zoho, raw_channel(channel_id="X1", name="#"))
    result = run_body(BODY, {**BARE, "status": ["created"]}, warnings=warnings)
    assert result["workspace"] == {"channels": []}
    assert len(warnings) == 1 and "is left out" in warnings[0] and "X1" in warnings[0]


@pytest.mark.parametrize("description", ["d" * 10501, "half \ud83d"])
def test_a_description_that_nobody_could_set_is_left_out_with_a_warning(zoho: Zoho, description: str) -> None:
    warnings: list[str] = []
    assert "description" not in one(zoho, description=description, warnings=warnings)
    assert len(warnings) == 1 and "The description of the channel 'This' (O1) is left out" in warnings[0]


# --- members ---------------------------------------------------------------------------------------------------------


def test_members_are_told_by_address_or_id_with_the_highest_role_first(zoho: Zoho) -> None:
    told = one(
        zoho,
        member("3", "zoe@zylker.example"),
        member("4", "Adam@zylker.example"),
        member("5", "", "moderator"),
        member("6", "no address", "Super Admin"),
        member("7", "eve@zylker.example", "guest"),
        member("8", "ZOE@zylker.example", "admin"),
    )
    assert told["members"] == [
        {"user_id": "6", "role": "super_admin"},
        {"email": "ZOE@zylker.example", "role": "admin"},
        {"user_id": "5", "role": "moderator"},
        {"email": "Adam@zylker.example", "role": "member"},
        {"user_id": "3", "role": "member"},
        {"email": "eve@zylker.example"},
    ]
    assert "members_state" not in told and "bots" not in told


def test_bots_are_told_if_cliq_shows_them(zoho: Zoho) -> None:
    bots = [
        member("b-2", "", name="Deploy Bot"),
        member("b-1", "", unique_name="alertbot"),
        member("b-3", "", name="!"),
    ]
    told = one(zoho, member("3", "zoe@zylker.example"), *bots)
    assert told["bots"] == ["alertbot", "deploybot"]
    assert told["members"] == [{"email": "zoe@zylker.example", "role": "member"}]


def test_somebody_without_address_and_id_is_left_out_with_a_warning(zoho: Zoho) -> None:
    warnings: list[str] = []
    told = one(zoho, member("", ""), member("x-1", ""), warnings=warnings)
    assert "members" not in told
    assert len(warnings) == 2 and "A member of the channel 'This' (O1) is left out" in warnings[0]


def test_members_are_not_read_of_archived_channels_nor_of_those_that_do_not_fit(zoho: Zoho) -> None:
    lists(zoho, raw_channel(channel_id="O1", name="#This"))
    has_members(zoho, "O1", member("3", "zoe@zylker.example"))
    result = run_body(BODY, {"permissions": False, "members_state": "exact", "status": ["created", "archived"]})
    old, told = result["workspace"]["channels"]
    assert old == {"name": "Old", "state": "archived"}
    assert told["members_state"] == "exact"
    assert zoho.sent == ["GET /api/v2/channels", "GET /api/v2/channels/O1/members"]


@pytest.mark.parametrize(
    ("status", "code"), [(403, "operation_not_allowed"), (400, "operation_not_allowed"), (404, "request_url_invalid")]
)
def test_a_channel_whose_members_are_not_told_is_told_without_them(zoho: Zoho, status: int, code: str) -> None:
    warnings: list[str] = []
    lists(zoho, raw_channel(channel_id="O1", name="#This"), raw_channel(channel_id="O2", name="#That"))
    has_members(zoho, "O2", member("3", "zoe@zylker.example"))
    has_members(zoho, "O1", status=status, json={"code": code, "message": "No"})
    result = run_body(BODY, {"permissions": False, "name_pattern": "th*"}, warnings=warnings)
    assert ["members" in channel for channel in result["workspace"]["channels"]] == [True, False]
    assert len(warnings) == 1 and "The channel 'This' is told without members" in warnings[0] and code in warnings[0]


@pytest.mark.parametrize(
    ("status", "code"), [(401, "oauthtoken_scope_invalid"), (400, "request_limit_exceeded"), (400, "operation_failed")]
)
def test_what_every_channel_would_meet_is_an_error_and_no_file_is_written(
    zoho: Zoho, status: int, code: str, tmp_path: pathlib.Path
) -> None:
    lists(zoho, raw_channel(channel_id="O1", name="#This"))
    has_members(zoho, "O1", status=status, json={"code": code, "message": "No"})
    result = run_body(BODY, {"name_pattern": "this", "dest": str(tmp_path / "file")})
    assert result["failed"] and result["failure"]["code"] == code
    assert list(tmp_path.iterdir()) == []


# --- the file --------------------------------------------------------------------------------------------------------


def test_the_file_is_written_once_and_not_in_check_mode(zoho: Zoho, tmp_path: pathlib.Path) -> None:
    dest = tmp_path / "workspace.yml"
    for _run in range(3):
        lists(zoho, raw_channel())
    options = {**BARE, "dest": str(dest)}
    checked = run_body(BODY, options, check=True)
    assert not dest.exists()
    written = run_body(BODY, options)
    again = run_body(BODY, options)
    assert [checked["changed"], written["changed"], again["changed"]] == [True, True, False]
    assert checked == written and written["dest"] == str(dest)
    heads = {"before_header": str(dest), "after_header": str(dest)}
    assert written["diff"] == {"before": "", "after": dest.read_text(), **heads}
    assert again["diff"] == {"before": dest.read_text(), "after": dest.read_text(), **heads}


def test_a_relative_path_is_that_of_the_runner(zoho: Zoho, tmp_path: pathlib.Path) -> None:
    lists(zoho, raw_channel())
    result = run_body(BODY, {**BARE, "dest": "file.yml"}, absolute=lambda path: str(tmp_path / path))
    assert result["dest"] == str(tmp_path / "file.yml") and (tmp_path / "file.yml").exists()


def test_the_head_tells_the_options_and_the_same_each_time(zoho: Zoho, tmp_path: pathlib.Path) -> None:
    dest = tmp_path / "file"
    lists(zoho)
    options = {"name_pattern": 'o"*\n', "level": ["team", "external"], "members": False, "members_state": "exact"}
    run_body(BODY, {**options, "dest": str(dest)})
    assert dest.read_text().splitlines()[1:4] == [
        "# Written by zoho.cliq.export from what the credentials can see in Zoho Cliq.",
        "# The playbook zoho.cliq.provision reads it, and so can a task with the module zoho.cliq.channels.",
        '# Options: name_pattern is "o\\"*\\n"; level is team or external; members is false; members_state is "exact".',
    ]


def test_a_file_of_somebody_else_is_refused_before_anything_is_asked(zoho: Zoho, tmp_path: pathlib.Path) -> None:
    dest = tmp_path / "file"
    dest.write_text("mine\n")
    result = run_body(BODY, {"dest": str(dest)})
    assert result["failure"]["code"] == "file_exists" and str(dest) in result["msg"]
    assert zoho.sent == [] and dest.read_text() == "mine\n"


def test_a_file_of_somebody_else_is_compared_in_check_mode_and_replaced_by_force(
    zoho: Zoho, tmp_path: pathlib.Path
) -> None:
    dest = tmp_path / "file"
    dest.write_text("mine\n")
    warnings: list[str] = []
    lists(zoho)
    checked = run_body(BODY, {**BARE, "dest": str(dest)}, check=True, warnings=warnings)
    assert checked["changed"] and checked["diff"]["before"] == "mine\n" and len(warnings) == 1
    lists(zoho)
    forced = run_body(BODY, {**BARE, "dest": str(dest), "force": True}, warnings=warnings)
    assert (
        forced["changed"] and dest.read_text().startswith("---\n# Written by zoho.cliq.export") and len(warnings) == 1
    )


def test_a_place_where_nothing_can_be_written_is_refused_before_anything_is_asked(
    zoho: Zoho, tmp_path: pathlib.Path
) -> None:
    result = run_body(BODY, {"dest": str(tmp_path / "nowhere" / "file")})
    assert result["failure"]["code"] == "unusable_file" and "there is no directory" in result["msg"]
    assert zoho.sent == []


# --- the way back ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["present", "exact"])
def test_what_is_told_needs_no_call_that_changes_something(zoho: Zoho, state: str) -> None:
    odd = raw_channel(channel_id="P7", name="#half \ud83d", level="personal", description="{{ x }}", teams=None)
    channels = [raw_channel(), odd, raw_channel(channel_id="T3", name="#Team", level="team", teams={"7": "A"})]
    people = [member("3", "zoe@zylker.example", "super_admin"), member("b-1", "", name="Bot"), member("5", "", "owner")]
    for _run in range(2):
        lists(zoho, *channels)
        for channel_id in ("P7", "O1864232000000076001", "T3", "O9"):
            has_members(zoho, channel_id, *people)
    exported = run_body(BODY, {"members_state": state})
    described = exported["workspace"]["channels"]
    assert len(described) == 5
    warnings: list[str] = []
    result = run_body(provisioning.BODY, {"channels": described, "parallel": 1}, warnings=warnings)
    assert "failed" not in result, result
    assert [warning for warning in warnings if "waits for the approval" not in warning] == []
    assert result["changed"] is False and result["diff"] == {"before": {}, "after": {}}
    assert not [sent for sent in zoho.sent if not sent.startswith("GET ")]
