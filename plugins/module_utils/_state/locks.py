# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""What the locks of all state stores have in common: their kinds, their order, and what a holder has in hand."""

from __future__ import annotations

import contextlib
import math
import os
import threading
import typing as t
from collections.abc import Iterator

from ansible_collections.zoho.cliq.plugins.module_utils._errors import LockLost, StateStoreError

LockKind = t.Literal["token", "object", "file"]


class Lease:
    """
    What the holder of a lock has in hand.

    This one is of a lock that ends with its holder and not before. Others may be had by somebody else once they have run out,
    whatever the holder does.
    """

    #: Tells the holders of one lock apart, a later one by a larger number.
    fence: int = 0

    def remaining(self) -> float:
        """Return the seconds for which nobody else can have the lock; 0 or less once somebody may."""
        return math.inf

    def check(self, needed: float = 0.0) -> None:
        """Raise :class:`LockLost` unless more than ``needed`` seconds remain."""
        if self.remaining() <= needed:
            raise LockLost(
                "This process was halted, or the state store did not answer, for so long that its lock may belong to another"
                " process by now; so nothing more was sent: run the play again."
            )


class LockOrder(threading.local):
    """Knows which locks the present thread holds, and refuses to nest them in a way that could deadlock."""

    ORDER: t.ClassVar[tuple[LockKind, ...]] = ("object", "file", "token")

    def __init__(self) -> None:
        self._held: list[LockKind] = []
        self._pid = os.getpid()

    @contextlib.contextmanager
    def enter(self, kind: LockKind) -> Iterator[None]:
        """Note that the thread takes a lock of this kind. Raises ``RuntimeError`` if it must not."""
        if self._pid != os.getpid():  # what a parent process holds is not held by its fork
            self.__init__()  # type: ignore[misc]
        held = self._held
        if held and self.ORDER.index(kind) <= self.ORDER.index(held[-1]):
            raise RuntimeError(f"a {kind} lock must not be taken while a {held[-1]} lock is held")
        held.append(kind)
        try:
            yield
        finally:
            held.pop()


def check_kind(kind: LockKind) -> None:
    """Raise ``ValueError`` for a kind of lock that there is not."""
    if kind not in LockOrder.ORDER:
        raise ValueError(f"there are no locks of the kind {kind!r}")


def lock_timeout(kind: str, description: str, timeout: float) -> StateStoreError:
    """Return the error for a lock that was not free within ``timeout`` seconds."""
    return StateStoreError(
        f"Another process or thread held the {kind} lock in the {description} for more than {timeout:g} seconds;"
        " try again, and if it persists, look for a run that hangs.",
        code="lock_timeout",
    )
