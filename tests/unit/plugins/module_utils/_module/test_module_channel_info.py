# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The body of zoho.cliq.channel_info: what is found, also where Cliq pays no heed to what it is asked for."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._module.channel_info import BODY
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import Zoho, raw_channel, run_body

OPS = raw_channel(
    channel_id="O1",
    name="#Ops",
    unique_name="ops",
    creator_id=11,
    joined=True,
    pinned=False,
    creation_time="2026-01-01T00:00:00+05:30",
    last_modified_time="2026-03-01T12:00:00Z",
)
PRIVATE_OPS = raw_channel(
    channel_id="P2",
    name="#Ops",
    unique_name="ops1",
    level="personal",
    creator_id="12",
    joined=False,
    pinned=True,
    creation_time="2025-12-31T18:29:59+00:00",
    last_modified_time=1772366400000,
)
OLD = raw_channel(channel_id="O3", name="#Old", unique_name="old", status="archived", creation_time="", joined=True)
SALES = raw_channel(channel_id="T4", name="#Sales", unique_name="sales", level="team", teams={"7": "Sales"})
CHANNELS = [OPS, PRIVATE_OPS, OLD, SALES]


def ids(result: dict[str, t.Any]) -> list[str]:
    assert "failed" not in result, result
    assert result["changed"] is False
    return [channel["channel_id"] for channel in result["channels"]]


def lists_all(zoho: Zoho, *, pending: tuple[dict[str, t.Any], ...] = (), **query: str) -> None:
    """The plain list, which proves that it shows archived channels, and the pending ones."""
    zoho.lists(*CHANNELS, **query)
    zoho.lists(*pending, status="pending", **query)


@pytest.mark.parametrize(
    ("task", "query", "found"),
    [
        ({}, {}, ["O1", "P2", "O3", "T4"]),
        ({"name_pattern": "O*"}, {}, ["O1", "P2", "O3"]),
        ({"name_pattern": "#?ale[st]"}, {}, ["T4"]),
        ({"level": "private"}, {}, ["P2"]),
        ({"status": "archived"}, {"status": "archived"}, ["O3"]),
        ({"status": "created", "level": "team"}, {"status": "created"}, ["T4"]),
        ({"team_id": "7"}, {"team_ids": "7"}, ["T4"]),
        ({"team_id": "8"}, {"team_ids": "8"}, []),
        ({"joined": True, "name_pattern": "ops"}, {"joined": "true"}, ["O1"]),
        ({"joined": False, "name_pattern": "ops"}, {"joined": "false"}, ["P2"]),
        ({"pinned": True, "name_pattern": "ops"}, {"pinned": "true"}, ["P2"]),
        ({"pinned": False, "name_pattern": "ops"}, {}, ["O1"]),
        ({"joined": True, "pinned": False, "name_pattern": "ops"}, {"joined": "true"}, ["O1"]),
        ({"created_by": "11"}, {}, ["O1"]),
        ({"created_by": "1"}, {}, []),
        ({"created_after": "2025-12-31T18:30:00Z", "name_pattern": "ops"}, {}, ["O1"]),
        ({"created_before": "2025-12-31T18:30:00Z"}, {}, ["P2"]),
        ({"created_after": "2025-12-31", "created_before": "2026-01-01"}, {}, ["O1", "P2"]),
        ({"modified_after": "2026-03-01T12:00:00+00:00"}, {}, ["O1", "P2"]),
        ({"modified_after": "2026-03-01T12:00:01+00:00"}, {}, []),
        ({"modified_before": "2026-03-01T12:00:01Z"}, {}, ["O1", "P2"]),
        ({"modified_before": "2026-03-01 12:00:00"}, {}, []),
    ],
)
@pytest.mark.parametrize("check", [False, True])
def test_channels_fit_all_options_though_cliq_ignores_them(
    zoho: Zoho, task: dict[str, t.Any], query: dict[str, str], found: list[str], check: bool
) -> None:
    zoho.cliq("GET", "/channels", query=query, json={"channels": CHANNELS[:2], "has_more": True, "next_token": "2"})
    zoho.cliq("GET", "/channels", query={**query, "next_token": "2"}, json={"channels": CHANNELS[2:]})
    if "status" not in query:
        zoho.lists(*CHANNELS, status="pending", **query)
    assert ids(run_body(BODY, task, check=check)) == found


