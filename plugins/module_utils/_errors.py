# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The exceptions of the collection: one base, so that errors are turned into task results in one place."""

from __future__ import annotations

import typing as t


class ZohoCliqError(Exception):
    """
    Something went wrong in a way that a user can act on.

    ``message`` is one sentence (or a few) that says what is wrong, where, and what to do. It never contains a secret.
    ``code`` is a stable word for ``rescue:`` blocks: Zoho's own error code where there is one, else one of ours.
    ``status`` is the HTTP status of the answer, if there was an answer.
    """

    def __init__(self, message: str, *, code: str, status: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.status = status

    def failure(self) -> dict[str, t.Any]:
        """Return the error as the data that a task result carries as ``failure``."""
        return {"code": self.code, "status": self.status, "message": self.message}


class InvalidInput(ZohoCliqError):
    """What the user gave cannot be right; nothing was sent."""

    def __init__(self, message: str, *, code: str = "invalid_input") -> None:
        super().__init__(message, code=code)


class ConsentNeeded(InvalidInput):
    """
    A person has to consent first, to ``scopes``.

    ``authorization_url`` is where; it is None for a self client, whose codes are made in the API console.
    """

    def __init__(self, message: str, *, scopes: list[str], authorization_url: str | None) -> None:
        super().__init__(message, code="consent_needed")
        self.scopes = scopes
        self.authorization_url = authorization_url

    def failure(self) -> dict[str, t.Any]:
        return {**super().failure(), "scopes": self.scopes, "authorization_url": self.authorization_url}


class ConnectFailed(ZohoCliqError):
    """No connection came about, so the request was certainly not executed."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="connect_failed")


class OutcomeUnknown(ZohoCliqError):
    """A request was sent, but no usable answer came back: it may or may not have been executed."""

    def __init__(self, message: str, *, code: str = "outcome_unknown", status: int | None = None) -> None:
        super().__init__(message, code=code, status=status)


class CutOff(OutcomeUnknown):
    """A part of an answer came: ``received``, which may hold what cannot be had again."""

    def __init__(self, message: str, *, received: bytes, status: int) -> None:
        super().__init__(message, status=status)
        self.received = received


class UnexpectedAnswer(ZohoCliqError):
    """Zoho answered, but not in the form that its documentation describes."""

    def __init__(self, message: str, *, status: int | None = None) -> None:
        super().__init__(message, code="unexpected_answer", status=status)


class OAuthError(ZohoCliqError):
    """Zoho Accounts refused a request."""


class Throttled(OAuthError):
    """
    No token may be requested at present.

    ``retry_after`` is the number of seconds after which it may work.
    """

    def __init__(self, message: str, *, retry_after: float, status: int | None = None) -> None:
        super().__init__(message, code="throttled", status=status)
        self.retry_after = retry_after

    def failure(self) -> dict[str, t.Any]:
        return {**super().failure(), "retry_after": int(self.retry_after)}


class ApiError(ZohoCliqError):
    """Zoho Cliq refused a request; ``code`` is Cliq's own error code."""


class StateStoreError(ZohoCliqError):
    """The state store cannot be used."""

    def __init__(self, message: str, *, code: str = "state_store") -> None:
        super().__init__(message, code=code)


class LockLost(StateStoreError):
    """A lock may have passed to somebody else before what it was taken for was done."""

    def __init__(self, message: str) -> None:
        super().__init__(message, code="lock_lost")


class CredentialsFileError(ZohoCliqError):
    """The credentials file cannot be read, decrypted or written."""

    def __init__(self, message: str, *, code: str = "credentials_file") -> None:
        super().__init__(message, code=code)
