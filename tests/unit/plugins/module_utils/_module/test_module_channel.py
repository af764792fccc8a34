# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The body of zoho.cliq.channel: what is read, what is sent, what is said; and that check mode sends nothing."""

from __future__ import annotations

import dataclasses
import json
import time
import types
import typing as t

import pytest
import requests
from ansible_collections.zoho.cliq.plugins.module_utils._cliq import channels as cliq
from ansible_collections.zoho.cliq.plugins.module_utils._module import _creations
from ansible_collections.zoho.cliq.plugins.module_utils._module._creations import NoNotebook
from ansible_collections.zoho.cliq.plugins.module_utils._module.channel import BODY
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import API, Records, Zoho, raw_channel, run_body

ID = "O1864232000000076001"
OTHER = raw_channel(name="#Other", channel_id="P1", unique_name="other")
ARCHIVED = raw_channel(status="archived")
Request = tuple[str, str, dict[str, t.Any]]
ALL_PERMISSIONS = {name: name != "delete_channel" for name in cliq.PERMISSIONS}
FULL_TASK: dict[str, t.Any] = {
    "name": "#Ops Alerts",
    "level": "team",
    "description": "Pages",
    "invite_only": True,
    "team_ids": ["2323334", "2328533"],
    "email_ids": ["scott@zylker.example"],
    "config": {
        "reply_mode": "both",
        "leave_join_info": "enable",
        "add_remove_info": "disable",
        "meeting_chat_type": "thread",
    },
    "member_permission": ALL_PERMISSIONS,
}


def lists(*channels: dict[str, t.Any], **query: str) -> Request:
    return "GET", "/channels", {"query": query, "json": {"channels": list(channels)}}


def reads(channel: dict[str, t.Any]) -> Request:
    return "GET", f"/channels/{channel['channel_id']}", {"json": channel}


NOT_THERE = [lists(OTHER), lists(status="archived"), lists(status="pending")]
# To settle what became of a creation, the channel is asked for by the unique name that it should have got, too.
UNKNOWN = {"status": 404, "json": {"code": "request_url_invalid", "message": "Request URL is invalid"}}
STILL_NOT_THERE = [*NOT_THERE, ("GET", "/channelsbyname/opsalerts", UNKNOWN)]


@dataclasses.dataclass
class Case:
    """A task, the requests that read, those that write, and what comes of it."""

    task: dict[str, t.Any]
    reading: list[Request]
    writing: list[Request] = dataclasses.field(default_factory=list)
    before: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    after: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    channel: dict[str, t.Any] | None = None

    @property
    def changed(self) -> bool:
        return bool(self.writing)

    def play(self, zoho: Zoho, requests: list[Request]) -> None:
        for method, path, rest in requests:
            zoho.cliq(method, path, **rest)


