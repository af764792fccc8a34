# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Teams: many hosts at once, lost answers, and what is not certain about Zoho."""

from __future__ import annotations

import pytest

SCOPES = ["ZohoCliq.Teams.ALL", "ZohoCliq.Users.READ", "ZohoCliq.Channels.ALL"]
PEOPLE = {"scott.fisher@zylker.example", "helen.moore@zylker.example"}
TEAM = """
- name: Team
  zoho.cliq.team:
    name: one-for-all
    description: Made once
    members:
      - scott.fisher@zylker.example
      - helen.moore@zylker.example
"""
LIFE = f"""{TEAM}
- name: Team again
  zoho.cliq.team:
    name: ONE-for-all
    members: [HELEN.moore@zylker.example, "62439948"]
- name: Exactly
  zoho.cliq.team: &exactly
    name: one-for-all
    members: [helen.moore@zylker.example, ryan.west@zylker.example]
    members_state: exact
    description: Changed
- name: Exactly again
  zoho.cliq.team: *exactly
- name: Unknown
  zoho.cliq.team:
    name: one-for-all
    members: [nobody@zylker.example]
  ignore_errors: true
  register: unknown
- name: Nobody
  zoho.cliq.user_info:
    email: nobody@zylker.example
- name: Read
  zoho.cliq.team_info:
    name: one-for-all
    members: true
- name: Scott
  zoho.cliq.user_info:
    email: scott.fisher@zylker.example
    teams: true
- name: Delete
  zoho.cliq.team: &gone
    name: one-for-all
    state: absent
- name: Delete again
  zoho.cliq.team: *gone
"""
CHANNELS = """
- name: Unique
  zoho.cliq.channel_info:
    unique_name: supportdesk
    members: true
- name: Of a team
  zoho.cliq.channel_info:
    team_id: "4453477"
    created_by: patricia.boyle@zylker.example
- name: Nowhere
  zoho.cliq.channel_info:
    unique_name: nowhere
"""
VARIANTS = [
    {},
    {"id_type": "integer", "list_envelope": "data", "user_envelope": "flat", "unknown_user": "failed"},
    {
        "mutation_answer": "placeholder",
        "team_update_answer": "empty",
        "unknown_user": "empty",
        "add_existing_member": "reject",
        "team_names": "unique",
    },
]


@pytest.fixture
def for_teams(playbook):
    """The runner of plays, with credentials for teams, users and channels."""
    playbook.sign_in(scopes=SCOPES)
    return playbook


def teams(emulator, name="one-for-all"):
    return [team for team in emulator.control("teams") if team["name"].lower() == name]


def changed(run):
    return [line["task"] for line in run.results if line["result"].get("changed")]


def test_ten_hosts_make_one_team_and_add_everybody_once(for_teams, emulator):
    run = for_teams(TEAM, "-i", for_teams.inventory(10), hosts="all", check_first=False)
    assert run.code == 0, run.output
    results = run.all("Team")
    assert [result["changed"] for result in results].count(True) == 1
    (team,) = teams(emulator)
    assert {result["team"]["team_id"] for result in results} == {team["team_id"]}
    assert set(team["members"]) >= PEOPLE
    assert emulator.writes() == ["POST /api/v2/teams"]


@pytest.mark.parametrize("variant", VARIANTS, ids=lambda variant: " ".join(variant) or "as documented")
def test_a_team_lives_and_dies(for_teams, emulator, variant):
    emulator.quirk(**variant)
    run = for_teams(LIFE)
    assert run.code == 0, run.output
    assert changed(run) == ["Team", "Exactly", "Delete"]
    assert run["Team"]["team"]["description"] == "Made once"
    assert run["Exactly"]["diff"]["after"]["members"] == ["helen.moore@zylker.example", "ryan.west@zylker.example"]
    assert run["Unknown"]["failure"]["code"] == "unknown_people"
    assert run["Nobody"]["users"] == []
    (team,) = run["Read"]["teams"]
    assert [team["description"], team["participant_count"], len(team["members"])] == ["Changed", 2, 2]
    assert isinstance(team["team_id"], str)
    assert all(isinstance(member["user_id"], str) for member in team["members"])
    (scott,) = run["Scott"]["users"]
    assert [scott["id"], [team["team_id"] for team in scott["teams"]]] == ["62439948", ["4453477"]]
    assert teams(emulator) == []


@pytest.mark.parametrize("form", ["typed", "flat", "channel", "data", "result"])
def test_channels_are_found_in_each_way(for_teams, emulator, form):
    others = {} if form == "typed" else {"team_filter": "ignored", "id_type": "integer", "list_envelope": "data"}
    emulator.quirk(channelsbyname=form, **others)
    run = for_teams(CHANNELS)
    assert run.code == 0, run.output
    for task in ("Unique", "Of a team"):
        assert [channel["name"] for channel in run[task]["channels"]] == ["support-desk"]
    assert all(isinstance(one["user_id"], str) for one in run["Unique"]["channels"][0]["members"])
    assert run["Nowhere"]["channels"] == []


@pytest.mark.parametrize("do", ["drop_after", "truncate_json"])
def test_a_team_whose_creation_was_not_answered_is_made_once(for_teams, emulator, do):
    emulator.fault(do, match={"side": "cliq", "method": "POST", "path": "/api/v2/teams"})
    run = for_teams(TEAM, check_first=False)
    assert run.code == 0, run.output
    assert run["Team"]["changed"] is True
    (team,) = teams(emulator)
    assert run["Team"]["team"]["team_id"] == team["team_id"]
    assert set(team["members"]) >= PEOPLE
    assert emulator.writes() == ["POST /api/v2/teams"]


def test_calls_that_were_not_answered_are_not_repeated(for_teams, emulator):
    emulator.story("""
        - {after: team-changed, do: drop_after}
        - {after: team-members-added, do: drop_after}
        - {after: team-members-removed, do: drop_after}
        - {after: team-deleted, do: drop_after}
    """)
    run = for_teams(LIFE, check_first=False)
    assert run.code == 0, run.output
    emulator.assert_told()
    assert changed(run) == ["Team", "Exactly", "Delete"]
    (made, put, added, *removed, deleted) = emulator.writes()
    team = made, put.split("/")[-1]
    assert team[0] == "POST /api/v2/teams"
    assert put == f"PUT /api/v2/teams/{team[1]}"
    assert added == f"POST /api/v2/teams/{team[1]}/members"
    assert [one.rpartition("/")[0] for one in removed] == [f"DELETE /api/v2/teams/{team[1]}/members"] * 2
    assert deleted == f"DELETE /api/v2/teams/{team[1]}"


def test_a_list_that_lags_leads_to_no_second_team(for_teams, emulator):
    emulator.quirk(list_lag=3600)
    for _run in range(2):
        run = for_teams(TEAM, check_first=False)
        assert run.code == 0, run.output
    assert len(teams(emulator)) == 1
    assert emulator.writes().count("POST /api/v2/teams") == 1
