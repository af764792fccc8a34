# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""
Receives the redirect of a consent on this machine (RFC 8252, section 7.3): listens on the loopback redirect URI until the browser
brings an answer whose state proves it.

Anybody on this machine and any web page can send requests to the port. So nothing that a request brings is shown again, what
is not a proven answer changes nothing, and the port is held on both loopback addresses, lest somebody else answers on one.
"""

from __future__ import annotations

import errno
import http.server
import ipaddress
import os
import queue
import socket
import socketserver
import threading
import time
import typing as t
from urllib.parse import SplitResult, urlsplit

from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput, ZohoCliqError
from ansible_collections.zoho.cliq.plugins.module_utils._hosts import is_loopback
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import consent

# A browser sends its request at once; whoever is slower holds a thread for no longer than this.
SOCKET_SECONDS = 10
# Nobody documents whether the redirect of a denial carries the state. Without it, it may be forged: a proven answer still wins.
UNPROVEN_DENIAL_SECONDS = 15.0
# A signal that comes while a thread is about to fall asleep does not wake it, so whoever waits looks up now and then.
BREATH_SECONDS = 1.0
# The seconds left at which the countdown speaks.
_MARKS = (*range(10, 60, 10), *range(60, 3600, 30))
_LOOPBACK = ("127.0.0.1", "::1")
_NO_SUCH_FAMILY = (errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT)

_PAGE = """\
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
body {{ font: 1.1rem/1.5 system-ui, sans-serif; max-width: 34rem; margin: 15vh auto; padding: 0 1.5rem; }}
h1 {{ font-size: 1.6rem; }}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
<p>{text}</p>
</main>
</body>
</html>
"""


class _Outcome(t.NamedTuple):
    """What is answered to a request: a page of ours, without a word of the request in it."""

    status: int
    title: str
    text: str


_ACCEPTED = _Outcome(
    200, "Thank you", "The answer has arrived. You can close this window and go back to the terminal, where it goes on."
)
_DENIED = _Outcome(
    200, "Consent denied", "Nothing was set up. You can close this window; the terminal says how to try again."
)
_UNPROVEN = _Outcome(
    400,
    "This answer does not belong here",
    "It was not made for the consent that is being waited for. Open the URL that the terminal shows, and accept there.",
)
_ELSEWHERE = _Outcome(404, "Nothing here", "This address only waits for the answer of a consent.")
_BAD_METHOD = _Outcome(405, "Nothing here", "This address only waits for the answer of a consent.")


class RedirectReceiver:
    """
    Waits for the redirect to ``redirect_uri``; a context manager, which holds the port.

    ``is_proven`` tells whether a state belongs to the consent that is waited for. Raises InvalidInput on entry if the redirect
    URI is not on this machine, or if its port cannot be had.
    """

    def __init__(self, redirect_uri: str, is_proven: t.Callable[[str | None], bool]) -> None:
        self._redirect_uri = redirect_uri
        self._is_proven = is_proven
        self._arrived: queue.SimpleQueue[tuple[str, bool]] = queue.SimpleQueue()
        self._servers: list[_Server] = []

    def __enter__(self) -> RedirectReceiver:
        parts = urlsplit(self._redirect_uri)
        host = parts.hostname or ""
        if parts.scheme != "http" or not is_loopback(host):
            raise InvalidInput(
                "wait_for_redirect needs a redirect_uri on this machine, such as http://localhost:8976/callback, that is "
                "registered for the client: give one, or paste the redirect as redirect_url."
            )
        port = parts.port or 80
        try:
            for address in _addresses(host):
                self._listen(address, port)
        except OSError as exc:
            self._close()
            raise InvalidInput(
                f"Port {port} of this machine, where the redirect is to arrive, cannot be listened on ({exc.strerror}): end the "
                "program that uses it, or register another redirect URI.",
                code="port_unavailable",
            ) from exc
        for server in self._servers:
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_exc: object) -> None:
        for server in self._servers:
            server.shutdown()
        self._close()

    def wait(self, seconds: float, announce: t.Callable[[str], None]) -> str:
        """
        Return the URL of the proven redirect, or of a denial; ``announce`` gets the countdown.

        Raises InvalidInput (``consent_timeout``) if none comes within ``seconds``.
        """
        end = time.monotonic() + seconds
        marks = [mark for mark in _MARKS if mark < seconds]
        unproven_denial: str | None = None
        # A worker outlives a run that is killed, or whose terminal is closed; then nobody waits any more.
        parent = os.getppid()
        announce(f"Waiting {int(seconds)} s for the consent in the browser.")
        while (left := end - time.monotonic()) > 0:
            if marks and left <= marks[-1]:
                while marks and left <= marks[-1]:
                    marks.pop()
                announce(f"Waiting for the consent in the browser: {round(left)} s left.")
            try:
                url, proven = self._arrived.get(timeout=min(left - (marks[-1] if marks else 0), BREATH_SECONDS))
            except queue.Empty:
                if os.getppid() != parent:
                    raise InvalidInput(
                        "The run that waited for the consent has ended. Nothing was sent.", code="interrupted"
                    ) from None
                continue
            if proven:
                return url
            if unproven_denial is None:
                unproven_denial = url
                end = min(end, time.monotonic() + UNPROVEN_DENIAL_SECONDS)
        if unproven_denial is not None:
            return unproven_denial
        raise InvalidInput(
            f"Nobody consented within {int(seconds)} seconds. Run this again and open the URL that is shown; without a browser "
            "on this machine, paste the redirect as redirect_url instead of waiting for it.",
            code="consent_timeout",
        )

    def _listen(self, address: str, port: int) -> None:
        try:
            self._servers.append(_Server(address, port, urlsplit(self._redirect_uri), self._take))
        except OSError as exc:
            # A machine without IPv6 has nobody who could listen there instead.
            if address != "::1" or not self._servers or exc.errno not in _NO_SUCH_FAMILY:
                raise

    def _close(self) -> None:
        for server in self._servers:
            server.server_close()
        self._servers.clear()

    def _judge(self, url: str) -> tuple[_Outcome, bool | None]:
        """Return what to answer to a request for ``url``, and whether it is proven; None if it means nothing."""
        try:
            fields = consent.redirect_fields(url, self._redirect_uri)
        except ZohoCliqError:
            return _UNPROVEN, None
        denied = "error" in fields
        if self._is_proven(fields.get("state")):
            return (_DENIED if denied else _ACCEPTED), True
        if denied and not fields.get("state"):
            return _DENIED, False
        return _UNPROVEN, None

    def _take(self, url: str, show: t.Callable[[_Outcome], None]) -> None:
        """Judge a request, show its answer to the browser, and only then end the wait."""
        outcome, proven = self._judge(url)
        try:
            show(outcome)
        finally:
            if proven is not None:
                self._arrived.put((url, proven))


def _addresses(host: str) -> list[str]:
    """Return where to listen for ``host``, which is on loopback: at the address that it is first, then at both usual ones."""
    own = [] if host == "localhost" else [str(ipaddress.ip_address(host))]
    return list(dict.fromkeys([*own, *_LOOPBACK]))


_Take = t.Callable[[str, t.Callable[[_Outcome], None]], None]


class _Server(socketserver.ThreadingMixIn, socketserver.TCPServer):
    """Listens on one address. Not http.server's class, which looks up the name of the machine when it binds."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, address: str, port: int, redirect_uri: SplitResult, take: _Take) -> None:
        self.redirect_uri = redirect_uri
        self.hosts = {redirect_uri.netloc.lower()}
        if port == 80:
            # A browser leaves it out.
            self.hosts.add(redirect_uri.netloc.lower().removesuffix(":80"))
        self.take = take
        self.address_family = socket.AF_INET6 if ":" in address else socket.AF_INET
        super().__init__((address, port), _Handler)

    def server_bind(self) -> None:
        if self.address_family == socket.AF_INET6:
            # Else it would also take the port on the IPv4 addresses.
            self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        super().server_bind()

    def handle_error(self, request: t.Any, client_address: t.Any) -> None:
        """Say nothing: a broken connection is no concern of the person who waits."""


