# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Snapshots: whatever was done, a world that begins with the snapshot of another answers everything as that one did."""

from __future__ import annotations

from dataclasses import fields

import pytest
import requests
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from zoho_emulator.world import format as seed_format

GUEST = "dora.guest@partner.example"
AREAS = [
    "Channels",
    "Chats",
    "Webhooks",
    "Messages",
    "messageactions",
    "Teams",
    "Users",
    "Departments",
    "Designations",
    "Attachments",
]
VERBS = ["CREATE", "READ", "UPDATE", "DELETE"]
EVERYTHING = ",".join(f"ZohoCliq.{area}.{verb}" for area in AREAS for verb in VERBS)
# What is told about the present moment, and no part of the world.
_OF_THE_MOMENT = ("clock", "sync_token")


def of_the_world(value):
    if isinstance(value, dict):
        return {key: of_the_world(item) for key, item in value.items() if key not in _OF_THE_MOMENT}
    return [of_the_world(item) for item in value] if isinstance(value, list) else value


class Story:
    """Somebody who does one thing after the other, and then looks at everything."""

    def __init__(self, emulator):
        self.emulator = emulator
        self.sign_in()

    def sign_in(self):
        token = self.emulator.sign_in(scope=EVERYTHING)["access_token"]
        self.headers = {"Authorization": f"Zoho-oauthtoken {token}"}

    def call(self, method, path, body=None, version="v2", **more):
        address = f"{self.emulator.url}/api/{version}{path}"
        answer = self.emulator.http.request(method, address, json=body, headers=self.headers, **more)
        assert answer.status_code < 500, f"{method} {path}: {answer.text}"
        return answer

    def channels(self):
        return self.emulator.control("channels")

    def pick(self, rows, number):
        return rows[number % len(rows)] if rows else None

    def channel(self, number):
        return self.pick([row for row in self.channels() if self.emulator.PATRICIA in _emails(row)], number)

    def message(self, chat_id, number):
        rows = self.emulator.control(f"messages?chat_id={chat_id}")[0]["messages"]
        return self.pick([row["message_id"] for row in rows], number)

    # What can be done; each takes a number that chooses among what is there, and a text

    def create(self, number, text):
        e = self.emulator
        body = {"name": text[:50] or "x", "level": ("private", "organization", "team", "external")[number % 4]}
        if body["level"] == "team":
            body["team_ids"] = [e.SUPPORT]
        body["email_ids"] = [e.RYAN, GUEST][: 1 + (number % 4 == 3)]
        if number % 3 == 0:
            body |= {"config": {"reply_mode": "both"}, "member_permission": {"prime_time": True}, "description": text}
        self.call("POST", "/channels", body)

    def update(self, number, text):
        body = {"name": text[:50] or "y", "description": text, "moderator_permission": {"archive_channel": True}}
        self.call("PUT", f"/channels/{self.channel(number)['channel_id']}", body)

    def end(self, number, _text):
        way = [("DELETE", ""), ("POST", "/archive"), ("POST", "/leave"), ("POST", "/approve")][number % 4]
        self.call(way[0], f"/channels/{self.channel(number)['channel_id']}{way[1]}")

    def people(self, number, _text):
        e = self.emulator
        path = f"/channels/{self.channel(number)['channel_id']}/members"
        self.call("POST", path, {"email_ids": [(e.SCOTT, e.HELEN)[number % 2]]})
        scott = "62439948"
        self.call("PUT", f"{path}/{scott}", {"role": ("admin", "super_admin", "moderator")[number % 3]})
        if number % 5 == 0:
            self.call("DELETE", f"{path}/62439985")

    def bot(self, number, text):
        channel = self.channel(number)
        self.call("POST", "/bots/deploybot/associate", {"channel_unique_name": channel["unique_name"]})
        path = f"/channels/{channel['channel_id']}/message"
        self.call("POST", path, {"text": text or "-"}, params={"bot_unique_name": "deploybot"})
        self.call("POST", "/bots/oncall/message", {"text": text or "-", "userids": self.emulator.RYAN})

    def say(self, number, text):
        body = {"text": text or "-"}
        if number % 3 == 0:
            action = {"type": "open.url", "data": {"web": "https://zylker.example"}}
            body["buttons"] = [{"label": "Look", "action": action}]
            body["card"] = {"title": text[:40], "theme": "modern-inline"}
            body["slides"] = [{"type": "text", "title": "t", "data": text}]
        if number % 4 == 1:
            body["bot"] = {"name": "Signs as", "image": "https://zylker.example/x.png"}
        self.call("POST", f"/channels/{self.channel(number)['channel_id']}/message", body)

    def answer(self, number, text):
        channel = self.channel(number)
        message_id = self.message(channel["chat_id"], number)
        if message_id is not None:
            key = ("reply_to", "thread_message_id")[number % 2]
            body = {"text": text or "-", key: message_id}
            self.call("POST", f"/channels/{channel['channel_id']}/message", body)

    def change(self, number, text):
        channel = self.channel(number)
        message_id = self.message(channel["chat_id"], number)
        if message_id is not None:
            path = f"/chats/{channel['chat_id']}/messages/{message_id}"
            self.call("POST", f"{path}/reactions", {"emoji_code": "😍" if number % 2 else ":smile:"})
            self.call("PUT", path, {"text": text or "edited"})
            if number % 3 == 2:
                self.call("DELETE", path)

    def pin(self, number, _text):
        chat_id = self.channel(number)["chat_id"]
        message_id = self.message(chat_id, number)
        if message_id is not None:
            self.call("POST", f"/chats/{chat_id}/stickymessage", {"id": message_id})
            other = {"message_id": self.message(chat_id, number + 1), "expiry_time": -1, "notify": False}
            self.call("POST", f"/chats/{chat_id}/pin-messages", other, "v3")

    def schedule(self, number, text):
        chat_id = self.channel(number)["chat_id"]
        due = {"schedule_time": "20991231T235900"} if number % 2 else {"schedule_status": "check_in"}
        self.call("POST", f"/chats/{chat_id}/scheduledmessages", {"text": text or "-", **due})
        self.call("POST", f"/chats/{chat_id}/mute")

    def share(self, number, text):
        files = [("file", (f"{number}.bin", text.encode() + bytes(range(0, 256, 7))))]
        name = self.channel(number)["unique_name"]
        self.call("POST", f"/channelsbyname/{name}/files", files=files, data={"comments": '["see"]'})

    def whisper(self, number, text):
        e = self.emulator
        self.call("POST", f"/buddies/{(e.SCOTT, e.HELEN, e.RYAN)[number % 3]}/message", {"text": text or "-"})

    def team(self, number, text):
        made = self.call("POST", "/teams", {"name": text[:30] or "t", "user_ids": ["62439948"]}).json()
        if "team_id" in made and number % 2:
            self.call("DELETE", f"/teams/{made['team_id']}/members/62439911")
        if number % 5 == 4:
            self.call("DELETE", f"/teams/{self.emulator.SUPPORT}")

    def unit(self, number, text):
        kind = ("departments", "designations")[number % 2]
        self.call("GET", f"/{kind}")
        body = {"name": text[:30] or "u", "lead_id": "62439948"} if number % 2 == 0 else {"name": text[:30] or "u"}
        self.call("POST", f"/{kind}", body)
        entry = {"email_id": f"new{number}@zylker.example", "phone": "1", "timezone": "Europe/Berlin"}
        self.call("POST", "/users", {"users": [entry]})

    # What can be seen

    def everything(self):
        seen = {"state": self.emulator.control("state"), "channels": self.channels()}
        seen["messages"] = {row["chat_id"]: row for row in self.emulator.control("messages")}
        lists = [
            "/channels",
            "/channels?order_by=-last_modified_time",
            "/channels?limit=1",
            "/users?fields=all",
            "/teams",
        ]
        lists += ["/chats", "/departments", "/designations"]
        chats = [(row["chat_id"], None) for row in seen["messages"].values()]
        for row in seen["channels"]:
            lists += [f"/channels/{row['channel_id']}{below}" for below in ("", "/members", "/threads")]
        for chat_id, _unused in chats:
            lists += [f"/chats/{chat_id}/{below}" for below in ("messages", "members", "stickymessage")]
            lists += [f"/threads/{chat_id}/{below}" for below in ("followers", "messages/main")]
            for message in seen["messages"][chat_id]["messages"]:
                lists.append(f"/chats/{chat_id}/messages/{message['message_id']}/reactions")
        v3 = ["/scheduledmessages", *(f"/chats/{chat_id}/pin-messages" for chat_id, _unused in chats)]
        for version, paths in (("v2", lists), ("v3", v3)):
            for path in paths:
                answer = self.call("GET", path, version=version)
                seen[f"{version}{path}"] = (answer.status_code, answer.json() if answer.content else None)
        for row in seen["state"]["channels"]:
            for message in row.get("messages", []):
                if "file" in message:
                    seen[message["file"]["file_id"]] = self.call("GET", f"/files/{message['file']['file_id']}").content
        return of_the_world({name: list(value) if isinstance(value, tuple) else value for name, value in seen.items()})


