# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a request costs the emulator, with few channels and with thousands: it must not be what other benchmarks measure."""

from __future__ import annotations

import json
import os
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import yaml

from .emulators import ROOT, Emulator
from .load import Job, send
from .rows import Report

FEW, MANY, MEMBERS, ROUNDS = 16, 5000, 5, 9
# One processor can answer 2,000 of such requests in a second.
LONGEST_MICROSECONDS = 500.0
LARGEST_GROWTH = 1.25
_SCOPES = ["ZohoCliq.Channels.ALL"]
_OPTIONS = ("--limits", "off", "--quirk", "token-limits=off")


@dataclass
class Scenario:
    """One sort of request. ``single`` ones have targets: they are about one object, whatever there is besides."""

    name: str
    method: str
    path: str
    body: str = ""
    count: int = 500
    single: bool = True
    grows: bool = False  # leaves more channels than it found
    quirks: dict[str, Any] = field(default_factory=dict)
    story: list[dict[str, Any]] = field(default_factory=list)  # waits in vain


_EMAILS = [f"user{place:05}@zylker.example" for place in range(1, MEMBERS)]
_NEW = {"name": "load %d", "level": "private", "email_ids": _EMAILS}
_ONE = "/api/v2/channels/{channel_id}"
_BY_NAME = "/api/v2/channels?limit=100&name=bench-00007"
SCENARIOS = (
    Scenario("GET a channel", "GET", _ONE),
    Scenario("GET a channel while a story waits", "GET", _ONE, story=[{"after": "team-made", "do": "evict"}]),
    Scenario("GET its members", "GET", f"{_ONE}/members"),
    Scenario("PUT a channel", "PUT", _ONE, json.dumps({"description": "Number %d"})),
    Scenario(
        f"POST a channel with {MEMBERS} members", "POST", "/api/v2/channels", json.dumps(_NEW), count=100, grows=True
    ),
    Scenario("refresh a token", "POST", "/oauth/v2/token", "{refresh}"),
    Scenario("GET channels by name", "GET", _BY_NAME),
    Scenario("GET channels by name, lists lag", "GET", _BY_NAME, quirks={"list-lag": 30}),
    Scenario("GET channels, first page of 100", "GET", "/api/v2/channels?limit=100", count=20, single=False),
    Scenario("what the page asks each second", "GET", "/_emulator/page/news?{known}", count=20, single=False),
)


@dataclass
class World:
    """An emulator with so many channels, and how to ask it."""

    emulator: Emulator
    size: int
    seed: dict[str, Any]
    cpus: list[int]
    token: str = ""
    values: dict[str, str] = field(default_factory=dict)

    def fresh(self, scenario: Scenario) -> None:
        """Back to the seed, so that a creation finds as many channels as there should be, with a new token."""
        emulator = self.emulator
        emulator.control("reset", self.seed)
        if scenario.quirks:
            emulator.control("quirks", scenario.quirks)
        if scenario.story:
            emulator.control("faults", {"steps": scenario.story})
        answer = emulator.token_request(grant_type="authorization_code", code=emulator.code(_SCOPES)).json()
        form = {"grant_type": "refresh_token", "refresh_token": answer["refresh_token"], **emulator.self_client}
        self.token = answer["access_token"]
        authorization = {"Authorization": f"Zoho-oauthtoken {self.token}"}
        (channel,) = emulator.http.get(emulator.url + _BY_NAME, headers=authorization).json()["channels"]
        news = emulator.control("page/news")
        self.values = {
            "channel_id": channel["channel_id"],
            "refresh": urlencode(form),
            "known": urlencode({"epoch": news["epoch"], "revision": news["revision"]}),
        }

    def measure(self, scenario: Scenario) -> tuple[float, float]:
        """Microseconds of processor time of the emulator for each request, and requests in a second."""
        address = urlsplit(self.emulator.url)
        headers = {"Authorization": f"Zoho-oauthtoken {self.token}"}
        if scenario.body:
            is_form = scenario.path.startswith("/oauth/")
            headers["Content-Type"] = "application/x-www-form-urlencoded" if is_form else "application/json"
        job = Job(
            host=address.hostname or "",
            port=address.port or 0,
            method=scenario.method,
            path=_filled(scenario.path, self.values),
            body=_filled(scenario.body, self.values),
            count=scenario.count,
            headers=headers,
            cpu=self.cpus[-1] if len(self.cpus) > 1 else None,
        )
        before = _processor_seconds(self.emulator.pid)
        seconds = send(job)
        used = _processor_seconds(self.emulator.pid) - before
        return used * 1e6 / scenario.count, scenario.count / seconds


def _filled(text: str, values: dict[str, str]) -> str:
    for name, value in values.items():
        text = text.replace("{" + name + "}", value)
    return text


def _processor_seconds(pid: int) -> float:
    """Of all threads of a process, from the scheduler, which counts nanoseconds."""
    tasks = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks) / 1e9


def _seed(size: int) -> dict[str, Any]:
    seed = yaml.safe_load((ROOT / "tests/emulator/zoho_emulator/world/default_seed.yml").read_text())
    return {**seed, "channels": [], "generate": {"users": 100, "channels": size, "members_each": MEMBERS}}


def run(folder: Path, _collections: Path) -> Report:
    report = Report("emulator")
    cpus = sorted(os.sched_getaffinity(0))
    with ExitStack() as stack:
        worlds = []
        for size in (FEW, MANY):
            (folder / str(size)).mkdir()
            emulator = stack.enter_context(Emulator(folder / str(size), *_OPTIONS))
            os.sched_setaffinity(emulator.pid, {cpus[0]})
            worlds.append(World(emulator, size, _seed(size), cpus))
        for scenario in SCENARIOS:
            _tell(report, scenario, *_measured(worlds, scenario))
    return report


def _measured(worlds: list[World], scenario: Scenario) -> tuple[dict[int, list[float]], dict[int, list[float]]]:
    """Costs and rates by the number of channels. The worlds take turns, so that whatever else runs here hits both."""
    costs: dict[int, list[float]] = {world.size: [] for world in worlds}
    rates: dict[int, list[float]] = {world.size: [] for world in worlds}
    for number in range(ROUNDS):
        for world in worlds:
            if number == 0 or scenario.grows:
                world.fresh(scenario)
            cost, rate = world.measure(scenario)
            costs[world.size].append(cost)
            rates[world.size].append(rate)
    return costs, rates


def _tell(report: Report, scenario: Scenario, costs: dict[int, list[float]], rates: dict[int, list[float]]) -> None:
    """The best round of each world: what else runs here makes a round dearer, and none cheaper."""
    for size, found in costs.items():
        what = f"{scenario.name}, {size} channels: processor time"
        if scenario.single:
            report.at_most(LONGEST_MICROSECONDS, what, min(found), "µs", all=found)
        else:
            report.tell(what, min(found), "µs", all=found)
        report.tell(f"{scenario.name}, {size} channels: rate", round(max(rates[size])), "/s", all=rates[size])
    if scenario.single:
        growth = min(costs[MANY]) / min(costs[FEW])
        report.at_most(LARGEST_GROWTH, f"{scenario.name}: {MANY} channels against {FEW}", growth, "times")