CREATED = {"name": "Ops Alerts", "status": "created"}
CASES = {
    "create with every field": Case(
        FULL_TASK,
        NOT_THERE,
        [
            (
                "POST",
                "/channels",
                {
                    "sends": {
                        "name": "Ops Alerts",
                        "level": "team",
                        "description": "Pages",
                        "invite_only": True,
                        "team_ids": ["2323334", "2328533"],
                        "email_ids": ["scott@zylker.example"],
                        "config": FULL_TASK["config"],
                        "member_permission": ALL_PERMISSIONS,
                    },
                    "json": raw_channel(level="team", member_permission=ALL_PERMISSIONS),
                },
            )
        ],
        after={**FULL_TASK, **CREATED},
    ),
    "create with user ids and nothing else": Case(
        {"name": "x", "level": "private", "user_ids": ["100100"]},
        NOT_THERE,
        [
            (
                "POST",
                "/channels",
                {"sends": {"name": "x", "level": "private", "user_ids": ["100100"]}, "json": raw_channel(name="#x")},
            )
        ],
        after={"name": "x", "level": "private", "user_ids": ["100100"], "status": "created"},
    ),
    "create with a part of the permissions": Case(
        {
            "name": "x",
            "level": "private",
            "config": {"reply_mode": "both"},
            "member_permission": {"send_message": False},
        },
        NOT_THERE,
        [
            (
                "POST",
                "/channels",
                {
                    "sends": {"name": "x", "level": "private", "config": {"reply_mode": "both"}},
                    "json": raw_channel(name="#x", level="private"),
                },
            ),
            (
                "PUT",
                f"/channels/{ID}",
                {"sends": {"member_permission": {"send_message": False, "delete_channel": False}}, "status": 204},
            ),
        ],
        after={
            "name": "x",
            "level": "private",
            "config": {"reply_mode": "both"},
            "member_permission": {"send_message": False},
            "status": "created",
        },
    ),
    "create with a part of the permissions that are so anyway": Case(
        {"name": "x", "level": "private", "member_permission": {"send_message": True}},
        NOT_THERE,
        [("POST", "/channels", {"sends": {"name": "x", "level": "private"}, "json": raw_channel(name="#x")})],
        after={"name": "x", "level": "private", "member_permission": {"send_message": True}, "status": "created"},
    ),
    "nothing to do": Case(
        {"name": "#ops ALERTS", "level": "organization", "description": "Pages", "invite_only": False},
        [lists(OTHER, raw_channel())],
        before=CREATED,
        after=CREATED,
    ),
    "found on the second page": Case(
        {"name": "ops alerts"},
        [
            ("GET", "/channels", {"json": {"channels": [OTHER], "has_more": True, "next_token": "2"}}),
            ("GET", "/channels", {"query": {"next_token": "2"}, "json": {"channels": [raw_channel()]}}),
        ],
        before=CREATED,
        after=CREATED,
    ),
    "no description is an empty one": Case(
        {"name": "Ops Alerts", "description": ""},
        [lists(raw_channel(description=None))],
        before=CREATED,
        after=CREATED,
    ),
    "another description": Case(
        {"name": "Ops Alerts", "description": "New"},
        [lists(raw_channel())],
        [("PUT", f"/channels/{ID}", {"sends": {"description": "New"}, "json": raw_channel(description="New")})],
        before={**CREATED, "description": "Pages"},
        after={**CREATED, "description": "New"},
    ),
    "an empty description": Case(
        {"name": "Ops Alerts", "description": ""},
        [lists(raw_channel())],
        [("PUT", f"/channels/{ID}", {"sends": {"description": ""}, "status": 204})],
        before={**CREATED, "description": "Pages"},
        after={**CREATED, "description": ""},
    ),
    "members of an existing channel are left alone": Case(
        {"name": "Ops Alerts", "user_ids": ["1"], "config": {"reply_mode": "both"}},
        [lists(raw_channel())],
        before=CREATED,
        after=CREATED,
    ),
    "renamed by its id": Case(
        {"channel_id": ID, "name": "#New Name"},
        [reads(raw_channel()), *NOT_THERE],
        [("PUT", f"/channels/{ID}", {"sends": {"name": "New Name"}, "json": raw_channel(name="#New Name")})],
        before=CREATED,
        after={"name": "New Name", "status": "created"},
    ),
    "not renamed because of case and number sign": Case(
        {"channel_id": ID, "name": "#OPS alerts"},
        [reads(raw_channel())],
        before=CREATED,
        after=CREATED,
    ),
    "permissions merged with what is there": Case(
        {
            "name": "Ops Alerts",
            "admin_permission": {"send_message": True},
            "moderator_permission": {"delete_channel": True},
            "member_permission": {"close_thread": False},
        },
        [lists(raw_channel())],
        [
            (
                "PUT",
                f"/channels/{ID}",
                {
                    "sends": {
                        "moderator_permission": {"send_message": True, "delete_channel": True},
                        "member_permission": {"send_message": True, "delete_channel": False, "close_thread": False},
                    },
                    "status": 204,
                },
            )
        ],
        before={
            **CREATED,
            "moderator_permission": {"send_message": True, "delete_channel": False},
            "member_permission": {"send_message": True, "delete_channel": False},
        },
        after={
            **CREATED,
            "moderator_permission": {"send_message": True, "delete_channel": True},
            "member_permission": {"send_message": True, "delete_channel": False, "close_thread": False},
        },
    ),
    "permissions that are so": Case(
        {"name": "Ops Alerts", "member_permission": {"send_message": True, "delete_channel": False}},
        [lists(raw_channel())],
        before=CREATED,
        after=CREATED,
    ),
    "brought back from the archive": Case(
        {"name": "Ops Alerts"},
        [lists(ARCHIVED)],
        [("POST", f"/channels/{ID}/unarchive", {"status": 204})],
        before={"name": "Ops Alerts", "status": "archived"},
        after=CREATED,
    ),
    "an archived channel that the plain list hides is brought back and changed": Case(
        {"name": "ops alerts", "level": "organization", "description": "New"},
        [lists(OTHER), lists(ARCHIVED, status="archived"), lists(status="pending")],
        [
            ("POST", f"/channels/{ID}/unarchive", {"status": 204}),
            ("PUT", f"/channels/{ID}", {"sends": {"description": "New"}, "status": 204}),
        ],
        before={"name": "Ops Alerts", "status": "archived", "description": "Pages"},
        after={**CREATED, "description": "New"},
    ),
    "a channel that waits for its approval is there": Case(
        {"name": "Ops Alerts", "level": "organization", "description": "Pages"},
        [lists(), lists(status="archived"), lists(raw_channel(status="pending"), status="pending")],
        before={"name": "Ops Alerts", "status": "pending"},
        after={"name": "Ops Alerts", "status": "pending"},
    ),
    "archived": Case(
        {"name": "Ops Alerts", "state": "archived"},
        [lists(raw_channel())],
        [("POST", f"/channels/{ID}/archive", {"status": 204})],
        before=CREATED,
        after={"name": "Ops Alerts", "status": "archived"},
    ),
    "archived by its id": Case(
        {"channel_id": ID, "state": "archived"},
        [reads(raw_channel())],
        [("POST", f"/channels/{ID}/archive", {"status": 204})],
        before=CREATED,
        after={"name": "Ops Alerts", "status": "archived"},
    ),
    "archived already": Case(
        {"name": "Ops Alerts", "state": "archived"},
        [lists(ARCHIVED)],
        before={"name": "Ops Alerts", "status": "archived"},
        after={"name": "Ops Alerts", "status": "archived"},
    ),
    "archived, but not there": Case({"name": "Ops Alerts", "state": "archived"}, NOT_THERE),
    "deleted": Case(
        {"name": "Ops Alerts", "state": "absent"},
        [lists(raw_channel())],
        [("DELETE", f"/channels/{ID}", {"status": 204})],
        before={**CREATED, "level": "organization", "description": "Pages", "channel_id": ID},
    ),
    "deleted from the archive": Case(
        {"name": "Ops Alerts", "state": "absent"},
        [lists(ARCHIVED)],
        [("DELETE", f"/channels/{ID}", {"status": 204})],
        before={
            "name": "Ops Alerts",
            "status": "archived",
            "level": "organization",
            "description": "Pages",
            "channel_id": ID,
        },
    ),
    "deleted by its id": Case(
        {"channel_id": ID, "state": "absent"},
        [reads(raw_channel())],
        [("DELETE", f"/channels/{ID}", {"status": 204})],
        before={**CREATED, "level": "organization", "description": "Pages", "channel_id": ID},
    ),
    "deleted already": Case({"name": "Ops Alerts", "state": "absent"}, NOT_THERE),
    "deleted already, by its id": Case(
        {"channel_id": ID, "state": "absent"},
        [("GET", f"/channels/{ID}", {"status": 404, "json": {"code": "request_url_invalid", "message": "x"}})],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_the_wished_state(zoho: Zoho, name: str) -> None:
    case = CASES[name]
    case.play(zoho, case.reading + case.writing)
    result = run_body(BODY, case.task)
    assert "failed" not in result, result
    assert result["changed"] is case.changed
    assert result["diff"] == {"before": case.before, "after": case.after}
    if case.after:
        assert result["channel"]["name"] == case.after["name"]
        assert result["channel"]["status"] == case.after["status"]
        for key, value in case.after.items():
            if key in ("description", "member_permission", "moderator_permission") and case.before:
                assert result["channel"][key] == value
    else:
        assert "channel" not in result


@pytest.mark.parametrize("name", CASES)
def test_check_mode_sends_nothing_that_changes_and_tells_the_same(zoho: Zoho, name: str) -> None:
    case = CASES[name]
    case.play(zoho, case.reading)
    result = run_body(BODY, case.task, check=True)
    assert result["changed"] is case.changed
    assert result["diff"] == {"before": case.before, "after": case.after}
    assert {request.split(" ")[0] for request in zoho.sent} == {"GET"}
    if case.after:
        assert result["channel"]["name"] == case.after["name"]
        assert result["channel"]["status"] == case.after["status"]


def test_a_channel_of_the_organization_waits_and_the_second_run_changes_nothing(zoho: Zoho) -> None:
    task = {"name": "Ops Alerts", "level": "organization", "description": "Pages"}
    pending = raw_channel(status="pending", chat_id=None)
    for method, path, rest in NOT_THERE:
        zoho.cliq(method, path, **rest)
    zoho.cliq("POST", "/channels", sends=task, json=pending)
    first = run_body(BODY, task)
    assert first["changed"] is True
    assert first["channel"]["status"] == "pending"
    assert first["diff"]["after"]["status"] == "pending"
    zoho.lists(OTHER)
    zoho.lists(status="archived")
    zoho.lists(pending, status="pending")
    second = run_body(BODY, task)
    assert second["changed"] is False
    assert second["channel"]["channel_id"] == ID
    assert zoho.sent.count("POST /api/v2/channels") == 1


def test_a_channel_of_the_plain_list_is_not_asked_for_again(zoho: Zoho) -> None:
    zoho.lists(raw_channel())
    run_body(BODY, {"name": "Ops Alerts"})
    assert zoho.sent == ["GET /api/v2/channels"]


@pytest.mark.parametrize(
    ("task", "guards"),
    [
        ({"name": "#Ops ALERTS", "level": "private"}, ["channel ops alerts"]),
        ({"name": "Ops Alerts", "state": "archived"}, []),
        ({"name": "Ops Alerts", "state": "absent"}, []),
    ],
)
def test_looking_and_creating_are_one_step(zoho: Zoho, task: dict[str, t.Any], guards: list[str]) -> None:
    taken: list[str] = []
    for method, path, rest in NOT_THERE:
        zoho.cliq(method, path, **rest)
    if guards:
        zoho.cliq("POST", "/channels", sends={"name": "Ops ALERTS", "level": "private"}, json=raw_channel())
    run_body(BODY, task, guards=taken)
    assert taken == guards


def test_check_mode_takes_no_lock(zoho: Zoho) -> None:
    taken: list[str] = []
    zoho.lists(raw_channel())
    run_body(BODY, {"name": "Ops Alerts"}, check=True, guards=taken)
    assert taken == []


@pytest.mark.parametrize("check", [False, True])
def test_a_name_that_another_channel_has_is_not_given(zoho: Zoho, check: bool) -> None:
    zoho.cliq("GET", f"/channels/{ID}", json=raw_channel())
    zoho.lists(raw_channel(), OTHER)
    result = run_body(BODY, {"channel_id": ID, "name": "#OTHER"}, check=check)
    assert "because P1 has it already" in failed(result, "ambiguous_name")


# --- what is on record --------------------------------------------------------------------------------------------------


NEW = {"name": "#Ops ALERTS", "level": "organization"}
KEY = "channel ops alerts"


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    taken: list[float] = []
    monkeypatch.setattr(_creations, "time", types.SimpleNamespace(sleep=taken.append, time=time.time))
    return taken


def expect(zoho: Zoho, *requests: Request) -> None:
    for method, path, rest in requests:
        zoho.cliq(method, path, **rest)


def creates(**answer: t.Any) -> Request:
    return "POST", "/channels", {"sends": {"name": "Ops ALERTS", "level": "organization"}, **answer}


@pytest.fixture
def lost(zoho: Zoho) -> Records:
    """The records of a run that was killed when its creation was under way."""
    notebook = Records()

    def killed(request: t.Any) -> t.Any:
        raise KeyboardInterrupt

    expect(zoho, *NOT_THERE)
    zoho.calls_back("POST", f"{API}/channels", killed)
    with pytest.raises(KeyboardInterrupt):
        run_body(BODY, NEW, notebook=notebook)
    return notebook


@pytest.mark.parametrize(
    "answer",
    [
        {"status": 502, "body": b"<html>"},
        {"json": {"name": "#x"}},
        {"body": b"{"},
        {"body": requests.exceptions.ConnectionError("reset")},
    ],
)
def test_a_lost_answer_is_settled_by_the_same_run(zoho: Zoho, pauses: list[float], answer: dict[str, t.Any]) -> None:
    notebook = Records()
    expect(zoho, *NOT_THERE, creates(**answer), *STILL_NOT_THERE, lists(raw_channel()))
    result = run_body(BODY, NEW, notebook=notebook)
    assert (result["changed"], result["channel"]["channel_id"]) == (True, ID)
    assert pauses == [1.0, 2.0]
    assert zoho.sent.count("POST /api/v2/channels") == 1
    assert json.loads(notebook.records[KEY]) == {"id": ID}


def test_a_lost_answer_that_is_not_settled_is_an_error_and_nothing_is_sent_twice(
    zoho: Zoho, pauses: list[float]
) -> None:
    notebook = Records()
    expect(zoho, *NOT_THERE, creates(status=502, body=b"<html>"), *STILL_NOT_THERE * 4)
    message = failed(run_body(BODY, NEW, notebook=notebook), "outcome_unknown")
    assert "run the play again" in message
    assert zoho.sent.count("POST /api/v2/channels") == 1
    assert pauses == [1.0, 2.0, 4.0, 8.0]
    # The next run looks once more, and only the one after it creates.
    expect(zoho, *NOT_THERE, *STILL_NOT_THERE * 4)
    failed(run_body(BODY, NEW, notebook=notebook), "outcome_unknown")
    assert zoho.sent.count("POST /api/v2/channels") == 1
    expect(zoho, *NOT_THERE, creates(json=raw_channel()))
    assert run_body(BODY, NEW, notebook=notebook)["changed"] is True


def test_a_lost_answer_that_no_list_can_settle_stays_on_record(zoho: Zoho, pauses: list[float]) -> None:
    notebook = Records()
    expect(zoho, *NOT_THERE, creates(status=502, body=b"<html>"))
    zoho.cliq("GET", "/channels", status=403, json={"code": "operation_not_allowed", "message": "No."})
    failed(run_body(BODY, NEW, notebook=notebook), "outcome_unknown")
    assert json.loads(notebook.records[KEY])["intent"]["level"] == "organization"


def test_a_channel_that_was_just_made_is_known_though_the_list_lags(zoho: Zoho) -> None:
    notebook = Records()
    expect(zoho, *NOT_THERE, creates(json=raw_channel()))
    assert run_body(BODY, NEW, notebook=notebook)["changed"] is True
    expect(zoho, *NOT_THERE, reads(raw_channel()))
    again = run_body(BODY, NEW, notebook=notebook)
    assert (again["changed"], again["channel"]["channel_id"]) == (False, ID)
    assert list(notebook.records) == [KEY]


def test_the_intent_is_on_record_when_the_creation_is_sent(zoho: Zoho) -> None:
    notebook = Records()
    seen: list[bytes] = []

    def answer(request: t.Any) -> tuple[int, dict[str, str], str]:
        seen.append(notebook.records[KEY])
        return 200, {}, json.dumps(raw_channel())

    expect(zoho, *NOT_THERE)
    zoho.calls_back("POST", f"{API}/channels", answer)
    run_body(BODY, NEW, notebook=notebook)
    intent = json.loads(seen[0])["intent"]
    assert (intent["level"], intent["creator_id"]) == ("organization", None)
    assert json.loads(notebook.records[KEY]) == {"id": ID}
    assert notebook.seconds == [24 * 3600.0, 600.0]


def test_after_a_lost_answer_the_channel_is_looked_for_and_found(
    zoho: Zoho, lost: Records, pauses: list[float]
) -> None:
    expect(zoho, *NOT_THERE, *STILL_NOT_THERE, lists(raw_channel()))
    result = run_body(BODY, NEW, notebook=lost)
    assert (result["changed"], result["channel"]["channel_id"]) == (False, ID)
    assert pauses == [1.0, 2.0]
    assert zoho.sent.count("POST /api/v2/channels") == 1
    assert json.loads(lost.records[KEY]) == {"id": ID}


def by_address(name: str) -> Request:
    return "GET", "/channelsbyname/opsalerts", {"json": {"type": "channel", "data": raw_channel(name=name)}}


def test_where_nothing_is_on_record_a_list_that_lags_hides_no_channel(zoho: Zoho) -> None:
    expect(zoho, *NOT_THERE, by_address("#Ops ALERTS"))
    result = run_body(BODY, NEW, notebook=NoNotebook())
    assert (result["changed"], result["channel"]["channel_id"]) == (False, ID)


def test_where_nothing_is_on_record_a_channel_of_another_name_is_not_taken_for_it(zoho: Zoho) -> None:
    expect(zoho, *NOT_THERE, by_address("Renamed"), creates(json=raw_channel()))
    assert run_body(BODY, NEW, notebook=NoNotebook())["changed"] is True


@pytest.mark.parametrize("name", ["#Ops ALERTS", "Renamed"])
def test_a_list_that_lags_for_long_hides_no_new_channel(
    zoho: Zoho, lost: Records, pauses: list[float], name: str
) -> None:
    is_meant = name != "Renamed"
    expect(zoho, *NOT_THERE, *([*NOT_THERE, by_address(name)] * (1 if is_meant else 4)))
    result = run_body(BODY, NEW, notebook=lost)
    if is_meant:
        assert (result["changed"], result["channel"]["channel_id"]) == (False, ID)
    else:
        failed(result, "outcome_unknown")
    assert zoho.sent.count("POST /api/v2/channels") == 1


def test_after_a_lost_answer_that_run_does_not_create_and_the_next_one_does(
    zoho: Zoho, lost: Records, pauses: list[float]
) -> None:
    expect(zoho, *NOT_THERE, *STILL_NOT_THERE * 4)
    failed(run_body(BODY, NEW, notebook=lost), "outcome_unknown")
    assert pauses == [1.0, 2.0, 4.0, 8.0]
    assert zoho.sent.count("POST /api/v2/channels") == 1
    expect(zoho, *NOT_THERE, creates(json=raw_channel()))
    assert run_body(BODY, NEW, notebook=lost)["changed"] is True


def test_check_mode_neither_waits_nor_writes_down(zoho: Zoho, lost: Records, pauses: list[float]) -> None:
    before = dict(lost.records)
    expect(zoho, *NOT_THERE)
    assert run_body(BODY, NEW, check=True, notebook=lost)["changed"] is True
    assert (pauses, lost.records) == ([], before)


def test_a_refused_creation_leaves_no_record(zoho: Zoho) -> None:
    notebook = Records()
    expect(zoho, *NOT_THERE, creates(status=403, json={"code": "operation_not_allowed", "message": "No."}))
    failed(run_body(BODY, NEW, notebook=notebook), "operation_not_allowed")
    assert notebook.records == {}


@pytest.mark.parametrize(
    "there",
    [
        {"status": 404, "json": {"code": "request_url_invalid", "message": "x"}},
        {"json": raw_channel(name="#Renamed")},
    ],
)
def test_a_record_of_a_channel_that_is_gone_or_renamed_does_not_count(zoho: Zoho, there: dict[str, t.Any]) -> None:
    notebook = Records()
    notebook.records[KEY] = json.dumps({"id": ID}).encode()
    expect(zoho, *NOT_THERE, ("GET", f"/channels/{ID}", there), creates(json=raw_channel(channel_id="O2")))
    assert run_body(BODY, NEW, notebook=notebook)["channel"]["channel_id"] == "O2"


@pytest.mark.parametrize("record", [b"", b"{", b"[]", b"5"])
def test_a_damaged_record_is_none(zoho: Zoho, record: bytes) -> None:
    notebook = Records()
    notebook.records[KEY] = record
    expect(zoho, *NOT_THERE, creates(json=raw_channel()))
    assert run_body(BODY, NEW, notebook=notebook)["changed"] is True


def test_an_archived_channel_that_is_not_there_is_a_warning(zoho: Zoho) -> None:
    warnings: list[str] = []
    for method, path, rest in NOT_THERE:
        zoho.cliq(method, path, **rest)
    run_body(BODY, {"name": "#Ops Alerts", "state": "archived"}, warnings=warnings)
    assert warnings == ["There is no channel named 'Ops Alerts' that could be archived."]


# --- errors ----------------------------------------------------------------------------------------------------------


def failed(result: dict[str, t.Any], code: str) -> str:
    assert result["failed"] is True
    assert result["changed"] is False
    assert result["failure"]["code"] == code
    assert result["failure"]["message"] == result["msg"]
    return str(result["msg"])


@pytest.mark.parametrize("check", [False, True])
@pytest.mark.parametrize("state", ["present", "absent", "archived"])
def test_two_channels_of_the_name_are_an_error_that_names_both(zoho: Zoho, state: str, check: bool) -> None:
    zoho.lists(raw_channel(), raw_channel(channel_id="P2", status="archived", name="#OPS alerts"))
    message = failed(run_body(BODY, {"name": "ops alerts", "state": state}, check=check), "ambiguous_name")
    assert f"{ID} (created) and P2 (archived)" in message
    assert "channel_id" in message


@pytest.mark.parametrize(
    ("task", "there", "words"),
    [
        ({"level": "private"}, {}, "level is organization, not private"),
        ({"invite_only": True}, {}, "invite_only is false, not true"),
        ({"invite_only": False}, {"invite_only": True}, "invite_only is true, not false"),
        ({"team_ids": ["2", "1"]}, {"level": "team", "teams": {"1": "A", "3": "C"}}, "the teams are 1, 3, not 1, 2"),
        ({"team_ids": []}, {"level": "team", "teams": {"1": "A"}}, "the teams are 1, not none"),
        (
            {"level": "private", "description": "New"},
            {"status": "archived"},
            "level is organization, not private",
        ),
    ],
)
@pytest.mark.parametrize("check", [False, True])
def test_what_is_set_at_the_creation_only_cannot_differ(
    zoho: Zoho, task: dict[str, t.Any], there: dict[str, t.Any], words: str, check: bool
) -> None:
    zoho.lists(raw_channel(**there))
    message = failed(run_body(BODY, {"name": "Ops Alerts", **task}, check=check), "create_only")
    assert words in message
    assert ID in message


@pytest.mark.parametrize(
    ("task", "there"),
    [
        ({"level": "private"}, {"level": "personal"}),
        ({"team_ids": ["2", "1"]}, {"level": "team", "teams": {"1": "A", "2": "B"}}),
        ({"team_ids": ["2", "1"]}, {"level": "team", "teams": {1: "A", 2: "B"}}),
        ({"invite_only": True}, {"invite_only": None}),
        ({"team_ids": ["1"]}, {"teams": None}),
    ],
)
def test_what_is_the_same_or_not_told_is_no_difference(
    zoho: Zoho, task: dict[str, t.Any], there: dict[str, t.Any]
) -> None:
    zoho.lists(raw_channel(**there))
    result = run_body(BODY, {"name": "Ops Alerts", **task})
    assert result["changed"] is False
    assert "failed" not in result


INVALID: list[tuple[dict[str, t.Any], str]] = [
    ({"name": "x" * 51}, "name has 51 characters, and Cliq allows 50"),
    ({"name": "#" + "x" * 51, "state": "absent"}, "name has 51 characters"),
    ({"name": ""}, "name is empty"),
    ({"name": " # "}, "name is empty"),
    ({"name": "x", "description": "y" * 10501}, "description has 10501 characters, and Cliq allows 10500"),
    ({"channel_id": "CT_1184653329648523663_62439860"}, "is a chat id"),
    ({"channel_id": "opsalerts"}, "is not a channel id"),
    ({"name": "x", "level": "private", "invite_only": True}, "invite_only is for channels of the levels"),
    ({"name": "x", "level": "external", "invite_only": True}, "invite_only is for channels of the levels"),
    ({"name": "x", "level": "private", "team_ids": ["1"]}, "team_ids is for channels of the level team"),
]


@pytest.mark.parametrize(("task", "words"), INVALID, ids=[words for _task, words in INVALID])
def test_a_mistake_is_told_before_anything_is_sent(zoho: Zoho, task: dict[str, t.Any], words: str) -> None:
    assert words in failed(run_body(BODY, task), "invalid_input")
    assert zoho.sent == []


@pytest.mark.parametrize("task", [{"name": "#" + "x" * 50}, {"name": "x", "description": "y" * 10500}])
def test_the_longest_texts_are_good(zoho: Zoho, task: dict[str, t.Any]) -> None:
    zoho.lists(raw_channel(name=f"#{task['name'].removeprefix('#')}", description="y" * 10500))
    assert "failed" not in run_body(BODY, task)


@pytest.mark.parametrize(
    ("task", "words"),
    [
        ({"name": "x"}, "level is needed to create it: one of organization, team, private, external"),
        ({"name": "x", "level": "team"}, "needs team_ids"),
        ({"name": "x", "level": "team", "team_ids": []}, "needs team_ids"),
    ],
)
@pytest.mark.parametrize("check", [False, True])
def test_what_a_new_channel_lacks_is_told_before_anything_is_written(
    zoho: Zoho, task: dict[str, t.Any], words: str, check: bool
) -> None:
    for method, path, rest in NOT_THERE:
        zoho.cliq(method, path, **rest)
    assert words in failed(run_body(BODY, task, check=check), "invalid_input")


@pytest.mark.parametrize("state", ["present", "archived"])
def test_an_id_that_nobody_knows_is_an_error(zoho: Zoho, state: str) -> None:
    zoho.cliq("GET", f"/channels/{ID}", status=404, json={"code": "request_url_invalid", "message": "x"})
    message = failed(run_body(BODY, {"channel_id": ID, "name": "x", "state": state}), "channel_not_found")
    assert ID in message


def test_the_argument_spec_says_what_goes_together() -> None:
    assert BODY.constraints == {
        "required_one_of": [("name", "channel_id")],
    }
    assert not BODY.controller_only
    assert not BODY.hides_result
