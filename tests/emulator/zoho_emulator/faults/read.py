# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading faults and stories: all of them are right, or a PlanError says in a sentence what is wrong, and where."""

from __future__ import annotations

from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from ..accounts.centers import API_DOMAINS
from ..world.kinds import SeedError, choice, entries, mapping, shown, text
from ..world.kinds import number as whole_number
from .effects import EFFECTS, Effect, effect_name, number_from
from .points import POINTS, SIDES
from .steps import MATCHED, Step
from .story import Story

_NAMED = Path(__file__).with_name("named.yml")
_KEYS = ("note", "match", *SIDES, "at", "count", "wait", "times", "do")
# What a pattern of `match` can fit at all.
_VALUES = {
    "side": ("accounts", "cliq"),
    "method": ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"),
    "data_center": tuple(API_DOMAINS),
}
_seconds = number_from(0)
_ANYWHERE: Any = None  # the context of reading: what is read here depends on no world
_at = choice("place", *SIDES)
_point = choice("point", *POINTS)


class PlanError(ValueError):
    """A fault or a story cannot be used; the message says where and why."""


class _Loader(yaml.SafeLoader):
    """YAML in which no key stands twice: the second one would silently win."""


def _mapping(loader: _Loader, node: yaml.MappingNode) -> dict[Any, Any]:
    keys = [loader.construct_object(key, deep=True) for key, _value in node.value]
    for key in keys:
        if keys.count(key) > 1:
            raise PlanError(f"line {node.start_mark.line + 1}: {key!r} stands there twice")
    return loader.construct_mapping(node, deep=True)


_Loader.add_constructor(yaml.resolver.BaseResolver.DEFAULT_MAPPING_TAG, _mapping)


def from_text(content: str) -> Any:
    """The data of YAML, which JSON is too."""
    try:
        return yaml.load(content, Loader=_Loader)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", _ANYWHERE)
        where = f"line {mark.line + 1}: " if mark is not None else ""
        raise PlanError(f"{where}this is no YAML ({getattr(problem, 'problem', None) or problem})") from None


@cache
def named() -> dict[str, Any]:
    """The faults that have a name, as data."""
    return from_text(_NAMED.read_text(encoding="utf-8"))


def named_text() -> str:
    """The named faults as they stand in their file, without its head."""
    return (
        _NAMED.read_text(encoding="utf-8").partition("# The faults that have a name")[2].partition("\n\n")[2].rstrip()
    )


