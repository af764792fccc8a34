# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Members, roles and bots."""

from __future__ import annotations

import pytest


@pytest.fixture
def channel(emulator, cliq):
    return cliq.create("Ops", email_ids=[emulator.SCOTT])


@pytest.fixture
def path(channel):
    return f"/channels/{channel['channel_id']}/members"


def test_list(emulator, cliq, path):
    assert cliq.get(path).json() == {
        "members": [
            {
                "user_id": "62439911",
                "email_id": emulator.PATRICIA,
                "name": "Patricia Boyle",
                "user_role": "super_admin",
            },
            {"user_id": "62439948", "email_id": emulator.SCOTT, "name": "Scott Fisher", "user_role": "member"},
        ]
    }


def test_add_by_id_and_by_address(emulator, cliq, channel, path):
    assert cliq.post(path, {"user_ids": ["62439985"]}).status_code == 204
    assert cliq.post(path, {"email_ids": [emulator.HELEN.upper()]}).status_code == 204
    assert set(cliq.roles(channel)) == {emulator.PATRICIA, emulator.SCOTT, emulator.RYAN, emulator.HELEN}


def test_adding_a_member_again(emulator, cliq, path, tools):
    assert cliq.post(path, {"email_ids": [emulator.SCOTT]}).status_code == 204
    emulator.quirk("add-existing-member", "reject")
    assert tools.problem(cliq.post(path, {"email_ids": [emulator.SCOTT]})) == (400, "operation_failed")


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, "param_missing"),
        ({"user_ids": []}, "param_missing"),
        ({"members": ["1"]}, "extra_key_found"),
        ({"user_ids": ["1"]}, "operation_failed"),
        ({"email_ids": ["nobody@zylker.example"]}, "operation_failed"),
        ({"user_ids": ["62439985", "1"]}, "operation_failed"),
        ({"email_ids": ["nonsense"]}, "input_pattern_mismatch"),
        ({"user_ids": ["62439948"] * 101}, "operation_failed"),
    ],
)
def test_add_is_strict_and_all_or_nothing(cliq, channel, path, tools, body, code):
    assert tools.problem(cliq.post(path, body)) == (400, code)
    assert len(cliq.roles(channel)) == 2


def test_hundred_at_once(cliq, path):
    assert cliq.post(path, {"user_ids": ["62439948"] * 100}).status_code == 204


def test_silent_is_for_removal_only(emulator, cliq, path, tools):
    body = {"email_ids": [emulator.SCOTT], "silent": True}
    assert tools.problem(cliq.post(path, body)) == (400, "extra_key_found")
    assert cliq.delete(path, body).status_code == 204


@pytest.mark.parametrize("form", ["ids", "addresses", "single id", "single address"])
def test_remove(emulator, cliq, channel, path, form):
    calls = {
        "ids": (path, {"user_ids": ["62439948"]}),
        "addresses": (path, {"email_ids": [emulator.SCOTT]}),
        "single id": (f"{path}/62439948", None),
        "single address": (f"{path}/{emulator.SCOTT}", None),
    }
    assert cliq.delete(*calls[form]).status_code == 204
    assert set(cliq.roles(channel)) == {emulator.PATRICIA}


def test_removing_somebody_who_is_no_member(emulator, cliq, path, tools):
    assert tools.problem(cliq.delete(path, {"email_ids": [emulator.HELEN]})) == (400, "operation_failed")


@pytest.mark.parametrize("tail", ["", "/members"])
def test_roles_on_both_paths(emulator, cliq, channel, path, tail):
    for role in ("admin", "moderator", "super_admin", "member"):
        assert cliq.put(f"{path}/62439948{tail}", {"role": role}).status_code == 204
        assert cliq.roles(channel)[emulator.SCOTT] == role


