# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The record of requests and answers that a check against Zoho's documents reads."""

from __future__ import annotations

import json
import stat

import pytest


@pytest.fixture
def recorded(start, tmp_path, monkeypatch):
    """An emulator that records, and what it has recorded so far."""
    folder = tmp_path / "traffic"
    monkeypatch.setenv("ZOHO_EMULATOR_TRAFFIC", str(folder))
    running = start()

    def records():
        return [json.loads(line) for path in folder.glob("*.jsonl") for line in path.read_text().splitlines()]

    return running, records, folder


def test_requests_and_answers_are_recorded_with_their_bodies(recorded):
    emulator, records, _folder = recorded
    cliq = emulator.cliq()
    channel = cliq.create("Ops")
    cliq.get("/channels", name="a&b=c", limit=5)
    cliq.call("GET", "/channels", headers={"User-Agent": "ansible-zoho.cliq"})
    made, listed, asked = records()
    assert made == {
        "writer": "emulator",
        "by_collection": False,
        "method": "POST",
        "path": "/api/v2/channels",
        "query": [],
        "body": {"type": "application/json", "json": {"name": "Ops", "level": "private"}},
        "status": 200,
        "answer": {"type": "application/json", "json": channel},
        "quirks": {},
    }
    assert listed["query"] == [["name", "a&b=c"], ["limit", "5"]]
    assert asked["by_collection"] is True


def test_quirks_and_empty_answers_are_recorded(recorded):
    emulator, records, _folder = recorded
    emulator.quirk("archive-archived", "reject")
    cliq = emulator.cliq()
    cliq.post(f"/channels/{cliq.create('Ops')['channel_id']}/archive")
    last = records()[-1]
    assert (last["body"], last["status"], last["answer"]) == (None, 204, None)
    assert last["quirks"] == {"archive-archived": "reject"}


def test_of_a_file_the_name_of_its_field_is_recorded(recorded):
    emulator, records, _folder = recorded
    cliq = emulator.cliq(scope=emulator.TALKING)
    chat = cliq.create("Ops")["chat_id"]
    cliq.share(f"/chats/{chat}/files", ("file", ("secret.txt", b"content")), comments='["look"]')
    fields = records()[-1]["body"]["form"]
    assert sorted(fields, key=str) == [{"name": "comments", "value": '["look"]'}, {"name": "file", "file": True}]


def test_no_secret_is_recorded_and_nobody_else_can_read_it(recorded):
    emulator, records, folder = recorded
    cliq = emulator.cliq(scope=emulator.TALKING)
    cliq.create("Ops", description=f"the token is {cliq.token}")
    cliq.get("/channels", zapikey="of-a-webhook", name=cliq.token)
    emulator.http.post(f"{emulator.url}/api/v2/channels", data="x" * 1000)
    assert len(records()) == 3
    (path,) = folder.glob("*.jsonl")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    text = path.read_text()
    assert cliq.token not in text
    assert cliq.token[5:37] not in text
    assert "of-a-webhook" not in text
    assert "x" * 300 not in text


def test_nothing_is_recorded_unless_it_is_wanted(start, tmp_path, monkeypatch):
    monkeypatch.delenv("ZOHO_EMULATOR_TRAFFIC", raising=False)
    monkeypatch.chdir(tmp_path)
    start().cliq().create("Ops")
    assert list(tmp_path.glob("**/*.jsonl")) == []
