# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Information about people and servers: user info, server info, and what OpenID Connect adds."""

from __future__ import annotations

import base64
import hashlib
import json

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa


def test_server_info(emulator):
    assert emulator.http.get(f"{emulator.url}/oauth/serverinfo").json()["locations"] == emulator.centers


def test_user_info(emulator):
    url = f"{emulator.url}/oauth/user/info"

    def ask(token, word="Bearer"):
        answer = emulator.http.get(url, headers={"Authorization": f"{word} {token}"})
        return answer.status_code, answer.json()

    token = emulator.sign_in()["access_token"]
    expected = {
        "First_Name": "Patricia",
        "Last_Name": "Boyle",
        "Display_Name": "Patricia Boyle",
        "Email": emulator.PATRICIA,
        "ZUID": 62439911,
    }
    assert ask(token) == (200, expected)
    assert ask(token, "Zoho-oauthtoken") == (200, expected)
    poor = emulator.sign_in(scope="ZohoCliq.Users.READ")["access_token"]
    assert ask(poor) == (401, {"response": "error", "cause": "INVALID_OAUTHSCOPE"})
    assert ask("nonsense") == (401, {"response": "error", "cause": "INVALID_OAUTHTOKEN"})


def test_the_result_of_server_info_is_true_by_quirk(emulator):
    assert emulator.http.get(f"{emulator.url}/oauth/serverinfo").json()["result"] == "success"
    emulator.quirk("serverinfo-result", "boolean")
    assert emulator.http.get(f"{emulator.url}/oauth/serverinfo").json()["result"] is True


# OpenID Connect


def decoded(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


def number(part):
    return int.from_bytes(decoded(part), "big")


def verified(emulator, token, center="us"):
    """Head and payload of an id_token that the published key has signed."""
    discovery = emulator.http.get(f"{emulator.centers[center]}/.well-known/openid-configuration").json()
    (key,) = emulator.http.get(discovery["jwks_uri"]).json()["keys"]
    public = rsa.RSAPublicNumbers(number(key["e"]), number(key["n"])).public_key()
    head, payload, signature = token.split(".")
    public.verify(decoded(signature), f"{head}.{payload}".encode(), padding.PKCS1v15(), hashes.SHA256())
    return json.loads(decoded(head)), json.loads(decoded(payload)), key


def test_an_id_token_comes_with_the_scopes_of_openid_connect(emulator):
    answer = emulator.sign_in(scope="ZohoCliq.Channels.READ,openid,email,profile")
    assert list(answer) == [
        "access_token",
        "refresh_token",
        "scope",
        "id_token",
        "api_domain",
        "token_type",
        "expires_in",
    ]
    head, payload, key = verified(emulator, answer["id_token"])
    assert head == {"kid": key["kid"], "typ": "JWS", "alg": "RS256"}
    half = hashlib.sha256(answer["access_token"].encode()).digest()[:16]
    assert decoded(payload.pop("at_hash")) == half
    assert payload.pop("exp") - payload["iat"] == 3600
    assert abs(payload.pop("iat") - emulator.control("clock")["now"]) < 60
    assert payload == {
        "aud": emulator.client["client_id"],
        "iss": emulator.url,
        "sub": "62439911",
        "email": emulator.PATRICIA,
        "email_verified": True,
        "name": "Patricia Boyle",
        "given_name": "Patricia",
        "family_name": "Boyle",
    }
    assert "id_token" not in emulator.refresh(answer["refresh_token"]).json()


def test_without_those_scopes_there_is_no_id_token(emulator):
    assert "id_token" not in emulator.sign_in()
    assert "id_token" in emulator.sign_in(scope="email")


def test_the_issuer_is_the_data_center_of_the_user(emulator):
    answer = emulator.exchange(emulator.code(user=emulator.AMELIA, scope="openid"), center="eu").json()
    _head, payload, _key = verified(emulator, answer["id_token"], "eu")
    assert payload["iss"] == emulator.centers["eu"]
    assert "email" not in payload


def test_the_key_is_named_as_in_the_sample_by_quirk(emulator):
    emulator.quirk("id-token-key", "key_id")
    head, _payload, key = verified(emulator, emulator.sign_in(scope="openid")["id_token"])
    assert head["key_id"] == key["kid"]


def test_the_discovery_document_names_what_there_is(emulator):
    document = emulator.http.get(f"{emulator.centers['eu']}/.well-known/openid-configuration").json()
    assert document["issuer"] == emulator.centers["eu"]
    for name in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri", "revocation_endpoint"):
        assert document[name].startswith(f"{emulator.centers['eu']}/oauth/v2/")
        assert emulator.http.get(document[name]).status_code != 404
    assert document["id_token_signing_alg_values_supported"] == ["RS256"]


@pytest.mark.parametrize(
    ("scope", "names"),
    [
        ("openid", ["sub"]),
        ("email", ["sub", "email", "email_verified"]),
        ("openid,profile", ["sub", "name", "given_name", "family_name"]),
    ],
)
def test_user_info_of_openid_connect(emulator, scope, names):
    token = emulator.sign_in(scope=scope)["access_token"]
    url = f"{emulator.url}/oauth/v2/userinfo"
    answer = emulator.http.get(url, headers={"Authorization": f"Bearer {token}"})
    assert list(answer.json()) == names
    poor = emulator.sign_in(scope="ZohoCliq.Users.READ")["access_token"]
    refused = emulator.http.get(url, headers={"Authorization": f"Bearer {poor}"})
    assert (refused.status_code, refused.json()["cause"]) == (401, "INVALID_OAUTHSCOPE")
    assert emulator.http.get(url).json()["cause"] == "INVALID_OAUTHTOKEN"
