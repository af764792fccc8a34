# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The execution environment of the guide to AWX, up to where ansible-builder would need a container engine."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from importlib.metadata import requires

import pytest
import yaml
from ansible_collections.zoho.cliq.tests.integration.plays import guides
from ansible_collections.zoho.cliq.tests.integration.plays.emulator_process import COLLECTION
from ansible_collections.zoho.cliq.tests.integration.plays.playbook_runner import BIN
from packaging.requirements import Requirement

DEFINITION = guides.files("awx")["execution-environment.yml"]
TIMEOUT_SECONDS = 120


@pytest.fixture
def run(tmp_path):
    """Run a program of the virtual environment with a home that has no collections; its output is returned."""
    environment = {
        "PATH": os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)]),
        "HOME": str(tmp_path),
        "LC_ALL": "C.UTF-8",
        "ANSIBLE_COLLECTIONS_PATH": str(tmp_path / "none"),
        "ANSIBLE_NOCOLOR": "true",
    }

    def run(folder, *words):
        done = subprocess.run(
            [str(word) for word in words],
            check=False,
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    return run


@pytest.fixture
def context(tmp_path, run):
    """What ansible-builder makes of the definition beside the archive of the collection."""
    folder = tmp_path / "made"
    folder.mkdir()
    run(COLLECTION, BIN / "ansible-galaxy", "collection", "build", "--output-path", folder)
    (folder / "execution-environment.yml").write_text(DEFINITION)
    # Else it looks for podman and docker, to choose the name.
    run(folder, BIN / "ansible-builder", "create", "--output-filename", "Containerfile")
    return folder / "context"


def test_the_definition_is_for_this_version_of_the_collection():
    galaxy = yaml.safe_load((COLLECTION / "galaxy.yml").read_text())
    archive = "{namespace}-{name}-{version}.tar.gz".format(**galaxy)
    definition = yaml.safe_load(DEFINITION)
    assert definition["dependencies"]["galaxy"]["collections"] == [{"name": archive, "type": "file"}]
    assert definition["additional_build_files"] == [{"src": archive, "dest": "."}]


def test_the_context_installs_the_collection_and_what_it_needs(tmp_path, run, context):
    """The steps of the Containerfile that concern the collection, in the folder that it copies into the image."""
    steps = (context / "Containerfile").read_text()
    build, installed = context / "_build", tmp_path / "collections"
    assert "COPY _build /build\nWORKDIR /build\n" in steps
    assert "ansible-galaxy collection install" in steps and "-r requirements.yml" in steps
    install = ("collection", "install", "--offline", "-r", "requirements.yml", "-p", installed)
    run(build, BIN / "ansible-galaxy", *install)
    assert (installed / "ansible_collections/zoho/cliq/plugins/modules/channel.py").is_file()
    assert "introspect.py introspect" in steps
    required, packages = tmp_path / "requirements.txt", tmp_path / "bindep.txt"
    written = (f"--write-pip={required}", f"--write-bindep={packages}")
    run(build, sys.executable, build / "scripts/introspect.py", "introspect", *written, installed)
    lines = [line.partition("#")[0].replace(" ", "") for line in required.read_text().splitlines()]
    assert sorted(filter(None, lines)) == ["redis>=6", "requests>=2.31"]
    assert not packages.exists()


def libraries(name):
    """What a list of requirements asks for, without what it includes."""
    lines = (COLLECTION / name).read_text().splitlines()
    return {Requirement(line).name for line in lines if line and line[0] not in "#-"}


def needed_by(package):
    return {Requirement(line).name.lower() for line in requires(package) or ()}


def test_no_plugin_imports_a_library_that_is_not_asked_for():
    asked_for = libraries("requirements.txt") | libraries("meta/ee-requirements.txt")
    assert asked_for == {"requests", "redis"}
    imported = set()
    for path in (COLLECTION / "plugins").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [name.name for name in node.names] if isinstance(node, ast.Import) else []
            names += [str(node.module)] if isinstance(node, ast.ImportFrom) else []
            imported |= {name.partition(".")[0] for name in names}
    foreign = imported - set(sys.stdlib_module_names) - {"ansible", "ansible_collections"}
    packages = {{"yaml": "pyyaml"}.get(name, name) for name in foreign}
    assert asked_for <= packages
    # urllib3 is what requests is made of.
    assert packages - asked_for - needed_by("ansible-core") == {"urllib3"} <= needed_by("requests")
