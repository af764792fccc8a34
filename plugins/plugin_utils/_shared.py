# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""What tasks tell each other through the state store: records, news, and what was listed."""

from __future__ import annotations

import json
import typing as t
import zlib

from ansible_collections.zoho.cliq.plugins.module_utils._cliq.known import WHOLE_LIFETIME, Channel, Kept, News, Shelf
from ansible_collections.zoho.cliq.plugins.module_utils._module._creations import Notebook
from ansible_collections.zoho.cliq.plugins.module_utils._state import clock
from ansible_collections.zoho.cliq.plugins.module_utils._state.keys import hashed_key
from ansible_collections.zoho.cliq.plugins.module_utils._state.seal import Sealer
from ansible_collections.zoho.cliq.plugins.module_utils._state.store import LARGEST_VALUE, StateStore

_SEEN = "shelf"
# Lists are alike in much of what they say.
_FAST = 1


class StoreNotebook(Notebook):
    """Records in the state store, for those who share them; their names are hashes keyed with what only those know."""

    def __init__(self, store: StateStore, view: str) -> None:
        self._store = store
        self._view = view

    def remembers(self) -> bool:
        return self._store.shared

    def read(self, name: str) -> bytes | None:
        return self._store.get(self._key(name))

    def write(self, name: str, record: bytes, seconds: float, *, lasting: bool = True) -> None:
        # Records are kept under the lock of what they are about. Without it, this one may be about what somebody else does.
        self._store.check_locks()
        self._store.put(self._key(name), record, seconds, lasting=lasting)

    def erase(self, name: str) -> None:
        self._store.check_locks()
        self._store.delete(self._key(name))

    def _key(self, name: str) -> str:
        return hashed_key("note", f"{self._view}\n{name}")


class StoreNews(News):
    """News among those who share the state store and work in the same place at Cliq."""

    def __init__(self, store: StateStore, place: str) -> None:
        self._store = store
        self._key = hashed_key("news", place)

    def latest(self) -> str:
        return self._store.marked(self._key)

    def spread(self) -> str:
        return self._store.mark(self._key)


class StoreShelf(Shelf):
    """
    A shelf in the state store, sealed, for those that run the same task for other hosts: each host has a process of its own.

    Without it, fifty hosts would list fifty times what Cliq lets be listed thirty times a minute. No other task ever uses it,
    since that may come after a change of which nobody knows but its author. ``place`` tells tasks apart, and what else their
    lists depend on. ``memory`` is a dictionary that lives as long as the process.
    """

    def __init__(self, store: StateStore, sealer: Sealer, place: str, memory: dict[str, t.Any]) -> None:
        self._store = store
        self._sealer = sealer
        self._key = f"list-{sealer.keyed_hash('list', place)}"
        self._memory = memory

    def keep(self, channels: list[Channel], *, whole_age: float | None, news: str) -> None:
        content = {"channels": channels, "read": clock.stamp(), "whole_age": whole_age, "news": news}
        text = json.dumps(content, separators=(",", ":"))
        sealed = self._sealer.seal_bytes(zlib.compress(text.encode(), _FAST))
        if len(sealed) <= LARGEST_VALUE:
            self._store.put(self._key, sealed, WHOLE_LIFETIME, lasting=False)
            self._memory[_SEEN] = self._store.mark(self._key)

    def newer(self) -> Kept | None:
        mark = self._store.marked(self._key)
        if not mark or mark == self._memory.get(_SEEN):
            return None
        sealed = self._store.get(self._key)
        self._memory[_SEEN] = mark
        data = None if sealed is None else self._sealer.unseal_bytes(sealed)
        if data is None:
            return None
        content = json.loads(zlib.decompress(data))
        age = clock.age(content["read"])
        if age is None:
            return None
        whole_age = None if content["whole_age"] is None else content["whole_age"] + age
        return Kept(content["channels"], age, whole_age, content["news"])
