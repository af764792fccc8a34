# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
No secret shows, whatever is done.

The runner of plays searches after each run of the whole suite. Here are the plays that show as much as plays can.
"""

from __future__ import annotations

import subprocess
from urllib.parse import parse_qs, urlsplit

import pytest
import yaml
from ansible.release import __version__ as core_version
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import consent
from ansible_collections.zoho.cliq.tests.integration.plays.emulator_process import COLLECTION
from ansible_collections.zoho.cliq.tests.integration.plays.playbook_runner import BIN

FILE = "zoho-cliq.vault.yml"
CORE = tuple(int(part) for part in core_version.split(".")[:2])
# From here on, ansible-core hides what it was told is a secret.
CORE_HIDES_SECRETS = CORE >= (2, 22)
TOKENS = {"side": "accounts", "path": "/oauth/v2/token"}
THROTTLE = {
    "error_description": "You have made too many requests continuously. Please try again after some time.",
    "error": "Access Denied",
    "status": "failure",
}
SHOW = """
- name: Show {name}
  ansible.builtin.debug:
    var: {variable}
"""


def shown(*names):
    return "".join(SHOW.format(name=name, variable=name) for name in names)


@pytest.fixture
def client_file(playbook, emulator):
    """The client in a vars file, as the README has it: what stands in the environment goes to all children."""
    return playbook.write("client.yml", {f"zoho_cliq_{name}": value for name, value in emulator.client.items()}).name


# What a user can have shown

CONSENT = f"""
- name: Consent
  zoho.cliq.authorization_url:
  register: consent
{shown("consent")}"""
EXCHANGE = f"""
- name: Exchange
  zoho.cliq.credentials:
    credentials_file: {FILE}
    redirect_url: "{{{{ redirect }}}}"
  register: credentials
{shown("credentials")}"""
EVERYTHING = f"""
- name: Create
  zoho.cliq.channel:
    name: Ops Alerts
    level: private
  register: channel
- name: Read
  zoho.cliq.channel_info:
    name: ops alerts
    members: true
  register: channel_info
- name: Elsewhere
  zoho.cliq.channel_info:
    name: ops alerts
  delegate_to: elsewhere
  vars:
    ansible_connection: elsewhere
  register: elsewhere
- name: About the credentials
  zoho.cliq.credentials_info:
    verify: true
  register: credentials_info
- name: Token
  zoho.cliq.access_token:
  register: token
- name: All of the token but itself
  ansible.builtin.set_fact:
    about_token: "{{{{ token | dict2items | rejectattr('key', 'equalto', 'access_token') | items2dict }}}}"
    cacheable: true
- name: Token in a call
  ansible.builtin.uri:
    url: "{{{{ lookup('ansible.builtin.env', 'ZOHO_CLIQ_API_URL') }}}}/api/v2/channels"
    headers:
      Authorization: "{{{{ token.token_type }}}} {{{{ token.access_token }}}}"
  no_log: true
  register: call
- name: Token of the lookup
  ansible.builtin.assert:
    that: "lookup('zoho.cliq.access_token') == token.access_token"
    quiet: true
