# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The state store: what all tasks, forks and runs of one user share. Its interface, and the way to open one."""

from __future__ import annotations

import abc
import os
import re
import typing as t
from contextlib import AbstractContextManager

from ansible_collections.zoho.cliq.plugins.module_utils._errors import StateStoreError
from ansible_collections.zoho.cliq.plugins.module_utils._state.ledger import Reservation

__all__ = ["LockKind", "Reservation", "StateStore", "check_key", "open_store"]

LockKind = t.Literal["token", "object", "file"]

_KEY = re.compile(r"[a-z0-9_-]{1,120}")
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_LATER = ("redis", "rediss", "unix")


def check_key(key: str) -> str:
    """Return ``key`` if it may name something in a store; else raise ``ValueError``."""
    if not _KEY.fullmatch(key):
        raise ValueError("a key of the state store has 1 to 120 of the characters a-z, 0-9, _ and -")
    return key


class StateStore(abc.ABC):
    """
    Locks, cached values with a lifetime, and ledgers.

    Keys and names of ledgers have 1 to 120 of the characters ``a-z0-9_-``; others raise ``ValueError``. Every method
    raises :class:`StateStoreError` if the store cannot be used (code ``state_store``) or if somebody else holds a lock
    for too long (code ``lock_timeout``).
    """

    #: The store in words, for messages, for example "directory /x".
    description: str
    #: Whether other processes see the same state.
    shared: bool

    @abc.abstractmethod
    def lock(self, kind: LockKind, key: str, timeout: float) -> AbstractContextManager[None]:
        """
        Return a context in which no other thread or process is in the same one.

        Locks nest in the order ``object``, ``file``, ``token``. Any other nesting, also two keys of the same kind, is a
        programming error that could end in a deadlock, and raises ``RuntimeError``. After ``timeout`` seconds of
        waiting :class:`StateStoreError` is raised with the code ``lock_timeout``; never go on unlocked then.
        """

    @abc.abstractmethod
    def get(self, key: str) -> bytes | None:
        """Return the value of ``key``; ``None`` if there is none, or it has expired, or it is damaged."""

    @abc.abstractmethod
    def put(self, key: str, value: bytes, ttl: float, *, lasting: bool = True) -> None:
        """
        Keep ``value`` (at most 1 MiB) for ``ttl`` seconds; with a ``ttl`` of 0 or less ``key`` has no value then.

        Every value survives the process that put it; what is not ``lasting`` may be lost when the power fails, and costs a
        hundredth of the time.
        """

    def version(self, key: str) -> object:
        """
        Return what is another one after each lasting ``put`` of ``key``, for a fraction of the price of ``get``.

        ``None`` says that the store cannot tell: then get the value each time.
        """
        return None

    @abc.abstractmethod
    def delete(self, key: str) -> None:
        """Forget the value of ``key``, if there is one."""

    @abc.abstractmethod
    def mark(self, key: str) -> str:
        """
        Give ``key`` a mark that it did not have before, and return it.

        Marks tell that something has changed, in a hundredth of the time that a value takes. One that nobody has given anew for
        an hour may be lost, and any when the power fails.
        """

    @abc.abstractmethod
    def marked(self, key: str) -> str:
        """Return the mark of ``key``, which is empty if it has none."""

    @abc.abstractmethod
    def reserve(
        self, ledger: str, *, limit: int, window: float, hold: float, patience: float = 0.0, slot: str | None = None
    ) -> Reservation:
        """
        Take a slot for one call, if fewer than ``limit`` count; in one step, whoever else asks at the same time.

        If the call can have its turn within ``patience`` seconds, it is kept for it, and comes before those who ask later:
        wait as long as the answer says, and ask again with the ``slot`` that it names. Whoever does not want it any more
        releases it.

        The slot counts from now until ``window`` seconds (at most 30 minutes) after its call ended. A call whose end is
        never recorded counts as ended ``hold`` seconds (at most 30 minutes) from now: give the call's own deadline.
        """

    @abc.abstractmethod
    def settle(self, ledger: str, slot: str) -> None:
        """Record that the call of ``slot`` has ended now, in whatever way."""

    @abc.abstractmethod
    def release(self, ledger: str, slot: str) -> None:
        """Give back ``slot``, or the turn of that name: its call was never sent."""

    @abc.abstractmethod
    def block(self, ledger: str, seconds: float, reason: str) -> None:
        """Let ``ledger`` grant nothing for ``seconds`` (at most 30 minutes); it never shortens a block."""

    @abc.abstractmethod
    def blocked(self, ledger: str) -> tuple[float, str] | None:
        """Return the seconds for which ``ledger`` is still blocked, and the reason; ``None`` if it is not."""


def open_store(setting: str | None, *, default_directory: str) -> StateStore:
    """
    Open the store that ``setting`` names.

    ``None`` stands for ``default_directory``, a path that is absolute or begins with ``~`` for a directory (it is
    created), the word ``none`` for the memory of this process. Raises :class:`StateStoreError` for anything else, and
    if the directory cannot be used safely.
    """
    if setting == "none":
        from ansible_collections.zoho.cliq.plugins.module_utils._state.memory import process_store

        return process_store()
    text = str(default_directory if setting is None else setting)
    # A URL may hold a password: no message shows more than its scheme.
    if url := _URL.match(text):
        scheme = url[1].lower()
        if scheme in _LATER:
            raise StateStoreError(
                f"The state_store is a {scheme}:// URL, but this version keeps its state in a directory;"
                " set state_store to the absolute path of one."
            )
        raise StateStoreError(
            f"The state_store is a {scheme}:// URL, which is not supported;"
            " set state_store to the absolute path of a directory."
        )
    path = os.path.expanduser(text) if text.startswith("~") else text
    if not os.path.isabs(path) or "\0" in path:
        raise StateStoreError(
            f"The state_store {text!r} is not an absolute path; set it to the absolute path of a directory,"
            " to a path that begins with ~/, or to the word none."
        )
    from ansible_collections.zoho.cliq.plugins.module_utils._state.file import FileStore

    return FileStore(path)
