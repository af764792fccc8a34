# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The body of zoho.cliq.channels: one list, one plan, as few calls as possible, and each channel on its own."""

from __future__ import annotations

import json
import types
import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._cliq import known
from ansible_collections.zoho.cliq.plugins.module_utils._module import _creations, _membership_record
from ansible_collections.zoho.cliq.plugins.module_utils._module._creations import NoNotebook
from ansible_collections.zoho.cliq.plugins.module_utils._module.channels import BODY
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import API, Records, Zoho, raw_channel, run_body

LISTS = ["GET /api/v2/channels"] * 3
SCOPES = ("ZohoCliq.Channels.ALL", "ZohoCliq.Users.READ")
SCOTT = {"email_id": "scott@zylker.example", "user_id": "100", "name": "Scott", "user_role": "member"}
PAULA = {"email_id": "paula@zylker.example", "user_id": "17", "name": "Paula", "user_role": "super_admin"}


def channel(name: str, channel_id: str, **changes: t.Any) -> dict[str, t.Any]:
    own = {"name": f"#{name}", "channel_id": channel_id, "unique_name": name, "level": "private", "description": ""}
    return raw_channel(**{**own, "creator_id": "17", **changes})


ONE, TWO = channel("one", "P1"), channel("two", "P2")


def there(zoho: Zoho, *channels: dict[str, t.Any]) -> None:
    """The lists that are read first: a plain one, which shows neither archived nor pending channels, and those."""
    zoho.lists(*channels)
    zoho.lists(status="archived")
    zoho.lists(status="pending")


def run(wished: list[dict[str, t.Any]], *, check: bool = False, **rest: t.Any) -> dict[str, t.Any]:
    """Run the body; options of the task beside the channels come by their names, what else is there as for run_body."""
    names = ("parallel", "prune", "prune_pattern", "owner_marker")
    options = {name: rest.pop(name) for name in names if name in rest}
    rest.setdefault("granted", lambda: SCOPES)
    return run_body(BODY, {"channels": wished, "parallel": 1, **options}, check=check, **rest)


NOW = 1_000_000.0


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    taken: list[float] = []
    for module in (_creations, _membership_record):
        monkeypatch.setattr(module, "time", types.SimpleNamespace(sleep=taken.append, time=lambda: NOW))
    return taken


def writes(zoho: Zoho) -> list[str]:
    return [request for request in zoho.sent if not request.startswith("GET ")]


def failed(result: dict[str, t.Any], code: str) -> str:
    assert result["failed"] is True, result
    assert result["failure"]["code"] == code
    return str(result["msg"])


def failures(result: dict[str, t.Any]) -> dict[str, str]:
    return {one["name"]: one["failure"]["code"] for one in result["channels"] if one.get("failed")}


# --- one list for all ------------------------------------------------------------------------------------------------


def test_all_channels_are_listed_once(zoho: Zoho) -> None:
    there(zoho, ONE, TWO)
    result = run(
        [{"name": "one"}, {"name": "#TWO"}, {"channel_id": "P2", "state": "absent", "name": "other"}], check=True
    )
    assert zoho.sent == LISTS
    assert failures(result) == {"other": "described_twice"}


def test_nothing_to_do_costs_nothing_but_the_lists(zoho: Zoho) -> None:
    there(zoho, ONE, TWO)
    result = run([{"name": "one"}, {"name": "two", "level": "private"}])
    assert zoho.sent == LISTS
    assert result["changed"] is False
    assert result["diff"] == {"before": {}, "after": {}}
    assert [one["channel_id"] for one in result["channels"]] == ["P1", "P2"]


@pytest.mark.parametrize("check", [False, True])
def test_each_channel_gets_what_it_needs_and_the_diff_has_what_changes(zoho: Zoho, check: bool) -> None:
    there(zoho, ONE, TWO, channel("old", "P3"))
    if not check:
        zoho.cliq("PUT", "/channels/P1", sends={"description": "New"}, status=204)
        sent = {"name": "new", "level": "private"}
        zoho.cliq("POST", "/channels", sends=sent, json=channel("new", "P4"))
        zoho.cliq("POST", "/channels/P3/archive", status=204)
    wished = [
        {"name": "one", "description": "New"},
        {"name": "two"},
        {"name": "new", "level": "private"},
        {"name": "old", "state": "archived"},
    ]
    result = run(wished, check=check)
    assert [one["changed"] for one in result["channels"]] == [True, False, True, True]
    assert result["diff"]["before"] == {
        "one": {"name": "one", "status": "created", "description": ""},
        "new": {},
        "old": {"name": "old", "status": "created"},
    }
    assert result["diff"]["after"] == {
        "one": {"name": "one", "status": "created", "description": "New"},
        "new": {"name": "new", "level": "private", "status": "created"},
        "old": {"name": "old", "status": "archived"},
    }
    assert [one["status"] for one in result["channels"]] == ["created", "created", "created", "archived"]


