# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
The client for Zoho Cliq's REST API: authorization header, envelopes, paging, errors.

Facts about the API are those of Zoho's pages "Cliq REST API v2" and "v3" and of the OpenAPI documents offered there.
"""

from __future__ import annotations

import abc
import contextlib
import time
import typing as t
from urllib.parse import quote

from ansible_collections.zoho.cliq.plugins.module_utils import _http
from ansible_collections.zoho.cliq.plugins.module_utils._cliq import errors
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.known import News, NoNews, NoShelf, Shelf
from ansible_collections.zoho.cliq.plugins.module_utils._errors import (
    OutcomeUnknown,
    UnexpectedAnswer,
    ZohoCliqError,
)

API_PATH = "/api"
V2 = "v2"
# Only what v2 lacks is asked of v3: posts that take more, and the upkeep of pinned and scheduled messages.
V3 = "v3"
# The largest page that Zoho documents for its list calls.
PAGE_LIMIT = 100
NEXT_TOKENS = ("next_token", "next_set_token")
READ_ATTEMPTS = 3
READ_RETRY_PAUSE = 1.0


class TokenProvider(abc.ABC):
    """Where the client gets its access token from, asked right before each request."""

    @abc.abstractmethod
    def token(self) -> str:
        """Return an access token that should be good for the next request."""

    @abc.abstractmethod
    def replacement(self, refused: str) -> str | None:
        """Return another token than ``refused``, which Cliq did not accept, or None if there is none to be had."""


class StaticToken(TokenProvider):
    """An access token that was given by the user and is left alone."""

    def __init__(self, token: str) -> None:
        self._token = token

    def token(self) -> str:
        return self._token

    def replacement(self, refused: str) -> str | None:
        return None


class Pacing(abc.ABC):
    """Keeps the calls to an endpoint below the limits that Zoho publishes."""

    @abc.abstractmethod
    def turn(self, endpoint: str) -> t.ContextManager[None]:
        """Wait for a free slot of ``endpoint`` (such as ``POST /channels``), and hold it while the call is under way."""

    @abc.abstractmethod
    def locked_out(self, endpoint: str) -> bool:
        """Note that Cliq locked the caller out of ``endpoint``; tell whether it makes sense to ask for another turn."""


class NoPacing(Pacing):
    """For a body on another host, which has no state store: unpaced, and stopping at the first lock-out."""

    def turn(self, endpoint: str) -> t.ContextManager[None]:
        return contextlib.nullcontext()

    def locked_out(self, endpoint: str) -> bool:
        return False


class CliqClient:
    """
    Calls Cliq.

    ``base_url`` is the origin of the API host, ``network`` the name or id of a Cliq network, which becomes a path prefix.
    ``memory`` outlives the client, for what one task learns about the objects that this user can see, and ``news`` tells whether
    anybody who shares the state store has changed some of them. ``before_writing`` is called right before each request that may
    change something; what it raises prevents that.
    """

    def __init__(
        self,
        base_url: str,
        tokens: TokenProvider,
        options: _http.HttpOptions,
        pacing: Pacing,
        *,
        network: str | None = None,
        memory: dict[str, t.Any] | None = None,
        news: News | None = None,
        shelf: Shelf | None = None,
        before_writing: t.Callable[[], None] | None = None,
    ) -> None:
        prefix = f"/network/{quote(network, safe='')}" if network else ""
        self.base_url = f"{base_url.rstrip('/')}{prefix}{API_PATH}"
        self.memory: dict[str, t.Any] = {} if memory is None else memory
        self.news: News = news or NoNews()
        self.shelf: Shelf = shelf or NoShelf()
        self._tokens = tokens
        self._options = options
        self._pacing = pacing
        self._before_writing = before_writing
        self._stopped = False

    def stop(self) -> None:
        """Send nothing any more: a call that waits for its turn in another thread ends with an error instead."""
        self._stopped = True

    def get(
        self,
        path: str,
        *,
        ids: t.Mapping[str, str] | None = None,
        params: t.Any = None,
        version: str = V2,
        meter: str | None = None,
    ) -> t.Any:
        """Read ``path``; a lost answer or a server error is asked again, because reading changes nothing."""
        for attempt in range(1, READ_ATTEMPTS + 1):
            try:
                return self.call("GET", path, ids=ids, params=params, version=version, meter=meter)
            except OutcomeUnknown as exc:
                if attempt == READ_ATTEMPTS:
                    raise OutcomeUnknown(
                        f"{exc.message} It was tried {READ_ATTEMPTS} times: run the play again later.",
                        code=exc.code,
                        status=exc.status,
                    ) from exc
                time.sleep(READ_RETRY_PAUSE)
        raise AssertionError("unreachable")

    def call(
        self,
        method: str,
        path: str,
        *,
        ids: t.Mapping[str, str] | None = None,
        params: t.Mapping[str, t.Any] | None = None,
        body: t.Any = None,
        form: t.Mapping[str, str] | None = None,
        files: t.Any = None,
        version: str = V2,
        meter: str | None = None,
    ) -> t.Any:
        """
        Call ``path``, a template such as ``/channels/{channel_id}`` filled with ``ids``, and return the parsed answer.

        ``body`` is sent as JSON; ``form`` and ``files`` make a multipart form. ``meter`` is the call of ``limits`` that this one
        is counted as, if that is not the path itself. Returns None for an empty answer. Raises ApiError when Cliq refuses,
        OutcomeUnknown when nobody can tell whether the call was executed, UnexpectedAnswer for an answer that is not JSON.
        """
        endpoint = f"{method} {path}" if version == V2 else f"{method} /{version}{path}"
        metered = meter or endpoint
        filled = path.format(**{name: quote(value, safe="@") for name, value in (ids or {}).items()})
        content = {"params": params, "json_body": body, "form": form, "files": files}
        replacement: str | None = None
        while True:
            with self._pacing.turn(metered):
                if self._stopped:
                    raise ZohoCliqError(f"{endpoint} was not sent, because the task was ended.", code="stopped")
                token = replacement or self._tokens.token()
                try:
                    answer = self._send_with(token, method, f"{self.base_url}/{version}{filled}", content)
                except OutcomeUnknown as exc:
                    raise _unless_read(exc, method) from exc
            if replacement is None and errors.is_refused_token(answer):
                # It was not executed, so the same request is sent once more with another token; that takes a turn as well.
                replacement = self._tokens.replacement(token)
                if replacement is not None:
                    continue
            error = errors.from_answer(answer, endpoint)
            if error is None:
                return _content(answer, endpoint)
            if error.code != errors.LOCKED_OUT or not self._pacing.locked_out(metered):
                raise error
            replacement = None

    def _send_with(self, token: str, method: str, url: str, content: t.Mapping[str, t.Any]) -> _http.Answer:
        before = None if method == "GET" else self._before_writing
        return _http.send(method, url, options=self._options, auth=_http.TokenAuth(token), before=before, **content)

    def pages(
        self,
        path: str,
        key: str,
        *,
        ids: t.Mapping[str, str] | None = None,
        params: t.Mapping[str, t.Any] | None = None,
        version: str = V2,
    ) -> t.Iterator[dict[str, t.Any]]:
        """
        Yield the items of all pages of a list call.

        The items are under ``key`` (also under ``data``, or the answer is the bare list).
        """
        query = {**(params or {}), "limit": PAGE_LIMIT}
        for answer in self.answers(path, ids=ids, params=query, version=version):
            yield from items(answer, key)

    def answers(
        self,
        path: str,
        *,
        ids: t.Mapping[str, str] | None = None,
        params: t.Mapping[str, t.Any] | None = None,
        version: str = V2,
        meter: str | None = None,
    ) -> t.Iterator[t.Any]:
        """
        Yield the parsed answer of each page of a list call.

        Zoho's pages say: follow ``next_token`` (the list of reminders calls it ``next_set_token``), and a page without one is
        the last. Raises UnexpectedAnswer for a list that does not end.
        """
        query = dict(params or {})
        seen: set[str] = set()
        while True:
            answer = self.get(path, ids=ids, params=query, version=version, meter=meter)
            yield answer
            if not isinstance(answer, dict) or answer.get("has_more") is False:
                return
            name = next((name for name in NEXT_TOKENS if answer.get(name)), None)
            if name is None:
                return
            token = str(answer[name])
            if token in seen:
                raise UnexpectedAnswer(f"The list {path} does not end: Cliq returned the same {name} twice.")
            seen.add(token)
            query[name] = token


def items(answer: t.Any, key: str) -> list[dict[str, t.Any]]:
    """
    Return the list inside an answer, whichever of the known envelopes it has.

    Raises UnexpectedAnswer for anything else, an empty answer too: nothing may be taken for missing on the word of an answer
    that does not say so.
    """
    if isinstance(answer, dict):
        found = next((answer[name] for name in (key, "data", "list") if name in answer), None)
    else:
        found = answer
    if isinstance(found, list) and all(isinstance(item, dict) for item in found):
        return found
    raise UnexpectedAnswer(f"Cliq's list of {key} has a form that its documentation does not describe.")


def unwrap(answer: t.Any, *keys: str) -> dict[str, t.Any]:
    """Return the object inside an answer: the answer itself, or what is under one of ``keys`` or ``data``, in a list or not."""
    if isinstance(answer, dict):
        for name in (*keys, "data"):
            inner = answer.get(name)
            if isinstance(inner, list) and len(inner) == 1:
                inner = inner[0]
            if isinstance(inner, dict):
                return t.cast("dict[str, t.Any]", inner)
        return answer
    raise UnexpectedAnswer("Cliq's answer is not the object that its documentation describes.")


def _content(answer: _http.Answer, endpoint: str) -> t.Any:
    """Return the parsed body; Zoho's documents write ``{"Response Code": "204 No response"}`` for an empty one."""
    if answer.status == 204 or not answer.body.strip():
        return None
    try:
        content = answer.json()
    except UnexpectedAnswer as exc:
        if endpoint.startswith("GET "):
            raise
        raise OutcomeUnknown(f"{exc.message} {errors.RUN_AGAIN}", status=answer.status) from exc
    if isinstance(content, dict) and set(content) == {"Response Code"}:
        return None
    return content


def _unless_read(error: OutcomeUnknown, method: str) -> OutcomeUnknown:
    """Return ``error`` with what to do about it, if the call may have changed something."""
    if method == "GET":
        return error
    return OutcomeUnknown(f"{error.message} {errors.RUN_AGAIN}", code=error.code, status=error.status)
