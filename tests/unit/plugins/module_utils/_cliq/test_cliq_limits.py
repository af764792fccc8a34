# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The limits of Cliq's calls."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._cliq import limit_table, limits
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
        ("GET /userfields", Limit(10, 600.0)),
        ("DELETE /reminders/clearcompleted", Limit(10, 600.0)),
        ("GET /v3/bots/{bot}/handlers/{handler_type}", Limit(10, 300.0)),
        ("POST /bots/{bot}/calls", Limit(10, 1800.0, 300.0)),
        ("POST /v3/bots/{bot}/calls", Limit(10, 1800.0, 300.0)),
    ],
)
def test_each_call_has_the_limit_that_zoho_states(endpoint: str, limit: Limit) -> None:
    assert limit_of(endpoint) == limit


@pytest.mark.parametrize(
    ("endpoint", "limit"),
    [
        ("GET /unknown", Limit(10, 600.0)),
        # Neither the 10 calls of 5 minutes nor the lock of 30 minutes is that of others.
        ("POST /unknown", Limit(5, 600.0)),
        ("PUT /unknown", Limit(10, 600.0)),
        ("DELETE /unknown", Limit(10, 600.0)),
        ("PATCH /unknown", Limit(10, 300.0)),
        ("OPTIONS /unknown", Limit(5, 600.0)),
    ],
)
def test_an_unknown_call_has_the_strictest_limit_of_its_method(endpoint: str, limit: Limit) -> None:
    assert limit_of(endpoint) == limit


def test_each_call_is_in_the_table_once_and_as_a_template() -> None:
    lines = [line.split()[2:] for line in limit_table.TABLE.strip().splitlines()]
    assert len(lines) == len(LIMITS) > 200
    pattern = r"(GET|POST|PUT|PATCH|DELETE) (/v3)?(/[a-z-]+|/\{[a-z_]+\})+"
    assert all(re.fullmatch(pattern, endpoint) for endpoint in LIMITS)
    assert len({re.sub(r"\{[^}]*\}", "*", endpoint) for endpoint in LIMITS}) == len(LIMITS)


@pytest.mark.parametrize(
    ("method", "path", "endpoint"),
    [
        ("GET", "/channels", "GET /channels"),
        ("PUT", "/channels/P1", "PUT /channels/{channel_id}"),
        ("POST", "/channels/P1/members", "POST /channels/{channel_id}/members"),
        ("GET", "/chats/CT_1_2/messages/17%2020/messages", "GET /chats/{chat_id}/messages/{message_id}/messages"),
        ("GET", "/v3/scheduledmessages", "GET /v3/scheduledmessages"),
        ("PUT", "/users/scott.fisher@zylker.com", "PUT /users/{user}"),
        ("GET", "/users/layout", "GET /users/layout"),
        ("GET", "/reminders/17", "GET /reminders/{reminder_id}"),
        ("DELETE", "/reminders/batch", "DELETE /reminders/batch"),
        ("GET", "/v3/chats/search", "GET /v3/chats/search"),
        ("GET", "/channelsbyname/opsalerts", "GET /channelsbyname/{unique_name}"),
        ("DELETE", "/channels/P1/members/17", "DELETE /channels/{channel_id}/members"),
        ("PUT", "/channels/P1/members/17/members", "PUT /channels/{channel_id}/members/{user_id}"),
        ("DELETE", "/v3/chats/CT_1/messagess", "DELETE /v3/chats/{chat_id}/messages"),
        ("GET", "/unheard/of", "GET *"),
        ("DELETE", "/channels", "DELETE *"),
    ],
)
def test_a_path_is_counted_as_the_call_that_it_is_one_of(method: str, path: str, endpoint: str) -> None:
    assert limits.endpoint_of(method, path) == endpoint


def test_the_collection_counts_a_call_as_the_module_api_does() -> None:
    folder = Path(limits.__file__).parent
    templates = {
        path
        for file in folder.glob("*.py")
        for path in re.findall(r'"(/[a-z][^" ]*\{[a-z_]+\}[^" ]*)"', file.read_text())
    }
    assert "/channelsbyname/{unique_name}" in templates and len(templates) > 15
    for template in templates:
        path = re.sub(r"\{[a-z_]+\}", "17", template)
        for method in ("GET", "POST", "PUT", "DELETE"):
            for version in ("", "/v3"):
                name = limits.endpoint_of(method, version + path)
                known = (f"{method} {version}{template}", f"{method} *")
                assert name in known or limits.ALIASES.get(known[0]) == name, template


def test_what_is_undocumented_or_counted_as_another_call_is_not_in_the_table() -> None:
    assert not {*limits.UNDOCUMENTED, *limits.ALIASES} & set(LIMITS)
    assert set(limits.ALIASES.values()) <= set(LIMITS)
