# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""
Zoho's OpenAPI documents, as a table of operations.

Only what a check needs is read: paths, query parameters, bodies and answers. The names of the parameters in a path are left
aside, because the documents do not always spell them alike.
"""

from __future__ import annotations

import collections
import dataclasses
import re
import typing as t
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import yaml

from . import schemas
from .schemas import Schema

# The one written in C, where there is one: it is ten times as fast.
_LOADER: t.Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
# How Zoho's documents write limits, once their markup is taken away.
_CALLS = re.compile(r"(\d+) (?:requests|calls)[^.]*?(?:per|can be made per) min")
_CALLS_OF_FIVE_MINUTES = re.compile(r"(\d+) (?:requests|calls) (?:for|per) (?:five|5) min")
_LOCK = re.compile(r"Lock period ?: ?(\d+) min")
VERBS = ("get", "post", "put", "patch", "delete")


class BadDocument(Exception):
    """A document that cannot be read; the message says which and why."""


@dataclasses.dataclass(frozen=True)
class Parameter:
    """A parameter of the query."""

    schema: Schema
    required: bool


@dataclasses.dataclass(frozen=True, eq=False)
class Operation:
    """
    One operation of one document.

    ``path`` has ``*`` for each parameter. ``fixed`` are the query parameters that belong to the path. ``bodies`` and each value
    of ``answers`` map a content type to a schema; an answer without content maps nothing. ``calls`` are those of
    ``window_minutes``, ``lock_minutes`` are for whoever makes more; None where the text does not tell. ``scopes`` are lower case.
    """

    method: str
    path: str
    document: str
    fixed: t.Mapping[str, str] = dataclasses.field(default_factory=dict)
    query: t.Mapping[str, Parameter] = dataclasses.field(default_factory=dict)
    bodies: t.Mapping[str, Schema] = dataclasses.field(default_factory=dict)
    body_required: bool = False
    answers: t.Mapping[int, t.Mapping[str, Schema]] = dataclasses.field(default_factory=dict)
    calls: int | None = None
    lock_minutes: int | None = None
    scopes: frozenset[str] = frozenset()
    window_minutes: int = 1

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


class Documents:
    """All operations of a set of documents."""

    def __init__(self, operations: t.Iterable[Operation], names: t.Iterable[str] = ()) -> None:
        self.names = frozenset(names)
        self.operations = list(operations)
        self._by_name: dict[str, list[Operation]] = collections.defaultdict(list)
        for operation in self.operations:
            self._by_name[operation.name].append(operation)

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def of(self, name: str) -> list[Operation]:
        """Every description of an operation such as ``GET /api/v2/channels/*``: several documents may have one."""
        return self._by_name.get(name, [])


def read(folder: Path) -> Documents:
    """Read ``v2/*.yml`` and ``v3/*.yml`` in a folder; what has no ``paths`` is no OpenAPI document and left aside."""
    operations: list[Operation] = []
    names = []
    for path in sorted(folder.glob("v[0-9]/*.yml")):
        name = f"{path.parent.name}/{path.name}"
        try:
            document = yaml.load(path.read_text(encoding="utf-8"), _LOADER)
        except (OSError, ValueError, yaml.YAMLError) as problem:
            raise BadDocument(f"{path} cannot be read: {problem}") from None
        if isinstance(document, dict) and "paths" in document:
            names.append(name)
            operations += of_document(name, document)
    if not names:
        raise BadDocument(f"{folder} has no OpenAPI documents in v2 and v3.")
    return Documents(operations, names)


def of_document(name: str, document: t.Mapping[str, t.Any]) -> t.Iterator[Operation]:
    """Yield the operations of one document."""
    try:
        base = urlsplit(document["servers"][0]["url"]).path.rstrip("/")
        for template, item in document["paths"].items():
            path, _question, query = template.partition("?")
            path = base + re.sub(r"\{[^}]*\}", "*", path)
            for verb in VERBS:
                if verb in item:
                    yield _operation(name, document, verb.upper(), path, dict(parse_qsl(query)), item[verb])
    except (KeyError, TypeError, AttributeError, IndexError) as problem:
        raise BadDocument(f"{name} is no OpenAPI document as this check knows them: {problem!r}") from problem


def _operation(
    name: str,
    document: t.Mapping[str, t.Any],
    method: str,
    path: str,
    fixed: dict[str, str],
    raw: t.Mapping[str, t.Any],
) -> Operation:
    query = {}
    for entry in raw.get("parameters", []):
        parameter = _resolved(document, entry)
        if parameter["in"] == "query":
            query[parameter["name"]] = Parameter(parameter.get("schema", {}), parameter.get("required", False))
    body = _resolved(document, raw.get("requestBody", {}))
    answers = {}
    for status, entry in raw["responses"].items():
        answers[int(status)] = _contents(_resolved(document, entry))
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", raw.get("description", "")))
    granted = {scope.lower() for choice in raw.get("security", []) for scopes in choice.values() for scope in scopes}
    of_five = _number(_CALLS_OF_FIVE_MINUTES, text)
    return Operation(
        method,
        path,
        name,
        fixed,
        query,
        _contents(body),
        bool(body.get("required")),
        answers,
        _number(_CALLS, text) if of_five is None else of_five,
        _number(_LOCK, text),
        frozenset(granted),
        1 if of_five is None else 5,
    )


def _number(pattern: re.Pattern[str], text: str) -> int | None:
    found = pattern.search(text)
    return int(found.group(1)) if found else None


def _contents(entry: t.Mapping[str, t.Any]) -> dict[str, Schema]:
    return {kind: schemas.of_content(content) for kind, content in entry.get("content", {}).items()}


def _resolved(document: t.Mapping[str, t.Any], value: t.Any, above: tuple[str, ...] = ()) -> t.Any:
    """A value with what its references mean in their places; what refers to itself is left open there."""
    if isinstance(value, list):
        return [_resolved(document, item, above) for item in value]
    if not isinstance(value, dict):
        return value
    reference = value.get("$ref")
    if not isinstance(reference, str):
        return {key: _resolved(document, item, above) for key, item in value.items()}
    if reference in above:
        return {}
    target: t.Any = document
    for step in reference.removeprefix("#/").split("/"):
        target = target[step.replace("~1", "/").replace("~0", "~")]
    return _resolved(document, target, (*above, reference))
