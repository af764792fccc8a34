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

from .accounts.centers import API_DOMAINS
from .app import Servers
from .emulator import Emulator
from .quirks import catalog as quirks
from .world import seed
from .world.clock import Clock


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="zoho_emulator", description="Emulator of Zoho Accounts and Zoho Cliq.")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default %(default)s)")
    parser.add_argument("--port", type=int, default=0, help="first port; 0 picks free ones (default)")
    parser.add_argument("--data-center", default="us", choices=API_DOMAINS, metavar="NAME", help="home data center")
    parser.add_argument(
        "--other-data-center", action="append", default=[], choices=API_DOMAINS, metavar="NAME", help="repeatable"
    )
    parser.add_argument("--seed", type=Path, metavar="FILE", help="YAML or JSON; default: the built-in seed")
    parser.add_argument("--clock", type=float, default=1.0, metavar="FACTOR", help="how much faster time runs")
    parser.add_argument(
        "--quirk", action="append", default=[], metavar="NAME[=VALUE]", help="repeatable; see --list-quirks"
    )
    parser.add_argument("--limits", choices=("on", "off"), default="on", help="Cliq's call quotas (default on)")
    parser.add_argument("--ready-file", type=Path, metavar="PATH", help="written when every port listens")
    parser.add_argument("--parent-pid", type=int, metavar="PID", help="stop when this process is gone")
    parser.add_argument("--list-quirks", action="store_true", help="print all quirks and exit")
    return parser


def main() -> int:
    parser = arguments()
    options = parser.parse_args()
    if options.list_quirks:
        print(quirks.listing())
        return 0
    try:
        chosen = quirks.Quirks(dict(quirks.parse_option(text) for text in options.quirk))
        centers = list(dict.fromkeys([options.data_center, *options.other_data_center]))
        emulator = Emulator(
            centers, seed.read(options.seed), Clock(options.clock), chosen, limits=options.limits == "on"
        )
    except (ValueError, OSError) as problem:
        parser.error(str(problem))
    try:
        asyncio.run(serve(emulator, options))
    except OSError as problem:
        print(f"zoho emulator: {problem}", file=sys.stderr)
        return 1
    return 0


async def serve(emulator: Emulator, options: argparse.Namespace) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    servers = Servers(emulator, options.host, options.port)
    try:
        await servers.start()
        if options.ready_file:
            write_atomically(options.ready_file, json.dumps(ready(emulator), indent=2) + "\n")
        print(f"zoho emulator ready: {emulator.urls[emulator.data_centers[0]]}", flush=True)
        watcher = asyncio.create_task(watch(options.parent_pid, stop)) if options.parent_pid else None
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
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)


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