def test_a_channel_on_a_later_page_is_found(zoho: Zoho) -> None:
    zoho.cliq("GET", "/channels", json={"channels": [ONE], "has_more": True, "next_token": "2"})
    zoho.cliq("GET", "/channels", query={"next_token": "2"}, json={"channels": [TWO]})
    zoho.lists(status="archived")
    zoho.lists(status="pending")
    assert run([{"name": "two"}])["changed"] is False


def test_archived_and_pending_channels_are_not_made_again(zoho: Zoho) -> None:
    zoho.lists()
    zoho.lists(channel("one", "P1", status="archived"), status="archived")
    zoho.lists(channel("two", "O2", level="organization", status="pending"), status="pending")
    warnings: list[str] = []
    result = run([{"name": "one", "state": "archived"}, {"name": "two"}], warnings=warnings)
    assert (result["changed"], writes(zoho)) == (False, [])
    assert len(warnings) == 1 and "waits for the approval" in warnings[0]


# --- members ---------------------------------------------------------------------------------------------------------

NEW = {
    "name": "new",
    "level": "private",
    "members": [{"email": "scott@zylker.example"}, {"email": "ann@zylker.example"}],
}
ADDRESSES = ["scott@zylker.example", "ann@zylker.example"]


def knows(zoho: Zoho, *users: str) -> None:
    for number, user in enumerate(users):
        zoho.cliq("GET", f"/users/{user}", json={"data": {"id": str(100 + number), "email_id": user}})


def test_first_members_go_with_the_creation_and_are_not_read_again(zoho: Zoho) -> None:
    there(zoho)
    knows(zoho, *ADDRESSES)
    sent = {"name": "new", "level": "private", "email_ids": ADDRESSES}
    zoho.cliq("POST", "/channels", sends=sent, json=channel("new", "P4", participant_count=3))
    result = run([NEW])
    assert writes(zoho) == ["POST /api/v2/channels"]
    assert result["diff"]["after"]["new"]["members"] == dict.fromkeys(ADDRESSES, "member")
    assert "email_ids" not in result["diff"]["after"]["new"]


def test_check_mode_tells_the_same_of_a_new_channel(zoho: Zoho) -> None:
    there(zoho)
    knows(zoho, *ADDRESSES)
    result = run([NEW], check=True)
    assert writes(zoho) == []
    assert result["diff"]["after"]["new"]["members"] == dict.fromkeys(ADDRESSES, "member")


def test_if_the_creation_left_somebody_out_they_are_added(zoho: Zoho) -> None:
    there(zoho)
    knows(zoho, *ADDRESSES)
    sent = {"name": "new", "level": "private", "email_ids": ADDRESSES}
    zoho.cliq("GET", "/channelsbyname/new", status=404, json={"code": "request_url_invalid", "message": "Invalid"})
    zoho.cliq("POST", "/channels", sends=sent, json=channel("new", "P4", participant_count=2))
    zoho.cliq("GET", "/channels/P4/members", json={"members": [PAULA, SCOTT]})
    zoho.cliq("POST", "/channels/P4/members", sends={"email_ids": ["ann@zylker.example"]}, status=204)
    assert run([NEW], notebook=NoNotebook())["changed"] is True


def test_roles_in_a_new_channel_are_set_after_its_creation(zoho: Zoho) -> None:
    there(zoho)
    knows(zoho, "scott@zylker.example")
    sent = {"name": "new", "level": "private", "email_ids": ["scott@zylker.example"]}
    zoho.cliq("POST", "/channels", sends=sent, json=channel("new", "P4", participant_count=2))
    zoho.cliq("GET", "/channels/P4/members", json={"members": [PAULA, SCOTT]})
    zoho.cliq("PUT", "/channels/P4/members/100", sends={"role": "admin"}, status=204)
    wished = {**NEW, "members": [{"email": "scott@zylker.example", "role": "admin"}]}
    result = run([wished])
    assert result["diff"]["after"]["new"]["members"] == {"scott@zylker.example": "admin"}


