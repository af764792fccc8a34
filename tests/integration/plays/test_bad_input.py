# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What goes wrong is told in a sentence or two, changes no file, and is not sent where it can be known before."""

from __future__ import annotations

import time
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import pytest
import yaml
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import consent
from ansible_collections.zoho.cliq.plugins.module_utils._oauth.credentials import Client
from ansible_collections.zoho.cliq.tests.integration.plays.playbook_runner import SELF_CLIENT

FILE = "zoho-cliq.vault.yml"
# What the runner itself writes into the project.
ANY_NUMBER = -1
OF_THE_RUNNER = {"play.yml", "results.jsonl"}


def files(playbook):
    """All that the user has, by name."""
    return {
        str(path.relative_to(playbook.project)): path.read_bytes()
        for path in playbook.project.rglob("*")
        if path.is_file() and path.name not in OF_THE_RUNNER
    }


@pytest.fixture
def refused(playbook, emulator):
    """Run one task, which must fail with this code, with these words in its message, and with every file as it was."""

    # Without a number of requests that are expected, no request at all may be sent.
    def run(module, options, code, *words, sent=0, arguments=(), **play):
        task = yaml.safe_dump([{"name": "Task", f"zoho.cliq.{module}": options}])
        before, requests = files(playbook), len(emulator.log())
        done = playbook(task, *arguments, check_first=not sent, **play)
        assert done.code == 2, done.output
        result = done["Task"]
        assert result["failed"] is True and result["changed"] is False
        assert result["failure"]["code"] == code, result
        message = result["msg"]
        assert message == result["failure"]["message"]
        assert message.endswith((".", "?", " s)")) and "\n" not in message and len(message) < 600, message
        for word in words:
            assert word in message, message
        assert files(playbook) == before
        new = [f"{entry['method']} {entry['path']}" for entry in emulator.log()[requests:]]
        assert sent is ANY_NUMBER or len(new) == sent, new
        return result

    return run


@pytest.fixture
def client(playbook, emulator):
    """Give client and redirect URI in the environment."""
    playbook.environment.update({f"ZOHO_CLIQ_{name.upper()}": value for name, value in emulator.client.items()})
    return Client(emulator.client["client_id"], emulator.client["client_secret"])


def changed_query(url, **changes):
    """The URL with these parameters changed, or without those that are None."""
    parts = urlsplit(url)
    query = {**dict(parse_qsl(parts.query)), **{name.replace("_", "-"): value for name, value in changes.items()}}
    return urlunsplit(
        parts._replace(query=urlencode({key: value for key, value in query.items() if value is not None}))
    )


@pytest.fixture
def authorization_url(playbook, client):
    run = playbook("- name: Make the URL\n  zoho.cliq.authorization_url:\n")
    assert run.code == 0, run.output
    return run["Make the URL"]["authorization_url"]


FORGED = ["accounts-server", "may be forged", "Nothing was sent"]
THE_SELF_CLIENT = {**SELF_CLIENT, "scopes": ["ZohoCliq.Channels.ALL"]}
EXCHANGE = {"credentials_file": FILE, "encrypt": "none", "redirect_url": "{{ redirect }}"}


@pytest.mark.parametrize("module", ["authorization_url", "channel_info", "access_token"])
def test_unknown_data_center(signed_in, emulator, refused, module):
    signed_in.environment.pop("ZOHO_CLIQ_CREDENTIALS_FILE")
    for name, value in emulator.client.items():
        signed_in.environment[f"ZOHO_CLIQ_{name.upper()}"] = value
    signed_in.environment["ZOHO_CLIQ_REFRESH_TOKEN"] = "1000.nothing"
    refused(module, {"data_center": "eur"}, "unknown_data_center", '"eur"', "did you mean", "Europe")


@pytest.mark.parametrize(
    ("scope", "code", "words"),
    [
        ("ZohoCliq.Channels.READ ZohoCliq.Users.READ", "invalid_input", ["white space", "an element of its own"]),
        ("ZohoCliq.Chanels.READ", "unknown_scope", ['"ZohoCliq.Chanels.READ"; did you mean "ZohoCliq.Channels.READ"?']),
        (
            "ZohoCliq.Channels.REED",
            "unknown_scope",
            ['"ZohoCliq.Channels.REED"; did you mean "ZohoCliq.Channels.READ"?'],
        ),
    ],
)
@pytest.mark.parametrize("module", ["authorization_url", "credentials"])
def test_scopes(refused, client, scope, code, words, module):
    options = {"credentials_file": FILE, "code": "1000.x"} if module == "credentials" else {}
    refused(module, {**options, "scopes": ["ZohoCliq.Teams.READ", scope]}, code, *words)


