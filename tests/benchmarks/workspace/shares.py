# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Whose the time is that ``zoho.cliq.channels`` takes: Ansible's, that of the calls, or the collection's own.

An empty play and an action that takes the same argument and does nothing show Ansible's share, a bare script that makes the same
calls shows that of the network and of the emulator, which works while the script waits. What is left is the collection's.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from statistics import median

from ..emulators import Emulator
from ..rows import Report
from .ways import Place, described

CHANNELS = 200
WORKS = {"W1": f"{CHANNELS} new channels", "W2": "nothing to do"}
WAYS = {"script": Place.script, "all": Place.all, "source": Place.source}
ROWS: dict[str, Callable[[dict[str, float]], float]] = {
    "zoho.cliq.channels": lambda taken: taken["all"],
    "of that Ansible, an empty play": lambda taken: taken["empty"],
    "of that Ansible, handing over the list": lambda taken: taken["no-op"] - taken["empty"],
    "of that the calls, as a bare script makes them": lambda taken: taken["script"],
    "of that the collection": lambda taken: taken["all"] - taken["no-op"] - taken["script"],
    "zoho.cliq.channels with src": lambda taken: taken["source"],
}


def run(folder: Path, collections: Path, *, rounds: int) -> Report:
    report = Report("profile")
    taken: dict[str, list[dict[str, float]]] = {work: [] for work in WORKS}
    with Emulator(folder, "--limits", "off", "--quirk", "token-limits=off") as emulator:
        for number in range(rounds):
            idle = Place(emulator, folder / f"ansible{number}", collections, described(CHANNELS))
            round_of = {work: {"empty": idle.empty().seconds, "no-op": idle.no_op().seconds} for work in WORKS}
            for name, way in WAYS.items():
                place = Place(emulator, folder / f"{name}{number}", collections, described(CHANNELS))
                for work in WORKS:
                    round_of[work][name] = way(place).seconds
            for work in WORKS:
                taken[work].append(round_of[work])
    for work, shown in WORKS.items():
        for what, of in ROWS.items():
            seconds = [of(one) for one in taken[work]]
            report.tell(f"{work} {shown}: {what}", median(seconds), "s", all=seconds)
    return report
