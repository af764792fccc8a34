# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Roles of a channel and the twenty permissions of the three roles that have a set."""

from __future__ import annotations

PERMISSIONS = (
    "send_message",
    "edit_channel_info",
    "delete_channel",
    "archive_channel",
    "clear_all_messages",
    "add_participant",
    "remove_participant",
    "mention_users",
    "unarchive_channel",
    "leave_channel",
    "special_mentions",
    "edit_my_msg",
    "delete_my_msg",
    "video_conference",
    "sticky_message",
    "audio_conference",
    "post_reply",
    "delete_others_message",
    "prime_time",
    "close_thread",
)

RANKS = {"member": 0, "moderator": 1, "admin": 2, "super_admin": 3}
ROLES_WITH_SET = ("admin", "moderator", "member")

_NOT_FOR_MODERATORS = frozenset(
    (
        "special_mentions",
        "unarchive_channel",
        "delete_others_message",
        "delete_channel",
        "clear_all_messages",
        "archive_channel",
    )
)
_NOT_FOR_MEMBERS = _NOT_FOR_MODERATORS | {"edit_channel_info", "sticky_message", "prime_time", "remove_participant"}


_DEFAULT_SETS = {
    "admin": dict.fromkeys(PERMISSIONS, True),
    "moderator": {name: name not in _NOT_FOR_MODERATORS for name in PERMISSIONS},
    "member": {name: name not in _NOT_FOR_MEMBERS for name in PERMISSIONS},
}


def default_sets() -> dict[str, dict[str, bool]]:
    """
    The permissions of a fresh channel, as public clients know them.

    All channels share the sets, which would be most of what a channel takes of the memory: a change puts a new set in place.
    """
    return dict(_DEFAULT_SETS)
