# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the documentation says is what the code does, and the code lies where it belongs."""

from __future__ import annotations

import ast
import dataclasses
import pathlib
import sys
import typing as t

import pytest
import yaml
from ansible.plugins.loader import fragment_loader
from ansible.utils.plugin_docs import get_docstring
from ansible_collections.zoho.cliq.plugins.module_utils import _http
from ansible_collections.zoho.cliq.plugins.module_utils._module import _specs
from ansible_collections.zoho.cliq.plugins.plugin_utils import _lookup, _notify, _options

PLUGINS = pathlib.Path(_http.__file__).parents[1]
COLLECTION = PLUGINS.parent
PREFIX = "ansible_collections.zoho.cliq.plugins."


def names(folder: str) -> list[str]:
    """The plugins in a folder."""
    return sorted(path.stem for path in (PLUGINS / folder).glob("*.py") if not path.name.startswith("_"))


MODULES = names("modules")


def documentation(kind: str, name: str) -> tuple[dict[str, t.Any], t.Any]:
    """The documentation of a plugin with its fragments, and its examples."""
    folder = {"module": "modules"}.get(kind, kind)
    path = str(PLUGINS / folder / f"{name}.py")
    found = get_docstring(
        path, fragment_loader, is_module=kind == "module", plugin_type=kind, collection_name="zoho.cliq"
    )
    assert found[0] is not None
    return found[0], found[1]


def spec(name: str) -> dict[str, t.Any]:
    module = __import__(f"{PREFIX}module_utils._module.{name}", fromlist=["BODY"])
    return t.cast(dict[str, t.Any], module.BODY.argument_spec)


def compared(option: t.Mapping[str, t.Any], suboptions: str) -> dict[str, t.Any]:
    """What documentation and argument spec both say of an option."""
    result = {
        "type": option.get("type", "str"),
        "elements": option.get("elements"),
        "default": option.get("default"),
        "required": option.get("required", False),
        "choices": list(option["choices"]) if option.get("choices") else None,
        "aliases": option.get("aliases") or [],
    }
    inner = option.get(suboptions)
    return {**result, "inner": {name: compared(value, suboptions) for name, value in inner.items()} if inner else None}


# --- modules ---------------------------------------------------------------------------------------------------------


def test_there_is_something_to_test() -> None:
    assert set(MODULES) >= {"access_token", "authorization_url", "channel", "channel_info", "credentials"}


@pytest.mark.parametrize("name", MODULES)
def test_the_documented_options_are_those_of_the_argument_spec(name: str) -> None:
    documented = {
        key: compared(value, "suboptions") for key, value in documentation("module", name)[0]["options"].items()
    }
    real = {key: compared(value, "options") for key, value in spec(name).items()}
    assert sorted(documented) == sorted(real)
    for option, value in real.items():
        assert documented[option] == value, option


@pytest.mark.parametrize("name", MODULES)
def test_the_documentation_is_that_of_the_module(name: str) -> None:
    documented, _examples = documentation("module", name)
    assert documented["module"] == name
    assert {"action", "async", "become", "check_mode", "diff_mode", "idempotent", "action_group", "delegation"} <= set(
        documented["attributes"]
    )
    assert documented["attributes"]["async"]["support"] == "none"
    assert documented["attributes"]["action_group"]["membership"] == ["zoho.cliq.cliq"]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_use_options_that_there_are(name: str) -> None:
    used = 0
    for entry in yaml.safe_load(documentation("module", name)[1]):
        for task in [entry, *entry.get("tasks", [])]:
            for key, options in task.items():
                if key.startswith("zoho.cliq."):
                    used += key == f"zoho.cliq.{name}"
                    assert set(options or {}) <= set(spec(key.removeprefix("zoho.cliq."))), task["name"]
    assert used


def test_each_module_has_an_action_of_its_name_and_each_action_a_module() -> None:
    assert names("action") == MODULES


def test_the_action_group_has_all_modules() -> None:
    runtime = yaml.safe_load((COLLECTION / "meta" / "runtime.yml").read_text())
    assert runtime["action_groups"] == {"cliq": MODULES}
    assert "plugin_routing" not in runtime


