# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The token endpoint: answers byte by byte, errors, limits, PKCE, data centers."""

from __future__ import annotations

import re

import pytest

TOKEN = r"1000\.[0-9a-f]{32}\.[0-9a-f]{32}"
SCOPE = "ZohoCliq.Channels.ALL ZohoCliq.Users.READ ZohoCliq.Teams.READ AaaServer.profile.READ"
VERIFIER = "correct-horse-battery-staple-correct-horse-battery"


def works(emulator, tools, token):
    return tools.Cliq(emulator, token).get("/channels").status_code == 200


def test_exchange_answer_to_the_byte(emulator):
    answer = emulator.exchange(emulator.code())
    expected = (
        rf'\{{"access_token":"{TOKEN}","refresh_token":"{TOKEN}","scope":"{SCOPE}",'
        r'"api_domain":"https://www\.zohoapis\.com","token_type":"Bearer","expires_in":3600\}'
    )
    assert answer.status_code == 200
    assert re.fullmatch(expected, answer.text)
    assert answer.headers["Server"] == "ZGS"
    assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"


def test_refresh_answer_to_the_byte(emulator):
    answer = emulator.refresh(emulator.sign_in()["refresh_token"])
    expected = (
        rf'\{{"access_token":"{TOKEN}","scope":"{SCOPE}",'
        r'"api_domain":"https://www\.zohoapis\.com","token_type":"Bearer","expires_in":3600\}'
    )
    assert re.fullmatch(expected, answer.text)


def test_variants_of_the_answer(emulator):
    refresh_token = emulator.sign_in()["refresh_token"]
    emulator.quirk("token-scope", "absent")
    emulator.quirk("expires-in", "legacy")
    emulator.quirk("api-domain", "docs")
    answer = emulator.refresh(refresh_token).json()
    assert list(answer) == ["access_token", "api_domain", "token_type", "expires_in_sec", "expires_in"]
    assert (answer["expires_in_sec"], answer["expires_in"]) == (3600, 3600000)
    assert answer["api_domain"] == "https://api.zoho.com"


def test_only_an_exchange_names_the_scopes_by_quirk(emulator):
    emulator.quirk("token-scope", "exchange")
    answer = emulator.sign_in()
    assert answer["scope"] == SCOPE
    assert "scope" not in emulator.refresh(answer["refresh_token"]).json()


@pytest.mark.parametrize("place", ["query", "form", "multipart", "basic"])
def test_parameters_are_taken_from_every_documented_place(emulator, place):
    fields = {"grant_type": "refresh_token", "refresh_token": emulator.sign_in()["refresh_token"], **emulator.client}
    url = f"{emulator.url}/oauth/v2/token"
    if place == "query":
        answer = emulator.http.post(url, params=fields)
    elif place == "form":
        answer = emulator.http.post(url, data=fields)
    elif place == "multipart":
        answer = emulator.http.post(url, files={name: (None, value) for name, value in fields.items()})
    else:
        login = (fields.pop("client_id"), fields.pop("client_secret"))
        answer = emulator.http.post(url, data=fields, auth=login)
    assert "access_token" in answer.json()


def test_get_and_a_missing_grant_type_are_bad_requests(emulator):
    url = f"{emulator.url}/oauth/v2/token"
    assert emulator.http.get(url, params={"grant_type": "refresh_token"}).status_code == 400
    assert emulator.http.post(url, data=emulator.client).status_code == 400


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_id": "1000.NOBODY"}, "invalid_client"),
        ({"client_id": ""}, "invalid_client"),
        ({"grant_type": "password"}, "invalid_client"),
        ({"client_secret": "wrong"}, "invalid_client_secret"),
        ({"client_secret": ""}, "invalid_client_secret"),
        ({"redirect_uri": "http://localhost:1/"}, "invalid_redirect_uri"),
        ({"redirect_uri": ""}, "invalid_redirect_uri"),
        ({"redirect_uri": "https://ansible.zylker.example/callback"}, "invalid_redirect_uri"),
        ({"code": ""}, "invalid_code"),
        ({"code": "1000.x.y"}, "invalid_code"),
        ({"center": "eu"}, "invalid_client"),
    ],
)
def test_errors_come_with_status_200_and_do_not_spend_the_code(emulator, changes, error):
    code = emulator.code()
    answer = emulator.exchange(changes.get("code", code), **{k: v for k, v in changes.items() if k != "code"})
    assert (answer.status_code, answer.text) == (200, f'{{"error":"{error}"}}')
    assert "access_token" in emulator.exchange(code).json()


