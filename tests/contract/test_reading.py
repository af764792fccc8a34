# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""How documents and records are read, and what is said if they cannot be."""

from __future__ import annotations

import importlib.util
import json
import sys
import types
import typing as t
from pathlib import Path

import pytest
from ansible_collections.zoho.cliq.tests.contract import documents, schemas
from ansible_collections.zoho.cliq.tests.contract.records import Record, Traffic, shape

HERE = Path(__file__).resolve().parent

SMALL = """
openapi: 3.0.0
servers: [{url: https://cliq.zoho.com/api/v2}]
paths: {/castles: {get: {responses: {'200': {description: OK}}}}}
"""


# Documents


def test_what_is_no_document_is_left_aside(tmp_path: Path) -> None:
    (tmp_path / "v2").mkdir()
    (tmp_path / "v2/castles.yml").write_text(SMALL)
    (tmp_path / "v2/_scopes.yml").write_text("scopes: []")
    (tmp_path / "v2/notes.txt").write_text("x")
    read = documents.read(tmp_path)
    assert [operation.name for operation in read.operations] == ["GET /api/v2/castles"]
    assert read.names == {"v2/castles.yml"}


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("a: [", "castles.yml cannot be read"),
        ("a: b", "has no OpenAPI documents in v2 and v3"),
        ("paths: {/x: {get: {}}}", "v2/castles.yml is no OpenAPI document"),
        (SMALL.replace("{description: OK}", "{$ref: '#/components/nowhere'}"), "v2/castles.yml is no OpenAPI document"),
    ],
)
def test_a_document_that_cannot_be_read_is_named(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "v2").mkdir()
    (tmp_path / "v2/castles.yml").write_text(text)
    with pytest.raises(documents.BadDocument, match=problem):
        documents.read(tmp_path)


def test_a_schema_that_refers_to_itself_ends() -> None:
    tree = {"type": "object", "properties": {"inner": {"$ref": "#/components/schemas/tree"}}}
    document = {
        "servers": [{"url": "https://cliq.zoho.com/api/v2"}],
        "paths": {"/x": {"get": {"responses": {"200": {"content": {"application/json": {"schema": tree}}}}}}},
        "components": {"schemas": {"tree": tree}},
    }
    (operation,) = documents.of_document("v2/x.yml", document)
    schema = operation.answers[200]["application/json"]
    assert schemas.validator(schema).is_valid({"inner": {"inner": {"anything": 1}}})
    assert not schemas.validator(schema).is_valid({"other": 1})


@pytest.mark.parametrize(
    ("content", "valid", "invalid"),
    [
        ({"schema": {"type": "object"}, "example": {"a": "x"}}, {"a": "y"}, {"a": 1}),
        ({"schema": {"type": "object"}, "examples": {"one": {"value": {"a": 1}}}}, {"a": 2}, {"b": 2}),
        (
            {"schema": {"type": "object", "properties": {"a": {"type": "string"}}}, "example": {"b": 1}},
            {"b": 2},
            {"c": 1},
        ),
        (
            {"schema": {"type": "object", "properties": {"a": {"type": "string"}}}, "example": {"a": 1}},
            {"a": "x"},
            {"a": 1},
        ),
        ({"schema": {"type": "array", "items": {}}, "example": [{"a": 1}, {"b": True}]}, [{"b": False}], [{"c": 1}]),
        ({"schema": {"properties": {"type": {"type": "string"}}}}, {"type": "x"}, {"type": 1}),
        ({"schema": {"type": "object", "additionalProperties": True}, "example": {"a": 1}}, {"z": 1}, []),
        ({"schema": {"type": "string", "format": "byte"}}, "aGk=", "é"),
    ],
)
def test_examples_complete_a_schema_and_nothing_else_is_allowed(
    content: dict[str, t.Any], valid: t.Any, invalid: t.Any
) -> None:
    validator = schemas.validator(schemas.of_content(content))
    assert validator.is_valid(valid)
    assert not validator.is_valid(invalid)


# Records


def write(folder: Path, part: str, *records: dict[str, t.Any]) -> None:
    (folder / part).mkdir(parents=True)
    known = {"writer": "emulator", "by_collection": False, "method": "GET", "path": "/api/v2/castles/1", "query": []}
    known |= {"body": None, "status": 200, "answer": None}
    (folder / part / "x.jsonl").write_text("".join(json.dumps({**known, **one}) + "\n" for one in records))


