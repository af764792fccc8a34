# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Helpers for the tests of module_utils and of what stands on it. Nothing here needs more of Ansible than module_utils."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
import typing as t
from urllib.parse import urlsplit

import responses
from ansible.module_utils.common.arg_spec import ModuleArgumentSpecValidator
from ansible_collections.zoho.cliq.plugins.module_utils import _http
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.client import CliqClient, NoPacing, StaticToken
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Body, Context, Result, guarded
from ansible_collections.zoho.cliq.plugins.module_utils._module._creations import Notebook
from responses import matchers

ACCOUNTS = "https://accounts.zoho.eu"
TOKEN_URL = f"{ACCOUNTS}/oauth/v2/token"
CLIQ = "https://cliq.zoho.eu"
API = f"{CLIQ}/api/v2"
TOKEN = "1000.70ce70ce70ce70ce70ce70ce70ce70ce.70ce70ce70ce70ce70ce70ce70ce70ce"
OPTIONS = _http.HttpOptions(timeout=5)


class Zoho:
    """A script of requests and their answers."""

    def __init__(self, mock: responses.RequestsMock) -> None:
        self.mock = mock

    def expect(
        self,
        method: str,
        url: str,
        *,
        query: t.Mapping[str, t.Any] | None = None,
        sends: t.Any = None,
        form: t.Mapping[str, str] | None = None,
        token: str | None = None,
        **answer: t.Any,
    ) -> None:
        """The next request: its query and body are as given and nothing else; ``answer`` is what responses takes."""
        conditions = [matchers.query_param_matcher(dict(query or {}))]
        if form is not None:
            conditions.append(matchers.urlencoded_params_matcher(dict(form)))
        elif sends is not None:
            conditions.append(matchers.json_params_matcher(sends))
        else:
            conditions.append(_no_body)
        if token is not None:
            conditions.append(matchers.header_matcher({"Authorization": f"Zoho-oauthtoken {token}"}))
        self.mock.add(method, url, match=conditions, **answer)

    def cliq(self, method: str, path: str, **rest: t.Any) -> None:
        """The next request is one to Cliq; lists are asked for in pages of 100."""
        if method == "GET" and path == "/channels":
            rest["query"] = {"limit": "100", **rest.get("query", {})}
        self.expect(method, f"{API}{path}", **rest)

    def lists(self, *channels: t.Mapping[str, t.Any], **query: str) -> None:
        """The next request lists the channels; the answer is a single page."""
        self.cliq("GET", "/channels", query=query, json={"channels": list(channels), "has_more": False})

    def calls_back(self, method: str, url: str, callback: t.Callable[[t.Any], t.Any]) -> None:
        """The next request is answered by ``callback``, which returns status, headers and body."""
        self.mock.add_callback(method, url, callback=callback)

    @property
    def sent(self) -> list[str]:
        """Method and path of the requests so far."""
        return [f"{call.request.method} {urlsplit(call.request.url).path}" for call in self.mock.calls]

    def form(self, index: int) -> dict[str, str]:
        """The fields of a form that was sent."""
        from urllib.parse import parse_qsl

        body = self.mock.calls[index].request.body
        return dict(parse_qsl(body.decode() if isinstance(body, bytes) else body, strict_parsing=True))

    def assert_nothing_unexpected(self) -> None:
        """Fail for a request that no test expected, whatever the code made of its failure."""
        unexpected = [call.response for call in self.mock.calls if "refused by Responses" in str(call.response)]
        assert not unexpected, str(unexpected[0])


def _no_body(request: t.Any) -> tuple[bool, str]:
    return not request.body, "the request has a body"


def raw_channel(**changes: t.Any) -> dict[str, t.Any]:
    """A channel as Cliq's pages show it."""
    return {
        "name": "#Ops Alerts",
        "chat_id": "CT_1184653329648523663_62439860",
        "description": "Pages",
        "level": "organization",
        "invite_only": False,
        "status": "created",
        "channel_id": "O1864232000000076001",
        "organization_id": "4435792",
        "creator_id": "4435866",
        "unique_name": "opsalerts",
        "teams": {},
        "participant_count": 1,
        "admin_permission": {"send_message": True, "delete_channel": True},
        "moderator_permission": {"send_message": True, "delete_channel": False},
        "member_permission": {"send_message": True, "delete_channel": False},
        **changes,
    }


def cliq_client(tokens: t.Any = None, pacing: t.Any = None, **rest: t.Any) -> CliqClient:
    """A client for Cliq with a given token, unpaced."""
    return CliqClient(CLIQ, tokens or StaticToken(TOKEN), OPTIONS, pacing or NoPacing(), **rest)


