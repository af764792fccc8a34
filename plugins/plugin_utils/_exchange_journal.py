# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
The journal of a code exchange: what has to survive a crash between Zoho's answer and the new credentials file.

A code works once, and Zoho's answer to it cannot be had again. So an intent is on disk before the code is sent, and the answer
before it is understood. What a later run finds tells it what happened: nothing, a code spent without an answer, or an answer
that only has to be put in its place.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import json
import time
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._errors import CredentialsFileError
from ansible_collections.zoho.cliq.plugins.plugin_utils._place import Place, Prepared, beside
from ansible_collections.zoho.cliq.plugins.plugin_utils._vault import Vault

# Room for a token answer in the rehearsal before the code is spent; captured answers have about 300 bytes.
ANSWER_ROOM = 16384

_REQUEST = frozenset({"client_id", "data_center", "consent_data_center", "accounts_url", "scopes"})


def journal_path(path: str) -> str:
    """Return the path of the journal for the credentials file ``path``."""
    return beside(path, "exchange")


def code_digest(code: str) -> str:
    """Return the hash by which a code is recognised again; codes are long and random, so nobody computes it backwards."""
    return hashlib.sha256(code.encode()).hexdigest()


@dataclasses.dataclass
class Exchange:
    """
    An exchange that was begun.

    ``code_digest`` and ``time`` (seconds since 1970) are the intent; ``request`` has what is needed to make a credentials file
    of the answer: client id, data centers, scopes. ``answer`` is the body of Zoho's answer, None while there is none, and
    ``status`` its HTTP status. ``understood`` is False once nothing could be made of the answer, which then stays in the
    journal for a person to look at, because there may be a refresh token in it.
    """

    code_digest: str
    time: float
    request: dict[str, t.Any]
    answer: str | None = dataclasses.field(default=None, repr=False)
    status: int = 200
    understood: bool = True

    @property
    def can_be_completed(self) -> bool:
        """Whether a credentials file can be made of what was recorded."""
        return self.answer is not None and self.understood

    @property
    def loss(self) -> str:
        """What became of the answer of an exchange that cannot be completed, to be said of its code."""
        return "whose answer got lost" if self.understood else "whose answer could not be understood"


class Journal:
    """The journal beside the credentials file ``path``; there is one file as long as an exchange is not complete."""

    def __init__(self, path: str, vault: Vault, vault_id: str | None) -> None:
        self.path = journal_path(path)
        self._place = Place(self.path)
        self._vault = vault
        self._vault_id = vault_id
        self._room: Prepared | None = None

    def read(self) -> Exchange | None:
        """Return the exchange that was not completed, or None; raises CredentialsFileError for an unreadable journal."""
        exchange = self.peek()
        if exchange is not None and exchange.answer is not None and Vault.is_encrypted(exchange.answer):
            exchange.answer, _vault_id = self._vault.decrypt(exchange.answer, f"The journal {self._place.path}")
        return exchange

    def peek(self) -> Exchange | None:
        """Return the same as ``read``, but with the answer as it stands there, for which no vault secret is needed."""
        try:
            with open(self._place.path, encoding="utf-8") as file:
                data = json.load(file)
            exchange = Exchange(**data)
            if _REQUEST - exchange.request.keys():
                raise ValueError("the request is not complete")
        except FileNotFoundError:
            return None
        except (OSError, ValueError, TypeError, AttributeError) as exc:
            raise CredentialsFileError(
                f"The journal {self._place.path} of an interrupted exchange cannot be read ({type(exc).__name__}): remove it "
                "and consent again."
            ) from exc
        return exchange

    @contextlib.contextmanager
    def begun(self, code: str, request: dict[str, t.Any]) -> t.Iterator[Exchange]:
        """Write the intent to spend ``code``, and keep room on the disk for the answer; raises CredentialsFileError."""
        exchange = Exchange(code_digest=code_digest(code), time=time.time(), request=request)
        with self._place.prepared(ANSWER_ROOM) as self._room:
            self._place.write(self._text(exchange))
            yield exchange

    def record(self, exchange: Exchange, answer: bytes, status: int) -> None:
        """Write Zoho's answer, encrypted as the credentials file will be, before anybody looks at it."""
        exchange.answer, exchange.status = answer.decode("utf-8", "replace"), status
        if self._room is None:
            raise RuntimeError("an answer is recorded while an exchange is under way")
        self._room.commit(self._text(exchange))

    def give_up(self, exchange: Exchange) -> None:
        """Note that the recorded answer cannot be understood; it is kept until the next exchange begins."""
        exchange.understood = False
        self._place.write(self._text(exchange))

    def _text(self, exchange: Exchange) -> str:
        answer = exchange.answer
        if answer is not None and self._vault_id is not None:
            answer = self._vault.encrypt(answer, self._vault_id)
        return json.dumps({**dataclasses.asdict(exchange), "answer": answer})

    def end(self) -> None:
        """Remove the journal: the exchange is complete, or nothing came of it."""
        self._place.remove()