- name: Wrong
  zoho.cliq.channel:
    name: ops alerts
    level: team
    team_ids: ["4435961"]
  register: wrong
  ignore_errors: true
{shown("channel", "channel_info", "elsewhere", "about_token", "credentials_info", "wrong", "ansible_facts", "ansible_env")}"""


def test_every_module_and_playbook_shows_all_it_has(playbook, emulator, client_file):
    made = playbook(CONSENT, vars_files=[client_file])
    assert made.code == 0, made.output
    redirect = emulator.consent(made["Consent"]["authorization_url"])
    playbook.write("redirect.yml", {"redirect": redirect})

    predicted = playbook(EXCHANGE, "--check", vars_files=[client_file, "redirect.yml"], vault=True)
    assert predicted.code == 0, predicted.output
    done = playbook(EXCHANGE, vars_files=[client_file, "redirect.yml"], vault=True)
    assert done.code == 0, done.output
    playbook.assert_no_secret((playbook.project / FILE).read_bytes(), FILE)

    emulator.evict()
    hosts = playbook.inventory(2)
    run = playbook(
        EVERYTHING, "-i", hosts, hosts="all", vars_files=[FILE], vault=True, check_first=False, gather_facts=True
    )
    assert run.code == 0, run.output
    assert run.outcomes("Wrong") == ["ignored"] * 2 and run.outcomes("Show elsewhere") == ["ok"] * 2
    # The places that were searched are in use: nothing of this is empty, and nothing else went to the other host.
    assert "host01" in (playbook.home / "ansible.log").read_text()
    assert "about_token" in "".join(path.read_text() for path in (playbook.home / "facts").iterdir())
    assert "host02" in {path.name for path in (playbook.home / "tree").iterdir()} or CORE >= (2, 23)
    assert "Show about_token" in "".join(path.read_text() for path in (playbook.home / "junit").iterdir())
    assert any(path.is_file() for path in playbook.store.rglob("*"))
    assert [path.name.partition("-")[2] for path in playbook.sent.iterdir()] == ["AnsiballZ_channel_info.py"] * 2


def test_the_playbooks(playbook, emulator, client_file):
    """From the client to a channel, on to other secrets, and to the end of all."""
    redirect, written = playbook.project / "redirect", playbook.project / "authorization-url"
    settings = {
        "zoho_cliq_redirect_url_file": redirect.name,
        "zoho_cliq_authorization_url_file": written.name,
        "zoho_cliq_client_secret_file": "client-secret",
    }
    settings_file = playbook.write("settings.yml", settings).name
    playbook.write("client-secret", emulator.client["client_secret"])

    def run(name, *arguments):
        done = playbook.start(name, *arguments, "-e", f"@{client_file}", "-e", f"@{settings_file}", vault=True)
        assert done.code == 0, done.output

    for exchanges, name in enumerate(("zoho.cliq.authorize", "zoho.cliq.rotate"), 1):
        run(name)
        playbook.write(redirect.name, emulator.consent(written.read_text().strip()))
        run(name)
        assert emulator.counters()["exchanges"] == exchanges
        redirect.unlink()
    run("zoho.cliq.rotate", "-e", "zoho_cliq_rotate=client_secret")

    playbook.write("workspace.yml", {"channels": [{"name": "ops-alerts", "level": "private"}]})
    provisioned = playbook.start("zoho.cliq.provision", vault=True)
    assert provisioned.code == 0 and len(emulator.channels("ops-alerts")) == 1, provisioned.output
    exported = playbook.start("zoho.cliq.export", "-e", "zoho_cliq_workspace_file=exported.yml", vault=True)
    assert exported.code == 0 and "ops-alerts" in (playbook.project / "exported.yml").read_text(), exported.output
    run("zoho.cliq.revoke")
    assert not (playbook.project / FILE).exists()


def test_every_module_lookup_and_playbook_is_thought_of():
    # The tour through the modules that call Cliq is searched each time that test_quirks.py runs it.
    tour = COLLECTION / "tests/integration/plays/tour.yml"
    plays = CONSENT + EXCHANGE + EVERYTHING + tour.read_text()
    for kind in ("modules", "lookup"):
        for path in (COLLECTION / "plugins" / kind).glob("[!_]*.py"):
            assert f"zoho.cliq.{path.stem}" in plays
    playbooks = {path.stem for path in (COLLECTION / "playbooks").glob("*.yml")}
    assert playbooks == {"authorize", "export", "provision", "revoke", "rotate"}


FAILURES = """
- name: Revoked
  zoho.cliq.channel_info:
    name: General
- name: Revoked, lookup
  ansible.builtin.debug:
    msg: "{{ lookup('zoho.cliq.access_token') }}"
- name: Throttled
  zoho.cliq.access_token:
  environment:
    ZOHO_CLIQ_STATE_STORE: "{{ lookup('ansible.builtin.env', 'HOME') }}/throttled"
- name: Refused connection
  zoho.cliq.access_token:
    accounts_url: http://127.0.0.1:1
    timeout: 1
- name: Host that is down
  zoho.cliq.channel_info:
    name: General
  delegate_to: nowhere
  vars:
    ansible_connection: nowhere
    zoho_cliq_access_token: "{{ lookup('ansible.builtin.file', 'an-access-token') }}"
  ignore_unreachable: true
- name: Wrong vault secret
  zoho.cliq.channel_info:
    credentials_file: vaulted.yml
- name: Wrong vault secret, lookup
  ansible.builtin.debug:
    msg: "{{ lookup('zoho.cliq.access_token', credentials_file='vaulted.yml') }}"
- name: Code that was spent
  zoho.cliq.credentials:
    credentials_file: new.yml
    encrypt: none
    client_id: "{{ lookup('ansible.builtin.file', 'a-client-id') }}"
    client_secret: "{{ lookup('ansible.builtin.file', 'a-secret') }}"
    code: "{{ lookup('ansible.builtin.file', 'a-code') }}"
  environment:
    ZOHO_CLIQ_STATE_STORE: "{{ lookup('ansible.builtin.env', 'HOME') }}/exchange"
- name: Redirect of somebody else
  zoho.cliq.credentials:
    credentials_file: new.yml
    encrypt: none
    client_id: "{{ lookup('ansible.builtin.file', 'a-client-id') }}"
    client_secret: "{{ lookup('ansible.builtin.file', 'a-secret') }}"
    redirect_uri: http://localhost:8976/callback
    redirect_url: "http://localhost:8976/callback?code={{ lookup('ansible.builtin.file', 'a-code') }}&state=forged"
- name: Unknown option
  zoho.cliq.credentials:
    credentials_file: new.yml
    client_secrte: x
    client_secret: "{{ lookup('ansible.builtin.file', 'a-secret') }}"
