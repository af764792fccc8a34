# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Whole tasks with input that nobody thought of: never a traceback, never a secret in a message, never a write after bad input.

Each property runs in one worker, with a server in it that answers as the property says.
"""

from __future__ import annotations

import http.server
import json
import os
import threading
import typing as t

import pytest
import yaml
from ansible_collections.zoho.cliq.plugins.plugin_utils import _action, _services, _token_source
from ansible_collections.zoho.cliq.tests.reliability.scenarios import FILE
from ansible_collections.zoho.cliq.tests.reliability.worker import SCOPES, short_pauses
from ansible_collections.zoho.cliq.tests.unit.plugins.action_helper import Play
from ansible_collections.zoho.cliq.tests.unit.plugins.controller_helper import CLIENT_ID, REFRESH, SECRET, refreshed
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import TOKEN
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

EXAMPLES, FEW = 150, 12
CODE = "1000.c0dec0dec0dec0dec0dec0dec0dec0de.c0dec0dec0dec0dec0dec0dec0dec0de"
URI = "http://localhost:8765/callback"
WRITES = ("POST", "PUT", "DELETE", "PATCH")
CREATE = {"name": "ops-alerts", "level": "private", "description": "Pages"}

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
# What Cliq's objects are made of, with values of any kind.
NAMES = (
    "channels",
    "data",
    "list",
    "name",
    "channel_id",
    "chat_id",
    "unique_name",
    "level",
    "status",
    "members",
    "user_id",
    "email_id",
    "user_role",
    "next_token",
    "has_more",
    "code",
    "message",
    "Response Code",
)
near_objects = st.dictionaries(st.sampled_from(NAMES), json_values | st.text(max_size=4), max_size=6)
near_answers = near_objects | st.dictionaries(
    st.sampled_from(NAMES), st.lists(near_objects, max_size=3) | near_objects, min_size=1, max_size=3
)


class Answers:
    """A server that answers every request of a side with the same; it counts the requests by method."""

    def __init__(self) -> None:
        self.token: tuple[int, str, bytes] = (200, "application/json", json.dumps(refreshed(TOKEN)).encode())
        self.api: tuple[int, str, bytes] = (200, "application/json", b"{}")
        self.requests: list[str] = []
        answers = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True
            wbufsize = -1

            def answer(self) -> None:
                self.rfile.read(int(self.headers.get("Content-Length") or 0))
                side = "token" if self.path.startswith("/oauth/") else "api"
                answers.requests.append(f"{side} {self.command}")
                status, kind, body = getattr(answers, side)
                self.send_response(status)
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = do_PUT = do_DELETE = answer

            def log_message(self, *_arguments: t.Any) -> None:
                """It says nothing."""

        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    @property
    def written(self) -> list[str]:
        """The requests that could change something at Cliq."""
        return [request for request in self.requests if request.partition(" ")[2] in WRITES and "api" in request]


class Bench:
    """In a worker: runs tasks, each as if in a process of its own, with a state store that nobody has used."""

    def __init__(self, folder: t.Any) -> None:
        self.folder = folder
        self.answers = Answers()
        self.play = Play(folder)
        self._runs = 0
        os.environ.update(
            ZOHO_CLIQ_ACCOUNTS_URL=self.answers.url,
            ZOHO_CLIQ_API_URL=self.answers.url,
            ZOHO_CLIQ_CLIENT_ID=CLIENT_ID,
            ZOHO_CLIQ_CLIENT_SECRET=SECRET,
            ZOHO_CLIQ_REFRESH_TOKEN=REFRESH,
            ZOHO_CLIQ_DATA_CENTER="eu",
            ZOHO_CLIQ_PACE_REQUESTS="false",
        )

    def run(self, action: str, arguments: dict[str, t.Any]) -> dict[str, t.Any]:
        """Run a task and judge what it tells; return its result."""
        self._runs += 1
        os.environ["ZOHO_CLIQ_STATE_STORE"] = str(self.folder / f"store{self._runs}")
        self.answers.requests.clear()
        _token_source._AT_HAND.clear()
        _services._READ_FILES.clear()
        _action._MEMORIES.clear()
        result = self.play.run(action, arguments)
        shown = {} if result.get("_ansible_no_log") else result
        told = json.dumps(shown)
        assert "unexpected_error" not in told and "Traceback" not in told, told
        for secret in (SECRET, REFRESH, CODE, TOKEN):
            assert secret not in told, told.replace(secret, "*** a secret ***")
        if result.get("failed"):
            assert result["failure"]["code"] and result["msg"].strip(), told
        return result


@pytest.fixture
def hold_true(stage, full, tell, request):
    """Let a property hold for many examples, in a worker."""
    stage.emulator.reset()
    node = stage.node()
    examples = EXAMPLES if full else FEW
    chosen = int(request.config.getoption("--reliability-seed"))

    def hold(strategy, prop):
        def run():
            bench = Bench(node.project)

            @seed(chosen)
            @settings(max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck))
            @given(strategy)
            def check(value):
                prop(bench, value)

            check()
            return "held"

        assert node.begin(run, hooks=[short_pauses]).finish(600) == "held"
        tell("fuzz", examples=examples)

    return hold


def bodies(near):
    """Bodies of answers: nearly right ones, any JSON, anything."""
    return st.one_of(
        near.map(lambda value: json.dumps(value).encode()),
        json_values.map(lambda value: json.dumps(value).encode()),
        st.binary(max_size=60),
        st.sampled_from([b"", b"<html>", b"null", b"[]", b"{}", b"[" * 5000, b'{"a":' * 3000, b"\xff\xfe", b"NaN"]),
    )


STATUSES = st.sampled_from([200, 200, 200, 201, 204, 400, 401, 403, 404, 429, 500, 503])
KINDS = st.sampled_from(["application/json", "text/html", "text/plain", ""])


@pytest.mark.parametrize(
    ("action", "arguments"),
    [
        ("channel", CREATE),
        (
            "channel_members",
            {"name": "ops-alerts", "members": [{"email": "scott.fisher@zylker.example"}], "state": "exact"},
        ),
        ("channels", {"channels": [{**CREATE, "members": [{"email": "scott.fisher@zylker.example"}]}]}),
        ("message", {"channel": "Ops Alerts", "text": "x", "key": "k"}),
    ],
    ids=["channel", "channel_members", "channels", "message"],
)
def test_answers_of_cliq(hold_true, action, arguments):
    def prop(bench, answer):
        bench.answers.api = answer
        result = bench.run(action, arguments)
        if bench.answers.written:
            # Only a list that says what it says leads to a write.
            assert is_list(json.loads(answer[2])), (answer, bench.answers.requests, result)

    hold_true(st.tuples(STATUSES, KINDS, bodies(near_answers)), prop)


def is_list(content):
    """Whether an answer can be taken for a list of objects."""
    if isinstance(content, dict):
        content = next((content[name] for name in ("channels", "data", "list") if name in content), None)
    return isinstance(content, list) and all(isinstance(item, dict) for item in content)


near_tokens = st.dictionaries(
    st.sampled_from(
        ["access_token", "refresh_token", "expires_in", "expires_in_sec", "token_type", "scope", "api_domain", "error"]
    ),
    json_values | st.sampled_from([TOKEN, REFRESH, "invalid_code", "https://www.zohoapis.eu", 3600]),
    max_size=6,
)


def test_answers_to_a_refresh(hold_true):
    def prop(bench, answer):
        bench.answers.token = answer
        result = bench.run("access_token", {})
        assert bench.answers.requests == ["token POST"]
        if not result.get("failed"):
            assert result["access_token"] in answer[2].decode(errors="replace")

    hold_true(st.tuples(STATUSES, KINDS, bodies(near_tokens)), prop)


def test_answers_to_an_exchange(hold_true):
    def prop(bench, answer):
        bench.answers.token = answer
        file = bench.folder / FILE
        for path in bench.folder.glob(f"*{FILE}*"):
            path.unlink()
        for path in bench.folder.glob(f".{FILE}*"):
            path.unlink()
        os.environ.pop("ZOHO_CLIQ_REFRESH_TOKEN", None)
        result = bench.run(
            "credentials", {"credentials_file": FILE, "code": CODE, "scopes": SCOPES, "data_center": "eu"}
        )
        # There is a file if and only if there are credentials, and its secrets are encrypted.
        assert file.exists() is not bool(result.get("failed")), result
        for path in bench.folder.iterdir():
            content = path.read_bytes() if path.is_file() else b""
            assert SECRET.encode() not in content and REFRESH.encode() not in content

    hold_true(st.tuples(STATUSES, KINDS, bodies(near_tokens)), prop)


REDIRECTED = (
    *("code=", "&", "?", "#", "=", "%", "%C3", "state=", "location=", "accounts-server=", "error=", "us", "eu", "cn"),
    *("https://accounts.zoho.com", "https://evil.example", URI, CODE, "[", "]", "://", "\n", "access_token="),
)
pieces = st.lists(
    st.one_of(
        st.text(max_size=6),
        st.sampled_from(REDIRECTED),
    ),
    max_size=12,
).map("".join)


def test_redirects(hold_true):
    def prop(bench, text):
        os.environ.pop("ZOHO_CLIQ_REFRESH_TOKEN", None)
        arguments = {"credentials_file": FILE, "redirect_uri": URI, "scopes": SCOPES, "data_center": "eu"}
        result = bench.run("credentials", {**arguments, "redirect_url": text})
        # None of them has a state that was made here.
        assert result.get("failed"), text
        assert bench.answers.requests == []
        assert not (bench.folder / FILE).exists()

    hold_true(st.one_of(pieces, pieces.map(lambda text: f"{URI}?{text}"), st.text(max_size=60)), prop)


RIGHT = {
    "zoho_cliq_client_id": CLIENT_ID,
    "zoho_cliq_client_secret": SECRET,
    "zoho_cliq_refresh_token": REFRESH,
    "zoho_cliq_data_center": "eu",
    "zoho_cliq_scopes": SCOPES,
}


def near_files():
    """Credentials files with a few values of another kind, cut off, or of anything."""
    changed = st.dictionaries(st.sampled_from(sorted(RIGHT)), json_values, max_size=2).map(
        lambda changes: yaml.safe_dump({**RIGHT, **changes}, allow_unicode=True).encode()
    )
    right = yaml.safe_dump(RIGHT).encode()
    vault = b"zoho_cliq_refresh_token: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  "
    return st.one_of(
        changed,
        st.integers(0, len(right)).map(lambda end: right[:end]),
        st.binary(max_size=80),
        st.binary(max_size=20).map(lambda garbage: vault + garbage.hex().encode() + b"\n"),
        st.text(max_size=60).map(lambda text: text.encode(errors="surrogatepass")),
    )


def test_credentials_files(hold_true):
    def prop(bench, content):
        for name in ("CLIENT_ID", "CLIENT_SECRET", "REFRESH_TOKEN", "DATA_CENTER"):
            os.environ.pop(f"ZOHO_CLIQ_{name}", None)
        path = bench.folder / "credentials.yml"
        path.write_bytes(content)
        path.chmod(0o600)
        result = bench.run("access_token", {"credentials_file": str(path)})
        assert path.read_bytes() == content
        if result.get("failed") and result["failure"]["code"] not in ("invalid_code", "connect_failed"):
            assert bench.answers.requests == [], result
        path.unlink()

    hold_true(near_files(), prop)


near_channels = st.dictionaries(
    st.sampled_from(
        ["name", "channel_id", "level", "description", "state", "members", "members_state", "bots", "config"]
    )
    | st.text(max_size=5),
    json_values
    | st.sampled_from(
        ["ops", "private", "organization", "absent", "exact", [{"email": "a@b.example"}], [{"role": "x"}]]
    ),
    max_size=5,
)


def test_workspaces(hold_true):
    """Nothing is asked of Cliq, let alone written, before the whole description is right."""

    def prop(bench, content):
        bench.answers.api = (200, "application/json", b'{"channels": []}')
        path = bench.folder / "workspace.yml"
        path.write_bytes(content)
        result = bench.run("channels", {"src": str(path)})
        if result.get("failed") and result["failure"]["code"] in ("invalid_input", "unusable_file"):
            assert not bench.answers.written, result

    as_yaml = st.one_of(
        st.lists(near_channels, max_size=3).map(lambda channels: {"channels": channels}),
        st.dictionaries(st.sampled_from(["channels", "prune", "owner_marker"]) | st.text(max_size=5), json_values),
        json_values,
    ).map(lambda data: yaml.safe_dump(data, allow_unicode=True).encode(errors="surrogatepass"))
    hold_true(as_yaml | st.binary(max_size=60), prop)
