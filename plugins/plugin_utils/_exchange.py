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

import contextlib
import dataclasses
import datetime
import re
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._errors import (
    CredentialsFileError,
    CutOff,
    InvalidInput,
    OAuthError,
    OutcomeUnknown,
    StateStoreError,
    UnexpectedAnswer,
    ZohoCliqError,
)
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import answers, datacenters, scopes
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import client as oauth
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import credentials as oauth_credentials
from ansible_collections.zoho.cliq.plugins.module_utils._oauth.credentials import Client, Credentials
from ansible_collections.zoho.cliq.plugins.module_utils._state import clock
from ansible_collections.zoho.cliq.plugins.plugin_utils import _credentials_file
from ansible_collections.zoho.cliq.plugins.plugin_utils._consent_flow import Code
from ansible_collections.zoho.cliq.plugins.plugin_utils._credentials_file import Stored
from ansible_collections.zoho.cliq.plugins.plugin_utils._exchange_journal import Exchange, Journal
from ansible_collections.zoho.cliq.plugins.plugin_utils._minting import MintLedger
from ansible_collections.zoho.cliq.plugins.plugin_utils._place import Place, Prepared
from ansible_collections.zoho.cliq.plugins.plugin_utils._replaced_tokens import ReplacedTokens
from ansible_collections.zoho.cliq.plugins.plugin_utils._revocation import revoke_or_warn
from ansible_collections.zoho.cliq.plugins.plugin_utils._secrets import register_secret
from ansible_collections.zoho.cliq.plugins.plugin_utils._services import Services
from ansible_collections.zoho.cliq.plugins.plugin_utils._signals import postponed_signals

# Zoho keeps about 20 refresh tokens for a user and a client and silently drops the oldest.
EXCHANGES_TO_REMEMBER = 20
EXCHANGES_TO_WARN_AT = 15
_USER_ID = re.compile(r"[A-Za-z0-9]{1,64}", re.ASCII)


@dataclasses.dataclass(frozen=True)
class Protection:
    """How the credentials file is to be protected: ``values``, ``file`` or ``none``, and with which vault id."""

    encrypt: str
    vault_id: str | None


class _Rooms(t.NamedTuple):
    new: Prepared
    replaced: Prepared | None


