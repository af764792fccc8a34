# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""Access tokens as they are kept in the state store (sealed, see ``seal.py``)."""

from __future__ import annotations

import dataclasses
import hashlib
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._state import clock


@dataclasses.dataclass(frozen=True)
class CachedToken:
    """
    An access token and what is known about it.

    ``expires_in`` is the lifetime in seconds that Zoho named. ``issued`` is the stamp (``clock.stamp()``) taken at the
    *start* of the token request, so that the time the request took is never counted as lifetime.
    """

    access_token: str = dataclasses.field(repr=False)
    expires_in: float
    issued: dict[str, t.Any] = dataclasses.field(hash=False)
    scopes: tuple[str, ...]
    api_domain: str | None
    data_center: str

    def remaining(self) -> float:
        """
        Return the seconds for which the token is still valid, from 0 to ``expires_in``.

        If its age is unknown (the clock was set back over a reboot), that is ``expires_in``: use it until refused.
        """
        passed = clock.age(self.issued)
        return self.expires_in if passed is None else max(0.0, self.expires_in - passed)

    def fingerprint(self) -> str:
        """Return 16 hex digits that tell this token from others and do not reveal it."""
        return hashlib.sha256(self.access_token.encode()).hexdigest()[:16]

    def to_dict(self) -> dict[str, t.Any]:
        """Return the token as JSON data. It contains the token itself: seal it before it is stored."""
        return {
            "access_token": self.access_token,
            "expires_in": self.expires_in,
            "issued": dict(self.issued),
            "scopes": list(self.scopes),
            "api_domain": self.api_domain,
            "data_center": self.data_center,
        }

    @classmethod
    def from_dict(cls, data: object) -> CachedToken | None:
        """Return the token that :meth:`to_dict` turned into ``data``; ``None`` if ``data`` has any other shape."""
        if not isinstance(data, dict):
            return None
        access_token, data_center, api_domain = (data.get(key) for key in ("access_token", "data_center", "api_domain"))
        expires_in, issued, scopes = clock.number(data.get("expires_in")), data.get("issued"), data.get("scopes")
        if not (isinstance(access_token, str) and access_token and isinstance(data_center, str) and data_center):
            return None
        if expires_in is None or expires_in < 0 or not clock.is_stamp(issued):
            return None
        if not (isinstance(scopes, list | tuple) and all(isinstance(scope, str) for scope in scopes)):
            return None
        if not (api_domain is None or isinstance(api_domain, str)):
            return None
        return cls(
            access_token=access_token,
            expires_in=expires_in,
            issued=dict(issued),
            scopes=tuple(scopes),
            api_domain=api_domain,
            data_center=data_center,
        )
