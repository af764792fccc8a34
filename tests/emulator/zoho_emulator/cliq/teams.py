# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Teams: what the page about teams in Zoho's documentation of v2 has. Admins of the organization and moderators write."""

from __future__ import annotations

from typing import Any

from ..faults.points import passing
from ..world import past
from ..world.clock import iso
from ..world.model import Team, User
from . import access, errors, people, strict
from .endpoints import NOTHING, Call, endpoint
from .errors import CliqError
from .present import number_or_text

_MOST_AT_ONCE = 100
_UPDATABLE = {"name": strict.text(30, shortest=1), "description": strict.text(10500)}
_CREATABLE = {**_UPDATABLE, "user_ids": strict.ids}


def shown(call: Call, team: Team, viewer: User, number: int | None = None) -> dict[str, Any]:
    """A team as lists and answers have it."""
    return {
        "name": team.name,
        "creation_time": iso(team.created, team.organization.zone),
        "organization_id": number_or_text(call.emulator, team.organization.id),
        "is_active": True,
        "is_moderator": team.members.get(viewer.id, False),
        "description": team.description,
        "team_id": number_or_text(call.emulator, team.id) if number is None else number,
        "joined": viewer.id in team.members,
        "participant_count": len(team.members),
    }


def find(call: Call) -> Team:
    team = call.emulator.world.teams.get(call.args[0])
    if team is None or team.organization is not call.organization:
        raise CliqError(400, "team_not_exist", "There is no such team.")
    return team


def _find_to_change(call: Call) -> Team:
    team = find(call)
    if not call.user.organization_admin and not team.members.get(call.user.id, False):
        raise access.refuse(call)
    return team


@endpoint("GET", "/teams", "ZohoCliq.Teams.READ", limit=20, lock=5)
def list_teams(call: Call) -> dict[str, Any]:
    joined = strict.truth("joined", call.query.get("joined"))
    seen = past.teams(call.emulator.world, call.emulator.quirks["list-lag"])
    found = [team for team in seen if team.organization is call.organization]
    if joined is not None:
        found = [team for team in found if (call.user.id in team.members) is joined]
    return {call.list_key("teams"): [shown(call, team, call.user) for team in found]}


@endpoint("GET", "/teams/*", "ZohoCliq.Teams.READ", limit=20, lock=5)
def get_team(call: Call) -> dict[str, Any]:
    return shown(call, find(call), call.user)


@endpoint("POST", "/teams", "ZohoCliq.Teams.CREATE", limit=20, lock=5, body=True)
def create(call: Call) -> dict[str, Any]:
    """Whoever makes a team is in it as its moderator."""
    strict.keys(call.body, _CREATABLE, required=("name",))
    if not call.user.organization_admin:
        raise access.refuse(call)
    users = _colleagues(call, call.body.get("user_ids", []))
    _demand_free_name(call, None)
    world = call.emulator.world
    with passing("team-made", call.body["name"]):
        team = world.new_team(call.body["name"], call.body.get("description", ""), call.user)
    if users:
        with passing("team-members-added", team.name):
            for user in users:
                world.join_team(team, user)
    return shown(call, team, call.user)


@endpoint("PUT", "/teams/*", "ZohoCliq.Teams.UPDATE", limit=20, lock=5, body=True)
def update(call: Call) -> object:
    team = _find_to_change(call)
    strict.keys(call.body, _UPDATABLE)
    if not call.body:
        raise errors.missing("name")
    _demand_free_name(call, team)
    with passing("team-changed", team.name):
        team.name = call.body.get("name", team.name)
        team.description = call.body.get("description", team.description)
    return NOTHING if call.emulator.quirks["team-update-answer"] == "empty" else shown(call, team, call.user)


@endpoint("DELETE", "/teams/*", "ZohoCliq.Teams.DELETE", limit=20, lock=5)
def delete(call: Call) -> object:
    team = _find_to_change(call)
    with passing("team-deleted", team.name):
        call.emulator.world.remove_team(team)
    return NOTHING


def _demand_free_name(call: Call, own: Team | None) -> None:
    """Whether Zoho minds two teams of one name is not known."""
    name = call.body.get("name")
    if name is None or call.emulator.quirks["team-names"] == "free":
        return
    for team in call.emulator.world.teams.values():
        if team is not own and team.organization is call.organization and team.name.lower() == name.lower():
            raise errors.failed(f"There is a team {team.name} already.")


# Members


@endpoint("GET", "/teams/*/members", "ZohoCliq.Teams.READ", limit=20, lock=5)
def list_members(call: Call) -> dict[str, Any]:
    team = past.members(call.emulator.world, find(call), call.emulator.quirks["list-lag"])
    rows = []
    for user_id, moderator in team.members.items():
        user = call.emulator.world.users[user_id]
        rows.append(
            {
                "email_id": user.email,
                "user_id": number_or_text(call.emulator, user.id),
                "display_name": user.first_name,
                "is_moderator": moderator,
                "user_type": "user",
                "role": "moderator" if moderator else "member",
                "full_name": user.name,
            }
        )
    return {call.list_key("members"): rows}


@endpoint("POST", "/teams/*/members", "ZohoCliq.Teams.UPDATE", limit=20, lock=5, body=True)
def add_members(call: Call) -> object:
    team = _find_to_change(call)
    strict.keys(call.body, {"user_ids": strict.ids}, required=("user_ids",))
    if not call.body["user_ids"]:
        raise errors.missing("user_ids")
    if len(call.body["user_ids"]) > _MOST_AT_ONCE:
        raise errors.failed(f"No more than {_MOST_AT_ONCE} users at once.")
    users = _colleagues(call, call.body["user_ids"])
    if call.emulator.quirks["add-existing-member"] == "reject" and any(user.id in team.members for user in users):
        raise errors.failed("Somebody is already a member of this team.")
    with passing("team-members-added", team.name):
        for user in users:
            call.emulator.world.join_team(team, user)
    return NOTHING


@endpoint("DELETE", "/teams/*/members/*", "ZohoCliq.Teams.UPDATE", limit=20, lock=5)
def remove_member(call: Call) -> object:
    team = _find_to_change(call)
    if call.args[1] not in team.members:
        raise errors.failed("There is no such member in this team.")
    with passing("team-members-removed", team.name):
        call.emulator.world.leave_team(team, call.emulator.world.users[call.args[1]])
    return NOTHING


def _colleagues(call: Call, user_ids: list[str]) -> list[User]:
    users = people.named(call, {"user_ids": user_ids}, "private")
    if any(user.guest for user in users):
        raise errors.failed("Somebody is not a user of the organization.")
    return users
