# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests that stand still until a test lets them go on."""

from __future__ import annotations

import socket
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

import pytest
import requests

LIMIT = 20  # seconds, for what is there in milliseconds
TOKEN = {"method": "POST", "path": "/oauth/v2/token"}


@pytest.fixture
def background():
    with ThreadPoolExecutor(8) as executor:
        yield executor.submit


@pytest.fixture
def held(emulator, background):
    """Wait for this many held requests; whatever a test leaves held is dropped, so that its threads end."""

    def wait(count=1, limit=LIMIT):
        return emulator.control(f"held?count={count}&wait={limit}")

    yield wait
    emulator.control("reset", {})


def post(emulator, path, form, **more):
    # A connection of its own: the session of the emulator is busy with the control API meanwhile.
    return requests.post(f"{emulator.url}{path}", data=form, timeout=LIMIT, **more)


def exchange_form(emulator):
    return {"grant_type": "authorization_code", "code": emulator.code(), **emulator.client}


def test_an_exchange_held_before_the_work_and_released(emulator, background, held):
    form = exchange_form(emulator)
    emulator.fault(match={**TOKEN, "grant_type": "authorization_code"}, do="hold")
    answer = background(post, emulator, "/oauth/v2/token", form)
    (request,) = held()
    assert request == {
        "number": request["number"],
        "at": "before",
        "side": "accounts",
        "method": "POST",
        "path": "/oauth/v2/token",
        "data_center": "us",
        "grant_type": "authorization_code",
    }
    assert emulator.control("counters")["exchanges"] == 0
    assert not answer.done()
    assert emulator.control("release", {"numbers": [request["number"]]}) == {"released": 1}
    assert "refresh_token" in answer.result(LIMIT).json()
    assert emulator.control("counters")["exchanges"] == 1
    assert held(0) == []
    assert emulator.control("log")[-1]["fault"] == "hold"


def test_a_refresh_held_after_the_work_and_released(emulator, background, held):
    form = {"grant_type": "refresh_token", "refresh_token": emulator.sign_in()["refresh_token"], **emulator.client}
    emulator.fault(match={**TOKEN, "grant_type": "refresh_token"}, do="hold", at="after")
    answer = background(post, emulator, "/oauth/v2/token", form)
    assert [request["at"] for request in held()] == ["after"]
    assert emulator.control("counters")["refreshes"] == 1
    assert not answer.done()
    assert emulator.control("release", method="POST") == {"released": 1}
    assert "access_token" in answer.result(LIMIT).json()


@pytest.mark.parametrize("path", ["/oauth/v2/revoke/token", "/oauth/v2/token/revoke"])
@pytest.mark.parametrize(("at", "before_release"), [("before", 200), ("after", 401)])
def test_a_revocation(emulator, background, held, path, at, before_release):
    token = emulator.sign_in()
    client = emulator.client["client_id"], emulator.client["client_secret"]
    auth = client if path == "/oauth/v2/revoke/token" else None
    emulator.fault(match={"path": path}, do="hold", at=at)
    answer = background(
        lambda: post(emulator, path, {"token": token["refresh_token"], "token_type": "refresh_token"}, auth=auth)
    )
    assert len(held()) == 1
    header = {"Authorization": f"Bearer {token['access_token']}"}
    assert emulator.http.get(f"{emulator.url}/oauth/user/info", headers=header).status_code == before_release
    emulator.control("release", method="POST")
    assert answer.result(LIMIT).status_code == 200
    assert emulator.http.get(f"{emulator.url}/oauth/user/info", headers=header).status_code == 401


