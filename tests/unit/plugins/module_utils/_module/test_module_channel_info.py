# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The body of zoho.cliq.channel_info."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._module.channel_info import BODY
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import Zoho, raw_channel, run_body

CHANNELS = [
    raw_channel(channel_id="O1", name="#Ops"),
    raw_channel(channel_id="P2", name="#Ops", level="personal"),
    raw_channel(channel_id="O3", name="#Old", status="archived"),
    raw_channel(channel_id="T4", name="#Sales", level="team"),
]


def ids(result: dict[str, t.Any]) -> list[str]:
    assert result["changed"] is False
    return [channel["channel_id"] for channel in result["channels"]]


@pytest.mark.parametrize(
    ("task", "query", "found"),
    [
        ({}, {}, ["O1", "P2", "O3", "T4"]),
        ({"name": "#oPS"}, {}, ["O1", "P2"]),
        ({"name": "nobody"}, {}, []),
        ({"level": "private"}, {}, ["P2"]),
        ({"name": "ops", "level": "organization"}, {}, ["O1"]),
        ({"status": "archived"}, {"status": "archived"}, ["O3"]),
        ({"status": "created", "level": "team"}, {"status": "created"}, ["T4"]),
    ],
)
@pytest.mark.parametrize("check", [False, True])
def test_channels_fit_all_options(
    zoho: Zoho, task: dict[str, t.Any], query: dict[str, str], found: list[str], check: bool
) -> None:
    zoho.cliq("GET", "/channels", query=query, json={"channels": CHANNELS[:2], "has_more": True, "next_token": "2"})
    zoho.cliq("GET", "/channels", query={**query, "next_token": "2"}, json={"channels": CHANNELS[2:]})
    assert ids(run_body(BODY, task, check=check)) == found


def test_a_channel_is_shown_with_all_that_cliq_returns(zoho: Zoho) -> None:
    zoho.lists(CHANNELS[0])
    assert run_body(BODY, {})["channels"] == [{**CHANNELS[0], "name": "Ops"}]


@pytest.mark.parametrize(
    ("task", "found"),
    [({}, ["O1"]), ({"level": "organization", "status": "created"}, ["O1"]), ({"level": "team"}, [])],
)
def test_a_channel_by_its_id_fits_the_other_options_too(zoho: Zoho, task: dict[str, t.Any], found: list[str]) -> None:
    zoho.cliq("GET", "/channels/O1", json=CHANNELS[0])
    assert ids(run_body(BODY, {"channel_id": "O1", **task})) == found


def test_a_channel_that_is_not_there_is_an_empty_list(zoho: Zoho) -> None:
    zoho.cliq("GET", "/channels/O1", status=404, json={"code": "request_url_invalid", "message": "x"})
    assert ids(run_body(BODY, {"channel_id": "O1", "members": True})) == []


def test_members_are_asked_for_the_channels_that_fit(zoho: Zoho) -> None:
    people = [{"user_id": "1", "email_id": "scott@zylker.example", "name": "Scott", "user_role": "member"}]
    zoho.lists(*CHANNELS)
    zoho.cliq("GET", "/channels/O1/members", json={"members": people})
    zoho.cliq("GET", "/channels/P2/members", json={"data": []})
    result = run_body(BODY, {"name": "ops", "members": True})
    assert [channel["members"] for channel in result["channels"]] == [people, []]


def test_without_being_asked_for_there_are_no_members(zoho: Zoho) -> None:
    zoho.lists(*CHANNELS)
    assert all("members" not in channel for channel in run_body(BODY, {})["channels"])


def test_a_chat_id_is_told_before_anything_is_sent(zoho: Zoho) -> None:
    result = run_body(BODY, {"channel_id": "CT_1_2"})
    assert result["failed"] is True
    assert "is a chat id" in result["msg"]
    assert zoho.sent == []
