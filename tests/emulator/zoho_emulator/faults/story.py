# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A story: steps that happen one after the other. A fault by itself is a story of one step, and forgotten when it is over."""

from __future__ import annotations

from typing import Any

from .steps import Step


class Story:
    """`alone` is a fault that was asked for by itself."""

    def __init__(self, title: str, steps: list[Step], alone: bool = False) -> None:
        self.title = title
        self.steps = steps
        self.alone = alone
        self._place = 0

    @property
    def step(self) -> Step | None:
        """The one whose turn it is; None when the story is over."""
        return self.steps[self._place] if self._place < len(self.steps) else None

    @property
    def done(self) -> bool:
        return self.step is None

    @property
    def waiting(self) -> list[Step]:
        """The steps that are not over."""
        return self.steps[self._place :]

    def begin(self, now: float) -> None:
        """Its first step waits from now on."""
        self.steps[0].begun = now

    def go_on(self, moment: float) -> None:
        """If the step whose turn it was is over, it is the turn of the next one, which waits from this moment on."""
        step = self.step
        if step is not None and step.over:
            self._place += 1
            if self.step is not None:
                self.step.begun = moment

    def as_dict(self) -> dict[str, Any]:
        if self.alone:
            return self.steps[0].as_dict()
        return {"story": self.title, "done": self.done, "steps": [self._told(step) for step in self.steps]}

    def _told(self, step: Step) -> dict[str, Any]:
        place = self.steps.index(step)
        state = "done" if place < self._place else "now" if place == self._place else "waiting"
        return {"state": state, **step.as_dict(), "happened": step.times_happened, "what": step.happened}
