# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
The limits of Cliq's calls, as Zoho's pages and OpenAPI documents of the REST API v2 state them for each call.

Limits are per user and call; whoever exceeds one is locked out of that call for some minutes.
"""

from __future__ import annotations

import dataclasses

WINDOW_SECONDS = 60.0


@dataclasses.dataclass(frozen=True)
class Limit:
    """``calls`` in a minute, and the lock in seconds for those who make more."""

    calls: int
    lock_seconds: float


def _limit(calls: int, lock_minutes: int = 5) -> Limit:
    return Limit(calls, lock_minutes * 60.0)


LIMITS: dict[str, Limit] = {
    # Zoho's page says 10 minutes for the lock of this call, its OpenAPI document 5.
    "POST /channels": _limit(20, 10),
    "GET /channels": _limit(30),
    "GET /channels/{channel_id}": _limit(30),
    "PUT /channels/{channel_id}": _limit(50),
    "DELETE /channels/{channel_id}": _limit(10),
    "POST /channels/{channel_id}/archive": _limit(10),
    "POST /channels/{channel_id}/unarchive": _limit(10),
    "GET /channels/{channel_id}/members": _limit(100),
}


def limit_of(endpoint: str) -> Limit:
    """Return the limit of ``endpoint`` (method and path template); an unknown one gets the lowest of its method."""
    known = LIMITS.get(endpoint)
    if known is not None:
        return known
    method = endpoint.split(" ", 1)[0] + " "
    of_method = [limit for name, limit in LIMITS.items() if name.startswith(method)] or list(LIMITS.values())
    return min(of_method, key=lambda limit: limit.calls)
