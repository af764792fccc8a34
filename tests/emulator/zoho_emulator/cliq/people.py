# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which people a request means by its user_ids and email_ids."""

from __future__ import annotations

from typing import Any

from ..world.model import User
from . import errors
from .endpoints import Call
from .errors import CliqError


def unknown(call: Call) -> CliqError:
    """The error for somebody who is not there; which one it is, nobody has written down."""
    if call.emulator.quirks["unknown-user"] == "failed":
        return errors.failed("There is no such user.")
    return errors.url_invalid()


def named(call: Call, body: dict[str, Any], level: str) -> list[User]:
    """Every person once, in the order given. An external channel takes addresses from outside, too."""
    world = call.emulator.world
    organization = call.organization
    found: dict[str, User] = {}
    keys = ("user_ids", "email_ids")
    chosen = str(call.emulator.quirks["two-member-keys"])
    if chosen in keys and all(body.get(key) for key in keys):
        keys = (chosen,)
    for value in [value for key in keys for value in body.get(key, ())]:
        user = world.colleague(value, organization)
        if user is None and level == "external" and "@" in value:
            user = world.guest(value, organization)
        if user is None:
            raise errors.failed(f"There is no user {value} in the organization.")
        found[user.id] = user
    return list(found.values())


def demand_team(people: list[User], level: str, team_ids: list[str]) -> None:
    """Into the channel of a team only people of that team."""
    if level != "team":
        return
    for user in people:
        if not any(team_id in user.teams for team_id in team_ids):
            raise errors.failed(f"{user.email} is in none of the teams of the channel.")
