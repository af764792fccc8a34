# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Clients that others wrote agree with the emulator's accounts side, and with what the collection's client makes of it."""

from __future__ import annotations

import re

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._errors import OAuthError
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import answers, client, consent, datacenters
from ansible_collections.zoho.cliq.plugins.module_utils._oauth.credentials import Client

CHANNELS = "ZohoCliq.Channels.READ"
SCOPES = (CHANNELS, "ZohoCliq.Users.READ")
EUROPEAN = "amelia.burrows@zylker-europe.example"
GENERIC = ["authlib_client", "requests_oauthlib_client"]


def channels_url(accounts_url):
    return f"{accounts_url}/api/v2/channels"


def cliq_status(emulator, header, data_center="us"):
    url = channels_url(emulator.urls[data_center])
    return emulator.http.get(url, headers={"Authorization": header}).status_code


def consented(emulator, scopes=SCOPES):
    """The redirect and the client after a consent at a URL of the collection's making, without PKCE."""
    ours = Client(emulator.client["client_id"], emulator.client["client_secret"])
    request = consent.ConsentRequest(ours, emulator.client["redirect_uri"], scopes, "us")
    state = consent.new_state(request)
    url = consent.authorization_url(emulator.url, request, state=state, code_challenge=None)
    redirect = consent.parse_redirect(emulator.consent(url), request.redirect_uri)
    consent.verify_state(request, redirect.state)
    return redirect, ours


def exchanged(emulator, options):
    """A refresh token that the collection's client got, and the client."""
    redirect, ours = consented(emulator)
    answer = client.exchange_raw(emulator.url, ours, redirect.code, emulator.client["redirect_uri"], None, options)
    return answers.parse_token_answer(answer.body, grant="authorization_code").refresh_token, ours


# Zoho's SDK for the CRM ------------------------------------------------------------------------------------------------


def crm_sdk(peers, folder, accounts_url, **given):
    return peers("zohocrmsdk_client", {"accounts_url": accounts_url, "folder": str(folder), **given})


def test_the_crm_sdk_exchanges_refreshes_and_revokes(peers, emulator, tmp_path, options):
    redirect, ours = consented(emulator)
    got = crm_sdk(peers, tmp_path, emulator.url, **emulator.client, code=redirect.code)
    assert set(got) == {"refresh_token", "header", "refreshed_header", "accounts_url_of_api_domain"}
    assert got["header"] != got["refreshed_header"]
    for header in (got["header"], got["refreshed_header"]):
        assert header.startswith("Zoho-oauthtoken 1000.")
        assert cliq_status(emulator, header) == 200
    assert emulator.counters()["exchanges"] == 1
    assert emulator.counters()["refreshes"] == 2

    # What it got is as good for the collection's client, and the other way round.
    assert client.refresh(emulator.url, ours, got["refresh_token"], options).scopes == SCOPES
    refresh_token, _ours = exchanged(emulator, options)
    got = crm_sdk(peers, tmp_path, emulator.url, **emulator.client, refresh_token=refresh_token, revoke=True)
    assert got["revoked"] is True
    assert cliq_status(emulator, got["header"]) == 401
    with pytest.raises(OAuthError) as caught:
        client.refresh(emulator.url, ours, refresh_token, options)
    assert caught.value.code == "invalid_code"


@pytest.mark.parametrize(("data_center", "user"), [("us", None), ("eu", EUROPEAN)])
def test_the_crm_sdk_knows_the_data_center_by_its_api_domain(peers, emulator, tmp_path, data_center, user):
    body = {"client_id": emulator.self_client["client_id"], "scopes": [CHANNELS], "user": user}
    code = emulator.control("code", body)["code"]
    got = crm_sdk(peers, tmp_path, emulator.urls[data_center], **emulator.self_client, code=code)
    assert cliq_status(emulator, got["refreshed_header"], data_center) == 200
    expected = datacenters.get(data_center).accounts_url
    assert got["accounts_url_of_api_domain"] == client.token_url(expected)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"code": "1000." + "0" * 32 + "." + "0" * 32}, "invalid_code"),
        ({"client_secret": "0" * 42}, "invalid_client_secret"),
        ({"client_id": "1000.NOBODYNOBODYNOBODYNOBODYNOBODY"}, "invalid_client"),
        ({"redirect_uri": "http://localhost:8976/elsewhere"}, "invalid_redirect_uri"),
    ],
)
def test_the_crm_sdk_and_the_client_see_the_same_error(peers, emulator, tmp_path, options, change, error):
    redirect, _ours = consented(emulator)
    given = {**emulator.client, "code": redirect.code, **change}
    got = crm_sdk(peers, tmp_path, emulator.url, **given)
    assert got == {"error": error, "kind": "INVALID TOKEN ERROR"}
    ours = Client(given["client_id"], given["client_secret"])
    answer = client.exchange_raw(emulator.url, ours, given["code"], given["redirect_uri"], None, options)
    with pytest.raises(OAuthError) as caught:
        answers.parse_token_answer(answer.body, grant="authorization_code", status=answer.status)
    assert caught.value.code == error


