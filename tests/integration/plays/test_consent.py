# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the consent to a channel: what is written, and how it is read again."""

from __future__ import annotations

import stat

import pytest
import yaml
from ansible.parsing.vault import VaultLib, VaultSecret
from ansible_collections.zoho.cliq.tests.integration.plays.playbook_runner import VAULT_PASSWORD

FILE = "zoho-cliq.vault.yml"
URL = """
- name: Make the authorization URL
  zoho.cliq.authorization_url:
"""
EXCHANGE = """
- name: Exchange
  zoho.cliq.credentials:
    credentials_file: zoho-cliq.vault.yml
    redirect_url: "{{ redirect }}"
"""
PROVISION = """
- name: Create
  zoho.cliq.channel:
    name: Ops Alerts
    level: private
    description: Pages and incidents
- name: Create again
  zoho.cliq.channel:
    name: "#ops alerts"
    level: private
    description: Pages and incidents
- name: Read
  zoho.cliq.channel_info:
    name: ops alerts
"""


def give_client(playbook):
    """Give client and redirect URI in the environment."""
    client = playbook.emulator.client
    playbook.environment.update({f"ZOHO_CLIQ_{name.upper()}": value for name, value in client.items()})


def take_client(playbook):
    for name in playbook.emulator.client:
        del playbook.environment[f"ZOHO_CLIQ_{name.upper()}"]


def consented(playbook, *arguments):
    """Make the URL and consent; the redirect lies in a vars file then, as if the user had pasted it."""
    made = playbook(URL, *arguments)
    assert made.code == 0, made.output
    redirect = playbook.emulator.consent(made["Make the authorization URL"]["authorization_url"])
    playbook.write("redirect.yml", {"redirect": redirect})
    return redirect


def secret_of(password):
    return VaultSecret(password.encode())


def test_the_credentials_file_has_vaulted_secrets_and_readable_facts(playbook, emulator):
    give_client(playbook)
    consented(playbook)

    predicted = playbook(EXCHANGE, "--check", "--diff", vars_files=["redirect.yml"], vault=True)
    assert predicted.code == 0 and predicted["Exchange"]["changed"], predicted.output
    assert not (playbook.project / FILE).exists()
    assert emulator.counters()["token_requests"] == 0

    done = playbook(EXCHANGE, "--diff", vars_files=["redirect.yml"], vault=True)
    assert done.code == 0, done.output
    result = done["Exchange"]
    assert result["changed"] and result["reason"] == "there is no credentials file"
    assert (result["encrypt"], result["vault_id"], result["data_center"]) == ("values", "default", "us")
    assert result["diff"]["before"] == {}
    assert result["diff"]["after"]["scopes"] == result["scopes"] != []

    path = playbook.project / FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text()
    playbook.assert_no_secret(text.encode(), FILE)
    assert text.count("!vault |") == 2
    loader = type("Loader", (yaml.SafeLoader,), {})
    vault = VaultLib([("default", secret_of(VAULT_PASSWORD))])
    loader.add_constructor("!vault", lambda self, node: vault.decrypt(node.value).decode())
    values = yaml.load(text, Loader=loader)
    assert values["zoho_cliq_client_secret"] == emulator.client["client_secret"]
    assert values["zoho_cliq_refresh_token"].startswith("1000.")
    assert values["zoho_cliq_client_id"] == emulator.client["client_id"]
    assert values["zoho_cliq_data_center"] == "us"
    # Nothing of the exchange is left beside it.
    assert [name.name for name in playbook.project.iterdir() if FILE in name.name] == [FILE]

    again = playbook(EXCHANGE, vars_files=["redirect.yml"], vault=True)
    assert again.code == 0 and again["Exchange"]["changed"] is False
    assert path.read_text() == text
    assert emulator.counters()["token_requests"] == 1


