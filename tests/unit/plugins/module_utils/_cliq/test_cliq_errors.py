# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Cliq's errors as sentences."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._cliq import errors
from ansible_collections.zoho.cliq.plugins.module_utils._errors import ApiError, OutcomeUnknown, UnexpectedAnswer
from ansible_collections.zoho.cliq.plugins.module_utils._http import Answer
from hypothesis import given
from hypothesis import strategies as st

READ, WRITE = "GET /channels", "POST /channels"


def answer(status: int, body: t.Any, content_type: str = "application/json") -> Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status, {"Content-Type": content_type}, raw, "GET https://cliq.zoho.eu/api/v2/channels")


@pytest.mark.parametrize("status", [200, 201, 204])
def test_success_is_no_error(status: int) -> None:
    assert errors.from_answer(answer(status, b""), READ) is None


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        (401, "oauthtoken_invalid", "did not accept the access token"),
        (401, "oauthtoken_scope_invalid", "does not have the scope"),
        (400, "request_limit_exceeded", "more calls were made than Cliq allows"),
        (404, "request_url_invalid", "does not know this URL"),
        (400, "request_method_invalid", "does not offer this method"),
        (400, "extra_key_found", "refuses a key"),
        (400, "param_missing", "misses a key"),
        (400, "input_pattern_mismatch", "refuses a value"),
        (403, "operation_not_allowed", "is not allowed to do this"),
        (403, "not_an_organization_admin", "only an administrator"),
        (400, "team_not_exist", "there is no such team"),
        (400, "operation_failed", "could not do it"),
        (403, "inactive_appaccount_user", "is not active in this organization"),
        (403, "something_new", "is not allowed to do this"),
        (405, "something_new", "does not offer this method"),
        (400, "something_new", "Cliq refused the call"),
    ],
)
def test_each_known_code_has_a_sentence(status: int, code: str, words: str) -> None:
    error = errors.from_answer(answer(status, {"code": code, "message": "In Zoho's words."}), WRITE)
    assert isinstance(error, ApiError)
    assert (error.code, error.status) == (code, status)
    assert words in error.message
    assert error.message == f"POST /channels: {error.message[len('POST /channels: ') :]}"
    assert error.message.endswith(f"(code {code}, HTTP status {status}): In Zoho's words.")


@pytest.mark.parametrize(
    "body", [{"code": "team_not_exist"}, {"error": {"code": "team_not_exist"}}, {"data": {"code": "team_not_exist"}}]
)
def test_the_code_is_found_in_each_envelope(body: t.Any) -> None:
    error = errors.from_answer(answer(400, body), READ)
    assert error is not None
    assert error.code == "team_not_exist"
    assert error.message == "GET /channels: there is no such team (code team_not_exist, HTTP status 400)."


@pytest.mark.parametrize("body", [b"", {}, [1], {"message": "Too many requests within a certain time frame."}])
def test_429_is_a_lock_out_whatever_it_says(body: t.Any) -> None:
    error = errors.from_answer(answer(429, body), READ)
    assert isinstance(error, ApiError)
    assert error.code == errors.LOCKED_OUT


def test_a_message_without_a_code_is_one_of_cliq() -> None:
    error = errors.from_answer(answer(400, {"message": "Sorry, we couldn't process your request."}), READ)
    assert isinstance(error, ApiError)
    assert error.code == "http_400"
    assert error.message.endswith(": Sorry, we couldn't process your request.")


def test_a_blank_401_is_one_of_cliq() -> None:
    error = errors.from_answer(answer(401, b"\r\n", "text/html"), READ)
    assert isinstance(error, ApiError)
    assert (error.code, error.status) == ("http_401", 401)


@pytest.mark.parametrize("status", [400, 403, 404])
@pytest.mark.parametrize("body", [b"<html>Blocked by the proxy</html>", b"", {}, [], {"unknown": 1}])
def test_what_is_not_of_cliq_is_unexpected(status: int, body: t.Any) -> None:
    error = errors.from_answer(answer(status, body, "text/html"), READ)
    assert isinstance(error, UnexpectedAnswer)
    assert error.status == status
    assert "proxy" in error.message


