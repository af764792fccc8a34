# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cliq's door: tokens, scopes, verbs, paths, quotas."""

from __future__ import annotations

import pytest


def test_without_authorization_a_blank_401(emulator):
    answer = emulator.http.get(f"{emulator.url}/api/v2/channels")
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "text/html"
    assert len(answer.content) == 2
    assert not answer.content.strip()


def test_bad_tokens(emulator, tools):
    api = tools.Cliq(emulator, "1000.nonsense.nonsense")
    answer = api.get("/channels")
    assert tools.problem(answer) == (401, "oauthtoken_invalid")
    assert answer.json()["message"] == "Invalid OAuth token passed."
    emulator.quirk("token-error-code", "invalid_oauthtoken")
    assert tools.problem(api.get("/channels")) == (401, "invalid_oauthtoken")


def test_both_words_before_the_token_but_no_other_place(emulator):
    token = emulator.sign_in()["access_token"]
    url = f"{emulator.url}/api/v2/channels"
    for word, status in (("Zoho-oauthtoken", 200), ("Bearer", 200), ("Token", 401)):
        assert emulator.http.get(url, headers={"Authorization": f"{word} {token}"}).status_code == status
    assert emulator.http.get(url, params={"access_token": token}).status_code == 401


@pytest.mark.parametrize(
    ("scope", "reads", "creates"),
    [
        ("ZohoCliq.Channels.ALL", 200, 200),
        ("zohocliq.channels.read", 200, 401),
        ("ZohoCliq.Channels.CREATE", 401, 200),
        ("ZohoCliq.Users.ALL", 401, 401),
    ],
)
def test_scopes(emulator, tools, scope, reads, creates):
    api = emulator.cliq(scope=scope)
    assert api.get("/channels").status_code == reads
    assert api.post("/channels", {"name": "x", "level": "private"}).status_code == creates


def test_missing_scope(emulator, tools):
    api = emulator.cliq(scope="ZohoCliq.Users.READ")
    answer = api.get("/channels")
    assert answer.json() == {
        "code": "oauthtoken_scope_invalid",
        "message": "The OAuth token passed does not have the required scope.",
    }
    emulator.quirk("scope-status", "403")
    assert api.get("/channels").status_code == 403


@pytest.mark.parametrize(
    ("method", "path"),
    [("PATCH", "/channels"), ("PUT", "/channels"), ("POST", "/channelsbyname/general"), ("POST", "/teams/4435961")],
)
def test_wrong_verbs(cliq, tools, method, path):
    assert tools.problem(cliq.call(method, path, {})) == (400, "request_method_invalid")


@pytest.mark.parametrize("path", ["/castles", "/channels/P1/permissions", "/channels//members", "/"])
def test_unknown_paths(cliq, tools, path):
    assert tools.problem(cliq.get(path)) == (404, "request_url_invalid")


def test_bodies_that_are_no_objects(cliq):
    for text in ("{", "[1]", '"x"'):
        answer = cliq._http.post(
            f"{cliq._base}/channels", data=text, headers={"Authorization": f"Zoho-oauthtoken {cliq.token}"}
        )
        assert answer.status_code == 400


def test_networks(emulator, tools):
    token = emulator.sign_in()["access_token"]
    here = tools.Cliq(emulator, token, f"{emulator.url}/network/partners/api/v2")
    assert here.get("/channels").status_code == 200
    emulator.control("reset", {**emulator.control("state"), "networks": ["partners"]})
    token = emulator.sign_in()["access_token"]
    assert tools.Cliq(emulator, token, f"{emulator.url}/network/partners/api/v2").get("/channels").status_code == 200
    assert tools.Cliq(emulator, token, f"{emulator.url}/network/others/api/v2").get("/channels").status_code == 404


QUOTAS = [
    ("GET", "/channels", 30, 5),
    ("POST", "/channels", 20, 5),
    ("GET", "/channels/{id}", 30, 5),
    ("PUT", "/channels/{id}", 50, 5),
    ("DELETE", "/channels/none", 10, 5),
    ("POST", "/channels/{id}/archive", 10, 5),
    ("GET", "/channels/{id}/members", 100, 5),
    ("POST", "/channels/{id}/members", 10, 5),
    ("POST", "/bots/deploybot/associate", 5, 5),
    ("GET", "/users", 30, 10),
    ("GET", "/users/62439948", 20, 10),
    ("GET", "/teams", 20, 5),
]


@pytest.mark.parametrize(("method", "path", "limit", "minutes"), QUOTAS)
def test_quota_lock_and_unlock(emulator, cliq, method, path, limit, minutes):
    path = path.replace("{id}", cliq.create("x")["channel_id"])
    emulator.advance(61)

    def call():
        answer = cliq.call(method, path, None if method == "GET" or path.endswith("/archive") else {})
        return answer.content and answer.json().get("code")

    for _number in range(limit):
        assert call() != "request_limit_exceeded"
    assert call() == "request_limit_exceeded"
    emulator.advance(minutes * 60 - 5)
    assert call() == "request_limit_exceeded"
    emulator.advance(6)
    for _number in range(limit):
        assert call() != "request_limit_exceeded"
    assert emulator.control("counters")["lockouts"] == 1


def test_the_throttle_answer_and_its_variants(emulator, cliq):
    for _number in range(30):
        cliq.get("/channels")
    answer = cliq.get("/channels")
    assert answer.status_code == 400
    assert answer.text == '{"code":"request_limit_exceeded","message":"You have exceeded the URL throttle limits."}'
    assert "Retry-After" not in answer.headers
    emulator.quirk("quota-status", "429")
    emulator.quirk("retry-after", "on")
    answer = cliq.get("/channels")
    assert answer.status_code == 429
    assert answer.json()["message"] == "Too many requests within a certain time frame."
    assert 290 < int(answer.headers["Retry-After"]) <= 301


def test_quotas_slide_and_are_per_user_and_endpoint(emulator, cliq):
    for _number in range(15):
        assert cliq.get("/channels").status_code == 200
    emulator.advance(40)
    for _number in range(15):
        assert cliq.get("/channels").status_code == 200
    emulator.advance(25)
    for _number in range(15):
        assert cliq.get("/channels").status_code == 200
    assert cliq.get("/channels").status_code == 400
    assert emulator.cliq().get("/channels").status_code == 400
    assert emulator.cliq(emulator.SCOTT).get("/channels").status_code == 200
    assert cliq.get("/users").status_code == 200


def test_lock_of_creation_by_quirk(emulator, cliq):
    emulator.quirk("create-lock-minutes", 10)
    for number in range(20):
        cliq.create(f"c{number}")
    body = {"name": "x", "level": "private"}
    assert cliq.post("/channels", body).status_code == 400
    emulator.advance(400)
    assert cliq.post("/channels", body).status_code == 400
    emulator.advance(201)
    assert cliq.post("/channels", body).status_code == 200


def test_no_quotas_with_limits_off(start):
    cliq = start("--limits", "off").cliq()
    assert {cliq.get("/channels").status_code for _number in range(60)} == {200}
