# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs that share nothing but a Redis server, as on several control nodes."""

from __future__ import annotations

import signal
from concurrent.futures import ThreadPoolExecutor

import pytest
from ansible.parsing.vault import VaultLib, VaultSecret
from ansible_collections.zoho.cliq.tests.integration.plays.playbook_runner import VAULT_PASSWORD, Playbook
from ansible_collections.zoho.cliq.tests.unit.plugins import redis_helper

USER, PASSWORD = "zoho-cliq", "a-long&random/password+of=Redis"
CREATE = """
- name: Create
  zoho.cliq.channel:
    name: one-for-all
    level: private
- name: Use the token elsewhere
  ansible.builtin.assert:
    that: lookup('zoho.cliq.access_token') is match('^1000[.]')
    quiet: true
"""
READ = """
- name: Read
  zoho.cliq.channel_info:
    name: General
"""


@pytest.fixture
def redis():
    redis_helper.require_redis()
    server = redis_helper.Server("--user", USER, "on", f">{PASSWORD}", "~{zoho.cliq}:*", "+@all", "--save", "3600 1")
    yield server
    server.close()


@pytest.fixture
def node(tmp_path, emulator, redis):
    """Make a control node: a home and a project of its own, and the credentials and the Redis server of all."""
    nodes = []

    def make():
        folder = tmp_path / f"node{len(nodes)}"
        folder.mkdir()
        made = Playbook(folder, emulator)
        made.secrets_beside["the password of Redis"] = PASSWORD
        made.environment.update(ZOHO_CLIQ_STATE_STORE=redis.url, ZOHO_CLIQ_STATE_STORE_USER=USER)
        if not nodes:
            made.sign_in()
        else:
            path = made.write("credentials.yml", (nodes[0].project / "credentials.yml").read_text())
            made.environment["ZOHO_CLIQ_CREDENTIALS_FILE"] = str(path)
        nodes.append(made)
        return made

    return make


def with_password(playbook):
    """The file of variables with the password, vaulted."""
    lines = VaultLib([("default", VaultSecret(VAULT_PASSWORD.encode()))]).encrypt(PASSWORD).decode().split()
    text = "".join(f"  {line}\n" for line in lines)
    return playbook.write("redis.yml", f"zoho_cliq_state_store_password: !vault |\n{text}").name


def test_two_control_nodes_at_once_make_one_channel_with_one_token(node, emulator):
    nodes = [node(), node()]

    def run(one):
        return one(
            CREATE,
            *("-i", one.inventory(10)),
            hosts="all",
            vault=True,
            check_first=False,
            vars_files=[with_password(one)],
        )

    with ThreadPoolExecutor(2) as executor:
        runs = list(executor.map(run, nodes))
    for done in runs:
        assert done.code == 0, done.output
        assert done.outcomes("Use the token elsewhere") == ["ok"] * 10
    results = [result for done in runs for result in done.all("Create")]
    assert len(results) == 20
    assert [result["changed"] for result in results].count(True) == 1
    (channel,) = emulator.channels("one-for-all")
    assert {result["channel"]["channel_id"] for result in results} == {channel["channel_id"]}
    assert emulator.writes() == ["POST /api/v2/channels"]
    assert emulator.counters()["token_requests"] == 1
    assert [list(one.store.parent.rglob("zoho_cliq")) + list(one.store.rglob("*")) for one in nodes] == [[], []]


def test_a_server_that_is_down_is_an_error_and_nothing_is_sent(node, emulator, redis):
    one = node()
    password = {"ZOHO_CLIQ_STATE_STORE_PASSWORD": PASSWORD}
    assert one(READ, extra_environment=password).code == 0
    redis.stop(signal.SIGTERM)
    before = emulator.log()
    run = one(READ, extra_environment=password)
    assert run.code == 2
    assert run["Read"]["failure"]["code"] == "state_store"
    assert f"The state_store {redis.url} cannot be reached (No such file or directory)" in run["Read"]["msg"]
    assert emulator.log() == before
    # What it has saved is there again.
    redis.start()
    assert one(READ, extra_environment=password).code == 0
    assert emulator.counters()["token_requests"] == 1


def test_a_wrong_password_is_an_error_that_does_not_show_it(node, emulator):
    one = node()
    one.secrets_beside["the wrong password"] = "wrong-hunter2-hunter2"
    run = one(READ, extra_environment={"ZOHO_CLIQ_STATE_STORE_PASSWORD": "wrong-hunter2-hunter2"})
    assert run.code == 2
    assert "does not accept the user or the password" in run["Read"]["msg"]
    assert emulator.log() == []


def test_a_password_in_the_url_is_refused_and_not_shown(node, emulator):
    one = node()
    run = one(READ, extra_environment={"ZOHO_CLIQ_STATE_STORE": "redis://:hunter2-hunter2@localhost/0"})
    assert run.code == 2
    assert "give them as state_store_user and state_store_password" in run["Read"]["msg"]
    assert "hunter2" not in run.output
    assert emulator.log() == []


def test_a_warning_is_shown_once_however_many_hosts_there_are(node, redis):
    redis.admin("CONFIG", "SET", "maxmemory-policy", "allkeys-lru")
    one = node()
    password = {"ZOHO_CLIQ_STATE_STORE_PASSWORD": PASSWORD}
    run = one(READ, "-i", one.inventory(4), hosts="all", extra_environment=password)
    assert run.code == 0, run.output
    assert run.message.count("set maxmemory-policy to noeviction") == 1
