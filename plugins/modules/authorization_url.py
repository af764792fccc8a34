#!/usr/bin/python
# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: authorization_url
author:
  - zoho.cliq contributors (@zoho-cliq-ansible)
short_description: Make the URL at which a person consents to the use of Zoho Cliq
version_added: 1.0.0
description:
  - Returns the URL of Zoho's consent page. Nothing is sent to Zoho.
  - The person who opens it signs in and accepts. Zoho then sends the browser to the redirect URI, and that redirect is what
    M(zoho.cliq.credentials) exchanges for credentials.
  - The URL carries a state that is signed with the client secret, so that no other redirect is accepted later, and a PKCE
    challenge. It is good for 10 minutes.
extends_documentation_fragment:
  - zoho.cliq._attributes
  - zoho.cliq._attributes.actiongroup_cliq
  - zoho.cliq._attributes.controller_only
  - zoho.cliq._options.client
  - zoho.cliq._options.connection
  - zoho.cliq._options.state_store
  - zoho.cliq._options.group_defaults
  - zoho.cliq._options.group_defaults_for_tokens
attributes:
  check_mode:
    support: full
    description: Can run in check mode and return what it always does.
  diff_mode:
    support: none
    description: Returns details on what has changed, or would change in check mode.
    details:
      - This module changes nothing.
  idempotent:
    support: full
    details:
      - This module changes nothing. Each run makes another URL.
options:
  redirect_uri:
    description:
      - The redirect URI, exactly as it is registered for the client in Zoho's API console.
      - If it is not set, the variable C(zoho_cliq_redirect_uri) or the environment variable E(ZOHO_CLIQ_REDIRECT_URI) is
        used.
    type: str
    required: true
  scopes:
    description:
      - The scopes to ask for.
      - If they are not set, the variable C(zoho_cliq_scopes) is used, else those for the provisioning of channels are asked for.
    type: list
    elements: str
  credentials_file:
    description:
      - A credentials file whose scopes are asked for as well, so that none is lost when scopes are added. Client ID and
        client secret are taken from it too, if they are not set.
      - A relative path is relative to the directory of the playbook.
      - If it is not set, the variable C(zoho_cliq_credentials_file) or the environment variable E(ZOHO_CLIQ_CREDENTIALS_FILE)
        is used.
    type: path
seealso:
  - module: zoho.cliq.credentials
"""

EXAMPLES = r"""
- name: Make the URL
  zoho.cliq.authorization_url:
    client_id: 1000.ABCDEFGHIJKLMNOPQRSTUVWXYZ0123
    client_secret: "{{ lookup('ansible.builtin.env', 'MY_CLIENT_SECRET') }}"
    data_center: eu
    redirect_uri: http://localhost:8976/callback
    scopes:
      - ZohoCliq.Channels.ALL
  register: consent

- name: Show it
  ansible.builtin.debug:
    var: consent.authorization_url
"""

RETURN = r"""
authorization_url:
  description:
    - The URL to open in a browser.
  returned: success
  type: str
  sample: https://accounts.zoho.eu/oauth/v2/auth?response_type=code&client_id=1000.ABCDEF
scopes:
  description:
    - The scopes that the URL asks for. M(zoho.cliq.credentials) must be given the same.
  returned: success
  type: list
  elements: str
  sample:
    - ZohoCliq.Channels.ALL
data_center:
  description:
    - The data center whose consent page it is.
  returned: success
  type: str
  sample: eu
redirect_uri:
  description:
    - The redirect URI in the URL.
  returned: success
  type: str
  sample: http://localhost:8976/callback
expires_in:
  description:
    - The number of seconds for which the URL is good.
  returned: success
  type: int
  sample: 600
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
      sample: unknown_scope
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
from ansible_collections.zoho.cliq.plugins.module_utils._module.authorization_url import BODY


def main() -> None:
    run_module(BODY)


if __name__ == "__main__":
    main()
