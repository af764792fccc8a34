# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
The examples of the documentation run exactly as they stand there, with Zoho's hosts by their own names.

The one thing that differs is the port of the redirect URI, because somebody else may listen on that of the examples. What a
person does between the tasks is done here: a credentials file is there, somebody consents in the browser and pastes the redirect.

Each task of the collection runs in check mode first, and once more after the real run if it is idempotent, so that an example
can use what an earlier one made.
"""

from __future__ import annotations

import copy
import json
import typing as t

import pytest
from ansible_collections.zoho.cliq.tests.integration.plays import documented, returned
from ansible_collections.zoho.cliq.tests.integration.plays.playbook_runner import Run
from ansible_collections.zoho.cliq.tests.integration.plays.reader import Tasks

# Each example of these modules is another way to the same end, and begins without what the one before it made.
ALTERNATIVES = {"credentials": "each example gets or ends the same credentials"}
# What of a difference cannot be seen before something was tried, and why.
UNSEEN = {("channel_members", "bots"): "Cliq lists no bots, and only the attempt to add one tells whether it is there"}

IN_CHECK_MODE, AGAIN = " (in check mode)", " (again)"
WRITES = "Writes before {}", "Writes after {}"
_COUNTERS = "{{{{ (lookup('ansible.builtin.url', '{}/_emulator/counters') | from_json).cliq_writes }}}}"
# Of a hidden result: what is in it, but not the values.
_SHAPE = "{{{{ dict({0}.keys() | zip({0}.values() | map('type_debug'))) }}}}"


def _parts(entry: documented.Entry) -> list[str]:
    """Where an entry has tasks of its own, none of which fails in order to be rescued."""
    return [] if "rescue" in entry else [key for key in ("tasks", "block", "always") if key in entry]


def rescued(entries: Tasks) -> set[str]:
    """The names of tasks that are there to fail."""
    return {task["name"] for entry in entries if "rescue" in entry for task in entry["block"]}


def rehearsed(entries: Tasks, url: str) -> Tasks:
    """Examples, each task of the collection with its rehearsal in check mode and its repetition."""
    found: Tasks = []
    for entry in entries:
        entry = copy.deepcopy(entry)
        for key in _parts(entry):
            entry[key] = rehearsed(entry[key], url)
        module = documented.own_module(entry)
        if module is None:
            found.append(entry)
            continue
        name = entry["name"]
        bare = {key: value for key, value in entry.items() if key != "register"}
        before, after = (
            {"name": words.format(name), "ansible.builtin.debug": {"msg": _COUNTERS.format(url)}} for words in WRITES
        )
        found += [before, {**bare, "name": name + IN_CHECK_MODE, "check_mode": True}, after, entry]
        if documented.is_idempotent(entry):
            found.append({**bare, "name": name + AGAIN})
        if documented.body(module).hides_result and "register" in entry:
            shape = {"msg": _SHAPE.format(entry["register"])}
            found.append({"name": f"{module} has a shape", "ansible.builtin.debug": shape})
    return found


def changed(result: dict[str, t.Any]) -> bool:
    return any(one.get("changed", False) for one in returned.each(result))


def own_tasks(entries: Tasks) -> t.Iterator[documented.Entry]:
    """The tasks of the collection."""
    for entry in entries:
        if documented.own_module(entry):
            yield entry
        for key in _parts(entry):
            yield from own_tasks(entry[key])


def judged(run: Run, entries: Tasks) -> list[str]:
    """What is wrong with a run of examples, one sentence each."""
    found = []
    for task in own_tasks(entries):
        name, module = task["name"], str(documented.own_module(task))
        check, real = run[name + IN_CHECK_MODE], run[name]
        writes = [run[words.format(name)]["msg"] for words in WRITES]
        if writes[0] != writes[1]:
            found.append(f"{name}: in check mode, something was written")
        predicts = documented.support(module, "check_mode") == "full"
        if predicts and changed(check) != changed(real):
            found.append(f"{name}: check mode said changed={changed(check)}, and the run changed={changed(real)}")
        found += [f"{name}: {words}" for words in _of_diffs(module, check, real)]
        if documented.is_info(module) and changed(real):
            found.append(f"{name}: the module {module} says that it changes nothing, and has changed something")
        if documented.is_idempotent(task) and changed(run[name + AGAIN]):
            found.append(f"{name}: the second run has changed something: {run[name + AGAIN]}")
    for line in run.results:
        if line["action"].startswith(documented.PREFIX):
            module = line["action"].removeprefix(documented.PREFIX)
            may_skip = line["task"].endswith(IN_CHECK_MODE) and documented.support(module, "check_mode") != "full"
            if line["outcome"] == "skipped" and not may_skip:
                found.append(f"{line['task']}: it was skipped")
            for one in returned.each(line["result"]):
                found += [f"{line['task']}: {words}" for words in returned.differences(module, one)]
        elif line["task"].endswith(" has a shape"):
            found += _of_shape(line["task"].removesuffix(" has a shape"), line["result"]["msg"])
    return found


def _of_diffs(module: str, check: dict[str, t.Any], real: dict[str, t.Any]) -> t.Iterator[str]:
    for one, other in zip(returned.each(check), returned.each(real), strict=True):
        shows = module in documented.writing_modules() and documented.support(module, "diff_mode") == "full"
        if shows and not {"before", "after"} <= set(one.get("diff", ())):
            yield f"in check mode, the difference is {one.get('diff')}"
        if "diff" in one and _before(module, one) != _before(module, other):
            yield f"check mode and the run saw different things: {one['diff']}, {other.get('diff')}"


def _before(module: str, result: dict[str, t.Any]) -> dict[str, t.Any]:
    before = result.get("diff", {}).get("before") or {}
    return {key: value for key, value in before.items() if (module, key) not in UNSEEN}


def _of_shape(module: str, shape: dict[str, str]) -> list[str]:
    """What is wrong with a hidden result, of which only the types are known."""
    examples: dict[str, t.Any] = {
        "str": "",
        "int": 0,
        "float": 0.0,
        "bool": False,
        "list": [],
        "dict": {},
        "NoneType": None,
    }
    return returned.differences(module, {key: examples.get(kind, kind) for key, kind in shape.items()})


def cases() -> t.Iterator[t.Any]:
    """The examples of each plugin: all in one playbook, or one by one."""
    for folder in ("modules", "lookup", "callback"):
        for name in documented.names(folder):
            entries = documented.examples(name, folder)
            if name in ALTERNATIVES:
                yield from (pytest.param([entry], id=f"{name}: {entry['name']}") for entry in entries)
            elif entries:
                yield pytest.param(entries, id=name if folder == "modules" else f"{folder} {name}")


@pytest.mark.parametrize("entries", list(cases()))
def test_the_examples_run_as_they_stand(reader, entries):
    reader.prepare(entries)
    run = reader.run(rehearsed(entries, reader.emulator.url))
    assert run.code == 0, run.output
    failed = {line["task"] for line in run.results if line["outcome"] in ("failed", "ignored", "unreachable")}
    assert failed == rescued(entries)
    problems = judged(run, entries)
    assert problems == [], json.dumps(problems, indent=2)


def test_each_module_has_examples():
    for name in documented.names():
        assert name in documented.used_modules(documented.examples(name)), name
        assert all(entry.get("name") for entry in documented.examples(name)), name
    assert set(ALTERNATIVES) <= set(documented.names())
