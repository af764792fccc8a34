# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
A generator of load, in a process of its own: PYTHONPATH=tests python -m benchmarks.load < job.json

It knows as little of HTTP as it needs, so that it takes a fraction of the time that a server takes.
"""

from __future__ import annotations

import json
import os
import selectors
import socket
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

_HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


@dataclass
class Job:
    """
    So many requests over some kept connections, each sent when the answer before it has arrived.

    ``%d`` in ``path`` and ``body`` is the number of the request, from ``first`` on. An answer with another status than
    ``status`` ends the job with an error.
    """

    host: str
    port: int
    method: str
    path: str
    count: int
    headers: dict[str, str]
    body: str = ""
    status: int = 200
    connections: int = 4
    first: int = 1
    cpu: int | None = None  # the processor to stay on


def send(job: Job) -> float:
    """Do a job in another process; return the seconds that it took. Raises RuntimeError if an answer is not as expected."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"],
        input=json.dumps(asdict(job)),
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[1])},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"the load generator ended with {done.returncode}: {done.stderr.strip()}")
    return float(done.stdout)


class _Connection:
    def __init__(self, job: Job) -> None:
        self.socket = socket.create_connection((job.host, job.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._received = b""

    def answer(self) -> bytes | None:
        """The status line when the whole answer is there, else None."""
        chunk = self.socket.recv(1 << 20)
        if not chunk:
            raise RuntimeError("the server closed a connection")
        self._received = self._received + chunk if self._received else chunk
        head, end, body = self._received.partition(_HEAD_END)
        if not end:
            return None
        lowered = head.lower()
        place = lowered.find(_LENGTH)
        length = int(lowered[place + len(_LENGTH) :].split(b"\r\n", 1)[0]) if place >= 0 else 0
        if len(body) < length:
            return None
        self._received = b""
        return head.split(b"\r\n", 1)[0]


def _requests(job: Job) -> Any:
    head = "".join(f"{name}: {value}\r\n" for name, value in {"Host": job.host, **job.headers}.items())
    for number in range(job.first, job.first + job.count):
        path, body = (text.replace("%d", str(number)) for text in (job.path, job.body))
        length = f"Content-Length: {len(body.encode())}\r\n" if body else ""
        yield f"{job.method} {path} HTTP/1.1\r\n{head}{length}\r\n{body}".encode()


def run(job: Job) -> float:
    """Send all requests; return the seconds from the first one to the last answer."""
    if job.cpu is not None:
        os.sched_setaffinity(0, {job.cpu})
    expected = str(job.status).encode()
    requests = list(_requests(job))
    requests.reverse()
    selector = selectors.DefaultSelector()
    connections = [_Connection(job) for _number in range(min(job.connections, job.count))]
    for connection in connections:
        selector.register(connection.socket, selectors.EVENT_READ, connection)
    left = job.count
    begin = time.perf_counter()
    for connection in connections:
        connection.socket.sendall(requests.pop())
    while left:
        for key, _events in selector.select():
            status_line = key.data.answer()
            if status_line is None:
                continue
            if status_line.split(b" ", 2)[1] != expected:
                raise RuntimeError(f"{status_line.decode()} instead of {job.status}: {job.method} {job.path}")
            left -= 1
            if requests:
                key.data.socket.sendall(requests.pop())
    seconds = time.perf_counter() - begin
    for connection in connections:
        connection.socket.close()
    return seconds


if __name__ == "__main__":
    print(run(Job(**json.load(sys.stdin))))
