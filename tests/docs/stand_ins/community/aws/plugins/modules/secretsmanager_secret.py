# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes to the file that stands in for a secret manager, as community.aws.secretsmanager_secret to the real one."""

from __future__ import annotations

import json
import os
from pathlib import Path

from ansible.module_utils.basic import AnsibleModule


def main() -> None:
    module = AnsibleModule(
        argument_spec={
            "name": {"type": "str", "required": True},
            "region": {"type": "str", "required": True},
            "secret": {"type": "str", "no_log": True},
            "json_secret": {"type": "json", "no_log": True},
        },
        required_one_of=[("secret", "json_secret")],
        mutually_exclusive=[("secret", "json_secret")],
    )
    given = module.params["secret"] or json.loads(module.params["json_secret"])
    file = Path(os.environ["SECRET_MANAGER"])
    secrets = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps({**secrets, module.params["name"]: given}), encoding="utf-8")
    module.exit_json(changed=True)


if __name__ == "__main__":
    main()
