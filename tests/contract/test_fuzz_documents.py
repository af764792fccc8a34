# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""
Requests that Schemathesis makes up from Zoho's documents, some that fit them and some that do not: the answers are as documented.

The documents are given to Schemathesis operation by operation, as this check reads them, with ids that the emulator knows.
"""

from __future__ import annotations

import typing as t

import pytest
import schemathesis
from ansible_collections.zoho.cliq.tests.contract import prepared, records
from ansible_collections.zoho.cliq.tests.contract.choice import SEED, checks
from ansible_collections.zoho.cliq.tests.contract.contract import Contract
from ansible_collections.zoho.cliq.tests.contract.documents import Operation
from hypothesis import given, seed
from schemathesis import GenerationMode
from zoho_emulator.cliq import traffic


def as_document(operation: Operation, world: prepared.Prepared) -> tuple[str, dict[str, t.Any]]:
    """An OpenAPI document with one operation, and its path."""
    parameters: list[dict[str, t.Any]] = []
    segments = operation.path.split("/")
    for place, segment in enumerate(segments):
        if segment == "*":
            known = [*world.ids[segments[place - 1]], "1", "nobody@zylker.example"]
            name = f"parameter{place}"
            schema = {"type": "string", "enum": known}
            parameters.append({"name": name, "in": "path", "required": True, "schema": schema})
            segments[place] = f"{{{name}}}"
    for name, one in operation.query.items():
        parameters.append({"name": name, "in": "query", "required": one.required, "schema": one.schema})
    described: dict[str, t.Any] = {"parameters": parameters, "responses": {"200": {"description": "OK"}}}
    if operation.bodies:
        content = {kind: {"schema": schema} for kind, schema in operation.bodies.items()}
        described["requestBody"] = {"required": operation.body_required, "content": content}
    path = "/".join(segments)
    paths = {path: {operation.method.lower(): described}}
    return path, {"openapi": "3.0.0", "info": {"title": "Cliq", "version": "1"}, "paths": paths}


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["fitting", "not fitting"])
@pytest.mark.parametrize("name", prepared.operations())
def test_an_operation_answers_as_documented(
    contract: Contract, world: prepared.Prepared, name: str, mode: GenerationMode
) -> None:
    described = contract.documents.of(name)
    if not described:
        pytest.skip("no document describes it")
    world.prepare()
    for operation in described:
        path, document = as_document(operation, world)
        strategy = schemathesis.openapi.from_dict(document)[path][operation.method].as_strategy(generation_mode=mode)

        @seed(SEED)
        @checks(10)
        @given(case=strategy)
        def check(case: t.Any) -> None:
            answered = case.call(base_url=world.emulator.url, headers=world.authorization, timeout=prepared.PATIENCE)
            sent = answered.request
            body = sent.body.encode() if isinstance(sent.body, str) else sent.body or b""
            kind = answered.headers.get("content-type", [""])[0]
            answer = (answered.status_code, kind, answered.content)
            raw = traffic.described(sent.method, sent.url, sent.headers, body, answer)
            problems = contract.judge(records.of_description("made up", "emulator", raw), request=False)
            assert answered.status_code < 500 and not problems, (
                f"seed {SEED}: {sent.method} {sent.url} {body[:500]!r}\n{answered.status_code} {answered.content[:500]!r}\n"
                + "\n".join(str(problem) for problem in problems)
            )

        t.cast("t.Callable[[], None]", check)()
