# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
200 channels with five members each: made, made again with nothing to do, and put right where 20 have drifted.

A is a play with tasks of ``ansible.builtin.uri``, B a bare script and an empty play, C ``zoho.cliq.channel`` in a loop, and D
``zoho.cliq.channels``, once with the list as an argument and once with ``src``. Each round has all of them one after the
other, so that a ratio is one of neighbours.
"""

from __future__ import annotations

from pathlib import Path
from statistics import median

from ..emulators import Emulator
from ..rows import Report
from .ways import Outcome, Place, described

CHANNELS, DRIFTED = 200, 20
BY_FILE = "D with src"
WAYS = {"A": Place.uri, "B": Place.bare, "C": Place.loop, "D": Place.all, BY_FILE: Place.source}
# How many times as long as B it may take.
MOST = {"W1": 1.3, "W2": 1.5}
WORKS = {"W1": f"{CHANNELS} new channels", "W2": "nothing to do", "W3": f"{DRIFTED} of {CHANNELS} drifted"}


def run(folder: Path, collections: Path, *, rounds: int, uri: bool = True) -> Report:
    """Measure all ways, or all but ``uri``, which takes longer than all others together."""
    report = Report("channels")
    ways = {way: bring_about for way, bring_about in WAYS.items() if uri or way != "A"}
    taken: dict[tuple[str, str], list[Outcome]] = {}
    with Emulator(folder, "--limits", "off", "--quirk", "token-limits=off") as emulator:
        for number in range(rounds):
            for way, bring_about in ways.items():
                place = Place(emulator, folder / f"{way}{number}", collections, described(CHANNELS))
                for work in WORKS:
                    if work == "W3":
                        place.drift(DRIFTED)
                    taken.setdefault((work, way), []).append(bring_about(place))
                    # One by one, channels are looked after, and not who is in channels that were there.
                    place.check()
    for work, shown in WORKS.items():
        for way in ways:
            seconds = [outcome.seconds for outcome in taken[work, way]]
            report.tell(f"{work} {shown}: {way}", median(seconds), "s", all=seconds)
        _ratios(report, work, {way: taken[work, way] for way in ways})
    return report


def _ratios(report: Report, work: str, taken: dict[str, list[Outcome]]) -> None:
    def ratios(one: str, other: str) -> list[float]:
        return [mine.seconds / its.seconds for mine, its in zip(taken[one], taken[other], strict=True)]

    if work == "W1" and "A" in taken:
        to_hand = ratios("A", "C")
        report.at_least(20, f"{work}: C is so many times faster than A", median(to_hand), all=to_hand)
        all_at_once = ratios("A", "D")
        report.at_least(40, f"{work}: D is so many times faster than A", median(all_at_once), all=all_at_once)
    for way in ("D", BY_FILE):
        to_floor = ratios(way, "B")
        what = f"{work}: {way} takes so many times as long as B"
        if work in MOST:
            report.at_most(MOST[work], what, median(to_floor), all=to_floor)
        else:
            report.tell(what, median(to_floor), all=to_floor)
    fewest = taken["B"][0].calls
    worst = max([*taken["D"], *taken[BY_FILE]], key=lambda outcome: outcome.requests)
    report.exactly(
        sum(fewest.values()), f"{work}: calls of D, and the fewest possible", worst.requests, calls=worst.calls
    )
    for way in ("A", "C"):
        if way in taken:
            report.tell(f"{work}: calls of {way}", taken[way][0].requests, calls=taken[way][0].calls)