@pytest.mark.parametrize("status", [500, 502, 503, 599])
@pytest.mark.parametrize("body", [b"<html>", {"code": "x", "message": "Words."}])
def test_a_server_error_leaves_the_outcome_open(status: int, body: t.Any) -> None:
    error = errors.from_answer(answer(status, body), WRITE)
    assert isinstance(error, OutcomeUnknown)
    assert (error.code, error.status) == ("outcome_unknown", status)
    assert error.message.endswith(errors.RUN_AGAIN)
    assert error.message.startswith(f"POST /channels: Cliq failed with HTTP status {status}")
    assert "Words: " not in error.message


def test_a_read_that_failed_is_not_said_to_have_changed_anything() -> None:
    error = errors.from_answer(answer(500, b"<html>"), READ)
    assert error is not None
    assert error.message == "GET /channels: Cliq failed with HTTP status 500."


@pytest.mark.parametrize(
    ("status", "body", "refused"),
    [
        (401, {"code": "oauthtoken_invalid"}, True),
        (401, {"code": "invalid_oauthtoken"}, True),
        (401, b"", True),
        (401, b"<html>", True),
        (401, {"code": "oauthtoken_scope_invalid"}, False),
        (401, {"code": "something_new"}, True),
        (401, {"code": "unauthorized"}, True),
        (401, {"code": "AUTHENTICATION_FAILURE"}, True),
        (401, {"error": {"code": "unauthorized"}}, True),
        (401, {"error": "oauthtoken_scope_invalid"}, False),
        (400, {"code": "oauthtoken_invalid"}, False),
        (200, {"code": "oauthtoken_invalid"}, False),
    ],
)
def test_which_answers_refuse_the_token(status: int, body: t.Any, refused: bool) -> None:
    assert errors.is_refused_token(answer(status, body)) is refused


@pytest.mark.parametrize(
    ("status", "body", "missing"),
    [
        (404, {"code": "request_url_invalid", "message": "Request URL is invalid"}, True),
        (400, {"code": "request_url_invalid", "message": "Request URL is invalid"}, True),
        (404, {"message": "The URL you've sent is wrong."}, True),
        (404, {"code": "channel_not_found", "message": "x"}, True),
        (400, {"message": "Invalid channel id"}, True),
        (400, {"message": "Request URL is invalid."}, True),
        (400, {"message": "Invalid description"}, False),
        (400, {"code": "input_pattern_mismatch", "message": "x"}, False),
        (404, {"code": "operation_not_allowed", "message": "x"}, False),
        (403, {"code": "operation_not_allowed", "message": "x"}, False),
    ],
)
def test_which_errors_say_that_there_is_no_such_thing(status: int, body: t.Any, missing: bool) -> None:
    error = errors.from_answer(answer(status, body), READ)
    assert isinstance(error, ApiError)
    assert errors.is_not_found(error) is missing


def test_a_long_message_is_cut_off() -> None:
    error = errors.from_answer(answer(400, {"code": "x", "message": "y " * 10_000}), READ)
    assert error is not None
    assert error.message.count("y") == 150


def test_a_token_that_cliq_echoes_is_not_shown() -> None:
    token = "1000." + "0123456789abcdef" * 2 + "." + "0123456789abcdef" * 2
    error = errors.from_answer(answer(400, {"code": token, "message": f"The token {token} is odd"}), READ)
    assert error is not None
    assert "0123456789abcdef" not in error.message + error.code
    assert "The token ... is odd" in error.message


@given(code=st.one_of(st.text(max_size=100), st.integers(), st.none()), message=st.one_of(st.text(), st.integers()))
def test_whatever_cliq_says_is_one_line_of_bounded_length(code: t.Any, message: t.Any) -> None:
    error = errors.from_answer(answer(400, {"code": code, "message": message}), READ)
    assert error is not None
    assert error.message.isprintable()
    assert len(error.message) < 700
    assert error.code.isprintable()
