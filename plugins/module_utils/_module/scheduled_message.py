# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The resource body of zoho.cliq.scheduled_message: a message that Cliq sends at a time, or when its sender has a status."""

from __future__ import annotations

import dataclasses
import time
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import errors, messages
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.client import CliqClient
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.scheduled import (
    STATUSES,
    TEXT_LIMIT,
    ScheduledMessage,
    ScheduledMessages,
)
from ansible_collections.zoho.cliq.plugins.module_utils._errors import (
    ApiError,
    InvalidInput,
    OutcomeUnknown,
    ZohoCliqError,
)
from ansible_collections.zoho.cliq.plugins.module_utils._module import _message_content as content
from ansible_collections.zoho.cliq.plugins.module_utils._module import _message_target as targets
from ansible_collections.zoho.cliq.plugins.module_utils._module import _message_time, _specs
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Body, Context, Params, Result
from ansible_collections.zoho.cliq.plugins.module_utils._module._creations import KNOWN_SECONDS, SETTLE_PAUSES
from ansible_collections.zoho.cliq.plugins.module_utils._module._message_key import can_read
from ansible_collections.zoho.cliq.plugins.module_utils._module._message_record import Record, nothing_sent
from ansible_collections.zoho.cliq.plugins.module_utils._module._message_target import Target

ARGUMENT_SPEC: _specs.Spec = {
    **_specs.API,
    **targets.CHATS,
    "scheduled_message_id": {"type": "str"},
    "text": {"type": "str"},
    "schedule_time": {"type": "str"},
    "timezone": {"type": "str"},
    "schedule_status": {"type": "str", "choices": list(STATUSES)},
    "state": {"type": "str", "default": "present", "choices": ["present", "absent"]},
}
# Cliq keeps the time of a message to the second.
_SAME_MOMENT = 1000


@dataclasses.dataclass(frozen=True)
class Wish:
    """What a task says of the message; ``time`` is in milliseconds since 1970. None is what it says nothing of."""

    text: str | None
    time: int | None
    timezone: str | None
    status: str | None

    def is_met_by(self, there: ScheduledMessage) -> bool:
        """Tell whether a scheduled message is the one that is wished."""
        return not self.changes_to(there)

    def changes_to(self, there: ScheduledMessage | None) -> dict[str, t.Any]:
        """Return what to change in a scheduled message; None for one that may not be read, so that all is sent."""
        changes: dict[str, t.Any] = {}
        if self.text is not None and (there is None or content.words(there["text"]) != content.words(self.text)):
            changes["text"] = self.text
        if self.time is not None and (there is None or not _is_same_moment(there["time"], self.time)):
            changes["schedule_time"] = self.time
            changes["schedule_timezone"] = self.timezone
        if self.status is not None and (there is None or there["schedule_status"] != self.status):
            changes["schedule_status"] = self.status
        return changes

    @property
    def body(self) -> dict[str, t.Any]:
        """Return the body that schedules it: v2 wants the local time, and its time zone."""
        body: dict[str, t.Any] = {"text": self.text}
        if self.time is not None and self.timezone is not None:
            body["schedule_time"] = _message_time.local(self.time, self.timezone)
            body["schedule_timezone"] = self.timezone
        if self.status is not None:
            body["schedule_status"] = self.status
        return body

    @property
    def shown(self) -> dict[str, t.Any]:
        """Return the message as results and differences show it."""
        return _shown({"text": self.text, "time": self.time, "schedule_status": self.status, "timezone": self.timezone})


def run(context: Context) -> Result:
    """Schedule a message, change one that is scheduled, or delete it."""
    params = context.params
    target = targets.given(params)
    wish = _wish(params)
    identifier = params["scheduled_message_id"]
    _check(params, wish, identifier)
    guard = f"scheduled message {target.words}"
    record = _record(context, target, wish.text, wish.time, wish.status)
    if params["state"] == "present":
        _check_not_past(params, wish, record)
    client = context.connect()
    chat_id = targets.chat_id(context, client, target)
    if chat_id is None:
        return _foreseen(params, wish)
    task = _Task(context, client, target, chat_id, wish, record)
    work = task.delete if params["state"] == "absent" else task.create if identifier is None else task.change
    if context.check_mode:
        return work()
    # Looking and scheduling form one step: hosts that wish for the same message at once must make one of it.
    with context.guard(guard):
        return work()


def _record(context: Context, target: Target, text: str | None, time_: int | None, status: str | None) -> Record:
    """Return the record of the message that says this in a chat at that time or status."""
    return Record(context.notebook(), f"scheduled message {target.words} {content.digest(text, time_, status)}")


def _wish(params: Params) -> Wish:
    zone = params["timezone"]
    if zone is not None:
        _message_time.zone(zone)
    at = params["schedule_time"]
    moment = None if at is None else _message_time.moment(at, "schedule_time", zone)
    # To the second, since the form that v2 wants has no more.
    moment = None if moment is None else moment - moment % 1000
    return Wish(params["text"], moment, zone or _message_time.UTC, params["schedule_status"])


