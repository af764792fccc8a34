# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The structured parts of a message: cards, slides, buttons, as Zoho's documents describe them."""

from __future__ import annotations

from typing import Any

from . import errors, strict

_MOST_BUTTONS = 5
_MOST_SLIDES = 20
_LONGEST_SLIDES = 10_000
_THEMES = ("basic", "modern-inline", "poll", "prompt")
_ACTIONS = ("invoke.function", "open.url", "system.api", "preview.url", "copy")


def _object(key: str, value: Any) -> None:
    if not isinstance(value, dict):
        raise errors.mismatch(key)


def _objects(most: int, check: strict.Check) -> strict.Check:
    def each(key: str, value: Any) -> None:
        if not isinstance(value, list) or len(value) > most:
            raise errors.mismatch(key)
        for item in value:
            check(key, item)

    return each


_action = strict.nested({"type": strict.one_of(*_ACTIONS), "data": _object, "confirm": _object}, ("type", "data"))
_button = strict.nested(
    {
        "label": strict.text(20, shortest=1),
        "hint": strict.text(100),
        "type": strict.one_of("+", "-"),
        "key": strict.text(100),
        "action": _action,
        "arguments": _object,
        "id": strict.text(100),
    },
    ("label", "action"),
)
buttons = _objects(_MOST_BUTTONS, _button)


def card(key: str, value: Any) -> None:
    """A card has a title and a theme; what else it may have depends on the theme."""
    _object(key, value)
    if "title" in value:
        strict.text(5000)("title", value["title"])
    if "theme" in value:
        strict.one_of(*_THEMES)("theme", value["theme"])
    if "buttons" in value:
        buttons("buttons", value["buttons"])


def _slide_data(kind: str, data: Any) -> None:
    if kind == "text":
        fits = isinstance(data, str)
    elif kind == "table":
        fits = isinstance(data, dict) and isinstance(data.get("headers"), list) and isinstance(data.get("rows"), list)
    elif kind == "label":
        fits = isinstance(data, list) and all(isinstance(item, dict) for item in data)
    else:
        fits = isinstance(data, list) and all(isinstance(item, str) for item in data)
    if not fits:
        raise errors.mismatch("data")


def _slide(key: str, value: Any) -> None:
    _object(key, value)
    known = {
        "type": strict.one_of("table", "list", "label", "images", "text"),
        "title": strict.text(5000),
        "data": strict.anything,
        "buttons": buttons,
        "styles": _object,
    }
    strict.keys(value, known, ("type",))
    if "data" in value:
        _slide_data(value["type"], value["data"])


def slides(key: str, value: Any) -> None:
    _objects(_MOST_SLIDES, _slide)(key, value)
    if len(str(value)) > _LONGEST_SLIDES:
        raise errors.mismatch(key)


RICH: dict[str, strict.Check] = {
    "card": card,
    "slides": slides,
    "buttons": buttons,
    "bot": strict.nested({"name": strict.text(100), "image": strict.text(2000)}),
    "references": _object,
    "styles": _object,
}
