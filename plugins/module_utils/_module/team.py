# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The resource body of zoho.cliq.team: one team, present or absent, and its members."""

from __future__ import annotations

import contextlib
import dataclasses
import time
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import errors
from ansible_collections.zoho.cliq.plugins.module_utils._cliq import teams as cliq
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.client import CliqClient
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.teams import Team, TeamMember
from ansible_collections.zoho.cliq.plugins.module_utils._errors import ApiError, InvalidInput, OutcomeUnknown
from ansible_collections.zoho.cliq.plugins.module_utils._module import _specs, _team_members
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Body, Context, Params, Result
from ansible_collections.zoho.cliq.plugins.module_utils._module._creations import (
    SETTLE_PAUSES,
    Creation,
    OneCreation,
    as_they_are,
)
from ansible_collections.zoho.cliq.plugins.module_utils._module._people import People
from ansible_collections.zoho.cliq.plugins.module_utils._module._plan import Plan, Step
from ansible_collections.zoho.cliq.plugins.module_utils._module._team_members import Membership

ARGUMENT_SPEC: _specs.Spec = {
    **_specs.API,
    "name": {"type": "str"},
    "team_id": {"type": "str"},
    "state": {"type": "str", "default": "present", "choices": ["present", "absent"]},
    "description": {"type": "str"},
    "members": {"type": "list", "elements": "str"},
    "members_state": {"type": "str", "default": "present", "choices": ["present", "absent", "exact"]},
}


@dataclasses.dataclass
class TeamPlan(Plan):
    """
    The plan for one team.

    ``team`` is the team as it is, or None; ``expected`` and ``members`` are what will be there, None for nothing and for
    members that the task does not name. The steps keep all three up to date.
    """

    team: Team | None = None
    expected: Team | None = None
    members: list[TeamMember] | None = None


def run(context: Context) -> Result:
    """Bring one team into the wished state: read, plan, and apply unless in check mode."""
    params = context.params
    _check(params)
    client = context.connect()
    teams = cliq.Teams(client)
    # Looking and changing form one step: hosts and forks that wish for the same team at once must make one of it.
    with contextlib.nullcontext() if context.check_mode else context.guard(_guard_key(params)):
        team = _by_id(params, teams) if params["team_id"] else _by_name(context, teams)
        plan = _planned(context, client, teams, team)
        if not context.check_mode:
            _carry_out(context, plan)
    result = plan.result()
    if plan.expected is not None:
        result["team"] = plan.expected
        if plan.members is not None:
            result["members"] = plan.members
    return result


def _carry_out(context: Context, plan: TeamPlan) -> None:
    """Take the steps of a plan; what they change of a team that was there is on record, even if one of them fails."""
    before, done = plan.team, False
    try:
        plan.carry_out()
        done = True
    finally:
        if before is not None and plan.changed:
            _note_change(context, before, plan, done)


def _note_change(context: Context, before: Team, plan: TeamPlan, done: bool) -> None:
    team_id = before["team_id"]
    members = [member["user_id"] for member in plan.members] if done and plan.members is not None else None
    if done and plan.expected is None:
        _record_of(context, before).removed(team_id)
        return
    _record_of(context, before).changed(team_id, members)
    if plan.expected is not None and not cliq.same_name(plan.expected["name"], before["name"]):
        _record_of(context, plan.expected).changed(team_id, members)


def _check(params: Params) -> None:
    """Refuse what Cliq would refuse, before the first request; raises InvalidInput."""
    name = params["name"]
    if name is None and params["team_id"] is None:
        raise InvalidInput("The team is missing: give its name or its team_id.")
    if name is not None:
        length = len(name.strip())
        if length == 0:
            raise InvalidInput("name is empty: give the team a name of 1 to 30 characters.")
        if length > cliq.NAME_LIMIT:
            raise InvalidInput(f"name has {length} characters, and Cliq allows {cliq.NAME_LIMIT}: shorten it.")
    if params["team_id"] is not None:
        cliq.check_team_id(params["team_id"])
    if params["members"] is None and params["members_state"] != "present":
        raise InvalidInput(
            f"members_state is {params['members_state']}, and members is missing: name the people, or remove members_state."
        )
    whos = _team_members.checked(params["members"] or ())
    if params["members_state"] == "exact" and not whos:
        raise InvalidInput(
            "members_state is exact and members names nobody, which would remove everybody: name those who shall stay."
        )


