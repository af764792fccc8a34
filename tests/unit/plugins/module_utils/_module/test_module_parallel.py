# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Work in threads that can be ended, and the lines that show that it is alive."""

from __future__ import annotations

import threading

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.client import NoPacing
from ansible_collections.zoho.cliq.plugins.module_utils._errors import ZohoCliqError
from ansible_collections.zoho.cliq.plugins.module_utils._module import _progress
from ansible_collections.zoho.cliq.plugins.module_utils._module._parallel import for_each
from ansible_collections.zoho.cliq.plugins.module_utils._module._progress import Progress
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import Zoho, cliq_client


def nothing() -> None:
    pass


@pytest.mark.parametrize("at_once", [1, 3])
def test_everything_is_done_once(at_once: int) -> None:
    acted: list[int] = []
    done: list[int] = []
    for_each(range(10), acted.append, at_once=at_once, done=done.append, tick=nothing, stop=nothing)
    assert sorted(acted) == sorted(done) == list(range(10))


def test_no_more_than_so_many_at_a_time() -> None:
    together = threading.Semaphore(2)

    def act(_thing: int) -> None:
        assert together.acquire(blocking=False)
        together.release()

    for_each(range(50), act, at_once=2, done=lambda thing: None, tick=nothing, stop=nothing)


def test_those_that_wait_wait_together() -> None:
    together = threading.Barrier(3)
    for_each(range(9), lambda _thing: together.wait(10), at_once=3, done=lambda thing: None, tick=nothing, stop=nothing)


@pytest.mark.parametrize("at_once", [1, 2])
def test_an_error_ends_it(at_once: int) -> None:
    stopped: list[bool] = []
    done: list[int] = []

    def act(thing: int) -> None:
        if thing == 0:
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        for_each(range(100), act, at_once=at_once, done=done.append, tick=nothing, stop=lambda: stopped.append(True))
    assert len(done) < 100
    assert stopped == ([True] if at_once > 1 else [])


def test_a_time_out_of_the_task_stops_what_waits(zoho: Zoho) -> None:
    """What a thread has not sent when the task ends is not sent any more."""
    begun, over = threading.Event(), threading.Event()
    errors: list[ZohoCliqError] = []

    class Waiting(NoPacing):
        def turn(self, endpoint: str):  # type: ignore[no-untyped-def]
            begun.set()
            assert over.wait(10)
            return super().turn(endpoint)

    client = cliq_client(pacing=Waiting())

    def act(_thing: int) -> None:
        try:
            client.call("DELETE", "/channels/{channel_id}", ids={"channel_id": "P1"})
        except ZohoCliqError as exc:
            errors.append(exc)
        finished.release()

    finished = threading.Semaphore(0)

    def tick() -> None:
        assert begun.wait(10)
        raise TimeoutError

    def stop() -> None:
        client.stop()
        over.set()

    with pytest.raises(TimeoutError):
        for_each([1, 2], act, at_once=2, done=lambda thing: None, tick=tick, stop=stop)
    assert finished.acquire(timeout=10)
    assert {error.code for error in errors} == {"stopped"}
    assert zoho.sent == []


def test_progress_is_shown_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(_progress.time, "monotonic", lambda: now[0])
    said: list[str] = []
    progress = Progress(said.append, "zoho.cliq.channels", 3)
    progress.one_more(changed=True, failed=False)
    assert said == []
    now[0] = 5.0
    progress.one_more(changed=False, failed=True)
    assert said == ["zoho.cliq.channels: 2 of 3 done, 1 changed, 1 failed."]
    # The same is not said again before a minute is over.
    for now[0] in (10.0, 64.0):
        progress.look()
    assert len(said) == 1
    now[0] = 65.0
    progress.look()
    assert said == ["zoho.cliq.channels: 2 of 3 done, 1 changed, 1 failed."] * 2
    now[0] = 69.0
    progress.one_more(changed=False, failed=False)
    now[0] = 70.0
    progress.look()
    assert said[2:] == ["zoho.cliq.channels: 3 of 3 done, 1 changed, 1 failed."]
