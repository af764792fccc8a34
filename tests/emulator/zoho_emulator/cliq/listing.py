# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""GET /channels: filters, order and pages."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from itertools import islice
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
    order = query.get("order_by")
    if order is not None and order not in _ORDERS:
        raise errors.mismatch("order_by")
    digest = _digest(call)
    token = query.get("next_token")
    start = 0 if token is None else _number(token, digest)
    # In the natural order the token names the last channel seen, so that deletions do not shift pages.
    candidates = _candidates(call, start if order is None else 0)
    found: Iterable[Channel] = (
        channel
        for channel in candidates
        if access.visible(channel, call.user) and all(fits(channel) for fits in filters)
    )
    if order is not None:
        found = islice(_sorted(found, order), start, None)
    page = list(islice(found, limit + 1))
    more = len(page) > limit
    del page[limit:]
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


def _candidates(call: Call, start: int) -> Iterable[Channel]:
    """Those behind a number that may be meant: looking at all of them is for lists that nothing narrows down."""
    world = call.emulator.world
    query = call.query
    lag = call.emulator.quirks["list-lag"]
    found: Iterable[Channel]
    if "channel_ids" in query:
        named = (world.channels.get(channel_id) for channel_id in set(query["channel_ids"].split(",")))
        found = sorted((channel for channel in named if channel is not None), key=lambda channel: channel.sequence)
    elif "name" in query and call.emulator.quirks["name-filter"] != "ignored":
        found = world.order.with_name(plain_name(query["name"]))
    else:
        found = world.order.after(start)
    if lag:
        found = past.channels(world, found, lag)
    return (channel for channel in found if channel.sequence > start)


def _sorted(found: Iterable[Channel], order: str) -> list[Channel]:
    by_creation = order.endswith("creation_time")
    return sorted(
        found,
        key=lambda channel: (channel.created if by_creation else channel.modified, channel.sequence),
        reverse=order.startswith("-"),
    )


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
        wanted.append(_name_filter(query["name"], str(quirks["name-filter"])))
    _add_id_filters(call, wanted)
    _add_time_filters(call, wanted)
    pinned = strict.truth("pinned", query.get("pinned"))
    if pinned:
        wanted.append(lambda channel: False)  # nobody pins anything here
    joined = strict.truth("joined", query.get("joined"))
    if joined is not None:
        wanted.append(lambda channel: (call.user.id in channel.members) is joined)
    return wanted


def _name_filter(text: str, kind: str) -> Filter:
    """Nobody documents how names are compared, nor whether the sign in front of them counts."""
    if kind == "with-sign":
        return lambda channel: f"#{channel.name}".lower() == text.lower()
    name = plain_name(text)
    if kind == "exact-case":
        return lambda channel: channel.name == name
    name = name.lower()
    if kind == "exact":
        return lambda channel: channel.name.lower() == name
    if kind == "prefix":
        return lambda channel: channel.name.lower().startswith(name)
    return lambda channel: name in channel.name.lower()


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
            moment = strict.moment(key, query[key], call.emulator.quirks["time-filters"])
            if attribute == "modified" and call.emulator.quirks["modified-filters"] == "messages":
                wanted.append(_message_filter(call, moment, after))
            else:
                wanted.append(_time_filter(attribute, moment, after))
    token = query.get("sync_token")
    if token is not None:
        if "next_token" in query:
            raise errors.technical()
        since = _number(token, _signature("sync", call.user.id)) / 1000
        changed = _time_filter("modified", since, True)
        if sum(map(changed, call.emulator.world.channels.values())) > _LARGEST_SYNC:
            raise errors.technical()
        wanted.append(changed)


def _message_filter(call: Call, moment: float, after: bool) -> Filter:
    """By the last message, as the OpenAPI file has it; a channel in which nothing was said counts from its creation."""

    def fits(channel: Channel) -> bool:
        chat = call.emulator.world.conversations.chats.get(channel.chat_id)
        last = chat.last() if chat is not None else None
        time = last.sent if last is not None else channel.created
        return time > moment if after else time < moment

    return fits


def _time_filter(attribute: str, moment: float, after: bool) -> Filter:
    if after:
        return lambda channel: getattr(channel, attribute) > moment
    return lambda channel: getattr(channel, attribute) < moment
