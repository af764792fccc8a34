# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The check itself: what it reports, and what it lets pass. The documents here are made up."""

from __future__ import annotations

import dataclasses
import typing as t

import pytest
from ansible_collections.zoho.cliq.tests.contract import documents, exceptions
from ansible_collections.zoho.cliq.tests.contract.contract import Contract
from ansible_collections.zoho.cliq.tests.contract.records import Record

DOCUMENT: dict[str, t.Any] = {
    "openapi": "3.0.0",
    "servers": [{"url": "https://cliq.zoho.com/api/v2"}],
    "paths": {
        "/castles/{CASTLE_ID}": {
            "get": {
                "parameters": [
                    {"name": "OTHER_ID", "in": "path", "required": True, "schema": {"type": "string"}},
                    {"name": "limit", "in": "query", "required": True, "schema": {"type": "integer", "maximum": 9}},
                    {"name": "open", "in": "query", "schema": {"type": "boolean"}},
                ],
                "responses": {
                    "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Castle"}}}}
                },
            },
            "post": {
                "requestBody": {
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "required": ["name"],
                                "properties": {
                                    "name": {"type": "string"},
                                    "towers": {"type": "array", "items": {"type": "integer"}},
                                },
                            }
                        }
                    },
                },
                "responses": {"204": {"description": "nothing"}},
            },
        },
        "/castles/{CASTLE_ID}?primary=true": {
            "get": {"responses": {"200": {"content": {"application/json": {"schema": {"type": "array"}}}}}}
        },
    },
    "components": {
        "schemas": {
            "Castle": {
                "type": "object",
                "required": ["id"],
                "properties": {
                    "id": {"type": "string"},
                    "level": {"type": "string", "enum": ["high", "low"]},
                    "built": {"type": "string", "format": "date-time"},
                    "towers": {
                        "type": "array",
                        "items": {"type": "object", "properties": {"height": {"type": "integer"}}},
                    },
                    "names": {"type": "object", "additionalProperties": {"type": "string"}},
                    "anything": {"type": "object", "example": {"shown": {"deep": 1}}},
                    "either": {
                        "oneOf": [{"type": "integer"}, {"type": "object", "properties": {"a": {"type": "string"}}}]
                    },
                },
            }
        }
    },
}
GET, POST = "GET /api/v2/castles/*", "POST /api/v2/castles/*"
JSON = "application/json"
CASTLE = {
    "id": "1",
    "level": "high",
    "built": "2026-01-01T00:00:00+05:30",
    "towers": [{"height": 1}],
    "names": {"x": "y"},
}


def record(method: str = "GET", **changes: t.Any) -> Record:
    """A record of the emulator's tests that is as documented, but for the changes."""
    known: dict[str, t.Any] = {"path": "/api/v2/castles/1", "query": (("limit", "5"),), "status": 200}
    known["answer"] = {"type": JSON, "json": CASTLE}
    if method == "POST":
        known |= {"query": (), "body": {"type": JSON, "json": {"name": "x"}}, "status": 204, "answer": None}
    return Record("unit tests", "emulator", False, method, **{**known, **changes})


def answered(**changes: t.Any) -> Record:
    return record(answer={"type": JSON, "json": {**CASTLE, **changes}})


def sent(body: t.Any, kind: str = JSON) -> Record:
    return record("POST", body={"type": kind, **({"broken": True} if body is None else {"json": body})})


def contract(*entries: dict[str, t.Any], own: t.Sequence[dict[str, t.Any]] = (), **more: t.Any) -> Contract:
    known = documents.Documents(documents.of_document("v2/castles.yml", DOCUMENT), ["v2/castles.yml"])
    parsed = exceptions.parsed({"exceptions": [*entries], "operations": [*own], **more})
    return Contract(known, parsed, [GET, POST])


def told(which: Contract, *records: Record) -> list[str]:
    """What is reported, as places and rules."""
    return [f"{found.at} {found.rule}" for one in records for found in which.judge(one)]


def entry(**changes: t.Any) -> dict[str, t.Any]:
    """An exception that covers another level."""
    known = {"operations": GET, "at": "answer/body/level", "rules": "enum", "source": "somebody", "reason": "because"}
    return {**known, **changes}


# What deviates


