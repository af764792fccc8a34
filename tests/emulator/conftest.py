# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One emulator process for all tests, put back to its seed before each; tests talk to it over HTTP only."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests

HERE = Path(__file__).resolve().parent
SCOPES = "ZohoCliq.Channels.ALL,ZohoCliq.Users.READ,ZohoCliq.Teams.READ,AaaServer.profile.READ"
PATRICIA = "patricia.boyle@zylker.example"  # signed in, admin of the organization
SCOTT = "scott.fisher@zylker.example"  # moderates the team Support
RYAN = "ryan.west@zylker.example"  # in the team Support
HELEN = "helen.moore@zylker.example"  # in the team Engineering, not in Support
AMELIA = "amelia.burrows@zylker-europe.example"  # lives in the other data center
SUPPORT = "4453477"
TALKING = (
    "ZohoCliq.Channels.ALL,ZohoCliq.Chats.ALL,ZohoCliq.Webhooks.CREATE,ZohoCliq.Webhooks.UPDATE,"
    "ZohoCliq.Webhooks.DELETE,ZohoCliq.Messages.READ"
)


class Running:
    """A running emulator and what a test does with it."""

    SCOPES = SCOPES
    PATRICIA, SCOTT, RYAN, HELEN, AMELIA = PATRICIA, SCOTT, RYAN, HELEN, AMELIA
    SUPPORT = SUPPORT
    TALKING = TALKING  # scopes

    def __init__(self, directory: Path, *options: str) -> None:
        ready = directory / f"ready-{time.monotonic_ns()}.json"
        command = [sys.executable, "-m", "zoho_emulator", "--ready-file", str(ready), "--parent-pid", str(os.getpid())]
        environment = {**os.environ, "PYTHONPATH": str(HERE)}
        self.process = subprocess.Popen([*command, *options], env=environment, stdout=subprocess.PIPE, text=True)
        self.first_line = self.process.stdout.readline()
        if not ready.exists():
            raise RuntimeError(f"the emulator did not start: exit {self.process.wait(5)}")
        self.ready = json.loads(ready.read_text(encoding="utf-8"))
        self.url = self.ready["url"]
        self.centers = self.ready["data_centers"]
        self.client = self.ready["client"]
        self.self_client = self.ready["self_client"]
        self.http = requests.Session()
        self.http.trust_env = False

    def stop(self) -> int:
        self.http.close()
        self.process.terminate()
        code = self.process.wait(10)
        self.process.stdout.close()
        return code

    # The control API

    def control(self, name, body=None, method=None):
        answer = self.http.request(
            method or ("GET" if body is None else "POST"), f"{self.url}/_emulator/{name}", json=body
        )
        assert answer.status_code == 200, answer.text
        return answer.json()

    def quirk(self, name, value):
        self.control("quirks", {name: value})

    def advance(self, seconds):
        self.control("clock", {"advance": seconds})

    def fault(self, **fault):
        self.control("faults", [fault])

    # Zoho Accounts

    def authorization_url(self, center=None, **changes):
        query = {
            "response_type": "code",
            "client_id": self.client["client_id"],
            "redirect_uri": self.client["redirect_uri"],
            "scope": SCOPES,
            "access_type": "offline",
        }
        query.update(changes)
        query = {name: value for name, value in query.items() if value is not None}
        return f"{self.centers[center] if center else self.url}/oauth/v2/auth?{urlencode(query)}"

    def consent(self, decision="allow", user=None, **changes):
        """The redirect URL after the decision."""
        body = {"authorization_url": self.authorization_url(**changes), "decision": decision, "user": user}
        return self.control("consent", body)["redirect_url"]

    def code(self, **changes):
        return query_of(self.consent(**changes))["code"]

    def token(self, center=None, **fields):
        return self.http.post(f"{self.centers[center] if center else self.url}/oauth/v2/token", data=fields)

    def exchange(self, code, **changes):
        fields = {"grant_type": "authorization_code", "code": code, **self.client}
        fields.update(changes)
        return self.token(**fields)

    def refresh(self, refresh_token, **changes):
        fields = {"grant_type": "refresh_token", "refresh_token": refresh_token, **self.client}
        fields.update(changes)
        return self.token(**fields)

    def sign_in(self, user=None, **changes):
        """A token answer with a refresh token for this user."""
        return self.exchange(self.code(user=user, prompt="consent", **changes)).json()

    # Zoho Cliq

    def cliq(self, user=None, **changes):
        return Cliq(self, self.sign_in(user, **changes)["access_token"])


