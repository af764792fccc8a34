# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""Runs zoho.cliq.credentials_info: what is known about the credentials, without a secret in it."""

from __future__ import annotations

import datetime
import time
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._oauth.credentials import Credentials
from ansible_collections.zoho.cliq.plugins.plugin_utils._credentials_file import Stored
from ansible_collections.zoho.cliq.plugins.plugin_utils._exchange_journal import Exchange, Journal
from ansible_collections.zoho.cliq.plugins.plugin_utils._services import Services


def run(services: Services, params: t.Mapping[str, t.Any], check_mode: bool) -> dict[str, t.Any]:
    """Return the facts; only ``verify`` asks Zoho, and not in check mode."""
    path = services.credentials_path()
    stored = None if path is None else services.stored(path)
    result: dict[str, t.Any] = {
        "changed": False,
        "credentials_file": path,
        "exists": stored is not None or path is None,
        "interrupted_exchange": None if path is None else _interrupted(Journal(path, services.vault, None).read()),
    }
    if not result["exists"]:
        return result
    credentials = services.credentials()
    source = services.token_source(credentials)
    honoured = source.honoured() if params["verify"] and not check_mode else None
    token = source.cached()
    return {
        **result,
        **_of_credentials(credentials),
        **_of_file(stored),
        "honoured": honoured,
        "access_token_expires_in": None if token is None else max(0, int(token.remaining())),
    }


def _of_credentials(credentials: Credentials) -> dict[str, t.Any]:
    return {
        "client_id": credentials.client.client_id,
        "data_center": credentials.data_center.id,
        "scopes": list(credentials.scopes),
        "user_id": credentials.user_id,
    }


def _of_file(stored: Stored | None) -> dict[str, t.Any]:
    """Return what only a credentials file knows; nulls for credentials that were given one by one."""
    times = stored.values["exchange_times"] if stored is not None else []
    exchanged = _parsed(times[-1]) if times else None
    return {
        "encrypt": None if stored is None else stored.encrypt,
        "vault_id": None if stored is None else stored.vault_id,
        "user_email": None if stored is None else stored.values.get("user_email"),
        "readable_by_others": None if stored is None else stored.open,
        "exchanges": len(times),
        "exchanged_at": None if exchanged is None else times[-1],
        "age": None if exchanged is None else max(0, int(time.time() - exchanged)),
    }


def _parsed(text: str) -> float | None:
    """Return the seconds since 1970 of a time in a credentials file, None if somebody made something else of it."""
    try:
        return datetime.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=datetime.UTC).timestamp()
    except ValueError:
        return None


def _interrupted(exchange: Exchange | None) -> str | None:
    if exchange is None:
        return None
    if exchange.can_be_completed:
        return "answer_saved"
    return "answer_lost" if exchange.understood else "answer_not_understood"
