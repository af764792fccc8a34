# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: access_token
author:
  - zoho.cliq contributors (@zoho-cliq-ansible)
short_description: A fresh access token for Zoho Cliq
version_added: 1.0.0
description:
  - Returns an access token that is valid for at least O(min_validity) seconds.
  - However often, from however many forks and processes it is asked, Zoho gets one token request in an hour, because
    the token is kept, sealed, in the state store.
  - Use it for tasks that are not of this collection. The modules of this collection get their token by themselves.
extends_documentation_fragment:
  - zoho.cliq._plugin_options
options:
  _terms:
    description:
      - This lookup takes no terms.
    required: false
notes:
  - A lookup in a variable is evaluated again each time the variable is used. That is harmless here, since the token is
    cached.
  - Tasks that get the token in a header should have C(no_log=true), because M(ansible.builtin.uri) prints its headers at
    high verbosity with some versions of ansible-core.
  - C(environment) of a task or a play has no effect on the lookup, because Ansible does not hand it to lookups. The environment
    variables of the options are those of C(ansible-playbook) itself.
  - The lookup may send a token request in check mode too, since otherwise nothing could be read from Cliq.
seealso:
  - module: zoho.cliq.access_token
  - module: zoho.cliq.credentials
"""

EXAMPLES = r"""
- name: Call Cliq with any module
  ansible.builtin.uri:
    url: https://cliq.zoho.eu/api/v2/channels
    headers:
      Authorization: "Zoho-oauthtoken {{ lookup('zoho.cliq.access_token', credentials_file='zoho-cliq.vault.yml') }}"
  no_log: true

- name: The same with the credentials loaded as variables
  hosts: localhost
  gather_facts: false
  vars_files:
    - zoho-cliq.vault.yml
  tasks:
    - name: Read the channels
      ansible.builtin.uri:
        url: https://cliq.zoho.eu/api/v2/channels
        headers:
          Authorization: "Zoho-oauthtoken {{ lookup('zoho.cliq.access_token') }}"
      no_log: true
"""

RETURN = r"""
_raw:
  description:
    - A list with the access token as its one element.
  type: list
  elements: str
"""

import typing as t

from ansible import constants as C
from ansible.errors import AnsibleLookupError
from ansible.plugins.lookup import LookupBase
from ansible.utils.display import Display
from ansible_collections.zoho.cliq.plugins.module_utils._errors import ZohoCliqError
from ansible_collections.zoho.cliq.plugins.plugin_utils._lookup import token_for

display = Display()


class LookupModule(LookupBase):
    def run(self, terms: list[t.Any], variables: dict[str, t.Any] | None = None, **kwargs: t.Any) -> list[str]:
        try:
            return [token_for(self, terms, variables or {}, kwargs, C.CONFIG_FILE, display.warning)]
        except ZohoCliqError as exc:
            raise AnsibleLookupError(exc.message) from None
