# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks rotate and revoke, what authorize does without a browser on this machine, and credentials_info in a play."""

from __future__ import annotations

import re
import stat

import pytest
from ansible_collections.zoho.cliq.tests.benchmarks.desk import credentials_text
from ansible_collections.zoho.cliq.tests.integration.plays.emulator_process import SCOPES
from ansible_collections.zoho.cliq.tests.integration.plays.live_run import FILE
from ansible_collections.zoho.cliq.tests.integration.plays.playbook_runner import VAULT_PASSWORD

EXCHANGE = {"method": "POST", "path": "/oauth/v2/token", "grant_type": "authorization_code"}
REVOKE = {"method": "POST", "path": "/oauth/v2/revoke/token"}
OTHER_SECRET = "0bad5ec2e70bad5ec2e70bad5ec2e70bad5ec2e70b"
INFO = """
- name: Look
  zoho.cliq.credentials_info:
- name: Look and ask
  zoho.cliq.credentials_info:
    verify: true
- name: Use
  zoho.cliq.channel_info:
    name: General
"""


def sent(person):
    """What reached the accounts server, in its order."""
    return [(entry["path"].rpartition("/")[2], entry["grant_type"]) for entry in person.emulator.log(side="accounts")]


# --- rotate: a new consent -------------------------------------------------------------------------------------------


def test_the_old_token_is_revoked_once_the_new_one_is_stored(person, emulator):
    old = person.authorize()
    emulator.fault("hold", at="before", match=REVOKE)
    with person.start("zoho.cliq.rotate") as live:
        assert person.go(emulator.consent(live.url())) == "Thank you"
        assert len(emulator.control("held?count=1&wait=60")) == 1
        # The file is new before the old token is revoked, and until then both work.
        new = person.stored()
        assert new["refresh_token"] != old["refresh_token"]
        assert person.is_honoured(old["refresh_token"]) and person.is_honoured(new["refresh_token"])
        emulator.control("release", method="POST")
        run = live.finish()
    assert run.code == 0, run.output
    assert run["Say what was done"]["msg"] == f"The credentials in {person.file} are renewed."
    person.assert_vaulted()
    assert person.stored() == new
    assert {**new, "refresh_token": 0, "exchange_times": 0, "code_digest": 0} == {
        **old,
        "refresh_token": 0,
        "exchange_times": 0,
        "code_digest": 0,
    }
    assert len(new["exchange_times"]) == 2
    assert not person.is_honoured(old["refresh_token"])
    assert person.is_honoured(new["refresh_token"])
    by_the_playbook = [one for one in sent(person) if one != ("token", "refresh_token")]
    assert by_the_playbook[-2:] == [("token", "authorization_code"), ("token", None)]


@pytest.mark.parametrize("fault", ["status", "drop_before", "drop_after"])
def test_a_rotation_that_fails_leaves_the_old_credentials(person, emulator, fault):
    old = person.authorize()
    before = person.file.read_bytes()
    emulator.fault(fault, match=EXCHANGE)
    with person.start("zoho.cliq.rotate") as live:
        run = person.accept(live)
    assert run.code == 2
    assert person.file.read_bytes() == before
    assert emulator.log(**REVOKE) == []
    assert person.is_honoured(old["refresh_token"])

    with person.start("zoho.cliq.rotate") as live:
        run = person.accept(live)
    assert run.code == 0, run.output
    person.assert_vaulted()
    assert not person.is_honoured(old["refresh_token"])


def test_a_consent_that_is_denied_leaves_the_old_credentials(person, emulator):
    old = person.authorize()
    before = person.file.read_bytes()
    with person.start("zoho.cliq.rotate") as live:
        assert person.go(emulator.consent(live.url(), "deny")) == "Consent denied"
        assert live.finish().code == 2
    assert person.file.read_bytes() == before
    assert person.is_honoured(old["refresh_token"])


def test_an_old_token_that_cannot_be_revoked_is_a_warning(person, emulator):
    old = person.authorize()
    emulator.fault("status", match=REVOKE)
    with person.start("zoho.cliq.rotate") as live:
        run = person.accept(live)
    assert run.code == 0
    assert "Could not revoke the refresh token that was replaced" in run.message
    assert person.is_honoured(person.stored()["refresh_token"]) and person.is_honoured(old["refresh_token"])


