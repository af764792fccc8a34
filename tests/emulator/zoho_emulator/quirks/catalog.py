# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""All quirks, and the values that they have at present."""

from __future__ import annotations

from . import accounts, cliq, messages, people

GROUPS = (
    ("Zoho Accounts", accounts.QUIRKS),
    ("Zoho Cliq", cliq.QUIRKS),
    ("Messages in Cliq", messages.QUIRKS),
    ("People and teams in Cliq", people.QUIRKS),
)
CATALOG = {quirk.name: quirk for _title, group in GROUPS for quirk in group}


class Quirks:
    """The present values; `quirks["name"]` is what code asks."""

    def __init__(self, initial: dict[str, object] | None = None) -> None:
        self._values: dict[str, str | int] = {name: quirk.default for name, quirk in CATALOG.items()}
        self.update(initial or {})
        self._initial = dict(self._values)

    def __getitem__(self, name: str) -> str | int:
        return self._values[name]

    def update(self, changes: dict[str, object]) -> None:
        """Set several values, or none if one of them is wrong."""
        checked = {}
        for name, value in changes.items():
            if name not in CATALOG:
                raise ValueError(f"there is no quirk {name!r}; --list-quirks shows all")
            checked[name] = CATALOG[name].parse(value)
        self._values.update(checked)

    def reset(self) -> None:
        self._values = dict(self._initial)

    def as_list(self) -> list[dict[str, object]]:
        return [
            {
                "name": name,
                "value": self._values[name],
                "default": quirk.default,
                "choices": quirk.choices,
                "description": quirk.description,
            }
            for name, quirk in CATALOG.items()
        ]


def parse_option(text: str) -> tuple[str, str]:
    """NAME=VALUE of the command line; NAME alone picks the first variant that is not the default."""
    name, separator, value = text.partition("=")
    if separator:
        return name, value
    quirk = CATALOG.get(name)
    if quirk is None:
        raise ValueError(f"there is no quirk {name!r}; --list-quirks shows all")
    if quirk.choices is None:
        raise ValueError(f"quirk {name} needs a number: {name}={quirk.default}")
    return name, quirk.choices[1]


def listing() -> str:
    """The text of --list-quirks."""
    lines = []
    for title, group in GROUPS:
        lines.append(f"{title}:")
        for quirk in group:
            values = "|".join(quirk.choices) if quirk.choices else "NUMBER"
            lines.append(f"  {quirk.name}={values}  (default {quirk.default})")
            lines.append(f"      {quirk.description}")
    return "\n".join(lines)
