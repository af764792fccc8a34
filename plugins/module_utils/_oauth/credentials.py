# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The client and the credentials as values, and what may be written to a credentials file."""

from __future__ import annotations

import dataclasses
import re

from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput
from ansible_collections.zoho.cliq.plugins.module_utils._oauth.datacenters import DataCenter

# A plain vars file is a trusted template for Ansible, so nothing that could open one gets into it. The characters are
# those of a bearer token (RFC 6750, section 2.1), which also keep a value from breaking out of a header.
_SAFE_TEXT = re.compile(r"[A-Za-z0-9._~+/=-]+", re.ASCII)
_MAX_LENGTH = 2048


@dataclasses.dataclass(frozen=True)
class Client:
    """An application registered in Zoho's API console. The secret does not show in ``repr()``."""

    client_id: str
    client_secret: str = dataclasses.field(repr=False)


@dataclasses.dataclass(frozen=True)
class Credentials:
    """
    What a code exchange yields and what has to be kept.

    ``scopes`` are the granted ones; ``user_id`` is that of the consenting user if it is known; ``accounts_url`` is
    the base URL to ask for tokens, by default that of the data center. The secrets do not show in ``repr()``.
    """

    client: Client
    refresh_token: str = dataclasses.field(repr=False)
    data_center: DataCenter
    scopes: tuple[str, ...]
    user_id: str | None = None
    accounts_url: str = ""

    def __post_init__(self) -> None:
        if not self.accounts_url:
            object.__setattr__(self, "accounts_url", self.data_center.accounts_url)


def check_client_id(value: str, option: str = "client_id") -> str:
    """
    Return ``value`` as a plain string if it can be a client id.

    Raises InvalidInput that names ``option`` and not the value, because a secret may have been put there by mistake.
    """
    problem = _problem(value)
    if problem:
        raise InvalidInput(
            f"The value of {option} {problem}; copy the client ID from Zoho's API console, where it looks like "
            "1000.ABC123."
        )
    return str(value)


def check_secret_text(value: str, option: str) -> str:
    """
    Return ``value`` (a client secret, code or token) as a plain string if it has only characters that such texts
    consist of.

    Raises InvalidInput that names ``option``, never the value.
    """
    problem = _problem(value)
    if problem:
        raise InvalidInput(f"The value of {option} {problem}; copy it again, without quotes, spaces and line breaks.")
    return str(value)


def _problem(value: object) -> str | None:
    if not isinstance(value, str):
        return "is not a string"
    if not value:
        return "is empty"
    if len(value) > _MAX_LENGTH:
        return f"is longer than {_MAX_LENGTH} characters"
    if not _SAFE_TEXT.fullmatch(value):
        return "contains a character that Zoho does not use in it"
    return None
