# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Processes of Python that a test starts, listens to, halts and kills."""

from __future__ import annotations

import json
import os
import pathlib
import signal
import subprocess
import sys
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils import _errors

# The parent of the folder ansible_collections, for processes that do not have the loader of this one.
ROOT = pathlib.Path(_errors.__file__).parents[5]

PRELUDE = """
import json, os, pathlib, sys
def say(what):
    print(json.dumps(what), flush=True)
"""


class Process:
    """A Python process that says JSON lines and is told when to go on."""

    def __init__(self, code: str, *arguments: object) -> None:
        self.popen = subprocess.Popen(
            [sys.executable, "-c", PRELUDE + code, *map(str, arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])},
        )

    def heard(self) -> t.Any:
        assert self.popen.stdout
        return json.loads(self.popen.stdout.readline())

    def go(self) -> None:
        assert self.popen.stdin
        self.popen.stdin.write("go\n")
        self.popen.stdin.flush()

    def halt(self) -> None:
        """Stop it where it is, and return when it has stopped."""
        self.popen.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, self.popen.pid, os.WSTOPPED | os.WNOWAIT)

    def resume(self) -> None:
        self.popen.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        self.popen.send_signal(signal.SIGKILL)
        self.popen.wait()

    def close(self) -> None:
        self.kill()
        assert self.popen.stdin
        assert self.popen.stdout
        self.popen.stdout.close()
        self.popen.stdin.close()


class Processes:
    """Starts processes, and ends those that are left."""

    def __init__(self, prelude: str, *arguments: object) -> None:
        self._prelude = prelude
        self._arguments = arguments
        self._running: list[Process] = []

    def __call__(self, code: str) -> Process:
        self._running.append(Process(self._prelude + code, *self._arguments))
        return self._running[-1]

    def close(self) -> None:
        for process in self._running:
            process.close()