@pytest.mark.parametrize("module", MODULES)
def test_each_shared_option_can_be_a_default_of_the_action_group(module: str) -> None:
    own = spec(module)
    for name, option in _specs.API.items():
        assert own[name]["type"] == option["type"], name
        # The result of access_token is hidden as a whole.
        if (module, name) != ("access_token", "access_token"):
            assert own[name].get("no_log") == option.get("no_log"), name


# --- the shared options ----------------------------------------------------------------------------------------------


def test_the_lookup_documents_its_options() -> None:
    options = documentation("lookup", "access_token")[0]["options"]
    assert sorted(set(options) - {"_terms"}) == sorted(_lookup.NAMES)


@pytest.mark.parametrize("name", _lookup.NAMES)
def test_the_places_of_an_option_follow_the_one_table(name: str) -> None:
    option = documentation("lookup", "access_token")[0]["options"][name]
    assert [entry["name"] for entry in option["env"]] == [f"ZOHO_CLIQ_{name.upper()}"]
    assert [(entry["section"], entry["key"]) for entry in option["ini"]] == [("zoho_cliq", name)]
    if name in _options.NEVER_FROM_VARIABLES:
        assert "vars" not in option
    else:
        assert name in _options.FROM_VARIABLES
        assert [entry["name"] for entry in option["vars"]] == [f"zoho_cliq_{name}"]


@pytest.mark.parametrize("name", _lookup.NAMES)
def test_a_shared_option_is_the_same_for_modules_and_plugins(name: str) -> None:
    for_plugins = documentation("lookup", "access_token")[0]["options"][name]
    for_modules = documentation("module", "channel")[0]["options"][name]
    for key in ("type", "default", "choices", "elements"):
        assert for_plugins.get(key) == for_modules.get(key), key


@pytest.mark.parametrize("module", MODULES)
def test_what_an_option_says_about_variables_is_true(module: str) -> None:
    for name, option in documentation("module", module)[0]["options"].items():
        text = " ".join(option["description"])
        if name in _options.NEVER_FROM_VARIABLES:
            assert "never taken from a variable" in text, name
            assert f"zoho_cliq_{name}" not in text, name
        if f"zoho_cliq_{name})" in text:
            assert name in _options.FROM_VARIABLES, name
        if f"ZOHO_CLIQ_{name.upper()})" in text:
            assert name in _options.SHARED, name


# --- the callback ----------------------------------------------------------------------------------------------------

NOTIFY = documentation("callback", "notify")[0]["options"]
SHARED_BY_NOTIFY = sorted(set(NOTIFY) & _options.SHARED - {"timeout"})


def test_the_callback_documents_what_it_needs_to_reach_cliq() -> None:
    # It waits for no turn, takes the default of the validity of a token, and makes no credentials.
    without = {"min_validity", "rate_limit_wait", "redirect_uri", "scopes", "timeout", "vault_id"}
    assert set(SHARED_BY_NOTIFY) == _options.SHARED - without
    assert {field.name for field in dataclasses.fields(_notify.Settings)} <= set(NOTIFY)


@pytest.mark.parametrize("name", sorted(NOTIFY))
def test_the_places_of_an_option_of_the_callback_are_its_own_or_those_of_the_one_table(name: str) -> None:
    option = NOTIFY[name]
    shared = name in SHARED_BY_NOTIFY
    prefix, section = ("ZOHO_CLIQ_", "zoho_cliq") if shared else ("ZOHO_CLIQ_NOTIFY_", "callback_zoho_cliq_notify")
    assert [entry["name"] for entry in option["env"]] == [f"{prefix}{name.upper()}"]
    assert [(entry["section"], entry["key"]) for entry in option["ini"]] == [(section, name)]
    assert "vars" not in option


@pytest.mark.parametrize("name", SHARED_BY_NOTIFY)
def test_a_shared_option_is_the_same_for_modules_and_the_callback(name: str) -> None:
    for_modules = documentation("module", "channel")[0]["options"][name]
    for key in ("type", "default", "choices", "elements"):
        assert NOTIFY[name].get(key) == for_modules.get(key), key


# --- where the code lies ---------------------------------------------------------------------------------------------

