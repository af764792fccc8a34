# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two revoke endpoints."""

from __future__ import annotations

import pytest


def works(emulator, tools, token):
    return tools.Cliq(emulator, token).get("/channels").status_code == 200


def test_revoke_old(emulator, tools):
    answer = emulator.sign_in()
    url = f"{emulator.url}/oauth/v2/token/revoke"
    revoked = emulator.http.post(url, params={"token": answer["refresh_token"]})
    assert (revoked.status_code, revoked.text) == (200, '{"status":"success"}')
    assert not works(emulator, tools, answer["access_token"])
    assert emulator.refresh(answer["refresh_token"]).json() == {"error": "invalid_code"}
    assert emulator.http.post(url, data={"token": answer["refresh_token"]}).status_code == 400
    answer = emulator.sign_in()
    assert emulator.http.post(url, data={"token": answer["access_token"]}).status_code == 200
    assert not works(emulator, tools, answer["access_token"])
    assert "access_token" in emulator.refresh(answer["refresh_token"]).json()


def test_revoke_new(emulator):
    answer = emulator.sign_in()
    url = f"{emulator.url}/oauth/v2/revoke/token"
    login = (emulator.client["client_id"], emulator.client["client_secret"])
    other = (emulator.self_client["client_id"], emulator.self_client["client_secret"])
    form = {"token": answer["refresh_token"]}
    assert emulator.http.post(url, data=form).status_code == 400
    assert emulator.http.post(url, data=form, auth=(login[0], "wrong")).status_code == 400
    assert emulator.http.post(url, data=form, auth=other).status_code == 400
    assert emulator.http.post(url, data={**form, "token_type": "access_token"}, auth=login).status_code == 400
    assert emulator.http.post(url, data=form, auth=login).status_code == 200
    assert emulator.refresh(answer["refresh_token"]).json() == {"error": "invalid_code"}


def test_after_a_revocation_the_next_consent_brings_a_refresh_token_again(emulator):
    answer = emulator.sign_in()
    emulator.http.post(f"{emulator.url}/oauth/v2/token/revoke", data={"token": answer["refresh_token"]})
    assert "refresh_token" in emulator.exchange(emulator.code()).json()


def login(client):
    return client["client_id"], client["client_secret"]


def test_revoke_new_of_an_access_token_leaves_the_refresh_token(emulator, tools):
    answer = emulator.sign_in()
    url = f"{emulator.url}/oauth/v2/revoke/token"
    form = {"token": answer["access_token"], "token_type": "access_token"}
    revoked = emulator.http.post(url, data=form, auth=login(emulator.client))
    assert (revoked.status_code, revoked.text) == (200, "")
    assert not works(emulator, tools, answer["access_token"])
    assert "access_token" in emulator.refresh(answer["refresh_token"]).json()
    assert emulator.http.post(url, data=form, auth=login(emulator.client)).status_code == 400


def test_revoke_new_without_a_type_is_refused_by_quirk(emulator):
    emulator.quirk("revoke-token-type", "required")
    form = {"token": emulator.sign_in()["refresh_token"]}
    url = f"{emulator.url}/oauth/v2/revoke/token"
    assert emulator.http.post(url, data=form, auth=login(emulator.client)).status_code == 400
    form["token_type"] = "refresh_token"
    assert emulator.http.post(url, data=form, auth=login(emulator.client)).status_code == 200


def test_revoke_new_answers_json_by_quirk(emulator):
    emulator.quirk("revoke-answer", "json")
    form = {"token": emulator.sign_in()["refresh_token"]}
    revoked = emulator.http.post(f"{emulator.url}/oauth/v2/revoke/token", data=form, auth=login(emulator.client))
    assert revoked.json() == {"status": "success"}


def test_revoke_new_takes_the_token_from_the_form_alone(emulator):
    token = {"token": emulator.sign_in()["refresh_token"]}
    url = f"{emulator.url}/oauth/v2/revoke/token"
    assert emulator.http.post(url, params=token, auth=login(emulator.client)).status_code == 400


@pytest.mark.parametrize("endpoint", ["token/revoke", "revoke/token"])
@pytest.mark.parametrize(("where", "works_in"), [("any", "us eu"), ("app", "us"), ("user", "eu")])
def test_the_data_center_that_revokes(emulator, endpoint, where, works_in):
    emulator.quirk("revoke-data-center", where)
    for center in ("us", "eu"):
        code = emulator.code(user=emulator.AMELIA, prompt="consent")
        token = emulator.exchange(code, center="eu").json()["refresh_token"]
        url = f"{emulator.centers[center]}/oauth/v2/{endpoint}"
        revoked = emulator.http.post(url, data={"token": token}, auth=login(emulator.client))
        assert revoked.status_code == (200 if center in works_in.split() else 400)


@pytest.mark.parametrize("endpoint", ["token/revoke", "revoke/token"])
def test_revocation_is_a_post(emulator, endpoint):
    token = emulator.sign_in()["refresh_token"]
    url = f"{emulator.url}/oauth/v2/{endpoint}"
    assert emulator.http.get(url, params={"token": token}, auth=login(emulator.client)).status_code == 400
    assert "access_token" in emulator.refresh(token).json()


@pytest.mark.parametrize(("there", "old", "new"), [("both", 200, 200), ("new", 404, 200), ("old", 200, 404)])
def test_one_of_the_two_endpoints_may_be_gone(emulator, there, old, new):
    emulator.quirk("revoke-endpoints", there)
    client = (emulator.client["client_id"], emulator.client["client_secret"])
    for path, expected, auth in (("/oauth/v2/token/revoke", old, None), ("/oauth/v2/revoke/token", new, client)):
        form = {"token": emulator.sign_in()["refresh_token"]}
        assert emulator.http.post(f"{emulator.url}{path}", data=form, auth=auth).status_code == expected
