# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on demand: the next matching requests are answered badly, late, or not at all."""

from __future__ import annotations

from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Any

from .holds import POINTS

KINDS = ("status", "html", "cut", "slow", "drop_before", "drop_after", "truncate_json", "redirect", "hold")
_INSTEAD = ("status", "html", "drop_before", "redirect")
_MATCHED = ("side", "method", "path", "data_center", "user", "grant_type")


@dataclass
class Fault:
    kind: str
    match: dict[str, str]
    left: int | None  # None: until it is taken away
    status: int
    seconds: float
    location: str
    body: str | None
    at: str  # where `hold` holds
    headers: dict[str, str] = field(default_factory=dict)

    def fits(self, request: dict[str, str | None]) -> bool:
        return all(fnmatchcase(request.get(key) or "", pattern) for key, pattern in self.match.items())

    @property
    def comes_first(self) -> bool:
        """Whether it comes before the work, not after it."""
        return self.kind in _INSTEAD or (self.kind == "hold" and self.at == "before")

    def as_dict(self) -> dict[str, Any]:
        shown = {
            "do": self.kind,
            "match": self.match,
            "left": self.left,
            "status": self.status,
            "seconds": self.seconds,
        }
        return {**shown, "at": self.at} if self.kind == "hold" else shown


class Faults:
    """The faults in the order in which they were asked for; the first that fits is used up first."""

    def __init__(self) -> None:
        self.waiting: list[Fault] = []

    def add(self, items: Any) -> None:
        """Take a list of faults, or none of them if one is wrong."""
        if not isinstance(items, list):
            items = [items]
        self.waiting.extend([_parse(item) for item in items])

    def clear(self) -> None:
        self.waiting.clear()

    def take(self, request: dict[str, str | None]) -> Fault | None:
        for fault in self.waiting:
            if fault.fits(request):
                if fault.left is not None:
                    fault.left -= 1
                    if fault.left <= 0:
                        self.waiting.remove(fault)
                return fault
        return None


def _parse(item: Any) -> Fault:
    if not isinstance(item, dict):
        raise ValueError("a fault is an object")
    known = {"match", "times", "do", "status", "seconds", "location", "body", "headers", "at"}
    unknown = sorted(set(item) - known)
    if unknown:
        raise ValueError(f"unknown key in a fault: {', '.join(unknown)}")
    kind = item.get("do")
    if kind not in KINDS:
        raise ValueError(f"do: {kind!r} is none of {', '.join(KINDS)}")
    match = item.get("match", {})
    strange = sorted(set(match) - set(_MATCHED))
    if strange:
        raise ValueError(f"unknown key in match: {', '.join(strange)}")
    times = item.get("times", 1)
    if times is not None and (isinstance(times, bool) or not isinstance(times, int) or times < 1):
        raise ValueError("times is a number from 1 on, or null for ever")
    at = item.get("at", POINTS[0])
    if at not in POINTS or ("at" in item and kind != "hold"):
        raise ValueError(f"at is {' or '.join(POINTS)}, for do: hold only")
    default_status = {"html": 200, "redirect": 302}.get(kind, 503)
    return Fault(
        kind=kind,
        match={key: str(value) for key, value in match.items()},
        left=times,
        status=int(item.get("status", default_status)),
        seconds=float(item.get("seconds", 1)),
        location=str(item.get("location", "http://redirect.invalid/")),
        body=item.get("body"),
        at=at,
        headers={str(key): str(value) for key, value in item.get("headers", {}).items()},
    )
