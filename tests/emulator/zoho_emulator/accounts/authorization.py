# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The authorization request: its checks, the decision of the user, and the redirect that carries the answer."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from ..emulator import Emulator
from ..world.model import Client, User
from . import scopes as scope_names

ROADBLOCK = (
    "Access Denied",
    "Maximum request limit reached for your account. Please try again after some time or contact the app's developer.",
)


class AuthorizationProblem(Exception):
    """Shown as an HTML page: Zoho does not redirect for these."""

    def __init__(self, title: str, text: str) -> None:
        super().__init__(title)
        self.title = title
        self.text = text


@dataclass
class AuthorizationRequest:
    client: Client
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str | None
    offline: bool
    force_consent: bool
    challenge: str | None
    challenge_method: str


def check(emulator: Emulator, data_center: str, query: dict[str, str]) -> AuthorizationRequest:
    """Do what the authorize endpoint does before it shows a consent page."""
    if not query.get("client_id") or not query.get("response_type"):
        raise AuthorizationProblem("Invalid response type", "The client ID or the response type is missing.")
    client = emulator.world.clients.get(query["client_id"])
    if client is None or data_center not in client.secrets or query["response_type"] != "code":
        raise AuthorizationProblem("Invalid Client", "The client ID passed does not exist, or may not ask for this.")
    redirect_uri = query.get("redirect_uri", "")
    if redirect_uri not in client.redirect_uris or urlsplit(redirect_uri).scheme not in ("http", "https"):
        raise AuthorizationProblem(
            "Invalid Redirect Uri", "Redirect URI passed does not match with the one configured."
        )
    scopes = scope_names.split(query.get("scope", ""), emulator.quirks["scope-separator"] == "any")
    if not scopes or any(scope_names.in_words(scope) is None for scope in scopes):
        raise AuthorizationProblem("Invalid OAuth scope", "The scope does not exist.")
    return AuthorizationRequest(
        client=client,
        redirect_uri=redirect_uri,
        scopes=scopes,
        state=query.get("state"),
        offline=query.get("access_type") == "offline",
        force_consent=query.get("prompt") == "consent",
        challenge=query.get("code_challenge") or None,
        challenge_method=query.get("code_challenge_method", "plain"),
    )


def remembered(emulator: Emulator, request: AuthorizationRequest, user: User) -> bool:
    """Has this user consented to these scopes before, so that no page need be shown?"""
    if request.force_consent or emulator.quirks["remember-consent"] == "off":
        return False
    held = emulator.tokens.consents.get((request.client.client_id, user.id), set())
    return {scope.lower() for scope in request.scopes} <= held


def allow(emulator: Emulator, request: AuthorizationRequest, user: User) -> str:
    """The user consents: answer the URL of the redirect, with a fresh code in it."""
    tokens = emulator.tokens
    client = request.client
    if user.data_center not in client.secrets:
        raise AuthorizationProblem("Invalid Client", "This client is not enabled in the data center of the user.")
    if tokens.too_many_codes(client):
        raise AuthorizationProblem(*ROADBLOCK)
    first_time = not tokens.has_refresh_token(client.client_id, user)
    code = tokens.new_code(
        client,
        user,
        request.scopes,
        redirect_uri=request.redirect_uri,
        wants_refresh_token=request.offline and (first_time or request.force_consent),
        challenge=request.challenge,
        challenge_method=request.challenge_method,
    )
    tokens.consents.setdefault((client.client_id, user.id), set()).update(scope.lower() for scope in request.scopes)
    pairs = [("state", request.state)] if request.state is not None else []
    pairs += [("code", code), *_where(emulator, user)]
    return _redirect(request.redirect_uri, pairs) + ("&" if emulator.quirks["trailing-ampersand"] == "on" else "")


def deny(emulator: Emulator, request: AuthorizationRequest, user: User) -> str:
    """The user refuses. Which parameters come along is documented nowhere, hence a quirk."""
    accompany = emulator.quirks["denial-parameters"]
    pairs = [("state", request.state)] if request.state is not None and accompany != "none" else []
    pairs.append(("error", "access_denied"))
    if accompany == "all":
        pairs += _where(emulator, user)
    return _redirect(request.redirect_uri, pairs)


def _where(emulator: Emulator, user: User) -> list[tuple[str, str]]:
    return [("location", user.data_center), ("accounts-server", emulator.urls[user.data_center])]


def _redirect(uri: str, pairs: list[tuple[str, str]]) -> str:
    query = "&".join(f"{name}={quote(value, safe='')}" for name, value in pairs)
    return f"{uri}{'&' if '?' in uri else '?'}{query}"


def verifier_matches(challenge: str, method: str, verifier: str) -> bool:
    """PKCE, RFC 7636."""
    if method == "S256":
        digest = hashlib.sha256(verifier.encode("ascii", "replace")).digest()
        verifier = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return hmac.compare_digest(challenge.encode(), verifier.encode())
