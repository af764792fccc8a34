# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""Users of Cliq: the calls of the page "Users" of Zoho's Cliq REST API v2, and the shape of a user."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import errors
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.client import CliqClient, unwrap
from ansible_collections.zoho.cliq.plugins.module_utils._errors import ApiError

User = dict[str, t.Any]

READ_SCOPE = "ZohoCliq.Users.READ"
STATUSES = ("active", "inactive", "pending", "imported_active", "imported_inactive")
_EMAIL = re.compile(r"[^@\s/]+@[^@\s/]+")


def is_email(who: str) -> bool:
    """Tell whether ``who`` is an e-mail address, for the purpose of telling it from a user id."""
    return _EMAIL.fullmatch(who) is not None


def is_user_id(who: str) -> bool:
    """Tell whether ``who`` is a user id (zuid): digits only."""
    return who.isascii() and who.isdigit()


def address_key(address: str) -> str:
    """Return what is the same for the same e-mail address, whose case does not matter."""
    return address.strip().casefold()


def same_email(one: str, other: str) -> bool:
    """Tell whether two addresses are the same; case does not matter."""
    return address_key(one) == address_key(other)


def normalized(raw: t.Mapping[str, t.Any]) -> User:
    """
    Return a user as the modules show it: ids as text, the id under ``id``, the address under ``email_id``.

    Zoho's answers name the id ``id``, ``zuid`` or ``user_id``, as text or as a number.
    """
    user: User = dict(raw)
    for key in ("id", "zuid", "zoid", "user_id", "organization_id", "employee_id"):
        if isinstance(raw.get(key), int):
            user[key] = str(raw[key])
    found = next((user[key] for key in ("id", "zuid", "user_id") if user.get(key)), "")
    user["id"] = str(found)
    user["email_id"] = str(raw.get("email_id") or raw.get("email") or "")
    for key in ("department", "designation", "reportingto"):
        part = raw.get(key)
        if isinstance(part, dict) and isinstance(part.get("id"), int):
            user[key] = {**part, "id": str(part["id"])}
    return user


class Users:
    """The users of the organization."""

    def __init__(self, client: CliqClient) -> None:
        self._client = client

    def pages(self, **filters: str) -> t.Iterator[User]:
        """Yield the users of all pages as they are read; ``filters`` are query parameters of Zoho's page "Retrieve all users"."""
        for raw in self._client.pages("/users", "users", params=filters):
            yield normalized(raw)

    def get(self, who: str) -> User | None:
        """Return the user of an id or an e-mail address, or None if there is none; both are seen to work in the path."""
        try:
            answer = self._client.get("/users/{user}", ids={"user": who})
        except ApiError as exc:
            if errors.is_unknown_user(exc):
                return None
            raise
        # Nobody documents the answer for somebody unknown: an empty one and an empty "data" mean the same.
        user = normalized({} if answer is None else unwrap(answer, "user"))
        return user if user["id"] else None
