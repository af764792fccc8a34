# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Ages of stamps on machines whose clocks are set, and which are booted, in between."""

from __future__ import annotations

import time
import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._state import clock

STAMP = {"boot": "b1", "up": 1000.0, "wall": 50_000.0}


def set_clocks(monkeypatch: pytest.MonkeyPatch, *, boot: str, up: float, wall: float) -> None:
    monkeypatch.setattr(clock, "boot_id", lambda: boot)
    monkeypatch.setattr(clock, "uptime", lambda: up)
    monkeypatch.setattr(clock, "wall", lambda: wall)


@pytest.mark.parametrize(
    ("boot", "up", "wall", "expected"),
    [
        pytest.param("b1", 1010.0, 50_010.0, 10.0, id="same boot"),
        pytest.param("b1", 1010.0, 10.0, 10.0, id="same boot, wall clock set back"),
        pytest.param("b1", 1010.0, 9e9, 10.0, id="same boot, wall clock set forward"),
        pytest.param("b2", 5.0, 50_020.0, 20.0, id="other boot"),
        pytest.param("b2", 9e9, 50_020.0, 20.0, id="other boot, longer up"),
        pytest.param("b2", 5.0, 49_996.0, 0.0, id="other boot, slightly in the future"),
        pytest.param("b2", 5.0, 49_994.0, None, id="other boot, in the future"),
        pytest.param("b1", 996.0, 50_010.0, 0.0, id="same boot, slightly in the future"),
        pytest.param("b1", 994.0, 50_010.0, None, id="same boot, in the future: forged"),
    ],
)
def test_age(monkeypatch: pytest.MonkeyPatch, boot: str, up: float, wall: float, expected: float | None) -> None:
    set_clocks(monkeypatch, boot=boot, up=up, wall=wall)
    assert clock.age(STAMP) == expected


def test_age_is_by_the_wall_clock_where_boots_have_no_name(monkeypatch: pytest.MonkeyPatch) -> None:
    set_clocks(monkeypatch, boot="", up=1010.0, wall=50_020.0)
    assert clock.age({**STAMP, "boot": ""}) == 20


@pytest.mark.parametrize(
    "data",
    [
        {},
        {**STAMP, "boot": None},
        {**STAMP, "up": None},
        {**STAMP, "up": "1"},
        {**STAMP, "up": True},
        {**STAMP, "wall": float("nan")},
        {**STAMP, "wall": float("inf")},
        {**STAMP, "wall": 10**400},
        [],
    ],
)
def test_age_of_something_else_is_unknown(monkeypatch: pytest.MonkeyPatch, data: t.Any) -> None:
    set_clocks(monkeypatch, boot="b1", up=1010.0, wall=50_010.0)
    assert clock.age(STAMP) == 10
    assert clock.age(data) is None


def test_stamp_of_now_has_no_age_and_the_right_shape() -> None:
    stamp = clock.stamp()
    assert clock.is_stamp(stamp)
    assert stamp["boot"] == clock.boot_id()
    assert abs(stamp["wall"] - time.time()) < 60
    age = clock.age(stamp)
    assert age is not None
    assert 0 <= age < 60


def test_uptime_includes_sleep_where_the_system_can_tell() -> None:
    boottime = getattr(time, "CLOCK_BOOTTIME", None)
    if boottime is None:
        pytest.skip("this system has no CLOCK_BOOTTIME")
    assert abs(clock.uptime() - time.clock_gettime(boottime)) < 1


def test_boot_id_is_empty_where_the_system_does_not_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    clock.boot_id.cache_clear()
    monkeypatch.setattr(clock, "_BOOT_ID", "/nonexistent/boot_id")
    try:
        assert clock.boot_id() == ""
    finally:
        clock.boot_id.cache_clear()
