# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""Shows that a long task is alive, and how far it is."""

from __future__ import annotations

import time
import typing as t

# Nothing is said of what is done in less than this, in seconds, and no more often.
INTERVAL_SECONDS = 5.0
# The same is said again after so many seconds, so that a long wait is seen to be alive.
AGAIN_SECONDS = 60.0


class Progress:
    """Counts what is done; ``announce`` shows a line, ``what`` says in its beginning what is done."""

    def __init__(self, announce: t.Callable[[str], None], what: str, total: int) -> None:
        self._announce = announce
        self._what = what
        self._total = total
        self._done = self._changed = self._failed = 0
        self._said_at = time.monotonic()
        self._said = 0

    def one_more(self, *, changed: bool, failed: bool) -> None:
        """Count one more that is done."""
        self._done += 1
        self._changed += changed
        self._failed += failed
        self.look()

    def look(self) -> None:
        """Say how far it is, if that was some time ago."""
        now = time.monotonic()
        if now - self._said_at < (INTERVAL_SECONDS if self._done > self._said else AGAIN_SECONDS):
            return
        self._said_at, self._said = now, self._done
        self._announce(
            f"{self._what}: {self._done} of {self._total} done, {self._changed} changed, {self._failed} failed."
        )
