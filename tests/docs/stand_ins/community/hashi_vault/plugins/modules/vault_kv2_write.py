# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes to the file that stands in for a secret manager, as community.hashi_vault.vault_kv2_write to the real one."""

from __future__ import annotations

import json
import os
from pathlib import Path

from ansible.module_utils.basic import AnsibleModule


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "url": {"type": "str", "required": True},
            "path": {"type": "str", "required": True},
            "data": {"type": "dict", "required": True, "no_log": True},
        }
    )
    file = Path(os.environ["SECRET_MANAGER"])
    secrets = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**secrets, module.params["path"]: module.params["data"]}), encoding="utf-8")
    module.exit_json(changed=True)


if __name__ == "__main__":
    main()
