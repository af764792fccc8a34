# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Twenty forks whose token has stopped working, and one token request for all of them."""

from __future__ import annotations

from pathlib import Path

from .desk import Desk, Stopwatch
from .emulators import Emulator
from .rows import Report

HOSTS, ROUNDS = 20, 5


def run(folder: Path, collections: Path) -> Report:
    report = Report("evicted")
    requests, refused, seconds = [], [], []
    with Emulator(folder, "--limits", "off") as emulator:
        for number in range(ROUNDS):
            emulator.control("reset", method="POST")
            desk = Desk.new(folder / f"desk{number}", emulator, collections)
            _one_round(desk, emulator)
            watch = Stopwatch()
            running = desk.start("-i", "inventory.yml")
            try:
                # Nobody is refused before all of them have asked with the old token, so that none can get the new one first.
                held = emulator.control(f"held?count={HOSTS}&wait=60")
                emulator.control("release", method="POST")
            finally:
                done = running.finish()
            seconds.append(watch.seconds())
            log = emulator.control("log")
            refused.append(len([entry for entry in log if entry["side"] == "cliq" and entry["status"] == 401]))
            requests.append(emulator.counters()["token_requests"])
            if done.code or len(held) != HOSTS:
                raise RuntimeError(f"{len(held)} requests of {HOSTS} were held:\n{done.output}")
    report.exactly(1, f"token requests of {HOSTS} refused forks, most of {ROUNDS} rounds", max(requests), all=requests)
    report.exactly(HOSTS, "refused requests, fewest of the rounds", min(refused), all=refused)
    report.tell("time of a round", sorted(seconds)[ROUNDS // 2], "s", all=seconds)
    return report


def _one_round(desk: Desk, emulator: Emulator) -> None:
    """Warm the state store, evict the token, and have the next requests to Cliq held."""
    desk.environment["ZOHO_CLIQ_PACE_REQUESTS"] = "false"
    desk.sign_in(emulator, "credentials.yml")
    desk.play(
        [{"name": "Read", "zoho.cliq.channel_info": {"name": "General"}}], hosts="all", vars_files=["credentials.yml"]
    )
    desk.run("-i", desk.inventory(1))
    desk.inventory(HOSTS)
    if not emulator.control("evict", method="POST")["evicted"]:
        raise RuntimeError("there was no token to evict")
    emulator.control("log", method="DELETE")
    emulator.control("faults", {"do": "hold", "match": {"side": "cliq"}, "times": HOSTS})
