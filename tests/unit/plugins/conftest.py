# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What holds for all unit tests of the plugins: a clean environment, no pauses, no connection left over."""

from __future__ import annotations

import os
import pathlib
import typing as t

import hypothesis
import pytest
import responses

if "ANSIBLE_CONTROLLER_MIN_PYTHON_VERSION" not in os.environ:
    # Under ansible-test somebody has done it already. It must come before the first import of the collection.
    import ansible_collections
    from ansible.plugins.loader import init_plugin_loader

    init_plugin_loader([str(pathlib.Path(next(iter(ansible_collections.__path__))).parent)])

from ansible_collections.zoho.cliq.plugins.module_utils import _http
from ansible_collections.zoho.cliq.plugins.module_utils._cliq import client
from ansible_collections.zoho.cliq.tests.unit.plugins import redis_helper
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import Server, Zoho
from ansible_collections.zoho.cliq.tests.unit.plugins.traffic_helper import recorded

# How long an example takes depends on what else the machine does.
hypothesis.settings.register_profile("without a deadline", deadline=None)
hypothesis.settings.load_profile("without a deadline")

_PASSED = pytest.StashKey[bool]()
_FOREIGN = ("NETRC", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


@pytest.fixture(autouse=True)
def clean_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away the settings of the person at the keyboard, the pauses, and the connections of other tests."""
    for name in list(os.environ):
        if name.startswith("ZOHO_CLIQ_") or name.lower().endswith("_proxy") or name in _FOREIGN:
            monkeypatch.delenv(name)
    monkeypatch.setattr(_http, "CONNECT_RETRY_PAUSE", 0)
    monkeypatch.setattr(client, "READ_RETRY_PAUSE", 0)
    monkeypatch.setattr(_http, "_SESSIONS", _http._Sessions())


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> None:
    """Remember what became of a test, for the end of its fixtures."""
    if call.when == "call":
        item.stash[_PASSED] = call.excinfo is None


@pytest.fixture
def zoho(request: pytest.FixtureRequest) -> t.Iterator[Zoho]:
    """Zoho as a script: the requests must be those of the script, in its order, all of them and no other."""
    registry = responses.registries.OrderedRegistry
    with responses.RequestsMock(assert_all_requests_are_fired=True, registry=registry) as mock:
        script = Zoho(mock)
        with recorded(mock, request.node.nodeid):
            yield script
        # A test that has failed says why; what it did not get to would only stand in the way.
        mock.assert_all_requests_are_fired = request.node.stash.get(_PASSED, False)
        if mock.assert_all_requests_are_fired:
            script.assert_nothing_unexpected()


@pytest.fixture
def serve() -> t.Iterator[t.Callable[..., Server]]:
    """Start servers on loopback that do with each connection what they are told."""
    servers: list[Server] = []

    def start(*script: t.Any, **settings: t.Any) -> Server:
        servers.append(Server(*script, **settings))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


@pytest.fixture(scope="session")
def _shared_redis() -> t.Iterator[redis_helper.Server]:
    redis_helper.require_redis()
    server = redis_helper.Server()
    yield server
    server.close()


@pytest.fixture
def redis_server(_shared_redis: redis_helper.Server) -> redis_helper.Server:
    """A Redis server without data, for tests that leave the server itself alone."""
    _shared_redis.admin("FLUSHALL")
    return _shared_redis


@pytest.fixture
def new_redis() -> t.Iterator[t.Callable[..., redis_helper.Server]]:
    """Start Redis servers for a test that kills or halts them, or wants them different."""
    redis_helper.require_redis()
    servers: list[redis_helper.Server] = []

    def start(*options: str, **rest: t.Any) -> redis_helper.Server:
        servers.append(redis_helper.Server(*options, **rest))
        return servers[-1]

    yield start
    for server in servers:
        server.close()
