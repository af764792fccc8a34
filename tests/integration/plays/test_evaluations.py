# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
How often a lookup is evaluated: each row of the table in the guide about it is run and counted.

Beside the lookup stands one that writes down each evaluation.
"""

from __future__ import annotations

import re
import typing as t
from collections import Counter

import yaml
from ansible_collections.zoho.cliq.tests.integration.plays.emulator_process import COLLECTION
from ansible_collections.zoho.cliq.tests.integration.plays.playbook_runner import HERE

GUIDE = COLLECTION / "docs/docsite/rst/lookup.rst"
HOSTS, ITEMS, TASKS = 3, 4, 2
TOKEN = "{{ lookup('evaluated', row) ~ lookup('zoho.cliq.access_token') }}"
USE = "{{ token | length }}"
# What the second column says, as a number.
NUMBERS = {
    "never": 0,
    "once": 1,
    "once for each host": HOSTS,
    "once for each host, and not again for the next try": HOSTS,
    "once for each host and task": HOSTS * TASKS,
    "once for each host and item": HOSTS * ITEMS,
}
Task = dict[str, t.Any]


def debug(**keywords: t.Any) -> Task:
    """A task that uses the token, unless it is told to say something else."""
    options = {"msg": keywords.pop("msg", USE)}
    return {"name": "Task", "ansible.builtin.debug": options, **keywords}


def fixed(**keywords: t.Any) -> Task:
    return {"name": "Fix it", "ansible.builtin.set_fact": {"fixed": "{{ token }}"}, **keywords}


HELLO = debug(msg="Hello")
USE_FACT = debug(msg="{{ fixed | length }}")
DEFAULTS = {"module_defaults": {"ansible.builtin.debug": {"msg": USE}}}
BARE: Task = {"name": "Task", "ansible.builtin.debug": {}}
OTHER: Task = {"name": "Task", "ansible.builtin.assert": {"that": "true"}}
# What the first column says, as tasks and keywords of a play.
ROWS: dict[str, tuple[list[Task], dict[str, t.Any]]] = {
    "in no task": ([HELLO], {}),
    "in an option of a task": ([debug()], {}),
    "several times in one option of a task": ([debug(msg=f"{USE} {USE} {{{{ [token, token] | map('length') }}}}")], {}),
    "in options of two tasks": ([debug(), debug()], {}),
    "in an option of a task with a loop": ([debug(loop=list(range(ITEMS)))], {}),
    "in an option of a task whose condition is false": ([debug(when=False)], {}),
    "in the condition of a task": ([debug(msg="Hello", when="token is truthy")], {}),
    "in an option of a task that is tried again until it succeeds": (
        [debug(register="tried", until="tried.attempts == 3", retries=3, delay=0)],
        {},
    ),
    "in an option of a task with ``run_once``": ([debug(run_once=True)], {}),
    "in the environment of a task": ([debug(msg="Hello", environment={"LENGTH": USE})], {}),
    "in the environment of a play with two tasks": ([HELLO, HELLO], {"environment": {"LENGTH": USE}}),
    "in a variable of a block with two tasks that use it": (
        [{"name": "Block", "block": [debug(msg="{{ own }}")] * 2, "vars": {"own": USE}}],
        {},
    ),
    "beside another key in a dictionary of which a task uses the other key": (
        [debug(msg="{{ both.other }}", vars={"both": {"other": 1, "token": USE}})],
        {},
    ),
    "in ``set_fact``, and the fact in two later tasks": ([fixed(), USE_FACT, USE_FACT], {}),
    "in ``set_fact`` with ``run_once``, and the fact in a later task on all hosts": (
        [fixed(run_once=True), USE_FACT],
        {},
    ),
    "in ``module_defaults`` of a module that two tasks use": ([BARE, BARE], DEFAULTS),
    "in ``module_defaults``, for an option that the task sets itself": ([HELLO], DEFAULTS),
    "in ``module_defaults`` of a module that no task uses": ([OTHER], DEFAULTS),
}


def table() -> dict[str, str]:
    """The rows of the table in the guide."""
    text = GUIDE.read_text().partition(".. list-table:: Evaluations of")[2].partition("\nA play of")[0]
    return dict(re.findall(r"^  \* - (.+)\n    - (.+)$", text, re.MULTILINE)[1:])


def test_each_row_of_the_guide_is_run() -> None:
    assert set(table()) == set(ROWS)


def test_the_lookup_is_evaluated_as_often_as_the_guide_says(signed_in):
    """All rows are plays of one playbook."""
    evaluations = signed_in.project / "evaluations"
    evaluations.touch()
    signed_in.environment |= {
        "ANSIBLE_LOOKUP_PLUGINS": str(HERE / "lookup_plugins"),
        "EVALUATIONS_FILE": str(evaluations),
    }
    plays = []
    for row, (tasks, keywords) in ROWS.items():
        play = {"name": row, "hosts": "all", "gather_facts": False, "tasks": tasks, **keywords}
        plays.append({**play, "vars": {"token": TOKEN, "row": row}})
    signed_in.write("play.yml", plays)
    # The token is shown nowhere, but a fact has it.
    run = signed_in.start("play.yml", "--inventory", signed_in.inventory(HOSTS), may_leak=True)
    assert run.code == 0, run.output
    counted = Counter(evaluations.read_text().splitlines())
    assert {row: counted[row] for row in ROWS} == {row: NUMBERS[words] for row, words in table().items()}
    assert signed_in.emulator.counters()["token_requests"] == 1


def test_a_task_is_tried_as_often_as_it_is_said(signed_in):
    """Else the row about it would prove nothing."""
    tasks, _none = ROWS["in an option of a task that is tried again until it succeeds"]
    run = signed_in(yaml.safe_dump(tasks), vars={"token": "x"})
    assert run["Task"]["attempts"] == 3
