# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Signals are held back, and not lost."""

from __future__ import annotations

import os
import signal
import threading
import time
import typing as t

import pytest
from ansible.module_utils.common.parameters import remove_values
from ansible_collections.zoho.cliq.plugins.plugin_utils import _secrets
from ansible_collections.zoho.cliq.plugins.plugin_utils._signals import postponed_signals
from hypothesis import given, settings
from hypothesis import strategies as st


class Arrived(Exception):
    """A signal took effect."""


@pytest.fixture(params=[signal.SIGALRM, signal.SIGTERM, signal.SIGINT])
def number(request: pytest.FixtureRequest) -> t.Iterator[int]:
    def handler(received: int, frame: object) -> t.NoReturn:
        raise Arrived

    before = signal.signal(request.param, handler)
    yield request.param
    signal.signal(request.param, before)


@pytest.fixture
def other_thread() -> t.Iterator[None]:
    """Ansible's main process, in which lookups are run too, has threads, and they get signals as well."""
    end = threading.Event()
    thread = threading.Thread(target=end.wait)
    thread.start()
    yield
    end.set()
    thread.join()


@pytest.mark.usefixtures("other_thread")
@pytest.mark.parametrize("to_the_process", [False, True])
def test_a_signal_takes_effect_after_the_block(number: int, to_the_process: bool) -> None:
    done = []
    with pytest.raises(Arrived):
        with postponed_signals():
            if to_the_process:
                os.kill(os.getpid(), number)
            else:
                signal.pthread_kill(threading.get_ident(), number)
            # Time for the other thread to take the signal, and for Python to notice.
            for _moment in range(20):
                time.sleep(0.001)
            done.append("all of it")
        done.append("too much")
    assert done == ["all of it"]


def test_an_error_leaves_no_signal_blocked(number: int) -> None:
    with pytest.raises(ZeroDivisionError), postponed_signals():
        _never = 1 / 0
    with pytest.raises(Arrived):
        signal.raise_signal(number)


def test_blocks_may_be_nested(number: int) -> None:
    done = []
    with pytest.raises(Arrived):
        with postponed_signals():
            with postponed_signals():
                signal.raise_signal(number)
            done.append("all of it")
        done.append("too much")
    assert done == ["all of it"]


def test_what_was_blocked_before_stays_blocked() -> None:
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    try:
        with postponed_signals():
            pass
        assert signal.SIGTERM in signal.pthread_sigmask(signal.SIG_BLOCK, ())
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def test_another_thread_may_use_it_as_well() -> None:
    done: list[str] = []

    def run() -> None:
        with postponed_signals():
            done.append("done")

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert done == ["done"]


@pytest.mark.parametrize("there", [True, False])
def test_a_secret_is_registered_where_ansible_can_be_told(monkeypatch: pytest.MonkeyPatch, there: bool) -> None:
    told: list[str] = []
    monkeypatch.setattr(_secrets, "HAS_REGISTER", there)
    monkeypatch.setattr(_secrets, "register_at_core", told.append, raising=False)
    _secrets.register_secret("s3cret")
    assert told == (["s3cret"] if there else [])


@pytest.mark.parametrize("there", [True, False])
def test_secrets_in_a_result_are_left_to_ansible_where_it_can_be_told(
    monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    told: list[str] = []
    monkeypatch.setattr(_secrets, "HAS_REGISTER", there)
    monkeypatch.setattr(_secrets, "register_at_core", told.append, raising=False)
    result = _secrets.without_secrets({"a": ["my s3cret word"]}, ["s3cret"])
    if there:
        assert (result, told) == ({"a": ["my s3cret word"]}, ["s3cret"])
    else:
        assert (result, told) == ({"a": ["my ******** word"]}, [])


@given(
    secret=st.text(min_size=1, max_size=8),
    before=st.text(max_size=5),
    after=st.text(max_size=5),
    number=st.integers(),
)
@settings(max_examples=200)
def test_no_secret_is_missed_whatever_it_consists_of(secret: str, before: str, after: str, number: int) -> None:
    """What decides that there is nothing to hide must find what Ansible would hide."""
    result = {"a": [{"b": f"{before}{secret}{after}"}, number]}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_secrets, "HAS_REGISTER", False)
        assert _secrets.without_secrets(result, [secret]) == remove_values(result, [secret])
        assert _secrets.without_secrets({"a": number}, [str(number)]) == remove_values({"a": number}, [str(number)])
