# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ten times the channels take ten times as long, and not more; and what memory they take, beside an action that does nothing."""

from __future__ import annotations

from pathlib import Path
from statistics import median

from ..emulators import Emulator
from ..rows import Report
from .ways import Outcome, Place, described

FEW, MANY = 200, 2000
SIZES, ROUNDS = (2000, 5000), 3
FLAT, MEGABYTES, SHARE = 1.2, 60, 1.2


def run(folder: Path, collections: Path) -> Report:
    """How the cost of a channel grows."""
    report = Report("growth")
    with Emulator(folder, "--limits", "off", "--quirk", "token-limits=off") as emulator:
        each: dict[int, float] = {}
        for count in (FEW, MANY):
            rounds = []
            for number in range(ROUNDS):
                place = Place(emulator, folder / f"{count}-{number}", collections, described(count))
                empty = place.empty().seconds
                rounds.append((place.all().seconds - empty) / count * 1000)
                place.check()
            each[count] = median(rounds)
            report.tell(f"W6: for each of {count} new channels, beyond an empty play", each[count], "ms", all=rounds)
    report.at_most(FLAT, f"W6: the cost of one of {MANY}, and of one of {FEW}", each[MANY] / each[FEW])
    return report


def memory(folder: Path, collections: Path) -> Report:
    """The memory and the time of a run that has nothing to do, and of an action that only takes the same argument."""
    report = Report("memory")
    with Emulator(folder, "--limits", "off", "--quirk", "token-limits=off") as emulator:
        for count in SIZES:
            # With members, there is a call for each channel, which has nothing to do with its being an argument.
            channels = [{**one, "members": None} for one in described(count)]
            place = Place(emulator, folder / str(count), collections, channels)
            place.all()
            plays = ("no_op.yml", "channels.yml", "src.yml")
            _rows(report, count, [tuple(place.weighed(play) for play in plays) for _number in range(ROUNDS)])
    return report


def _rows(report: Report, count: int, rounds: list[tuple[Outcome, ...]]) -> None:
    nothing, argument, source = ([taken[way] for taken in rounds] for way in range(3))
    report.tell(
        f"{count} channels: memory of the largest process, no-op", median(one.megabytes for one in nothing), "MB"
    )
    report.tell(f"{count} channels: time, no-op", median(one.seconds for one in nothing), "s")
    for shown, taken in (("as an argument", argument), ("with src", source)):
        more = [mine.megabytes - its.megabytes for its, mine in zip(nothing, taken, strict=True)]
        times = [mine.seconds / its.seconds for its, mine in zip(nothing, taken, strict=True)]
        report.at_most(MEGABYTES, f"{count} channels: more memory than that, {shown}", median(more), "MB", all=more)
        report.tell(f"{count} channels: time, {shown}", median(one.seconds for one in taken), "s")
        what = f"{count} channels: so many times as long as the no-op, {shown}"
        if taken is source:
            report.at_most(SHARE, what, median(times), all=times)
        else:
            report.tell(what, median(times), all=times)
