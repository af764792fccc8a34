#!/usr/bin/python
# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
module: credentials
author:
  - zoho.cliq contributors (@zoho-cliq-ansible)
short_description: Exchange an authorization code and keep the credentials in a vaulted file
version_added: 1.0.0
description:
  - Makes sure that there is a credentials file with a refresh token for the wished client, data center and scopes. It spends an
    authorization code only if that is needed, so that a second run with the same code changes nothing.
  - Another O(client_secret) than that of the file is put into it, once Zoho has accepted it in a refresh. A file that others
    than its owner can read gets the mode 0600 back.
  - The credentials file is a vars file. Its two secrets, client secret and refresh token, are encrypted with a vault secret of
    the play.
  - The file is replaced as a whole or not at all. The place is proven writable before the code is spent, and Zoho's answer is on
    the disk before it is looked at; an exchange that was interrupted after that is completed by the next run. If a run is killed
    between sending the code and the arrival of the answer, the next run says that the code is spent and its answer lost
    (V(code_spent_answer_lost) if it is given that code, else a warning, or the text of V(consent_needed)). An answer that cannot
    be understood is kept beside the file until the next exchange.
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
    description: Can run in check mode and tell what would be done. No token request is sent and no code is spent.
    details:
      - O(verify) is not done in check mode.
  diff_mode:
    support: full
    description: Returns details on what has changed, or would change in check mode.
    details:
      - It never shows a secret.
  idempotent:
    support: full
