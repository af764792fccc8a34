# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One command from the URL to a vaulted file: ansible-playbook waits for the browser on this machine."""

from __future__ import annotations

import re
import subprocess
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import yaml
from ansible_collections.zoho.cliq.tests.integration.plays.internet import HOSTS, Internet
from ansible_collections.zoho.cliq.tests.integration.plays.live_run import (
    BIN,
    is_listened_on,
    listen,
)

TASK = """
- name: Consent
  zoho.cliq.credentials:
    credentials_file: zoho-cliq.vault.yml
    wait_for_redirect: 300
"""


def token_requests(person):
    return person.emulator.counters()["token_requests"]


def test_one_command_leads_from_the_url_to_a_vaulted_file(person):
    with person.start() as live:
        url = live.url()
        assert not person.file.exists()
        run = person.accept(live)
    assert run.code == 0, run.output
    assert run["Say where the credentials are"]["msg"].startswith(f"The credentials are in {person.file}.")
    person.assert_vaulted()
    stored = person.stored()
    assert stored["client_secret"] == person.client["client_secret"]
    assert ",".join(stored["scopes"]) == parse_qs(urlsplit(url).query)["scope"][0]
    assert person.is_honoured(stored["refresh_token"])

    before = person.file.read_bytes()
    requests = token_requests(person)
    again = person.run()
    assert again.code == 0 and "changed=0" in again.output, again.output
    assert "Open this URL" not in again.output
    assert person.file.read_bytes() == before
    assert token_requests(person) == requests


@pytest.mark.parametrize("arguments", [[], ["--check"]])
def test_a_task_of_ones_own_waits_as_well(person, playbook, arguments):
    playbook.write("play.yml", _play(TASK))
    if arguments:
        run = person.run("play.yml", *arguments)
        assert run["Consent"]["changed"] and "Open this URL" not in run.output
        assert (token_requests(person), person.left()) == (0, [])
        return
    with person.start("play.yml") as live:
        run = person.accept(live)
    assert run["Consent"]["changed"] is True
    assert run["Consent"]["reason"] == "there is no credentials file"
    person.assert_vaulted()
    assert token_requests(person) == 1
    again = person.run("play.yml")
    assert again["Consent"]["changed"] is False


def _play(tasks, **keywords):
    return [{"name": "Test", "hosts": "localhost", "gather_facts": False, **keywords, "tasks": yaml.safe_load(tasks)}]


def test_nothing_comes_of_a_consent_that_is_denied(person):
    with person.start() as live:
        assert person.go(person.emulator.consent(live.url(), "deny")) == "Consent denied"
        run = live.finish()
    assert run.code == 2
    failure = run["Wait for the browser to bring the answer here"]["failure"]
    assert failure["code"] == "access_denied"
    assert "The consent was denied" in run["Stop if the browser brought no consent"]["msg"]
    assert (token_requests(person), person.left()) == (0, [])


def test_a_denial_without_state_leaves_time_for_the_answer_that_proves_itself(person):
    person.emulator.quirk(denial_parameters="none")
    with person.start() as live:
        url = live.url()
        assert person.go(person.emulator.consent(url, "deny")) == "Consent denied"
        run = person.accept(live)
    assert run.code == 0, run.output
    person.assert_vaulted()


def test_a_denial_without_state_is_a_denial_if_nothing_better_comes(person):
    person.emulator.quirk(denial_parameters="none")
    # It is believed when the time is up, at the latest.
    person.settings(wait_for_redirect=6)
    with person.start() as live:
        assert person.go(person.emulator.consent(live.url(), "deny")) == "Consent denied"
        run = live.finish()
    assert run.code == 2
    assert run["Wait for the browser to bring the answer here"]["failure"]["code"] == "access_denied"
    assert person.left() == []


def test_forged_redirects_do_not_end_the_wait(person, emulator):
    with person.start() as live:
        url = live.url()
        for query in (
            {"code": emulator.code(), "state": "A" * 76},
            {"code": emulator.code()},
            {"error": "access_denied", "state": "forged"},
            {"state": parse_qs(urlsplit(url).query)["state"][0][:-1], "code": emulator.code()},
        ):
            heading = person.go(f"{person.redirect_uri}?{urlencode(query)}")
            assert heading == "This answer does not belong here"
        assert person.go(person.redirect_uri.replace("callback", "elsewhere")) == "Nothing here"
        run = person.accept(live)
    assert run.code == 0, run.output
    # None of the codes that came along was sent to Zoho.
    assert token_requests(person) == 1


def test_an_answer_to_the_url_of_an_older_wait_is_not_taken(person):
    with person.start() as live:
        old = person.emulator.consent(live.url())
        live.interrupt()
        live.finish()
    with person.start() as live:
        live.url()
        assert person.go(old) == "This answer does not belong here"
        run = person.accept(live)
    assert run.code == 0, run.output
    assert token_requests(person) == 1


