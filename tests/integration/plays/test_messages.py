# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One message for one key, one pin, one scheduled message: whoever else is at it, and wherever a run breaks off."""

from __future__ import annotations

import pytest
import yaml
from ansible_collections.zoho.cliq.tests.benchmarks.desk import Desk

POSTING = ["ZohoCliq.Channels.ALL", "ZohoCliq.Webhooks.CREATE"]
READING = [*POSTING, "ZohoCliq.Messages.READ"]
PINNING = ["ZohoCliq.Channels.ALL", "ZohoCliq.Webhooks.CREATE", "ZohoCliq.Chats.ALL"]
SCHEDULING = [*READING, "ZohoCliq.Messages.CREATE"]
ANNOUNCE = """
- name: Announce
  zoho.cliq.message:
    channel: general
    text: Version 4.2 is out.
    key: release-4.2
"""
POST = {"method": "POST", "path": "/api/v2/channelsbyname/general/message"}


def said(emulator):
    """What was said in the channel General."""
    chats = [chat for chat in emulator.control("messages") if chat["channel"] in ("General", "#General")]
    return [message["text"] for chat in chats for message in chat["messages"]]


@pytest.fixture
def poster(playbook):
    """Runs plays with the scopes to post and to read."""
    playbook.sign_in(scopes=READING)
    return playbook


def test_twenty_hosts_post_one_message_for_a_key(poster, emulator):
    run = poster(ANNOUNCE, "-i", poster.inventory(20), hosts="all")
    assert run.code == 0, run.output
    results = run.all("Announce")
    assert [result["changed"] for result in results].count(True) == 1
    assert len({result["message_id"] for result in results}) == 1
    assert said(emulator) == ["Version 4.2 is out."]
    assert emulator.writes() == ["POST /api/v2/channelsbyname/general/message"]


def test_twenty_hosts_with_a_key_each_post_twenty_messages(poster, emulator):
    tasks = ANNOUNCE.replace("release-4.2", "release-4.2 {{ inventory_hostname }}")
    for number in (1, 0):
        run = poster(tasks, "-i", poster.inventory(20), hosts="all")
        assert run.code == 0, run.output
        assert [result["changed"] for result in run.all("Announce")] == [bool(number)] * 20
    assert len(said(emulator)) == 20


def test_a_lost_answer_posts_no_second_message(poster, emulator):
    emulator.fault("drop_after", match=POST)
    run = poster(ANNOUNCE)
    assert run.code == 0, run.output
    assert run["Announce"]["changed"] and run["Announce"]["message_id"]
    assert said(emulator) == ["Version 4.2 is out."]
    again = poster(ANNOUNCE)
    assert not again["Announce"]["changed"]
    assert again["Announce"]["message_id"] == run["Announce"]["message_id"]
    assert len(emulator.writes()) == 1


@pytest.mark.parametrize(
    "quirks",
    [
        {"message_ids": "space", "message_content": "text", "history_order": "newest-first"},
        {"message_ids": "encoded", "id_type": "integer"},
    ],
    ids=lambda quirks: " ".join(quirks.values()),
)
def test_a_message_is_found_again_in_each_form(poster, emulator, quirks):
    emulator.quirk(**quirks)
    emulator.fault("drop_after", match=POST)
    for changed in (True, False):
        run = poster(ANNOUNCE, check_first=False)
        assert run.code == 0 and run["Announce"]["changed"] is changed, run.output
    assert len(said(emulator)) == 1


def test_lost_answers_of_many_hosts_post_one_message_each(poster, emulator):
    tasks = ANNOUNCE.replace("release-4.2", "release-4.2 {{ inventory_hostname }}")
    emulator.fault("drop_after", match=POST, times=8)
    run = poster(tasks, "-i", poster.inventory(8), hosts="all")
    assert run.code == 0, run.output
    assert len({result["message_id"] for result in run.all("Announce")}) == 8
    assert len(said(emulator)) == 8


def test_however_the_channel_is_named_one_message_is_posted_for_a_key(poster, emulator):
    tasks = """
- name: Look
  zoho.cliq.channel_info:
    name: General
  register: general
- name: Announce
  zoho.cliq.message:
    channel: "{{ item.channel | default(omit) }}"
    channel_id: "{{ item.channel_id | default(omit) }}"
    chat_id: "{{ item.chat_id | default(omit) }}"
    text: Version 4.2 is out.
    key: release-4.2
  loop:
    - channel: general
    - channel: General
    - channel_id: "{{ general.channels[0].channel_id }}"
    - chat_id: "{{ general.channels[0].chat_id }}"
"""
    run = poster(tasks)
    assert run.code == 0, run.output
    assert said(emulator) == ["Version 4.2 is out."]


