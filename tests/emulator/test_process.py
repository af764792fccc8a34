# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The process: command line, ready file, signals, page."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests
from zoho_emulator import options
from zoho_emulator.faults import read
from zoho_emulator.faults.effects import EFFECTS
from zoho_emulator.faults.points import POINTS
from zoho_emulator.quirks import catalog

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


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("do", [None, "hold", "slow"])
def test_a_signal_ends_it_cleanly_whatever_is_under_way(tmp_path, number, do):
    ready = tmp_path / "ready.json"
    command = [sys.executable, "-m", "zoho_emulator", "--ready-file", str(ready), "--other-data-center", "eu"]
    environment = {**os.environ, "PYTHONPATH": str(HERE)}
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        process.stdout.readline()
        urls = json.loads(ready.read_text(encoding="utf-8"))["data_centers"]
        with ThreadPoolExecutor(4) as executor:
            waiting = []
            if do is not None:
                more = {"seconds": 600, "at": "before"} if do == "slow" else {}
                story = {"steps": [{"match": {"side": "accounts"}, "do": do, "times": 2, **more}]}
                requests.post(f"{urls['us']}/_emulator/faults", json=story, timeout=30)
                waiting += [
                    executor.submit(requests.get, f"{url}/oauth/serverinfo", timeout=30) for url in urls.values()
                ]
                while not requests.get(f"{urls['us']}/_emulator/faults", timeout=30).json()[0]["done"]:
                    pass
                # Somebody waits for more requests to be held.
                held = f"{urls['us']}/_emulator/held?count=9&wait=600"
                waiting.append(executor.submit(requests.get, held, timeout=30))
            process.send_signal(number)
            output, errors = process.communicate(timeout=20)
            assert all(one.exception() is not None or one.result().ok for one in waiting)
    finally:
        process.kill()
    assert (process.returncode, output, errors) == (0, "", "")


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


def test_faults_on_the_command_line(start, tmp_path):
    story = tmp_path / "story.yml"
    story.write_text(
        "- do: status\n  match: {side: cliq}\n"
        "- story: a lagging start\n  steps: [{do: lag, seconds: 5}, {do: html, match: {side: cliq}, times: null}]\n",
        encoding="utf-8",
    )
    running = start("--fault", str(story), "--fault", "throttled", "--quirk", "token-limits=off")
    told = running.control("faults")
    assert [one.get("story") for one in told] == [
        None,
        "a lagging start",
        "there are no more access tokens for ten minutes",
    ]
    assert {row["name"]: row["value"] for row in running.control("quirks")}["list-lag"] == 5
    assert running.exchange(running.code()).json()["error"] == "Access Denied"
    answers = [running.http.get(f"{running.url}/api/v2/channels") for _number in range(2)]
    assert [(one.status_code, one.headers["Content-Type"]) for one in answers] == [
        (503, "text/html;charset=UTF-8"),
        (200, "text/html;charset=UTF-8"),
    ]
    # They are there again after a reset, and gone when they are deleted.
    running.control("reset", {})
    assert [one.get("story") for one in running.control("faults")] == [one.get("story") for one in told]
    running.control("faults", method="DELETE")
    assert "error" not in running.http.get(f"{running.url}/oauth/serverinfo").json()
    assert running.control("faults") == []


def test_help_tells_what_there_is():
    done = run("--help")
    assert done.returncode == 0
    help_text = done.stdout
    for quirk in catalog.CATALOG.values():
        assert f"    {quirk.name}={quirk.default}" in help_text
    for name, fault in read.named().items():
        assert re.search(rf"^  {name} +{re.escape(fault['story'])}$", help_text, re.MULTILINE)
    assert (
        help_text.index("quirks, with the default first")
        < help_text.index("named faults:")
        < help_text.index("examples:")
    )


def test_the_examples_of_the_help_are_commands(tmp_path):
    """Each of them is understood; what they name is there."""
    (tmp_path / "workspace.yml").write_text("{}", encoding="utf-8")
    (tmp_path / "story.yml").write_text("do: evict", encoding="utf-8")
    examples = re.findall(
        r"^  python -m zoho_emulator ?(.*)$", run("--help").stdout.partition("examples:")[2], re.MULTILINE
    )
    assert len(examples) == 5
    for example in examples:
        chosen = options.parser().parse_args(example.split())
        for word in chosen.fault:
            read.stories(read.option(str(tmp_path / word) if word.endswith(".yml") else word))
        catalog.Quirks(dict(map(catalog.parse_option, chosen.quirk)))


def test_list_faults():
    done = run("--list-faults")
    assert done.returncode == 0
    data = read.from_text(done.stdout.partition("\n\nwhat faults do")[0])
    assert data == read.named()
    assert all(f"\n  {name} " in done.stdout for name in (*EFFECTS, *POINTS))


@pytest.mark.parametrize("name", read.named())
def test_each_named_fault_can_be_used(emulator, name):
    (story,) = emulator.control("faults", name)
    assert story["story"] == read.named()[name]["story"]
    assert story["steps"]


def test_list_quirks():
    done = run("--list-quirks")
    assert done.returncode == 0
    assert "channel-envelope=flat|data  (default flat)" in done.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--quirk", "nothing"), "there is no quirk 'nothing'; --list-quirks shows all"),
        (("--quirk", "scope-status=500"), "quirk scope-status: '500' is none of 401, 403"),
        (("--quirk", "code-lifetime"), "quirk code-lifetime needs a number: code-lifetime=120"),
        (("--seed", "/nowhere/seed.yml"), "--seed /nowhere/seed.yml: No such file or directory"),
        (("--data-center", "moon"), "argument --data-center: invalid choice: 'moon'"),
        (("--clock", "0"), "argument --clock: a number above 0 is needed, not 0"),
        (("--clock", "nan"), "argument --clock: a number above 0 is needed, not nan"),
        (("--clock", "fast"), "argument --clock: a number is needed, not 'fast'"),
        (("--port", "70000"), "argument --port: a port from 0 to 65535 is needed, not '70000'"),
        (
            ("--fault", "nothing"),
            "--fault nothing: there is no such fault, nor such a file; --list-faults shows the faults",
        ),
        (
            ("--fault", "/nowhere/story.yml"),
            "--fault /nowhere/story.yml: the file cannot be read: No such file or directory",
        ),
        (("--fault", str(HERE)), f"--fault {HERE}: the file cannot be read: Is a directory"),
        (("--fault", "{story}"), "steps[1].times: a whole number from 1 on is needed, not -1"),
        (("--fault", "{who}"), "steps[0]: do: evict: there is no user 'nobody@zylker.example'"),
    ],
)
def test_bad_options(tmp_path, words, said):
    story, who = tmp_path / "story.yml", tmp_path / "who.yml"
    story.write_text("steps: [{do: evict}, {do: html, times: -1}]", encoding="utf-8")
    who.write_text("steps: [{do: evict, user: nobody@zylker.example}]", encoding="utf-8")
    done = run(*(word.format(story=story, who=who) for word in words))
    assert done.returncode == 2
    last = done.stderr.splitlines()[-1]
    assert last.startswith("python -m zoho_emulator: error: ") and said in last
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken(start):
    port = start().url.rpartition(":")[2]
    done = run("--port", port)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"zoho emulator: cannot listen on 127.0.0.1, port {port}: Address already in use\n"


def test_a_ready_file_that_cannot_be_written():
    done = run("--ready-file", "/nowhere/ready.json")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "zoho emulator: --ready-file /nowhere/ready.json: No such file or directory\n"


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
