# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole workspace in one task: what was planned is done, whatever fails fails alone, and each channel is made once."""

from __future__ import annotations

import pytest
import yaml
from ansible_collections.zoho.cliq.tests.benchmarks.desk import Desk
from ansible_collections.zoho.cliq.tests.integration.plays import documented
from ansible_collections.zoho.cliq.tests.integration.plays.emulator_process import SCOPES

PATRICIA = "patricia.boyle@zylker.example"
SCOTT, HELEN, OLIVIA = (f"{name}@zylker.example" for name in ("scott.fisher", "helen.moore", "olivia.palmer"))
TASK = "Bring about"
CREATE = {"side": "cliq", "method": "POST", "path": "/api/v2/channels"}


@pytest.fixture
def owner(playbook):
    """The runner of plays, with the scopes that the module needs."""
    consent(playbook)
    return playbook


def consent(playbook):
    playbook.sign_in(scopes=sorted({*SCOPES, *documented.scopes(["channels"])}))


def tasks(channels, **options):
    return [{"name": TASK, "zoho.cliq.channels": {"channels": channels, **options}}]


def bring_about(playbook, channels, *arguments, check_first=False, **options):
    return playbook(yaml.safe_dump(tasks(channels, **options)), *arguments, check_first=check_first)


def private(*names, **options):
    return [{"name": name, "level": "private", **options} for name in names]


def by_name(run, key="channels"):
    return {one["name"]: one for one in run[TASK][key]}


def names(emulator):
    return sorted(channel["name"].lstrip("#") for channel in emulator.channels())


WORKSPACE = [
    {
        "name": "launch",
        "level": "private",
        "description": "What is launched",
        "members": [{"email": SCOTT, "role": "admin"}, {"email": HELEN}, {"user_id": "62440022", "role": "moderator"}],
        "bots": ["deploybot"],
        "member_permission": {"special_mentions": True},
    },
    {"name": "news", "level": "organization", "approve": True, "members": [{"email": HELEN}]},
    {"name": "General", "description": "Another one"},
    {
        "name": "support-desk",
        "members_state": "exact",
        "members": [{"email": PATRICIA, "role": "super_admin"}, {"email": SCOTT, "role": "member"}],
    },
]


def test_check_mode_shows_what_the_run_does_and_sends_nothing(owner, emulator):
    checked = bring_about(owner, WORKSPACE, "--check")
    assert checked.code == 0 and checked[TASK]["changed"], checked.output
    assert emulator.writes() == []
    assert list(checked[TASK]["diff"]["after"]) == ["launch", "news", "General", "support-desk"]
    assert checked[TASK]["diff"]["before"]["support-desk"]["members"]["ryan.west@zylker.example"] == "member"
    assert checked[TASK]["diff"]["after"]["support-desk"]["members"] == {PATRICIA: "super_admin", SCOTT: "member"}

    done = bring_about(owner, WORKSPACE)
    assert done.code == 0, done.output
    assert done[TASK]["diff"] == checked[TASK]["diff"]
    assert {name: one["changed"] for name, one in by_name(done).items()} == {
        name: one["changed"] for name, one in by_name(checked).items()
    }
    (launch,) = emulator.channels("launch")
    assert launch["description"] == "What is launched"
    assert emulator.channels("news")[0]["status"] == "created"
    assert emulator.channels("General")[0]["description"] == "Another one"

    writes = emulator.writes()
    again = bring_about(owner, WORKSPACE)
    assert again.code == 0 and again[TASK]["changed"] is False, again.output
    assert again[TASK]["diff"] == {"before": {}, "after": {}}
    assert emulator.writes() == writes


def test_what_fails_is_named_and_leaves_the_others_done(owner, emulator):
    body = '{"code": "operation_not_allowed", "message": "Not yours"}'
    emulator.fault("status", status=400, body=body, match={"method": "PUT", "path": "/api/v2/channels/*"})
    channels = [{"name": "General", "description": "Mine"}, {"name": "support-desk", "level": "private"}]
    run = bring_about(owner, [*private("before"), *channels, *private("after")])
    assert run.code == 2
    told = by_name(run)
    assert [one["changed"] for one in told.values()] == [True, False, False, True]
    assert told["General"]["failure"]["code"] == "operation_not_allowed"
    assert told["support-desk"]["failure"]["code"] == "create_only"
    assert run[TASK]["failure"]["code"] == "channels_failed" and run[TASK]["changed"] is True
    assert "2 of 4 channels failed (General, support-desk)" in run[TASK]["msg"]
    assert names(emulator) == ["General", "after", "before", "support-desk"]


