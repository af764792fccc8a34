# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""All faults and stories that wait, and what of them a request meets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..world.clock import Clock
from . import read
from .steps import Seen, Step
from .story import Story

Perform = Callable[[str, dict[str, Any]], dict[str, Any]]


@dataclass(eq=False)
class Taken:
    """A step that one request has met. It has happened when `happens` was called."""

    step: Step
    seen: Seen
    _plan: Faults
    _story: Story

    def happens(self, **result: Any) -> None:
        self._plan.happened(self._story, self.step, self.seen, result)


class Faults:
    """
    Stories in the order in which they were asked for.

    Of the steps whose turn it is, the first that fits takes the request. Acts, such as an eviction, happen and leave it to
    others. `perform` does an act, and `check` raises PlanError for one that cannot be done.
    """

    def __init__(self, clock: Clock, perform: Perform, check: Callable[[str, str, dict[str, Any]], None]) -> None:
        self._clock = clock
        self._perform = perform
        self._check = check
        self._stories: list[Story] = []
        self._at_the_start: list[Any] = []

    @property
    def quiet(self) -> bool:
        """Whether there is nothing that a request could meet."""
        return all(story.done for story in self._stories)

    @property
    def rest_in_the_work(self) -> bool:
        """Whether a request may have to stand still at a named point."""
        return any(step.rests_in_the_work for story in self._stories for step in story.waiting)

    def begin_with(self, data: list[Any]) -> None:
        """What waits from the start on, and again after each reset. Raises PlanError."""
        self.add(data)
        self._at_the_start += data

    def reset(self) -> None:
        self.clear()
        self._begin(read.stories(self._at_the_start))

    def add(self, data: Any) -> None:
        """Take faults and stories, or none of them if one is wrong. Raises PlanError."""
        stories = read.stories(data)
        for place, story in enumerate(stories):
            for number, step in enumerate(story.steps):
                at = ("" if len(stories) == 1 else f"faults[{place}]: ") + ("" if story.alone else f"steps[{number}]: ")
                self._check(at, step.effect.name, step.details)
        self._begin(stories)

    def _begin(self, stories: list[Story]) -> None:
        for story in stories:
            story.begin(self._clock.steady())
        self._stories.extend(stories)
        self.move()

    def clear(self) -> None:
        self._stories.clear()

    def as_list(self) -> list[dict[str, Any]]:
        """Faults that wait, and stories with what of them has happened."""
        self.move()
        return [story.as_dict() for story in self._stories]

    def meet(self, seen: Seen, point: str | None = None, at: str = "before") -> list[Taken]:
        """What this request meets here: any number of acts, and no more than one of everything else."""
        self.move()
        now = self._clock.steady()
        found: list[Taken] = []
        for story in self._stories:
            step = story.step
            if step is None or (step.answers and any(taken.step.answers for taken in found)):
                continue
            if step.meets(seen, point, at, now):
                step.take()
                found.append(Taken(step, seen, self, story))
        return found

    def act(self, taken: Taken) -> None:
        """Do what an act does."""
        taken.happens(**self._perform(taken.step.effect.name, taken.step.details))

    def move(self) -> None:
        """Do what waits for nothing but its turn and its time. Nobody could see it earlier than the next time somebody looks."""
        while any(self._move(story) for story in self._stories):
            pass
        self._forget()

    def _move(self, story: Story) -> bool:
        step = story.step
        if step is None or not step.by_itself or not step.due(self._clock.steady()):
            return False
        step.take()
        moment = (step.begun or 0.0) + step.wait
        result = self._perform(step.effect.name, step.details)
        step.told(time=self._clock.now(), **result)
        # Time that passes is over afterwards; everything else happened when its time had come.
        story.go_on(self._clock.steady() if "advance" in step.details else moment)
        return True

    def happened(self, story: Story, step: Step, seen: Seen, result: dict[str, Any]) -> None:
        request = {
            key: value for key, value in seen.items() if value is not None and key not in ("side", "data_center")
        }
        step.told(time=self._clock.now(), **request, **result)
        story.go_on(self._clock.steady())
        self.move()

    def _forget(self) -> None:
        """Single faults that are used up; what became of a story can be asked."""
        self._stories[:] = [story for story in self._stories if not (story.alone and story.done)]