@pytest.mark.parametrize(
    ("changes", "code", "words"),
    [
        ({"state": None}, "state_missing", ["carries no state", "authorization URL"]),
        ({"state": "A" * 76}, "state_invalid", ["not made for this request", "consent again"]),
        ({"location": "eur"}, "untrusted_redirect", ["unknown location", "Nothing was sent"]),
        (
            {"location": "eu", "accounts_server": "https://accounts.zoho.com"},
            "untrusted_redirect",
            ["contradicts itself"],
        ),
        ({"location": "cn"}, "untrusted_redirect", ["China", "data_center: cn"]),
        ({"accounts_server": "https://accounts.zoho.evil.example"}, "untrusted_redirect", FORGED),
        ({"accounts_server": "https://accounts.zoho.com@evil.example"}, "untrusted_redirect", FORGED),
        ({"accounts_server": "http://accounts.zoho.com"}, "untrusted_redirect", FORGED),
        ({"accounts_server": "https://accounts.zoho.com:8443"}, "untrusted_redirect", FORGED),
        ({"accounts_server": "http://127.0.0.1:1"}, "untrusted_redirect", FORGED),
        ({"code": None}, "invalid_input", ["no authorization code", "whole URL"]),
        ({"code": None, "error": "access_denied"}, "access_denied", ["denied"]),
    ],
)
def test_a_redirect_that_is_not_right(playbook, emulator, authorization_url, refused, changes, code, words):
    redirect = changed_query(emulator.consent(authorization_url), **changes)
    refused("credentials", EXCHANGE, code, *words, vars={"redirect": redirect})


def test_a_redirect_to_another_uri(emulator, authorization_url, refused):
    redirect = emulator.consent(authorization_url)
    elsewhere = redirect.replace("http://localhost:8976/callback", "https://ansible.zylker.example/callback")
    assert elsewhere != redirect
    refused("credentials", EXCHANGE, "redirect_mismatch", "redirect_uri", vars={"redirect": elsewhere})


def test_the_authorization_url_is_no_redirect(authorization_url, refused):
    refused("credentials", EXCHANGE, "redirect_mismatch", "Open it in a browser", vars={"redirect": authorization_url})


def test_a_redirect_for_other_scopes(emulator, authorization_url, refused):
    redirect = emulator.consent(authorization_url)
    options = {**EXCHANGE, "scopes": ["ZohoCliq.Teams.READ"]}
    refused("credentials", options, "state_invalid", "scopes", vars={"redirect": redirect})


def test_a_denied_consent(emulator, authorization_url, refused):
    redirect = emulator.consent(authorization_url, "deny")
    refused("credentials", EXCHANGE, "access_denied", "denied", vars={"redirect": redirect})


@pytest.mark.parametrize("age", [0, consent.STATE_LIFETIME_SECONDS + 60])
def test_an_authorization_url_that_is_too_old(emulator, client, authorization_url, refused, age):
    """Time stands still for nobody, so this makes a state of the past, as the collection would have made it."""
    redirect = emulator.consent(authorization_url)
    scopes = tuple(dict(parse_qsl(urlsplit(authorization_url).query))["scope"].split(","))
    request = consent.ConsentRequest(client, emulator.client["redirect_uri"], scopes, "us")
    state = consent.new_state(request, nonce=b"n" * consent.NONCE_BYTES, now=time.time() - age)
    variables = {"redirect": changed_query(redirect, state=state)}
    if age:
        refused("credentials", EXCHANGE, "state_expired", "older than 10 minutes", "consent again", vars=variables)
    else:
        # It is the age that is refused: a young one gets past this check, and Zoho misses the verifier of another nonce.
        refused("credentials", EXCHANGE, "invalid_code", "Consent again", vars=variables, sent=1)


def test_a_spent_code(playbook, emulator, refused):
    code = emulator.code()
    assert "refresh_token" in emulator.token_request(grant_type="authorization_code", code=code).json()
    options = {"credentials_file": FILE, "encrypt": "none", "code": "{{ code }}", **THE_SELF_CLIENT}
    words = ["used before", "Consent again"]
    refused("credentials", options, "invalid_code", *words, vars={"code": code}, sent=1)