@pytest.mark.parametrize(
    ("task", "found"),
    [
        ({"name": "#oPS"}, ["O1", "P2"]),
        ({"name": "ops", "level": "organization"}, ["O1"]),
        ({"name": "ops", "joined": False}, ["P2"]),
        ({"name": "ops", "level": "team"}, []),
    ],
)
def test_a_name_that_the_plain_list_has_takes_one_call(zoho: Zoho, task: dict[str, t.Any], found: list[str]) -> None:
    zoho.lists(OPS, PRIVATE_OPS, SALES)
    assert ids(run_body(BODY, task)) == found


@pytest.mark.parametrize(("name", "found"), [("old", ["O3"]), ("ol", [])])
def test_a_name_that_the_plain_list_lacks_is_looked_for_in_every_status(
    zoho: Zoho, name: str, found: list[str]
) -> None:
    zoho.lists(OPS)
    zoho.lists(OLD, status="archived")
    zoho.lists(status="pending")
    assert ids(run_body(BODY, {"name": name})) == found


def test_a_name_among_the_channels_of_a_status(zoho: Zoho) -> None:
    zoho.lists(*CHANNELS, status="archived")
    assert ids(run_body(BODY, {"name": "old", "status": "archived"})) == ["O3"]


def test_a_channel_is_shown_with_all_that_cliq_returns(zoho: Zoho) -> None:
    zoho.lists(OPS)
    zoho.lists(status="archived")
    zoho.lists(status="pending")
    assert run_body(BODY, {})["channels"] == [{**OPS, "name": "Ops", "creator_id": "11"}]


def test_archived_and_pending_channels_come_though_the_plain_list_hides_them(zoho: Zoho) -> None:
    zoho.lists(OPS)
    zoho.lists(OLD, status="archived")
    zoho.lists(raw_channel(channel_id="O9", status="pending"), status="pending")
    assert ids(run_body(BODY, {})) == ["O1", "O3", "O9"]


def test_a_list_that_shows_every_status_is_enough(zoho: Zoho) -> None:
    zoho.lists(*CHANNELS, raw_channel(channel_id="O9", status="pending"))
    assert len(ids(run_body(BODY, {}))) == 5


@pytest.mark.parametrize(
    ("task", "found"),
    [
        ({}, ["O1"]),
        ({"level": "organization", "status": "created"}, ["O1"]),
        ({"level": "team"}, []),
        ({"joined": False}, []),
        ({"team_id": "7"}, []),
        ({"created_by": "12"}, []),
        ({"created_before": "2025-01-01"}, []),
    ],
)
@pytest.mark.parametrize(
    ("way", "path"), [({"channel_id": "O1"}, "/channels/O1"), ({"unique_name": "ops"}, "/channelsbyname/ops")]
)
def test_a_single_channel_fits_the_other_options_too(
    zoho: Zoho, way: dict[str, str], path: str, task: dict[str, t.Any], found: list[str]
) -> None:
    zoho.cliq("GET", path, json=OPS)
    assert ids(run_body(BODY, {**way, **task})) == found


@pytest.mark.parametrize("way", [{"channel_id": "O1"}, {"unique_name": "ops"}])
@pytest.mark.parametrize(("status", "code"), [(404, "request_url_invalid"), (400, "channel_not_exists")])
def test_a_channel_that_is_not_there_is_an_empty_list(zoho: Zoho, way: dict[str, str], status: int, code: str) -> None:
    path = "/channels/O1" if "channel_id" in way else "/channelsbyname/ops"
    zoho.cliq("GET", path, status=status, json={"code": code, "message": "x"})
    assert ids(run_body(BODY, {**way, "members": True})) == []


