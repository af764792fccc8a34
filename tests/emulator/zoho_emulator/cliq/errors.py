# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The errors of Cliq v2. Codes are real ones; texts are the known ones, or plain words where none is known."""

from __future__ import annotations


class CliqError(Exception):
    """Answered as {"code": …, "message": …}; without a code only the message."""

    def __init__(self, status: int, code: str | None, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message

    def body(self) -> dict[str, str]:
        return {"message": self.message} if self.code is None else {"code": self.code, "message": self.message}


class Unheard(Exception):
    """A call that is not refused, and has no effect."""


def extra_key(key: str) -> CliqError:
    return CliqError(400, "extra_key_found", f"'{key}' is an extra key in the JSON Object.")


def mismatch(key: str) -> CliqError:
    return CliqError(400, "input_pattern_mismatch", f"Unidentified value passed for the '{key}' key")


def missing(key: str) -> CliqError:
    return CliqError(400, "param_missing", f"The mandatory parameter '{key}' is missing.")


def scope_missing(status: int) -> CliqError:
    message = "The OAuth token passed does not have the required scope."
    return CliqError(status, "oauthtoken_scope_invalid", message)


def failed(message: str) -> CliqError:
    return CliqError(400, "operation_failed", message)


def url_invalid(status: int = 404) -> CliqError:
    return CliqError(status, "request_url_invalid", "Request URL is invalid")


def method_invalid() -> CliqError:
    return CliqError(400, "request_method_invalid", "The HTTP Method you are trying is invalid.")


def technical() -> CliqError:
    message = "Sorry, we couldn't process your request due to a technical error. Please try again later."
    return CliqError(400, None, message)
