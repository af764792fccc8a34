# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
The limits of Cliq's calls, and the names under which they are counted.

Limits are per user and call; whoever exceeds one is locked out of that call for some minutes.
"""

from __future__ import annotations

import dataclasses
import functools
import re

from ansible_collections.zoho.cliq.plugins.module_utils._cliq.limit_table import TABLE

_MINUTE = 60.0
# The longest lock that is usual. Longer ones are those of single calls, and say nothing about others.
_USUAL_LOCK = 10 * _MINUTE


@dataclasses.dataclass(frozen=True)
class Limit:
    """``calls`` in a window, and the lock for those who make more; both are in seconds."""

    calls: int
    lock_seconds: float
    window_seconds: float = _MINUTE


def _limits(table: str) -> dict[str, Limit]:
    """Return the limits of a table by their calls (method and path template)."""
    found = {}
    for line in table.strip().splitlines():
        calls, lock, method, path = line.split()
        number, _slash, window = calls.partition("/")
        found[f"{method} {path}"] = Limit(int(number), int(lock) * _MINUTE, int(window or 1) * _MINUTE)
    return found


LIMITS = _limits(TABLE)
# Calls that the collection makes, and of whose limits nothing is documented.
UNDOCUMENTED = ("GET /channelsbyname/{unique_name}",)
# What is counted as another call: other ways of the same one, of which clients know or which Zoho's documents write so.
ALIASES = {
    "DELETE /channels/{channel_id}/members/{user_id}": "DELETE /channels/{channel_id}/members",
    "PUT /channels/{channel_id}/members/{user_id}/members": "PUT /channels/{channel_id}/members/{user_id}",
    "DELETE /v3/chats/{chat_id}/messagess": "DELETE /v3/chats/{chat_id}/messages",
}
_PARAMETER = re.compile(r"\{[a-z_]+\}")


def limit_of(endpoint: str) -> Limit:
    """
    Return the limit of ``endpoint`` (method and path template).

    An unknown one gets the lowest number of calls and the longest usual lock of its method.
    """
    return LIMITS.get(endpoint) or _strictest(endpoint.split(" ", 1)[0])


@functools.cache
def _strictest(method: str) -> Limit:
    usual = {name: one for name, one in LIMITS.items() if one.window_seconds == _MINUTE}
    of_method = [one for name, one in usual.items() if name.startswith(f"{method} ")] or list(usual.values())
    locks = [one.lock_seconds for one in of_method if one.lock_seconds <= _USUAL_LOCK]
    return Limit(min(one.calls for one in of_method), max(locks))


def endpoint_of(method: str, path: str) -> str:
    """
    Return the name under which a call is counted, for a path with its identifiers filled in, such as ``/channels/P1``.

    All calls of a method that are known nowhere share one name, because nobody can tell which part of their path is an
    identifier.
    """
    for name, pattern in _patterns().items():
        if pattern.fullmatch(f"{method} {path}"):
            return ALIASES.get(name, name)
    return f"{method} *"


@functools.cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Return what the calls look like with identifiers; ``/users/layout`` comes before ``/users/{user}``."""
    names = sorted((*LIMITS, *UNDOCUMENTED, *ALIASES), key=lambda name: len(_PARAMETER.findall(name)))
    return {name: re.compile("[^/]+".join(map(re.escape, _PARAMETER.split(name)))) for name in names}