"""
EXPECTED = {
    "Revoked": "invalid_code",
    "Refused connection": "connect_failed",
    "Throttled": "throttled",
    "Wrong vault secret": "vault_decrypt_failed",
    "Code that was spent": "invalid_code",
    "Redirect of somebody else": "state_invalid",
    "Unknown option": "invalid_options",
}


@pytest.mark.parametrize("tracebacks", ["always", "never"])
def test_what_fails_says_no_secret(signed_in, emulator, tracebacks):
    token = emulator.token_request(grant_type="authorization_code", code=emulator.code()).json()["access_token"]
    signed_in.write("an-access-token", token)
    code = emulator.code()
    signed_in.write("a-code", code)
    assert "access_token" in emulator.token_request(grant_type="authorization_code", code=code).json()
    signed_in.write("a-secret", emulator.self_client["client_secret"])
    signed_in.write("a-client-id", emulator.self_client["client_id"])
    signed_in.write("other-password", "another\n")
    encrypt = [str(BIN / "ansible-vault"), "encrypt", "--vault-password-file", "other-password"]
    encrypt += ["--output", "vaulted.yml", "credentials.yml"]
    subprocess.run(encrypt, cwd=signed_in.project, env=signed_in.environment, check=True, capture_output=True)
    emulator.control("revoke-refresh-tokens", method="POST")
    # The first request is answered as it is, the second by the throttle.
    throttle = {"match": {**TOKENS, "grant_type": "refresh_token"}, "count": 2, "do": "status", "status": 400}
    emulator.story(yaml.safe_dump([{**throttle, "body": THROTTLE}]))
    tasks = [{**task, "ignore_errors": True, "register": "it"} for task in yaml.safe_load(FAILURES)]
    told = [{"name": f"About {task['name']}", "ansible.builtin.debug": {"var": "it"}} for task in tasks]
    both = [one for pair in zip(tasks, told, strict=True) for one in pair]
    run = signed_in(
        yaml.safe_dump(both),
        extra_environment={"ANSIBLE_DISPLAY_TRACEBACK": tracebacks},
        may_trace=tracebacks == "always",
        vault=True,
        check_first=False,
    )
    assert run.code == 0, run.output
    emulator.assert_told()
    assert ("Traceback" in run.output) is (tracebacks == "always")
    assert {task: run[task]["failure"]["code"] for task in EXPECTED} == EXPECTED
    assert run.outcomes("Host that is down") == ["unreachable"]


@pytest.mark.parametrize("option", ["level", "channel_id"])
def test_a_secret_that_was_given_at_another_option_too_is_hidden_as_a_module_hides_it(signed_in, emulator, option):
    """AnsibleModule takes the values of secret options out of whatever it says; so does what runs in its place."""
    token = emulator.token_request(grant_type="authorization_code", code=emulator.code()).json()["access_token"]
    signed_in.write("an-access-token", token)
    secret = "{{ lookup('ansible.builtin.file', 'an-access-token') }}"
    options = {"channel_id": "P1000000000000000", "state": "archived", "access_token": secret, option: secret}
    run = signed_in(yaml.safe_dump([{"name": "Task", "zoho.cliq.channel": options}]))
    assert run.code == 2, run.output


def test_the_verifier_that_is_searched_for_is_the_one_that_zoho_knows(playbook, client_file):
    made = playbook(CONSENT, vars_files=[client_file])
    query = parse_qs(urlsplit(made["Consent"]["authorization_url"]).query)
    challenges = [consent.code_challenge(verifier) for verifier in playbook.secrets.verifiers()]
    assert query["code_challenge"][0] in challenges


def test_a_token_of_the_lookup_that_is_shown_is_found_or_hidden(signed_in):
    """Nobody but the user can prevent this one, except for an ansible-core that hides what it was told."""
    show = "- name: Show\n  ansible.builtin.debug:\n    msg: it is {{ lookup('zoho.cliq.access_token') }}\n"
    if CORE_HIDES_SECRETS:
        run = signed_in(show)
        assert "it is $REDACTED$" in run.output, run.output
    else:
        with pytest.raises(AssertionError, match=r"a code or a token .* is in the output"):
            signed_in(show)


@pytest.mark.skipif(not CORE_HIDES_SECRETS, reason="ansible-core hides secrets from 2.22 on")
def test_core_is_told_about_every_secret(signed_in, emulator):
    """What a user then shows by mistake is hidden: the token of the module, the secrets of the credentials file."""
    tasks = f"""
- name: Token
  zoho.cliq.access_token:
  register: token
{shown("token", "credentials")}"""
    variables = {"credentials": "{{ lookup('ansible.builtin.file', 'credentials.yml') | from_yaml }}"}
    run = signed_in(tasks, vars=variables)
    assert run.code == 0, run.output
    for name in ("access_token", "zoho_cliq_client_secret", "zoho_cliq_refresh_token"):
        assert f'"{name}": "$REDACTED$"' in run.output, run.output
