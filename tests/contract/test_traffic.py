# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""
The recorded requests and answers, held against Zoho's documents.

They are recorded while the other tests run: the variable ZOHO_CLIQ_TRAFFIC names the folder, in which each part of the run has
one of its own. What comes out is written to ``report.txt`` there; its first line says how much was checked.
"""

from __future__ import annotations

import collections
import os
import typing as t
from pathlib import Path

import pytest
from ansible_collections.zoho.cliq.tests.contract.contract import Contract
from ansible_collections.zoho.cliq.tests.contract.prepared import operations
from ansible_collections.zoho.cliq.tests.contract.records import Record, Traffic

VARIABLE = "ZOHO_CLIQ_TRAFFIC"
# More than these of one kind tell nothing new.
MOST_TOLD = 3


class Judged:
    """All records, judged: what deviates, by operation."""

    def __init__(self, contract: Contract, traffic: Traffic) -> None:
        self.problems: dict[str, list[str]] = collections.defaultdict(list)
        kinds: collections.Counter[tuple[str, str, str]] = collections.Counter()
        for record in traffic.records:
            name = contract.name_of(record)
            for deviation in contract.judge(record):
                kind = (name, deviation.at, deviation.rule)
                kinds[kind] += 1
                if kinds[kind] <= MOST_TOLD:
                    self.problems[name].append(f"{deviation}\n    {_shown(record)}")
        self.contract = contract
        self.seen = sum(bool(contract.seen[name]) for name in contract.implemented)


def _shown(record: Record) -> str:
    return f"{record}\n    sent {record.body}\n    got {record.answer}"[:1500]


@pytest.fixture(scope="module")
def judged(contract: Contract) -> Judged:
    folder = os.environ.get(VARIABLE)
    if not folder:
        pytest.skip(f"nothing was recorded: {VARIABLE} names no folder (make contract records and checks)")
    traffic = Traffic(Path(folder))
    assert traffic.records, f"{folder} has no records"
    judged = Judged(contract, traffic)
    described = sum(name in contract.documents for name in contract.implemented)
    told = f"{traffic.count} records checked, {judged.seen} operations of the emulator seen"
    more = f"It has {len(contract.implemented)} operations, of which documents describe {described}."
    Path(folder, "report.txt").write_text(f"{told}\n{more}\n\n{contract.table()}", encoding="utf-8")
    return judged


@pytest.mark.parametrize("name", operations())
def test_an_operation_of_the_emulator_is_as_documented(judged: Judged, name: str) -> None:
    assert not judged.problems[name], "\n".join([name, *judged.problems[name]])


def test_all_other_requests_are_as_documented(judged: Judged) -> None:
    others = sorted(set(judged.problems) - set(operations()))
    told = [line for name in others for line in (name, *judged.problems[name])]
    assert not any(judged.problems[name] for name in others), "\n".join(told)


def _none(found: t.Sequence[str], what: str) -> None:
    assert not found, "\n".join([what, *found])


def test_each_operation_of_the_emulator_was_answered_with_success(judged: Judged) -> None:
    _none(judged.contract.unseen(), "No test of the emulator had success with:")


def test_each_documented_property_was_seen(judged: Judged) -> None:
    _none(judged.contract.unshown(), "The emulator never showed:")


def test_each_exception_is_needed(judged: Judged) -> None:
    # Those about what is never shown are needed when that is asked.
    judged.contract.unshown()
    _none(judged.contract.dead(), "Remove from exceptions.yml what nothing needs any more:")
