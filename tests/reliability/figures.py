# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests tell in figures: for the end of a run, and for the page of results in the documentation."""

from __future__ import annotations

import typing as t
from collections import defaultdict
from pathlib import Path

from ansible_collections.zoho.cliq.tests.reliability.faults import KINDS
from ansible_collections.zoho.cliq.tests.reliability.matrix import CLASSES

BEGIN, END = ".. The figures begin here.\n", ".. The figures end here.\n"
CELLS = "cells"
# How the kinds of a figure that is a sum and of one that is a maximum begin.
SUM, MOST = "sum: ", "most: "
_OTHERS = {
    "kills": "Runs that got SIGKILL",
    "concurrency": "Tasks of twenty processes at once",
    "fuzz": "Tasks with input that nobody thought of",
    "neighbours": "Hostile neighbours",
    "soak": "A thousand plays in a row",
    "leak scan": "Files, results and outputs that were searched for secrets",
}


class Figures:
    """Figures by part and name, of all tests of a run."""

    def __init__(self) -> None:
        self._parts: dict[str, dict[str, int]] = defaultdict(dict)

    def __bool__(self) -> bool:
        return bool(self._parts)

    def take(self, properties: t.Iterable[tuple[str, t.Any]]) -> None:
        """Take those that a test has recorded; other properties are left alone."""
        for name, value in properties:
            for kind, put_together in ((SUM, int.__add__), (MOST, max)):
                if name.startswith(kind):
                    part, _colon, of_what = name.removeprefix(kind).partition(": ")
                    self._parts[part][of_what] = put_together(self._parts[part].get(of_what, 0), int(value))

    def lines(self) -> t.Iterator[str]:
        """A line for each part."""
        if self._parts[CELLS]:
            classes = self._by(2)
            yield f"fault matrix: {sum(classes.values())} cells; " + "; ".join(
                f"{classes[kind]} {kind}" for kind in CLASSES if kind in classes
            )
        for part, of_part in self._parts.items():
            if part != CELLS:
                yield f"{part}: " + "; ".join(f"{name} {of_part[name]:,}" for name in sorted(of_part))

    def _by(self, *columns: int) -> dict[t.Any, int]:
        """The cells, counted by some of module (0), fault (1) and what became of it (2)."""
        counts: dict[t.Any, int] = defaultdict(int)
        for name, number in self._parts[CELLS].items():
            words = name.split(" | ")
            found = tuple(words[column] for column in columns)
            counts[found if len(found) > 1 else found[0]] += number
        return counts

    def rst(self) -> str:
        """The tables of the page."""
        modules, faults, classes = self._by(0), self._by(1), self._by(2)
        together = self._by(1, 2)
        rows = [["What goes wrong", *(kind[0].upper() + kind[1:] for kind in CLASSES)]]
        rows += [
            [fault, *(str(together.get((fault, kind), 0)) for kind in CLASSES)] for fault in KINDS if fault in faults
        ]
        rows += [["all", *(str(classes.get(kind, 0)) for kind in CLASSES)]]
        tables = [
            _table(f"{sum(modules.values()):,} faults, and what became of the task", rows),
            _table(
                "The same, by module",
                [["Module", "Faults"], *([f"``{m}``", str(n)] for m, n in sorted(modules.items()))],
            ),
        ]
        for part, title in _OTHERS.items():
            of_part = self._parts.get(part, {})
            tables.append(_table(title, [["What", "How many"], *([n, f"{of_part[n]:,}"] for n in sorted(of_part))]))
        return "\n".join(tables)

    def write(self, page: Path, head: str) -> None:
        """Put the tables into the page, below ``head``, in place of those that are there."""
        text = page.read_text()
        before, _begin, rest = text.partition(BEGIN)
        _old, _end, after = rest.partition(END)
        page.write_text(f"{before}{BEGIN}\n{head}\n\n{self.rst()}\n{END}{after}")


def _table(title: str, rows: t.Sequence[t.Sequence[str]]) -> str:
    lines = [f".. list-table:: {title}", "  :header-rows: 1", ""]
    for row in rows:
        lines += [f"  {'*' if not number else ' '} - {cell}" for number, cell in enumerate(row)]
    return "\n".join([*lines, ""])
