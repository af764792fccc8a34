# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of quirks: a choice among named variants, or a number."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Quirk:
    """One switch. `choices` is None for a whole number of at least `least`."""

    name: str
    default: str | int
    choices: tuple[str, ...] | None
    description: str
    least: int = 1

    def parse(self, value: object) -> str | int:
        if self.choices is None:
            try:
                number = int(str(value))
            except ValueError:
                raise ValueError(f"quirk {self.name}: {value!r} is not a whole number") from None
            if number < self.least:
                raise ValueError(f"quirk {self.name}: {number} is less than {self.least}")
            return number
        text = {True: "on", False: "off"}.get(value, str(value)) if isinstance(value, bool) else str(value)
        if text not in self.choices:
            raise ValueError(f"quirk {self.name}: {text!r} is none of {', '.join(self.choices)}")
        return text


def choice(name: str, choices: str, description: str) -> Quirk:
    values = tuple(choices.split())
    return Quirk(name, values[0], values, description)


def number(name: str, default: int, description: str, least: int = 1) -> Quirk:
    return Quirk(name, default, None, description, least)