def _check(params: Params, wish: Wish, identifier: str | None) -> None:
    content.check_text(wish.text, TEXT_LIMIT)
    if params["timezone"] is not None and wish.time is None:
        raise InvalidInput("timezone is that of schedule_time: give schedule_time as well.")
    if identifier is not None:
        if not identifier.strip():
            raise InvalidInput("scheduled_message_id is empty.")
        if params["state"] == "present" and (wish.text, wish.time, wish.status) == (None, None, None):
            raise InvalidInput("There is nothing to change: give text, schedule_time or schedule_status.")
        return
    if wish.text is None or (wish.time is None and wish.status is None):
        what = (
            "To find the message without scheduled_message_id"
            if params["state"] == "absent"
            else "To schedule a message"
        )
        raise InvalidInput(f"{what}, text is needed, and schedule_time or schedule_status.")


def _check_not_past(params: Params, wish: Wish, record: Record) -> None:
    """Refuse a time in the past, unless the message was scheduled in time by an earlier run."""
    if wish.time is None or wish.time > _message_time.now():
        return
    sending = record.read() if params["scheduled_message_id"] is None else None
    if sending is None or not sending.sent:
        raise InvalidInput(f"schedule_time {params['schedule_time']!r} is in the past.")


class _Task:
    """One task in one chat."""

    def __init__(
        self, context: Context, client: CliqClient, target: Target, chat_id: str, wish: Wish, record: Record
    ) -> None:
        self._context = context
        self._target = target
        self._scheduled = ScheduledMessages(client)
        self._chat_id = chat_id
        self._wish = wish
        self._record = record
        self._id = context.params["scheduled_message_id"]
        self._readable = can_read(context)

    def _listed(self) -> list[ScheduledMessage] | None:
        """Return the scheduled messages of the chat, None if the credentials do not allow to read them."""
        if not self._readable:
            return None
        try:
            return self._scheduled.in_chat(self._chat_id)
        except ApiError as exc:
            if exc.code != errors.SCOPE_INVALID:
                raise
            self._readable = False
            return None

    def _find(self) -> ScheduledMessage | None:
        """Return the message that is named by its id, or that is as wished; None if it is not there or may not be read."""
        for there in self._listed() or []:
            if there["id"] == self._id if self._id is not None else self._wish.is_met_by(there):
                return there
        return None

    def create(self) -> Result:
        """Schedule the message unless it is scheduled."""
        there = self._find()
        if there is not None:
            return self._result(False, there, _shown(there), _shown(there))
        record = self._require_record()
        sending = record.read()
        if sending is not None and not sending.sent:
            return self._settled(record)
        if sending is not None and self._is_in_force(sending.at):
            known = {**self._wish.shown, **({} if sending.message_id is None else {"id": sending.message_id})}
            return {"changed": False, **self._about(known), "diff": _diff(self._wish.shown, self._wish.shown)}
        if self._context.check_mode:
            return self._result(True, None, {}, self._wish.shown)
        sending = record.begin("", [])
        try:
            made = self._scheduled.create(self._chat_id, self._wish.body)
        except ZohoCliqError as exc:
            if nothing_sent(exc):
                record.forget()
                raise
            return self._found_after(exc, record)
        record.sent(sending, made.get("id") or None, self._chat_id)
        return self._result(True, {"id": made.get("id"), **self._own()}, {}, self._wish.shown)

    def _is_in_force(self, at: int) -> bool:
        """Tell whether a record says more than the list: the list may lag behind, or be closed, or the time has come."""
        if not self._readable:
            return True
        if self._wish.time is not None and self._wish.time <= _message_time.now():
            return True
        return _message_time.now() - at < KNOWN_SECONDS * 1000

    def _require_record(self) -> Record:
        """Return the record; raises InvalidInput if nothing would keep the next run from scheduling it once more."""
        if not self._readable and not self._context.notebook().remembers():
            raise InvalidInput(
                f"Without the scope {messages.READ_SCOPE} and without a state store nobody can tell whether the message is "
                "scheduled already: consent to that scope.",
                code=errors.SCOPE_INVALID,
            )
        return self._record

    def _settled(self, record: Record) -> Result:
        lost = "An earlier run was about to schedule this message and never learned what came of it."
        if self._context.check_mode:
            self._context.warn(lost)
            return self._result(True, None, {}, self._wish.shown)
        there = self._appeared()
        if there is not None:
            self._note(record, there)
            return self._result(False, there, _shown(there), _shown(there))
        if not self._readable:
            raise OutcomeUnknown(self._unreadable(lost))
        record.forget()
        raise OutcomeUnknown(
            f"{lost} It is not among the scheduled messages of the chat, so the next run will schedule it: check in Cliq that it "
            "is not there, and run the play again."
        )

    def _found_after(self, error: ZohoCliqError, record: Record) -> Result:
        there = self._appeared()
        if there is not None:
            self._note(record, there)
            return self._result(True, there, {}, self._wish.shown)
        lost = (
            f"{error.message.replace(errors.RUN_AGAIN, '').strip()} Nobody can tell whether the message was scheduled."
        )
        advice = f"{lost} Run the play again, it looks first." if self._readable else self._unreadable(lost)
        raise OutcomeUnknown(advice, code=error.code, status=error.status) from error

    def _appeared(self) -> ScheduledMessage | None:
        for pause in SETTLE_PAUSES:
            if not self._readable:
                return None
            time.sleep(pause)
            there = self._find()
            if there is not None:
                return there
        return None

    def _note(self, record: Record, there: ScheduledMessage) -> None:
        record.sent(record.read() or record.begin("", []), there["id"], self._chat_id)

    @staticmethod
    def _unreadable(lost: str) -> str:
        return (
            f"{lost} The list of scheduled messages would tell, but the scope {messages.READ_SCOPE} is not granted: consent to "
            "it as well and run the play again, or look in Cliq and schedule it there."
        )

    def change(self) -> Result:
        """Change what differs in a message that is scheduled."""
        there = self._find()
        if there is None and self._readable:
            raise InvalidInput(
                f"There is no scheduled message {self._id} in the chat {self._chat_id}; it may have been sent. To schedule a new "
                "one, leave scheduled_message_id out.",
                code="message_not_found",
            )
        changes = self._wish.changes_to(there)
        before = {} if there is None else _shown(there)
        after = {**before, **_shown({**(there or {}), **_known(self._own())})} if changes else before
        if changes and not self._context.check_mode:
            try:
                self._scheduled.edit(self._chat_id, self._id, changes)
            except OutcomeUnknown:
                now = self._find()
                if now is None or not self._wish.is_met_by(now):
                    raise
            self._forget(there)
        return {"changed": bool(changes), **self._about({"id": self._id, **after}), "diff": _diff(before, after)}

    def delete(self) -> Result:
        """Delete the message if it is scheduled."""
        there = self._find()
        if there is None and not self._readable and self._id is None:
            raise InvalidInput(
                f"Without the scope {messages.READ_SCOPE} the message cannot be found: consent to that scope, or give "
                "scheduled_message_id.",
                code=errors.SCOPE_INVALID,
            )
        changed = there is not None or not self._readable
        if changed and not self._context.check_mode:
            identifier = self._id if there is None else there["id"]
            try:
                changed = self._scheduled.delete(self._chat_id, identifier)
            except OutcomeUnknown:
                if self._find() is not None or not self._readable:
                    raise
        if not self._context.check_mode:
            self._record.forget()
            self._forget(there)
        return {"changed": changed, "chat_id": self._chat_id, "diff": _diff({} if there is None else _shown(there), {})}

    def _forget(self, there: ScheduledMessage | None) -> None:
        """Drop the record of a message that is no longer as it was scheduled."""
        if there is not None:
            moment = None if there["time"] is None else there["time"] - there["time"] % 1000
            status = there["schedule_status"] if moment is None else None
            _record(self._context, self._target, there["text"], moment, status).forget()

    def _own(self) -> ScheduledMessage:
        wish = self._wish
        return {"text": wish.text, "time": wish.time, "schedule_status": wish.status, "timezone": wish.timezone}

    def _about(self, shown: dict[str, t.Any]) -> Result:
        return {"chat_id": self._chat_id, "scheduled_message": _known(shown)}

    def _result(
        self, changed: bool, there: ScheduledMessage | None, before: dict[str, t.Any], after: dict[str, t.Any]
    ) -> Result:
        shown = after if there is None else {**_known({"id": there.get("id")}), **_shown(there)}
        return {"changed": changed, **self._about(shown), "diff": _diff(before, after)}


