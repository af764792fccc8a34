# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens for a client itself: organizations, paths, data centers."""

from __future__ import annotations

import pytest

SCOPE = "ZohoCliq.Channels.READ,ZohoCliq.Users.READ"


def ask(emulator, center=None, **changes):
    fields = {"grant_type": "client_credentials", "scope": SCOPE, **emulator.self_client, **changes}
    return emulator.token(center, **fields)


def test_they_belong_to_an_organization_of_the_data_center(emulator, tools):
    for center, names in (("us", True), ("eu", False)):
        token = ask(emulator, center).json()["access_token"]
        api = tools.Cliq(emulator, token, f"{emulator.centers[center]}/api/v2")
        assert bool(api.get("/channels").json()["channels"]) is names


def test_the_organization_must_be_named_by_quirk(emulator):
    assert "access_token" in ask(emulator, soid="ZohoCliq.1").json()
    emulator.quirk("client-credentials-org", "needed")
    for changes in ({}, {"soid": "ZohoCliq.1"}, {"soid": "ZohoCRM.62439860"}):
        answer = ask(emulator, **changes)
        assert (answer.status_code, answer.json()) == (200, {"error": "missing_org_info"})
    assert "access_token" in ask(emulator, soid="ZohoCliq.62439860").json()
    # The organization lives in the other data center.
    assert ask(emulator, soid="ZohoCliq.62500417").json() == {"error": "missing_org_info"}
    assert "access_token" in ask(emulator, "eu", soid="ZohoCliq.62500417").json()


@pytest.mark.parametrize(
    ("path", "at_token", "at_auth"), [("token", True, False), ("auth", False, True), ("both", True, True)]
)
def test_the_path_is_another_one_by_quirk(emulator, path, at_token, at_auth):
    emulator.quirk("client-credentials-path", path)
    assert ("access_token" in ask(emulator).text) is at_token
    fields = {"grant_type": "client_credentials", "scope": SCOPE, **emulator.self_client}
    answer = emulator.http.post(f"{emulator.url}/oauth/v2/auth", params=fields)
    assert ("access_token" in answer.text) is at_auth
    assert answer.status_code == (200 if at_auth else 400)


@pytest.mark.parametrize("changes", [{"scope": ""}, {"client_id": "1000.NOBODY"}])
def test_scope_and_a_self_client_are_needed(emulator, changes):
    assert ask(emulator, **changes).json() == {"error": "invalid_client"}
    assert ask(emulator, **emulator.client).json() == {"error": "invalid_client"}


def test_they_bring_no_refresh_token(emulator):
    assert list(ask(emulator).json()) == ["access_token", "scope", "api_domain", "token_type", "expires_in"]


def test_they_are_throttled(emulator):
    for _number in range(10):
        assert "access_token" in ask(emulator).json()
    assert ask(emulator).json()["error"] == "Access Denied"