def test_what_is_as_documented_is_not_reported() -> None:
    inside = record(path="/network/zylker/api/v2/castles/1")
    assert told(contract(), record(), record("POST"), inside, sent({"name": "x", "towers": [1, 2]})) == []


@pytest.mark.parametrize(
    ("wrong", "reported"),
    [
        (answered(colour="red"), "answer/body/colour undocumented"),
        (answered(towers=[{"height": 1, "colour": "red"}]), "answer/body/towers/*/colour undocumented"),
        (answered(id=1), "answer/body/id type"),
        (answered(towers=[{"height": "1"}]), "answer/body/towers/*/height type"),
        (answered(level="middle"), "answer/body/level enum"),
        (answered(built="yesterday"), "answer/body/built format"),
        (answered(names={"x": 1}), "answer/body/names/x type"),
        (answered(anything={"shown": {"deep": "x"}}), "answer/body/anything/shown/deep type"),
        (answered(anything={"hidden": 1}), "answer/body/anything/hidden undocumented"),
        (answered(either={"a": 1}), "answer/body/either/a type"),
        (record(answer={"type": JSON, "json": {}}), "answer/body/id missing"),
        (record(answer=None), "answer/body missing"),
        (record(answer={"type": "text/html", "text": "x"}), "answer/body content-type"),
        (record(answer={"type": JSON, "broken": True}), "answer/body broken"),
        (record(status=201), "answer/status undocumented"),
        (record("POST", answer={"type": JSON, "json": {}}), "answer/body undocumented"),
        (record(query=()), "request/query/limit missing"),
        (record(query=(("limit", "x"),)), "request/query/limit type"),
        (record(query=(("limit", "10"),)), "request/query/limit maximum"),
        (record(query=(("limit", "5"), ("open", "yes"))), "request/query/open type"),
        (record(query=(("limit", "5"), ("colour", "red"))), "request/query/colour undocumented"),
        (record(body={"type": JSON, "json": {}}), "request/body undocumented"),
        (record("POST", body=None), "request/body missing"),
        (sent({"name": "x", "colour": "red"}), "request/body/colour undocumented"),
        (sent({}), "request/body/name missing"),
        (sent({"name": "x", "towers": ["x"]}), "request/body/towers/* type"),
        (sent({"name": "x"}, "text/plain"), "request/body content-type"),
        (sent(None), "request/body broken"),
        (record("DELETE"), "path undocumented"),
        (record(path="/api/v2/houses/1"), "path undocumented"),
        (record(path="/api/v3/castles/1"), "path undocumented"),
    ],
)
def test_a_wrong_record_is_reported(wrong: Record, reported: str) -> None:
    assert told(contract(), wrong) == [reported]


def test_a_form_is_held_against_the_same_schema() -> None:
    parts = [{"name": "name", "value": "x"}, {"name": "towers", "value": "[1]"}, {"name": "colour", "file": True}]
    form = record("POST", body={"type": "multipart/form-data", "form": parts})
    assert told(contract(), form) == ["request/body content-type", "request/body/colour undocumented"]


def test_a_query_that_belongs_to_a_path_chooses_what_is_documented_for_it() -> None:
    listed = {"type": JSON, "json": []}
    assert told(contract(), record(query=(("primary", "true"),), answer=listed)) == []
    assert told(contract(), record(query=(("primary", ""),), answer=listed)) == []
    assert told(contract(), record(answer=listed)) == ["answer/body type"]


def test_what_a_test_sends_to_be_refused_is_not_judged_but_what_the_collection_sends_is() -> None:
    entries = [entry(operations="*", at="answer/status", rules="undocumented")]
    refused = dataclasses.replace(sent({"colour": "red"}), status=400, answer={"type": JSON, "json": {"code": "x"}})
    assert told(contract(*entries), refused) == []
    by_collection = dataclasses.replace(refused, by_collection=True)
    assert told(contract(*entries), by_collection) == ["request/body/name missing", "request/body/colour undocumented"]


def test_a_documented_key_that_is_refused_is_reported() -> None:
    entries = [entry(operations="*", at="answer/status", rules="undocumented")]
    answer = {"type": JSON, "json": {"code": "extra_key_found", "message": "x"}}
    documented = dataclasses.replace(sent({"name": "x", "towers": []}), status=400, answer=answer)
    assert told(contract(*entries), documented) == ["answer/body/code refused"]
    unknown = dataclasses.replace(sent({"name": "x", "colour": "red"}), status=400, answer=answer)
    assert told(contract(*entries), unknown) == []


