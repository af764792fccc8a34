# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The resource body of zoho.cliq.pinned_message: the one message that is pinned in a chat."""

from __future__ import annotations

import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import messages
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.pins import NEVER, Pin, Pins, same_message
from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput, OutcomeUnknown
from ansible_collections.zoho.cliq.plugins.module_utils._module import _message_target as targets
from ansible_collections.zoho.cliq.plugins.module_utils._module import _message_time, _specs
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Body, Context, Params, Result
from ansible_collections.zoho.cliq.plugins.module_utils._module._plan import Plan, Step

ARGUMENT_SPEC: _specs.Spec = {
    **_specs.API,
    **targets.CHATS,
    "message_id": {"type": "str"},
    "expires": {"type": "str"},
    "notify": {"type": "bool"},
    "state": {"type": "str", "default": "present", "choices": ["present", "absent"]},
}
# Moments that differ by less, in milliseconds, are the same: nobody documents how exactly Cliq keeps them.
_SAME_MOMENT = 1000


def run(context: Context) -> Result:
    """Pin a message, or unpin it, unless it is so already."""
    params = context.params
    target = targets.given(params)
    message_id = None if params["message_id"] is None else messages.check_message_id(params["message_id"])
    expiry_time = _expiry_time(params)
    if params["state"] == "present" and message_id is None:
        raise InvalidInput("message_id is needed to pin a message.")
    client = context.connect()
    pins = Pins(client)
    chat_id = targets.chat_id(context, client, target)
    if chat_id is None:
        # In check mode, for a channel that is not there yet.
        return _foreseen(params, message_id, expiry_time)
    if context.check_mode:
        return _converge(context, pins, chat_id, message_id, expiry_time)
    with context.guard(f"pinned message {chat_id}"):
        return _converge(context, pins, chat_id, message_id, expiry_time)


def _expiry_time(params: Params) -> int | None:
    """Return until when a message shall be pinned, None if it does not matter; raises InvalidInput for what is no such time."""
    expires = params["expires"]
    if expires is None:
        return None
    if params["state"] == "absent":
        raise InvalidInput("expires is for a message that shall be pinned: remove it, or state=absent.")
    return NEVER if expires.strip() in ("never", str(NEVER)) else _message_time.future(expires, "expires")


def _converge(context: Context, pins: Pins, chat_id: str, message_id: str | None, expiry_time: int | None) -> Result:
    there = pins.get(chat_id)
    if context.params["state"] == "absent":
        plan = _unpinning(pins, chat_id, there, message_id)
        shown: dict[str, t.Any] = {}
    else:
        shown = {"pinned_message": {}}
        plan = _pinning(context, pins, chat_id, there, str(message_id), expiry_time, shown)
    if not context.check_mode:
        plan.carry_out()
    return {**plan.result(), "chat_id": chat_id, **shown}


def _pinning(
    context: Context,
    pins: Pins,
    chat_id: str,
    there: Pin | None,
    message_id: str,
    expiry_time: int | None,
    shown: dict[str, t.Any],
) -> Plan:
    """Return what pins the message; ``shown`` gets what is pinned then."""
    same = there is not None and same_message(there["message_id"], message_id)
    if there is not None and same and (expiry_time is None or _is_same_moment(there["expiry_time"], expiry_time)):
        shown["pinned_message"] = _shown(there)
        return Plan(_summary(there), _summary(there))
    until = expiry_time if expiry_time is not None else NEVER
    wished: Pin = {**(there if there is not None and same else {}), "message_id": message_id, "expiry_time": until}
    shown["pinned_message"] = _shown(wished)

    def pin() -> None:
        pinned = _pin(pins, chat_id, message_id, until, context.params["notify"])
        # What was sent is what is there; who pinned it and what it says is told by Cliq.
        shown["pinned_message"] = _shown({**(pinned or {}), "message_id": message_id, "expiry_time": until})

    return Plan(_summary(there), _summary(wished), [Step(f"pin the message {message_id}", pin)])


def _pin(pins: Pins, chat_id: str, message_id: str, until: int, notify: bool | None) -> Pin | None:
    try:
        return pins.pin(chat_id, message_id, until, notify)
    except OutcomeUnknown:
        there = pins.get(chat_id)
        if there is None or not same_message(there["message_id"], message_id):
            raise
        if not _is_same_moment(there["expiry_time"], until):
            raise
        return there


def _unpinning(pins: Pins, chat_id: str, there: Pin | None, message_id: str | None) -> Plan:
    if there is None or (message_id is not None and not same_message(there["message_id"], message_id)):
        return Plan({}, {})

    def unpin() -> None:
        try:
            pins.unpin(chat_id)
        except OutcomeUnknown:
            if pins.get(chat_id) is not None:
                raise

    return Plan(_summary(there), {}, [Step("unpin the message", unpin)])


def _foreseen(params: Params, message_id: str | None, expiry_time: int | None) -> Result:
    if params["state"] == "absent":
        return {"changed": False, "diff": {"before": {}, "after": {}}}
    after = _summary({"message_id": message_id, "expiry_time": NEVER if expiry_time is None else expiry_time})
    return {"changed": True, "pinned_message": after, "diff": {"before": {}, "after": after}}


def _is_same_moment(one: int, other: int) -> bool:
    if NEVER in (one, other):
        return one == other
    return abs(one - other) < _SAME_MOMENT


def _summary(pin: Pin | None) -> dict[str, t.Any]:
    if pin is None:
        return {}
    until = pin["expiry_time"]
    return {"message_id": pin["message_id"], "expires": "never" if until == NEVER else _message_time.shown(until)}


def _shown(pin: Pin) -> dict[str, t.Any]:
    return {**{key: value for key, value in pin.items() if key != "expiry_time"}, **_summary(pin)}


BODY = Body(
    name="pinned_message",
    argument_spec=ARGUMENT_SPEC,
    run=run,
    converges=True,
    constraints=targets.constraints(targets.CHATS),
)
