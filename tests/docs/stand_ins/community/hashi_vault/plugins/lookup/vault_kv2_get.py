# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers as community.hashi_vault.vault_kv2_get: a dictionary for each path, with what was written in ``secret``."""

from __future__ import annotations

import json
import os
from pathlib import Path

from ansible.plugins.lookup import LookupBase

DOCUMENTATION = """
name: vault_kv2_get
short_description: Stands in for the lookup of the same name
description:
  - Reads the file that stands in for a secret manager.
options:
  _terms:
    description: Paths of secrets.
    type: str
    required: true
  url:
    description: Where the real one would look.
    type: str
    required: true
"""


class LookupModule(LookupBase):
    def run(self, terms, variables=None, **kwargs):
        self.set_options(var_options=variables, direct=kwargs)
        secrets = json.loads(Path(os.environ["SECRET_MANAGER"]).read_text(encoding="utf-8"))
        return [{"secret": secrets[term], "data": {"data": secrets[term]}, "metadata": {}, "raw": {}} for term in terms]
