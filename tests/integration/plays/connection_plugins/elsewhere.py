# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A connection to this machine that Ansible takes for one to another, and that keeps what is sent over it."""

from __future__ import annotations

import os
import shutil

from ansible.plugins.connection.local import Connection as LocalConnection

DOCUMENTATION = """
name: elsewhere
short_description: Another host for the tests
description:
  - Runs commands on this machine, as the connection local does, under a name of its own.
  - Copies each file that is sent to the other host to the directory that the environment variable SENT_FILES names.
extends_documentation_fragment:
  - connection_pipelining
"""


class Connection(LocalConnection):
    transport = "elsewhere"
    has_pipelining = False

    def put_file(self, in_path, out_path):
        folder = os.environ["SENT_FILES"]
        os.makedirs(folder, exist_ok=True)
        shutil.copy(in_path, os.path.join(folder, f"{len(os.listdir(folder)):04}-{os.path.basename(out_path)}"))
        super().put_file(in_path, out_path)