def test_an_expired_code(playbook, emulator, refused):
    code = emulator.code(lifetime=60)
    emulator.control("clock", {"advance": 61})
    options = {"credentials_file": FILE, "encrypt": "none", "code": "{{ code }}", **THE_SELF_CLIENT}
    refused("credentials", options, "invalid_code", "expired", "Consent again", vars={"code": code}, sent=1)


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("nowhere/zoho-cliq.yml", ["nowhere/zoho-cliq.yml", "No such file or directory"]),
        ("folder", ["folder"]),
        ("file/zoho-cliq.yml", ["file/zoho-cliq.yml", "Not a directory"]),
    ],
)
def test_a_place_that_cannot_be_written(playbook, emulator, refused, file, words):
    """The code is still good afterwards."""
    (playbook.project / "folder").mkdir()
    playbook.write("file", "I am a file\n")
    code = emulator.code()
    options = {"encrypt": "none", "code": "{{ code }}", **THE_SELF_CLIENT}
    result = refused("credentials", {**options, "credentials_file": file}, EXPECTED[file], *words, vars={"code": code})
    assert str(playbook.project) in result["msg"]
    again = playbook(
        yaml.safe_dump([{"name": "Task", "zoho.cliq.credentials": {**options, "credentials_file": FILE}}]),
        vars={"code": code},
    )
    assert again.code == 0, again.output


EXPECTED = {
    "nowhere/zoho-cliq.yml": "credentials_file_unwritable",
    "folder": "credentials_file",
    "file/zoho-cliq.yml": "credentials_file",
}


def encrypted(playbook, whole=False):
    """A vaulted credentials file of a good client."""
    emulator = playbook.emulator
    options = {"credentials_file": FILE, "code": "{{ code }}", **THE_SELF_CLIENT}
    options["encrypt"] = "file" if whole else "values"
    task = yaml.safe_dump([{"name": "Task", "zoho.cliq.credentials": options}])
    done = playbook(task, vault=True, vars={"code": emulator.code()})
    assert done.code == 0, done.output
    playbook.environment["ZOHO_CLIQ_CREDENTIALS_FILE"] = FILE


@pytest.mark.parametrize(
    ("whole", "module"),
    [(False, "channel_info"), (True, "channel_info"), (False, "credentials"), (True, "access_token")],
)
def test_a_file_that_cannot_be_decrypted(playbook, refused, whole, module):
    encrypted(playbook, whole)
    playbook.write("other-password", "another\n")
    arguments = ["--vault-id", "team@other-password"]
    words = [FILE, "cannot be decrypted", "(team)"]
    refused(module, {}, "vault_decrypt_failed", *words, arguments=arguments)
    refused(module, {}, "vault_secret_missing", FILE, "encrypted", "--vault-password-file")


def test_a_damaged_file(playbook, refused):
    encrypted(playbook)
    path = playbook.project / FILE
    path.write_text(path.read_text().replace("zoho_cliq_client_id", "client_id"))
    refused("channel_info", {}, "credentials_file", "lacks zoho_cliq_client_id", vault=True)
    path.write_text("zoho_cliq_client_id: [\n")
    refused("channel_info", {}, "credentials_file", "not valid YAML", vault=True)


def test_a_missing_file(playbook, refused):
    words = [f"no credentials file {playbook.project}/nowhere.yml", "zoho.cliq.authorize"]
    refused("channel_info", {"credentials_file": "nowhere.yml"}, "credentials_file_missing", *words)


def test_no_credentials(refused):
    refused("channel_info", {}, "credentials_missing", "credentials_file", "vars_files")


def test_no_vault_secret_to_encrypt_with(playbook, emulator, refused):
    code = emulator.code()
    options = {"credentials_file": FILE, "code": "{{ code }}", **THE_SELF_CLIENT}
    words = ["no vault secret", "--vault-password-file", "encrypt to none"]
    refused("credentials", options, "vault_secret_missing", *words, vars={"code": code})
    task = yaml.safe_dump([{"name": "Task", "zoho.cliq.credentials": options}])
    assert playbook(task, vault=True, vars={"code": code}).code == 0


LISTS = {"side": "cliq", "method": "GET", "path": "/api/v2/channels"}
CREATES = {"side": "cliq", "method": "POST", "path": "/api/v2/channels"}
WANTED = {"name": "bad-input", "level": "private"}


@pytest.mark.parametrize(
    ("do", "details", "code", "words", "requests"),
    [
        ("html", {}, "unexpected_answer", ["not JSON"], 2),
        ("truncate_json", {}, "unexpected_answer", ["not JSON"], 2),
        ("html", {"status": 404}, "unexpected_answer", ["404", "api_url", "proxy"], 2),
        ("redirect", {}, "unexpected_answer", ["302"], 2),
        ("status", {"status": 502}, "server_error", ["502"], 4),
        ("cut", {}, "outcome_unknown", ["GET"], 4),
    ],
)
def test_an_answer_of_cliq_that_is_none(signed_in, emulator, refused, do, details, code, words, requests):
    emulator.fault(do, times=None, match=LISTS, **details)
    # One of the requests is for the token; what may have been an accident is asked for three times.
    refused("channel", WANTED, code, *words, sent=requests)
    assert emulator.channels("bad-input") == []


