# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
What is missing, unknown or does not go together is refused by each module, in a sentence and before anything is sent.

The tasks are made from the argument specs, so that no module is forgotten.
"""

from __future__ import annotations

import json
import typing as t

import pytest
import yaml
from ansible_collections.zoho.cliq.tests.integration.plays import documented, returned

Options = dict[str, t.Any]
Spec = t.Mapping[str, t.Mapping[str, t.Any]]

# An address, should one be wanted; and no part of a message, since what is given for a secret is starred out wherever it is.
_TEXT = "somebody@zylker.example"
_VALUES: dict[str, t.Any] = {
    "str": _TEXT,
    "path": _TEXT,
    "raw": _TEXT,
    "int": 1,
    "float": 1.5,
    "bool": True,
    "dict": {},
    "json": "{}",
}


class Case(t.NamedTuple):
    """A task that cannot be right, and the words that its error has to have."""

    why: str
    module: str
    options: Options
    words: tuple[str, ...]
    by_the_spec: bool = True

    @property
    def name(self) -> str:
        return f"{self.module}: {self.why}"


def value(option: t.Mapping[str, t.Any]) -> t.Any:
    """Something that an option takes, as far as its spec says."""
    if option.get("choices"):
        chosen = option["choices"][0]
        return [chosen] if option.get("type") == "list" else chosen
    if option.get("type") == "list":
        return [value({**option, "type": option.get("elements", "str")})]
    if option.get("type") == "dict":
        return {name: value(inner) for name, inner in (option.get("options") or {}).items() if inner.get("required")}
    return _VALUES[option.get("type", "str")]


def cases(module: str) -> t.Iterator[Case]:
    body = documented.body(module)
    spec: Spec = body.argument_spec
    rules = body.constraints

    def options(*given: str, without: t.Iterable[str] = (), **more: t.Any) -> Options:
        """Some options, and those of the others that no task may lack."""
        names = {name for name, option in spec.items() if option.get("required")} | set(given)
        for group in rules.get("required_one_of", ()):
            if names.isdisjoint(group) and set(group).isdisjoint(without):
                # Of an option with options of its own, the spec does not say which of these belong together.
                names.add(min(group, key=lambda name: "options" in spec[name]))
        return {**{name: value(spec[name]) for name in sorted(names - set(without))}, **more}

    for name, option in spec.items():
        if option.get("required"):
            yield Case(f"without {name}", module, options(without=[name]), ("missing required arguments", name))
    for names in rules.get("required_one_of", ()):
        words = ("one of the following is required", *names)
        yield Case(f"none of {names}", module, options(without=names), words)
    identifying = {name for names in rules.get("required_one_of", ()) for name in names}
    for name, option in spec.items():
        if option.get("type", "str") == "str" and (name in identifying or option.get("required")):
            # As a template gives it for what is not there.
            rest = {other for names in rules.get("required_one_of", ()) if name in names for other in names} - {name}
            empty = options(name, without=rest, **{name: ""})
            yield Case(f"with an empty {name}", module, empty, (name,), by_the_spec=False)
    for names in rules.get("mutually_exclusive", ()):
        yield Case(f"all of {names}", module, options(*names), ("mutually exclusive", *names))
    for names in rules.get("required_together", ()):
        only = options(names[0], without=names[1:])
        yield Case(f"only {names[0]} of {names}", module, only, ("required together", *names))
    for name, wanted, wanting, *_any_of in rules.get("required_if", ()):
        lacking = options(without=wanting, **{name: wanted})
        yield Case(f"{name}={wanted} without {wanting}", module, lacking, (name, "following are missing", *wanting))
    for name, wanting in rules.get("required_by", {}).items():
        wanting = [wanting] if isinstance(wanting, str) else wanting
        yield Case(f"{name} without {wanting}", module, options(name, without=wanting), (name, "required by"))
    yield Case("with an unknown option", module, options(chanel=_TEXT), ("Unsupported parameters", "chanel"))
    for name, option in spec.items():
        is_list = option.get("type") == "list"
        if option.get("options"):
            inner = {"chanel": _TEXT}
            wrong = options(**{name: [inner] if is_list else inner})
            yield Case(f"with an unknown option in {name}", module, wrong, ("Unsupported parameters", "chanel"))
        if option.get("choices"):
            wrong = options(**{name: ["chanel"] if is_list else "chanel"})
            yield Case(f"with a wrong {name}", module, wrong, ("value of", name, "chanel"))


CASES = [case for module in documented.names() for case in cases(module)]


def problems(case: Case, result: dict[str, t.Any]) -> t.Iterator[str]:
    """What is wrong with the result of a task that cannot be right."""
    if not result.get("failed"):
        yield f"{case.name}: it did not fail"
        return
    for word in case.words:
        if word not in result["msg"]:
            yield f"{case.name}: the error does not say {word!r}: {result['msg']}"
    if case.by_the_spec and result.get("failure", {}).get("code") != "invalid_options":
        yield f"{case.name}: failure is {result.get('failure')}"
    if result.get("changed"):
        yield f"{case.name}: it says that something was changed"
    yield from (f"{case.name}: {words}" for words in returned.differences(case.module, result))


@pytest.mark.parametrize("mode", [(), ("--check",)], ids=["for real", "in check mode"])
def test_what_cannot_be_right_is_refused_before_anything_is_sent(playbook, emulator, mode):
    playbook.write("credentials.yml", given(playbook))
    tasks = [{"name": case.name, f"zoho.cliq.{case.module}": case.options, "ignore_errors": True} for case in CASES]
    run = playbook(yaml.safe_dump(tasks), *mode, check_first=False, vars_files=["credentials.yml"])
    found = [words for case in CASES for words in problems(case, run[case.name])]
    assert found == [], json.dumps(found, indent=2)
    assert emulator.log() == []


def given(playbook):
    """Variables with which every module could reach Zoho."""
    credentials = yaml.safe_load(playbook.sign_in().read_text())
    # In a file it could be an option that is missing in a task.
    del playbook.environment["ZOHO_CLIQ_CREDENTIALS_FILE"]
    return credentials


def test_each_module_is_asked_something_that_cannot_be_right():
    assert {case.module for case in CASES} == set(documented.names())
    assert len({case.name for case in CASES}) == len(CASES)
