# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ids of messages, which Zoho's documentation writes in three ways."""

from __future__ import annotations

from ..emulator import Emulator

_FORMS = {"underscore": "_", "space": " ", "encoded": "%20"}


def plain(text: str) -> str:
    """The form with an underscore, whatever form came in."""
    return text.replace("%20", "_").replace(" ", "_")


def shown(emulator: Emulator, message_id: str, documented: str = "underscore") -> str:
    """The form to answer with: the one the documentation has at this place, or the same everywhere."""
    form = emulator.quirks["message-ids"]
    return message_id.replace("_", _FORMS[documented if form == "documented" else str(form)])
