# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Members of channels in real runs: many hosts at once, lost answers, many people, and what is not certain about Zoho."""

from __future__ import annotations

import pytest
import yaml

USERS = ["ZohoCliq.Channels.ALL", "ZohoCliq.Users.READ"]
PATRICIA, SCOTT, RYAN, HELEN, TARIQ = (
    f"{name}@zylker.example" for name in ("patricia.boyle", "scott.fisher", "ryan.west", "helen.moore", "tariq.aziz")
)
FIVE = [SCOTT, RYAN, HELEN, TARIQ, "keiko.mori@zylker.example"]
CHANNEL = {"name": "crew", "level": "private", "creator": PATRICIA, "created": "2026-03-12T10:00:00+05:30"}


def task(**options):
    """A task for the members of the channel of these tests."""
    return yaml.safe_dump([{"name": "Members", "zoho.cliq.channel_members": {"name": "crew", **options}}])


def bot_task(**options):
    return yaml.safe_dump([{"name": "Bot", "zoho.cliq.channel_bot": {"name": "crew", "bot": "oncall", **options}}])


BY_ID = {"state": "absent", "bot_id": "b-1974166000016769011"}


def changed(run):
    return [line["task"] for line in run.results if line["result"]["changed"]]


@pytest.fixture
def crew(playbook, emulator):
    """Signs in to a world with the channel of these tests, with some members and more users; returns the runner of plays."""

    def start(members=(), more_users=0, scopes=None, **channel):
        state = emulator.control("state")
        users = [
            {
                "id": str(70000000 + number),
                "email": f"user{number}@zylker.example",
                "first_name": "User",
                "last_name": "X",
            }
            for number in range(more_users)
        ]
        crew = {**CHANNEL, "members": dict(members), **channel}
        emulator.control("reset", {**state, "users": state["users"] + users, "channels": [*state["channels"], crew]})
        playbook.sign_in(scopes=scopes)
        return playbook

    return start


def roles(emulator):
    (channel,) = emulator.channels("crew")
    return {member["email"]: member["role"] for member in channel["members"]}


def calls(emulator, method, end):
    return [entry for entry in emulator.log(side="cliq", method=method) if entry["path"].endswith(end)]


def test_twenty_hosts_add_the_same_people_once(crew, emulator):
    playbook = crew()
    members = [{"email": email, "role": "moderator"} if email == SCOTT else {"email": email} for email in FIVE]
    run = playbook(task(members=members), "-i", playbook.inventory(20), hosts="all")
    assert run.code == 0, run.output
    results = run.all("Members")
    assert len(results) == 20
    assert [result["changed"] for result in results].count(True) == 1
    assert roles(emulator) == {PATRICIA: "super_admin", **dict.fromkeys(FIVE, "member"), SCOTT: "moderator"}
    assert [path.split(" ")[0] for path in emulator.writes()] == ["POST", "PUT"]
    assert all({one["email_id"]: one["role"] for one in result["members"]} == roles(emulator) for result in results)


def test_twenty_hosts_add_the_same_bot_once(crew, emulator):
    playbook = crew()
    run = playbook(bot_task(), "-i", playbook.inventory(20), hosts="all")
    assert run.code == 0, run.output
    assert [result["changed"] for result in run.all("Bot")].count(True) == 1
    assert emulator.writes() == ["POST /api/v2/bots/oncall/associate"]


def test_a_list_that_lags_leads_to_no_second_call(crew, emulator):
    playbook = crew({RYAN: "member"})
    emulator.quirk(list_lag=2)
    wish = task(members=[{"email": PATRICIA}, {"email": SCOTT, "role": "admin"}], state="exact")
    run = playbook(wish, "-i", playbook.inventory(5), hosts="all", check_first=False)
    assert run.code == 0, run.output
    assert [result["changed"] for result in run.all("Members")].count(True) == 1
    assert [path.split(" ")[0] for path in emulator.writes()] == ["POST", "PUT", "DELETE"]
    assert playbook(wish, "--check")["Members"]["changed"] is False


