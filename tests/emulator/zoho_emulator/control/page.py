# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page that shows the workspace."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web

_PAGE = Path(__file__).with_name("page.html").read_bytes()


def answer() -> web.Response:
    headers = {"Content-Type": "text/html;charset=UTF-8", "Cache-Control": "no-store"}
    return web.Response(body=_PAGE, headers=headers)