class Cliq:
    """Cliq's API with one access token."""

    def __init__(self, emulator: Running, token: str, base: str | None = None) -> None:
        self.token = token
        self._http = emulator.http
        self._base = base or f"{emulator.url}/api/v2"

    def call(self, method, path, body=None, headers=None, **query):
        headers = {"Authorization": f"Zoho-oauthtoken {self.token}", **(headers or {})}
        return self._http.request(method, self._base + path, json=body, params=query, headers=headers)

    def get(self, path, **query):
        return self.call("GET", path, **query)

    def post(self, path, body=None):
        return self.call("POST", path, body)

    def put(self, path, body=None):
        return self.call("PUT", path, body)

    def delete(self, path, body=None):
        return self.call("DELETE", path, body)

    def share(self, path, *parts, **fields):
        """A multipart form: parts as requests takes them, (field, (name, content)), and plain fields."""
        headers = {"Authorization": f"Zoho-oauthtoken {self.token}"}
        return self._http.post(self._base + path, files=parts, data=fields, headers=headers)

    def say(self, channel, text, **more):
        """The id of a message posted to a channel."""
        body = {"text": text, "sync_message": True, **more}
        answer = self.post(f"/channels/{channel['channel_id']}/message", body)
        assert answer.status_code == 200, answer.text
        return answer.json()["message_id"]

    def create(self, name="Zylker-Support", level="private", **more):
        answer = self.post("/channels", {"name": name, "level": level, **more})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def roles(self, channel):
        answer = self.get(f"/channels/{channel['channel_id']}/members").json()
        return {row["email_id"]: row["user_role"] for row in answer["members"]}


def query_of(url):
    return dict(parse_qsl(urlsplit(url).query, keep_blank_values=True))


def s256(verifier):
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def problem(answer):
    """Status and code of an error."""
    return answer.status_code, answer.json().get("code")


@pytest.fixture(scope="module")
def launch(tmp_path_factory):
    """Start emulators that a whole module shares."""
    yield from launched(tmp_path_factory.mktemp("emulators"))


def launched(folder):
    started = []

    def run(*options):
        started.append(Running(folder, *options))
        return started[-1]

    yield run
    for running in started:
        running.stop()


@pytest.fixture(scope="session")
def _shared(tmp_path_factory):
    running = Running(tmp_path_factory.mktemp("emulator"), "--other-data-center", "eu")
    yield running
    running.stop()


@pytest.fixture
def emulator(_shared):
    """The shared emulator, fresh from its seed."""
    _shared.control("reset", {})
    _shared.http.cookies.clear()
    return _shared


@pytest.fixture
def start(tmp_path):
    """Start further emulators with options of their own."""
    yield from launched(tmp_path)


@pytest.fixture
def cliq(emulator):
    """Cliq as the signed-in user sees it."""
    return emulator.cliq()


@pytest.fixture
def v3(emulator, cliq, tools):
    """The same user with the same token, in version 3."""
    return tools.Cliq(emulator, cliq.token, f"{emulator.url}/api/v3")


@pytest.fixture
def tools():
    """Small helpers, as a fixture because test modules here cannot import each other."""

    class Tools:
        query_of = staticmethod(query_of)
        s256 = staticmethod(s256)
        problem = staticmethod(problem)
        Cliq = Cliq

    return Tools
