# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""Whom Cliq knows, so that a misspelt address is an error before anything is changed."""

from __future__ import annotations

import threading
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import errors
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.client import CliqClient
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.users import READ_SCOPE, User, Users, address_key
from ansible_collections.zoho.cliq.plugins.module_utils._errors import ApiError, InvalidInput
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Context
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import scopes

# So many people are asked for one by one; for more, the list of all users is read until everybody was in it.
FEW = 5
_DENIED = (errors.SCOPE_INVALID, "operation_not_allowed", "not_an_organization_admin", "inactive_appaccount_user")


class _NoAnswer(Exception):
    """Cliq does not say whom it knows, for a reason that has nothing to do with the people."""


class People:
    """
    The users of the organization, as far as a task had to ask for them.

    Several threads may share it, and several of them with one client know the same. Nobody is unknown if the credentials lack
    the scope ``ZohoCliq.Users.READ`` or Cliq gives no answer: then it is left to the call that names them.
    """

    def __init__(self, context: Context, client: CliqClient) -> None:
        self._context = context
        self._users = Users(client)
        # None stands for somebody who was asked for and is unknown.
        self._found: dict[str, User | None] = client.memory.setdefault("people", {})
        self._denied: list[str] = client.memory.setdefault("people_denied", [])
        self._lock: threading.RLock = client.memory.setdefault("people_lock", threading.RLock())

    def unknown(self, whos: t.Sequence[str]) -> list[str]:
        """
        Return those of the e-mail addresses and user ids that Cliq does not know.

        The list of users may leave people out, so those whom it does not show are asked for before they count as unknown.
        """
        with self._lock:
            if not self._may_ask():
                return []
            try:
                if len([who for who in whos if address_key(who) not in self._found]) > FEW:
                    self._read_list(whos)
                return [who for who in whos if self._ask(who) is None]
            except _NoAnswer:
                return []

    def demand(self, whos: t.Sequence[str], consequence: str) -> None:
        """Raise InvalidInput if Cliq does not know some of the people; ``consequence`` says what was not done therefore."""
        unknown = self.unknown(whos)
        if unknown:
            raise InvalidInput(
                f"Cliq does not know {listed(unknown)}, {consequence}: correct the addresses or ids. Guests, who are no users of "
                "the organization, can be in channels of the level external only.",
                code="unknown_people",
            )

    def resolve(self, addresses: t.Sequence[str], place: str) -> None:
        """
        Ask for people who may be among those in ``place`` of whom Cliq tells no address.

        A warning names those of whom it stays in doubt, because Cliq does not know them, or does not say.
        """
        self.unknown(addresses)
        doubtful = [who for who in addresses if self.known(who) is None]
        if doubtful:
            self._context.warn(
                f"Nobody can tell whether {listed(doubtful)} {'is' if len(doubtful) == 1 else 'are'} in {place}: Cliq shows "
                "members without their addresses, and does not tell whose these are. Name these people by their user ids, or "
                "consent again with the scope ZohoCliq.Users.READ."
            )

    def known(self, who: str) -> User | None:
        """Return the user of that address or id if this was asked before, without asking."""
        return self._found.get(address_key(who))

    def user_id(self, who: str) -> str | None:
        """Return the id of a user, None if Cliq does not know or tell it."""
        with self._lock:
            user = self.known(who)
            if user is None and self._may_ask():
                try:
                    user = self._ask(who)
                except _NoAnswer:
                    return None
            return None if user is None else str(user["id"])

    def _may_ask(self) -> bool:
        if self._denied:
            return False
        granted = self._context.granted()
        return granted is None or not scopes.missing(granted, [READ_SCOPE])

    def _read_list(self, whos: t.Sequence[str]) -> None:
        """Read the list of users page by page, until everybody was in it."""
        left = {address_key(who) for who in whos} - set(self._found)
        try:
            for user in self._users.pages():
                left -= self._learn(user)
                if not left:
                    return
        except ApiError as exc:
            raise self._no_answer(exc) from exc

    def _ask(self, who: str) -> User | None:
        if address_key(who) not in self._found:
            try:
                user = self._users.get(who)
            except ApiError as exc:
                raise self._no_answer(exc) from exc
            if user is not None:
                self._learn(user)
            # An address may be another one than that of the answer: people can have several.
            self._found[address_key(who)] = user
        return self._found[address_key(who)]

    def _learn(self, user: User) -> set[str]:
        names = {address_key(name) for name in (user["id"], user["email_id"]) if name}
        self._found.update(dict.fromkeys(names, user))
        return names

    def _no_answer(self, error: ApiError) -> _NoAnswer:
        if error.code in _DENIED:
            self._denied.append(error.code)
        return _NoAnswer(error.message)


def listed(names: t.Sequence[str]) -> str:
    """Return names as a sentence lists them."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"
