# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Everything one emulator process holds: clock, world, tokens, quotas, quirks, faults, held requests, log."""

from __future__ import annotations

from collections import Counter
from functools import partial
from typing import Any

from .accounts.tokens import TokenStore
from .cliq.quota import Quotas
from .control.log import RequestLog
from .faults import acts
from .faults.holds import Holds
from .faults.plan import Faults
from .quirks.catalog import Quirks
from .world import seed
from .world.clock import Clock


class Emulator:
    """The shared state behind the ports of all data centers."""

    def __init__(
        self,
        data_centers: list[str],
        seed_data: dict[str, Any] | None = None,
        clock: Clock | None = None,
        quirks: Quirks | None = None,
        limits: bool = True,
    ) -> None:
        self.data_centers = data_centers
        self.urls: dict[str, str] = {}  # filled in when the ports are known
        self.clock = clock or Clock()
        self.quirks = quirks or Quirks()
        self.counters: Counter = Counter()
        self.tokens = TokenStore(self.clock, self.quirks, self.counters)
        self.quotas = Quotas(self.clock, self.quirks, self.counters, enabled=limits)
        self.faults = Faults(self.clock, partial(acts.perform, self), partial(acts.check, self))
        self.holds = Holds()
        self.log = RequestLog(self.clock)
        self._seed = seed_data or seed.read(None)
        self.world = seed.build(self._seed, self.clock, data_centers)

    def reset(self, seed_data: dict[str, Any] | None = None) -> None:
        """Back to the seed of the start, or on to the one given. Time does not go back; the time of day is right again."""
        wrong, self.clock.wrong = self.clock.wrong, 0.0
        try:
            self.world = seed.build(seed_data or self._seed, self.clock, self.data_centers)
        except Exception:
            self.clock.wrong = wrong
            raise
        self.quirks.reset()
        self.tokens.clear()
        self.quotas.clear()
        self.holds.drop()
        self.faults.reset()
        self.clear_log()

    def clear_log(self) -> None:
        self.log.clear()
        self.counters.clear()
