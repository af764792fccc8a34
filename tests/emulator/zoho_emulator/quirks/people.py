# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is not certain about people and teams in Cliq."""

from __future__ import annotations

from .kinds import choice

QUIRKS = (
    choice("unknown-user", "not-found failed empty", "404 request_url_invalid, 400 operation_failed, 200 and no data"),
    choice("user-envelope", "data flat", "GET /users/{id}: below `data`, or the user itself"),
    choice("user-update-body", "list single either", "PUT /users/{id}: one user in a list `users`, or without it"),
    choice("new-user-status", "pending active", "status of somebody who was just added"),
    choice("designation-name", "either text list", "PUT /designations/{id}: name as a text, or a list with one"),
    choice("team-names", "free unique", "whether two teams may have one name"),
    choice("team-update-answer", "team empty", "PUT /teams/{id} answers the team, or 204"),
)
