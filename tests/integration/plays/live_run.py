# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs of ansible-playbook that can be watched while they last, because somebody has to consent meanwhile."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
import typing as t
from pathlib import Path

import requests
import yaml
from ansible.parsing.vault import VaultLib, VaultSecret
from ansible_collections.zoho.cliq.tests.integration.plays.playbook_runner import VAULT_PASSWORD, Run
from ansible_collections.zoho.cliq.tests.integration.plays.processes import Watcher

FILE = "zoho-cliq.vault.yml"
BIN = Path(sys.executable).parent
TIMEOUT_SECONDS = 120
URL = re.compile(r"and accept: (https?://\S+)\s")
ADDRESSES = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


# The terminal becomes the one that the program is controlled from, as in a shell.
_AT_A_TERMINAL = "import os, sys; os.login_tty(0); os.execv(sys.argv[1], sys.argv[1:])"
CONTROL_C = b"\x03"


class Live:
    """
    A run that somebody sits in front of, at a terminal; a context manager, which ends it in any case.

    When it has ended, all that it printed and wrote is searched for secrets.
    """

    def __init__(self, playbook: t.Any, name: str, *arguments: str, vault: bool = True) -> None:
        self._playbook = playbook
        self._results = playbook.project / "results.jsonl"
        self._results.unlink(missing_ok=True)
        words = [str(BIN / "ansible-playbook"), name, "-vvvv", "--diff", *arguments]
        words += ["--vault-password-file", str(playbook.vault_password_file)] if vault else []
        self._environment = {**playbook.environment, "RESULTS_FILE": str(self._results)}
        self._terminal, end_of_program = os.openpty()
        self.process = subprocess.Popen(
            [sys.executable, "-c", _AT_A_TERMINAL, *words],
            cwd=playbook.project,
            env=self._environment,
            stdin=end_of_program,
        )
        os.close(end_of_program)
        self._watcher = Watcher(self.process.pid, self._environment, playbook.temporary)
        self._printed = b""
        self._news = threading.Condition()
        self._ended = False
        self._reader = threading.Thread(target=self._read, daemon=True)

    def __enter__(self) -> Live:
        self._watcher.__enter__()
        self._reader.start()
        return self

    def __exit__(self, *_of_an_exception: object) -> None:
        if self.process.poll() is None:
            # Ansible takes its workers along when it is interrupted, and leaves them behind when it is killed.
            self.interrupt()
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self._watcher.__exit__()
        self.process.wait()
        self._reader.join(TIMEOUT_SECONDS)
        os.close(self._terminal)

    def _read(self) -> None:
        more = b"x"
        while more:
            try:
                more = os.read(self._terminal, 65536)
            except OSError:
                # That is how Linux says that nobody is at the other end any more.
                more = b""
            with self._news:
                self._printed += more
                self._ended = not more
                self._news.notify_all()

    @property
    def output(self) -> str:
        return self._printed.decode(errors="replace").replace("\r\n", "\n")

    def printed(self, pattern: str | re.Pattern[str]) -> re.Match[str]:
        """Wait until it has printed this."""
        wanted = re.compile(pattern)

        with self._news:
            self._news.wait_for(lambda: wanted.search(self.output) or self._ended, TIMEOUT_SECONDS)
        match = wanted.search(self.output)
        assert match, self.output
        return match

    def url(self) -> str:
        """The authorization URL that it shows, once it listens for the answer."""
        url = self.printed(URL)[1]
        self.printed("Waiting .* s for the consent in the browser")
        return url

    def type(self, keys: bytes) -> None:
        os.write(self._terminal, keys)

    def interrupt(self) -> None:
        """
        Press Ctrl-C once the worker is asleep.

        Ansible itself hangs if a worker is ended while it is still about to send a line that has been shown already.
        """
        end = time.monotonic() + TIMEOUT_SECONDS
        while not self._worker_sleeps() and time.monotonic() < end:
            time.sleep(0.01)
        self.type(CONTROL_C)

    def _worker_sleeps(self) -> bool:
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [_state(int(child)) for child in children] == ["S"]

    def finish(self, *, may_leak: bool = False) -> Run:
        """Wait for the end, and search what it leaves behind."""
        code = self.process.wait(TIMEOUT_SECONDS)
        self._reader.join(TIMEOUT_SECONDS)
        output = self.output
        assert "Traceback" not in output, output
        assert "unexpected_error" not in output, output
        kept = self._results.read_bytes() if self._results.exists() else b""
        if not may_leak:
            self._search(kept)
        return Run(code, output, [json.loads(line) for line in kept.splitlines()])

    def _search(self, kept: bytes) -> None:
        self._playbook.assert_no_secret(self.output.encode(), "the output")
        self._playbook.assert_no_secret(kept, "the results")
        for where, content in self._watcher.seen():
            self._playbook.assert_no_secret(content, where)
        for path in sorted(self._playbook.home.rglob("*")):
            if path.is_file():
                self._playbook.assert_no_secret(os.fsencode(path) + b"\n" + path.read_bytes(), str(path))