def test_whoever_creates_a_channel_stays_in_it(zoho: Zoho) -> None:
    there(zoho)
    knows(zoho, "scott@zylker.example")
    sent = {"name": "new", "level": "private", "email_ids": ["scott@zylker.example"]}
    zoho.cliq("POST", "/channels", sends=sent, json=channel("new", "P4", participant_count=2))
    zoho.cliq("GET", "/channels/P4/members", json={"members": [PAULA, SCOTT]})
    zoho.cliq("PUT", "/channels/P4/members/100", sends={"role": "super_admin"}, status=204)
    wished = {**NEW, "members_state": "exact", "members": [{"email": "scott@zylker.example", "role": "super_admin"}]}
    warnings: list[str] = []
    run([wished], warnings=warnings)
    assert len(warnings) == 1 and "paula@zylker.example stays" in warnings[0]


def test_the_creator_among_the_first_members_is_not_waited_for(zoho: Zoho, pauses: list[float]) -> None:
    there(zoho)
    knows(zoho, "paula@zylker.example", "scott@zylker.example")
    sent = {"name": "new", "level": "private", "email_ids": ["paula@zylker.example", "scott@zylker.example"]}
    zoho.cliq("POST", "/channels", sends=sent, json=channel("new", "P4", participant_count=2))
    zoho.cliq("GET", "/channels/P4/members", json={"members": [PAULA, SCOTT]})
    wished = {
        **NEW,
        "members": [{"email": "paula@zylker.example", "role": "super_admin"}, {"email": "scott@zylker.example"}],
    }
    assert run([wished], notebook=Records())["changed"] is True
    assert (pauses, writes(zoho)) == ([], ["POST /api/v2/channels"])


@pytest.mark.parametrize(("seconds", "expected"), [(0, [1.0]), (14, [1.0]), (16, []), (-1, [])])
def test_first_members_are_on_record_for_as_long_as_a_list_may_lag(
    zoho: Zoho, pauses: list[float], monkeypatch: pytest.MonkeyPatch, seconds: float, expected: list[float]
) -> None:
    there(zoho)
    knows(zoho, "scott@zylker.example")
    sent = {"name": "new", "level": "private", "email_ids": ["scott@zylker.example"]}
    zoho.cliq("POST", "/channels", sends=sent, json=channel("new", "P4", participant_count=2))
    wished = {**NEW, "members": [{"email": "scott@zylker.example"}]}
    records = Records()
    run([wished], notebook=records)
    monkeypatch.setattr(_creations.time, "time", lambda: NOW + seconds)
    there(zoho, channel("new", "P4", participant_count=2))
    lagging, whole = {"members": [PAULA]}, {"members": [PAULA, SCOTT]}
    for members in [lagging, whole] if expected else [whole]:
        zoho.cliq("GET", "/channels/P4/members", json=members)
    assert run([wished], notebook=records)["changed"] is False
    assert pauses == expected


def test_people_of_all_channels_are_looked_up_at_once_and_those_with_unknown_ones_fail(zoho: Zoho) -> None:
    there(zoho, ONE, TWO)
    zoho.cliq("GET", "/channels/P1/members", json={"members": [PAULA]})
    zoho.cliq("GET", "/channels/P2/members", json={"members": [PAULA, SCOTT]})
    people = [f"p{number}@zylker.example" for number in range(6)]
    known = [{"id": str(number), "email_id": person} for number, person in enumerate(people[:5])]
    zoho.cliq("GET", "/users", query={"limit": "100"}, json={"data": known, "has_more": False})
    zoho.cliq("GET", f"/users/{people[5]}", status=404, json={"code": "request_url_invalid", "message": "x"})
    zoho.cliq("POST", "/channels/P1/members", sends={"email_ids": people[:3]}, status=204)
    result = run(
        [
            {"name": "one", "members": [{"email": person} for person in people[:3]]},
            {"name": "two", "members": [{"email": person} for person in (*people[3:], "scott@zylker.example")]},
        ]
    )
    assert failures(result) == {"two": "unknown_people"}
    assert people[5] in result["msg"]
    assert writes(zoho) == ["POST /api/v2/channels/P1/members"]


# --- one for one -----------------------------------------------------------------------------------------------------


