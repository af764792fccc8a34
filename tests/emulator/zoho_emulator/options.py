# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The command line: what can be said there, and what --help tells."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from .accounts.centers import API_DOMAINS
from .faults import read
from .faults.effects import EFFECTS
from .faults.points import POINTS
from .quirks import catalog as quirks

_ABOUT = """\
Stands in for Zoho Accounts (OAuth 2.0) and Zoho Cliq (REST API v2 and parts of v3) on this machine, for tests, benchmarks and
demonstrations. It is not Zoho and holds nobody's data. The first line that it prints has its address; open that in a browser to
look at channels, messages, requests and limits. SIGTERM and Ctrl-C end it.
"""
_EXAMPLES = """\
examples:
  python -m zoho_emulator
      the built-in workspace, on a free port
  python -m zoho_emulator --port 8080 --seed workspace.yml --clock 60
      another workspace, on port 8080; a minute there takes a second
  python -m zoho_emulator --data-center eu --other-data-center us --port 8080
      two data centers: eu on port 8080, us on 8081
  python -m zoho_emulator --quirk list-lag=30 --quirk channel-envelope
      two things that nobody is certain of, otherwise than by default
  python -m zoho_emulator --fault evict-mid-run --fault story.yml
      what goes wrong: a fault that has a name, and a story of your own
  curl -s $URL/_emulator/faults
      what of it has happened; $URL/_emulator/ lists what else can be asked
"""


def parser() -> argparse.ArgumentParser:
    """The options; their texts are in the order in which people need them."""
    found = argparse.ArgumentParser(
        prog="python -m zoho_emulator",
        description=_ABOUT,
        epilog=f"{_quirks()}\n\n{_faults()}\n\n{_EXAMPLES}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    add = found.add_argument
    add(
        "--port",
        type=_port,
        default=0,
        metavar="PORT",
        help="where to listen; 0 takes a free port (default). Each further data center takes the next one",
    )
    add("--host", default="127.0.0.1", metavar="ADDRESS", help="address to listen on (default %(default)s)")
    add(
        "--seed",
        type=Path,
        metavar="FILE",
        help="the workspace at the start, YAML or JSON; a snapshot (GET /_emulator/state) is one, too",
    )
    add("--clock", type=_factor, default=1.0, metavar="FACTOR", help="how many times faster time runs (default 1)")
    add(
        "--quirk",
        action="append",
        default=[],
        metavar="NAME[=VALUE]",
        help="answer with another variant; without a value, the first that is not the default (repeatable)",
    )
    add(
        "--fault",
        action="append",
        default=[],
        metavar="NAME|FILE",
        help="what goes wrong: one of the faults below, or a YAML file with faults and stories (repeatable)",
    )
    add(
        "--data-center",
        default="us",
        choices=API_DOMAINS,
        metavar="NAME",
        help=f"the home data center (default %(default)s): {', '.join(API_DOMAINS)}",
    )
    add(
        "--other-data-center",
        action="append",
        default=[],
        choices=API_DOMAINS,
        metavar="NAME",
        help="another one beside it (repeatable)",
    )
    add(
        "--limits",
        choices=("on", "off"),
        default="on",
        help="Cliq's limits of calls (default on); those of Zoho Accounts: --quirk token-limits=off",
    )
    add(
        "--ready-file",
        type=Path,
        metavar="PATH",
        help="a JSON file that is there when every port listens: process id, addresses, clients",
    )
    add("--parent-pid", type=int, metavar="PID", help="end when this process is gone")
    add("--list-quirks", action="store_true", help="show what each quirk is about, and exit")
    add(
        "--list-faults",
        action="store_true",
        help="show the named faults as they stand, what faults can do and where, and exit",
    )
    return found


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"a port from 0 to 65535 is needed, not {text!r}")
    return int(text)


def _factor(text: str) -> float:
    try:
        factor = float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"a number is needed, not {text!r}") from None
    if not 0 < factor < float("inf"):
        raise argparse.ArgumentTypeError(f"a number above 0 is needed, not {text}")
    return factor


def _quirks() -> str:
    lines = ["quirks, with the default first (--list-quirks says what each is about):"]
    for title, group in quirks.GROUPS:
        lines.append(f"  {title}")
        lines += [f"    {quirk.name}={'|'.join(quirk.choices) if quirk.choices else quirk.default}" for quirk in group]
    return "\n".join(lines)


def _faults() -> str:
    width = max(map(len, read.named()))
    stories = [f"  {name:<{width}}  {fault['story']}" for name, fault in read.named().items()]
    return "\n".join(["named faults:", *stories])


def fault_listing() -> str:
    """The text of --list-faults."""
    return "\n\n".join(
        (
            read.named_text(),
            _table("what faults do (do):", {effect.name: effect.about for effect in EFFECTS.values()}),
            _table("the named points (before, after):", POINTS),
        )
    )


def _table(title: str, rows: dict[str, Any]) -> str:
    width = max(map(len, rows))
    return "\n".join([title, *(f"  {name:<{width}}  {about}" for name, about in rows.items())])
