# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""Channels that a workspace has and its description does not: which of them go, and only those that the user marked out."""

from __future__ import annotations

import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import channels as cliq
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.known import Channel
from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput
from ansible_collections.zoho.cliq.plugins.module_utils._module import _specs
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Params

KINDS = ("none", "archive", "delete")
OPTIONS: _specs.Spec = {
    "prune": {"type": "str", "default": "none", "choices": list(KINDS)},
    "prune_pattern": {"type": "str"},
    "owner_marker": {"type": "str"},
}


def check(params: Params) -> None:
    """Refuse to prune without a limit that the user gave; raises InvalidInput."""
    for option in ("prune_pattern", "owner_marker"):
        if params[option] is not None and not params[option].strip():
            raise InvalidInput(f"{option} is empty: give it some text, or leave it out.")
    if params["prune"] == "none":
        return
    if params["prune_pattern"] is None and params["owner_marker"] is None:
        raise InvalidInput(
            f"prune: {params['prune']} needs prune_pattern or owner_marker, which say among which channels: without one, every "
            "channel of the organization that is not described would go."
        )
    if params["owner_marker"] is None and not params["prune_pattern"].strip("*?"):
        raise InvalidInput(
            f"prune_pattern {params['prune_pattern']!r} fits every channel of the organization: let it name a part of the names, "
            "or give an owner_marker."
        )


def marked(description: str | None, marker: str | None) -> str | None:
    """Return a description with the marker that says that the channel is described; None if there is nothing to set."""
    if marker is None or (description is not None and marker in description):
        return description
    return f"{description} {marker}" if description else marker


def candidates(params: Params, there: t.Iterable[Channel], kept: t.Container[str]) -> list[Channel]:
    """
    Return the channels to prune: marked out by the user, and not among the ids in ``kept``.

    Archived channels are archived already, and channels of other levels of approval are not anybody's yet: a pending one is
    left to the administrators.
    """
    if params["prune"] == "none":
        return []
    statuses = ("created",) if params["prune"] == "archive" else ("created", "archived")
    return [
        channel
        for channel in there
        if channel["channel_id"] not in kept
        and channel.get("status", "created") in statuses
        and _is_marked_out(params, channel)
    ]


def _is_marked_out(params: Params, channel: Channel) -> bool:
    pattern, marker = params["prune_pattern"], params["owner_marker"]
    if pattern is not None and not cliq.is_like(pattern, channel["name"]):
        return False
    return marker is None or marker in (channel.get("description") or "")
