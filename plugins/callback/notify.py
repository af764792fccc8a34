# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: notify
type: notification
author:
  - zoho.cliq contributors (@zoho-cliq-ansible)
short_description: Tell a channel of Zoho Cliq what becomes of playbooks
version_added: 1.0.0
description:
  - Posts to a channel or chat when a playbook starts, when a task fails, when a host cannot be reached, and when the playbook
    has ended, with the number of tasks that were ok, changed or failed.
  - A message has the names of playbook, play, task and host, and numbers. It never has a result, what a module says, an argument
    or a variable. Names of plays and tasks are those that stand in the playbook, before templating, because a template can put
    a secret into a name.
  - A failure that the playbook expects has no message, that is with C(ignore_errors), with C(ignore_unreachable), and in a
    block with C(rescue). The summary counts them.
  - Whatever goes wrong with a message does not end or change the run. It is one warning, and then the callback is silent; only
    the summary is tried once more if the cause may have passed until then, such as a broken connection. A message is posted
    at most once, and none waits for its turn if the limit of Cliq is reached.
  - "Calls and scopes: C(POST /channelsbyname/NAME/message) or C(POST /chats/ID/message) (C(ZohoCliq.Webhooks.CREATE)); with
    O(bot) also C(ZohoCliq.Channels.UPDATE)."
requirements:
  - It must be enabled, with C(callbacks_enabled = zoho.cliq.notify) in the section C([defaults]) of ansible.cfg or with
    E(ANSIBLE_CALLBACKS_ENABLED).
  - The Python library requests on the controller.
options:
  channel:
    description:
      - The unique name of the channel to post to, which M(zoho.cliq.channel_info) tells.
      - Either this or O(chat_id) must be set.
    type: str
    env:
      - name: ZOHO_CLIQ_NOTIFY_CHANNEL
    ini:
      - section: callback_zoho_cliq_notify
        key: channel
  chat_id:
    description:
      - The identifier of the chat to post to, such as that of a channel or of a thread.
    type: str
    env:
      - name: ZOHO_CLIQ_NOTIFY_CHAT_ID
    ini:
      - section: callback_zoho_cliq_notify
        key: chat_id
  bot:
    description:
      - The unique name of a bot to post as. It must be in the channel. Without it, the messages are those of the user behind the
        credentials.
    type: str
    env:
      - name: ZOHO_CLIQ_NOTIFY_BOT
    ini:
      - section: callback_zoho_cliq_notify
        key: bot
  title:
    description:
      - A line at the head of each message, as it is, such as the name of the environment or the address of the pipeline's job.
    type: str
    env:
      - name: ZOHO_CLIQ_NOTIFY_TITLE
    ini:
      - section: callback_zoho_cliq_notify
        key: title
  events:
    description:
      - What to post. V(start) is the start of a playbook, V(failure) a task that failed, V(unreachable) a host that could not be
        reached, and V(summary) the end of a playbook.
    type: list
    elements: str
    choices:
      - start
      - failure
      - unreachable
      - summary
    default:
      - failure
      - unreachable
      - summary
    env:
      - name: ZOHO_CLIQ_NOTIFY_EVENTS
    ini:
      - section: callback_zoho_cliq_notify
        key: events
  summary_when:
    description:
      - When to post a summary. V(failed) is if something failed or could not be reached, V(changed) also if something was
        changed.
    type: str
    choices:
      - always
      - changed
      - failed
    default: always
    env:
      - name: ZOHO_CLIQ_NOTIFY_SUMMARY_WHEN
    ini:
      - section: callback_zoho_cliq_notify
        key: summary_when
  check_mode:
    description:
      - Whether to post anything about a run in check mode. If so, each message says that it is one.
    type: bool
    default: true
    env:
      - name: ZOHO_CLIQ_NOTIFY_CHECK_MODE
    ini:
      - section: callback_zoho_cliq_notify
        key: check_mode
  max_failures:
    description:
      - The number of failures of a playbook that have a message of their own, hosts that cannot be reached included. The summary
        counts the others.
    type: int
    default: 10
    env:
      - name: ZOHO_CLIQ_NOTIFY_MAX_FAILURES
    ini:
      - section: callback_zoho_cliq_notify
        key: max_failures
  timeout:
    description:
      - The number of seconds that a connection, an answer, and a request as a whole may take.
      - The run waits for a message to be posted. If all messages of a run have taken three times as long, nothing more is
        posted but the summary.
    type: int
    default: 10
    env:
      - name: ZOHO_CLIQ_NOTIFY_TIMEOUT
    ini:
      - section: callback_zoho_cliq_notify
        key: timeout
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
  client_secret:
    description:
      - The client secret of the application that is registered in Zoho's API console.
    type: str
    env:
      - name: ZOHO_CLIQ_CLIENT_SECRET
    ini:
      - section: zoho_cliq
        key: client_secret
  refresh_token:
    description:
      - The refresh token.
    type: str
    env:
      - name: ZOHO_CLIQ_REFRESH_TOKEN
    ini:
      - section: zoho_cliq
        key: refresh_token
  access_token:
    description:
      - An access token to use as it is. Nothing is refreshed then.
    type: str
    env:
      - name: ZOHO_CLIQ_ACCESS_TOKEN
    ini:
      - section: zoho_cliq
        key: access_token
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
  api_url:
    description:
      - The URL to use instead of that of the data center's Cliq server, such as that of a test server.
      - The same hosts are allowed as for O(accounts_url).
    type: str
    env:
      - name: ZOHO_CLIQ_API_URL
    ini:
      - section: zoho_cliq
        key: api_url
  network:
    description:
      - The unique name or ID of a Cliq network to work in. Without it, it is the organization itself.
    type: str
    env:
      - name: ZOHO_CLIQ_NETWORK
    ini:
      - section: zoho_cliq
        key: network
  pace_requests:
    description:
      - Whether calls are held back so that all forks and processes together stay below Cliq's documented limits. A message
        that would have to wait is not posted.
    type: bool
    default: true
    env:
      - name: ZOHO_CLIQ_PACE_REQUESTS
    ini:
      - section: zoho_cliq
        key: pace_requests
  quota_group:
    description:
      - A name for those whose calls are counted together, where the credentials do not tell whose they are.
    type: str
    env:
      - name: ZOHO_CLIQ_QUOTA_GROUP
    ini:
      - section: zoho_cliq
        key: quota_group
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
  state_store_password:
    description:
      - The password for the Redis or Valkey server.
    type: str
    env:
      - name: ZOHO_CLIQ_STATE_STORE_PASSWORD
    ini:
      - section: zoho_cliq
        key: state_store_password
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
notes:
  - Variables do not reach a callback, so the credentials come from the environment or from ansible.cfg. With a credentials file
    that is encrypted, the run needs the vault secret.
  - Names of roles, hosts and playbooks are shown as they are.
