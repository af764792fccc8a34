# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the documentation of the collection promises, read from the plugins themselves, so that no test has a list of them."""

from __future__ import annotations

import ast
import functools
import importlib
import re
import typing as t

import yaml
from ansible_collections.zoho.cliq.tests.integration.plays.emulator_process import COLLECTION

PLUGINS = COLLECTION / "plugins"
PREFIX = "zoho.cliq."
Entry = dict[str, t.Any]
# The last part of the name of an option, and a value of it.
_OPTION = re.compile(r"O\((?:[\w.\[\]]*\.)?(\w+)=(\w+)\)")
_SCOPE = re.compile(r"C\((ZohoCliq\.\w+\.\w+)\)")


def names(folder: str = "modules") -> list[str]:
    """The plugins in a folder of the collection, the modules if none is named."""
    return sorted(path.stem for path in (PLUGINS / folder).glob("[!_]*.py"))


@functools.cache
def sections(name: str, folder: str = "modules") -> tuple[t.Any, str, t.Any]:
    """The documentation of a plugin without its fragments, its examples as text, and what it returns."""
    texts: dict[str, str] = {}
    for statement in ast.parse((PLUGINS / folder / f"{name}.py").read_text()).body:
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant):
            texts.update(
                {target.id: statement.value.value for target in statement.targets if isinstance(target, ast.Name)}
            )
    returned = yaml.safe_load(texts.get("RETURN", "")) or {}
    return yaml.safe_load(texts["DOCUMENTATION"]), texts.get("EXAMPLES", ""), returned


@functools.cache
def _fragments(name: str) -> tuple[str, ...]:
    """The fragments from which a module takes a part of its documentation."""
    return tuple(sections(name)[0].get("extends_documentation_fragment", ()))


def calls_cliq(name: str) -> bool:
    """Whether a module sends requests to Cliq, and not only to Zoho's accounts server."""
    return "zoho.cliq._options.api" in _fragments(name)


def is_info(name: str) -> bool:
    return "zoho.cliq._attributes.info_module" in _fragments(name)


@functools.cache
def writing_modules() -> tuple[str, ...]:
    """The modules that can change something at Cliq."""
    return tuple(name for name in names() if calls_cliq(name) and not is_info(name))


@functools.cache
def _attribute(name: str, attribute: str) -> t.Any:
    """What a module, and the fragments of its documentation, say of one of its attributes."""
    described = dict(sections(name)[0].get("attributes", {}).get(attribute, {}))
    for fragment in _fragments(name):
        file, _dot, variable = fragment.removeprefix(PREFIX).partition(".")
        module = importlib.import_module(f"ansible_collections.zoho.cliq.plugins.doc_fragments.{file}")
        content = yaml.safe_load(getattr(module.ModuleDocFragment, variable.upper() or "DOCUMENTATION"))
        described = {**content.get("attributes", {}).get(attribute, {}), **described}
    return described


def support(name: str, attribute: str) -> str:
    """What a module says of one of its attributes: full, partial or none."""
    return str(_attribute(name, attribute)["support"])


def is_idempotent(task: Entry) -> bool:
    """
    Whether a task of the collection must change nothing when it runs again.

    A module that says ``partial`` names the options with which it is idempotent, or, if it converges, those with which it is not.
    """
    name = str(own_module(task))
    if support(name, "idempotent") != "partial":
        return support(name, "idempotent") == "full"
    details = "\n".join(_attribute(name, "idempotent")["details"])
    condition = re.search(r"With (.+) the module is idempotent", details)
    if condition:
        return any(option in (task[PREFIX + name] or {}) for option in re.findall(r"O\((\w+)\)", condition[1]))
    exceptions = _OPTION.findall(details)
    text = yaml.safe_dump(task)
    return bool(body(name).converges) and not any(f"{option}: {value}" in text for option, value in exceptions)


def scopes(modules: t.Iterable[str]) -> list[str]:
    """The scopes that the documentation of these modules names."""
    found: set[str] = set()
    for name in modules:
        found.update(_SCOPE.findall("\n".join(sections(name)[0]["description"])))
    return sorted(found)


def body(name: str) -> t.Any:
    """The body of a module, with its argument spec and its constraints."""
    return importlib.import_module(f"ansible_collections.zoho.cliq.plugins.module_utils._module.{name}").BODY


def own_module(task: Entry) -> str | None:
    """The module of the collection that a task runs, by its short name."""
    for key in task:
        if key.startswith(PREFIX):
            return key.removeprefix(PREFIX)
    return None


def used_modules(entries: t.Iterable[Entry]) -> set[str]:
    """The modules of the collection that tasks, blocks and plays use."""
    found: set[str] = set()
    for entry in entries:
        name = own_module(entry)
        if name:
            found.add(name)
        for key in ("tasks", "block", "rescue", "always"):
            found |= used_modules(entry.get(key) or [])
    return found


def examples(name: str, folder: str = "modules") -> list[Entry]:
    """The examples of a plugin: tasks, plays, or both; none if they are no YAML of a playbook (that of a callback, say)."""
    try:
        entries = yaml.safe_load(sections(name, folder)[1])
    except yaml.YAMLError:
        return []
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        return []
    return entries


def as_plays(entries: list[Entry]) -> list[Entry]:
    """Examples as a playbook: tasks that stand together become one play."""
    plays: list[Entry] = []
    for entry in entries:
        if "hosts" in entry:
            plays.append(entry)
            continue
        if not plays or not plays[-1].get("made here"):
            plays.append(
                {"name": "Examples", "hosts": "localhost", "gather_facts": False, "tasks": [], "made here": True}
            )
        plays[-1]["tasks"].append(entry)
    return [{key: value for key, value in play.items() if key != "made here"} for play in plays]
