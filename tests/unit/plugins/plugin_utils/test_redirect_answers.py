# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The receiver of the redirect: whom it believes, and what it answers."""

from __future__ import annotations

import contextlib
import socket
import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.plugin_utils import _redirect_receiver
from ansible_collections.zoho.cliq.tests.unit.plugins.receiver_helper import (
    ADDRESSES,
    PATIENCE,
    Waiting,
    status,
)

MARK = "m4rk3r"
CODE = f"1000.{MARK}"


def headers(answer: bytes) -> dict[str, str]:
    lines = answer.decode().split("\r\n\r\n", 1)[0].split("\r\n")[1:]
    return dict(line.split(": ", 1) for line in lines)


# --- whom it believes ------------------------------------------------------------------------------------------------


def request(
    method: str = "GET",
    target: str = f"/callback?code={CODE}&state=good",
    version: str = "HTTP/1.1",
    hosts: t.Sequence[str] = ("localhost:{port}",),
    more: str = f"Cookie: {MARK}\r\nUser-Agent: {MARK}\r\n",
) -> str:
    """A request that would be believed, but for what is given."""
    return f"{method} {target} {version}\r\n" + "".join(f"Host: {host}\r\n" for host in hosts) + f"{more}\r\n"


REFUSED: dict[str, tuple[str, int]] = {
    "another host": (request(hosts=[f"{MARK}.example:{{port}}"]), 404),
    "another host that leads here": (request(hosts=["127.0.0.1:{port}"]), 404),
    "another port": (request(hosts=["localhost:1"]), 404),
    "no port": (request(hosts=["localhost"]), 404),
    "no host": (request(hosts=[]), 404),
    "two hosts": (request(hosts=["localhost:{port}", f"{MARK}.example"]), 404),
    "the same host twice": (request(hosts=["localhost:{port}"] * 2), 404),
    "POST": (request("POST", more=f"Content-Length: {len(MARK)}\r\n") + MARK, 405),
    "HEAD": (request("HEAD"), 405),
    "PUT": (request("PUT"), 405),
    "OPTIONS": (request("OPTIONS"), 405),
    "a nonsensical method": (request(f"<{MARK}>"), 405),
    "a method in small letters": (request("get"), 405),
    "another path": (request(target=f"/{MARK}?code={CODE}&state=good"), 404),
    "more of a path": (request(target=f"/callback/{MARK}?code={CODE}&state=good"), 404),
    "a path in other letters": (request(target=f"/CALLBACK?code={CODE}&state=good"), 404),
    "a path in an encoded form": (request(target=f"/%63allback?code={CODE}&state=good"), 404),
    "a whole URL": (request(target=f"http://localhost:{{port}}/callback?code={CODE}&state=good"), 404),
    "a header that is too long": (request(more=f"X: {MARK.ljust(65534, 'x')}"), 431),
    "too many headers": (request(more=f"{MARK}: x\r\n" * 101), 431),
    "a line that is too long": (f"GET /{MARK}".ljust(65537, "x"), 414),
    "characters that no URL has": (request(target=f"/callback?state=good&code=<{MARK}>\x7f"), 400),
    "bytes that are no text": (request(target=f"/callback?state=good&code=%ff{MARK}"), 400),
    "a code twice": (request(target=f"/callback?state=good&code={CODE}&code=x"), 400),
    "a state twice": (request(target=f"/callback?state=good&state=good&code={CODE}"), 400),
    "very many parameters": (request(target="/callback?state=good" + f"&{MARK}=1" * 64), 400),
    "a state that was not made here": (request(target=f"/callback?state={MARK}&code={CODE}"), 400),
    "an empty state": (request(target=f"/callback?state=&code={CODE}"), 400),
    "no state": (request(target=f"/callback?code={CODE}"), 400),
    "no query": (request(target="/callback"), 400),
    "a denial with a state that was not made here": (request(target=f"/callback?error={MARK}&state={MARK}"), 400),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_does_not_prove_itself_is_refused_and_the_wait_goes_on(waiting: Waiting, name: str) -> None:
    text, expected = REFUSED[name]
    answer = waiting.send(text.replace("{port}", str(waiting.port)))
    assert status(answer) == expected
    assert MARK not in answer.decode().lower()
    assert_is_a_page_of_ours(answer)
    waiting.assert_goes_on()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\r\n",
        MARK,
        f"{MARK}\r\n\r\n",
        f"GET /callback?code={CODE}&state=good\r\n\r\n",
        f"POST /{MARK}\r\n\r\n",
        request(version=f"HTTP/{MARK}"),
        request(version=f"{MARK}/1.1"),
        request(version="HTTP/2.0"),
        request(version="HTTP/1.1 x"),
        request(more=f"\0: {MARK}\r\n").replace("Host", "Ho st"),
        b"\x16\x03\x01\x02\x00\x01\x00" + MARK.encode() + bytes(range(256)),
    ],
)
def test_what_is_no_request_is_not_repeated_and_the_wait_goes_on(waiting: Waiting, text: str | bytes) -> None:
    answer = waiting.send(text)
    assert MARK.encode() not in answer.lower()
    assert b"Thank you" not in answer
    waiting.assert_goes_on()