def test_a_deviation_is_told_with_its_value() -> None:
    (found,) = contract().judge(answered(level="middle"))
    assert str(found) == 'answer/body/level: enum: "middle"'
    (long,) = contract().judge(answered(colour="x" * 1000))
    assert len(str(long)) < 250


# Exceptions

MIDDLE = answered(level="middle")


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"operations": ["POST *", "GET *"]},
        {"at": ["answer/*"]},
        {"rules": ["type", "enum"]},
        {"value": {"enum": ["middle"]}},
        {"document": "v2/castles.yml"},
        {"without": "v2/others.yml"},
    ],
)
def test_an_exception_covers_what_it_describes(changes: dict[str, t.Any]) -> None:
    assert told(contract(entry(**changes)), MIDDLE) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"operations": "POST *"},
        {"at": "answer/body/id"},
        {"rules": "type"},
        {"value": {"enum": ["low"]}},
        {"quirk": {"level": "odd"}},
        {"tests": "*"},
        {"document": "v2/others.yml"},
        {"without": "v2/castles.yml"},
    ],
)
def test_an_exception_covers_nothing_else(changes: dict[str, t.Any]) -> None:
    assert told(contract(entry(**changes)), MIDDLE) == ["answer/body/level enum"]


def test_an_exception_for_a_quirk_or_for_tests_covers_their_records() -> None:
    assert told(contract(entry(quirk={"level": "odd"})), dataclasses.replace(MIDDLE, quirks={"level": "odd"})) == []
    scripted = dataclasses.replace(MIDDLE, writer="script", test="tests/unit/test_x.py::test_y")
    assert told(contract(entry(tests="*/test_x.py::*")), scripted) == []
    assert told(contract(entry(tests="*/test_z.py::*")), scripted) == ["answer/body/level enum"]


def test_of_several_descriptions_that_with_the_least_deviations_counts() -> None:
    first = {"name": "GET /api/v2/houses", "answers": {200: {"a": "string"}}, "source": "somebody", "reason": "because"}
    second = {**first, "answers": {200: {"b": "string"}}}
    house = record(path="/api/v2/houses", query=(), answer={"type": JSON, "json": {"b": "x"}})
    assert told(contract(own=[first, second]), house) == []


def test_a_dead_exception_is_reported() -> None:
    which = contract(entry(at=["answer/body/level", "answer/body/id"]), entry(operations="POST *"))
    assert told(which, MIDDLE, record("POST")) == []
    assert which.dead() == [
        "exception 1 (answer/body/level of GET /api/v2/castles/*: because): nothing needs answer/body/id",
        "exception 2 (answer/body/level of POST *: because): nothing needs POST *",
        "exception 2 (answer/body/level of POST *: because): nothing needs answer/body/level",
    ]


def test_an_exception_that_only_another_part_of_the_run_needs_is_dead() -> None:
    which = contract(entry())
    assert told(which, dataclasses.replace(MIDDLE, part="integration plays")) == []
    assert len(which.dead()) == 2


def test_an_exception_about_a_document_that_is_not_here_is_not_dead() -> None:
    assert contract(entry(document="v2/others.yml"), entry(without="v2/castles.yml")).dead() == []


def test_a_script_needs_no_source() -> None:
    which = contract(scripts=[{"operations": GET, "at": "answer/body/level", "reason": "because"}])
    assert told(which, dataclasses.replace(MIDDLE, writer="script", test="x")) == []
    assert told(which, MIDDLE) == ["answer/body/level enum"]
    assert which.dead() == []


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ({"exceptions": [{"operations": "*", "at": "*", "reason": "x"}]}, "exception 1 lacks source"),
        ({"exceptions": [entry(), entry(reason="")]}, "exception 2 lacks reason"),
        ({"exceptions": [entry(colour="red")]}, "exception 1 has unknown keys: colour"),
        ({"scripts": [{"operations": "*", "at": "*"}]}, "script 1 lacks reason"),
        ({"unshown": [{"at": "*", "reason": "x"}]}, "unshown 1 lacks operations"),
        ({"operations": [{"name": "GET /x", "source": "x", "reason": "x"}]}, "the operation GET /x lacks answers"),
        ({"operations": [{"name": "GET /x", "answers": {200: 5}, "source": "x", "reason": "x"}]}, "5 is no short form"),
    ],
)
def test_an_entry_that_cannot_be_understood_is_named(content: dict[str, t.Any], problem: str) -> None:
    with pytest.raises(exceptions.BadException, match=problem):
        exceptions.parsed(content)


