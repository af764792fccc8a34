# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
The in-process runner: an action plugin that runs a resource body inside the controller's worker process.

A module costs a quarter of a second for packing, starting and importing; in process the same body takes milliseconds. Client
secret and refresh token stay here; only a task that is delegated to another host runs as a module there, and gets nothing but
an access token.
"""

from __future__ import annotations

import contextlib
import dataclasses
import functools
import gc
import json
import os
import traceback
import typing as t

from ansible import constants as C
from ansible.errors import AnsibleConnectionFailure
from ansible.plugins.action import ActionBase
from ansible.utils.display import Display
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.client import CliqClient
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.errors import (
    LOCKED_OUT,
    is_token_refusal,
    refused_call,
)
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.known import NoShelf, Shelf
from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput
from ansible_collections.zoho.cliq.plugins.module_utils._module import _specs
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import (
    Body,
    Context,
    Params,
    Result,
    guarded,
    http_options,
)
from ansible_collections.zoho.cliq.plugins.module_utils._state.keys import hashed_key
from ansible_collections.zoho.cliq.plugins.plugin_utils._access import (
    Access,
    OwnUser,
    access_to,
    pacing_of,
)
from ansible_collections.zoho.cliq.plugins.plugin_utils._options import SHARED, TRUSTED_HOSTS_VARIABLE, Options, plain
from ansible_collections.zoho.cliq.plugins.plugin_utils._secrets import register_secret, without_secrets
from ansible_collections.zoho.cliq.plugins.plugin_utils._services import Services
from ansible_collections.zoho.cliq.plugins.plugin_utils._shared import StoreNews, StoreNotebook, StoreShelf
from ansible_collections.zoho.cliq.plugins.plugin_utils._store import preload
from ansible_collections.zoho.cliq.plugins.plugin_utils._validation import validated, without_nulls

display = Display()
# Ansible imports this file before it forks the workers that run the tasks.
preload()
# What is there by now stays until the end. To look through it for garbage, in each worker and when Python ends, takes longer than
# many a task, and a worker copies what it looks at: the documentation of gc advises this before a fork.
gc.freeze()

# What a module on another host may be given: how to reach Cliq, and never what tokens are made of.
_PACING = ("rate_limit_wait", "pace_requests", "quota_group")
_NOT_ON_TARGETS = frozenset({*_specs.CREDENTIALS, *_specs.STATE_STORE, *_PACING}) - {"data_center"}
# One object at a time may take this much longer than its calls wait for their turns, which may be for ever.
_GUARD_SECONDS = 600.0
_FOR_EVER_SECONDS = 7 * 24 * 3600.0


# What the items of a loop learn from one another, for each user whose view it is. A worker runs one task, so it dies with it.
_MEMORIES: dict[tuple[str, str | None], dict[str, t.Any]] = {}


class BodyAction(ActionBase):
    """
    Runs ``body``; the actions of the collection only name theirs.

    A body that runs on the controller only has its function in ``run_on_controller``.
    """

    TRANSFERS_FILES = False
    _requires_connection = False
    _supports_check_mode = True
    _supports_diff = True

    body: t.ClassVar[Body]

    @staticmethod
    def run_on_controller(services: Services, params: Params, check_mode: bool) -> Result:
        """Run a body that runs on the controller only."""
        raise NotImplementedError

    def run(self, tmp: str | None = None, task_vars: dict[str, t.Any] | None = None) -> Result:
        """Return the result of the task, which both runners give alike."""
        result: Result = super().run(tmp, task_vars)
        environment = self._task_environment()
        secrets: set[str] = set()
        try:
            with _applied(environment):
                # An error may quote an option as well as a result may, so both go through the same filter.
                shown = guarded(lambda: self._run(task_vars or {}, environment, secrets))
                result.update(without_secrets(shown, secrets))
        except AnsibleConnectionFailure:
            # A host that a task was delegated to is unreachable; Ansible knows what to make of it.
            raise
        except SystemExit:
            # It would end the worker, and with it the whole run.
            result.update(failed=True, changed=False, msg=f"zoho.cliq.{self.body.name} ended unexpectedly.")
        except Exception as exc:
            result.update(_unexpected(self.body.name, exc))
        return result

    def _run(self, task_vars: dict[str, t.Any], environment: dict[str, str], secrets: set[str]) -> Result:
        """Run the body; ``secrets`` takes the values of secret options, which must not be shown whatever comes of it."""
        given = {str(key): plain(value) for key, value in self._task.args.items()}
        options = Options(
            given,
            task_vars,
            self._templar.template,
            environment=environment,
            ini_file=C.CONFIG_FILE,
        )
        services = Services(
            options=options,
            absolute=lambda path: str(plain(self._loader.path_dwim(path))),
            warn=display.warning,
            http=lambda: http_options(params),
            announce=_announce,
        )
        filled = options.filled(SHARED & set(self.body.argument_spec))
        params = validated(self.body, {**self._with_source(given, services, secrets), **filled}, secrets)
        if self._is_elsewhere():
            return self._run_elsewhere(services, params, given, task_vars)
        if self.body.run is None:
            result = self.run_on_controller(services, params, self._task.check_mode)
        else:
            result = self.body.run(self._context(services, params, task_vars))
        return self._finished(result)

    def _with_source(self, given: dict[str, t.Any], services: Services, secrets: set[str]) -> dict[str, t.Any]:
        """Return the options of the task, with those of the file that it names; what the task says itself wins."""
        names = self.body.file_options
        if not names or given.get("src") is None or given.get(names[0]) is not None:
            return given
        from ansible_collections.zoho.cliq.plugins.plugin_utils import _source_file

        # What is wrong in the task itself is told before what is wrong with the file. What they need together shows later.
        validated(dataclasses.replace(self.body, constraints={}), given, secrets)
        of_task = {key: value for key, value in given.items() if key != "src" and value is not None}
        return {**_source_file.read(services.absolute(str(given["src"])), names, services.vault), **of_task}

    def _finished(self, result: Result) -> Result:
        """Return the result as plain data, hidden if it carries a token."""
        if self.body.hides_result and "access_token" in result:
            register_secret(result["access_token"])
            result["_ansible_no_log"] = True
        return t.cast(Result, json.loads(json.dumps(result)))

    def _context(self, services: Services, params: Params, task_vars: dict[str, t.Any]) -> Context:
        # Resolving it reads files and derives keys, and not every body gets as far as to need it.
        @functools.cache
        def resolved() -> Access:
            return access_to(services, params)

        @functools.cache
        def own_user() -> OwnUser:
            return OwnUser(services.store, resolved())

        def connect() -> CliqClient:
            access = resolved()
            memory = _MEMORIES.setdefault((access.whose_view, params["network"]), {})
            shelf: Shelf = NoShelf()
            batch = task_vars.get("ansible_play_batch") or ()
            if access.sealer is not None and services.store.shared and len(batch) > 1:
                # The hosts of the next batch come to the same task after all tasks of this one.
                here = (params["network"], self._task._uuid, batch)
                shelf = StoreShelf(services.store, access.sealer, repr(here), memory)
            return CliqClient(
                access.base_url,
                access.tokens,
                http_options(params),
                pacing_of(services, params, access.whose_quota),
                network=params["network"],
                memory=memory,
                news=StoreNews(services.store, f"{access.whose_quota} {params['network']}"),
                shelf=shelf,
                before_writing=services.store.check_locks,
            )

        def guard(key: str) -> t.ContextManager[t.Any]:
            wait = params["rate_limit_wait"]
            seconds = _GUARD_SECONDS + wait if wait >= 0 else _FOR_EVER_SECONDS
            return services.store.lock("object", hashed_key("object", f"{params['network']}\n{key}"), timeout=seconds)

        return Context(
            params=params,
            check_mode=self._task.check_mode,
            connect=connect,
            warn=display.warning,
            guard=guard,
            notebook=lambda: StoreNotebook(services.store, f"{resolved().whose_notes} {params['network']}"),
            announce=services.announce,
            absolute=services.absolute,
            granted=lambda: resolved().scopes,
            user_id=lambda: own_user().id(),
            is_user=lambda user_id: own_user().is_user(user_id),
        )

    def _is_elsewhere(self) -> bool:
        """Tell whether the task is delegated to a host that is not this machine."""
        return bool(self._task.delegate_to) and self._connection.transport != "local"

    def _run_elsewhere(
        self, services: Services, params: Params, given: dict[str, t.Any], task_vars: dict[str, t.Any]
    ) -> Result:
        """Run the body as a module on the delegated host, with an access token and nothing else that is secret."""
        if self.body.controller_only:
            raise InvalidInput(
                f"zoho.cliq.{self.body.name} runs on the controller only, because it handles client secrets: remove "
                "delegate_to.",
                code="controller_only",
            )
        refused = sorted(set(given) & {*_specs.STATE_STORE, *_PACING})
        if refused:
            raise InvalidInput(
                f"{' and '.join(refused)} cannot be used with delegate_to another host, which has no state store: remove "
                "the option (it may come from module_defaults) or delegate_to."
            )
        access = access_to(services, params)
        passed_on = {key: value for key, value in params.items() if key not in _NOT_ON_TARGETS}
        # The module validates them once more, and what validation filled up with null is not given.
        arguments = without_nulls(passed_on, self.body.argument_spec)
        arguments["api_url"] = access.base_url
        token = access.tokens.token()
        result = self._module_result({**arguments, "access_token": token}, task_vars)
        failure = result.get("failure", {})
        if failure.get("code") == LOCKED_OUT and (call := refused_call(str(failure.get("message")))):
            # Over there nobody keeps count, but whoever calls from here must not run into the same lock.
            pacing_of(services, params, access.whose_quota).locked_out(call)
        if self.body.converges and is_token_refusal(failure.get("status"), failure.get("code")):
            # The module over there has no way to another token, so it is run once more with one.
            other = access.tokens.replacement(token)
            if other is not None:
                result = self._module_result({**arguments, "access_token": other}, task_vars)
        return result

    def _module_result(self, arguments: dict[str, t.Any], task_vars: dict[str, t.Any]) -> Result:
        name = f"zoho.cliq.{self.body.name}"
        return t.cast(Result, self._execute_module(module_name=name, module_args=arguments, task_vars=task_vars))

    def _task_environment(self) -> dict[str, str]:
        """Return the task's ``environment``, which reaches an action templated."""
        merged: dict[str, str] = {}
        for entry in self._task.environment or []:
            if isinstance(entry, t.Mapping):
                merged.update({str(plain(key)): str(plain(value)) for key, value in entry.items()})
        # Which hosts are trusted is for the person who starts ansible-playbook to say, not for a template.
        merged.pop(TRUSTED_HOSTS_VARIABLE, None)
        return merged


def _announce(text: str) -> None:
    """Show a line at once: what goes to the standard output is not seen before the end if that is no terminal."""
    display.display(text, stderr=True)


@contextlib.contextmanager
def _applied(environment: dict[str, str]) -> t.Iterator[None]:
    """Apply the task's environment (proxies, for example) to this process for the time of the run."""
    before = {key: os.environ.get(key) for key in environment}
    os.environ.update(environment)
    try:
        yield
    finally:
        for key, value in before.items():
            if value is None:
                os.environ.pop(key, None)
            else:
                os.environ[key] = value


def _unexpected(name: str, exc: Exception) -> Result:
    """Return the result for a fault in the collection itself: where it happened, but no text that may carry a secret."""
    frames = [
        f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno}" for frame in traceback.extract_tb(exc.__traceback__)
    ]
    message = (
        f"zoho.cliq.{name} failed in a way that nobody foresaw ({type(exc).__name__} at {' < '.join(reversed(frames[-3:]))}): "
        "please report this with the task that led to it."
    )
    return {
        "failed": True,
        "changed": False,
        "msg": message,
        "failure": {"code": "unexpected_error", "status": None, "message": message},
    }
