# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
Spending an authorization code: everything that can go wrong is tried before the code is sent.

The order is: prove the place writable, write the intent, send the code once, write the raw answer, understand it, replace the
credentials file. See ``_exchange_journal`` for what a crash in between leaves behind.
"""

from __future__ import annotations

import dataclasses
import datetime
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._errors import (
    CredentialsFileError,
    InvalidInput,
    OAuthError,
    OutcomeUnknown,
    UnexpectedAnswer,
    ZohoCliqError,
)
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import answers, datacenters, scopes
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import client as oauth
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import credentials as oauth_credentials
from ansible_collections.zoho.cliq.plugins.module_utils._oauth.credentials import Client, Credentials
from ansible_collections.zoho.cliq.plugins.module_utils._state import clock
from ansible_collections.zoho.cliq.plugins.module_utils._state.tokens import CachedToken
from ansible_collections.zoho.cliq.plugins.plugin_utils import _credentials_file
from ansible_collections.zoho.cliq.plugins.plugin_utils._credentials_file import Place, Stored
from ansible_collections.zoho.cliq.plugins.plugin_utils._exchange_journal import Exchange, Journal
from ansible_collections.zoho.cliq.plugins.plugin_utils._minting import MintLedger
from ansible_collections.zoho.cliq.plugins.plugin_utils._services import Services
from ansible_collections.zoho.cliq.plugins.plugin_utils._signals import postponed_signals

# Zoho keeps about 20 refresh tokens for a user and a client and silently drops the oldest.
EXCHANGES_TO_REMEMBER = 20
EXCHANGES_TO_WARN_AT = 15


@dataclasses.dataclass(frozen=True)
class Code:
    """
    A code that is ready to be sent.

    ``accounts_url`` is that of the user's data center, ``verifier`` the PKCE code verifier, ``redirect_uri`` None for the code of
    a self client.
    """

    text: str = dataclasses.field(repr=False)
    accounts_url: str
    data_center: datacenters.DataCenter
    redirect_uri: str | None
    verifier: str | None = dataclasses.field(repr=False)


@dataclasses.dataclass(frozen=True)
class Protection:
    """How the credentials file is to be protected: ``values``, ``file`` or ``none``, and with which vault id."""

    encrypt: str
    vault_id: str | None


class Exchanger:
    """Exchanges codes for one credentials file, and finishes what an earlier run left unfinished."""

    def __init__(
        self, services: Services, path: str, client: Client, protection: Protection, expected_user: str | None
    ) -> None:
        self._services = services
        self._place = Place(path)
        self._client = client
        self.protection = protection
        self._expected_user = expected_user
        self._journal = Journal(path, services.vault, protection.vault_id)

    def unfinished(self) -> Exchange | None:
        """Return what an earlier run began and did not complete."""
        return self._journal.read()

    def exchange(self, code: Code, wanted: list[str], consent_data_center: str, old: Stored | None) -> Stored:
        """
        Spend ``code`` and return what the new credentials file says.

        Raises OutcomeUnknown if nobody can tell whether the code was spent, OAuthError if Zoho refused it.
        """
        self._check_values(code)
        self._check_foreign(old)
        request = {
            "client_id": self._client.client_id,
            "data_center": code.data_center.id,
            "consent_data_center": consent_data_center,
            "accounts_url": code.accounts_url,
            "scopes": wanted,
        }
        self._place.rehearse(_credentials_file_size(wanted))
        ledger = MintLedger(self._services.store, code.accounts_url, self._client, None)
        with ledger.slot():
            begun = self._journal.begin(code.text, request)
            issued = clock.stamp()
            self._spend(code, begun)
            return self.finish(begun, old, issued)

    def _spend(self, code: Code, begun: Exchange) -> None:
        """Send the code and write down the answer unread."""
        try:
            with postponed_signals():
                answer = oauth.exchange_raw(
                    code.accounts_url, self._client, code.text, code.redirect_uri, code.verifier, self._services.http()
                )
                self._journal.record(begun, answer.body, answer.status)
        except (OutcomeUnknown, UnexpectedAnswer) as exc:
            raise OutcomeUnknown(
                f"{exc.message} The code is probably spent and its answer lost: consent again for a new code.",
                code=exc.code,
                status=exc.status,
            ) from exc
        except CredentialsFileError:
            raise
        except ZohoCliqError:
            # The code was not sent, so the next run may use it.
            self._journal.end()
            raise

    def finish(self, begun: Exchange, old: Stored | None, issued: dict[str, t.Any] | None = None) -> Stored:
        """Make a credentials file of a recorded answer; ``issued`` is when its request was sent, None if long ago."""
        request = begun.request
        try:
            answer = answers.parse_token_answer(
                (begun.answer or "").encode(),
                grant="authorization_code",
                status=begun.status,
                where=f"POST {oauth.token_url(str(request['accounts_url']))}",
            )
        except ZohoCliqError:
            # Zoho issued nothing that could be rescued.
            self._journal.end()
            raise
        if answer.refresh_token is None:
            self._journal.end()
            raise OAuthError(
                "Zoho's answer has no refresh token. It issues one for offline access only, and after the first consent only "
                "if asked again: use the URL of zoho.cliq.authorization_url, which asks for both. The code is spent.",
                code="no_refresh_token",
            )
        data_center = datacenters.get(str(request["data_center"]))
        credentials = Credentials(
            client=self._client,
            refresh_token=oauth_credentials.check_secret_text(answer.refresh_token, "the refresh token of Zoho"),
            data_center=data_center,
            scopes=answer.scopes or tuple(request["scopes"]),
            accounts_url=str(request["accounts_url"]),
        )
        user = self._user(credentials, answer.access_token)
        stored = self._new_contents(credentials, begun, user, old)
        text = _credentials_file.render(
            stored.values, self.protection.encrypt, self._services.vault, self.protection.vault_id, old
        )
        self._place.write(text)
        self._journal.end()
        if issued is not None:
            self._remember(credentials, answer, issued)
        return stored

    def rewrite(self, new: Stored, old: Stored) -> None:
        """Write credentials that need no exchange: another protection, or another client secret."""
        self._check_foreign(old)
        oauth_credentials.check_secret_text(new.values["client_secret"], "client_secret")
        text = _credentials_file.render(
            new.values, self.protection.encrypt, self._services.vault, self.protection.vault_id, old
        )
        self._place.write(text)

    def remove(self) -> None:
        """Remove the credentials file and what is left of an exchange."""
        self._place.remove()
        self._journal.end()

    def _check_values(self, code: Code) -> None:
        """Refuse before the code is spent what could not be written down afterwards; raises InvalidInput."""
        oauth_credentials.check_client_id(self._client.client_id)
        oauth_credentials.check_secret_text(self._client.client_secret, "client_secret")
        oauth_credentials.check_secret_text(code.text, "code")
        if self.protection.vault_id is not None:
            self._services.vault.encrypt("rehearsal", self.protection.vault_id)

    def _check_foreign(self, stored: Stored | None) -> None:
        """Refuse to drop what somebody else has put into the file; raises InvalidInput that names it."""
        if stored is not None and stored.foreign:
            raise InvalidInput(
                f"The credentials file {self._place.path} also has {', '.join(sorted(stored.foreign))}, which would get lost "
                "when it is written: move that to a file of its own.",
                code="foreign_keys",
            )

    def _user(self, credentials: Credentials, access_token: str) -> dict[str, t.Any]:
        """Return what Zoho tells about the consenting user, and refuse another one than expected."""
        if not scopes.missing(credentials.scopes, [scopes.USER_INFO_SCOPE]):
            try:
                user = oauth.user_info(credentials.accounts_url, access_token, self._services.http()) or {}
            except ZohoCliqError as exc:
                if self._expected_user:
                    raise
                self._services.warn(f"Zoho did not tell who consented: {exc.message}")
                return {}
        else:
            user = {}
        if self._expected_user and self._expected_user.casefold() not in (
            str(user.get("Email", "")).casefold(),
            str(user.get("ZUID", "")),
        ):
            self._revoke_or_warn(credentials, "the refresh token of the wrong user")
            self._journal.end()
            raise OAuthError(
                f"The consent was given by {user.get('Email') or 'a user whom Zoho does not name'}, not by "
                f"{self._expected_user}; its tokens were revoked and nothing was written. Sign in as the expected user "
                f"and consent again (the scope {scopes.USER_INFO_SCOPE} is needed to tell).",
                code="unexpected_user",
            )
        return user

    def _new_contents(
        self, credentials: Credentials, begun: Exchange, user: t.Mapping[str, t.Any], old: Stored | None
    ) -> Stored:
        history = list(old.values["exchange_times"]) if old is not None else []
        history.append(datetime.datetime.fromtimestamp(begun.time, datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
        if len(history) >= EXCHANGES_TO_WARN_AT:
            self._services.warn(
                f"The credentials file {self._place.path} has seen {len(history)} consents. Zoho keeps about 20 refresh tokens "
                "for a user and silently drops the oldest, which other machines may be using: revoke those that are not needed."
            )
        values: dict[str, t.Any] = {
            "client_id": credentials.client.client_id,
            "client_secret": credentials.client.client_secret,
            "refresh_token": credentials.refresh_token,
            "data_center": credentials.data_center.id,
            "scopes": list(credentials.scopes),
            "consent_data_center": begun.request["consent_data_center"],
            "exchange_times": history[-EXCHANGES_TO_REMEMBER:],
            "code_digest": begun.code_digest,
        }
        if user.get("ZUID"):
            values["user_id"] = str(user["ZUID"])
        return Stored(values=values, encrypt=self.protection.encrypt, vault_id=self.protection.vault_id)

    def _remember(self, credentials: Credentials, answer: answers.TokenAnswer, issued: dict[str, t.Any]) -> None:
        """Put the access token of the exchange into the cache, so that the first task does not have to refresh."""
        token = CachedToken(
            access_token=answer.access_token,
            expires_in=answer.expires_in,
            issued=issued,
            scopes=credentials.scopes,
            api_domain=answer.api_domain,
            data_center=credentials.data_center.id,
        )
        # The address that later runs will resolve for these credentials, which is part of what the cache is sealed with.
        credentials = dataclasses.replace(
            credentials, accounts_url=self._services.accounts_url(credentials.data_center)
        )
        self._services.token_source(credentials).remember(token)

    def _revoke(self, credentials: Credentials) -> None:
        oauth.revoke(
            credentials.accounts_url,
            credentials.client,
            credentials.refresh_token,
            "refresh_token",
            self._services.http(),
        )

    def _revoke_or_warn(self, credentials: Credentials, what: str) -> None:
        try:
            self._revoke(credentials)
        except ZohoCliqError as exc:
            self._services.warn(f"Could not revoke {what}: {exc.message}")

    def revoke_replaced(self, old: Stored) -> None:
        """Revoke the refresh token of ``old``, which a new one has replaced on the disk; a failure is a warning."""
        self._revoke_or_warn(self._services.credentials_of(old), "the refresh token that was replaced")

    def revoke_stored(self, stored: Stored) -> None:
        """Revoke the refresh token of ``stored``; raises ZohoCliqError if Zoho cannot be asked."""
        credentials = self._services.credentials_of(stored)
        self._revoke(credentials)
        self._services.token_source(credentials).forget()


def check_expected_user(expected_user: str | None, wanted: list[str]) -> None:
    """Raise InvalidInput if Zoho could not tell who consented, although a user is expected."""
    if expected_user and scopes.missing(wanted, [scopes.USER_INFO_SCOPE]):
        raise InvalidInput(
            f"expected_user can be checked only if the consent has the scope {scopes.USER_INFO_SCOPE}: add it to scopes."
        )


def _credentials_file_size(wanted: list[str]) -> int:
    """Return a generous size in bytes for a credentials file with these scopes, both secrets vaulted."""
    return 16384 + 128 * len(wanted)
