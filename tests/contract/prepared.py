# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A running emulator in which something happened, for requests that nobody thought of."""

from __future__ import annotations

import dataclasses
import http.client
import json
import typing as t
from pathlib import Path
from urllib.parse import quote, urlsplit

from ansible_collections.zoho.cliq.tests.integration.plays.emulator_process import Emulator
from zoho_emulator.cliq import door, endpoints

# Without limits: what is refused because of a quota tells nothing.
OPTIONS = ("--limits", "off", "--quirk", "token-limits=off", "--quirk", "code-limit=off")
# An emulator that does not answer within this time hangs. In seconds.
PATIENCE = 20.0
_SCOTT, _RYAN = "scott.fisher@zylker.example", "ryan.west@zylker.example"
_LATER = 4_102_444_800_000  # in the year 2100


@dataclasses.dataclass(frozen=True)
class Answer:
    """An answer: its status, its content type without parameters, and its body."""

    status: int
    kind: str
    body: bytes

    def json(self) -> t.Any:
        return json.loads(self.body)

    def __str__(self) -> str:
        return f"{self.status} {self.kind} {self.body[:300]!r}"


class Prepared:
    """
    An emulator, one caller with all scopes, and the ids of what is there.

    ``ids`` maps what stands before a parameter in a path, such as ``channels``, to ids of that kind.
    """

    def __init__(self, folder: Path) -> None:
        self.emulator = Emulator(folder, options=OPTIONS)
        self.ids: dict[str, list[str]] = {}
        self.client = self.emulator.self_client
        self.token = ""
        self.refresh_token = ""
        self._connection: http.client.HTTPConnection | None = None
        self._host = urlsplit(self.emulator.url).netloc
        self.prepare()

    def stop(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self.emulator.stop()

    # Requests

    def send(self, method: str, target: str, body: bytes = b"", headers: t.Mapping[str, str] | None = None) -> Answer:
        """One request as it is given, on a connection that is kept; ``target`` is path and query, encoded."""
        for attempt in (1, 2):
            if self._connection is None:
                self._connection = http.client.HTTPConnection(self._host, timeout=PATIENCE)
            try:
                self._connection.request(method, target, body=body, headers=dict(headers or {}))
                answer = self._connection.getresponse()
                kind = (answer.getheader("Content-Type") or "").partition(";")[0].strip().lower()
                return Answer(answer.status, kind, answer.read())
            except (http.client.RemoteDisconnected, ConnectionError):
                # The server may close a kept connection at any time, though not twice in a row.
                self._connection.close()
                self._connection = None
                if attempt == 2:
                    raise
        raise AssertionError("unreachable")

    def call(self, method: str, path: str, body: t.Any = None, **headers: str) -> Answer:
        """One call to Cliq by the caller, with a body as JSON."""
        raw = b"" if body is None else json.dumps(body).encode()
        kind = {} if body is None else {"Content-Type": "application/json"}
        return self.send(method, path, raw, {**self.authorization, **kind, **headers})

    @property
    def authorization(self) -> dict[str, str]:
        return {"Authorization": f"Zoho-oauthtoken {self.token}"}

    # What is there

    def prepare(self) -> None:
        """Begin anew, with a channel, messages, a thread, a pin, a schedule, a file, a bot's chat and a direct chat."""
        self.emulator.reset()
        scopes = sorted({scope for one in endpoints.listed() for scope in one.endpoint.scopes})
        granted = self.emulator.token_request(grant_type="authorization_code", code=self.emulator.code(scopes)).json()
        self.token, self.refresh_token = granted["access_token"], granted["refresh_token"]
        channel = self._made("/api/v2/channels", {"name": "Fuzz", "level": "private", "email_ids": [_SCOTT, _RYAN]})
        by_id, by_chat = f"/api/v2/channels/{channel['channel_id']}", f"/api/v2/chats/{channel['chat_id']}"
        messages = [
            self._made(f"{by_id}/message", {"text": "x", "sync_message": True})["message_id"] for _number in range(3)
        ]
        self._done(f"{by_id}/message", {"text": "x", "thread_message_id": messages[0]})
        thread = self._read(f"{by_id}/threads")["data"][0]["chat_id"]
        self._done("/api/v2/bots/oncall/associate", {"channel_unique_name": channel["unique_name"]})
        self._done(f"/api/v2/buddies/{_SCOTT}/message", {"text": "x"})
        self._made(f"{by_chat}/stickymessage", {"id": messages[1]})
        schedule = {"text": "x", "schedule_status": "check_in"}
        scheduled = self._made(f"{by_chat}/scheduledmessages", schedule)["id"]
        part = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\n\r\nx\r\n--b--\r\n'
        kind = {"Content-Type": "multipart/form-data; boundary=b"}
        self.send("POST", f"{by_chat}/files", part, {**self.authorization, **kind})
        history = self._read(f"{by_chat}/messages")["data"]
        file = next(row["content"]["file"]["id"] for row in history if row["type"] == "file")
        self._done(f"{by_chat}/messages/{messages[0]}/reactions", {"emoji_code": ":smile:"})
        direct = self._read("/api/v2/chats")["chats"][0]["chat_id"]
        left = self._made("/api/v2/channels", {"name": "Left", "level": "private", "email_ids": [_SCOTT]})
        promoted = self.call("PUT", f"/api/v2/channels/{left['channel_id']}/members/{_SCOTT}", {"role": "super_admin"})
        assert promoted.status == 204, str(promoted)
        pending = self._made("/api/v2/channels", {"name": "Pending", "level": "organization"})["channel_id"]
        users = self._read("/api/v2/users")["data"]
        team = self._made("/api/v2/teams", {"name": "Fuzzers", "user_ids": [users[1]["id"]]})
        designation = self._made("/api/v2/designations", {"name": "Fuzzer", "user_ids": [users[1]["id"]]})["data"]["id"]
        root = self._read("/api/v2/departments")["data"][0]["id"]
        unit = {
            "name": "Fuzzers",
            "lead_zuid": users[0]["id"],
            "parent_department_id": root,
            "user_ids": [users[1]["id"]],
        }
        department = self._made("/api/v2/departments", unit)["data"]["id"]
        self.ids = {
            "channels": [channel["channel_id"]],
            "channelsbyname": [channel["unique_name"]],
            "chats": [channel["chat_id"], direct],
            "messages": [messages[0], messages[1]],
            "threads": [thread],
            "bots": ["oncall", "deploybot"],
            "buddies": [_SCOTT, users[2]["id"]],
            "users": [users[0]["id"], _RYAN],
            "members": [users[1]["id"], _RYAN],
            "teams": [team["team_id"]],
            "departments": [department],
            "designations": [designation],
            "scheduledmessages": [scheduled],
            "files": [file],
            # Not the first to be asked for
            "pending": [pending],
            "left": [left["channel_id"], left["chat_id"]],
            "user_ids": [users[1]["id"], users[3]["id"]],
            "later": [str(_LATER)],
            "root": [root],
        }

    def path(self, name: str, chosen: t.Mapping[str, str] | None = None) -> str:
        """The path of an operation such as ``GET /api/v2/channels/*``, with ids of the right kind."""
        segments = name.split(" ")[1].split("/")
        for place, segment in enumerate(segments):
            if segment == "*":
                kind = segments[place - 1]
                segments[place] = quote((chosen or {}).get(kind, self.ids[kind][0]), safe="@")
        return "/".join(segments)

    def _made(self, path: str, body: t.Any) -> t.Any:
        answer = self.call("POST", path, body)
        assert answer.status == 200, f"{path}: {answer}"
        return answer.json()

    def _done(self, path: str, body: t.Any) -> None:
        answer = self.call("POST", path, body)
        assert answer.status == 204, f"{path}: {answer}"

    def _read(self, path: str) -> t.Any:
        answer = self.call("GET", path)
        assert answer.status == 200, f"{path}: {answer}"
        return answer.json()


def operations() -> list[str]:
    """The names of all operations of the emulator, such as ``GET /api/v2/channels/*``."""
    assert door.WITH_ENDPOINTS, "they enter themselves when they are imported"
    return [one.name for one in endpoints.listed()]
