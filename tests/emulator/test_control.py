# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control API: log, counters, faults, clock, changes behind the back, seeds."""

from __future__ import annotations

import time

import pytest
import requests

LOG_KEYS = ["n", "time", "data_center", "side", "method", "path", "status", "error", "grant_type", "user", "fault"]


def entries(emulator, since=0):
    return emulator.control(f"log?since={since}")


def test_the_log_tells_what_happened(emulator):
    cliq = emulator.cliq()
    cliq.get("/channels", name="secret name")
    emulator.exchange("nonsense")
    log = entries(emulator)
    assert all(list(entry) == LOG_KEYS for entry in log)
    assert [entry["n"] for entry in log] == [1, 2, 3, 4]
    told = [(entry["side"], entry["path"], entry["status"], entry["error"], entry["grant_type"]) for entry in log]
    assert told == [
        ("accounts", "/oauth/v2/consent", 302, None, None),
        ("accounts", "/oauth/v2/token", 200, None, "authorization_code"),
        ("cliq", "/api/v2/channels", 200, None, None),
        ("accounts", "/oauth/v2/token", 200, "invalid_code", "authorization_code"),
    ]
    assert log[2]["user"] == emulator.PATRICIA
    assert [entry["n"] for entry in entries(emulator, 2)] == [3, 4]
    emulator.control("log", method="DELETE")
    assert entries(emulator) == []


def test_the_log_has_no_secrets(emulator):
    code = emulator.code(state="statestatestate")
    answer = emulator.exchange(code).json()
    emulator.refresh(answer["refresh_token"])
    secrets = [code, answer["access_token"], answer["refresh_token"], *emulator.client.values(), "statestatestate"]
    for secret in secrets[:5]:
        emulator.http.get(f"{emulator.url}/oauth/v2/{secret}")
        emulator.http.get(f"{emulator.url}/api/v2/channels/{secret}?authtoken={secret}")
        emulator.http.post(f"{emulator.url}/oauth/v2/token?client_secret={secret}&grant_type={secret}&code={secret}")
    emulator.http.post(f"{emulator.url}/oauth/v2/token/revoke", params={"token": answer["refresh_token"]})
    text = requests.get(f"{emulator.url}/_emulator/log").text
    assert "/api/v2/channels/***" in text
    for secret in secrets:
        assert secret not in text


def test_counters(emulator):
    cliq = emulator.cliq()
    channel = cliq.create("x")
    cliq.delete(f"/channels/{channel['channel_id']}")
    cliq.get("/channels")
    refresh_token = emulator.sign_in()["refresh_token"]
    emulator.refresh(refresh_token)
    emulator.exchange("nonsense")
    emulator.http.get(f"{emulator.url}/oauth/v2/token")
    counters = emulator.control("counters")
    expected = {
        "token_requests": 4,
        "refreshes": 1,
        "exchanges": 2,
        "cliq_requests": 3,
        "cliq_writes": 2,
        "lockouts": 0,
    }
    assert {name: counters[name] for name in expected} == expected
    emulator.control("log", method="DELETE")
    assert set(emulator.control("counters").values()) == {0}


def test_consent_refuses_foreign_urls(emulator):
    for url in ("http://127.0.0.1:1/oauth/v2/auth?x=y", f"{emulator.url}/oauth/v2/token?x=y"):
        answer = requests.post(f"{emulator.url}/_emulator/consent", json={"authorization_url": url})
        assert answer.status_code == 400


def test_evict_and_revoke(emulator, tools):
    answer = emulator.sign_in()
    assert emulator.control("evict", {}) == {"evicted": 1}
    assert tools.Cliq(emulator, answer["access_token"]).get("/channels").status_code == 401
    assert "access_token" in emulator.refresh(answer["refresh_token"]).json()
    assert emulator.control("revoke-refresh-tokens", {}) == {"revoked": 1}
    assert emulator.refresh(answer["refresh_token"]).json() == {"error": "invalid_code"}


def test_quirks_are_checked(emulator):
    listed = {row["name"]: row for row in emulator.control("quirks")}
    assert listed["channel-envelope"]["value"] == "flat"
    for wrong in ({"channel-envelope": "box"}, {"no-such": "x"}, {"code-lifetime": "long"}, {"code-lifetime": 0}):
        answer = requests.post(f"{emulator.url}/_emulator/quirks", json={"scope-status": "403", **wrong})
        assert answer.status_code == 400
    assert {row["name"]: row["value"] for row in emulator.control("quirks")}["scope-status"] == "401"


def test_channels_change_behind_the_back(emulator, cliq):
    channel = cliq.create("Ops", config={"reply_mode": "both"})
    channel_id = channel["channel_id"]
    seen = next(item for item in emulator.control("channels") if item["channel_id"] == channel_id)
    assert seen["config"] == {"reply_mode": "both"}
    assert seen["members"][0]["role"] == "super_admin"
    change = {
        "name": "Drifted",
        "description": "drift",
        "status": "archived",
        "permissions": {"member": {"send_message": False}},
        "members": {emulator.SCOTT: "admin"},
    }
    emulator.control(f"channels/{channel_id}", change)
    now = cliq.get(f"/channels/{channel_id}").json()
    assert (now["name"], now["description"], now["status"]) == ("#Drifted", "drift", "archived")
    assert now["member_permission"] == {**channel["member_permission"], "send_message": False}
    assert cliq.roles(channel)[emulator.SCOTT] == "admin"
    for wrong in ({"level": "team"}, {"status": "open"}, {"permissions": {"member": {"fly": True}}}):
        assert requests.post(f"{emulator.url}/_emulator/channels/{channel_id}", json=wrong).status_code == 400


