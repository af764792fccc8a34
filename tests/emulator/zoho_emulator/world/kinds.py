# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
What a value in a seed may be, and how a snapshot writes it.

A Kind reads one value and writes it. A Shape describes a mapping by its keys, each of a kind, and knows from the class of
the thing what may be left out. Both ways use the same description, so what is written can be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from dataclasses import MISSING, dataclass, field, fields
from datetime import UTC, date, datetime, tzinfo
from typing import TYPE_CHECKING, Any

from .clock import iso

if TYPE_CHECKING:
    from .world import World

_LONGEST_SHOWN = 40
_FRACTION = re.compile(r"(.*:\d\d)\.(\d+)(.*)")


class SeedError(ValueError):
    """The seed cannot be used; the message says where and why."""


class Elsewhere(Exception):
    """Belongs to an organization whose data center does not run."""


@dataclass
class Context:
    """What reading and writing of values depend on."""

    world: World
    zone: tzinfo = UTC
    elsewhere: set[str] = field(default_factory=set)  # ids and addresses of users who live elsewhere


@dataclass(frozen=True)
class Kind:
    """`read` takes a value, the place where it stands, and the context; `write` a value and the context."""

    read: Callable[[Any, str, Context], Any]
    write: Callable[[Any, Context], Any] = lambda value, _context: value


def shown(value: Any) -> str:
    """A value as messages mention it."""
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return "a mapping"
    if isinstance(value, list):
        return "a list"
    text = repr(value)
    return text if len(text) <= _LONGEST_SHOWN else f"{text[: _LONGEST_SHOWN - 1]}…"


def mapping(value: Any, at: str) -> dict[str, Any]:
    """This value, which has to be a mapping with keys that are texts or numbers."""
    if not isinstance(value, dict):
        raise SeedError(f"{at}: a mapping is needed, not {shown(value)}")
    return value


def entries(value: Any, at: str) -> list[tuple[str, Any]]:
    """The items of a list, each with its place; nothing is an empty list."""
    if value is None:
        return []
    if not isinstance(value, list):
        raise SeedError(f"{at}: a list is needed, not {shown(value)}")
    return [(f"{at}[{number}]", item) for number, item in enumerate(value)]


def demand(values: dict[str, Any], at: str, *names: str) -> None:
    """Refuse an item without what nothing can stand in for."""
    for name in names:
        if name not in values:
            raise SeedError(f"{at}: {name} is missing")


def demand_new(value: Any, known: Container[Any], at: str) -> None:
    """Refuse an id or a name that something else has already."""
    if value in known:
        raise SeedError(f"{at}: {shown(value)} is there already; each has to be another one")


# Plain values


def _text(value: Any, at: str, _context: Context) -> str:
    # Whoever writes YAML by hand forgets the quotation marks of an id.
    if isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
        return str(value)
    raise SeedError(f"{at}: a text is needed, not {shown(value)}")


def _flag(value: Any, at: str, _context: Context) -> bool:
    if isinstance(value, bool):
        return value
    raise SeedError(f"{at}: true or false is needed, not {shown(value)}")


def number(least: int) -> Kind:
    """A whole number from `least` on."""

    def read(value: Any, at: str, _context: Context) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise SeedError(f"{at}: a whole number from {least} on is needed, not {shown(value)}")
        return value

    return Kind(read)


def choice(what: str, *known: str) -> Kind:
    """One of a few words."""

    def read(value: Any, at: str, _context: Context) -> str:
        if not isinstance(value, str) or value not in known:
            raise SeedError(f"{at}: unknown {what} {shown(value)}; known are {', '.join(known)}")
        return value

    return Kind(read)


def moment_of(value: Any, at: str) -> float:
    """Seconds since 1970 of a time in ISO 8601, in quotation marks or as YAML reads it without; of a date, its midnight."""
    if isinstance(value, str):
        try:
            whole = _FRACTION.fullmatch(value)
            if whole is None:
                return _seconds(datetime.fromisoformat(value))
            # Digit by digit, so that a snapshot has the very same moment.
            return float(f"{int(_seconds(datetime.fromisoformat(whole[1] + whole[3])))}.{whole[2]}")
        except ValueError:
            pass
    elif isinstance(value, date):
        begin = value if isinstance(value, datetime) else datetime(value.year, value.month, value.day)
        return _seconds(begin)
    raise SeedError(f"{at}: a time like 2026-03-12T10:00:00+05:30 is needed, not {shown(value)}")


def _seconds(moment: datetime) -> float:
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).timestamp()


def written_moment(seconds: float, zone: tzinfo) -> str:
    """The reverse of moment_of(), without loss."""
    text = iso(seconds, zone)  # type: ignore[arg-type]
    fraction = repr(float(seconds)).partition(".")[2]
    return text if fraction == "0" else f"{text[:19]}.{fraction}{text[19:]}"


