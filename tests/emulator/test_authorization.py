# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The authorize endpoint: pages, decisions, redirects."""

from __future__ import annotations

import re

import pytest

TOKEN = r"1000\.[0-9a-f]{32}\.[0-9a-f]{32}"


def test_the_page_asks_in_words_and_its_form_answers_with_the_redirect(emulator):
    url = emulator.authorization_url(state="x&y=<z>")
    page = emulator.http.get(url)
    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")
    for text in ("Zylker Playbooks", "View, add, change and delete channels", "View users", emulator.PATRICIA):
        assert text in page.text
    assert "<z>" not in page.text
    action = re.search(r'<form method="post" action="([^"]+)"', page.text)[1]
    query = url.partition("?")[2]
    form = {"request": query, "decision": "allow", "user": emulator.PATRICIA}
    answer = emulator.http.post(emulator.url + action, data=form, allow_redirects=False)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("http://localhost:8976/callback?state=x%26y%3D%3Cz%3E&code=1000.")


def test_redirect_without_state(emulator):
    server = re.escape(emulator.url.replace(":", "%3A").replace("/", "%2F"))
    expected = rf"http://localhost:8976/callback\?code={TOKEN}&location=us&accounts-server={server}&"
    assert re.fullmatch(expected, emulator.consent())


def test_state_comes_first(emulator):
    assert re.match(
        rf"http://localhost:8976/callback\?state=a%20b%2Fc&code={TOKEN}&location=", emulator.consent(state="a b/c")
    )


def test_a_redirect_uri_with_a_query_gets_the_code_appended(emulator):
    seed = emulator.control("state")
    seed["clients"][0]["redirect_uris"] = ["http://localhost:1/back?app=cliq"]
    emulator.control("reset", seed)
    assert emulator.consent(redirect_uri="http://localhost:1/back?app=cliq").startswith(
        "http://localhost:1/back?app=cliq&code="
    )


def test_no_trailing_ampersand_by_quirk(emulator):
    emulator.quirk("trailing-ampersand", "off")
    assert not emulator.consent().endswith("&")


def test_location_is_the_home_of_the_user(emulator, tools):
    query = tools.query_of(emulator.consent(user=emulator.AMELIA))
    assert (query["location"], query["accounts-server"]) == ("eu", emulator.centers["eu"])


@pytest.mark.parametrize(
    ("accompany", "names"),
    [("state", {"state", "error"}), ("none", {"error"}), ("all", {"state", "error", "location", "accounts-server"})],
)
def test_denial(emulator, tools, accompany, names):
    emulator.quirk("denial-parameters", accompany)
    query = tools.query_of(emulator.consent("deny", state="s"))
    assert query["error"] == "access_denied"
    assert set(query) == names


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({"client_id": "1000.NOBODY"}, "Invalid Client"),
        ({"response_type": "password"}, "Invalid Client"),
        ({"client_id": None}, "Invalid response type"),
        ({"response_type": None}, "Invalid response type"),
        ({"redirect_uri": "http://localhost:8976/callback/"}, "Invalid Redirect Uri"),
        ({"redirect_uri": None}, "Invalid Redirect Uri"),
        ({"redirect_uri": "urn:ietf:wg:oauth:2.0:oob"}, "Invalid Redirect Uri"),
        ({"scope": None}, "Invalid OAuth scope"),
        ({"scope": "ZohoCliq.Channels.ALL,ZohoCliq.Castles.READ"}, "Invalid OAuth scope"),
        ({"scope": "ZohoCliq.Channels.ALL ZohoCliq.Users.READ"}, "Invalid OAuth scope"),
    ],
)
def test_problems_are_pages_and_no_redirects(emulator, changes, title):
    url = emulator.authorization_url(**changes)
    answer = emulator.http.get(url, allow_redirects=False)
    assert "Location" not in answer.headers
    assert f"<title>{title}</title>" in answer.text
    refused = emulator.http.post(f"{emulator.url}/_emulator/consent", json={"authorization_url": url})
    assert (refused.status_code, refused.json()["error"]) == (400, title)


