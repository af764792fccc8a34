# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
What a lookup costs when its token is cached: the difference to ``ansible.builtin.env`` in the same loop.

Both are evaluated in a template that loops and measures itself, in tasks that take turns. So fork, callbacks and Ansible's own
work for an item of a task's loop, some milliseconds that vary more than the lookup costs, are not in the figures. The first
evaluation in a worker, which imports the plugin and decrypts a vaulted file, is. The clock leaves out the time for which other
processes had the processors: they slow down both lookups, and so make a difference larger.
"""

from __future__ import annotations

from pathlib import Path
from statistics import median

from .desk import VAULT_PASSWORD, Desk
from .emulators import Emulator
from .rows import Report

EVALUATIONS, PAIRS = 250, 9
LIMIT_MS = 0.5
LOOKUPS = {"env": "lookup('ansible.builtin.env', 'HOME')", "token": "lookup('zoho.cliq.access_token')"}


def template(lookup: str, count: int) -> str:
    """A template that tells the milliseconds that ``count`` evaluations took."""
    return (
        "{% set start = lookup('own_time') %}"
        f"{{% for _number in range({count}) %}}{{% set _value = {lookup} %}}{{% endfor %}}"
        "{{ (lookup('own_time') - start) * 1000 }}"
    )


def run(folder: Path, collections: Path) -> Report:
    report = Report("warm-lookup")
    with Emulator(folder) as emulator:
        for vaulted in (False, True):
            for way in ("vars_files", "environment"):
                desk = Desk.new(folder / f"{way}-{vaulted}", emulator, collections)
                desk.sign_in(emulator, "credentials.yml", VAULT_PASSWORD if vaulted else None)
                shown = f"{'vaulted' if vaulted else 'plain'} file, {way}"
                _measure(report, desk, way, shown)
    return report


def _measure(report: Report, desk: Desk, way: str, shown: str) -> None:
    play = {"vars_files": ["credentials.yml"]} if way == "vars_files" else {}
    if way == "environment":
        desk.environment["ZOHO_CLIQ_CREDENTIALS_FILE"] = "credentials.yml"
    tasks = [_task("warm", LOOKUPS["token"], 1)]
    for _pair in range(PAIRS):
        for name, lookup in LOOKUPS.items():
            tasks += [_task(f"{name} once", lookup, 1), _task(f"{name} loop", lookup, EVALUATIONS)]
    desk.play(tasks, **play)
    done = desk.run()
    taken = {
        task: [float(result["msg"]) for result in done.all(task)]
        for task in ("env once", "token once", "env loop", "token loop")
    }
    more = [(token - env) / EVALUATIONS for env, token in zip(taken["env loop"], taken["token loop"], strict=True)]
    details = {"evaluations": EVALUATIONS, "pairs": PAIRS, "all": more}
    report.at_most(LIMIT_MS, f"more than env, per evaluation in a loop ({shown})", median(more), "ms", **details)
    # The first evaluation of a task is in the loop as well; the others are what is left without it.
    later = [
        (loop - once) / (EVALUATIONS - 1) for once, loop in zip(taken["token once"], taken["token loop"], strict=True)
    ]
    report.tell(f"the first evaluation in a task ({shown})", median(taken["token once"]), "ms", all=taken["token once"])
    report.tell(f"each later one ({shown})", median(later), "ms", all=later)


def _task(name: str, lookup: str, count: int) -> dict[str, object]:
    return {"name": name, "ansible.builtin.debug": {"msg": template(lookup, count)}}
