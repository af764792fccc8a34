# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Command line: PYTHONPATH=tests python -m benchmarks"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from . import emulator_speed, evicted, kills, one_request, redis_store, rows, warm_lookup
from .emulators import ROOT
from .rows import Report
from .workspace import growth, quota, shares, single, speed

CACHE = ROOT / ".cache"
NAMES = (
    "one-request",
    "warm-lookup",
    "evicted",
    "redis",
    "emulator",
    "kills",
    "channels",
    "profile",
    "single",
    "growth",
    "memory",
    "quota",
)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="benchmarks", description="Measure what is claimed, and say where it is missed."
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which of {', '.join(NAMES)} (default: all)")
    parser.add_argument(
        "--kills", type=int, default=200, metavar="N", help="how many runs to kill (default %(default)s)"
    )
    parser.add_argument("--jobs", type=int, default=2, metavar="N", help="how many at a time (default %(default)s)")
    parser.add_argument(
        "--rounds", type=int, default=5, metavar="N", help="how often to measure each way (default %(default)s)"
    )
    parser.add_argument(
        "--without-uri", action="store_true", help="leave A out of channels, which takes eight minutes a round"
    )
    parser.add_argument("--seed", type=int, default=20260, help="of the random times (default %(default)s)")
    parser.add_argument("--json", type=Path, default=CACHE / "benchmarks.json", metavar="PATH", help="where figures go")
    parser.add_argument(
        "--collections", type=Path, metavar="PATH", help="measure the collection there, not the checkout"
    )
    options = parser.parse_args()
    unknown = set(options.names) - set(NAMES)
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    return options


def copy_of_the_checkout() -> Path:
    """Ansible finds a collection only below a folder ansible_collections."""
    tree = CACHE / "benchmarks-tree"
    subprocess.run(
        [sys.executable, str(ROOT / "tests/tools/tree.py"), str(tree)], check=True, stdout=subprocess.DEVNULL
    )
    return tree


def main() -> int:
    options = arguments()
    collections = (options.collections or copy_of_the_checkout()).resolve()
    everything: dict[str, Callable[[Path], Report]] = {
        "one-request": lambda folder: one_request.run(folder, collections),
        "warm-lookup": lambda folder: warm_lookup.run(folder, collections),
        "evicted": lambda folder: evicted.run(folder, collections),
        "redis": lambda folder: redis_store.run(folder, collections),
        "emulator": lambda folder: emulator_speed.run(folder, collections),
        "kills": lambda folder: kills.run(
            folder, collections, kills=options.kills, jobs=options.jobs, seed=options.seed
        ),
        "channels": lambda folder: speed.run(folder, collections, rounds=options.rounds, uri=not options.without_uri),
        "profile": lambda folder: shares.run(folder, collections, rounds=options.rounds),
        "single": lambda folder: single.run(folder, collections),
        "growth": lambda folder: growth.run(folder, collections),
        "memory": lambda folder: growth.memory(folder, collections),
        "quota": lambda folder: quota.run(folder, collections),
    }
    found: list[rows.Row] = []
    skipped: dict[str, str] = {}
    for name, benchmark in everything.items():
        if options.names and name not in options.names:
            continue
        print(f"{name} …", flush=True)
        with tempfile.TemporaryDirectory(prefix="zoho-cliq-benchmark-") as folder:
            report = benchmark(Path(folder))
        found += report.rows
        if report.skipped:
            skipped[name] = report.skipped
    machine = {
        "python": platform.python_version(),
        "ansible-core": importlib.metadata.version("ansible-core"),
        "processors": os.cpu_count(),
        "load": os.getloadavg()[0],
        "seed": options.seed,
    }
    options.json.parent.mkdir(parents=True, exist_ok=True)
    options.json.write_text(
        json.dumps({"machine": machine, "rows": rows.as_data(found), "skipped": skipped}, indent=2) + "\n"
    )
    print("\n" + rows.table(found))
    print("\n" + ", ".join(f"{name} {value}" for name, value in machine.items()))
    for name, reason in skipped.items():
        print(f"{name} was skipped: {reason}")
    missed = [row for row in found if row.met is False]
    print(f"{len(missed)} targets missed; all figures are in {options.json}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
