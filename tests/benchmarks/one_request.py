# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hundreds of lookups in three plays at once, and one token request."""

from __future__ import annotations

from pathlib import Path

from .desk import Desk, Stopwatch
from .emulators import Emulator
from .rows import Report

HOSTS, TASKS, PLAYS = 50, 10, 3


def run(folder: Path, collections: Path) -> Report:
    report = Report("one-request")
    with Emulator(folder) as emulator:
        desk = Desk.new(folder / "desk", emulator, collections)
        desk.sign_in(emulator, "credentials.yml")
        # Each result proves which token its lookup returned, without showing it.
        message = "{{ lookup('zoho.cliq.access_token') | hash('sha256') }}"
        tasks = [{"name": "Use", "ansible.builtin.debug": {"msg": message}} for _number in range(TASKS)]
        desk.play(tasks, hosts="all", vars_files=["credentials.yml"])
        inventory = desk.inventory(HOSTS)
        emulator.control("log", method="DELETE")
        watch = Stopwatch()
        runs = [desk.start("-i", inventory) for _number in range(PLAYS)]
        finished = [run.finish() for run in runs]
        seconds = watch.seconds()
        answers = [result["msg"] for done in finished for result in done.all("Use")]
        counters = emulator.counters()
    wanted = HOSTS * TASKS * PLAYS
    report.exactly(1, f"token requests of {PLAYS} plays at once, cold state store", counters["token_requests"])
    report.exactly(wanted, f"lookups that returned a token ({PLAYS} plays, {HOSTS} hosts, {TASKS} tasks)", len(answers))
    report.exactly(1, "different tokens among them", len(set(answers)))
    report.exactly(0, "requests refused by a limit of Zoho", counters["refused"])
    report.tell("time of the three plays", seconds, "s")
    return report
