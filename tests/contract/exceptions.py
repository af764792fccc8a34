# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""
What is known to differ from Zoho's documents: exceptions.yml, with a source and a reason for each entry.

An entry that nothing needs any more is reported, and so is each of its patterns, so that the file tells the truth.
"""

from __future__ import annotations

import collections
import dataclasses
import fnmatch
import typing as t
from pathlib import Path

import yaml

from .checker import Deviation
from .documents import Documents, Operation, Parameter
from .records import Record
from .schemas import Schema, validator

_ENTRY = {
    "operations": "patterns, such as POST /api/v2/channels/*/archive",
    "at": "patterns for places, such as answer/body/channels/*/level",
    "rules": "keywords, such as enum or undocumented",
    "value": "a JSON Schema that the deviating value fits",
    "quirk": "the quirks under which it is so",
    "tests": "patterns for unit tests whose scripted answers are meant",
    "document": "the document that it is about",
    "without": "the document without which it is so",
    "source": "who says so",
    "reason": "why",
}
_OPERATION = {"name", "query", "body", "body?", "answers", "document", "source", "reason"}


class BadException(Exception):
    """An entry that cannot be understood; the message says which and why."""


@dataclasses.dataclass(eq=False)
class Exemption:
    """One entry. A pattern has ``*`` for anything; ``name`` tells the place in the file."""

    name: str
    operations: tuple[str, ...]
    at: tuple[str, ...]
    rules: tuple[str, ...]
    value: Schema
    quirk: t.Mapping[str, t.Any]
    tests: tuple[str, ...]
    document: str | None
    without: str | None
    source: str
    reason: str
    needed: collections.Counter[str] = dataclasses.field(default_factory=collections.Counter)

    def names(self, operation: str, at: str) -> bool:
        """Whether this is about a place of an operation; it is needed then."""
        patterns = _first(self.operations, operation), _first(self.at, at)
        if None in patterns:
            return False
        self.needed.update(t.cast("tuple[str, str]", patterns))
        return True

    def covers(
        self, record: Record, operation: str, document: str | None, deviation: Deviation
    ) -> tuple[str, ...] | None:
        """The patterns by which this is the exception for a deviation, or None if it is not."""
        if self.tests and record.test is None:
            return None
        if self.document not in (None, document) or any(
            record.quirks.get(key) != self.quirk[key] for key in self.quirk
        ):
            return None
        patterns = (
            _first(self.operations, operation),
            _first(self.at, deviation.at),
            _first(self.rules, deviation.rule),
            _first(self.tests, record.test or "") if self.tests else "",
        )
        if None in patterns or not validator(self.value).is_valid(deviation.value):
            return None
        return t.cast("tuple[str, ...]", patterns)

    def dead(self) -> list[str]:
        """The patterns that nothing needed."""
        return [pattern for pattern in (*self.operations, *self.at, *self.tests) if not self.needed[pattern]]

    def __str__(self) -> str:
        return f"{self.name} ({self.at[0]} of {self.operations[0]}: {self.reason})"


def _first(patterns: t.Iterable[str], text: str) -> str | None:
    return next((pattern for pattern in patterns if fnmatch.fnmatchcase(text, pattern)), None)


@dataclasses.dataclass
class Exceptions:
    """All entries, the operations of which no document tells, and the properties that the emulator never shows."""

    exemptions: list[Exemption] = dataclasses.field(default_factory=list)
    operations: list[Operation] = dataclasses.field(default_factory=list)
    unshown: list[Exemption] = dataclasses.field(default_factory=list)

    def concerning(self, documents: Documents) -> Exceptions:
        """What these documents leave open: what is about another document, or stands in for one of them, is left out."""
        return Exceptions(
            [entry for entry in self.exemptions if _applies(entry, documents.names)],
            [operation for operation in self.operations if operation.document not in documents.names],
            [entry for entry in self.unshown if _applies(entry, documents.names)],
        )


def _applies(entry: Exemption, names: t.Container[str]) -> bool:
    return (entry.document is None or entry.document in names) and (entry.without is None or entry.without not in names)


def read(path: Path) -> Exceptions:
    """Read the file; raises BadException."""
    return parsed(yaml.safe_load(path.read_text(encoding="utf-8")))


def parsed(content: t.Mapping[str, t.Any]) -> Exceptions:
    """What the content of a file means; raises BadException."""
    entries = [_exemption("exception", number, raw) for number, raw in enumerate(content.get("exceptions", []), 1)]
    # What a test scripts is no claim about Zoho, so that it needs no source.
    for number, raw in enumerate(content.get("scripts", []), 1):
        entries.append(_exemption("script", number, {"tests": "*", "source": "tests/unit", **raw}))
    unshown = [
        _exemption("unshown", number, {"source": "tests/emulator", **raw})
        for number, raw in enumerate(content.get("unshown", []), 1)
    ]
    return Exceptions(entries, [_operation(raw) for raw in content.get("operations", [])], unshown)


def _exemption(kind: str, number: int, raw: t.Mapping[str, t.Any]) -> Exemption:
    unknown = sorted(set(raw) - set(_ENTRY))
    missing = [key for key in ("operations", "at", "source", "reason") if not raw.get(key)]
    if unknown or missing:
        what = f"has unknown keys: {', '.join(unknown)}" if unknown else f"lacks {', '.join(missing)}"
        raise BadException(f"{kind} {number} {what}")
    return Exemption(
        f"{kind} {number}",
        _texts(raw["operations"]),
        _texts(raw["at"]),
        _texts(raw.get("rules", "*")),
        raw.get("value", {}),
        raw.get("quirk", {}),
        _texts(raw.get("tests", ())),
        raw.get("document"),
        raw.get("without"),
        raw["source"],
        raw["reason"],
    )


def _texts(value: t.Any) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def _operation(raw: t.Mapping[str, t.Any]) -> Operation:
    """An operation of the file. ``document`` is the one that would describe it, or else the source."""
    unknown = sorted(set(raw) - _OPERATION)
    missing = [key for key in ("name", "answers", "source", "reason") if key not in raw]
    if unknown or missing:
        what = f"has unknown keys: {', '.join(unknown)}" if unknown else f"lacks {', '.join(missing)}"
        raise BadException(f"the operation {raw.get('name')} {what}")
    method, path = raw["name"].split(" ")
    query = {
        key.rstrip("?"): Parameter(plain(kind), not key.endswith("?")) for key, kind in raw.get("query", {}).items()
    }
    body = raw.get("body", raw.get("body?"))
    bodies = {} if body is None else {"application/json": plain(body)}
    answers = {
        int(status): {} if content is None else {"application/json": plain(content)}
        for status, content in raw["answers"].items()
    }
    return Operation(method, path, raw.get("document") or raw["source"], {}, query, bodies, "body" in raw, answers)


_TYPES = ("string", "integer", "number", "boolean", "object", "array")


def plain(short: t.Any) -> Schema:
    """
    The schema that the short form of the file means.

    A text is a type, ``date-time``, ``any``, or values with ``|`` between them. A list with one item is a list of such items. A
    mapping is an object with these properties and no others; each is required unless its name ends with ``?``, and ``*`` stands
    for all names.
    """
    if isinstance(short, list):
        return {"type": "array", "items": plain(short[0])}
    if isinstance(short, dict):
        if set(short) == {"*"}:
            return {"type": "object", "additionalProperties": plain(short["*"])}
        required = [key for key in short if not key.endswith("?")]
        properties = {key.rstrip("?"): plain(value) for key, value in short.items()}
        schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
        return {**schema, "required": required} if required else schema
    if short == "any":
        return {}
    if short == "date-time":
        return {"type": "string", "format": "date-time"}
    if short in _TYPES:
        return {"type": short}
    if isinstance(short, str):
        return {"type": "string", "enum": short.split("|")}
    raise BadException(f"{short!r} is no short form of a schema")
