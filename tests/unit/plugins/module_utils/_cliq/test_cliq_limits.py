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
    ],
)
def test_each_call_has_the_limit_that_zoho_states(endpoint: str, limit: Limit) -> None:
    assert limit_of(endpoint) == limit


@pytest.mark.parametrize(
    ("endpoint", "calls"),
    [
        ("GET /unknown", 30),
        ("POST /unknown", 10),
        ("PUT /unknown", 50),
        ("DELETE /unknown", 10),
        ("PATCH /unknown", 10),
    ],
)
def test_an_unknown_call_has_the_lowest_limit_of_its_method(endpoint: str, calls: int) -> None:
    assert limit_of(endpoint).calls == calls


def test_the_window_is_a_minute_and_the_keys_are_templates() -> None:
    assert limits.WINDOW_SECONDS == 60.0
    assert all(re.fullmatch(r"(GET|POST|PUT|DELETE) (/[a-z]+|/\{[a-z_]+\})+", endpoint) for endpoint in LIMITS)
