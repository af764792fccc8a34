# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The few kinds of HTTP answers, with the headers Zoho was seen to send."""

from __future__ import annotations

import json
import uuid
from email.utils import formatdate
from functools import lru_cache
from typing import Any

from aiohttp import web

_SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "X-XSS-Protection": "1",
    "X-Frame-Options": "SAMEORIGIN",
    "Content-Language": "en-US",
}


# Made once: json.dumps makes another for each answer.
_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode


def compact(value: Any) -> bytes:
    return _encode(value).encode()


@lru_cache(64)
def http_date(seconds: int) -> str:
    """A moment as the header Date has it."""
    return formatdate(seconds, usegmt=True)


def zoho_json(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """JSON as Cliq sends it."""
    given = {"Server": "ZGS", "Content-Type": "application/json;charset=UTF-8"}
    if headers:
        given.update(headers)
    return web.Response(body=compact(value), status=status, headers=given)


def accounts_json(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    """JSON as Zoho Accounts sends it, cookies included."""
    answer = zoho_json(value, status, {**_SECURITY, **(headers or {})})
    session = uuid.uuid4()
    answer.headers.add("Set-Cookie", f"iamcsr={session};path=/;SameSite=None;Secure;priority=high")
    answer.headers.add("Set-Cookie", f"_zcsr_tmp={session};path=/;SameSite=Strict;Secure;priority=high")
    return answer


def html(text: str, status: int = 200) -> web.Response:
    headers = {"Server": "ZGS", "Cache-Control": "no-store", **_SECURITY}
    return web.Response(text=text, status=status, content_type="text/html", charset="utf-8", headers=headers)


def bad_request() -> web.Response:
    """The "400 Bad Request" of Zoho Accounts; its body is documented nowhere."""
    return html("<!DOCTYPE html><title>400 Bad Request</title><h1>400 Bad Request</h1>\n", 400)


def redirect(location: str) -> web.Response:
    # Written by hand: the trailing "&" and the encoding must reach the client as they are.
    return web.Response(status=302, headers={"Location": location, "Server": "ZGS", "Cache-Control": "no-store"})


def own_json(value: Any, status: int = 200) -> web.Response:
    """JSON of the emulator's own control API."""
    headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
    return web.Response(body=compact(value), status=status, headers=headers)
