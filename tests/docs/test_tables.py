# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of the guides say what the code says."""

from __future__ import annotations

import re
from pathlib import Path

import yaml
from ansible_collections.zoho.cliq.plugins.module_utils import _http
from ansible_collections.zoho.cliq.plugins.module_utils._cliq import limits
from ansible_collections.zoho.cliq.plugins.module_utils._module import _specs
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import datacenters
from ansible_collections.zoho.cliq.plugins.plugin_utils import _options
from ansible_collections.zoho.cliq.tests.docs import codes

COLLECTION = Path(_http.__file__).parents[2]
GUIDES = COLLECTION / "docs/docsite/rst"


def rows(guide: str, title: str = "") -> list[list[str]]:
    """The rows of the list-tables of a guide, or of the one with that title, without the marks of literals."""
    found: list[list[str]] = []
    for text in re.split(r"^ *\.\. list-table::", (GUIDES / f"{guide}.rst").read_text(), flags=re.MULTILINE)[1:]:
        head, _end, body = text.partition("\n")
        # What stands after the table is indented less than it.
        body = re.split(r"^(?=\S)", body, maxsplit=1, flags=re.MULTILINE)[0]
        if not title or head.strip() == title:
            table = re.findall(r"^ *\* - ?(.*(?:\n(?! *\* -).*)*)", body, re.MULTILINE)
            cells = [[" ".join(cell.split()) for cell in re.split(r"^ *- ?", row, flags=re.MULTILINE)] for row in table]
            found += [[cell.strip("`") for cell in row] for row in cells[1:]]
    return found


def test_the_table_of_troubleshooting_has_the_codes_that_there_are_and_no_others() -> None:
    listed = [row[0] for row in rows("troubleshooting")]
    assert sorted(set(listed)) == sorted(listed), "a code is listed twice"
    assert set(listed) == codes.of_plugins()


def test_each_code_has_a_cause_and_a_cure() -> None:
    for code, cause, cure in rows("troubleshooting"):
        assert cause.endswith(".") and cure.endswith("."), code


def test_the_reader_of_codes_finds_them_in_all_their_forms() -> None:
    found = codes.of_plugins()
    # A keyword, a default, a constant, a part of an "or", a key of Zoho's table, a text that is made, a dictionary, a name.
    examples = (
        "create_only outcome_unknown request_limit_exceeded revoke_failed invalid_client http_NUMBER channels_failed"
    )
    assert set(examples.split()) <= found


def test_the_limits_are_those_of_the_code() -> None:
    listed = [tuple(row) for row in rows("quotas", "Limits that Zoho documents")]
    for number, lock, calls in rows("quotas", "Limits of all other calls"):
        listed += [(call, number, lock) for call in re.findall(r"[A-Z]+ /[^`]+", calls)]
    wanted = []
    for call, limit in limits.LIMITS.items():
        window = "" if limit.window_seconds == 60 else f" in {limit.window_seconds / 60:.0f} minutes"
        wanted.append((call, f"{limit.calls}{window}", f"{limit.lock_seconds / 60:.0f} minutes"))
    assert sorted(listed) == sorted(wanted)


def test_the_settings_are_those_of_the_code() -> None:
    listed = {row[0]: row for row in rows("settings", "Which option can be set where")}
    assert set(listed) == _options.SHARED
    specs = {**_specs.CREDENTIALS, **_specs.API, **_specs.CONNECTION, **_specs.STATE_STORE}
    for name, (_name, default, variable, _words) in listed.items():
        assert variable == ("never" if name in _options.NEVER_FROM_VARIABLES else "yes"), name
        real = specs.get(name, {}).get("default")
        if real is not None:
            assert default == (str(real).lower() if isinstance(real, bool) else str(real)), name


def test_each_variable_of_the_environment_has_a_place_in_the_documentation() -> None:
    text = (GUIDES / "settings.rst").read_text()
    defined = re.findall(r"^\.\. envvar:: (\w+)$", text, re.MULTILINE)
    config = yaml.safe_load((COLLECTION / "docs/docsite/config.yml").read_text())
    assert sorted(defined) == sorted(config["envvar_directives"])
    plugins = "".join(path.read_text() for kind in ("callback", "lookup", "doc_fragments") for path in _plugins(kind))
    of_plugins = set(re.findall(r"^ +- name: (ZOHO_CLIQ_\w+)$", plugins, re.MULTILINE))
    wanted = {f"ZOHO_CLIQ_{name.upper()}" for name in _options.SHARED} | {_options.TRUSTED_HOSTS_VARIABLE}
    assert wanted <= of_plugins | set(defined)
    assert of_plugins & set(defined) == set()


def _plugins(kind: str) -> list[Path]:
    return sorted((COLLECTION / "plugins" / kind).glob("*.py"))


def test_the_data_centers_are_those_of_the_code() -> None:
    listed = {row[0]: row[1:] for row in rows("credentials") if row[0] in datacenters.DATA_CENTERS}
    assert set(listed) == set(datacenters.DATA_CENTERS)
    for name, row in datacenters.DATA_CENTERS.items():
        cliq, console = listed[name]
        assert cliq == row.cliq_url.removeprefix("https://")
        assert row.console_url is None or f"<{row.console_url}>" in console


def test_every_guide_is_in_the_table_of_contents() -> None:
    sections = yaml.safe_load((COLLECTION / "docs/docsite/extra-docs.yml").read_text())["sections"]
    listed = [name for section in sections for name in section["toctree"]]
    assert sorted(listed) == sorted(path.stem for path in GUIDES.glob("*.rst"))


def test_the_table_of_the_readme_has_all_that_users_can_name() -> None:
    table = (COLLECTION / "README.md").read_text().partition("## Content")[2].partition("\n## ")[0]
    listed = re.findall(r"`zoho\.cliq\.(\w+)`(?:, `zoho\.cliq\.(\w+)`)? \| (\w+?)s? \|", table)
    found = {(name, kind) for *names, kind in listed for name in names if name}
    wanted = {(path.stem, "playbook") for path in (COLLECTION / "playbooks").glob("*.yml")}
    for kind, folder in (("module", "modules"), ("lookup", "lookup"), ("callback", "callback")):
        wanted |= {(path.stem, kind) for path in _plugins(folder) if not path.stem.startswith("_")}
    assert found == wanted


def test_the_versions_of_the_readme_are_those_that_are_tested() -> None:
    workflow = yaml.safe_load((COLLECTION / ".github/workflows/tests.yml").read_text())
    tested = {(one["core"], one["python"]) for one in workflow["jobs"]["core"]["strategy"]["matrix"]["include"]}
    listed = re.findall(r"^\| (2\.\d+)[^|]* \| (3\.\d+) \|", (COLLECTION / "README.md").read_text(), re.MULTILINE)
    assert sorted(listed) == sorted(tested)
