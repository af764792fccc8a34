# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists in pages, with a next_token for the page that follows, and sync_tokens for what changed since."""

from __future__ import annotations

import base64
from typing import Any, TypeVar

from . import errors, strict
from .endpoints import Call

_Item = TypeVar("_Item")
_DIGITS = 32


def cut(call: Call, found: list[_Item], default: int, largest: int = 100) -> tuple[list[_Item], str | None]:
    """The page that the query asks for, and the token of the one after it, if there is one."""
    limit = strict.whole_number("limit", call.query.get("limit"), default, largest)
    start = _start(call.query.get("next_token"))
    following = f"{start + limit:0{_DIGITS}d}" if start + limit < len(found) else None
    return found[start : start + limit], following


def _start(token: str | None) -> int:
    if token is None:
        return 0
    if len(token) != _DIGITS or not (token.isascii() and token.isdigit()):
        raise errors.technical()
    return int(token)


def sync_token(call: Call, size: int) -> str:
    """The present moment, in the form of the tokens in Zoho's examples: numbers joined by bars, in base 64."""
    text = f"{size}|{int(call.emulator.clock.now() * 1000)}"
    return base64.b64encode(text.encode()).decode()


def synced(call: Call) -> float | None:
    """The moment of the sync_token in the query."""
    token = call.query.get("sync_token")
    if token is None:
        return None
    try:
        _size, milliseconds = base64.b64decode(token, validate=True).decode("ascii").split("|")
        return int(milliseconds) / 1000
    except (ValueError, OverflowError):
        raise errors.technical() from None


def envelope(call: Call, kind: str, data: Any) -> dict[str, Any]:
    """What v3 puts around its answers."""
    return {"url": call.path, "type": kind, "data": data}
