# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A browser just good enough for a consent page: it reads the form, presses a button, and sees where it is sent."""

from __future__ import annotations

from html.parser import HTMLParser
from http.client import HTTPMessage
from typing import IO
from urllib.error import HTTPError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPRedirectHandler, Request, build_opener

TIMEOUT_SECONDS = 20


class _Form(HTMLParser):
    """The fields of the one form of a page, with the values that they have when nobody touches them."""

    def __init__(self) -> None:
        super().__init__()
        self.action: str | None = None
        self.fields: dict[str, str] = {}
        self.buttons: list[tuple[str, str]] = []
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        name = attributes.get("name", "")
        if tag == "form":
            self.action = attributes.get("action", "")
        elif tag == "input" and name:
            self.fields[name] = attributes.get("value", "")
        elif tag == "button" and name:
            self.buttons.append((name, attributes.get("value", "")))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and ("selected" in attributes or self._select not in self.fields):
            self.fields[self._select] = attributes.get("value", "")


class _NoRedirect(HTTPRedirectHandler):
    """Does not go where it is sent: the redirect URI is that of an application which is not running."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


def press(authorization_url: str, button: str = "allow") -> str:
    """Open the consent page, press a button of its form, and return the URL to which the browser is sent."""
    opener = build_opener(_NoRedirect)
    with opener.open(authorization_url, timeout=TIMEOUT_SECONDS) as answer:
        page = answer.read().decode()
    form = _Form()
    form.feed(page)
    chosen = [(name, value) for name, value in form.buttons if value == button]
    if form.action is None or not chosen:
        raise ValueError(f"The page has no form with a button {button!r}.")
    data = urlencode([*form.fields.items(), *chosen]).encode()
    try:
        opener.open(Request(urljoin(authorization_url, form.action), data=data), timeout=TIMEOUT_SECONDS)
    except HTTPError as exc:
        location = exc.headers.get("Location")
        if exc.code in (302, 303) and location:
            return location
        raise
    raise ValueError("The consent page did not send the browser anywhere.")
