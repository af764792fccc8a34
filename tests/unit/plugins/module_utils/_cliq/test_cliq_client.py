# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The client for Cliq: paths, envelopes, pages, and what happens to a refused token."""

from __future__ import annotations

import contextlib
import typing as t

import pytest
import requests
from ansible_collections.zoho.cliq.plugins.module_utils._cliq import client as cliq
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.client import (
    NoPacing,
    Pacing,
    StaticToken,
    TokenProvider,
    items,
    unwrap,
)
from ansible_collections.zoho.cliq.plugins.module_utils._errors import (
    ApiError,
    OAuthError,
    OutcomeUnknown,
    UnexpectedAnswer,
    ZohoCliqError,
)
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import API, TOKEN, Zoho, cliq_client

INVALID = {"code": "oauthtoken_invalid", "message": "Invalid OAuth token passed."}


class Tokens(TokenProvider):
    """Tokens that are counted: what was asked for, and what was refused."""

    def __init__(self, *tokens: str) -> None:
        self._tokens = list(tokens)
        self.refused: list[str] = []

    def token(self) -> str:
        return self._tokens[0]

    def replacement(self, refused: str) -> str | None:
        self.refused.append(refused)
        return self._tokens[1] if len(self._tokens) > 1 else None


# --- requests --------------------------------------------------------------------------------------------------------


def test_a_call_carries_token_query_and_body(zoho: Zoho) -> None:
    zoho.expect("PUT", f"{API}/channels/O1", query={"a": "b"}, sends={"name": "x"}, token=TOKEN, json={"ok": 1})
    answer = cliq_client().call(
        "PUT", "/channels/{channel_id}", ids={"channel_id": "O1"}, params={"a": "b"}, body={"name": "x"}
    )
    assert answer == {"ok": 1}


@pytest.mark.parametrize("identifier", ["a/b", "../x", "a?b", "a#b", "a%2Fb", "a b", "ä"])
def test_an_identifier_stays_one_part_of_the_path(zoho: Zoho, identifier: str) -> None:
    zoho.mock.get(f"{API}/channels/{requests.utils.quote(identifier, safe='')}", json={})
    cliq_client().call("GET", "/channels/{id}", ids={"id": identifier})
    assert len(zoho.mock.calls) == 1


def test_an_e_mail_address_in_a_path_is_readable(zoho: Zoho) -> None:
    zoho.expect("GET", f"{API}/users/a@b.example", json={})
    cliq_client().call("GET", "/users/{id}", ids={"id": "a@b.example"})


@pytest.mark.parametrize(
    ("network", "prefix"),
    [
        (None, ""),
        ("", ""),
        ("partners", "/network/partners"),
        ("a/../b", "/network/a%2F..%2Fb"),
        ("a b", "/network/a%20b"),
    ],
)
def test_the_network_is_a_prefix_of_the_path(network: str | None, prefix: str) -> None:
    assert cliq_client(network=network).base_url == f"https://cliq.zoho.eu{prefix}/api"


def test_a_slash_at_the_end_of_the_base_url_does_no_harm() -> None:
    client = cliq.CliqClient("https://cliq.zoho.eu/", StaticToken("t"), None, NoPacing())  # type: ignore[arg-type]
    assert f"{client.base_url}/v2" == API


# --- answers ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 204},
        {"status": 200, "body": b""},
        {"status": 200, "body": b"  \r\n"},
        {"status": 200, "json": {"Response Code": "204 No response"}},
    ],
)
def test_an_empty_answer_is_none_in_each_form(zoho: Zoho, answer: dict[str, t.Any]) -> None:
    zoho.cliq("POST", "/channels/O1/archive", **answer)
    assert cliq_client().call("POST", "/channels/{id}/archive", ids={"id": "O1"}) is None


def test_a_read_that_is_not_json_is_unexpected(zoho: Zoho) -> None:
    zoho.cliq("GET", "/channels/O1", body=b"<html>login</html>", content_type="text/html")
    with pytest.raises(UnexpectedAnswer, match="an HTML page"):
        cliq_client().get("/channels/{id}", ids={"id": "O1"})


