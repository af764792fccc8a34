# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The resource body of zoho.cliq.channel_bot: one bot, in a channel or not."""

from __future__ import annotations

from ansible_collections.zoho.cliq.plugins.module_utils._module import _specs
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Body, Context, Result
from ansible_collections.zoho.cliq.plugins.module_utils._module._membership_wish import wished_bot
from ansible_collections.zoho.cliq.plugins.module_utils._module.channel_members import converged

ARGUMENT_SPEC: _specs.Spec = {
    **_specs.API,
    "name": {"type": "str", "aliases": ["channel"]},
    "channel_id": {"type": "str"},
    "bot": {"type": "str"},
    "bot_id": {"type": "str"},
    "state": {"type": "str", "default": "present", "choices": ["present", "absent"]},
}


def run(context: Context) -> Result:
    """Bring one bot into the wished state: read, plan, and apply unless in check mode."""
    params = context.params
    channel, plan = converged(context, wished_bot(params["bot"], params["bot_id"], params["state"]))
    return {
        "changed": plan.changed,
        "channel": channel,
        "bots": plan.after["bots"],
        "diff": {"before": {"bots": plan.before["bots"]}, "after": {"bots": plan.after["bots"]}},
    }


BODY = Body(
    name="channel_bot",
    argument_spec=ARGUMENT_SPEC,
    run=run,
    converges=True,
    constraints={
        "required_one_of": [("name", "channel_id"), ("bot", "bot_id")],
        "mutually_exclusive": [("name", "channel_id")],
    },
)
