# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Departments and designations of the organizations. Who is in one is told by the name that users carry."""

from __future__ import annotations

from dataclasses import dataclass, field

from .model import Organization, User

# Ids grow from here; they have as many digits as those in Zoho's documentation.
_FIRST = 1901318000001071001


@dataclass(eq=False)
class Unit:
    """A department, or a designation, which has no lead and nothing above it."""

    id: str
    name: str
    lead_id: str = ""
    parent_id: str = ""


@dataclass(eq=False)
class Units:
    """The departments of one organization, or its designations, by their ids."""

    kind: str  # "department" or "designation": how the attribute of users is called
    organization: Organization
    users: dict[str, User]
    known: dict[str, Unit] = field(default_factory=dict)
    _made: int = 0

    def find(self, name: str) -> Unit | None:
        """The unit of this name; two of one name there are not."""
        return next((unit for unit in self.known.values() if unit.name.lower() == name.lower()), None)

    @property
    def made(self) -> int:
        """How many were ever made; their ids count on from here."""
        return self._made

    def members(self, unit: Unit) -> list[User]:
        return [user for user in self._people() if getattr(user, self.kind) == unit.name]

    def add(self, name: str, lead_id: str = "", parent_id: str = "") -> Unit:
        self._made += 1
        first = _FIRST if self.kind == "department" else _FIRST + 1001
        unit = Unit(str(first + self._made * 14), name, lead_id, parent_id)
        self.known[unit.id] = unit
        return unit

    def put_seed(self, name: str, lead_id: str, parent_id: str, unit_id: str | None) -> None:
        """One of a seed, which may bring its id."""
        if unit_id is None:
            self.add(name, lead_id, parent_id)
        else:
            self.known[unit_id] = Unit(unit_id, name, lead_id, parent_id)

    def put(self, user: User, unit: Unit | None, now: float) -> None:
        """Somebody is in one unit of a kind, or in none."""
        setattr(user, self.kind, "" if unit is None else unit.name)
        user.modified = now

    def rename(self, unit: Unit, name: str, now: float) -> None:
        members = self.members(unit)
        unit.name = name
        for user in members:
            self.put(user, unit, now)

    def remove(self, unit: Unit, now: float) -> None:
        """What was below it is below what was above it."""
        for user in self.members(unit):
            self.put(user, None, now)
        for other in self.known.values():
            if other.parent_id == unit.id:
                other.parent_id = unit.parent_id
        del self.known[unit.id]

    def adopt(self) -> None:
        """Make a unit of each name that a user of a seed carries; the first to carry it leads it."""
        root = next(iter(self.known), "")
        known = {unit.name.lower() for unit in self.known.values()}
        for user in self._people():
            name = getattr(user, self.kind)
            if name and name.lower() not in known:
                known.add(name.lower())
                self.add(name, *((user.id, root) if self.kind == "department" else ()))

    def _people(self) -> list[User]:
        return [user for user in self.users.values() if user.organization is self.organization and not user.guest]


class UnitRegister:
    """The units of all organizations, made when somebody asks for the first of them."""

    def __init__(self, users: dict[str, User]) -> None:
        self._users = users
        self._units: dict[tuple[str, str], Units] = {}

    def begin(self, kind: str, organization: Organization, made: int = 0) -> Units:
        """Those of a seed: what is in it takes the place of what would be made."""
        fresh = Units(kind, organization, self._users, _made=made)
        return self._units.setdefault((kind, organization.id), fresh)

    def of(self, kind: str, organization: Organization) -> Units:
        """A department that is as large as the organization stands above all others."""
        units = self._units.get((kind, organization.id))
        if units is None:
            units = self._units[kind, organization.id] = Units(kind, organization, self._users)
            if kind == "department":
                home = (user for user in self._users.values() if user.organization is organization)
                units.add(organization.name, next((user.id for user in home if user.organization_admin), ""))
            units.adopt()
        return units