def test_a_write_whose_answer_is_not_json_may_have_been_done(zoho: Zoho) -> None:
    zoho.cliq("POST", "/channels", sends={"name": "x"}, body=b"<html>login</html>", content_type="text/html")
    with pytest.raises(OutcomeUnknown, match="Nobody can tell whether Cliq executed the call") as caught:
        cliq_client().call("POST", "/channels", body={"name": "x"})
    assert caught.value.status == 200


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ([{"a": 1}], [{"a": 1}]),
        ({"channels": [{"a": 1}]}, [{"a": 1}]),
        ({"data": [{"a": 1}]}, [{"a": 1}]),
        ({"list": [{"a": 1}]}, [{"a": 1}]),
        ({"channels": [], "data": [{"a": 1}]}, []),
    ],
)
def test_the_items_of_each_envelope(answer: t.Any, expected: t.Any) -> None:
    assert items(answer, "channels") == expected


@pytest.mark.parametrize("answer", [None, {}, {"channels": None}, {"channels": {"a": 1}}, ["a"], "text", 3])
def test_an_unknown_envelope_is_unexpected(answer: t.Any) -> None:
    with pytest.raises(UnexpectedAnswer, match="list of channels"):
        items(answer, "channels")


@pytest.mark.parametrize(
    "answer",
    [{"id": 1}, {"data": {"id": 1}}, {"channel": {"id": 1}}, {"type": "channel", "data": {"id": 1}}],
)
def test_the_object_of_each_envelope(answer: t.Any) -> None:
    assert unwrap(answer, "channel") == {"id": 1}


@pytest.mark.parametrize("answer", [None, "", "text"])
def test_no_object_is_unexpected(answer: t.Any) -> None:
    with pytest.raises(UnexpectedAnswer):
        unwrap(answer, "channel")


# --- pages -----------------------------------------------------------------------------------------------------------


def ids(**params: str) -> list[str]:
    return [item["id"] for item in cliq_client().pages("/channels", "channels", params=params)]


def test_pages_are_followed_to_the_end(zoho: Zoho) -> None:
    zoho.cliq(
        "GET",
        "/channels",
        query={"status": "created"},
        json={"channels": [{"id": "1"}], "has_more": True, "next_token": "a"},
    )
    zoho.cliq(
        "GET",
        "/channels",
        query={"status": "created", "next_token": "a"},
        json={"data": [{"id": "2"}], "next_token": "b"},
    )
    zoho.cliq("GET", "/channels", query={"status": "created", "next_token": "b"}, json={"channels": [{"id": "3"}]})
    assert ids(status="created") == ["1", "2", "3"]


def test_has_more_false_is_the_end_whatever_the_token(zoho: Zoho) -> None:
    zoho.cliq("GET", "/channels", json={"channels": [{"id": "1"}], "has_more": False, "next_token": "a"})
    assert ids() == ["1"]


def test_an_empty_page_in_the_middle_is_not_the_end(zoho: Zoho) -> None:
    zoho.cliq("GET", "/channels", json={"channels": [], "next_token": "a"})
    zoho.cliq("GET", "/channels", query={"next_token": "a"}, json={"channels": [{"id": "1"}]})
    assert ids() == ["1"]


def test_a_bare_list_is_a_page(zoho: Zoho) -> None:
    zoho.cliq("GET", "/channels", json=[{"id": "1"}])
    assert ids() == ["1"]


@pytest.mark.parametrize("answer", [{"status": 204}, {"body": b""}, {"json": {"Response Code": "204 No response"}}])
def test_an_empty_answer_does_not_say_that_there_is_nothing(zoho: Zoho, answer: dict[str, t.Any]) -> None:
    zoho.cliq("GET", "/channels", **answer)
    with pytest.raises(UnexpectedAnswer):
        ids()


def test_a_list_that_repeats_its_token_does_not_go_on_for_ever(zoho: Zoho) -> None:
    for token in ("", "a", "b"):
        query = {"next_token": token} if token else {}
        zoho.cliq(
            "GET", "/channels", query=query, json={"channels": [], "next_token": {"": "a", "a": "b", "b": "a"}[token]}
        )
    with pytest.raises(UnexpectedAnswer, match="does not end"):
        ids()


def test_the_parameters_of_the_caller_are_left_alone(zoho: Zoho) -> None:
    params = {"status": "created"}
    zoho.cliq("GET", "/channels", query=params, json={"channels": [], "next_token": "a"})
    zoho.cliq("GET", "/channels", query={**params, "next_token": "a"}, json={"channels": []})
    list(cliq_client().pages("/channels", "channels", params=params))
    assert params == {"status": "created"}


