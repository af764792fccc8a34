# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The contents of files that were shared, as many as fit into a budget."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .conversations import Chat, Message

# Two of the largest files that Cliq takes; a test that floods the emulator must not take the memory of the machine.
BUDGET = 100 * 1024 * 1024


@dataclass(frozen=True)
class Attachment:
    """Where a file was shared, and what is in it."""

    chat: Chat
    message: Message
    content: bytes


class Attachments:
    """By the id of the file, the oldest first. What goes beyond the budget pushes out the oldest."""

    def __init__(self, budget: int = BUDGET) -> None:
        self._budget = budget
        self._kept: dict[str, Attachment] = {}
        self._bytes = 0

    def keep(self, file_id: str, attachment: Attachment) -> None:
        self._kept[file_id] = attachment
        self._bytes += len(attachment.content)
        while self._bytes > self._budget:
            oldest = next(iter(self._kept))
            self._bytes -= len(self._kept.pop(oldest).content)

    def get(self, file_id: str) -> Attachment | None:
        return self._kept.get(file_id)
