# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A thousand plays in a row on one state store: nothing piles up in it, and nothing in memory."""

from __future__ import annotations

import resource
import sys
import time

from ansible_collections.zoho.cliq.tests.reliability.crowd import quick_clock
from ansible_collections.zoho.cliq.tests.reliability.scenarios import THREE
from ansible_collections.zoho.cliq.tests.reliability.worker import short_pauses
from ansible_collections.zoho.cliq.tests.unit.plugins.action_helper import Play

# How many there are: of all of them, and of a sample.
PLAYS = (1000, 60)
# Between two plays; 1,000 of them are eight days and a half, in which a token ends 200 times.
PAUSE_SECONDS = 731.0
# Longer than a message with a key is remembered, which is longer than anything else is, in seconds: 11 years.
LONG = 11 * 366 * 86400.0
# Memory is asked for in pages and given back late; what is kept of each play would be far more after hundreds of them.
SLACK_BYTES = 2 << 20
# How many times as fast time runs in one process.
FACTOR = 3600
# In how many plays everything has happened that happens again and again.
ROUND = 28
WORDS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def tasks(number):
    """The tasks of a play: the same in most of them, and a channel that comes and goes."""
    return [
        ("access_token", {}),
        ("channels", {"channels": THREE}),
        ("message", {"channel": "general", "text": "Good morning.", "key": WORDS[number % len(WORDS)]}),
        ("channel", {"name": "night-shift", "level": "private", "state": ("present", "absent")[number % 2]}),
    ]


def play(node, number):
    playing = Play(node.project)
    return [playing.run(action, arguments) for action, arguments in tasks(number)]


def size(store):
    """How many files there are in a state store, and of how many bytes."""
    sizes = [path.stat().st_size for path in store.iterdir()]
    return len(sizes), sum(sizes)


def test_nothing_piles_up_in_the_state_store(stage, search, full, tell, tell_the_most):
    count = PLAYS[not full]
    stage.emulator.reset()
    node = stage.node()
    node.sign_in()
    sizes = []
    for number in range(count):
        results = node.begin(lambda number=number: play(node, number)).finish()
        assert not [result for result in results if result.get("failed")], results
        assert [*search.in_results(results)] == []
        sizes.append(size(node.store))
        stage.emulator.control("log", method="DELETE")
        stage.clock.pass_at_once(PAUSE_SECONDS, stage.emulator)
    for what in zip(*sizes, strict=True):
        assert max(what[-ROUND:]) <= max(what[:ROUND]), what
    assert [*search.in_node(node)] == []

    stage.clock.pass_at_once(LONG, stage.emulator)
    assert node.run("access_token", {})["changed"]
    left = [path.name for path in node.store.glob("data-*")]
    assert [name.startswith("data-token-") for name in left] == [True], left
    files, number_of_bytes = map(max, zip(*sizes, strict=True))
    tell("soak", **{"plays, each in a process of its own": count})
    tell_the_most("soak", **{"files in the state store": files, "bytes in the state store": number_of_bytes})


def memory():
    """The most that this process has ever had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def test_nothing_piles_up_in_memory(stage, full, tell, tell_the_most):
    """In one process, which no process of Ansible is for so many tasks."""
    count = PLAYS[not full]
    stage.emulator.reset()
    node = stage.node()
    node.sign_in()
    # By the quick clock, half a minute of patience would be a moment.
    node.environment["ZOHO_CLIQ_TIMEOUT"] = str(30 * FACTOR)

    def run():
        had = []
        for number in range(count):
            results = play(node, number)
            assert not [result for result in results if result.get("failed")], results
            had.append(memory())
        return had[count // 2], had[-1]

    hooks = [short_pauses, quick_clock(FACTOR, time.time())]
    half, end = node.begin(run, hooks=hooks).finish(600)
    assert end - half <= SLACK_BYTES
    tell("soak", **{"plays in one process": count})
    tell_the_most("soak", **{"bytes of memory more in the second half of them": end - half})
