# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens at Zoho in the middle of a run: each channel is there once at the end, or the run says what is missing."""

from __future__ import annotations

import time

import pytest
import yaml
from ansible_collections.zoho.cliq.tests.integration.plays import documented
from ansible_collections.zoho.cliq.tests.integration.plays.emulator_process import SCOPES

SCOTT, HELEN = "scott.fisher@zylker.example", "helen.moore@zylker.example"
TASK = "Bring about"
TWELVE = [
    {"name": f"channel {number:02}", "level": "private", "members": [{"email": SCOTT}, {"email": HELEN}]}
    for number in range(12)
]


@pytest.fixture
def owner(playbook):
    """The runner of plays, with the scopes that the module needs."""
    playbook.sign_in(scopes=sorted({*SCOPES, *documented.scopes(["channels", "message"]), "ZohoCliq.Messages.READ"}))
    return playbook


def bring_about(playbook, channels=TWELVE, **more):
    task = {"name": TASK, "zoho.cliq.channels": {"channels": channels, **more.pop("options", {})}}
    return playbook(yaml.safe_dump([task]), check_first=False, **more)


def assert_all_are_there(emulator, channels=TWELVE):
    there = {channel["name"]: channel for channel in emulator.channels()}
    assert sorted(set(there) - {"General", "support-desk"}) == [channel["name"] for channel in channels]
    assert len(there) == len(emulator.channels())
    for channel in channels:
        assert {SCOTT, HELEN} <= {member["email"] for member in there[channel["name"]]["members"]}


def created(emulator, status=200):
    return len(emulator.log(side="cliq", method="POST", path="/api/v2/channels", status=status))


# --- tokens ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["evict", "clock, advance: 3600"], ids=["evicted", "an hour passes"])
def test_a_token_that_stops_working_is_refreshed_once_and_nothing_is_made_twice(owner, emulator, what):
    emulator.story(f"[{{after: channel-made, count: 3, do: {what}}}]")
    run = bring_about(owner)
    emulator.assert_told()
    assert run.code == 0, run.output
    assert_all_are_there(emulator)
    assert created(emulator, status=401) >= 1
    assert created(emulator) == 12
    assert emulator.counters()["token_requests"] == 2


def test_refresh_tokens_that_are_revoked_end_the_run_with_what_was_done(owner, emulator):
    emulator.story("[{after: channel-made, count: 3, do: revoke}]")
    run = bring_about(owner)
    emulator.assert_told()
    assert run.code == 2
    told = [one.get("failure", {}).get("code") for one in run[TASK]["channels"]]
    assert told.count(None) == created(emulator) == 3
    assert set(told) == {None, "invalid_code"}
    assert emulator.counters()["token_requests"] == 2


# --- limits ----------------------------------------------------------------------------------------------------------


def test_calls_that_somebody_else_used_up_are_not_tried_again(owner, emulator):
    emulator.story("[{after: channel-made, count: 3, do: lock, endpoint: POST /channels}]")
    paced = {"options": {"rate_limit_wait": 1}, "extra_environment": {"ZOHO_CLIQ_PACE_REQUESTS": "true"}}
    refused = []
    for _run in range(2):
        run = bring_about(owner, **paced)
        emulator.assert_told()
        assert run.code == 2
        failures = [one["failure"] for one in run[TASK]["channels"] if "failure" in one]
        assert [failure["code"] for failure in failures] == ["request_limit_exceeded"] * 9
        assert "POST /channels has no turn for another" in run[TASK]["msg"]
        assert created(emulator) == 3
        refused.append(created(emulator, status=400))
    # Those that were under way learned of it from Cliq, everything else was told, the second run too.
    assert 1 <= refused[0] <= 4
    assert refused[1] == refused[0]
    emulator.control("clock", {"advance": 301})
    # A store that knows nothing of the lock, nor of the channels.
    owner.environment["ZOHO_CLIQ_STATE_STORE"] = str(owner.home / "other-store")
    again = bring_about(owner, **paced)
    assert again.code == 0, again.output
    assert_all_are_there(emulator)
    assert created(emulator) == 12


# --- clocks ----------------------------------------------------------------------------------------------------------


