# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
The channels in the order in which lists have them, and by parts of their names.

Lists take pages out of the middle, and a client asks for one name before each creation. Neither may take longer because
there are more channels.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from operator import attrgetter

from .model import Channel

_sequence = attrgetter("sequence")
_PART = 3
_FEW = 8  # so many are looked at faster than they are narrowed down


class ChannelOrder:
    """All channels by their number. Whoever asks for some of them may get more, and looks at each."""

    def __init__(self) -> None:
        self._channels: list[Channel] = []
        self._by_part: dict[str, dict[int, Channel]] = {}

    def __contains__(self, number: object) -> bool:
        if not isinstance(number, int):
            return False
        return next((channel.sequence == number for channel in self.after(number - 1)), False)

    def add(self, channel: Channel) -> None:
        if not self._channels or self._channels[-1].sequence < channel.sequence:
            self._channels.append(channel)
        else:
            insort(self._channels, channel, key=_sequence)
        for part in _parts(channel.name):
            self._by_part.setdefault(part, {})[channel.sequence] = channel

    def remove(self, channel: Channel) -> None:
        del self._channels[bisect_left(self._channels, channel.sequence, key=_sequence)]
        self._forget_name(channel)

    def rename(self, channel: Channel, name: str) -> None:
        self._forget_name(channel)
        channel.name = name
        for part in _parts(name):
            self._by_part.setdefault(part, {})[channel.sequence] = channel

    def _forget_name(self, channel: Channel) -> None:
        for part in _parts(channel.name):
            there = self._by_part[part]
            del there[channel.sequence]
            if not there:
                del self._by_part[part]

    def after(self, number: int) -> Iterator[Channel]:
        """Those behind this number, in order."""
        for place in range(bisect_left(self._channels, number + 1, key=_sequence), len(self._channels)):
            yield self._channels[place]

    def with_name(self, text: str) -> Iterable[Channel]:
        """Those whose name may have this text in it, whatever the case, in order."""
        parts = _parts(text)
        if not parts:
            return self._channels
        fewest, *others = sorted((self._by_part.get(part, {}) for part in parts), key=len)
        numbers = set(fewest)
        for there in others:
            if len(numbers) <= _FEW:
                break
            numbers &= there.keys()
        return [fewest[number] for number in sorted(numbers)]


def _parts(text: str) -> set[str]:
    """Every three letters that stand side by side."""
    text = text.lower()
    return {text[start : start + _PART] for start in range(len(text) - _PART + 1)}
