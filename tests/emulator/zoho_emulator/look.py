# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The colours and basic rules that all pages of the emulator share. They are not those of Zoho."""

from __future__ import annotations

from pathlib import Path

STYLE = Path(__file__).with_name("look.css").read_text(encoding="utf-8")
