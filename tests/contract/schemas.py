# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""
Schemas of Zoho's documents, read strictly, and completed by the examples beside them.

An object has the properties that are written down and no others, unless ``additionalProperties`` says something about them. An
example counts as written down: often it has properties that the schema beside it lacks, or the schema says no more than "object".
Where the two differ about a property, the schema is right.
"""

from __future__ import annotations

import base64
import binascii
import copy
import typing as t

from openapi_schema_validator import OAS30Validator, oas30_format_checker

Schema = dict[str, t.Any]

_VARIANTS = ("oneOf", "anyOf", "allOf")
_LITERAL = ("example", "enum", "default")


def _is_base64(value: object) -> bool:
    return not isinstance(value, str) or (value.isascii() and base64.b64decode(value, validate=True) is not None)


_FORMATS = copy.copy(oas30_format_checker)
# The library's own check of this format fails on what is not ASCII.
_FORMATS.checkers = {**oas30_format_checker.checkers, "byte": (_is_base64, binascii.Error)}


def validator(schema: Schema) -> t.Any:
    """What checks values against a schema, formats included."""
    return OAS30Validator(schema, format_checker=_FORMATS)


def of_content(content: t.Mapping[str, t.Any]) -> Schema:
    """The schema of one content type of a body, references resolved, with its examples."""
    schema = content.get("schema", {})
    examples = [entry.get("value") for entry in content.get("examples", {}).values()]
    if "example" in content:
        examples.append(content["example"])
    for example in examples:
        schema = _merged(schema, _inferred(example))
    return t.cast("Schema", strict(schema))


def strict(schema: t.Any) -> t.Any:
    """A schema in which nothing may be that is not written down."""
    if isinstance(schema, list):
        return [strict(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    if isinstance(schema.get("example"), dict | list):
        schema = _merged(
            {key: value for key, value in schema.items() if key != "example"}, _inferred(schema["example"])
        )
    closed: Schema = {}
    for key, value in schema.items():
        if key == "properties" and isinstance(value, dict):
            closed[key] = {name: strict(item) for name, item in value.items()}
        else:
            closed[key] = value if key in _LITERAL else strict(value)
    if isinstance(closed.get("properties"), dict) and "allOf" not in closed:
        closed.setdefault("additionalProperties", False)
    return closed


def _inferred(example: t.Any) -> Schema:
    """What an example shows of a schema."""
    if isinstance(example, dict):
        return {"type": "object", "properties": {str(key): _inferred(value) for key, value in example.items()}}
    if isinstance(example, list):
        items: Schema = {}
        for item in example:
            items = _merged(items, _inferred(item))
        return {"type": "array", "items": items}
    if isinstance(example, bool):
        return {"type": "boolean"}
    if isinstance(example, int):
        return {"type": "integer"}
    if isinstance(example, float):
        return {"type": "number"}
    return {"type": "string"} if isinstance(example, str) else {}


def _merged(schema: Schema, shown: Schema) -> Schema:
    """A schema with the properties that an example has beyond it."""
    if any(key in schema for key in _VARIANTS):
        return schema
    if not any(key in schema for key in ("type", "properties", "items", "additionalProperties")):
        return {**shown, **schema}
    kind = schema.get("type", shown.get("type"))
    if kind != shown.get("type"):
        return schema
    if kind == "array":
        return {**schema, "items": _merged(schema.get("items", {}), shown["items"])}
    if kind == "object" and "additionalProperties" not in schema:
        known = schema.get("properties", {})
        new = {
            name: _merged(known[name], item) if name in known else item for name, item in shown["properties"].items()
        }
        return {**schema, "type": "object", "properties": {**known, **new}}
    return schema
