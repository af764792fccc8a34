# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
The seal on what the state store keeps: without the credentials, reading the store yields nothing.

The seal gives confidentiality, and it binds an entry to its credentials. It does not stop somebody who can write the
store from deleting entries or putting an older one back.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import json
import os
import sys
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._errors import StateStoreError

_VERSION = b"\x01"
_NONCE_BYTES = 12
_PREFIX = b"zoho.cliq state 1: "


@functools.cache
def _primitives() -> tuple[t.Any, t.Any, t.Any, type[Exception]]:
    # Imported late: it costs some milliseconds, and a run with an explicit access token needs none of it.
    try:
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.kdf.hkdf import HKDF
    except ImportError as error:
        raise StateStoreError(
            "The Python package cryptography cannot be imported, so that tokens cannot be kept safely; it is a"
            f" dependency of ansible-core: install it for {sys.executable}."
        ) from error
    return AESGCM, HKDF, SHA256, InvalidTag


def _join(parts: tuple[str, ...]) -> bytes:
    # Every part is preceded by its length, so that no two lists of parts give the same bytes.
    encoded = [part.encode() for part in parts]
    return b"".join(len(part).to_bytes(8, "big") + part for part in encoded)


@functools.lru_cache(maxsize=32)
def _derive(material: bytes, purpose: bytes) -> bytes:
    _aead, hkdf, sha256, _invalid = _primitives()
    derived: bytes = hkdf(algorithm=sha256(), length=32, salt=None, info=_PREFIX + purpose).derive(material)
    return derived


def _keyed(key: bytes, purpose: str, text: str) -> str:
    return hmac.new(key, _join((purpose, text)), hashlib.sha256).hexdigest()


class Sealer:
    """
    Seals data for one set of credentials.

    For what all refresh tokens of a client share, give an empty ``refresh_token``.
    ``index`` (64 hex digits) is the same for the same credentials and fit for a key of the state store.
    The constructor raises :class:`StateStoreError` if ``cryptography`` is missing. The object keeps derived keys only.
    """

    def __init__(self, accounts_host: str, client_id: str, client_secret: str, refresh_token: str) -> None:
        material = _join((accounts_host.lower(), client_id, client_secret, refresh_token))
        self.index: str = _derive(material, b"index").hex()
        self._key = _derive(material, b"key")
        self._names = _derive(material, b"names")

    def seal(self, plain: dict[str, t.Any]) -> bytes:
        """Return ``plain`` encrypted under a fresh nonce. Raises ``TypeError`` or ``ValueError`` if it is no JSON."""
        return self.seal_bytes(json.dumps(plain, allow_nan=False, separators=(",", ":")).encode())

    def seal_bytes(self, plain: bytes) -> bytes:
        """Return ``plain`` encrypted under a fresh nonce."""
        aead, _hkdf, _sha256, _invalid = _primitives()
        nonce = os.urandom(_NONCE_BYTES)
        sealed: bytes = aead(self._key).encrypt(nonce, plain, self._associated())
        return _VERSION + nonce + sealed

    def unseal(self, data: bytes) -> dict[str, t.Any] | None:
        """Return what was sealed for these credentials; ``None`` for everything else, which counts as a cache miss."""
        text = self.unseal_bytes(data)
        try:
            plain = None if text is None else json.loads(text)
        except ValueError:
            return None
        return plain if isinstance(plain, dict) else None

    def unseal_bytes(self, data: bytes) -> bytes | None:
        """Return the bytes that were sealed for these credentials; ``None`` for everything else."""
        aead, _hkdf, _sha256, invalid_tag = _primitives()
        start = len(_VERSION) + _NONCE_BYTES
        if not data.startswith(_VERSION) or len(data) <= start:
            return None
        try:
            plain: bytes = aead(self._key).decrypt(data[len(_VERSION) : start], data[start:], self._associated())
        except (invalid_tag, ValueError):
            return None
        return plain

    def keyed_hash(self, purpose: str, text: str) -> str:
        """Return 64 hex digits that name ``text`` for ``purpose`` within these credentials, and do not reveal it."""
        return _keyed(self._names, purpose, text)

    def _associated(self) -> bytes:
        return _VERSION + self.index.encode()
