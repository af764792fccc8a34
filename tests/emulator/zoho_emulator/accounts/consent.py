# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTML pages of Zoho Accounts: the consent page and the error page."""

from __future__ import annotations

from html import escape
from pathlib import Path

from ..world.model import User
from . import scopes as scope_names
from .authorization import AuthorizationRequest

_PAGE = Path(__file__).with_name("consent.html").read_text(encoding="utf-8")


def _fill(title: str, content: str) -> str:
    return _PAGE.replace("{{title}}", escape(title)).replace("{{content}}", content)


def error_page(title: str, text: str) -> str:
    return _fill(title, f'<h1 class="bad">{escape(title)}</h1>\n<p>{escape(text)}</p>')


def consent_page(asked: AuthorizationRequest, user: User, users: list[User], query: str) -> str:
    """Who asks, for what, in whose name; the form posts back what the user decides."""
    wishes = "\n".join(
        f"<li><strong>{escape(scope_names.in_words(scope) or scope)}</strong> <code>{escape(scope)}</code></li>"
        for scope in asked.scopes
    )
    people = "\n".join(
        f'<option value="{escape(person.email)}"{" selected" if person is user else ""}>'
        f"{escape(person.name)} · {escape(person.email)} · {escape(person.data_center)}</option>"
        for person in users
    )
    offline = '<p class="note">It can also do so while you are away.</p>' if asked.offline else ""
    host = escape(asked.redirect_uri)
    return _fill(
        f"{asked.client.name} asks for access",
        f"""<h1>{escape(asked.client.name)}</h1>
<p>would like to access the following data of your Zoho Cliq account:</p>
<form method="post" action="/oauth/v2/consent">
<ul class="scopes">
{wishes}
</ul>
{offline}
<label for="user">Signed in as</label>
<select id="user" name="user">
{people}
</select>
<input type="hidden" name="request" value="{escape(query)}">
<p class="note">Your answer goes to <code>{host}</code></p>
<div class="buttons">
<button type="submit" name="decision" value="allow" class="primary">Allow</button>
<button type="submit" name="decision" value="deny">Deny</button>
</div>
</form>""",
    )
