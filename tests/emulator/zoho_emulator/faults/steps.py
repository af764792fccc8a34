# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One step of a story: what it waits for, what it does, and how often it has happened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from .effects import ACT, AFTERWARDS, INSTEAD, REST, Effect

Seen = Mapping[str, str | None]
MATCHED = ("side", "method", "path", "data_center", "user", "grant_type", "name")
_MOST_TOLD = 100


@dataclass(eq=False)
class Step:
    """
    `match` is None where none is given. `point` is None for a request as a whole; then `at` says where in its course it comes.

    `left` is how often it can still happen (None: without end). `begun` is the moment on the steady clock from which it waits.
    """

    effect: Effect
    details: dict[str, Any]
    match: dict[str, str] | None = None
    point: str | None = None
    at: str = "before"
    count: int = 1
    wait: float = 0.0
    left: int | None = 1
    note: str = ""
    begun: float | None = None
    met: int = 0  # fitting requests so far
    open: int = 0  # taken, and not happened yet
    happened: list[dict[str, Any]] = field(default_factory=list)
    times_happened: int = 0

    @property
    def answers(self) -> bool:
        """Whether it takes a request for itself; an act lets it go on to the next fault."""
        return self.effect.manner != ACT

    @property
    def by_itself(self) -> bool:
        """Whether it comes as soon as it is its turn, without a request."""
        return not self.answers and self.match is None and self.point is None

    @property
    def over(self) -> bool:
        return self.left == 0 and not self.open

    @property
    def comes_first(self) -> bool:
        """Whether it comes before the work, or before the rest of it."""
        return self.effect.manner == INSTEAD or (self.effect.takes_at and self.at == "before")

    @property
    def rests_in_the_work(self) -> bool:
        return self.effect.manner == REST and self.point is not None and self.left != 0

    @property
    def spoils(self) -> bool:
        return self.effect.manner == AFTERWARDS

    def due(self, now: float) -> bool:
        return self.begun is not None and self.begun + self.wait <= now

    def meets(self, seen: Seen, point: str | None, at: str, now: float) -> bool:
        """Whether this request, at this point, is one that it waits for; the ones before `count` are let pass."""
        if self.by_itself or self.left == 0 or self.point != point or (point is not None and self.at != at):
            return False
        if not self.due(now) or not all(
            fnmatchcase(seen.get(key) or "", one) for key, one in (self.match or {}).items()
        ):
            return False
        self.met += 1
        return self.met >= self.count

    def take(self) -> None:
        """Use it up for one request; it has happened when told() says so."""
        self.open += 1
        if self.left is not None:
            self.left -= 1

    def told(self, **what: Any) -> None:
        """It has happened."""
        self.open -= 1
        self.times_happened += 1
        if len(self.happened) < _MOST_TOLD:
            self.happened.append(what)

    def as_dict(self) -> dict[str, Any]:
        """How it was asked for, and how often it can still happen."""
        shown: dict[str, Any] = {"note": self.note} if self.note else {}
        if self.point is not None:
            shown[self.at] = self.point
        shown |= {"do": self.effect.name, "match": self.match or {}, "left": self.left, **self.details}
        if self.effect.takes_at and self.point is None and not self.by_itself:
            shown["at"] = self.at
        if self.count > 1:
            shown["count"] = self.count
        if self.wait:
            shown["wait"] = self.wait
        return shown
