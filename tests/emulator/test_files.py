# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files are fetched again by the ids that the history tells."""

from __future__ import annotations

import pytest

CONTENT = bytes(range(256)) * 8


@pytest.fixture
def cliq(emulator):
    return emulator.cliq(scope=f"{emulator.TALKING},ZohoCliq.Attachments.READ")


@pytest.fixture
def channel(emulator, cliq):
    return cliq.create("Ops", email_ids=[emulator.SCOTT])


@pytest.fixture
def shared(cliq, channel):
    """The row of the history that has the file."""
    cliq.share(f"/chats/{channel['chat_id']}/files", ("file", ("plän 1.png", CONTENT, "image/png")))
    return cliq.get(f"/chats/{channel['chat_id']}/messages").json()["data"][-1]


def path_of(row):
    return f"/files/{row['content']['file']['id']}"


def test_a_file_comes_back_as_it_was(cliq, shared):
    answer = cliq.get(path_of(shared))
    assert (answer.status_code, answer.content, answer.headers["Content-Type"]) == (200, CONTENT, "image/png")
    assert answer.headers["Content-Disposition"] == "attachment; filename*=UTF-8''pl%C3%A4n%201.png"


def test_a_file_is_for_those_who_can_read_its_message(emulator, cliq, channel, shared, tools):
    scopes = "ZohoCliq.Attachments.READ"
    assert emulator.cliq(emulator.SCOTT, scope=scopes).get(path_of(shared)).content == CONTENT
    helen = emulator.cliq(emulator.HELEN, scope=scopes)
    assert tools.problem(helen.get(path_of(shared))) == (404, "request_url_invalid")
    without = emulator.cliq(scope="ZohoCliq.Chats.READ")
    assert tools.problem(without.get(path_of(shared))) == (401, "oauthtoken_scope_invalid")


def test_a_file_is_gone_with_its_message(cliq, channel, shared, tools):
    cliq.delete(f"/chats/{channel['chat_id']}/messages/{shared['id']}")
    assert tools.problem(cliq.get(path_of(shared))) == (404, "request_url_invalid")
    assert tools.problem(cliq.get("/files/0")) == (404, "request_url_invalid")


def test_the_contents_of_the_oldest_files_give_way(cliq, channel, shared, tools):
    path = f"/chats/{channel['chat_id']}/files"
    large = bytes(50 * 1024 * 1024)
    for name in ("a", "b"):
        assert cliq.share(path, ("file", (name, large))).status_code == 204
    rows = cliq.get(f"/chats/{channel['chat_id']}/messages").json()["data"]
    assert tools.problem(cliq.get(path_of(shared))) == (404, "request_url_invalid")
    assert [len(cliq.get(path_of(row)).content) for row in rows[-2:]] == [len(large)] * 2
