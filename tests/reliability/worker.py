# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Tasks in processes of their own, forked like the workers of Ansible from a parent that has imported everything.

A task takes some hundredths of a second this way, where a run of ansible-playbook takes a second or two. A worker begins with
nothing in memory: what it knows of an earlier one it has from the disk.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import select
import signal
import sys
import time
import traceback
import typing as t
from dataclasses import dataclass, field
from pathlib import Path

from ansible.parsing.vault import VaultSecret, VaultSecretsContext
from ansible.plugins.loader import action_loader
from ansible_collections.zoho.cliq.plugins.module_utils import _http
from ansible_collections.zoho.cliq.plugins.module_utils._state import file
from ansible_collections.zoho.cliq.tests.unit.plugins.action_helper import Play

# With characters that are written in another way in JSON, in YAML and in a URL.
VAULT_PASSWORD = 'it\'s "only" for/tests+of & the vault'
ACTIONS = (
    "access_token",
    "api",
    "authorization_url",
    "channel",
    "channel_info",
    "channel_members",
    "channels",
    "credentials",
    "message",
)
SCOPES = [
    "AaaServer.profile.READ",
    "ZohoCliq.Channels.ALL",
    "ZohoCliq.Messages.READ",
    "ZohoCliq.Users.READ",
    "ZohoCliq.Webhooks.CREATE",
]
# What the first task of a process imports besides.
_LATE = (file.__name__, "cryptography.hazmat.primitives.ciphers.aead", "cryptography.hazmat.primitives.kdf.hkdf")
# One task takes a second at most if nobody waits for anything, and some more if it meets what it is here to meet.
TIMEOUT_SECONDS = 30.0
# How much faster a pause passes. What is waited for in it has happened already, or does not happen at all.
PAUSES = 200.0

Result = dict[str, t.Any]
Hook = t.Callable[[], None]


def prepare() -> None:
    """Import what a task needs, and have the vault secret that it finds; once for each process that forks workers."""
    if VaultSecretsContext.current(optional=True) is None:
        VaultSecretsContext.initialize(VaultSecretsContext([("default", VaultSecret(VAULT_PASSWORD.encode()))]))
    for name in ACTIONS:
        assert action_loader.get(f"zoho.cliq.{name}", class_only=True), name
    for name in _LATE:
        importlib.import_module(name)
    _http.require_requests()
    # What is there now is left alone by the collector, so that workers share its pages.
    gc.freeze()


class TookTooLong(AssertionError):
    """A worker that did not end: it waits for something that never comes."""


@dataclass
class Clock:
    """How far the clocks of the workers are ahead: what passes at once for them and for the emulator."""

    ahead: float = 0.0

    def pass_at_once(self, seconds: float, emulator: t.Any) -> None:
        """Let so many seconds pass, here and at Zoho."""
        self.ahead += seconds
        emulator.control("clock", {"advance": seconds})


def short_pauses() -> None:
    """In a worker: pauses are short."""
    sleep = time.sleep
    time.sleep = lambda seconds: sleep(seconds / PAUSES)


def _move_clocks(seconds: float) -> None:
    """In a worker: all clocks are ahead by so many seconds."""
    wall, monotonic, clock_gettime = time.time, time.monotonic, time.clock_gettime
    time.time = lambda: wall() + seconds
    time.monotonic = lambda: monotonic() + seconds
    time.clock_gettime = lambda which: clock_gettime(which) + seconds


class Worker:
    """A forked process that runs something and tells its result."""

    def __init__(self, run: t.Callable[[], t.Any], output: Path) -> None:
        self._reader, writer = os.pipe()
        self._told = b""
        self._status: int | None = None
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._reader)
            _be_a_worker(run, writer, output)
        os.close(writer)

    def ended_within(self, seconds: float) -> bool:
        """Wait for its end, at most so long."""
        end = time.monotonic() + seconds
        while self._status is None:
            readable, _none, _nothing = select.select([self._reader], [], [], max(0.0, end - time.monotonic()))
            if not readable:
                return False
            more = os.read(self._reader, 1 << 16)
            self._told += more
            if not more:
                self._reap()
        return True

    def kill(self) -> bool:
        """Kill it with SIGKILL; False if it had ended before."""
        if self._status is None:
            os.kill(self.pid, signal.SIGKILL)
            self._reap()
        return os.WIFSIGNALED(self._status or 0)

    def finish(self, seconds: float = TIMEOUT_SECONDS) -> t.Any:
        """Return what it told; raises TookTooLong if it does not end, and AssertionError if it broke."""
        if not self.ended_within(seconds):
            self.kill()
            raise TookTooLong(f"a worker did not end within {seconds:.0f} s")
        assert self._status == 0, f"a worker ended with {self._status}: {self._told.decode(errors='replace')}"
        return json.loads(self._told)

    def _reap(self) -> None:
        _pid, self._status = os.waitpid(self.pid, 0)
        os.close(self._reader)