class _Handler(http.server.BaseHTTPRequestHandler):
    server: _Server
    timeout = SOCKET_SECONDS
    server_version = "zoho.cliq"
    # Else what is no request at all is answered without status and headers.
    default_request_version = "HTTP/1.0"
    sys_version = ""

    def do_GET(self) -> None:
        expected = self.server.redirect_uri
        hosts = self.headers.get_all("Host") or []
        path, _mark, query = self.path.partition("?")
        if len(hosts) != 1 or hosts[0].lower() not in self.server.hosts or path != (expected.path or "/"):
            self._answer(_ELSEWHERE)
        else:
            self.server.take(f"{expected.scheme}://{expected.netloc}{path}?{query}", self._answer)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer what http.server refuses by itself, without its text, which repeats the request."""
        self._answer(_BAD_METHOD if code == 501 else _ELSEWHERE._replace(status=code))

    def log_message(self, format: str, *args: t.Any) -> None:
        """Log nothing: the request line has the code in it."""

    def _answer(self, outcome: _Outcome) -> None:
        page = _PAGE.format(title=outcome.title, text=outcome.text).encode()
        self.send_response(outcome.status)
        for name, value in (
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Length", str(len(page))),
            ("Cache-Control", "no-store"),
            ("Referrer-Policy", "no-referrer"),
            ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"),
            ("X-Content-Type-Options", "nosniff"),
            ("Connection", "close"),
        ):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(page)
