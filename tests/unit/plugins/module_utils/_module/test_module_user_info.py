# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The body of zoho.cliq.user_info."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._module.user_info import BODY
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import Zoho, run_body

SCOTT = {"email_id": "scott.fisher@zylker.example", "zuid": 12, "id": 12, "name": "Scott Fisher", "display_name": "Sco"}
RYAN = {"email_id": "ryan.west@zylker.example", "zuid": "13", "id": "13", "name": "Ryan West"}
OLIVIA = {"email_id": "olivia.palmer@zylker.example", "id": "14", "name": "Olivia Palmer", "status": "inactive"}


def ids(result: dict[str, t.Any]) -> list[str]:
    assert "failed" not in result, result
    assert result["changed"] is False
    return [user["id"] for user in result["users"]]


@pytest.mark.parametrize(
    ("task", "query", "found"),
    [
        ({}, {}, ["12", "13", "14"]),
        ({"search": "SCOTT"}, {"search": "SCOTT"}, ["12"]),
        ({"search": "fisher scott"}, {"search": "fisher scott"}, ["12"]),
        ({"search": "zylker"}, {"search": "zylker"}, ["12", "13", "14"]),
        ({"search": "nobody"}, {"search": "nobody"}, []),
        ({"search": "scott west"}, {"search": "scott west"}, []),
        ({"search": "Scótt"}, {"search": "Scótt"}, ["12"]),
        ({"status": "inactive"}, {"status": "inactive"}, ["12", "13", "14"]),
        ({"status": "active"}, {"status": "active"}, ["12", "13"]),
        ({"status": "active", "search": "ryan"}, {"status": "active", "search": "ryan"}, ["13"]),
        ({"limit": 10}, {}, ["12", "13", "14"]),
    ],
)
@pytest.mark.parametrize("check", [False, True])
def test_users_fit_all_options_though_cliq_ignores_them(
    zoho: Zoho, task: dict[str, t.Any], query: dict[str, str], found: list[str], check: bool
) -> None:
    query = {"limit": "100", **query}
    zoho.cliq("GET", "/users", query=query, json={"data": [SCOTT, RYAN], "has_more": True, "next_token": "n"})
    zoho.cliq("GET", "/users", query={**query, "next_token": "n"}, json={"data": [RYAN, OLIVIA], "has_more": False})
    assert ids(run_body(BODY, task, check=check)) == found


@pytest.mark.parametrize("key", ["data", "users", "list"])
def test_the_list_may_have_any_of_the_known_envelopes(zoho: Zoho, key: str) -> None:
    zoho.cliq("GET", "/users", query={"limit": "100"}, json={key: [SCOTT]})
    assert ids(run_body(BODY, {})) == ["12"]


def test_no_page_is_read_that_the_limit_does_not_need(zoho: Zoho) -> None:
    page = {"data": [SCOTT, RYAN], "has_more": True, "next_token": "n"}
    zoho.cliq("GET", "/users", query={"limit": "100"}, json=page)
    assert ids(run_body(BODY, {"limit": 2})) == ["12", "13"]
    zoho.cliq("GET", "/users", query={"limit": "100"}, json=page)
    assert ids(run_body(BODY, {"limit": 1})) == ["12"]


@pytest.mark.parametrize("way", [{"email": "Scott.Fisher@zylker.example "}, {"user_id": "12"}])
@pytest.mark.parametrize("envelope", [{"data": SCOTT}, SCOTT])
def test_one_user_is_found_by_address_or_id(zoho: Zoho, way: dict[str, str], envelope: dict[str, t.Any]) -> None:
    zoho.cliq("GET", f"/users/{next(iter(way.values())).strip()}", json=envelope)
    (user,) = run_body(BODY, way)["users"]
    assert user == {**SCOTT, "id": "12", "zuid": "12"}


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 404, "json": {"code": "request_url_invalid", "message": "x"}},
        {"status": 400, "json": {"code": "operation_failed", "message": "x"}},
        {"json": {"data": {}}},
        {"json": {"data": []}},
        {"status": 204},
    ],
)
@pytest.mark.parametrize("way", [{"email": "nobody@zylker.example"}, {"user_id": "99"}])
def test_somebody_unknown_is_an_empty_list(zoho: Zoho, way: dict[str, str], answer: dict[str, t.Any]) -> None:
    zoho.cliq("GET", f"/users/{next(iter(way.values()))}", **answer)
    assert ids(run_body(BODY, {**way, "teams": True})) == []


def test_one_user_fits_the_status_too(zoho: Zoho) -> None:
    zoho.cliq("GET", "/users/14", json={"data": OLIVIA})
    assert ids(run_body(BODY, {"user_id": "14", "status": "active"})) == []


def test_the_ids_of_what_belongs_to_a_user_are_text(zoho: Zoho) -> None:
    zoho.cliq("GET", "/users/12", json={"data": {**SCOTT, "department": {"id": 7, "name": "Support"}}})
    assert run_body(BODY, {"user_id": "12"})["users"][0]["department"] == {"id": "7", "name": "Support"}


@pytest.mark.parametrize("key", ["data", "teams"])
def test_teams_are_asked_for_the_users_that_fit(zoho: Zoho, key: str) -> None:
    zoho.cliq("GET", "/users", query={"limit": "100", "search": "scott"}, json={"data": [SCOTT, RYAN]})
    zoho.cliq("GET", "/users/12/teams", json={key: [{"team_id": 4453477, "name": "Support", "description": None}]})
    (user,) = run_body(BODY, {"search": "scott", "teams": True})["users"]
    assert user["teams"] == [{"team_id": "4453477", "name": "Support", "description": ""}]


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ({"email": "scott"}, "is not an e-mail address"),
        ({"user_id": "scott"}, "is not a user id"),
        ({"search": " "}, "search is empty"),
        ({"limit": 0}, "limit must be at least 1"),
    ],
)
def test_what_cannot_be_right_is_told_before_anything_is_sent(zoho: Zoho, task: dict[str, t.Any], words: str) -> None:
    result = run_body(BODY, task)
    assert result["failure"]["code"] == "invalid_input"
    assert words in result["msg"]
    assert zoho.sent == []


def test_a_missing_scope_is_an_error_and_not_an_empty_list(zoho: Zoho) -> None:
    zoho.cliq("GET", "/users/12", status=401, json={"code": "oauthtoken_scope_invalid", "message": "x"})
    assert run_body(BODY, {"user_id": "12"})["failure"]["code"] == "oauthtoken_scope_invalid"
