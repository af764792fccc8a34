# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The body of zoho.cliq.api."""

from __future__ import annotations

import contextlib
import typing as t
from urllib.parse import urlsplit

import pytest
import requests
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.client import NoPacing
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Context, guarded
from ansible_collections.zoho.cliq.plugins.module_utils._module.api import BODY, METHODS, run
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import (
    API,
    CLIQ,
    TOKEN,
    Zoho,
    cliq_client,
    run_body,
    validated,
)

WRITING = sorted(set(METHODS) - {"GET"})


def refusal(zoho: Zoho, **task: t.Any) -> str:
    """The message of a task that is refused before anything is sent."""
    result = run_body(BODY, {"path": "/channels", **task})
    assert result["failed"] is True
    assert result["failure"]["code"] == "invalid_input"
    assert zoho.sent == []
    return t.cast(str, result["msg"])


# --- the call --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("check", [False, True])
def test_a_read_returns_what_cliq_answers_in_check_mode_too(zoho: Zoho, check: bool) -> None:
    zoho.expect("GET", f"{API}/bots/b-1/subscribers", query={"limit": "5"}, token=TOKEN, json={"data": [1], "x": None})
    result = run_body(BODY, {"path": "/bots/b-1/subscribers", "query": {"limit": 5}}, check=check)
    assert result == {"changed": False, "content": {"data": [1], "x": None}}


@pytest.mark.parametrize("method", WRITING)
def test_a_writing_call_carries_its_body_and_is_a_change(zoho: Zoho, method: str) -> None:
    zoho.cliq(method, "/reminders/17", sends={"content": "x"}, query={"a": "b"}, token=TOKEN, json={"id": "17"})
    task = {"method": method, "path": "/reminders/17", "body": {"content": "x"}, "query": {"a": "b"}}
    assert run_body(BODY, task) == {"changed": True, "content": {"id": "17"}}


@pytest.mark.parametrize("answer", [{"status": 204}, {"body": b""}, {"json": {"Response Code": "204 No response"}}])
def test_an_empty_answer_is_null(zoho: Zoho, answer: dict[str, t.Any]) -> None:
    zoho.cliq("POST", "/chats/CT_1/mute", **answer)
    assert run_body(BODY, {"method": "POST", "path": "/chats/CT_1/mute"}) == {"changed": True, "content": None}


@pytest.mark.parametrize("method", WRITING)
def test_in_check_mode_a_writing_call_is_skipped(zoho: Zoho, method: str) -> None:
    result = run_body(BODY, {"method": method, "path": "/reminders", "body": {}}, check=True)
    assert (result["changed"], result["skipped"]) == (False, True)
    assert result["msg"] == f"{method} /reminders was not sent: in check mode only GET is."
    assert "failed" not in result and "content" not in result
    assert zoho.sent == []


def test_a_mistake_is_told_in_check_mode_too(zoho: Zoho) -> None:
    result = run_body(BODY, {"method": "POST", "path": "reminders"}, check=True)
    assert "must start with a slash" in result["msg"]


def test_the_other_version_is_another_path(zoho: Zoho) -> None:
    zoho.expect("PATCH", f"{CLIQ}/api/v3/bots/1", sends={"name": "x"}, json={"data": {}})
    task = {"method": "PATCH", "path": "/bots/1", "body": {"name": "x"}, "api_version": "v3"}
    assert run_body(BODY, task)["content"] == {"data": {}}


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        ({"a": [1, None]}, {"a": [1, None]}),
        ([{"a": 1}], [{"a": 1}]),
        ('{"text": "hi"}', {"text": "hi"}),
        ("[1]", [1]),
    ],
)
def test_the_body_is_data_or_json(zoho: Zoho, body: t.Any, sent: t.Any) -> None:
    zoho.cliq("POST", "/reminders", sends=sent, json={})
    assert run_body(BODY, {"method": "POST", "path": "/reminders", "body": body})["changed"] is True


@pytest.mark.parametrize(
    ("body", "words"), [("hello", "not JSON"), ('"text"', "a dictionary or a list"), (3, "a dictionary or a list")]
)
def test_a_body_of_another_kind_is_refused(zoho: Zoho, body: t.Any, words: str) -> None:
    assert words in refusal(zoho, method="POST", body=body)


def test_the_values_of_a_query_are_written_as_cliq_has_them(zoho: Zoho) -> None:
    query = {"joined": True, "all": False, "limit": 3, "fields": ["name", "id"], "status": None, "search": "a&b=c"}
    sent = {"joined": "true", "all": "false", "limit": "3", "fields": "name,id", "search": "a&b=c"}
    zoho.cliq("GET", "/teams", query=sent, json={})
    assert run_body(BODY, {"path": "/teams", "query": query})["content"] == {}


