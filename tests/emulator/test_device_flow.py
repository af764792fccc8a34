# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The device flow: codes in milliseconds, patience, a decision in a browser, tokens, another data center."""

from __future__ import annotations

import re

import pytest

TOKEN = r"1004\.[0-9a-f]{32}\.[0-9a-f]{32}"
DEVICE = {"client_id": "1004.ZYLKERWALLSCREENZYLKERWALLSCRE", "client_secret": "facade" * 7}
SCOPE = "ZohoCliq.Channels.READ,ZohoCliq.Users.READ"


@pytest.fixture
def device(emulator):
    """A screen on the wall, in the emulator's world and as a test uses it."""
    seed = emulator.control("state")
    seed["clients"].append({**DEVICE, "name": "Zylker Wall Screen", "type": "device"})
    emulator.control("reset", seed)
    return Device(emulator)


class Device:
    def __init__(self, emulator):
        self.emulator = emulator
        self.codes = {}

    def post(self, path, center=None, **fields):
        url = f"{self.emulator.centers[center or 'us']}/oauth/v3/device/{path}"
        return self.emulator.http.post(url, params=fields)

    def ask(self, **changes):
        fields = {"client_id": DEVICE["client_id"], "grant_type": "device_request", "scope": SCOPE, **changes}
        answer = self.post("code", **fields)
        self.codes = answer.json()
        return answer

    def poll(self, center=None, **changes):
        fields = {"grant_type": "device_token", "code": self.codes.get("device_code", ""), **DEVICE, **changes}
        return self.post("token", center, **fields)

    def wait_and_poll(self, *args, **changes):
        self.emulator.advance(31)
        return self.poll(*args, **changes).json()

    def decide(self, decision="allow", user=None):
        form = {"user_code": self.codes["user_code"], "decision": decision, "user": user or self.emulator.PATRICIA}
        return self.emulator.http.post(self.codes["verification_url"], data=form)


def test_the_codes_come_with_times_in_milliseconds(emulator, device):
    answer = device.ask()
    expected = (
        rf'\{{"user_code":"[A-Z]{{8}}","device_code":"{TOKEN}","interval":30000,"expires_in":300000,'
        rf'"verification_url":"{re.escape(emulator.url)}/oauth/v3/device"\}}'
    )
    assert answer.status_code == 200
    assert re.fullmatch(expected, answer.text)


def test_variants_of_the_codes(emulator, device):
    emulator.quirk("device-times", "seconds")
    emulator.quirk("device-interval", 5)
    emulator.quirk("device-complete-url", "present")
    answer = device.ask().json()
    assert (answer["interval"], answer["expires_in"]) == (5, 300)
    assert answer["verification_uri_complete"] == f"{answer['verification_url']}?user_code={answer['user_code']}"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"scope": "ZohoCliq.Castles.READ"}, "invalid_scope"),
        ({"scope": ""}, "invalid_scope"),
        ({"client_id": "1004.NOBODY"}, "invalid_client"),
        ({"grant_type": "password"}, "invalid_client"),
    ],
)
def test_errors_of_the_request_for_codes(device, changes, error):
    answer = device.ask(**changes)
    assert (answer.status_code, answer.json()) == (200, {"error": error})


def test_only_clients_of_this_type_get_codes(emulator, device):
    assert device.ask(client_id=emulator.client["client_id"]).json() == {"error": "invalid_client"}


@pytest.mark.parametrize("path", ["code", "token"])
def test_both_are_posts_with_a_grant_type(emulator, device, path):
    assert device.post(path, client_id=DEVICE["client_id"]).status_code == 400
    assert emulator.http.get(f"{emulator.url}/oauth/v3/device/{path}").status_code == 400


def test_the_device_waits_and_gets_tokens_once(emulator, device, tools):
    device.ask(access_type="offline")
    assert device.poll().json() == {"error": "authorization_pending"}
    page = device.decide()
    assert (page.status_code, "Access granted" in page.text) == (200, True)
    answer = device.wait_and_poll()
    assert list(answer) == ["access_token", "refresh_token", "scope", "api_domain", "token_type", "expires_in"]
    assert re.fullmatch(TOKEN, answer["access_token"])
    assert tools.Cliq(emulator, answer["access_token"]).get("/channels").status_code == 200
    refreshed = emulator.token(grant_type="refresh_token", refresh_token=answer["refresh_token"], **DEVICE).json()
    assert re.fullmatch(TOKEN, refreshed["access_token"])
    assert device.wait_and_poll() == {"error": "invalid_code"}


