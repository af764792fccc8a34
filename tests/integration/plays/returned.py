# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares results of tasks with what the documentation of their modules says comes back."""

from __future__ import annotations

import typing as t

from ansible_collections.zoho.cliq.tests.integration.plays import documented

Result = dict[str, t.Any]
Description = t.Mapping[str, t.Any]

# What Ansible has in any result, or may have.
_OF_ANSIBLE = {
    "changed",
    "failed",
    "msg",
    "diff",
    "invocation",
    "warnings",
    "deprecations",
    "skipped",
    "exception",
    "item",
}
_TYPES: dict[str, type | tuple[type, ...]] = {
    "str": str,
    "path": str,
    "int": int,
    "float": (int, float),
    "bool": bool,
    "list": list,
    "dict": dict,
}
# In these words the documentation says that there may be more than it lists.
OPEN = "all that Cliq returns"


def is_hidden(result: Result) -> bool:
    return "censored" in result


def of_module(result: Result) -> Result:
    """A result without what Ansible puts into any."""
    return {
        key: value
        for key, value in result.items()
        if key not in _OF_ANSIBLE and not key.startswith(("ansible_", "_ansible_"))
    }


def each(result: Result) -> list[Result]:
    """The results of the items of a loop, or the one result of a task without a loop."""
    items = result.get("results")
    if isinstance(items, list) and items and all(isinstance(one, dict) and "ansible_loop_var" in one for one in items):
        return items
    return [result]


def differences(module: str, result: Result) -> list[str]:
    """In what a result is not what the documentation says, one sentence each."""
    if is_hidden(result) or result.get("skipped"):
        return []
    returned = documented.sections(module)[2]
    wanted = ("always", "failure") if result.get("failed") else ("always", "success")
    found = [
        f"{key} does not come back"
        for key, description in returned.items()
        if description.get("returned") in wanted and key not in result
    ]
    if not result.get("failed") and "failure" in result:
        found.append("failure comes back though nothing failed")
    return [f"{module}: {one}" for one in found + _of_mapping(of_module(result), returned, "", is_open=False)]


def _of_mapping(value: Result, described: Description, path: str, *, is_open: bool) -> list[str]:
    found: list[str] = []
    for key, inner in value.items():
        where = f"{path}.{key}" if path else str(key)
        if key in described:
            found += _of_value(inner, described[key], where)
        elif not is_open:
            found.append(f"{where} is not documented")
    return found


def _of_value(value: t.Any, description: Description, path: str) -> list[str]:
    kind = description.get("type", "str")
    if value is None:
        return (
            []
            if kind == "raw" or "null" in text(description)
            else [f"{path} is null, which its description does not say"]
        )
    if not _fits(value, kind):
        return [f"{path} is documented as {kind}, and is a {type(value).__name__}"]
    contained = description.get("contains")
    elements = description.get("elements")
    found: list[str] = []
    for number, one in enumerate(value if kind == "list" else [value] if contained else []):
        if kind == "list" and elements and not _fits(one, elements):
            found.append(f"{path}[{number}] is documented as {elements}, and is a {type(one).__name__}")
        elif contained and isinstance(one, dict):
            found += _of_mapping(one, contained, path, is_open=OPEN in text(description))
    return found


def _fits(value: t.Any, kind: str) -> bool:
    if kind not in _TYPES:
        return True
    if isinstance(value, bool) and kind != "bool":
        return False
    return isinstance(value, _TYPES[kind])


def text(description: Description) -> str:
    written = description.get("description", "")
    return " ".join([written] if isinstance(written, str) else written)


def promised(module: str) -> set[str]:
    """All that the documentation says may come back, as dotted paths."""
    return set(_promised(documented.sections(module)[2], ""))


def _promised(described: Description, path: str) -> t.Iterator[str]:
    for key, description in described.items():
        where = f"{path}.{key}" if path else str(key)
        yield where
        yield from _promised(description.get("contains") or {}, where)


def seen(module: str, result: Result) -> set[str]:
    """Which of these a result has."""
    return set() if is_hidden(result) else set(_seen(of_module(result), documented.sections(module)[2], ""))


def _seen(value: Result, described: Description, path: str) -> t.Iterator[str]:
    for key, inner in value.items():
        if key not in described:
            continue
        where = f"{path}.{key}" if path else str(key)
        yield where
        for one in inner if isinstance(inner, list) else [inner]:
            if isinstance(one, dict):
                yield from _seen(one, described[key].get("contains") or {}, where)