def test_there_must_be_something_to_rotate(person, emulator):
    run = person.run("zoho.cliq.rotate")
    assert run.code == 2
    assert f"There is no credentials file {person.file}" in run["Stop if there is nothing to rotate"]["msg"]
    wrong = person.run("zoho.cliq.rotate", "-e", "zoho_cliq_rotate=everything")
    assert wrong["Check the settings"]["msg"].startswith("zoho_cliq_rotate is everything: set it to")
    assert (emulator.log(), person.left()) == ([], [])


# --- rotate: a new client secret -------------------------------------------------------------------------------------


@pytest.fixture
def outdated(person, emulator):
    """Credentials with a client secret that has been replaced in the API console."""
    stored = person.authorize()
    client = {**person.client, "client_secret": OTHER_SECRET}
    text = credentials_text(client, stored["refresh_token"], stored["scopes"], VAULT_PASSWORD)
    person.file.write_text(text)
    person.file.chmod(0o600)
    person.settings(client_id=None, client_secret=None, rotate="client_secret", client_secret_file="secret")
    return stored


def test_a_new_client_secret_is_stored_once_zoho_has_accepted_it(person, emulator, outdated):
    person.playbook.write("secret", person.client["client_secret"] + "\n")
    run = person.run("zoho.cliq.rotate")
    assert run.code == 0, run.output
    assert run["Store it once Zoho has accepted it"]["reason"] == "the client secret is another one"
    assert OTHER_SECRET not in run.output
    person.assert_vaulted()
    assert person.stored()["client_secret"] == person.client["client_secret"]
    assert person.stored()["refresh_token"] == outdated["refresh_token"]
    assert sent(person) == [("token", "refresh_token")]

    again = person.run("zoho.cliq.rotate")
    assert again.code == 0 and "changed=0" in again.output
    assert again["Say what was done"]["msg"].endswith("have this client secret already.")


@pytest.mark.parametrize("reason", ["wrong", "unreachable"])
def test_a_client_secret_that_zoho_has_not_accepted_is_not_stored(person, emulator, outdated, reason):
    person.playbook.write("secret", "f00f00f00f00" if reason == "wrong" else person.client["client_secret"])
    if reason == "unreachable":
        emulator.fault("status", times=None, match={"side": "accounts"})
    before = person.file.read_bytes()
    run = person.run("zoho.cliq.rotate")
    assert run.code == 2
    expected = "invalid_client_secret" if reason == "wrong" else "server_error"
    assert run["Store it once Zoho has accepted it"]["failure"]["code"] == expected
    assert "f00f00f00f00" not in run.output
    assert person.file.read_bytes() == before


# --- revoke ----------------------------------------------------------------------------------------------------------


def test_revoke_ends_the_use_of_the_credentials(person, emulator):
    old = person.authorize()
    run = person.run("zoho.cliq.revoke")
    assert run.code == 0, run.output
    assert run["Say what was done"]["msg"] == f"The refresh token is revoked and {person.file} removed."
    assert person.left() == []
    assert not person.is_honoured(old["refresh_token"])

    again = person.run("zoho.cliq.revoke")
    assert again.code == 0 and "changed=0" in again.output
    assert len(emulator.log(**REVOKE)) == 1


@pytest.mark.parametrize("fault", ["status", "drop_before"])
def test_the_file_stays_if_zoho_cannot_be_asked_to_revoke(person, emulator, fault):
    old = person.authorize()
    before = person.file.read_bytes()
    emulator.fault(fault, times=None, match=REVOKE)
    run = person.run("zoho.cliq.revoke")
    assert run.code == 2
    assert person.file.read_bytes() == before
    assert person.is_honoured(old["refresh_token"])
    emulator.control("faults", method="DELETE")
    assert person.run("zoho.cliq.revoke").code == 0
    assert person.left() == []


