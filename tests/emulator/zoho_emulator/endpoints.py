# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of Cliq's endpoints: path, verb, scope, quota. The modules that answer them enter themselves here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from .emulator import Emulator
from .model import Organization, User
from .tokens import AccessToken

Handler = Callable[["Call"], Any]


@dataclass
class Call:
    """One authenticated request."""

    emulator: Emulator
    access: AccessToken
    user: User
    args: tuple[str, ...]
    query: Any
    body: dict[str, Any] = field(default_factory=dict)

    @property
    def organization(self) -> Organization:
        return self.user.organization


@dataclass(frozen=True)
class Endpoint:
    name: str
    handler: Handler
    scope: str  # lower case
    limit: int
    lock_minutes: int
    has_body: bool
    refuses_client_tokens: bool


@dataclass
class _Path:
    pattern: tuple[str, ...]
    verbs: dict[str, Endpoint]


_paths: dict[tuple[int, str], list[_Path]] = {}

# A mutation that answers nothing: 204, or the placeholder of the OpenAPI files.
NOTHING = object()


def endpoint(
    verb: str, path: str, scope: str, limit: int, lock: int, body: bool = False, meter: str | None = None
) -> Callable[[Handler], Handler]:
    """Enter a handler. `path` has * for parameters; endpoints with one `meter` name share a quota."""
    pattern = tuple(path.strip("/").split("/"))

    def enter(handler: Handler) -> Handler:
        group = _paths.setdefault((len(pattern), pattern[0]), [])
        entry = next((item for item in group if item.pattern == pattern), None)
        if entry is None:
            entry = _Path(pattern, {})
            group.append(entry)
        name = meter or f"{verb} {path}"
        # Zoho issues client_credentials tokens with these scopes, and Cliq refuses them for writing.
        refuses = scope.startswith("ZohoCliq.Channels.") and verb != "GET"
        entry.verbs[verb] = Endpoint(name, handler, scope.lower(), limit, lock, body, refuses)
        return handler

    return enter


def find(segments: tuple[str, ...]) -> tuple[dict[str, Endpoint], tuple[str, ...]] | None:
    """The verbs of a path and its parameters."""
    for entry in _paths.get((len(segments), segments[0]), ()):
        args = []
        for wanted, given in zip(entry.pattern, segments, strict=True):
            if wanted == "*":
                args.append(given)
            elif wanted != given:
                break
        else:
            return entry.verbs, tuple(args)
    return None
