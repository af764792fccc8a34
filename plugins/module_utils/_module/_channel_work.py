# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The calls that change one channel, and what becomes of those whose answers get lost."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import channels as cliq
from ansible_collections.zoho.cliq.plugins.module_utils._cliq import errors
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.known import Channel
from ansible_collections.zoho.cliq.plugins.module_utils._errors import (
    ApiError,
    InvalidInput,
    OutcomeUnknown,
    UnexpectedAnswer,
    ZohoCliqError,
)
from ansible_collections.zoho.cliq.plugins.module_utils._module._plan import Plan


@dataclasses.dataclass
class ChannelPlan(Plan):
    """
    The plan for one channel.

    ``channel`` is the channel as it is, or None; the steps keep it up to date. ``expected`` is what it will be.
    """

    channel: Channel | None = None
    expected: Channel | None = None

    def carry_out(self) -> None:
        super().carry_out()
        self.expected = self.channel


def do(
    plan: ChannelPlan,
    channels: cliq.Channels,
    action: t.Callable[[Channel], Channel],
    is_done: t.Callable[[Channel], bool],
) -> None:
    """
    Do something to the channel of a plan; where the answer gets lost, look whether it was done.

    Raises ApiError when Cliq refuses, OutcomeUnknown if it does not show that it was done.
    """
    channel = there(plan)
    try:
        plan.channel = action(channel)
    except OutcomeUnknown as exc:
        now = looked_at(channels, channel, exc)
        if now is None or not is_done(now):
            raise
        plan.channel = {**channel, **now}


def looked_at(channels: cliq.Channels, channel: Channel, failure: ZohoCliqError) -> Channel | None:
    """Return the channel as Cliq shows it after a call failed; if it cannot be read, raise the failure of the call."""
    try:
        return channels.by_id(channel["channel_id"])
    except ZohoCliqError:
        raise failure from None


def has_status(status: str) -> t.Callable[[Channel], bool]:
    """Return what tells whether a channel has that status."""
    return lambda channel: channel.get("status") == status


def apply_changes(plan: ChannelPlan, channels: cliq.Channels, sent: t.Mapping[str, t.Any]) -> None:
    """Send changes of the channel of a plan."""

    def is_done(channel: Channel) -> bool:
        # What no answer tells cannot be seen to be done.
        return all(channel.get(key) == value for key, value in sent.items())

    do(plan, channels, lambda channel: channels.update(channel, sent), is_done)


def is_joined(channel: Channel) -> bool:
    """Tell whether the user behind the token is in a channel."""
    return channel.get("joined") is True


def leave(plan: ChannelPlan, channels: cliq.Channels) -> None:
    """Let the user behind the token leave the channel of a plan; raises InvalidInput for its last super admin."""
    try:
        do(plan, channels, channels.leave, lambda channel: channel.get("joined") is False)
    except ApiError as exc:
        if not errors.needs_super_admin(exc):
            raise
        raise InvalidInput(
            f"The user behind the credentials is the last super admin of {there(plan)['name']!r} and cannot leave it: make "
            "somebody else a super admin with zoho.cliq.channel_members first.",
            code="last_super_admin",
        ) from exc


def there(plan: ChannelPlan) -> Channel:
    """Return the channel of a plan, which is there by now; raises UnexpectedAnswer if it is not."""
    if plan.channel is None:
        raise UnexpectedAnswer("The channel is gone in the middle of the changes to it: run the play again.")
    return plan.channel
