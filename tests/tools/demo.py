# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""
The main job from beginning to end, on the emulator: build and install the collection, consent, exchange, provision.

Everything is made below ``.cache/demo`` and on loopback. ``KEEP=1`` leaves the emulator running at the end.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import consent

ROOT = Path(__file__).resolve().parents[2]
PLACE = ROOT / ".cache" / "demo"
USER = PLACE / "workspace"
COLLECTIONS = PLACE / "collections"
BIN = Path(sys.executable).parent
START_SECONDS = 30
CREDENTIALS = "zoho-cliq.vault.yml"
VAULT_ID = "demo"


class DemoFailed(Exception):
    """Something did not go as it should; the text says what."""


class Emulator:
    """The emulator as a process of its own."""

    def __init__(self) -> None:
        ready = PLACE / "emulator.json"
        self._log = (PLACE / "emulator.log").open("wb")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "zoho_emulator", "--port", "0", "--ready-file", str(ready)],
            cwd=PLACE,
            env={**os.environ, "PYTHONPATH": str(ROOT / "tests" / "emulator")},
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        give_up = time.monotonic() + START_SECONDS
        while not ready.exists():
            if self.process.poll() is not None or time.monotonic() > give_up:
                self.stop()
                raise DemoFailed(f"The emulator did not start; {PLACE / 'emulator.log'} says why.")
            time.sleep(0.05)
        self.facts = json.loads(ready.read_text())
        self.url: str = self.facts["url"]

    def call(self, path: str, body: object = None) -> object:
        """Call the emulator's control API (which is no part of Zoho)."""
        data = None if body is None else json.dumps(body).encode()
        request = Request(self.url + path, data=data, headers={"Content-Type": "application/json"})
        with urlopen(request, timeout=10) as answer:
            return json.loads(answer.read() or b"null")

    def stop(self) -> None:
        """End the process."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()


def add_old_channel(emulator: Emulator) -> None:
    """Give the workspace an archived channel, as every workspace has that is in use for a while."""
    state = emulator.call("/_emulator/state")
    assert isinstance(state, dict)
    state["channels"].append(
        {"name": "project-apollo", "level": "private", "status": "archived", "creator": state["consenting_user"]}
    )
    emulator.call("/_emulator/reset", state)


def say(text: str) -> None:
    print(f"\n\033[1m== {text}\033[0m" if sys.stdout.isatty() else f"\n== {text}", flush=True)


def run(*command: str, environment: dict[str, str], folder: Path = PLACE) -> str:
    """Run a command, show its output as it comes, and return it; raises DemoFailed if it fails."""
    print("$ " + " ".join(Path(word).name if i == 0 else word for i, word in enumerate(command)), flush=True)
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if line.strip():
            print("  " + line.rstrip(), flush=True)
    if process.wait() != 0:
        raise DemoFailed(f"{Path(command[0]).name} ended with {process.returncode}.")
    return "".join(lines)


def user_environment(emulator: Emulator | None) -> dict[str, str]:
    """Return an environment without settings of the person at the keyboard, and with the emulator in Zoho's place."""
    own = ("ANSIBLE_", "ZOHO_CLIQ_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    environment.update(
        PATH=os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)]),
        ANSIBLE_COLLECTIONS_PATH=str(COLLECTIONS),
        ANSIBLE_CONFIG=str(PLACE / "ansible.cfg"),
        ANSIBLE_HOME=str(PLACE / "ansible"),
        ANSIBLE_LOCALHOST_WARNING="false",
        ANSIBLE_INVENTORY_UNPARSED_WARNING="false",
        ANSIBLE_VAULT_IDENTITY_LIST=f"{VAULT_ID}@{PLACE / 'vault-password'}",
    )
    if emulator is not None:
        environment.update(ZOHO_CLIQ_ACCOUNTS_URL=emulator.url, ZOHO_CLIQ_API_URL=emulator.url)
    return environment


def prepare() -> None:
    """Make an empty place with a workspace file and a vault password that nobody knows."""
    shutil.rmtree(PLACE, ignore_errors=True)
    USER.mkdir(parents=True)
    (PLACE / "ansible.cfg").write_text("[defaults]\nnocows = true\n")
    password = PLACE / "vault-password"
    password.touch(mode=0o600)
    password.write_text(secrets.token_urlsafe(24) + "\n")
    shutil.copy(ROOT / "docs" / "examples" / "workspace.yml", USER)


def build_and_install(artifact: Path | None = None) -> None:
    """Install the collection the way a user does, from this artifact or from one that is built of the checkout."""
    environment = user_environment(None)
    galaxy = str(BIN / "ansible-galaxy")
    if artifact is None:
        artifacts = PLACE / "artifact"
        run(galaxy, "collection", "build", "--output-path", str(artifacts), environment=environment, folder=ROOT)
        artifact = next(artifacts.glob("zoho-cliq-*.tar.gz"))
    run(galaxy, "collection", "install", str(artifact), "-p", str(COLLECTIONS), "--force", environment=environment)


