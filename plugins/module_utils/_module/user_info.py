# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The resource body of zoho.cliq.user_info: which people there are."""

from __future__ import annotations

import typing as t
import unicodedata

from ansible_collections.zoho.cliq.plugins.module_utils._cliq.teams import Teams
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.users import STATUSES, User, Users, is_email, is_user_id
from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput
from ansible_collections.zoho.cliq.plugins.module_utils._module import _specs
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Body, Context, Params, Result

ARGUMENT_SPEC: _specs.Spec = {
    **_specs.API,
    "email": {"type": "str"},
    "user_id": {"type": "str"},
    "search": {"type": "str"},
    "status": {"type": "str", "choices": list(STATUSES)},
    "limit": {"type": "int"},
    "teams": {"type": "bool", "default": False},
}
_SEARCHED = ("name", "display_name", "full_name", "first_name", "last_name", "email_id")


def run(context: Context) -> Result:
    """Return the users that fit all given options, with their teams if asked for."""
    params = context.params
    _check(params)
    client = context.connect()
    users = Users(client)
    who = params["email"] or params["user_id"]
    if who:
        user = users.get(who.strip())
        found = [] if user is None or not _fits(params, user) else [user]
    else:
        found = _listed(params, users)
    if params["teams"]:
        teams = Teams(client)
        found = [{**user, "teams": teams.of_user(user["id"] or user["email_id"])} for user in found]
    return {"changed": False, "users": found}


def _check(params: Params) -> None:
    """Refuse what nobody can have, before the first request; raises InvalidInput."""
    if params["email"] is not None and not is_email(params["email"].strip()):
        raise InvalidInput(f"email {params['email']!r} is not an e-mail address; a part of one goes into search.")
    if params["user_id"] is not None and not is_user_id(params["user_id"].strip()):
        raise InvalidInput(f"user_id {params['user_id']!r} is not a user id, which has digits only.")
    if params["search"] is not None and not params["search"].strip():
        raise InvalidInput("search is empty: give a part of a name or of an e-mail address, or leave it out.")
    if params["limit"] is not None and params["limit"] < 1:
        raise InvalidInput("limit must be at least 1; leave it out to get everybody.")


def _listed(params: Params, users: Users) -> list[User]:
    """Return the users of the list that fit, each once, from as many pages as are needed."""
    filters = {key: params[key].strip() for key in ("search", "status") if params[key]}
    found: dict[str, User] = {}
    for user in users.pages(**filters):
        if _fits(params, user):
            found.setdefault(user["id"] or user["email_id"], user)
        if params["limit"] is not None and len(found) >= params["limit"]:
            break
    return list(found.values())


def _fits(params: Params, user: User) -> bool:
    """Tell whether a user is one of those asked for, as far as the answer tells it: the list has no status in it."""
    if params["status"] and user.get("status", params["status"]) != params["status"]:
        return False
    return not params["search"] or _is_found(params["search"], user)


def _is_found(search: str, user: t.Mapping[str, t.Any]) -> bool:
    text = _folded(" ".join(str(user.get(key) or "") for key in _SEARCHED))
    return all(word in text for word in _folded(search).split())


def _folded(text: str) -> str:
    """Return ``text`` without case and accents, so that nobody is lost whom Cliq finds without them."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c)).casefold()


BODY = Body(
    name="user_info",
    argument_spec=ARGUMENT_SPEC,
    run=run,
    converges=True,
    constraints={"mutually_exclusive": [("email", "user_id", "search")]},
)