@pytest.mark.parametrize("do", ["truncate_json", "cut", "drop_after"])
def test_a_creation_whose_answer_is_lost_is_settled_and_not_repeated(signed_in, emulator, do):
    emulator.fault(do, match=CREATES)
    task = yaml.safe_dump([{"name": "Task", "zoho.cliq.channel": WANTED}])
    run = signed_in(task)
    assert run.code == 0 and run["Task"]["changed"] is True, run.output
    assert emulator.writes() == ["POST /api/v2/channels"]
    again = signed_in(task)
    assert again.code == 0 and again["Task"]["changed"] is False, again.output
    assert len(emulator.channels("bad-input")) == 1


TOKENS = {"side": "accounts", "path": "/oauth/v2/token"}


@pytest.mark.parametrize(
    ("do", "code", "words"),
    [
        ("html", "unexpected_answer", ["an HTML page", "accounts URL"]),
        ("truncate_json", "unexpected_answer", ["JSON that is cut off"]),
        ("status", "server_error", ["503"]),
        ("drop_before", "outcome_unknown", []),
    ],
)
def test_an_answer_of_zoho_accounts_that_is_none(signed_in, emulator, refused, do, code, words):
    emulator.fault(do, times=None, match=TOKENS)
    refused("channel", WANTED, code, *words, sent=1)
    # It is told again for a while, without another request.
    refused("channel", WANTED, code, *words, "remembered for another")


@pytest.mark.parametrize("do", ["html", "truncate_json", "drop_after"])
def test_an_exchange_whose_answer_is_lost(playbook, emulator, do):
    """The same code is not sent a second time, and a new one finds nothing half-done in its way."""
    code = emulator.code()
    emulator.fault(do, match=TOKENS)
    options = {"credentials_file": FILE, "encrypt": "none", "code": "{{ code }}", **THE_SELF_CLIENT}
    task = yaml.safe_dump([{"name": "Task", "zoho.cliq.credentials": options}])
    lost = playbook(task, vars={"code": code})
    assert lost.code == 2 and lost["Task"]["failure"]["code"] == "outcome_unknown", lost.output
    assert "consent again" in lost["Task"]["msg"].lower()
    assert not (playbook.project / FILE).exists()
    again = playbook(task, vars={"code": code})
    assert again.code == 2 and again["Task"]["failure"]["code"] == "code_spent_answer_lost", again.output
    assert "consent again" in again["Task"]["msg"].lower()
    assert not (playbook.project / FILE).exists()
    other = playbook(task, vars={"code": emulator.code()})
    assert other.code == 0, other.output
    assert [path.name for path in playbook.project.iterdir() if FILE in path.name] == [FILE]


# What a managed host can do


HOSTILE = """
- name: A module of a managed host
  hostile_facts:
    facts: "{{ hostile }}"
- name: Read
  zoho.cliq.channel_info:
    name: General
"""


@pytest.mark.parametrize("setting", ["accounts_url", "api_url", "state_store", "ca_path", "validate_certs"])
def test_facts_do_not_decide_where_secrets_go(signed_in, emulator, setting):
    theirs = {
        "state_store": str(signed_in.home / "theirs"),
        "ca_path": "/nowhere/ca.pem",
        "validate_certs": "neither",
    }.get(setting, emulator.urls["eu"])
    run = signed_in(HOSTILE, vars={"hostile": {f"zoho_cliq_{setting}": theirs}})
    assert run.code == 0, run.output
    assert emulator.log(data_center="eu") == []
    assert not (signed_in.home / "theirs").exists()
    assert len(run["Read"]["channels"]) == 1


@pytest.mark.parametrize(
    "setting", ["client_secret", "refresh_token", "credentials_file", "access_token", "data_center"]
)
def test_facts_are_no_credentials(signed_in, emulator, setting):
    run = signed_in(HOSTILE, vars={"hostile": {f"zoho_cliq_{setting}": "eu"}})
    assert run.code == 2
    assert run["Read"]["failure"]["code"] == "untrusted_variable"
    assert f"zoho_cliq_{setting}" in run["Read"]["msg"] and "fact" in run["Read"]["msg"]
    assert emulator.log() == []
