# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who somebody is: id_token, discovery, keys and user information of OpenID Connect, and Zoho's own user information."""

from __future__ import annotations

import base64
import functools
import hashlib
import json
from typing import TYPE_CHECKING, Any

from ..world.model import User

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    from ..emulator import Emulator

SCOPES = ("openid", "email", "profile")
LIFETIME = 3600


class Unavailable(Exception):
    """The emulator cannot sign; the message says why."""


def is_wanted(scopes: tuple[str, ...] | frozenset[str]) -> bool:
    """Does a consent to these scopes bring an id_token? One of the three is enough."""
    return any(scope.lower() in SCOPES for scope in scopes)


@functools.cache
def _key() -> RSAPrivateKey:
    """One key for the life of the process: making it takes a while."""
    try:
        from cryptography.hazmat.primitives.asymmetric import rsa
    except ImportError:
        raise Unavailable(
            "An id_token is signed with RSA, for which the emulator needs the Python package cryptography. "
            "Install it, or ask without the scopes openid, email and profile."
        ) from None
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def be_able_to_sign() -> None:
    """Fail now, before anything is spent."""
    _key()


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _number(value: int) -> str:
    return _encoded(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def _json(value: dict[str, Any]) -> str:
    return _encoded(json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode())


@functools.cache
def _key_id() -> str:
    return hashlib.sha256(_number(_key().public_key().public_numbers().n).encode()).hexdigest()[:32]


def keys() -> dict[str, Any]:
    """The public key as a JSON Web Key Set."""
    numbers = _key().public_key().public_numbers()
    key = {
        "kty": "RSA",
        "use": "sig",
        "alg": "RS256",
        "kid": _key_id(),
        "n": _number(numbers.n),
        "e": _number(numbers.e),
    }
    return {"keys": [key]}


def discovery(issuer: str) -> dict[str, Any]:
    """What OpenID Connect Discovery requires, with the paths that Zoho documents."""
    return {
        "issuer": issuer,
        "authorization_endpoint": f"{issuer}/oauth/v2/auth",
        "token_endpoint": f"{issuer}/oauth/v2/token",
        "userinfo_endpoint": f"{issuer}/oauth/v2/userinfo",
        "jwks_uri": f"{issuer}/oauth/v2/keys",
        "revocation_endpoint": f"{issuer}/oauth/v2/revoke/token",
        "response_types_supported": ["code", "token"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "scopes_supported": list(SCOPES),
        "code_challenge_methods_supported": ["plain", "S256"],
    }


def claims(user: User, scopes: tuple[str, ...] | frozenset[str]) -> dict[str, Any]:
    """What these scopes tell about a user."""
    held = {scope.lower() for scope in scopes}
    answer: dict[str, Any] = {"sub": user.id}
    if "email" in held:
        answer |= {"email": user.email, "email_verified": True}
    if "profile" in held:
        answer |= {"name": user.name, "given_name": user.first_name, "family_name": user.last_name}
    return answer


def id_token(emulator: Emulator, client_id: str, user: User, access_token: str, scopes: tuple[str, ...]) -> str:
    """Signed with RS256, as in the sample of Zoho's documentation."""
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    key = _key()
    now = int(emulator.clock.now())
    head = {str(emulator.quirks["id-token-key"]): _key_id(), "typ": "JWS", "alg": "RS256"}
    payload = {
        "at_hash": _encoded(hashlib.sha256(access_token.encode()).digest()[:16]),
        "aud": client_id,
        "iss": emulator.urls[user.data_center],
        "iat": now,
        "exp": now + LIFETIME,
        **claims(user, scopes),
    }
    signed = f"{_json(head)}.{_json(payload)}"
    return f"{signed}.{_encoded(key.sign(signed.encode(), padding.PKCS1v15(), hashes.SHA256()))}"


def zohos_user_info(user: User) -> dict[str, Any]:
    """GET /oauth/user/info, as captured."""
    return {
        "First_Name": user.first_name,
        "Last_Name": user.last_name,
        "Display_Name": user.name,
        "Email": user.email,
        "ZUID": int(user.id),
    }
