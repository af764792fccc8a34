# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""People who come, and what changes of them: POST /users and PUT /users/{id}."""

from __future__ import annotations

from typing import Any

from ..world.model import Channel, Team, User
from ..world.units import Unit
from . import access, directory, errors, strict, zones
from .endpoints import Call, endpoint

_short = strict.text(200)
_TEXTS = ("first_name", "last_name", "phone", "mobile", "country", "language")
# What the documents count as a change for modified_after.
_TELLING = ("department_id", "designation_id", "employee_id", "extension", "reporting_to_zuid", "work_location")
_PROFILE = ("display_name", "phone", "mobile", "timezone", "work_location", "extension", "employee_id")


def _email(key: str, value: Any) -> None:
    strict.emails(key, [value])


def _strings(key: str, value: Any) -> None:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise errors.mismatch(key)


_USER: dict[str, strict.Check] = {
    "email_id": _email,
    "display_name": _short,
    **dict.fromkeys(_TEXTS, _short),
    "timezone": zones.check,
    "designation_id": _short,
    "department_id": _short,
    "reporting_to_zuid": _short,
    "work_location": _short,
    "extension": _short,
    "employee_id": _short,
    "image_data": strict.image,
    "channel_ids": _strings,
    "team_ids": _strings,
}


class _Refused(Exception):
    """Why one of several users cannot be taken; Zoho does not document the words."""


@endpoint("POST", "/users", "ZohoCliq.Users.CREATE", limit=5, lock=10, body=True)
def add(call: Call) -> dict[str, Any]:
    """Each user comes in, or is among those who failed; the others come in all the same."""
    entries = _entries(call)
    access.demand_organization_admin(call)
    return _answer([(entry, lambda entry=entry: _add(call, entry)) for entry in entries])


@endpoint("PUT", "/users/*", "ZohoCliq.Users.UPDATE", limit=20, lock=10, body=True)
def update(call: Call) -> dict[str, Any]:
    """Admins of the organization change anybody, everybody else themselves."""
    user = directory.of_path(call)
    entry = _entry_to_update(call)
    if user is None:
        return {"data": {}}
    if user is not call.user:
        access.demand_organization_admin(call)
    entry = {**entry, "email_id": entry.get("email_id", user.email)}
    return _answer([(entry, lambda: _change(call, user, entry))])


def _entries(call: Call) -> list[dict[str, Any]]:
    strict.keys(call.body, {"users": strict.anything}, required=("users",))
    entries = call.body["users"]
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise errors.mismatch("users")
    for entry in entries:
        strict.keys(entry, _USER, required=("email_id",))
    return entries


def _entry_to_update(call: Call) -> dict[str, Any]:
    """The document has a list with one user, and a public client one user without a list."""
    form = call.emulator.quirks["user-update-body"]
    if form == "single" or (form == "either" and "users" not in call.body):
        strict.keys(call.body, _USER)
        if not call.body:
            raise errors.missing("email_id")
        return call.body
    entries = _entries(call)
    if len(entries) != 1:
        raise errors.mismatch("users")
    return entries[0]


def _answer(work: list[tuple[dict[str, Any], Any]]) -> dict[str, Any]:
    done: list[str] = []
    failed: dict[str, str] = {}
    for entry, attempt in work:
        try:
            attempt()
        except _Refused as reason:
            failed[entry["email_id"]] = str(reason)
        else:
            done.append(entry["email_id"])
    return {"data": {"success_users": done, "failed_users": failed}}


def _add(call: Call, entry: dict[str, Any]) -> None:
    world = call.emulator.world
    if world.user(entry["email_id"]) is not None:
        raise _Refused("There is a user with this address already.")
    name = entry.get("first_name") or entry["email_id"].partition("@")[0]
    user = User(world.new_user_id(), entry["email_id"], name, entry.get("last_name", ""), call.organization)
    user.status = str(call.emulator.quirks["new-user-status"])
    _change(call, user, entry)
    world.add_user(user)


def _change(call: Call, user: User, entry: dict[str, Any]) -> None:
    """Look at everything first: whoever is refused stays as they are."""
    if entry["email_id"].lower() != user.email.lower():
        raise _Refused("The address of a user stays as it is.")
    units = call.emulator.world.units
    chosen = {
        kind: _unit(call, kind, entry[f"{kind}_id"]) for kind in ("department", "designation") if f"{kind}_id" in entry
    }
    chief = _chief(call, entry.get("reporting_to_zuid", ""))
    joined = [_channel(call, channel_id) for channel_id in entry.get("channel_ids", [])]
    teams = [_team(call, team_id) for team_id in entry.get("team_ids", [])]
    now = call.emulator.clock.now()
    for kind, unit in chosen.items():
        units.of(kind, user.organization).put(user, unit, now)
    user.first_name = entry.get("first_name", user.first_name)
    user.last_name = entry.get("last_name", user.last_name)
    user.language = entry.get("language", user.language)
    user.country = entry.get("country", user.country)
    user.profile.update({key: entry[key] for key in _PROFILE if key in entry})
    if "reporting_to_zuid" in entry:
        user.reporting_to = chief
    for channel in joined:
        channel.members.setdefault(user.id, "member")
    for team in teams:
        call.emulator.world.join_team(team, user)
    if any(key in entry for key in _TELLING):
        user.modified = now


def _unit(call: Call, kind: str, unit_id: str) -> Unit:
    unit = call.emulator.world.units.of(kind, call.organization).known.get(unit_id)
    if unit is None:
        raise _Refused(f"There is no such {kind}.")
    return unit


def _chief(call: Call, user_id: str) -> str:
    if user_id and call.emulator.world.colleague(user_id, call.organization) is None:
        raise _Refused("There is nobody with this id to report to.")
    return user_id


def _channel(call: Call, channel_id: str) -> Channel:
    channel = call.emulator.world.channels.get(channel_id)
    if channel is None or not access.visible(channel, call.user):
        raise _Refused(f"There is no channel {channel_id}.")
    return channel


def _team(call: Call, team_id: str) -> Team:
    team = call.emulator.world.teams.get(team_id)
    if team is None or team.organization is not call.organization:
        raise _Refused(f"There is no team {team_id}.")
    return team
