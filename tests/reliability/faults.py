# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong with one request, and for how long."""

from __future__ import annotations

import fnmatch
import mmap
import re
import socket
import struct
import threading
import typing as t
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from ansible_collections.zoho.cliq.plugins.module_utils import _http
from ansible_collections.zoho.cliq.plugins.module_utils._cliq import limits
from ansible_collections.zoho.cliq.tests.reliability.scenarios import Call
from ansible_collections.zoho.cliq.tests.reliability.worker import Hook

# The shortest that an option can say, in seconds, and something longer.
TIMEOUT, TOO_LONG = 1, 1.4
ONCE, EVER = 1, None
PLAIN, PAGE = "text/plain", "text/html"


@dataclass(frozen=True)
class Fault:
    """
    ``do`` and ``details`` are those of the emulator's faults, ``times`` how often it happens.

    ``point`` puts it right after the work, wherever the emulator does that. ``at_door`` keeps the request from the emulator: it
    is refused or reset before it is sent. ``accounts`` says whether it can happen at the accounts server as well. An ``act`` is
    not about one request: somebody else has used up what there was.
    """

    kind: str
    name: str
    do: str = ""
    times: int | None = ONCE
    details: t.Mapping[str, t.Any] = field(default_factory=dict)
    point: bool = False
    at_door: str = ""
    accounts: bool = True
    writes_only: bool = False
    act: bool = False
    # How long somebody waits before the next try, in seconds.
    patience: float = 61.0
    slow: bool = False

    def fits(self, call: Call) -> bool:
        """Whether it can happen to a call."""
        if self.writes_only and not call.writes:
            return False
        if self.act and call.side == "accounts" and call.grant_type is None:
            return False
        # What lasts, or is about a whole endpoint, is the same for the first call and the last.
        lasting = self.times is EVER or self.act
        return (self.accounts or call.side == "cliq") and (call.number == 1 or not lasting)


# A refusal of a token that was just made is kept for ten minutes; the lock periods are shorter than half an hour.
REFUSED, LOCKED = 601.0, 1801.0
FAULTS = (
    Fault("connection refused", "refused once", at_door="refused"),
    Fault("connection refused", "refused all the time", at_door="refused", times=EVER),
    Fault("reset before send", "reset before it was sent", at_door="reset"),
    Fault("reset before send", "reset all the time", at_door="reset", times=EVER),
    Fault("reset after send", "dropped before the work", "drop_before"),
    Fault("lost answer", "answer lost", "drop_after"),
    Fault("lost answer", "answers lost all the time", "drop_after", times=EVER),
    Fault("lost answer", "answer cut off", "cut"),
    Fault("502 or 503 with HTML", "502 once", "status", details={"status": 502}),
    Fault("502 or 503 with HTML", "502 all the time", "status", details={"status": 502}, times=EVER),
    Fault("502 or 503 with HTML", "503 all the time", "status", details={"status": 503}, times=EVER),
    Fault(
        "502 or 503 with HTML", "502 after the work", "status", details={"status": 502}, point=True, writes_only=True
    ),
    Fault("time-out", "no answer in time, work done", "slow", details={"seconds": TOO_LONG, "at": "after"}, slow=True),
    Fault(
        "time-out",
        "work done when nobody waits any more",
        "slow",
        details={"seconds": TOO_LONG, "at": "before"},
        writes_only=True,
        slow=True,
    ),
    Fault("time-out", "held and never done", "hold", writes_only=True, slow=True),
    Fault("truncated JSON", "half of the JSON", "truncate_json"),
    Fault("truncated JSON", "half of the JSON all the time", "truncate_json", times=EVER),
    Fault("wrong content type", "JSON as plain text", "content_type", details={"content_type": PLAIN}),
    Fault("wrong content type", "JSON as a page", "content_type", details={"content_type": PAGE}, times=EVER),
    Fault("wrong content type", "a page with status 200", "html", times=EVER),
    Fault("401 once", "token refused once", "unauthorized", accounts=False),
    Fault("401 for ever", "token refused for ever", "unauthorized", times=EVER, accounts=False, patience=REFUSED),
    Fault("quota lock", "locked out", "lock", act=True, patience=LOCKED),
)
# At the accounts server there are no access tokens to refuse: there, 401 is an answer of a gateway.
OF_ACCOUNTS = (
    Fault("401 once", "401 once", "status", details={"status": 401}),
    Fault("401 for ever", "401 for ever", "status", details={"status": 401}, times=EVER),
)
KINDS = tuple(dict.fromkeys(fault.kind for fault in FAULTS))
_AT_LOCK = re.compile(r"until \d\d:\d\d:\d\d|in \d+ (seconds|minutes)|for another \d+ seconds")


