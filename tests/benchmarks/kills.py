# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Code exchanges that are killed at every point, and what the next run makes of it."""

from __future__ import annotations

import shutil
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue

from . import judge
from .desk import VAULT_PASSWORD, Desk, Stopwatch
from .emulators import Emulator
from .moments import Kill, plan
from .rows import Report
from .scene import PROMISES, Scene, Verdict


def run(folder: Path, collections: Path, *, kills: int, jobs: int, seed: int) -> Report:
    report = Report("kills")
    wanted = plan(kills, seed)
    todo: SimpleQueue[tuple[int, Kill]] = SimpleQueue()
    for numbered in enumerate(wanted):
        todo.put(numbered)
    watch = Stopwatch()
    with ThreadPoolExecutor(jobs) as executor:
        workers = [executor.submit(_work, folder / f"worker{n}", collections, todo) for n in range(jobs)]
        verdicts = [verdict for worker in workers for verdict in worker.result()]
    _tell(report, verdicts, seed)
    report.tell("time", watch.seconds(), "s")
    return report


def _work(folder: Path, collections: Path, todo: SimpleQueue[tuple[int, Kill]]) -> list[Verdict]:
    """Kill what is to be done, with an emulator of one's own."""
    folder.mkdir()
    verdicts = []
    with Emulator(folder, "--limits", "off", "--quirk", "token-limits=off") as emulator:
        while not todo.empty():
            number, kill = todo.get()
            emulator.control("reset", method="POST")
            desk = Desk.new(folder / f"kill{number}", emulator, collections)
            verdict = Scene(desk, emulator, VAULT_PASSWORD).play(kill)
            verdicts.append(verdict)
            for promise, what in verdict.problems:
                print(f"kill {number}: {promise}: {what}", flush=True)
            if not verdict.problems:
                shutil.rmtree(desk.project.parent)
            if number % 20 == 19:
                print(f"kills: {number + 1} …", flush=True)
    return verdicts


def _tell(report: Report, verdicts: list[Verdict], seed: int) -> None:
    kinds = Counter(verdict.kind for verdict in verdicts)
    by_moment = Counter(f"{verdict.kill.moment.name}: {verdict.kind}" for verdict in verdicts)
    report.tell("runs killed or finished before", len(verdicts), seed=seed, by_moment=dict(sorted(by_moment.items())))
    report.tell("of them replacing credentials", sum(verdict.kill.replacing for verdict in verdicts))
    for kind in judge.CLASSES:
        if kinds[kind] or kind not in (judge.LOST, judge.UNTRACED):
            report.tell(f"- {kind}", kinds[kind])
    broken = [problem for verdict in verdicts for problem in verdict.problems]
    for promise in PROMISES:
        found = [what for kind, what in broken if kind == promise]
        report.exactly(0, promise, len(found), found=found)
    report.tell("temporary files left, no secret in them", sum(verdict.temporary_files for verdict in verdicts))
    report.exactly(0, "old refresh tokens never revoked", sum(v.old_token_left for v in verdicts))
