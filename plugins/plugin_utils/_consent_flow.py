# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""
The consent of a person: the URL that asks for it, and the ways in which its answer comes back.

The answer is a redirect, pasted or received on this machine, which proves itself by its state; or a bare code, which can prove
nothing and therefore never moves the data center.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput, StateStoreError
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import consent, datacenters
from ansible_collections.zoho.cliq.plugins.module_utils._oauth.credentials import Client
from ansible_collections.zoho.cliq.plugins.plugin_utils._pending_consent import Asked, PendingConsent
from ansible_collections.zoho.cliq.plugins.plugin_utils._redirect_receiver import RedirectReceiver
from ansible_collections.zoho.cliq.plugins.plugin_utils._services import Services


@dataclasses.dataclass(frozen=True)
class Code:
    """
    A code that is ready to be sent.

    ``accounts_url`` is that of the user's data center, ``verifier`` the PKCE code verifier, ``redirect_uri`` None for the code of
    a self client, ``scopes`` those that were asked for, which are granted if Zoho's answer names none.
    """

    text: str = dataclasses.field(repr=False)
    accounts_url: str
    data_center: datacenters.DataCenter
    redirect_uri: str | None
    verifier: str | None = dataclasses.field(repr=False)
    scopes: tuple[str, ...]


class ConsentFlow:
    """
    A consent to ``scopes`` that is asked for in ``data_center``.

    An answer to a URL that asked for ``narrower`` scopes is taken as well: that URL may have been made without knowledge of what
    the present credentials have. The code of a self client is one for them, too. Raises InvalidInput for a redirect URI or an
    accounts URL that cannot be used.
    """

    def __init__(
        self,
        services: Services,
        client: Client,
        data_center: datacenters.DataCenter,
        redirect_uri: str | None,
        scopes: t.Iterable[str],
        narrower: t.Iterable[str] | None = None,
    ) -> None:
        self._services = services
        self._client = client
        self._data_center = data_center
        self._accounts_url = services.accounts_url(data_center)
        self.redirect_uri = None if redirect_uri is None else consent.check_redirect_uri(redirect_uri)
        self._scopes = tuple(scopes)
        self._narrower = None if narrower is None else tuple(narrower)

    def url(self, *, remember: bool) -> str:
        """Return a fresh authorization URL; ``remember`` it, so that its bare code can be exchanged too."""
        nonce = os.urandom(consent.NONCE_BYTES)
        if remember:
            try:
                self._pending().remember(Asked(nonce, self._scopes))
            except StateStoreError as exc:
                self._services.warn(
                    f"{exc.message} Without it, only the whole redirect URL can be exchanged, not its bare code."
                )
        return self._url(nonce)

    def _url(self, nonce: bytes) -> str:
        request = self._request(self._scopes)
        return consent.authorization_url(
            self._accounts_url,
            request,
            state=consent.new_state(request, nonce=nonce),
            code_challenge=consent.code_challenge(consent.code_verifier(request, nonce)),
        )

    def forget(self) -> None:
        """Forget the remembered URL: its consent was used."""
        if self.redirect_uri is not None:
            with contextlib.suppress(StateStoreError):
                self._pending().forget()

    def code_of_redirect(self, redirect_url: str) -> Code:
        """Return the code of a redirect that has proved itself; raises InvalidInput, or OAuthError for a denial."""
        redirect = consent.parse_redirect(redirect_url, self.redirect_uri)
        asked = self._asked(redirect.state)
        data_center, accounts_url = datacenters.from_redirect(
            redirect.location,
            redirect.accounts_server,
            consent_data_center=self._data_center,
            accounts_override=self._accounts_url if self._services.options.text("accounts_url") else None,
        )
        verifier = consent.code_verifier(self._client, asked.nonce)
        return Code(redirect.code, accounts_url, data_center, self.redirect_uri, verifier, asked.scopes)

    def code_of_text(self, text: str) -> Code:
        """
        Return a bare code. With a redirect URI it is that of the newest URL that was made here, which its verifier proves.

        Raises InvalidInput (``state_missing``) if no URL was made here: only a self client's code needs no state.
        """
        code = bare_code(text)
        if self.redirect_uri is None:
            # A person made it in the API console, for what the task names.
            scopes = self._scopes if self._narrower is None else self._narrower
            return Code(code, self._accounts_url, self._data_center, None, None, scopes)
        asked = self._pending().newest()
        if asked is None:
            raise InvalidInput(
                "No authorization URL was made here within the last 10 minutes, so that it cannot be told where this code comes "
                "from: give the whole URL to which the browser was sent as redirect_url. For the code of a self client leave out "
                "redirect_uri.",
                code="state_missing",
            )
        verifier = consent.code_verifier(self._client, asked.nonce)
        return Code(code, self._accounts_url, self._data_center, self.redirect_uri, verifier, asked.scopes)

    def receive(self, seconds: int) -> Code:
        """
        Listen on the redirect URI, tell the URL, and return the code that the browser brings within ``seconds``.

        The answer to that URL is taken, and to the newest that was made here before; to no other.
        Raises OAuthError if the consent is denied, InvalidInput if nothing comes in time or the redirect URI is not on this
        machine.
        """
        announce = self._services.announce
        nonce = os.urandom(consent.NONCE_BYTES)
        expected = {nonce, self._remembered()}

        def is_proven(state: str | None) -> bool:
            try:
                return self._asked(state).nonce in expected
            except InvalidInput:
                return False

        with RedirectReceiver(self.redirect_uri or "", is_proven) as receiver:
            announce(f"Open this URL in a browser on this machine, and accept: {self._url(nonce)}")
            redirect_url = receiver.wait(seconds, announce)
        return self.code_of_redirect(redirect_url)

    def _remembered(self) -> bytes | None:
        try:
            asked = self._pending().newest()
        except StateStoreError:
            return None
        return None if asked is None else asked.nonce

    def _asked(self, state: str | None) -> Asked:
        """Return what a state was made for, if that is this consent; raises InvalidInput."""
        try:
            return Asked(consent.verify_state(self._request(self._scopes), state), self._scopes)
        except InvalidInput as exc:
            if exc.code != "state_invalid" or self._narrower is None:
                raise
        return Asked(consent.verify_state(self._request(self._narrower), state), self._narrower)

    def _request(self, scopes: tuple[str, ...]) -> consent.ConsentRequest:
        if self.redirect_uri is None:
            raise InvalidInput("redirect_uri is missing: give the one that is registered for the client.")
        return consent.ConsentRequest(self._client, self.redirect_uri, scopes, self._data_center.id)

    def _pending(self) -> PendingConsent:
        return PendingConsent(self._services.store, self._accounts_url, self._client, self.redirect_uri or "")


def bare_code(text: str) -> str:
    """Return an authorization code as it was given; raises InvalidInput if it is a whole URL."""
    code = text.strip()
    if "://" in code:
        raise InvalidInput("code is a URL: give the redirect as redirect_url, together with redirect_uri.")
    return code
