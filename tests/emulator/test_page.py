# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the page is made of and what it asks. The page itself is tested in a browser, in tests/integration/plays."""

from __future__ import annotations

import base64
import hashlib
import re
from datetime import UTC, datetime

import pytest

PAGE = "/_emulator/page/"


class Asking:
    """Asks what is new as the page does: with everything that it knows already."""

    def __init__(self, emulator):
        self._emulator = emulator
        self.known = {}

    def __call__(self, **changes):
        query = {**self.known, **changes}
        answer = self._emulator.http.get(f"{self._emulator.url}{PAGE}news", params=query)
        assert answer.status_code == 200, answer.text
        news = answer.json()
        self.known |= {name: news[name] for name in ("epoch", "revision")}
        self.known |= {name: value for name, value in news.items() if name.endswith("_tag")}
        self.known |= {"log": news["log"]["number"], "log_epoch": news["log"]["log_epoch"]}
        return news

    def names(self, **changes):
        return [row["name"] for row in self(**changes)["conversations"]["changed"]]


@pytest.fixture
def asking(emulator):
    return Asking(emulator)


def channel(emulator, name):
    return next(one for one in emulator.control("channels") if one["name"] == name)


def test_every_part_that_the_page_names_is_there_and_may_do_nothing_else(emulator):
    todo, seen = {"/"}, set()
    while todo:
        path = todo.pop()
        seen.add(path)
        answer = emulator.http.get(emulator.url + path)
        assert answer.status_code == 200, path
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "SPDX-License-Identifier" in answer.text
        # Neither markup with a script or a style in it, nor anything that reads text as markup.
        assert not re.search(
            r"<script(?! type=\"module\" src=)|\son\w+=|\sstyle=|innerHTML|insertAdjacent|eval\(", answer.text
        )
        named = re.findall(r"""(?:src|href)="(/[^"]+)"|from "\./([^"]+)";""", answer.text)
        todo |= {absolute or PAGE + relative for absolute, relative in named} - seen
    assert {
        PAGE + name for name in ("page.css", "main.js", "list.js", "talk.js", "details.js", "dock.js", "log.js")
    } < seen


@pytest.mark.parametrize("name", ["page.py", "../page.py", "..%2Fpage.py", "%2e%2e/door.py", "", "main.js/x"])
def test_nothing_else_is_served(emulator, name):
    answer = emulator.http.get(f"{emulator.url}{PAGE}{name}")
    assert answer.status_code == 404
    assert "import" not in answer.text


def test_the_page_is_only_for_reading(emulator):
    for path in ("/", PAGE + "news"):
        assert emulator.http.post(emulator.url + path, json={}).status_code == 405


def test_only_rows_that_changed_are_in_the_answer(emulator, asking):
    first = asking()
    assert first["conversations"]["all"]
    assert [row["name"] for row in first["conversations"]["changed"]] == ["General", "support-desk"]
    assert asking()["conversations"] == {"all": False, "changed": [], "gone": []}
    cliq = emulator.cliq(scope=emulator.TALKING)
    assert cliq.post("/channelsbyname/general/message", {"text": "Hello"}).status_code < 300
    assert asking.names() == ["General"]
    assert cliq.post("/channels", {"name": "new", "level": "private"}).status_code == 200
    assert asking.names() == ["new"]
    desk = channel(emulator, "support-desk")
    emulator.control(f"channels/{desk['channel_id']}", {"members": {emulator.SCOTT: None}})
    assert asking()["conversations"]["changed"][0]["members"] == 2
    assert cliq.delete(f"/channels/{desk['channel_id']}").status_code < 300
    assert asking()["conversations"] == {"all": False, "changed": [], "gone": [desk["chat_id"]]}


def test_two_pages_learn_of_everything_each(emulator, asking):
    other = Asking(emulator)
    asking()
    other()
    desk = channel(emulator, "support-desk")
    emulator.control(f"channels/{desk['channel_id']}", {"status": "archived"})
    assert asking.names() == ["support-desk"]
    assert other.names() == ["support-desk"]


def test_after_a_reset_everything_is_new(emulator, asking):
    epoch = asking()["epoch"]
    emulator.control("reset", method="POST")
    news = asking()
    assert news["epoch"] != epoch
    assert news["conversations"]["all"]
    assert len(news["conversations"]["changed"]) == 2