@pytest.mark.parametrize(("at", "sent"), [("before", 0), ("after", 1)])
def test_a_killed_posting_is_settled_by_the_next_run(poster, emulator, at, sent):
    emulator.fault("hold", at=at, match=POST)
    desk = Desk(poster.project, poster.environment)
    desk.play(yaml.safe_load(ANNOUNCE))
    run = desk.start()
    try:
        assert len(emulator.control("held?count=1&wait=60")) == 1
    finally:
        run.kill()
    assert emulator.control("held?count=0&wait=60") == []
    assert len(said(emulator)) == sent
    second = poster(ANNOUNCE)
    if sent:
        assert second.code == 0 and not second["Announce"]["changed"], second.output
        assert second["Announce"]["message_id"]
    else:
        assert second["Announce"]["failure"]["code"] == "outcome_unknown", second.output
    third = poster(ANNOUNCE)
    assert third.code == 0 and third["Announce"]["changed"] is (sent == 0), third.output
    assert said(emulator) == ["Version 4.2 is out."]


def test_without_the_scope_to_read_a_lost_answer_is_reported_until_somebody_looks(playbook, emulator):
    playbook.sign_in(scopes=POSTING)
    emulator.fault("drop_after", match=POST)
    assert playbook(ANNOUNCE).code == 2
    run = playbook(ANNOUNCE)
    assert run["Announce"]["failure"]["code"] == "outcome_unknown"
    assert "the scope ZohoCliq.Messages.READ is not granted" in run["Announce"]["msg"]
    assert said(emulator) == ["Version 4.2 is out."]
    assert len(emulator.writes()) == 1


def test_a_key_outlives_the_consent(poster, emulator):
    assert poster(ANNOUNCE)["Announce"]["changed"]
    poster.sign_in(scopes=READING)
    again = poster(ANNOUNCE)
    assert again.code == 0 and not again["Announce"]["changed"], again.output
    assert len(said(emulator)) == 1


def test_without_a_key_a_lost_answer_is_reported_and_nothing_sent_again(poster, emulator):
    emulator.fault("drop_after", match=POST)
    run = poster(ANNOUNCE.replace("    key: release-4.2\n", ""))
    assert run.code == 2
    assert run["Announce"]["failure"]["code"] == "outcome_unknown"
    assert len(said(emulator)) == 1


def test_a_key_needs_a_store(poster, emulator):
    run = poster(ANNOUNCE + "    state_store: none\n")
    assert run["Announce"]["failure"]["code"] == "no_state_store"
    assert said(emulator) == []


def test_twenty_hosts_pin_a_message_once(playbook, emulator):
    playbook.sign_in(scopes=PINNING)
    posted = playbook(ANNOUNCE)["Announce"]
    tasks = f"""
- name: Pin
  zoho.cliq.pinned_message:
    channel: general
    message_id: "{posted["message_id"]}"
"""
    emulator.control("log", method="DELETE")
    run = playbook(tasks, "-i", playbook.inventory(20), hosts="all")
    assert run.code == 0, run.output
    assert [result["changed"] for result in run.all("Pin")].count(True) == 1
    assert [call.rpartition("/")[2] for call in emulator.writes()] == ["stickymessage"]


@pytest.mark.parametrize("answer", ["empty", "data", "not-found"])
def test_a_chat_without_a_pinned_message_is_known_in_each_form(playbook, emulator, answer):
    playbook.sign_in(scopes=PINNING)
    emulator.quirk(no_sticky_message=answer)
    tasks = """
- name: Unpin
  zoho.cliq.pinned_message:
    channel: general
    state: absent
"""
    run = playbook(tasks)
    assert run.code == 0 and not run["Unpin"]["changed"], run.output


SCHEDULE = """
- name: Schedule
  zoho.cliq.scheduled_message:
    channel: general
    text: Happy new year!
    schedule_time: "2099-01-01T00:00:00"
    timezone: Asia/Kolkata
"""


def scheduled(emulator):
    return [item["text"] for chat in emulator.control("messages") for item in chat["scheduled"]]


def test_twenty_hosts_schedule_a_message_once(playbook, emulator):
    playbook.sign_in(scopes=SCHEDULING)
    run = playbook(SCHEDULE, "-i", playbook.inventory(20), hosts="all")
    assert run.code == 0, run.output
    assert [result["changed"] for result in run.all("Schedule")].count(True) == 1
    assert scheduled(emulator) == ["Happy new year!"]


def test_a_lost_answer_schedules_no_second_message(playbook, emulator):
    playbook.sign_in(scopes=SCHEDULING)
    emulator.fault("drop_after", match={"method": "POST", "path": "/api/v2/chats/*/scheduledmessages"})
    for changed in (True, False):
        run = playbook(SCHEDULE)
        assert run.code == 0 and run["Schedule"]["changed"] is changed, run.output
    assert scheduled(emulator) == ["Happy new year!"]
