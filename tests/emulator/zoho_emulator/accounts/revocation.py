# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two revoke endpoints. Zoho documents both."""

from __future__ import annotations

from aiohttp import web

from .. import answers
from ..emulator import Emulator
from ..faults.points import passing
from .token_endpoint import bad_request, same
from .tokens import AccessToken, Grant


def revoke_old(emulator: Emulator, data_center: str, method: str, fields: dict[str, str]) -> web.Response:
    """POST /oauth/v2/token/revoke?token=… : any token, no client authentication."""
    token = fields.get("token", "")
    found = emulator.tokens.grants.get(token) or emulator.tokens.valid_access(token)
    if method != "POST" or found is None or not _is_here(emulator, data_center, found):
        return bad_request(emulator)
    _revoke(emulator, found)
    return answers.accounts_json({"status": "success"})


def revoke_new(
    emulator: Emulator, data_center: str, method: str, credentials: tuple[str, str] | None, form: dict[str, str]
) -> web.Response:
    """POST /oauth/v2/revoke/token: Basic credentials, the token in the form, of this client and of the stated type."""
    client = emulator.world.clients.get(credentials[0]) if credentials else None
    if method != "POST" or credentials is None or client is None or data_center not in client.secrets:
        return bad_request(emulator)
    # An app in a browser has no secret to keep.
    if client.kind != "browser" and not same(credentials[1], client.secrets[data_center]):
        return bad_request(emulator)
    kind = form.get("token_type")
    if kind is None and emulator.quirks["revoke-token-type"] == "refresh_token":
        kind = "refresh_token"
    token = form.get("token", "")
    found: Grant | AccessToken | None = None
    if kind == "refresh_token":
        found = emulator.tokens.grants.get(token)
    elif kind == "access_token":
        found = emulator.tokens.valid_access(token)
    if found is None or _grant(found).client_id != client.client_id or not _is_here(emulator, data_center, found):
        return bad_request(emulator)
    _revoke(emulator, found)
    if emulator.quirks["revoke-answer"] == "json":
        return answers.accounts_json({"status": "success"})
    return web.Response(status=200, headers={"Server": "ZGS"})


def _grant(found: Grant | AccessToken) -> Grant:
    return found.grant if isinstance(found, AccessToken) else found


def _is_here(emulator: Emulator, data_center: str, found: Grant | AccessToken) -> bool:
    """The documents disagree about the data center that revokes."""
    grant = _grant(found)
    where = emulator.quirks["revoke-data-center"]
    if where == "user":
        return grant.user.data_center == data_center
    return where == "any" or emulator.world.clients[grant.client_id].data_center == data_center


def _revoke(emulator: Emulator, found: Grant | AccessToken) -> None:
    with passing("token-revoked", _grant(found).user.email):
        if isinstance(found, AccessToken):
            emulator.tokens.drop_access(found.token)
        else:
            emulator.tokens.revoke(found)
