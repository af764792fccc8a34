# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this doc fragment is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

from __future__ import annotations


class ModuleDocFragment:
    """The shared options as plugins have them: modules must not declare where else a value may come from."""

    DOCUMENTATION = r"""
options:
  credentials_file:
    description:
      - A credentials file that M(zoho.cliq.credentials) wrote. It is authoritative and read again when it changes.
      - A relative path is relative to the directory of the playbook.
    type: path
    env:
      - name: ZOHO_CLIQ_CREDENTIALS_FILE
    ini:
      - section: zoho_cliq
        key: credentials_file
    vars:
      - name: zoho_cliq_credentials_file
  client_id:
    description:
      - The client ID of the application that is registered in Zoho's API console.
      - Client ID, client secret and refresh token must come together from one place.
    type: str
    env:
      - name: ZOHO_CLIQ_CLIENT_ID
    ini:
      - section: zoho_cliq
        key: client_id
    vars:
      - name: zoho_cliq_client_id
  client_secret:
    description:
      - The client secret of the application that is registered in Zoho's API console.
    type: str
    env:
      - name: ZOHO_CLIQ_CLIENT_SECRET
    ini:
      - section: zoho_cliq
        key: client_secret
    vars:
      - name: zoho_cliq_client_secret
  refresh_token:
    description:
      - The refresh token.
    type: str
    env:
      - name: ZOHO_CLIQ_REFRESH_TOKEN
    ini:
      - section: zoho_cliq
        key: refresh_token
    vars:
      - name: zoho_cliq_refresh_token
  data_center:
    description:
      - The location of the Zoho account, one of V(us), V(eu), V(in), V(au), V(jp), V(cn), V(ca), V(sa) and V(uk).
      - It comes with the credentials; if nothing says otherwise, it is V(us).
    type: str
    env:
      - name: ZOHO_CLIQ_DATA_CENTER
    ini:
      - section: zoho_cliq
        key: data_center
    vars:
      - name: zoho_cliq_data_center
  accounts_url:
    description:
      - The URL to use instead of that of the data center's Zoho Accounts server, such as that of a test server.
      - Its host must be one of Zoho's, or a loopback address, or be named in the environment variable
        E(ZOHO_CLIQ_TRUSTED_HOSTS).
    type: str
    env:
      - name: ZOHO_CLIQ_ACCOUNTS_URL
    ini:
      - section: zoho_cliq
        key: accounts_url
  min_validity:
    description:
      - The number of seconds for which the token must be valid at least; if it is not, it is refreshed.
      - It is 0 to 3600, because Zoho's tokens live for an hour. The nearer to that, the sooner a token is replaced. If it is as
        much as a new token has, one is used for half of its life. At most 8 token requests are sent in 10 minutes; after these, a
        token with less time left is used.
    type: int
    default: 300
    env:
      - name: ZOHO_CLIQ_MIN_VALIDITY
    ini:
      - section: zoho_cliq
        key: min_validity
    vars:
      - name: zoho_cliq_min_validity
  state_store:
    description:
      - Where access tokens and request quotas are kept for all who share them, a directory, or the URL of a Redis or Valkey
        server, V(redis://HOST:PORT/DATABASE), V(rediss://HOST:PORT/DATABASE) with TLS, or V(unix:///PATH/TO/SOCKET). Tokens are
        sealed.
      - V(none) keeps them in the memory of one process.
      - The default is the directory C(zoho_cliq) below Ansible's home (E(ANSIBLE_HOME)).
    type: str
    env:
      - name: ZOHO_CLIQ_STATE_STORE
    ini:
      - section: zoho_cliq
        key: state_store
  state_store_user:
    description:
      - The user of the Redis or Valkey server, if it has users.
    type: str
    env:
      - name: ZOHO_CLIQ_STATE_STORE_USER
    ini:
      - section: zoho_cliq
        key: state_store_user
    vars:
      - name: zoho_cliq_state_store_user
  state_store_password:
    description:
      - The password for the Redis or Valkey server.
    type: str
    env:
      - name: ZOHO_CLIQ_STATE_STORE_PASSWORD
    ini:
      - section: zoho_cliq
        key: state_store_password
    vars:
      - name: zoho_cliq_state_store_password
  state_store_password_file:
    description:
      - A file with the password for the Redis or Valkey server, and nothing else but a line end. It is read if
        O(state_store_password) is not given in any way.
    type: path
    env:
      - name: ZOHO_CLIQ_STATE_STORE_PASSWORD_FILE
    ini:
      - section: zoho_cliq
        key: state_store_password_file
    vars:
      - name: zoho_cliq_state_store_password_file
  state_store_ca_path:
    description:
      - A file or directory with CA certificates to trust for a C(rediss://) URL, beside the usual ones.
    type: path
    env:
      - name: ZOHO_CLIQ_STATE_STORE_CA_PATH
    ini:
      - section: zoho_cliq
        key: state_store_ca_path
  state_store_allow_plaintext:
    description:
      - Whether a C(redis://) URL may name another machine, to which everything is sent without encryption.
    type: bool
    default: false
    env:
      - name: ZOHO_CLIQ_STATE_STORE_ALLOW_PLAINTEXT
    ini:
      - section: zoho_cliq
        key: state_store_allow_plaintext
  timeout:
    description:
      - The number of seconds that a connection, an answer, and a request as a whole may take.
    type: int
    default: 30
    env:
      - name: ZOHO_CLIQ_TIMEOUT
    ini:
      - section: zoho_cliq
        key: timeout
    vars:
      - name: zoho_cliq_timeout
  validate_certs:
    description:
      - Whether TLS certificates are verified. Set it to V(false) for tests only.
    type: bool
    default: true
    env:
      - name: ZOHO_CLIQ_VALIDATE_CERTS
    ini:
      - section: zoho_cliq
        key: validate_certs
  ca_path:
    description:
      - A file or directory with the CA certificates to trust, if they are not the usual ones.
    type: path
    env:
      - name: ZOHO_CLIQ_CA_PATH
    ini:
      - section: zoho_cliq
        key: ca_path
"""
