# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The limits of Cliq's calls."""

from __future__ import annotations

import re

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._cliq import limits
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.limits import LIMITS, Limit, limit_of


@pytest.mark.parametrize(
    ("endpoint", "limit"),
    [
        ("POST /channels", Limit(20, 600.0)),
        ("GET /channels", Limit(30, 300.0)),
        ("GET /channels/{channel_id}", Limit(30, 300.0)),
        ("PUT /channels/{channel_id}", Limit(50, 300.0)),
        ("DELETE /channels/{channel_id}", Limit(10, 300.0)),
        ("POST /channels/{channel_id}/archive", Limit(10, 300.0)),
        ("POST /channels/{channel_id}/unarchive", Limit(10, 300.0)),
        ("GET /channels/{channel_id}/members", Limit(100, 300.0)),
        ("POST /channels/{channel_id}/members", Limit(10, 300.0)),
        ("POST /bots/{bot}/associate", Limit(5, 300.0)),
        ("GET /chats/{chat_id}/messages", Limit(15, 600.0)),
        ("POST /channelsbyname/{unique_name}/message", Limit(50, 600.0)),
        ("GET /users", Limit(30, 600.0)),
        ("GET /teams/{team_id}/members", Limit(20, 600.0)),
    ],
)
def test_each_call_has_the_limit_that_zoho_states(endpoint: str, limit: Limit) -> None:
    assert limit_of(endpoint) == limit


@pytest.mark.parametrize(
    ("endpoint", "calls"),
    [
        ("GET /unknown", 15),
        ("POST /unknown", 5),
        ("PUT /unknown", 10),
        ("DELETE /unknown", 10),
        ("PATCH /unknown", 5),
    ],
)
def test_an_unknown_call_has_the_lowest_limit_of_its_method(endpoint: str, calls: int) -> None:
    assert limit_of(endpoint).calls == calls


def test_the_window_is_a_minute_and_the_keys_are_templates() -> None:
    assert limits.WINDOW_SECONDS == 60.0
    assert all(re.fullmatch(r"(GET|POST|PUT|DELETE) (/v3)?(/[a-z]+|/\{[a-z_]+\})+", endpoint) for endpoint in LIMITS)


@pytest.mark.parametrize(
    ("method", "path", "endpoint"),
    [
        ("GET", "/channels", "GET /channels"),
        ("PUT", "/channels/P1", "PUT /channels/{channel_id}"),
        ("POST", "/channels/P1/members", "POST /channels/{channel_id}/members"),
        ("GET", "/chats/CT_1_2/messages/17%2020/messages", "GET /chats/{chat_id}/messages/{message_id}/messages"),
        ("GET", "/v3/scheduledmessages", "GET /v3/scheduledmessages"),
        ("GET", "/reminders/17", "GET *"),
        ("DELETE", "/channels", "DELETE *"),
    ],
)
def test_a_path_is_counted_as_the_call_that_it_is_one_of(method: str, path: str, endpoint: str) -> None:
    assert limits.endpoint_of(method, path) == endpoint


def test_a_call_that_is_not_in_the_table_has_the_lowest_limit_of_its_method() -> None:
    assert limit_of(limits.endpoint_of("DELETE", "/reminders/17")) == Limit(10, 300.0)