def test_a_clock_that_is_set_back_hides_no_channel(owner, emulator):
    """Cliq says that the channel whose answer was lost is an hour older than the request for it."""
    emulator.story("""
        - {after: channel-made, count: 3, do: clock, shift: -3600}
        - {after: channel-made, do: drop_after}
    """)
    run = bring_about(owner)
    emulator.assert_told()
    assert run.code == 0, run.output
    assert_all_are_there(emulator)
    assert created(emulator) == 12


ANNOUNCE = """
- name: Announce
  zoho.cliq.message:
    channel: general
    text: Version 4.2 is out.
    key: release-4.2
"""


@pytest.fixture
def shifted(emulator):
    """Zoho's clock is so many seconds ahead of the client's, in the language of stories."""

    def step(seconds):
        return f"{{do: clock, shift: {seconds - (emulator.control('clock')['now'] - time.time())}}}"

    return step


@pytest.mark.parametrize("seconds", [-1, 90, 600])
def test_a_message_whose_answer_is_lost_is_found_though_clocks_differ(owner, emulator, shifted, seconds):
    emulator.story(f"[{shifted(seconds)}, {{after: message-posted, do: drop_after}}]")
    run = owner(ANNOUNCE, check_first=False)
    emulator.assert_told()
    assert run.code == 0 and run["Announce"]["changed"], run.output
    assert len(emulator.log(side="cliq", method="POST")) == 1
    assert owner(ANNOUNCE, check_first=False)["Announce"]["changed"] is False


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(-90, "may be it, but nobody can tell for certain"), (-600, "check in Cliq that it is not there")],
)
def test_a_message_that_is_older_than_its_posting_is_told_and_not_posted_again(owner, emulator, shifted, seconds, said):
    emulator.story(f"[{shifted(seconds)}, {{after: message-posted, do: drop_after}}]")
    for _run in range(2):
        run = owner(ANNOUNCE, check_first=False)
        assert run.code == 2 and run["Announce"]["failure"]["code"] == "outcome_unknown", run.output
        assert len(emulator.log(side="cliq", method="POST")) == 1
    emulator.assert_told()
    assert said in run["Announce"]["msg"]


# --- answers that get lost -------------------------------------------------------------------------------------------


def test_a_creation_that_no_list_shows_yet_is_found_by_its_address(owner, emulator):
    emulator.story("""
        - {do: lag, seconds: 600}
        - {after: channel-made, count: 3, do: drop_after, times: 3}
    """)
    run = bring_about(owner)
    emulator.assert_told()
    assert run.code == 0, run.output
    assert_all_are_there(emulator)
    assert created(emulator) == 12
    assert bring_about(owner)[TASK]["changed"] is False


def test_a_creation_that_cannot_be_found_yet_is_told_and_found_by_a_later_run(owner, emulator):
    """Another channel has the address that the new one would have."""
    taken = {"name": "release train", "level": "private"}
    assert bring_about(owner, [taken]).code == 0
    emulator.story("""
        - {do: lag, seconds: 600}
        - {after: channel-made, match: {name: release-train}, do: drop_after}
        - {wait: 600, do: lag, seconds: 0}
    """)
    wanted = [{"name": "release-train", "level": "private"}]
    run = bring_about(owner, wanted)
    assert run.code == 2
    assert run[TASK]["channels"][0]["failure"]["code"] == "outcome_unknown"
    assert len(emulator.channels("release-train")) == 1
    emulator.control("clock", {"advance": 600})
    emulator.assert_told()
    again = bring_about(owner, wanted)
    assert again.code == 0, again.output
    assert created(emulator) == 2
    assert len(emulator.channels("release-train")) == 1


def test_a_creation_that_broke_off_before_its_members_were_in_is_completed(owner, emulator):
    emulator.story("[{before: members-added, count: 3, do: drop_before}]")
    run = bring_about(owner)
    emulator.assert_told()
    assert run.code == 0, run.output
    assert_all_are_there(emulator)
    assert len(emulator.log(side="cliq", method="POST", path="/api/v2/channels")) == 12


def test_a_creation_that_cliq_does_after_the_client_has_given_up_is_not_repeated(owner, emulator):
    create = "{method: POST, path: /api/v2/channels}"
    emulator.story(f"[{{match: {create}, count: 3, do: slow, at: before, seconds: 4}}]")
    run = bring_about(owner, options={"timeout": 1})
    emulator.assert_told()
    assert run.code == 0, run.output
    assert_all_are_there(emulator)
    assert created(emulator) == 12