def _emails(row):
    return [member["email"] for member in row["members"]]


DEEDS = [
    "create",
    "update",
    "end",
    "people",
    "bot",
    "say",
    "say",
    "answer",
    "answer",
    "change",
    "pin",
    "schedule",
    "share",
    "whisper",
    "team",
    "unit",
]
TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)
STORIES = st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 59), TEXTS), min_size=1, max_size=14)
FULL = [(deed, number, f"{deed}: yes") for number in range(4) for deed in DEEDS if deed not in ("end", "team")]
FULL += [("team", 1, "Night Watch"), ("change", 2, ""), ("end", 1, ""), ("create", 3, "after")]


@pytest.fixture(scope="module")
def story_of(launch):
    quiet = launch("--limits", "off")

    def begin():
        quiet.control("reset", {})
        quiet.quirk("token-limits", "off")
        return Story(quiet)

    return begin


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(deeds=STORIES)
def test_a_world_from_a_snapshot_answers_like_the_one_it_was_taken_of(story_of, deeds):
    story = story_of()
    for deed, number, text in deeds:
        getattr(story, deed)(number, text)
    before = story.everything()
    text = requests.get(f"{story.emulator.url}/_emulator/state?format=yaml").content.decode()
    story.emulator.control("reset", yaml.safe_load(text))
    story.emulator.quirk("token-limits", "off")
    story.sign_in()
    assert story.everything() == before


