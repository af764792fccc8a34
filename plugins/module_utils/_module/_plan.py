# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""What a body wants to do, as data: shown as a difference, and carried out unless in check mode."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Result


@dataclasses.dataclass
class Step:
    """One thing to do: ``what`` in a few words for a log (no secret in it), and ``run``, which sends one or more calls."""

    what: str
    run: t.Callable[[], None]


@dataclasses.dataclass
class Plan:
    """
    The way from what is there to what is wished.

    ``before`` and ``after`` are what a difference shows. There is something to do exactly if there are steps. ``taken`` is the
    number of steps that have been taken, ``needless`` the number of those of which nothing came, because it was so already.
    """

    before: dict[str, t.Any]
    after: dict[str, t.Any]
    steps: list[Step] = dataclasses.field(default_factory=list)
    taken: int = 0
    needless: int = 0

    @property
    def changed(self) -> bool:
        """Tell whether carrying it out changes anything; after that, whether it did."""
        return len(self.steps) > self.needless

    def carry_out(self) -> None:
        """Take the steps in order; the first that fails ends it with its error."""
        for step in self.steps:
            step.run()
            self.taken += 1

    def result(self) -> Result:
        """Return what every result says of a plan."""
        return {"changed": self.changed, "diff": {"before": self.before, "after": self.after}}