# --- what is asked again, and what is not ----------------------------------------------------------------------------


def test_a_read_is_asked_three_times(zoho: Zoho) -> None:
    zoho.cliq("GET", "/channels/O1", body=requests.exceptions.ReadTimeout("late"))
    zoho.cliq("GET", "/channels/O1", status=502, body=b"<html>")
    zoho.cliq("GET", "/channels/O1", json={"id": "1"})
    assert cliq_client().get("/channels/{id}", ids={"id": "O1"}) == {"id": "1"}


def test_a_read_is_not_asked_a_fourth_time(zoho: Zoho) -> None:
    for _attempt in range(3):
        zoho.cliq("GET", "/channels/O1", status=500, json={})
    with pytest.raises(OutcomeUnknown) as caught:
        cliq_client().get("/channels/{id}", ids={"id": "O1"})
    assert caught.value.code == "server_error"
    assert caught.value.message.endswith("It was tried 3 times: run the play again later.")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
@pytest.mark.parametrize(
    "failure",
    [
        {"status": 500, "json": {}},
        {"status": 503, "body": b"<html>"},
        {"body": requests.exceptions.ConnectionError("reset")},
    ],
)
def test_a_write_with_an_unknown_outcome_is_never_repeated(zoho: Zoho, method: str, failure: dict[str, t.Any]) -> None:
    zoho.cliq(method, "/channels", sends={"a": 1}, **failure)
    with pytest.raises(OutcomeUnknown, match=r"(?i)nobody can tell.*run the play again"):
        cliq_client().call(method, "/channels", body={"a": 1})
    assert len(zoho.mock.calls) == 1


def test_a_refused_read_is_not_repeated(zoho: Zoho) -> None:
    zoho.cliq(
        "GET", "/channels/O1", status=404, json={"code": "request_url_invalid", "message": "Request URL is invalid"}
    )
    with pytest.raises(ApiError):
        cliq_client().get("/channels/{id}", ids={"id": "O1"})


# --- refused tokens --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "refusal",
    [
        {"json": INVALID},
        {"json": {"code": "invalid_oauthtoken", "message": "x"}},
        {"body": b"  ", "content_type": "text/html"},
        {"body": b""},
    ],
)
def test_a_refused_token_is_replaced_and_the_same_request_sent_once_more(zoho: Zoho, refusal: dict[str, t.Any]) -> None:
    tokens = Tokens("old", "new")
    zoho.cliq("POST", "/channels", sends={"name": "x"}, token="old", status=401, **refusal)
    zoho.cliq("POST", "/channels", sends={"name": "x"}, token="new", json={"channel_id": "O1"})
    assert cliq_client(tokens).call("POST", "/channels", body={"name": "x"}) == {"channel_id": "O1"}
    assert tokens.refused == ["old"]


def test_a_second_refusal_is_final(zoho: Zoho) -> None:
    tokens = Tokens("old", "new")
    zoho.cliq("GET", "/channels/O1", token="old", status=401, json=INVALID)
    zoho.cliq("GET", "/channels/O1", token="new", status=401, json=INVALID)
    with pytest.raises(ApiError) as caught:
        cliq_client(tokens).get("/channels/{id}", ids={"id": "O1"})
    assert (caught.value.code, caught.value.status) == ("oauthtoken_invalid", 401)
    assert tokens.refused == ["old"]


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_missing_scope_asks_for_no_other_token(zoho: Zoho, status: int) -> None:
    tokens = Tokens("old", "new")
    zoho.cliq("GET", "/channels/O1", status=status, json={"code": "oauthtoken_scope_invalid", "message": "x"})
    with pytest.raises(ApiError, match="does not have the scope") as caught:
        cliq_client(tokens).get("/channels/{id}", ids={"id": "O1"})
    assert caught.value.code == "oauthtoken_scope_invalid"
    assert tokens.refused == []


def test_a_given_token_is_left_alone(zoho: Zoho) -> None:
    zoho.cliq("GET", "/channels/O1", token=TOKEN, status=401, json=INVALID)
    with pytest.raises(ApiError):
        cliq_client(StaticToken(TOKEN)).get("/channels/{id}", ids={"id": "O1"})