@pytest.mark.parametrize(("quirk", "refused", "taken"), [("short", "/members", ""), ("long", "", "/members")])
def test_one_role_path_by_quirk(emulator, cliq, path, tools, quirk, refused, taken):
    emulator.quirk("role-path", quirk)
    assert tools.problem(cliq.put(f"{path}/62439948{refused}", {"role": "admin"})) == (404, "request_url_invalid")
    assert cliq.put(f"{path}/62439948{taken}", {"role": "admin"}).status_code == 204


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"role": "owner"}, "input_pattern_mismatch"),
        ({}, "param_missing"),
        ({"role": "admin", "user_role": "admin"}, "extra_key_found"),
    ],
)
def test_roles_are_strict(cliq, path, tools, body, code):
    assert tools.problem(cliq.put(f"{path}/62439948", body)) == (400, code)


def test_the_last_super_admin_stays(emulator, cliq, channel, path, tools):
    own = f"{path}/62439911"
    assert tools.problem(cliq.delete(own)) == (400, "operation_failed")
    assert tools.problem(cliq.put(own, {"role": "admin"})) == (400, "operation_failed")
    assert cliq.put(f"{path}/62439948", {"role": "super_admin"}).status_code == 204
    assert cliq.put(own, {"role": "member"}).status_code == 204
    assert cliq.roles(channel) == {emulator.PATRICIA: "member", emulator.SCOTT: "super_admin"}


def test_nobody_removes_their_betters(emulator, cliq, channel, path, tools):
    cliq.put(f"{path}/62439948", {"role": "moderator"})
    cliq.post(path, {"email_ids": [emulator.RYAN, emulator.HELEN]})
    cliq.put(f"{path}/{emulator.HELEN}", {"role": "admin"})
    scott = emulator.cliq(emulator.SCOTT)
    assert tools.problem(scott.delete(f"{path}/{emulator.HELEN}")) == (403, "operation_not_allowed")
    assert scott.delete(f"{path}/{emulator.RYAN}").status_code == 204
    assert set(cliq.roles(channel)) == {emulator.PATRICIA, emulator.SCOTT, emulator.HELEN}


def test_bots(emulator, cliq, channel, path, tools):
    body = {"channel_unique_name": channel["unique_name"]}
    assert cliq.post("/bots/deploybot/associate", body).status_code == 204
    again = cliq.post("/bots/deploybot/associate", body)
    assert again.status_code == 400
    assert "already a member" in again.json()["message"]
    assert len(cliq.get(path).json()["members"]) == 2
    emulator.quirk("bots-in-members", "on")
    assert cliq.get(path).json()["members"][2]["name"] == "Deploy Bot"
    assert tools.problem(cliq.post("/bots/nobody/associate", body)) == (404, "request_url_invalid")
    unknown = cliq.post("/bots/deploybot/associate", {"channel_unique_name": "nowhere"})
    assert tools.problem(unknown) == (400, "channel_not_exists")
    assert cliq.delete(f"{path}/b-1974166000016769005").status_code == 204
    assert tools.problem(cliq.delete(f"{path}/b-1974166000016769005")) == (400, "operation_failed")


def test_roles_are_given_to_those_below_only(emulator, cliq, channel, path, tools):
    cliq.post(path, {"email_ids": [emulator.RYAN, emulator.HELEN]})
    for who in (emulator.SCOTT, emulator.RYAN):
        cliq.put(f"{path}/{who}", {"role": "admin"})
    scott = emulator.cliq(emulator.SCOTT)
    assert tools.problem(scott.put(f"{path}/{emulator.RYAN}", {"role": "member"})) == (403, "operation_not_allowed")
    assert tools.problem(scott.put(f"{path}/{emulator.HELEN}", {"role": "super_admin"})) == (
        403,
        "operation_not_allowed",
    )
    assert scott.put(f"{path}/{emulator.HELEN}", {"role": "moderator"}).status_code == 204


def test_guests_are_no_users_of_the_organization(cliq, tools):
    cliq.create("x", "external", email_ids=["visitor@customer.example"])
    assert cliq.get("/users", search="visitor").json()["data"] == []
    assert tools.problem(cliq.get("/users/visitor@customer.example")) == (404, "request_url_invalid")
