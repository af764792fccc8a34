# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Somebody who reads the documentation and copies examples into a playbook, with Zoho's hosts by their own names."""

from __future__ import annotations

import yaml
from ansible_collections.zoho.cliq.tests.benchmarks.desk import credentials_text
from ansible_collections.zoho.cliq.tests.integration.plays import documented
from ansible_collections.zoho.cliq.tests.integration.plays.emulator_process import SCOPES
from ansible_collections.zoho.cliq.tests.integration.plays.internet import Internet
from ansible_collections.zoho.cliq.tests.integration.plays.live_run import FILE, TIMEOUT_SECONDS, Live
from ansible_collections.zoho.cliq.tests.integration.plays.playbook_runner import VAULT_PASSWORD, Playbook, Run

Tasks = list[documented.Entry]

# The client of the examples; the data center in which it lives is theirs as well.
CLIENT_ID = "1000.ABCDEFGHIJKLMNOPQRSTUVWXYZ0123"
CLIENT_SECRET = "facadefacadefacadefacadefacadefacadefacade"
DATA_CENTER = "eu"
PORT_OF_THE_EXAMPLES = "localhost:8976"
WORKSPACE = """\
channels:
  - name: on-call
    level: private
    description: !unsafe "{{ no template }}"
    members:
      - email: rakesh.iyer@zylker.example
"""


class Reader:
    """Somebody who copies examples into a playbook."""

    def __init__(self, playbook: Playbook, internet: Internet, port: int) -> None:
        self.playbook = playbook
        self.emulator = playbook.emulator
        self.internet = internet
        self.port = port
        for name in ("ZOHO_CLIQ_ACCOUNTS_URL", "ZOHO_CLIQ_API_URL"):
            del playbook.environment[name]
        playbook.environment |= {
            "HTTPS_PROXY": internet.url,
            "NO_PROXY": "127.0.0.1",
            "ZOHO_CLIQ_CA_PATH": str(internet.ca_path),
            "SSL_CERT_FILE": str(internet.ca_path),
            "MY_CLIENT_SECRET": CLIENT_SECRET,
            # Examples need not name it.
            "ZOHO_CLIQ_CREDENTIALS_FILE": str(playbook.project / FILE),
        }

    def prepare(self, entries: Tasks) -> None:
        """Have what the examples take for granted."""
        text = yaml.safe_dump(entries)
        self.have_client("self" if "code.txt" in text else "server")
        if "redirect.txt" in text:
            self.playbook.write("redirect.txt", self._redirect())
        if "code.txt" in text:
            code = {"client_id": CLIENT_ID, "scopes": SCOPES, "lifetime": 600}
            self.playbook.write("code.txt", self.emulator.control("code", code)["code"])
        if "src: workspace.yml" in text:
            self.playbook.write("workspace.yml", WORKSPACE)
        if not _makes_credentials(entries):
            self.have_credentials(documented.scopes(documented.used_modules(entries)) or SCOPES)

    def have_client(self, kind: str) -> None:
        """Register the client of the examples, ``server`` or ``self``."""
        state = self.emulator.control("state")
        client = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET, "name": "Examples", "type": kind}
        client["redirect_uris"] = [f"http://localhost:{self.port}/callback"]
        self.emulator.control("reset", {**state, "clients": [*state["clients"], client]})
        self.emulator.client = {"client_id": CLIENT_ID, "client_secret": CLIENT_SECRET}

    def _redirect(self) -> str:
        """Make the URL as its own example does, and consent; return where the browser is sent."""
        made = self.run(documented.examples("authorization_url")[:1])
        (url,) = [line["result"]["authorization_url"] for line in made.results if line["action"].endswith("_url")]
        with self.internet.browser() as browser:
            return self.emulator.consent(url, browser=browser)

    def have_credentials(self, scopes: list[str]) -> None:
        """Credentials with these scopes and no others: those that the modules say they need."""
        content = credentials_text(self.emulator.self_client, self.refresh_token(scopes), scopes, VAULT_PASSWORD)
        self.playbook.write(FILE, content.replace("data_center: us", f"data_center: {DATA_CENTER}"))

    def refresh_token(self, scopes: list[str]) -> str:
        """What a consent yields."""
        answer = self.emulator.token_request(grant_type="authorization_code", code=self.emulator.code(scopes)).json()
        return str(answer["refresh_token"])

    def run(self, entries: Tasks, *, may_leak: bool = False) -> Run:
        """Run examples; consent in the browser if they wait for that."""
        moved = yaml.safe_dump(entries).replace(PORT_OF_THE_EXAMPLES, f"localhost:{self.port}")
        plays = documented.as_plays(yaml.safe_load(moved))
        for play in plays:
            play["vars"] = {"my_client_secret": CLIENT_SECRET, **play.get("vars", {})}
        self.playbook.write("play.yml", plays)
        if "wait_for_redirect" not in moved:
            return self.playbook.start("play.yml", vault=True, may_leak=may_leak)
        with Live(self.playbook, "play.yml") as live, self.internet.browser() as browser:
            redirect = self.emulator.consent(live.url(), browser=browser)
            page = self.emulator.http.get(redirect, timeout=TIMEOUT_SECONDS)
            assert "<h1>Thank you</h1>" in page.text
            return live.finish(may_leak=may_leak)


def _makes_credentials(entries: Tasks) -> bool:
    tasks = [entry["zoho.cliq.credentials"] for entry in entries if "zoho.cliq.credentials" in entry]
    return any(task.get("state") != "absent" for task in tasks)
