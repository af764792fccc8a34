# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""People, as one asks for them: GET /users and what is below it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from ..world.model import User
from . import errors, pages, people, strict, teams, zones
from .endpoints import Call, endpoint
from .present import number_or_text

_STATUSES = ("active", "inactive", "pending", "imported_active", "imported_inactive")
_FIELDS = ("display_name", "mobile", "department", "designation", "all")
_LONGEST_AGO = 7 * 24 * 3600.0


@endpoint("GET", "/users", "ZohoCliq.Users.READ", limit=30, lock=10)
def list_users(call: Call) -> dict[str, Any]:
    query = call.query
    for key, allowed in (("status", _STATUSES), ("plan_type", ("paid", "free")), ("sort_by", ("usage",))):
        if key in query:
            strict.one_of(*allowed)(key, query[key])
    fields = _fields(call)
    status = query.get("status")
    search = query.get("search", "").lower()
    since = _since(call)
    found = [
        user
        for user in call.emulator.world.users.values()
        if user.organization is call.organization
        and not user.guest
        and status in (None, user.status)
        and (search in user.name.lower() or search in user.email.lower())
        and (since is None or user.modified > since)
        and query.get("plan_type") != "free"  # everybody here is paid for
    ]
    page, following = pages.cut(call, found, int(call.emulator.quirks["default-limit"]))
    answer: dict[str, Any] = {} if following is None else {"next_token": following}
    answer["has_more"] = following is not None
    answer["data"] = [{**short(call, user), **_extra(call, user, fields)} for user in page]
    return answer


def _fields(call: Call) -> set[str]:
    wanted = set(filter(None, call.query.get("fields", "").split(",")))
    if not wanted.issubset(_FIELDS):
        raise errors.mismatch("fields")
    return set(_FIELDS) if "all" in wanted else wanted


def _extra(call: Call, user: User, fields: set[str]) -> dict[str, Any]:
    """The further fields that a list shows on demand."""
    known: dict[str, Any] = {
        "mobile": user.profile.get("mobile", ""),
        "department": _unit(call, user, "department"),
        "designation": _unit(call, user, "designation"),
    }
    return {key: value for key, value in known.items() if key in fields}


def _since(call: Call) -> float | None:
    """`modified_after`, which reaches seven days back and no further."""
    text = call.query.get("modified_after")
    if text is None:
        return None
    moment = strict.moment("modified_after", text, "iso")
    return max(moment, call.emulator.clock.now() - _LONGEST_AGO)


def short(call: Call, user: User) -> dict[str, Any]:
    """Somebody as lists have them."""
    organization_id = number_or_text(call.emulator, user.organization.id)
    user_id = number_or_text(call.emulator, user.id)
    return {
        "email_id": user.email,
        "zuid": user_id,
        "zoid": organization_id,
        "display_name": user.profile.get("display_name", user.first_name),
        "name": user.name,
        "organization_id": organization_id,
        "id": user_id,
    }


def _unit(call: Call, user: User, kind: str) -> dict[str, str]:
    """The department or the designation of a user."""
    unit = call.emulator.world.units.of(kind, user.organization).find(getattr(user, kind))
    return {"name": unit.name, "id": unit.id} if unit is not None else {}


@endpoint("GET", "/users/*", "ZohoCliq.Users.READ", limit=20, lock=10)
def get_user(call: Call) -> dict[str, Any]:
    user = of_path(call)
    if user is None:
        return {"data": {}}
    _fields(call)
    organization = user.organization
    zone_name = user.profile.get("timezone", organization.zone_name)
    now = datetime.fromtimestamp(call.emulator.clock.now(), zones.named(organization, zone_name))
    offset = now.utcoffset() or timedelta()
    answer = short(call, user)
    del answer["zuid"]  # in lists only
    answer |= {
        "first_name": user.first_name,
        "last_name": user.last_name,
        "full_name": user.name,
        "status": user.status,
        "department": _unit(call, user, "department"),
        "designation": _unit(call, user, "designation"),
        "timezone": zone_name,
        "timeoffset": int(offset.total_seconds() * 1000),
        "language": user.language,
        "country": user.country,
        **{key: value for key, value in user.profile.items() if key != "phone"},  # can be set, but is never shown
    }
    chief = call.emulator.world.users.get(user.reporting_to)
    if chief is not None:
        answer["reportingto"] = {"name": chief.name, "id": number_or_text(call.emulator, chief.id)}
    return answer if call.emulator.quirks["user-envelope"] == "flat" else {"data": answer}


def of_path(call: Call) -> User | None:
    """The user of the path, by id or address; None if the quirk wants somebody unknown answered with nothing."""
    user = call.emulator.world.colleague(call.args[0], call.organization)
    if user is not None and not user.guest:
        return user
    if call.emulator.quirks["unknown-user"] == "empty":
        return None
    raise people.unknown(call)


@endpoint("GET", "/users/*/teams", "ZohoCliq.Users.READ", limit=20, lock=10)
def teams_of_user(call: Call) -> dict[str, Any]:
    """Here, and only here, the documents have the ids of teams as numbers."""
    user = of_path(call)
    if user is None:
        return {"data": []}
    known = call.emulator.world.teams
    return {"data": [teams.shown(call, known[team_id], user, int(team_id)) for team_id in sorted(user.teams)]}
