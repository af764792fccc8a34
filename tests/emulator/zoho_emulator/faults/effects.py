# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a fault can do: to an answer, to the request that waits for it, or to the world behind it."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from typing import Any

from ..quirks.catalog import Quirks
from ..world.kinds import Kind, SeedError, choice, mapping, shown, text
from ..world.kinds import number as whole_number

INSTEAD, AFTERWARDS, REST, ACT = "instead", "afterwards", "rest", "act"


@dataclass(frozen=True)
class Effect:
    """
    One thing that `do` can be. `details` are the keys that it takes, `needed` those of them that cannot be left out.

    `manner` says when it comes: INSTEAD of the work, AFTERWARDS, as a REST of the request in one place, or as an ACT that changes
    the world and lets the request go on.
    """

    name: str
    manner: str
    about: str
    details: dict[str, Kind] = field(default_factory=dict)
    defaults: dict[str, Any] = field(default_factory=dict)
    needed: tuple[str, ...] = ()

    @property
    def takes_at(self) -> bool:
        """Whether it can come before and after the work."""
        return self.manner in (REST, ACT)


def _status(value: Any, at: str, context: Any) -> int:
    number = whole_number(200).read(value, at, context)
    if number > 599:
        raise SeedError(f"{at}: an HTTP status from 200 to 599 is needed, not {number}")
    return number


def number_from(least: float | None) -> Kind:
    """A number of at least `least`, or any."""

    def read(value: Any, at: str, _context: Any) -> float:
        fits = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
        if not fits or (least is not None and value < least):
            wanted = "a number" if least is None else f"a number from {least:g} on"
            raise SeedError(f"{at}: {wanted} is needed, not {shown(value)}")
        return value

    return Kind(read)


def _body(value: Any, at: str, context: Any) -> str:
    """A text as it is; a mapping or a list as JSON."""
    return json.dumps(value) if isinstance(value, (dict, list)) else text.read(value, at, context)


def _headers(value: Any, at: str, context: Any) -> dict[str, str]:
    return {str(name): text.read(one, f"{at}.{name}", context) for name, one in mapping(value, at).items()}


def _quirks(value: Any, at: str, _context: Any) -> dict[str, Any]:
    try:
        Quirks().update(mapping(value, at))
    except SeedError:
        raise
    except ValueError as problem:
        raise SeedError(f"{at}: {problem}") from None
    return value


_ANSWER = {"status": Kind(_status), "headers": Kind(_headers)}
_WITH_BODY = {**_ANSWER, "body": Kind(_body)}
_SECONDS = number_from(0)
_ANY_NUMBER = number_from(None)

_ALL = (
    Effect("status", INSTEAD, "answer this status, with `body` or a page", _WITH_BODY, {"status": 503}),
    Effect("html", INSTEAD, "answer an HTML page", _WITH_BODY, {"status": 200}),
    Effect(
        "redirect",
        INSTEAD,
        "answer a redirect to `location`",
        {**_ANSWER, "location": text},
        {"status": 302, "location": "http://redirect.invalid/"},
    ),
    Effect("unauthorized", INSTEAD, "answer 401 as to an access token that nobody knows"),
    Effect("drop_before", INSTEAD, "end the connection"),
    Effect("drop_after", AFTERWARDS, "end the connection without the answer"),
    Effect("cut", AFTERWARDS, "end the connection in the middle of the answer"),
    Effect("truncate_json", AFTERWARDS, "answer half of the JSON, with a length that fits"),
    Effect(
        "content_type",
        AFTERWARDS,
        "say that the answer is of another type",
        {"content_type": text},
        {"content_type": "text/plain"},
    ),
    Effect("slow", REST, "wait for `seconds` of real time", {"seconds": _SECONDS}, {"seconds": 1}),
    Effect("hold", REST, "stand still until it is released"),
    Effect("evict", ACT, "access tokens stop working: all, or those of `user`", {"user": text}),
    Effect("revoke", ACT, "refresh tokens and their access tokens: all, or those of `user`", {"user": text}),
    Effect(
        "throttle",
        ACT,
        "no more token requests for `seconds`: of anybody, or of the client `client_id`",
        {"seconds": _SECONDS, "client_id": text},
        {"seconds": 600},
    ),
    Effect(
        "lock",
        ACT,
        "as if somebody had used up the calls of `endpoint` (all) and `user` (everybody), for `seconds` or the lock period",
        {"endpoint": text, "user": text, "seconds": _SECONDS},
        {"endpoint": "*"},
    ),
    Effect(
        "clock",
        ACT,
        "`advance`: so many seconds pass; `shift`: the time of day is set forward or back, and nothing grows older",
        {"advance": _SECONDS, "shift": _ANY_NUMBER},
    ),
    Effect(
        "lag", ACT, "from now on, lists lag so many `seconds` behind", {"seconds": whole_number(0)}, {"seconds": 30}
    ),
    Effect(
        "quirks", ACT, "answer with other variants: `set` maps quirks to values", {"set": Kind(_quirks)}, {}, ("set",)
    ),
    Effect("release", ACT, "let all held requests go on"),
    Effect("nothing", ACT, "let it pass; for a story that waits for something"),
)
EFFECTS = {effect.name: effect for effect in _ALL}
effect_name = choice("do", *EFFECTS)
