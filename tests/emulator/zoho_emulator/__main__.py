# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Command line: python -m zoho_emulator"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import sys
from pathlib import Path
from typing import Any

from . import options
from .app import Servers
from .emulator import Emulator
from .faults import read
from .quirks import catalog as quirks
from .world import seed
from .world.clock import Clock


def main() -> int:
    parser = options.parser()
    chosen = parser.parse_args()
    if chosen.list_quirks or chosen.list_faults:
        print(quirks.listing() if chosen.list_quirks else options.fault_listing())
        return 0
    try:
        centers = list(dict.fromkeys([chosen.data_center, *chosen.other_data_center]))
        emulator = Emulator(
            centers,
            seed.read(chosen.seed),
            Clock(chosen.clock),
            quirks.Quirks(dict(quirks.parse_option(text) for text in chosen.quirk)),
            limits=chosen.limits == "on",
        )
        for word in chosen.fault:
            begin_with(emulator, word)
    except ValueError as problem:
        parser.error(str(problem))
    except OSError as problem:
        parser.error(f"--seed {chosen.seed}: {problem.strerror}")
    try:
        asyncio.run(serve(emulator, chosen))
    except OSError as problem:
        print(f"zoho emulator: {problem.strerror}", file=sys.stderr)
        return 1
    return 0


def begin_with(emulator: Emulator, word: str) -> None:
    """What --fault says."""
    try:
        emulator.faults.begin_with(read.option(word))
    except read.PlanError as problem:
        raise read.PlanError(f"--fault {word}: {problem}") from None


async def serve(emulator: Emulator, chosen: argparse.Namespace) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    servers = Servers(emulator, chosen.host, chosen.port)
    try:
        await servers.start()
        if chosen.ready_file:
            write_atomically(chosen.ready_file, json.dumps(ready(emulator), indent=2) + "\n")
        print(f"zoho emulator ready: {emulator.urls[emulator.data_centers[0]]}", flush=True)
        watcher = asyncio.create_task(watch(chosen.parent_pid, stop)) if chosen.parent_pid else None
        await stop.wait()
        if watcher is not None:
            watcher.cancel()
    finally:
        await servers.stop()


def ready(emulator: Emulator) -> dict[str, Any]:
    """The ready file: where everything is, and the clients of the seed."""
    clients = list(emulator.world.clients.values())
    server = next((client for client in clients if client.kind == "server"), None)
    own = next((client for client in clients if client.kind == "self"), None)
    home = emulator.data_centers[0]
    answer: dict[str, Any] = {"pid": os.getpid(), "url": emulator.urls[home], "data_centers": emulator.urls}
    if server is not None:
        answer["client"] = {
            "client_id": server.client_id,
            "client_secret": server.secrets.get(home),
            "redirect_uri": server.redirect_uris[0] if server.redirect_uris else None,
        }
    if own is not None:
        answer["self_client"] = {"client_id": own.client_id, "client_secret": own.secrets.get(home)}
    return answer


def write_atomically(path: Path, text: str) -> None:
    """Whoever waits for the file never sees half of it."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    except OSError as problem:
        raise OSError(problem.errno, f"--ready-file {path}: {problem.strerror}") from None


async def watch(pid: int, stop: asyncio.Event) -> None:
    """Stop when this process is gone. If it is our parent, we are told so even while it is a zombie."""
    is_parent = os.getppid() == pid
    while not _gone(pid) and not (is_parent and os.getppid() != pid):
        await asyncio.sleep(0.25)
    stop.set()


def _gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return False


if __name__ == "__main__":
    sys.exit(main())
