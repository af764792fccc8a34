# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
What the lookup zoho.cliq.access_token does.

It is kept out of the lookup's own file, which ansible-core imports anew in every worker, while this one is imported once.
"""

from __future__ import annotations

import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput
from ansible_collections.zoho.cliq.plugins.plugin_utils._controller.access_token import checked_min_validity
from ansible_collections.zoho.cliq.plugins.plugin_utils._options import Options, plain
from ansible_collections.zoho.cliq.plugins.plugin_utils._secrets import register_secret
from ansible_collections.zoho.cliq.plugins.plugin_utils._services import Services

if t.TYPE_CHECKING:
    from ansible_collections.zoho.cliq.plugins.module_utils._http import HttpOptions

NAMES = (
    "accounts_url",
    "ca_path",
    "client_id",
    "client_secret",
    "credentials_file",
    "data_center",
    "min_validity",
    "refresh_token",
    "state_store",
    "state_store_allow_plaintext",
    "state_store_ca_path",
    "state_store_password",
    "state_store_password_file",
    "state_store_user",
    "timeout",
    "validate_certs",
)


def token_for(
    lookup: t.Any,
    terms: list[t.Any],
    variables: dict[str, t.Any],
    given: dict[str, t.Any],
    ini_file: str | None,
    warn: t.Callable[[str], None],
) -> str:
    """Return an access token for the options of a lookup; raises ZohoCliqError."""
    if terms:
        raise InvalidInput("The lookup zoho.cliq.access_token takes no terms, only options such as credentials_file=.")
    for name in given:
        if name not in NAMES:
            # Imported here, because it takes as long to import as a cached token to find.
            import difflib

            near = difflib.get_close_matches(name, NAMES, n=1)
            hint = f" Did you mean {near[0]}?" if near else f" It has {', '.join(NAMES)}."
            raise InvalidInput(f"The lookup zoho.cliq.access_token has no option {name}.{hint}")
    options = Options(
        {name: plain(value) for name, value in given.items()}, variables, lookup._templar.template, ini_file=ini_file
    )

    def http() -> HttpOptions:
        # Only a refresh needs this, and with it requests.
        from ansible_collections.zoho.cliq.plugins.module_utils._module._body import http_options

        return http_options(
            {
                "timeout": _number(options, "timeout", 30),
                "validate_certs": options.flag("validate_certs", True),
                "ca_path": options.text("ca_path"),
            }
        )

    services = Services(
        options=options, absolute=lambda path: str(plain(lookup._loader.path_dwim(path))), warn=warn, http=http
    )
    min_validity = checked_min_validity(_number(options, "min_validity", 300))
    token = services.token_source().get(min_validity).access_token
    register_secret(token)
    return token


def _number(options: Options, name: str, default: int) -> int:
    found = options.find(name)
    if found is None:
        return default
    try:
        return int(found.value)
    except (TypeError, ValueError):
        raise InvalidInput(f"{found.label} is not a whole number of seconds.") from None