seealso:
  - module: zoho.cliq.message
  - module: zoho.cliq.channel_info
"""

EXAMPLES = r"""
ansible.cfg: |
  [defaults]
  callbacks_enabled = zoho.cliq.notify

  [zoho_cliq]
  credentials_file = zoho-cliq.vault.yml

  [callback_zoho_cliq_notify]
  channel = opsalerts
  summary_when = changed

In the environment of a pipeline: |
  export ANSIBLE_CALLBACKS_ENABLED=zoho.cliq.notify
  export ZOHO_CLIQ_CREDENTIALS_FILE=/run/secrets/zoho-cliq.yml
  export ZOHO_CLIQ_NOTIFY_CHANNEL=opsalerts
  export ZOHO_CLIQ_NOTIFY_TITLE="Production, $CI_JOB_URL"
  export ZOHO_CLIQ_NOTIFY_EVENTS=start,failure,unreachable,summary
"""

import typing as t

from ansible import context
from ansible.plugins.callback import CallbackBase
from ansible_collections.zoho.cliq.plugins.module_utils._errors import ZohoCliqError
from ansible_collections.zoho.cliq.plugins.plugin_utils import _notify


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "notification"
    CALLBACK_NAME = "zoho.cliq.notify"
    CALLBACK_NEEDS_ENABLED = True

    _notifier: _notify.Notifier | None = None

    def v2_playbook_on_start(self, playbook: t.Any) -> None:
        self._safely(lambda: self._start(playbook))

    def v2_playbook_on_play_start(self, play: t.Any) -> None:
        self._safely(lambda: self._run.play(_notify.play_name(play)))

    def v2_runner_on_failed(self, result: t.Any, ignore_errors: bool = False) -> None:
        if not ignore_errors:
            self._safely(lambda: _notify.task_failed(self._run, result))

    def v2_runner_on_unreachable(self, result: t.Any) -> None:
        self._safely(lambda: _notify.host_unreachable(self._run, result))

    def v2_playbook_on_stats(self, stats: t.Any) -> None:
        self._safely(lambda: self._run.ended({host: stats.summarize(host) for host in stats.processed}))

    @property
    def _run(self) -> _notify.Notifier:
        if self._notifier is None:
            self._notifier = _notify.notifier(
                self.get_option, check_mode=bool(context.CLIARGS.get("check")), warn=self._display.warning
            )
        return self._notifier

    def _start(self, playbook: t.Any) -> None:
        self._run.started(str(playbook._file_name), str(playbook._basedir))

    def _safely(self, tell: t.Callable[[], None]) -> None:
        """Nothing that goes wrong may end or change the run: it is a warning, and there are no more messages."""
        if self.disabled:
            return
        try:
            tell()
        except Exception as exc:
            self.disabled = True
            reason = (
                exc.message
                if isinstance(exc, ZohoCliqError)
                else f"there was an error of the type {type(exc).__name__}."
            )
            self._display.warning(f"zoho.cliq.notify posts no more in this run: {reason}")
