# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""
Redis servers for tests and benchmarks: each of one's own, on a socket or on a free port, and gone when the run is gone.

Nothing here needs the collection.
"""

from __future__ import annotations

import pathlib
import shutil
import signal
import socket
import subprocess
import tempfile
import typing as t

#: Why there is none where there is none.
MISSING = "there is no redis-server here (Debian: apt-get install redis-server)"

_READY = "eady to accept connections"


def is_here() -> bool:
    """Tell whether servers can be started."""
    return shutil.which("redis-server") is not None


class Server:
    """
    A running redis-server; its data are in a folder, in which it finds them again after a restart if it was told to keep them.

    ``options`` are those of redis.conf. ``listens`` is "socket", "port", or "tls", for which ``tls`` has the options.
    """

    def __init__(self, *options: str, listens: str = "socket", tls: t.Sequence[str] = ()) -> None:
        # The name of a socket must not be longer than a hundred characters, and pytest's folders have long ones.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="zoho-cliq-redis-"))
        self.socket = self.folder / "s"
        self._options = ["--save", "", "--appendonly", "no", *options, *tls]
        self._listens = listens
        self._administrator: t.Any = None
        self.port = 0
        self._process: subprocess.Popen[str] | None = None
        self.start()

    @property
    def url(self) -> str:
        if self._listens == "socket":
            return f"unix://{self.socket}"
        return f"{'rediss' if self._listens == 'tls' else 'redis'}://localhost:{self.port}/0"

    def start(self) -> None:
        """Start it, or start it again, at the same place."""
        for _attempt in range(5):
            # Between the look for a free port and its use somebody else may take it.
            port = self.port or (0 if self._listens == "socket" else _free_port())
            listen = ["--port", "0", "--tls-port", str(port)] if self._listens == "tls" else ["--port", str(port)]
            if self._run(listen):
                self.port = port
                return
        raise AssertionError("redis-server does not start")

    def _run(self, listen: list[str]) -> bool:
        # It goes when this process goes, however that ends.
        leash = ["setpriv", "--pdeathsig", "KILL"] if shutil.which("setpriv") else []
        place = ["--bind", "127.0.0.1", "--unixsocket", str(self.socket), "--unixsocketperm", "700"]
        words = ["redis-server", *listen, *place, "--dir", str(self.folder), *self._options]
        self._process = subprocess.Popen([*leash, *words], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert self._process.stdout
        said = []
        for line in self._process.stdout:
            said.append(line)
            if _READY in line:
                return True
        self._process.stdout.close()
        assert self._process.wait(10), "".join(said)
        assert "in use" in "".join(said), "".join(said)
        return False

    def send(self, number: signal.Signals) -> None:
        assert self._process
        self._process.send_signal(number)

    def stop(self, number: signal.Signals = signal.SIGKILL) -> None:
        """End it; with SIGTERM it saves its data first, if it was told to."""
        assert self._process
        assert self._process.stdout
        self._process.send_signal(signal.SIGCONT)
        self._process.send_signal(number)
        self._process.wait(10)
        self._process.stdout.close()
        self._process = None

    def close(self) -> None:
        if self._administrator is not None:
            self._administrator.close()
        if self._process is not None:
            self.stop()
        shutil.rmtree(self.folder)

    def admin(self, *words: t.Any) -> t.Any:
        """Send a command as an administrator; texts are bytes."""
        if self._administrator is None:
            import redis

            self._administrator = redis.Redis(unix_socket_path=str(self.socket), protocol=2)
        return self._administrator.execute_command(*words)

    def info(self, name: str) -> t.Any:
        """What the server says of itself."""
        return self.admin("INFO")[name]

    def all_keys(self) -> list[str]:
        return sorted(key.decode() for key in self.admin("KEYS", "*"))


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])
