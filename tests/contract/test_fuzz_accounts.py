# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""
Requests to the emulator of Zoho Accounts that nobody thought of get a page, an error in JSON or a redirect.

As in the file about Cliq, the choice is the same in each run.
"""

from __future__ import annotations

import base64
import json
import typing as t
from urllib.parse import urlencode

import pytest
from ansible_collections.zoho.cliq.tests.contract import odd, prepared
from ansible_collections.zoho.cliq.tests.contract.choice import SEED, checks
from hypothesis import given, seed
from hypothesis import strategies as st
from zoho_emulator.accounts import door

_FIELDS = (
    "client_id",
    "client_secret",
    "grant_type",
    "code",
    "refresh_token",
    "token",
    "token_type",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "access_type",
    "prompt",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "user_code",
    "request",
    "decision",
    "user",
    "organization",
    "soid",
)
_BROKEN = (b"%", b"a=%ff&b=%00", b"&&&===", b"\xff\xfe", b"{", b"--b\r\n\r\n--b--", b"a" * 5000, b"client_id=%ud800")
_ERRORS = ("error", "response")


def known_values(world: prepared.Prepared) -> list[str]:
    """What a good request has, for whichever field."""
    server, own = world.emulator.client, world.client
    asked = {"response_type": "code", "client_id": server["client_id"], "redirect_uri": server["redirect_uri"]}
    return [
        *server.values(),
        *own.values(),
        world.token,
        world.refresh_token,
        "authorization_code",
        "refresh_token",
        "client_credentials",
        "device_request",
        "device_token",
        "access_token",
        "code",
        "token",
        "ZohoCliq.Channels.ALL,AaaServer.profile.READ",
        "openid email",
        "offline",
        "consent",
        "plain",
        "S256",
        "allow",
        "deny",
        "patricia.boyle@zylker.example",
        urlencode({**asked, "scope": "ZohoCliq.Channels.ALL"}),
    ]


@st.composite
def requests(draw: t.Any, world: prepared.Prepared, path: str) -> odd.Request:
    """A request in which some fields are as they should be, and some are in the wrong place."""
    values = st.one_of(st.sampled_from(known_values(world)), odd.texts)
    fields = draw(st.dictionaries(st.sampled_from(_FIELDS), values, max_size=7))
    method = draw(st.sampled_from(("GET", "POST", "POST", "POST", "PUT", "DELETE", "OPTIONS")))
    place = draw(st.sampled_from(("query", "form", "form", "form", "json", "multipart", "broken")))
    headers: dict[str, str] = {}
    body = b""
    text = urlencode(fields)
    if place == "form":
        body = text.encode()
        headers["Content-Type"] = "application/x-www-form-urlencoded"
    elif place == "json":
        body = json.dumps(fields).encode()
        headers["Content-Type"] = "application/json"
    elif place == "multipart":
        parts = [
            f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()
        ]
        body = ("".join(parts) + "--b--\r\n").encode("utf-8", "replace")
        headers["Content-Type"] = "multipart/form-data; boundary=b"
    elif place == "broken":
        body = draw(st.sampled_from(_BROKEN))
        headers["Content-Type"] = draw(st.sampled_from(odd.TYPES))
    credentials = draw(st.sampled_from(("", "", "basic", "bearer", "odd")))
    if credentials == "basic":
        pair = f"{draw(values)}:{draw(values)}".encode("utf-8", "replace")
        headers["Authorization"] = f"Basic {base64.b64encode(pair).decode()}"
    elif credentials == "bearer":
        headers["Authorization"] = f"Bearer {world.token}"
    elif credentials == "odd":
        headers["Authorization"] = draw(st.sampled_from(("Basic", "Basic ====", "Basic /w==", "Bearer", "x y z")))
    if not draw(st.integers(0, 9)):
        headers["Content-Encoding"] = draw(st.sampled_from(odd.ENCODINGS))
    return odd.Request(method, f"{path}?{text}" if place == "query" and text else path, body, headers)


def complaint(answer: prepared.Answer) -> str | None:
    """What is wrong with an answer, if anything is."""
    if answer.status >= 500:
        return "the emulator fails"
    if answer.kind == "application/json":
        content = answer.json()
        if answer.status >= 400 and not any(key in content for key in _ERRORS):
            return "an error without its reason"
        return None
    return None if answer.kind == "text/html" or not answer.body else "neither JSON nor a page"


@pytest.mark.parametrize("path", [*door.PATHS, "/oauth", "/oauth/v2/%ff%00"])
def test_a_path_survives_everything(world: prepared.Prepared, path: str) -> None:
    world.prepare()

    @seed(SEED)
    @checks(20)
    @given(request=requests(world, path))
    def check(request: odd.Request) -> None:
        answer = world.send(request.method, request.target, request.body, request.headers)
        problem = complaint(answer)
        assert problem is None, f"{problem} (seed {SEED}):\n{request}\n{answer}"

    t.cast("t.Callable[[], None]", check)()
