# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Designations: what people are called. Admins of the organization change them."""

from __future__ import annotations

from typing import Any

from ..world.units import Unit
from . import access, errors, pages, strict, units
from .endpoints import NOTHING, Call, endpoint

_KIND = "designation"
_LONGEST_NAME = 30
_name = strict.text(_LONGEST_NAME, shortest=1)


def _shown(unit: Unit) -> dict[str, str]:
    return {"name": unit.name, "id": unit.id}


@endpoint("GET", "/designations", "ZohoCliq.Designations.READ", limit=30, lock=10)
def list_designations(call: Call) -> dict[str, Any]:
    page, following = units.searched(call, _KIND)
    answer: dict[str, Any] = {"data": [_shown(unit) for unit in page]}
    if following is not None:
        answer["next_token"] = following
    return answer


@endpoint("POST", "/designations", "ZohoCliq.Designations.CREATE", limit=30, lock=10, body=True)
def create(call: Call) -> dict[str, Any]:
    strict.keys(call.body, {"name": _name, "user_ids": strict.ids}, required=("name",))
    access.demand_organization_admin(call)
    users = units.colleagues(call, call.body)
    units.demand_free_name(call, _KIND, call.body["name"])
    unit = units.of(call, _KIND).add(call.body["name"])
    units.add_members(call, _KIND, unit, users)
    return {"data": _shown(unit)}


@endpoint("GET", "/designations/*", "ZohoCliq.Designations.READ", limit=30, lock=10)
def get(call: Call) -> dict[str, Any]:
    return {"data": _shown(units.find(call, _KIND, call.args[0]))}


@endpoint("PUT", "/designations/*", "ZohoCliq.Designations.UPDATE", limit=30, lock=10, body=True)
def update(call: Call) -> dict[str, Any]:
    form = call.emulator.quirks["designation-name"]
    strict.keys(call.body, {"name": strict.anything}, required=("name",))
    name = call.body["name"]
    # The document says that it is a text, and shows a list with one text.
    if isinstance(name, list) and len(name) == 1 and form != "text":
        name = name[0]
    elif form == "list":
        raise errors.mismatch("name")
    _name("name", name)
    unit = units.to_change(call, _KIND)
    units.demand_free_name(call, _KIND, name, own=unit)
    units.of(call, _KIND).rename(unit, name, call.emulator.clock.now())
    return {"data": _shown(unit)}


@endpoint("DELETE", "/designations/*", "ZohoCliq.Designations.DELETE", limit=30, lock=10)
def delete(call: Call) -> object:
    units.of(call, _KIND).remove(units.to_change(call, _KIND), call.emulator.clock.now())
    return NOTHING


# Members


@endpoint("GET", "/designations/*/members", "ZohoCliq.Designations.READ", limit=30, lock=10)
def members(call: Call) -> dict[str, Any]:
    unit = units.find(call, _KIND, call.args[0])
    if "limit" not in call.query:
        raise errors.missing("limit")
    page, following = pages.cut(call, units.shown_members(call, _KIND, unit), units.DEFAULT_PAGE)
    answer: dict[str, Any] = {"data": page}
    if following is not None:
        answer["next_token"] = following
    return answer


@endpoint("POST", "/designations/*/members", "ZohoCliq.Designations.UPDATE", limit=30, lock=10, body=True)
def add_members(call: Call) -> object:
    strict.keys(call.body, {"user_ids": strict.ids}, required=("user_ids",))
    unit = units.to_change(call, _KIND)
    units.add_members(call, _KIND, unit, units.colleagues(call, call.body))
    return NOTHING


@endpoint("DELETE", "/designations/*/members", "ZohoCliq.Designations.DELETE", limit=30, lock=10, body=True)
def remove_members(call: Call) -> object:
    units.remove_members(call, _KIND, units.to_change(call, _KIND))
    return NOTHING
