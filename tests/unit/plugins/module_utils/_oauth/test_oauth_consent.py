# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""State, PKCE, the authorization URL and reading a pasted redirect."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import string
import typing as t
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput, OAuthError, ZohoCliqError
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import consent
from ansible_collections.zoho.cliq.plugins.module_utils._oauth.consent import ConsentRequest
from ansible_collections.zoho.cliq.plugins.module_utils._oauth.credentials import Client
from hypothesis import given
from hypothesis import strategies as st

NONCE = bytes(range(16))
NOW = 1_790_000_000.75
URI = "http://localhost:8765/callback"
CODE = "1000.0123456789abcdef0123456789abcdef.fedcba9876543210fedcba9876543210"
REQUEST = ConsentRequest(
    client=Client("1000.ABCDEFGHIJ", "0123456789abcdef0123456789abcdef0123456789"),
    redirect_uri=URI,
    scopes=("ZohoCliq.Channels.ALL", "ZohoCliq.Users.READ"),
    data_center="eu",
)
STATE = consent.new_state(REQUEST, nonce=NONCE, now=NOW)
URL_SAFE = string.ascii_letters + string.digits + "-_"


# --- state ---------------------------------------------------------------------------------------------------------


def test_a_state_proves_itself() -> None:
    assert set(STATE) <= set(URL_SAFE)
    assert len(STATE) == 76
    assert consent.verify_state(REQUEST, STATE, now=NOW + 5) == NONCE
    assert consent.new_state(REQUEST, nonce=NONCE, now=NOW) == STATE


def test_states_are_random_and_use_the_clock() -> None:
    first, second = consent.new_state(REQUEST), consent.new_state(REQUEST)
    assert first != second
    assert consent.verify_state(REQUEST, first) != consent.verify_state(REQUEST, second)


def test_a_nonce_has_16_bytes() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        consent.new_state(REQUEST, nonce=b"short")


@pytest.mark.parametrize("state", [None, ""])
def test_a_missing_state(state: str | None) -> None:
    with pytest.raises(InvalidInput) as caught:
        consent.verify_state(REQUEST, state, now=NOW)
    assert caught.value.code == "state_missing"


@given(st.integers(0, 75), st.sampled_from(URL_SAFE))
def test_any_changed_character_is_noticed(index: int, character: str) -> None:
    changed = STATE[:index] + character + STATE[index + 1 :]
    if changed == STATE:
        return
    with pytest.raises(InvalidInput) as caught:
        consent.verify_state(REQUEST, changed, now=NOW)
    assert caught.value.code == "state_invalid"


@given(st.text(max_size=100))
def test_no_other_text_is_a_state(text: str) -> None:
    for state in (text, STATE + text, text + STATE):
        if state in ("", STATE):
            continue
        with pytest.raises(InvalidInput) as caught:
            consent.verify_state(REQUEST, state, now=NOW)
        assert caught.value.code == "state_invalid"


@pytest.mark.parametrize(
    "changes",
    [
        {"client": Client("1000.ABCDEFGHIJ", "another-secret")},
        {"client": Client("1000.ANOTHER", REQUEST.client.client_secret)},
        {"redirect_uri": URI + "/"},
        {"scopes": ("ZohoCliq.Channels.ALL",)},
        {"scopes": ("ZohoCliq.Channels.ALLZohoCliq.Users.READ",)},
        {"scopes": (*REQUEST.scopes, "openid")},
        {"data_center": "us"},
    ],
)
def test_a_state_is_bound_to_what_it_was_made_for(changes: dict[str, t.Any]) -> None:
    other = dataclasses.replace(REQUEST, **changes)
    with pytest.raises(InvalidInput) as caught:
        consent.verify_state(other, STATE, now=NOW)
    assert caught.value.code == "state_invalid"
    for word in ("client secret", "redirect URI", "scopes", "data center"):
        assert word in caught.value.message


def test_fields_cannot_run_into_each_other() -> None:
    one = dataclasses.replace(REQUEST, redirect_uri="http://a/b", data_center="eu")
    two = dataclasses.replace(REQUEST, redirect_uri="http://a/", data_center="beu")
    assert consent.new_state(one, nonce=NONCE, now=NOW) != consent.new_state(two, nonce=NONCE, now=NOW)


def test_order_and_case_of_the_scopes_do_not_matter() -> None:
    other = dataclasses.replace(REQUEST, scopes=("zohocliq.users.read", "ZohoCliq.Channels.ALL"))
    assert consent.verify_state(other, STATE, now=NOW) == NONCE


