# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a user works: a folder with plays, an environment, and runs of ansible-playbook that can be killed."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from ansible.parsing.vault import VaultLib, VaultSecret

from .emulators import ROOT, Emulator

BIN = Path(sys.executable).parent
VAULT_PASSWORD = "only-for-benchmarks-of-the-vault"
SCOPES = ["ZohoCliq.Channels.ALL", "AaaServer.profile.READ"]
# Nothing here takes as long on an idle machine; what does hangs.
TIMEOUT_SECONDS = 900
_MARK = "ZOHO_CLIQ_BENCHMARK_RUN"
# Not an empty one, since the collection reads it.
_CONFIGURATION = """\
[defaults]
forks = 20
host_key_checking = false
localhost_warning = false
nocolor = true
retry_files_enabled = false
[inventory]
inventory_unparsed_warning = false
[ssh_connection]
pipelining = true
[zoho_cliq]
min_validity = 300
timeout = 30
"""


@dataclass
class Finished:
    """What a run of ansible-playbook came to."""

    code: int
    output: str
    results: list[dict[str, Any]] = field(repr=False)

    def all(self, task: str) -> list[dict[str, Any]]:
        return [line["result"] for line in self.results if line["task"] == task]


class Run:
    """A run of ansible-playbook that was started."""

    def __init__(self, words: list[str], folder: Path, environment: dict[str, str], results: Path) -> None:
        self._results = results
        self._output = results.with_suffix(".output")
        self._mark = f"{_MARK}={uuid.uuid4().hex}"
        self._aimed_at: list[int] = []
        name, _equals, value = self._mark.partition("=")
        with self._output.open("wb") as output:
            self.process = subprocess.Popen(
                words,
                cwd=folder,
                env={**environment, name: value, "RESULTS_FILE": str(results)},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def ended_within(self, seconds: float) -> bool:
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def aim(self) -> None:
        """Look up the present processes, so that a kill soon after need not search for them first."""
        self._aimed_at = _with_environment(self._mark.encode())

    def kill(self) -> None:
        """
        SIGKILL for the whole run.

        Its process group is not enough: Ansible's workers have sessions of their own. All inherit the environment, though.
        """
        # Of a run that has ended, the numbers may be those of others by now.
        aimed_at = self._aimed_at if self.process.poll() is None else []
        pids = aimed_at or _with_environment(self._mark.encode())
        while pids:
            for pid in pids:
                try:
                    os.kill(pid, signal.SIGKILL)
                except ProcessLookupError:
                    pass
            pids = _with_environment(self._mark.encode())
        self.process.wait(TIMEOUT_SECONDS)

    def finish(self, seconds: float = TIMEOUT_SECONDS) -> Finished:
        """Wait for the end; a run that takes longer is killed, and TimeoutExpired raised."""
        try:
            await_end(self.process, seconds)
        except BaseException:
            self.kill()
            raise
        lines = self._results.read_text().splitlines() if self._results.exists() else []
        output = self._output.read_text(errors="replace")
        return Finished(self.process.returncode, output, [json.loads(line) for line in lines])


def await_end(process: subprocess.Popen[bytes], seconds: float) -> int:
    """
    Return the exit code of a process as soon as it has ended; raises TimeoutExpired after so many seconds.

    The library's own way to wait with a time-out looks every 50 ms, which is more than what is measured here.
    """
    fd = os.pidfd_open(process.pid)
    try:
        if not select.select([fd], [], [], seconds)[0]:
            raise subprocess.TimeoutExpired(process.args, seconds)
    finally:
        os.close(fd)
    return process.wait()


def _with_environment(mark: bytes) -> list[int]:
    """The living processes that were started with this in their environment, the oldest first."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            if mark in (entry / "environ").read_bytes().split(b"\0"):
                found.append(int(entry.name))
        except OSError:
            continue
    return sorted(found)


class Desk:
    """A folder from which plays are run."""

    def __init__(self, project: Path, environment: dict[str, str]) -> None:
        self.project = project
        self.environment = environment
        self._runs = 0

    @classmethod
    def new(cls, folder: Path, emulator: Emulator, collections: Path) -> Desk:
        """A desk in an empty folder, with a home and a state store that nobody else uses."""
        project, home = folder / "project", folder / "home"
        project.mkdir(parents=True)
        home.mkdir()
        environment = {
            "PATH": os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)]),
            "HOME": str(home),
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_CONFIG": str(project / "ansible.cfg"),
            "ANSIBLE_HOME": str(home / "ansible"),
            "ANSIBLE_COLLECTIONS_PATH": str(collections),
            "ANSIBLE_CALLBACK_PLUGINS": str(ROOT / "tests/integration/plays/callback_plugins"),
            "ANSIBLE_LOOKUP_PLUGINS": str(Path(__file__).parent / "lookup_plugins"),
            "ZOHO_CLIQ_ACCOUNTS_URL": emulator.url,
            "ZOHO_CLIQ_API_URL": emulator.url,
            "ZOHO_CLIQ_STATE_STORE": str(home / "store"),
        }
        desk = cls(project, environment)
        desk.write("ansible.cfg", _CONFIGURATION)
        desk.write("vault-password", VAULT_PASSWORD + "\n")
        return desk

    def write(self, name: str, content: Any) -> Path:
        """A file of the user: text as it is, data as YAML."""
        path = self.project / name
        path.write_text(content if isinstance(content, str) else yaml.safe_dump(content))
        path.chmod(0o600)
        return path

    def play(self, tasks: list[dict[str, Any]], name: str = "play.yml", **play: Any) -> None:
        self.write(name, [{"name": "Play", "hosts": "localhost", "gather_facts": False, **play, "tasks": tasks}])

    def inventory(self, count: int) -> str:
        """Hosts that are all this machine."""
        hosts = {f"host{number:02}": None for number in range(1, count + 1)}
        variables = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
        return str(self.write("inventory.yml", {"all": {"hosts": hosts, "vars": variables}}))

    def start(self, *arguments: str, play: str = "play.yml", through: tuple[str, ...] = ()) -> Run:
        """Start a play; ``through`` are the words of a program that starts it."""
        self._runs += 1
        playbook = [str(BIN / "ansible-playbook"), play, "--vault-password-file", "vault-password"]
        words = [*through, *playbook, *arguments]
        return Run(words, self.project, self.environment, self.project / f"results-{self._runs}.jsonl")

    def run(
        self, *arguments: str, play: str = "play.yml", through: tuple[str, ...] = (), **environment: str
    ) -> Finished:
        """Run a play to its end; one that fails is an error."""
        before = self.environment
        self.environment = {**before, **environment}
        try:
            done = self.start(*arguments, play=play, through=through).finish()
        finally:
            self.environment = before
        if done.code:
            raise RuntimeError(f"ansible-playbook ended with {done.code}:\n{done.output}")
        return done

    def sign_in(self, emulator: Any, name: str, password: str | None = None) -> str:
        """Make a credentials file without the collection, vaulted if a password is given; return its refresh token."""
        answer = emulator.token_request(grant_type="authorization_code", code=emulator.code(SCOPES)).json()
        self.write(name, credentials_text(emulator.self_client, answer["refresh_token"], SCOPES, password))
        return answer["refresh_token"]


def credentials_text(client: dict[str, str], refresh_token: str, scopes: list[str], password: str | None) -> str:
    """A credentials file in the documented form."""
    values = {"client_id": client["client_id"], "data_center": "us", "scopes": scopes}
    secrets = {"client_secret": client["client_secret"], "refresh_token": refresh_token}
    if password is None:
        values.update(secrets)
    text = yaml.safe_dump({f"zoho_cliq_{name}": value for name, value in values.items()})
    if password is not None:
        vault = VaultLib([("default", VaultSecret(password.encode()))])
        for name, secret in secrets.items():
            lines = vault.encrypt(secret).decode().split()
            text += f"zoho_cliq_{name}: !vault |\n" + "".join(f"  {line}\n" for line in lines)
    return text


class Stopwatch:
    """Seconds since it was made."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    def seconds(self) -> float:
        return time.monotonic() - self._start