@pytest.mark.parametrize("encrypt", ["values", "file"])
@pytest.mark.parametrize("way", ["vars_files", "extra_vars", "option", "environment"])
def test_channels_need_one_token_request_however_the_file_is_given(playbook, emulator, encrypt, way):
    give_client(playbook)
    consented(playbook)
    done = playbook(EXCHANGE + f"    encrypt: {encrypt}\n", vars_files=["redirect.yml"], vault=True)
    assert done.code == 0, done.output
    assert (playbook.project / FILE).read_text().startswith("$ANSIBLE_VAULT") is (encrypt == "file")
    take_client(playbook)

    arguments, play = [], {}
    if way == "vars_files":
        play["vars_files"] = [FILE]
    elif way == "extra_vars":
        arguments = ["-e", f"@{FILE}"]
    elif way == "option":
        play["module_defaults"] = {"group/zoho.cliq.cliq": {"credentials_file": FILE}}
    else:
        playbook.environment["ZOHO_CLIQ_CREDENTIALS_FILE"] = FILE
    run = playbook(PROVISION, *arguments, vault=True, **play)
    assert run.code == 0, run.output
    assert run["Create"]["changed"] is True
    assert run["Create again"]["changed"] is False
    assert [channel["name"] for channel in run["Read"]["channels"]] == ["Ops Alerts"]
    assert len(emulator.channels("ops alerts")) == 1
    # The exchange brought an access token along, so there is no refresh.
    counters = emulator.counters()
    assert (counters["token_requests"], counters["refreshes"]) == (1, 0)


def test_a_vault_id_is_chosen_and_kept(playbook):
    give_client(playbook)
    consented(playbook)
    playbook.write("prod-password", "for-tests-prod\n")
    playbook.write("dev-password", "for-tests-dev\n")
    ids = ["--vault-id", "dev@dev-password", "--vault-id", "prod@prod-password"]

    undecided = playbook(EXCHANGE, *ids, vars_files=["redirect.yml"])
    assert undecided.code == 2
    assert undecided["Exchange"]["failure"]["code"] == "vault_id_needed"
    assert "dev, prod" in undecided["Exchange"]["msg"]
    assert not (playbook.project / FILE).exists()
    assert playbook.emulator.counters()["token_requests"] == 0

    done = playbook(EXCHANGE + "    vault_id: prod\n", *ids, vars_files=["redirect.yml"])
    assert done.code == 0, done.output
    assert done["Exchange"]["vault_id"] == "prod"
    text = (playbook.project / FILE).read_text()
    assert text.count("$ANSIBLE_VAULT;1.2;AES256;prod") == 2

    # The id of what is there decides from now on, and ciphertexts stay as they are when their values do.
    again = playbook(EXCHANGE, *ids, vars_files=["redirect.yml"])
    assert again.code == 0 and again["Exchange"]["changed"] is False
    assert (playbook.project / FILE).read_text() == text
    run = playbook(PROVISION, "--vault-id", "prod@prod-password", vars_files=[FILE])
    assert run.code == 0, run.output

    consented(playbook)
    forced = playbook(EXCHANGE + "    force: true\n", *ids, vars_files=["redirect.yml"])
    assert forced.code == 0 and forced["Exchange"]["reason"] == "force is set", forced.output
    secret_before, refresh_token_before = text.split("!vault |")[1:]
    secret_now, refresh_token_now = (playbook.project / FILE).read_text().split("!vault |")[1:]
    assert secret_now == secret_before
    assert refresh_token_now.split("zoho_cliq")[0] != refresh_token_before.split("zoho_cliq")[0]

    other = playbook(EXCHANGE + "    vault_id: dev\n", *ids, vars_files=["redirect.yml"])
    assert other.code == 0 and other["Exchange"]["changed"] is True
    assert (playbook.project / FILE).read_text().count(";dev\n") == 2


def test_absent_revokes_and_removes(playbook, emulator):
    give_client(playbook)
    consented(playbook)
    assert playbook(EXCHANGE, vars_files=["redirect.yml"], vault=True).code == 0
    path = playbook.project / FILE
    absent = """
    - name: Remove
      zoho.cliq.credentials:
        credentials_file: zoho-cliq.vault.yml
        state: absent
    """
    revocations = {"method": "POST", "path": "/oauth/v2/revoke/token"}
    predicted = playbook(absent, "--check", vault=True)
    assert predicted.code == 0 and predicted["Remove"]["changed"] and path.exists()
    assert emulator.log(**revocations) == []
    done = playbook(absent, vault=True)
    assert done.code == 0 and done["Remove"]["changed"] and not path.exists()
    assert [entry["status"] for entry in emulator.log(**revocations)] == [200]
    again = playbook(absent, vault=True)
    assert again.code == 0 and again["Remove"]["changed"] is False
