# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""What a message may contain, as far as Zoho's pages say it, checked before anything is sent."""

from __future__ import annotations

import hashlib
import html
import json
import os
import typing as t
import unicodedata

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import messages
from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Context

# Zoho's pages "Message Cards", "Buttons" and "Message Content"; where they differ, the wider limit is here.
BUTTONS_LIMIT = 5
LABEL_LIMIT = 30
ACTIONS = {
    "invoke.function": ("name",),
    "open.url": ("web",),
    "system.api": ("api",),
    "preview.url": (),
    "copy": (),
    "invoke.bot": ("bot_name", "message"),
}
SLIDES = ("table", "list", "label", "image", "images", "text", "percentage_chart", "graph")
_SLIDE_DATA: dict[str, tuple[type[t.Any], str]] = {
    "table": (dict, "a dictionary with headers and rows"),
    "text": (str, "a text"),
}


def check_text(text: str | None, limit: int = messages.TEXT_LIMIT) -> None:
    """Refuse a text that is empty or longer than ``limit``; raises InvalidInput."""
    if text is None:
        return
    if not text.strip():
        raise InvalidInput(f"text is empty: a message has 1 to {limit} characters.")
    if len(text) > limit:
        raise InvalidInput(
            f"text has {len(text)} characters, and Cliq allows {limit}: shorten it, or send it in parts."
        )


def check_card(card: t.Mapping[str, t.Any] | None) -> None:
    """Refuse a card that Zoho's pages do not describe; raises InvalidInput."""
    if card is None:
        return
    for key in ("title", "theme", "thumbnail"):
        if key in card and not isinstance(card[key], str):
            raise InvalidInput(f"card.{key} is not a text.")
    options = card.get("options")
    if options is not None and (not isinstance(options, list) or not 2 <= len(options) <= 10):
        raise InvalidInput("card.options of a poll is a list of 2 to 10 choices.")
    check_buttons(card.get("buttons"), "card.buttons")


def check_buttons(buttons: t.Any, where: str = "buttons") -> None:
    """Refuse buttons that Zoho's pages do not describe; raises InvalidInput."""
    if buttons is None:
        return
    if not isinstance(buttons, list) or not 1 <= len(buttons) <= BUTTONS_LIMIT:
        raise InvalidInput(f"{where} is a list of 1 to {BUTTONS_LIMIT} buttons.")
    for number, button in enumerate(buttons, 1):
        which = f"Button {number} of {where}"
        label = button.get("label") if isinstance(button, dict) else None
        if not isinstance(label, str) or not 1 <= len(label) <= LABEL_LIMIT:
            raise InvalidInput(f"{which} needs a label of 1 to {LABEL_LIMIT} characters.")
        if button.get("type", "+") not in ("+", "-"):
            raise InvalidInput(f'{which} has the type {button["type"]!r}; it is "+" or "-".')
        _check_action(button.get("action"), which)


def check_slides(slides: t.Any) -> None:
    """Refuse slides that Zoho's pages do not describe; raises InvalidInput."""
    for number, slide in enumerate(slides or [], 1):
        kind = slide.get("type")
        if kind not in SLIDES:
            raise InvalidInput(f"Slide {number} has the type {kind!r}; it is one of {', '.join(SLIDES)}.")
        if "data" not in slide:
            raise InvalidInput(f"Slide {number} has no data.")
        data: t.Any = slide["data"]
        wanted, words = _SLIDE_DATA.get(kind, (list, "a list"))
        if not isinstance(data, wanted):
            raise InvalidInput(f"The data of slide {number}, of the type {kind}, is not {words}.")
        if kind == "table" and not {"headers", "rows"} <= set(data):
            raise InvalidInput(f"The data of slide {number} needs headers and rows.")


def files(context: Context, paths: t.Sequence[str]) -> list[tuple[str, bytes]]:
    """Read the files to share: pairs of name and content; raises InvalidInput for what Cliq does not take."""
    if not 1 <= len(paths) <= messages.FILES_LIMIT:
        raise InvalidInput(f"files has {len(paths)} files, and Cliq takes 1 to {messages.FILES_LIMIT} at once.")
    return [_file(context.absolute(path)) for path in paths]


def _file(path: str) -> tuple[str, bytes]:
    try:
        with open(path, "rb") as file:
            size = os.fstat(file.fileno()).st_size
            content = file.read(messages.FILE_BYTES_LIMIT + 1)
    except OSError as exc:
        raise InvalidInput(f"The file {path} cannot be read: {exc.strerror}.") from exc
    if len(content) > messages.FILE_BYTES_LIMIT:
        raise InvalidInput(f"The file {path} has {size} bytes, and Cliq allows 50 MB.")
    return os.path.basename(path), content


def plain_text(text: str) -> str:
    """
    Return a text without what may differ between what was sent and what Cliq shows of it: HTML entities, forms of Unicode.

    Nobody documents how Cliq stores a text; entities in place of ``&`` and the like were seen in its answers.
    """
    while (unescaped := html.unescape(text)) != text:
        text = unescaped
    return unicodedata.normalize("NFC", text).strip()


def words(text: str) -> list[str]:
    """Return the words of a text, to compare what was sent with what Cliq shows: white space may differ as well."""
    return plain_text(text).split()


def digest(*parts: t.Any) -> str:
    """Return a hash of what a message consists of; files count with their content."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True, default=_fingerprint).encode()).hexdigest()


def _fingerprint(value: t.Any) -> str:
    return hashlib.sha256(value).hexdigest() if isinstance(value, bytes) else str(value)


def _check_action(action: t.Any, which: str) -> None:
    kind = action.get("type") if isinstance(action, dict) else None
    if kind not in ACTIONS:
        raise InvalidInput(f"{which} has the action {kind!r}; it is one of {', '.join(ACTIONS)}.")
    data = action.get("data")
    if not isinstance(data, dict):
        raise InvalidInput(f"{which} has no data for its action.")
    missing = [name for name in ACTIONS[kind] if not data.get(name)]
    if missing:
        raise InvalidInput(f"{which} misses {' and '.join(missing)} in the data of its action {kind}.")
