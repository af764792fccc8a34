# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""Tells ansible-core about secrets that did not come from a vault, where it can be told (from 2.22 on)."""

from __future__ import annotations

import json
import typing as t

from ansible.module_utils.common.parameters import remove_values

try:
    from ansible.module_utils.secrets import register_secret as register_at_core
except ImportError:
    HAS_REGISTER = False
else:
    HAS_REGISTER = True


def register_secret(secret: str) -> None:
    """Have ansible-core redact ``secret`` wherever it would be shown; older versions of it cannot."""
    if HAS_REGISTER:
        register_at_core(secret)


def without_secrets(result: dict[str, t.Any], secrets: t.Collection[str]) -> dict[str, t.Any]:
    """Return ``result`` so that none of ``secrets`` is shown with it; newer versions of ansible-core redact what they know."""
    if not HAS_REGISTER:
        # Looking at each of thousands of values takes ten times as long as looking through all of them at once.
        text = json.dumps(result, default=str)
        if not any(json.dumps(secret)[1:-1] in text for secret in secrets):
            return result
        return t.cast("dict[str, t.Any]", remove_values(result, secrets))
    for secret in secrets:
        register_at_core(secret)
    return result
