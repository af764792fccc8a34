# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Counts how often a template is evaluated: each time it writes its term to the file EVALUATIONS_FILE, as a line."""

from __future__ import annotations

import os

from ansible.plugins.lookup import LookupBase

DOCUMENTATION = """
name: evaluated
short_description: Writes down that it was evaluated, for the tests
description:
  - Returns an empty text, so that it can stand beside the lookup that is looked at.
"""


class LookupModule(LookupBase):
    def run(self, terms, variables=None, **kwargs):
        with open(os.environ["EVALUATIONS_FILE"], "a", encoding="utf-8") as file:
            file.write(f"{terms[0]}\n")
        return [""]
