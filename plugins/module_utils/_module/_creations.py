# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
What is on record about creations: the intent before a call, the id after it.

Cliq makes a second object of the same name without complaint, its lists may lag behind, and an answer may get lost. The
record tells a later look at the list what the list does not show yet.
"""

from __future__ import annotations

import abc
import contextlib
import json
import time
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._errors import (
    OutcomeUnknown,
    UnexpectedAnswer,
    ZohoCliqError,
)

Thing = t.TypeVar("Thing")

# An id is asked for this long, in seconds, if a list does not show it.
KNOWN_SECONDS = 600.0
# An intent whose outcome nobody knows is kept this long.
INTENT_SECONDS = 24 * 3600.0
# How long to wait between looks at a list, in seconds, until an intent without an outcome counts as never executed.
SETTLE_PAUSES = (1.0, 2.0, 4.0, 8.0)


class Notebook(abc.ABC):
    """Keeps small records for every process that shares the state store; a subclass says where."""

    def remembers(self) -> bool:
        """Tell whether a record is still there for the next run."""
        return True

    @abc.abstractmethod
    def read(self, name: str) -> bytes | None:
        """Return the record of that name, or None."""

    @abc.abstractmethod
    def write(self, name: str, record: bytes, seconds: float, *, lasting: bool = True) -> None:
        """Keep a record for so many seconds; one that is not ``lasting`` may be lost when the power fails."""

    @abc.abstractmethod
    def erase(self, name: str) -> None:
        """Drop a record."""


class NoNotebook(Notebook):
    """For a body on another host, which has no state store: nothing is on record."""

    def remembers(self) -> bool:
        return False

    def read(self, name: str) -> bytes | None:
        return None

    def write(self, name: str, record: bytes, seconds: float, *, lasting: bool = True) -> None:
        pass

    def erase(self, name: str) -> None:
        pass


class Creation:
    """The record of the creation of one object; to be used under the lock for that object."""

    def __init__(self, notebook: Notebook, name: str) -> None:
        self._notebook = notebook
        self._name = name

    def known_id(self) -> str | None:
        """Return the id of the object if it was made a short time ago."""
        return self._record().get("id")

    def is_open(self) -> bool:
        """Tell whether a creation was begun whose outcome nobody knows."""
        return "intent" in self._record()

    def begin(self) -> None:
        """Note that the call is about to be sent."""
        # It has to outlive this process, not the power: no list lags for as long as a machine takes to come back.
        self._notebook.write(self._name, json.dumps({"intent": True}).encode(), INTENT_SECONDS, lasting=False)

    def made(self, identifier: str, members: t.Sequence[str] = ()) -> None:
        """Note that the object was made, and who was sent along as its first members, by address or id."""
        record: dict[str, t.Any] = {"id": identifier}
        if members:
            record.update(members=list(members), at=time.time())
        self._notebook.write(self._name, json.dumps(record).encode(), KNOWN_SECONDS, lasting=False)

    def first_members(self, identifier: str, seconds: float) -> list[str]:
        """Return who was sent along as the first members of the object of that id, if it was made in the last ``seconds``."""
        record = self._record()
        members, made_at = record.get("members"), record.get("at")
        if record.get("id") != identifier or not isinstance(members, list) or not isinstance(made_at, (int, float)):
            return []
        return [str(who) for who in members] if 0 <= time.time() - made_at < seconds else []

    def forget(self) -> None:
        """Note that nothing was made, or that it is gone."""
        self._notebook.erase(self._name)

    def _record(self) -> dict[str, t.Any]:
        data = self._notebook.read(self._name)
        try:
            record = json.loads(data or b"{}")
        except ValueError:
            return {}
        return record if isinstance(record, dict) else {}


class OneCreation(t.Generic[Thing]):
    """
    Makes one object and not a second one, although lists may lag behind and answers get lost; to be used under its lock.

    ``what`` names the object in a sentence, such as ``the team 'Platform'``. ``look`` returns the object if a list shows it
    now, ``identifier`` the id of an object.
    """

    def __init__(
        self,
        record: Creation,
        what: str,
        look: t.Callable[[], Thing | None],
        identifier: t.Callable[[Thing], str],
    ) -> None:
        self._record = record
        self._what = what
        self._look = look
        self._identifier = identifier

    def settled(self) -> Thing | None:
        """
        Return the object of an earlier creation whose outcome nobody learned, once it shows; None if there was none.

        Raises OutcomeUnknown if it does not show for the settle time; the next run may then create it.
        """
        if not self._record.is_open():
            return None
        found = self._awaited()
        if found is None:
            self._record.forget()
            raise OutcomeUnknown(
                f"An earlier run tried to create {self._what} and never learned what came of it. It does not show, so the "
                "next run will create it: check in Cliq that it is not there, and run the play again."
            )
        return found

    def made(self, make: t.Callable[[], Thing | None], members: t.Sequence[str] = ()) -> Thing:
        """
        Call ``make`` once and return the new object; where its answer was lost or does not tell it, look for it.

        ``members`` are those whom ``make`` sends along. Raises OutcomeUnknown if it does not show for the settle time, and what
        ``make`` raises.
        """
        self._record.begin()
        lost: ZohoCliqError = OutcomeUnknown(
            f"Cliq accepted the creation of {self._what}, but its answer does not tell the new id, and it does not show: "
            "run the play again."
        )
        thing = None
        try:
            thing = make()
        except (OutcomeUnknown, UnexpectedAnswer) as exc:
            lost = exc
        except ZohoCliqError:
            # Cliq refused, or was not reached: nothing was made.
            self._record.forget()
            raise
        if thing is None:
            # Whatever comes of this, the intent stays open, so that the next run looks once more before anybody creates it.
            with contextlib.suppress(ZohoCliqError):
                thing = self._awaited()
            if thing is None:
                raise lost
        self._record.made(self._identifier(thing), members)
        return thing

    def _awaited(self) -> Thing | None:
        """Look with growing pauses; if it shows, it is on record afterwards."""
        for pause in SETTLE_PAUSES:
            time.sleep(pause)
            found = self._look()
            if found is not None:
                self._record.made(self._identifier(found))
                return found
        return None
