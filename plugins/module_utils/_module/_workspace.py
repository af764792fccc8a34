# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
The channels of a workspace, each brought into its wished state, several at a time.

One list of all channels is read for all of them. What concerns one channel goes wrong for that channel alone; what every other
call would meet as well (no token, no connection) ends the work.
"""

from __future__ import annotations

import collections
import dataclasses
import time
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import channels as cliq
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.client import CliqClient
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.errors import is_token_refusal
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.known import LIFETIME, Channel
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.members import BATCH, ROLES, Member, Members
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.users import is_user_id
from ansible_collections.zoho.cliq.plugins.module_utils._errors import (
    ConnectFailed,
    CredentialsFileError,
    InvalidInput,
    OAuthError,
    StateStoreError,
    ZohoCliqError,
)
from ansible_collections.zoho.cliq.plugins.module_utils._module import _channel_lookup as lookup
from ansible_collections.zoho.cliq.plugins.module_utils._module import (
    _channel_plan,
    _channel_wish,
    _first_members,
    _membership,
    _prune,
)
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Context, Params
from ansible_collections.zoho.cliq.plugins.module_utils._module._channel_work import ChannelPlan
from ansible_collections.zoho.cliq.plugins.module_utils._module._membership import Membership
from ansible_collections.zoho.cliq.plugins.module_utils._module._membership_record import was_changed
from ansible_collections.zoho.cliq.plugins.module_utils._module._membership_wish import Wish
from ansible_collections.zoho.cliq.plugins.module_utils._module._people import People

# What every other channel would meet as well.
_HOPELESS = (ConnectFailed, CredentialsFileError, OAuthError, StateStoreError)


@dataclasses.dataclass
class Item:
    """
    One channel of the description: what is wished, what is planned, and what came of it.

    ``context`` is that of the task, with the options of this channel and with warnings that are kept until they can be shown.
    ``wish`` is None if the description says nothing about members. ``shown`` is the plan for the members that a difference
    shows; for a new channel it starts from an empty one, whoever Cliq puts in at the creation. ``there`` are the members that
    were read, ``read_at`` by the monotonic clock.
    """

    context: Context
    wish: Wish | None
    warnings: list[str]
    plan: ChannelPlan | None = None
    shown: Membership | None = None
    members: Membership | None = None
    error: ZohoCliqError | None = None
    there: list[Member] | None = None
    read_at: float = 0.0

    @property
    def label(self) -> str:
        """The channel in words, for messages."""
        return cliq.plain_name(self.context.params["name"] or "") or str(self.context.params["channel_id"])

    @property
    def is_new(self) -> bool:
        """Tell whether the channel is to be created, as far as was known when it was planned."""
        return self.plan is not None and self.plan.changed and not self.plan.before

    @property
    def to_do(self) -> bool:
        """Tell whether there is something to do, going by what was planned."""
        return self.error is None and any(plan is not None and plan.changed for plan in (self.plan, self.members))

    @property
    def changed(self) -> bool:
        """Tell whether something was changed, or in check mode would be."""
        if self.context.check_mode:
            return self.error is None and any(plan is not None and plan.changed for plan in (self.plan, self.shown))
        return any(plan is not None and plan.taken > plan.needless for plan in (self.plan, self.members))


def item(context: Context, options: Params, wish: Wish | None) -> Item:
    """Return the work for one channel; its first members go with its creation."""
    if wish is not None and options["user_ids"] is None and options["email_ids"] is None:
        options = {**options, **_to_send(wish)}
    warnings: list[str] = []
    return Item(dataclasses.replace(context, params=options, warn=warnings.append), wish, warnings)


def _to_send(wish: Wish) -> dict[str, list[str]]:
    """Return who can be sent with the creation."""
    user_ids = [person.who for person in wish.people if is_user_id(person.who)]
    email_ids = [person.who for person in wish.people if not is_user_id(person.who)]
    return _first_members.with_creation({"email_ids": email_ids[:BATCH], "user_ids": user_ids[:BATCH]})


class Workspace:
    """The channels that the user behind the token can see, as they were listed once for all."""

    def __init__(self, context: Context, client: CliqClient) -> None:
        self._channels = cliq.Channels(client)
        self._members = Members(client)
        self._people = People(context, client)
        self._hopeless: ZohoCliqError | None = None
        # Asked for before the list is read, so that no change is missed.
        self._may_lag = lookup.changed_lately(context)
        self.channels = self._channels.everything()
        self._by_id = {channel["channel_id"]: channel for channel in self.channels}
        self._by_name: dict[str, list[Channel]] = collections.defaultdict(list)
        for channel in self.channels:
            self._by_name[_key(channel["name"])].append(channel)

    # --- planning ---

    def find(self, items: t.Iterable[Item], owner_marker: str | None) -> None:
        """Find the channel of each item and plan what it needs, but for its members; descriptions get the marker."""
        described: dict[str, Item] = {}
        for one in items:
            self._attempt(one, lambda one: self._find(one, described, owner_marker))

    def _find(self, one: Item, described: dict[str, Item], owner_marker: str | None) -> None:
        channel = self._found(one)
        if channel is not None and described.setdefault(channel["channel_id"], one) is not one:
            raise InvalidInput(
                f"The channel {channel['channel_id']} is described twice, also as "
                f"{described[channel['channel_id']].label!r}: describe it once.",
                code="described_twice",
            )
        if owner_marker is not None and one.context.params["state"] == "present":
            _mark(one, channel, owner_marker)
        one.plan = _channel_plan.planned(one.context, self._channels, one.context.params, channel)

    def _found(self, one: Item) -> Channel | None:
        params = one.context.params
        if params["channel_id"]:
            listed = [self._by_id[params["channel_id"]]] if params["channel_id"] in self._by_id else []
            now = self._as_they_are(one, listed)
            channel = now[0] if now else self._channels.by_id(params["channel_id"])
            if channel is None and params["state"] != "absent":
                raise InvalidInput(
                    f"There is no channel with the id {params['channel_id']} that these credentials can see.",
                    code="channel_not_found",
                )
            return channel
        listed = self._by_name.get(_key(params["name"]), [])
        found = lookup.single(params["name"], self._as_they_are(one, listed))
        return found or lookup.recorded(one.context, self._channels, params["name"])

    def _as_they_are(self, one: Item, listed: list[Channel]) -> list[Channel]:
        return lookup.as_they_are(one.context, self._channels, listed) if self._may_lag else listed

    def read_members(self, one: Item) -> None:
        """Read who is in the channel of an item that says something about members; a channel that is yet to be made is empty."""
        self._attempt(one, self._read_members)

    def _read_members(self, one: Item) -> None:
        channel = one.plan.channel if one.plan is not None else None
        one.read_at = time.monotonic()
        there = _membership.members_of(one.context, self._members, channel) if channel is not None else []
        one.there = there

    def plan_members(self, items: t.Iterable[Item]) -> None:
        """Plan the memberships, after asking for everybody at once whom no list of members shows."""
        concerned = [one for one in items if one.there is not None and one.error is None]
        newcomers = [
            who
            for one in concerned
            if one.wish is not None and self._level(one) != "external"
            for who in _membership.newcomers(one.there or [], one.wish)
        ]
        self._people.unknown(list(dict.fromkeys(newcomers)))
        for one in concerned:
            self._attempt(one, self._plan_members)

    def _plan_members(self, one: Item) -> None:
        one.shown = one.members = self._membership(one, one.there or [])

    def _level(self, one: Item) -> str | None:
        channel = one.plan.channel if one.plan is not None else None
        return channel.get("level") if channel is not None else one.context.params["level"]

    def _membership(self, one: Item, there: list[Member]) -> Membership | None:
        """Return the plan for the members of the channel of an item; None if it has none afterwards."""
        if one.plan is None or one.wish is None or one.plan.expected is None:
            return None
        channel = one.plan.channel
        # A channel that is yet to be made has a level and a name, which is all that planning needs.
        planned_for = {"name": one.label, "level": self._level(one)} if channel is None else channel
        context = one.context
        if context.user_id() is None and one.is_new and channel is not None:
            # Whoever creates a channel is its first member.
            creator = str(channel.get("creator_id") or "") or None
            context = dataclasses.replace(context, user_id=lambda: creator)
        return _membership.planned(context, self._members, self._people, planned_for, there, one.wish)

    # --- carrying out ---

    def bring_about(self, one: Item) -> None:
        """Carry out what was planned for an item."""
        self._attempt(one, self._carry_out)

    def _carry_out(self, one: Item) -> None:
        if one.plan is None:
            return
        complete = False
        was_made = one.is_new
        if was_made:
            complete = self._create(one, one.plan)
        else:
            _channel_plan.carry_out(one.context, one.plan)
        channel = one.plan.channel
        if one.wish is None or channel is None or complete or not (was_made or (one.members and one.members.changed)):
            one.members = None
            return
        # What others changed since the members were read must not be done once more.
        with one.context.guard(_membership.guard_key(channel["channel_id"])):
            if was_made or self._is_stale(one, channel):
                there = _membership.members_of(one.context, self._members, channel)
                one.members = self._membership(one, there)
            if one.members is not None:
                one.members.carry_out()

    def _is_stale(self, one: Item, channel: Channel) -> bool:
        """Tell whether the members were read too long ago, or changed since then by somebody who shares the state store."""
        age = time.monotonic() - one.read_at
        return age > LIFETIME or was_changed(one.context, channel)

    def _create(self, one: Item, plan: ChannelPlan) -> bool:
        """Create a channel, unless somebody else was faster, and tell whether all of its members are in it for certain."""
        context, name = one.context, one.context.params["name"]
        with context.guard(lookup.guard_key(name)):
            found = self._made_meanwhile(one)
            if found is not None:
                plan = one.plan = _channel_plan.planned(context, self._channels, context.params, found)
            _channel_plan.carry_out(context, plan)
        if found is not None or plan.channel is None or one.wish is None:
            return False
        return self._is_complete(one.wish, _channel_wish.first_members(context.params), plan.channel)

    def _made_meanwhile(self, one: Item) -> Channel | None:
        """Return the channel of that name if there is one by now; to be called under the lock for the name."""
        context, name = one.context, one.context.params["name"]
        made = lookup.before_creation(context, self._channels, name, trust_recent=True)
        return made or lookup.once(context, self._channels, name).settled()

    @staticmethod
    def _is_complete(wish: Wish, sent: t.Sequence[str], channel: Channel) -> bool:
        """
        Tell whether a new channel has all of its members from its creation, going by their number.

        The creator is one of them; if the description names the creator too, the number tells nothing.
        """
        if wish.bots or any(person.role not in (None, ROLES[-1]) for person in wish.people):
            return False
        return len(sent) == len(wish.people) and channel.get("participant_count") == len(sent) + 1

    # --- errors ---

    def _attempt(self, one: Item, action: t.Callable[[Item], None]) -> None:
        """Do something for an item, unless it has failed; an error stays its own, unless the others would meet it as well."""
        if one.error is not None:
            return
        if self._hopeless is not None:
            one.error = self._hopeless
            return
        try:
            action(one)
        except ZohoCliqError as exc:
            one.error = exc
            if isinstance(exc, _HOPELESS) or is_token_refusal(exc.status, exc.code):
                self._hopeless = exc


def _mark(one: Item, channel: Channel | None, marker: str) -> None:
    """Let the wished description, or else the one that is there, have the marker; raises InvalidInput if it is too long."""
    params = one.context.params
    there = channel.get("description") if channel is not None else None
    description = _prune.marked(params["description"] if params["description"] is not None else there, marker)
    marked = {**params, "description": description}
    _channel_wish.check(marked)
    one.context = dataclasses.replace(one.context, params=marked)


def _key(name: str) -> str:
    return cliq.name_key(name)
