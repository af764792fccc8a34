# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The seal on what the store keeps."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import sys

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._errors import StateStoreError
from ansible_collections.zoho.cliq.plugins.module_utils._state import seal
from ansible_collections.zoho.cliq.plugins.module_utils._state.seal import Sealer

CREDENTIALS = ("accounts.zoho.eu", "1000.CLIENT", "the-secret", "1000.refresh")
PLAIN = {"access_token": "1000.token", "n": 1.5, "list": ["a", None]}


def hkdf(material: bytes, info: bytes) -> bytes:
    """HKDF-SHA256 of RFC 5869, one block, with the standard library."""
    extracted = hmac.new(bytes(32), material, hashlib.sha256).digest()
    return hmac.new(extracted, info + b"\x01", hashlib.sha256).digest()


def test_what_was_sealed_is_unsealed_by_the_same_credentials() -> None:
    assert Sealer(*CREDENTIALS).unseal(Sealer(*CREDENTIALS).seal(PLAIN)) == PLAIN


def test_index_is_stable_fit_for_a_key_and_derived_as_documented() -> None:
    parts = [part.encode() for part in CREDENTIALS]
    material = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    index = Sealer(*CREDENTIALS).index
    assert index == hkdf(material, b"zoho.cliq state 1: index").hex()
    assert re.fullmatch("[0-9a-f]{64}", index)


def test_host_counts_without_case() -> None:
    assert Sealer("Accounts.Zoho.EU", *CREDENTIALS[1:]).index == Sealer(*CREDENTIALS).index


@pytest.mark.parametrize("position", range(4))
def test_other_credentials_have_another_index_and_cannot_unseal(position: int) -> None:
    changed = list(CREDENTIALS)
    changed[position] += "x"
    other, own = Sealer(*changed), Sealer(*CREDENTIALS)
    assert other.index != own.index
    assert other.unseal(own.seal(PLAIN)) is None
    other.index = own.index  # not only because of the associated data
    assert other.unseal(own.seal(PLAIN)) is None


def test_parts_cannot_be_shifted_into_each_other() -> None:
    assert Sealer("host", "ab", "c", "r").index != Sealer("host", "a", "bc", "r").index


def test_every_seal_differs_and_shows_nothing() -> None:
    sealer = Sealer(*CREDENTIALS)
    one, two = sealer.seal(PLAIN), sealer.seal(PLAIN)
    assert one[1:13] != two[1:13]
    assert one != two
    assert b"token" not in one


def test_every_changed_byte_and_every_part_is_a_miss() -> None:
    sealer = Sealer(*CREDENTIALS)
    sealed = sealer.seal({"a": 1})
    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1
        assert sealer.unseal(bytes(changed)) is None
        assert sealer.unseal(sealed[:position]) is None
    assert sealer.unseal(sealed + b"x") is None


def test_index_is_bound_to_the_content() -> None:
    sealer = Sealer(*CREDENTIALS)
    sealed = sealer.seal(PLAIN)
    sealer.index = "0" * 64
    assert sealer.unseal(sealed) is None


def test_sealed_data_that_is_no_object_is_a_miss(monkeypatch: pytest.MonkeyPatch) -> None:
    sealer = Sealer(*CREDENTIALS)
    assert sealer.unseal(sealer.seal(["a"])) is None  # type: ignore[arg-type]
    monkeypatch.setattr(json, "dumps", lambda *args, **kwargs: "{")
    assert sealer.unseal(sealer.seal({})) is None


def test_names_are_keyed_by_purpose_text_and_credentials() -> None:
    sealer, other = Sealer(*CREDENTIALS), Sealer(*CREDENTIALS[:3], "1000.rotated")
    names = {
        sealer.keyed_hash("message", "k"),
        sealer.keyed_hash("message", "l"),
        sealer.keyed_hash("messag", "ek"),
        other.keyed_hash("message", "k"),
        sealer.index,
    }
    assert len(names) == 5
    assert all(re.fullmatch("[0-9a-f]{64}", name) for name in names)
    assert Sealer(*CREDENTIALS).keyed_hash("message", "k") in names


def test_object_does_not_show_or_keep_the_secrets() -> None:
    sealer = Sealer(*CREDENTIALS)
    shown = repr(sealer) + repr(vars(sealer))
    assert not any(secret in shown for secret in CREDENTIALS[2:])


def test_missing_cryptography_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    seal._primitives.cache_clear()
    seal._derive.cache_clear()
    monkeypatch.setitem(sys.modules, "cryptography.hazmat.primitives.kdf.hkdf", None)
    try:
        with pytest.raises(StateStoreError, match="cryptography") as caught:
            Sealer(*CREDENTIALS)
    finally:
        seal._primitives.cache_clear()
    assert sys.executable in caught.value.message
    assert "the-secret" not in caught.value.message
