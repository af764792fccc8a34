# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The receiver of the redirect: on which addresses it listens, and how long it waits."""

from __future__ import annotations

import contextlib
import errno
import queue
import socket
import types

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput
from ansible_collections.zoho.cliq.plugins.plugin_utils import _redirect_receiver
from ansible_collections.zoho.cliq.plugins.plugin_utils._redirect_receiver import RedirectReceiver
from ansible_collections.zoho.cliq.tests.unit.plugins.receiver_helper import (
    ADDRESSES,
    PATIENCE,
    Waiting,
    listens,
    status,
)


def listener(address: str, port: int) -> socket.socket:
    """Somebody else who listens on the port."""
    return socket.create_server((address, port), family=socket.AF_INET6 if ":" in address else socket.AF_INET)


# --- where it listens ------------------------------------------------------------------------------------------------


def test_localhost_is_both_addresses_of_the_machine(waiting: Waiting) -> None:
    for address in ADDRESSES:
        assert status(waiting.get("state=wrong", address)) == 400
    assert status(waiting.get("code=x&state=good", "::1")) == 200
    assert waiting.wait() == waiting.url("code=x&state=good")


@pytest.mark.parametrize("literal", [*ADDRESSES, "127.1.2.3", "0:0:0:0:0:0:0:1"])
def test_the_port_of_a_literal_address_is_held_on_both_addresses_too(port: int, literal: str) -> None:
    host = f"[{literal}]" if ":" in literal else literal
    here = Waiting(port, f"http://{host}:{port}/callback")
    with here.receiver:
        assert [address for address in {*ADDRESSES, literal} if not listens(address, port)] == []
        assert status(here.get("code=x&state=good", literal)) == 200
        assert here.wait() == here.url("code=x&state=good")


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "127.1.2.3"])
@pytest.mark.parametrize("taken", ADDRESSES)
def test_a_port_that_somebody_has_on_the_other_address_is_not_shared(port: int, host: str, taken: str) -> None:
    with listener(taken, port), pytest.raises(InvalidInput) as caught:
        Waiting(port, f"http://{host}:{port}/callback").receiver.__enter__()
    assert caught.value.code == "port_unavailable"
    for address in ADDRESSES:
        assert not listens(address, port)


@pytest.mark.parametrize("taken", [*ADDRESSES, "0.0.0.0", "::"])
def test_a_port_that_somebody_listens_on_is_not_shared(port: int, taken: str) -> None:
    with listener(taken, port):
        with pytest.raises(InvalidInput, match=rf"^Port {port} of this machine, where the redirect") as caught:
            Waiting(port).receiver.__enter__()
        assert caught.value.code == "port_unavailable"
        other = {"127.0.0.1": "::1", "::1": "127.0.0.1"}.get(taken)
        assert other is None or not listens(other, port)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
@pytest.mark.parametrize("reason", [errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT])
def test_a_machine_without_ipv6_is_listened_on_where_it_can_be(
    port: int, monkeypatch: pytest.MonkeyPatch, reason: int, host: str
) -> None:
    without_ipv6(monkeypatch, reason)
    here = Waiting(port, f"http://{host}:{port}/callback")
    with here.receiver:
        assert (listens("127.0.0.1", port), listens("::1", port)) == (True, False)
        here.assert_goes_on()


@pytest.mark.parametrize(
    ("host", "reason"), [("localhost", errno.EACCES), ("127.0.0.1", errno.EACCES), ("[::1]", errno.EADDRNOTAVAIL)]
)
def test_an_ipv6_address_that_is_needed_and_cannot_be_had_is_an_error(
    port: int, monkeypatch: pytest.MonkeyPatch, host: str, reason: int
) -> None:
    without_ipv6(monkeypatch, reason)
    with pytest.raises(InvalidInput) as caught:
        Waiting(port, f"http://{host}:{port}/callback").receiver.__enter__()
    assert caught.value.code == "port_unavailable"
    assert not listens("127.0.0.1", port)


def without_ipv6(monkeypatch: pytest.MonkeyPatch, reason: int) -> None:
    bind = _redirect_receiver._Server.server_bind

    def refuse(server: _redirect_receiver._Server) -> None:
        if server.address_family == socket.AF_INET6:
            raise OSError(reason, "no IPv6 here")
        bind(server)

    monkeypatch.setattr(_redirect_receiver._Server, "server_bind", refuse)


@pytest.mark.parametrize(
    "uri",
    [
        "",
        "https://localhost:8976/callback",
        "http://ansible.zylker.example:8976/callback",
        "http://localhost.zylker.example:8976/callback",
        "http://0.0.0.0:8976/callback",
        "http://192.0.2.1:8976/callback",
        "http://[2001:db8::1]:8976/callback",
        "http://[::ffff:127.0.0.1]:8976/callback",
    ],
)
def test_only_a_redirect_uri_of_this_machine_is_listened_on(uri: str) -> None:
    with pytest.raises(InvalidInput, match=r"^wait_for_redirect needs a redirect_uri on this machine") as caught:
        RedirectReceiver(uri, lambda state: True).__enter__()
    assert caught.value.code == "invalid_input"


