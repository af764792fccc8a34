# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Scopes: what a user may ask for, what an answer says, and what is missing between the two."""

from __future__ import annotations

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import scopes
from hypothesis import given
from hypothesis import strategies as st

known = st.sampled_from(scopes.KNOWN_SCOPES)
any_case = known.flatmap(
    lambda scope: st.lists(st.booleans(), min_size=len(scope), max_size=len(scope)).map(
        lambda upper: "".join(c.upper() if up else c.lower() for c, up in zip(scope, upper, strict=True))
    )
)


def test_known_scopes_are_unique_without_regard_to_case() -> None:
    assert len({scope.casefold() for scope in scopes.KNOWN_SCOPES}) == len(scopes.KNOWN_SCOPES)


@pytest.mark.parametrize(
    "scope",
    [
        "ZohoCliq.Channels.ALL",
        "ZohoCliq.Teams.ALL",
        "ZohoCliq.messages.CREATE",
        "ZohoCliq.messageactions.READ",
        "ZohoCliq.Userfields.UPDATE",
        "ZohoCliq.Profile.CREATe",
        "ZohoCliq.Applications.update",
        "ZohoCliq.OrganizationChats.READ",
        "ZohoCliq.Webhooks.DELETE",
        "ZohoCliq.DatastoreRecords.DELETE",
        "Datastores.READ",
        "Commands.CREATE",
        "AaaServer.profile.READ",
        "ZohoCalendar.event.ALL",
        "ZohoPeople.forms.READ",
        "ZohoCRM.users.READ",
        "ZohoChat.Channels.READ",
        "Profile.orguserphoto.UPDATE",
        "openid",
    ],
)
def test_check_accepts_documented_scopes_as_they_are_written(scope: str) -> None:
    assert scopes.check([scope]) == [scope]


def test_recommended_scopes_are_known() -> None:
    assert scopes.check(scopes.RECOMMENDED) == list(scopes.RECOMMENDED)
    assert set(scopes.RECOMMENDED) <= set(scopes.KNOWN_SCOPES)


