# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Whatever the token endpoint answers, there is one clear sentence and one code for it, and no file is half-written.

All rows of ``token_rows.py`` share one run for each grant, because starting Ansible takes longer than a row.
"""

from __future__ import annotations

import contextlib
import json
import socket
import stat
import threading

import pytest
import yaml
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import consent
from ansible_collections.zoho.cliq.plugins.module_utils._oauth.credentials import Client
from ansible_collections.zoho.cliq.tests.integration.plays.playbook_runner import SELF_CLIENT
from ansible_collections.zoho.cliq.tests.integration.plays.token_rows import ROWS, THROTTLES

TOKENS = {"side": "accounts", "path": "/oauth/v2/token"}
SCOPES = ["ZohoCliq.Channels.ALL"]
AGAIN = {
    "throttled": ("throttled", "No token is requested for another", "Zoho refused further token requests"),
    "connect_failed": ("connect_failed", "connection refused"),
    "": ("",),
}
# After each row and its repetition: how many requests the emulator has seen, and what of the token may be shown.
ABOUT = """
{{ {'logged': (lookup('ansible.builtin.url', counters, split_lines=false) | from_json).logged,
    'expires_in': it.expires_in | default(none), 'scopes': it.scopes | default(none)} }}
""".strip()


def exchange(emulator, code=None):
    answer = emulator.token_request(grant_type="authorization_code", code=code or emulator.code()).json()
    return answer["refresh_token"]


@pytest.fixture
def world(emulator):
    """What the rows are about: codes and tokens, good ones and such that Zoho does not take any more."""
    emulator.quirk(refresh_tokens=3)
    used, expired = emulator.code(), emulator.code(lifetime=60)
    emulator.control("clock", {"advance": 61})
    values = {"oldest_token": exchange(emulator, used), "used_code": used, "expired_code": expired}
    values |= {"revoked_token": exchange(emulator), "good_token": exchange(emulator)}
    # Zoho drops the oldest without a word.
    exchange(emulator)
    revoked = emulator.http.post(f"{emulator.url}/oauth/v2/token/revoke", data={"token": values["revoked_token"]})
    assert revoked.json() == {"status": "success"}
    # From here on only the answers that a row asks for throttle.
    emulator.quirk(token_limits="off")
    values |= {"other": emulator.urls["eu"]}
    # The redirect of a consent whose URI nobody has registered, or not any more.
    other, client = "http://localhost:1/other", Client(emulator.client["client_id"], emulator.client["client_secret"])
    state = consent.new_state(consent.ConsentRequest(client, other, tuple(SCOPES), "us"))
    values |= {"server_id": client.client_id, "server_secret": client.client_secret, "other_redirect_uri": other}
    return values | {"other_redirect": f"{other}?state={state}&code={emulator.code()}"}


class Table:
    """Runs the rows of one grant, each twice and with a state store of its own, and tells what became of them."""

    def __init__(self, playbook, emulator, world, grant):
        self.rows = {name: row for name, row in ROWS.items() if getattr(row, grant) is not None}
        self.playbook = playbook
        self.emulator = emulator
        self.world = world
        self.grant = grant
        self.given = {name: self._given(row) for name, row in self.rows.items()}
        self.files = {name: playbook.project / f"row-{number:02}.yml" for number, name in enumerate(self.rows)}

    def _given(self, row):
        """The options of a row's task that no task shows: they are in a vars file."""
        own = {key: self.filled(value) for key, value in row.given.items()}
        if self.grant == "refresh":
            return {**self.emulator.self_client, "refresh_token": self.world["good_token"], **own}
        code = {} if "redirect_url" in own else {"code": self.emulator.code()}
        return {**self.emulator.self_client, **code, **own}

    def filled(self, value):
        return value.format(**self.world) if isinstance(value, str) else value

    def faults(self):
        """One for each request that is sent, so that what belongs to a row cannot meet another one."""
        for row in self.rows.values():
            if row.sent:
                fault = row.fault or {"do": "slow", "seconds": 0}
                yield {
                    **{key: self.filled(value) if key == "location" else value for key, value in fault.items()},
                    "match": TOKENS,
                }

    def tasks(self):
        for number, (name, row) in enumerate(self.rows.items()):
            options = {key: f"{{{{ given['{name}'].{key} }}}}" for key in self.given[name]}
            if self.grant == "refresh":
                module = "zoho.cliq.access_token"
            else:
                module = "zoho.cliq.credentials"
                options |= {"credentials_file": self.files[name].name, "scopes": SCOPES, "encrypt": "values"}
                options |= {"force": True, "revoke_old": False}
            store = str(self.playbook.home / f"store-{number}")
            common = {"environment": {"ZOHO_CLIQ_STATE_STORE": store}, "ignore_errors": True}
            yield {"name": name, module: options, **common, "register": "it"}
            if not self.is_sent_again(row):
                yield {"name": f"{name}, again", module: options, **common}
            yield {"name": f"About {name}", "ansible.builtin.debug": {"msg": ABOUT}}

    def is_sent_again(self, row):
        """A refresh is remembered, whatever was answered; a code is sent again only if Zoho refused it."""
        refused = self.grant == "exchange" and row.exchange[0] not in ("throttled", "connect_failed")
        return refused and not self.is_lost(row)

    def is_lost(self, row):
        return row.kept or row.exchange[0] in ("outcome_unknown", "unexpected_answer")

    def run(self):
        self.emulator.control("faults", list(self.faults()))
        self.playbook.write("given.yml", {"given": self.given})
        if self.grant == "exchange":
            client = {f"zoho_cliq_{name}": value for name, value in self.emulator.self_client.items()}
            old = {**client, "zoho_cliq_refresh_token": self.world["good_token"], "zoho_cliq_data_center": "us"}
            for path in self.files.values():
                self.playbook.write(path.name, old)
        before = self.emulator.counters()["logged"]
        variables = {"counters": f"{self.emulator.url}/_emulator/counters"}
        tasks = yaml.safe_dump(list(self.tasks()), sort_keys=False)
        done = self.playbook(tasks, vault=True, vars_files=["given.yml"], vars=variables)
        assert done.code == 0, done.output
        self.result = {task["name"]: done[task["name"]] for task in self.tasks()}
        self.about, self.sent = {}, {}
        for name in self.rows:
            self.about[name] = self.result[f"About {name}"]["msg"]
            self.sent[name], before = self.about[name]["logged"] - before, self.about[name]["logged"]

    def assert_told(self, name, expected):
        """The task has this code and these words, in a sentence or a few."""
        result, (code, *words) = self.result[name], expected
        if not code:
            assert not result["failed"], result
            return
        assert result["failed"] is True and result["changed"] is False
        failure, message = result["failure"], result["msg"]
        assert failure["code"] == code, failure
        assert message == failure["message"]
        assert message.endswith((".", " s)")) and "\n" not in message and len(message) < 600, message
        assert [word for word in words if word not in message] == [], message
        if code == "throttled":
            assert 0 < failure["retry_after"] <= 600


