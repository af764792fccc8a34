# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
200 new channels under Cliq's limits: 20 creations in a minute, and a lock of some minutes for whoever sends one more.

The clocks of the emulator and of the runs go six times as fast. Faster, Ansible's own time would look like waiting, and hide the
lock that plain tasks run into.
"""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

from ..desk import Stopwatch
from ..emulators import Emulator
from ..rows import Report
from .ways import LOOP, Place, described

CHANNELS, PLAYS, FACTOR = 200, 4, 6
LIMIT, WINDOW = 20, 60
# The first calls of the last minute can be sent so many seconds after the first of all.
LEAST = (CHANNELS // LIMIT - 1) * WINDOW
SHARE = 1.05
_QUICK = str(Path(__file__).parent / "quick_clock")
_WAIT = {"rate_limit_wait": -1}


def run(folder: Path, collections: Path) -> Report:
    report = Report("quota")
    with Emulator(folder, "--clock", str(FACTOR), "--quirk", "create-lock-minutes=10") as emulator:
        for name, task in (
            ("zoho.cliq.channels", {"zoho.cliq.channels": {"channels": "{{ channels }}", **_WAIT}}),
            ("zoho.cliq.channel in a loop", {**LOOP, "zoho.cliq.channel": {**LOOP["zoho.cliq.channel"], **_WAIT}}),
        ):
            place = _place(emulator, folder / name.replace(" ", "-"), collections)
            place.desk.play([{**task, "name": "All"}], vars_files=["credentials.yml", "workspace.yml"])
            watch = Stopwatch()
            place.desk.run()
            _rows(report, emulator, place, name, watch.seconds() * FACTOR)
        _four_at_once(report, emulator, folder, collections)
        _by_hand(report, emulator, folder, collections)
    return report


def _place(emulator: Emulator, folder: Path, collections: Path) -> Place:
    place = Place(emulator, folder, collections, described(CHANNELS))
    place.desk.environment.update(
        PYTHONPATH=_QUICK, QUICK_CLOCK=str(FACTOR), QUICK_CLOCK_SINCE=str(time.time()), ZOHO_CLIQ_PACE_REQUESTS="true"
    )
    emulator.control("log", method="DELETE")
    return place


def _four_at_once(report: Report, emulator: Emulator, folder: Path, collections: Path) -> None:
    place = _place(emulator, folder / "four", collections)
    watch = Stopwatch()
    runs = []
    for number in range(PLAYS):
        task = {"zoho.cliq.channels": {"channels": f"{{{{ channels[{number}::{PLAYS}] }}}}", **_WAIT}}
        play = f"share{number}.yml"
        place.desk.play([{"name": "A share", **task}], play, vars_files=["credentials.yml", "workspace.yml"])
        runs.append(place.desk.start(play=play))
    for run in runs:
        done = run.finish()
        if done.code:
            raise RuntimeError(done.output)
    _rows(report, emulator, place, f"{PLAYS} plays with zoho.cliq.channels at once", watch.seconds() * FACTOR)


def _by_hand(report: Report, emulator: Emulator, folder: Path, collections: Path) -> None:
    """Plain tasks are refused after the 20th creation, and go on being refused."""
    place = _place(emulator, folder / "uri", collections)
    place.desk.start("-e", "@given.yml", "-e", "@workspace.yml", play="uri_play.yml").finish()
    made = [row for row in emulator.control("channels") if row["name"].startswith("bench-")]
    counters = emulator.counters()
    report.tell(f"uri: channels of {CHANNELS} that were made", len(made))
    report.tell("uri: lock-outs", counters["lockouts"])
    report.tell("uri: refused requests", counters["refused"])


def _rows(report: Report, emulator: Emulator, place: Place, name: str, whole: float) -> None:
    made = [
        entry for entry in emulator.control("log") if entry["path"] == "/api/v2/channels" and entry["method"] == "POST"
    ]
    counters = emulator.counters()
    place.check()
    first, last = (datetime.fromisoformat(made[number]["time"]).timestamp() for number in (0, -1))
    report.exactly(CHANNELS, f"{name}: creations", len(made))
    report.at_most(
        SHARE, f"{name}: from the first creation to the last, by the least time of {LEAST} s", (last - first) / LEAST
    )
    report.tell(f"{name}: the whole run by that time", whole / LEAST)
    report.exactly(0, f"{name}: lock-outs", counters["lockouts"])
    report.exactly(0, f"{name}: refused requests", counters["refused"])
