# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the collection sends to scripted answers and what these are, recorded for the check in tests/contract."""

from __future__ import annotations

import contextlib
import os
import typing as t
from urllib.parse import urlsplit

import requests
import responses
from ansible_collections.zoho.cliq.plugins.module_utils import _http

VARIABLE = "ZOHO_EMULATOR_TRAFFIC"


@contextlib.contextmanager
def recorded(mock: responses.RequestsMock, test: str) -> t.Iterator[None]:
    """Record the calls to Cliq that were made while this was open, where the environment asks for it."""
    if not os.environ.get(VARIABLE):
        yield
        return
    # Not at the top, because the emulator is no part of what ansible-test sees.
    from zoho_emulator.cliq import traffic

    recorder = traffic.of_environment("script")
    bodies: dict[int, bytes] = {}
    read = _http._read_body

    def reading(response: t.Any, where: str) -> bytes:
        # The client reads the stream of the answer to its end, and nobody after it can.
        bodies[id(response)] = body = read(response, where)
        return body

    _http._read_body = reading
    try:
        yield
    finally:
        _http._read_body = read
    for call in mock.calls:
        request, response = call.request, call.response
        if urlsplit(request.url).path.startswith(("/api/", "/network/")):
            answer = None
            if isinstance(response, requests.Response) and id(response) in bodies:
                answer = (response.status_code, response.headers.get("Content-Type", ""), bodies[id(response)])
            body = request.body or b""
            body = body.encode() if isinstance(body, str) else body
            recorder.note(request.method, request.url, request.headers, body, answer, test=test)