def test_online_access_brings_no_refresh_token_and_offline_one_the_first_time(emulator, device):
    brought = []
    for changes in (
        {},
        {"access_type": "offline"},
        {"access_type": "offline"},
        {"access_type": "offline", "prompt": "consent"},
    ):
        device.ask(**changes)
        device.decide()
        brought.append("refresh_token" in device.wait_and_poll())
    assert brought == [False, True, False, True]


def test_two_polls_within_thirty_seconds_are_too_many(emulator, device):
    device.ask()
    assert device.poll().json() == {"error": "authorization_pending"}
    emulator.advance(20)
    assert device.poll().json() == {"error": "slow_down"}
    # Every poll counts, so that somebody who is told to slow down and does not is told so again.
    emulator.advance(20)
    assert device.poll().json() == {"error": "slow_down"}
    emulator.advance(31)
    assert device.poll().json() == {"error": "authorization_pending"}


def test_a_refusal_is_told(emulator, device):
    device.ask()
    assert "Access denied" in device.decide("deny").text
    assert device.poll().json() == {"error": "access_denied"}


def test_codes_live_five_minutes(emulator, device):
    device.ask()
    emulator.advance(290)
    assert device.poll().json() == {"error": "authorization_pending"}
    emulator.advance(31)
    assert device.poll().json() == {"error": "expired"}
    assert device.decide().status_code == 400


def test_a_user_of_another_data_center_sends_the_device_there(emulator, device, tools):
    device.ask(access_type="offline")
    device.decide(user=emulator.AMELIA)
    assert device.poll().json() == {"error": "other_dc", "user_location": "eu"}
    answer = device.poll("eu").json()
    assert answer["api_domain"] == "https://www.zohoapis.eu"
    there = tools.Cliq(emulator, answer["access_token"], f"{emulator.centers['eu']}/api/v2")
    assert there.get("/channels").status_code == 200


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code": "1004.x.y"}, "invalid_code"),
        ({"client_secret": "wrong"}, "invalid_client_secret"),
        ({"client_id": "1004.NOBODY"}, "invalid_client"),
        ({"grant_type": "refresh_token"}, "invalid_client"),
    ],
)
def test_errors_of_a_poll(device, changes, error):
    device.ask()
    assert device.poll(**changes).json() == {"error": error}


def test_the_code_of_one_device_is_nothing_to_another_client(emulator, device):
    device.ask()
    device.decide()
    other = {name: emulator.client[name] for name in ("client_id", "client_secret")}
    assert device.poll(**other).json() == {"error": "invalid_code"}


def test_polls_are_throttled_like_exchanges_when_they_bring_tokens(emulator, device):
    emulator.quirk("device-interval", 1)
    for number in range(11):
        device.ask()
        device.decide()
        answer = device.poll().json()
        assert ("access_token" in answer) is (number < 10)
    assert answer["error"] == "Access Denied"


def test_the_pages_ask_for_the_code_and_then_for_a_decision(emulator, device):
    device.ask()
    first = emulator.http.get(device.codes["verification_url"])
    assert 'name="user_code"' in first.text
    second = emulator.http.get(
        device.codes["verification_url"], params={"user_code": device.codes["user_code"].lower()}
    )
    for text in ("Zylker Wall Screen", "View channels", "View users", emulator.PATRICIA, device.codes["user_code"]):
        assert text in second.text
    unknown = emulator.http.get(device.codes["verification_url"], params={"user_code": "NOTHING"})
    assert unknown.status_code == 400


def test_the_log_knows_the_kinds_of_requests_and_no_codes(emulator, device):
    device.ask()
    device.decide()
    device.poll()
    entries = emulator.control("log")
    assert [entry["grant_type"] for entry in entries] == ["device_request", None, "device_token"]
    assert device.codes["device_code"] not in str(entries)