class Exchanger:
    """Exchanges codes for one credentials file, and finishes what an earlier run left unfinished."""

    def __init__(
        self,
        services: Services,
        path: str,
        client: Client,
        protection: Protection,
        *,
        expected_user: str | None,
        revoke_old: bool,
    ) -> None:
        self._services = services
        self._place = Place(path)
        self._client = client
        self.protection = protection
        self._expected_user = expected_user
        self._journal = Journal(path, services.vault, protection.vault_id)
        self._replaced = ReplacedTokens(services, path)
        self._revoke_old = revoke_old

    def unfinished(self) -> Exchange | None:
        """Return what an earlier run began and did not complete."""
        return self._journal.read()

    def forget(self, unfinished: Exchange) -> None:
        """Remove what an earlier run began, now that its loss was told, unless there is an answer in it for a person to read."""
        if unfinished.answer is None:
            self._journal.end()

    def exchange(self, code: Code, consent_data_center: str, old: Stored | None) -> Stored:
        """
        Spend ``code`` and return what the new credentials file says.

        Raises OutcomeUnknown if nobody can tell whether the code was spent, OAuthError if Zoho refused it.
        """
        oauth_credentials.check_secret_text(code.text, "code")
        self._check(old)
        request = {
            "client_id": self._client.client_id,
            "data_center": code.data_center.id,
            "consent_data_center": consent_data_center,
            "accounts_url": code.accounts_url,
            "scopes": list(code.scopes),
        }
        ledger = MintLedger(self._services.store, code.accounts_url, self._client, None)
        with (
            self._rooms(code.scopes, old) as rooms,
            ledger.slot(self._services.http().timeout),
            self._journal.begun(code.text, request) as begun,
        ):
            issued = clock.stamp()
            self._spend(code, begun)
            return self._finish(begun, old, rooms, issued)

    @contextlib.contextmanager
    def _rooms(self, wanted: t.Sequence[str], old: Stored | None) -> t.Iterator[_Rooms]:
        """Hold room on the disk for the new file, and for what it replaces."""
        size = 16384 + 128 * len(wanted)
        with contextlib.ExitStack() as stack:
            new = stack.enter_context(self._place.prepared(size))
            replaced = None
            if old is not None and self._revoke_old:
                replaced = stack.enter_context(self._replaced.place(old).prepared(size))
            yield _Rooms(new, replaced)

    def _spend(self, code: Code, begun: Exchange) -> None:
        """Send the code and write down the answer unread."""
        try:
            with postponed_signals():
                answer = oauth.exchange_raw(
                    code.accounts_url,
                    self._client,
                    code.text,
                    code.redirect_uri,
                    code.verifier,
                    self._services.http(),
                    before=self._services.store.check_locks,
                )
                self._journal.record(begun, answer.body, answer.status)
        except (OutcomeUnknown, UnexpectedAnswer) as exc:
            if isinstance(exc, CutOff) and exc.received:
                self._journal.record(begun, exc.received, exc.status or 0)
                self._journal.give_up(begun)
                raise self._not_understood(exc) from exc
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

    def finish(self, begun: Exchange, old: Stored | None) -> Stored:
        """Make a credentials file of the answer that an interrupted exchange has recorded, and return what it says."""
        with self._rooms(begun.request["scopes"], old) as rooms:
            return self._finish(begun, old, rooms, None)

    def _finish(self, begun: Exchange, old: Stored | None, rooms: _Rooms, issued: dict[str, t.Any] | None) -> Stored:
        """Make a credentials file of a recorded answer; ``issued`` is when its request was sent, None if long ago."""
        answer, credentials = self._understood(begun)
        user = self._user(credentials, answer.access_token, begun)
        stored = self._new_contents(credentials, begun, user, old)
        # Somebody else may have written the file meanwhile. The answer is on the disk, and the next run completes the exchange.
        self._services.store.check_locks()
        if old is not None and rooms.replaced is not None:
            self._replaced.remember(old, self.protection.encrypt, self.protection.vault_id, rooms.replaced)
        rooms.new.commit(self._rendered(stored, old))
        self._journal.end()
        self._warn_of_many_consents(stored)
        if issued is not None:
            self._remember(credentials, answer, issued)
        return stored

    def _understood(self, begun: Exchange) -> tuple[answers.TokenAnswer, Credentials]:
        """
        Return what the recorded answer says, and the credentials that it makes.

        Raises OAuthError if Zoho refused the code, OutcomeUnknown if nothing can be made of the answer: it is kept then.
        """
        try:
            answer = _recorded_answer(begun)
            if answer.refresh_token is None:
                raise OAuthError(
                    "Zoho's answer has no refresh token. It issues one for offline access only, and after the first consent "
                    "only if asked again: use the URL of zoho.cliq.authorization_url, which asks for both. The code is spent.",
                    code="no_refresh_token",
                )
            credentials = _credentials(self._services, begun, answer, self._client)
        except OAuthError:
            # Zoho issued nothing that could be rescued.
            self._journal.end()
            raise
        except ZohoCliqError as exc:
            self._journal.give_up(begun)
            raise self._not_understood(exc) from exc
        register_secret(credentials.refresh_token)
        return answer, credentials

    def _not_understood(self, error: ZohoCliqError) -> OutcomeUnknown:
        return OutcomeUnknown(
            f"{error.message} What came is kept in {self._journal.path} until the next exchange, protected like the credentials "
            "file. The code is probably spent: consent again for a new one.",
            code=error.code,
            status=error.status,
        )

    def _rendered(self, stored: Stored, old: Stored | None) -> str:
        return _credentials_file.render(
            stored.values, self.protection.encrypt, self._services.vault, self.protection.vault_id, old
        )

    def rewrite(self, new: Stored, old: Stored) -> None:
        """Write credentials that need no exchange: another protection, or another client secret."""
        self._check_foreign(old)
        oauth_credentials.check_secret_text(new.values["client_secret"], "client_secret")
        self._services.store.check_locks()
        self._place.write(self._rendered(new, old))

    def rehearse(self, wanted: list[str], old: Stored | None) -> None:
        """Do what can go wrong before anybody is asked to consent; raises InvalidInput or CredentialsFileError."""
        self._check(old)
        with self._rooms(wanted, old):
            pass

    def _check(self, old: Stored | None) -> None:
        """Refuse before a code is spent what could not be written down afterwards; raises InvalidInput."""
        oauth_credentials.check_client_id(self._client.client_id)
        oauth_credentials.check_secret_text(self._client.client_secret, "client_secret")
        self._check_foreign(old)
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

    def _user(self, credentials: Credentials, access_token: str, begun: Exchange) -> dict[str, t.Any]:
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
        if self._expected_user and not is_user(self._expected_user, user.get("ZUID"), user.get("Email")):
            revoke_or_warn(
                self._services,
                credentials,
                begun.request["consent_data_center"],
                "the refresh token of the wrong user",
            )
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
        if _USER_ID.fullmatch(str(user.get("ZUID", ""))):
            values["user_id"] = str(user["ZUID"])
        if _credentials_file.is_safe(str(user.get("Email", ""))):
            values["user_email"] = str(user["Email"])
        return Stored(values=values, encrypt=self.protection.encrypt, vault_id=self.protection.vault_id)

    def _warn_of_many_consents(self, stored: Stored) -> None:
        consents = len(stored.values["exchange_times"])
        if consents >= EXCHANGES_TO_WARN_AT:
            self._services.warn(
                f"The credentials file {self._place.path} has seen {consents} consents. Zoho keeps about 20 refresh tokens "
                "for a user and silently drops the oldest, which other machines may be using: revoke those that are not needed."
            )

    def _remember(self, credentials: Credentials, answer: answers.TokenAnswer, issued: dict[str, t.Any]) -> None:
        """Put the access token of the exchange into the cache, so that the first task does not have to refresh."""
        try:
            self._services.token_source(credentials).keep(answer, issued, credentials.scopes)
        except StateStoreError as exc:
            # The credentials are safe, and the next task gets another token.
            self._services.warn(f"The access token of the exchange is not kept: {exc.message}")


