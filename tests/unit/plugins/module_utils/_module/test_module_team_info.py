# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The body of zoho.cliq.team_info."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._module.team_info import BODY
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import Zoho, run_body

PLATFORM = {"team_id": 1, "name": "Platform", "description": "Base", "organization_id": 62439860, "joined": True}
SALES = {"team_id": "2", "name": "Sales", "description": None, "joined": False}
TWIN = {"team_id": "3", "name": "SALES", "description": "", "joined": True}


def ids(result: dict[str, t.Any]) -> list[str]:
    assert "failed" not in result, result
    assert result["changed"] is False
    return [team["team_id"] for team in result["teams"]]


@pytest.mark.parametrize(
    ("task", "query", "found"),
    [
        ({}, {}, ["1", "2", "3"]),
        ({"name": " sales"}, {}, ["2", "3"]),
        ({"name": "sale"}, {}, []),
        ({"joined": True}, {"joined": "true"}, ["1", "3"]),
        ({"joined": False}, {}, ["2"]),
        ({"joined": True, "name": "sales"}, {"joined": "true"}, ["3"]),
    ],
)
@pytest.mark.parametrize("key", ["teams", "data", "list"])
@pytest.mark.parametrize("check", [False, True])
def test_teams_fit_all_options_though_cliq_ignores_them(
    zoho: Zoho, task: dict[str, t.Any], query: dict[str, str], found: list[str], key: str, check: bool
) -> None:
    zoho.cliq("GET", "/teams", query=query, json={key: [PLATFORM, SALES, TWIN]})
    assert ids(run_body(BODY, task, check=check)) == found


def test_a_team_is_shown_with_all_that_cliq_returns(zoho: Zoho) -> None:
    zoho.cliq("GET", "/teams", json={"teams": [PLATFORM, SALES]})
    assert run_body(BODY, {})["teams"] == [
        {**PLATFORM, "team_id": "1", "organization_id": "62439860"},
        {**SALES, "description": ""},
    ]


@pytest.mark.parametrize(("task", "found"), [({}, ["1"]), ({"joined": True}, ["1"]), ({"joined": False}, [])])
@pytest.mark.parametrize("envelope", [PLATFORM, {"data": PLATFORM}, {"team": PLATFORM}])
def test_a_team_by_its_id_fits_the_other_options_too(
    zoho: Zoho, task: dict[str, t.Any], found: list[str], envelope: dict[str, t.Any]
) -> None:
    zoho.cliq("GET", "/teams/1", json=envelope)
    assert ids(run_body(BODY, {"team_id": "1", **task})) == found


@pytest.mark.parametrize(("status", "code"), [(400, "team_not_exist"), (404, "request_url_invalid"), (404, None)])
def test_a_team_that_is_not_there_is_an_empty_list(zoho: Zoho, status: int, code: str | None) -> None:
    zoho.cliq("GET", "/teams/1", status=status, json={"code": code, "message": "x"})
    assert ids(run_body(BODY, {"team_id": "1", "members": True})) == []


def test_members_are_asked_for_the_teams_that_fit(zoho: Zoho) -> None:
    scott = {"user_id": 12, "email_id": "scott@zylker.example", "full_name": "Scott Fisher", "is_moderator": True}
    zoho.cliq("GET", "/teams", json={"teams": [PLATFORM, SALES]})
    zoho.cliq("GET", "/teams/1/members", json={"members": [scott]})
    (team,) = run_body(BODY, {"name": "platform", "members": True})["teams"]
    assert team["members"] == [{**scott, "user_id": "12", "name": "Scott Fisher"}]


def test_something_else_than_an_id_is_told_before_anything_is_sent(zoho: Zoho) -> None:
    result = run_body(BODY, {"team_id": "Platform"})
    assert "is not a team id" in result["msg"]
    assert zoho.sent == []


def test_an_answer_without_an_id_is_an_error(zoho: Zoho) -> None:
    zoho.cliq("GET", "/teams/1", json={"status": "success"})
    assert run_body(BODY, {"team_id": "1"})["failure"]["code"] == "unexpected_answer"
