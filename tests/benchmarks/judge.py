# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a killed run left on the disk, what class of kill that is, and whether it keeps the promises."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from ansible.errors import AnsibleError
from ansible.parsing.vault import VaultLib, VaultSecret

FILE = "zoho-cliq.vault.yml"
JOURNAL = f".{FILE}.exchange"

# What the kill interrupted, in the order of a run.
EARLY = "before the intent"
INTENT = "intent on disk, code not spent"
WINDOW = "code spent, answer not on disk"
ANSWER = "answer on disk"
WRITTEN = "file written"
FINISHED = "finished"
# What must not be: an answer that was used and is not on disk, and a spent code that nothing tells of.
LOST = "answer lost after it was used"
UNTRACED = "code spent without a trace"
CLASSES = (EARLY, INTENT, WINDOW, ANSWER, WRITTEN, FINISHED, LOST, UNTRACED)

# An authorization code, an access token or a refresh token, wherever it stands.
_TOKEN = re.compile(rb"1000\.[0-9a-f]{32}\.[0-9a-f]{32}")
_REQUIRED = ("client_id", "client_secret", "refresh_token", "data_center")


class _Loader(yaml.SafeLoader):
    vault: VaultLib


def _decrypted(loader: _Loader, node: yaml.ScalarNode) -> str:
    return loader.vault.decrypt(node.value).decode()


_Loader.add_constructor("!vault", _decrypted)


def read_credentials(text: str, password: str) -> dict[str, Any] | None:
    """The values of a credentials file, or None if it is not a whole one."""
    loader = type("Loader", (_Loader,), {"vault": VaultLib([("default", VaultSecret(password.encode()))])})
    try:
        data = yaml.load(text, Loader=loader)
    except (yaml.YAMLError, AnsibleError, ValueError):
        return None
    if not isinstance(data, dict):
        return None
    values = {str(key).removeprefix("zoho_cliq_"): value for key, value in data.items()}
    return values if all(isinstance(values.get(name), str) and values[name] for name in _REQUIRED) else None


@dataclass(frozen=True)
class Left:
    """
    What is on the disk.

    ``file`` is absent, old, new or corrupt; ``journal`` is None, "intent", "answer" or "corrupt".
    """

    file: str
    refresh_token: str | None
    journal: str | None


def examine(project: Path, old: str | None, password: str) -> Left:
    """Look at the credentials file, which was ``old`` (None: it was not there), and at what lies beside it."""
    path = project / FILE
    journal = _journal(project / JOURNAL)
    if not path.exists():
        return Left("absent" if old is None else "corrupt", None, journal)
    text = path.read_text(errors="replace")
    values = read_credentials(text, password)
    if values is None:
        return Left("corrupt", None, journal)
    return Left("old" if text == old else "new", values["refresh_token"], journal)


def _journal(path: Path) -> str | None:
    try:
        data = json.loads(path.read_text())
    except FileNotFoundError:
        return None
    except ValueError:
        return "corrupt"
    return "answer" if isinstance(data, dict) and data.get("answer") else "intent"


def classify(left: Left, *, spent: bool, used: bool, killed: bool) -> str:
    """
    Name what the kill interrupted.

    ``spent`` is what Zoho says about the code; ``used``, that the run went on to ask Zoho something with the answer, so that it
    must be on the disk.
    """
    if left.file == "new":
        return WRITTEN if killed else FINISHED
    if left.journal == "answer":
        return ANSWER
    if used:
        return LOST
    if spent:
        return WINDOW if left.journal == "intent" else UNTRACED
    return EARLY if left.journal is None else INTENT


def secrets_in_plain_text(folder: Path, mine: set[Path], known: list[str]) -> list[str]:
    """The files, beside those that the user wrote (``mine``), that hold a secret in plain text."""
    found = []
    for path in folder.rglob("*"):
        if not path.is_file() or path in mine:
            continue
        content = path.read_bytes()
        if _TOKEN.search(content) or any(secret.encode() in content for secret in known):
            found.append(str(path.relative_to(folder)))
    return found


def temporary_files(project: Path, store: Path) -> list[str]:
    """What a killed run left and nobody took away: no harm, but not tidy."""
    beside = [path.name for path in project.iterdir() if FILE in path.name and path.name not in (FILE, JOURNAL)]
    return beside + [path.name for path in store.glob("tmp-*")]
