# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which of the properties that Zoho documents for an answer were ever seen in one."""

from __future__ import annotations

import typing as t

from .schemas import Schema

_PLACEHOLDER = "Response Code"


def documented(schema: Schema, at: str = "answer/body") -> t.Iterator[str]:
    """The places of all properties of a schema, without the one that stands for an answer that has no content."""
    for variant in schema.get("oneOf", ()):
        yield from documented(variant, at)
    for name, inner in schema.get("properties", {}).items():
        if name != _PLACEHOLDER:
            yield f"{at}/{name}"
            yield from documented(inner, f"{at}/{name}")
    if "items" in schema:
        yield from documented(schema["items"], f"{at}/*")


def seen(content: t.Any, at: str = "answer/body") -> t.Iterator[str]:
    """The places of all properties of an answer."""
    if isinstance(content, dict):
        for name, inner in content.items():
            yield f"{at}/{name}"
            yield from seen(inner, f"{at}/{name}")
    elif isinstance(content, list):
        for inner in content:
            yield from seen(inner, f"{at}/*")
