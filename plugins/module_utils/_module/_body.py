# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
What a resource body is, and the one place in which its errors become a task result.

A body is written once, as data plus a function from parameters to a result. Two runners run it: ``run_module`` here, on any
host, and the action plugins of the collection, inside the controller's worker process.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import typing as t

from ansible.module_utils.basic import AnsibleModule
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.client import CliqClient, NoPacing, StaticToken
from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput, ZohoCliqError
from ansible_collections.zoho.cliq.plugins.module_utils._http import HttpOptions
from ansible_collections.zoho.cliq.plugins.module_utils._module._creations import NoNotebook, Notebook
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import datacenters

Params = t.Mapping[str, t.Any]
Result = dict[str, t.Any]


def _no_guard(key: str) -> t.ContextManager[t.Any]:
    return contextlib.nullcontext()


def _say_nothing(text: str) -> None:
    pass


def _nobody_can_tell() -> None:
    return None


@dataclasses.dataclass
class Context:
    """
    What a body gets from its runner.

    ``params`` are the validated options. ``connect`` returns the client for Cliq. ``guard`` is a lock for one object,
    shared with every process of the controller where there is a state store, as is ``notebook``. ``warn`` shows a warning to
    the user, ``announce`` a line about what goes on. ``absolute`` turns the path of a file that the user names into an absolute
    one. ``granted`` returns the scopes of the credentials, and ``user_id`` the user behind them; None where nobody can tell.
    ``is_user`` is told who that is, as soon as an answer of Cliq proves it.
    """

    params: Params
    check_mode: bool
    connect: t.Callable[[], CliqClient]
    warn: t.Callable[[str], None]
    guard: t.Callable[[str], t.ContextManager[t.Any]] = _no_guard
    notebook: t.Callable[[], Notebook] = NoNotebook
    announce: t.Callable[[str], None] = _say_nothing
    absolute: t.Callable[[str], str] = os.path.abspath
    granted: t.Callable[[], tuple[str, ...] | None] = _nobody_can_tell
    user_id: t.Callable[[], str | None] = _nobody_can_tell
    is_user: t.Callable[[str], None] = _say_nothing


@dataclasses.dataclass(frozen=True)
class Body:
    """
    The data of a module: its name, its options, and what to run.

    ``run`` is None for a body that runs on the controller only; its function then lives with the controller's code.
    ``constraints`` are the relations between options, under the names that AnsibleModule has for them.
    ``hides_result`` says that a successful result contains a token and must not be shown. ``converges`` says that running it
    once more after a failure does no harm. ``file_options`` are the options that can also be in the file that the option ``src``
    names, which is read on the controller; the first of them is what that file is for.
    """

    name: str
    argument_spec: dict[str, dict[str, t.Any]]
    run: t.Callable[[Context], Result] | None = None
    constraints: dict[str, t.Any] = dataclasses.field(default_factory=dict)
    hides_result: bool = False
    converges: bool = False
    file_options: tuple[str, ...] = ()

    @property
    def controller_only(self) -> bool:
        """Tell whether the body needs what only the controller has: vault secrets, the state store, the client secret."""
        return self.run is None


def guarded(run: t.Callable[[], Result]) -> Result:
    """Call ``run`` and return its result; an error of the collection becomes a failed result with ``failure`` data."""
    try:
        result = run()
    except ZohoCliqError as exc:
        return {"failed": True, "changed": False, "msg": exc.message, "failure": exc.failure()}
    result.setdefault("changed", False)
    return result


def http_options(params: Params) -> HttpOptions:
    """Return the HTTP settings among the validated options of a task; raises InvalidInput for a time-out below one second."""
    timeout = float(params["timeout"])
    if timeout < 1:
        raise InvalidInput("timeout must be at least 1 second.")
    return HttpOptions(timeout=timeout, validate_certs=params["validate_certs"], ca_path=params.get("ca_path"))


def run_module(body: Body) -> None:
    """Run ``body`` as an Ansible module, with nothing but an access token: no credentials, no state store, no pacing."""
    module = AnsibleModule(argument_spec=body.argument_spec, supports_check_mode=True, **body.constraints)
    if body.run is None:
        module.fail_json(
            msg=f"zoho.cliq.{body.name} runs on the controller only, because it handles client secrets: "
            "remove delegate_to, or run it as a task of the playbook.",
            failure={"code": "controller_only", "status": None, "message": "runs on the controller only"},
        )
    run = body.run
    params = module.params

    def connect() -> CliqClient:
        if not params["access_token"]:
            raise InvalidInput(
                f"zoho.cliq.{body.name} was started on a target host without an access token. Run it as a task of a "
                "playbook, where the collection provides one, or set access_token."
            )
        data_center = datacenters.get(params["data_center"] or datacenters.DEFAULT)
        # The controller checked the host of api_url against its own list before it sent the module here.
        base = params["api_url"] or data_center.cliq_url
        return CliqClient(
            base, StaticToken(params["access_token"]), http_options(params), NoPacing(), network=params["network"]
        )

    context = Context(params=params, check_mode=module.check_mode, connect=connect, warn=module.warn)
    result = guarded(lambda: run(context))
    if result.get("failed"):
        module.fail_json(**result)
    module.exit_json(**result)