def recorded_credentials(services: Services, exchange: Exchange, client: Client) -> Credentials | None:
    """Return the credentials in the recorded answer of an exchange; None if there are none in it."""
    try:
        answer = _recorded_answer(exchange)
        return _credentials(services, exchange, answer, client) if answer.refresh_token else None
    except ZohoCliqError:
        return None


def is_user(expected: str, user_id: object, email: object) -> bool:
    """Tell whether the user with this id and this e-mail address is the ``expected`` one, who is named by either."""
    return expected.casefold() in (str(user_id or "").casefold(), str(email or "").casefold())


def _recorded_answer(exchange: Exchange) -> answers.TokenAnswer:
    return answers.parse_token_answer(
        (exchange.answer or "").encode(),
        grant="authorization_code",
        status=exchange.status,
        where=f"POST {oauth.token_url(str(exchange.request['accounts_url']))}",
    )


def _credentials(services: Services, exchange: Exchange, answer: answers.TokenAnswer, client: Client) -> Credentials:
    data_center = datacenters.get(str(exchange.request["data_center"]))
    return Credentials(
        client=client,
        refresh_token=oauth_credentials.check_secret_text(answer.refresh_token or "", "the refresh token of Zoho"),
        data_center=data_center,
        scopes=tuple(scopes.granted(answer.scopes, exchange.request["scopes"])),
        # Not from the journal: where secrets are sent is never read from a file that nothing authenticates.
        accounts_url=services.accounts_url(data_center),
    )


def check_expected_user(expected_user: str | None, wanted: list[str]) -> None:
    """Raise InvalidInput if Zoho could not tell who consented, although a user is expected."""
    if expected_user and scopes.missing(wanted, [scopes.USER_INFO_SCOPE]):
        raise InvalidInput(
            f"expected_user can be checked only if the consent has the scope {scopes.USER_INFO_SCOPE}: add it to scopes."
        )