def test_spaces_between_scopes_by_quirk(emulator):
    emulator.quirk("scope-separator", "any")
    assert "code=" in emulator.consent(scope="ZohoCliq.Channels.ALL ZohoCliq.Users.READ")


def test_scopes_in_any_case(emulator):
    assert "code=" in emulator.consent(scope="zohocliq.channels.all,ZohoCliq.webhooks.CREATE")


def test_a_remembered_consent_needs_no_page_unless_prompted(emulator):
    emulator.consent()
    url = emulator.authorization_url()
    assert emulator.http.get(url, allow_redirects=False).status_code == 302
    assert emulator.http.get(url + "&prompt=consent", allow_redirects=False).status_code == 200
    wider = emulator.authorization_url(scope="ZohoCliq.Bots.READ")
    assert emulator.http.get(wider, allow_redirects=False).status_code == 200
    emulator.quirk("remember-consent", "off")
    assert emulator.http.get(url, allow_redirects=False).status_code == 200


def refused_title(emulator, **changes):
    """The title of the page that a consent ends with."""
    body = {"authorization_url": emulator.authorization_url(**changes.pop("url", {})), **changes}
    return emulator.http.post(f"{emulator.url}/_emulator/consent", json=body).json().get("error")


def test_ten_codes_for_a_client_in_ten_minutes(emulator):
    for user in [emulator.PATRICIA, emulator.SCOTT] * 5:
        emulator.consent(user=user)
    assert refused_title(emulator, user=emulator.RYAN) == "Access Denied"
    emulator.advance(601)
    assert "code=" in emulator.consent()


def test_ten_codes_for_a_user_by_quirk(emulator):
    emulator.quirk("code-limit", "user")
    for _number in range(10):
        emulator.consent()
    assert refused_title(emulator) == "Access Denied"
    assert "code=" in emulator.consent(user=emulator.SCOTT)


def test_four_codes_a_minute_and_then_none_for_ten_minutes_by_quirk(emulator):
    emulator.quirk("code-limit", "minute")
    for _number in range(4):
        emulator.consent()
    emulator.advance(50)
    assert refused_title(emulator) == "Access Denied"
    emulator.advance(590)
    assert refused_title(emulator) == "Access Denied"
    emulator.advance(20)
    assert "code=" in emulator.consent()


def test_no_limit_of_codes_by_quirk(emulator):
    emulator.quirk("code-limit", "off")
    for _number in range(11):
        assert "code=" in emulator.consent()


def test_too_many_codes_as_an_error_of_the_redirect_by_quirk(emulator, tools):
    emulator.quirk("code-limit-answer", "redirect")
    for _number in range(10):
        emulator.consent()
    assert tools.query_of(emulator.consent(state="s")) == {"state": "s", "error": "access_denied"}


def test_the_roadblock_is_a_page(emulator):
    for _number in range(10):
        emulator.consent()
    form = {"request": emulator.authorization_url().partition("?")[2], "decision": "allow"}
    page = emulator.http.post(f"{emulator.url}/oauth/v2/consent", data=form, allow_redirects=False)
    assert page.status_code == 400
    assert "Maximum request limit reached for your account." in page.text


@pytest.mark.parametrize(("quirk", "expected"), [("400", 400), ("200", 200)])
def test_the_status_of_problem_pages(emulator, quirk, expected):
    emulator.quirk("authorize-error-status", quirk)
    assert emulator.http.get(emulator.authorization_url(client_id="1000.NOBODY")).status_code == expected


def test_a_wrong_response_type_is_an_error_of_the_server_by_quirk(emulator):
    emulator.quirk("response-type-error", "error-occurred")
    page = emulator.http.get(emulator.authorization_url(response_type="password"))
    assert (page.status_code, "<title>An error occurred</title>" in page.text) == (500, True)


