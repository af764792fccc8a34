# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""Clocks for stored times: how long ago was something, even if somebody has set the clock of the machine since."""

from __future__ import annotations

import functools
import math
import time
import typing as t

#: How far (in seconds) a stored time may lie in the future and still count as "just now".
TOLERANCE = 5.0

_BOOT_ID = "/proc/sys/kernel/random/boot_id"
_UPTIME = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


@functools.cache
def boot_id() -> str:
    """Return what names the present boot of the machine; an empty string where the system does not tell."""
    try:
        with open(_BOOT_ID, encoding="ascii") as file:
            return file.read().strip()
    except (OSError, ValueError):
        return ""


def wall() -> float:
    """Return the wall clock in seconds since 1970. It may be set, and so jump."""
    return time.time()


def uptime() -> float:
    """Return the seconds since the machine was booted, sleep included where the system can say so. It never jumps."""
    return time.clock_gettime(_UPTIME)


def stamp() -> dict[str, t.Any]:
    """Return the present time as JSON data for :func:`age`: ``boot`` (text), ``up`` and ``wall`` (seconds)."""
    return {"boot": boot_id(), "up": uptime(), "wall": wall()}


def number(value: object) -> float | None:
    """Return ``value`` as a finite float; ``None`` if it is anything but a finite number."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        result = float(value)
    except OverflowError:
        return None
    return result if math.isfinite(result) else None


def is_stamp(data: object) -> t.TypeGuard[dict[str, t.Any]]:
    """Tell whether ``data`` has the shape of a stamp."""
    return (
        isinstance(data, dict)
        and isinstance(data.get("boot"), str)
        and number(data.get("up")) is not None
        and number(data.get("wall")) is not None
    )


def age(data: t.Mapping[str, t.Any]) -> float | None:
    """
    Return the seconds since the stamp ``data`` was taken, at least 0.

    A stamp of the same boot is compared by the boot-time clock, any other by the wall clock. ``None`` says that the
    age is unknown: the stamp is malformed, or it lies more than :data:`TOLERANCE` seconds in the future.
    """
    if not is_stamp(data):
        return None
    same_boot = data["boot"] != "" and data["boot"] == boot_id()
    passed = uptime() - data["up"] if same_boot else wall() - data["wall"]
    return max(0.0, passed) if passed >= -TOLERANCE else None
