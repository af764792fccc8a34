# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""Cliq's error answers, turned into sentences in one place (Zoho's pages "Cliq REST API v2/v3", Errors)."""

from __future__ import annotations

import re
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._errors import (
    ApiError,
    OutcomeUnknown,
    UnexpectedAnswer,
    ZohoCliqError,
)
from ansible_collections.zoho.cliq.plugins.module_utils._http import Answer

RUN_AGAIN = "Nobody can tell whether Cliq executed the call: run the play again, it looks at what is there first."
LOCKED_OUT = "request_limit_exceeded"
NOT_FOUND = "request_url_invalid"
SCOPE_INVALID = "oauthtoken_scope_invalid"
# The name of v2, which is in use, and those that pages of v3 have.
TOKEN_INVALID = ("oauthtoken_invalid", "invalid_oauthtoken", "unauthorized")
# What answers of v3 call the lock, and the words of one that came without a code.
_LOCKED_OUT_TOO = ("rate_limit_exceeded",)
_LOCKED_OUT_WORDS = "exceeded the url throttle limits"
# What Cliq is known to say of channels that there are not, when it has no code for it.
_NOT_FOUND_WORDS = (
    "request url is invalid",
    "channel not found",
    "no channel found",
    "invalid channel id",
    "invalid channel unique name",
)

_SENTENCES = {
    SCOPE_INVALID: (
        "the token does not have the scope that this call needs. Consent again with the scopes that the module's "
        "documentation lists; a token of the client_credentials flow is refused here whatever its scopes"
    ),
    LOCKED_OUT: "more calls were made than Cliq allows per minute, and it locks this call for some minutes",
    NOT_FOUND: "Cliq does not know this URL: most likely the id does not exist or is of another kind",
    "request_method_invalid": "Cliq does not offer this method for this URL",
    "extra_key_found": "Cliq refuses a key of the request",
    "param_missing": "Cliq misses a key in the request",
    "input_pattern_mismatch": "Cliq refuses a value of the request",
    "operation_not_allowed": "the user behind the credentials is not allowed to do this",
    "not_an_organization_admin": "only an administrator of the organization may do this",
    "team_not_exist": "there is no such team",
    "channel_not_exists": (
        "there is no channel of this unique name, or the bot in whose name it was called is not in the channel. The unique "
        "name is not the name that is shown; zoho.cliq.channel_info tells it"
    ),
    "buddies_self_message_restricted": "nobody can send a message to themselves; name another user",
    "operation_failed": "Cliq could not do it; unknown people, or a value that does not fit the channel, are common causes",
    "inactive_appaccount_user": "the user behind the credentials is not active in this organization",
}
_STATUS_SENTENCES = {
    401: (
        "Cliq did not accept the access token: check that api_url and the data center are those of the credentials, and that "
        "the consent was not revoked"
    ),
    403: _SENTENCES["operation_not_allowed"],
    404: _SENTENCES[NOT_FOUND],
    405: _SENTENCES["request_method_invalid"],
    429: _SENTENCES[LOCKED_OUT],
}
_NOT_ABOUT_THE_USER = frozenset(
    (LOCKED_OUT, SCOPE_INVALID, "operation_not_allowed", "inactive_appaccount_user", "request_method_invalid")
)
_CODE = re.compile(r"[A-Za-z0-9_.\- ]{1,39}")
_CALL = re.compile(r"([A-Z]+ /\S*): ")
_MESSAGE_LIMIT = 300
# A message that repeats what was sent must not repeat a token.
_TOKEN_LIKE = re.compile(r"[A-Za-z0-9._~+/=-]{40,}")