def _be_a_worker(run: t.Callable[[], t.Any], writer: int, output: Path) -> t.NoReturn:
    code = 1
    try:
        nothing = os.open(os.devnull, os.O_RDONLY)
        to = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for number, target in ((0, nothing), (1, to), (2, to)):
            os.dup2(target, number)
        told = json.dumps(run()).encode()
        code = 0
    except BaseException:
        told = traceback.format_exc().encode()
    while told:
        told = told[os.write(writer, told) :]
    sys.stdout.flush()
    sys.stderr.flush()
    # Not as Python ends: nothing of the parent's is to be tidied up here.
    os._exit(code)


@dataclass
class Node:
    """
    A control node: a project, a home with a state store, and the environment of its workers.

    ``given`` are files of the user, which hold secrets on purpose; the collection wrote everything else below ``folder``.
    """

    folder: Path
    emulator: t.Any
    clock: Clock = field(default_factory=Clock)
    environment: dict[str, str] = field(default_factory=dict)
    # What a scenario has to remember.
    extra: dict[str, t.Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for folder in (self.project, self.home, self.given):
            folder.mkdir(parents=True, mode=0o700)
        self.environment = {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self.home),
            "TMPDIR": str(self.home),
            "LC_ALL": "C.UTF-8",
            "ZOHO_CLIQ_ACCOUNTS_URL": self.emulator.url,
            "ZOHO_CLIQ_API_URL": self.emulator.url,
            "ZOHO_CLIQ_STATE_STORE": str(self.store),
            "ZOHO_CLIQ_RATE_LIMIT_WAIT": "0",
            **self.environment,
        }

    @property
    def project(self) -> Path:
        return self.folder / "project"

    def left(self) -> list[str]:
        """The names of all that lies in the project."""
        return sorted(path.name for path in self.project.iterdir())

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def given(self) -> Path:
        return self.folder / "given"

    @property
    def store(self) -> Path:
        return self.home / "store"

    def start(
        self,
        action: str,
        arguments: t.Mapping[str, t.Any],
        *,
        environment: t.Mapping[str, str] | None = None,
        hooks: t.Sequence[Hook] = (short_pauses,),
        **task: t.Any,
    ) -> Worker:
        """Start a task; ``hooks`` are called in the worker before it."""
        return self.begin(lambda: Play(self.project).run(action, arguments, **task), environment, hooks)

    def begin(
        self,
        what: t.Callable[[], t.Any],
        environment: t.Mapping[str, str] | None = None,
        hooks: t.Sequence[Hook] = (short_pauses,),
    ) -> Worker:
        """Start whatever else a worker can do."""
        ahead = self.clock.ahead
        variables = {**self.environment, **(environment or {})}

        def run() -> t.Any:
            os.environ.clear()
            os.environ.update(variables)
            os.chdir(self.project)
            _move_clocks(ahead)
            for hook in hooks:
                hook()
            return what()

        return Worker(run, self.home / "output")

    def sign_in(self) -> str:
        """Have credentials, in the environment, with no token yet; return the refresh token. The log is empty afterwards."""
        client = self.emulator.self_client
        answer = self.emulator.token_request(grant_type="authorization_code", code=self.emulator.code(SCOPES)).json()
        self.environment.update(
            ZOHO_CLIQ_CLIENT_ID=client["client_id"],
            ZOHO_CLIQ_CLIENT_SECRET=client["client_secret"],
            ZOHO_CLIQ_REFRESH_TOKEN=answer["refresh_token"],
            ZOHO_CLIQ_DATA_CENTER="us",
            ZOHO_CLIQ_SCOPES=",".join(SCOPES),
        )
        self.emulator.control("log", method="DELETE")
        return str(answer["refresh_token"])

    def run(self, action: str, arguments: t.Mapping[str, t.Any], **rest: t.Any) -> Result:
        """Run a task to its end."""
        return t.cast(Result, self.start(action, arguments, **rest).finish())
