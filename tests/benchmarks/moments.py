# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a run is killed: at a request that the emulator holds, or at a random time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from . import judge

_TOKEN = {"method": "POST", "path": "/oauth/v2/token"}
_EXCHANGE = {**_TOKEN, "grant_type": "authorization_code"}


@dataclass(frozen=True)
class Moment:
    """
    A moment for the kill.

    ``hold`` is the request to hold. Without ``span`` the kill comes while it is held; with it, at a random time within as many
    seconds, after the release or after the start. ``expected`` is what the kill must have interrupted, where that is certain.
    ``replaces`` is whether there must be a credentials file before (None: either), ``verify`` whether its refresh token was
    revoked, so that the run first learns that from Zoho.
    """

    name: str
    hold: dict[str, Any] | None
    expected: str | None = None
    at: str = "before"
    span: float | None = None
    replaces: bool | None = None
    verify: bool = False


MOMENTS = (
    # The code is not sent, and not even the intent written, before Zoho has said that the old refresh token is no good.
    Moment("before the intent", {**_TOKEN, "grant_type": "refresh_token"}, judge.EARLY, replaces=True, verify=True),
    Moment("before Zoho's commit", _EXCHANGE, judge.INTENT),
    Moment("after Zoho's commit", _EXCHANGE, judge.WINDOW, at="after"),
    # Asked between the journal and the file.
    Moment("answer on disk", {"method": "GET", "path": "/oauth/user/info"}, judge.ANSWER),
    # Asked when the new credentials are on the disk.
    Moment("file written", {"method": "POST", "path": "/oauth/v2/revoke/token"}, judge.WRITTEN, replaces=True),
)
RANDOM = (
    Moment("random, after Zoho's commit", _EXCHANGE, at="after", span=0.08),
    Moment("random, whole run", None, span=1.5),
)


@dataclass(frozen=True)
class Kill:
    """One kill of the plan: ``delay`` is the random time of its moment in seconds."""

    moment: Moment
    replacing: bool
    delay: float


def plan(count: int, seed: int) -> list[Kill]:
    """As many kills of each moment, half of all replacing credentials, the same for the same seed."""
    numbers = random.Random(seed)
    replacing = _every(3, 10)
    kills = []
    for number in range(count):
        place = number % (len(MOMENTS) + 1)
        moment = MOMENTS[place] if place < len(MOMENTS) else RANDOM[number // (len(MOMENTS) + 1) % 2]
        replaces = next(replacing) if moment.replaces is None else moment.replaces
        kills.append(Kill(moment, replaces, numbers.uniform(0, moment.span or 0)))
    return kills


def _every(some: int, of: int) -> Iterator[bool]:
    """True in ``some`` of ``of`` cases, spread over them."""
    number = 0
    while True:
        number += 1
        yield number * some // of != (number - 1) * some // of
