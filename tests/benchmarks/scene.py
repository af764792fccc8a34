# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One kill of a code exchange from beginning to end: set up, kill, look, run again, judge."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import judge
from .desk import SCOPES, Desk, Finished, Run
from .judge import FILE, Left
from .moments import Kill

TASK = "Exchange"
# Locks are waited for longer than this, so a run that waits for one that nobody gives back is found out.
NEXT_RUN_SECONDS = 100
# The promises; each problem is one of these.
CORRUPT, LOST, UNREPORTED = "corrupt file", "token lost after the fsync", "unreported window kill"
PLAIN, STUCK, OTHER = "secret in plain text left", "stuck lock", "anything else unexpected"
PROMISES = (CORRUPT, LOST, UNREPORTED, PLAIN, STUCK, OTHER)


@dataclass
class Verdict:
    """What became of one kill: its class, and the promises that were broken, each with what was seen."""

    kill: Kill
    kind: str = ""
    problems: list[tuple[str, str]] = field(default_factory=list)
    temporary_files: int = 0
    old_token_left: bool = False

    def broken(self, promise: str, what: str) -> None:
        self.problems.append((promise, f"{self.kill.moment.name}, {self.kind}: {what}"))


class Scene:
    """
    The emulator is fresh, and ``desk`` with its state store has not been used.

    ``emulator`` has ``control``, ``code``, ``token_request``, ``counters`` and ``self_client``.
    """

    def __init__(self, desk: Desk, emulator: Any, password: str) -> None:
        self._desk = desk
        self._emulator = emulator
        self._password = password
        self._mine: set[Path] = set()
        self._old: str | None = None
        self._old_token: str | None = None

    def play(self, kill: Kill) -> Verdict:
        verdict = Verdict(kill)
        self._prepare(kill)
        killed = self._kill(kill)
        spent = self._emulator.counters()["exchanges"] == 1
        used = any(entry["path"] == "/oauth/user/info" for entry in self._emulator.control("log"))
        left = self._look()
        verdict.kind = judge.classify(left, spent=spent, used=used, killed=killed)
        self._judge_what_is_left(verdict, left, spent)
        self._judge_what_can_be_read(verdict, "after the kill")
        self._judge_the_next_run(verdict, spent)
        store = Path(self._desk.environment["ZOHO_CLIQ_STATE_STORE"])
        verdict.temporary_files = len(judge.temporary_files(self._desk.project, store))
        self._judge_what_can_be_read(verdict, "after the next run")
        return verdict

    def _judge_what_can_be_read(self, verdict: Verdict, when: str) -> None:
        known = [self._emulator.self_client["client_secret"], self._password]
        for path in judge.secrets_in_plain_text(self._desk.project.parent, self._mine, known):
            verdict.broken(PLAIN, f"{path}, {when}")

    def _prepare(self, kill: Kill) -> None:
        desk, emulator = self._desk, self._emulator
        client = emulator.self_client
        desk.environment.update(
            ZOHO_CLIQ_CLIENT_ID=client["client_id"], ZOHO_CLIQ_CLIENT_SECRET=client["client_secret"]
        )
        arguments: dict[str, Any] = {"credentials_file": FILE, "code": "{{ code }}", "scopes": SCOPES}
        if kill.replacing:
            self._old_token = desk.sign_in(emulator, FILE, self._password)
            self._old = (desk.project / FILE).read_text()
            arguments["verify" if kill.moment.verify else "force"] = True
        if kill.moment.verify:
            emulator.control("revoke-refresh-tokens", method="POST")
        desk.play([{"name": TASK, "zoho.cliq.credentials": arguments}], vars_files=["code.yml"])
        self._new_code()
        self._mine |= {path for path in desk.project.iterdir() if path.name != FILE}
        emulator.control("log", method="DELETE")

    def _new_code(self) -> None:
        self._mine.add(self._desk.write("code.yml", {"code": self._emulator.code(SCOPES)}))

    def _kill(self, kill: Kill) -> bool:
        """Run until the moment and kill; False if it ended before."""
        moment, emulator = kill.moment, self._emulator
        if moment.hold is not None:
            emulator.control("faults", {"do": "hold", "at": moment.at, "match": moment.hold})
        run = self._desk.start()
        if moment.hold is not None and self._held(run):
            run.aim()
            if moment.span is not None:
                emulator.control("release", method="POST")
        killed = not (moment.span is not None and run.ended_within(kill.delay)) and run.process.poll() is None
        run.kill()
        emulator.control("held?count=0&wait=60")
        emulator.control("faults", method="DELETE")
        return killed

    def _held(self, run: Run) -> bool:
        while run.process.poll() is None:
            if self._emulator.control("held?count=1&wait=5"):
                return True
        return False

    def _look(self) -> Left:
        return judge.examine(self._desk.project, self._old, self._password)

    def _judge_what_is_left(self, verdict: Verdict, left: Left, spent: bool) -> None:
        expected = verdict.kill.moment.expected
        if "corrupt" in (left.file, left.journal):
            verdict.broken(CORRUPT, f"file {left.file}, journal {left.journal}")
        if verdict.kind == judge.LOST:
            verdict.broken(LOST, "the answer was used, and is not on the disk")
        if verdict.kind == judge.UNTRACED:
            verdict.broken(UNREPORTED, "the code is spent, and nothing on the disk says so")
        elif expected is not None and verdict.kind not in (expected, judge.LOST):
            verdict.broken(OTHER, f"expected was: {expected}")
        if left.file == "new" and not spent:
            verdict.broken(OTHER, "there is a new file without an exchange")

    def _judge_the_next_run(self, verdict: Verdict, spent: bool) -> None:
        done = self._next_run(verdict)
        if done is None:
            return
        result = (done.all(TASK) or [{"failed": True, "msg": done.output}])[-1]
        code = (result.get("failure") or {}).get("code")
        seen = f"the next run: {code or result.get('msg') or 'it succeeded'}"
        if code == "lock_timeout":
            verdict.broken(STUCK, seen)
        elif verdict.kind in (judge.INTENT, judge.WINDOW):
            if code != "code_spent_answer_lost":
                verdict.broken(UNREPORTED if spent else OTHER, seen)
            self._judge_the_old_file(verdict)
            self._judge_a_fresh_code(verdict)
        elif verdict.kind in (judge.LOST, judge.UNTRACED):
            self._judge_the_old_file(verdict)
        else:
            # A file that is written is good, and with force the spent code is refused as such.
            fine = not result["failed"] or (code == "code_spent" and verdict.kind in (judge.WRITTEN, judge.FINISHED))
            if not fine:
                verdict.broken(LOST if spent else OTHER, seen)
            self._judge_the_new_file(verdict, exchanges=1)
        if verdict.kind != judge.EARLY and self._old_token is not None:
            verdict.old_token_left = self._honoured(self._old_token)

    def _next_run(self, verdict: Verdict) -> Finished | None:
        try:
            return self._desk.start().finish(NEXT_RUN_SECONDS)
        except subprocess.TimeoutExpired:
            verdict.broken(STUCK, f"the next run did not end within {NEXT_RUN_SECONDS} s")
            return None

    def _judge_the_old_file(self, verdict: Verdict) -> None:
        left = self._look()
        if left.file != ("absent" if self._old is None else "old"):
            promise = OTHER if left.file == "new" else CORRUPT
            verdict.broken(promise, f"the credentials file is {left.file} after the next run")
        elif self._old_token is not None and not self._honoured(self._old_token):
            verdict.broken(LOST, "Zoho does not honour the old refresh token, and there is no new one")

    def _judge_the_new_file(self, verdict: Verdict, exchanges: int) -> None:
        left = self._look()
        made = self._emulator.counters()["exchanges"]
        if left.file == "corrupt":
            verdict.broken(CORRUPT, "the credentials file after the next run")
        elif left.file != "new" or left.refresh_token in (None, self._old_token):
            verdict.broken(LOST, f"the credentials file is {left.file} after the next run")
        elif not self._honoured(left.refresh_token or ""):
            verdict.broken(LOST, "Zoho does not honour the refresh token of the credentials file")
        if left.journal is not None:
            verdict.broken(OTHER, f"the journal is still there: {left.journal}")
        if made != exchanges:
            verdict.broken(OTHER, f"{made} codes were exchanged instead of {exchanges}")

    def _judge_a_fresh_code(self, verdict: Verdict) -> None:
        before = self._emulator.counters()["exchanges"]
        self._new_code()
        done = self._next_run(verdict)
        if done is not None and done.code:
            verdict.broken(OTHER, f"a fresh code did not help: {done.output}")
        elif done is not None:
            self._judge_the_new_file(verdict, exchanges=before + 1)

    def _honoured(self, refresh_token: str) -> bool:
        answer = self._emulator.token_request(grant_type="refresh_token", refresh_token=refresh_token)
        return "access_token" in answer.json()
