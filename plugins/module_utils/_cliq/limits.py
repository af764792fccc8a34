# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
The limits of Cliq's calls, as Zoho's pages and OpenAPI documents of the REST API v2 and v3 state them for each call.

Limits are per user and call; whoever exceeds one is locked out of that call for some minutes. Where the pages and the documents
differ, the stricter one is here. A call without a documented limit is not here.
"""

from __future__ import annotations

import dataclasses
import re

WINDOW_SECONDS = 60.0


@dataclasses.dataclass(frozen=True)
class Limit:
    """``calls`` in a minute, and the lock in seconds for those who make more."""

    calls: int
    lock_seconds: float


def _limit(calls: int, lock_minutes: int = 5) -> Limit:
    return Limit(calls, lock_minutes * 60.0)


LIMITS: dict[str, Limit] = {
    # Zoho's page says 10 minutes for the lock of this call, its OpenAPI document 5.
    "POST /channels": _limit(20, 10),
    "GET /channels": _limit(30),
    "GET /channels/{channel_id}": _limit(30),
    "PUT /channels/{channel_id}": _limit(50),
    "DELETE /channels/{channel_id}": _limit(10),
    "POST /channels/{channel_id}/archive": _limit(10),
    "POST /channels/{channel_id}/unarchive": _limit(10),
    "POST /channels/{channel_id}/approve": _limit(10),
    "POST /channels/{channel_id}/reject": _limit(10),
    "POST /channels/{channel_id}/join": _limit(10),
    "POST /channels/{channel_id}/leave": _limit(10),
    "GET /channels/{channel_id}/members": _limit(100),
    "POST /channels/{channel_id}/members": _limit(10),
    "DELETE /channels/{channel_id}/members": _limit(10),
    "PUT /channels/{channel_id}/members/{user_id}": _limit(10),
    "POST /bots/{bot}/associate": _limit(5),
    "GET /bots/{bot}/subscribers": _limit(100, 10),
    "GET /chats": _limit(30),
    "GET /chats/{chat_id}/members": _limit(30),
    "POST /chats/{chat_id}/mute": _limit(50),
    "POST /chats/{chat_id}/unmute": _limit(50),
    "POST /chats/{chat_id}/leave": _limit(10, 10),
    "GET /chats/{chat_id}/stickymessage": _limit(20, 10),
    "POST /chats/{chat_id}/stickymessage": _limit(20, 10),
    "DELETE /chats/{chat_id}/stickymessage": _limit(50),
    # Zoho's page says 10 minutes for the lock of this call, its OpenAPI document 5.
    "GET /chats/{chat_id}/messages": _limit(15, 10),
    "GET /chats/{chat_id}/messages/{message_id}/messages": _limit(30),
    "PUT /chats/{chat_id}/messages/{message_id}": _limit(50, 10),
    "DELETE /chats/{chat_id}/messages/{message_id}": _limit(20),
    "GET /chats/{chat_id}/messages/{message_id}/reactions": _limit(50, 10),
    "POST /chats/{chat_id}/messages/{message_id}/reactions": _limit(20),
    "DELETE /chats/{chat_id}/messages/{message_id}/reactions": _limit(20),
    "POST /channelsbyname/{unique_name}/message": _limit(50, 10),
    "POST /channels/{channel_id}/message": _limit(50, 10),
    "POST /chats/{chat_id}/message": _limit(50, 10),
    "POST /buddies/{user}/message": _limit(50, 10),
    "POST /bots/{bot}/message": _limit(50, 10),
    "POST /channelsbyname/{unique_name}/files": _limit(20, 10),
    "POST /chats/{chat_id}/files": _limit(20, 10),
    "POST /buddies/{user}/files": _limit(20, 10),
    "POST /bots/{bot}/files": _limit(20, 10),
    "GET /files/{file_id}": _limit(20, 10),
    "POST /chats/{chat_id}/scheduledmessages": _limit(50, 10),
    "GET /v3/scheduledmessages": _limit(20, 10),
    "GET /v3/chats/{chat_id}/scheduledmessages": _limit(20, 10),
    "PUT /v3/chats/{chat_id}/scheduledmessages/{scheduled_message_id}": _limit(20, 10),
    "DELETE /v3/chats/{chat_id}/scheduledmessages/{scheduled_message_id}": _limit(20, 10),
    "PUT /threads/{chat_id}": _limit(20),
    "GET /threads/{chat_id}/followers": _limit(20),
    "POST /threads/{chat_id}/followers": _limit(20),
    "GET /threads/{chat_id}/nonfollowers": _limit(20),
    "GET /threads/{chat_id}/messages/main": _limit(30),
    "GET /users": _limit(30, 10),
    "POST /users": _limit(5, 10),
    "GET /users/{user}": _limit(20, 10),
    "PUT /users/{user}": _limit(20, 10),
    "GET /users/{user}/teams": _limit(20, 10),
    # Zoho's page about teams says 20 calls a minute for each of them, and nothing of a lock; the longer of the usual two is here.
    "GET /teams": _limit(20, 10),
    "POST /teams": _limit(20, 10),
    "GET /teams/{team_id}": _limit(20, 10),
    "PUT /teams/{team_id}": _limit(20, 10),
    "DELETE /teams/{team_id}": _limit(20, 10),
    "GET /teams/{team_id}/members": _limit(20, 10),
    "POST /teams/{team_id}/members": _limit(20, 10),
    "DELETE /teams/{team_id}/members/{user_id}": _limit(20, 10),
}
_PARAMETER = re.compile(r"\{[a-z_]+\}")


def limit_of(endpoint: str) -> Limit:
    """Return the limit of ``endpoint`` (method and path template); an unknown one gets the lowest of its method."""
    known = LIMITS.get(endpoint)
    if known is not None:
        return known
    method = endpoint.split(" ", 1)[0] + " "
    of_method = [limit for name, limit in LIMITS.items() if name.startswith(method)] or list(LIMITS.values())
    return min(of_method, key=lambda limit: limit.calls)


def endpoint_of(method: str, path: str) -> str:
    """
    Return the name under which a call is counted, for a path with its identifiers filled in, such as ``/channels/P1``.

    All calls of a method that is not in the table share one name, because nobody can tell which part of their path is an
    identifier.
    """
    for name in LIMITS:
        of_method, template = name.split(" ", 1)
        pattern = "[^/]+".join(map(re.escape, _PARAMETER.split(template)))
        if of_method == method and re.fullmatch(pattern, path):
            return name
    return f"{method} *"