# --- check mode ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("zoho.cliq.authorize", False),
        ("zoho.cliq.authorize", True),
        ("zoho.cliq.rotate", True),
        ("zoho.cliq.rotate with a client secret", True),
        ("zoho.cliq.revoke", True),
        ("zoho.cliq.revoke", False),
    ],
)
def test_check_mode_sends_nothing_and_writes_nothing(person, emulator, name, there):
    if there:
        person.authorize()
    if " with " in name:
        person.settings(client_id=None, client_secret=None, rotate="client_secret", client_secret_file="secret")
        person.playbook.write("secret", OTHER_SECRET)
    before = contents(person)
    run = person.run(name.partition(" ")[0], "--check", "-e", "zoho_cliq_authorization_url_file=url")
    assert run.code == 0, run.output
    would_change = (name, there) not in [("zoho.cliq.authorize", True), ("zoho.cliq.revoke", False)]
    assert ("changed=0" not in run.output) is would_change
    assert emulator.log() == []
    assert contents(person) == before


def contents(person):
    files = [path for path in person.playbook.project.iterdir() if path.name != "results.jsonl"]
    return {path.name: path.read_bytes() for path in files}


# --- authorize without a browser on this machine ---------------------------------------------------------------------


def test_a_redirect_is_read_from_a_file_in_a_second_run(person, emulator):
    person.settings(
        redirect_uri="https://ansible.zylker.example/callback",
        redirect_url_file="redirect",
        authorization_url_file="url",
    )
    asked = person.run()
    assert asked.code == 0, asked.output
    path = person.playbook.project / "url"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    url = path.read_text().rstrip("\n")
    assert re.search(r"as redirect_url: (\S+)", asked["Show what to do"]["msg"])[1] == url
    assert emulator.log() == [] and person.left() == []

    person.playbook.write("redirect", emulator.consent(url) + "\n")
    done = person.run()
    assert done.code == 0, done.output
    person.assert_vaulted()
    assert path.read_text().rstrip("\n") == url

    before = person.file.read_bytes()
    again = person.run()
    assert again.code == 0 and "changed=0" in again.output
    assert person.file.read_bytes() == before
    assert emulator.counters()["token_requests"] == 1


def test_a_file_for_the_redirect_is_not_waited_for(person):
    person.settings(redirect_url_file="redirect")
    run = person.run()
    assert run.code == 0 and "Waiting" not in run.output


def test_the_code_of_a_self_client_is_read_from_a_file_in_a_second_run(person, emulator):
    person.settings(**{**emulator.self_client, "redirect_uri": None}, code_file="code", scopes=SCOPES)
    asked = person.run()
    assert asked.code == 0, asked.output
    assert "have the API console generate a code for the scopes ZohoCliq.Channels.ALL" in asked.message
    person.playbook.write("code", emulator.code() + "\n")
    done = person.run()
    assert done.code == 0, done.output
    person.assert_vaulted()
    assert person.stored()["client_id"] == emulator.self_client["client_id"]


# --- credentials_info ------------------------------------------------------------------------------------------------


def test_credentials_info_asks_zoho_only_where_it_is_told_to(signed_in, emulator):
    run = signed_in(INFO)
    assert run.code == 0, run.output
    looked, asked = run["Look"], run["Look and ask"]
    assert (looked["honoured"], looked["access_token_expires_in"]) == (None, None)
    assert asked["honoured"] is True and asked["access_token_expires_in"] > 3500
    differing = {"honoured", "access_token_expires_in", "invocation"}
    assert {k: v for k, v in looked.items() if k not in differing} == {
        k: v for k, v in asked.items() if k not in differing
    }
    assert (looked["exists"], looked["data_center"], looked["scopes"]) == (True, "us", SCOPES)
    # The token that the question brought is the one that the next task uses.
    assert emulator.counters()["token_requests"] == 1

    checked = signed_in(INFO, "--check")
    assert checked["Look and ask"]["honoured"] is None
    emulator.control("revoke-refresh-tokens", method="POST")
    revoked = signed_in(INFO.partition("- name: Use")[0])
    assert revoked.code == 0 and revoked["Look and ask"]["honoured"] is False
    assert emulator.counters()["token_requests"] == 2


def test_credentials_info_tells_of_a_file_that_is_not_there(signed_in, emulator):
    signed_in.environment["ZOHO_CLIQ_CREDENTIALS_FILE"] = FILE
    run = signed_in(INFO.partition("- name: Use")[0])
    assert run.code == 0, run.output
    assert run["Look"]["exists"] is False and run["Look and ask"]["exists"] is False
    assert emulator.log() == []
