# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
Writes a workspace as YAML that Ansible reads as a vars file, without PyYAML, which other hosts need not have.

A vars file is a template, and the texts of a workspace are other people's: what could be one gets the tag ``!unsafe``.
"""

from __future__ import annotations

import re
import typing as t

# What begins a template; Jinja's delimiters can be changed by such a line.
_TEMPLATE_LIKE = re.compile(r"\{|#jinja2", re.IGNORECASE)
_PLAIN = re.compile(r"[^\W\d_](?:[\w .,;()'!?/+@&=-]*[\w.)!?])?")
_PLAIN_IN_LINE = re.compile(r"[^\W\d_](?:[\w.+@-]*\w)?")
# YAML 1.1 reads these words as something else than text, in whichever case.
_WORDS = frozenset(("true", "false", "yes", "no", "on", "off", "y", "n", "null"))
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
# Joiners are no control characters: scripts and emoji need them.
_JOINERS = "\u200c\u200d"


def document(key: str, entries: t.Sequence[t.Mapping[str, t.Any]], comments: t.Iterable[str]) -> str:
    """
    Return a document with one key, under which are the entries.

    An entry has texts, booleans, lists of texts, lists of small mappings, and mappings, under keys that need no quotes.
    """
    lines = ["---", *(f"# {comment}" for comment in comments), ""]
    lines.append(f"{key}:" if entries else f"{key}: []")
    for number, entry in enumerate(entries):
        block = list(_block(entry, 4))
        if number:
            lines.append("")
        lines += [f"  - {block[0].lstrip()}", *block[1:]]
    return "\n".join(lines) + "\n"


def quoted(text: str) -> str:
    """Return a text in double quotes, with escapes for everything that does not show."""
    return '"' + "".join(_ESCAPES.get(one) or (one if _shows(one) else _escaped(one)) for one in text) + '"'


def can_be_written(text: str) -> bool:
    """Tell whether a text can be read again as it is: halves of surrogate pairs, which JSON can have, cannot."""
    return not any("\ud800" <= one <= "\udfff" for one in text)


def _block(mapping: t.Mapping[str, t.Any], indent: int) -> t.Iterator[str]:
    pad = " " * indent
    for key, value in mapping.items():
        if isinstance(value, t.Mapping):
            yield f"{pad}{key}:"
            yield from _block(value, indent + 2)
        elif isinstance(value, list) and value and isinstance(value[0], t.Mapping):
            yield f"{pad}{key}:"
            yield from (f"{pad}  - {_in_line(one)}" for one in value)
        elif isinstance(value, str) and _is_literal(value):
            yield f"{pad}{key}: {_tag(value)}|-"
            yield from (f"{pad}  {line}" if line else "" for line in value.split("\n"))
        else:
            yield f"{pad}{key}: {_in_line(value, _PLAIN)}"


def _in_line(value: t.Any, plain: re.Pattern[str] = _PLAIN_IN_LINE) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, t.Mapping):
        return "{" + ", ".join(f"{key}: {_in_line(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_in_line(one) for one in value) + "]"
    text = str(value)
    is_plain = plain.fullmatch(text) and text.lower() not in _WORDS
    return text if is_plain else f"{_tag(text)}{quoted(text)}"


def _tag(text: str) -> str:
    return "!unsafe " if _TEMPLATE_LIKE.search(text) else ""


def _is_literal(text: str) -> bool:
    """Tell whether a text of several lines can stand there line by line."""
    lines = text.split("\n")
    return len(lines) > 1 and text == text.strip() and all(line == line.rstrip() and _shows(line) for line in lines)


def _shows(text: str) -> bool:
    return all(one.isprintable() or one in _JOINERS for one in text)


def _escaped(character: str) -> str:
    number = ord(character)
    return f"\\x{number:02X}" if number < 0x100 else f"\\u{number:04X}" if number < 0x10000 else f"\\U{number:08X}"
