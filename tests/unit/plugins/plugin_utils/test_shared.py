# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the hosts of one task share: the list of channels that one of them has read."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.known import WHOLE_LIFETIME, Kept
from ansible_collections.zoho.cliq.plugins.module_utils._state import clock
from ansible_collections.zoho.cliq.plugins.module_utils._state.file import FileStore
from ansible_collections.zoho.cliq.plugins.module_utils._state.seal import Sealer
from ansible_collections.zoho.cliq.plugins.module_utils._state.store import LARGEST_VALUE
from ansible_collections.zoho.cliq.plugins.plugin_utils._shared import StoreShelf

CHANNELS = [{"channel_id": "P1", "name": "#other", "unique_name": "other"}]
OWN = Sealer("https://accounts.zoho.eu", "1000.CLIENT", "not-a-secret", "1000.not-a-token")
FOREIGN = Sealer("https://accounts.zoho.eu", "1000.CLIENT", "not-a-secret", "1000.another")


class Hosts:
    """Makes the shelf that each host has, whose process remembers nothing yet."""

    def __init__(self, store: FileStore) -> None:
        self.store = store

    def __call__(self, sealer: Sealer = OWN, place: str = "task 1") -> StoreShelf:
        return StoreShelf(self.store, sealer, place, {})


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1_800_000_000.0]
    monkeypatch.setattr(clock, "wall", lambda: now[0])
    monkeypatch.setattr(clock, "uptime", lambda: now[0])
    return now


@pytest.fixture
def hosts(tmp_path: t.Any, now: list[float]) -> Hosts:
    return Hosts(FileStore(str(tmp_path / "state")))


def test_an_empty_shelf_has_nothing(hosts: Hosts) -> None:
    assert hosts().newer() is None


@pytest.mark.parametrize("whole_age", [None, 20.0])
def test_what_one_host_has_listed_is_there_for_another(hosts: Hosts, now: list[float], whole_age: float | None) -> None:
    hosts().keep(CHANNELS, whole_age=whole_age, news="7")
    now[0] += 4
    expected = Kept(CHANNELS, 4.0, None if whole_age is None else whole_age + 4, "7")
    assert hosts().newer() == expected


def test_a_host_takes_no_list_twice_and_not_its_own(hosts: Hosts) -> None:
    here, there = hosts(), hosts()
    here.keep(CHANNELS, whole_age=None, news="")
    assert here.newer() is None
    assert there.newer() is not None
    assert there.newer() is None
    here.keep([], whole_age=None, news="")
    kept = there.newer()
    assert kept is not None and kept.channels == []


@pytest.mark.parametrize(("sealer", "place"), [(OWN, "task 2"), (FOREIGN, "task 1")], ids=["task", "user"])
def test_another_task_or_user_does_not_see_it(hosts: Hosts, sealer: Sealer, place: str) -> None:
    hosts().keep(CHANNELS, whole_age=None, news="")
    assert hosts(sealer, place).newer() is None


def test_what_lies_there_too_long_is_gone(hosts: Hosts, now: list[float]) -> None:
    hosts().keep(CHANNELS, whole_age=None, news="")
    now[0] += WHOLE_LIFETIME + 1
    assert hosts().newer() is None


def test_nobody_can_read_it_on_the_disk(hosts: Hosts, tmp_path: t.Any) -> None:
    hosts().keep(CHANNELS, whole_age=None, news="")
    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert any(files) and not any(b"other" in content for content in files)


def test_what_was_tampered_with_is_not_there(hosts: Hosts) -> None:
    shelf = hosts()
    shelf.keep(CHANNELS, whole_age=None, news="")
    hosts.store.put(shelf._key, b"\x01nonsense", 100)
    assert hosts().newer() is None


def test_a_list_that_the_store_does_not_hold_is_not_shared(hosts: Hosts) -> None:
    names = [OWN.keyed_hash("name", str(number)) for number in range(LARGEST_VALUE // 32)]
    hosts().keep([{"name": name} for name in names], whole_age=None, news="")
    assert hosts().newer() is None
