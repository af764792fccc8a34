# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The channels that were listed a moment ago, so that the items of a loop and the hosts of a task do not list them again."""

from __future__ import annotations

import abc
import dataclasses
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


@dataclasses.dataclass(frozen=True)
class Kept:
    """
    A list of channels that somebody else read ``age`` seconds ago.

    ``whole_age`` is how long ago archived and pending channels were read, None if they were not. ``news`` is the latest change of
    which it knows.
    """

    channels: list[Channel]
    age: float
    whole_age: float | None
    news: str


class Shelf(abc.ABC):
    """Keeps the list that was read last for the other processes that run the same task, for other hosts."""

    @abc.abstractmethod
    def keep(self, channels: list[Channel], *, whole_age: float | None, news: str) -> None:
        """Put a list there that was just read."""

    @abc.abstractmethod
    def newer(self) -> Kept | None:
        """Return the list that is there, None if there is none, or none that was put there since this was asked last."""


class NoShelf(Shelf):
    """For whom nobody else runs the same task."""

    def keep(self, channels: list[Channel], *, whole_age: float | None, news: str) -> None:
        pass

    def newer(self) -> Kept | None:
        return None


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

    def __init__(self, memory: dict[str, t.Any], news: News, shelf: Shelf, key: t.Callable[[str], str]) -> None:
        self._memory = memory
        self._news = news
        self._shelf = shelf
        self._key = key

    def recent(self) -> Listing | None:
        """Return the list that was read last, None if that is too long ago or somebody else changed something since."""
        # Another thread of this process that changes something spreads the news before it has noted them.
        with _CHANGING:
            return self._first_that(self._is_recent)

    def whole(self) -> Listing | None:
        """Return a list of all channels that may be some minutes old, or None."""
        return self._first_that(_is_whole)

    def _first_that(self, fits: t.Callable[[Listing], bool]) -> Listing | None:
        """Return what this process has listed, or else another one has, if that fits."""
        listing = self._listing()
        if listing is not None and fits(listing):
            return listing
        kept = self._shelf.newer()
        if kept is None:
            return None
        now = time.monotonic()
        whole_at = None if kept.whole_age is None else now - kept.whole_age
        theirs = Listing(kept.channels, self._key, whole_at=whole_at, news=kept.news)
        theirs.read_at = now - kept.age
        if not fits(theirs):
            return None
        self._memory["channels"] = theirs
        return theirs

    def _is_recent(self, listing: Listing) -> bool:
        return time.monotonic() - listing.read_at <= LIFETIME and listing.news == self._news.latest()

    def _listing(self) -> Listing | None:
        return t.cast("Listing | None", self._memory.get("channels"))

    def latest(self) -> str:
        """Return the name of the latest change, to be asked for before a list is read."""
        return self._news.latest()

    def listed(self, channels: t.Iterable[Channel], *, whole: bool, news: str, for_others: bool = True) -> None:
        """
        Remember a list that was just read; ``news`` is the latest change before that. It is kept ``for_others`` as well.

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
        if not for_others:
            return
        whole_age = None if listing.whole_at is None else time.monotonic() - listing.whole_at
        self._shelf.keep(listing.all(), whole_age=whole_age, news=news)

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


def _is_whole(listing: Listing) -> bool:
    return listing.whole_at is not None and time.monotonic() - listing.whole_at <= WHOLE_LIFETIME