def _guard_key(params: Params) -> str:
    return _key(params["name"]) if params["team_id"] is None else f"team id {params['team_id']}"


def _key(name: str) -> str:
    return f"team {name.strip().casefold()}"


# --- which team is meant ---------------------------------------------------------------------------------------------


def _by_id(params: Params, teams: cliq.Teams) -> Team | None:
    team = teams.by_id(params["team_id"])
    if team is None and params["state"] != "absent":
        raise InvalidInput(
            f"There is no team with the id {params['team_id']} that these credentials can see. To create a team, leave "
            "team_id out and give name.",
            code="team_not_found",
        )
    return team


def _by_name(context: Context, teams: cliq.Teams) -> Team | None:
    """Return the team of that name, also one that was made a short time ago and that the list does not show yet."""
    name = context.params["name"]
    found = _single(name, _as_they_are(context, teams, teams.named(name))) or _recorded(context, teams)
    if found is None and context.params["state"] == "present" and not context.check_mode:
        found = _creation(context, teams).settled()
    return found


def _single(name: str, found: list[Team]) -> Team | None:
    if len(found) > 1:
        ids = " and ".join(team["team_id"] for team in found)
        raise InvalidInput(
            f"{len(found)} teams are named {name.strip()!r}: {ids}. Say which one is meant with team_id.",
            code="ambiguous_name",
        )
    return found[0] if found else None


def _record(context: Context) -> Creation:
    return Creation(context.notebook(), _key(context.params["name"]))


def _record_of(context: Context, team: Team) -> Creation:
    return Creation(context.notebook(), _key(team["name"]))


def _as_they_are(context: Context, teams: cliq.Teams, found: list[Team]) -> list[Team]:
    return as_they_are(found, "team_id", lambda one: _record_of(context, one), teams.by_id, cliq.same_name)


def _recorded(context: Context, teams: cliq.Teams) -> Team | None:
    team_id = _record(context).known_id()
    team = None if team_id is None else teams.by_id(team_id)
    return team if team is not None and cliq.same_name(team["name"], context.params["name"]) else None


def _creation(context: Context, teams: cliq.Teams) -> OneCreation[Team]:
    name = context.params["name"].strip()

    return OneCreation(
        _record(context),
        f"the team {name!r}",
        lambda _intent: _single(name, teams.named(name)),
        lambda team: str(team["team_id"]),
    )


# --- what has to be done ---------------------------------------------------------------------------------------------


def _planned(context: Context, client: CliqClient, teams: cliq.Teams, team: Team | None) -> TeamPlan:
    if context.params["state"] == "absent":
        return _removal(context, teams, team)
    people = People(context, client)
    return _new(context, teams, people) if team is None else _update(context, teams, people, team)


def _removal(context: Context, teams: cliq.Teams, team: Team | None) -> TeamPlan:
    if team is None:
        return TeamPlan({}, {})
    there = team

    def delete() -> None:
        """Delete the team; where the answer was lost, or somebody else was faster, its absence is what counts."""
        try:
            teams.delete(there["team_id"])
        except OutcomeUnknown:
            if teams.by_id(there["team_id"]) is not None:
                raise
        except ApiError as exc:
            if not errors.is_not_found(exc):
                raise

    return TeamPlan(_summary(team), {}, [Step("delete the team", delete)], team=there)