@pytest.mark.parametrize("fault", ["drop_after", "cut", "truncate_json"])
def test_people_who_were_added_with_a_lost_answer_are_added_once(crew, emulator, fault):
    playbook = crew()
    emulator.quirk(mutation_answer="placeholder")
    emulator.fault(fault, match={"side": "cliq", "method": "POST", "path": "*/members"})
    run = playbook(task(email_ids=FIVE), check_first=False)
    assert run.code == 0, run.output
    assert run["Members"]["changed"] is True
    assert set(roles(emulator)) == {PATRICIA, *FIVE}
    assert len(calls(emulator, "POST", "/members")) == 1
    assert playbook(task(email_ids=FIVE), check_first=False)["Members"]["changed"] is False


def test_people_who_were_not_added_are_added_by_the_next_run(crew, emulator):
    playbook = crew()
    emulator.fault("drop_before", match={"side": "cliq", "method": "POST", "path": "*/members"})
    run = playbook(task(email_ids=FIVE), check_first=False)
    assert run.code == 2
    assert run["Members"]["failure"]["code"] == "outcome_unknown"
    assert set(roles(emulator)) == {PATRICIA}
    assert playbook(task(email_ids=FIVE), check_first=False)["Members"]["changed"] is True
    assert set(roles(emulator)) == {PATRICIA, *FIVE}


@pytest.mark.parametrize("method", ["DELETE", "PUT"])
def test_a_removal_and_a_role_with_a_lost_answer_are_not_repeated(crew, emulator, method):
    playbook = crew({SCOTT: "member", RYAN: "member"})
    emulator.fault("drop_after", match={"side": "cliq", "method": method, "path": "*/members*"})
    run = playbook(task(members=[{"email": PATRICIA}, {"email": SCOTT, "role": "admin"}], state="exact"))
    assert run.code == 0, run.output
    assert roles(emulator) == {PATRICIA: "super_admin", SCOTT: "admin"}
    assert len(emulator.log(side="cliq", method=method)) == 1


def test_a_hundred_and_fifty_people_take_two_calls_and_two_pages_of_users(crew, emulator):
    playbook = crew(more_users=150, scopes=USERS)
    emails = [f"user{number}@zylker.example" for number in range(150)]
    first = playbook(task(email_ids=emails), check_first=False)
    assert first.code == 0, first.output
    assert len(first["Members"]["added"]) == 150
    assert all(member["user_id"] and member["name"] for member in first["Members"]["members"])
    assert len(calls(emulator, "POST", "/members")) == 2
    assert len(calls(emulator, "GET", "/users")) == 2
    second = playbook(task(email_ids=emails), check_first=False)
    assert second["Members"]["changed"] is False
    assert len(calls(emulator, "GET", "/users")) == 2
    gone = playbook(task(email_ids=[PATRICIA], state="exact"), check_first=False)
    assert len(gone["Members"]["removed"]) == 150
    assert len(calls(emulator, "DELETE", "/members")) == 2
    assert roles(emulator) == {PATRICIA: "super_admin"}


@pytest.mark.parametrize("scopes", [USERS, None])
def test_unknown_people_are_named_and_nobody_is_added(crew, emulator, scopes):
    playbook = crew(scopes=scopes)
    wish = [SCOTT, "nobody@zylker.example", "noone@zylker.example"]
    predicted = playbook(task(email_ids=wish), "--check")
    run = playbook(task(email_ids=wish), check_first=False)
    assert run.code == 2
    failure = run["Members"]["failure"]
    if scopes == USERS:
        assert failure["code"] == predicted["Members"]["failure"]["code"] == "unknown_people"
        assert "nobody@zylker.example and noone@zylker.example" in failure["message"]
        assert emulator.writes() == []
    else:
        # Without the scope for users, it is Cliq that refuses.
        assert failure["code"] == "operation_failed"
    assert set(roles(emulator)) == {PATRICIA}


def test_the_own_user_and_the_last_super_admin_stay(crew, emulator):
    playbook = crew({SCOTT: "admin", RYAN: "member"})
    for changed in (True, False):
        run = playbook(task(email_ids=[SCOTT], state="exact"), check_first=False)
        assert run.code == 0, run.output
        assert run["Members"]["changed"] is changed
        assert f"{PATRICIA} stays in the channel 'crew'" in run.message
    assert roles(emulator) == {PATRICIA: "super_admin", SCOTT: "admin"}


def test_whoever_may_be_the_own_user_stays(crew, emulator):
    # These credentials do not tell whose they are.
    playbook = crew({SCOTT: "super_admin", RYAN: "member"})
    for changed in (True, False):
        run = playbook(task(email_ids=[SCOTT], state="exact"))
        assert run.code == 0, run.output
        assert run["Members"]["changed"] is changed
        assert f"{PATRICIA} stays in the channel 'crew'" in run.message
        assert "AaaServer.profile.READ" in run.message
    assert roles(emulator) == {PATRICIA: "super_admin", SCOTT: "super_admin"}