def _diff(before: dict[str, t.Any], after: dict[str, t.Any]) -> dict[str, t.Any]:
    return {"before": before, "after": after}


def _foreseen(params: Params, wish: Wish) -> Result:
    """Return the result for a channel that is not there yet, in check mode."""
    if params["state"] == "absent":
        return {"changed": False, "diff": _diff({}, {})}
    return {"changed": True, "scheduled_message": wish.shown, "diff": _diff({}, wish.shown)}


def _is_same_moment(one: int | None, other: int) -> bool:
    return one is not None and abs(one - other) < _SAME_MOMENT


def _known(values: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    return {name: value for name, value in values.items() if value is not None}


def _shown(message: ScheduledMessage) -> dict[str, t.Any]:
    """Return text and time or status; the time zone is how the time was written, and makes no difference."""
    moment = message.get("time")
    at = None if moment is None else _message_time.shown(moment)
    status = message.get("schedule_status") if moment is None else None
    return _known({"text": message.get("text"), "schedule_time": at, "schedule_status": status})


BODY = Body(
    name="scheduled_message",
    argument_spec=ARGUMENT_SPEC,
    run=run,
    converges=True,
    constraints={
        "mutually_exclusive": [tuple(targets.CHATS), ("schedule_time", "schedule_status")],
        "required_one_of": [tuple(targets.CHATS)],
    },
)
