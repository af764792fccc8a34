# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The limits and the scopes of Cliq's calls, as the emulator enforces them and as the collection keeps to them."""

from __future__ import annotations

import re

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.limits import LIMITS, endpoint_of, limit_of
from ansible_collections.zoho.cliq.tests.contract import prepared
from ansible_collections.zoho.cliq.tests.contract.contract import Contract
from ansible_collections.zoho.cliq.tests.contract.documents import of_document
from zoho_emulator.cliq import endpoints

ENDPOINTS = {one.name: one.endpoint for one in endpoints.listed()}


@pytest.mark.parametrize("name", prepared.operations())
def test_the_emulator_has_the_limit_and_the_scope_of_a_document(contract: Contract, name: str) -> None:
    described = contract.documents.of(name)
    if not described:
        pytest.skip("no document describes it")
    endpoint = ENDPOINTS[name]
    told = {(one.calls, one.lock_minutes) for one in described if None not in (one.calls, one.lock_minutes)}
    assert not told or (endpoint.limit, endpoint.lock_minutes) in told
    assert any(scope in one.scopes for one in described for scope in endpoint.scopes)


@pytest.mark.parametrize("name", LIMITS)
def test_the_collection_keeps_to_each_documented_limit(contract: Contract, name: str) -> None:
    method, path = name.split(" ")
    version = "" if path.startswith("/v3") else "/v2"
    described = contract.documents.of(f"{method} /api{version}{re.sub(r'{[^}]*}', '*', path)}")
    told = [one for one in described if one.calls is not None]
    if not told:
        pytest.skip("no document tells a limit")
    assert LIMITS[name].calls <= min(one.calls or 0 for one in told)
    assert LIMITS[name].lock_seconds >= 60 * max(one.lock_minutes or 0 for one in told)
    assert {LIMITS[name].window_seconds} == {60 * one.window_minutes for one in told}


def test_the_collection_has_each_limit_that_is_documented(contract: Contract) -> None:
    for one in contract.documents.operations:
        if one.calls is not None:
            path = one.path.removeprefix("/api").removeprefix("/v2").replace("*", "17")
            limit = limit_of(endpoint_of(one.method, path))
            assert limit.calls / limit.window_seconds <= one.calls / one.window_minutes / 60, one.name
            assert limit.lock_seconds >= 60 * (one.lock_minutes or 0), one.name
            assert not endpoint_of(one.method, path).endswith(" *"), one.name


@pytest.mark.parametrize("name", ENDPOINTS)
def test_the_collection_is_not_laxer_than_the_emulator(name: str) -> None:
    method, path = name.replace("*", "17").split(" ")
    limit = limit_of(endpoint_of(method, path.removeprefix("/api").removeprefix("/v2")))
    assert limit.calls <= ENDPOINTS[name].limit
    assert limit.lock_seconds >= 60 * ENDPOINTS[name].lock_minutes


def test_limits_and_scopes_are_read_from_a_document() -> None:
    text = "Do it.<br><b>Threshold limit</b> : 20 requests per min per user<br>Number.<br><b>Lock period</b>: 5 minutes<br>"
    described = {"description": text, "security": [{"Zoho": ["ZohoCliq.X.READ"]}], "responses": {}}
    document = {"servers": [{"url": "https://cliq.zoho.com/api/v2"}], "paths": {"/x": {"get": described}}}
    (operation,) = of_document("v2/x.yml", document)
    assert (operation.calls, operation.lock_minutes, operation.scopes) == (20, 5, {"zohocliq.x.read"})
    assert operation.window_minutes == 1
    for of_five in ("10 calls for five minutes per user", "10 requests per 5 min per user"):
        described["description"] = text.replace("20 requests per min per user", of_five)
        (operation,) = of_document("v2/x.yml", document)
        assert (operation.calls, operation.window_minutes, operation.lock_minutes) == (10, 5, 5)
    del described["description"], described["security"]
    (operation,) = of_document("v2/x.yml", document)
    assert (operation.calls, operation.lock_minutes, operation.scopes) == (None, None, frozenset())
