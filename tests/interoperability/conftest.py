# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
OAuth clients that others wrote, run against the emulator, and a server that others wrote, which the collection's client uses.

Each of them is a script in ``peers`` and runs in a Python of its own (``make venv`` makes it), unmodified. Parameters reach
it on standard input, so that no secret is among the arguments of a process.
"""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
import typing as t
from pathlib import Path

import pytest
import requests
from ansible_collections.zoho.cliq.plugins.module_utils import _http
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import consent
from ansible_collections.zoho.cliq.plugins.module_utils._oauth.credentials import Client
from ansible_collections.zoho.cliq.tests.integration.plays.conftest import Emulator, Playbook

HERE = Path(__file__).resolve().parent
TOOLS = HERE.parents[1] / "tests/tools"
PYTHON = Path(sys.prefix, "peers", "bin", "python")
SCOPE = "ZohoCliq.Channels.ALL"
# A peer needs a second; one that hangs is a failure.
TIMEOUT_SECONDS = 60

needs_peers = pytest.mark.skipif(
    not PYTHON.exists(), reason=f"the peers are not installed in {PYTHON.parents[1]} ('make venv' does it)"
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(needs_peers)


def environment(home: Path, proxy: str, **more: str) -> dict[str, str]:
    """
    Nothing of the person at the keyboard, and no way out.

    What is not on loopback goes to a proxy which is none, so that a peer that wants to ask the real Zoho fails.
    """
    result = {"PATH": os.defpath, "HOME": str(home), "LC_ALL": "C.UTF-8", "PYTHONPATH": str(TOOLS), **more}
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        result[name] = result[name.lower()] = proxy
    result["NO_PROXY"] = result["no_proxy"] = "127.0.0.1,localhost"
    return result


class Peers:
    """Runs the clients."""

    def __init__(self, folder: Path, emulator: Emulator) -> None:
        self.folder = folder
        self.emulator = emulator

    def __call__(self, name: str, given: dict[str, t.Any], **more: str) -> dict[str, t.Any]:
        done = subprocess.run(
            [str(PYTHON), str(HERE / "peers" / f"{name}.py")],
            cwd=self.folder,
            env=environment(self.folder, self.emulator.url, **more),
            input=json.dumps(given),
            capture_output=True,
            text=True,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


class ForeignServer:
    """A running OAuth server that knows nothing of Zoho, but for the paths; and a browser for its pages."""

    client: t.ClassVar[dict[str, str]] = {
        "client_id": "1000.INTEROPERABILITYINTEROPERABILI",
        "client_secret": "deafbeefdeafbeefdeafbeefdeafbeefdeafbeefde",
        "redirect_uri": "http://localhost:8976/callback",
    }
    # Under the names by which the runner of plays knows which secrets to search for.
    self_client = client
    user: t.ClassVar[dict[str, str]] = {"name": "patricia", "password": "only-for-tests-of-the-server"}

    def __init__(self, folder: Path) -> None:
        self._process = subprocess.Popen(
            [str(PYTHON), str(HERE / "peers/django_oauth_toolkit.py")],
            cwd=folder,
            env=environment(folder, ""),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        given = {"client": self.client, "user": self.user, "scopes": [SCOPE, "openid"]}
        self._process.stdin.write(json.dumps(given) + "\n")
        self._process.stdin.flush()
        first_line = self._process.stdout.readline()
        assert first_line, f"the server ended with {self._process.wait(TIMEOUT_SECONDS)}"
        self.url: str = json.loads(first_line)["url"]
        self.http = requests.Session()
        self.http.trust_env = False

    def stop(self) -> None:
        self.http.close()
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def request(self, scopes: tuple[str, ...] = (SCOPE,)) -> consent.ConsentRequest:
        client = Client(self.client["client_id"], self.client["client_secret"])
        return consent.ConsentRequest(client, self.client["redirect_uri"], scopes, "us")

    def consent(self, authorization_url: str, decision: str = "allow") -> str:
        """Sign in, decide, and return the URL to which the browser is sent, as a new browser would do it."""
        with requests.Session() as browser:
            browser.trust_env = False
            page = browser.get(authorization_url, allow_redirects=False)
            if page.headers.get("Location", "").startswith("/admin/login/"):
                page = browser.get(self.url + page.headers["Location"])
                page = self._submit(browser, page, username=self.user["name"], password=self.user["password"])
                page = browser.get(self.url + page.headers["Location"], allow_redirects=False)
            if page.status_code == 200:
                page = self._submit(browser, page, **({"allow": "Authorize"} if decision == "allow" else {}))
        assert page.status_code == 302, page.text
        return page.headers["Location"]

    @staticmethod
    def _submit(browser: requests.Session, page: requests.Response, **fields: str) -> requests.Response:
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
        form = {name: html.unescape(value) for name, value in hidden} | fields
        answer = browser.post(page.url, data=form, allow_redirects=False)
        assert answer.status_code == 302, answer.text
        return answer

    def introspect(self, token: str) -> dict[str, t.Any]:
        """What the server itself thinks of a token (RFC 7662)."""
        pair = (self.client["client_id"], self.client["client_secret"])
        answer = self.http.post(f"{self.url}/o/introspect/", data={"token": token}, auth=pair)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def writes(self) -> list[str]:
        """The runner of plays asks it; there are no channels here."""
        return []


@pytest.fixture(scope="session")
def options():
    return _http.HttpOptions()


@pytest.fixture(scope="session")
def running_emulator(tmp_path_factory):
    emulator = Emulator(tmp_path_factory.mktemp("emulator"))
    yield emulator
    emulator.stop()


@pytest.fixture
def emulator(running_emulator):
    running_emulator.reset()
    return running_emulator


@pytest.fixture
def peers(tmp_path, emulator):
    return Peers(tmp_path, emulator)


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    server = ForeignServer(tmp_path_factory.mktemp("server"))
    yield server
    server.stop()


@pytest.fixture
def playbook(tmp_path, server):
    return Playbook(tmp_path, server)
