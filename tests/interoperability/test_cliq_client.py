# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Zoho's own SDK for Cliq, unmodified, refreshes at the emulator and posts to its Cliq; its host is an environment variable."""

from __future__ import annotations

import pytest

SCOPES = ("ZohoCliq.Webhooks.CREATE", "ZohoCliq.Channels.READ")
SCOTT = "62439948"


def posted(peers, emulator, tmp_path, *posts):
    """What came of each post, made with a token that the SDK got by itself."""
    code = emulator.control("code", {"client_id": emulator.self_client["client_id"], "scopes": SCOPES})["code"]
    token_url = f"{emulator.url}/oauth/v2/token"
    fields = {"grant_type": "authorization_code", "code": code, **emulator.self_client}
    credentials = {name: emulator.self_client[name] for name in ("client_id", "client_secret")}
    connector = {
        **credentials,
        "auth_url": token_url,
        "refresh_url": token_url,
        "refresh_token": emulator.http.post(token_url, data=fields).json()["refresh_token"],
    }
    return peers("zcatalyst_cliq_client", {"connector": connector, "posts": posts}, INTEG_CLIQ_DOMAIN=emulator.url)


@pytest.fixture
def channel(emulator):
    """A channel of the signed-in person with a bot in it."""
    name = next(one["unique_name"] for one in emulator.control("channels") if "oncall" in one["bots"])
    return next(one for one in emulator.control("channels") if one["unique_name"] == name)


def said_in(emulator, chat_id):
    """What was posted to one chat, as pairs of text and bot; of a file, its name."""
    (chat,) = emulator.control(f"messages?chat_id={chat_id}")
    return [(one["text"] or one["file"]["name"], one["bot"]) for one in chat["messages"]]


def test_it_posts_to_channels_and_chats_after_one_refresh(peers, emulator, tmp_path, channel):
    name, chat_id = channel["unique_name"], channel["chat_id"]
    got = posted(
        peers,
        emulator,
        tmp_path,
        {"call": "post_to_channel", "to": name, "text": "by name"},
        {"call": "post_to_channel", "to": name, "text": "as the bot", "more": ["oncall"]},
        {"call": "post_to_channel_as_bot", "to": name, "text": "as the bot again", "more": ["oncall"]},
        {"call": "post_to_chat", "to": chat_id, "text": "by chat"},
    )
    assert [one["status"] for one in got] == [204, 204, None, 204]
    assert said_in(emulator, chat_id)[-4:] == [
        ("by name", None),
        ("as the bot", "oncall"),
        ("as the bot again", "oncall"),
        ("by chat", None),
    ]
    assert emulator.counters()["refreshes"] == 1
    assert emulator.writes() == [
        *[f"POST /api/v2/channelsbyname/{name}/message"] * 3,
        f"POST /api/v2/chats/{chat_id}/message",
    ]


def test_it_lets_a_bot_write_to_people(peers, emulator, tmp_path):
    got = posted(
        peers,
        emulator,
        tmp_path,
        {"call": "post_to_bot", "to": "oncall", "text": "to one", "more": [[SCOTT]]},
        {"call": "post_to_bot", "to": "oncall", "text": "to everybody", "more": [True]},
    )
    assert got == [{"status": 204}] * 2
    texts = [one["text"] for chat in emulator.control("messages") for one in chat["messages"] if one["bot"] == "oncall"]
    assert texts.count("to one") == 1
    assert texts.count("to everybody") > 1


def test_it_shares_files(peers, emulator, tmp_path, channel):
    file = tmp_path / "report.txt"
    file.write_text("all is well")
    got = posted(
        peers,
        emulator,
        tmp_path,
        {"call": "post_to_channel", "to": channel["unique_name"], "file": str(file)},
        {"call": "post_to_chat", "to": channel["chat_id"], "file": str(file)},
    )
    assert got == [{"status": 204}] * 2
    assert said_in(emulator, channel["chat_id"])[-2:] == [("report.txt", None)] * 2


def test_its_posts_to_users_go_to_chats_and_so_does_its_error(peers, emulator, tmp_path):
    """A mistake of the SDK: post_to_user takes the path of chats, where no user is found."""
    (got,) = posted(peers, emulator, tmp_path, {"call": "post_to_user", "to": SCOTT, "text": "hello"})
    assert emulator.writes() == [f"POST /api/v2/chats/{SCOTT}/message"]
    assert set(got) == {"error"}


def test_it_is_told_what_cliq_refuses(peers, emulator, tmp_path):
    (got,) = posted(peers, emulator, tmp_path, {"call": "post_to_channel", "to": "nosuchchannel", "text": "hello"})
    assert set(got) == {"error"} and "API_ERROR" in got["error"]
