# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
The first members of a new channel.

Nobody documents what Cliq does with ids and addresses in one call, so a creation takes the addresses along, and the ids if there
are no addresses. The others are added right afterwards.
"""

from __future__ import annotations

import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import channels as cliq
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.known import Channel
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.members import Members
from ansible_collections.zoho.cliq.plugins.module_utils._errors import ApiError, OutcomeUnknown
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Params
from ansible_collections.zoho.cliq.plugins.module_utils._module._membership_work import MembershipWork, Row


def with_creation(params: Params) -> dict[str, list[str]]:
    """Return those who go with the creation, by the key of its body."""
    key = "email_ids" if params["email_ids"] else "user_ids"
    return {key: params[key]} if params[key] else {}


def after_creation(params: Params) -> list[str]:
    """Return the ids of those who are added afterwards."""
    return list(params["user_ids"] or ()) if params["email_ids"] else []


def add(channels: cliq.Channels, channel: Channel, ids: t.Sequence[str]) -> Channel:
    """
    Add people to a channel that was just made, whether or not some of them are in it; return it as it is afterwards.

    Raises what Cliq raises, with a word on what to do, since the next run leaves the members of the channel alone.
    """
    rows: dict[str, Row] = {who: {"email_id": None, "user_id": who, "name": None} for who in ids}
    try:
        MembershipWork(Members(channels.client), channel, rows, silent=False).add(ids)
    except (ApiError, OutcomeUnknown) as exc:
        raise type(exc)(
            f"{exc.message} The channel {channel['name']!r} was created, and user_ids were not added to it: add them with "
            "zoho.cliq.channel_members.",
            code=exc.code,
            status=exc.status,
        ) from exc
    return {**channel, **(channels.by_id(channel["channel_id"]) or {})}
