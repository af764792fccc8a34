# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Writes plays, runs them, and searches everything that a run wrote anywhere.

Every run is as talkative as Ansible can be, and has everything switched on that keeps results: log, retry files, fact cache, and
the callbacks ``junit`` and ``tree``.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
import typing as t
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

import yaml
from ansible_collections.zoho.cliq.tests.integration.plays import allowances, documented
from ansible_collections.zoho.cliq.tests.integration.plays.emulator_process import COLLECTION, SCOPES, Emulator
from ansible_collections.zoho.cliq.tests.integration.plays.leaks import Secrets
from ansible_collections.zoho.cliq.tests.integration.plays.processes import Watcher

HERE = Path(__file__).resolve().parent
BIN = Path(sys.executable).parent
# With characters that are written in another way in JSON, in YAML and in a URL.
VAULT_PASSWORD = 'it\'s "only" for/tests+of & the vault'
# One run takes a second or two; one that hangs is a failure.
TIMEOUT_SECONDS = 120
MOST_VERBOSE = "-vvvv"
# A secret that stands in a task itself is shown by the callback junit, so no task has one. Every play has this variable.
SELF_CLIENT = {name: f"{{{{ self_client.{name} }}}}" for name in ("client_id", "client_secret")}
# ansible-core 2.23 has no tree any more.
KEEPING_CALLBACKS = [name for name in ("junit", "tree") if find_spec(f"ansible.plugins.callback.{name}")]


