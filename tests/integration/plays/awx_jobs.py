# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Jobs as AWX runs them: ansible-runner in a folder that is made for one job, with what a credential type injects.

The injection is AWX's own code. What is missing is the container, so that the folder of a job has its own name and not
``/runner``, and paths are put right where they go into the job.
"""

from __future__ import annotations

import json
import stat
import subprocess
import types
import typing as t
from pathlib import Path

import yaml
from ansible_collections.zoho.cliq.tests.benchmarks.desk import credentials_text
from ansible_collections.zoho.cliq.tests.integration.plays import guides
from ansible_collections.zoho.cliq.tests.integration.plays.emulator_process import Emulator
from ansible_collections.zoho.cliq.tests.integration.plays.playbook_runner import (
    BIN,
    TIMEOUT_SECONDS,
    VAULT_PASSWORD,
    Playbook,
    Run,
)
from ansible_collections.zoho.cliq.tests.integration.plays.processes import Watcher
from awx_plugins.interfaces._temporary_private_container_api import CONTAINER_ROOT
from awx_plugins.interfaces._temporary_private_credential_api import Credential
from awx_plugins.interfaces._temporary_private_inject_api import inject_credential

FILES = guides.files("awx")
INPUTS: dict[str, t.Any] = yaml.safe_load(FILES["input configuration"])
INJECTORS: dict[str, t.Any] = yaml.safe_load(FILES["injector configuration"])
# It is asked for each time, as AWX has it asked for.
_VAULT_PROMPT = r"Vault password:\s*?$"


class Injected(t.NamedTuple):
    """What a credential adds to a job: its environment, that environment as AWX shows it, and arguments."""

    environment: dict[str, str]
    shown: dict[str, str]
    arguments: list[str]


def inject(values: dict[str, t.Any], folder: Path) -> Injected:
    """Inject a credential with these values, of the type of the guide, into the job in a folder."""
    kind = types.SimpleNamespace(inputs=INPUTS, injectors=INJECTORS, managed=False, custom_injectors=None)
    injected = Injected({}, {}, [])
    inject_credential(kind, Credential(values), *injected, str(folder))
    return injected


def consent(emulator: Emulator, scopes: list[str]) -> str:
    """The text of a vaulted credentials file. The emulator has forgotten afterwards what it took."""
    answer = emulator.token_request(grant_type="authorization_code", code=emulator.code(scopes)).json()
    emulator.control("log", method="DELETE")
    return credentials_text(emulator.self_client, answer["refresh_token"], scopes, VAULT_PASSWORD)


class Job:
    """
    A job of its own, in a folder that is made for it, with ``files`` as its project.

    ``runner`` is that of the test, whose environment and search for secrets it takes over; nothing else is common to two jobs.
    ``credential`` has the values of a credential of the type of the guide.
    """

    def __init__(self, folder: Path, runner: Playbook, credential: dict[str, t.Any], files: dict[str, t.Any]) -> None:
        folder.mkdir(mode=0o700)
        self.folder = folder
        self._runner = runner
        for name in ("env", "inventory", "project"):
            (folder / name).mkdir()
        for name, content in files.items():
            self.write(f"project/{name}", content)
        self.write("inventory/hosts", "localhost ansible_connection=local\n")
        self._results = folder / "results.jsonl"
        self.injected = inject(credential, folder)
        self._allowed = set((folder / "env").iterdir())
        self.write("env/passwords", json.dumps({_VAULT_PROMPT: VAULT_PASSWORD}))
        self._allowed.add(folder / "env/passwords")
        environment = {name: self._outside(value) for name, value in self.injected.environment.items()}
        self.write("env/envvars", json.dumps({**environment, "RESULTS_FILE": str(self._results)}))

    def write(self, name: str, content: t.Any) -> Path:
        """A file of the job; text as it is, data as YAML."""
        path = self.folder / name
        path.write_text(content if isinstance(content, str) else yaml.safe_dump(content))
        path.chmod(0o600)
        return path

    def _outside(self, value: str) -> str:
        inside = f"{CONTAINER_ROOT}/"
        return value.replace(inside, f"{self.folder}/") if value.startswith(inside) else value

    def start(self, playbook: str, *arguments: str, variables: dict[str, t.Any] | None = None) -> Started:
        """Start the job, and do not wait for it."""
        self.write("env/cmdline", " ".join(["--ask-vault-pass", "-vvvv", *arguments]))
        self.write("env/extravars", {"awx_job_id": 42, **(variables or {})})
        environment = {name: value for name, value in self._runner.environment.items() if name != "ANSIBLE_CONFIG"}
        return Started(self, playbook, environment)

    def __call__(self, playbook: str, *arguments: str, **rest: t.Any) -> Run:
        """Run the job to its end."""
        return self.start(playbook, *arguments, **rest).finish()

    def finished(self, code: int, printed: bytes, seen: t.Iterable[tuple[str, bytes]]) -> Run:
        """What a run came to, once everything is searched that it left behind, its artifacts included."""
        for where, content in [("the output", printed), *seen]:
            self._runner.assert_no_secret(content, where)
        written = [path for path in sorted(self.folder.rglob("*")) if path.is_file() and path not in self._allowed]
        assert any(path.parent.name == "job_events" for path in written)
        for path in written:
            self._runner.assert_no_secret(path.read_bytes(), str(path))
        for path in self._allowed:
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
        output = printed.decode()
        assert "Traceback" not in output, output
        kept = self._results.read_text() if self._results.exists() else ""
        self._results.unlink(missing_ok=True)
        return Run(code, output, [json.loads(line) for line in kept.splitlines()])


class Started:
    """A job that is running."""

    def __init__(self, job: Job, playbook: str, environment: dict[str, str]) -> None:
        self._job = job
        words = [str(BIN / "ansible-runner"), "run", str(job.folder), "--playbook", playbook]
        self._process = subprocess.Popen(
            words,
            cwd=job.folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self._watcher = Watcher(self._process.pid, environment)
        self._watcher.__enter__()

    def finish(self) -> Run:
        """Wait for the end."""
        try:
            printed, _none = self._process.communicate(timeout=TIMEOUT_SECONDS)
        except BaseException:
            self._process.kill()
            raise
        finally:
            self._watcher.__exit__()
        return self._job.finished(self._process.returncode, printed, self._watcher.seen())
