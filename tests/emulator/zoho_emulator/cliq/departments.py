# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Departments: a tree of which the organization is the root. Admins of the organization change it."""

from __future__ import annotations

from typing import Any

from ..world.model import User
from ..world.units import Unit
from . import access, directory, errors, strict, units
from .endpoints import NOTHING, Call, endpoint
from .errors import CliqError
from .present import number_or_text

_KIND = "department"
_FIELDS: dict[str, strict.Check] = {
    "name": strict.text(200, shortest=1),
    "lead_zuid": strict.text(30),
    "parent_department_id": strict.text(30),
    "user_ids": strict.ids,
}


def _shown(call: Call, unit: Unit) -> dict[str, Any]:
    answer: dict[str, Any] = {}
    lead = call.emulator.world.users.get(unit.lead_id)
    if lead is not None:
        answer = {"lead": directory.short(call, lead), "lead_zuid": number_or_text(call.emulator, lead.id)}
    if unit.parent_id:
        answer["parent_department_id"] = unit.parent_id
    return {**answer, "name": unit.name, "is_default": _is_default(unit), "id": unit.id}


def _is_default(unit: Unit) -> bool:
    return not unit.parent_id


def _counted(call: Call, unit: Unit) -> dict[str, Any]:
    return {**_shown(call, unit), "members_count": str(len(units.of(call, _KIND).members(unit)))}


@endpoint("GET", "/departments", "ZohoCliq.Departments.READ", limit=30, lock=10)
def list_departments(call: Call) -> dict[str, Any]:
    """In lists the leads show more than elsewhere."""
    page, following = units.searched(call, _KIND)
    answer: dict[str, Any] = {"data": [_listed(call, unit) for unit in page]}
    if following is not None:
        answer["next_token"] = following
    return answer


def _listed(call: Call, unit: Unit) -> dict[str, Any]:
    answer = _counted(call, unit)
    lead = call.emulator.world.users.get(unit.lead_id)
    if lead is not None:
        answer["lead"] = _full(call, lead)
    return answer


def _full(call: Call, user: User) -> dict[str, Any]:
    more = {
        "country": user.country,
        "timezone": user.profile.get("timezone", user.organization.zone_name),
        "first_name": user.first_name,
        "last_name": user.last_name,
        "full_name": user.name,
    }
    known = directory.short(call, user)
    del known["organization_id"]
    return {**known, **more}


@endpoint("POST", "/departments", "ZohoCliq.Departments.CREATE", limit=30, lock=10, body=True)
def create(call: Call) -> dict[str, Any]:
    body = call.body
    strict.keys(body, _FIELDS, required=("name",))
    access.demand_organization_admin(call)
    if not body.get("lead_zuid"):
        raise CliqError(400, "department_lead_needed", "The lead of the department is missing.")
    if not body.get("parent_department_id"):
        # The documents have this code without its second n.
        raise CliqError(400, "departmet_parent_department_needed", "The department above is missing.")
    lead = _lead(call, body["lead_zuid"])
    parent = units.find(call, _KIND, body["parent_department_id"])
    users = units.colleagues(call, body)
    units.demand_free_name(call, _KIND, body["name"])
    unit = units.of(call, _KIND).add(body["name"], lead.id, parent.id)
    units.add_members(call, _KIND, unit, users)
    return {"data": _shown(call, unit)}


def _lead(call: Call, user_id: str) -> User:
    lead = call.emulator.world.colleague(user_id, call.organization)
    if lead is None or lead.guest:
        raise CliqError(400, "department_lead_invalid", "The lead is no user of the organization.")
    return lead


@endpoint("GET", "/departments/*", "ZohoCliq.Departments.READ", limit=30, lock=10)
def get(call: Call) -> dict[str, Any]:
    return {"data": _counted(call, units.find(call, _KIND, call.args[0]))}


@endpoint("PUT", "/departments/*", "ZohoCliq.Departments.UPDATE", limit=30, lock=10, body=True)
def update(call: Call) -> dict[str, Any]:
    """The document wants everything that creating wants; a client that sends less is understood as well."""
    body = call.body
    strict.keys(body, _FIELDS)
    unit = units.to_change(call, _KIND)
    if not body:
        raise errors.missing("name")
    known = units.of(call, _KIND)
    lead_id = _lead(call, body["lead_zuid"]).id if "lead_zuid" in body else unit.lead_id
    parent_id = _parent(call, unit, body["parent_department_id"]) if "parent_department_id" in body else unit.parent_id
    users = units.colleagues(call, body)
    if "name" in body:
        units.demand_free_name(call, _KIND, body["name"], own=unit)
        known.rename(unit, body["name"], call.emulator.clock.now())
    unit.lead_id, unit.parent_id = lead_id, parent_id
    units.add_members(call, _KIND, unit, users)
    return {"data": _shown(call, unit)}


def _parent(call: Call, unit: Unit, parent_id: str) -> str:
    """No department stands above itself, not even with others between; and the root stays where it is."""
    above: Unit | None = units.find(call, _KIND, parent_id)
    if _is_default(unit):
        raise _loop()
    known = units.of(call, _KIND).known
    while above is not None:
        if above is unit:
            raise _loop()
        above = known.get(above.parent_id)
    return parent_id


def _loop() -> CliqError:
    return CliqError(400, "department_cyclic_loop", "A department cannot be below itself.")


@endpoint("DELETE", "/departments/*", "ZohoCliq.Departments.DELETE", limit=30, lock=10)
def delete(call: Call) -> object:
    unit = units.to_change(call, _KIND)
    if _is_default(unit):
        raise CliqError(400, "department_base_dept_delete_not_allowed", "This department cannot be deleted.")
    units.of(call, _KIND).remove(unit, call.emulator.clock.now())
    return NOTHING


# Members


@endpoint("GET", "/departments/*/members", "ZohoCliq.Departments.READ", limit=30, lock=10)
def members(call: Call) -> dict[str, Any]:
    return {"data": units.shown_members(call, _KIND, units.find(call, _KIND, call.args[0]))}


@endpoint("POST", "/departments/*/members", "ZohoCliq.Departments.UPDATE", limit=30, lock=10, body=True)
def add_members(call: Call) -> object:
    """People by their ids or by their addresses, and not by both."""
    strict.keys(call.body, {"user_ids": strict.ids, "email_ids": strict.emails})
    if not call.body:
        raise errors.missing("user_ids")
    if len(call.body) > 1:
        raise errors.mismatch("email_ids")
    unit = units.to_change(call, _KIND)
    units.add_members(call, _KIND, unit, units.colleagues(call, call.body))
    return NOTHING


@endpoint("DELETE", "/departments/*/members", "ZohoCliq.Departments.DELETE", limit=30, lock=10, body=True)
def remove_members(call: Call) -> object:
    units.remove_members(call, _KIND, units.to_change(call, _KIND))
    return NOTHING
