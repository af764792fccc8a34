# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The resource body of zoho.cliq.api: any call to Cliq, with what the collection knows about tokens, limits, pages and errors."""

from __future__ import annotations

import json
import re
import typing as t
from urllib.parse import quote, unquote

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import client as cliq
from ansible_collections.zoho.cliq.plugins.module_utils._cliq import errors, limits
from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput, OutcomeUnknown, UnexpectedAnswer
from ansible_collections.zoho.cliq.plugins.module_utils._module import _specs
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Body, Context, Params, Result

READING = "GET"
METHODS = (READING, "POST", "PUT", "PATCH", "DELETE")
ARGUMENT_SPEC: _specs.Spec = {
    **_specs.API,
    "method": {"type": "str", "choices": list(METHODS), "default": READING},
    "path": {"type": "str", "required": True},
    "query": {"type": "dict"},
    "body": {"type": "raw"},
    "api_version": {"type": "str", "choices": [cliq.V2, cliq.V3], "default": cliq.V2},
    "paginate": {"type": "bool", "default": False},
    # It is the name of a list in an answer, not a secret.
    "entries_key": {"type": "str", "no_log": False},
}
# Where Zoho's documents put a list, beside the name of what is listed.
_COMMON_KEYS = ("data", "list")
# What may stand in a path as it is (RFC 3986); the percent sign belongs to what is encoded already.
_SAFE = "/%:@!$&'()*+,;=~"
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_NOT_AGAIN = (
    "Nobody can tell whether Cliq executed the call. It was not sent again: look at Cliq before you run the play again, which "
    "would send it once more."
)


def run(context: Context) -> Result:
    """Send the call, or read all pages of a list, and return what Cliq answers; in check mode only GET is sent."""
    params = context.params
    path = checked_path(params["path"])
    query = checked_query(params["query"])
    body = checked_body(params["body"])
    _check_combination(params, body)
    method, version = params["method"], params["api_version"]
    meter = limits.endpoint_of(method, path if version == cliq.V2 else f"/{version}{path}")
    if context.check_mode and method != READING:
        return {
            "changed": False,
            "skipped": True,
            "msg": f"{method} {path} was not sent: in check mode only GET is.",
        }
    client = context.connect()
    if params["paginate"]:
        pages = client.answers(path, params=query, version=version, meter=meter)
        return {"changed": False, "entries": [one for page in pages for one in entries(page, params["entries_key"])]}
    if method == READING:
        return {"changed": False, "content": client.get(path, params=query, version=version, meter=meter)}
    try:
        content = client.call(method, path, params=query, body=body, version=version, meter=meter)
    except OutcomeUnknown as exc:
        message = exc.message.replace(errors.RUN_AGAIN, _NOT_AGAIN)
        raise OutcomeUnknown(message, code=exc.code, status=exc.status) from exc
    return {"changed": True, "content": content}


def checked_path(path: str) -> str:
    """
    Return ``path`` as it is sent: below ``/api/VERSION``, what is percent-encoded already stays so, the rest is encoded.

    Raises InvalidInput for anything that could lead out of the API or that is no path.
    """
    if re.match(r"(?i)\s*(https?:)?//", path):
        raise InvalidInput(
            f"path is {path!r}: give only what comes after /api/v2, such as /channels. Scheme and host come from the data "
            "center or api_url."
        )
    if not path.startswith("/") or path == "/":
        raise InvalidInput(f"path is {path!r}: it must start with a slash and name something, such as /channels.")
    if path.startswith("/api/"):
        raise InvalidInput(f"path is {path!r}: leave out /api and the version, which api_version chooses.")
    if "?" in path or "#" in path:
        raise InvalidInput(f"path is {path!r}: it must have no ? or #. Give the query in the option query.")
    if "{" in path or "}" in path:
        raise InvalidInput(f"path is {path!r}: put an identifier in place of what is in braces.")
    if _BAD_PERCENT.search(path):
        raise InvalidInput(f"path is {path!r}: a percent sign must be written as %25.")
    # A server may decode once or twice before it looks where the path leads.
    once = unquote(path)
    for decoded in (path, once, unquote(once)):
        if any(not character.isprintable() or character == "\\" for character in decoded):
            raise InvalidInput(f"path is {path!r}: it must have no control characters and no backslashes.")
        # What follows a semicolon is a parameter of the part for some servers, and cut off before they look.
        if any(part.split(";")[0] in (".", "..") for part in decoded.split("/")):
            raise InvalidInput(
                f"path is {path!r}: it must have no part that is . or .., which could lead out of Cliq's API."
            )
    if "//" in path:
        raise InvalidInput(f"path is {path!r}: there is an empty part between two slashes. Is a variable empty?")
    return quote(path, safe=_SAFE)


def checked_query(query: t.Mapping[str, t.Any] | None) -> dict[str, str]:
    """Return the query as text: true and false as JSON has them, lists with commas, null left out; raises InvalidInput."""
    return {name: _text(name, value) for name, value in (query or {}).items() if value is not None}


def _text(name: str, value: t.Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (str, int, float)):
        return str(value)
    if isinstance(value, list) and all(isinstance(one, (str, int)) for one in value):
        return ",".join(_text(name, one) for one in value)
    raise InvalidInput(f"query: {name} must be text, a number, true or false, or a list of such.")


def checked_body(body: t.Any) -> dict[str, t.Any] | list[t.Any] | None:
    """Return the body as data; text must be JSON, as it is on a command line. Raises InvalidInput."""
    if isinstance(body, str):
        try:
            body = json.loads(body)
        except (ValueError, RecursionError):
            raise InvalidInput("body is text that is not JSON: give a dictionary or a list.") from None
    if body is not None and not isinstance(body, (dict, list)):
        raise InvalidInput("body must be a dictionary or a list, which is sent as JSON.")
    return body


def _check_combination(params: Params, body: t.Any) -> None:
    method = params["method"]
    if body is not None and method == READING:
        raise InvalidInput("body cannot be sent with GET: give a query, or the method that is meant.")
    if params["paginate"] and method != READING:
        raise InvalidInput(f"paginate is for GET only, and the method is {method}.")
    if params["entries_key"] and not params["paginate"]:
        raise InvalidInput("entries_key says where a page has its list: set paginate to true, or remove it.")


def entries(answer: t.Any, key: str | None) -> list[t.Any]:
    """
    Return the list in the answer of one page: the one under ``key``, else the answer itself, the one under a name that Cliq
    uses for lists, or the only one that there is.

    Raises UnexpectedAnswer if it is not there or if nobody can tell which one it is.
    """
    if isinstance(answer, list) and key is None:
        return answer
    lists = (
        {name: value for name, value in answer.items() if isinstance(value, list)} if isinstance(answer, dict) else {}
    )
    names = ", ".join(sorted(lists)) or "none"
    if key is not None:
        if key not in lists:
            raise UnexpectedAnswer(
                f"There is no list {key} in Cliq's answer, as entries_key says. Its lists are: {names}."
            )
        return lists[key]
    found = next((name for name in _COMMON_KEYS if name in lists), None) or (
        next(iter(lists)) if len(lists) == 1 else None
    )
    if found is None:
        raise UnexpectedAnswer(
            f"It cannot be told where Cliq's answer has its list. Its lists are: {names}. Choose one with entries_key, or "
            "remove paginate if it is no list call."
        )
    return lists[found]


# Nobody but the user knows what a second call would do.
BODY = Body(name="api", argument_spec=ARGUMENT_SPEC, run=run, converges=False)
