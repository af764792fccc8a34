# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What of a request and its answer is not as an operation of Zoho's documents has it."""

from __future__ import annotations

import dataclasses
import json
import re
import typing as t

from .documents import Operation
from .records import Record
from .schemas import Schema, validator

_WHOLE = re.compile(r"-?\d+")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")
_MISSING = re.compile(r"'(.+)' is a required property", re.DOTALL)
UNKNOWN_KEY = "extra_key_found"


@dataclasses.dataclass(frozen=True)
class Deviation:
    """
    One thing that is not as documented.

    ``at`` is a place such as ``request/query/limit``, ``request/body/config/reply_mode``, ``answer/status`` or
    ``answer/body/channels/*/level``. ``rule`` is a keyword of JSON Schema (``type``, ``enum``, ``format``, …), or
    ``undocumented``, ``missing``, ``content-type``, ``broken``, ``refused``. ``value`` is what is there.
    """

    at: str
    rule: str
    value: t.Any = None

    def __str__(self) -> str:
        value = json.dumps(self.value, ensure_ascii=False)
        return f"{self.at}: {self.rule}: {value if len(value) <= 160 else value[:160] + '…'}"


def deviations(record: Record, operation: Operation, *, request: bool = True) -> list[Deviation]:
    """All deviations of a record from an operation; without ``request``, of the answer alone."""
    unknown_key = record.code == UNKNOWN_KEY
    sent = [*_query(record, operation), *_body(record, operation)] if request or unknown_key else []
    answered = [*_answer(record, operation)]
    if unknown_key and not any(one.rule == "undocumented" for one in sent):
        answered.append(Deviation("answer/body/code", "refused", told(record)))
    return [*sent, *answered] if request else answered


def fits(record: Record, operation: Operation) -> bool:
    """Whether the query parameters that belong to the path are there."""
    given = dict(record.query)
    return all(given.get(name) in (value, "") for name, value in operation.fixed.items())


def is_refused(record: Record) -> bool:
    """Whether the answer says that the request was not as it should be."""
    return record.status is not None and record.status >= 400


# Requests


def _query(record: Record, operation: Operation) -> t.Iterator[Deviation]:
    given = [(name, value) for name, value in record.query if name not in operation.fixed]
    for name, text in given:
        parameter = operation.query.get(name)
        if parameter is None:
            yield Deviation(f"request/query/{name}", "undocumented", text)
        else:
            yield from _errors(parameter.schema, cast(parameter.schema, text), f"request/query/{name}")
    names = {name for name, _value in given}
    for name, parameter in operation.query.items():
        if parameter.required and name not in names and name not in operation.fixed:
            yield Deviation(f"request/query/{name}", "missing")


def cast(schema: Schema, text: str) -> t.Any:
    """A text of a query or a form as what its schema says it is, or as a text if it is none."""
    kind = schema.get("type")
    if kind == "integer" and _WHOLE.fullmatch(text):
        return int(text)
    if kind == "number" and _NUMBER.fullmatch(text):
        return float(text)
    if kind == "boolean" and text in ("true", "false"):
        return text == "true"
    if kind in ("array", "object"):
        try:
            return json.loads(text)
        except ValueError:
            pass
    return text


def _body(record: Record, operation: Operation) -> t.Iterator[Deviation]:
    at = "request/body"
    if record.body is None:
        if operation.body_required:
            yield Deviation(at, "missing")
        return
    if not operation.bodies:
        yield Deviation(at, "undocumented", record.body)
        return
    schema = operation.bodies.get(record.body["type"])
    if schema is None:
        yield Deviation(at, "content-type", record.body["type"])
        schema = _of_any_type(operation)
    if "json" in record.body:
        yield from _errors(schema, record.body["json"], at)
    elif "form" in record.body:
        yield from _errors(schema, _form(record.body["form"], schema), at)
    else:
        yield Deviation(at, "broken", record.body)


def _of_any_type(operation: Operation) -> Schema:
    return next(iter(operation.bodies.values()))


def _form(parts: t.Sequence[t.Mapping[str, t.Any]], schema: Schema) -> dict[str, t.Any]:
    """A form as the object that a document describes it as; files of one name are a list."""
    form: dict[str, t.Any] = {}
    for part in parts:
        name = part["name"]
        if part.get("file"):
            form.setdefault(name, []).append("")
        else:
            form[name] = cast(schema.get("properties", {}).get(name, {}), part["value"])
    return form


# Answers


def _answer(record: Record, operation: Operation) -> t.Iterator[Deviation]:
    if record.status is None:
        return
    documented = operation.answers.get(record.status)
    if documented is None:
        yield Deviation("answer/status", "undocumented", told(record))
        return
    if record.answer is None:
        if documented:
            yield Deviation("answer/body", "missing", told(record))
        return
    if not documented:
        yield Deviation("answer/body", "undocumented", told(record))
        return
    schema = documented.get(record.answer["type"])
    if schema is None:
        yield Deviation("answer/body", "content-type", told(record))
    elif "json" in record.answer:
        yield from _errors(schema, record.answer["json"], "answer/body")
    else:
        yield Deviation("answer/body", "broken", told(record))


def told(record: Record) -> dict[str, t.Any]:
    """An answer as an exception can describe it."""
    answer = record.answer or {}
    content = {name: answer[name] for name in ("json", "text") if name in answer}
    return {"status": record.status, "type": answer.get("type"), **content}


# Schemas


def _errors(schema: Schema, value: t.Any, at: str) -> t.Iterator[Deviation]:
    for error in validator(schema).iter_errors(value):
        yield from _plain(error, at)


def _plain(error: t.Any, at: str) -> t.Iterator[Deviation]:
    """What jsonschema reports, in a form that does not depend on its wording."""
    place = "/".join([at, *("*" if isinstance(step, int) else step for step in error.absolute_path)])
    if error.validator in ("oneOf", "anyOf") and error.context:
        variants: dict[int, list[t.Any]] = {}
        for inner in error.context:
            variants.setdefault(inner.schema_path[0], []).append(inner)
        # The variant that is nearest tells most: the one with the fewest errors, and of these the one with the deepest.
        nearest = min(variants.values(), key=lambda found: (len(found), -max(len(one.absolute_path) for one in found)))
        for inner in nearest:
            yield from _plain(inner, at)
    elif error.validator == "additionalProperties" and error.validator_value is False:
        for name in error.instance:
            if name not in error.schema.get("properties", {}):
                yield Deviation(f"{place}/{name}", "undocumented", error.instance[name])
    elif error.validator == "required":
        named = _MISSING.search(error.message)
        yield Deviation(f"{place}/{named.group(1)}" if named else place, "missing")
    else:
        yield Deviation(place, error.validator, error.instance)
