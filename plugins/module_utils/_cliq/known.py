# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The channels that were listed a moment ago, so that the items of a loop do not list them again and again."""

from __future__ import annotations

import abc
import threading
import time
import typing as t

# What was listed so many seconds ago is acted upon.
LIFETIME = 15.0
# What was listed so many seconds ago tells which channels are not new; what is new since then must be asked for.
WHOLE_LIFETIME = 300.0
# Nobody documents whether a list shows channels of these statuses that does not ask for them.
HIDDEN = ("archived", "pending")

Channel = dict[str, t.Any]
_CHANGING = threading.Lock()


class News(abc.ABC):
    """Tells all processes that share a state store that one of them has changed something at Cliq."""

    @abc.abstractmethod
    def latest(self) -> str:
        """Return the name of the latest change."""

    @abc.abstractmethod
    def spread(self) -> str:
        """Note a change, and return its name."""


class NoNews(News):
    """For whom nobody shares a state store with."""

    def latest(self) -> str:
        return ""

    def spread(self) -> str:
        return ""


class Listing:
    """
    A list of channels, to be looked up by id and by what ``key`` makes of a name.

    ``read_at`` is when it was read by the monotonic clock, ``whole_at`` when archived and pending channels were, too, if ever.
    ``news`` is the latest change of which it knows.
    """

    def __init__(
        self, channels: t.Iterable[Channel], key: t.Callable[[str], str], *, whole_at: float | None, news: str
    ) -> None:
        self.read_at = time.monotonic()
        self.whole_at = whole_at
        self.news = news
        self._key = key
        self._by_id: dict[str, Channel] = {}
        self._by_name: dict[str, dict[str, Channel]] = {}
        for channel in channels:
            self.put(channel["channel_id"], channel)

    def all(self) -> list[Channel]:
        return list(self._by_id.values())

    def by_id(self, channel_id: str) -> Channel | None:
        return self._by_id.get(channel_id)

    def named(self, name: str) -> list[Channel]:
        return list(self._by_name.get(self._key(name), {}).values())

    def put(self, channel_id: str, channel: Channel | None) -> None:
        """Note that a channel is as given, or gone if that is None."""
        before = self._by_id.pop(channel_id, None)
        if before is not None:
            del self._by_name[self._key(before["name"])][channel_id]
        if channel is not None:
            self._by_id[channel_id] = channel
            self._by_name.setdefault(self._key(channel["name"]), {})[channel_id] = channel


class KnownChannels:
    """
    What one process knows of the channels that one user can see.

    ``memory`` is a dictionary that lives as long as the process; what the process changes is changed in it too.
    """

    def __init__(self, memory: dict[str, t.Any], news: News, key: t.Callable[[str], str]) -> None:
        self._memory = memory
        self._news = news
        self._key = key

    def recent(self) -> Listing | None:
        """Return the list that was read last, None if that is too long ago or somebody else changed something since."""
        # Another thread of this process that changes something spreads the news before it has noted them.
        with _CHANGING:
            listing = self._listing()
            if listing is None or time.monotonic() - listing.read_at > LIFETIME or listing.news != self._news.latest():
                return None
            return listing

    def whole(self) -> Listing | None:
        """Return a list of all channels that may be some minutes old, or None."""
        listing = self._listing()
        if listing is None or listing.whole_at is None or time.monotonic() - listing.whole_at > WHOLE_LIFETIME:
            return None
        return listing

    def _listing(self) -> Listing | None:
        return t.cast("Listing | None", self._memory.get("channels"))

    def latest(self) -> str:
        """Return the name of the latest change, to be asked for before a list is read."""
        return self._news.latest()

    def listed(self, channels: t.Iterable[Channel], *, whole: bool, news: str) -> None:
        """
        Remember a list that was just read; ``news`` is the latest change before that.

        One that is not ``whole`` may lack archived and pending channels: those that an earlier one had are kept.
        """
        before = None if whole else self.whole()
        listing = Listing(channels, self._key, whole_at=time.monotonic() if whole else None, news=news)
        if before is not None:
            listing.whole_at = before.whole_at
            for channel in before.all():
                if channel.get("status") in HIDDEN and listing.by_id(channel["channel_id"]) is None:
                    listing.put(channel["channel_id"], channel)
        self._memory["channels"] = listing

    def found(self, channel: Channel) -> None:
        """Note a channel that was read by itself."""
        with _CHANGING:
            listing = self._listing()
            if listing is not None:
                listing.put(channel["channel_id"], channel)

    def changed(self, channel_id: str, channel: Channel | None) -> None:
        """Note that this process made a channel what is given, or None if it is gone."""
        with _CHANGING:
            before = self._news.latest()
            latest = self._news.spread()
            listing = self._listing()
            if listing is None:
                return
            listing.put(channel_id, channel)
            if listing.news == before:
                listing.news = latest
