# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""
Requests to the emulator of Cliq that nobody thought of are refused as Cliq refuses, and never end in a failure of the emulator.

This needs no documents of Zoho.
"""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.zoho.cliq.tests.contract import examples, odd, prepared
from ansible_collections.zoho.cliq.tests.contract.choice import SEED, checks
from hypothesis import given, seed

NAMES = prepared.operations()
_ERROR_KEYS = ({"code", "message"}, {"message"})


def complaint(request: odd.Request, answer: prepared.Answer) -> str | None:
    """What is wrong with an answer, if anything is."""
    if answer.status >= 500:
        return "the emulator fails"
    if answer.status == 204 or request.method == "HEAD":
        return None if not answer.body else "204 with content"
    if answer.status < 300:
        return None if answer.kind == "application/json" or request.target.startswith("/api/v2/files/") else "no JSON"
    if answer.kind != "application/json":
        return "an error that is not JSON"
    return None if set(answer.json()) in _ERROR_KEYS else "an error in no documented form"


def is_final(name: str) -> bool:
    """Whether success leaves nothing that the operation could be tried with again."""
    return name.startswith("DELETE") or name.endswith(("/leave", "/approve", "/reject"))


def test_there_is_an_example_for_each_operation_that_takes_something(world: prepared.Prepared) -> None:
    assert set(examples.of(world)) <= set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_an_operation_survives_everything(world: prepared.Prepared, name: str) -> None:
    world.prepare()
    example = examples.of(world).get(name, examples.Example())
    request = odd.as_it_is(world, name, example)
    answer = world.send(request.method, request.target, request.body, {**world.authorization, **request.headers})
    assert answer.status < 300, f"{request}\n{answer}"

    @seed(SEED)
    @checks(20)
    @given(request=odd.spoiled(world, name, example))
    def check(request: odd.Request) -> None:
        answer = world.send(request.method, request.target, request.body, {**world.authorization, **request.headers})
        problem = complaint(request, answer)
        assert problem is None, f"{problem} (seed {SEED}):\n{request}\n{answer}"
        if answer.status < 300 and is_final(name):
            world.prepare()

    t.cast("t.Callable[[], None]", check)()
