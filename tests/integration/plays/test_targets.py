# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
The integration targets once more, as plays, where it can be seen what they send and what comes back.

In check mode nothing that they do changes anything at Cliq. In a real run each result is what the documentation says, and for
each module its target shows all that may come back.
"""

from __future__ import annotations

import json
import sys
import typing as t
from pathlib import Path

import pytest
import yaml
from ansible_collections.zoho.cliq.tests.integration.plays import documented, returned
from ansible_collections.zoho.cliq.tests.integration.plays.emulator_process import COLLECTION
from ansible_collections.zoho.cliq.tests.integration.plays.playbook_runner import Playbook, Run

TARGETS = COLLECTION / "tests/integration/targets"
# What may come back but does not in a target, and why.
NOT_SHOWN = {
    "credentials: user_id": "nobody consents there to the scope that tells who consents; it is shown below",
    "credentials: user_email": "the same",
}


def targets() -> list[str]:
    return sorted(path.parents[1].name for path in TARGETS.glob("*/tasks/tests.yml"))


_COUNTERS = "{{ lookup('ansible.builtin.url', setup_emulator.url ~ '/_emulator/counters') | from_json }}"
# In place of the role of that name, which starts an emulator of its own. In check mode, too, a target needs its credentials.
SETUP: dict[str, list[documented.Entry]] = {
    "main": [],
    "stop": [],
    "counters": [
        {
            "name": "Read the counters",
            "ansible.builtin.set_fact": {"setup_emulator_counters": _COUNTERS},
        }
    ],
    "sign_in": [
        {
            "name": "Exchange a code",
            "zoho.cliq.credentials": {
                "credentials_file": "{{ setup_emulator_credentials_file }}",
                "client_id": "{{ setup_emulator.self_client.client_id }}",
                "client_secret": "{{ setup_emulator.self_client.client_secret }}",
                "code": "{{ lookup('ansible.builtin.file', playbook_dir ~ '/code') }}",
                "scopes": "{{ setup_emulator_scopes }}",
                "encrypt": "none",
            },
            "environment": "{{ setup_emulator_environment }}",
            "check_mode": False,
        }
    ],
}


class Target:
    """Runs a target as ansible-test does, but with the emulator of the plays."""

    def __init__(self, playbook: Playbook, folder: Path) -> None:
        self.playbook = playbook
        self.emulator = playbook.emulator
        self.output = folder / "output"
        self.output.mkdir(mode=0o700)
        roles = folder / "roles"
        tasks = roles / "setup_emulator/tasks"
        tasks.mkdir(parents=True)
        for name, content in SETUP.items():
            (tasks / f"{name}.yml").write_text(yaml.safe_dump(content))
        (roles / "setup_emulator/defaults").symlink_to(TARGETS / "setup_emulator/defaults")
        playbook.environment["ANSIBLE_ROLES_PATH"] = f"{roles}:{TARGETS}"

    def run(self, name: str, *arguments: str) -> Run:
        emulator = self.emulator
        self.playbook.write("code", emulator.code(_scopes(name) or _scopes("setup_emulator")))
        emulator.control("log", method="DELETE")
        play: dict[str, t.Any] = {
            "name": "Target",
            "hosts": "testhost",
            "gather_facts": False,
            "roles": [name],
            "vars": {
                "output_dir": str(self.output),
                "setup_emulator": {
                    "url": emulator.url,
                    "client": {**emulator.client, "redirect_uri": "http://localhost:8976/callback"},
                    "self_client": emulator.self_client,
                },
            },
            # In check mode, nothing of what a target makes is there, so much of it fails.
            "ignore_errors": "{{ ansible_check_mode }}",
        }
        self.playbook.write("play.yml", [play])
        here = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
        self.playbook.write("inventory.yml", {"all": {"hosts": {"testhost": here}}})
        # A target that plays the person who consents shows what the browser was sent.
        shows = "_emulator/co" in (TARGETS / name / "tasks/tests.yml").read_text()
        return self.playbook.start("play.yml", "-i", "inventory.yml", *arguments, may_leak=shows)


def _scopes(role: str) -> list[str]:
    """The scopes that a target asks for, wherever in its files it says so."""
    found: list[str] = []

    def search(content: t.Any) -> None:
        if isinstance(content, dict):
            found.extend(content.get("setup_emulator_scopes", []))
        for one in content.values() if isinstance(content, dict) else content if isinstance(content, list) else []:
            search(one)

    for path in sorted((TARGETS / role).rglob("*.yml")):
        search(yaml.safe_load(path.read_text()))
    return found


@pytest.fixture
def target(playbook, tmp_path):
    return Target(playbook, tmp_path)


def by_module(run: Run) -> t.Iterator[tuple[str, str, dict[str, t.Any]]]:
    """Task, module and result for each time that a module of the collection ran."""
    for line in run.results:
        if line["action"].startswith(documented.PREFIX):
            for one in returned.each(line["result"]):
                failed = one.get("failed", line["result"]["failed"])
                yield line["task"], line["action"].removeprefix(documented.PREFIX), {**one, "failed": failed}


@pytest.mark.parametrize("name", targets())
def test_a_target_in_check_mode_changes_nothing_at_cliq(target, emulator, name):
    run = target.run(name, "--check")
    assert run.code == 0, run.output
    assert emulator.writes() == []
    used = {module for _task, module, _result in by_module(run)}
    if name in documented.writing_modules() and documented.support(name, "check_mode") == "full":
        changes = [task for task, module, result in by_module(run) if module == name and result.get("changed")]
        assert changes, f"{name} would change nothing"
    assert used, "no module of the collection ran"


@pytest.mark.parametrize("name", targets())
def test_what_comes_back_is_what_is_documented(target, name):
    run = target.run(name)
    assert run.code == 0, run.output
    found = [
        f"{task}: {one}" for task, module, result in by_module(run) for one in returned.differences(module, result)
    ]
    assert found == [], json.dumps(found, indent=2)
    if name in documented.names():
        seen = {
            path for _task, module, result in by_module(run) if module == name for path in returned.seen(name, result)
        }
        missing = {f"{name}: {path}" for path in returned.promised(name) - seen} - set(NOT_SHOWN)
        hidden = documented.body(name).hides_result
        assert hidden or missing == set(), f"documented, and never seen: {sorted(missing)}"


def test_each_module_has_a_target():
    assert set(documented.names()) <= set(targets())


def test_what_is_not_shown_is_documented():
    promised = {f"{name}: {path}" for name in documented.names() for path in returned.promised(name)}
    assert set(NOT_SHOWN) <= promised


def test_who_consented_comes_back(playbook, emulator):
    scopes = ["ZohoCliq.Channels.READ", "AaaServer.profile.READ"]
    playbook.write("code", emulator.code(scopes))
    options = {
        "credentials_file": "made.yml",
        "client_id": "{{ self_client.client_id }}",
        "client_secret": "{{ self_client.client_secret }}",
        "code": "{{ lookup('ansible.builtin.file', 'code') }}",
        "scopes": scopes,
    }
    run = playbook(yaml.safe_dump([{"name": "Exchange", "zoho.cliq.credentials": options}]), vault=True)
    assert run.code == 0, run.output
    assert returned.differences("credentials", run["Exchange"]) == []
    assert {"user_id", "user_email"} <= returned.seen("credentials", run["Exchange"])