@pytest.mark.parametrize("age", [-60, 0, 599, 600])
def test_the_age_of_a_state(age: int) -> None:
    assert consent.verify_state(REQUEST, STATE, now=int(NOW) + age) == NONCE


@pytest.mark.parametrize(("age", "words"), [(600.5, "older than 10 minutes"), (-60.5, "yet to come")])
def test_a_state_that_is_too_old_or_too_young(age: float, words: str) -> None:
    with pytest.raises(InvalidInput, match=words) as caught:
        consent.verify_state(REQUEST, STATE, now=int(NOW) + age)
    assert caught.value.code == "state_expired"


# --- PKCE ----------------------------------------------------------------------------------------------------------


def test_the_verifier_needs_no_storage() -> None:
    verifier = consent.code_verifier(REQUEST, NONCE)
    assert verifier == consent.code_verifier(REQUEST.client, consent.verify_state(REQUEST, STATE, now=NOW))
    assert 43 <= len(verifier) <= 128
    assert set(verifier) <= set(URL_SAFE)
    assert verifier not in STATE


def test_the_verifier_depends_on_nonce_and_client() -> None:
    others = {
        consent.code_verifier(REQUEST, bytes(16)),
        consent.code_verifier(Client("1000.ABCDEFGHIJ", "another-secret"), NONCE),
        consent.code_verifier(Client("1000.ANOTHER", REQUEST.client.client_secret), NONCE),
        consent.code_verifier(REQUEST, NONCE),
    }
    assert len(others) == 4


def test_the_challenge_is_that_of_the_rfc() -> None:
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert consent.code_challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    ours = consent.code_verifier(REQUEST, NONCE)
    assert base64.urlsafe_b64decode(consent.code_challenge(ours) + "=") == hashlib.sha256(ours.encode()).digest()


# --- authorization URL ---------------------------------------------------------------------------------------------


def test_the_authorization_url() -> None:
    url = consent.authorization_url("https://accounts.zoho.eu", REQUEST, state=STATE, code_challenge="challenge")
    assert url.startswith("https://accounts.zoho.eu/oauth/v2/auth?")
    assert "scope=ZohoCliq.Channels.ALL,ZohoCliq.Users.READ&" in url
    assert parse_qs(urlsplit(url).query, strict_parsing=True) == {
        "response_type": ["code"],
        "client_id": ["1000.ABCDEFGHIJ"],
        "scope": ["ZohoCliq.Channels.ALL,ZohoCliq.Users.READ"],
        "redirect_uri": [URI],
        "access_type": ["offline"],
        "prompt": ["consent"],
        "state": [STATE],
        "code_challenge": ["challenge"],
        "code_challenge_method": ["S256"],
    }
    assert REQUEST.client.client_secret not in url


def test_the_authorization_url_without_what_is_optional() -> None:
    request = dataclasses.replace(REQUEST, redirect_uri="https://a.example/x?y=1&z=ü b")
    url = consent.authorization_url(
        "https://accounts.zoho.eu/", request, state="s", code_challenge=None, access_type="online", prompt=None
    )
    assert url.startswith("https://accounts.zoho.eu/oauth/v2/auth?")
    fields = parse_qs(urlsplit(url).query)
    assert set(fields) == {"response_type", "client_id", "scope", "redirect_uri", "access_type", "state"}
    assert fields["redirect_uri"] == ["https://a.example/x?y=1&z=ü b"]
    assert fields["access_type"] == ["online"]


# --- redirect URI --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "uri", [URI, "https://example.org", "http://127.0.0.1:1/", "http://[::1]:8765/x", "https://example.org/a?b=c"]
)
def test_redirect_uris_that_can_be_registered(uri: str) -> None:
    assert consent.check_redirect_uri(uri) == uri


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        ("urn:ietf:wg:oauth:2.0:oob", "rejects urn:"),
        ("URN:x", "rejects urn:"),
        ("localhost:8765/callback", "absolute"),
        ("/callback", "absolute"),
        ("", "absolute"),
        ("http://", "absolute"),
        ("http:///callback", "absolute"),
        ("ftp://example.org/", "absolute"),
        ("javascript:alert(1)", "absolute"),
        ("http://example.org:99999/", "absolute"),
        ("http://[::1/", "absolute"),
        (" http://example.org/", "absolute"),
        ("http://example.org/a\nb", "absolute"),
        ("http://ex\u00e4mple.org/", "absolute"),
        ("http://example.org/#frag", "fragment"),
        ("http://example.org/#", "fragment"),
        ("http://user:hunter2@example.org/", "user name"),
        (None, "absolute"),
    ],
)
def test_redirect_uris_that_cannot_be_registered(uri: t.Any, words: str) -> None:
    with pytest.raises(InvalidInput, match=words) as caught:
        consent.check_redirect_uri(uri)
    assert "hunter2" not in caught.value.message