def from_answer(answer: Answer, endpoint: str) -> ZohoCliqError | None:
    """
    Return the error that ``answer`` stands for, or None for a success.

    A server error to a call that changes something is an OutcomeUnknown: the work may have been done before the failure.
    """
    if 200 <= answer.status < 300:
        return None
    code, message = _parse(answer)
    if answer.status >= 500:
        failed = f"{endpoint}: Cliq failed with HTTP status {answer.status}{_quoted(message)}."
        if endpoint.startswith("GET "):
            return OutcomeUnknown(failed, code="server_error", status=answer.status)
        return OutcomeUnknown(f"{failed} {RUN_AGAIN}", status=answer.status)
    words = (message or "").casefold()
    if answer.status == 429 or code in _LOCKED_OUT_TOO or (answer.status == 400 and _LOCKED_OUT_WORDS in words):
        code = LOCKED_OUT
    elif code is None and answer.status in (400, 404) and any(known in words for known in _NOT_FOUND_WORDS):
        code = NOT_FOUND
    # A missing Authorization header is answered with a blank page; everything else is answered in JSON.
    if code is None and message is None and answer.status not in (401, 429):
        return UnexpectedAnswer(
            f"{endpoint}: the answer with HTTP status {answer.status} is not one of Cliq's; check api_url, the data center "
            "and that no proxy answers in Cliq's place.",
            status=answer.status,
        )
    sentence = _SENTENCES.get(code or "") or _STATUS_SENTENCES.get(answer.status) or "Cliq refused the call"
    label = code or f"http_{answer.status}"
    return ApiError(
        f"{endpoint}: {sentence} (code {label}, HTTP status {answer.status}){_quoted(message)}.",
        code=label,
        status=answer.status,
    )


def is_refused_token(answer: Answer) -> bool:
    """Tell whether Cliq refused the access token itself, so that another token may help (a missing scope is no such case)."""
    return answer.status == 401 and is_token_refusal(answer.status, _parse(answer)[0])


def is_token_refusal(status: int | None, code: str | None) -> bool:
    """
    Tell whether a refusal with that HTTP status and code is about the access token itself.

    Its code differs between versions and clients have seen others still, so that every 401 counts but for those whose code is
    known to say something else.
    """
    return status == 401 and (code or "").casefold() not in _SENTENCES


def refused_call(message: str) -> str | None:
    """Return the call, such as ``GET /channels``, that a message of ``from_answer`` is about."""
    match = _CALL.match(message)
    return match and match[1]


def is_not_found(error: ApiError) -> bool:
    """
    Tell whether ``error`` says that the addressed object does not exist.

    The status of ``request_url_invalid`` is not documented: 404 and 400 were both seen. A 404 with another code says the same.
    """
    return error.code in (NOT_FOUND, "channel_not_exists", "team_not_exist") or (
        error.status == 404 and error.code not in _NOT_ABOUT_THE_USER
    )


def is_unknown_user(error: ApiError) -> bool:
    """
    Tell whether ``error``, the answer to a question for one user, says that there is no such user.

    The code is not documented; what is known to mean something else does not count.
    """
    return is_not_found(error) or (error.status in (400, 404) and error.code not in _NOT_ABOUT_THE_USER)


def is_already_there(error: ApiError) -> bool:
    """
    Tell whether ``error`` says that what was to be added is there already.

    No code is documented for that; public clients go by these words of the message.
    """
    words = error.message.lower()
    return "already" in words and any(word in words for word in ("member", "associated", "exist", "participant"))


def needs_super_admin(error: ApiError) -> bool:
    """Tell whether ``error`` says that a channel cannot lose its last super admin (known by its words only)."""
    return "super admin" in error.message.lower()


def _parse(answer: Answer) -> tuple[str | None, str | None]:
    """Return code and message of an error body in any of its known forms; both None if it is something else."""
    try:
        data: t.Any = answer.json()
    except UnexpectedAnswer:
        return None, None
    for key in ("error", "data"):
        if isinstance(data, dict) and "code" not in data and isinstance(data.get(key), dict):
            data = data[key]
    if not isinstance(data, dict):
        return None, None
    code, message = data.get("code", data.get("error")), data.get("message")
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        code = None
    return code, message if isinstance(message, str) and message.strip() else None


def _quoted(message: str | None) -> str:
    """Return Cliq's own words for a sentence: one line, of bounded length, without control characters."""
    if message is None:
        return ""
    text = " ".join("".join(c if c.isprintable() else " " for c in message).split()).rstrip(".")
    text = _TOKEN_LIKE.sub("...", text)
    return f": {text[:_MESSAGE_LIMIT]}"