def test_an_emulator_that_starts_with_a_snapshot_goes_on_where_the_other_ended(story_of, start, tmp_path):
    story = story_of()
    for deed, number, text in FULL:
        getattr(story, deed)(number, text)
    before = story.everything()
    for sort in ("messages", "deleted_messages", "pins", "scheduled", "threads", "muted_by", "bots", "config"):
        assert any(row.get(sort) for row in before["state"]["channels"]), f"the story has no {sort}"
    assert {"dm", "bot"} <= {row["kind"] for row in before["messages"].values()}
    seed = tmp_path / "snapshot.yml"
    seed.write_bytes(requests.get(f"{story.emulator.url}/_emulator/state?format=yaml").content)
    other = Story(start("--limits", "off", "--seed", str(seed)))
    expected, found = before, other.everything()
    home, there = story.emulator.url, other.emulator.url
    assert yaml.safe_dump(found).replace(there, home) == yaml.safe_dump(expected)
    ids = [one.call("POST", "/channels", {"name": "next", "level": "private"}).json() for one in (story, other)]
    assert ids[0]["channel_id"] == ids[1]["channel_id"]
    assert ids[0]["channel_id"] not in {row["channel_id"] for row in before["channels"]}


def test_a_snapshot_moves_a_clock_that_is_behind(emulator, start, tmp_path):
    emulator.advance(40 * 24 * 3600)
    now = emulator.control("clock")["now"]
    seed = tmp_path / "snapshot.yml"
    seed.write_bytes(requests.get(f"{emulator.url}/_emulator/state?format=yaml").content)
    assert start("--seed", str(seed)).control("clock")["now"] >= now


def test_a_snapshot_has_no_tokens(emulator):
    answer = emulator.sign_in()
    text = requests.get(f"{emulator.url}/_emulator/state?format=yaml").text
    assert answer["access_token"] not in text
    assert answer["refresh_token"] not in text


def test_the_state_comes_as_yaml_or_json_and_as_nothing_else(emulator):
    answer = requests.get(f"{emulator.url}/_emulator/state?format=xml")
    assert answer.status_code == 400
    assert "format is json or yaml, not xml" in answer.json()["error"]


@pytest.mark.parametrize("thing", sorted({shape.thing.__name__ for shape in seed_format.SHAPES}))
def test_every_attribute_is_in_the_format_or_follows_from_something(thing):
    """Who adds an attribute and forgets the snapshot is told here."""
    for shape in seed_format.SHAPES:
        if shape.thing.__name__ == thing:
            told = {key.target for key in shape.keys} | set(shape.derived)
            assert {field.name for field in fields(shape.thing)} == told
