# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The process: command line, ready file, signals, page."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import requests

HERE = Path(__file__).resolve().parent


def run(*options):
    return subprocess.run(
        [sys.executable, "-m", "zoho_emulator", *options],
        env={**os.environ, "PYTHONPATH": str(HERE)},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_ready_file_and_first_line(start):
    running = start("--data-center", "eu", "--other-data-center", "in")
    assert running.first_line == f"zoho emulator ready: {running.url}\n"
    assert running.ready["pid"] == running.process.pid
    assert list(running.centers) == ["eu", "in"]
    assert running.url == running.centers["eu"] != running.centers["in"]
    assert re.fullmatch(r"1000\.[0-9A-Z]{30}", running.client["client_id"])
    assert re.fullmatch(r"[0-9a-f]{42}", running.client["client_secret"])
    assert running.client["redirect_uri"] == "http://localhost:8976/callback"
    assert set(running.self_client) == {"client_id", "client_secret"}
    answer = running.sign_in()
    assert answer["api_domain"] == "https://www.zohoapis.eu"


def test_sigterm_ends_it_cleanly(start):
    running = start()
    running.http.get(f"{running.url}/")
    assert running.stop() == 0


def test_it_ends_with_its_parent(tmp_path):
    script = (
        "import os, subprocess, sys\n"
        f"command = [{sys.executable!r}, '-m', 'zoho_emulator', '--parent-pid', str(os.getpid())]\n"
        "emulator = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)\n"
        "sys.stdout.write(emulator.stdout.readline().decode())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONPATH": str(HERE)},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    url = done.stdout.rpartition(" ")[2].strip()
    with pytest.raises(requests.exceptions.ConnectionError):
        while True:  # until the orphan has noticed
            requests.get(f"{url}/_emulator/health", timeout=5)


def test_quirks_and_clock_on_the_command_line(start):
    running = start("--quirk", "channel-envelope", "--quirk", "code-lifetime=60", "--clock", "1000")
    values = {row["name"]: row["value"] for row in running.control("quirks")}
    assert (values["channel-envelope"], values["code-lifetime"]) == ("data", 60)
    running.quirk("channel-envelope", "flat")
    running.control("reset", {})
    values = {row["name"]: row["value"] for row in running.control("quirks")}
    assert values["channel-envelope"] == "data"
    first = running.control("clock")["now"]
    while running.control("clock")["now"] < first + 20:
        pass


def test_list_quirks():
    done = run("--list-quirks")
    assert done.returncode == 0
    assert "channel-envelope=flat|data  (default flat)" in done.stdout


@pytest.mark.parametrize(
    "options",
    [
        ("--quirk", "nothing"),
        ("--quirk", "scope-status=500"),
        ("--quirk", "code-lifetime"),
        ("--seed", "/nowhere/seed.yml"),
        ("--data-center", "moon"),
    ],
)
def test_bad_options(options):
    done = run(*options)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_own_seed(start, tmp_path):
    seed = tmp_path / "seed.yml"
    seed.write_text(
        """
organizations:
  - {id: "1", name: Small}
users:
  - {id: "2", email: solo@small.example, first_name: Solo, organization_admin: true}
clients:
  - {client_id: 1000.A, client_secret: aa, name: App, redirect_uris: ["http://localhost/"]}
  - {client_id: 1000.B, client_secret: bb, name: Self, type: self}
""",
        encoding="utf-8",
    )
    running = start("--seed", str(seed))
    assert running.client == {"client_id": "1000.A", "client_secret": "aa", "redirect_uri": "http://localhost/"}
    assert running.cliq().get("/channels").json()["channels"] == []


def test_the_page_stands_alone(emulator):
    page = requests.get(emulator.url)
    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")
    assert "SPDX-License-Identifier" in page.text
    assert not re.search(
        r"""(?:src|href)=["'](?!data:|/_emulator/page/)|https?://(?!www\.gnu\.org)|@import|url\(""", page.text
    )
