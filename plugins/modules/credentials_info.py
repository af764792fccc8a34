#!/usr/bin/python
# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: credentials_info
author:
  - zoho.cliq contributors (@zoho-cliq-ansible)
short_description: Tell what is known about the credentials for Zoho Cliq, without a secret
version_added: 1.0.0
description:
  - Tells client, data center, scopes and age of the credentials that a task would use, how their file is protected, and how long
    the cached access token is still valid. No secret is in the result.
  - With O(verify) it also tells whether Zoho still honours the refresh token.
extends_documentation_fragment:
  - zoho.cliq._attributes
  - zoho.cliq._attributes.actiongroup_cliq
  - zoho.cliq._attributes.controller_only
  - zoho.cliq._attributes.info_module
  - zoho.cliq._options.client
  - zoho.cliq._options.credentials
  - zoho.cliq._options.connection
  - zoho.cliq._options.state_store
  - zoho.cliq._options.group_defaults
attributes:
  check_mode:
    details:
      - No token request is sent, so O(verify) is not done and RV(honoured) is null.
options:
  verify:
    description:
      - Whether to ask Zoho if it still honours the refresh token. This takes one of the 8 token requests that are sent in 10
        minutes at most; the token that it brings is kept for others.
      - If Zoho cannot be asked, the task fails.
    type: bool
    default: false
seealso:
  - module: zoho.cliq.credentials
  - module: zoho.cliq.access_token
"""

EXAMPLES = r"""
- name: Look at the credentials
  zoho.cliq.credentials_info:
    credentials_file: zoho-cliq.vault.yml
    verify: true
  register: credentials

- name: Warn of credentials that Zoho does not honour any more
  ansible.builtin.fail:
    msg: Consent again with the playbook zoho.cliq.rotate.
  when: not credentials.exists or not credentials.honoured
"""

RETURN = r"""
exists:
  description:
    - Whether there are credentials. It is false if the credentials file that is named is not there; most other values are
      missing then.
  returned: success
  type: bool
  sample: true
credentials_file:
  description:
    - The absolute path of the credentials file, or null if the credentials are given one by one.
  returned: success
  type: str
  sample: /home/ops/workspace/zoho-cliq.vault.yml
interrupted_exchange:
  description:
    - What an exchange that was interrupted has left beside the file, or null.
    - V(answer_saved) is completed by the next run of M(zoho.cliq.credentials). With V(answer_lost) and V(answer_not_understood)
      a new consent is needed.
  returned: success
  type: str
  sample: answer_saved
client_id:
  description:
    - The client ID.
  returned: when there are credentials
  type: str
  sample: 1000.ABCDEFGHIJKLMNOPQRSTUVWXYZ0123
data_center:
  description:
    - The data center of the user who consented.
  returned: when there are credentials
  type: str
  sample: eu
scopes:
  description:
    - The scopes that were granted.
  returned: when there are credentials
  type: list
  elements: str
  sample:
    - ZohoCliq.Channels.ALL
user_id:
  description:
    - The ID of the user who consented, null if it is not known.
  returned: when there are credentials
  type: str
  sample: "163315760"
user_email:
  description:
    - The e-mail address of the user who consented, null if it is not known.
  returned: when there are credentials
  type: str
  sample: scott@zylker.example
encrypt:
  description:
    - How the file is protected (V(values), V(file) or V(none)); null without a file.
  returned: when there are credentials
  type: str
  sample: values
vault_id:
  description:
    - The vault ID with which the secrets are encrypted, null for none.
  returned: when there are credentials
  type: str
  sample: default
readable_by_others:
  description:
    - Whether others than its owner can read or write the file; null without a file.
  returned: when there are credentials
  type: bool
  sample: false
exchanges:
  description:
    - How many consents the file has seen; it remembers 20. Zoho keeps about 20 refresh tokens for a user and drops the oldest.
  returned: when there are credentials
  type: int
  sample: 2
exchanged_at:
  description:
    - When the newest of them took place (UTC), null if that is not known.
  returned: when there are credentials
  type: str
  sample: "2026-01-02T03:04:05Z"
age:
  description:
    - The seconds since then, null if that is not known.
  returned: when there are credentials
  type: int
  sample: 86400
honoured:
  description:
    - Whether Zoho honours the refresh token; null if it was not asked.
  returned: when there are credentials
  type: bool
  sample: true
access_token_expires_in:
  description:
    - The seconds for which the cached access token is still valid, 0 for one that has expired, null if there is none.
  returned: when there are credentials
  type: int
  sample: 3570
failure:
  description:
    - What went wrong, for C(rescue) blocks.
  returned: failure
  type: dict
  contains:
    code:
      description:
        - Zoho's error code where there is one, else a word of the collection such as V(ambiguous_name).
      type: str
      sample: invalid_code
    status:
      description:
        - The HTTP status of the answer, or null if there was no answer.
      type: int
    message:
      description:
        - What C(msg) says.
      type: str
"""

from ansible_collections.zoho.cliq.plugins.module_utils._module._body import run_module
from ansible_collections.zoho.cliq.plugins.module_utils._module.credentials_info import BODY


def main() -> None:
    run_module(BODY)


if __name__ == "__main__":
    main()
