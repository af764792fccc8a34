# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The form of one file of the store: a check sum, what is known about the value, the value, and blanks up to a whole block."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._state import clock

#: Files have a multiple of so many bytes, so that most values have room where the one before was.
BLOCK = 512

_MAGIC = b"zoho.cliq 1 "
_NAME = re.compile(rb'[^\n]*\n\{"name":"([^"]*)"')


@dataclasses.dataclass(frozen=True)
class Record:
    """A value, when it was written (a stamp of ``clock.py``), and the seconds for which it is kept (``None``: ever)."""

    value: bytes
    written: dict[str, t.Any]
    ttl: float | None


def encode(name: str, value: bytes, ttl: float | None) -> bytes:
    """Return the content of the file ``name`` for a value that is written now."""
    about = {"name": name, "size": len(value), "ttl": ttl, "written": clock.stamp()}
    rest = json.dumps(about, separators=(",", ":")).encode() + b"\n" + value
    content = _MAGIC + hashlib.sha256(rest).hexdigest().encode() + b"\n" + rest
    return content + b" " * (-len(content) % BLOCK)


def decode(name: str, content: bytes) -> Record | None:
    """Return what :func:`encode` made for ``name``; ``None`` if the content is anything else, or only a part of it."""
    head, _newline, rest = content.partition(b"\n")
    line, _newline, value = rest.partition(b"\n")
    try:
        about = json.loads(line)
    except ValueError:
        return None
    if not isinstance(about, dict) or about.get("name") != name or not clock.is_stamp(about.get("written")):
        return None
    size = about.get("size")
    if not isinstance(size, int) or not 0 <= size <= len(value) or value[size:].strip(b" ") or len(content) % BLOCK:
        return None
    value = value[:size]
    if head != _MAGIC + hashlib.sha256(line + b"\n" + value).hexdigest().encode():
        return None
    return Record(value, about["written"], clock.number(about.get("ttl")))


def name_in(content: bytes) -> str | None:
    """Return for which name :func:`encode` made a content, without a look at the rest; None if that cannot be told."""
    found = _NAME.match(content)
    return found[1].decode(errors="replace") if found is not None else None


def is_lapsed(found: Record) -> bool:
    """Tell whether a record is kept no longer. One of an unknown age is kept, one without a number of seconds is not."""
    if found.ttl is None:
        return True
    age = clock.age(found.written)
    return age is not None and age >= found.ttl