def test_answers_to_a_refresh(playbook, emulator, world, subtests):
    table = Table(playbook, emulator, world, "refresh")
    table.run()
    for name, row in table.rows.items():
        with subtests.test(name):
            # The second time included.
            assert table.sent[name] == row.sent
            table.assert_told(name, row.refresh)
            assert row.status is None or not row.refresh[0] or table.result[name]["failure"]["status"] == row.status
            again = table.result[f"{name}, again"]
            if row.refresh[0]:
                assert again["failure"]["code"] == row.refresh[0]
                assert "remembered for another" in again["msg"] or row.refresh[0] == "throttled"
            else:
                # Whatever was said about it, the token is used for an hour.
                assert 3500 < table.about[name]["expires_in"] <= 3600
                assert table.about[name]["scopes"] in (SCOPES, [])
    # Nobody at the other address has heard of it, but for the row that went there on purpose.
    assert len(emulator.log(data_center="eu")) == 1


def test_answers_to_an_exchange(playbook, emulator, world, subtests):
    table = Table(playbook, emulator, world, "exchange")
    table.run()
    for name, row in table.rows.items():
        with subtests.test(name):
            assert table.sent[name] == row.sent
            table.assert_told(name, row.exchange)
            assert row.status is None or not row.exchange[0] or table.result[name]["failure"]["status"] == row.status
            path = table.files[name]
            journal = path.with_name(f".{path.name}.exchange")
            if row.exchange[0]:
                # Everything of the user is as it was, and nothing but the answer that may be of use is left beside it.
                assert path.read_bytes() == playbook.given(path)
            else:
                assert path.read_text().count("!vault |") == 2
            left = [journal.name] if row.exchange[0] and table.is_lost(row) else []
            assert [one.name for one in playbook.project.iterdir() if path.name in one.name and one != path] == left
            assert not left or stat.S_IMODE(journal.stat().st_mode) == 0o600
            assert (b"$ANSIBLE_VAULT" in journal.read_bytes() if left else False) is row.kept
            if not table.is_sent_again(row):
                lost = ("code_spent_answer_lost", "code is spent", "Consent again")
                table.assert_told(f"{name}, again", lost if left else AGAIN[row.exchange[0]])
    assert len(emulator.log(data_center="eu")) == 1