# --- redirect ------------------------------------------------------------------------------------------------------


FULL = f"{URI}?state={STATE}&code={CODE}&location=eu&accounts-server=https%3A%2F%2Faccounts.zoho.eu&"


@pytest.mark.parametrize(
    "text",
    [
        FULL,
        FULL.removesuffix("&"),
        f"  {FULL}\n\n",
        f'"{FULL}"',
        f"'{FULL}'\n",
        f"<{FULL}>",
        FULL[:60] + "\n" + FULL[60:130] + "\r\n   " + FULL[130:],
        FULL + "#",
        FULL + "#_=_",
        FULL.replace("localhost", "LOCALHOST").replace("http:", "HTTP:"),
        FULL.replace("/callback", "/call%62ack"),
        FULL.replace(".", "%2E").replace("https%3A%2F%2F", "https://"),
        FULL + "extra=1&extra=2",
    ],
)
@pytest.mark.parametrize("redirect_uri", [URI, None])
def test_parse_redirect(text: str, redirect_uri: str | None) -> None:
    redirect = consent.parse_redirect(text, redirect_uri)
    assert redirect == consent.Redirect(CODE, STATE, "eu", "https://accounts.zoho.eu")
    assert CODE not in repr(redirect)
    assert STATE not in repr(redirect)


def test_parse_redirect_with_a_code_only() -> None:
    assert consent.parse_redirect(f"{URI}?code={CODE}&state=", URI) == consent.Redirect(CODE, None, None, None)


def test_a_redirect_uri_may_have_a_query() -> None:
    uri = "https://example.org/x?app_id=zohocrm&state=mine"
    redirect = consent.parse_redirect(f"{uri}&state=theirs&code={CODE}&location=in&", uri)
    assert (redirect.code, redirect.state, redirect.location) == (CODE, "theirs", "in")
    assert consent.parse_redirect(f"{uri}&state=mine&code={CODE}", uri).state == "mine"


@pytest.mark.parametrize(
    ("uri", "url"),
    [
        ("https://example.org", "https://example.org/?code=x"),
        ("https://example.org/", "https://example.org?code=x"),
        ("https://example.org:443/a", "https://example.org/a?code=x"),
        ("http://[::1]:80/a", "http://[::1]/a?code=x"),
    ],
)
def test_the_same_uri_written_differently(uri: str, url: str) -> None:
    assert consent.parse_redirect(url, uri).code == "x"