def test_a_channel_that_fails_leaves_the_others_done(zoho: Zoho) -> None:
    there(zoho, ONE, TWO)
    zoho.cliq("PUT", "/channels/P1", sends={"description": "a"}, status=403, json={"code": "operation_not_allowed"})
    zoho.cliq("PUT", "/channels/P2", sends={"description": "b"}, status=204)
    result = run([{"name": "one", "description": "a"}, {"name": "two", "description": "b"}, {"name": "three"}])
    message = failed(result, "channels_failed")
    assert message.startswith("2 of 3 channels failed (one, three); the others are done.")
    assert [one["changed"] for one in result["channels"]] == [False, True, False]
    assert failures(result) == {"one": "operation_not_allowed", "three": "invalid_input"}
    assert result["changed"] is True
    assert list(result["diff"]["after"]) == ["two"]


def test_a_channel_that_fails_half_way_is_changed_and_failed(zoho: Zoho) -> None:
    zoho.lists(channel("one", "P1", status="archived"))
    zoho.lists(status="pending")
    zoho.cliq("POST", "/channels/P1/unarchive", status=204)
    zoho.cliq("PUT", "/channels/P1", sends={"description": "a"}, status=403, json={"code": "operation_not_allowed"})
    (one,) = run([{"name": "one", "description": "a"}])["channels"]
    assert (one["changed"], one["failed"], one["status"]) == (True, True, "created")


def test_what_every_channel_would_meet_is_met_once(zoho: Zoho) -> None:
    there(zoho, ONE, TWO)
    refusal = {"code": "oauthtoken_invalid", "message": "x"}
    zoho.cliq("PUT", "/channels/P1", sends={"description": "a"}, status=401, json=refusal)
    result = run([{"name": "one", "description": "a"}, {"name": "two", "description": "b"}])
    assert failures(result) == {"one": "oauthtoken_invalid", "two": "oauthtoken_invalid"}
    assert len(writes(zoho)) == 1


def test_two_channels_of_a_name_are_that_items_failure(zoho: Zoho) -> None:
    there(zoho, ONE, channel("one", "P9"), TWO)
    result = run([{"name": "one"}, {"name": "two"}])
    assert failures(result) == {"one": "ambiguous_name"}


# --- nothing is made twice -------------------------------------------------------------------------------------------

KEY = "channel new"
PLAIN = {"name": "new", "level": "private"}


def test_a_channel_that_somebody_else_made_meanwhile_is_taken(zoho: Zoho) -> None:
    there(zoho)

    class Late(Records):
        """Another process makes the channel between the list and the lock."""

        def read(self, name: str) -> bytes | None:
            self.reads = getattr(self, "reads", 0) + 1
            return json.dumps({"id": "P4"}).encode() if self.reads > 1 else None

    notebook = Late()
    zoho.cliq("GET", "/channels/P4", json=channel("new", "P4"))
    result = run([PLAIN], notebook=notebook)
    assert (result["changed"], writes(zoho)) == (False, [])
    assert result["channels"][0]["channel_id"] == "P4"


def test_the_creation_of_a_killed_run_is_settled(zoho: Zoho, pauses: list[float]) -> None:
    there(zoho)
    zoho.lists(channel("new", "P4"))
    result = run([PLAIN], notebook=Records({KEY: b'{"intent": true}'}))
    assert (result["changed"], writes(zoho), pauses) == (False, [], [1.0])


def test_a_lost_answer_is_settled_and_the_others_go_on(zoho: Zoho, pauses: list[float]) -> None:
    there(zoho)
    zoho.cliq("POST", "/channels", sends=PLAIN, status=502, body=b"<html>")
    zoho.lists(channel("new", "P4"))
    zoho.cliq("POST", "/channels", sends={"name": "two", "level": "private"}, json=TWO)
    result = run([PLAIN, {"name": "two", "level": "private"}])
    assert result["changed"] is True
    assert writes(zoho) == ["POST /api/v2/channels"] * 2


@pytest.mark.parametrize("age", ["LIFETIME", "WHOLE_LIFETIME"])
def test_what_was_listed_some_time_ago_is_asked_for_again_before_a_creation(
    zoho: Zoho, monkeypatch: pytest.MonkeyPatch, age: str
) -> None:
    monkeypatch.setattr(known, "LIFETIME", -1.0)
    monkeypatch.setattr(known, age, -1.0)
    there(zoho, channel("one", "P1"))
    if age == "LIFETIME":
        zoho.lists(channel("one", "P1"), name="ONE")
        zoho.lists(channel("new", "P4"), name="new")
    else:
        zoho.lists(channel("new", "P4"))
    assert run([PLAIN])["changed"] is False
    assert writes(zoho) == []


