# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The channels that were listed a moment ago, so that the items of a loop do not list them again and again."""

from __future__ import annotations

import threading
import time
import typing as t

# The list is as old as this at most, in seconds, when something is read off it; a creation always looks again.
LIFETIME = 15.0

Channel = dict[str, t.Any]
# Threads that change channels at the same time must not lose one another's news.
_NEWS = threading.Lock()


class KnownChannels:
    """
    What one process knows of the channels that one user can see.

    ``memory`` is a dictionary that lives as long as the process; what the process changes is changed in it too.
    """

    def __init__(self, memory: dict[str, t.Any]) -> None:
        self._memory = memory

    def recent(self) -> list[Channel] | None:
        """Return the channels as they were listed last, or None if that is too long ago."""
        listed_at, channels = self._memory.get("channels", (None, []))
        if listed_at is None or time.monotonic() - listed_at > LIFETIME:
            return None
        return list(channels)

    def listed(self, channels: list[Channel]) -> None:
        """Remember a list that was just read."""
        self._memory["channels"] = (time.monotonic(), list(channels))

    def changed(self, channel_id: str, channel: Channel | None) -> None:
        """Note that a channel is now as given, or gone if that is None."""
        with _NEWS:
            if "channels" not in self._memory:
                return
            listed_at, channels = self._memory["channels"]
            others = [other for other in channels if other.get("channel_id") != channel_id]
            self._memory["channels"] = (listed_at, others if channel is None else [*others, channel])