def test_a_snapshot_is_a_seed(emulator, cliq):
    cliq.create(
        "Ops", "team", team_ids=[emulator.SUPPORT], email_ids=[emulator.RYAN], member_permission={"prime_time": True}
    )
    before = emulator.control("state")
    emulator.control("reset", {})
    assert len(emulator.control("channels")) == 2
    emulator.control("reset", before)
    assert emulator.control("state") | {"clock": before["clock"]} == before
    emulator.control("reset", {})
    assert len(emulator.control("channels")) == 2


def test_a_bad_seed_changes_nothing(emulator):
    before = emulator.control("state")
    for bad in ({"users": []}, {**before, "channels": [{"name": "x", "level": "y", "creator": emulator.SCOTT}]}):
        assert requests.post(f"{emulator.url}/_emulator/reset", json=bad).status_code == 400
    assert emulator.control("state") | {"clock": before["clock"]} == before


def test_reset_takes_everything_back(emulator, tools):
    token = emulator.sign_in()["access_token"]
    emulator.quirk("scope-status", "403")
    emulator.fault(do="status")
    emulator.control("reset", {})
    assert emulator.control("faults") == []
    assert tools.Cliq(emulator, token).get("/channels").status_code == 401
    assert {row["value"] for row in emulator.control("quirks") if row["name"] == "scope-status"} == {"401"}


def test_meters(emulator, cliq):
    cliq.get("/channels")
    meters = emulator.control("meters")
    assert meters["tokens"][0]["active"] == 1
    assert meters["quotas"] == [
        {"user": emulator.PATRICIA, "endpoint": "GET /channels", "used": 1, "limit": 30, "locked": 0}
    ]


def test_the_clock_does_not_go_back(emulator):
    assert requests.post(f"{emulator.url}/_emulator/clock", json={"advance": -1}).status_code == 400
    before = emulator.control("clock")["now"]
    emulator.advance(100)
    assert emulator.control("clock")["now"] >= before + 100


def test_unknown_controls(emulator):
    answer = requests.get(f"{emulator.url}/_emulator/nothing")
    assert answer.status_code == 404
    assert "no part of Zoho" in answer.json()["note"]
    assert emulator.control("health") == {"ok": True}


# Faults

CREATION = {"side": "cliq", "method": "POST", "path": "/api/v2/channels"}
BODY = {"name": "Ops", "level": "private"}


def created(emulator):
    return len(emulator.control("channels")) - 2


@pytest.mark.parametrize(("kind", "done"), [("drop_before", 0), ("drop_after", 1), ("cut", 1)])
def test_answers_that_never_arrive(emulator, cliq, kind, done):
    emulator.fault(match=CREATION, do=kind)
    with pytest.raises(requests.exceptions.RequestException):
        cliq.post("/channels", BODY)
    assert created(emulator) == done
    assert entries(emulator)[-1]["fault"] == kind
    assert cliq.post("/channels", BODY).status_code == 200


@pytest.mark.parametrize(
    ("fault", "status", "content_type"),
    [
        ({"do": "status", "status": 503}, 503, "text/html"),
        ({"do": "status", "status": 500, "body": "{}", "headers": {"X-Test": "1"}}, 500, "application/json"),
        ({"do": "html"}, 200, "text/html"),
    ],
)
def test_other_answers_instead(emulator, cliq, fault, status, content_type):
    emulator.fault(match=CREATION, **fault)
    answer = cliq.post("/channels", BODY)
    assert answer.status_code == status
    assert answer.headers["Content-Type"].startswith(content_type)
    assert answer.headers.get("X-Test") == fault.get("headers", {}).get("X-Test")
    assert created(emulator) == 0


def test_redirect(emulator):
    emulator.fault(match={"path": "/oauth/v2/token"}, do="redirect", location="http://elsewhere.invalid/x", status=307)
    answer = emulator.http.post(f"{emulator.url}/oauth/v2/token", data={"grant_type": "x"}, allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (307, "http://elsewhere.invalid/x")


def test_truncated_json(emulator, cliq):
    emulator.fault(match=CREATION, do="truncate_json")
    answer = cliq.post("/channels", BODY)
    assert answer.status_code == 200
    with pytest.raises(requests.exceptions.JSONDecodeError):
        answer.json()
    assert created(emulator) == 1


def test_slow(emulator, cliq):
    emulator.fault(match=CREATION, do="slow", seconds=0.3)
    started = time.monotonic()
    assert cliq.post("/channels", BODY).status_code == 200
    assert time.monotonic() - started >= 0.3


def test_times_and_what_faults_match(emulator):
    refresh_token = emulator.sign_in()["refresh_token"]
    emulator.fault(match={"grant_type": "refresh_token", "data_center": "us"}, do="status", times=2)
    assert "access_token" in emulator.exchange(emulator.code()).json()
    assert [emulator.refresh(refresh_token).status_code for _number in range(3)] == [503, 503, 200]
    emulator.fault(match={"path": "/api/v2/*", "user": emulator.SCOTT}, do="status", times=None)
    assert emulator.cliq().get("/channels").status_code == 200
    scott = emulator.cliq(emulator.SCOTT)
    assert {scott.get("/channels").status_code for _number in range(5)} == {503}
    emulator.control("faults", method="DELETE")
    assert scott.get("/channels").status_code == 200


@pytest.mark.parametrize(
    "fault",
    [{"do": "explode"}, {"do": "html", "match": {"colour": "red"}}, {"do": "html", "times": 0}, {"doo": "html"}],
)
def test_faults_are_checked(emulator, fault):
    answer = requests.post(f"{emulator.url}/_emulator/faults", json=[{"do": "html"}, fault])
    assert answer.status_code == 400
    assert emulator.control("faults") == []