def validated(body: Body, options: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Return the options of a task as Ansible hands them to a body."""
    constraints = body.constraints
    validator = ModuleArgumentSpecValidator(
        body.argument_spec,
        constraints.get("mutually_exclusive"),
        required_one_of=constraints.get("required_one_of"),
        required_by=constraints.get("required_by"),
    )
    result = validator.validate(dict(options))
    assert not result.error_messages, result.error_messages
    return t.cast(dict[str, t.Any], result.validated_parameters)


class Records(Notebook):
    """A notebook in memory; ``seconds`` are the times for which records were to be kept."""

    def __init__(self, records: t.Mapping[str, bytes] | None = None) -> None:
        self.records: dict[str, bytes] = dict(records or {})
        self.seconds: list[float] = []

    def read(self, name: str) -> bytes | None:
        return self.records.get(name)

    def write(self, name: str, record: bytes, seconds: float, *, lasting: bool = True) -> None:
        self.records[name] = record
        self.seconds.append(seconds)

    def erase(self, name: str) -> None:
        self.records.pop(name, None)


def run_body(
    body: Body,
    options: t.Mapping[str, t.Any],
    *,
    check: bool = False,
    warnings: list[str] | None = None,
    guards: list[str] | None = None,
    notebook: Notebook | None = None,
    **more: t.Any,
) -> Result:
    """Run a body as its runners do; a failure is a failed result. ``more`` is what else its context has."""

    @contextlib.contextmanager
    def guard(key: str) -> t.Iterator[None]:
        (guards if guards is not None else []).append(key)
        yield

    records = Records() if notebook is None else notebook
    context = Context(
        params=validated(body, options),
        check_mode=check,
        connect=cliq_client,
        warn=(warnings if warnings is not None else []).append,
        guard=guard,
        notebook=lambda: records,
        **more,
    )
    run = body.run
    assert run is not None
    return guarded(lambda: run(context))


def read_request(connection: socket.socket) -> bytes:
    """Read one HTTP request with its body; nothing if the other side has hung up."""
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        if not more:
            return data
        data += more
    head, _blank, body = data.partition(b"\r\n\r\n")
    length = 0
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    while len(body) < length:
        body += connection.recv(65536)
    return head + b"\r\n\r\n" + body


def http_answer(body: bytes = b"{}", *headers: str, length: int | None = None) -> bytes:
    """An answer with status 200, with a wrong length if wished."""
    lines = ["HTTP/1.1 200 OK", "Content-Type: application/json", *headers]
    lines.append(f"Content-Length: {len(body) if length is None else length}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def answers(*all_answers: bytes) -> t.Callable[[Server, socket.socket], None]:
    """A connection that is kept open for that many requests."""

    def step(server: Server, connection: socket.socket) -> None:
        for answer in all_answers:
            request = read_request(connection)
            if not request:
                return
            server.requests.append(request)
            connection.sendall(answer)

    return step


def resets(server: Server, connection: socket.socket) -> None:
    """A connection that breaks when the request has arrived."""
    server.requests.append(read_request(connection))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def stays_silent(server: Server, connection: socket.socket) -> None:
    """A connection on which nothing comes back until the server is closed."""
    server.requests.append(read_request(connection))
    server.closing.wait(10)


class Server:
    """
    A server on loopback.

    Each element of the script is what happens to one connection, in turn. ``requests`` are the requests as they came,
    ``connections`` is the number of connections. ``tls`` is an SSL context.
    """

    def __init__(self, *script: t.Callable[[Server, socket.socket], None], tls: t.Any = None) -> None:
        self.requests: list[bytes] = []
        self.connections = 0
        self.closing = threading.Event()
        self._script = script
        self._tls = tls
        self._connection: socket.socket | None = None
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        for step in self._script:
            try:
                connection, _address = self._listener.accept()
            except OSError:
                return
            if self.closing.is_set():
                connection.close()
                return
            self.connections += 1
            with contextlib.suppress(OSError), connection:
                connection.settimeout(10)
                # Small answers must not wait for the acknowledgement of others.
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                if self._tls is not None:
                    connection = self._tls.wrap_socket(connection, server_side=True)
                self._connection = connection
                with connection:
                    step(self, connection)

    def close(self) -> None:
        self.closing.set()
        if self._connection is not None:
            with contextlib.suppress(OSError):
                self._connection.shutdown(socket.SHUT_RDWR)
        # Whoever waits for a connection gets one.
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            pass
        self._thread.join(10)
        self._listener.close()
