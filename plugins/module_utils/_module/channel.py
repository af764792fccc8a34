# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The resource body of zoho.cliq.channel: one channel, present, absent or archived."""

from __future__ import annotations

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import channels as cliq
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.known import Channel
from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput
from ansible_collections.zoho.cliq.plugins.module_utils._module import _channel_lookup as lookup
from ansible_collections.zoho.cliq.plugins.module_utils._module import _channel_plan, _channel_wish, _specs
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Body, Context, Params, Result
from ansible_collections.zoho.cliq.plugins.module_utils._module._people import People

ARGUMENT_SPEC: _specs.Spec = {**_specs.API, **_channel_wish.OPTIONS}


def run(context: Context) -> Result:
    """Bring one channel into the wished state: read, plan, and apply unless in check mode."""
    params = context.params
    _channel_wish.check(params)
    client = context.connect()
    channels = cliq.Channels(client)
    # Credentials that do not tell their scopes may lack the one for this, and each creation would cost a call to learn that.
    people = None if context.granted() is None else People(context, client)
    if params["channel_id"]:
        return _converge(context, channels, _by_id(params, channels), people)
    name = params["name"]
    recent = lookup.named_recently(context, channels, name)
    if recent is not None:
        return _converge(context, channels, recent, people)
    if params["state"] != "present" or context.check_mode:
        return _converge(context, channels, lookup.by_name(context, channels, name), people)
    # Looking and creating form one step: hosts and forks that wish for the same channel at once must make one of it.
    with context.guard(lookup.guard_key(name)):
        found = lookup.before_creation(context, channels, name) or lookup.once(context, channels, name).settled()
        return _converge(context, channels, found, people)


def _by_id(params: Params, channels: cliq.Channels) -> Channel | None:
    channel = channels.by_id(params["channel_id"])
    if channel is None and params["state"] != "absent":
        raise InvalidInput(
            f"There is no channel with the id {params['channel_id']} that these credentials can see. To create a channel, "
            "leave channel_id out and give name and level.",
            code="channel_not_found",
        )
    return channel


def _converge(context: Context, channels: cliq.Channels, channel: Channel | None, people: People | None) -> Result:
    params = context.params
    plan = _channel_plan.planned(context, channels, params, channel, people)
    if not context.check_mode:
        _channel_plan.carry_out(context, plan)
    if params["state"] == "present":
        _channel_plan.warn_if_pending(context, params, plan.expected)
    result = plan.result()
    return result if plan.expected is None else {**result, "channel": plan.expected}


BODY = Body(
    name="channel",
    argument_spec=ARGUMENT_SPEC,
    run=run,
    converges=True,
    constraints=_channel_wish.CONSTRAINTS,
)
