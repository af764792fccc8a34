# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""
How the callback zoho.cliq.notify posts: with the credentials, the tokens and the quota that tasks have, but in a hurry.

It is imported when the first message is to be posted, so that a run without one pays nothing for it.
"""

from __future__ import annotations

import dataclasses
import os
import typing as t

from ansible import constants as C
from ansible_collections.zoho.cliq.plugins.module_utils._cliq import errors
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.client import CliqClient
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.messages import Messages
from ansible_collections.zoho.cliq.plugins.module_utils._errors import OutcomeUnknown, ZohoCliqError
from ansible_collections.zoho.cliq.plugins.module_utils._module import _specs
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import http_options
from ansible_collections.zoho.cliq.plugins.plugin_utils._access import access_to, pacing_of
from ansible_collections.zoho.cliq.plugins.plugin_utils._options import Options
from ansible_collections.zoho.cliq.plugins.plugin_utils._services import Services
from ansible_collections.zoho.cliq.plugins.plugin_utils._token_source import PASSING

if t.TYPE_CHECKING:
    from ansible_collections.zoho.cliq.plugins.module_utils._state.store import Lease, LockKind, StateStore
    from ansible_collections.zoho.cliq.plugins.plugin_utils._notify import Settings


def poster(settings: Settings, directory: str, warn: t.Callable[[str], None]) -> t.Callable[[str], None]:
    """
    Return the function that posts a text; each call of it is one post, which is not repeated if its answer is lost.

    ``directory`` is that of the playbook, to which the paths of credentials files and state stores are relative. Raises
    ZohoCliqError, as the function does.
    """
    params = {
        "min_validity": _specs.CREDENTIALS["min_validity"]["default"],
        # A message that comes minutes late helps nobody, and the run would wait for it.
        "rate_limit_wait": 0,
        "pace_requests": settings.pace_requests,
        "timeout": settings.timeout,
        "validate_certs": settings.validate_certs,
        "ca_path": settings.ca_path,
        "quota_group": None,
    }
    services = Services(
        options=Options({}, {}, lambda value: value, ini_file=C.CONFIG_FILE),
        absolute=lambda path: os.path.abspath(os.path.join(directory, os.path.expanduser(path))),
        warn=warn,
        http=lambda: http_options(params),
    )
    params["quota_group"] = services.options.text("quota_group")
    services = dataclasses.replace(services, _store=t.cast("StateStore", _Impatient(services.store, settings.timeout)))
    access = access_to(services, params)
    client = CliqClient(
        access.base_url,
        access.tokens,
        http_options(params),
        pacing_of(services, params, access.whose_quota),
        network=services.options.text("network"),
    )
    messages = Messages(client)

    def post(text: str) -> None:
        body = {"text": text}
        try:
            if settings.chat_id:
                messages.post_to_chat(settings.chat_id, body, bot=settings.bot)
            else:
                messages.post_to_channel(str(settings.channel), body, bot=settings.bot)
        except OutcomeUnknown as exc:
            message = exc.message.replace(errors.RUN_AGAIN, "Nobody can tell whether the message was posted.")
            raise OutcomeUnknown(message, code=exc.code, status=exc.status) from exc
        except ZohoCliqError as exc:
            if exc.code != errors.LOCKED_OUT:
                raise
            raise ZohoCliqError("Cliq's limit of messages per minute is reached.", code=exc.code) from exc

    return post


def passes_by_itself(error: ZohoCliqError) -> bool:
    """Tell whether a later message may be posted although this one was not."""
    return error.code in PASSING or error.code == errors.LOCKED_OUT


class _Impatient:
    """A state store in which nobody waits longer for a lock than for an answer."""

    def __init__(self, store: StateStore, seconds: float) -> None:
        self._store = store
        self._seconds = seconds

    def lock(self, kind: LockKind, key: str, timeout: float, *, lease: float | None = None) -> t.ContextManager[Lease]:
        return self._store.lock(kind, key, min(timeout, self._seconds), lease=lease)

    def __getattr__(self, name: str) -> t.Any:
        return getattr(self._store, name)
