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


def test_too_many_codes_by_quirk(emulator):
    emulator.quirk("code-limit", "on")
    for _number in range(10):
        emulator.consent()
    refused = emulator.http.post(
        f"{emulator.url}/_emulator/consent", json={"authorization_url": emulator.authorization_url()}
    )
    assert refused.json()["error"] == "Access Denied"
    emulator.advance(601)
    assert "code=" in emulator.consent()


def test_a_client_starts_only_where_it_is_enabled(emulator):
    seed = emulator.control("state")
    seed["clients"][0]["data_centers"] = ["us"]
    emulator.control("reset", seed)
    page = emulator.http.get(emulator.authorization_url("eu"))
    assert "<title>Invalid Client</title>" in page.text


def test_only_get(emulator):
    assert emulator.http.post(emulator.authorization_url()).status_code == 400
