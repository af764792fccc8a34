# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Runs zoho.cliq.export in process."""

from __future__ import annotations

from ansible_collections.zoho.cliq.plugins.module_utils._module.export import BODY
from ansible_collections.zoho.cliq.plugins.plugin_utils._action import BodyAction


class ActionModule(BodyAction):
    body = BODY
