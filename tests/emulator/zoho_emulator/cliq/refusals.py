# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a refusal looks on the wire: the same error has another status, or another body, under some quirks."""

from __future__ import annotations

from typing import Any

from ..quirks.catalog import Quirks
from .errors import CliqError

# Codes whose HTTP status nobody has written down.
_NOT_EXISTING = frozenset(
    ("channel_not_exists", "team_not_exist", "department_not_exist", "designation_not_exist", "bot_not_found")
)
# The words that every document of version 3 has for a status, without a code.
_V3_TEXTS = {
    401: "Request was rejected because of invalid AuthToken.",
    403: "The user does not have enough permission or possibly not an user of the respective organization to access "
    "the resource.",
    404: "The URL you've sent is wrong. It's possible that the resource you've requested has been moved to another URL.",
    405: "The requested resource does not support the HTTP method used. For example, requesting List of all customers "
    "API with PUT as the HTTP method.",
    429: "Too many requests within a certain time frame.",
}
# What is refused at the door, whatever the endpoint, and the status that version 3 documents for it.
_V3_STATUSES = {
    "oauthtoken_invalid": 401,
    "invalid_oauthtoken": 401,
    "oauthtoken_scope_invalid": 403,
    "operation_not_allowed": 403,
    "request_url_invalid": 404,
    "request_method_invalid": 405,
    "request_limit_exceeded": 429,
}


def shown(quirks: Quirks, problem: CliqError, version_3: bool) -> tuple[int, dict[str, Any]]:
    """Status and body."""
    if version_3 and quirks["v3-errors"] == "texts" and problem.code in _V3_STATUSES:
        status = _V3_STATUSES[problem.code]
        return status, {"message": _V3_TEXTS[status]}
    status = problem.status
    if problem.code in _NOT_EXISTING:
        status = int(quirks["not-exist-status"])
    elif problem.code == "request_method_invalid":
        status = int(quirks["method-status"])
    body: dict[str, Any] = problem.body()
    if quirks["error-details"] == "i18n":
        body["custom_i18n_message"] = problem.message
    if version_3 and quirks["v3-errors"] == "nested":
        return status, {"error": body}
    return status, body
