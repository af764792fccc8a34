# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Real runs of ansible-playbook against a real emulator.

Each worker of pytest has one emulator on a free port, put back to its seed before each test. Each test has a folder of its own:
``project`` with the play and what the user gives, ``home`` with everything that Ansible and the collection write by themselves.
After each run, standard output, standard error and all of ``home`` are searched for secrets.
"""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
import textwrap
import typing as t
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
import yaml

HERE = Path(__file__).resolve().parent
COLLECTION = HERE.parents[2]
BIN = Path(sys.executable).parent
VAULT_PASSWORD = "only-for-tests-of-the-vault"
SCOPES = ["ZohoCliq.Channels.ALL"]
# An authorization code, an access token or a refresh token, wherever it stands.
TOKEN = re.compile(rb"1000\.[0-9a-f]{32}\.[0-9a-f]{32}")
WRITING = ("POST", "PUT", "PATCH", "DELETE")
# One run takes a second or two; one that hangs is a failure.
TIMEOUT_SECONDS = 120


class Emulator:
    """A running emulator: its addresses, its clients, and what tests ask it."""

    def __init__(self, folder: Path) -> None:
        ready = folder / "ready.json"
        command = [sys.executable, "-m", "zoho_emulator", "--ready-file", str(ready), "--limits", "off"]
        command += ["--other-data-center", "eu", "--parent-pid", str(os.getpid())]
        environment = {**os.environ, "PYTHONPATH": str(COLLECTION / "tests/emulator")}
        self._process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        # It prints its first line when every port listens.
        first_line = self._process.stdout.readline()
        assert "ready" in first_line, f"the emulator ended with {self._process.wait(5)}"
        told = json.loads(ready.read_text())
        self.url: str = told["url"]
        self.urls: dict[str, str] = told["data_centers"]
        self.client: dict[str, str] = told["client"]
        self.self_client: dict[str, str] = told["self_client"]
        self.http = requests.Session()
        self.http.trust_env = False

    def stop(self) -> None:
        self.http.close()
        self._process.terminate()
        self._process.wait(10)
        self._process.stdout.close()

    def control(self, name: str, body: t.Any = None, method: str | None = None) -> t.Any:
        method = method or ("GET" if body is None else "POST")
        answer = self.http.request(method, f"{self.url}/_emulator/{name}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def reset(self) -> None:
        self.control("reset", method="POST")

    def counters(self) -> dict[str, int]:
        return self.control("counters")

    def log(self, **wanted: t.Any) -> list[dict[str, t.Any]]:
        """The requests whose fields are as given."""
        entries = self.control("log")
        return [entry for entry in entries if all(entry[key] == value for key, value in wanted.items())]

    def writes(self) -> list[str]:
        """The requests to Cliq that could change something."""
        return [f"{e['method']} {e['path']}" for e in self.log(side="cliq") if e["method"] in WRITING]

    def channels(self, name: str | None = None) -> list[dict[str, t.Any]]:
        """All channels, or those of a name, which Cliq gives a number sign."""
        channels = self.control("channels")
        return [one for one in channels if name is None or one["name"].lstrip("#").lower() == name.lower()]

    def evict(self) -> None:
        """All access tokens stop working."""
        assert self.control("evict", method="POST")["evicted"] > 0, "there was no token"

    def quirk(self, **values: t.Any) -> None:
        self.control("quirks", {name.replace("_", "-"): value for name, value in values.items()})

    def fault(self, do: str, *, times: int | None = 1, match: dict[str, str], **details: t.Any) -> None:
        self.control("faults", [{"do": do, "times": times, "match": match, **details}])

    def consent(self, authorization_url: str, decision: str = "allow") -> str:
        """Do in the browser what the user does; return the URL to which the browser is sent."""
        page = self.http.get(authorization_url, allow_redirects=False)
        assert page.status_code == 200, page.text
        action = re.search(r'<form method="post" action="([^"]+)"', page.text).group(1)
        fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
        form = {name: html.unescape(value) for name, value in fields}
        form["user"] = html.unescape(re.search(r'<option value="([^"]+)" selected', page.text).group(1))
        form["decision"] = decision
        parts = urlsplit(authorization_url)
        answer = self.http.post(f"{parts.scheme}://{parts.netloc}{action}", data=form, allow_redirects=False)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    def code(self, scopes: list[str] | None = None, lifetime: int = 600) -> str:
        """A code of the self client, as the API console makes it."""
        body = {"client_id": self.self_client["client_id"], "scopes": scopes or SCOPES, "lifetime": lifetime}
        return self.control("code", body)["code"]

    def token_request(self, **form: str) -> requests.Response:
        return self.http.post(f"{self.url}/oauth/v2/token", data={**self.self_client, **form})


@dataclass
class Run:
    """What one run of ansible-playbook came to."""

    code: int
    output: str
    results: list[dict[str, t.Any]] = field(repr=False)

    def all(self, task: str) -> list[dict[str, t.Any]]:
        """The results of a task, of every host."""
        return [line["result"] for line in self.results if line["task"] == task]

    def __getitem__(self, task: str) -> dict[str, t.Any]:
        """The result of a task that ran on one host."""
        results = self.all(task)
        assert len(results) == 1, f"{task!r} has {len(results)} results:\n{self.output}"
        return results[0]

    def outcomes(self, task: str) -> list[str]:
        return [line["outcome"] for line in self.results if line["task"] == task]

    @property
    def message(self) -> str:
        """All of the output on one line, since Ansible wraps its messages."""
        return " ".join(self.output.split())


class Playbook:
    """Writes plays and runs them."""

    def __init__(self, folder: Path, emulator: Emulator) -> None:
        self.emulator = emulator
        self.project = folder / "project"
        self.home = folder / "home"
        self.sent = folder / "sent"
        self.store = self.home / "store"
        self.project.mkdir()
        self.home.mkdir()
        self.write("ansible.cfg", "")
        self.vault_password_file = self.write("vault-password", VAULT_PASSWORD + "\n")
        self.environment: dict[str, str] = {
            "PATH": os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)]),
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_CONFIG": str(self.project / "ansible.cfg"),
            "ANSIBLE_HOME": str(self.home / "ansible"),
            "ANSIBLE_COLLECTIONS_PATH": os.environ.get("ANSIBLE_COLLECTIONS_PATH", str(COLLECTION.parents[2])),
            "ANSIBLE_CALLBACK_PLUGINS": str(HERE / "callback_plugins"),
            "ANSIBLE_CONNECTION_PLUGINS": str(HERE / "connection_plugins"),
            "ANSIBLE_LIBRARY": str(HERE / "library"),
            "ANSIBLE_LOG_PATH": str(self.home / "ansible.log"),
            "ANSIBLE_RETRY_FILES_ENABLED": "true",
            "ANSIBLE_RETRY_FILES_SAVE_PATH": str(self.home),
            "ANSIBLE_NOCOLOR": "true",
            "ANSIBLE_FORKS": "20",
            "ANSIBLE_REMOTE_TMP": str(self.home / "remote-tmp"),
            "SENT_FILES": str(self.sent),
            "ZOHO_CLIQ_ACCOUNTS_URL": emulator.url,
            "ZOHO_CLIQ_API_URL": emulator.url,
            "ZOHO_CLIQ_STATE_STORE": str(self.store),
            "ZOHO_CLIQ_PACE_REQUESTS": "false",
        }

    def write(self, name: str, content: t.Any) -> Path:
        """A file of the user, for nobody else's eyes: text as it is, data as YAML."""
        path = self.project / name
        path.write_text(content if isinstance(content, str) else yaml.safe_dump(content))
        path.chmod(0o600)
        return path

    def inventory(self, count: int, **variables: t.Any) -> str:
        """Hosts that are all this machine."""
        common = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable, **variables}
        hosts = {f"host{number:02}": None for number in range(1, count + 1)}
        return str(self.write("inventory.yml", {"all": {"hosts": hosts, "vars": common}}))

    def sign_in(self, *, scopes: list[str] | None = None) -> Path:
        """
        Make a plain credentials file, without the collection, and name it in the environment.

        The emulator has forgotten afterwards what it took.
        """
        code = self.emulator.code(scopes)
        answer = self.emulator.token_request(grant_type="authorization_code", code=code).json()
        path = self.write(
            "credentials.yml",
            {
                "zoho_cliq_client_id": self.emulator.self_client["client_id"],
                "zoho_cliq_client_secret": self.emulator.self_client["client_secret"],
                "zoho_cliq_refresh_token": answer["refresh_token"],
                "zoho_cliq_data_center": "us",
                "zoho_cliq_scopes": scopes or SCOPES,
            },
        )
        self.environment["ZOHO_CLIQ_CREDENTIALS_FILE"] = str(path)
        self.emulator.control("log", method="DELETE")
        return path

    def __call__(
        self,
        tasks: str,
        *arguments: str,
        extra_environment: dict[str, str] | None = None,
        vault: bool = False,
        check_first: bool = True,
        may_leak: bool = False,
        **play: t.Any,
    ) -> Run:
        """
        Run a play with these tasks (YAML) and these keywords.

        A play that makes or changes channels runs in check mode first, in which nothing is changed at Cliq; ``check_first``
        is for tests that could not see what they are about after such a run.
        """
        words = [str(BIN / "ansible-playbook"), "play.yml", *arguments]
        if vault:
            words += ["--vault-password-file", str(self.vault_password_file)]
        play = {"name": "Test", "hosts": "localhost", "gather_facts": False, **play}
        play["tasks"] = yaml.safe_load(textwrap.dedent(tasks))
        self.write("play.yml", [play])
        if check_first and "zoho.cliq.channel:" in tasks and "--check" not in arguments:
            before = self.emulator.writes()
            self._run([*words, "--check", "--diff"], extra_environment or {}, may_leak)
            assert self.emulator.writes() == before
        return self._run(words, extra_environment or {}, may_leak)

    def _run(self, words: list[str], environment: dict[str, str], may_leak: bool) -> Run:
        results = self.project / "results.jsonl"
        results.unlink(missing_ok=True)
        done = subprocess.run(
            words,
            cwd=self.project,
            env={**self.environment, "RESULTS_FILE": str(results), **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
        output = done.stdout.decode()
        assert "Traceback" not in output, output
        assert "unexpected_error" not in output, output
        lines = results.read_text().splitlines() if results.exists() else []
        if not may_leak:
            self.assert_no_secret(done.stdout, "the output")
            self.assert_no_secret("\n".join(lines).encode(), "the results")
            for path in self.home.rglob("*"):
                if path.is_file():
                    self.assert_no_secret(path.read_bytes(), str(path))
        return Run(done.returncode, output, [json.loads(line) for line in lines])

    def assert_no_secret(self, content: bytes, where: str) -> None:
        """Search for the client secrets, the password, and whatever looks like a code or a token."""
        emulator = self.emulator
        known = [emulator.client["client_secret"], emulator.self_client["client_secret"], VAULT_PASSWORD]
        for secret in known:
            assert secret.encode() not in content, f"a client secret or the vault password is in {where}"
        found = TOKEN.search(content)
        assert found is None, (
            f"a code or a token is in {where}: …{content[max(0, found.start() - 80) : found.start()]!r}"
        )


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
def playbook(tmp_path, emulator):
    return Playbook(tmp_path, emulator)


@pytest.fixture
def signed_in(playbook):
    """The runner of plays, with credentials for everything about channels and no token yet."""
    playbook.sign_in()
    return playbook
