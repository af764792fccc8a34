# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one task costs: alone, and on 50 hosts; beside one of ``ansible.builtin.uri``."""

from __future__ import annotations

from pathlib import Path
from statistics import median

from ..emulators import Emulator
from ..rows import Report
from .ways import Place

ROUNDS, HOSTS = 9, 50
LIMIT = 0.75


def run(folder: Path, collections: Path) -> Report:
    report = Report("single")
    with Emulator(folder, "--limits", "off", "--quirk", "token-limits=off") as emulator:
        place = Place(emulator, folder / "desk", collections, [])
        token = emulator.token_request(**place.token_form).json()["access_token"]
        uri = {
            "url": f"{emulator.url}/api/v2/channels",
            "headers": {"Authorization": f"Zoho-oauthtoken {token}"},
        }
        channel = {"name": "General"}
        _alone(report, place, uri, channel)
        _on_many_hosts(report, place, uri)
    return report


def _alone(report: Report, place: Place, uri: dict[str, object], channel: dict[str, object]) -> None:
    place.desk.play([{"name": "One", "ansible.builtin.uri": uri}], "uri.yml")
    place.desk.play([{"name": "One", "zoho.cliq.channel": channel}], "one.yml", vars_files=["credentials.yml"])
    for play in ("uri.yml", "one.yml"):
        place.desk.run(play=play)
    rounds = [(place.played("uri.yml").seconds, place.played("one.yml").seconds) for _number in range(ROUNDS)]
    ratios = [mine / its for its, mine in rounds]
    report.tell("W5: one task of uri, alone in a play", median(its for its, _mine in rounds), "s")
    report.tell("W5: one task of zoho.cliq.channel", median(mine for _its, mine in rounds), "s")
    report.tell("W5: an empty play", median(place.empty().seconds for _number in range(ROUNDS)), "s")
    report.at_most(LIMIT, "W5: the task takes so many times as long as that of uri", median(ratios), all=ratios)


def _on_many_hosts(report: Report, place: Place, uri: dict[str, object]) -> None:
    inventory = place.desk.inventory(HOSTS)
    body = {"name": "uri-{{ inventory_hostname }}", "level": "private"}
    by_hand = {**uri, "method": "POST", "body_format": "json", "body": body}
    mine = {"name": "mine-{{ inventory_hostname }}", "level": "private"}
    place.desk.play([{"name": "All", "ansible.builtin.uri": by_hand}], "uri.yml", hosts="all")
    files = {"vars_files": ["credentials.yml"]}
    place.desk.play([{"name": "All", "zoho.cliq.channel": mine}], "one.yml", hosts="all", **files)
    by_hand_seconds = place.played("uri.yml", "-i", inventory).seconds
    seconds = place.played("one.yml", "-i", inventory).seconds
    report.tell(f"W4: {HOSTS} hosts, a channel each, made with uri without a look", by_hand_seconds, "s")
    report.tell(f"W4: {HOSTS} hosts, a channel each, with zoho.cliq.channel", seconds, "s")
    report.tell("W4: so many times faster", by_hand_seconds / seconds)
