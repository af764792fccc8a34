# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A running emulator of Zoho, and what the tests ask it."""

from __future__ import annotations

import html
import json
import os
import re
import subprocess
import sys
import textwrap
import typing as t
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import requests
import yaml

COLLECTION = Path(__file__).resolve().parents[3]
SCOPES = ["ZohoCliq.Channels.ALL"]
WRITING = ("POST", "PUT", "PATCH", "DELETE")


class Emulator:
    """A running emulator: its addresses, its clients, and what tests ask it."""

    def __init__(
        self, folder: Path, data_centers: Sequence[str] = ("us", "eu"), options: Sequence[str] = ("--limits", "off")
    ) -> None:
        ready = folder / "ready.json"
        command = [sys.executable, "-m", "zoho_emulator", "--ready-file", str(ready), *options]
        command += ["--data-center", data_centers[0], "--parent-pid", str(os.getpid())]
        for other in data_centers[1:]:
            command += ["--other-data-center", other]
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

    def story(self, steps: str) -> None:
        """Begin a story of faults; its steps are YAML, as the emulator's README tells."""
        self.control("faults", {"story": "of this test", "steps": yaml.safe_load(textwrap.dedent(steps))})

    def assert_told(self) -> None:
        """All that was to go wrong did."""
        for fault in self.control("faults"):
            assert fault.get("done"), f"this has not happened:\n{yaml.safe_dump(fault, sort_keys=False)}"

    def consent(
        self,
        authorization_url: str,
        decision: str = "allow",
        browser: requests.Session | None = None,
        user: str | None = None,
    ) -> str:
        """Do in the browser what the user does; return the URL to which the browser is sent."""
        browser = browser or self.http
        page = browser.get(authorization_url, allow_redirects=False)
        assert page.status_code == 200, page.text
        action = re.search(r'<form method="post" action="([^"]+)"', page.text).group(1)
        fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
        form = {name: html.unescape(value) for name, value in fields}
        form["user"] = user or html.unescape(re.search(r'<option value="([^"]+)" selected', page.text).group(1))
        form["decision"] = decision
        parts = urlsplit(authorization_url)
        answer = browser.post(f"{parts.scheme}://{parts.netloc}{action}", data=form, allow_redirects=False)
        assert answer.status_code == 302, answer.text
        return answer.headers["Location"]

    def code(self, scopes: list[str] | None = None, lifetime: int = 600) -> str:
        """A code of the self client, as the API console makes it."""
        body = {"client_id": self.self_client["client_id"], "scopes": scopes or SCOPES, "lifetime": lifetime}
        return self.control("code", body)["code"]

    def token_request(self, **form: str) -> requests.Response:
        return self.http.post(f"{self.url}/oauth/v2/token", data={**self.self_client, **form})
