# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
What a state store in Redis costs: lookups of several processes at once, and decisions about quotas.

Each process runs the lookup as a worker of Ansible does, with all that belongs to it, and measures itself. They begin together,
with nothing in Redis.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

from unit.plugins import redis_process

from .desk import Desk
from .emulators import Emulator
from .rows import Report

PROCESSES, LOOKUPS, DECISIONS = 8, 200, 200
LOOKUP_LIMIT_MS, DECISION_LIMIT_MS = 2.0, 1.0

WORKER = """
import json, sys, time
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import init_plugin_loader, lookup_loader
from ansible.template import Templar

root, lookups, decisions = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
init_plugin_loader([root])
loader = DataLoader()

def look():
    started = time.perf_counter()
    plugin = lookup_loader.get("zoho.cliq.access_token", loader=loader, templar=Templar(loader=loader, variables={}))
    token = plugin.run([], {})[0]
    return token, (time.perf_counter() - started) * 1000

def decide():
    import os
    from ansible_collections.zoho.cliq.plugins.module_utils._state.store import open_store
    store = open_store(os.environ["ZOHO_CLIQ_STATE_STORE"], default_directory="")
    store.blocked("warm-up")
    for number in range(decisions):
        # As many calls as Cliq allows in a minute for most of its endpoints, then those of the next one.
        ledger = f"quota-{os.getpid()}-{number // 30}"
        started = time.perf_counter()
        slot = store.reserve(ledger, limit=30, window=60.0, hold=90.0).slot
        store.settle(ledger, slot)
        yield (time.perf_counter() - started) * 1000

print("ready", flush=True)
sys.stdin.readline()
results = [look() for _number in range(lookups)]
print(json.dumps({
    "tokens": sorted({token for token, _milliseconds in results}),
    "lookups": [milliseconds for _token, milliseconds in results],
    "decisions": list(decide()),
}))
"""


def run(folder: Path, collections: Path) -> Report:
    report = Report("redis")
    if not redis_process.is_here():
        report.skipped = redis_process.MISSING
        return report
    with Emulator(folder) as emulator:
        server = redis_process.Server()
        try:
            desk = Desk.new(folder / "desk", emulator, collections)
            desk.environment["ZOHO_CLIQ_STATE_STORE"] = server.url
            desk.environment["ZOHO_CLIQ_CREDENTIALS_FILE"] = str(desk.project / "credentials.yml")
            desk.sign_in(emulator, "credentials.yml")
            emulator.control("log", method="DELETE")
            together = _run(desk, collections, PROCESSES, 0)
            requests = emulator.counters()["token_requests"]
            # What one of them takes by itself, when nothing else has the processors.
            (alone,) = _run(desk, collections, 1, DECISIONS)
        finally:
            server.close()
    tokens = {token for result in together for token in result["tokens"]}
    report.exactly(1, f"token requests of {PROCESSES} processes with {LOOKUPS} lookups each, cold", requests)
    report.exactly(1, "different tokens among them", len(tokens))
    warm = alone["lookups"][1:]
    report.at_most(LOOKUP_LIMIT_MS, "a lookup, after the first of a process, median", median(warm), "ms", all=warm)
    report.tell("the first lookup of a process, which imports the library", alone["lookups"][0], "ms")
    later = [milliseconds for result in together for milliseconds in result["lookups"][1:]]
    report.tell(f"a lookup of {PROCESSES} processes at once, median", median(later), "ms")
    decisions = alone["decisions"]
    what = "a decision about a quota (reserve and settle), median"
    report.at_most(DECISION_LIMIT_MS, what, median(decisions), "ms", all=decisions)
    return report


def _run(desk: Desk, collections: Path, processes: int, decisions: int) -> list[dict[str, Any]]:
    words = [sys.executable, "-c", WORKER, str(collections), str(LOOKUPS), str(decisions)]
    environment = {**desk.environment, "PYTHONPATH": str(collections)}
    running = [
        subprocess.Popen(
            words, cwd=desk.project, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _number in range(processes)
    ]
    try:
        for process in running:
            if process.stdout.readline() != "ready\n":
                raise RuntimeError(f"a process ended with {process.wait(10)}")
        for process in running:
            process.stdin.write("go\n")
            process.stdin.flush()
        return [json.loads(process.communicate(timeout=300)[0]) for process in running]
    finally:
        for process in running:
            process.kill()
            process.wait()