def test_a_proven_redirect_is_returned_as_it_came_and_its_sender_is_thanked(waiting: Waiting) -> None:
    query = f"state=good&code={CODE}&location=us&accounts-server=https%3A%2F%2Faccounts.zoho.com&"
    answer = waiting.get(query)
    assert status(answer) == 200
    assert b"<h1>Thank you</h1>" in answer
    assert MARK not in answer.decode()
    assert_is_a_page_of_ours(answer)
    assert waiting.wait() == waiting.url(query)


def test_a_proven_denial_ends_the_wait_at_once(waiting: Waiting) -> None:
    answer = waiting.get("state=good&error=access_denied")
    assert status(answer) == 200
    assert b"<h1>Consent denied</h1>" in answer
    assert_is_a_page_of_ours(answer)
    # Nothing is waited for any more: it would take an hour.
    assert waiting.wait(3600) == waiting.url("state=good&error=access_denied")


def test_a_denial_without_state_ends_the_wait_after_a_time_of_grace(
    waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_redirect_receiver, "UNPROVEN_DENIAL_SECONDS", 0.01)
    answer = waiting.get("error=access_denied")
    assert status(answer) == 200
    assert b"<h1>Consent denied</h1>" in answer
    assert waiting.wait(3600) == waiting.url("error=access_denied")


def test_a_proven_answer_wins_over_a_denial_that_may_be_forged(waiting: Waiting) -> None:
    waiting.get("error=access_denied")
    waiting.get("error=access_denied&location=eu")
    waiting.assert_goes_on()


def test_a_redirect_uri_may_have_a_query_of_its_own(port: int) -> None:
    here = Waiting(port, f"http://localhost:{port}/callback?state=cliq&app=1")
    with here.receiver:
        assert status(here.send(request(target="/callback?state=cliq&app=1").replace("{port}", str(port)))) == 400
        assert status(here.get("state=wrong&code=x")) == 400
        here.assert_goes_on()


def test_a_redirect_uri_without_a_path_is_the_root(port: int) -> None:
    here = Waiting(port, f"http://localhost:{port}")
    with here.receiver:
        text = f"GET /?code=x&state=good HTTP/1.1\r\nHost: LocalHost:{port}\r\n\r\n"
        assert status(here.send(text)) == 200
        assert here.wait() == f"{here.uri}/?code=x&state=good"


# --- what it answers -------------------------------------------------------------------------------------------------


def assert_is_a_page_of_ours(answer: bytes) -> None:
    found = headers(answer)
    assert found.pop("Date")
    assert int(found.pop("Content-Length")) == len(answer.split(b"\r\n\r\n", 1)[1])
    assert found == {
        "Server": found["Server"],
        "Content-Type": "text/html; charset=utf-8",
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
        "X-Content-Type-Options": "nosniff",
        "Connection": "close",
    }
    assert found["Server"].strip() == "zoho.cliq"


def test_a_silent_connection_holds_nobody_up(waiting: Waiting) -> None:
    with contextlib.ExitStack() as stack:
        for address in ADDRESSES * 5:
            silent = stack.enter_context(socket.create_connection((address, waiting.port), PATIENCE))
            silent.sendall(b"GET /callback?code=x&sta")
        waiting.assert_goes_on()


def test_a_silent_connection_is_ended(waiting: Waiting, monkeypatch: pytest.MonkeyPatch) -> None:
    assert 0 < _redirect_receiver._Handler.timeout <= 10
    monkeypatch.setattr(_redirect_receiver._Handler, "timeout", 0.01)
    with socket.create_connection(("127.0.0.1", waiting.port), PATIENCE) as silent:
        silent.sendall(b"GET /callback?code=x&sta")
        assert silent.recv(1) == b""


def test_nothing_is_logged(
    waiting: Waiting, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    for text, _status in REFUSED.values():
        waiting.send(text.replace("{port}", str(waiting.port)))
    waiting.get(f"code={CODE}&state=good")
    monkeypatch.setattr(_redirect_receiver._Handler, "timeout", 0.01)
    with socket.create_connection(("127.0.0.1", waiting.port), PATIENCE) as silent:
        assert silent.recv(1) == b""
    answer_fails(monkeypatch)
    waiting.get(f"code={CODE}&state=wrong")
    assert capfd.readouterr() == ("", "")


def answer_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(handler: object, outcome: object) -> t.NoReturn:
        raise BrokenPipeError("the browser is gone")

    monkeypatch.setattr(_redirect_receiver._Handler, "_answer", fail)


def test_an_answer_counts_even_if_the_browser_is_gone(waiting: Waiting, monkeypatch: pytest.MonkeyPatch) -> None:
    answer_fails(monkeypatch)
    assert waiting.get("code=x&state=good") == b""
    assert waiting.wait() == waiting.url("code=x&state=good")


def test_the_browser_has_its_page_before_the_wait_ends(waiting: Waiting, monkeypatch: pytest.MonkeyPatch) -> None:
    answer = _redirect_receiver._Handler._answer
    had_arrived = []

    def watched(handler: _redirect_receiver._Handler, outcome: _redirect_receiver._Outcome) -> None:
        answer(handler, outcome)
        had_arrived.append(not waiting.receiver._arrived.empty())

    monkeypatch.setattr(_redirect_receiver._Handler, "_answer", watched)
    waiting.assert_goes_on()
    assert had_arrived == [False]