@pytest.mark.parametrize(
    "envelope",
    [{"type": "channel", "data": OPS}, OPS, {"channel": OPS}, {"data": OPS}, {"result": OPS}],
    ids=["typed", "flat", "channel", "data", "result"],
)
def test_a_channel_is_found_by_its_unique_name_in_any_envelope(zoho: Zoho, envelope: dict[str, t.Any]) -> None:
    zoho.cliq("GET", "/channelsbyname/ops", json=envelope)
    assert run_body(BODY, {"unique_name": "ops"})["channels"] == [{**OPS, "name": "Ops", "creator_id": "11"}]


def test_an_answer_with_an_id_only_is_completed(zoho: Zoho) -> None:
    zoho.cliq("GET", "/channelsbyname/ops", json={"type": "channel", "data": {"channel_id": "O1"}})
    zoho.cliq("GET", "/channels/O1", json=OPS)
    assert run_body(BODY, {"unique_name": "ops"})["channels"][0]["unique_name"] == "ops"


def test_a_channel_of_another_unique_name_is_not_taken_for_the_one(zoho: Zoho) -> None:
    zoho.cliq("GET", "/channelsbyname/ops", json=SALES)
    assert ids(run_body(BODY, {"unique_name": "ops"})) == []


def test_a_creator_is_found_by_address(zoho: Zoho) -> None:
    zoho.cliq("GET", "/users/scott@zylker.example", json={"data": {"id": 12, "email_id": "scott@zylker.example"}})
    lists_all(zoho)
    assert ids(run_body(BODY, {"created_by": "scott@zylker.example"})) == ["P2"]


def test_nobody_unknown_has_created_a_channel(zoho: Zoho) -> None:
    zoho.cliq("GET", "/users/scott@zylker.example", status=404, json={"code": "request_url_invalid"})
    assert ids(run_body(BODY, {"created_by": "scott@zylker.example"})) == []


def test_without_the_scope_an_address_cannot_be_turned_into_a_creator(zoho: Zoho) -> None:
    zoho.cliq("GET", "/users/scott@zylker.example", status=401, json={"code": "oauthtoken_scope_invalid"})
    assert run_body(BODY, {"created_by": "scott@zylker.example"})["failure"]["code"] == "oauthtoken_scope_invalid"


@pytest.mark.parametrize("key", ["members", "data"])
def test_members_are_asked_for_the_channels_that_fit(zoho: Zoho, key: str) -> None:
    person = {"user_id": 1, "email_id": "scott@zylker.example", "name": "Scott", "user_role": "member"}
    zoho.lists(*CHANNELS)
    zoho.cliq("GET", "/channels/O1/members", json={key: [person]})
    zoho.cliq("GET", "/channels/P2/members", json={"data": []})
    result = run_body(BODY, {"name": "ops", "members": True})
    assert [channel["members"] for channel in result["channels"]] == [[{**person, "user_id": "1"}], []]


def test_without_being_asked_for_there_are_no_members(zoho: Zoho) -> None:
    lists_all(zoho)
    assert all("members" not in channel for channel in run_body(BODY, {})["channels"])


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ({"channel_id": "CT_1_2"}, "is a chat id"),
        ({"name": "#"}, "name is empty"),
        ({"name_pattern": " "}, "name_pattern is empty"),
        ({"unique_name": ""}, "unique_name is empty"),
        ({"team_id": "Sales"}, "is not a team id"),
        ({"created_by": "scott"}, "neither an e-mail address nor a user id"),
        ({"created_after": "yesterday"}, "created_after 'yesterday' is no time"),
        ({"modified_before": "12:00"}, "modified_before '12:00' is no time"),
    ],
)
def test_what_cannot_be_right_is_told_before_anything_is_sent(zoho: Zoho, task: dict[str, t.Any], words: str) -> None:
    result = run_body(BODY, task)
    assert result["failure"]["code"] == "invalid_input"
    assert words in result["msg"]
    assert zoho.sent == []