@pytest.mark.parametrize("fails", [False, True])
def test_the_port_is_free_afterwards(port: int, fails: bool) -> None:
    class Interrupted(Exception):
        pass

    with contextlib.suppress(Interrupted), Waiting(port).receiver:
        # Somebody is still connected, and has sent half of a request.
        halfway = socket.create_connection(("127.0.0.1", port), PATIENCE)
        halfway.sendall(b"GET /call")
        if fails:
            raise Interrupted
    with halfway:
        for address in ADDRESSES:
            assert not listens(address, port)
            listener(address, port).close()
        with Waiting(port).receiver:
            assert listens("127.0.0.1", port)


@pytest.mark.parametrize("uri", ["http://localhost/callback", "http://localhost:80/callback"])
def test_the_default_port_needs_no_number(monkeypatch: pytest.MonkeyPatch, uri: str) -> None:
    wished = []

    def elsewhere(server: _redirect_receiver._Server) -> None:
        wished.append(server.server_address[:2])
        server.socket.bind((server.server_address[0], 0))
        server.server_address = server.socket.getsockname()

    monkeypatch.setattr(_redirect_receiver._Server, "server_bind", elsewhere)
    here = Waiting(0, uri)
    with here.receiver:
        assert wished == [("127.0.0.1", 80), ("::1", 80)]
        here.port = here.receiver._servers[0].server_address[1]
        request = "GET /callback?code=x&state=good HTTP/1.1\r\nHost: {}\r\n\r\n"
        assert status(here.send(request.format("localhost:8976"))) == 404
        assert status(here.send(request.format("localhost"))) == 200
        assert here.wait() == here.url("code=x&state=good")


# --- how long it waits -----------------------------------------------------------------------------------------------


class Script:
    """A clock that only moves while the receiver waits, and answers that arrive at given seconds."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *arrivals: tuple[float, str, bool]) -> None:
        self.now = 1000.0
        self._arrivals = [(self.now + second, url, proven) for second, url, proven in arrivals]
        self.receiver = RedirectReceiver("http://localhost:8976/callback", lambda state: False)
        self.lines: list[str] = []
        self.naps: list[float] = []
        monkeypatch.setattr(_redirect_receiver, "time", types.SimpleNamespace(monotonic=lambda: self.now))
        monkeypatch.setattr(self.receiver, "_arrived", self)

    def get(self, timeout: float) -> tuple[str, bool]:
        assert timeout > 0
        self.naps.append(timeout)
        if self._arrivals and self._arrivals[0][0] <= self.now + timeout:
            self.now, url, proven = self._arrivals.pop(0)
            return url, proven
        self.now += timeout
        raise queue.Empty

    def wait(self, seconds: float) -> str:
        return self.receiver.wait(seconds, self.lines.append)


def left(*seconds: int) -> list[str]:
    return [f"Waiting for the consent in the browser: {number} s left." for number in seconds]


@pytest.mark.parametrize(
    ("seconds", "marks"),
    [
        (5, []),
        (10, []),
        (11, [10]),
        (60, [50, 40, 30, 20, 10]),
        (130, [120, 90, 60, 50, 40, 30, 20, 10]),
        (600, [*range(570, 60, -30), 60, 50, 40, 30, 20, 10]),
    ],
)
def test_the_countdown_speaks_up_more_often_towards_its_end(
    monkeypatch: pytest.MonkeyPatch, seconds: int, marks: list[int]
) -> None:
    script = Script(monkeypatch)
    with pytest.raises(InvalidInput, match=rf"^Nobody consented within {seconds} seconds. Run this again") as caught:
        script.wait(seconds)
    assert caught.value.code == "consent_timeout"
    assert script.lines == [f"Waiting {seconds} s for the consent in the browser.", *left(*marks)]
    assert script.now == 1000 + seconds


@pytest.mark.parametrize(("second", "expected"), [(19.9, "proven"), (20.1, "denied")])
def test_the_time_of_grace_ends_15_seconds_after_the_first_denial(
    monkeypatch: pytest.MonkeyPatch, second: float, expected: str
) -> None:
    script = Script(monkeypatch, (5, "denied", False), (12, "denied again", False), (second, "proven", True))
    assert script.wait(300) == expected
    assert script.now == pytest.approx(1000 + min(second, 20))
    # The seconds that are left are now those of the grace.
    assert script.lines[1:] == left(15, 10)


def test_the_time_of_grace_is_no_longer_than_the_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script(monkeypatch, (5, "denied", False))
    assert script.wait(8) == "denied"
    assert script.now == 1008


def test_nobody_waits_on_behalf_of_a_run_that_has_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    parents = iter([100, 100, 100, 1])
    monkeypatch.setattr(_redirect_receiver.os, "getppid", lambda: next(parents))
    script = Script(monkeypatch)
    with pytest.raises(InvalidInput, match="has ended") as caught:
        script.wait(300)
    assert (caught.value.code, script.now) == ("interrupted", 1003)


def test_whoever_waits_looks_up_each_second_lest_a_signal_is_slept_through(monkeypatch: pytest.MonkeyPatch) -> None:
    script = Script(monkeypatch, (2.5, "proven", True))
    assert script.wait(300) == "proven"
    assert max(script.naps) <= 1
