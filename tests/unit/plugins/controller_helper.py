# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Helpers for the tests of what runs on the controller only."""

from __future__ import annotations

import pathlib
import typing as t

from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import VaultSecret
from ansible.template import Templar, trust_as_template
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import datacenters
from ansible_collections.zoho.cliq.plugins.module_utils._oauth.credentials import Client, Credentials
from ansible_collections.zoho.cliq.plugins.module_utils._state.memory import MemoryStore
from ansible_collections.zoho.cliq.plugins.module_utils._state.store import StateStore
from ansible_collections.zoho.cliq.plugins.plugin_utils._options import Options
from ansible_collections.zoho.cliq.plugins.plugin_utils._services import Services
from ansible_collections.zoho.cliq.plugins.plugin_utils._vault import Vault
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import OPTIONS, TOKEN

CLIENT_ID = "1000.ABCDEFGHIJ"
SECRET = "5ec2e75ec2e75ec2e75ec2e75ec2e75ec2e75ec2e7"
REFRESH = "1000.4ef4e54ef4e54ef4e54ef4e54ef4e54e.4ef4e54ef4e54ef4e54ef4e54ef4e54e"
NEW_REFRESH = "1000.0e77e50e77e50e77e50e77e50e77e50e.0e77e50e77e50e77e50e77e50e77e50e"
CODE = "1000.c0dec0dec0dec0dec0dec0dec0dec0de.c0dec0dec0dec0dec0dec0dec0dec0de"
SCOPES = ["ZohoCliq.Channels.ALL", "ZohoCliq.Users.READ"]
CLIENT = Client(CLIENT_ID, SECRET)
VALUES: dict[str, t.Any] = {
    "client_id": CLIENT_ID,
    "client_secret": SECRET,
    "refresh_token": REFRESH,
    "data_center": "eu",
    "scopes": SCOPES,
}
PLAIN_FILE = "---\n" + "".join(
    f"zoho_cliq_{name}: {value!r}\n" if isinstance(value, str) else f"zoho_cliq_{name}: {value}\n"
    for name, value in VALUES.items()
)


def credentials(**changes: t.Any) -> Credentials:
    """Credentials in Europe."""
    values = {"client": CLIENT, "refresh_token": REFRESH, "data_center": datacenters.get("eu"), "scopes": tuple(SCOPES)}
    return Credentials(**{**values, **changes})


def refreshed(token: str = TOKEN, **changes: t.Any) -> dict[str, t.Any]:
    """The answer to a refresh."""
    return {
        "access_token": token,
        "api_domain": "https://www.zohoapis.eu",
        "token_type": "Bearer",
        "expires_in": 3600,
        **changes,
    }


def refresh_form(**changes: str) -> dict[str, str]:
    """The form of a refresh."""
    form = {"grant_type": "refresh_token", "client_id": CLIENT_ID, "client_secret": SECRET, "refresh_token": REFRESH}
    return {**form, **changes}


def vault(*ids: str) -> Vault:
    """The vault secrets of a run that was started with these ids."""
    return Vault([(vault_id, VaultSecret(f"password of {vault_id}".encode())) for vault_id in ids])


def trusted(variables: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Variables as the operator's files have them: their texts are trusted as templates."""

    def tag(value: t.Any) -> t.Any:
        if isinstance(value, str):
            return trust_as_template(value)
        if isinstance(value, list):
            return [tag(item) for item in value]
        return value

    return {name: tag(value) for name, value in variables.items()}


def options(
    given: t.Mapping[str, t.Any] | None = None,
    variables: t.Mapping[str, t.Any] | None = None,
    *,
    environment: t.Mapping[str, t.Any] | None = None,
    ini_file: pathlib.Path | None = None,
) -> Options:
    """The options of a task; ``variables`` are tagged by the caller."""
    templar = Templar(loader=DataLoader(), variables=dict(variables or {}))
    return Options(
        given or {},
        variables or {},
        templar.template,
        environment=environment,
        ini_file=None if ini_file is None else str(ini_file),
    )


class Controller:
    """What a run on the controller has: a folder, a state store, vault secrets; and the warnings that it gave."""

    def __init__(self, folder: pathlib.Path) -> None:
        self.folder = folder
        self.store: StateStore = MemoryStore()
        self.vault = vault("default")
        self.warnings: list[str] = []

    def services(
        self, given: t.Mapping[str, t.Any] | None = None, variables: t.Mapping[str, t.Any] | None = None, **rest: t.Any
    ) -> Services:
        return Services(
            options=options(given, variables, **rest),
            absolute=lambda path: str(self.folder / path),
            warn=self.warnings.append,
            http=lambda: OPTIONS,
            _store=self.store,
            _vault=self.vault,
        )

    def file(self, text: str = PLAIN_FILE, name: str = "zoho.yml") -> pathlib.Path:
        """Write a credentials file."""
        path = self.folder / name
        path.write_text(text)
        path.chmod(0o600)
        return path
