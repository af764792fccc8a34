# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this doc fragment is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

from __future__ import annotations


class ModuleDocFragment:
    """The attributes of the modules."""

    DOCUMENTATION = r"""
options: {}
attributes:
  action:
    support: full
    description: Runs inside the controller's own process.
  async:
    support: none
    description: Supports being used with the C(async) keyword.
  become:
    support: none
    description: Is usable alongside the C(become) keyword.
  idempotent:
    description:
      - When run twice in a row with the same parameters, the second run changes nothing.
"""

    ACTIONGROUP_CLIQ = r"""
options: {}
attributes:
  action_group:
    support: full
    membership:
      - zoho.cliq.cliq
    description:
      - Use C(group/zoho.cliq.cliq) in C(module_defaults) to set defaults for all modules of the collection.
"""

    INFO_MODULE = r"""
options: {}
attributes:
  check_mode:
    support: full
    description: Can run in check mode, and reads what is there as it always does.
    details:
      - This module changes nothing.
  diff_mode:
    support: none
    description: Returns details on what has changed, or would change in check mode.
    details:
      - This module changes nothing.
  idempotent:
    support: full
    details:
      - This module changes nothing.
"""

    CONTROLLER_ONLY = r"""
options: {}
attributes:
  delegation:
    support: none
    description: Can be delegated to another host with C(delegate_to).
    details:
      - It handles client secrets, which never leave the controller.
"""

    DELEGATION = r"""
options: {}
attributes:
  delegation:
    support: partial
    description: Can be delegated to another host with C(delegate_to).
    details:
      - On another host it runs as a module with nothing but an access token, without state store and quota.
      - O(rate_limit_wait), O(pace_requests), O(quota_group), O(state_store) and the options of the state store are refused there.
"""
