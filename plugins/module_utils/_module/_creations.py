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
# For so many seconds after a change, an object is read by its id, because a list may still show what it was before.
CHANGED_SECONDS = 60.0
GONE, CHANGED = "gone", "changed"
# By what the object of a creation is known besides its name, such as its level.
Intent = t.Mapping[str, t.Any]


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

    def intent(self) -> Intent:
        """Return what the creation whose outcome nobody knows was meant to make; nothing if there is no such creation."""
        intent = self._record().get("intent")
        return intent if isinstance(intent, dict) else {}

    def begin(self, wish: t.Mapping[str, t.Any]) -> None:
        """Note that the call is about to be sent, and by what its object is known."""
        record = {"intent": dict(wish)}
        # It has to outlive this process, not the power: no list lags for as long as a machine takes to come back.
        self._notebook.write(self._name, json.dumps(record).encode(), INTENT_SECONDS, lasting=False)

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
        if record.get("id") != identifier or not isinstance(members, list):
            return []
        return [str(who) for who in members] if _is_within(made_at, seconds) else []

    def changed(self, identifier: str, members: t.Sequence[str] | None = None) -> None:
        """Note that the object of that id was changed just now, and who is in it by now, by id, if that is known."""
        record = self._record()
        if record.get("id") != identifier:
            record = {"id": identifier}
        record["changed"] = time.time()
        if members is not None:
            record["members_now"] = list(members)
        self._notebook.write(self._name, json.dumps(record).encode(), KNOWN_SECONDS, lasting=False)

    def removed(self, identifier: str) -> None:
        """Note that the object of that id is gone, although a list may show it for a while."""
        self._notebook.write(self._name, json.dumps({"gone": identifier}).encode(), CHANGED_SECONDS, lasting=False)

    def lately(self, identifier: str) -> str | None:
        """
        Return what was done to the object of that id a moment ago, so that a list may show what it was before.

        That is ``GONE`` or ``CHANGED``, and None if nothing was done to it.
        """
        record = self._record()
        if record.get("gone") == identifier:
            return GONE
        return CHANGED if _is_changed(record, identifier) else None

    def members_now(self, identifier: str) -> list[str] | None:
        """Return who is in the object of that id, by id, if it was changed a moment ago; None if nobody knows."""
        record = self._record()
        members = record.get("members_now") if _is_changed(record, identifier) else None
        return [str(who) for who in members] if isinstance(members, list) else None

    def forget(self) -> None:
        """Note that nothing was made."""
        self._notebook.erase(self._name)

    def _record(self) -> dict[str, t.Any]:
        data = self._notebook.read(self._name)
        try:
            record = json.loads(data or b"{}")
        except ValueError:
            return {}
        return record if isinstance(record, dict) else {}


def _is_changed(record: t.Mapping[str, t.Any], identifier: str) -> bool:
    return record.get("id") == identifier and _is_within(record.get("changed"), CHANGED_SECONDS)


def _is_within(moment: t.Any, seconds: float) -> bool:
    """Tell whether a moment on record (seconds since 1970) is no longer ago than ``seconds``, and not in the future."""
    return isinstance(moment, (int, float)) and 0 <= time.time() - moment < seconds


def as_they_are(
    found: t.Iterable[dict[str, t.Any]],
    key: str,
    record: t.Callable[[dict[str, t.Any]], Creation],
    read: t.Callable[[str], dict[str, t.Any] | None],
    same_name: t.Callable[[str, str], bool],
) -> list[dict[str, t.Any]]:
    """
    Return objects out of a list as they are now, without those that are gone or have another name.

    A list may lag behind a change that was made here, or by anybody who shares the state store, a moment ago. ``key`` is that of
    the id, ``record`` returns what is on record of an object, ``read`` reads the one of an id.
    """
    now = []
    for one in found:
        done = record(one).lately(one[key])
        if done == GONE:
            continue
        if done == CHANGED:
            fresh = read(one[key])
            if fresh is None or not same_name(fresh["name"], one["name"]):
                continue
            # A list leaves out or empties what it does not tell; the results of two runs shall not differ by that.
            one = {name: fresh.get(name, value) if value != {} else value for name, value in one.items()}
        now.append(one)
    return now


def may_be_of(intent: Intent, thing: t.Mapping[str, t.Any]) -> bool:
    """
    Tell whether an object can be what an intent was about, or is somebody else's of the same name.

    What is not known of either does not speak against it. Nor does the time at which it was made: clocks are set back, and a list
    that was read before the intent did not have it.
    """
    known = {key: value for key, value in intent.items() if value is not None and thing.get(key)}
    return all(str(thing[key]) == str(value) for key, value in known.items())


class OneCreation(t.Generic[Thing]):
    """
    Makes one object and not a second one, although lists may lag behind and answers get lost; to be used under its lock.

    ``what`` names the object in a sentence, such as ``the team 'Platform'``. ``look`` returns the object of an intent if a list
    shows it now, ``identifier`` the id of an object, and ``wish`` is what a new one is known by besides its name.
    """

    def __init__(
        self,
        record: Creation,
        what: str,
        look: t.Callable[[Intent], Thing | None],
        identifier: t.Callable[[Thing], str],
        wish: t.Mapping[str, t.Any] | None = None,
    ) -> None:
        self._record = record
        self._what = what
        self._look = look
        self._identifier = identifier
        self._wish = wish or {}

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
        self._record.begin(self._wish)
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
        intent = self._record.intent()
        for pause in SETTLE_PAUSES:
            time.sleep(pause)
            found = self._look(intent)
            if found is not None:
                self._record.made(self._identifier(found))
                return found
        return None
