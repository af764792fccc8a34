# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The options of zoho.cliq.access_token, which runs on the controller only."""

from __future__ import annotations

from ansible_collections.zoho.cliq.plugins.module_utils._module import _specs
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Body

BODY = Body(
    name="access_token",
    argument_spec={
        **_specs.CREDENTIALS,
        **_specs.CONNECTION,
        **_specs.STATE_STORE,
        **_specs.GROUP_DEFAULTS,
        # Nothing shows it. As a secret option it would be blanked in the result too, if it is the very token that is returned.
        "access_token": {"type": "str", "no_log": False},
    },
    hides_result=True,
)