def playbook(name: str, environment: dict[str, str], *arguments: str) -> str:
    """Run a playbook of the installed collection in the user's directory."""
    return run(str(BIN / "ansible-playbook"), f"zoho.cliq.{name}", *arguments, environment=environment, folder=USER)


def authorize(emulator: Emulator, environment: dict[str, str]) -> None:
    """Get the authorization URL from the playbook, consent, and hand the redirect back."""
    client = emulator.facts["client"]
    environment = {
        **environment,
        "ZOHO_CLIQ_CLIENT_ID": client["client_id"],
        "ZOHO_CLIQ_CLIENT_SECRET": client["client_secret"],
        "ZOHO_CLIQ_REDIRECT_URI": client["redirect_uri"],
    }
    files = ("-e", "zoho_cliq_authorization_url_file=url.txt", "-e", "zoho_cliq_redirect_url_file=redirect.txt")
    playbook("authorize", environment, *files)
    say("A person opens the URL, reads the consent page and presses Accept")
    redirect = consent.press((USER / "url.txt").read_text().strip())
    target = USER / "redirect.txt"
    target.touch(mode=0o600)
    target.write_text(redirect + "\n")
    parts = urlsplit(redirect)
    print(f"  the browser was sent to {parts.scheme}://{parts.netloc}{parts.path}?state=...&code=...", flush=True)
    say("The redirect is exchanged for credentials, which are kept in a vaulted file")
    playbook("authorize", environment, *files)


def changed_count(output: str) -> int:
    """Return the number in ``changed=`` of the recap."""
    recap = next(line for line in output.splitlines() if line.startswith("localhost") and "changed=" in line)
    return int(recap.split("changed=")[1].split()[0])


def check(condition: bool, what: str) -> None:
    if not condition:
        raise DemoFailed(what)


def drift(emulator: Emulator, environment: dict[str, str]) -> None:
    """Change a channel behind Ansible's back and show that check mode finds it."""
    channels = emulator.call("/_emulator/channels")
    assert isinstance(channels, list)
    victim = next(channel for channel in channels if channel["name"].lstrip("#") == "release-train")
    emulator.call(f"/_emulator/channels/{victim['channel_id']}", {"description": "whatever"})
    output = playbook("provision", environment, "--check", "--diff")
    check("What goes out and when" in output, "Check mode did not show the drift.")


def summary(emulator: Emulator, seconds: float) -> None:
    """Say what was made and what it took."""
    counters = emulator.call("/_emulator/counters")
    channels = emulator.call("/_emulator/channels")
    assert isinstance(counters, dict)
    assert isinstance(channels, list)
    check(counters["token_requests"] == 1, f"{counters['token_requests']} token requests were sent, not 1.")
    text = (USER / CREDENTIALS).read_text()
    check(text.count("!vault |") == 2, "The two secrets of the credentials file are not vaulted.")
    say(f"Done in {seconds:.0f} seconds")
    print(f"  channels in the workspace   {len(channels)}")
    for level in ("organization", "team", "private", "external"):
        names = sorted(channel["name"].lstrip("#") for channel in channels if channel["level"] == level)
        print(f"    {level:<25} {len(names)}: {', '.join(names)}")
    print(f"  token requests sent         {counters['token_requests']}")
    print(f"  calls to Cliq               {counters['cliq_requests']}, {counters['cliq_writes']} of them writing")
    print(f"  credentials                 {USER / CREDENTIALS} (mode 0600, its two secrets vaulted)")


def main() -> int:
    parser = argparse.ArgumentParser(description="Show the main job from beginning to end, on the emulator.")
    parser.add_argument("--artifact", type=Path, help="the collection to install (default: build it of the checkout)")
    artifact = parser.parse_args().artifact
    keep = os.environ.get("KEEP", "") not in ("", "0", "no", "false")
    started = time.monotonic()
    emulator = None
    try:
        prepare()
        say("The collection is installed" if artifact else "The collection is built and installed")
        build_and_install(artifact)
        emulator = Emulator()
        add_old_channel(emulator)
        environment = user_environment(emulator)
        say("The playbook makes the authorization URL")
        authorize(emulator, environment)
        say("The channels of a workspace file are provisioned")
        output = playbook("provision", environment)
        check(changed_count(output) > 0, "The first run changed nothing.")
        say("The same again changes nothing")
        check(changed_count(playbook("provision", environment)) == 0, "The second run changed something.")
        say("Somebody changes a description by hand; --check --diff shows it")
        drift(emulator, environment)
        summary(emulator, time.monotonic() - started)
    except DemoFailed as exc:
        print(f"\nThe demo failed: {exc}", file=sys.stderr)
        keep = False
        return 1
    except KeyboardInterrupt:
        keep = False
        return 130
    finally:
        if emulator is not None and not keep:
            emulator.stop()
    if keep:
        print(f"  the workspace as a page     {emulator.url}/   (stop it with: kill {emulator.process.pid})")
    else:
        print("  the workspace as a page     make demo KEEP=1 leaves the emulator running and says where")
    return 0


if __name__ == "__main__":
    sys.exit(main())
