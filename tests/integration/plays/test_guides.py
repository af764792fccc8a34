# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
The YAML examples of the guides and of the README run as they stand there, those of a page one after the other.

Those of the guide to AWX have tests of their own, in ``test_awx.py``.

A description of a workspace is provisioned, a vars file with a client is used to make an authorization URL, and one with
credentials is what the next example takes over. The secret managers are those of ``tests/docs/stand_ins``.

Every run is searched for secrets, but for those in ``NOT_SEARCHED``.
"""

from __future__ import annotations

import json
import shutil
import typing as t

import pytest
import yaml
from ansible_collections.zoho.cliq.tests.docs import examples
from ansible_collections.zoho.cliq.tests.integration.plays.live_run import FILE
from ansible_collections.zoho.cliq.tests.integration.plays.reader import (
    CLIENT_ID,
    CLIENT_SECRET,
    DATA_CENTER,
    WORKSPACE,
    Reader,
)

Tasks = list[dict[str, t.Any]]

SCOPES = [
    "ZohoCliq.Channels.ALL",
    "ZohoCliq.Users.READ",
    "ZohoCliq.Teams.READ",
    "ZohoCliq.Webhooks.CREATE",
    "ZohoCliq.Messages.READ",
    "AaaServer.profile.READ",
]
# What cannot be run, by a text in it, and why.
NOT_RUN = {"zapikey": "the emulator has no webhook tokens"}
PAGES = sorted(
    {example.page for example in examples.of_pages() if example.kind not in (examples.FRAGMENT, examples.FOR_AWX)}
    - {"docs/docsite/rst/awx.rst"}
)
# Where secrets are handed to modules of others, which write them where they like, so that nothing is searched, and why.
NOT_SEARCHED = {"migration": "it shows what is done by hand", "secret_managers": "it moves secrets about"}
NEW_PASSWORD = "a-new-vault-password"


class Manager:
    """The secret manager that the stand-ins read and write; its file is beside what is searched for secrets."""

    def __init__(self, reader: Reader, folder: t.Any) -> None:
        self.file = folder / "manager.json"
        collections = folder / "collections"
        shutil.copytree(examples.STAND_INS, collections / "ansible_collections")
        paths = f"{collections}:{reader.playbook.environment['ANSIBLE_COLLECTIONS_PATH']}"
        reader.playbook.environment |= {"ANSIBLE_COLLECTIONS_PATH": paths, "SECRET_MANAGER": str(self.file)}

    def keep(self, content: dict[str, t.Any]) -> None:
        self.file.write_text(json.dumps({"zoho-cliq": content}))

    @property
    def kept(self) -> t.Any:
        return json.loads(self.file.read_text())["zoho-cliq"]


@pytest.fixture
def manager(reader, tmp_path):
    return Manager(reader, tmp_path)


def prepare(reader: Reader) -> None:
    """What the pages take for granted: a client, credentials, and some files."""
    reader.have_client("server")
    reader.have_credentials(SCOPES)
    playbook = reader.playbook
    playbook.write("redis.vault.yml", {"zoho_cliq_state_store_password": "not-needed"})
    playbook.write("migrate-archive", "#!/bin/sh\ngrep -q ^1000\n").chmod(0o700)
    playbook.write("workspace.yml", WORKSPACE)


def have_new_password(reader: Reader) -> None:
    """Another vault password to encrypt with, whose identifier is ``new``."""
    playbook = reader.playbook
    playbook.write("new-password", NEW_PASSWORD + "\n")
    playbook.environment["ANSIBLE_VAULT_IDENTITY_LIST"] = f"new@{playbook.project / 'new-password'}"
    playbook.secrets_beside["the new vault password"] = NEW_PASSWORD


def plays_of(reader: Reader, example: examples.Example) -> Tasks:
    """What there is to run of an example."""
    content = example.content
    if example.kind == examples.WORKSPACE:
        reader.playbook.write("workspace.yml", example.text)
        return [{"name": "Provision it", "zoho.cliq.channels": {"src": "workspace.yml"}}]
    if example.kind == examples.KEYWORDS:
        return [{"hosts": "localhost", "gather_facts": False, "tasks": [], **content}]
    if example.kind != examples.VARIABLES:
        return t.cast(Tasks, content)
    if "zoho_cliq_refresh_token" in content:
        content["zoho_cliq_refresh_token"] = reader.refresh_token(content["zoho_cliq_scopes"])
        content |= {name: reader.emulator.self_client[name.removeprefix("zoho_cliq_")] for name in CLIENT}
        reader.playbook.write(FILE, content)
        return []
    reader.playbook.write("client.yml", content)
    task = {"redirect_uri": "http://localhost:8976/callback", "client_secret": "{{ my_client_secret }}"}
    return [
        {
            "hosts": "localhost",
            "gather_facts": False,
            "vars_files": ["client.yml"],
            "tasks": [{"zoho.cliq.authorization_url": task}],
        }
    ]


CLIENT = ("zoho_cliq_client_id", "zoho_cliq_client_secret")


@pytest.mark.parametrize("page", [page for page in PAGES if "secret_managers" not in page])
def test_the_examples_of_a_page_run_one_after_the_other(reader, page):
    prepare(reader)
    if "vault_id: new" in (examples.COLLECTION / page).read_text():
        have_new_password(reader)
    entries: Tasks = []
    for example in examples.of_pages():
        if (
            example.page == page
            and example.kind != examples.FRAGMENT
            and not any(word in example.text for word in NOT_RUN)
        ):
            entries += plays_of(reader, example)
    assert entries
    run = reader.run(entries, may_leak=any(name in page for name in NOT_SEARCHED))
    assert run.code == 0, run.output


def test_the_examples_of_secret_managers(reader, manager, subtests):
    """Each is run with what it expects in the manager; whatever renews the credentials leaves good ones there."""
    names = ("client_id", "client_secret", "refresh_token", "data_center")
    for example in examples.of_pages():
        if "secret_managers" not in example.page:
            continue
        with subtests.test(example.name):
            reader.emulator.reset()
            prepare(reader)
            text = (reader.playbook.project / FILE).read_text()
            values = (*reader.emulator.self_client.values(), reader.refresh_token(SCOPES), DATA_CENTER)
            manager.keep({**dict(zip(names, values, strict=True)), "file": text})
            run = reader.run(example.content, may_leak=True)
            assert run.code == 0, run.output
            if "my_client_secret" in example.text:
                kept = yaml.safe_load(manager.kept["file"])
                assert (kept["zoho_cliq_client_id"], kept["zoho_cliq_client_secret"]) == (CLIENT_ID, CLIENT_SECRET)
                assert kept["zoho_cliq_refresh_token"]
            elif "include_vars" in example.text:
                assert set(manager.kept) == set(names)