def test_errors_that_the_sources_disagree_about(emulator):
    unknown = {"grant_type": "password", **emulator.client}
    assert emulator.token(**unknown).json() == {"error": "invalid_client"}
    emulator.quirk("grant-type-error", "invalid_code")
    assert emulator.token(**unknown).json() == {"error": "invalid_code"}
    emulator.quirk("bad-request-body", "empty")
    answer = emulator.token(**emulator.client)
    assert (answer.status_code, answer.text) == (400, "")


def test_errors_with_status_400_by_quirk(emulator):
    emulator.quirk("token-error-status", 400)
    assert emulator.exchange("nonsense").status_code == 400


def test_a_code_works_once(emulator):
    code = emulator.code()
    assert "access_token" in emulator.exchange(code).json()
    assert emulator.exchange(code).json() == {"error": "invalid_code"}


def test_a_code_lives_two_minutes(emulator):
    young, old = emulator.code(), emulator.code()
    emulator.advance(110)
    assert "access_token" in emulator.exchange(young).json()
    emulator.advance(11)
    assert emulator.exchange(old).json() == {"error": "invalid_code"}
    emulator.quirk("code-lifetime", 60)
    code = emulator.code()
    emulator.advance(61)
    assert emulator.exchange(code).json() == {"error": "invalid_code"}


def test_a_refresh_token_comes_the_first_time_or_when_prompted(emulator):
    assert "refresh_token" not in emulator.exchange(emulator.code(access_type="online")).json()
    assert "refresh_token" in emulator.exchange(emulator.code()).json()
    assert "refresh_token" not in emulator.exchange(emulator.code()).json()
    assert "refresh_token" in emulator.exchange(emulator.code(prompt="consent")).json()
    assert "refresh_token" in emulator.exchange(emulator.code(user=emulator.SCOTT)).json()


@pytest.mark.parametrize("method", ["S256", "plain", None])
def test_pkce(emulator, tools, method):
    asked = {"code_challenge": tools.s256(VERIFIER) if method == "S256" else VERIFIER, "code_challenge_method": method}
    code = emulator.code(**asked)
    assert emulator.exchange(code).json() == {"error": "invalid_code"}
    assert emulator.exchange(code, code_verifier=VERIFIER + "x").json() == {"error": "invalid_code"}
    assert "access_token" in emulator.exchange(code, code_verifier=VERIFIER).json()


@pytest.mark.parametrize("verifier", ["too-short", "x" * 129, "a verifier with spaces, which are not allowed in it"])
def test_a_verifier_has_43_to_128_plain_characters(emulator, verifier):
    code = emulator.code(code_challenge=verifier)
    assert emulator.exchange(code, code_verifier=verifier).json() == {"error": "invalid_code"}


def test_a_method_of_pkce_that_there_is_not_matches_nothing(emulator, tools):
    code = emulator.code(code_challenge=tools.s256(VERIFIER), code_challenge_method="s256")
    assert emulator.exchange(code, code_verifier=VERIFIER).json() == {"error": "invalid_code"}


def test_a_code_with_pkce_needs_the_secret_unless_by_quirk(emulator):
    code = emulator.code(code_challenge=VERIFIER)
    assert emulator.exchange(code, code_verifier=VERIFIER, client_secret="").json() == {
        "error": "invalid_client_secret"
    }
    emulator.quirk("pkce-secret", "optional")
    assert emulator.exchange(emulator.code(), client_secret="").json() == {"error": "invalid_client_secret"}
    assert "access_token" in emulator.exchange(code, code_verifier=VERIFIER, client_secret="").json()


def test_pkce_error_by_quirk(emulator):
    emulator.quirk("pkce-error", "invalid_client")
    code = emulator.code(code_challenge=VERIFIER)
    assert emulator.exchange(code, code_verifier="wrong").json() == {"error": "invalid_client"}


def test_the_data_center_of_the_user_must_be_asked(emulator, tools):
    code = emulator.code(user=emulator.AMELIA)
    assert emulator.exchange(code).json() == {"error": "invalid_client"}
    answer = emulator.exchange(code, center="eu").json()
    assert answer["api_domain"] == "https://www.zohoapis.eu"
    refresh_token = answer["refresh_token"]
    assert emulator.refresh(refresh_token).json() == {"error": "invalid_client"}
    emulator.quirk("wrong-data-center", "invalid_code")
    assert emulator.refresh(refresh_token).json() == {"error": "invalid_code"}
    assert "access_token" in emulator.refresh(refresh_token, center="eu").json()
    assert not works(emulator, tools, answer["access_token"])
    there = tools.Cliq(emulator, answer["access_token"], f"{emulator.centers['eu']}/api/v2")
    assert there.get("/channels").json()["channels"] == []


