# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Twenty processes at once on a state store, a directory or Redis: one token request for all, no limit crossed, nobody left waiting.

The emulator has all of Zoho's limits on. Redis tells the time itself, so what takes minutes takes minutes there.
"""

from __future__ import annotations

import math
import time

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.limits import limit_of
from ansible_collections.zoho.cliq.tests.integration.plays.emulator_process import Emulator
from ansible_collections.zoho.cliq.tests.reliability.crowd import PROCESSES, Crowd, other_time_of_day, quick_clock
from ansible_collections.zoho.cliq.tests.reliability.leaks import Search
from ansible_collections.zoho.cliq.tests.reliability.worker import Clock, Node, short_pauses
from ansible_collections.zoho.cliq.tests.unit.plugins import redis_helper

TOKEN = ("access_token", {})
DAY = 86400.0
# In the file store minutes pass so many times as fast; an action takes some hundredths of a second, i.e. about a second then.
FACTOR = 20
# How much longer than the limits of calls ask for somebody may wait, in seconds of the quick clock.
GRACE = 60.0


@pytest.fixture(params=["file", pytest.param("redis", marks=pytest.mark.only_full)])
def kind(request):
    return request.param


@pytest.fixture
def factor():
    return 1


@pytest.fixture
def emulator(tmp_path, prepared, factor):
    emulator = Emulator(tmp_path, ("us",), ("--clock", str(factor)))
    yield emulator
    emulator.stop()


@pytest.fixture
def node(kind, tmp_path, emulator):
    """A node of many processes, with credentials and no token yet, and Cliq's limits in force."""
    server = None
    if kind == "redis":
        redis_helper.require_redis()
        server = redis_helper.Server()
        # Imported before the processes are forked, as the action plugin does.
        __import__("redis")
    node = Node(tmp_path / "node", emulator, Clock())
    if server is not None:
        node.environment["ZOHO_CLIQ_STATE_STORE"] = server.url
    node.environment["ZOHO_CLIQ_RATE_LIMIT_WAIT"] = "-1"
    node.sign_in()
    yield node
    if server is not None:
        server.close()


def read(node):
    """A call of which there are thirty a minute: so each process has one."""
    (general,) = node.emulator.channels("General")
    return "api", {"path": f"/channels/{general['channel_id']}"}


def crowd(node, *tasks, hooks=lambda number: (), processes=PROCESSES):
    made = Crowd(node, tasks, hooks, processes)
    made.begin()
    return made


def judge(node, told, *, token_requests, failed=(), lockouts=0):
    """Nobody failed but with these codes, no limit was crossed, nothing leaked."""
    search = Search(node.emulator)
    counters = node.emulator.counters()
    results = [result for one in told for result in one.results]
    assert {result["failure"]["code"] for result in results if result.get("failed")} == set(failed), results
    assert counters["token_requests"] == token_requests
    assert counters["lockouts"] == lockouts
    assert [*search.in_results(results), *search.in_node(node)] == []


def test_cold(node, tell, kind):
    told = crowd(node, TOKEN, read(node)).finish()
    judge(node, told, token_requests=1)
    assert len({one.results[0]["access_token"] for one in told}) == 1
    tell("concurrency", **{f"{kind}, cold": PROCESSES})


@pytest.mark.only_full
def test_warm(node, tell, kind):
    assert node.run(*TOKEN)["changed"]
    told = crowd(node, TOKEN, read(node), TOKEN).finish()
    judge(node, told, token_requests=1)
    assert not any(one.results[0]["changed"] for one in told)
    tell("concurrency", **{f"{kind}, warm": PROCESSES})


def test_throttled(node, tell, kind):
    node.emulator.control("faults", "throttled")
    told = crowd(node, TOKEN).finish()
    # The one that the test ordered.
    judge(node, told, token_requests=1, failed=["throttled"], lockouts=1)
    assert all(one.results[0]["failed"] for one in told)
    if kind == "file":
        node.clock.pass_at_once(601, node.emulator)
        later = crowd(node, TOKEN, read(node)).finish()
        judge(node, later, token_requests=2, lockouts=1)
    tell("concurrency", **{f"{kind}, throttled": PROCESSES})


def test_an_hour_passes_at_zoho_while_all_of_them_ask(node, tell, kind):
    assert node.run(*TOKEN)["changed"]
    node.emulator.control("faults", {"do": "hold", "match": {"side": "cliq"}, "times": PROCESSES})
    running = crowd(node, read(node))
    assert len(node.emulator.control(f"held?count={PROCESSES}&wait=60")) == PROCESSES
    node.emulator.control("clock", {"advance": 3601})
    node.emulator.control("release", method="POST")
    judge(node, running.finish(), token_requests=2)
    assert len(node.emulator.log(side="cliq", status=401)) == PROCESSES
    tell("concurrency", **{f"{kind}, clock jump at Zoho": PROCESSES})


@pytest.mark.only_full
def test_wall_clocks_that_differ_by_days(node, tell, kind):
    told = crowd(node, TOKEN, read(node), hooks=lambda number: [other_time_of_day((number % 3 - 1) * DAY)]).finish()
    again = crowd(node, TOKEN, hooks=lambda number: [other_time_of_day((1 - number % 3) * DAY)]).finish()
    judge(node, told + again, token_requests=1)
    tell("concurrency", **{f"{kind}, wall clocks set": PROCESSES})


@pytest.mark.only_full
def test_the_one_that_refreshes_is_killed(node, tell, kind):
    """A dead holder of a lease in Redis is waited for, until it ends; the lock of a file is free at once."""
    timeout = {"timeout": 2}
    node.emulator.control("faults", {"do": "hold", "at": "after", "match": {"side": "accounts"}})
    first = node.start("access_token", timeout)
    assert node.emulator.control("held?count=1&wait=30")
    others = crowd(node, ("access_token", timeout), hooks=lambda number: [short_pauses], processes=PROCESSES - 1)
    first.kill()
    judge(node, others.finish(), token_requests=2)
    tell("concurrency", **{f"{kind}, holder killed": PROCESSES})


@pytest.mark.only_full
@pytest.mark.parametrize("factor", [FACTOR])
@pytest.mark.parametrize("kind", ["file"])
def test_more_calls_than_a_minute_has(node, factor, tell, tell_the_most):
    """Sixty calls of an endpoint that allows thirty a minute: each is made, and nobody waits much longer than for two minutes."""
    action, arguments = read(node)
    call, each = (action, {**arguments, "timeout": 300}), 3
    since = time.time()
    hooks = [quick_clock(factor, since)]
    told = crowd(node, *[call] * each, hooks=lambda number: hooks).finish()
    judge(node, told, token_requests=1)
    limit = limit_of("GET /channels/{channel_id}")
    windows = math.ceil(PROCESSES * each / limit.calls)
    longest = max(seconds for one in told for seconds in one.seconds)
    assert longest <= windows * limit.window_seconds + GRACE
    tell_the_most("concurrency", **{"file, calls for two minutes: seconds that the longest waited": round(longest)})
    tell("concurrency", **{"file, calls for two minutes": PROCESSES * each})
