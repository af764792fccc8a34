# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The requests to Zoho Accounts, each answer scripted, each request looked at."""

from __future__ import annotations

import base64
import json
import pathlib
import typing as t
from urllib.parse import parse_qsl

import pytest
import requests
import responses
from ansible_collections.zoho.cliq.plugins.module_utils import _http
from ansible_collections.zoho.cliq.plugins.module_utils._errors import (
    ConnectFailed,
    InvalidInput,
    OAuthError,
    OutcomeUnknown,
    Throttled,
    UnexpectedAnswer,
    ZohoCliqError,
)
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import answers
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import client as oauth
from ansible_collections.zoho.cliq.plugins.module_utils._oauth.credentials import Client
from hypothesis import given
from hypothesis import strategies as st

ACCOUNTS = "https://accounts.zoho.eu"
TOKEN_URL = f"{ACCOUNTS}/oauth/v2/token"
NEW_REVOKE = f"{ACCOUNTS}/oauth/v2/revoke/token"
OLD_REVOKE = f"{ACCOUNTS}/oauth/v2/token/revoke"
USER_INFO = f"{ACCOUNTS}/oauth/user/info"
SERVER_INFO = f"{ACCOUNTS}/oauth/serverinfo"
SECRET = "5ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2e7"
CODE = "1000.c0dec0dec0dec0dec0dec0dec0dec0de.c0dec0dec0dec0dec0dec0dec0dec0de"
ACCESS = "1000.acce55acce55acce55acce55acce55ac.acce55acce55acce55acce55acce55ac"
REFRESH = "1000.4ef4e54ef4e54ef4e54ef4e54ef4e54e.4ef4e54ef4e54ef4e54ef4e54ef4e54e"
SECRETS = (SECRET, CODE, ACCESS, REFRESH)
CLIENT = Client("1000.ABCDEFGHIJ", SECRET)
OPTIONS = _http.HttpOptions(timeout=5)
EXCHANGED = {
    "access_token": ACCESS,
    "refresh_token": REFRESH,
    "scope": "ZohoCliq.Channels.ALL ZohoCliq.Users.READ",
    "api_domain": "https://www.zohoapis.eu",
    "token_type": "Bearer",
    "expires_in": 3600,
}
REFRESHED = {
    "access_token": ACCESS,
    "api_domain": "https://www.zohoapis.eu",
    "token_type": "Bearer",
    "expires_in": 3600,
}
THROTTLED = {
    "error_description": "You have made too many requests continuously. Please try again after some time.",
    "error": "Access Denied",
    "status": "failure",
}
THROTTLED_OTHER_WORDS = {
    "error_description": "Token creation throttle limit reached. Please reuse the valid tokens you currently have.",
    "error": "Access Denied",
}
GRANTS: list[answers.Grant] = ["authorization_code", "refresh_token"]