@pytest.mark.parametrize("value", [{"a": 1}, [["a"]]])
def test_a_query_of_another_kind_is_refused(zoho: Zoho, value: t.Any) -> None:
    assert refusal(zoho, query={"fields": value}).startswith("query: fields must be")


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ({"body": {}}, "body cannot be sent with GET"),
        ({"method": "POST", "paginate": True}, "paginate is for GET only, and the method is POST"),
        ({"entries_key": "data"}, "set paginate to true"),
    ],
)
def test_options_that_do_not_go_together_are_refused(zoho: Zoho, task: dict[str, t.Any], words: str) -> None:
    assert words in refusal(zoho, **task)


# --- the path --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("/users/scott.fisher@zylker.example", "/users/scott.fisher@zylker.example"),
        ("/chats/CT_1/messages/17%2020", "/chats/CT_1/messages/17%2020"),
        ("/chats/a%2Fb", "/chats/a%2Fb"),
        ("/chats/a%3Fb%23c", "/chats/a%3Fb%23c"),
        ("/channelsbyname/a b", "/channelsbyname/a%20b"),
        ("/channelsbyname/ä", "/channelsbyname/%C3%A4"),
        ("/channelsbyname/...", "/channelsbyname/..."),
        ("/users/a:b", "/users/a:b"),
    ],
)
def test_a_path_is_sent_as_it_is_and_encoded_where_it_must_be(zoho: Zoho, path: str, sent: str) -> None:
    zoho.mock.get(f"{API}{sent}", json={})
    assert run_body(BODY, {"path": path})["changed"] is False
    url = zoho.mock.calls[0].request.url
    assert urlsplit(url).path == f"/api/v2{sent}"


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("channels", "must start with a slash"),
        ("", "must start with a slash"),
        ("/", "must start with a slash and name something"),
        ("https://evil.example/x", "Scheme and host come from"),
        ("HTTP://evil.example/x", "Scheme and host come from"),
        ("//evil.example/x", "Scheme and host come from"),
        (" //evil.example/x", "Scheme and host come from"),
        ("@evil.example/x", "must start with a slash"),
        ("/api/v2/channels", "leave out /api and the version"),
        ("/channels?limit=1", "Give the query in the option query"),
        ("/channels#x", "no ? or #"),
        ("/channels/{channel_id}", "in place of what is in braces"),
        ("/channels/100%", "a percent sign must be written as %25"),
        ("/channels/%zz", "a percent sign must be written as %25"),
        ("/channels//members", "Is a variable empty?"),
        ("/channels/P1\nX: y", "no control characters"),
        ("/channels/P1%0d%0aX", "no control characters"),
        ("/channels/P1%250aX", "no control characters"),
        ("/channels/%00", "no control characters"),
        ("/channels\\..\\x", "no backslashes"),
        ("/channels/%5c..%5cx", "no backslashes"),
        ("/../oauth/v2/token", "lead out of Cliq's API"),
        ("/channels/..", "lead out of Cliq's API"),
        ("/channels/./x", "lead out of Cliq's API"),
        ("/channels/%2e%2e/%2E./oauth", "lead out of Cliq's API"),
        ("/channels/..%2f..%2foauth", "lead out of Cliq's API"),
        ("/channels/%252e%252e/x", "lead out of Cliq's API"),
        ("/channels/..;a=b/x", "lead out of Cliq's API"),
        ("/channels/..%3b/x", "lead out of Cliq's API"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_a_path_that_leads_elsewhere_or_nowhere_is_refused(zoho: Zoho, path: str, words: str, method: str) -> None:
    message = refusal(zoho, path=path, method=method)
    assert words in message
    assert message.startswith("path is ")


# --- pages -----------------------------------------------------------------------------------------------------------


def test_all_pages_are_read(zoho: Zoho) -> None:
    query = {"status": "archived", "limit": "2"}
    zoho.expect(
        "GET", f"{API}/channels", query=query, json={"channels": [{"a": 1}], "has_more": True, "next_token": "x"}
    )
    zoho.expect(
        "GET", f"{API}/channels", query={**query, "next_token": "x"}, json={"channels": [{"a": 2}], "next_token": "y"}
    )
    zoho.expect("GET", f"{API}/channels", query={**query, "next_token": "y"}, json={"channels": [], "has_more": False})
    task = {"path": "/channels", "query": {"status": "archived", "limit": 2}, "paginate": True}
    assert run_body(BODY, task) == {"changed": False, "entries": [{"a": 1}, {"a": 2}]}


def test_the_reminders_call_their_token_otherwise(zoho: Zoho) -> None:
    zoho.cliq("GET", "/reminders", json={"list": [1], "next_set_token": "x"})
    zoho.cliq("GET", "/reminders", query={"next_set_token": "x"}, json={"list": [2]})
    assert run_body(BODY, {"path": "/reminders", "paginate": True})["entries"] == [1, 2]


@pytest.mark.parametrize(
    ("answer", "key", "found"),
    [
        ([1, 2], None, [1, 2]),
        ({"things": ["a"]}, None, ["a"]),
        ({"data": [1], "others": [2]}, None, [1]),
        ({"others": [2], "list": [1]}, None, [1]),
        ({"data": [1], "others": [2]}, "others", [2]),
    ],
)
def test_the_list_is_found(zoho: Zoho, answer: t.Any, key: str | None, found: list[t.Any]) -> None:
    zoho.cliq("GET", "/things", json=answer)
    task = {"path": "/things", "paginate": True, "entries_key": key}
    assert run_body(BODY, task)["entries"] == found


@pytest.mark.parametrize(
    ("answer", "key", "words"),
    [
        ({"b": [1], "a": [2]}, None, "Its lists are: a, b. Choose one with entries_key"),
        ({"id": "1"}, None, "Its lists are: none."),
        ({"data": [1], "x": {}}, "x", "There is no list x in Cliq's answer, as entries_key says. Its lists are: data."),
        ([1], "data", "There is no list data"),
        ("text", None, "Its lists are: none."),
        (None, None, "Its lists are: none."),
    ],
)
def test_a_list_that_cannot_be_found_is_an_error(zoho: Zoho, answer: t.Any, key: str | None, words: str) -> None:
    zoho.cliq("GET", "/things", json=answer)
    result = run_body(BODY, {"path": "/things", "paginate": True, "entries_key": key})
    assert result["failure"]["code"] == "unexpected_answer"
    assert words in result["msg"]


# --- what goes wrong -------------------------------------------------------------------------------------------------


def test_cliq_s_refusal_is_data(zoho: Zoho) -> None:
    zoho.cliq("DELETE", "/channels/O1", status=403, json={"code": "operation_not_allowed", "message": "No"})
    result = run_body(BODY, {"method": "DELETE", "path": "/channels/O1"})
    assert (result["failed"], result["changed"]) == (True, False)
    assert (result["failure"]["code"], result["failure"]["status"]) == ("operation_not_allowed", 403)
    assert result["msg"].startswith("DELETE /channels/O1: ")


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"body": requests.exceptions.ReadTimeout("late")}, "outcome_unknown"),
        ({"status": 502, "body": b"<html>"}, "outcome_unknown"),
        ({"status": 200, "body": b"<html>"}, "outcome_unknown"),
    ],
)
@pytest.mark.parametrize("method", WRITING)
def test_a_writing_call_whose_answer_is_lost_is_not_sent_again(
    zoho: Zoho, answer: dict[str, t.Any], code: str, method: str
) -> None:
    zoho.cliq(method, "/reminders", **answer)
    result = run_body(BODY, {"method": method, "path": "/reminders"})
    assert result["failure"]["code"] == code
    assert "It was not sent again: look at Cliq" in result["msg"]
    assert "looks at what is there first" not in result["msg"]
    assert len(zoho.sent) == 1
    assert BODY.converges is False


