# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What faults do to the world: evict, revoke, throttle, lock, move the clock, let lists lag, switch quirks."""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from .read import PlanError

if TYPE_CHECKING:
    from ..emulator import Emulator


def perform(emulator: Emulator, name: str, details: dict[str, Any]) -> dict[str, Any]:
    """Do it, and answer what came of it."""
    return _ACTS[name](emulator, details)


def check(emulator: Emulator, at: str, name: str, details: dict[str, Any]) -> None:
    """Raise PlanError if it is about somebody or something that is not there; `at` is where it stands."""
    # The table of endpoints imports the emulator.
    from ..cliq.door import known_endpoints

    if "user" in details and emulator.world.user(details["user"]) is None:
        raise PlanError(f"{at}do: {name}: there is no user {details['user']!r}")
    if "client_id" in details and details["client_id"] not in emulator.world.clients:
        raise PlanError(f"{at}do: {name}: there is no client {details['client_id']!r}")
    endpoint = details.get("endpoint")
    if endpoint is not None and not any(fnmatchcase(known, endpoint) for known in known_endpoints()):
        raise PlanError(f"{at}do: {name}: there is no endpoint {endpoint!r}; they are such as 'GET /channels/*'")


def _user_id(emulator: Emulator, details: dict[str, Any]) -> str | None:
    """None: everybody."""
    if "user" not in details:
        return None
    user = emulator.world.user(details["user"])
    return user.id if user is not None else ""


def _evict(emulator: Emulator, details: dict[str, Any]) -> dict[str, Any]:
    return {"evicted": emulator.tokens.evict_all(_user_id(emulator, details))}


def _revoke(emulator: Emulator, details: dict[str, Any]) -> dict[str, Any]:
    return {"revoked": emulator.tokens.revoke_all(_user_id(emulator, details))}


def _throttle(emulator: Emulator, details: dict[str, Any]) -> dict[str, Any]:
    emulator.tokens.limits.block(details["seconds"], details.get("client_id"))
    return {}


def _lock(emulator: Emulator, details: dict[str, Any]) -> dict[str, Any]:
    emulator.quotas.lock(details["endpoint"], _user_id(emulator, details), details.get("seconds"))
    return {}


def _clock(emulator: Emulator, details: dict[str, Any]) -> dict[str, Any]:
    if "advance" in details:
        emulator.clock.advance(details["advance"])
    else:
        emulator.clock.shift(details["shift"])
    return {}


def _lag(emulator: Emulator, details: dict[str, Any]) -> dict[str, Any]:
    emulator.quirks.update({"list-lag": details["seconds"]})
    return {}


def _quirks(emulator: Emulator, details: dict[str, Any]) -> dict[str, Any]:
    emulator.quirks.update(details["set"])
    return {}


def _release(emulator: Emulator, _details: dict[str, Any]) -> dict[str, Any]:
    return {"released": emulator.holds.release()}


def _nothing(_emulator: Emulator, _details: dict[str, Any]) -> dict[str, Any]:
    return {}


_ACTS: dict[str, Callable[[Emulator, dict[str, Any]], dict[str, Any]]] = {
    "evict": _evict,
    "revoke": _revoke,
    "throttle": _throttle,
    "lock": _lock,
    "clock": _clock,
    "lag": _lag,
    "quirks": _quirks,
    "release": _release,
    "nothing": _nothing,
}
