# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""GET /channels: filters, order and pages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from ..world import past
from ..world.model import Channel, plain_name
from . import access, errors, present, strict
from .endpoints import Call

_LARGEST_PAGE = 100
_LARGEST_SYNC = 50
_ORDERS = ("+last_modified_time", "-last_modified_time", "+creation_time", "-creation_time")
_PAGING = ("limit", "next_token", "sync_token")

Filter = Callable[[Channel], bool]


def answer(call: Call) -> dict[str, Any]:
    query = call.query
    limit = strict.whole_number("limit", query.get("limit"), call.emulator.quirks["default-limit"], _LARGEST_PAGE)
    filters = _filters(call)
    found = [
        channel
        for channel in past.channels(call.emulator.world, call.emulator.quirks["list-lag"])
        if access.visible(channel, call.user) and all(fits(channel) for fits in filters)
    ]
    order = query.get("order_by")
    if order is not None:
        if order not in _ORDERS:
            raise errors.mismatch("order_by")
        by_creation = order.endswith("creation_time")
        found.sort(
            key=lambda channel: (channel.created if by_creation else channel.modified, channel.sequence),
            reverse=order.startswith("-"),
        )
    digest = _digest(call)
    start = _start(found, query.get("next_token"), digest, order is None)
    page = found[start : start + limit]
    more = start + limit < len(found)
    result: dict[str, Any] = {
        call.list_key("channels"): [present.list_item(call.emulator, channel, call.user) for channel in page],
        "has_more": more,
    }
    if more:
        last = page[-1].sequence if order is None else start + limit
        result["next_token"] = f"{last:016x}{digest}"
    result["sync_token"] = f"{int(call.emulator.clock.now() * 1000):016x}{_signature('sync', call.user.id)}"
    return result


def _signature(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:48]


def _digest(call: Call) -> str:
    """Ties a next_token to the user and the filters for which it was made."""
    fixed = sorted((key, value) for key, value in call.query.items() if key not in _PAGING)
    return _signature(call.user.id, repr(fixed))


def _start(found: list[Channel], token: str | None, digest: str, by_sequence: bool) -> int:
    """Where the page begins. In the natural order the token names the last channel seen, so that deletions do not shift
    pages."""
    if token is None:
        return 0
    position = _number(token, digest)
    if not by_sequence:
        return position
    return next((index for index, channel in enumerate(found) if channel.sequence > position), len(found))


def _number(token: str, signature: str) -> int:
    if token[16:] != signature:
        raise errors.technical()
    try:
        return int(token[:16], 16)
    except ValueError:
        raise errors.technical() from None


def _filters(call: Call) -> list[Filter]:
    query = call.query
    quirks = call.emulator.quirks
    wanted: list[Filter] = []
    status = query.get("status")
    if status is not None:
        strict.one_of("created", "pending", "archived")("status", status)
        wanted.append(lambda channel: channel.status == status)
    elif quirks["unfiltered-list"] == "created":
        wanted.append(lambda channel: channel.status == "created")
    level = query.get("level")
    if level is not None:
        strict.level("level", level)
        wanted.append(lambda channel: channel.level == level)
    if "name" in query and quirks["name-filter"] != "ignored":
        name = plain_name(query["name"]).lower()
        exact = quirks["name-filter"] == "exact"
        wanted.append(lambda channel: channel.name.lower() == name if exact else name in channel.name.lower())
    _add_id_filters(call, wanted)
    _add_time_filters(call, wanted)
    pinned = strict.truth("pinned", query.get("pinned"))
    if pinned:
        wanted.append(lambda channel: False)  # nobody pins anything here
    joined = strict.truth("joined", query.get("joined"))
    if joined is not None:
        wanted.append(lambda channel: (call.user.id in channel.members) is joined)
    return wanted


def _add_id_filters(call: Call, wanted: list[Filter]) -> None:
    query = call.query
    if "channel_ids" in query:
        channel_ids = set(query["channel_ids"].split(","))
        wanted.append(lambda channel: channel.channel_id in channel_ids)
    if "chat_ids" in query:
        chat_ids = set(query["chat_ids"].split(","))
        wanted.append(lambda channel: channel.chat_id in chat_ids)
    if "team_ids" in query and call.emulator.quirks["team-filter"] == "honoured":
        team_ids = set(query["team_ids"].split(","))
        wanted.append(lambda channel: not team_ids.isdisjoint(channel.team_ids))
    if "created_by" in query:
        creator = call.emulator.world.user(query["created_by"])
        creator_id = creator.id if creator else ""
        wanted.append(lambda channel: channel.creator_id == creator_id)


def _add_time_filters(call: Call, wanted: list[Filter]) -> None:
    query = call.query
    for key, attribute, after in (
        ("modified_after", "modified", True),
        ("modified_before", "modified", False),
        ("created_after", "created", True),
        ("created_before", "created", False),
    ):
        if key in query:
            wanted.append(_time_filter(attribute, strict.moment(key, query[key]), after))
    token = query.get("sync_token")
    if token is not None:
        if "next_token" in query:
            raise errors.technical()
        since = _number(token, _signature("sync", call.user.id)) / 1000
        changed = _time_filter("modified", since, True)
        if sum(map(changed, call.emulator.world.channels.values())) > _LARGEST_SYNC:
            raise errors.technical()
        wanted.append(changed)


def _time_filter(attribute: str, moment: float, after: bool) -> Filter:
    if after:
        return lambda channel: getattr(channel, attribute) > moment
    return lambda channel: getattr(channel, attribute) < moment
