# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""How what runs on the controller reaches Cliq: with which tokens, at which URL, and at which pace."""

from __future__ import annotations

import dataclasses

from ansible_collections.zoho.cliq.plugins.module_utils import _http
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.client import (
    NoPacing,
    Pacing,
    StaticToken,
    TokenProvider,
)
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Params
from ansible_collections.zoho.cliq.plugins.module_utils._state.keys import hashed_key
from ansible_collections.zoho.cliq.plugins.module_utils._state.seal import Sealer
from ansible_collections.zoho.cliq.plugins.module_utils._state.store import StateStore
from ansible_collections.zoho.cliq.plugins.plugin_utils._controller.access_token import checked_min_validity
from ansible_collections.zoho.cliq.plugins.plugin_utils._pacing import StorePacing
from ansible_collections.zoho.cliq.plugins.plugin_utils._secrets import register_secret
from ansible_collections.zoho.cliq.plugins.plugin_utils._services import Services
from ansible_collections.zoho.cliq.plugins.plugin_utils._token_source import TokenSource

_OWN_USER_SECONDS = 365 * 24 * 3600.0


@dataclasses.dataclass(frozen=True)
class Access:
    """
    How a task reaches Cliq.

    ``whose_quota`` tells those apart whose calls are counted together, ``whose_view`` those who see the same objects, and
    ``whose_notes`` those who share records that must outlive a token and a consent. ``scopes`` and ``user_id`` are what is known
    of the consent behind the tokens. ``sealer`` seals what only those may read who have the credentials; None without any.
    """

    tokens: TokenProvider
    base_url: str
    whose_quota: str
    whose_view: str
    whose_notes: str
    scopes: tuple[str, ...] | None = None
    user_id: str | None = None
    sealer: Sealer | None = None


def access_to(services: Services, params: Params) -> Access:
    """Return how a task reaches Cliq with the given access token, or with the credentials that are set; raises ZohoCliqError."""
    group = params["quota_group"]
    given = services.given_access_token()
    if given is not None:
        token = str(given.value)
        base_url = services.api_url(services.data_center())
        view = hashed_key("view", f"{base_url}\n{token}")
        # The next run has another token, and nothing else tells who it is.
        return Access(StaticToken(token), base_url, _whose_quota(base_url, None, group), view, whose_notes=base_url)
    source = services.token_source()
    base_url = services.api_url(source.credentials.data_center)
    client = source.credentials.client
    return Access(
        InjectedToken(source, checked_min_validity(params["min_validity"])),
        base_url,
        _whose_quota(base_url, source.credentials.user_id, group),
        hashed_key("view", f"{base_url}\n{source.identity}"),
        # Not by user, of whom a later consent may tell more: what is on record must be found again.
        hashed_key("notes", f"{base_url}\n{client.client_id}\n{client.client_secret}"),
        # A set of single options or variables may come without a list of scopes.
        source.credentials.scopes or None,
        source.credentials.user_id,
        source.sealer,
    )


def _whose_quota(base_url: str, user_id: str | None, group: str | None) -> str:
    """Return whose calls are counted together: those of one user, of a group, or of all of whom nobody knows who they are."""
    if user_id is not None:
        return f"{base_url} {user_id}"
    return f"{base_url} group {group}" if group else base_url


class OwnUser:
    """
    Who the user behind the tokens is, as far as the consent or an answer of Cliq told.

    That is kept for as long as their refresh token is likely to be used.
    """

    def __init__(self, store: StateStore, access: Access) -> None:
        self._store = store
        self._key = hashed_key("user", access.whose_view)
        self._id = access.user_id
        self._is_looked_up = False

    def id(self) -> str | None:
        """Return the id of the user, None as long as nothing told it to this task, or to any before it."""
        if self._id is None and not self._is_looked_up:
            self._is_looked_up = True
            known = self._store.get(self._key)
            self._id = None if known is None else known.decode()
        return self._id

    def is_user(self, user_id: str) -> None:
        """Note the id of the user, which an answer of Cliq told."""
        self._store.put(self._key, user_id.encode(), _OWN_USER_SECONDS)
        self._id = self._id or user_id


def pacing_of(services: Services, params: Params, whose: str) -> Pacing:
    """Return what keeps the calls of a task below Cliq's limits; ``whose`` tells apart whose calls are counted together."""
    if not params["pace_requests"]:
        return NoPacing()
    return StorePacing(
        services.store,
        whose,
        wait=params["rate_limit_wait"],
        hold=params["timeout"] * _http.CONNECT_ATTEMPTS,
        announce=services.announce,
    )


class InjectedToken(TokenProvider):
    """Access tokens from the credentials of the task, asked for right before each request."""

    def __init__(self, source: TokenSource, min_validity: float) -> None:
        self._source = source
        self._min_validity = min_validity

    def token(self) -> str:
        return self._registered(self._source.get(self._min_validity).access_token)

    def replacement(self, refused: str) -> str | None:
        return self._registered(self._source.replacement(refused).access_token)

    @staticmethod
    def _registered(token: str) -> str:
        register_secret(token)
        return token
