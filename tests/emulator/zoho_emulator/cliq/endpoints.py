# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of Cliq's endpoints: path, verb, scope, quota. The modules that answer them enter themselves here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from ..accounts import scopes
from ..accounts.tokens import AccessToken
from ..emulator import Emulator
from ..world.model import Organization, User
from . import errors

Handler = Callable[["Call"], Any]


@dataclass(frozen=True)
class Part:
    """One part of a multipart form. `file_name` is None for a plain field."""

    name: str
    file_name: str | None
    content_type: str
    content: bytes


@dataclass
class Call:
    """One authenticated request."""

    emulator: Emulator
    access: AccessToken
    user: User
    args: tuple[str, ...]
    query: Any
    body: dict[str, Any] = field(default_factory=dict)
    form: list[Part] = field(default_factory=list)
    path: str = ""  # as v3 answers repeat it

    def list_key(self, documented: str) -> str:
        """The key of a list in an answer."""
        return "data" if self.emulator.quirks["list-envelope"] == "data" else documented

    def demand_scope(self, scope: str) -> None:
        """For calls that need a scope more, depending on what they bring."""
        if not scopes.granted(self.access.scopes, scope):
            raise errors.scope_missing(int(self.emulator.quirks["scope-status"]))

    @property
    def organization(self) -> Organization:
        return self.user.organization


@dataclass(frozen=True)
class Endpoint:
    name: str
    handler: Handler
    scopes: tuple[str, ...]  # lower case; one of them will do
    scope_quirk: str | None  # the quirk that says which of them, when the sources differ
    limit: int
    lock_minutes: int
    takes: str  # "nothing", "json" or "form"
    refuses_client_tokens: bool


@dataclass
class _Path:
    pattern: tuple[str, ...]
    verbs: dict[str, Endpoint]


_paths: dict[tuple[int, str], list[_Path]] = {}


def _group(segments: tuple[str, ...]) -> tuple[int, str]:
    """Paths of one length and one resource are looked at one after the other."""
    return len(segments), segments[0] if segments[0] != "v3" else f"v3/{segments[1]}"


# A mutation that answers nothing: 204, or the placeholder of the OpenAPI files.
NOTHING = object()


def endpoint(
    verb: str,
    path: str,
    scope: str,
    limit: int,
    lock: int,
    body: bool = False,
    form: bool = False,
    meter: str | None = None,
    scope_quirk: str | None = None,
    people_only: bool = False,
) -> Callable[[Handler], Handler]:
    """
    Enter a handler. `path` has * for parameters, and begins with /v3 for the paths of version 3; endpoints with one
    `meter` name share a quota. `scope` may be several, separated by spaces.
    """
    pattern = tuple(path.strip("/").split("/"))

    def enter(handler: Handler) -> Handler:
        group = _paths.setdefault(_group(pattern), [])
        entry = next((item for item in group if item.pattern == pattern), None)
        if entry is None:
            entry = _Path(pattern, {})
            group.append(entry)
        name = meter or f"{verb} {path}"
        # Zoho issues client_credentials tokens with these scopes, and Cliq refuses them for writing.
        refuses = people_only or (scope.startswith("ZohoCliq.Channels.") and verb != "GET")
        takes = "json" if body else "form" if form else "nothing"
        wanted = tuple(scope.lower().split())
        entry.verbs[verb] = Endpoint(name, handler, wanted, scope_quirk, limit, lock, takes, refuses)
        return handler

    return enter


def endpoint_names() -> set[str]:
    """Those under which calls are counted, such as "GET /channels/*"."""
    return {verb.name for group in _paths.values() for entry in group for verb in entry.verbs.values()}


@dataclass(frozen=True)
class Listed:
    """An endpoint with its place: `name` is verb and path from /api on, with * for parameters."""

    name: str
    endpoint: Endpoint


def listed() -> list[Listed]:
    """All endpoints that were entered, in the order of their paths."""
    found = []
    for entry in (entry for group in _paths.values() for entry in group):
        path = "/".join(entry.pattern if entry.pattern[0] == "v3" else ("v2", *entry.pattern))
        found += [Listed(f"{verb} /api/{path}", endpoint) for verb, endpoint in entry.verbs.items()]
    return sorted(found, key=lambda one: one.name.split(" ")[::-1])


def find(segments: tuple[str, ...]) -> tuple[dict[str, Endpoint], tuple[str, ...]] | None:
    """The verbs of a path and its parameters."""
    for entry in _paths.get(_group(segments), ()):
        args = []
        for wanted, given in zip(entry.pattern, segments, strict=True):
            if wanted == "*":
                args.append(given)
            elif wanted != given:
                break
        else:
            return entry.verbs, tuple(args)
    return None