# Operations of no document

HOUSE: dict[str, t.Any] = {
    "name": "POST /api/v2/houses/*",
    "query": {"limit?": "integer"},
    "body": {"name": "string", "rooms?": ["integer"]},
    "answers": {
        200: {"id": "string", "level?": "high|low", "built?": "date-time", "names?": {"*": "string"}},
        204: None,
    },
    "source": "somebody",
    "reason": "because",
}


def house(**changes: t.Any) -> Record:
    known = {"path": "/api/v2/houses/1", "query": (), "body": {"type": JSON, "json": {"name": "x"}}}
    return record("POST", **{**known, "status": 200, "answer": {"type": JSON, "json": {"id": "1"}}, **changes})


@pytest.mark.parametrize(
    ("wrong", "reported"),
    [
        (house(), []),
        (house(status=204, answer=None), []),
        (house(query=(("limit", "x"),)), ["request/query/limit type"]),
        (house(body=None), ["request/body missing"]),
        (
            house(body={"type": JSON, "json": {"rooms": ["x"]}}),
            ["request/body/name missing", "request/body/rooms/* type"],
        ),
        (house(answer={"type": JSON, "json": {}}), ["answer/body/id missing"]),
        (house(answer={"type": JSON, "json": {"id": "1", "level": "x"}}), ["answer/body/level enum"]),
        (house(answer={"type": JSON, "json": {"id": "1", "built": "x"}}), ["answer/body/built format"]),
        (house(answer={"type": JSON, "json": {"id": "1", "names": {"a": 1}}}), ["answer/body/names/a type"]),
    ],
)
def test_an_operation_of_the_file_counts_like_a_documented_one(wrong: Record, reported: list[str]) -> None:
    assert sorted(told(contract(own=[HOUSE]), wrong)) == sorted(reported)


def test_an_operation_of_the_file_that_is_not_needed_is_reported() -> None:
    named = "the operation POST /api/v2/houses/* of the exceptions"
    which = contract(own=[HOUSE])
    assert which.dead() == [f"{named}: no record is of it"]
    which.judge(house())
    assert which.dead() == []
    documented = contract(own=[{**HOUSE, "name": POST}])
    assert documented.dead() == [f"the operation {POST} of the exceptions: a document has it"]
    stands_in = contract(own=[{**HOUSE, "name": POST, "document": "v2/castles.yml"}])
    assert stands_in.dead() == []


# What was seen


def test_an_operation_without_success_is_reported() -> None:
    which = contract(entry(operations="*", at="answer/status", rules="undocumented"))
    which.judge(record())
    which.judge(dataclasses.replace(record("POST"), status=400, answer={"type": JSON, "json": {}}))
    which.judge(dataclasses.replace(record("POST"), part="integration plays"))
    assert which.unseen() == [POST]
    assert [line.split() for line in which.table().splitlines()] == [
        ["GET", "/api/v2/castles/*", "200", "v2/castles.yml"],
        ["POST", "/api/v2/castles/*", "400", "v2/castles.yml"],
    ]


def test_a_documented_property_that_is_never_shown_is_reported() -> None:
    unshown = [{"operations": GET, "at": "answer/body/anything*", "reason": "because"}]
    which = contract(unshown=unshown)
    which.judge(record())
    assert which.unshown() == [f"{GET}: answer/body/either", f"{GET}: answer/body/either/a"]
    assert which.dead() == []
    which.judge(answered(either={"a": "x"}, anything={"shown": {"deep": 1}}))
    assert which.unshown() == []
    never = contract(unshown=unshown)
    never.judge(answered(either={"a": "x"}, anything={"shown": {"deep": 1}}))
    assert never.unshown() == []
    assert len(never.dead()) == 2