@pytest.fixture(autouse=True)
def netrc(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Offer credentials that requests would take from ~/.netrc if it were let to."""
    path = tmp_path / "netrc"
    path.write_text("default login netrc-user password netrc-password\n")
    path.chmod(0o600)
    monkeypatch.setenv("NETRC", str(path))
    assert requests.utils.get_netrc_auth(ACCOUNTS) == ("netrc-user", "netrc-password")


@pytest.fixture
def zoho() -> t.Iterator[responses.RequestsMock]:
    with responses.RequestsMock() as mock:
        yield mock


def form_of(call: t.Any) -> dict[str, str]:
    """Return the form of a request, after checking that it has each field once and that nothing is in the query."""
    assert call.request.headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert "?" not in call.request.url
    body = call.request.body
    pairs = parse_qsl(body.decode() if isinstance(body, bytes) else body, keep_blank_values=True, strict_parsing=True)
    assert len(dict(pairs)) == len(pairs)
    return dict(pairs)


def assert_tells_no_secret(exc: ZohoCliqError) -> None:
    for secret in SECRETS:
        assert secret not in exc.message
        assert secret not in str(exc.failure())


# --- exchange ------------------------------------------------------------------------------------------------------


def test_exchange_sends_the_documented_form_once(zoho: responses.RequestsMock) -> None:
    zoho.post(TOKEN_URL, json=EXCHANGED)
    answer = oauth.exchange_raw(ACCOUNTS, CLIENT, CODE, "http://localhost:8765/callback", "verifier", OPTIONS)
    assert len(zoho.calls) == 1
    assert form_of(zoho.calls[0]) == {
        "grant_type": "authorization_code",
        "client_id": "1000.ABCDEFGHIJ",
        "client_secret": SECRET,
        "code": CODE,
        "redirect_uri": "http://localhost:8765/callback",
        "code_verifier": "verifier",
    }
    assert "Authorization" not in zoho.calls[0].request.headers
    assert json.loads(answer.body) == EXCHANGED
    assert answer.where == f"POST {TOKEN_URL}"


def test_the_exchange_of_a_self_client_has_no_redirect_uri(zoho: responses.RequestsMock) -> None:
    zoho.post(TOKEN_URL, json=EXCHANGED)
    oauth.exchange_raw(f"{ACCOUNTS}/", CLIENT, CODE, None, None, OPTIONS)
    assert set(form_of(zoho.calls[0])) == {"grant_type", "client_id", "client_secret", "code"}


@pytest.mark.parametrize("status", [200, 400, 429, 500])
def test_exchange_returns_every_answer_unread(zoho: responses.RequestsMock, status: int) -> None:
    zoho.post(TOKEN_URL, body=b"\xff<html>", status=status)
    answer = oauth.exchange_raw(ACCOUNTS, CLIENT, CODE, None, None, OPTIONS)
    assert (answer.status, answer.body) == (status, b"\xff<html>")
    assert len(zoho.calls) == 1


def test_an_exchange_whose_answer_never_came_is_not_repeated(zoho: responses.RequestsMock) -> None:
    zoho.post(TOKEN_URL, body=requests.exceptions.ReadTimeout("late"))
    with pytest.raises(OutcomeUnknown) as caught:
        oauth.exchange_raw(ACCOUNTS, CLIENT, CODE, None, None, OPTIONS)
    assert len(zoho.calls) == 1
    assert_tells_no_secret(caught.value)


def test_an_exchange_that_could_not_connect(zoho: responses.RequestsMock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_http, "CONNECT_RETRY_PAUSE", 0)
    zoho.post(TOKEN_URL, body=requests.exceptions.ConnectTimeout("no"))
    with pytest.raises(ConnectFailed) as caught:
        oauth.exchange_raw(ACCOUNTS, CLIENT, CODE, None, None, OPTIONS)
    assert_tells_no_secret(caught.value)


def test_redirects_of_the_token_endpoint_are_not_followed(zoho: responses.RequestsMock) -> None:
    zoho.post(TOKEN_URL, status=307, headers={"Location": "https://evil.example.org/"})
    with pytest.raises(UnexpectedAnswer):
        oauth.exchange_raw(ACCOUNTS, CLIENT, CODE, None, None, OPTIONS)
    assert len(zoho.calls) == 1


# --- refresh -------------------------------------------------------------------------------------------------------


def test_refresh_sends_the_documented_form(zoho: responses.RequestsMock) -> None:
    zoho.post(TOKEN_URL, json=REFRESHED)
    answer = oauth.refresh(ACCOUNTS, CLIENT, REFRESH, OPTIONS)
    assert form_of(zoho.calls[0]) == {
        "grant_type": "refresh_token",
        "client_id": "1000.ABCDEFGHIJ",
        "client_secret": SECRET,
        "refresh_token": REFRESH,
    }
    assert "Authorization" not in zoho.calls[0].request.headers
    assert answer == answers.TokenAnswer(ACCESS, None, 3600.0, None, "https://www.zohoapis.eu", "Bearer")


def test_refresh_judges_the_body(zoho: responses.RequestsMock) -> None:
    zoho.post(TOKEN_URL, json={"error": "invalid_code"}, status=200)
    with pytest.raises(OAuthError) as caught:
        oauth.refresh(ACCOUNTS, CLIENT, REFRESH, OPTIONS)
    assert (caught.value.code, caught.value.status) == ("invalid_code", 200)
    assert f"POST {TOKEN_URL}" in caught.value.message
    for cause in ("revoked", "pushed out by later consents", "about 20", "another data center"):
        assert cause in caught.value.message
    assert_tells_no_secret(caught.value)


# --- reading an answer of the token endpoint -----------------------------------------------------------------------


def parse(body: t.Any, grant: answers.Grant = "refresh_token", status: int = 200) -> answers.TokenAnswer:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return answers.parse_token_answer(
        raw, grant=grant, status=status, where="POST https://accounts.example/oauth/v2/token"
    )


@pytest.mark.parametrize(
    "body", [EXCHANGED, json.dumps(EXCHANGED).encode(), b"\xef\xbb\xbf" + json.dumps(EXCHANGED).encode()]
)
@pytest.mark.parametrize("status", [200, 201, 400, 500])
def test_an_answer_with_tokens_is_taken_whatever_its_status(body: t.Any, status: int) -> None:
    answer = answers.parse_token_answer(body, grant="authorization_code", status=status)
    assert answer == answers.TokenAnswer(
        access_token=ACCESS,
        refresh_token=REFRESH,
        expires_in=3600.0,
        scopes=("ZohoCliq.Channels.ALL", "ZohoCliq.Users.READ"),
        api_domain="https://www.zohoapis.eu",
        token_type="Bearer",
    )
    assert ACCESS not in repr(answer)
    assert REFRESH not in repr(answer)


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        ({"expires_in": 3600}, 3600.0),
        ({"expires_in": "3600"}, 3600.0),
        ({"expires_in": 1799.5}, 1799.5),
        ({"expires_in": 3600000, "expires_in_sec": 3600}, 3600.0),
        ({"expires_in": 3600000, "expires_in_sec": "1200"}, 1200.0),
        ({"expires_in": 3600000}, 3600.0),
        ({"expires_in": 3600000, "expires_in_sec": None}, 3600.0),
        ({}, 3600.0),
        ({"expires_in": None}, 3600.0),
        ({"expires_in": True}, 3600.0),
        ({"expires_in": "soon"}, 3600.0),
        ({"expires_in": [60]}, 3600.0),
        ({"expires_in": float("nan")}, 3600.0),
        ({"expires_in": float("inf")}, 3600.0),
        ({"expires_in": 10**400}, 3600.0),
        ({"expires_in": 0}, 0.0),
        ({"expires_in": -5}, 0.0),
        ({"expires_in": 1e15}, 86400.0),
        ({"expires_in_sec": 1e9}, 86400.0),
    ],
)
def test_the_lifetime_is_in_seconds(fields: dict[str, t.Any], seconds: float) -> None:
    assert parse({"access_token": ACCESS, **fields}).expires_in == seconds


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, (None, None, "Bearer")),
        ({"scope": "a.b,c.d", "api_domain": "https://api.zoho.eu"}, (("a.b", "c.d"), "https://api.zoho.eu", "Bearer")),
        ({"scope": ["a.b", "{{x}}"], "token_type": "Zoho-oauthtoken"}, (("a.b",), None, "Zoho-oauthtoken")),
        ({"scope": "", "api_domain": "http://x", "token_type": 3}, (None, None, "Bearer")),
        ({"scope": 5, "api_domain": ["https://x"], "token_type": "{{x}}"}, (None, None, "Bearer")),
        ({"api_domain": "https://x/{{y}}", "id_token": "x.y.z", "refresh_token": None}, (None, None, "Bearer")),
    ],
)
def test_what_else_an_answer_may_have(fields: dict[str, t.Any], expected: tuple[t.Any, ...]) -> None:
    answer = parse({"access_token": ACCESS, **fields})
    assert (answer.scopes, answer.api_domain, answer.token_type) == expected
    assert answer.refresh_token is None


@pytest.mark.parametrize(
    "fields",
    [
        {"access_token": 5},
        {"access_token": [ACCESS]},
        {"access_token": ACCESS + "\r\nX: y"},
        {"access_token": "{{ x }}"},
        {"access_token": ACCESS, "refresh_token": {"a": 1}},
        {"access_token": ACCESS, "refresh_token": "!vault |\n" + REFRESH},
    ],
)
@pytest.mark.parametrize("grant", GRANTS)
def test_tokens_of_a_wrong_form(fields: dict[str, t.Any], grant: answers.Grant) -> None:
    with pytest.raises(UnexpectedAnswer, match="is not a token") as caught:
        parse(fields, grant)
    assert_tells_no_secret(caught.value)


@pytest.mark.parametrize("status", [200, 400, 401, 500])
@pytest.mark.parametrize(("code", "grant"), [(code, grant) for code, row in answers.ERRORS.items() for grant in row])
def test_every_documented_error_keeps_its_code(code: str, status: int, grant: answers.Grant) -> None:
    with pytest.raises(OAuthError) as caught:
        parse({"error": code}, grant, status)
    assert (caught.value.code, caught.value.status) == (code, status)
    assert f"refused ({code}): {answers.ERRORS[code][grant]}." in caught.value.message
    assert "https://accounts.example/oauth/v2/token" in caught.value.message


def test_the_table_has_the_documented_errors() -> None:
    assert set(answers.ERRORS) == {
        "invalid_client",
        "invalid_client_secret",
        "invalid_redirect_uri",
        "invalid_code",
        "missing_org_info",
    }


def test_invalid_code_means_something_else_for_each_grant() -> None:
    with pytest.raises(OAuthError, match=r"expired .* used before") as caught:
        parse({"error": "invalid_code"}, "authorization_code")
    assert "another client" in caught.value.message
    assert "refresh token" not in caught.value.message


@pytest.mark.parametrize("grant", GRANTS)
@pytest.mark.parametrize(
    ("error", "code"),
    [
        ("general_error", "general_error"),
        ("invalid_grant", "invalid_grant"),
        ("Some Error.", "Some Error."),
        ("<b>", "unknown_error"),
        ("{{ x }}", "unknown_error"),
        ("x" * 65, "unknown_error"),
        ("\u00e9", "unknown_error"),
        ("a\n", "unknown_error"),
        (REFRESH, "unknown_error"),
        (SECRET, "unknown_error"),
        ({"a": 1}, "unknown_error"),
        (["invalid_code"], "unknown_error"),
        (17, "unknown_error"),
    ],
)
def test_errors_that_are_documented_nowhere(error: t.Any, code: str, grant: answers.Grant) -> None:
    with pytest.raises(OAuthError, match="does not document") as caught:
        parse({"error": error}, grant)
    assert caught.value.code == code
    assert (code in caught.value.message) == (code != "unknown_error")
    assert "{{" not in caught.value.message
    assert_tells_no_secret(caught.value)


@pytest.mark.parametrize("grant", GRANTS)
@pytest.mark.parametrize("status", [200, 400, 429, 500])
@pytest.mark.parametrize(
    "body",
    [
        THROTTLED,
        THROTTLED_OTHER_WORDS,
        {"error": "Access Denied"},
        {"error": "access denied"},
        {"error": "x", "error_description": THROTTLED["error_description"]},
    ],
)
def test_the_throttle_is_known_by_its_words(body: dict[str, str], status: int, grant: answers.Grant) -> None:
    with pytest.raises(Throttled) as caught:
        parse(body, grant, status)
    assert caught.value.failure()["retry_after"] == 600
    assert (caught.value.code, caught.value.status) == ("throttled", status)


@pytest.mark.parametrize("grant", GRANTS)
@pytest.mark.parametrize("body", [b"", b"<html></html>", {}, {"error": "something"}])
def test_status_429_is_a_throttle(body: t.Any, grant: answers.Grant) -> None:
    with pytest.raises(Throttled):
        parse(body, grant, 429)


def test_access_denied_with_an_underscore_is_no_throttle() -> None:
    with pytest.raises(OAuthError) as caught:
        parse({"error": "access_denied"})
    assert not isinstance(caught.value, Throttled)
    assert caught.value.code == "access_denied"


@pytest.mark.parametrize("status", [500, 502, 503])
@pytest.mark.parametrize("body", [b"", b"<html>", b"{", b"[]", {}, {"error": "general_error"}])
def test_a_failing_server(body: t.Any, status: int) -> None:
    with pytest.raises(OAuthError, match="Try again later") as caught:
        parse(body, "refresh_token", status)
    assert (caught.value.code, caught.value.status) == ("server_error", status)
    with pytest.raises(OutcomeUnknown, match="not known whether") as lost:
        parse(body, "authorization_code", status)
    assert lost.value.status == status


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "an empty body"),
        (b" \n", "an empty body"),
        (b"<!DOCTYPE html><html>" + CODE.encode(), "an HTML page"),
        (b'{"access_token": "' + ACCESS.encode(), "cut off"),
        (b'["' + ACCESS.encode() + b'"]', "not a JSON object"),
        (b"\xff\xfe\x00", "not a JSON object"),
        (b"{" * 5, "cut off"),
        (b"[" * 200_000, "not a JSON object"),
    ],
)
def test_answers_that_are_no_json_object(body: bytes, words: str) -> None:
    with pytest.raises(UnexpectedAnswer, match=words) as caught:
        parse(body, "refresh_token")
    assert_tells_no_secret(caught.value)
    with pytest.raises(OutcomeUnknown, match=words) as lost:
        parse(body, "authorization_code")
    assert_tells_no_secret(lost.value)


@pytest.mark.parametrize("grant", GRANTS)
def test_a_bad_request_without_json_was_refused_for_certain(grant: answers.Grant) -> None:
    with pytest.raises(UnexpectedAnswer, match="method or grant type") as caught:
        parse(b"<html>Bad Request</html>", grant, 400)
    assert caught.value.status == 400


@pytest.mark.parametrize("grant", GRANTS)
@pytest.mark.parametrize("body", [{}, {"status": "failure"}, {"access_token": ""}, {"error": "", "access_token": None}])
def test_an_object_without_token_and_error(body: dict[str, t.Any], grant: answers.Grant) -> None:
    with pytest.raises(UnexpectedAnswer, match="neither an access token nor an error"):
        parse(body, grant)


json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.sampled_from(SECRETS)),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=5), inner, max_size=3)),
    max_leaves=5,
)
objects = st.dictionaries(
    st.sampled_from(
        [
            "access_token",
            "refresh_token",
            "error",
            "error_description",
            "scope",
            "expires_in",
            "expires_in_sec",
            "api_domain",
        ]
    ),
    json_values,
)


@given(st.one_of(objects, json_values, st.binary()), st.sampled_from(GRANTS), st.sampled_from([200, 400, 429, 500]))
def test_no_answer_gets_around_our_errors(body: t.Any, grant: answers.Grant, status: int) -> None:
    try:
        answer = parse(body, grant, status)
    except InvalidInput:
        raise
    except ZohoCliqError as exc:
        assert_tells_no_secret(exc)
    else:
        assert 0 <= answer.expires_in <= 86400
        assert "{" not in answer.access_token
        assert all(secret not in repr(answer) for secret in (ACCESS, REFRESH)) or answer.scopes


# --- revocation ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("body", [b"", b"{}", b'{"status":"success"}', b"revoked"])
def test_revoke_asks_the_newer_endpoint(zoho: responses.RequestsMock, body: bytes) -> None:
    zoho.post(NEW_REVOKE, body=body)
    assert oauth.revoke(ACCOUNTS, CLIENT, REFRESH, "refresh_token", OPTIONS) is True
    assert len(zoho.calls) == 1
    assert form_of(zoho.calls[0]) == {"token": REFRESH, "token_type": "refresh_token"}
    expected = base64.b64encode(f"1000.ABCDEFGHIJ:{SECRET}".encode()).decode()
    assert zoho.calls[0].request.headers["Authorization"] == f"Basic {expected}"


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (400, b""),
        (401, b""),
        (404, b"<html>"),
        (405, b""),
        (200, b'{"error":"invalid_client"}'),
        (200, b'{"status":"failure"}'),
    ],
)
def test_revoke_falls_back_to_the_older_endpoint(zoho: responses.RequestsMock, status: int, body: bytes) -> None:
    zoho.post(NEW_REVOKE, status=status, body=body)
    zoho.post(OLD_REVOKE, json={"status": "success"})
    assert oauth.revoke(f"{ACCOUNTS}/", CLIENT, ACCESS, "access_token", OPTIONS) is True
    assert form_of(zoho.calls[0])["token_type"] == "access_token"
    assert form_of(zoho.calls[1]) == {"token": ACCESS}
    assert "Authorization" not in zoho.calls[1].request.headers


@pytest.mark.parametrize(
    ("newer", "older", "body"),
    [(400, 400, b""), (404, 400, b"{}"), (400, 404, b""), (400, 405, b""), (400, 200, b'{"error":"invalid_code"}')],
)
def test_revoke_of_a_token_that_is_no_longer_valid(
    zoho: responses.RequestsMock, newer: int, older: int, body: bytes
) -> None:
    zoho.post(NEW_REVOKE, status=newer)
    zoho.post(OLD_REVOKE, status=older, body=body)
    assert oauth.revoke(ACCOUNTS, CLIENT, REFRESH, "refresh_token", OPTIONS) is False


@pytest.mark.parametrize(
    ("newer", "older", "body", "kind", "code"),
    [
        (404, 404, b"", UnexpectedAnswer, "unexpected_answer"),
        (404, 200, b"{}", OAuthError, "revoke_failed"),
        (404, 200, b'{"error":"invalid_client"}', OAuthError, "invalid_client"),
        (404, 403, b'{"error":"' + REFRESH.encode() + b'"}', UnexpectedAnswer, "unexpected_answer"),
        (404, 200, b"<html>", UnexpectedAnswer, "unexpected_answer"),
        (404, 500, b"", OAuthError, "server_error"),
        (404, 429, b"", Throttled, "throttled"),
        (404, 400, json.dumps(THROTTLED).encode(), Throttled, "throttled"),
    ],
)
def test_revoke_that_fails(
    zoho: responses.RequestsMock, newer: int, older: int, body: bytes, kind: type[ZohoCliqError], code: str
) -> None:
    zoho.post(NEW_REVOKE, status=newer)
    zoho.post(OLD_REVOKE, status=older, body=body)
    with pytest.raises(kind) as caught:
        oauth.revoke(ACCOUNTS, CLIENT, REFRESH, "refresh_token", OPTIONS)
    assert caught.value.code == code
    assert_tells_no_secret(caught.value)


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (500, b"", "server_error"),
        (429, b"", "throttled"),
        (200, json.dumps(THROTTLED_OTHER_WORDS).encode(), "throttled"),
        (200, b" <html>", "unexpected_answer"),
    ],
)
def test_revoke_does_not_ask_twice_while_zoho_is_in_trouble(
    zoho: responses.RequestsMock, status: int, body: bytes, code: str
) -> None:
    zoho.post(NEW_REVOKE, status=status, body=body)
    with pytest.raises(ZohoCliqError) as caught:
        oauth.revoke(ACCOUNTS, CLIENT, REFRESH, "refresh_token", OPTIONS)
    assert caught.value.code == code


# --- information ---------------------------------------------------------------------------------------------------


def test_user_info(zoho: responses.RequestsMock) -> None:
    user = {"First_Name": "A", "Last_Name": "B", "Display_Name": "AB", "Email": "ab@example.org", "ZUID": 12345}
    zoho.get(USER_INFO, json=user)
    assert oauth.user_info(ACCOUNTS, ACCESS, OPTIONS) == user
    assert zoho.calls[0].request.headers["Authorization"] == f"Zoho-oauthtoken {ACCESS}"
    assert zoho.calls[0].request.url == USER_INFO
    assert zoho.calls[0].request.body is None


@pytest.mark.parametrize("status", [200, 401, 403])
def test_user_info_without_the_scope(zoho: responses.RequestsMock, status: int) -> None:
    zoho.get(USER_INFO, json={"response": "error", "cause": "INVALID_OAUTHSCOPE"}, status=status)
    assert oauth.user_info(ACCOUNTS, ACCESS, OPTIONS) is None


@pytest.mark.parametrize(
    ("status", "body", "kind", "code"),
    [
        (401, b'{"response":"error","cause":"INVALID_OAUTHTOKEN"}', OAuthError, "INVALID_OAUTHTOKEN"),
        (401, b'{"cause":"INVALID_OAUTHTOKEN"}', OAuthError, "INVALID_OAUTHTOKEN"),
        (200, b'{"response":"error"}', OAuthError, "unknown_error"),
        (200, b'{"response":"error","cause":"' + ACCESS.encode() + b'"}', OAuthError, "unknown_error"),
        (200, b'{"error":"invalid_client"}', OAuthError, "invalid_client"),
        (400, json.dumps(THROTTLED).encode(), Throttled, "throttled"),
        (429, b"", Throttled, "throttled"),
        (503, b"<html>", OAuthError, "server_error"),
        (404, b"<html>", UnexpectedAnswer, "unexpected_answer"),
        (200, b"<html>", UnexpectedAnswer, "unexpected_answer"),
        (200, b"", UnexpectedAnswer, "unexpected_answer"),
    ],
)
def test_user_info_that_fails(
    zoho: responses.RequestsMock, status: int, body: bytes, kind: type[ZohoCliqError], code: str
) -> None:
    zoho.get(USER_INFO, status=status, body=body)
    with pytest.raises(kind) as caught:
        oauth.user_info(ACCOUNTS, ACCESS, OPTIONS)
    assert (caught.value.code, caught.value.status) == (code, status)
    assert_tells_no_secret(caught.value)