def test_the_creations_are_made_under_the_locks_of_their_names(zoho: Zoho) -> None:
    taken: list[str] = []
    there(zoho, TWO)
    zoho.cliq("POST", "/channels", sends=PLAIN, json=channel("new", "P4"))
    run([PLAIN, {"name": "two"}], guards=taken)
    assert taken == ["channel new"]


# --- pruning ---------------------------------------------------------------------------------------------------------

MARKER = "[managed]"
MINE = channel("mine", "P5", description=f"Mine {MARKER}")


@pytest.mark.parametrize("check", [False, True])
@pytest.mark.parametrize("prune", ["archive", "delete"])
def test_a_marked_channel_that_is_not_described_goes(zoho: Zoho, prune: str, check: bool) -> None:
    marked = channel("one", "P1", description=MARKER)
    there(zoho, marked, TWO, MINE)
    if not check:
        verb, path = ("POST", "/channels/P5/archive") if prune == "archive" else ("DELETE", "/channels/P5")
        zoho.cliq(verb, path, status=204)
    result = run([{"name": "one"}], prune=prune, owner_marker=MARKER, check=check)
    assert [one["name"] for one in result["pruned"]] == ["mine"]
    assert result["changed"] is True
    assert result["diff"]["before"] == {"mine": {"channel_id": "P5", "status": "created"}}
    after = {"channel_id": "P5", "status": "archived"} if prune == "archive" else {}
    assert result["diff"]["after"] == {"mine": after}


def test_the_pattern_and_the_marker_must_both_fit(zoho: Zoho) -> None:
    there(zoho, MINE, channel("minor", "P6"), channel("other", "P7", description=MARKER))
    result = run([], prune="delete", owner_marker=MARKER, prune_pattern="#MIN*", check=True)
    assert [one["name"] for one in result["pruned"]] == ["mine"]


def test_described_pending_and_archived_channels_are_not_pruned(zoho: Zoho) -> None:
    zoho.lists(channel("min-1", "P1"), channel("min-2", "P2"))
    zoho.lists(channel("min-3", "P3", status="archived"), status="archived")
    zoho.lists(channel("min-4", "O4", status="pending"), status="pending")
    wished = [{"name": "min-1"}, {"channel_id": "P2", "state": "archived"}]
    result = run(wished, prune="archive", prune_pattern="min*", check=True)
    assert result["pruned"] == []


def test_nothing_is_pruned_when_something_failed(zoho: Zoho) -> None:
    there(zoho, MINE)
    warnings: list[str] = []
    result = run([{"name": "new"}], prune="delete", owner_marker=MARKER, warnings=warnings)
    assert (result["pruned"], writes(zoho)) == ([], [])
    assert any("Nothing is pruned" in warning for warning in warnings)


def test_a_refused_pruning_is_a_failure_that_names_the_channel(zoho: Zoho) -> None:
    there(zoho, MINE)
    zoho.cliq("DELETE", "/channels/P5", status=403, json={"code": "operation_not_allowed"})
    result = run([], prune="delete", owner_marker=MARKER)
    assert "(mine)" in failed(result, "channels_failed")
    assert result["changed"] is False


GONE: dict[str, t.Any] = {"status": 404, "json": {"code": "request_url_invalid"}}
LOST: dict[str, t.Any] = {"status": 502, "body": b"<html>"}
REFUSED: dict[str, t.Any] = {"status": 400, "json": {"code": "operation_failed"}}
ARCHIVED: dict[str, t.Any] = {"json": {**MINE, "status": "archived"}}


@pytest.mark.parametrize(
    ("prune", "answer", "now", "changed"),
    [
        ("archive", LOST, ARCHIVED, True),
        ("archive", LOST, GONE, False),
        ("archive", REFUSED, ARCHIVED, False),
        ("archive", GONE, GONE, False),
        ("delete", LOST, GONE, True),
        ("delete", GONE, GONE, False),
    ],
)
def test_what_became_of_a_pruning_is_looked_at(
    zoho: Zoho, prune: str, answer: dict[str, t.Any], now: dict[str, t.Any], changed: bool
) -> None:
    there(zoho, MINE)
    zoho.cliq(*(("POST", "/channels/P5/archive") if prune == "archive" else ("DELETE", "/channels/P5")), **answer)
    zoho.cliq("GET", "/channels/P5", **now)
    warnings: list[str] = []
    result = run([], prune=prune, owner_marker=MARKER, warnings=warnings)
    assert "failed" not in result and warnings == []
    assert result["changed"] is changed
    assert [(one["name"], one["changed"]) for one in result["pruned"]] == [("mine", changed)]
    assert (result["diff"]["before"] != {}) is changed


