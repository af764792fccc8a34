# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Requests that nobody sends on purpose. Each was answered with a failure of the emulator once, or with nothing at all."""

from __future__ import annotations

import base64

import pytest

SCOPES = (
    "ZohoCliq.Channels.ALL,ZohoCliq.Chats.ALL,ZohoCliq.Webhooks.CREATE,ZohoCliq.Messages.READ,ZohoCliq.messages.CREATE,"
    "ZohoCliq.Messages.UPDATE,ZohoCliq.Bots.READ,ZohoCliq.Users.READ"
)
MISMATCH = (400, "input_pattern_mismatch")
FAILED = (400, "operation_failed")


@pytest.fixture
def cliq(emulator):
    return emulator.cliq(scope=SCOPES)


@pytest.fixture
def channel(cliq):
    return cliq.create("Ops")


@pytest.fixture
def chat(channel):
    return f"/chats/{channel['chat_id']}"


def post_raw(emulator, cliq, body, **headers):
    headers = {"Authorization": f"Zoho-oauthtoken {cliq.token}", "Content-Type": "application/json", **headers}
    return emulator.http.post(f"{emulator.url}/api/v2/channels", data=body, headers=headers, timeout=10)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"[" * 100_000, id="nested too deep"),
        pytest.param(b'{"name": NaN, "level": "private"}', id="no number"),
        pytest.param(b'{"name": "\\ud800", "level": "private"}', id="half a character"),
        pytest.param(b'{"\\udfff": 1}', id="half a character in a key"),
        pytest.param(b'{"name": "\xed\xa0\x80", "level": "private"}', id="half a character in UTF-8"),
        pytest.param(b"\xff\xfe{}", id="no UTF-8"),
        pytest.param(b"9" * 5000, id="a number without end"),
        pytest.param(b'"text"', id="a text"),
    ],
)
def test_what_is_no_json_object(emulator, cliq, tools, body):
    assert tools.problem(post_raw(emulator, cliq, body)) == FAILED


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "nonsense"])
def test_a_body_that_says_to_be_compressed(emulator, cliq, tools, encoding):
    body = b'{"name": "Ops", "level": "private"}'
    assert tools.problem(post_raw(emulator, cliq, body, **{"Content-Encoding": encoding})) == FAILED
    # The connection is good for the next request.
    assert post_raw(emulator, cliq, body).status_code == 200


@pytest.mark.parametrize("number", ["²", "٣", "9" * 5000, "0", "-1", "1e3", ""])
def test_a_limit_that_is_no_number(cliq, channel, chat, tools, number):
    assert tools.problem(cliq.get("/channels", limit=number)) == MISMATCH
    assert tools.problem(cliq.get("/users", limit=number)) == MISMATCH
    threads = cliq.call("GET", f"/channels/{channel['channel_id']}/threads", {"limit": number[:5]})
    assert tools.problem(threads) == MISMATCH


def test_ids_with_digits_that_are_none(cliq, tools):
    assert tools.problem(cliq.post("/channels", {"name": "x", "level": "private", "user_ids": ["²"]})) == MISMATCH


@pytest.mark.parametrize("moment", ["²", "9" * 400, "0001-01-01T00:00:00", "2024-13-45T99:99:99Z", "9" * 5000])
def test_a_time_that_is_none(cliq, chat, tools, moment):
    assert tools.problem(cliq.get("/channels", created_after=moment)) in (MISMATCH, (200, None))
    assert tools.problem(cliq.get("/users", modified_after=moment)) in (MISMATCH, (200, None))
    if not moment.startswith("0001"):
        assert tools.problem(cliq.get(f"{chat}/messages", fromtime=moment)) == MISMATCH


@pytest.mark.parametrize("moment", [10**400, 10**18, -(10**400), -2])
def test_a_time_out_of_all_calendars(cliq, v3, channel, chat, tools, moment):
    message = cliq.say(channel, "x")
    assert tools.problem(cliq.post(f"{chat}/stickymessage", {"id": message, "expiry_time": moment})) == MISMATCH
    pin = {"message_id": message, "expiry_time": moment, "notify": False}
    assert tools.problem(v3.post(f"{chat}/pin-messages", pin)) == MISMATCH
    move = {"message_id": message, "last_sync_time": moment}
    assert tools.problem(v3.put(f"{chat}/pin-messages", move)) == MISMATCH
    scheduled = cliq.post(f"{chat}/scheduledmessages", {"text": "x", "schedule_status": "check_in"}).json()["id"]
    edited = v3.put(f"{chat}/scheduledmessages/{scheduled}", {"schedule_time": moment})
    assert tools.problem(edited) == MISMATCH


def test_a_message_for_the_end_of_time(cliq, chat, tools):
    body = {"text": "x", "schedule_time": "99991231T235959", "schedule_timezone": "America/New_York"}
    assert tools.problem(cliq.post(f"{chat}/scheduledmessages", body)) == MISMATCH


@pytest.mark.parametrize("text", [f"50|{'9' * 400}", "50|x", "50", "|", "50|²"])
def test_a_sync_token_that_is_none(v3, text):
    token = base64.b64encode(text.encode()).decode()
    for path in ("/bots/oncall/subscribers", "/scheduledmessages"):
        assert v3.get(path, sync_token=token).status_code == 400


@pytest.mark.parametrize("text", ["15|²", f"15|{'9' * 5000}", "15|", "x"])
def test_a_token_of_a_list_of_threads_that_is_none(cliq, channel, text):
    token = base64.b64encode(text.encode()).decode()
    assert cliq.get(f"/channels/{channel['channel_id']}/threads", next_token=token).status_code == 400


def test_comments_on_a_file_that_nest_too_deep(cliq, chat, tools):
    answer = cliq.share(f"{chat}/files", ("file", ("a.txt", b"x")), comments="[" * 100_000)
    assert tools.problem(answer) == MISMATCH


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "multipart/form-data"},
        {"Content-Type": "multipart/form-data; boundary*=nonsense''%ff"},
        {"Content-Type": "multipart/form-data; boundary=" + "b" * 200},
        {"Content-Type": "application/x-www-form-urlencoded; charset=nonsense"},
        {"Content-Type": "application/x-www-form-urlencoded", "Content-Encoding": "deflate"},
    ],
)
def test_a_form_for_the_accounts_server_that_cannot_be_read(emulator, headers):
    body = f"grant_type=refresh_token&client_id={emulator.client['client_id']}"
    answer = emulator.http.post(f"{emulator.url}/oauth/v2/token", data=body, headers=headers, timeout=10)
    assert answer.status_code == 400
    assert emulator.sign_in()["access_token"]