def test_scopes_as_documented_by_quirk(emulator):
    emulator.quirk("scope-case", "heeded")
    for scope in ("ZohoCliq.messageactions.CREATE", "ZohoCliq.MessageActions.READ", emulator.SCOPES):
        assert "code=" in emulator.consent(scope=scope)
    for scope in ("zohocliq.Channels.ALL", "ZohoCliq.channels.ALL", "ZohoCliq.Channels.all"):
        assert refused_title(emulator, url={"scope": scope}) == "Invalid OAuth scope"


# Client-based apps: a token in the fragment


@pytest.fixture
def browser_app(emulator):
    seed = emulator.control("state")
    seed["clients"].append(
        {
            "client_id": "1000.ZYLKERDASHBOARDZYLKERDASHBOARD",
            "client_secret": "",
            "name": "Zylker Dashboard",
            "type": "browser",
            "redirect_uris": ["http://localhost:8976/dashboard"],
        }
    )
    emulator.control("reset", seed)
    return {
        "client_id": "1000.ZYLKERDASHBOARDZYLKERDASHBOARD",
        "redirect_uri": "http://localhost:8976/dashboard",
        "response_type": "token",
    }


def test_a_client_based_app_gets_a_token_in_the_fragment(emulator, tools, browser_app):
    redirect = emulator.consent(**browser_app, state="a b")
    expected = (
        rf"http://localhost:8976/dashboard#&state=a%20b&access_token=({TOKEN})&expires_in=3600&location=us"
        r"&api_domain=https://www\.zohoapis\.com"
    )
    token = re.fullmatch(expected, redirect)[1]
    assert tools.Cliq(emulator, token).get("/channels").status_code == 200
    emulator.quirk("fragment-state", "absent")
    assert "#&access_token=1000." in emulator.consent(**browser_app, state="a b")


def test_a_client_based_app_gets_no_code_and_others_no_token(emulator, browser_app):
    assert refused_title(emulator, url={**browser_app, "response_type": "code"}) == "Invalid Client"
    assert refused_title(emulator, url={"response_type": "token"}) == "Invalid Client"


def test_a_client_based_app_revokes_without_a_secret(emulator, tools, browser_app):
    token = emulator.consent(**browser_app).partition("access_token=")[2].partition("&")[0]
    url = f"{emulator.url}/oauth/v2/revoke/token"
    form = {"token": token, "token_type": "access_token"}
    assert emulator.http.post(url, data=form, auth=(browser_app["client_id"], "")).status_code == 200
    assert tools.Cliq(emulator, token).get("/channels").status_code == 401


# For a whole organization


def test_an_administrator_consents_for_the_organization(emulator, tools):
    url = emulator.authorization_url(state="s").replace("/oauth/v2/auth", "/oauth/v2/org/auth")
    page = emulator.http.get(url)
    assert emulator.PATRICIA in page.text
    assert emulator.SCOTT not in page.text
    form = {"request": url.partition("?")[2], "decision": "allow", "user": emulator.PATRICIA, "organization": "yes"}
    assert 'name="organization" value="yes"' in page.text
    answer = emulator.http.post(f"{emulator.url}/oauth/v2/consent", data=form, allow_redirects=False)
    code = tools.query_of(answer.headers["Location"])["code"]
    assert "refresh_token" in emulator.exchange(code).json()
    body = {"authorization_url": url, "user": emulator.SCOTT}
    refused = emulator.http.post(f"{emulator.url}/_emulator/consent", json=body)
    assert (refused.status_code, refused.json()["error"]) == (400, "Access Denied")
    # Nothing is remembered here: it is always an administrator who says yes.
    assert emulator.http.get(url, allow_redirects=False).status_code == 200


def test_a_client_starts_only_where_it_is_enabled(emulator):
    seed = emulator.control("state")
    seed["clients"][0]["data_centers"] = ["us"]
    emulator.control("reset", seed)
    page = emulator.http.get(emulator.authorization_url("eu"))
    assert "<title>Invalid Client</title>" in page.text


def test_only_get(emulator):
    assert emulator.http.post(emulator.authorization_url()).status_code == 400