def _short_name(folder: Path, target: Path) -> Path:
    """Another name for a folder that is made here: that of a socket in it must not be longer than a hundred characters."""
    target.mkdir(parents=True)
    link = folder.with_name(f"t{sum(1 for _entry in folder.parent.iterdir())}")
    link.symlink_to(target, target_is_directory=True)
    return link


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
        self._given: dict[Path, bytes] = {}
        self._plain: set[Path] = set()
        # What else must not be found anywhere, by what to call it.
        self.secrets_beside: dict[str, str] = {}
        self.secrets = Secrets(self._known_secrets, lambda: [emulator.client, emulator.self_client])
        self.write("ansible.cfg", "")
        self.vault_password_file = self.write("vault-password", VAULT_PASSWORD + "\n")
        self.temporary = [self.home / "tmp", self.home / "ansible-tmp", self.home / "remote-tmp"]
        self.environment: dict[str, str] = {
            "PATH": os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)]),
            "HOME": str(self.home),
            "LANG": "C.UTF-8",
            "LC_ALL": "C.UTF-8",
            "TMPDIR": str(_short_name(folder, self.temporary[0])),
            "ANSIBLE_CONFIG": str(self.project / "ansible.cfg"),
            "ANSIBLE_HOME": str(self.home / "ansible"),
            "ANSIBLE_COLLECTIONS_PATH": os.environ.get("ANSIBLE_COLLECTIONS_PATH") or str(COLLECTION.parents[2]),
            "ANSIBLE_CALLBACK_PLUGINS": str(HERE / "callback_plugins"),
            "ANSIBLE_CONNECTION_PLUGINS": str(HERE / "connection_plugins"),
            "ANSIBLE_LIBRARY": str(HERE / "library"),
            "ANSIBLE_LOG_PATH": str(self.home / "ansible.log"),
            "ANSIBLE_RETRY_FILES_ENABLED": "true",
            "ANSIBLE_RETRY_FILES_SAVE_PATH": str(self.home),
            "ANSIBLE_CALLBACKS_ENABLED": ",".join(f"ansible.builtin.{name}" for name in KEEPING_CALLBACKS),
            "JUNIT_OUTPUT_DIR": str(self.home / "junit"),
            "ANSIBLE_CALLBACK_TREE_DIR": str(self.home / "tree"),
            "ANSIBLE_CACHE_PLUGIN": "ansible.builtin.jsonfile",
            "ANSIBLE_CACHE_PLUGIN_CONNECTION": str(self.home / "facts"),
            "ANSIBLE_NOCOLOR": "true",
            "ANSIBLE_FORKS": "20",
            "ANSIBLE_LOCAL_TEMP": str(self.temporary[1]),
            "ANSIBLE_REMOTE_TMP": str(self.temporary[2]),
            "SENT_FILES": str(self.sent),
            "ZOHO_CLIQ_ACCOUNTS_URL": emulator.url,
            "ZOHO_CLIQ_API_URL": emulator.url,
            "ZOHO_CLIQ_STATE_STORE": str(self.store),
            "ZOHO_CLIQ_PACE_REQUESTS": "false",
        }
        # Set while coverage is measured.
        self.environment |= {name: os.environ[name] for name in ("COVERAGE_PROCESS_START",) if name in os.environ}

    def write(self, name: str, content: t.Any) -> Path:
        """A file of the user, for nobody else's eyes: text as it is, data as YAML."""
        path = self.project / name
        path.write_text(content if isinstance(content, str) else yaml.safe_dump(content))
        path.chmod(0o600)
        self._given[path] = path.read_bytes()
        return path

    def given(self, path: Path) -> bytes:
        """A file as the user wrote it."""
        return self._given[path]

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
        self._plain.add(path)
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
        may_trace: bool = False,
        **play: t.Any,
    ) -> Run:
        """
        Run a play with these tasks (YAML) and these keywords.

        A play with a module that can change something at Cliq runs in check mode first, in which nothing is changed there;
        ``check_first`` is for tests that could not see what they are about after such a run.
        """
        play = {"name": "Test", "hosts": "localhost", "gather_facts": False, **play}
        play["vars"] = {"self_client": self.emulator.self_client, **play.get("vars", {})}
        play["tasks"] = yaml.safe_load(textwrap.dedent(tasks))
        self.write("play.yml", [play])
        more = {"extra_environment": extra_environment, "vault": vault, "may_leak": may_leak, "may_trace": may_trace}
        writes = any(f"zoho.cliq.{name}:" in tasks for name in documented.writing_modules())
        if check_first and writes and "--check" not in arguments:
            before = self.emulator.writes()
            self.start("play.yml", *arguments, "--check", **more)
            assert self.emulator.writes() == before
        return self.start("play.yml", *arguments, **more)

    def start(
        self,
        name: str,
        *arguments: str,
        extra_environment: dict[str, str] | None = None,
        vault: bool = False,
        may_leak: bool = False,
        may_trace: bool = False,
    ) -> Run:
        """Run a playbook, a file of the project or one of the collection, and search what it leaves behind."""
        words = [str(BIN / "ansible-playbook"), name, MOST_VERBOSE, *arguments]
        words += [] if "--diff" in arguments else ["--diff"]
        words += ["--vault-password-file", str(self.vault_password_file)] if vault else []
        results = self.project / "results.jsonl"
        results.unlink(missing_ok=True)
        environment = {**self.environment, "RESULTS_FILE": str(results), **(extra_environment or {})}
        with subprocess.Popen(
            words,
            cwd=self.project,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        ) as process:
            try:
                with Watcher(process.pid, environment, self.temporary) as watcher:
                    printed, _none = process.communicate(timeout=TIMEOUT_SECONDS)
            except BaseException:
                process.kill()
                raise
        output = printed.decode()
        assert may_trace or "Traceback" not in output, output
        assert "unexpected_error" not in output, output
        kept = results.read_bytes() if results.exists() else b""
        if not may_leak:
            self._search([("the output", printed), ("the results", kept), *watcher.seen(), *self._written()])
        return Run(process.returncode, output, [json.loads(line) for line in kept.splitlines()])

    def assert_no_secret(self, content: bytes, where: str) -> None:
        """Search for the client secrets, the password, and whatever looks like a code or a token."""
        self._search([(where, content)])

    def _search(self, places: list[tuple[str, bytes]]) -> None:
        for _where, content in places:
            self.secrets.learn(content)
        needles = self.secrets.needles()
        for where, content in places:
            found = self.secrets.found_in(content, needles)
            assert found is None, f"{found} {where}"

    def _known_secrets(self) -> dict[str, str]:
        clients = (self.emulator.client, self.emulator.self_client)
        secrets = {"the vault password": VAULT_PASSWORD, **self.secrets_beside}
        return secrets | {f"the client secret of {one['client_id']}": one["client_secret"] for one in clients}

    def _written(self) -> t.Iterator[tuple[str, bytes]]:
        """All files, by name and content, but for those that are as the user wrote them."""
        words = allowances.encrypt_words(self.project / "play.yml")
        for folder in (self.home, self.project, self.sent):
            for path in sorted(folder.rglob("*")):
                if not path.is_file() or path.name == "results.jsonl":
                    continue
                content = path.read_bytes()
                if self._given.get(path) == content:
                    continue
                if folder == self.project:
                    content = self._without_plain_credentials(path, content, words)
                elif folder == self.sent:
                    content = allowances.without_injected_token(str(path), content, allowances.is_private(path))
                yield str(path), os.fsencode(path) + b"\n" + content

    def _without_plain_credentials(self, path: Path, content: bytes, words: set[str]) -> bytes:
        if words == {"none"} or (not words and path in self._plain):
            self._plain.add(path)
            return allowances.without_plain_credentials(path, content)
        self._plain.discard(path)
        return content