def test_unknown_people_are_named_for_each_channel_and_nothing_is_half_done(owner, emulator):
    channels = [
        *private("one", members=[{"email": "nobody@zylker.example"}, {"email": SCOTT}]),
        *private("two", members=[{"email": HELEN}]),
        *private("three", members=[{"user_id": "99999999"}]),
    ]
    run = bring_about(owner, channels)
    assert run.code == 2
    told = by_name(run)
    assert [one.get("failure", {}).get("code") for one in told.values()] == ["unknown_people", None, "unknown_people"]
    assert "nobody@zylker.example" in told["one"]["msg"] and "99999999" in told["three"]["msg"]
    assert names(emulator) == ["General", "support-desk", "two"]


def test_what_cannot_be_right_is_refused_before_anything_is_asked(owner, emulator):
    for channels, said in (
        (private("a", descripton="x"), "descripton"),
        ([{"level": "private"}], "one of the following is required: name, channel_id"),
        (private("a", "A"), "channels[1] (A) describes the same channel as channels[0]"),
        (private("a", "b", members=[{"role": "admin"}]), "channels[0] (a)"),
        (private("a", "x" * 51), "channels[1]"),
    ):
        run = bring_about(owner, channels)
        assert run.code == 2 and said in run[TASK]["msg"], run.output
    assert emulator.log(side="cliq") == []


# --- pruning ---------------------------------------------------------------------------------------------------------

OTHERS = private("app-one", "app-two", "other", description="By hand")


@pytest.mark.parametrize("options", [{}, {"prune_pattern": "*"}, {"prune_pattern": " "}, {"owner_marker": ""}])
def test_nothing_is_pruned_without_a_limit(owner, emulator, options):
    run = bring_about(owner, private("app-one"), prune="delete", **options)
    assert run.code == 2 and run[TASK]["failure"]["code"] == "invalid_input", run.output
    assert emulator.log(side="cliq") == []


@pytest.mark.parametrize("kind", ["archive", "delete"])
def test_only_what_the_pattern_marks_out_is_pruned(owner, emulator, kind):
    assert bring_about(owner, OTHERS).code == 0
    writes = emulator.writes()
    options = {"prune": kind, "prune_pattern": "APP-*"}
    checked = bring_about(owner, private("app-one"), "--check", **options)
    assert emulator.writes() == writes
    run = bring_about(owner, private("app-one"), **options)
    assert run.code == 0 and run[TASK]["pruned"] == checked[TASK]["pruned"], run.output
    assert [one["name"] for one in run[TASK]["pruned"]] == ["app-two"]
    assert {"General", "app-one", "other", "support-desk"} == set(names(emulator)) - {"app-two"}
    assert [one["status"] for one in emulator.channels("app-two")] == (["archived"] if kind == "archive" else [])
    assert {one["status"] for one in emulator.channels() if "app-two" not in one["name"]} == {"created"}
    assert bring_about(owner, private("app-one"), **options)[TASK]["changed"] is False


def test_only_what_was_described_before_is_pruned_by_its_marker(owner, emulator):
    marker = {"owner_marker": "[by Ansible]"}
    assert bring_about(owner, OTHERS).code == 0
    assert bring_about(owner, private("app-three", "app-four"), **marker).code == 0
    assert emulator.channels("app-three")[0]["description"] == "[by Ansible]"
    run = bring_about(owner, private("app-four"), prune="delete", **marker)
    assert [one["name"] for one in run[TASK]["pruned"]] == ["app-three"]
    assert names(emulator) == ["General", "app-four", "app-one", "app-two", "other", "support-desk"]