def test_records_that_a_document_treats_alike_are_one(tmp_path: Path) -> None:
    answer = {"type": "application/json", "json": {"id": "17", "text": "Hello", "items": [{"a": 1}, {"a": 2}]}}
    other = {"type": "application/json", "json": {"id": "18", "text": "Hello", "items": [{"a": 3}, {"a": 4}]}}
    write(tmp_path, "unit tests", {"answer": answer}, {"answer": other, "path": "/api/v2/castles/2"})
    write(tmp_path, "integration plays", {"answer": answer})
    traffic = Traffic(tmp_path)
    assert traffic.count == 3
    assert sorted(record.part for record in traffic.records) == ["integration plays", "unit tests"]


@pytest.mark.parametrize(
    "change",
    [
        {"method": "POST"},
        {"path": "/api/v3/castles/1"},
        {"path": "/api/v2/castles/1/towers"},
        {"query": [["limit", "5"]]},
        {"status": 204},
        {"quirks": {"a": "b"}},
        {"by_collection": True},
        {"test": "x"},
        {"body": {"type": "application/json", "json": {"level": "high"}}},
        {"body": {"type": "application/json", "json": {"level": 1}}},
    ],
)
def test_records_that_differ_are_two(tmp_path: Path, change: dict[str, t.Any]) -> None:
    write(tmp_path, "unit tests", {}, change)
    assert len(Traffic(tmp_path).records) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("high", "low"),
        (1, "1"),
        (1, 1.5),
        (1, -1),
        (1, 2**40),
        (True, False),
        (None, 0),
        ([], [1]),
        ("x" * 50, "x" * 5000),
    ],
)
def test_what_a_document_may_treat_otherwise_has_another_shape(one: t.Any, other: t.Any) -> None:
    assert shape(one) != shape(other)
    assert shape({"a": [one]}) != shape({"a": [other]})


def test_a_record_tells_where_it_comes_from() -> None:
    record = Record("unit tests", "emulator", False, "GET", "/api/v2/x", status=200, quirks={"a": "b"})
    assert str(record) == "GET /api/v2/x -> 200 (unit tests with a=b)"


# The run of the tests


@pytest.fixture
def run_tests(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> types.ModuleType:
    """The program behind make, with another folder for what was recorded, and in no checkout."""
    tools = HERE.parent / "tools"
    monkeypatch.syspath_prepend(str(tools))
    specification = importlib.util.spec_from_file_location("run_tests", tools / "run_tests.py")
    module = importlib.util.module_from_spec(specification)
    # A dataclass looks for its module there.
    monkeypatch.setitem(sys.modules, "run_tests", module)
    specification.loader.exec_module(module)
    monkeypatch.setattr(module, "TRAFFIC", tmp_path / "traffic")
    monkeypatch.setattr(module.tree, "ROOT", tmp_path / "checkout")
    monkeypatch.delenv("ZOHO_CLIQ_OPENAPI", raising=False)
    return module


def ran(
    run_tests: types.ModuleType, monkeypatch: pytest.MonkeyPatch, report: str | None = None
) -> tuple[t.Any, dict[str, str]]:
    """The result of the part, and the variables that it gave to pytest."""
    given: dict[str, str] = {}

    def run_pytest(_runner: t.Any, *_folders: str, variables: dict[str, str], **_more: t.Any) -> t.Any:
        given.update(variables)
        if report is not None:
            run_tests.TRAFFIC.mkdir()
            (run_tests.TRAFFIC / "report.txt").write_text(report)
        return run_tests.Result(passed=3, skipped=2)

    monkeypatch.setattr(run_tests, "run_pytest", run_pytest)
    return run_tests.run_contract(None), given


def test_the_summary_says_that_there_are_no_documents(
    run_tests: types.ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    result, given = ran(run_tests, monkeypatch)
    assert str(result) == (
        "3 passed, 0 failed, 2 skipped (nothing held against Zoho's documents: ZOHO_CLIQ_OPENAPI does not say where they are)"
    )
    assert "ZOHO_CLIQ_OPENAPI" not in given


def test_the_summary_says_how_much_was_checked(
    run_tests: types.ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("ZOHO_CLIQ_OPENAPI", str(tmp_path))
    result, given = ran(run_tests, monkeypatch, "17 records of 3 operations checked\nmore\n")
    assert str(result) == "3 passed, 0 failed, 2 skipped (17 records of 3 operations checked)"
    assert given == {"ZOHO_CLIQ_OPENAPI": str(tmp_path), "ZOHO_CLIQ_TRAFFIC": str(run_tests.TRAFFIC)}


def test_documents_beside_the_checkout_are_found(
    run_tests: types.ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "shared/openapi").mkdir(parents=True)
    _result, given = ran(run_tests, monkeypatch)
    assert given["ZOHO_CLIQ_OPENAPI"] == str(tmp_path / "shared/openapi")
