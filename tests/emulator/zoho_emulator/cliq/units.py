# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What departments and designations have in common."""

from __future__ import annotations

from typing import Any

from ..world.model import User
from ..world.units import Unit, Units
from . import access, directory, errors, pages, people, strict
from .endpoints import Call
from .errors import CliqError

DEFAULT_PAGE = 25


def of(call: Call, kind: str) -> Units:
    """The departments or designations of the caller's organization."""
    return call.emulator.world.units.of(kind, call.organization)


def find(call: Call, kind: str, unit_id: str) -> Unit:
    unit = of(call, kind).known.get(unit_id)
    if unit is None:
        raise CliqError(400, f"{kind}_not_exist", f"There is no such {kind}.")
    return unit


def to_change(call: Call, kind: str) -> Unit:
    """The unit of the path, for admins of the organization."""
    access.demand_organization_admin(call)
    return find(call, kind, call.args[0])


def demand_free_name(call: Call, kind: str, name: str, own: Unit | None = None) -> None:
    other = of(call, kind).find(name)
    if other is not None and other is not own:
        raise CliqError(400, f"{kind}_already_exist", f"There is a {kind} of this name already.")


def searched(call: Call, kind: str) -> tuple[list[Unit], str | None]:
    """A page of those whose names have the text that is looked for."""
    text = call.query.get("search", "").lower()
    found = [unit for unit in of(call, kind).known.values() if text in unit.name.lower()]
    return pages.cut(call, found, DEFAULT_PAGE)


def colleagues(call: Call, body: dict[str, Any]) -> list[User]:
    users = people.named(call, body, "private")
    if any(user.guest for user in users):
        raise errors.failed("Somebody is not a user of the organization.")
    return users


def add_members(call: Call, kind: str, unit: Unit, users: list[User]) -> None:
    """Whoever was in another one before is so no more."""
    for user in users:
        of(call, kind).put(user, unit, call.emulator.clock.now())


def remove_members(call: Call, kind: str, unit: Unit) -> None:
    strict.keys(call.body, {"user_ids": strict.ids}, required=("user_ids",))
    users = colleagues(call, call.body)
    if any(getattr(user, kind) != unit.name for user in users):
        raise errors.failed(f"Somebody is not a member of this {kind}.")
    for user in users:
        of(call, kind).put(user, None, call.emulator.clock.now())


def shown_members(call: Call, kind: str, unit: Unit) -> list[dict[str, Any]]:
    return [directory.short(call, user) for user in of(call, kind).members(unit)]
