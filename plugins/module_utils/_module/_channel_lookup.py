# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""Which channel a task means: by name or by id, in a list that may lag behind, or by the record of its creation."""

from __future__ import annotations

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import channels as cliq
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.known import Channel
from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput
from ansible_collections.zoho.cliq.plugins.module_utils._module import _creations
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Context
from ansible_collections.zoho.cliq.plugins.module_utils._module._creations import (
    Creation,
    Intent,
    OneCreation,
    may_be_of,
)

_CHANGES = "changed channels"


def check_target(name: str | None, channel_id: str | None) -> None:
    """Refuse a name or an id that no channel can have, before the first request; raises InvalidInput."""
    if name is not None:
        length = len(cliq.plain_name(name))
        if length == 0:
            raise InvalidInput("name is empty: give the channel a name of 1 to 50 characters.")
        if length > cliq.NAME_LIMIT:
            raise InvalidInput(f"name has {length} characters, and Cliq allows {cliq.NAME_LIMIT}: shorten it.")
    if channel_id is not None:
        cliq.check_channel_id(channel_id)


def guard_key(name: str) -> str:
    """Return the name of the lock under which a channel of that name is looked for and created."""
    return f"channel {cliq.name_key(name)}"


def creation(context: Context, name: str) -> Creation:
    """Return the record of the creation of a channel of that name."""
    return Creation(context.notebook(), guard_key(name))


def existing(
    context: Context, channels: cliq.Channels, *, name: str | None = None, channel_id: str | None = None
) -> Channel | None:
    """
    Return the channel that a task works in; raises InvalidInput if there is none.

    In check mode an earlier task may be meant to create it: then None is returned, and a warning says so.
    """
    channel = by_id(context, channels, channel_id) if channel_id else None
    if channel is None and not channel_id and name is not None:
        channel = named_recently(context, channels, name) or by_name(context, channels, name)
    if channel is not None:
        return channel
    which = f"with the id {channel_id}" if channel_id else f"named {cliq.plain_name(name or '')!r}"
    if context.check_mode:
        context.warn(f"There is no channel {which} yet; what this task would do is told as if it were there and empty.")
        return None
    raise InvalidInput(
        f"There is no channel {which} that these credentials can see. Create it with zoho.cliq.channel, or correct the "
        f"{'id' if channel_id else 'name'}.",
        code="channel_not_found",
    )


def by_id(context: Context, channels: cliq.Channels, channel_id: str) -> Channel | None:
    """Return the channel of that id, from a list that is some seconds old at most, or from Cliq."""
    recent = channels.recent_by_id(channel_id)
    found = [] if recent is None else as_they_are(context, channels, [recent])
    return found[0] if found else channels.by_id(channel_id)


def named_recently(context: Context, channels: cliq.Channels, name: str) -> Channel | None:
    """Return the channel of that name in a list that is some seconds old at most; None where there is no such list."""
    return single(name, as_they_are(context, channels, channels.named_recently(name)))


def by_name(context: Context, channels: cliq.Channels, name: str) -> Channel | None:
    """Return the channel of that name, also one that was made a short time ago and that the list does not show yet."""
    found = as_they_are(context, channels, channels.named(name))
    return single(name, found) or unlisted(context, channels, name)


def as_they_are(context: Context, channels: cliq.Channels, found: list[Channel]) -> list[Channel]:
    """Return channels out of a list that may lag as they are now, without those that are gone or have another name."""
    return _creations.as_they_are(
        found, "channel_id", lambda one: creation(context, one["name"]), channels.by_id, cliq.same_name
    )


def changed_lately(context: Context) -> bool:
    """Tell whether any channel was changed a moment ago: where none was, nobody has to ask for each of thousands."""
    return context.notebook().read(_CHANGES) is not None


def note_change(context: Context, before: Channel, after: Channel | None) -> None:
    """Put on record that a channel was changed just now, or is gone if ``after`` is None."""
    context.notebook().write(_CHANGES, b"1", _creations.CHANGED_SECONDS, lasting=False)
    record = creation(context, before["name"])
    if after is None:
        record.removed(before["channel_id"])
        return
    record.changed(before["channel_id"])
    if not cliq.same_name(before["name"], after["name"]):
        creation(context, after["name"]).changed(before["channel_id"])


def before_creation(
    context: Context, channels: cliq.Channels, name: str, *, trust_recent: bool = False
) -> Channel | None:
    """
    Return the channel of that name if there is one at present; to be used under the lock for the name.

    ``trust_recent`` is for whoever has just listed all channels.
    """
    found = as_they_are(context, channels, channels.named_now(name, trust_recent=trust_recent))
    return single(name, found) or unlisted(context, channels, name)


def unlisted(context: Context, channels: cliq.Channels, name: str) -> Channel | None:
    """Return the channel of that name that the list does not show yet, going by its record or, without one, by its address."""
    if context.notebook().remembers():
        return recorded(context, channels, name)
    return _by_first_unique_name(channels, name)


def recorded(context: Context, channels: cliq.Channels, name: str) -> Channel | None:
    """Return the channel of that name that was made a short time ago, going by the record of its creation."""
    channel_id = creation(context, name).known_id()
    channel = None if channel_id is None else channels.by_id(channel_id)
    if channel is None or not cliq.same_name(channel["name"], name):
        return None
    return channel


def once(context: Context, channels: cliq.Channels, name: str, level: str | None = None) -> OneCreation[Channel]:
    """
    Return the way to create a channel of that name without ever creating a second one; to be used under its lock.

    Somebody else may make a channel of the same name in the same moment, so that level and creator have to fit, too.
    """

    def fitting(intent: Intent, found: list[Channel]) -> list[Channel]:
        return [one for one in found if may_be_of(intent, one)]

    def look(intent: Intent) -> Channel | None:
        found = single(name, fitting(intent, channels.named(name)))
        if found is not None:
            return found
        # A list may lag for longer than anybody waits; what is asked for by a name of its own does not have to.
        unlisted = _by_first_unique_name(channels, name)
        return None if unlisted is None else single(name, fitting(intent, [unlisted]))

    return OneCreation(
        creation(context, name),
        f"the channel {cliq.plain_name(name)!r}",
        look=look,
        identifier=lambda channel: str(channel["channel_id"]),
        wish={"level": level, "creator_id": context.user_id()},
    )


def _by_first_unique_name(channels: cliq.Channels, name: str) -> Channel | None:
    unique_name = cliq.first_unique_name(name)
    channel = channels.by_unique_name(unique_name) if unique_name else None
    return channel if channel is not None and cliq.same_name(channel["name"], name) else None


def single(name: str, found: list[Channel]) -> Channel | None:
    """Return the one channel that was found, None for none; raises InvalidInput if the name fits several."""
    if len(found) > 1:
        ids = " and ".join(f"{channel['channel_id']} ({channel.get('status', 'created')})" for channel in found)
        raise InvalidInput(
            f"{len(found)} channels are named {cliq.plain_name(name)!r}: {ids}. "
            "Say which one is meant with channel_id.",
            code="ambiguous_name",
        )
    return found[0] if found else None
