# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a benchmark says: rows with a value, and a target where there is one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Row:
    """One figure. ``met`` is None where there is no target."""

    benchmark: str
    what: str
    value: float
    unit: str = ""
    target: str = ""
    met: bool | None = None
    details: dict[str, Any] = field(default_factory=dict)


@dataclass
class Report:
    """The rows of one benchmark, in the order in which they are shown; or why it was ``skipped``."""

    benchmark: str
    rows: list[Row] = field(default_factory=list)
    skipped: str = ""

    def tell(self, what: str, value: float, unit: str = "", **details: Any) -> None:
        self.rows.append(Row(self.benchmark, what, value, unit, details=details))

    def exactly(self, wanted: float, what: str, value: float, unit: str = "", **details: Any) -> None:
        self.rows.append(Row(self.benchmark, what, value, unit, f"= {wanted}", value == wanted, details))

    def at_least(self, limit: float, what: str, value: float, unit: str = "", **details: Any) -> None:
        self.rows.append(Row(self.benchmark, what, value, unit, f">= {limit}", value >= limit, details))

    def at_most(self, limit: float, what: str, value: float, unit: str = "", **details: Any) -> None:
        self.rows.append(Row(self.benchmark, what, value, unit, f"<= {limit}", value <= limit, details))


def table(rows: list[Row]) -> str:
    """The rows for a terminal."""
    cells = [("benchmark", "what", "value", "target", "")]
    for row in rows:
        value = f"{row.value:.3f}" if isinstance(row.value, float) else str(row.value)
        verdict = "" if row.met is None else "met" if row.met else "MISSED"
        cells.append((row.benchmark, row.what, f"{value} {row.unit}".strip(), row.target, verdict))
    widths = [max(len(line[column]) for line in cells) for column in range(5)]
    align: list[Callable[[str, int], str]] = [str.ljust, str.ljust, str.rjust, str.ljust, str.ljust]
    return "\n".join(
        "  ".join(align[column](line[column], widths[column]) for column in range(5)).rstrip() for line in cells
    )


def as_data(rows: list[Row]) -> list[dict[str, Any]]:
    return [asdict(row) for row in rows]