def says_when(message: str) -> bool:
    """Whether a message says when it will work again."""
    return bool(_AT_LOCK.search(message))


def all_for(call: Call) -> list[Fault]:
    """The faults that can happen to a call."""
    return [fault for fault in (*FAULTS, *(OF_ACCOUNTS if call.side == "accounts" else ())) if fault.fits(call)]


class Armed:
    """A fault that waits for its call."""

    def __init__(self, fault: Fault, call: Call, emulator: t.Any, ids: t.Mapping[str, str], door: Door) -> None:
        self._fault = fault
        self._emulator = emulator
        self._happened = mmap.mmap(-1, 8)
        self.hooks: list[Hook] = []
        match = call.match(ids)
        if fault.at_door:
            port = door.refusing if fault.at_door == "refused" else door.resetting
            self.hooks.append(lambda: _astray(match, call.number, fault.times, port, self._happened))
            return
        told: dict[str, t.Any] = {"do": fault.do, **fault.details}
        if fault.act:
            if call.side == "accounts":
                told = {"do": "throttle"}
            else:
                told["endpoint"] = _endpoint(call)
        else:
            told.update(match=match, times=fault.times, count=call.number)
            if fault.point:
                told["after"] = call.point
        emulator.control("faults", {"story": fault.name, "steps": [told]})

    def disarm(self) -> int:
        """Take it away; return how often it happened, when all has happened that was under way."""
        if self._fault.at_door:
            return int.from_bytes(self._happened[:4], "little")
        if self._fault.do == "hold":
            self._emulator.control("held?count=0&wait=30")
        (story,) = self._emulator.control("faults")
        self._emulator.control("faults", method="DELETE")
        return int(story["steps"][0]["happened"])


def _endpoint(call: Call) -> str:
    """The endpoint of the emulator's lock for a call."""
    path = re.sub(r"\{[^}]*\}|\*", "X1", call.path.removeprefix("/api/v2"))
    return re.sub(r"\{[^}]*\}", "*", limits.endpoint_of(call.method, path))


def _astray(match: t.Mapping[str, str], number: int, times: int | None, port: int, happened: mmap.mmap) -> None:
    """In a worker: send the requests that are meant to another port instead."""
    send_once = _http._send_once
    lock = threading.Lock()
    seen = 0

    def sent(prepare: t.Callable[[], t.Any], where: str, origin: str, way: dict[str, t.Any]) -> t.Any:
        nonlocal seen
        request = prepare()
        parts = urlsplit(request.url)
        fits = request.method == match["method"] and fnmatch.fnmatchcase(parts.path, match["path"])
        grant = match.get("grant_type")
        if fits and (grant is None or dict(parse_qsl(request.body)).get("grant_type") == grant):
            with lock:
                seen += 1
                meant = seen >= number and (times is None or seen < number + times)
                if meant:
                    happened[:4] = (int.from_bytes(happened[:4], "little") + 1).to_bytes(4, "little")
            if meant:
                request.url = urlunsplit(parts._replace(netloc=f"{parts.hostname}:{port}"))
        return send_once(lambda: request, where, origin, way)

    _http._send_once = sent


class Door:
    """Two ports of this machine: one refuses connections, the other resets them before anything is read."""

    def __init__(self) -> None:
        self._refusing = socket.socket()
        # Bound, so that nobody else takes it, and not listened on.
        self._refusing.bind(("127.0.0.1", 0))
        self.refusing: int = self._refusing.getsockname()[1]
        self._resetting = socket.create_server(("127.0.0.1", 0))
        self.resetting: int = self._resetting.getsockname()[1]
        self._thread = threading.Thread(target=self._reset, daemon=True)
        self._thread.start()

    def _reset(self) -> None:
        while True:
            try:
                connection, _address = self._resetting.accept()
            except OSError:
                return
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            connection.close()

    def close(self) -> None:
        # The name of what is shut down is in the thread that waits for a visitor.
        self._resetting.shutdown(socket.SHUT_RDWR)
        self._resetting.close()
        self._refusing.close()
        self._thread.join(10)
