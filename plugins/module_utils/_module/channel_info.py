# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The resource body of zoho.cliq.channel_info: which channels there are."""

from __future__ import annotations

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import channels as cliq
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.known import Channel
from ansible_collections.zoho.cliq.plugins.module_utils._module import _specs
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Body, Context, Params, Result

ARGUMENT_SPEC: _specs.Spec = {
    **_specs.API,
    "name": {"type": "str"},
    "channel_id": {"type": "str"},
    "level": {"type": "str", "choices": list(cliq.LEVELS)},
    "status": {"type": "str", "choices": list(cliq.STATUSES)},
    "members": {"type": "bool", "default": False},
}


def run(context: Context) -> Result:
    """Return the channels that fit all given options, with their members if asked for."""
    params = context.params
    if params["channel_id"]:
        cliq.check_channel_id(params["channel_id"])
    channels = cliq.Channels(context.connect())
    if params["channel_id"]:
        channel = channels.by_id(params["channel_id"])
        found = [] if channel is None else [channel]
    else:
        # Cliq filters by status; whether its plain list has archived and pending channels is not documented.
        found = channels.all(**({"status": params["status"]} if params["status"] else {}))
    found = [channel for channel in found if _fits(params, channel)]
    if params["members"]:
        found = [{**channel, "members": channels.members(channel["channel_id"])} for channel in found]
    return {"changed": False, "channels": found}


def _fits(params: Params, channel: Channel) -> bool:
    if params["name"] and not cliq.same_name(params["name"], channel["name"]):
        return False
    return all(not params[key] or channel.get(key) == params[key] for key in ("level", "status"))


BODY = Body(
    name="channel_info",
    argument_spec=ARGUMENT_SPEC,
    run=run,
    converges=True,
    constraints={"mutually_exclusive": [("name", "channel_id")]},
)
