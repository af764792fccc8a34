# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The things the emulated world consists of."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timezone

from .permissions import default_sets


@dataclass
class Organization:
    id: str
    name: str
    data_center: str
    zone: timezone
    utc_offset: str
    zone_name: str = "Etc/UTC"


@dataclass
class User:
    id: str
    email: str
    first_name: str
    last_name: str
    organization: Organization
    organization_admin: bool = False
    status: str = "active"
    department: str = ""
    designation: str = ""
    guest: bool = False  # somebody from outside who came in through an external channel
    language: str = "English"
    country: str = ""
    profile: dict[str, str] = field(default_factory=dict)  # employee_id, mobile, extension, work_location
    reporting_to: str = ""  # user id
    modified: float = 0.0
    teams: set[str] = field(default_factory=set)

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def data_center(self) -> str:
        return self.organization.data_center


@dataclass
class Team:
    id: str
    name: str
    description: str
    organization: Organization
    created: float
    members: dict[str, bool] = field(default_factory=dict)  # user id -> is moderator
    born: float = 0.0  # on the steady clock, for lists that lag; what a seed brings was always there


@dataclass
class Bot:
    id: str
    unique_name: str
    name: str
    organization: Organization


@dataclass
class Client:
    """An app of the API console. `secrets` has one secret per data center that is enabled for it."""

    client_id: str
    name: str
    kind: str  # "server", "self", "browser" (Zoho: client-based) or "device" (Zoho: non-browser)
    data_center: str
    secrets: dict[str, str]
    redirect_uris: tuple[str, ...] = ()


@dataclass
class Channel:
    sequence: int
    channel_id: str
    chat_id: str
    unique_name: str
    name: str  # without the leading #; World.rename_channel changes it
    level: str
    organization: Organization
    creator_id: str
    created: float
    modified: float
    description: str = ""
    status: str = "created"
    invite_only: bool = False
    team_ids: list[str] = field(default_factory=list)
    members: dict[str, str] = field(default_factory=dict)  # user id -> role
    bots: list[str] = field(default_factory=list)
    config: dict[str, str] = field(default_factory=dict)
    permissions: dict[str, dict[str, bool]] = field(default_factory=default_sets)
    has_image: bool = False
    born: float = 0.0  # as that of a team

    def super_admins(self) -> list[str]:
        return [user_id for user_id, role in self.members.items() if role == "super_admin"]


def plain_name(name: str) -> str:
    """A name as people type it; Cliq shows it with a leading #."""
    return name[1:] if name.startswith("#") else name


def unique_name_of(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower()) or "channel"
