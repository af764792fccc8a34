# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of the device flow: enter the code, decide, and be told that it is done."""

from __future__ import annotations

from html import escape

from ..world.model import User
from .consent import fill, sign_in_options, wish_list
from .tokens import DeviceRequest


def code_page(action: str) -> str:
    """Where the code of the device is entered."""
    return fill(
        "Enter the code of your device",
        f"""<h1>Enter the code of your device</h1>
<form method="get" action="{escape(action)}">
<label for="user_code">Code</label>
<input id="user_code" name="user_code" autocomplete="off" autocapitalize="characters" required>
<div class="buttons"><button type="submit" class="primary">Continue</button></div>
</form>""",
    )


def consent_page(action: str, asked: DeviceRequest, user: User, users: list[User]) -> str:
    """Which device asks, and for what; the form posts back what the user decides."""
    title = f"{asked.client.name} asks for access"
    return fill(
        title,
        f"""<h1>{escape(title)}</h1>
<p class="soft">on the device that shows <code>{escape(asked.user_code)}</code></p>
<form method="post" action="{escape(action)}">
<h2 id="wishes">It could then</h2>
<ul class="scopes" aria-labelledby="wishes">
{wish_list(asked.scopes)}
</ul>
<label for="user">Signed in as</label>
<select id="user" name="user">
{sign_in_options(user, users)}
</select>
<input type="hidden" name="user_code" value="{escape(asked.user_code)}">
<div class="buttons">
<button type="submit" name="decision" value="allow" class="primary">Accept</button>
<button type="submit" name="decision" value="deny">Reject</button>
</div>
</form>""",
    )


def done_page(title: str, text: str) -> str:
    """The end of it."""
    return fill(title, f"<h1>{escape(title)}</h1>\n<p>{escape(text)}</p>")