@pytest.mark.parametrize(
    ("scope", "nearest"),
    [
        ("ZohoCliq.Chanels.READ", "ZohoCliq.Channels.READ"),
        ("ZohoCliq.Channel.ALL", "ZohoCliq.Channels.ALL"),
        ("ZohoClick.Channels.READ", "ZohoCliq.Channels.READ"),
        ("ZohoClq.Users.READ", "ZohoCliq.Users.READ"),
        ("Cliq.Users.READ", "ZohoCliq.Users.READ"),
        ("Zoho.Cliq.Users.READ", "ZohoCliq.Users.READ"),
        ("Channels.READ", "ZohoCliq.Channels.READ"),
        ("ZohoCliq.Webhooks.READ", "ZohoCliq.Webhooks"),
    ],
)
def test_check_names_the_nearest_scope(scope: str, nearest: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        scopes.check(["ZohoCliq.Users.READ", scope])
    assert caught.value.code == "unknown_scope"
    assert f'"{scope}"' in caught.value.message
    assert f'did you mean "{nearest}' in caught.value.message


def test_check_of_a_scope_that_is_like_nothing() -> None:
    with pytest.raises(InvalidInput, match="look like") as caught:
        scopes.check(["cliq"])
    assert caught.value.code == "unknown_scope"


@pytest.mark.parametrize("scope", ["ZohoCliq.A.READ,ZohoCliq.B.READ", "ZohoCliq.A.READ ZohoCliq.B.READ", " openid"])
def test_check_tells_how_to_write_a_list(scope: str) -> None:
    with pytest.raises(InvalidInput, match="an element of its own") as caught:
        scopes.check([scope])
    assert repr(scope) in caught.value.message


@pytest.mark.parametrize("scope", ["{{lookup}}", "a..b", ".a", "a.", "a-b", "\u00e9", "a\x00"])
def test_check_refuses_what_is_no_scope(scope: str) -> None:
    with pytest.raises(InvalidInput, match="is not a scope"):
        scopes.check([scope])


@pytest.mark.parametrize("value", [[], (), [""], [None], [3], "openid"])
def test_check_refuses_what_is_no_list_of_scopes(value: object) -> None:
    with pytest.raises(InvalidInput, match=r"scopes"):
        scopes.check(value)  # type: ignore[arg-type]


def test_check_drops_duplicates_and_keeps_the_first_spelling() -> None:
    assert scopes.check(["zohocliq.channels.read", "ZohoCliq.Channels.READ", "openid"]) == [
        "zohocliq.channels.read",
        "openid",
    ]


@given(st.lists(any_case, min_size=1))
def test_check_is_idempotent(asked: list[str]) -> None:
    once = scopes.check(asked)
    assert scopes.check(once) == once
    assert {scope.casefold() for scope in once} == {scope.casefold() for scope in asked}


@given(st.lists(st.text(max_size=30)))
def test_check_fails_in_its_own_words_only(asked: list[str]) -> None:
    try:
        result = scopes.check(asked)
    except InvalidInput:
        return
    assert scopes.parse(",".join(result)) == result


@pytest.mark.parametrize(
    "value",
    [
        "ZohoCliq.Users.READ ZohoCliq.Teams.READ",
        "ZohoCliq.Users.READ,ZohoCliq.Teams.READ",
        " ZohoCliq.Users.READ,\n ZohoCliq.Teams.READ ,, zohocliq.users.read",
        ["ZohoCliq.Users.READ", "ZohoCliq.Teams.READ"],
        ("ZohoCliq.Users.READ ZohoCliq.Teams.READ", 5, None),
    ],
)
def test_parse(value: str | list[str]) -> None:
    assert scopes.parse(value) == ["ZohoCliq.Users.READ", "ZohoCliq.Teams.READ"]


def test_parse_leaves_out_what_could_be_a_template() -> None:
    assert scopes.parse("a.b {{x}} {%y%} !vault c.d") == ["a.b", "c.d"]
    assert scopes.parse("") == []


@given(st.one_of(st.text(), st.lists(st.text())))
def test_parse_returns_safe_text_only(value: str | list[str]) -> None:
    for scope in scopes.parse(value):
        assert scope
        assert all(c.isascii() and (c.isalnum() or c in "._") for c in scope)


@pytest.mark.parametrize(
    ("granted", "wanted", "expected"),
    [
        (["ZohoCliq.Channels.ALL"], ["ZohoCliq.Channels.READ", "zohocliq.channels.delete"], []),
        (["zohocliq.channels.all"], ["ZohoCliq.Channels.ALL"], []),
        (["ZohoCliq.Channels.READ"], ["ZohoCliq.Channels.ALL"], ["ZohoCliq.Channels.ALL"]),
        (["ZohoCliq.Channels.CREATE"], ["ZohoCliq.Channels.READ"], ["ZohoCliq.Channels.READ"]),
        (["ZohoCliq.Channels.ALL"], ["ZohoCliq.Users.READ"], ["ZohoCliq.Users.READ"]),
        (["ZohoCRM.Channels.ALL"], ["ZohoCliq.Channels.READ"], ["ZohoCliq.Channels.READ"]),
        (["ALL", "ZohoCliq.ALL"], ["ZohoCliq.Users.READ"], ["ZohoCliq.Users.READ"]),
        ([], ["openid", "OPENID"], ["openid"]),
        (["openid"], ["OpenID"], []),
    ],
)
def test_missing(granted: list[str], wanted: list[str], expected: list[str]) -> None:
    assert scopes.missing(granted, wanted) == expected


def test_union() -> None:
    granted = ["ZohoCliq.Channels.ALL", "zohocliq.users.read"]
    wanted = ["ZohoCliq.Users.READ", "ZohoCliq.Channels.READ", "ZohoCliq.Teams.READ"]
    assert scopes.union(granted, wanted) == [*granted, "ZohoCliq.Teams.READ"]


@given(st.lists(any_case), st.lists(any_case))
def test_nothing_is_missing_in_the_union(granted: list[str], wanted: list[str]) -> None:
    both = scopes.union(granted, wanted)
    assert scopes.missing(both, wanted) == []
    assert scopes.missing(both, granted) == []
    assert scopes.union(both, wanted) == both
