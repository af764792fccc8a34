# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
The scopes of an access token: reading, checking and comparing them.

A scope is ``Service.resource.OPERATION``. The names are those of Zoho's OpenAPI documents of Cliq v2 and v3 and of
the page "Zoho Cliq, REST API, OAuth". Those documents spell the same scope in several ways (``messages.CREATE`` and
``Messages.CREATE``, ``UserFields`` and ``Userfields``), so letter case is ignored when scopes are compared, and kept
as given when they are sent.
"""

from __future__ import annotations

import re
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput

SERVICE = "ZohoCliq"
# Lets the collection learn which user consented ("Zoho Accounts, OAuth 2.0": /oauth/user/info).
USER_INFO_SCOPE = "AaaServer.profile.READ"

_CRUD = ("CREATE", "READ", "UPDATE", "DELETE")
_OPERATIONS: dict[str, tuple[str, ...]] = {
    "Applications": ("UPDATE",),
    "Attachments": ("READ",),
    "BotMessages": ("CREATE",),
    "Bots": (*_CRUD, "ALL"),
    "Buddies": ("READ",),
    "CalendarEvents": ("ALL",),
    "Channels": (*_CRUD, "ALL"),
    "Chats": (*_CRUD, "ALL"),
    "Commands": _CRUD,
    "DatastoreRecords": (*_CRUD, "ALL"),
    "Datastores": (*_CRUD, "ALL"),
    "Departments": (*_CRUD, "ALL"),
    "Designations": (*_CRUD, "ALL"),
    "Extensions": ("CREATE", "READ", "UPDATE"),
    "Functions": _CRUD,
    "MediaSession": ("READ",),
    "MessageActions": (*_CRUD, "ALL"),
    "Messages": (*_CRUD, "ALL"),
    "Organisation": (*_CRUD, "ALL"),
    "OrganizationChannels": ("READ",),
    "OrganizationChats": ("READ",),
    "OrganizationMessages": ("READ",),
    "Profile": (*_CRUD, "ALL"),
    "Reminders": (*_CRUD, "ALL"),
    "StorageData": (*_CRUD, "ALL"),
    "Teams": (*_CRUD, "ALL"),
    "UserFields": ("CREATE", "UPDATE", "DELETE"),
    "Users": ("CREATE", "READ", "UPDATE", "ALL"),
    "Webhooks": ("CREATE", "UPDATE", "DELETE"),
}

KNOWN_SCOPES: tuple[str, ...] = tuple(
    f"{SERVICE}.{resource}.{operation}" for resource, operations in _OPERATIONS.items() for operation in operations
)
"""All scopes of Cliq that are documented or seen in use, in one canonical spelling each."""

RECOMMENDED: tuple[str, ...] = (
    "ZohoCliq.Channels.ALL",
    "ZohoCliq.Users.READ",
    "ZohoCliq.Teams.READ",
    "ZohoCliq.Webhooks.CREATE",
)
"""What provisioning channels needs: channels and their members, finding users and teams, posting a message."""

_CANONICAL = {scope.casefold(): scope for scope in KNOWN_SCOPES}
# Zoho's v3 documents write these resources without the service in front, so that such a scope is not called a
# mistake.
_DOCUMENTED_BARE = ("commands.", "datastorerecords.", "datastores.", "extensions.")
_SCOPE = re.compile(r"[A-Za-z0-9_]+(?:\.[A-Za-z0-9_]+)*", re.ASCII)
_SERVICE_LIKENESS = 0.75
_MAX_SHOWN = 80


def parse(value: str | t.Iterable[str]) -> list[str]:
    """
    Return the scopes of an answer or of a stored list, each once, in their order.

    A string may be separated by commas or white space: Zoho's requests use commas, its answers spaces. What does not
    have the form of a scope is left out, i.e. counts as not granted; nothing else could safely be written to a vars
    file.
    """
    texts = [value] if isinstance(value, str) else [element for element in value if isinstance(element, str)]
    elements = [element for text in texts for element in re.split(r"[,\s]+", text)]
    return _unique(element for element in elements if _SCOPE.fullmatch(element))


def check(scopes: t.Sequence[str]) -> list[str]:
    """
    Check the scopes that a user asks for and return them, each once, in their order and spelling.

    Scopes of Cliq must be known; those of other services and the words of OpenID Connect need only have the form of a
    scope. Raises InvalidInput: an empty list, an element that is no single scope, or (``unknown_scope``) a scope that
    Cliq does not have.
    """
    if isinstance(scopes, str):
        raise InvalidInput(f"scopes must be a list, such as {_example()}, not one string.")
    if not scopes:
        raise InvalidInput(f"scopes is empty; name at least one scope, such as {_example()}.")
    for scope in scopes:
        _check_one(scope)
    return _unique(scopes)


def missing(granted: t.Iterable[str], wanted: t.Iterable[str]) -> list[str]:
    """
    Return the elements of ``wanted`` that ``granted`` does not cover, in their order and spelling.

    Letter case is ignored; a granted ``X.ALL`` covers every ``X.OPERATION``.
    """
    have = {scope.casefold() for scope in granted}
    return [
        scope
        for scope in _unique(wanted)
        if scope.casefold() not in have and f"{scope.casefold().rpartition('.')[0]}.all" not in have
    ]


def union(granted: t.Iterable[str], wanted: t.Iterable[str]) -> list[str]:
    """
    Return ``granted`` followed by what ``wanted`` asks for beyond it.

    It is what to ask for when scopes are added, because a refresh token has the scopes of its own consent only.
    """
    have = _unique(granted)
    return have + missing(have, wanted)


def granted(told: t.Iterable[str] | None, asked: t.Iterable[str]) -> list[str]:
    """
    Return the scopes of a token whose answer told of ``told`` (None: nothing) after a consent to ``asked``.

    Of the words of OpenID Connect (``openid``, ``email``, ``profile``) nobody documents that the answer repeats them, so
    they count as granted.
    """
    if told is None:
        return _unique(asked)
    return _unique([*told, *(scope for scope in asked if "." not in scope)])


def _check_one(scope: object) -> None:
    if not isinstance(scope, str) or not scope:
        raise InvalidInput(f"scopes has an element that is empty or not a string; write a list such as {_example()}.")
    shown = scope if len(scope) <= _MAX_SHOWN else f"{scope[:_MAX_SHOWN]}…"
    if re.search(r"[,\s]", scope):
        raise InvalidInput(
            f"The element {shown!r} of scopes contains a comma or white space; write every scope as an element of "
            f"its own, such as {_example()}."
        )
    if not _SCOPE.fullmatch(scope):
        raise InvalidInput(
            f"The element {shown!r} of scopes is not a scope; a scope consists of letters, digits and underscores "
            f"in parts joined by dots, such as {RECOMMENDED[0]}."
        )
    key = scope.casefold()
    if key in _CANONICAL or not _is_meant_for_cliq(key):
        return
    near = _nearest(key)
    hint = f'did you mean "{near}"?' if near else f"they look like {RECOMMENDED[0]}."
    raise InvalidInput(f'Cliq has no scope "{shown}"; {hint}', code="unknown_scope")


def _is_meant_for_cliq(key: str) -> bool:
    """Tell whether a scope (case-folded) names Cliq, nearly names it, or is one of Cliq's with the service left out."""
    service = key.partition(".")[0]
    if service == "cliq" or key.startswith("zoho.cliq."):
        return True
    if f"{SERVICE.casefold()}.{key}" in _CANONICAL:
        return not key.startswith(_DOCUMENTED_BARE)
    # Imported here, because it takes as long to import as a cached token to find.
    import difflib

    return difflib.SequenceMatcher(None, service, SERVICE.casefold()).ratio() >= _SERVICE_LIKENESS


def _nearest(key: str) -> str | None:
    full = f"{SERVICE.casefold()}.{key}"
    if full in _CANONICAL:
        return _CANONICAL[full]
    import difflib

    found = difflib.get_close_matches(key, list(_CANONICAL), n=1)
    return _CANONICAL[found[0]] if found else None


def _unique(scopes: t.Iterable[str]) -> list[str]:
    first: dict[str, str] = {}
    for scope in scopes:
        first.setdefault(scope.casefold(), str(scope))
    return list(first.values())


def _example() -> str:
    return f"[{', '.join(RECOMMENDED[:2])}]"