def _offset(value: Any, at: str, _context: Context) -> str:
    if isinstance(value, str) and re.fullmatch(r"[+-](0\d|1[0-4]):[0-5]\d", value):
        return value
    raise SeedError(f'{at}: an offset like "+05:30", in quotation marks, is needed, not {shown(value)}')


def _anything(value: Any, at: str, _context: Context) -> Any:
    if isinstance(value, (dict, list)):
        return value
    raise SeedError(f"{at}: a mapping or a list is needed, not {shown(value)}")


text = Kind(_text)
flag = Kind(_flag)
offset = Kind(_offset)
structure = Kind(_anything)  # cards, slides, buttons
moment = Kind(
    lambda value, at, _context: moment_of(value, at), lambda value, context: written_moment(value, context.zone)
)


# Several


def list_of(kind: Kind) -> Kind:
    """Items of one kind. Those that are elsewhere are left out."""

    def read(value: Any, at: str, context: Context) -> list[Any]:
        found = []
        for place, item in entries(value, at):
            try:
                found.append(kind.read(item, place, context))
            except Elsewhere:
                continue
        return found

    return Kind(read, lambda value, context: [kind.write(item, context) for item in value])


def mapping_of(keys: Kind, values: Kind) -> Kind:
    """Keys of one kind to values of another. Those whose key is elsewhere are left out."""

    def read(value: Any, at: str, context: Context) -> dict[Any, Any]:
        found = {}
        for key, item in mapping(value, at).items():
            try:
                found[keys.read(key, at, context)] = values.read(item, f"{at}.{key}", context)
            except Elsewhere:
                continue
        return found

    def write(value: dict[Any, Any], context: Context) -> dict[Any, Any]:
        return {keys.write(key, context): values.write(item, context) for key, item in value.items()}

    return Kind(read, write)


def sorted_set(kind: Kind) -> Kind:
    """A set, as a list in order."""
    items = list_of(kind)
    return Kind(
        lambda value, at, context: set(items.read(value, at, context)),
        lambda value, context: sorted(kind.write(item, context) for item in value),
    )


# Mappings with known keys


@dataclass(frozen=True)
class Key:
    """
    One key of a mapping, and the attribute of the thing that it stands for.

    A snapshot leaves out what has its default value, unless it is `always` there.
    """

    name: str
    kind: Kind
    attribute: str = ""
    always: bool = False

    @property
    def target(self) -> str:
        return self.attribute or self.name


class Shape:
    """
    The keys of one sort of thing.

    `more` are keys that the code of loading and dumping sees to, and `derived` attributes that follow from something else.
    `short` is the key that is meant when there is a bare text in place of the mapping.
    """

    def __init__(
        self, thing: type, *keys: Key, more: tuple[str, ...] = (), derived: tuple[str, ...] = (), short: str = ""
    ) -> None:
        self.thing = thing
        self.keys = keys
        self.more = more
        self.derived = derived
        self.short = short
        self._known = {key.name: key for key in keys} | dict.fromkeys(more)
        self._defaults = {one.name: _default(one) for one in fields(thing)}

    def read(self, item: Any, at: str, context: Context) -> dict[str, Any]:
        """The values that are given, by attribute. What is null is not given."""
        item = self.opened(item, at)
        values = {}
        for name, value in item.items():
            key = self._known[name]
            if key is not None and value is not None:
                values[key.target] = key.kind.read(value, f"{at}.{name}", context)
        return values

    def opened(self, item: Any, at: str) -> dict[str, Any]:
        """The mapping with all of its keys known."""
        if self.short and isinstance(item, (str, int)) and not isinstance(item, bool):
            return {self.short: item}
        item = mapping(item, at)
        for name in item:
            if name not in self._known:
                raise SeedError(f"{at}: unknown key {shown(name)}; known are {', '.join(self._known)}")
        return item

    def write(self, thing: Any, context: Context, full: bool = False) -> dict[str, Any]:
        """The mapping of a thing, with or without what has its default value."""
        written = {}
        for key in self.keys:
            value = getattr(thing, key.target)
            if value is None:
                continue
            if full or key.always or value != self._defaults[key.target]:
                written[key.name] = key.kind.write(value, context)
        return written

    def nested(self) -> Kind:
        """The things themselves as values; all that has no default has to be given."""

        def read(value: Any, at: str, context: Context) -> Any:
            values = self.read(value, at, context)
            for key in self.keys:
                if key.target not in values and self._defaults[key.target] is MISSING:
                    raise SeedError(f"{at}: {key.name} is missing")
            return self.thing(**values)

        return Kind(read, self.write)


def _default(one: Any) -> Any:
    return one.default_factory() if one.default_factory is not MISSING else one.default
