# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The options of zoho.cliq.credentials, which runs on the controller only."""

from __future__ import annotations

from ansible_collections.zoho.cliq.plugins.module_utils._module import _specs
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Body

BODY = Body(
    name="credentials",
    argument_spec={
        **_specs.CLIENT,
        **_specs.CONNECTION,
        **_specs.STATE_STORE,
        **_specs.GROUP_DEFAULTS,
        **_specs.GROUP_DEFAULTS_FOR_TOKENS,
        "credentials_file": {"type": "path", "required": True},
        "state": {"type": "str", "default": "present", "choices": ["present", "absent"]},
        "code": {"type": "str", "no_log": True},
        "redirect_url": {"type": "str", "no_log": True},
        "redirect_uri": {"type": "str"},
        "wait_for_redirect": {"type": "int", "default": 0},
        "scopes": {"type": "list", "elements": "str"},
        "expected_user": {"type": "str"},
        "encrypt": {"type": "str", "choices": ["values", "file", "none"]},
        "vault_id": {"type": "str"},
        "verify": {"type": "bool", "default": False},
        "force": {"type": "bool", "default": False},
        "revoke_old": {"type": "bool", "default": True},
    },
    constraints={
        "mutually_exclusive": [("code", "redirect_url")],
        "required_by": {"redirect_url": ("redirect_uri",)},
    },
)