INTERNAL = sorted(
    path for folder in ("module_utils", "plugin_utils", "doc_fragments") for path in (PLUGINS / folder).rglob("*.py")
)


def relative(path: pathlib.Path) -> str:
    return path.relative_to(PLUGINS).as_posix()


@pytest.mark.parametrize("path", INTERNAL, ids=relative)
def test_internal_code_says_that_it_is_private(path: pathlib.Path) -> None:
    kind = {"module_utils": "module util", "plugin_utils": "plugin util", "doc_fragments": "doc fragment"}
    parts = path.relative_to(PLUGINS).parts
    assert any(part.startswith("_") for part in parts[1:])
    note = (
        f"# Note that this {kind[parts[0]]} is **PRIVATE** to the collection. It can have breaking changes at any time.\n"
        "# Do not use this from other collections or standalone plugins/modules!\n"
    )
    assert note in path.read_text()


def imports(path: pathlib.Path, *, top_level: bool = False) -> set[str]:
    """The modules that a file imports, those of the collection without its name."""
    tree = ast.parse(path.read_text())
    nodes = list(ast.walk(tree))
    if top_level:
        # What stands in "try" and "if" at the top is imported as well, except for what only type checkers see.
        nodes = [
            inner
            for part in tree.body
            if not isinstance(part, (ast.FunctionDef, ast.ClassDef)) and "TYPE_CHECKING" not in ast.dump(part)
            for inner in ast.walk(part)
        ]
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            found.add(str(node.module))
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return {name.removeprefix(PREFIX) for name in found}


# A folder, and what its files must not import, wherever in the file.
FORBIDDEN = {
    "module_utils": (
        "plugin_utils",
        "action",
        "callback",
        "lookup",
        "modules",
        "ansible.plugins",
        "ansible.parsing",
        "ansible.template",
    ),
    "module_utils/_cliq": ("module_utils._module", "module_utils._oauth", "module_utils._state"),
    "module_utils/_oauth": ("module_utils._module", "module_utils._cliq", "module_utils._state"),
    "module_utils/_state": ("module_utils._module", "module_utils._cliq", "module_utils._oauth", "module_utils._http"),
    "module_utils/_module": ("module_utils._state",),
    "plugin_utils": ("action", "callback", "lookup", "modules"),
    "modules": (
        "plugin_utils",
        "module_utils._cliq",
        "module_utils._oauth",
        "module_utils._state",
        "module_utils._http",
    ),
}


@pytest.mark.parametrize("folder", FORBIDDEN)
def test_imports_go_downward_only(folder: str) -> None:
    paths = sorted((PLUGINS / folder).rglob("*.py"))
    assert paths
    for path in paths:
        for name in imports(path):
            for forbidden in FORBIDDEN[folder]:
                assert name != forbidden and not name.startswith(f"{forbidden}."), f"{relative(path)} imports {name}"


@pytest.mark.parametrize("name", ["_http", "_errors", "_hosts", "_deadline"])
def test_the_lowest_layer_imports_no_other(name: str) -> None:
    own = {entry for entry in imports(PLUGINS / "module_utils" / f"{name}.py") if entry.startswith("module_utils.")}
    lowest = tuple(f"module_utils.{module}" for module in ("_errors", "_hosts", "_deadline"))
    assert all(entry.startswith(lowest) for entry in own)


def test_requests_is_imported_in_one_place() -> None:
    importing = {
        relative(path)
        for path in PLUGINS.rglob("*.py")
        if any(name.partition(".")[0] in ("requests", "urllib3") for name in imports(path))
    }
    assert importing == {"module_utils/_http.py"}


@pytest.mark.parametrize("path", sorted(PLUGINS.rglob("*.py")), ids=relative)
def test_nothing_outside_of_ansible_and_the_standard_library_is_imported_unguarded(path: pathlib.Path) -> None:
    known = {*sys.stdlib_module_names, "ansible", "ansible_collections", "yaml", "module_utils", "plugin_utils"}
    foreign = {name.partition(".")[0] for name in imports(path, top_level=True)} - known
    assert foreign <= ({"requests", "urllib3"} if relative(path) == "module_utils/_http.py" else set())
