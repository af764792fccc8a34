# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The URL of a Redis or Valkey server: what may be in it, and what of it may be shown."""

from __future__ import annotations

import dataclasses
import os
import re
from urllib.parse import urlsplit

from ansible_collections.zoho.cliq.plugins.module_utils._errors import StateStoreError
from ansible_collections.zoho.cliq.plugins.module_utils._hosts import is_loopback

_DEFAULT_PORT = 6379
_DATABASE = re.compile(r"/?|/[0-9]{1,5}", re.ASCII)


@dataclasses.dataclass(frozen=True)
class Address:
    """Where a server listens: at ``host`` and ``port``, with or without ``tls``, or at the socket ``path``."""

    host: str = ""
    port: int = _DEFAULT_PORT
    database: int = 0
    tls: bool = False
    path: str | None = None

    def __str__(self) -> str:
        """Return the address as a URL, which holds no secret."""
        if self.path is not None:
            return f"unix://{self.path}"
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'rediss' if self.tls else 'redis'}://{host}:{self.port}/{self.database}"

    @property
    def stays_here(self) -> bool:
        """Whether what is sent there does not leave this machine."""
        return self.path is not None or is_loopback(self.host)


def parse(url: str) -> Address:
    """
    Return the address that ``url`` names: ``redis://HOST[:PORT][/DATABASE]``, ``rediss://`` likewise, ``unix:///PATH``.

    Raises :class:`StateStoreError` for any other form. Its message shows nothing of the URL but the scheme, because what is
    not understood may be a password.
    """
    scheme = url.partition("://")[0].lower()
    if not url.isprintable() or " " in url:
        raise _refused(scheme, "has a blank or a character that cannot be shown", "remove it")
    if "@" in url:
        raise _refused(
            scheme,
            "has a user or a password in it, which would be shown wherever the URL is",
            "give them as state_store_user and state_store_password",
        )
    if "?" in url or "#" in url:
        raise _refused(scheme, "has a query or a fragment", "remove it, the options beside state_store say the same")
    try:
        parts = urlsplit(url)
        port = parts.port
        host = parts.hostname or ""
    except ValueError:
        raise _refused(scheme, "has no valid host and port", "write it as redis://HOST:PORT/DATABASE") from None
    if scheme == "unix":
        if parts.netloc or not os.path.isabs(parts.path) or parts.path.endswith("/"):
            raise _refused(scheme, "does not name a socket", "write it as unix:///PATH, with three slashes")
        return Address(path=parts.path)
    if not host:
        raise _refused(scheme, "names no host", f"write it as {scheme}://HOST:PORT/DATABASE")
    if not _DATABASE.fullmatch(parts.path):
        raise _refused(
            scheme, "has a path that is not the number of a database", f"write it as {scheme}://HOST:PORT/DATABASE"
        )
    return Address(host, port or _DEFAULT_PORT, int(parts.path.strip("/") or 0), tls=scheme == "rediss")


def _refused(scheme: str, what: str, do: str) -> StateStoreError:
    return StateStoreError(f"The state_store is a {scheme}:// URL that {what}: {do}.")