def test_the_url_that_was_written_to_a_file_can_be_answered_as_well(person):
    person.settings(authorization_url_file="url")
    with person.start() as live:
        shown = live.url()
        written = (person.playbook.project / "url").read_text().strip()
        assert written != shown
        assert person.go(person.emulator.consent(written)) == "Thank you"
        run = live.finish()
    assert run.code == 0, run.output
    person.assert_vaulted()


# --- the wait ends otherwise -----------------------------------------------------------------------------------------


def test_control_c_frees_the_port_and_leaves_nothing(person):
    with person.start() as live:
        live.url()
        assert is_listened_on(person.port)
        live.interrupt()
        run = live.finish()
    assert run.code != 0 and "User interrupted execution" in run.output
    assert not is_listened_on(person.port)
    assert person.left() == []
    assert person.emulator.log() == []
    # Nobody is left who holds a lock or the port.
    with person.start() as live:
        assert person.accept(live).code == 0
    person.assert_vaulted()


def test_the_time_limit_of_the_task_frees_the_port_and_leaves_nothing(person, playbook):
    playbook.write("play.yml", _play(TASK + "  timeout: 3\n"))
    with person.start("play.yml") as live:
        live.url()
        run = live.finish()
    assert run.code == 2
    assert "imed out" in run["Consent"]["msg"] or "imeout" in run["Consent"]["msg"], run.output
    assert not is_listened_on(person.port)
    assert person.left() == []


@pytest.mark.parametrize("way", ["nobody comes", "the port is taken"])
def test_where_waiting_is_in_vain_the_answer_can_still_be_pasted(person, way):
    if way == "nobody comes":
        person.settings(wait_for_redirect=1)
        run = person.run()
        told = "Nobody consented within 1 seconds."
    else:
        with listen(person.port):
            run = person.run()
        told = f"Port {person.port} of this machine, where the redirect is to arrive, cannot be listened on"
    # Here is nobody to be asked; with somebody, there would be a prompt for the redirect now.
    assert run.code == 2
    shown = run["Show what to do"]["msg"]
    assert shown.startswith(told)
    url = re.search(r"as redirect_url: (\S+)", shown)[1]
    assert run["Exchange the code of the redirect"]["failure"]["code"] == "consent_needed"

    person.playbook.write("redirect", person.emulator.consent(url))
    person.settings(redirect_url_file="redirect")
    done = person.run()
    assert done.code == 0, done.output
    person.assert_vaulted()


def test_the_url_is_seen_at_once_through_a_pipe_too(person, playbook):
    person.settings(wait_for_redirect=4)
    words = [BIN / "ansible-playbook", "zoho.cliq.authorize", "-e", "@settings.yml"]
    with subprocess.Popen(
        [*words, "--vault-password-file", playbook.vault_password_file],
        cwd=playbook.project,
        env=playbook.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        seen = next(line for line in process.stdout if "Open this URL" in line)
        in_time = is_listened_on(person.port)
        if in_time:
            person.go(person.emulator.consent(seen.split()[-1]))
        process.stdout.read()
    assert in_time


# --- data centers ----------------------------------------------------------------------------------------------------


def test_the_redirect_moves_the_exchange_to_the_data_center_of_the_user(person, playbook, emulator, tmp_path):
    internet = Internet({**dict.fromkeys(HOSTS, "http://nobody.invalid"), **emulator.urls}, tmp_path)
    try:
        for name in ("ZOHO_CLIQ_ACCOUNTS_URL", "ZOHO_CLIQ_API_URL"):
            del playbook.environment[name]
        playbook.environment |= {"HTTPS_PROXY": internet.url, "ZOHO_CLIQ_CA_PATH": str(internet.ca_path)}
        with person.start() as live:
            url = live.url()
            assert url.startswith(f"https://{HOSTS['us'][0]}/oauth/v2/auth?")
            with internet.browser() as browser:
                redirect = emulator.consent(url, browser=browser, user="amelia.burrows@zylker-europe.example")
            internet.forget()
            assert person.go(redirect) == "Thank you"
            run = live.finish()
        assert run.code == 0, run.output
        assert internet.hosts == {HOSTS["eu"][0]}
    finally:
        internet.stop()
    person.assert_vaulted()
    stored = person.stored()
    assert (stored["data_center"], stored["consent_data_center"]) == ("eu", "us")


def test_a_redirect_to_somebody_who_is_not_zoho_ends_the_wait_and_nothing_is_sent(person, emulator):
    with person.start() as live:
        redirect = emulator.consent(live.url())
        elsewhere = redirect.replace(urlencode({"x": emulator.url})[2:], urlencode({"x": "https://evil.example"})[2:])
        assert elsewhere != redirect
        person.go(elsewhere)
        run = live.finish()
    assert run.code == 2
    assert run["Wait for the browser to bring the answer here"]["failure"]["code"] == "untrusted_redirect"
    assert (token_requests(person), person.left()) == (0, [])