def test_a_secret_per_data_center(emulator):
    seed = emulator.control("state")
    seed["clients"][0]["client_secrets"] = {"eu": "beef" * 10 + "be"}
    emulator.control("reset", seed)
    code = emulator.code(user=emulator.AMELIA)
    assert emulator.exchange(code, center="eu").json() == {"error": "invalid_client_secret"}
    assert "access_token" in emulator.exchange(code, center="eu", client_secret="beef" * 10 + "be").json()


def test_ten_refreshes_in_ten_minutes(emulator):
    refresh_token = emulator.sign_in()["refresh_token"]
    emulator.advance(601)
    for _number in range(10):
        assert emulator.refresh(refresh_token).status_code == 200
    emulator.advance(500)
    refused = emulator.refresh(refresh_token)
    assert refused.status_code == 400
    assert refused.text == (
        '{"error_description":"You have made too many requests continuously. Please try again after some time.",'
        '"error":"Access Denied","status":"failure"}'
    )
    assert "Retry-After" not in refused.headers
    emulator.advance(90)
    assert emulator.refresh(refresh_token).json()["error"] == "Access Denied"
    emulator.advance(20)
    assert "access_token" in emulator.refresh(refresh_token).json()


def test_variants_of_the_throttle(emulator):
    refresh_token = emulator.sign_in()["refresh_token"]
    for name, value in (("throttle-status", 200), ("throttle-body", "creation"), ("throttle-block", "next")):
        emulator.quirk(name, value)
    emulator.quirk("retry-after", "on")
    emulator.advance(601)
    for _number in range(10):
        emulator.refresh(refresh_token)
    emulator.advance(500)
    refused = emulator.refresh(refresh_token)
    assert refused.status_code == 200
    assert refused.text == (
        '{"error_description":"Token creation throttle limit reached. '
        'Please reuse the valid tokens you currently have.",'
        '"error":"Access Denied"}'
    )
    assert 590 < int(refused.headers["Retry-After"]) <= 601
    emulator.advance(500)
    assert emulator.refresh(refresh_token).json()["error"] == "Access Denied"
    emulator.advance(101)
    assert "access_token" in emulator.refresh(refresh_token).json()


def test_the_throttle_counts_for_the_client_too(emulator):
    tokens = [emulator.sign_in(user)["refresh_token"] for user in (emulator.PATRICIA, emulator.SCOTT)]
    for number in range(8):
        assert emulator.refresh(tokens[number % 2]).status_code == 200
    assert emulator.refresh(tokens[0]).status_code == 400
    emulator.control("reset", {})
    emulator.quirk("throttle-scope", "refresh-token")
    tokens = [emulator.sign_in(user)["refresh_token"] for user in (emulator.PATRICIA, emulator.SCOTT)]
    for number in range(20):
        assert emulator.refresh(tokens[number % 2]).status_code == 200
    assert emulator.refresh(tokens[0]).status_code == 400


def test_failed_requests_count_only_by_quirk(emulator):
    refresh_token = emulator.sign_in()["refresh_token"]
    for _number in range(15):
        emulator.refresh("nonsense")
    assert "access_token" in emulator.refresh(refresh_token).json()
    emulator.advance(601)
    emulator.quirk("throttle-counts", "every")
    for _number in range(10):
        assert emulator.refresh("nonsense").json() == {"error": "invalid_code"}
    assert emulator.refresh(refresh_token).json()["error"] == "Access Denied"


@pytest.mark.parametrize("limit", [10, 15, 30])
def test_the_oldest_access_token_is_evicted(emulator, tools, limit):
    emulator.quirk("active-access-tokens", limit)
    first = emulator.sign_in()
    tokens = [first["access_token"]]
    while len(tokens) < limit:
        emulator.advance(61)
        tokens.append(emulator.refresh(first["refresh_token"]).json()["access_token"])
    assert works(emulator, tools, tokens[0])
    emulator.advance(61)
    tokens.append(emulator.refresh(first["refresh_token"]).json()["access_token"])
    assert [works(emulator, tools, token) for token in tokens] == [False] + [True] * limit


def test_no_token_limits_by_quirk(emulator, tools):
    emulator.quirk("token-limits", "off")
    first = emulator.sign_in()
    for _number in range(30):
        assert emulator.refresh(first["refresh_token"]).status_code == 200
    assert works(emulator, tools, first["access_token"])


