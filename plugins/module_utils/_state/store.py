# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The state store: what all tasks, forks and runs of one user share. Its interface, and the way to open one."""

from __future__ import annotations

import abc
import dataclasses
import os
import re
from contextlib import AbstractContextManager

from ansible_collections.zoho.cliq.plugins.module_utils._errors import StateStoreError
from ansible_collections.zoho.cliq.plugins.module_utils._state.clock import number
from ansible_collections.zoho.cliq.plugins.module_utils._state.ledger import Reservation
from ansible_collections.zoho.cliq.plugins.module_utils._state.locks import Lease, LockKind

__all__ = ["Lease", "LockKind", "Reservation", "ServerAccess", "StateStore", "is_server", "open_store"]

#: The most bytes that a value may have.
LARGEST_VALUE = 1024 * 1024

_KEY = re.compile(r"[a-z0-9_-]{1,120}")
_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
_SERVERS = ("redis", "rediss", "unix")


def check_key(key: str) -> str:
    """Return ``key`` if it may name something in a store; else raise ``ValueError``."""
    if not _KEY.fullmatch(key):
        raise ValueError("a key of the state store has 1 to 120 of the characters a-z, 0-9, _ and -")
    return key


def check_value(value: bytes, ttl: float) -> None:
    """Raise ``ValueError`` unless ``value`` and ``ttl`` (seconds) may be put into a store."""
    if len(value) > LARGEST_VALUE:
        raise ValueError("a value of the state store has at most 1 MiB")
    if number(ttl) is None:
        raise ValueError("a ttl is a finite number of seconds")


@dataclasses.dataclass(frozen=True)
class ServerAccess:
    """
    How to get into a state store that is a server, beside its URL.

    ``user`` and ``password`` prove who asks; ``ca_path`` is a file or directory of CA certificates to trust as well;
    ``allow_plaintext`` permits a connection over a network that is not encrypted.
    """

    user: str | None = None
    password: str | None = dataclasses.field(default=None, repr=False)
    ca_path: str | None = None
    allow_plaintext: bool = False


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

    def warnings(self) -> list[str]:
        """Return what the user of this store should know, each a sentence or a few."""
        return []

    def check_locks(self) -> None:
        """Raise :class:`LockLost` if a lock that this thread holds may have passed to somebody else."""
        return None

    @abc.abstractmethod
    def lock(
        self, kind: LockKind, key: str, timeout: float, *, lease: float | None = None
    ) -> AbstractContextManager[Lease]:
        """
        Return a context in which no other thread or process is in the same one.

        A store that cannot tell when a holder dies gives the lock to somebody else after a while. It is not lost as long as
        the holder is running; or, with ``lease``, for so many seconds and not longer. The context yields a :class:`Lease`,
        which knows how long that still is: ask it right before doing what must not be done twice.

        Locks nest in the order ``object``, ``file``, ``token``. Any other nesting, also two keys of the same kind, is a
        programming error that could end in a deadlock, and raises ``RuntimeError``. After ``timeout`` seconds of
        waiting :class:`StateStoreError` is raised with the code ``lock_timeout``; never go on unlocked then.
        """

    @abc.abstractmethod
    def get(self, key: str) -> bytes | None:
        """Return the value of ``key``; ``None`` if there is none, or it has expired, or it is damaged."""

    @abc.abstractmethod
    def put(self, key: str, value: bytes, ttl: float, *, lasting: bool = True, lease: Lease | None = None) -> None:
        """
        Keep ``value`` (at most 1 MiB) for ``ttl`` seconds; with a ``ttl`` of 0 or less ``key`` has no value then.

        With a ``lease`` it is not kept if there is a value that somebody put who got the lock later.

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


def is_server(setting: str) -> bool:
    """Tell whether ``setting`` is the URL of a state store that is a server."""
    url = _URL.match(setting)
    return url is not None and url[1].lower() in _SERVERS


def open_store(setting: str | None, *, default_directory: str, access: ServerAccess | None = None) -> StateStore:
    """
    Open the store that ``setting`` names.

    ``None`` stands for ``default_directory``, a path that is absolute or begins with ``~`` for a directory (it is
    created), the word ``none`` for the memory of this process, a URL that begins with ``redis://``, ``rediss://`` or
    ``unix://`` for a Redis or Valkey server, which ``access`` says how to get into. Raises :class:`StateStoreError` for
    anything else, if the directory cannot be used safely, and if the Python library for the server is missing. Whether
    there is a server shows when the store is used.
    """
    if setting == "none":
        from ansible_collections.zoho.cliq.plugins.module_utils._state.memory import process_store

        return process_store()
    text = str(default_directory if setting is None else setting)
    if is_server(text):
        # Imported late: the library for it takes longer to import than everything else together.
        from ansible_collections.zoho.cliq.plugins.module_utils._state.redis_store import open_redis

        return open_redis(text, access or ServerAccess())
    # A URL may hold a password: no message shows more than its scheme.
    if url := _URL.match(text):
        raise StateStoreError(
            f"The state_store is a {url[1].lower()}:// URL, which is not supported; set it to the absolute path of a"
            " directory, or to a URL that begins with redis://, rediss:// or unix:///."
        )
    path = os.path.expanduser(text) if text.startswith("~") else text
    if not os.path.isabs(path) or "\0" in path:
        raise StateStoreError(
            f"The state_store {text!r} is not an absolute path; set it to the absolute path of a directory,"
            " to a path that begins with ~/, or to the word none."
        )
    from ansible_collections.zoho.cliq.plugins.module_utils._state.file import FileStore

    return FileStore(path)
