# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
The floor: one session, no Ansible, no error handling, and the fewest calls that do the job.

A list by itself need not show archived and pending channels, so whoever must not make a second channel of a name asks for those
as well. Command line: python bare_script.py JSON-FILE, which has url, token_form and channels.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import requests


class Bare:
    def __init__(self, url: str, token_form: dict[str, str]) -> None:
        self._api = f"{url}/api/v2"
        self._http = requests.Session()
        self._http.trust_env = False
        token = self._http.post(f"{url}/oauth/v2/token", data=token_form).json()["access_token"]
        self._http.headers["Authorization"] = f"Zoho-oauthtoken {token}"

    def call(self, method: str, path: str, body: Any = None, **query: str) -> Any:
        answer = self._http.request(method, self._api + path, json=body, params=query)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def listed(self, **query: str) -> list[dict[str, Any]]:
        found = []
        while True:
            page = self.call("GET", "/channels", limit="100", **query)
            found += page["channels"]
            if not page.get("next_token"):
                return found
            query["next_token"] = page["next_token"]

    def bring_about(self, channels: list[dict[str, Any]]) -> None:
        rows = [*self.listed(), *self.listed(status="archived"), *self.listed(status="pending")]
        there = {row["name"].lstrip("#"): row for row in rows}
        for wished in channels:
            row = there.get(wished["name"])
            emails = [member["email"] for member in wished["members"]]
            if row is None:
                body = {key: wished[key] for key in ("name", "level", "description")}
                self.call("POST", "/channels", {**body, "email_ids": emails})
                continue
            path = f"/channels/{row['channel_id']}"
            if row["description"] != wished["description"]:
                self.call("PUT", path, {"description": wished["description"]})
            members = {member["email_id"] for member in self.call("GET", f"{path}/members")["members"]}
            missing = [email for email in emails if email not in members]
            if missing:
                self.call("POST", f"{path}/members", {"email_ids": missing})


if __name__ == "__main__":
    given = json.loads(Path(sys.argv[1]).read_text())
    Bare(given["url"], given["token_form"]).bring_about(given["channels"])