def test_a_conversation_comes_once_and_again_when_it_changes(emulator, asking):
    general = channel(emulator, "General")["chat_id"]
    first = asking(chat=general)["chat"]
    assert first["details"]["members"][0] == {
        "name": "Patricia Boyle",
        "email": emulator.PATRICIA,
        "role": "super_admin",
    }
    assert "chat" not in asking(chat=general)
    cliq = emulator.cliq(scope=emulator.TALKING)
    for number in range(5):
        assert cliq.post("/channelsbyname/general/message", {"text": f"Line {number}"}).status_code < 300
    shown = asking(chat=general, latest=2)["chat"]
    assert [message["text"] for message in shown["messages"]] == ["Line 3", "Line 4"]
    assert shown["message_count"] == 5
    assert asking(chat="CT_gone")["chat"] is None


def test_a_scheduled_message_is_said_when_its_time_comes_although_nobody_reads_it(emulator, asking):
    general = channel(emulator, "General")["chat_id"]
    cliq = emulator.cliq(scope=emulator.TALKING + ",ZohoCliq.Messages.CREATE")
    due = datetime.fromtimestamp(emulator.control("clock")["now"] + 3600, UTC).strftime("%Y%m%dT%H%M%S")
    body = {"text": "Later", "schedule_time": due, "schedule_timezone": "Etc/UTC"}
    assert cliq.post(f"/chats/{general}/scheduledmessages", body).status_code < 300
    assert asking()["conversations"]["changed"][0]["scheduled"] == 1
    emulator.advance(3700)
    row = asking()["conversations"]["changed"][0]
    assert (row["messages"], row["scheduled"]) == (1, 0)


def test_the_log_goes_on_where_the_page_was_and_begins_anew_when_it_is_emptied(emulator, asking):
    cliq = emulator.cliq()
    paths = [entry["path"] for entry in asking()["log"]["entries"]]
    assert paths[-1] == "/oauth/v2/token"
    assert asking()["log"]["entries"] == []
    cliq.get("/channels")
    assert [entry["path"] for entry in asking()["log"]["entries"]] == ["/api/v2/channels"]
    emulator.control("log", method="DELETE")
    # As many again as there were, so that the numbers alone would tell nothing.
    for _number in range(4):
        cliq.get("/users")
    news = asking()["log"]
    assert news["all"]
    assert [entry["path"] for entry in news["entries"]] == ["/api/v2/users"] * 4


def test_meters_and_settings_come_when_they_change(emulator, asking):
    assert {"meters", "settings"} <= asking().keys()
    assert not {"meters", "settings"} & asking().keys()
    emulator.cliq()
    meters = asking()["meters"]
    assert meters["refresh_tokens"] == [
        {"client": "Zylker Playbooks", "user": emulator.PATRICIA, "held": 1, "limit": 20}
    ]
    assert (meters["tokens"][0]["active"], meters["tokens"][0]["requests"]) == (1, 1)
    emulator.quirk("id-type", "integer")
    emulator.fault(do="status")
    settings = asking()["settings"]
    assert [quirk["name"] for quirk in settings["quirks"] if quirk["value"] != quirk["default"]] == ["id-type"]
    assert len(settings["faults"]) == 1
    assert set(settings["data_centers"]) == set(emulator.centers)


def test_no_secret_is_in_what_the_page_is_told(emulator):
    tokens = emulator.sign_in()
    emulator.http.post(f"{emulator.url}/oauth/v2/token/revoke?token={tokens['refresh_token']}x")
    general = channel(emulator, "General")["chat_id"]
    told = emulator.http.get(f"{emulator.url}{PAGE}news", params={"chat": general}).text
    secrets = [
        tokens["access_token"],
        tokens["refresh_token"],
        *emulator.client.values(),
        *emulator.self_client.values(),
    ]
    for secret in secrets:
        if not secret.startswith("http"):
            assert secret not in told


def test_a_question_that_makes_no_sense_is_answered_with_a_sentence(emulator):
    answer = emulator.http.get(f"{emulator.url}{PAGE}news", params={"log": "-1"})
    assert answer.status_code == 400
    assert answer.json() == {"error": "log: '-1' is not a whole number"}


def test_the_consent_page_allows_its_own_style_and_nothing_else(emulator):
    for url in (emulator.authorization_url(), emulator.authorization_url(scope="ZohoCliq.Nothing.ALL")):
        page = emulator.http.get(url).text
        style = re.search(r"<style>(.*)</style>", page, re.DOTALL)[1]
        digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
        assert f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'" in page
        assert "This is not Zoho" in page
        assert "<script" not in page and "style=" not in page
