# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""Moments in the options of a task: in ISO 8601 or in milliseconds, with an offset or in a time zone."""

from __future__ import annotations

import datetime
import time
import zoneinfo

from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput

# Zoho's page "Scheduled Messages" wants the local time in this form.
_BASIC = "%Y%m%dT%H%M%S"
UTC = "UTC"


def now() -> int:
    """Return the present time in milliseconds since 1970."""
    return int(time.time() * 1000)


def moment(value: str, option: str, timezone: str | None = None) -> int:
    """
    Return a moment in milliseconds since 1970, given in milliseconds or in ISO 8601.

    A time without an offset is one in ``timezone``, the IANA name of a time zone. Raises InvalidInput for anything else.
    """
    text = value.strip()
    if text.isascii() and text.isdigit() and len(text) >= 12:
        return int(text)
    try:
        parsed = datetime.datetime.fromisoformat(text)
    except ValueError as exc:
        raise InvalidInput(
            f"{option} {value!r} is no time: write it in ISO 8601, such as 2030-02-11T09:00:00+05:30, or in milliseconds since "
            "1970."
        ) from exc
    if parsed.tzinfo is None:
        if timezone is None:
            raise InvalidInput(
                f"{option} {value!r} does not say in which time zone: add an offset, such as +05:30 or Z"
                + (", or set timezone." if option == "schedule_time" else ".")
            )
        parsed = parsed.replace(tzinfo=zone(timezone))
    return int(parsed.timestamp() * 1000)


def future(value: str, option: str, timezone: str | None = None) -> int:
    """Return ``moment``; raises InvalidInput for one in the past too."""
    found = moment(value, option, timezone)
    if found <= now():
        raise InvalidInput(f"{option} {value!r} is in the past.")
    return found


def zone(name: str) -> zoneinfo.ZoneInfo:
    """Return a time zone by its IANA name; raises InvalidInput if there is none."""
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError) as exc:
        raise InvalidInput(
            f"timezone {name!r} is not the name of a time zone that is known here: write one such as Asia/Kolkata."
        ) from exc


def local(milliseconds: int, timezone: str) -> str:
    """Return a moment as the local time in a time zone, such as 20250211T090000."""
    return datetime.datetime.fromtimestamp(milliseconds / 1000, zone(timezone)).strftime(_BASIC)


def shown(milliseconds: int) -> str:
    """Return a moment in ISO 8601, in UTC, such as 2030-02-11T03:30:00Z."""
    moment_of = datetime.datetime.fromtimestamp(milliseconds / 1000, datetime.UTC)
    return moment_of.isoformat(timespec="seconds").replace("+00:00", "Z")
