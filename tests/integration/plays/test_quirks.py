# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is not certain about Zoho: under each variant the same tour has the same end, and there is never a second channel."""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
import typing as t

import pytest
import yaml
from ansible_collections.zoho.cliq.tests.integration.plays import documented
from ansible_collections.zoho.cliq.tests.integration.plays.emulator_process import COLLECTION, SCOPES
from ansible_collections.zoho.cliq.tests.integration.plays.playbook_runner import HERE, Playbook, Run

TOUR = (HERE / "tour.yml").read_text()
# So many quirks are switched at once, since each run takes seconds; of a batch that fails, each is tried alone.
BATCH_SIZE = 6
CHANNELS_MADE = 4
LEFT_OUT = {
    "quota-status": "it says how a call too many is refused, and the emulator of the plays counts none",
    "retry-after": "the same",
    "create-lock-minutes": "the same",
    "single-removal": "of a bot of which nothing is known, nobody can tell whether it is gone or the call is",
    "list-lag": "who reads at once sees what was; what is made is on record, and tests of that are elsewhere",
}
# Variants in which Cliq refuses something: which tasks cannot be done then, by their tag, and what the error is.
REFUSED = {
    "channel-delete=request_url_invalid": ("deletes_channel", "request_url_invalid"),
    # It may mean anything, so nobody takes the channel for gone.
    "unknown-channel-code=operation_failed": ("unknown_channel", "operation_failed"),
}
# With these, a run in check mode comes first; it takes its time, and what they change is what such a run looks at.
CHECKED = {"unfiltered-list=created", "id-type=integer"}
# What is another one each time, or made by Cliq as it likes.
_VARYING = re.compile(r"(^|_)(ids?|time|created|modified|unique_name|url)$")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d.*")


def variants() -> list[str]:
    """Every value but the default of every quirk of Cliq, as the emulator lists them; 1 for a quirk that is a number."""
    environment = {**os.environ, "PYTHONPATH": str(COLLECTION / "tests/emulator")}
    words = [sys.executable, "-m", "zoho_emulator", "--list-quirks"]
    listing = subprocess.run(words, env=environment, capture_output=True, text=True, check=True).stdout
    found = re.findall(r"^  ([\w-]+)=(\S+)  \(default (\S+)\)$", listing.partition("Zoho Cliq:")[2], re.MULTILINE)
    return [
        f"{name}={value}"
        for name, values, default in found
        for value in (["1"] if values == "NUMBER" else values.split("|"))
        if value != default and name not in LEFT_OUT
    ]


def batches() -> list[list[str]]:
    """The variants, and none first; those of one quirk are in different batches, and so are most of one part of Cliq."""
    found = variants()
    alone = [variant for variant in found if variant in REFUSED or variant in CHECKED]
    others = [variant for variant in found if variant not in alone]
    count = math.ceil(len(others) / BATCH_SIZE)
    return [[], *([variant] for variant in alone), *(others[number::count] for number in range(count))]


def tasks(entries: list[documented.Entry]) -> t.Iterator[documented.Entry]:
    for entry in entries:
        yield entry
        yield from tasks(entry.get("block", []))


def tagged(tag: str) -> set[str]:
    """The tasks of the tour with a tag."""
    return {task["name"] for task in tasks(yaml.safe_load(TOUR)) if tag in task.get("tags", [])}


def take_the_tour(playbook: Playbook, *, check_first: bool) -> Run:
    emulator = playbook.emulator
    playbook.sign_in(scopes=sorted({*SCOPES, *documented.scopes(documented.names())}))
    variables = {"emulator_url": emulator.url, "other_store": str(playbook.home / "other-store")}
    return playbook(TOUR, check_first=check_first, vars=variables, ignore_errors=True)


def without_varying(content: t.Any) -> t.Any:
    if isinstance(content, dict):
        return {key: without_varying(value) for key, value in content.items() if not _varies(key, value)}
    if isinstance(content, list):
        return [without_varying(value) for value in content]
    if isinstance(content, str) and _TIME.fullmatch(content):
        return "some time"
    return content


def _varies(key: str, value: t.Any) -> bool:
    # Whether a channel for all waits for an approval is one of the quirks.
    return bool(_VARYING.search(key)) or (key == "status" and value in ("created", "pending"))


def workspace(emulator: t.Any) -> t.Any:
    """All that is there, but for what is another one each time."""
    return without_varying([emulator.control(name) for name in ("state", "channels", "teams", "messages")])


def differences(place: str, found: t.Any, usual: t.Any) -> list[str]:
    """Where two workspaces differ, one sentence each."""
    if isinstance(found, dict) and isinstance(usual, dict) and found.keys() == usual.keys():
        return [text for key in found for text in differences(f"{place}.{key}", found[key], usual[key])]
    if isinstance(found, list) and isinstance(usual, list) and len(found) == len(usual):
        pairs = enumerate(zip(found, usual, strict=True))
        return [text for number, (one, other) in pairs for text in differences(f"{place}[{number}]", one, other)]
    return [] if found == usual else [f"{place} is {found}, not {usual}"]


