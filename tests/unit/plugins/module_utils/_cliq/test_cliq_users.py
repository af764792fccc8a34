# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Users: how they are found, and that their ids come as text whatever Cliq answers."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._cliq import users
from ansible_collections.zoho.cliq.plugins.module_utils._errors import ApiError
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import Zoho, cliq_client

SCOTT = {"email_id": "scott@zylker.example", "zuid": 163315760, "name": "Scott Fisher", "id": 163315760}


@pytest.mark.parametrize(
    ("raw", "user_id"),
    [
        ({"id": "1"}, "1"),
        ({"id": 1}, "1"),
        ({"zuid": "2"}, "2"),
        ({"user_id": 3}, "3"),
        ({"id": "1", "zuid": "2"}, "1"),
    ],
)
def test_a_user_has_one_id_as_text(raw: dict[str, t.Any], user_id: str) -> None:
    assert users.normalized(raw)["id"] == user_id


@pytest.mark.parametrize("envelope", [{"data": SCOTT}, SCOTT, {"user": SCOTT}])
def test_a_user_is_found_by_address_in_any_envelope(zoho: Zoho, envelope: dict[str, t.Any]) -> None:
    zoho.cliq("GET", "/users/scott@zylker.example", json=envelope)
    found = users.Users(cliq_client()).get("scott@zylker.example")
    assert found is not None and found["id"] == "163315760" and found["email_id"] == "scott@zylker.example"


@pytest.mark.parametrize(
    ("status", "code"),
    [(404, "request_url_invalid"), (400, "request_url_invalid"), (400, "operation_failed"), (404, "x")],
)
def test_a_user_whom_cliq_does_not_know_is_none(zoho: Zoho, status: int, code: str) -> None:
    zoho.cliq("GET", "/users/17", status=status, json={"code": code, "message": "no"})
    assert users.Users(cliq_client()).get("17") is None


@pytest.mark.parametrize("answer", [{"json": {"data": {}}}, {"json": {}}, {"status": 204}])
def test_an_answer_with_nobody_in_it_is_none(zoho: Zoho, answer: dict[str, t.Any]) -> None:
    zoho.cliq("GET", "/users/17", **answer)
    assert users.Users(cliq_client()).get("17") is None


@pytest.mark.parametrize(
    ("status", "code"),
    [(401, "oauthtoken_scope_invalid"), (400, "request_limit_exceeded"), (403, "operation_not_allowed")],
)
def test_a_refusal_is_not_taken_for_an_unknown_user(zoho: Zoho, status: int, code: str) -> None:
    zoho.cliq("GET", "/users/17", status=status, json={"code": code, "message": "no"})
    with pytest.raises(ApiError) as caught:
        users.Users(cliq_client()).get("17")
    assert caught.value.code == code


def test_the_users_of_all_pages_are_read_as_they_are_needed(zoho: Zoho) -> None:
    zoho.cliq("GET", "/users", query={"limit": "100"}, json={"data": [SCOTT], "has_more": True, "next_token": "n"})
    found = users.Users(cliq_client()).pages()
    assert next(found)["id"] == "163315760"
    assert len(zoho.sent) == 1
    zoho.cliq("GET", "/users", query={"limit": "100", "next_token": "n"}, json={"data": [], "has_more": False})
    assert list(found) == []


@pytest.mark.parametrize(
    ("who", "email", "number"),
    [("a@b.c", True, False), ("17", False, True), ("a", False, False), ("a@b/../c", False, False)],
)
def test_addresses_and_ids_are_told_apart(who: str, email: bool, number: bool) -> None:
    assert (users.is_email(who), users.is_user_id(who)) == (email, number)