# Zoho's SDK for Catalyst -----------------------------------------------------------------------------------------------


def catalyst_sdk(peers, emulator, accounts_url, refresh_token):
    given = {name: emulator.client[name] for name in ("client_id", "client_secret")}
    given["refresh_token"] = refresh_token
    return peers("zcatalyst_client", given, X_ZOHO_CATALYST_ACCOUNTS_URL=accounts_url)


def without_its_path(emulator):
    """The SDK appends "//oauth/v2/token" to the URL that it is given; a fragment is not sent."""
    return f"{client.token_url(emulator.url)}#"


def test_the_catalyst_sdk_refreshes_what_the_client_exchanged(peers, emulator, options):
    refresh_token, _ours = exchanged(emulator, options)
    got = catalyst_sdk(peers, emulator, without_its_path(emulator), refresh_token)
    assert set(got) == {"access_token"}
    assert emulator.counters()["refreshes"] == 1
    assert cliq_status(emulator, f"Zoho-oauthtoken {got['access_token']}") == 200


def test_the_catalyst_sdk_is_refused_a_revoked_token(peers, emulator, options):
    refresh_token, ours = exchanged(emulator, options)
    assert client.revoke(emulator.url, ours, refresh_token, "refresh_token", options)
    got = catalyst_sdk(peers, emulator, without_its_path(emulator), refresh_token)
    # It keeps the error of the answer to itself.
    assert set(got) == {"error"} and "AUTHENTICATION_FAILURE" in got["error"]
    assert [entry["error"] for entry in emulator.log(grant_type="refresh_token")] == ["invalid_code"]


def test_the_catalyst_sdk_finds_a_page_behind_two_slashes(peers, emulator, options):
    """Zoho Accounts is known to answer the path that the SDK makes by itself with status 404 and a page."""
    refresh_token, _ours = exchanged(emulator, options)
    got = catalyst_sdk(peers, emulator, emulator.url, refresh_token)
    assert set(got) == {"error"} and "UNPARSABLE_RESPONSE" in got["error"]
    assert emulator.counters()["refreshes"] == 0


# Authlib and requests-oauthlib -----------------------------------------------------------------------------------------


def generic(peers, emulator, name, **given):
    given = {
        "accounts_url": emulator.url,
        "channels_url": channels_url(emulator.url),
        "client": emulator.client,
        "scope": ",".join(SCOPES),
        "authentication": "client_secret_basic",
        **given,
    }
    return peers(name, given)


@pytest.mark.parametrize("authentication", ["client_secret_basic", "client_secret_post"])
@pytest.mark.parametrize("name", GENERIC)
def test_a_generic_client_goes_all_the_way(peers, emulator, options, name, authentication):
    got = generic(peers, emulator, name, authentication=authentication)
    assert (got["status"], got["refreshed_status"]) == (200, 200)
    assert got["token"]["access_token"] != got["refreshed"]["access_token"]
    assert emulator.counters()["exchanges"] == emulator.counters()["refreshes"] == 1

    token = got["token"]
    assert re.fullmatch(r"1000\.[0-9a-f]{32}\.[0-9a-f]{32}", token["refresh_token"])
    # What a refresh does not bring, a client keeps.
    assert got["refreshed"].get("refresh_token", token["refresh_token"]) == token["refresh_token"]
    read = answers.parse_token_answer(token, grant="authorization_code")
    assert (read.access_token, read.refresh_token) == (token["access_token"], token["refresh_token"])
    assert (read.expires_in, read.token_type) == (token["expires_in"], token["token_type"]) == (3600, "Bearer")
    assert read.scopes == SCOPES


@pytest.mark.parametrize(
    ("name", "spoil", "error"),
    [
        # Their own word for a state that is not theirs: nothing is sent then.
        ("authlib_client", "state", "mismatching_state"),
        ("requests_oauthlib_client", "state", "mismatching_state"),
        ("authlib_client", "verifier", "invalid_code"),
        ("requests_oauthlib_client", "verifier", "invalid_code"),
    ],
)
def test_a_generic_client_sees_a_spoilt_consent(peers, emulator, name, spoil, error):
    assert generic(peers, emulator, name, spoil=spoil) == {"error": error}
    assert emulator.counters()["token_requests"] == (0 if spoil == "state" else 1)
    assert emulator.counters()["exchanges"] == 0


def test_authlib_revokes_access_and_refresh_token(peers, emulator):
    got = generic(peers, emulator, "authlib_client")
    assert got["access_token_revoked"] == [200, 401]
    assert got["refresh_token_revoked"] == [200, 401]
    assert got["refresh_of_revoked"] == "invalid_code"
