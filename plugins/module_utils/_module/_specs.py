# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The options that several modules share; the documentation fragments of the same names describe them."""

from __future__ import annotations

import typing as t

Spec = dict[str, dict[str, t.Any]]

CLIENT: Spec = {
    "client_id": {"type": "str"},
    "client_secret": {"type": "str", "no_log": True},
    "data_center": {"type": "str"},
    "accounts_url": {"type": "str"},
}

CREDENTIALS: Spec = {
    **CLIENT,
    "refresh_token": {"type": "str", "no_log": True},
    "credentials_file": {"type": "path"},
    "min_validity": {"type": "int", "default": 300},
}

CONNECTION: Spec = {
    "timeout": {"type": "int", "default": 30},
    "validate_certs": {"type": "bool", "default": True},
    "ca_path": {"type": "path"},
}

STATE_STORE: Spec = {
    "state_store": {"type": "str"},
    "state_store_user": {"type": "str"},
    "state_store_password": {"type": "str", "no_log": True},
    "state_store_password_file": {"type": "path", "no_log": False},
    "state_store_ca_path": {"type": "path"},
    "state_store_allow_plaintext": {"type": "bool", "default": False},
}

API: Spec = {
    **CREDENTIALS,
    **CONNECTION,
    **STATE_STORE,
    "access_token": {"type": "str", "no_log": True},
    "api_url": {"type": "str"},
    "network": {"type": "str"},
    "rate_limit_wait": {"type": "int", "default": 300},
    "pace_requests": {"type": "bool", "default": True},
    "quota_group": {"type": "str"},
}

# What a module takes only because it may be among the defaults of the action group; it has no use for it.
GROUP_DEFAULTS: Spec = {
    "access_token": {"type": "str", "no_log": True},
    "api_url": {"type": "str"},
    "network": {"type": "str"},
    "rate_limit_wait": {"type": "int"},
    "pace_requests": {"type": "bool"},
    "quota_group": {"type": "str"},
}
GROUP_DEFAULTS_FOR_TOKENS: Spec = {
    "refresh_token": {"type": "str", "no_log": True},
    "min_validity": {"type": "int"},
}
