# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Time zones by their IANA names."""

from __future__ import annotations

import zoneinfo
from datetime import tzinfo
from typing import Any

from ..world.model import Organization
from . import errors


def check(key: str, value: Any) -> None:
    """Refuse what names no time zone."""
    try:
        zoneinfo.ZoneInfo(value)
    except (TypeError, ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        raise errors.mismatch(key) from None


def named(organization: Organization, name: str) -> tzinfo:
    """The organization's own needs no database of time zones."""
    return organization.zone if name == organization.zone_name else zoneinfo.ZoneInfo(name)