def test_an_access_token_lives_an_hour(emulator, tools):
    token = emulator.sign_in()["access_token"]
    emulator.advance(3590)
    assert works(emulator, tools, token)
    emulator.advance(11)
    assert not works(emulator, tools, token)


def test_the_oldest_of_twenty_refresh_tokens_disappears(emulator, tools):
    answers = []
    for _number in range(21):
        emulator.advance(61)
        answers.append(emulator.sign_in())
    assert emulator.refresh(answers[0]["refresh_token"]).json() == {"error": "invalid_code"}
    assert not works(emulator, tools, answers[0]["access_token"])
    assert "access_token" in emulator.refresh(answers[1]["refresh_token"]).json()


def other_client(emulator):
    """A second server-based client, in a fresh world."""
    seed = emulator.control("state")
    other = {
        **seed["clients"][0],
        "client_id": "1000.ZYLKERPIPELINESZYLKERPIPELINES",
        "client_secret": "babeface" * 5 + "ba",
        "client_secrets": {},
    }
    seed["clients"].append(other)
    emulator.control("reset", seed)
    return {name: other[name] for name in ("client_id", "client_secret")}


@pytest.mark.parametrize(("counted_for", "survives"), [("user-and-client", True), ("user", False)])
def test_refresh_tokens_are_counted_per_user_and_client_or_per_user(emulator, counted_for, survives):
    other = other_client(emulator)
    emulator.quirk("refresh-tokens", 2)
    emulator.quirk("refresh-token-scope", counted_for)
    first = emulator.sign_in()["refresh_token"]
    for _number in range(2):
        code = emulator.code(client_id=other["client_id"], prompt="consent")
        assert "refresh_token" in emulator.exchange(code, **other).json()
    assert ("access_token" in emulator.refresh(first).json()) is survives


def test_one_refresh_token_too_many_is_an_error_by_quirk(emulator):
    emulator.quirk("refresh-tokens", 1)
    emulator.quirk("refresh-token-overflow", "access-denied")
    first = emulator.sign_in()["refresh_token"]
    code = emulator.code(prompt="consent")
    refused = emulator.exchange(code)
    assert (refused.status_code, refused.json()) == (400, {"error": "Access Denied"})
    assert "access_token" in emulator.refresh(first).json()
    emulator.quirk("refresh-tokens", 2)
    assert "refresh_token" in emulator.exchange(code).json()


@pytest.mark.parametrize(
    ("rate", "allowed", "another_may"),
    [("off", 25, True), ("minute", 5, True), ("user", 10, True), ("client", 20, False)],
)
def test_new_refresh_tokens_have_a_rate_by_quirk(emulator, rate, allowed, another_may):
    # Without the throttle and the limit of codes, which are narrower.
    for name, value in (("refresh-token-rate", rate), ("code-limit", "off"), ("throttle-scope", "refresh-token")):
        emulator.quirk(name, value)
    for _number in range(allowed):
        assert "refresh_token" in emulator.sign_in()
    assert ("refresh_token" in emulator.sign_in(user=emulator.SCOTT)) is another_may
    if rate == "off":
        return
    assert emulator.sign_in()["error"] == "Access Denied"
    emulator.advance(61 if rate == "minute" else 601)
    assert "refresh_token" in emulator.sign_in()


def test_self_client(emulator, tools):
    body = {"client_id": emulator.self_client["client_id"], "scopes": ["ZohoCliq.Channels.ALL"], "lifetime": 600}
    code = emulator.control("code", body)["code"]
    emulator.advance(590)
    answer = emulator.token(grant_type="authorization_code", code=code, **emulator.self_client).json()
    assert "refresh_token" in answer
    assert works(emulator, tools, answer["access_token"])
    late = emulator.control("code", body)["code"]
    emulator.advance(601)
    assert emulator.token(grant_type="authorization_code", code=late, **emulator.self_client).json() == {
        "error": "invalid_code"
    }


def test_client_credentials_read_but_do_not_write_channels(emulator, tools):
    answer = emulator.token(
        grant_type="client_credentials", scope="ZohoCliq.Channels.ALL,ZohoCliq.Users.READ", **emulator.self_client
    ).json()
    assert list(answer) == ["access_token", "scope", "api_domain", "token_type", "expires_in"]
    api = tools.Cliq(emulator, answer["access_token"])
    assert api.get("/channels").status_code == 200
    refused = api.post("/channels", {"name": "x", "level": "private"})
    assert tools.problem(refused) == (401, "oauthtoken_scope_invalid")
