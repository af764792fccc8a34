# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The resource body of zoho.cliq.channel_members: who is in a channel, and with which role."""

from __future__ import annotations

import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import channels as cliq
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.known import Channel
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.members import ROLES, Members
from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput
from ansible_collections.zoho.cliq.plugins.module_utils._module import _channel_lookup, _specs
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Body, Context, Result
from ansible_collections.zoho.cliq.plugins.module_utils._module._membership import (
    Membership,
    guard_key,
    members_of,
    planned,
)
from ansible_collections.zoho.cliq.plugins.module_utils._module._membership_wish import (
    MEMBERS_OPTION,
    STATES,
    Wish,
    wished,
)
from ansible_collections.zoho.cliq.plugins.module_utils._module._people import People

_WHOM = ("members", "email_ids", "user_ids", "bots")
_SHOWN = ("channel_id", "name", "chat_id", "unique_name")

ARGUMENT_SPEC: _specs.Spec = {
    **_specs.API,
    "name": {"type": "str", "aliases": ["channel"]},
    "channel_id": {"type": "str"},
    "members": MEMBERS_OPTION,
    "email_ids": {"type": "list", "elements": "str"},
    "user_ids": {"type": "list", "elements": "str"},
    "role": {"type": "str", "choices": list(ROLES)},
    "state": {"type": "str", "default": "present", "choices": list(STATES)},
    "silent": {"type": "bool", "default": False},
    "bots": {"type": "list", "elements": "str"},
    "add_missing": {"type": "bool", "default": True},
}


def run(context: Context) -> Result:
    """Bring the members of one channel into the wished state: read, plan, and apply unless in check mode."""
    params = context.params
    if all(params[option] is None for option in _WHOM):
        raise InvalidInput(f"Nobody is named: give at least one of {', '.join(_WHOM)}.")
    wish = wished(
        params["members"],
        user_ids=params["user_ids"],
        email_ids=params["email_ids"],
        role=params["role"],
        state=params["state"],
        bots=params["bots"],
        silent=params["silent"],
        add_missing=params["add_missing"],
    )
    channel, plan = converged(context, wish)
    result = {**plan.result(), "channel": channel}
    if "bots" in plan.after:
        result["bots"] = plan.after["bots"]
    return result


def converged(context: Context, wish: Wish) -> tuple[dict[str, t.Any], Membership]:
    """
    Bring the channel that the options name to the wish, unless in check mode.

    Returns what a result says of the channel, and the plan, carried out if this is a real run.
    """
    params = context.params
    if params["name"] is None and params["channel_id"] is None:
        raise InvalidInput("The channel is missing: give its name or its channel_id.")
    _channel_lookup.check_target(params["name"], params["channel_id"])
    client = context.connect()
    channel = _channel_lookup.existing(
        context, cliq.Channels(client), name=params["name"], channel_id=params["channel_id"]
    )
    members, people = Members(client), People(context, client)

    def plan(channel: Channel | None) -> Membership:
        there = [] if channel is None else members_of(context, members, channel)
        return planned(context, members, people, channel, there, wish)

    if channel is None or context.check_mode:
        return _shown(context, channel), plan(channel)
    # Reading and changing form one step: hosts and forks that wish for the same people at once must add them once.
    with context.guard(guard_key(channel["channel_id"])):
        carried_out = plan(channel)
        carried_out.carry_out()
    return _shown(context, channel), carried_out


def _shown(context: Context, channel: Channel | None) -> dict[str, t.Any]:
    if channel is None:
        name = context.params["name"]
        channel = {"channel_id": context.params["channel_id"], "name": name and cliq.plain_name(name)}
    return {key: channel.get(key) for key in _SHOWN}


BODY = Body(
    name="channel_members",
    argument_spec=ARGUMENT_SPEC,
    run=run,
    converges=True,
    constraints={
        "required_one_of": [("name", "channel_id"), _WHOM],
        "mutually_exclusive": [("name", "channel_id")],
    },
)