@pytest.fixture(scope="module")
def usual_end(tmp_path_factory, running_emulator):
    """The workspace after the tour, with Cliq as it is documented best."""
    running_emulator.reset()
    run = take_the_tour(Playbook(tmp_path_factory.mktemp("tour"), running_emulator), check_first=False)
    assert run.code == 0, run.output
    return workspace(running_emulator)


def problems(playbook: Playbook, chosen: list[str], usual_end: t.Any) -> list[str]:
    """What is not as usual after the tour under some variants, one sentence each."""
    emulator = playbook.emulator
    emulator.reset()
    if chosen:
        emulator.control("quirks", dict(variant.split("=") for variant in chosen))
    run = take_the_tour(playbook, check_first=not chosen or not CHECKED.isdisjoint(chosen))
    refused = {name: code for variant in chosen if variant in REFUSED for name, code in _refused(variant)}
    found: list[str] = []
    for line in run.results:
        task, result = line["task"], line["result"]
        code = (result.get("failure") or {}).get("code", "") if line["outcome"] != "ok" else None
        if code != refused.get(task):
            found.append(f"{task!r} ended with {result.get('msg')} (code {code}), expected was {refused.get(task)}")
        if task not in refused and bool(result.get("changed")) != (task in tagged("changes")):
            found.append(f"{task!r} says changed={result.get('changed')}")
    if not refused:
        found += differences("the workspace", workspace(emulator), usual_end)
    # The end does not show what was made twice and removed twice.
    made = emulator.writes().count("POST /api/v2/channels")
    if made != CHANNELS_MADE:
        found.append(f"{made} channels were made, not {CHANNELS_MADE}")
    return found


def _refused(variant: str) -> t.Iterator[tuple[str, str]]:
    tag, code = REFUSED[variant]
    yield from ((name, code) for name in tagged(tag))


@pytest.mark.parametrize("chosen", batches(), ids=lambda chosen: " ".join(chosen) or "none")
def test_the_tour_has_the_same_end(usual_end, emulator, tmp_path_factory, chosen):
    def found(some):
        return problems(Playbook(tmp_path_factory.mktemp("tour"), emulator), some, usual_end)

    together = found(chosen)
    if together and len(chosen) > 1:
        each = {variant: alone for variant in chosen if (alone := found([variant]))}
        assert each == {}, json.dumps(each, indent=2)
    assert together == [], json.dumps(together, indent=2)


def test_the_tour_uses_each_module_of_cliq():
    used = documented.used_modules(yaml.safe_load(TOUR))
    assert used == {name for name in documented.names() if documented.calls_cliq(name)}


def test_what_is_refused_or_left_out_is_a_quirk_of_the_emulator(emulator):
    assert set(LEFT_OUT) <= {quirk["name"] for quirk in emulator.control("quirks")}
    assert {*REFUSED, *CHECKED} <= set(variants())


@pytest.mark.parametrize("status", ["401", "403"])
def test_a_missing_scope_is_a_clear_error_and_no_reason_for_another_token(playbook, emulator, status):
    emulator.quirk(scope_status=status)
    playbook.sign_in(scopes=["ZohoCliq.Channels.READ"])
    run = playbook("- name: Create\n  zoho.cliq.channel:\n    name: quirky\n    level: private\n")
    assert run.code == 2
    failure = run["Create"]["failure"]
    assert (failure["code"], failure["status"]) == ("oauthtoken_scope_invalid", int(status))
    assert "Consent again with the scopes" in failure["message"]
    assert emulator.counters()["token_requests"] == 1


@pytest.mark.parametrize("status", ["403", "400"])
def test_what_is_not_allowed_is_a_clear_error(playbook, emulator, status):
    # Patricia, who consents, is there but has nothing to say.
    not_hers = {
        "name": "not-hers",
        "level": "private",
        "creator": "scott.fisher@zylker.example",
        "members": {"patricia.boyle@zylker.example": "member"},
    }
    state = emulator.control("state")
    emulator.control("reset", {**state, "channels": [*state["channels"], not_hers]})
    emulator.quirk(permission_status=status)
    playbook.sign_in()
    run = playbook("- name: Change\n  zoho.cliq.channel:\n    name: not-hers\n    description: Mine\n")
    assert run.code == 2, run.output
    failure = run["Change"]["failure"]
    assert (failure["code"], failure["status"]) == ("operation_not_allowed", int(status))
    assert "not allowed" in failure["message"]
    (channel,) = emulator.channels("not-hers")
    assert not channel["description"]
