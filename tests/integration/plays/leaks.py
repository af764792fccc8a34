# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
What must not be found anywhere, in each of the forms in which it could have been written.

Codes, access tokens and refresh tokens are recognised by their shape, so that those are found too of which no test knows. Client
secrets and passwords are known. PKCE verifiers are never seen by a test; they are computed from each state that was seen.
"""

from __future__ import annotations

import base64
import json
import re
import typing as t
from urllib.parse import quote, quote_plus, unquote_to_bytes

from ansible_collections.zoho.cliq.plugins.module_utils._oauth import consent
from ansible_collections.zoho.cliq.plugins.module_utils._oauth.credentials import Client

TOKEN = re.compile(rb"1000\.[0-9a-f]{32}\.[0-9a-f]{32}")
# Of encoded text lines may be broken, so that only its beginning stands together.
BEGINNING_OF_TOKEN = re.compile(rb"1000\.[0-9a-f]{32}\.")
_STATE = re.compile(rb"state=([A-Za-z0-9_-]{76})(?![A-Za-z0-9_-])")
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{48,}")
_TO_STANDARD = bytes.maketrans(b"-_", b"+/")


def forms_of(secret: str) -> dict[str, bytes]:
    """The ways in which programs write a text down."""
    forms = {
        "as it is": secret,
        "URL-encoded": quote(secret, safe=""),
        "form-encoded": quote_plus(secret),
        "in JSON": json.dumps(secret)[1:-1],
        "in JSON in JSON": json.dumps(json.dumps(secret)[1:-1])[1:-1],
        "in single-quoted YAML": secret.replace("'", "''"),
        **{f"in Base64 ({shift})": _in_base64(secret, shift) for shift in range(3)},
    }
    return {name: text.encode() for name, text in forms.items()}


def _in_base64(secret: str, shift: int) -> str:
    """
    What is surely in the Base64 text of anything in which ``secret`` has ``shift`` bytes (modulo 3) before it.

    Among these is Basic authentication, where the client ID comes first.
    """
    encoded = base64.b64encode(b"\0" * shift + secret.encode()).decode().rstrip("=")
    # The first and the last character also depend on what is beside the secret.
    return encoded[(0, 2, 3)[shift] : -1]


class Secrets:
    """The secrets of one test; it learns states as it goes."""

    def __init__(self, known: t.Callable[[], dict[str, str]], clients: t.Callable[[], list[dict[str, str]]]) -> None:
        self._known = known
        self._clients = clients
        self._states: set[bytes] = set()

    def learn(self, content: bytes) -> None:
        """Take note of the states of authorization URLs and redirects, which may be seen."""
        self._states.update(_STATE.findall(content))

    def verifiers(self) -> list[str]:
        """The PKCE verifiers that belong to the states that were seen."""
        nonces = [base64.urlsafe_b64decode(state)[1 : 1 + consent.NONCE_BYTES] for state in sorted(self._states)]
        clients = [Client(one["client_id"], one["client_secret"]) for one in self._clients()]
        return [consent.code_verifier(client, nonce) for client in clients for nonce in nonces]

    def needles(self) -> list[tuple[str, bytes]]:
        """What to look for, with what to call it."""
        named = [*self._known().items(), *(("a PKCE verifier", verifier) for verifier in self.verifiers())]
        unique: dict[bytes, str] = {}
        for name, secret in named:
            for form, needle in forms_of(secret).items():
                unique.setdefault(needle, name if form == "as it is" else f"{name}, {form},")
        return [(name, needle) for needle, name in unique.items()]

    def found_in(self, content: bytes, needles: list[tuple[str, bytes]]) -> str | None:
        """Say which secret is in ``content``, without showing it."""
        for name, needle in needles:
            if needle in content:
                return f"{name} is in"
        for how, readable in _readings(content):
            found = (TOKEN if how == "" else BEGINNING_OF_TOKEN).search(readable)
            if found:
                before = readable[max(0, found.start() - 80) : found.start()]
                return f"a code or a token{how} (after {before!r}) is in"
        return None


def _readings(content: bytes) -> t.Iterator[tuple[str, bytes]]:
    yield "", content
    if b"%2" in content or b"%3" in content:
        yield ", URL-encoded,", unquote_to_bytes(content)
    for run in _BASE64.findall(content):
        # Where in a run the encoded text begins is not known: it may have letters before it.
        for start in range(4):
            text = run[start:].translate(_TO_STANDARD)
            yield ", in Base64,", base64.b64decode(text[: len(text) // 4 * 4])
