# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs zoho.cliq.credentials against scripted answers of Zoho, as its action does."""

from __future__ import annotations

import pathlib
import typing as t
from urllib.parse import parse_qs, urlencode, urlsplit

from ansible_collections.zoho.cliq.plugins.module_utils._module.authorization_url import BODY as URL_BODY
from ansible_collections.zoho.cliq.plugins.module_utils._module.credentials import BODY
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import consent
from ansible_collections.zoho.cliq.plugins.plugin_utils import _credentials_file
from ansible_collections.zoho.cliq.plugins.plugin_utils._controller import authorization_url
from ansible_collections.zoho.cliq.plugins.plugin_utils._controller import credentials as controller_credentials
from ansible_collections.zoho.cliq.plugins.plugin_utils._exchange_journal import Journal
from ansible_collections.zoho.cliq.plugins.plugin_utils._options import SHARED
from ansible_collections.zoho.cliq.tests.unit.plugins.controller_helper import (
    CLIENT,
    CLIENT_ID,
    CODE,
    NEW_REFRESH,
    SCOPES,
    SECRET,
    VALUES,
    Controller,
)
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import ACCOUNTS, TOKEN, TOKEN_URL, Zoho, validated

REVOKE = f"{ACCOUNTS}/oauth/v2/revoke/token"
USER_INFO = f"{ACCOUNTS}/oauth/user/info"
REDIRECT_URI = "http://localhost:8976/callback"
EXCHANGED = {
    "access_token": TOKEN,
    "refresh_token": NEW_REFRESH,
    "scope": " ".join(SCOPES),
    "api_domain": "https://www.zohoapis.eu",
    "token_type": "Bearer",
    "expires_in": 3600,
}
CODE_FORM = {"grant_type": "authorization_code", "client_id": CLIENT_ID, "client_secret": SECRET, "code": CODE}
BARE: dict[str, t.Any] = {
    "credentials_file": "zoho.yml",
    "data_center": "eu",
    "client_id": CLIENT_ID,
    "client_secret": SECRET,
    "scopes": SCOPES,
}
TASK = {**BARE, "code": CODE}
PROFILE = [*SCOPES, "AaaServer.profile.READ"]


def run(
    controller: Controller, task: t.Mapping[str, t.Any], variables: t.Any = None, *, check: bool = False
) -> dict[str, t.Any]:
    """Run zoho.cliq.credentials as its action does."""
    services = controller.services(task, variables)
    filled = services.options.filled(SHARED & set(BODY.argument_spec))
    return controller_credentials.run(services, validated(BODY, {**task, **filled}), check)


def authorization(controller: Controller, task: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Run zoho.cliq.authorization_url as its action does."""
    services = controller.services(task)
    return authorization_url.run(services, validated(URL_BODY, task), False)


def path_of(controller: Controller) -> pathlib.Path:
    return controller.folder / "zoho.yml"


def journal_of(controller: Controller) -> pathlib.Path:
    return controller.folder / ".zoho.yml.exchange"


def stored(controller: Controller) -> dict[str, t.Any] | None:
    found = _credentials_file.read(str(path_of(controller)), controller.vault)
    return None if found is None else found.values


def write(controller: Controller, encrypt: str = "values", vault_id: str = "default", **changes: t.Any) -> pathlib.Path:
    """Put a credentials file there."""
    text = _credentials_file.render({**VALUES, **changes}, encrypt, controller.vault, vault_id, None)
    return controller.file(text)


def exchanges(zoho: Zoho, form: t.Mapping[str, str] | None = None, **answer: t.Any) -> None:
    zoho.expect("POST", TOKEN_URL, form=form or CODE_FORM, **(answer or {"json": EXCHANGED}))


def revokes(zoho: Zoho, token: str) -> None:
    form = {"token": token, "token_type": "refresh_token"}
    zoho.expect("POST", REVOKE, form=form, json={"status": "success"})


def files(controller: Controller) -> list[str]:
    return sorted(path.name for path in controller.folder.iterdir() if path.is_file())


def redirect(url: str, **changes: str | None) -> str:
    """The URL to which a browser is sent after the consent at ``url``."""
    (state,) = parse_qs(urlsplit(url).query)["state"]
    fields = {"state": state, "code": CODE, "location": "eu", "accounts-server": ACCOUNTS, **changes}
    return f"{REDIRECT_URI}?{urlencode({name: value for name, value in fields.items() if value is not None})}"


def verifier_for(url: str) -> str:
    (state,) = parse_qs(urlsplit(url).query)["state"]
    request = consent.ConsentRequest(CLIENT, REDIRECT_URI, tuple(SCOPES), "eu")
    return consent.code_verifier(request, consent.verify_state(request, state))


def interrupted(controller: Controller, answer: str | None, **changes: t.Any) -> None:
    """Leave the journal of an interrupted exchange behind."""
    journal = Journal(str(path_of(controller)), controller.vault, "default")
    request = {"client_id": CLIENT_ID, "data_center": "eu", "consent_data_center": "eu", "accounts_url": ACCOUNTS}
    with journal.begun(CODE, {**request, "scopes": SCOPES, **changes}) as exchange:
        if answer is not None:
            journal.record(exchange, answer.encode(), 200)