def test_a_read_whose_answer_is_lost_is_asked_again(zoho: Zoho) -> None:
    zoho.cliq("GET", "/reminders", body=requests.exceptions.ReadTimeout("late"))
    zoho.cliq("GET", "/reminders", json={"list": []})
    assert run_body(BODY, {"path": "/reminders"})["content"] == {"list": []}


# --- quota -----------------------------------------------------------------------------------------------------------


class Turns(NoPacing):
    def __init__(self) -> None:
        self.taken: list[str] = []

    def turn(self, endpoint: str) -> t.ContextManager[None]:
        self.taken.append(endpoint)
        return contextlib.nullcontext()


@pytest.mark.parametrize(
    ("task", "endpoint"),
    [
        ({"path": "/channels/P1"}, "GET /channels/{channel_id}"),
        ({"path": "/channels/P1/members", "paginate": True}, "GET /channels/{channel_id}/members"),
        ({"path": "/reminders/17", "method": "DELETE"}, "DELETE /reminders/{reminder_id}"),
        ({"path": "/channelsbyname/opsalerts"}, "GET /channelsbyname/{unique_name}"),
        ({"path": "/unheard/of", "method": "DELETE"}, "DELETE *"),
        ({"path": "/scheduledmessages", "api_version": "v3"}, "GET /v3/scheduledmessages"),
        ({"path": "/channels", "api_version": "v3"}, "GET *"),
    ],
)
def test_a_call_is_counted_with_those_of_the_other_modules(zoho: Zoho, task: dict[str, t.Any], endpoint: str) -> None:
    method, version = task.get("method", "GET"), task.get("api_version", "v2")
    zoho.expect(method, f"{CLIQ}/api/{version}{task['path']}", json={"data": []})
    turns = Turns()
    context = Context(
        params=validated(BODY, task),
        check_mode=False,
        connect=lambda: cliq_client(pacing=turns),
        warn=lambda text: None,
    )
    assert "failed" not in guarded(lambda: run(context))
    assert turns.taken == [endpoint]