def option(word: str) -> list[Any]:
    """The faults that --fault names: one that has a name, or all of a file."""
    if word in named():
        return [word]
    path = Path(word)
    if not path.exists() and path.name == word and not path.suffix:
        raise PlanError("there is no such fault, nor such a file; --list-faults shows the faults")
    try:
        data = from_text(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise PlanError(f"the file cannot be read: {problem.strerror}") from None
    except UnicodeDecodeError:
        raise PlanError("the file is no text") from None
    return data if isinstance(data, list) else [data]


def stories(data: Any) -> list[Story]:
    """Stories, and single faults as stories of one step, out of one of them or a list."""
    try:
        if isinstance(data, list):
            return [_story(item, f"faults[{place}]") for place, item in enumerate(data)]
        return [_story(data, "")]
    except SeedError as problem:
        raise PlanError(str(problem).removeprefix(": ")) from None


def _story(item: Any, at: str) -> Story:
    if isinstance(item, str):
        if item not in named():
            raise SeedError(f"{at}: there is no fault {item!r}; there are {', '.join(named())}")
        return _story(named()[item], item)
    if not isinstance(item, dict):
        raise SeedError(f"{at}: a fault, a story or the name of a fault is needed, not {shown(item)}")
    if "steps" not in item and "story" not in item:
        return Story("", [_step(item, at)], alone=True)
    for key in item:
        if key not in ("story", "steps"):
            raise SeedError(f"{at}: unknown key {shown(key)} in a story; known are story, steps")
    title = text.read(item.get("story", "a story"), _below(at, "story"), _ANYWHERE)
    steps = [_step(mapping(one, place), place) for place, one in entries(item.get("steps"), _below(at, "steps"))]
    if not steps:
        raise SeedError(f"{at}: a story needs steps")
    for place, step in enumerate(steps[:-1]):
        if step.left is None:
            raise SeedError(f"{_below(at, 'steps')}[{place}].times: without an end, the next steps would never come")
    return Story(title, steps)


def _below(at: str, name: str) -> str:
    return f"{at}.{name}" if at else name


def _step(item: dict[str, Any], at: str) -> Step:
    effect = _effect(item, at)
    details = dict(effect.defaults)
    for key, kind in effect.details.items():
        if item.get(key) is not None:
            details[key] = kind.read(item[key], _below(at, key), _ANYWHERE)
    for key in effect.needed:
        if key not in details:
            raise SeedError(f"{at}: do: {effect.name} needs {key}")
    if effect.name == "clock" and len(details) != 1:
        raise SeedError(f"{at}: do: clock needs advance or shift, and not both")
    step = Step(effect, details, note=text.read(item.get("note", ""), _below(at, "note"), _ANYWHERE))
    _read_when(step, item, at)
    return step


def _effect(item: dict[str, Any], at: str) -> Effect:
    """What it does; nothing but what goes with that may be there."""
    effect = EFFECTS[effect_name.read(item["do"], _below(at, "do"), _ANYWHERE)] if "do" in item else None
    details = effect.details if effect is not None else {}
    for key in item:
        if key not in _KEYS and key not in details:
            more = f", and with do: {item['do']} {', '.join(details)}" if details else ""
            raise SeedError(f"{at}: unknown key {shown(key)} in a fault; known are {', '.join(_KEYS)}{more}")
    if effect is None:
        raise SeedError(f"{at}: do is missing; it is one of {', '.join(EFFECTS)}")
    return effect


def _read_when(step: Step, item: dict[str, Any], at: str) -> None:
    """What it waits for, and how often it comes."""
    sides = [side for side in SIDES if side in item]
    if len(sides) > 1:
        raise SeedError(f"{at}: a step comes before a point or after it, not both")
    for side in sides:
        step.point, step.at = _point.read(item[side], _below(at, side), _ANYWHERE), side
    if "match" in item:
        step.match = _match(item["match"], _below(at, "match"), step.point)
    if "at" in item:
        if not step.effect.takes_at or step.by_itself or step.point is not None:
            raise SeedError(
                f"{_below(at, 'at')}: it says where in a request an act, `hold` or `slow` comes; here it says nothing"
            )
        step.at = _at.read(item["at"], _below(at, "at"), _ANYWHERE)
    elif step.effect.name == "slow" and step.point is None:
        step.at = "after"
    step.wait = _seconds.read(item.get("wait", 0), _below(at, "wait"), _ANYWHERE)
    for key in ("count", "times"):
        if key in item and step.by_itself:
            raise SeedError(f"{_below(at, key)}: it counts requests, so match, before or after is needed, too")
    step.count = whole_number(1).read(item.get("count", 1), _below(at, "count"), _ANYWHERE)
    times = item.get("times", 1)
    step.left = None if times is None else whole_number(1).read(times, _below(at, "times"), _ANYWHERE)


def _match(value: Any, at: str, point: str | None) -> dict[str, str]:
    found = {}
    for key, pattern in mapping(value, at).items():
        if key not in MATCHED:
            raise SeedError(f"{at}: unknown key {shown(key)}; known are {', '.join(MATCHED)}")
        if key == "name" and point is None:
            raise SeedError(f"{at}.name: only at a point (before, after) there is a name")
        found[key] = pattern = text.read(pattern, _below(at, key), _ANYWHERE)
        known = _VALUES.get(key)
        if known is not None and not any(fnmatchcase(value, pattern) for value in known):
            raise SeedError(f"{_below(at, key)}: {shown(pattern)} fits none of {', '.join(known)}")
        if key == "path" and not pattern.startswith(("/", "*", "?", "[")):
            raise SeedError(f"{_below(at, key)}: a path begins with a slash, {shown(pattern)} fits none")
    return found
