# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""Keeps signals away while an answer that cannot be had twice is on its way to the disk."""

from __future__ import annotations

import contextlib
import signal
import threading
import typing as t

_POSTPONED = (signal.SIGALRM, signal.SIGTERM, signal.SIGINT)


@contextlib.contextmanager
def postponed_signals() -> t.Iterator[None]:
    """
    Hold back a task's time-out, termination and Ctrl-C until the block has ended; then they take effect.

    Handlers are replaced instead of signals blocked, because the kernel gives a signal that this thread blocks to another
    one, and Python then runs the handler here all the same. Only the main thread handles signals, so elsewhere nothing is to
    be done.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    arrived: list[int] = []
    # A handler that was not installed by Python cannot be put back, so it is left alone.
    before = {number: handler for number in _POSTPONED if (handler := signal.getsignal(number)) is not None}
    for number in before:
        signal.signal(number, lambda received, _frame: arrived.append(received))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for late in dict.fromkeys(arrived):
            signal.raise_signal(late)
