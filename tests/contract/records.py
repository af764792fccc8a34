# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""
The recorded requests and answers, one for each shape.

What a test says in a text does not matter to a document, so records that differ in that alone are one. Words that look like
values of an enumeration are kept, and so is roughly how long a text is and how large a number.
"""

from __future__ import annotations

import dataclasses
import json
import re
import typing as t
from pathlib import Path

_WORD = re.compile(r"[a-z][a-z_]{0,23}")
_DIGITS = re.compile(r"\d+")


@dataclasses.dataclass(frozen=True)
class Record:
    """
    One request and its answer.

    ``part`` is the part of the test run, ``writer`` is ``emulator`` or ``script``, ``body`` and ``answer`` are None where empty
    and else have a ``type`` with one of ``json``, ``form``, ``text`` or ``broken``. ``status`` is None if no answer came.
    """

    part: str
    writer: str
    by_collection: bool
    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: t.Any = None
    status: int | None = None
    answer: t.Any = None
    quirks: t.Mapping[str, t.Any] = dataclasses.field(default_factory=dict)
    test: str | None = None

    @property
    def segments(self) -> tuple[str, ...]:
        """The path without what names a network."""
        segments = tuple(self.path.strip("/").split("/"))
        return segments[2:] if segments[0] == "network" else segments

    @property
    def code(self) -> str | None:
        """The code of an error."""
        content = (self.answer or {}).get("json")
        return content.get("code") if isinstance(content, dict) else None

    def __str__(self) -> str:
        where = self.test or self.part
        more = f" with {', '.join(f'{name}={value}' for name, value in self.quirks.items())}" if self.quirks else ""
        return f"{self.method} {self.path} -> {self.status} ({where}{more})"


class Traffic:
    """All records below a folder, of which each sub-folder is a part of the test run."""

    def __init__(self, folder: Path) -> None:
        self.count = 0
        self.records: list[Record] = []
        seen: set[str] = set()
        for path in sorted(folder.glob("*/*.jsonl")):
            with path.open(encoding="utf-8") as lines:
                for line in lines:
                    self.count += 1
                    record = _parsed(path.parent.name, line)
                    shape = _shape_of(record)
                    if shape not in seen:
                        seen.add(shape)
                        self.records.append(record)


def of_description(part: str, writer: str, raw: t.Mapping[str, t.Any]) -> Record:
    """The record of what the emulator's recorder says of a request and its answer."""
    query = tuple((name, value) for name, value in raw["query"])
    return Record(part, writer, **{**raw, "query": query})


def _parsed(part: str, line: str) -> Record:
    raw = json.loads(line)
    return of_description(part, raw.pop("writer"), raw)


def _shape_of(record: Record) -> str:
    version, below = record.segments[:2], record.segments[2:]
    path = (*version, *(segment if _WORD.fullmatch(segment) else "*" for segment in below))
    known = (record.part, record.writer, record.by_collection, record.method, path, record.status, record.test)
    content = ([(name, shape(value)) for name, value in record.query], shape(record.body), shape(record.answer))
    return repr((known, sorted(record.quirks.items()), content))


def shape(value: t.Any) -> t.Any:
    """What is the same for values that a document treats alike."""
    if isinstance(value, dict):
        return tuple(sorted((_DIGITS.sub("0", key), shape(item)) for key, item in value.items()))
    if isinstance(value, list):
        return ("list", min(len(value), 3), tuple(sorted({repr(shape(item)) for item in value})))
    if isinstance(value, str):
        if _WORD.fullmatch(value):
            return value
        return _DIGITS.sub("0", value) if len(value) < 40 else ("text", len(value).bit_length())
    if isinstance(value, bool) or value is None:
        return value
    return (type(value).__name__, abs(value) > 2**31, value < 0)
