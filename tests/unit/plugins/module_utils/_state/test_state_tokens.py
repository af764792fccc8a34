# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Cached access tokens."""

from __future__ import annotations

import hashlib
import json
import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._state import clock
from ansible_collections.zoho.cliq.plugins.module_utils._state.tokens import CachedToken

STAMP = {"boot": "b1", "up": 1000.0, "wall": 50_000.0}
TOKEN = CachedToken(
    access_token="1000.very-secret",
    expires_in=3600.0,
    issued=STAMP,
    scopes=("ZohoCliq.Channels.READ",),
    api_domain="https://www.zohoapis.eu",
    data_center="eu",
)


@pytest.mark.parametrize(
    ("boot", "up", "wall", "expected"),
    [
        pytest.param("b1", 1600.0, 0.0, 3000.0, id="same boot"),
        pytest.param("b2", 0.0, 50_100.0, 3500.0, id="other boot"),
        pytest.param("b2", 0.0, 49_998.0, 3600.0, id="never more than the lifetime"),
        pytest.param("b2", 0.0, 1.0, 3600.0, id="unknown age: until refused"),
        pytest.param("b1", 99_999.0, 0.0, 0.0, id="expired"),
    ],
)
def test_remaining(monkeypatch: pytest.MonkeyPatch, boot: str, up: float, wall: float, expected: float) -> None:
    monkeypatch.setattr(clock, "boot_id", lambda: boot)
    monkeypatch.setattr(clock, "uptime", lambda: up)
    monkeypatch.setattr(clock, "wall", lambda: wall)
    assert TOKEN.remaining() == expected


def test_token_survives_json() -> None:
    assert CachedToken.from_dict(json.loads(json.dumps(TOKEN.to_dict()))) == TOKEN


def test_token_is_not_shown() -> None:
    assert "very-secret" not in repr(TOKEN)
    assert "very-secret" not in str(TOKEN)
    assert "eu" in repr(TOKEN)


def test_fingerprint_is_the_start_of_the_hash() -> None:
    assert TOKEN.fingerprint() == hashlib.sha256(b"1000.very-secret").hexdigest()[:16]


def test_token_can_be_hashed() -> None:
    assert hash(TOKEN) == hash(CachedToken.from_dict(TOKEN.to_dict()))


@pytest.mark.parametrize(
    "change",
    [
        {"access_token": ""},
        {"access_token": None},
        {"access_token": 5},
        {"expires_in": None},
        {"expires_in": "3600"},
        {"expires_in": True},
        {"expires_in": -1},
        {"expires_in": float("nan")},
        {"issued": None},
        {"issued": {}},
        {"issued": {**STAMP, "wall": "x"}},
        {"scopes": None},
        {"scopes": "ZohoCliq.Channels.READ"},
        {"scopes": [1]},
        {"api_domain": 1},
        {"data_center": None},
        {"data_center": ""},
    ],
)
def test_malformed_data_is_none(change: dict[str, t.Any]) -> None:
    assert CachedToken.from_dict({**TOKEN.to_dict(), **change}) is None


@pytest.mark.parametrize("key", sorted(TOKEN.to_dict().keys() - {"api_domain"}))
def test_missing_data_is_none(key: str) -> None:
    data = TOKEN.to_dict()
    del data[key]
    assert CachedToken.from_dict(data) is None


@pytest.mark.parametrize("data", [None, [], "x", 1])
def test_other_data_is_none(data: object) -> None:
    assert CachedToken.from_dict(data) is None
