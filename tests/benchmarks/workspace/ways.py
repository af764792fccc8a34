# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The four ways to bring a workspace about, and what came of one run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..desk import TIMEOUT_SECONDS, Desk, Stopwatch, await_end
from ..emulators import Emulator

HERE = Path(__file__).parent
PEOPLE = ["scott.fisher", "ryan.west", "olivia.palmer", "helen.moore", "rakesh.iyer"]


def described(count: int) -> list[dict[str, Any]]:
    """So many channels, each with five members."""
    members: list[dict[str, str]] = [{"email": f"{name}@zylker.example"} for name in PEOPLE]
    return [
        {"name": f"bench-{number:05}", "level": "private", "description": f"Number {number}", "members": members}
        for number in range(count)
    ]


@dataclass
class Outcome:
    """What one run took: seconds, calls to Cliq by what they are (``GET /channels``), the memory of the largest process."""

    seconds: float
    calls: dict[str, int]
    megabytes: float = 0.0

    @property
    def requests(self) -> int:
        return sum(self.calls.values())


class Place:
    """An emulator with nothing in it that the description names, and somebody's desk, for one way."""

    def __init__(self, emulator: Emulator, folder: Path, collections: Path, channels: list[dict[str, Any]]) -> None:
        self._emulator = emulator
        self.channels = channels
        emulator.control("reset", method="POST")
        self.desk = Desk.new(folder, emulator, collections)
        # Nobody counts here, and nobody looks at the results.
        self.desk.environment["ZOHO_CLIQ_PACE_REQUESTS"] = "false"
        del self.desk.environment["ANSIBLE_CALLBACK_PLUGINS"]
        refresh_token = self.desk.sign_in(emulator, "credentials.yml")
        self.token_form = {"grant_type": "refresh_token", "refresh_token": refresh_token, **emulator.self_client}
        self.desk.write("workspace.yml", json.dumps({"channels": channels}))
        given = {"url": emulator.url, "token_form": self.token_form}
        self.desk.write("given.json", json.dumps({**given, "channels": channels}))
        self.desk.write("given.yml", given)
        for name in ("uri_play.yml", "uri_page.yml"):
            shutil.copy(HERE / name, self.desk.project)
        files: dict[str, Any] = {"vars_files": ["credentials.yml", "workspace.yml"]}
        self.desk.play([], "empty.yml", **files)
        self.desk.play([{"name": "All", "zoho.cliq.channels": {"channels": "{{ channels }}"}}], "channels.yml", **files)
        self.desk.play([LOOP], "loop.yml", **files)
        source = {"name": "All", "zoho.cliq.channels": {"src": "workspace.yml"}}
        self.desk.play([source], "src.yml", vars_files=["credentials.yml"])
        plugins = self.desk.project / "action_plugins"
        plugins.mkdir()
        shutil.copy(HERE / "no_op.py", plugins)
        self.desk.play([{"name": "Nothing", "no_op": {"channels": "{{ channels }}"}}], "no_op.yml", **files)

    # The ways

    def uri(self) -> Outcome:
        return self.played("uri_play.yml", "-e", "@given.yml", "-e", "@workspace.yml")

    def bare(self) -> Outcome:
        """A bare script, and an empty run of ansible-playbook."""
        done = self.script()
        done.seconds += self.empty().seconds
        return done

    def script(self) -> Outcome:
        return self._measured(self._run_script)

    def _run_script(self) -> None:
        words = [sys.executable, str(HERE / "bare_script.py"), "given.json"]
        process = subprocess.Popen(words, cwd=self.desk.project, env=self._environment())
        try:
            code = await_end(process, TIMEOUT_SECONDS)
        except BaseException:
            process.kill()
            raise
        if code:
            raise RuntimeError(f"the bare script ended with {code}")

    def loop(self) -> Outcome:
        return self.played("loop.yml")

    def all(self) -> Outcome:
        return self.played("channels.yml")

    def source(self) -> Outcome:
        """As with ``all``, but the action reads the file itself."""
        return self.played("src.yml")

    def empty(self) -> Outcome:
        return self.played("empty.yml")

    def no_op(self) -> Outcome:
        """An action that takes the same argument and does nothing."""
        return self.played("no_op.yml")

    # What is around them

    def drift(self, count: int) -> None:
        """Change the descriptions of so many channels behind everybody's back."""
        rows = [row for row in self._emulator.control("channels") if row["name"].startswith("bench-")]
        for row in rows[:: max(1, len(rows) // count)][:count]:
            self._emulator.control(f"channels/{row['channel_id']}", {"description": "somebody was here"})

    def check(self) -> None:
        """Raise RuntimeError unless the workspace is as it was described, each channel once."""
        rows = [row for row in self._emulator.control("channels") if row["name"].startswith("bench-")]
        wished = {
            one["name"]: (one["description"], {member["email"] for member in one["members"]}) for one in self.channels
        }
        found = {row["name"]: (row["description"], {member["email"] for member in row["members"]}) for row in rows}
        wrong = [
            name
            for name, (description, members) in wished.items()
            if name not in found or found[name][0] != description or not members <= found[name][1]
        ]
        if len(rows) != len(wished) or wrong:
            raise RuntimeError(f"{len(rows)} channels instead of {len(wished)}; not as wished: {wrong[:5]}")

    def played(self, play: str, *arguments: str) -> Outcome:
        return self._measured(lambda: self.desk.run(*arguments, play=play))

    def weighed(self, play: str) -> Outcome:
        """Run a play, and find out how much memory its largest process takes."""
        peak = self.desk.project / "peak"
        through = (sys.executable, str(HERE / "peak.py"), str(peak))
        outcome = self._measured(lambda: self.desk.run(play=play, through=through))
        outcome.megabytes = int(peak.read_text()) / 1024
        return outcome

    def _measured(self, run: Callable[[], object]) -> Outcome:
        self._emulator.control("log", method="DELETE")
        watch = Stopwatch()
        run()
        seconds = watch.seconds()
        return Outcome(seconds, calls_in(self._emulator.control("log")))

    def _environment(self) -> dict[str, str]:
        return {**self.desk.environment, "PATH": os.environ.get("PATH", os.defpath)}


LOOP = {
    "name": "One by one",
    "zoho.cliq.channel": {
        "name": "{{ item.name }}",
        "level": "{{ item.level }}",
        "description": "{{ item.description }}",
        "email_ids": "{{ item.members | map(attribute='email') }}",
    },
    "loop": "{{ channels }}",
    "loop_control": {"label": "{{ item.name }}"},
}


def calls_in(log: list[dict[str, Any]]) -> dict[str, int]:
    """How often which call to Cliq was made; identifiers in a path are written as ``*``."""
    counted: dict[str, int] = {}
    for entry in log:
        if entry["side"] == "cliq":
            parts = [part if part.isalpha() else "*" for part in entry["path"].removeprefix("/api/v2/").split("/")]
            call = f"{entry['method']} /{'/'.join(parts)}"
            counted[call] = counted.get(call, 0) + 1
    return counted
