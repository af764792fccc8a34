# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The calls that change who is in a channel, and what becomes of those that fail."""

from __future__ import annotations

import time
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import errors
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.known import Channel
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.members import Member, Members, Roster
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.users import is_user_id
from ansible_collections.zoho.cliq.plugins.module_utils._errors import ApiError, OutcomeUnknown, ZohoCliqError
from ansible_collections.zoho.cliq.plugins.module_utils._module._creations import SETTLE_PAUSES

Row = dict[str, t.Any]
_T = t.TypeVar("_T")
# Refusals that say nothing about the people of the call.
_NOT_ABOUT_THE_PEOPLE = (errors.LOCKED_OUT, errors.SCOPE_INVALID, "operation_not_allowed", "extra_key_found")


class MembershipWork:
    """
    Adds, removes and changes roles in one channel.

    Of a call whose answer got lost, or that was refused, the list of members tells what came of it. ``rows`` are the people who
    are to be added, by the names that the task has for them; what the list tells of them is written into their rows.
    """

    def __init__(self, members: Members, channel: Channel, rows: dict[str, Row], silent: bool) -> None:
        self._members = members
        self._channel = channel
        self._rows = rows
        self._silent = silent

    @property
    def _id(self) -> str:
        return str(self._channel["channel_id"])

    def add(self, whos: t.Sequence[str]) -> None:
        """Add people, all by their ids or all by their addresses."""
        key = "user_ids" if is_user_id(whos[0]) else "email_ids"

        def send(some: t.Sequence[str]) -> None:
            self._members.add(self._id, **{key: some})

        try:
            self._settled(whos, send, lambda who, there: self._shown(who, there) is None)
        except ApiError as exc:
            if self._channel.get("level") == "team" and exc.code == "operation_failed":
                hint = "Only members of the channel's teams can be added to it."
                raise ApiError(f"{exc.message} {hint}", code=exc.code, status=exc.status) from exc
            raise

    def remove(self, group: t.Sequence[Member]) -> None:
        """Remove members."""

        def send(some: t.Sequence[Member]) -> None:
            ids = [member.user_id for member in some if is_user_id(member.user_id)]
            addresses = [member.email_id for member in some if not is_user_id(member.user_id)]
            self._members.remove(self._id, user_ids=ids, email_ids=addresses, silent=self._silent)

        self._settled(group, send, lambda gone, there: there.find(gone.user_id or gone.email_id) is not None)

    def _settled(
        self,
        some: t.Sequence[_T],
        send: t.Callable[[t.Sequence[_T]], None],
        is_left: t.Callable[[_T, Roster], bool],
    ) -> None:
        """
        Send a call for ``some``; if it fails, do for those who are left in the list what can be done, else raise its error.

        Nobody documents what Cliq does when somebody in a call is a member already, or is one no more: it may refuse the
        whole call.
        """
        try:
            send(some)
        except (OutcomeUnknown, ApiError) as exc:
            if exc.code in _NOT_ABOUT_THE_PEOPLE:
                raise
            there = self._read_after(exc)
            left = [one for one in some if is_left(one, there)]
            if not left:
                return
            if isinstance(exc, OutcomeUnknown) or len(left) == len(some):
                raise
            send(left)

    def set_role(self, user_id: str, role: str) -> None:
        """Give somebody a role."""
        try:
            self._members.set_role(self._id, user_id, role)
        except OutcomeUnknown as exc:
            found = self._read_after(exc).find(user_id)
            if found is None or found.role != role:
                raise

    def set_new_role(self, who: str, role: str) -> None:
        """Give somebody a role who was just added, and whose id nobody may know yet."""
        self.set_role(self._id_of_new(who), role)

    def _id_of_new(self, who: str) -> str:
        """Return the id of somebody who was added; raises OutcomeUnknown if the list of members does not show them."""
        for pause in (0.0, *SETTLE_PAUSES):
            found = self._rows[who]["user_id"]
            if found:
                return str(found)
            time.sleep(pause)
            self._learn(Roster(self._members.of(self._id)))
        if self._rows[who]["user_id"]:
            return str(self._rows[who]["user_id"])
        raise OutcomeUnknown(
            f"{who} was added, but the list of members does not show them, so they could not be given their role: run the "
            "play again."
        )

    def _read_after(self, failure: ZohoCliqError) -> Roster:
        """Return the members after a call failed; if they cannot be read, raise the failure of the call."""
        try:
            there = Roster(self._members.of(self._id))
        except ZohoCliqError:
            raise failure from None
        self._learn(there)
        return there

    def _learn(self, there: Roster) -> None:
        """Complete what is known of those who were added."""
        for who, row in self._rows.items():
            member = self._shown(who, there)
            if member is not None:
                row.update(user_id=member.user_id, name=member.name, email_id=member.email_id or row["email_id"])

    def _shown(self, who: str, there: Roster) -> Member | None:
        """Return somebody who was added out of the list; an address may be another one than the list shows."""
        return there.find(who) or there.find(self._rows[who]["user_id"] or who)
