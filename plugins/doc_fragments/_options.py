# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this doc fragment is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

from __future__ import annotations


class ModuleDocFragment:
    """The options that several modules share, one fragment for each group."""

    CLIENT = r"""
options:
  client_id:
    description:
      - The client ID of the application that is registered in Zoho's API console.
      - If it is not set, the variable C(zoho_cliq_client_id) or the environment variable E(ZOHO_CLIQ_CLIENT_ID) is used.
    type: str
  client_secret:
    description:
      - The client secret of the application that is registered in Zoho's API console.
      - By default Zoho issues another secret for each data center.
      - If it is not set, the variable C(zoho_cliq_client_secret) or the environment variable E(ZOHO_CLIQ_CLIENT_SECRET)
        is used.
    type: str
  data_center:
    description:
      - The location of the Zoho account, one of V(us), V(eu), V(in), V(au), V(jp), V(cn), V(ca), V(sa) and V(uk).
      - It comes with the credentials; if nothing says otherwise, it is V(us).
      - If it is not set, the variable C(zoho_cliq_data_center) or the environment variable E(ZOHO_CLIQ_DATA_CENTER) is used.
    type: str
  accounts_url:
    description:
      - The URL to use instead of that of the data center's Zoho Accounts server, such as that of a test server.
      - Its host must be one of Zoho's, or a loopback address, or be named in the environment variable
        E(ZOHO_CLIQ_TRUSTED_HOSTS), because client secrets are sent to it.
      - If it is not set, the environment variable E(ZOHO_CLIQ_ACCOUNTS_URL) is used. It is never taken from a variable.
    type: str
"""

    CREDENTIALS = r"""
options:
  refresh_token:
    description:
      - The refresh token. It must come together with O(client_id) and O(client_secret) from one place.
      - If it is not set, the variable C(zoho_cliq_refresh_token) or the environment variable E(ZOHO_CLIQ_REFRESH_TOKEN)
        is used.
    type: str
  credentials_file:
    description:
      - A credentials file that M(zoho.cliq.credentials) wrote. It is authoritative and read again when it changes.
      - A relative path is relative to the directory of the playbook.
      - If it is not set, the variable C(zoho_cliq_credentials_file) or the environment variable
        E(ZOHO_CLIQ_CREDENTIALS_FILE) is used.
    type: path
  min_validity:
    description:
      - The number of seconds for which an access token must be valid at least; if it is not, it is refreshed.
      - It is 0 to 3600, because Zoho's tokens live for an hour. The nearer to that, the sooner a token is replaced. If it is as
        much as a new token has, one is used for half of its life. At most 8 token requests are sent in 10 minutes; after these, a
        token with less time left is used.
      - If it is not set, the variable C(zoho_cliq_min_validity) or the environment variable E(ZOHO_CLIQ_MIN_VALIDITY) is used.
    type: int
    default: 300
"""

    CONNECTION = r"""
options:
  timeout:
    description:
      - The number of seconds that a connection, an answer, and a request as a whole may take.
      - If it is not set, the variable C(zoho_cliq_timeout) or the environment variable E(ZOHO_CLIQ_TIMEOUT) is used.
    type: int
    default: 30
  validate_certs:
    description:
      - Whether TLS certificates are verified. Set it to V(false) for tests only.
      - If it is not set, the environment variable E(ZOHO_CLIQ_VALIDATE_CERTS) is used. It is never taken from a variable.
    type: bool
    default: true
  ca_path:
    description:
      - A file or directory with the CA certificates to trust, if they are not the usual ones.
      - If it is not set, the environment variable E(ZOHO_CLIQ_CA_PATH) is used. It is never taken from a variable.
    type: path
"""

    STATE_STORE = r"""
options:
  state_store:
    description:
      - Where access tokens and request quotas are kept for all who share them. Tokens are sealed.
      - A directory is shared by all forks and processes of one user on one machine. A relative path is relative to the directory
        of the playbook.
      - A Redis or Valkey server is shared by any number of machines, V(redis://HOST:PORT/DATABASE), V(rediss://HOST:PORT/DATABASE)
        with TLS, or V(unix:///PATH/TO/SOCKET). It needs the Python library C(redis). User and password are options of their own.
      - V(none) keeps them in the memory of one process, which is for a single task only.
      - The default is the directory C(zoho_cliq) below Ansible's home (E(ANSIBLE_HOME)).
      - If it is not set, the environment variable E(ZOHO_CLIQ_STATE_STORE) is used. It is never taken from a variable.
    type: str
  state_store_user:
    description:
      - The user of the Redis or Valkey server, if it has users.
      - If it is not set, the variable C(zoho_cliq_state_store_user) or the environment variable
        E(ZOHO_CLIQ_STATE_STORE_USER) is used.
    type: str
  state_store_password:
    description:
      - The password for the Redis or Valkey server.
      - If it is not set, the variable C(zoho_cliq_state_store_password), which may be vaulted, or the environment variable
        E(ZOHO_CLIQ_STATE_STORE_PASSWORD) is used.
    type: str
  state_store_password_file:
    description:
      - A file on the controller with the password for the Redis or Valkey server, and nothing else but a line end. It is read
        if O(state_store_password) is not given in any way.
      - If it is not set, the variable C(zoho_cliq_state_store_password_file) or the environment variable
        E(ZOHO_CLIQ_STATE_STORE_PASSWORD_FILE) is used.
    type: path
  state_store_ca_path:
    description:
      - A file or directory with CA certificates to trust for a C(rediss://) URL, beside the usual ones. The certificate of the
        server, with the name of its host, is always verified.
      - If it is not set, the environment variable E(ZOHO_CLIQ_STATE_STORE_CA_PATH) is used. It is never taken from a variable.
    type: path
  state_store_allow_plaintext:
    description:
      - Whether a C(redis://) URL may name another machine, to which everything is sent without encryption, the password as well.
      - If it is not set, the environment variable E(ZOHO_CLIQ_STATE_STORE_ALLOW_PLAINTEXT) is used. It is never taken from a
        variable.
    type: bool
    default: false
"""

    API = r"""
options:
  access_token:
    description:
      - An access token to use as it is. Nothing is refreshed then.
      - Without it, the collection gets one for the credentials that are set and keeps it fresh.
      - If it is not set, the variable C(zoho_cliq_access_token) or the environment variable E(ZOHO_CLIQ_ACCESS_TOKEN) is used.
    type: str
  api_url:
    description:
      - The URL to use instead of that of the data center's Cliq server, such as that of a test server.
      - The same hosts are allowed as for O(accounts_url).
      - If it is not set, the environment variable E(ZOHO_CLIQ_API_URL) is used. It is never taken from a variable.
    type: str
  network:
    description:
      - The unique name or ID of a Cliq network to work in. Without it, it is the organization itself.
      - If it is not set, the variable C(zoho_cliq_network) or the environment variable E(ZOHO_CLIQ_NETWORK) is used.
    type: str
  rate_limit_wait:
    description:
      - The number of seconds that a call may wait for its turn, because Cliq limits the calls per minute and locks out for
        minutes whoever exceeds a limit. V(0) fails at once, a negative number waits for ever.
      - If it is not set, the variable C(zoho_cliq_rate_limit_wait) or the environment variable E(ZOHO_CLIQ_RATE_LIMIT_WAIT)
        is used.
    type: int
    default: 300
  pace_requests:
    description:
      - Whether calls are held back so that all forks and processes together stay below Cliq's documented limits.
      - Set it to V(false) if your organization has other limits than documented.
      - If it is not set, the variable C(zoho_cliq_pace_requests) or the environment variable E(ZOHO_CLIQ_PACE_REQUESTS) is used.
    type: bool
    default: true
  quota_group:
    description:
      - A name for those whose calls are counted together. Cliq counts for each user, so it is of use only where the credentials
        do not tell whose they are; without it, all such credentials and tokens of a data center are counted as one user.
      - If it is not set, the variable C(zoho_cliq_quota_group) or the environment variable E(ZOHO_CLIQ_QUOTA_GROUP) is used.
    type: str
"""

    GROUP_DEFAULTS = r"""
options:
  access_token:
    description:
      - An access token. This module makes no calls to Cliq and takes the option so that it can be a default of the action group.
    type: str
  api_url:
    description:
      - The URL to use instead of that of the data center's Cliq server. This module makes no calls to Cliq and takes the
        option so that it can be a default of the action group.
      - If it is not set, the environment variable E(ZOHO_CLIQ_API_URL) is used. It is never taken from a variable.
    type: str
  network:
    description:
      - A Cliq network. This module makes no calls to Cliq and takes the option so that it can be a default of the action group.
    type: str
  rate_limit_wait:
    description:
      - The time to wait for a turn. This module makes no calls to Cliq and takes the option so that it can be a default of the
        action group.
    type: int
  pace_requests:
    description:
      - Whether calls are held back. This module makes no calls to Cliq and takes the option so that it can be a default of the
        action group.
    type: bool
  quota_group:
    description:
      - Whose calls are counted together. This module makes no calls to Cliq and takes the option so that it can be a default of
        the action group.
    type: str
"""

    GROUP_DEFAULTS_FOR_TOKENS = r"""
options:
  refresh_token:
    description:
      - A refresh token. This module does not use it and takes the option so that it can be a default of the action group.
    type: str
  min_validity:
    description:
      - The time for which a token must be valid. This module takes the option so that it can be a default of the action group.
    type: int
"""
