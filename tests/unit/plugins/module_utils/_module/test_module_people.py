# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Whom Cliq knows: asked for as seldom as possible, and nobody is called unknown without having been asked for."""

from __future__ import annotations

import threading
import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.client import CliqClient
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Context
from ansible_collections.zoho.cliq.plugins.module_utils._module._people import People
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import Zoho, cliq_client

UNKNOWN = {"status": 404, "json": {"code": "request_url_invalid", "message": "x"}}
NO_SCOPE = {"status": 401, "json": {"code": "oauthtoken_scope_invalid", "message": "x"}}


def user(number: int) -> dict[str, t.Any]:
    return {
        "id": str(number),
        "zuid": str(number),
        "email_id": f"user{number}@zylker.example",
        "name": f"User {number}",
    }


def address(number: int) -> str:
    return f"user{number}@zylker.example"


def people(client: CliqClient | None = None, granted: tuple[str, ...] | None = ("ZohoCliq.Users.READ",)) -> People:
    context = Context(params={}, check_mode=False, connect=cliq_client, warn=print, granted=lambda: granted)
    return People(context, client or cliq_client())


def asks(zoho: Zoho, who: str, **answer: t.Any) -> None:
    zoho.cliq("GET", f"/users/{who}", **answer)


def reads_list(zoho: Zoho, *users: dict[str, t.Any], token: str | None = None, more: str | None = None) -> None:
    query = {"limit": "100", **({"next_token": token} if token else {})}
    answer = {"data": list(users), "has_more": more is not None, **({"next_token": more} if more else {})}
    zoho.cliq("GET", "/users", query=query, json=answer)


def test_a_few_people_are_asked_for_one_by_one(zoho: Zoho) -> None:
    asks(zoho, address(1), json={"data": user(1)})
    asks(zoho, address(2), **UNKNOWN)
    asks(zoho, "3", json={"data": user(3)})
    assert people().unknown([address(1), address(2), "3"]) == [address(2)]


def test_many_people_are_looked_for_in_the_list_until_all_are_found(zoho: Zoho) -> None:
    reads_list(zoho, *(user(number) for number in range(1, 4)), more="2")
    reads_list(zoho, *(user(number) for number in range(4, 8)), token="2", more="3")
    assert people().unknown([*(address(number).upper() for number in range(1, 6)), "6"]) == []


def test_people_who_are_not_in_the_list_are_asked_for(zoho: Zoho) -> None:
    reads_list(zoho, *(user(number) for number in range(1, 5)))
    asks(zoho, address(5), json={"data": user(5)})
    asks(zoho, address(6), **UNKNOWN)
    assert people().unknown([address(number) for number in range(1, 7)]) == [address(6)]


def test_what_is_known_is_not_asked_again_by_anybody_with_the_same_client(zoho: Zoho) -> None:
    asks(zoho, address(1), json={"data": user(1)})
    asks(zoho, address(2), **UNKNOWN)
    client = cliq_client()
    assert people(client).unknown([address(1), address(2)]) == [address(2)]
    assert people(client).unknown([address(2).upper(), "1"]) == [address(2).upper()]
    assert people(client).user_id(address(1)) == "1"
    assert people(client).user_id(address(2)) is None


@pytest.mark.parametrize("granted", [("ZohoCliq.Channels.ALL",), ("ZohoCliq.Users.CREATE",), ()])
def test_nobody_is_asked_for_without_the_scope(zoho: Zoho, granted: tuple[str, ...]) -> None:
    asked = people(granted=granted)
    assert asked.unknown([address(number) for number in range(1, 10)]) == []
    assert asked.user_id(address(1)) is None
    assert zoho.sent == []


@pytest.mark.parametrize("granted", [("zohocliq.users.read",), ("ZohoCliq.Users.ALL",), None])
def test_the_scope_is_seen_in_any_spelling(zoho: Zoho, granted: tuple[str, ...] | None) -> None:
    asks(zoho, address(1), json={"data": user(1)})
    assert people(granted=granted).user_id(address(1)) == "1"


@pytest.mark.parametrize("code", ["oauthtoken_scope_invalid", "operation_not_allowed"])
@pytest.mark.parametrize("count", [2, 7])
def test_a_refusal_is_remembered_and_nobody_is_unknown(zoho: Zoho, count: int, code: str) -> None:
    refusal = {"status": 403, "json": {"code": code, "message": "x"}}
    whos = [address(number) for number in range(count)]
    if count > 5:
        zoho.cliq("GET", "/users", query={"limit": "100"}, **refusal)
    else:
        asks(zoho, whos[0], **refusal)
    client = cliq_client()
    assert people(client, None).unknown(whos) == []
    assert people(client, None).unknown(whos) == []
    assert people(client, None).user_id(whos[0]) is None
    assert len(zoho.sent) == 1


def test_a_lock_out_leaves_it_to_the_call_that_names_them(zoho: Zoho) -> None:
    asks(zoho, address(1), status=400, json={"code": "request_limit_exceeded", "message": "x"})
    asks(zoho, address(1), json={"data": user(1)})
    asked = people()
    assert asked.unknown([address(1)]) == []
    assert asked.user_id(address(1)) == "1"


def test_another_address_of_somebody_leads_to_the_same_person(zoho: Zoho) -> None:
    asks(zoho, "alias@zylker.example", json={"data": user(1)})
    asked = people()
    assert asked.unknown(["alias@zylker.example"]) == []
    for who in ("alias@zylker.example", address(1), "1"):
        known = asked.known(who)
        assert known is not None and known["name"] == "User 1"


def test_threads_ask_once_for_the_same_person(zoho: Zoho) -> None:
    asks(zoho, address(1), json={"data": user(1)})
    client = cliq_client()
    found: list[str | None] = []
    threads = [
        threading.Thread(target=lambda: found.append(people(client).user_id(address(1)))) for _number in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == ["1"] * 8