@pytest.mark.parametrize(
    ("url", "differing"),
    [
        ("https://localhost:8765/callback", "scheme"),
        ("http://127.0.0.1:8765/callback", "host"),
        ("http://localhost.example.org:8765/callback", "host"),
        ("http://localhost:8766/callback", "port"),
        ("http://localhost/callback", "port"),
        ("http://localhost:8765/callback/", "path"),
        ("http://localhost:8765/", "path"),
        ("http://user@localhost:8765/callback", "user name"),
        ("https://example.org/", "scheme, host, port, path"),
    ],
)
def test_a_redirect_to_somewhere_else(url: str, differing: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        consent.parse_redirect(f"{url}?code={CODE}&state={STATE}", URI)
    assert caught.value.code == "redirect_mismatch"
    assert f"not the same: {differing}" in caught.value.message
    assert URI in caught.value.message
    assert CODE not in caught.value.message


def test_the_authorization_url_pasted_by_mistake() -> None:
    url = consent.authorization_url("https://accounts.zoho.eu", REQUEST, state=STATE, code_challenge="c")
    with pytest.raises(InvalidInput, match="is the authorization URL") as caught:
        consent.parse_redirect(url, URI)
    assert caught.value.code == "redirect_mismatch"


@pytest.mark.parametrize("rest", ["", f"&state={STATE}", f"&state={STATE}&location=eu&"])
def test_denied_consent(rest: str) -> None:
    with pytest.raises(OAuthError, match="consent was denied") as caught:
        consent.parse_redirect(f"{URI}?error=access_denied{rest}", URI)
    assert caught.value.code == "access_denied"
    assert caught.value.status is None


@pytest.mark.parametrize(
    ("error", "code"),
    [
        ("server_error", "server_error"),
        ("<script>", "unknown_error"),
        (CODE, "unknown_error"),
        (CODE[5:37], "unknown_error"),
        ("", "unknown_error"),
    ],
)
def test_other_errors_of_the_consent(error: str, code: str) -> None:
    with pytest.raises(OAuthError) as caught:
        consent.parse_redirect(f"{URI}?error={quote(error)}&code={CODE}", URI)
    assert caught.value.code == code
    assert CODE[5:37] not in caught.value.message
    assert "<" not in caught.value.message


@pytest.mark.parametrize("text", [CODE, f" {CODE}\n", f'"{CODE}"'])
def test_a_bare_code_is_pointed_to_its_option(text: str) -> None:
    with pytest.raises(InvalidInput, match="give it as code") as caught:
        consent.parse_redirect(text, URI)
    assert CODE not in caught.value.message


@pytest.mark.parametrize(
    "text", ["", "no url at all", "http://", f"localhost:8765/callback?code={CODE}", "a b", None, "x" * 20000]
)
def test_what_is_not_a_url(text: t.Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        consent.parse_redirect(text, URI)
    assert CODE not in caught.value.message


@pytest.mark.parametrize("query", ["", "?", "?state=x", "?code=", "?code=&state=x", "?Code=x", "?xcode=x"])
def test_a_redirect_without_a_code(query: str) -> None:
    with pytest.raises(InvalidInput, match="no authorization code"):
        consent.parse_redirect(URI + query, URI)


@pytest.mark.parametrize("name", ["code", "state", "location", "accounts-server", "error"])
def test_a_repeated_parameter(name: str) -> None:
    with pytest.raises(InvalidInput, match=f"parameter {name} more than once"):
        consent.parse_redirect(f"{URI}?code=a&state=b&location=c&accounts-server=d&error=e&{name}=x", URI)


@pytest.mark.parametrize("fragment", [f"#&access_token={CODE}&expires_in=3600&location=in", f"#access_token={CODE}"])
def test_the_redirect_of_a_client_based_application(fragment: str) -> None:
    with pytest.raises(InvalidInput, match="server-based application") as caught:
        consent.parse_redirect(URI + fragment, URI)
    assert CODE not in caught.value.message


@pytest.mark.parametrize("code", ["a b", "%7B%7Bx%7D%7D", "x%00", "%C3%A4", "%FF", "x" * 3000])
def test_a_code_that_cannot_be_one(code: str) -> None:
    with pytest.raises(InvalidInput):
        consent.parse_redirect(f"{URI}?code={code}", URI)


@pytest.mark.parametrize("query", ["code=x&state=%FF", "code=x&location=%C3%28"])
def test_a_query_that_is_not_utf_8(query: str) -> None:
    with pytest.raises(InvalidInput, match="cannot be read"):
        consent.parse_redirect(f"{URI}?{query}", URI)


def test_a_flood_of_parameters() -> None:
    with pytest.raises(InvalidInput, match="cannot be read"):
        consent.parse_redirect(f"{URI}?{'&' * 100}", URI)


def test_the_fields_of_an_error_can_be_looked_at_before_they_are_believed() -> None:
    fields = consent.redirect_fields(f"{URI}?error=access_denied&state={STATE}&other=1", URI)
    assert fields == {"error": "access_denied", "state": STATE}


url_pieces = st.lists(
    st.one_of(
        st.text(max_size=12),
        st.sampled_from(
            [
                URI,
                "?",
                "&",
                "=",
                "code=",
                "state=",
                "error=",
                "#",
                "%",
                "%zz",
                "%C3",
                "[",
                "]",
                "://",
                "http:",
                "\n",
                "access_token=",
            ]
        ),
    ),
    max_size=12,
).map("".join)


@given(url_pieces, st.sampled_from([URI, None]), st.booleans())
def test_parse_redirect_fails_in_its_own_words_and_keeps_the_secret(
    text: str, redirect_uri: str | None, with_uri: bool
) -> None:
    pasted = f"{URI + '?' if with_uri else ''}{text}{CODE}"
    try:
        consent.parse_redirect(pasted, redirect_uri)
    except ZohoCliqError as exc:
        assert CODE not in exc.message
        assert CODE not in exc.code
        assert CODE[:20] not in exc.message


@given(st.from_regex(r"[A-Za-z0-9._~+/=-]{1,80}", fullmatch=True), st.text(max_size=30))
def test_parse_redirect_gives_back_what_was_encoded(code: str, state: str) -> None:
    text = f"{URI}?state={quote(state, safe='')}&code={quote(code, safe='')}&location=eu"
    redirect = consent.parse_redirect(text, URI)
    assert (redirect.code, redirect.state, redirect.location) == (code, state or None, "eu")