def test_a_refused_connection_does_not_spend_a_code(playbook, emulator):
    code = emulator.code()
    options = {"credentials_file": "new.yml", "code": "{{ code }}", "scopes": SCOPES, **SELF_CLIENT}
    refused = yaml.safe_dump(
        [{"name": "Task", "zoho.cliq.credentials": {**options, "accounts_url": "http://127.0.0.1:1"}}]
    )
    assert playbook(refused, vault=True, vars={"code": code})["Task"]["failure"]["code"] == "connect_failed"
    reached = yaml.safe_dump([{"name": "Task", "zoho.cliq.credentials": options}])
    assert playbook(reached, vault=True, vars={"code": code}).code == 0


@pytest.mark.parametrize(("status", "body"), [("200", "creation"), ("400", "creation"), ("200", "continuous")])
def test_the_throttle_of_zoho_is_remembered_for_the_next_play(signed_in, emulator, status, body):
    """The emulator throttles by itself here; the wording and the status that are the default are tested with many hosts."""
    assert set(THROTTLES) == {"continuously", "creation"}
    emulator.quirk(throttle_status=status, throttle_body=body)
    refresh_token = yaml.safe_load((signed_in.project / "credentials.yml").read_text())["zoho_cliq_refresh_token"]
    while "access_token" in emulator.token_request(grant_type="refresh_token", refresh_token=refresh_token).json():
        pass
    before = emulator.counters()["token_requests"]
    task = "- name: Token\n  zoho.cliq.access_token:\n"
    for _play in range(2):
        run = signed_in(task)
        failure = run["Token"]["failure"]
        assert run.code == 2 and failure["code"] == "throttled" and 0 < failure["retry_after"] <= 600
        assert emulator.counters()["token_requests"] == before + 1


@contextlib.contextmanager
def dripping_server(interval=0.05):
    """An endless answer: one header after the other."""
    done = threading.Event()

    def serve(listener):
        connection, _address = listener.accept()
        with connection, contextlib.suppress(OSError):
            connection.sendall(b"HTTP/1.1 200 OK\r\n")
            while not done.wait(interval):
                connection.sendall(b"X-Drip: drop\r\n")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=[listener], daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        done.set()
        thread.join()


@pytest.mark.parametrize("module", ["access_token", "credentials"])
def test_headers_that_drip_in_do_not_outlast_the_deadline(playbook, emulator, world, module):
    with dripping_server() as url:
        options = {**SELF_CLIENT, "accounts_url": url, "timeout": 1}
        if module == "credentials":
            options |= {"credentials_file": "new.yml", "encrypt": "none", "code": "{{ code }}", "scopes": SCOPES}
        else:
            options |= {"refresh_token": "{{ code }}"}
        task = yaml.safe_dump([{"name": "Task", f"zoho.cliq.{module}": options, "timeout": 20}])
        run = playbook(task, vars={"code": emulator.code()})
    assert run.code == 2 and run["Task"]["failure"]["code"] == "outcome_unknown", run.output
    assert "in time" in run["Task"]["msg"]


def test_the_rows_are_what_zoho_documents():
    """A row that is taken out of the table is missed."""
    codes = {row.refresh[0] for row in ROWS.values() if row.refresh} | {
        row.exchange[0] for row in ROWS.values() if row.exchange
    }
    documented = {"invalid_client", "invalid_client_secret", "invalid_redirect_uri", "invalid_code", "missing_org_info"}
    assert documented < codes
    bodies = [json.dumps(body) for body in THROTTLES.values()]
    for status in (200, 400):
        for body in bodies:
            assert any(row.fault == {"do": "status", "status": status, "body": body} for row in ROWS.values())