@pytest.mark.parametrize(
    ("prune", "answer", "code"),
    [
        ("archive", LOST, "outcome_unknown"),
        ("archive", REFUSED, "operation_failed"),
        ("delete", LOST, "outcome_unknown"),
    ],
)
def test_a_pruning_after_which_the_channel_is_as_before_has_failed(
    zoho: Zoho, prune: str, answer: dict[str, t.Any], code: str
) -> None:
    there(zoho, MINE)
    zoho.cliq(*(("POST", "/channels/P5/archive") if prune == "archive" else ("DELETE", "/channels/P5")), **answer)
    zoho.cliq("GET", "/channels/P5", json=MINE)
    result = run([], prune=prune, owner_marker=MARKER)
    assert "(mine)" in failed(result, "channels_failed")
    assert (result["changed"], result["pruned"][0]["failure"]["code"]) == (False, code)


@pytest.mark.parametrize(
    ("description", "wished", "sent"),
    [
        ("Old", None, f"Old {MARKER}"),
        ("", None, MARKER),
        (f"Old {MARKER}", None, None),
        (f"Old {MARKER}", "Old", None),
        ("Old", "New", f"New {MARKER}"),
    ],
)
def test_described_channels_are_marked(zoho: Zoho, description: str, wished: str | None, sent: str | None) -> None:
    there(zoho, channel("one", "P1", description=description))
    if sent is not None:
        zoho.cliq("PUT", "/channels/P1", sends={"description": sent}, status=204)
    options = {"name": "one"} if wished is None else {"name": "one", "description": wished}
    assert run([options], owner_marker=MARKER)["changed"] is (sent is not None)


# --- bad input -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wished", "options", "words"),
    [
        ([{"name": "one"}, {"name": " #One "}], {}, "channels[1] ( #One ) describes the same channel as channels[0]"),
        ([{"channel_id": "P1"}, {"channel_id": "P1"}], {}, "describes the same channel"),
        ([{"name": "one"}, {"name": "x" * 51}], {}, "channels[1]"),
        ([{"name": "one", "members": [{"role": "admin"}]}], {}, "needs either email or user_id"),
        ([{"name": "one", "members": [{"email": "a@b.c", "user_id": "1"}]}], {}, "needs either email or user_id"),
        ([{"name": "one"}], {"parallel": 0}, "from 1 to 16"),
        ([{"name": "one"}], {"parallel": 17}, "from 1 to 16"),
        ([], {"prune": "archive"}, "needs prune_pattern or owner_marker"),
        ([], {"prune": "delete", "prune_pattern": "*"}, "fits every channel"),
        ([], {"prune": "delete", "prune_pattern": " "}, "prune_pattern is empty"),
        ([], {"owner_marker": ""}, "owner_marker is empty"),
    ],
)
def test_what_cannot_be_is_refused_before_the_first_request(
    zoho: Zoho, wished: list[dict[str, t.Any]], options: dict[str, t.Any], words: str
) -> None:
    result = run(wished, **options)
    assert result["failed"] is True
    assert words in result["msg"]
    assert zoho.sent == []


# --- several at once -------------------------------------------------------------------------------------------------


def test_several_channels_are_worked_on_at_the_same_time(zoho: Zoho) -> None:
    import threading

    both = threading.Barrier(2, timeout=10)
    there(zoho, ONE, TWO)

    def answer(request: t.Any) -> tuple[int, dict[str, str], str]:
        both.wait()
        return 204, {}, ""

    for channel_id in ("P1", "P2"):
        zoho.calls_back("PUT", f"{API}/channels/{channel_id}", answer)
    result = run([{"name": "one", "description": "a"}, {"name": "two", "description": "b"}], parallel=2)
    assert [one["changed"] for one in result["channels"]] == [True, True]


def test_a_file_is_read_on_the_controller_only(zoho: Zoho) -> None:
    result = run_body(BODY, {"src": "/workspace.yml"})
    assert "src is read on the controller only" in result["msg"]
    assert zoho.sent == []
