# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""Opens the state store that the options name, once per process."""

from __future__ import annotations

import atexit
import contextlib
import os
import typing as t

from ansible import constants as C
from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput, ZohoCliqError
from ansible_collections.zoho.cliq.plugins.module_utils._state.store import (
    ServerAccess,
    StateStore,
    is_server,
    open_store,
)
from ansible_collections.zoho.cliq.plugins.plugin_utils._files import why_unreadable
from ansible_collections.zoho.cliq.plugins.plugin_utils._options import Options
from ansible_collections.zoho.cliq.plugins.plugin_utils._secrets import register_secret

STORE_DIRECTORY = "zoho_cliq"
# Per process: a loop opens the store once. It looks at its directory again at every use.
_STORES: dict[tuple[str, ServerAccess | None], StateStore] = {}
# Before Python takes apart the modules that they need to close what they have open.
atexit.register(_STORES.clear)


def store_of(options: Options, absolute: t.Callable[[str], str], warn: t.Callable[[str], None]) -> StateStore:
    """Return the state store of a task or lookup; raises StateStoreError if it cannot be used, InvalidInput for an option."""
    setting = options.text("state_store")
    access = None
    if setting is None:
        home = C.config.get_config_value("ANSIBLE_HOME")
        setting = os.path.expanduser(os.path.join(home, STORE_DIRECTORY))
    elif is_server(setting):
        access = _access(options, absolute)
    elif not setting.startswith(("/", "~")) and "://" not in setting and setting != "none":
        setting = absolute(setting)
    if (setting, access) not in _STORES:
        store = open_store(setting, default_directory="", access=access)
        for text in store.warnings():
            warn(text)
        _STORES[setting, access] = store
    return _STORES[setting, access]


def _access(options: Options, absolute: t.Callable[[str], str]) -> ServerAccess:
    password, ca_path = options.text("state_store_password"), options.text("state_store_ca_path")
    password_file = options.text("state_store_password_file")
    if password is None and password_file is not None:
        password = _read_password(absolute(password_file))
    if password is not None:
        register_secret(password)
    return ServerAccess(
        user=options.text("state_store_user"),
        password=password,
        ca_path=None if ca_path is None else absolute(ca_path),
        allow_plaintext=options.flag("state_store_allow_plaintext", False),
    )


def _read_password(path: str) -> str:
    """Return the password in a file, without the end of its line; raises InvalidInput if there is none."""
    try:
        with open(path, encoding="utf-8") as file:
            password = file.read().rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as exc:
        raise InvalidInput(
            f"The state_store_password_file {path} cannot be read: {why_unreadable(exc)}. Name a file that this user can read."
        ) from exc
    if not password:
        raise InvalidInput(
            f"The state_store_password_file {path} is empty: write the password into it, or do not name a file."
        )
    return password


def preload() -> None:
    """
    Import what the store needs that environment or ansible.cfg name, or the usual one.

    What the parent has imported no worker has to import again, and there is one for each task and each host. The library for a
    server takes some tenths of a second.
    """
    # What is wrong is told when the store is opened.
    with contextlib.suppress(ZohoCliqError):
        setting = Options({}, {}, lambda value: value, ini_file=C.CONFIG_FILE).text("state_store")
        if setting is not None and is_server(setting):
            from ansible_collections.zoho.cliq.plugins.module_utils._state import redis_server

            redis_server.library()
        elif setting != "none":
            from ansible_collections.zoho.cliq.plugins.module_utils._state import file  # noqa: F401