def test_nothing_is_pruned_if_something_failed(owner, emulator):
    assert bring_about(owner, OTHERS).code == 0
    failing = {"name": "support-desk", "level": "private"}
    run = bring_about(owner, [failing], prune="delete", prune_pattern="app-*")
    assert run.code == 2 and run[TASK]["pruned"] == []
    assert "Nothing is pruned" in run.message
    assert len(names(emulator)) == 5


# --- once and no more ------------------------------------------------------------------------------------------------

MANY = private(*(f"channel {number:02}" for number in range(30)), members=[{"email": SCOTT}])


@pytest.fixture
def desk(owner):
    """Runs of the owner's folder that go on side by side and can be killed."""
    return Desk(owner.project, owner.environment)


def test_three_runs_at_once_make_each_channel_once(desk, emulator):
    desk.play(tasks(MANY))
    runs = [desk.start() for _run in range(3)]
    try:
        finished = [run.finish() for run in runs]
    finally:
        for run in runs:
            run.kill()
    assert [one.code for one in finished] == [0, 0, 0], [one.output for one in finished]
    assert emulator.writes() == ["POST /api/v2/channels"] * 30
    assert len(names(emulator)) == 32
    assert sum(one["changed"] for run in finished for result in run.all(TASK) for one in result["channels"]) == 30
    assert emulator.counters()["token_requests"] == 1


def test_a_lost_answer_makes_no_second_channel(owner, emulator):
    emulator.fault("drop_after", match=CREATE, times=2)
    run = bring_about(owner, MANY[:6])
    assert run.code == 0 and run[TASK]["changed"], run.output
    assert len(names(emulator)) == 8
    assert emulator.writes().count("POST /api/v2/channels") == 6
    assert bring_about(owner, MANY[:6])[TASK]["changed"] is False


@pytest.mark.parametrize(("at", "codes"), [("after", [0]), ("before", [2, 0])])
def test_a_killed_run_is_taken_up_by_the_next(desk, emulator, at, codes):
    # All that are under way at the same time stand still, after some others went through.
    emulator.story(f"[{{{at}: channel-made, count: 5, times: null, do: hold}}]")
    desk.play(tasks(MANY[:12]))
    run = desk.start()
    try:
        assert len(emulator.control("held?count=4&wait=60")) == 4
    finally:
        run.kill()
    assert emulator.control("held?count=0&wait=60") == []
    emulator.control("faults", method="DELETE")
    for code in codes:
        finished = desk.start().finish()
        assert finished.code == code, finished.output
    assert names(emulator) == sorted(["General", "support-desk", *(channel["name"] for channel in MANY[:12])])


def test_a_list_that_lags_makes_no_second_channel(owner, emulator):
    emulator.quirk(list_lag=600)
    assert bring_about(owner, private("one", "two")).code == 0
    assert bring_about(owner, private("one", "two"), "--check")[TASK]["changed"] is False
    again = bring_about(owner, private("one", "two", "three"))
    assert {name: one["changed"] for name, one in by_name(again).items()} == {"one": False, "two": False, "three": True}
    assert emulator.writes() == ["POST /api/v2/channels"] * 3


def test_a_hundred_and_thirty_members_go_in_two_calls(playbook, emulator):
    state = emulator.control("state")
    people = [
        {"id": str(70000000 + number), "email": f"person{number}@zylker.example", "first_name": f"P{number}"}
        for number in range(130)
    ]
    emulator.control("reset", {**state, "users": [*state["users"], *people]})
    consent(playbook)
    channels = private(
        "crowd", members_state="exact", members=[{"email": PATRICIA}, *({"email": one["email"]} for one in people)]
    )
    run = bring_about(playbook, channels)
    assert run.code == 0, run.output
    (crowd,) = emulator.channels("crowd")
    assert len(crowd["members"]) == 131
    assert emulator.writes() == ["POST /api/v2/channels", f"POST /api/v2/channels/{crowd['channel_id']}/members"]
    assert bring_about(playbook, channels)[TASK]["changed"] is False


def test_a_run_that_takes_long_says_how_far_it_is(owner, emulator):
    emulator.fault("slow", seconds=6, match=CREATE)
    run = bring_about(owner, private("one", "two"))
    assert run.code == 0, run.output
    assert "zoho.cliq.channels: 1 of 2 done, 1 changed, 0 failed." in run.message
