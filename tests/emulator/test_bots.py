# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who has subscribed to a bot."""

from __future__ import annotations

import pytest

SCOPES = "ZohoCliq.Bots.READ,ZohoCliq.Webhooks.CREATE"
SCOTT_ID, RYAN_ID = "62439948", "62439985"
PATH = "/bots/oncall/subscribers"


@pytest.fixture
def cliq(emulator):
    return emulator.cliq(scope=SCOPES)


def test_subscribers_are_those_whom_the_bot_has_written_to(emulator, cliq):
    assert cliq.get(PATH).json()["data"] == []
    cliq.post("/bots/oncall/message", {"text": "hello", "userids": f"{SCOTT_ID},{RYAN_ID}"})
    answer = cliq.get(PATH).json()
    assert (answer["url"], answer["type"]) == (f"/api/v2{PATH}", "bot_subscriber")
    assert answer["data"] == [
        {"email_id": emulator.SCOTT, "user_id": SCOTT_ID, "name": "Scott Fisher"},
        {"email_id": emulator.RYAN, "user_id": RYAN_ID, "name": "Ryan West"},
    ]


def test_subscribers_come_in_pages_and_since_the_last_time(emulator, cliq):
    cliq.post("/bots/oncall/message", {"text": "hello", "userids": f"{SCOTT_ID},{RYAN_ID}"})
    first = cliq.get(PATH, limit=1).json()
    second = cliq.get(PATH, limit=1, next_token=first["next_token"]).json()
    assert [row["user_id"] for row in first["data"] + second["data"]] == [SCOTT_ID, RYAN_ID]
    assert "next_token" not in second
    emulator.advance(5)
    cliq.post("/bots/oncall/message", {"text": "hello"})
    fresh = cliq.get(PATH, sync_token=second["sync_token"]).json()["data"]
    assert [row["email_id"] for row in fresh] == [emulator.PATRICIA]


def test_version_3_takes_the_id_as_well(emulator, cliq, tools):
    v3 = tools.Cliq(emulator, cliq.token, f"{emulator.url}/api/v3")
    cliq.post("/bots/oncall/message", {"text": "hello"})
    by_name, by_id = v3.get(PATH).json(), v3.get("/bots/b-1974166000016769011/subscribers").json()
    assert by_name["data"] == by_id["data"] != []
    assert by_name["url"] == f"/api/v3{PATH}"


def test_subscribers_are_for_admins_of_the_organization(emulator, cliq, tools):
    scott = emulator.cliq(emulator.SCOTT, scope=SCOPES)
    assert tools.problem(scott.get(PATH)) == (403, "operation_not_allowed")
    assert tools.problem(cliq.get("/bots/nobody/subscribers")) == (404, "request_url_invalid")
