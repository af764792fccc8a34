# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers as amazon.aws.secretsmanager_secret: the text of a secret."""

from __future__ import annotations

import json
import os
from pathlib import Path

from ansible.plugins.lookup import LookupBase

DOCUMENTATION = """
name: secretsmanager_secret
short_description: Stands in for the lookup of the same name
description:
  - Reads the file that stands in for a secret manager.
options:
  _terms:
    description: Names of secrets.
    type: str
    required: true
  region:
    description: Where the real one would look.
    type: str
    required: true
"""


class LookupModule(LookupBase):
    def run(self, terms, variables=None, **kwargs):
        self.set_options(var_options=variables, direct=kwargs)
        secrets = json.loads(Path(os.environ["SECRET_MANAGER"]).read_text(encoding="utf-8"))
        # A JSON secret is text there, as it was given.
        return [one if isinstance(one, str) else json.dumps(one) for one in (secrets[term] for term in terms)]
