# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTML pages of Zoho Accounts: the consent page and the error page."""

from __future__ import annotations

import base64
import hashlib
from html import escape
from pathlib import Path

from ..look import STYLE
from ..world.model import User
from . import scopes as scope_names
from .authorization import AuthorizationRequest

# The rules stand in the page itself, so that it needs nothing else; no other style and no script may run in it.
_STYLE = STYLE + Path(__file__).with_name("consent.css").read_text(encoding="utf-8")
_HASH = "sha256-" + base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_PAGE = Path(__file__).with_name("consent.html").read_text(encoding="utf-8")
_PAGE = _PAGE.replace("{{style-hash}}", _HASH).replace("{{style}}", _STYLE)


def fill(title: str, content: str) -> str:
    """A whole page; `content` is HTML."""
    return _PAGE.replace("{{title}}", escape(title)).replace("{{content}}", content)


def error_page(title: str, text: str) -> str:
    """What Zoho says in a page instead of a redirect."""
    return fill(
        title,
        f"""<h1 class="bad">{escape(title)}</h1>
<p>{escape(text)}</p>
<p class="small soft">Nothing was sent to the application that asked. Close this page, mend what it says, and begin again.</p>""",
    )


def consent_page(
    asked: AuthorizationRequest, user: User, users: list[User], query: str, data_center: str, address: str
) -> str:
    """Who asks, for what, in whose name, and where; the form posts back what the user decides."""
    app = escape(asked.client.name)
    wishes = wish_list(asked.scopes)
    people = sign_in_options(user, users)
    for_whom = "all of the organization, whose administrator you are" if asked.organization else "you alone"
    how_long = "until it is revoked, also while you are away" if asked.offline else "for an hour"
    return fill(
        f"{asked.client.name} asks for access",
        f"""<div class="who-asks"><span class="app" aria-hidden="true">{escape(_initials(asked.client.name))}</span>
<div><h1>{app}</h1>
<p class="soft">would like to access data of your emulated Cliq account</p></div></div>
<form method="post" action="/oauth/v2/consent">
<h2 id="wishes">It could then</h2>
<ul class="scopes" aria-labelledby="wishes">
{wishes}
</ul>
<label for="user">Signed in as</label>
<select id="user" name="user">
{people}
</select>
<dl>
<div><dt>Data center</dt><dd>{escape(data_center)} <span class="soft">({escape(address)})</span></dd></div>
<div><dt>For whom</dt><dd>{for_whom}</dd></div>
<div><dt>For how long</dt><dd>{how_long}</dd></div>
<div><dt>Your answer goes to</dt><dd><code>{escape(asked.redirect_uri)}</code></dd></div>
</dl>
<input type="hidden" name="request" value="{escape(query)}">
<input type="hidden" name="organization" value="{"yes" if asked.organization else ""}">
<div class="buttons">
<button type="submit" name="decision" value="allow" class="primary">Accept</button>
<button type="submit" name="decision" value="deny">Reject</button>
</div>
</form>
<p class="small soft">Accept only if it was you who ran the playbook that led here.</p>""",
    )


def wish_list(scopes: tuple[str, ...]) -> str:
    """The scopes in words, as items of a list."""
    return "\n".join(
        f'<li><span class="sign" aria-hidden="true">✓</span><span><strong>{escape(scope_names.in_words(scope) or scope)}</strong>'
        f" <code>{escape(scope)}</code></span></li>"
        for scope in scopes
    )


def sign_in_options(user: User, users: list[User]) -> str:
    """Who can be the one that decides, as options of a select."""
    return "\n".join(
        f'<option value="{escape(person.email)}"{" selected" if person is user else ""}>'
        f"{escape(person.name)} · {escape(person.email)} · {escape(person.data_center)}</option>"
        for person in users
    )


def _initials(name: str) -> str:
    words = name.split()
    return "".join(word[0] for word in words[:2]).upper() or "?"