def _new(context: Context, teams: cliq.Teams, people: People) -> TeamPlan:
    params = context.params
    body: dict[str, t.Any] = {"name": params["name"].strip()}
    if params["description"]:
        body["description"] = params["description"]
    expected = {"name": body["name"], "description": params["description"] or ""}
    plan = TeamPlan({}, dict(expected), expected=expected)
    first: list[TeamMember] = []
    rest = Membership([], [], [])
    if params["members"] is not None:
        wished = _team_members.planned(context, people, repr(body["name"]), [], _whos(params))
        first, rest.new = wished.new[: cliq.BATCH], wished.new[cliq.BATCH :]
        plan.members = wished.new
        plan.after["members"] = _team_members.shown(wished.new)
    if first:
        body["user_ids"] = [member["user_id"] for member in first]

    def create() -> None:
        plan.team = _creation(context, teams).made(lambda: teams.create(body))
        plan.expected = {**expected, **plan.team}

    def look() -> None:
        """Read who is in the new team besides those named, since Cliq may add its creator; the list may lag behind."""
        team_id = _id_of(plan)
        listed = teams.members(team_id)
        ids = {member["user_id"] for member in listed}
        plan.members = listed + [member for member in plan.members or () if member["user_id"] not in ids]
        if params["members_state"] == "exact":
            now = _team_members.planned(context, people, repr(body["name"]), plan.members, _whos(params))
            for step in _team_members.steps(teams, lambda: team_id, now):
                step.run()
            plan.members = now.afterwards
        plan.expected = {**(plan.expected or {}), "participant_count": len(plan.members)}

    plan.steps.append(Step("create the team", create))
    plan.steps += _team_members.steps(teams, lambda: _id_of(plan), rest)
    if params["members"] is not None:
        plan.steps.append(Step("read its members", look))
    return plan


def _id_of(plan: TeamPlan) -> str:
    """Return the id of the team, which a new one has once it is created."""
    return str((plan.team or {}).get("team_id", ""))


def _update(context: Context, teams: cliq.Teams, people: People, team: Team) -> TeamPlan:
    params = context.params
    changes = _changes(params, teams, team)
    before = {"name": team["name"], "description": team["description"]}
    plan = TeamPlan(before, {**before, **changes}, team=team, expected={**team, **changes})
    if changes:
        plan.steps.append(Step("change the team", lambda: _change(plan, teams, team, changes)))
    if params["members"] is not None:
        there = _members(context, teams, team)
        membership = _team_members.planned(context, people, repr(team["name"]), there, _whos(params))
        plan.before["members"] = _team_members.shown(there)
        plan.after["members"] = _team_members.shown(membership.afterwards)
        plan.steps += _team_members.steps(teams, lambda: str(team["team_id"]), membership)
        plan.members = membership.afterwards
        plan.expected = {**team, **changes, "participant_count": len(plan.members)}
    return plan


def _members(context: Context, teams: cliq.Teams, team: Team) -> list[TeamMember]:
    """Return who is in a team, once the list shows what was changed a moment ago by anybody who shares the state store."""
    there = teams.members(team["team_id"])
    known = _record_of(context, team).members_now(team["team_id"])
    for pause in SETTLE_PAUSES:
        if known is None or {member["user_id"] for member in there} == set(known):
            break
        time.sleep(pause)
        there = teams.members(team["team_id"])
    return there


def _changes(params: Params, teams: cliq.Teams, team: Team) -> dict[str, str]:
    changes: dict[str, str] = {}
    name = (params["name"] or "").strip()
    if params["team_id"] and name and not cliq.same_name(name, team["name"]):
        _check_name_is_free(teams, name, team)
        changes["name"] = name
    if params["description"] is not None and params["description"] != team["description"]:
        changes["description"] = params["description"]
    return changes


def _check_name_is_free(teams: cliq.Teams, name: str, team: Team) -> None:
    """Raise InvalidInput if another team has the new name: Cliq may not mind, but no task could name either any more."""
    others = [other["team_id"] for other in teams.named(name) if other["team_id"] != team["team_id"]]
    if others:
        raise InvalidInput(
            f"The team {team['team_id']} cannot get the name {name!r}, because {' and '.join(others)} has it already: choose "
            "another name, or rename that team first.",
            code="ambiguous_name",
        )


def _change(plan: TeamPlan, teams: cliq.Teams, team: Team, changes: dict[str, str]) -> None:
    """Change the team; where the answer was lost, the team itself decides."""
    try:
        answered = teams.update(team, changes)
    except OutcomeUnknown:
        now = teams.by_id(team["team_id"])
        if now is None or any(now[key] != value for key, value in changes.items()):
            raise
        answered = now
    count = (plan.expected or {}).get("participant_count", answered.get("participant_count"))
    plan.expected = {**answered, "participant_count": count}


def _whos(params: Params) -> list[str]:
    return _team_members.checked(params["members"])


def _summary(team: Team) -> dict[str, t.Any]:
    return {key: team[key] for key in ("name", "description", "team_id")}


BODY = Body(
    name="team",
    argument_spec=ARGUMENT_SPEC,
    run=run,
    converges=True,
    constraints={"required_one_of": [("name", "team_id")]},
)
