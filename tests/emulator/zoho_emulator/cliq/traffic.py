# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
A record of what was asked of Cliq and answered, with bodies, for whoever holds both against Zoho's documents.

It is kept only where the environment variable ZOHO_EMULATOR_TRAFFIC names a folder: there each process writes a file of its
own, one JSON object per line. Access tokens are masked, and the headers that carry them are not recorded at all.
"""

from __future__ import annotations

import functools
import json
import os
import re
import uuid
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from . import forms
from .errors import CliqError

VARIABLE = "ZOHO_EMULATOR_TRAFFIC"
COLLECTION = "ansible-zoho.cliq"  # the User-Agent of the collection
_TOKEN = re.compile(r"100[0-9]\.[0-9A-Za-z]{20,}(\.[0-9A-Za-z]+)?")
_SECRET_PARAMETERS = frozenset(("zapikey", "authtoken"))


class Recorder:
    """Writes records to one file. `writer` says who writes: the emulator, or a test with scripted answers."""

    def __init__(self, folder: Path, writer: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._writer = writer
        path = folder / f"{writer}-{os.getpid()}-{uuid.uuid4().hex[:8]}.jsonl"
        # Each line is whole as soon as it is written: the process may be killed at any time.
        self._file = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w", 1, encoding="utf-8")

    def note(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes,
        answer: tuple[int, str, bytes] | None,
        **more: Any,
    ) -> None:
        """Write a record of one request and its answer; `more` is kept as it is."""
        record = {"writer": self._writer, **described(method, url, headers, body, answer), **more}
        self._file.write(_TOKEN.sub("***", json.dumps(record, separators=(",", ":"))) + "\n")

    def close(self) -> None:
        self._file.close()


def described(
    method: str, url: str, headers: Mapping[str, str], body: bytes, answer: tuple[int, str, bytes] | None
) -> dict[str, Any]:
    """What is recorded of a request and its answer: status, content type and body, or None if none came."""
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    return {
        "by_collection": headers.get("User-Agent") == COLLECTION,
        "method": method,
        "path": parts.path,
        "query": [[name, "***" if name in _SECRET_PARAMETERS else value] for name, value in query],
        "body": _content(headers.get("Content-Type", ""), body),
        "status": None if answer is None else answer[0],
        "answer": None if answer is None else _content(answer[1], answer[2]),
    }


@functools.cache
def of_environment(writer: str = "emulator") -> Recorder | None:
    """The recorder of this process, if one is wanted."""
    folder = os.environ.get(VARIABLE)
    return Recorder(Path(folder), writer) if folder else None


def _content(content_type: str, body: bytes) -> dict[str, Any] | None:
    """A body by what it says to be: parsed JSON, the parts of a form without the content of files, or text."""
    if not body:
        return None
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "multipart/form-data":
        try:
            return {"type": kind, "form": [_part(part) for part in forms.parts(content_type, body)]}
        except CliqError:
            return {"type": kind, "broken": True}
    try:
        return (
            {"type": kind, "json": json.loads(body)}
            if kind == "application/json"
            else {"type": kind, "text": _text(body)}
        )
    except (ValueError, RecursionError):
        return {"type": kind, "broken": True}


def _part(part: Any) -> dict[str, Any]:
    if part.file_name is not None:
        return {"name": part.name, "file": True}
    return {"name": part.name, "value": _text(part.content)}


def _text(body: bytes) -> str:
    """The beginning is enough to tell one kind of page from another."""
    return body[:200].decode("utf-8", "replace")
