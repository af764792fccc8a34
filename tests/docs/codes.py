# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The error codes that the plugins can report, read from their source, so that no test has a list of them."""

from __future__ import annotations

import ast
import typing as t
from pathlib import Path

from ansible_collections.zoho.cliq.plugins.module_utils import _errors
from ansible_collections.zoho.cliq.plugins.module_utils._cliq import errors as cliq_errors
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import answers

PLUGINS = Path(_errors.__file__).parents[1]
# Where a code is made from parts, it is this one in the table.
MADE = {"http_": "http_NUMBER"}


def _classes() -> set[str]:
    """The names of the exceptions of the collection."""
    found, new = set(), {_errors.ZohoCliqError}
    while new:
        found |= new
        new = {below for one in new for below in one.__subclasses__()}
    return {one.__name__ for one in found}


def _constants(tree: ast.Module) -> dict[str, t.Any]:
    """The texts to which names at the top of a file are set."""
    return {
        target.id: statement.value.value
        for statement in tree.body
        if isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }


def _beginning(node: ast.JoinedStr) -> str:
    return str(getattr(node.values[0], "value", ""))


def _texts(node: ast.expr, constants: dict[str, t.Any]) -> t.Iterator[str]:
    """The codes that an expression can have; those that it takes over from elsewhere are found there."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Name) and node.id.isupper():
        yield constants[node.id]
    elif isinstance(node, ast.Attribute) and node.attr.isupper():
        yield getattr(cliq_errors, node.attr)
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            yield from _texts(value, constants)
    elif isinstance(node, ast.IfExp):
        yield from _texts(node.body, constants)
        yield from _texts(node.orelse, constants)
    elif isinstance(node, ast.JoinedStr) and _beginning(node) in MADE:
        yield MADE[_beginning(node)]
    elif not isinstance(node, (ast.Name, ast.Attribute, ast.Call, ast.Constant)):
        raise AssertionError(f"a code of a form that nobody reads: {ast.unparse(node)}")


def _of_file(path: Path, classes: set[str]) -> t.Iterator[str]:
    tree = ast.parse(path.read_text())
    constants = {**vars(cliq_errors), **_constants(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            for keyword in node.keywords:
                name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
                if keyword.arg == "code" and (name in classes or name == "__init__"):
                    yield from _texts(keyword.value, constants)
        elif isinstance(node, ast.FunctionDef):
            # The default of an exception that is raised without a code, and codes in the hands of helpers.
            for argument, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
                if argument.arg == "code" and default is not None:
                    yield from _texts(default, constants)
        elif isinstance(node, ast.Dict):
            keys = [getattr(key, "value", None) for key in node.keys]
            if {"code", "status", "message"} <= set(keys):
                yield from _texts(node.values[keys.index("code")], constants)
        elif isinstance(node, ast.Assign):
            # A name that is handed on as the code of an error later.
            names = {getattr(target, "id", None) for target in node.targets}
            if "code" in names or ("label" in names and isinstance(node.value, ast.BoolOp)):
                yield from _texts(node.value, constants)


def of_plugins() -> set[str]:
    """The codes that the collection gives to errors by itself, and those of Zoho about which it says something of its own."""
    classes = _classes()
    found = {code for path in sorted(PLUGINS.rglob("*.py")) for code in _of_file(path, classes)}
    return found | set(answers.ERRORS) | set(cliq_errors._SENTENCES) | set(cliq_errors.TOKEN_INVALID)