def test_user_info_and_cliq(emulator, background, held):
    header = {"Authorization": f"Bearer {emulator.sign_in()['access_token']}"}
    emulator.fault(match={"path": "/oauth/user/info"}, do="hold")
    emulator.fault(match={"side": "cliq", "user": emulator.PATRICIA}, do="hold", at="after")
    answers = [
        background(lambda path=path: requests.get(emulator.url + path, headers=header, timeout=LIMIT))
        for path in ("/oauth/user/info", "/api/v2/channels")
    ]
    assert {(request["path"], request["at"]) for request in held(2)} == {
        ("/oauth/user/info", "before"),
        ("/api/v2/channels", "after"),
    }
    (of_cliq,) = [request for request in held() if request["side"] == "cliq"]
    assert of_cliq["user"] == emulator.PATRICIA
    emulator.control("release", {"numbers": [of_cliq["number"]]})
    assert answers[1].result(LIMIT).status_code == 200
    assert [request["side"] for request in held()] == ["accounts"]
    emulator.control("release", method="POST")
    assert answers[0].result(LIMIT).json()["Email"] == emulator.PATRICIA


@pytest.mark.parametrize(("at", "done"), [("before", 0), ("after", 1)])
def test_a_client_that_goes_away_is_not_held_any_longer(emulator, held, at, done):
    body = "&".join(f"{name}={value}" for name, value in exchange_form(emulator).items())
    emulator.fault(match=TOKEN, do="hold", at=at)
    address = urlsplit(emulator.url)
    with socket.create_connection((address.hostname, address.port)) as client:
        head = "POST /oauth/v2/token HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        client.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
        assert len(held()) == 1
    assert held(0) == []
    assert emulator.control("counters")["exchanges"] == done
    assert emulator.control("log")[-1]["fault"] == "hold"
    # The next one is not held.
    assert "access_token" in emulator.exchange(emulator.code()).json()


def test_several_are_held_at_once(emulator, background, held):
    emulator.fault(match={"path": "/oauth/serverinfo"}, do="hold", times=5)
    url = f"{emulator.url}/oauth/serverinfo"
    answers = [background(lambda: requests.get(url, timeout=LIMIT)) for _number in range(5)]
    assert len(held(5)) == 5
    assert emulator.control("faults") == []
    assert emulator.control("release", method="POST") == {"released": 5}
    assert [answer.result(LIMIT).status_code for answer in answers] == [200] * 5


def test_waiting_has_a_limit(emulator, held):
    assert held(1, limit=0.01) == []
    assert emulator.control("held") == []
    assert emulator.control("release", method="POST") == {"released": 0}


def test_a_reset_ends_what_is_held(emulator, background, held):
    emulator.fault(match=TOKEN, do="hold")
    answer = background(post, emulator, "/oauth/v2/token", exchange_form(emulator))
    assert len(held()) == 1
    emulator.control("reset", {})
    assert isinstance(answer.exception(LIMIT), requests.exceptions.ConnectionError)
    assert held(0) == []
    assert emulator.control("log") == []
    assert emulator.control("counters")["exchanges"] == 0


def test_the_process_ends_while_a_request_is_held(start, background):
    running = start()
    running.fault(match={"path": "/oauth/serverinfo"}, do="hold")
    answer = background(lambda: requests.get(f"{running.url}/oauth/serverinfo", timeout=LIMIT))
    assert len(running.control(f"held?wait={LIMIT}")) == 1
    assert running.stop() == 0
    assert isinstance(answer.exception(LIMIT), requests.exceptions.ConnectionError)


def test_which_holds_wait_is_shown(emulator):
    emulator.fault(match=TOKEN, do="hold", at="after", times=None)
    (fault,) = emulator.control("faults")
    assert (fault["do"], fault["at"], fault["left"]) == ("hold", "after", None)


@pytest.mark.parametrize(
    ("method", "name", "body"),
    [
        ("POST", "faults", {"do": "hold", "at": "noon"}),
        ("POST", "faults", {"do": "status", "at": "after"}),
        ("POST", "release", {"numbers": ["x"]}),
        ("POST", "release", {}),
        ("GET", "held?wait=soon", None),
    ],
)
def test_controls_that_make_no_sense(emulator, method, name, body):
    answer = requests.request(method, f"{emulator.url}/_emulator/{name}", json=body, timeout=LIMIT)
    assert answer.status_code == 400
    assert "error" in answer.json()
