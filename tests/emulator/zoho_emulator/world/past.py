# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What lists show while they lag behind: how channels and teams were some emulated seconds ago."""

from __future__ import annotations

import copy
import heapq
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, TypeVar

from .model import Channel, Team

if TYPE_CHECKING:
    from ..cliq.endpoints import Call
    from .world import World


_Item = TypeVar("_Item", Channel, Team)
_number = attrgetter("sequence")


@dataclass(frozen=True)
class _Version:
    until: float
    item: Channel | Team


class Past:
    """Earlier versions of channels and teams, kept only while the quirk `list-lag` wants them."""

    def __init__(self) -> None:
        self.lag = 0.0
        self._versions: dict[str, deque[_Version]] = {}  # by id, oldest first

    def keep(self, items: list[Channel | Team], now: float) -> None:
        """These were so until now. What no list shows any more is forgotten."""
        for item in items:
            versions = self._versions.setdefault(_id(item), deque())
            while versions and versions[0].until <= now - self.lag:
                versions.popleft()
            versions.append(_Version(now, item))

    def at(self, item_id: str, moment: float) -> Channel | Team | None:
        """The version that was there at that moment; None when the present one was, or none."""
        for version in self._versions.get(item_id, ()):
            if version.until > moment:
                return version.item
        return None

    def ids_after(self, moment: float) -> list[str]:
        """Of what has changed since; the rest is forgotten."""
        gone = [item_id for item_id, versions in self._versions.items() if versions[-1].until <= moment]
        for item_id in gone:
            del self._versions[item_id]
        return list(self._versions)


def copies(call: Call, endpoint: str) -> list[Channel | Team]:
    """The channel or team that a request is about to change, as it is now."""
    lag = call.emulator.quirks["list-lag"]
    if not lag:
        return []
    world = call.emulator.world
    world.past.lag = float(lag)
    found: Channel | Team | None = None
    if endpoint.endswith("/bots/*/associate"):
        name = str(call.body.get("channel_unique_name"))
        found = world.channels_by_name.get((call.organization.id, name))
    elif call.args:
        found = world.channels.get(call.args[0]) or world.teams.get(call.args[0])
    return [] if found is None else [_copy(found)]


def _copy(item: Channel | Team) -> Channel | Team:
    """As deep as what changes, and no deeper."""
    twin = copy.copy(item)
    twin.members = dict(item.members)  # type: ignore[assignment]
    if isinstance(twin, Channel):
        twin.team_ids = list(twin.team_ids)
        twin.bots = list(twin.bots)
        twin.config = dict(twin.config)
        twin.permissions = dict(twin.permissions)
    return twin


def _id(item: Channel | Team) -> str:
    return item.channel_id if isinstance(item, Channel) else item.id


def channels(world: World, found: Iterable[Channel], lag: float) -> Iterable[Channel]:
    """What lists show of these channels, which are in order and perhaps not all; and those that lately were otherwise."""
    moment = world.clock.steady() - lag
    changed = world.past.ids_after(moment)
    seen = (_seen(world, item_id, world.channels.get(item_id), moment) for item_id in changed)
    others = sorted((item for item in seen if isinstance(item, Channel)), key=_number)
    known = set(changed)
    same = (item for item in found if item.born <= moment and item.channel_id not in known)
    return heapq.merge(same, others, key=_number) if others else same


def teams(world: World, lag: float) -> list[Team]:
    """All teams as lists show them."""
    if not lag:
        return list(world.teams.values())
    moment = world.clock.steady() - lag
    earlier = {item_id: world.teams.get(item_id) for item_id in world.past.ids_after(moment)}
    seen = [_seen(world, item_id, item, moment) for item_id, item in {**world.teams, **earlier}.items()]
    return [item for item in seen if isinstance(item, Team)]


def members(world: World, item: _Item, lag: float) -> _Item:
    """What the list of members shows; of something that is younger than the lag, what is there."""
    if not lag:
        return item
    earlier = world.past.at(_id(item), world.clock.steady() - lag)
    return earlier if isinstance(earlier, type(item)) else item


def _seen(world: World, item_id: str, present: Channel | Team | None, moment: float) -> Channel | Team | None:
    item = world.past.at(item_id, moment) or present
    # What was made a moment ago has no earlier version that says so.
    return item if item is not None and item.born <= moment else None
