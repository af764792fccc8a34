# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users and teams, for reading."""

from __future__ import annotations

from typing import Any

from . import errors, strict
from .clock import iso
from .endpoints import Call, endpoint
from .errors import CliqError
from .model import Team, User
from .present import number_or_text

_STATUSES = ("active", "inactive", "pending", "imported_active", "imported_inactive")


@endpoint("GET", "/users", "ZohoCliq.Users.READ", limit=30, lock=10)
def list_users(call: Call) -> dict[str, Any]:
    query = call.query
    limit = strict.whole_number("limit", query.get("limit"), 100, 100)
    status = query.get("status")
    if status is not None:
        strict.one_of(*_STATUSES)("status", status)
    search = query.get("search", "").lower()
    found = [
        user
        for user in call.emulator.world.users.values()
        if user.organization is call.organization
        and not user.guest
        and status in (None, user.status)
        and (search in user.name.lower() or search in user.email.lower())
    ]
    start = 0
    if "next_token" in query:
        token = query["next_token"]
        if len(token) != 32 or not token.isdigit():
            raise errors.technical()
        start = int(token)
    answer: dict[str, Any] = {}
    more = start + limit < len(found)
    if more:
        answer["next_token"] = f"{start + limit:032d}"
    answer["has_more"] = more
    answer["data"] = [_short(call, user) for user in found[start : start + limit]]
    return answer


def _short(call: Call, user: User) -> dict[str, Any]:
    organization_id = number_or_text(call.emulator, user.organization.id)
    user_id = number_or_text(call.emulator, user.id)
    return {
        "email_id": user.email,
        "zuid": user_id,
        "zoid": organization_id,
        "display_name": user.first_name,
        "name": user.name,
        "organization_id": organization_id,
        "id": user_id,
    }


@endpoint("GET", "/users/*", "ZohoCliq.Users.READ", limit=20, lock=10)
def get_user(call: Call) -> dict[str, Any]:
    user = _user(call)
    return {
        "data": {
            **_short(call, user),
            "first_name": user.first_name,
            "last_name": user.last_name,
            "full_name": user.name,
            "status": user.status,
            "department": {"name": user.department},
            "designation": {"name": user.designation},
        }
    }


def _user(call: Call) -> User:
    # Which error an unknown user gets is not known; every unknown thing in a path is taken to be the same.
    user = call.emulator.world.colleague(call.args[0], call.organization)
    if user is None or user.guest:
        raise errors.url_invalid()
    return user


@endpoint("GET", "/users/*/teams", "ZohoCliq.Users.READ", limit=20, lock=10)
def teams_of_user(call: Call) -> dict[str, Any]:
    user = _user(call)
    teams = call.emulator.world.teams
    return {"data": [_team(call, teams[team_id], user, int(team_id)) for team_id in sorted(user.teams)]}


@endpoint("GET", "/teams", "ZohoCliq.Teams.READ", limit=20, lock=5)
def list_teams(call: Call) -> dict[str, Any]:
    joined = strict.truth("joined", call.query.get("joined"))
    teams = [team for team in call.emulator.world.teams.values() if team.organization is call.organization]
    if joined is not None:
        teams = [team for team in teams if (call.user.id in team.members) is joined]
    return {"teams": [_team(call, team, call.user) for team in teams]}


def _team(call: Call, team: Team, viewer: User, number: int | None = None) -> dict[str, Any]:
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


def _find_team(call: Call) -> Team:
    team = call.emulator.world.teams.get(call.args[0])
    if team is None or team.organization is not call.organization:
        raise CliqError(400, "team_not_exist", "There is no such team.")
    return team


@endpoint("GET", "/teams/*", "ZohoCliq.Teams.READ", limit=20, lock=5)
def get_team(call: Call) -> dict[str, Any]:
    return _team(call, _find_team(call), call.user)


@endpoint("GET", "/teams/*/members", "ZohoCliq.Teams.READ", limit=20, lock=5)
def team_members(call: Call) -> dict[str, Any]:
    rows = []
    for user_id, moderator in _find_team(call).members.items():
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
    return {"members": rows}