def test_the_last_super_admin_is_not_removed(crew, emulator):
    playbook = crew({SCOTT: "admin"})
    run = playbook(task(email_ids=[PATRICIA], state="absent"), check_first=False)
    assert run.code == 2
    assert run["Members"]["failure"]["code"] == "last_super_admin"
    assert emulator.writes() == []


def test_somebody_outside_of_the_team_is_a_clear_error(crew, emulator):
    playbook = crew(level="team", team_ids=["4453477"])
    run = playbook(task(email_ids=[HELEN]), check_first=False)
    assert run.code == 2
    assert "Only members of the channel's teams can be added" in run["Members"]["msg"]
    assert playbook(task(email_ids=[SCOTT]), check_first=False).code == 0
    assert set(roles(emulator)) == {PATRICIA, SCOTT}


def test_guests_come_into_an_external_channel(crew, emulator):
    playbook = crew(level="external", scopes=USERS)
    wish = task(email_ids=["guest@customer.example", SCOTT])
    assert [playbook(wish, check_first=False)["Members"]["changed"] for _run in range(2)] == [True, False]
    assert set(roles(emulator)) == {PATRICIA, SCOTT, "guest@customer.example"}


LIFE = [
    {"members": [{"email": SCOTT, "role": "admin"}, {"email": RYAN}], "user_ids": ["62440059"], "bots": ["oncall"]},
    {"members": [{"email": SCOTT, "role": "member"}, {"email": RYAN, "role": "super_admin"}]},
    {"email_ids": [PATRICIA, RYAN, TARIQ], "state": "exact", "bots": ["oncall"]},
    {"user_ids": ["62440392"], "state": "absent", "silent": True},
]


VARIANTS = [
    "add-existing-member=reject",
    "role-path=long",
    "role-path=short",
    "bots-in-members=on",
    "id-type=integer",
    "mutation-answer=placeholder",
    "channel-envelope=data",
    "list-envelope=data",
]


@pytest.mark.parametrize(("variant", "scopes"), [("", USERS), ("", None), *((variant, None) for variant in VARIANTS)])
def test_members_converge_whatever_zoho_does(crew, emulator, variant, scopes):
    playbook = crew(scopes=scopes)
    if variant:
        name, value = variant.split("=")
        emulator.control("quirks", {name: value})
    tasks = [
        {"name": f"{number} {what}", "zoho.cliq.channel_members": {"name": "crew", **options}}
        for number, options in enumerate(LIFE)
        for what in ("first", "again")
    ]
    run = playbook(yaml.safe_dump(tasks), check_first=not variant)
    assert run.code == 0, run.output
    assert changed(run) == [f"{number} first" for number in range(len(LIFE))]
    assert roles(emulator) == {PATRICIA: "super_admin", RYAN: "super_admin"}
    (channel,) = emulator.channels("crew")
    assert channel["bots"] == ["oncall"]
    # Another control node has no record of the bot.
    ways = {"there": {}, "gone": BY_ID, "gone already": BY_ID, "back": {}}
    bots = [{**yaml.safe_load(bot_task(**options))[0], "name": name} for name, options in ways.items()]
    other_store = {"ZOHO_CLIQ_STATE_STORE": str(playbook.home / "other-store")}
    end = playbook(yaml.safe_dump(bots), extra_environment=other_store, check_first=False)
    assert end.code == 0, end.output
    assert changed(end) == ["gone", "back"]


def test_check_mode_changes_nothing_and_predicts_what_comes(crew, emulator):
    playbook = crew({RYAN: "admin"})
    wish = task(members=[{"email": SCOTT, "role": "admin"}, {"email": PATRICIA}], bots=["oncall"], state="exact")
    predicted = playbook(wish, "--check")
    assert predicted.code == 0, predicted.output
    assert emulator.writes() == []
    real = playbook(wish, check_first=False)
    assert real["Members"]["diff"] == predicted["Members"]["diff"]
    for key in ("added", "removed", "role_changes", "bots"):
        assert real["Members"][key] == predicted["Members"][key]
    after = playbook(wish, "--check")
    assert after["Members"]["changed"] is False