options:
  credentials_file:
    description:
      - The file to write. A relative path is relative to the directory of the playbook.
      - If it is not set, the variable C(zoho_cliq_credentials_file) or the environment variable E(ZOHO_CLIQ_CREDENTIALS_FILE)
        is used.
    type: path
    required: true
  state:
    description:
      - V(present) makes sure that there are good credentials.
      - V(absent) revokes the refresh token at Zoho and removes the file. It also revokes what an interrupted exchange has
        brought.
    type: str
    default: present
    choices:
      - present
      - absent
  code:
    description:
      - The authorization code, as the API console gives it for a self client.
      - With O(redirect_uri), the code of a redirect whose URL was made on this controller with the same state store within the
        last 10 minutes. Prefer O(redirect_url), which proves where it comes from and in which data center the user is.
    type: str
  redirect_url:
    description:
      - The whole URL to which the browser was sent after the consent. It needs O(redirect_uri).
      - Its state, location and accounts server are checked before anything is sent.
    type: str
  redirect_uri:
    description:
      - The redirect URI that was given to M(zoho.cliq.authorization_url). Leave it out for the code of a self client.
      - If it is not set, the variable C(zoho_cliq_redirect_uri) or the environment variable E(ZOHO_CLIQ_REDIRECT_URI) is
        used.
    type: str
  wait_for_redirect:
    description:
      - The seconds (at most 600) to wait for the consent on this machine. If a consent is needed and neither O(code) nor
        O(redirect_url) is given, the authorization URL is shown, and the task listens on O(redirect_uri) until the browser
        comes back from Zoho. It says every now and then how much time is left.
      - O(redirect_uri) must be one of this machine with a port, such as V(http://localhost:8976/callback). The port is listened
        on at both loopback addresses. Only a redirect with the right state counts; other requests do not end the wait. A denial
        without a state, which may be forged, ends it after another 15 seconds.
      - In check mode nothing is listened on.
    type: int
    default: 0
  scopes:
    description:
      - The scopes that the credentials must have. If one is missing, a new consent is needed.
      - The error then names the missing scopes, and the URL that asks for these together with those that are there.
      - If they are not set, the variable C(zoho_cliq_scopes) is used, else the scopes of the file, else those for the
        provisioning of channels.
    type: list
    elements: str
  expected_user:
    description:
      - The e-mail address or user ID of the person who is expected to consent. Credentials of another one are revoked and not
        kept.
      - The scope C(AaaServer.profile.READ) is needed to tell. Good credentials of another user count as missing.
    type: str
  encrypt:
    description:
      - How the file is protected. V(values) encrypts the two secrets in it, V(file) the whole file, V(none) nothing.
      - A new file gets V(values); a file that is there keeps what it has.
    type: str
    choices:
      - values
      - file
      - none
  vault_id:
    description:
      - The vault ID to encrypt with. Without it, it is that of the file that is there, else
        C(DEFAULT_VAULT_ENCRYPT_IDENTITY), else that of the only vault secret of the run.
    type: str
  verify:
    description:
      - Whether to ask Zoho if it still honours the refresh token. This takes a token request.
    type: bool
    default: false
  force:
    description:
      - Whether to exchange the code though the credentials are good. A code that was spent for them already is refused then.
    type: bool
    default: false
  revoke_old:
    description:
      - Whether a refresh token that was replaced is revoked once the new one is safely stored. If that fails, the next run tries
        again.
    type: bool
    default: true
seealso:
  - module: zoho.cliq.authorization_url
  - module: zoho.cliq.access_token
notes:
  - Codes and secrets that are given with C(-e) on the command line are visible to every user of the machine. Use a vars file, a
    prompt, or the playbook C(zoho.cliq.authorize).
"""

EXAMPLES = r"""
- name: Consent in the browser of this machine, and keep the credentials
  zoho.cliq.credentials:
    credentials_file: zoho-cliq.vault.yml
    client_id: 1000.ABCDEFGHIJKLMNOPQRSTUVWXYZ0123
    client_secret: "{{ my_client_secret }}"
    data_center: eu
    redirect_uri: http://localhost:8976/callback
    wait_for_redirect: 300

- name: Exchange what the browser was redirected to
  zoho.cliq.credentials:
    credentials_file: zoho-cliq.vault.yml
    client_id: 1000.ABCDEFGHIJKLMNOPQRSTUVWXYZ0123
    client_secret: "{{ my_client_secret }}"
    data_center: eu
    redirect_uri: http://localhost:8976/callback
    redirect_url: "{{ lookup('ansible.builtin.file', 'redirect.txt') }}"
    scopes:
      - ZohoCliq.Channels.ALL

- name: Exchange the code of a self client
  zoho.cliq.credentials:
    credentials_file: zoho-cliq.vault.yml
    client_id: 1000.ABCDEFGHIJKLMNOPQRSTUVWXYZ0123
    client_secret: "{{ my_client_secret }}"
    data_center: eu
    code: "{{ lookup('ansible.builtin.file', 'code.txt') }}"
    scopes:
      - ZohoCliq.Channels.ALL

- name: Revoke the credentials and remove the file
  zoho.cliq.credentials:
    credentials_file: zoho-cliq.vault.yml
    state: absent
"""

RETURN = r"""
credentials_file:
  description:
    - The absolute path of the file.
  returned: success
  type: str
  sample: /home/ops/workspace/zoho-cliq.vault.yml
client_id:
  description:
    - The client ID in the file.
  returned: when there is a file
  type: str
  sample: 1000.ABCDEFGHIJKLMNOPQRSTUVWXYZ0123
data_center:
  description:
    - The data center of the user who consented.
  returned: when there is a file
  type: str
  sample: eu
scopes:
  description:
    - The scopes that were granted.
  returned: when there is a file
  type: list
  elements: str
  sample:
    - ZohoCliq.Channels.ALL
user_id:
  description:
    - The ID of the user who consented.
  returned: when the scope C(AaaServer.profile.READ) was granted
  type: str
  sample: "163315760"
user_email:
  description:
    - The e-mail address of the user who consented.
  returned: when the scope C(AaaServer.profile.READ) was granted
  type: str
  sample: scott@zylker.example
encrypt:
  description:
    - How the file is protected.
  returned: when there is a file
  type: str
  sample: values
vault_id:
  description:
    - The vault ID with which the secrets are encrypted, null for none.
  returned: when there is a file
  type: str
  sample: default
revoked:
  description:
    - Whether Zoho has revoked a refresh token. It is false if Zoho says that it was not valid any more.
  returned: when O(state=absent) removes something, not in check mode
  type: bool
  sample: true
reason:
  description:
    - Why something was changed.
  returned: when something is changed
  type: str
  sample: there is no credentials file
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
      sample: consent_needed
    status:
      description:
        - The HTTP status of the answer, or null if there was no answer.
      type: int
    message:
      description:
        - What C(msg) says.
      type: str
    authorization_url:
      description:
        - Where to consent, or null without a O(redirect_uri). It is returned if the code is V(consent_needed).
      type: str
      sample: https://accounts.zoho.eu/oauth/v2/auth?response_type=code&client_id=1000.ABCDEFGHIJKLMNOPQRSTUVWXYZ0123
    scopes:
      description:
        - The scopes to consent to. They are returned if the code is V(consent_needed).
      type: list
      elements: str
      sample:
        - ZohoCliq.Channels.ALL
"""

from ansible_collections.zoho.cliq.plugins.module_utils._module._body import run_module
from ansible_collections.zoho.cliq.plugins.module_utils._module.credentials import BODY


def main() -> None:
    run_module(BODY)


if __name__ == "__main__":
    main()
