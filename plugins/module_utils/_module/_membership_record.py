# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
The members of a channel, read from a list that may lag behind.

What was changed is on record for as long as a list may lag. A list that contradicts it is read again until it agrees or that time
is over; then the list is right, because somebody may have changed it by hand.
"""

from __future__ import annotations

import json
import time
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._cliq.known import Channel
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.members import Member, Members, Roster
from ansible_collections.zoho.cliq.plugins.module_utils._module import _channel_lookup
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Context
from ansible_collections.zoho.cliq.plugins.module_utils._module._creations import SETTLE_PAUSES

# What is on record of somebody who is in the channel, whatever the role.
_ANY_ROLE = "*"
# A list of members may lag so many seconds behind what was changed.
LAG_SECONDS = sum(SETTLE_PAUSES)


def members_of(context: Context, members: Members, channel: Channel) -> list[Member]:
    """Return the members of a channel, with what was changed a moment ago by anybody who shares the state store."""
    channel_id = channel["channel_id"]
    there = members.of(channel_id)
    for number, pause in enumerate(SETTLE_PAUSES):
        if _agrees(there, _changes(context, channel)):
            break
        if number == 0:
            context.announce(f"Waiting until the list of members of {channel_id} shows what was changed a moment ago.")
        time.sleep(pause)
        there = members.of(channel_id)
    return there


def note_changes(context: Context, channel_id: str, roles: t.Mapping[str, str | None]) -> None:
    """
    Put on record who now has which role, by address or id; None stands for somebody who was removed.

    The first members of a channel are on record with its creation.
    """
    context.notebook().write(_name(channel_id), json.dumps(dict(roles)).encode(), LAG_SECONDS, lasting=False)


def was_changed(context: Context, channel: Channel) -> bool:
    """Tell whether the members of a channel were changed a moment ago by anybody who shares the state store."""
    return bool(_changes(context, channel))


def _changes(context: Context, channel: Channel) -> dict[str, str | None]:
    data = context.notebook().read(_name(channel["channel_id"]))
    if data is None:
        made = _channel_lookup.creation(context, channel["name"])
        # The creator may be among them, and is more than a member.
        return dict.fromkeys(made.first_members(channel["channel_id"], LAG_SECONDS), _ANY_ROLE)
    try:
        record = json.loads(data)
    except ValueError:
        return {}
    return record if isinstance(record, dict) else {}


def _agrees(there: t.Sequence[Member], changes: t.Mapping[str, str | None]) -> bool:
    roster = Roster(there)
    for who, role in changes.items():
        member = roster.find(who)
        if role == _ANY_ROLE and member is not None:
            continue
        if role != (None if member is None else member.role):
            return False
    return True


def _name(channel_id: str) -> str:
    return f"members {channel_id}"
