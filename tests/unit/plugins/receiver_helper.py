# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A receiver of redirects on a port that nobody else has, and what sends something to it."""

from __future__ import annotations

import contextlib
import errno
import socket
import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.plugin_utils._redirect_receiver import RedirectReceiver

ADDRESSES = ("127.0.0.1", "::1")
# A receiver that does not answer is a failure; nothing takes that long otherwise.
PATIENCE = 5


@contextlib.contextmanager
def free_port() -> t.Iterator[int]:
    """
    A port that nobody else gets meanwhile, on both loopback addresses.

    It is bound but not listened on, which keeps everybody away but those who also allow an address to be used again.
    """
    for _attempt in range(100):
        with contextlib.ExitStack() as held:
            number = 0
            try:
                for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
                    holder = held.enter_context(socket.socket(family))
                    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    holder.bind((address, number))
                    number = holder.getsockname()[1]
            except OSError as exc:
                if exc.errno != errno.EADDRINUSE:
                    pytest.skip(f"this machine has no IPv6 loopback address ({exc.strerror})")
                continue
            try:
                yield number
            finally:
                held.close()
            return
    raise AssertionError("no port is free on both loopback addresses")


def listens(address: str, port: int) -> bool:
    try:
        with socket.create_connection((address, port), PATIENCE):
            return True
    except ConnectionRefusedError:
        return False


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


class Waiting:
    """A receiver on a port of this machine, and the browsers that send it something."""

    def __init__(self, port: int, uri: str | None = None) -> None:
        self.port = port
        self.uri = uri or f"http://localhost:{port}/callback"
        self.receiver = RedirectReceiver(self.uri, lambda state: state == "good")
        self.lines: list[str] = []

    def send(self, request: str | bytes, address: str = "127.0.0.1") -> bytes:
        """Send bytes as they are and nothing more, and return all that comes back."""
        with socket.create_connection((address, self.port), PATIENCE) as connection:
            connection.sendall(request if isinstance(request, bytes) else request.encode())
            connection.shutdown(socket.SHUT_WR)
            return b"".join(iter(lambda: connection.recv(65536), b""))

    def get(self, query: str, address: str = "127.0.0.1") -> bytes:
        """Send what a browser sends that was redirected with this query."""
        path = self.uri.split("/", 3)[3]
        host = self.uri.split("/", 3)[2]
        return self.send(
            f"GET /{path}{'&' if '?' in path else '?'}{query} HTTP/1.1\r\nHost: {host}\r\nAccept: */*\r\n\r\n", address
        )

    def url(self, query: str) -> str:
        return f"{self.uri}{'&' if '?' in self.uri else '?'}{query}"

    def wait(self, seconds: float = 60) -> str:
        return self.receiver.wait(seconds, self.lines.append)

    def assert_goes_on(self) -> None:
        """Whatever has come so far did not end the wait: the answer that comes now does."""
        assert status(self.get("code=now&state=good")) == 200
        assert self.wait() == self.url("code=now&state=good")
