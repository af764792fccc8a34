# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
The consent: authorization URL, ``state``, PKCE, and reading the redirect.

Nothing is stored between making the URL and exchanging the code. The ``state`` carries a nonce, the time and a MAC
over everything that the exchange must have in common with the URL, and the PKCE verifier is derived from the nonce;
both keys come from the client secret, so whoever does not know it can neither forge a state nor compute a verifier.

Sources: "Zoho Accounts, OAuth 2.0, Authorization request" (parameters, redirect, ``access_denied``), "Zoho Accounts,
OAuth 2.0, Multi-DC support" (``location``, ``accounts-server``), "Zoho Accounts, OAuth 2.0, PKCE", RFC 7636.
"""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import hmac
import os
import re
import time
import typing as t
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput, OAuthError
from ansible_collections.zoho.cliq.plugins.module_utils._oauth.credentials import Client, check_secret_text

STATE_LIFETIME_SECONDS = 600
STATE_MAX_FUTURE_SECONDS = 60
NONCE_BYTES = 16

_STATE_VERSION = b"\x01"
_MAC_BYTES = 32
_TIME_BYTES = 8
# 1 + 16 + 8 + 32 bytes are 76 characters of base64 without spare bits, so that no two texts decode to the same state.
_STATE = re.compile(r"[A-Za-z0-9_-]{76}", re.ASCII)

_MAX_REDIRECT_LENGTH = 16384
_MAX_FIELDS = 64
_REDIRECT_FIELDS = ("code", "state", "location", "accounts-server", "error")
_URL_CHARACTERS = re.compile(r"[!-~]+", re.ASCII)
_BARE_CODE = re.compile(r"[A-Za-z0-9._~-]+", re.ASCII)
_PRINTABLE_ERROR = re.compile(r"[A-Za-z0-9_ .-]{1,64}", re.ASCII)
_LONG_RUN = re.compile(r"[A-Za-z0-9]{24}", re.ASCII)
_QUOTES = (('"', '"'), ("'", "'"), ("<", ">"), ("`", "`"))


@dataclasses.dataclass(frozen=True)
class ConsentRequest:
    """What is asked of the user; the same values must be given when the URL is made and when the code is exchanged."""

    client: Client
    redirect_uri: str
    scopes: tuple[str, ...]
    data_center: str


@dataclasses.dataclass
class Redirect:
    """
    What a redirect brought.

    Nothing in it is to be trusted before ``verify_state``. Code and state do not show in ``repr()``.
    """

    code: str = dataclasses.field(repr=False)
    state: str | None = dataclasses.field(repr=False)
    location: str | None
    accounts_server: str | None


def new_state(request: ConsentRequest, *, nonce: bytes | None = None, now: float | None = None) -> str:
    """
    Return a fresh state for ``request``: 76 URL-safe characters.

    ``nonce`` is 16 bytes (default: random), ``now`` seconds since the epoch (default: the clock). The nonce for
    ``code_verifier`` is what ``verify_state`` returns for the state.
    """
    nonce = os.urandom(NONCE_BYTES) if nonce is None else nonce
    if len(nonce) != NONCE_BYTES:
        raise ValueError(f"the nonce must have {NONCE_BYTES} bytes")
    issued = int(time.time() if now is None else now).to_bytes(_TIME_BYTES, "big")
    return _base64url(_STATE_VERSION + nonce + issued + _mac(request, nonce, issued))


def verify_state(request: ConsentRequest, state: str | None, *, now: float | None = None) -> bytes:
    """
    Return the nonce of ``state`` if it was made for ``request`` within the last 10 minutes.

    Raises InvalidInput: ``state_missing``, ``state_invalid`` (forged, or made for something else than is now given)
    or ``state_expired``.
    """
    if not state:
        raise InvalidInput(
            "The redirect carries no state, so it cannot be told who started it. Make a new authorization URL, "
            "consent again and paste the whole URL to which the browser was sent.",
            code="state_missing",
        )
    raw = base64.urlsafe_b64decode(state) if _STATE.fullmatch(state) else b""
    nonce = raw[1 : 1 + NONCE_BYTES]
    issued = raw[1 + NONCE_BYTES : -_MAC_BYTES]
    if not raw.startswith(_STATE_VERSION) or not hmac.compare_digest(raw[-_MAC_BYTES:], _mac(request, nonce, issued)):
        raise InvalidInput(
            "The state of the redirect was not made for this request: it is forged or incomplete, or the client "
            "ID, client secret, redirect URI, scopes or data center are not those of the authorization URL. Give "
            "the same values as for the URL, or make a new URL and consent again.",
            code="state_invalid",
        )
    age = (time.time() if now is None else now) - int.from_bytes(issued, "big")
    if age > STATE_LIFETIME_SECONDS:
        raise InvalidInput(
            f"The authorization URL of this redirect is older than {STATE_LIFETIME_SECONDS // 60} minutes. Make a "
            "new one and consent again.",
            code="state_expired",
        )
    if age < -STATE_MAX_FUTURE_SECONDS:
        raise InvalidInput(
            "The authorization URL of this redirect was made at a time that is yet to come. Set the clocks of the "
            "machines involved, make a new URL and consent again.",
            code="state_expired",
        )
    return nonce


def code_verifier(source: ConsentRequest | Client, nonce: bytes) -> str:
    """Return the PKCE code verifier (43 characters) that belongs to the nonce of a state."""
    client = source.client if isinstance(source, ConsentRequest) else source
    message = _joined([nonce, client.client_id.encode()])
    return _base64url(hmac.digest(_key(client, b"code verifier"), message, "sha256"))


def code_challenge(verifier: str) -> str:
    """Return the PKCE code challenge of ``verifier`` for the method S256 (RFC 7636, section 4.2)."""
    return _base64url(hashlib.sha256(verifier.encode("ascii")).digest())


def authorization_url(
    accounts_url: str,
    request: ConsentRequest,
    *,
    state: str,
    code_challenge: str | None,
    access_type: str = "offline",
    prompt: str | None = "consent",
) -> str:
    """
    Return the URL at which the user consents.

    ``access_type=offline`` with ``prompt=consent`` is what makes Zoho issue a refresh token each time. Scopes are
    separated by commas, as documented. Only documented parameters are sent.
    """
    parameters = {
        "response_type": "code",
        "client_id": request.client.client_id,
        "scope": ",".join(request.scopes),
        "redirect_uri": request.redirect_uri,
        "access_type": access_type,
        "state": state,
    }
    if prompt is not None:
        parameters["prompt"] = prompt
    if code_challenge is not None:
        parameters["code_challenge"] = code_challenge
        parameters["code_challenge_method"] = "S256"
    return f"{accounts_url.removesuffix('/')}/oauth/v2/auth?{urlencode(parameters, safe=',', quote_via=quote)}"


def check_redirect_uri(uri: str) -> str:
    """
    Return ``uri`` as a plain string if it can be registered at Zoho as a redirect URI.

    Zoho wants it absolute and beginning with ``http://`` or ``https://``. Raises InvalidInput.
    """
    if isinstance(uri, str) and uri.strip().lower().startswith("urn:"):
        raise InvalidInput(
            "redirect_uri must begin with http:// or https://; Zoho rejects urn:ietf:wg:oauth:2.0:oob and the "
            "like. Register a URI such as http://localhost:8765/callback in the API console."
        )
    parts = _split(uri) if isinstance(uri, str) else None
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise InvalidInput(
            "redirect_uri must be an absolute URI that begins with http:// or https://, such as "
            "http://localhost:8765/callback, exactly as registered in the API console."
        )
    if "#" in uri:
        raise InvalidInput("redirect_uri must not have a fragment (#…); register and give it without.")
    if "@" in parts.netloc:
        raise InvalidInput("redirect_uri must not contain a user name or a password; register and give it without.")
    return str(uri)


def parse_redirect(text: str, redirect_uri: str | None) -> Redirect:
    """
    Read the URL to which the browser was sent after the consent, as a user pastes it.

    With ``redirect_uri`` the URL must have the same scheme, host, port and path, and the parameters of its own query
    are left aside. Raises OAuthError (``access_denied`` and other codes of Zoho) if the redirect tells of an error,
    InvalidInput if it is not such a redirect (``redirect_mismatch``: one of another URI).
    """
    fields = redirect_fields(text, redirect_uri)
    if "error" in fields:
        raise _consent_error(fields["error"])
    if not fields.get("code"):
        raise InvalidInput(
            "The URL carries no authorization code. Paste the whole URL that the browser shows after the consent, "
            "from http to the end; it has code=… in it."
        )
    return Redirect(
        code=check_secret_text(fields["code"], "code in the redirect"),
        state=fields.get("state") or None,
        location=fields.get("location") or None,
        accounts_server=fields.get("accounts-server") or None,
    )


def redirect_fields(text: str, redirect_uri: str | None) -> dict[str, str]:
    """
    Return the documented parameters of a redirect: code, state, location, accounts-server and error, where present.

    This is for a receiver that has to look at the state of an error before it believes it; others want
    ``parse_redirect``, which this is the first half of. Raises InvalidInput.
    """
    url = _unwrap(text)
    parts = _split(url)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise _not_a_url(url)
    if redirect_uri is not None:
        _compare(parts, redirect_uri)
    if "access_token" in dict(_fields(parts.fragment)):
        raise InvalidInput(
            "The redirect carries an access token in its fragment, which is what Zoho does for a client-based "
            "application. Register a server-based application in the API console and use its client ID and secret."
        )
    own = _fields(urlsplit(redirect_uri).query) if redirect_uri is not None else []
    result: dict[str, str] = {}
    for name, value in _fields(parts.query):
        if (name, value) in own:
            own.remove((name, value))
        elif name in _REDIRECT_FIELDS:
            if name in result:
                raise InvalidInput(f"The URL has the parameter {name} more than once; paste the redirect as it came.")
            result[name] = value
    return result


def _consent_error(error: str) -> OAuthError:
    if error == "access_denied":
        return OAuthError(
            "The consent was denied: Zoho sent the browser back with access_denied. Open the authorization URL "
            "again and accept; after more than 10 authorizations within 10 minutes wait 10 minutes first.",
            code="access_denied",
        )
    if not _PRINTABLE_ERROR.fullmatch(error) or _LONG_RUN.search(error):
        return OAuthError(
            "Zoho ended the consent with an error that cannot be shown. Check client ID, redirect URI and scopes.",
            code="unknown_error",
        )
    return OAuthError(
        f'Zoho ended the consent with the error "{error}". Check client ID, redirect URI and scopes, then consent '
        "again.",
        code=error,
    )


def _unwrap(text: str) -> str:
    """Take off what pasting adds: white space, quotes, and the line breaks of a terminal that wrapped the URL."""
    if not isinstance(text, str) or len(text) > _MAX_REDIRECT_LENGTH:
        raise InvalidInput("The redirect URL is not a string of reasonable length; paste the URL and nothing else.")
    url = re.sub(r"[ \t]*[\r\n]+[ \t]*", "", text.strip())
    for opening, closing in _QUOTES:
        if len(url) >= 2 and url.startswith(opening) and url.endswith(closing):
            return url[1:-1].strip()
    return url


def _split(url: str) -> SplitResult | None:
    """Split an absolute URL; None if it has a port out of range, a malformed host, or characters that no URL has."""
    if not _URL_CHARACTERS.fullmatch(url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    return parts if port != 0 else None


def _not_a_url(text: str) -> InvalidInput:
    if _BARE_CODE.fullmatch(text):
        return InvalidInput(
            "What was given as the redirect URL is not a URL. If it is a bare authorization code, as the API "
            "console gives it for a self client, give it as code instead; else paste the whole URL that the "
            "browser shows after the consent."
        )
    return InvalidInput(
        "What was given as the redirect URL is not a URL. Paste the whole URL that the browser shows after the "
        "consent, from http to the end and nothing else."
    )


def _compare(parts: SplitResult, redirect_uri: str) -> None:
    expected = urlsplit(check_redirect_uri(redirect_uri))
    differing = [
        what
        for what, left, right in (
            ("scheme", parts.scheme, expected.scheme),
            ("host", parts.hostname, expected.hostname),
            ("port", _port(parts), _port(expected)),
            ("path", unquote(parts.path) or "/", unquote(expected.path) or "/"),
        )
        if left != right
    ]
    if "@" in parts.netloc:
        differing.append("user name")
    if not differing:
        return
    if parts.path == "/oauth/v2/auth":
        raise InvalidInput(
            "What was given as the redirect URL is the authorization URL. Open it in a browser, consent, and paste "
            "the URL to which the browser is sent then.",
            code="redirect_mismatch",
        )
    raise InvalidInput(
        f"The URL is not a redirect to the redirect_uri {expected.scheme}://{expected.netloc}{expected.path} (not "
        f"the same: {', '.join(differing)}). Give the redirect_uri with which the authorization URL was made.",
        code="redirect_mismatch",
    )


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _fields(query: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(query, keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS)
    except ValueError as exc:
        raise InvalidInput(
            "The query of the redirect URL cannot be read; paste the URL exactly as the browser shows it."
        ) from exc


def _mac(request: ConsentRequest, nonce: bytes, issued: bytes) -> bytes:
    scopes = sorted({scope.casefold() for scope in request.scopes})
    message = _joined(
        [
            nonce,
            issued,
            request.client.client_id.encode(),
            request.redirect_uri.encode(),
            _joined([scope.encode() for scope in scopes]),
            request.data_center.encode(),
        ]
    )
    return hmac.digest(_key(request.client, b"state"), message, "sha256")


def _key(client: Client, purpose: bytes) -> bytes:
    """Derive a key of 32 bytes from the client secret: HKDF-SHA256 (RFC 5869) with one block of output."""
    extracted = hmac.digest(b"zoho.cliq consent 1", client.client_secret.encode(), "sha256")
    return hmac.digest(extracted, purpose + b"\x01", "sha256")


def _joined(parts: t.Iterable[bytes]) -> bytes:
    """Join with length prefixes, so that no two lists give the same bytes."""
    return b"".join(len(part).to_bytes(8, "big") + part for part in parts)


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")