def test_the_error_of_a_token_that_cannot_be_replaced_is_the_one_that_is_told(zoho: Zoho) -> None:
    class Refusing(Tokens):
        def replacement(self, refused: str) -> str | None:
            raise OAuthError("no other token", code="token_refused")

    zoho.cliq("GET", "/channels/O1", status=401, json=INVALID)
    with pytest.raises(OAuthError, match="no other token"):
        cliq_client(Refusing("old")).get("/channels/{id}", ids={"id": "O1"})


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 401, "json": INVALID},
        {"status": 400, "json": {"code": "x", "message": "y"}},
        {"status": 500, "json": {}},
        {"status": 404, "body": b"<html>"},
        {"status": 302, "headers": {"Location": "https://x"}},
        {"body": requests.exceptions.ConnectionError("reset")},
    ],
)
def test_no_error_tells_the_token(zoho: Zoho, answer: dict[str, t.Any]) -> None:
    zoho.cliq("POST", "/channels", sends={"secret": "b0dy"}, **answer)
    with pytest.raises(ZohoCliqError) as caught:
        cliq_client().call("POST", "/channels", body={"secret": "b0dy"})
    assert TOKEN not in str(caught.value.failure())
    assert "b0dy" not in str(caught.value.failure())


# --- pacing ----------------------------------------------------------------------------------------------------------


class Recorded(Pacing):
    """Writes down what it is asked, and whether the token was asked for within the turn."""

    def __init__(self, again: bool) -> None:
        self.events: list[str] = []
        self._again = again

    @contextlib.contextmanager
    def turn(self, endpoint: str) -> t.Iterator[None]:
        self.events.append(f"turn {endpoint}")
        yield
        self.events.append("end")

    def locked_out(self, endpoint: str) -> bool:
        self.events.append(f"locked out {endpoint}")
        return self._again


LOCKED = {
    "status": 400,
    "json": {"code": "request_limit_exceeded", "message": "You have exceeded the URL throttle limits."},
}


@pytest.mark.parametrize(
    "locked",
    [
        LOCKED,
        {"status": 400, "json": {"message": "You have exceeded the URL throttle limits."}},
        {"status": 429, "body": b""},
        {"status": 429, "json": {"error": {"code": "rate_limit_exceeded", "message": "Too many requests."}}},
    ],
)
def test_a_lock_out_is_noted_and_the_call_gets_another_turn(zoho: Zoho, locked: dict[str, t.Any]) -> None:
    pacing = Recorded(again=True)
    zoho.cliq("GET", "/channels/O1", **locked)
    zoho.cliq("GET", "/channels/O1", json={"id": "1"})
    assert cliq_client(pacing=pacing).get("/channels/{id}", ids={"id": "O1"}) == {"id": "1"}
    turn = "turn GET /channels/{id}"
    assert pacing.events == [turn, "end", "locked out GET /channels/{id}", turn, "end"]


def test_a_call_that_is_sent_again_with_another_token_takes_another_turn(zoho: Zoho) -> None:
    pacing = Recorded(again=True)
    zoho.cliq("GET", "/channels/O1", token="old", status=401, json=INVALID)
    zoho.cliq("GET", "/channels/O1", token="new", json={"id": "1"})
    cliq_client(Tokens("old", "new"), pacing).get("/channels/{id}", ids={"id": "O1"})
    assert pacing.events == ["turn GET /channels/{id}", "end"] * 2


def test_without_a_state_store_a_lock_out_is_the_end(zoho: Zoho) -> None:
    zoho.cliq("POST", "/channels", sends={"name": "x"}, **LOCKED)
    with pytest.raises(ApiError) as caught:
        cliq_client(pacing=NoPacing()).call("POST", "/channels", body={"name": "x"})
    assert caught.value.code == "request_limit_exceeded"


def test_the_token_is_asked_for_after_the_wait_for_a_turn(zoho: Zoho) -> None:
    pacing = Recorded(again=False)

    class Late(Tokens):
        def token(self) -> str:
            pacing.events.append("token")
            return "t"

    zoho.cliq("GET", "/channels/O1", token="t", json={})
    cliq_client(Late(), pacing).get("/channels/{id}", ids={"id": "O1"})
    assert pacing.events == ["turn GET /channels/{id}", "token", "end"]
