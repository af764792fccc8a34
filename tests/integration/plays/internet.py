# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
The way from this machine to Zoho, all of it on loopback: a proxy that has a certificate for every host in the world.

Who connects to ``accounts.zoho.eu`` through it speaks TLS with it, as with that host, and reaches the emulator of that data
center. It also talks for hosts that are not Zoho's, as they would talk for themselves, so that a secret that went there is seen.
"""

from __future__ import annotations

import http.client
import ssl
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote, urlsplit

import requests
import trustme

# Written out here once more, because a mistake in the collection's own table must not be repeated by its test.
HOSTS = {
    "us": ("accounts.zoho.com", "cliq.zoho.com"),
    "eu": ("accounts.zoho.eu", "cliq.zoho.eu"),
    "in": ("accounts.zoho.in", "cliq.zoho.in"),
    "au": ("accounts.zoho.com.au", "cliq.zoho.com.au"),
    "jp": ("accounts.zoho.jp", "cliq.zoho.jp"),
    "cn": ("accounts.zoho.com.cn", "cliq.zoho.com.cn"),
    "ca": ("accounts.zohocloud.ca", "cliq.zohocloud.ca"),
    "sa": ("accounts.zoho.sa", "cliq.zoho.sa"),
    "uk": ("accounts.zoho.uk", "cliq.zoho.uk"),
}


@dataclass(frozen=True)
class Request:
    """What a host was sent."""

    host: str
    method: str
    path: str
    headers: dict[str, str] = field(repr=False)
    body: bytes = field(repr=False)

    @property
    def content(self) -> bytes:
        """All of it, to search in."""
        headers = "".join(f"{name}: {value}\n" for name, value in self.headers.items())
        return f"{self.path}\n{headers}\n".encode() + self.body


class Internet:
    """The proxy, and what it has seen: ``connections`` as ``host:port``, ``requests`` that came over them."""

    def __init__(self, urls: dict[str, str], folder: Path) -> None:
        self._urls = urls
        self._authority = trustme.CA()
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._lock = threading.Lock()
        self.connections: list[str] = []
        self.requests: list[Request] = []
        self.ca_path = folder / "ca.pem"
        self._authority.cert_pem.write_to_path(str(self.ca_path))
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.daemon_threads = True
        self._server.internet = self
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def forget(self) -> None:
        self.connections.clear()
        self.requests.clear()

    @property
    def hosts(self) -> set[str]:
        """The hosts that were connected to; every port but that of https is shown."""
        return {where.removesuffix(":443") for where in self.connections}

    def browser(self) -> requests.Session:
        """The browser of a person who sits behind the same proxy."""
        session = requests.Session()
        session.trust_env = False
        session.proxies = {"http": self.url, "https": self.url}
        session.verify = str(self.ca_path)
        return session

    def context(self, host: str) -> ssl.SSLContext:
        with self._lock:
            if host not in self._contexts:
                context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
                self._authority.issue_cert(host).configure_cert(context)
                self._contexts[host] = context
            return self._contexts[host]

    def answer(self, request: Request) -> tuple[int, dict[str, str], bytes]:
        """What the host answers: the emulator of its data center, or somebody who is glad to have been asked."""
        center = next((center for center, hosts in HOSTS.items() if request.host in hosts), None)
        if center is None:
            return 200, {"Content-Type": "application/json"}, b"{}"
        connection = http.client.HTTPConnection(urlsplit(self._urls[center]).netloc, timeout=30)
        try:
            headers = {name: value for name, value in request.headers.items() if name.lower() != "host"}
            connection.request(request.method, request.path, body=request.body or None, headers=headers)
            answer = connection.getresponse()
            body = answer.read()
        finally:
            connection.close()
        kept = {name: value for name in ("Content-Type", "Location") if (value := answer.headers.get(name))}
        if "Location" in kept:
            kept["Location"] = self._public(kept["Location"])
        return answer.status, kept, body

    def _public(self, location: str) -> str:
        """A redirect as Zoho sends it, with the public name of its accounts server."""
        for center, (accounts, _cliq) in HOSTS.items():
            location = location.replace(quote(self._urls[center], safe=""), quote(f"https://{accounts}", safe=""))
        return location


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    host = ""

    def do_CONNECT(self) -> None:
        internet = self.server.internet
        internet.connections.append(self.path)
        self.host = self.path.rpartition(":")[0]
        self.send_response(200, "Connection established")
        self.end_headers()
        self.close_connection = False
        try:
            self.connection = internet.context(self.host).wrap_socket(self.connection, server_side=True)
        except OSError:
            # The client does not trust the certificate.
            self.close_connection = True
            return
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb")

    def _pass_on(self) -> None:
        internet = self.server.internet
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if not self.host:
            # Not encrypted; the whole URL is in the request line.
            internet.connections.append(self.path)
        host = self.host or urlsplit(self.path).netloc
        request = Request(host, self.command, self.path, dict(self.headers.items()), body)
        internet.requests.append(request)
        status, headers, content = internet.answer(request)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _pass_on

    def log_message(self, *_arguments: object) -> None:
        """Nobody reads it."""
