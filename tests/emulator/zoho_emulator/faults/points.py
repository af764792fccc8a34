# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
The named points in the work itself. Something can go wrong right before each of them, or right after.

Code that passes a point says so with ``with passing(POINT, NAME):`` around what makes it happen. That costs next to nothing
while no fault waits: nobody sets ``current`` then.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any, Protocol

# What happens there, and what `name` is there.
POINTS = {
    "code-made": "an authorization code is issued (name: address of the user)",
    "code-spent": "an authorization code is taken for an exchange (address of the user)",
    "refresh-token-made": "a refresh token is issued (address of the user)",
    "token-minted": "an access token is issued (address of the user)",
    "token-revoked": "a token is revoked (address of the user)",
    "channel-made": "a channel comes to be (name of the channel)",
    "channel-changed": "what PUT changes of a channel (name of the channel)",
    "channel-archived": "a channel is archived or taken out of the archive (name of the channel)",
    "channel-approved": "a channel is approved (name of the channel)",
    "channel-deleted": "a channel is deleted or rejected (name of the channel)",
    "members-added": "people come into a channel, also those of its creation (name of the channel)",
    "members-removed": "people leave a channel (name of the channel)",
    "role-changed": "somebody has another role in a channel (name of the channel)",
    "bot-added": "a bot comes into a channel (name of the channel)",
    "bot-removed": "a bot leaves a channel (name of the channel)",
    "message-posted": "a message or a file is in its chat (name of the channel, else the chat_id)",
    "message-edited": "a message has another text (name of the channel, else the chat_id)",
    "message-deleted": "a message is gone (name of the channel, else the chat_id)",
    "message-pinned": "a message is pinned, with v2 (name of the channel, else the chat_id)",
    "message-scheduled": "a message waits for its time (name of the channel, else the chat_id)",
    "team-made": "a team comes to be (name of the team)",
    "team-changed": "what PUT changes of a team (name of the team)",
    "team-deleted": "a team is gone (name of the team)",
    "team-members-added": "people come into a team (name of the team)",
    "team-members-removed": "people leave a team (name of the team)",
}
SIDES = ("before", "after")


class Broken(Exception):
    """The work ends here, in the middle of it; whoever answers the request knows why."""


class Passage(Protocol):
    """A request under way."""

    def reach(self, at: str, point: str, name: str) -> None:
        """Be at a point; raises Broken if the work ends there."""


current: ContextVar[Passage | None] = ContextVar("passage", default=None)


class passing:
    """Around what makes a point happen; if that raises, the point was not passed."""

    __slots__ = ("_name", "_passage", "_point")

    def __init__(self, point: str, name: str) -> None:
        self._point = point
        self._name = name

    def __enter__(self) -> None:
        self._passage = current.get()
        if self._passage is not None:
            self._passage.reach("before", self._point, self._name)

    def __exit__(self, kind: Any, _value: Any, _trace: Any) -> None:
        if kind is None and self._passage is not None:
            self._passage.reach("after", self._point, self._name)
