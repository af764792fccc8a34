# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
Which credentials a task or lookup uses, and the objects that it needs to use them.

A credentials file is authoritative and read anew when it changes; otherwise the client and its refresh token must come from one
place together, so that no mixture of two sets is ever sent to Zoho. A part of a set in a more specific place does not hide a file
or a whole set, as long as it says the same.
"""

from __future__ import annotations

import dataclasses
import os
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._errors import CredentialsFileError, InvalidInput
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import datacenters
from ansible_collections.zoho.cliq.plugins.module_utils._oauth.credentials import Client, Credentials
from ansible_collections.zoho.cliq.plugins.module_utils._oauth.datacenters import DataCenter
from ansible_collections.zoho.cliq.plugins.module_utils._state.store import StateStore
from ansible_collections.zoho.cliq.plugins.plugin_utils._options import OPTION, PLACES, VARIABLE, Found, Options
from ansible_collections.zoho.cliq.plugins.plugin_utils._secrets import register_secret
from ansible_collections.zoho.cliq.plugins.plugin_utils._store import store_of
from ansible_collections.zoho.cliq.plugins.plugin_utils._token_source import TokenSource
from ansible_collections.zoho.cliq.plugins.plugin_utils._vault import Vault

if t.TYPE_CHECKING:
    from ansible_collections.zoho.cliq.plugins.module_utils._http import HttpOptions
    from ansible_collections.zoho.cliq.plugins.plugin_utils._credentials_file import Stored

_SET = ("client_id", "client_secret", "refresh_token")
# Per process: a loop over many items decrypts the file once. Keyed by what changes when the file is replaced.
_READ_FILES: dict[tuple[str, int, int, int], Stored] = {}


class _Origin(t.NamedTuple):
    """
    Where credentials come from: the place, the path of the file if it names one, and what more specific places have of a set.

    The latter are pairs of the name of an option and what was found.
    """

    place: str
    path: str | None
    parts: tuple[tuple[str, Found], ...]


@dataclasses.dataclass
class Services:
    """
    What runs on the controller can ask for.

    ``options`` resolves the shared options, ``absolute`` turns a path into an absolute one as Ansible does for
    ``vars_files``, ``warn`` shows a warning, ``http`` returns the HTTP settings of the task, ``announce`` shows a line about what
    goes on.
    """

    options: Options
    absolute: t.Callable[[str], str]
    warn: t.Callable[[str], None]
    http: t.Callable[[], HttpOptions]
    announce: t.Callable[[str], None] = lambda text: None
    _store: StateStore | None = None
    _vault: Vault | None = None

    @property
    def vault(self) -> Vault:
        """The vault secrets of this run."""
        if self._vault is None:
            self._vault = Vault()
        return self._vault

    @property
    def store(self) -> StateStore:
        """The state store; raises StateStoreError if it cannot be used."""
        if self._store is None:
            self._store = store_of(self.options, self.absolute, self.warn)
        return self._store

    def data_center(self) -> DataCenter:
        """Return the data center that is set, else the default one; raises InvalidInput for an unknown one."""
        return datacenters.get(self.options.text("data_center") or datacenters.DEFAULT)

    def consent_data_center(self, stored: Stored | None) -> DataCenter:
        """Return the data center in which to ask for a consent: the one that is set, else that of the last consent."""
        if stored is not None and self.options.find("data_center") is None:
            return datacenters.get(stored.values.get("consent_data_center") or stored.values["data_center"])
        return self.data_center()

    def accounts_url(self, data_center: DataCenter) -> str:
        """Return the base URL of Zoho Accounts; raises InvalidInput for an override that is not trusted."""
        override = self.options.text("accounts_url")
        return datacenters.service_url("accounts", data_center, override, self.options.trusted_hosts())

    def api_url(self, data_center: DataCenter) -> str:
        """Return the base URL of Cliq; raises InvalidInput for an override that is not trusted."""
        return datacenters.service_url("api", data_center, self.options.text("api_url"), self.options.trusted_hosts())

    def given_access_token(self) -> Found | None:
        """Return the access token that the user gave in a place at least as specific as that of any credentials."""
        for place in PLACES:
            found = self.options.at(place, "access_token")
            if found is not None:
                return found
            if self._has_credentials(place):
                return None
        return None

    def credentials(self) -> Credentials:
        """
        Return the credentials of the most specific place that has a file or a whole set.

        Raises InvalidInput if there are none, or only parts of a set, or if a part in a more specific place says something else;
        CredentialsFileError for a file that cannot be used.
        """
        origin = self._origin()
        if origin.path is None:
            credentials, where = self._from_set(origin.place), f"the whole set ({origin.place})"
        else:
            credentials, where = self._from_file(origin.path), f"the credentials file {origin.path}"
        _check_parts(origin.parts, credentials, where)
        return credentials

    def credentials_path(self) -> str | None:
        """Return the path of the credentials file in use, None if credentials are given one by one; raises InvalidInput."""
        return self._origin().path

    def client(self, stored: Stored | None) -> Client:
        """Return the client that is set, else that of a credentials file; raises InvalidInput if a part is missing."""
        values = {}
        for name in ("client_id", "client_secret"):
            given = self.options.text(name)
            if given is None and stored is not None:
                given = stored.values[name]
            if given is None:
                raise InvalidInput(
                    f"{name} is missing: give the option, the variable zoho_cliq_{name} or ZOHO_CLIQ_{name.upper()}. "
                    "It is shown for your client in Zoho's API console.",
                    code="client_missing",
                )
            values[name] = given
        register_secret(values["client_secret"])
        return Client(values["client_id"], values["client_secret"])

    def token_source(self, credentials: Credentials | None = None) -> TokenSource:
        """Return the access tokens of ``credentials``, or of those that are set."""
        return TokenSource(credentials or self.credentials(), self.store, self.http)

    def _origin(self) -> _Origin:
        """Return the most specific place that names a file or has a whole set; without any, the one that has a part of a set."""
        parts: list[tuple[str, Found]] = []
        for place in PLACES:
            file = self.options.at(place, "credentials_file")
            if file is not None:
                return _Origin(place, self.absolute(str(file.value)), tuple(parts))
            found = [(name, value) for name in _SET if (value := self.options.at(place, name)) is not None]
            if len(found) == len(_SET):
                return _Origin(place, None, tuple(parts))
            parts += found
        if parts:
            return _Origin(parts[0][1].place, None, ())
        raise InvalidInput(
            "No credentials: name a file with credentials_file (or ZOHO_CLIQ_CREDENTIALS_FILE), or load one with "
            "vars_files, or give client_id, client_secret and refresh_token. zoho.cliq.authorize makes such a file.",
            code="credentials_missing",
        )

    def _has_credentials(self, place: str) -> bool:
        return any(self.options.at(place, name) is not None for name in ("credentials_file", *_SET))

    def _from_set(self, place: str) -> Credentials:
        found = {name: self.options.at(place, name) for name in _SET}
        missing = [name for name in _SET if found[name] is None]
        if missing:
            there = next(value.label for value in found.values() if value is not None)
            raise InvalidInput(
                f"{' and '.join(missing)} missing: {there} is given, and client_id, client_secret and refresh_token must "
                f"come together from one place ({place}).",
                code="credentials_incomplete",
            )
        values = {name: str(value.value) for name, value in found.items() if value is not None}
        register_secret(values["client_secret"])
        register_secret(values["refresh_token"])
        data_center = self._data_center_of_set(place)
        scopes = self.options.find("scopes")
        user_id = self.options.at(VARIABLE, "user_id") if place == VARIABLE else None
        return Credentials(
            client=Client(values["client_id"], values["client_secret"]),
            refresh_token=values["refresh_token"],
            data_center=data_center,
            scopes=tuple(scopes.value) if scopes is not None and isinstance(scopes.value, list) else (),
            user_id=None if user_id is None else str(user_id.value),
            accounts_url=self.accounts_url(data_center),
        )

    def _data_center_of_set(self, place: str) -> DataCenter:
        """Return the data center that is set; raises InvalidInput if another one stands beside the set at ``place``."""
        own, given = self.options.at(place, "data_center"), self.options.find("data_center")
        if own is not None and given is not None:
            data_center = datacenters.get(str(own.value))
            if datacenters.get(str(given.value)) != data_center:
                raise InvalidInput(
                    f"The credentials are of the data center {data_center.id}, as {own.label} says, but {given.label} is "
                    f"{given.value!s}: remove that setting, the data center comes with the credentials.",
                    code="data_center_differs",
                )
        return self.data_center()

    def _from_file(self, path: str) -> Credentials:
        stored = self.stored(path)
        if stored is None:
            raise self._no_file(path)
        data_center = datacenters.get(stored.values["data_center"])
        given = self.options.find("data_center")
        if given is not None and str(given.value).lower() not in (
            data_center.id,
            str(stored.values.get("consent_data_center")),
        ):
            raise InvalidInput(
                f"The credentials in {path} are of the data center {data_center.id}, but {given.label} is {given.value!s}: "
                "remove that setting, the data center comes with the credentials.",
                code="data_center_differs",
            )
        return self.credentials_of(stored)

    def _no_file(self, path: str) -> CredentialsFileError:
        """Return the error for a credentials file that is not there, which says so if an exchange for it was interrupted."""
        from ansible_collections.zoho.cliq.plugins.plugin_utils._exchange_journal import Journal

        unfinished = Journal(path, self.vault, None).peek()
        if unfinished is None:
            return CredentialsFileError(
                f"There is no credentials file {path}: make it with the playbook zoho.cliq.authorize, or correct "
                "credentials_file.",
                code="credentials_file_missing",
            )
        if unfinished.can_be_completed:
            return CredentialsFileError(
                f"There is no credentials file {path} yet, because an exchange was interrupted: run zoho.cliq.credentials for it "
                "once more.",
                code="exchange_interrupted",
            )
        return CredentialsFileError(
            f"There is no credentials file {path}, because the exchange for it sent a code {unfinished.loss}: the code is spent. "
            "Consent again with the playbook zoho.cliq.authorize.",
            code="code_spent_answer_lost",
        )

    def credentials_of(self, stored: Stored) -> Credentials:
        """Return the credentials in a credentials file; raises InvalidInput for a URL that is not trusted."""
        data_center = datacenters.get(stored.values["data_center"])
        user_id = stored.values.get("user_id")
        return Credentials(
            client=Client(stored.values["client_id"], stored.values["client_secret"]),
            refresh_token=stored.values["refresh_token"],
            data_center=data_center,
            scopes=tuple(stored.values["scopes"]),
            user_id=None if user_id is None else str(user_id),
            accounts_url=self.accounts_url(data_center),
        )

    def stored(self, path: str) -> Stored | None:
        """Return what the credentials file ``path`` says, decrypted once per process and version; None if it is not there."""
        # Ansible compiles a collection anew in each run, and not every set of credentials is in a file.
        from ansible_collections.zoho.cliq.plugins.plugin_utils import _credentials_file

        try:
            status = os.stat(path)
        except FileNotFoundError:
            return None
        except OSError as exc:
            raise CredentialsFileError(
                f"The credentials file {path} cannot be read: {exc.strerror}. Name a file that this user can read."
            ) from exc
        version = (path, status.st_ino, status.st_mtime_ns, status.st_size)
        if version not in _READ_FILES:
            stored = _credentials_file.read(path, self.vault)
            if stored is None:
                return None
            for name in _credentials_file.SECRETS:
                register_secret(stored.values[name])
            _READ_FILES[version] = stored
        return _READ_FILES[version]


def _check_parts(parts: t.Iterable[tuple[str, Found]], credentials: Credentials, where: str) -> None:
    """Raise InvalidInput if what more specific places have of a set is not the same as in the ``credentials`` from ``where``."""
    values = {
        "client_id": credentials.client.client_id,
        "client_secret": credentials.client.client_secret,
        "refresh_token": credentials.refresh_token,
    }
    labels = [
        f"the option {found.label}" if found.place == OPTION else found.label
        for name, found in parts
        if str(found.value) != values[name]
    ]
    if labels:
        raise InvalidInput(
            f"The credentials contradict each other: {' and '.join(labels)} {'is' if len(labels) == 1 else 'are'} not the same "
            f"as in {where}. Remove what is wrong, or give client_id, client_secret and refresh_token together in one place.",
            code="credentials_incomplete",
        )