def _state(pid: int) -> str:
    """The letter for what a process does: S if it waits for something."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]


class Person:
    """Somebody with a client whose redirect URI leads to a port of this machine, and with a browser."""

    def __init__(self, playbook: t.Any, port: int) -> None:
        self.playbook = playbook
        self.emulator = playbook.emulator
        self.redirect_uri = f"http://localhost:{port}/callback"
        self.port = port
        world = self.emulator.control("state")
        for client in world["clients"]:
            if client["type"] == "server":
                client["redirect_uris"].append(self.redirect_uri)
        self.emulator.control("reset", world)
        self.browser = requests.Session()
        self.browser.trust_env = False
        self.client = {name: self.emulator.client[name] for name in ("client_id", "client_secret")}
        self.settings()

    def settings(self, **changes: t.Any) -> None:
        """What the playbooks are told: the client with its redirect URI, and what is given here."""
        values = {"redirect_uri": self.redirect_uri, **self.client, **changes}
        given = {f"zoho_cliq_{name}": value for name, value in values.items() if value is not None}
        self.playbook.write("settings.yml", given)

    def start(self, name: str = "zoho.cliq.authorize", *arguments: str, vault: bool = True) -> Live:
        """Start a playbook that somebody has to help."""
        return Live(self.playbook, name, "-e", "@settings.yml", *arguments, vault=vault)

    def run(self, name: str = "zoho.cliq.authorize", *arguments: str, vault: bool = True) -> Run:
        """Run a playbook that needs nobody."""
        return self.playbook.start(name, "-e", "@settings.yml", *arguments, vault=vault)

    def go(self, url: str) -> str:
        """Open a page; return its heading."""
        page = self.browser.get(url, allow_redirects=False, timeout=TIMEOUT_SECONDS)
        return re.search("<h1>(.*)</h1>", page.text)[1]

    def accept(self, live: Live) -> Run:
        """Open the URL that a run shows, and accept."""
        assert self.go(self.emulator.consent(live.url())) == "Thank you"
        return live.finish()

    def authorize(self) -> dict[str, t.Any]:
        """Have credentials, and a log in which that is not to be seen; return what is in the file."""
        with self.start() as live:
            run = self.accept(live)
        assert run.code == 0, run.output
        self.emulator.control("log", method="DELETE")
        return self.stored()

    @property
    def file(self) -> Path:
        return self.playbook.project / FILE

    def left(self) -> list[str]:
        """The credentials file, and whatever else lies there that begins or ends like it."""
        return sorted(path.name for path in self.playbook.project.iterdir() if FILE in path.name)

    def stored(self) -> dict[str, t.Any]:
        """What the credentials file says, decrypted."""
        vault = VaultLib([("default", VaultSecret(VAULT_PASSWORD.encode()))])
        loader = type("Loader", (yaml.SafeLoader,), {})
        loader.add_constructor("!vault", lambda self, node: vault.decrypt(node.value).decode())
        values = yaml.load(self.file.read_text(), Loader=loader)
        return {name.removeprefix("zoho_cliq_"): value for name, value in values.items()}

    def assert_vaulted(self) -> None:
        """The credentials file is for its owner's eyes, and its two secrets are not even for those."""
        text = self.file.read_text()
        assert text.count("!vault |") == 2
        assert self.file.stat().st_mode & 0o777 == 0o600
        self.playbook.assert_no_secret(text.encode(), FILE)
        assert self.left() == [FILE]

    def is_honoured(self, refresh_token: str) -> bool:
        """Whether the emulator gives an access token for a refresh token."""
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token, **self.client}
        return "access_token" in self.emulator.token_request(**form).json()


def is_listened_on(port: int) -> bool:
    for family, address in ADDRESSES:
        with socket.socket(family) as visitor:
            if visitor.connect_ex((address, port)) == 0:
                return True
    return False


def listen(port: int) -> socket.socket:
    """Somebody else who listens on the port."""
    return socket.create_server(("127.0.0.1", port))
