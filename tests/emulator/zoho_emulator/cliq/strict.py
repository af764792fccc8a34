# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Cliq is strict about bodies: unknown keys, missing keys and wrong values are refused."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from typing import Any

from ..world.clock import from_iso
from ..world.permissions import PERMISSIONS, RANKS
from . import errors

Check = Callable[[str, Any], None]

_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")
_MOST_DIGITS = 20
LATEST = 253_402_214_400_000  # in milliseconds: the last day of the year 9999, in whatever time zone
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def keys(body: dict[str, Any], allowed: dict[str, Check], required: tuple[str, ...] = ()) -> None:
    """Refuse what is not allowed, then what is missing, then what has a wrong value."""
    for key in body:
        if key not in allowed:
            raise errors.extra_key(key)
    for key in required:
        if body.get(key) in (None, ""):
            raise errors.missing(key)
    for key, value in body.items():
        allowed[key](key, value)


def text(longest: int, shortest: int = 0) -> Check:
    def check(key: str, value: Any) -> None:
        if not isinstance(value, str) or not shortest <= len(value) <= longest:
            raise errors.mismatch(key)

    return check


def one_of(*values: str) -> Check:
    def check(key: str, value: Any) -> None:
        if not isinstance(value, str) or value not in values:
            raise errors.mismatch(key)

    return check


def boolean(key: str, value: Any) -> None:
    if not isinstance(value, bool):
        raise errors.mismatch(key)


def ids(key: str, value: Any) -> None:
    if not isinstance(value, list) or not all(isinstance(item, str) and is_number(item) for item in value):
        raise errors.mismatch(key)


def emails(key: str, value: Any) -> None:
    if not isinstance(value, list) or not all(isinstance(item, str) and _EMAIL.fullmatch(item) for item in value):
        raise errors.mismatch(key)


def nested(allowed: dict[str, Check], required: tuple[str, ...] = ()) -> Check:
    def check(key: str, value: Any) -> None:
        if not isinstance(value, dict):
            raise errors.mismatch(key)
        keys(value, allowed, required)

    return check


def image(key: str, value: Any) -> None:
    """Base64 of something that begins like a picture."""
    if not isinstance(value, str):
        raise errors.mismatch(key)
    try:
        begin = base64.b64decode(value, validate=True)[:8]
    except ValueError:
        raise errors.mismatch(key) from None
    if not begin.startswith(_PICTURES):
        raise errors.mismatch(key)


permission_set = nested(dict.fromkeys(PERMISSIONS, boolean))
role = one_of(*RANKS)
level = one_of("organization", "team", "private", "external")
_switch = one_of("enable", "disable")
config = nested(
    {
        "reply_mode": one_of("normal_reply", "threads", "both"),
        "leave_join_info": _switch,
        "add_remove_info": _switch,
        "meeting_chat_type": one_of("channel", "thread", "host_choice"),
    }
)


def parsed(text: str) -> Any:
    """What a JSON text says; ValueError for one that is none, that nests too deep, or that has half a character in it."""
    try:
        value = json.loads(text, parse_constant=_no_number)
    except RecursionError:
        raise ValueError("nested too deep") from None
    if "\\u" in text:
        # One half of a surrogate pair can be written with an escape, and could never be answered.
        json.dumps(value, ensure_ascii=False).encode()
    return value


def _no_number(word: str) -> None:
    raise ValueError(f"{word} is no number in JSON")


def anything(_key: str, _value: Any) -> None:
    """For keys that are accepted and ignored."""


def truth(key: str, value: str | None) -> bool | None:
    """A boolean of the query string."""
    if value is None:
        return None
    if value not in ("true", "false"):
        raise errors.mismatch(key)
    return value == "true"


def is_number(text: str) -> bool:
    """Whether it is a number from 0 on, of a size that a program can expect."""
    return text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS


def epoch_time(key: str, milliseconds: int) -> None:
    """Refuse a time before 1970, or one that cannot be written with four digits for the year."""
    if not 0 <= milliseconds <= LATEST:
        raise errors.mismatch(key)


def whole_number(key: str, value: str | None, default: int, largest: int) -> int:
    """A number of the query string, from 1 on."""
    if value is None:
        return default
    if not is_number(value) or not 1 <= int(value) <= largest:
        raise errors.mismatch(key)
    return int(value)


def moment(key: str, text: str, form: str | int = "either") -> float:
    """A time of the query string: ISO 8601 as the OpenAPI file of the channels has it, or epoch milliseconds."""
    number = is_number(text)
    if number is (form == "iso") and form != "either":
        raise errors.mismatch(key)
    if number:
        epoch_time(key, int(text))
        return int(text) / 1000
    try:
        return from_iso(text.replace(" ", "+"))
    except (ValueError, OverflowError):
        raise errors.mismatch(key) from None
