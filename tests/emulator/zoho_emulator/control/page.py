# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page that shows the workspace, its parts, and the one request with which it stays up to date."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

from .. import answers
from ..emulator import Emulator
from ..look import STYLE
from . import news

PREFIX = "/_emulator/page/"
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript"}


def _parts() -> dict[str, tuple[bytes, str]]:
    """All files of the page by name. They are read once: nothing that a request names leads to the disk."""
    folder = Path(__file__).with_name("web")
    parts = {}
    for path in folder.iterdir():
        if path.suffix in _KINDS:
            text = path.read_text(encoding="utf-8")
            parts[path.name] = ((STYLE + text if path.suffix == ".css" else text).encode(), _KINDS[path.suffix])
    return parts


_PARTS = _parts()


def answer(emulator: Emulator, request: web.BaseRequest) -> web.Response:
    """Answer `/` and everything below PREFIX."""
    if request.method not in ("GET", "HEAD"):
        return answers.own_json({"error": "the page is only for reading: GET"}, 405)
    name = "index.html" if request.path == "/" else request.path.removeprefix(PREFIX)
    if name == "news":
        try:
            return answers.own_json(news.answer(emulator, request.query))
        except ValueError as problem:
            return answers.own_json({"error": str(problem)}, 400)
    if name not in _PARTS:
        return answers.own_json({"error": f"the page has no part {name}"}, 404)
    body, kind = _PARTS[name]
    return web.Response(body=body, headers={**_HEADERS, "Content-Type": f"{kind};charset=UTF-8"})
