# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A running emulator, and what benchmarks ask it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import requests

ROOT = Path(__file__).resolve().parents[2]


class Emulator:
    """An emulator process on free ports."""

    def __init__(self, folder: Path, *options: str) -> None:
        ready = folder / "ready.json"
        command = [sys.executable, "-m", "zoho_emulator", "--ready-file", str(ready), "--parent-pid", str(os.getpid())]
        environment = {**os.environ, "PYTHONPATH": str(ROOT / "tests/emulator")}
        self._process = subprocess.Popen([*command, *options], env=environment, stdout=subprocess.PIPE, text=True)
        # It prints its first line when every port listens.
        if "ready" not in self._process.stdout.readline():
            raise RuntimeError(f"the emulator did not start: exit code {self._process.wait(5)}")
        told = json.loads(ready.read_text())
        self.url: str = told["url"]
        self.pid: int = told["pid"]
        self.self_client: dict[str, str] = told["self_client"]
        self.http = requests.Session()
        self.http.trust_env = False

    def __enter__(self) -> Emulator:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.http.close()
        self._process.terminate()
        self._process.wait(10)
        self._process.stdout.close()

    def control(self, name: str, body: Any = None, method: str | None = None) -> Any:
        method = method or ("GET" if body is None else "POST")
        answer = self.http.request(method, f"{self.url}/_emulator/{name}", json=body)
        answer.raise_for_status()
        return answer.json()

    def counters(self) -> dict[str, int]:
        return self.control("counters")

    def code(self, scopes: list[str] | None = None, lifetime: int = 600) -> str:
        """A code of the self client, as the API console makes it."""
        scopes = scopes or ["ZohoCliq.Channels.ALL"]
        body = {"client_id": self.self_client["client_id"], "scopes": scopes, "lifetime": lifetime}
        return self.control("code", body)["code"]

    def token_request(self, **form: str) -> requests.Response:
        return self.http.post(f"{self.url}/oauth/v2/token", data={**self.self_client, **form})
