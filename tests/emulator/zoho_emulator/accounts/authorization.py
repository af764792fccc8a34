# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The authorization request: its checks, the decision of the user, and the redirect that carries the answer."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from ..emulator import Emulator
from ..world.model import Client, User
from . import identity
from . import scopes as scope_names
from .centers import api_domain

_VERIFIER = re.compile(r"[A-Za-z0-9._~-]{43,128}")
ROADBLOCK = (
    "Access Denied",
    "Maximum request limit reached for your account. Please try again after some time or contact the app's developer.",
)


class AuthorizationProblem(Exception):
    """Shown as an HTML page: Zoho does not redirect for these."""

    def __init__(self, title: str, text: str, status: int | None = None) -> None:
        super().__init__(title)
        self.title = title
        self.text = text
        self.status = status  # None: as the quirk authorize-error-status has it


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
    organization: bool = False  # an administrator consents for the organization: /oauth/v2/org/auth


def check(
    emulator: Emulator, data_center: str, query: dict[str, str], organization: bool = False
) -> AuthorizationRequest:
    """Do what the authorize endpoint does before it shows a consent page."""
    if not query.get("client_id") or not query.get("response_type"):
        raise AuthorizationProblem("Invalid response type", "The client ID or the response type is missing.")
    client = emulator.world.clients.get(query["client_id"])
    if client is None or data_center not in client.secrets:
        raise AuthorizationProblem("Invalid Client", "The client ID passed does not exist, or may not ask for this.")
    if query["response_type"] != ("token" if client.kind == "browser" else "code"):
        if emulator.quirks["response-type-error"] == "error-occurred":
            raise AuthorizationProblem("An error occurred", "The request could not be processed.", 500)
        raise AuthorizationProblem("Invalid Client", "The client ID passed does not exist, or may not ask for this.")
    redirect_uri = query.get("redirect_uri", "")
    if redirect_uri not in client.redirect_uris or urlsplit(redirect_uri).scheme not in ("http", "https"):
        raise AuthorizationProblem(
            "Invalid Redirect Uri", "Redirect URI passed does not match with the one configured."
        )
    scopes = known_scopes(emulator, query.get("scope", ""))
    if not scopes:
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
        organization=organization,
    )


def known_scopes(emulator: Emulator, text: str) -> tuple[str, ...]:
    """The scopes of a request; none if one of them does not exist."""
    scopes = scope_names.split(text, emulator.quirks["scope-separator"] == "any")
    heed_case = emulator.quirks["scope-case"] == "heeded"
    for scope in scopes:
        if scope_names.in_words(scope) is None or (heed_case and not scope_names.is_spelled_as_documented(scope)):
            return ()
    return scopes


def remembered(emulator: Emulator, request: AuthorizationRequest, user: User) -> bool:
    """Has this user consented to these scopes before, so that no page need be shown?"""
    if request.force_consent or request.organization or emulator.quirks["remember-consent"] == "off":
        return False
    held = emulator.tokens.consents.get((request.client.client_id, user.id), set())
    return {scope.lower() for scope in request.scopes} <= held


def allow(emulator: Emulator, request: AuthorizationRequest, user: User) -> str:
    """The user consents: answer the URL of the redirect, with a fresh code (or an access token) in it."""
    tokens = emulator.tokens
    client = request.client
    if user.data_center not in client.secrets:
        raise AuthorizationProblem("Invalid Client", "This client is not enabled in the data center of the user.")
    if request.organization and not user.organization_admin:
        raise AuthorizationProblem("Access Denied", "Only an administrator can consent for the organization.")
    if client.kind == "browser":
        remember(emulator, client, user, request.scopes)
        return _with_token(emulator, request, user)
    if tokens.limits.refuses_code(client.client_id, user.id):
        if emulator.quirks["code-limit-answer"] == "redirect":
            return deny(emulator, request, user)
        raise AuthorizationProblem(*ROADBLOCK)
    code = tokens.new_code(
        client,
        user,
        request.scopes,
        redirect_uri=request.redirect_uri,
        wants_refresh_token=tokens.gives_refresh_token(client.client_id, user, request.offline, request.force_consent),
        challenge=request.challenge,
        challenge_method=request.challenge_method,
    )
    remember(emulator, client, user, request.scopes)
    pairs = [("state", request.state)] if request.state is not None else []
    pairs += [("code", code), *_where(emulator, user)]
    return _redirect(request.redirect_uri, pairs) + ("&" if emulator.quirks["trailing-ampersand"] == "on" else "")


def _with_token(emulator: Emulator, request: AuthorizationRequest, user: User) -> str:
    """What a client-based app gets: an access token in the fragment. Zoho's sample has the odd "#&", and no encoding."""
    client_id = request.client.client_id
    token = emulator.tokens.new_access_token(
        emulator.tokens.grant_without_refresh(client_id, user, request.scopes)
    ).token
    heed_state = request.state is not None and emulator.quirks["fragment-state"] == "first"
    pairs = [("state", quote(request.state or "", safe=""))] if heed_state else []
    pairs += [
        ("access_token", token),
        ("expires_in", str(emulator.quirks["access-token-lifetime"])),
        ("location", user.data_center),
        ("api_domain", api_domain(user.data_center, emulator.quirks["api-domain"] == "docs")),
    ]
    if identity.is_wanted(request.scopes):
        pairs.append(("id_token", identity.id_token(emulator, client_id, user, token, request.scopes)))
    return f"{request.redirect_uri}#&" + "&".join(f"{name}={value}" for name, value in pairs)


def remember(emulator: Emulator, client: Client, user: User, scopes: tuple[str, ...]) -> None:
    """Note a consent, so that no page need be shown for the same scopes again."""
    held = emulator.tokens.consents.setdefault((client.client_id, user.id), set())
    held.update(scope.lower() for scope in scopes)


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
    """PKCE, RFC 7636. A verifier of another form, or a method that there is not, matches nothing."""
    if method not in ("S256", "plain") or not _VERIFIER.fullmatch(verifier):
        return False
    if method == "S256":
        digest = hashlib.sha256(verifier.encode("ascii")).digest()
        verifier = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return hmac.compare_digest(challenge.encode(), verifier.encode())
