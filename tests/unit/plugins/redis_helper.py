# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Redis servers for tests, and state stores on them."""

from __future__ import annotations

import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._state import redis_url
from ansible_collections.zoho.cliq.plugins.module_utils._state.redis_server import RedisServer
from ansible_collections.zoho.cliq.plugins.module_utils._state.redis_store import PREFIX, RedisStore
from ansible_collections.zoho.cliq.plugins.module_utils._state.store import ServerAccess
from ansible_collections.zoho.cliq.tests.unit.plugins import redis_process

#: Where the time stands for STOPPED_CLOCK.
NOW = f"{PREFIX}test:now"


def require_redis() -> None:
    """Skip the present test where there is no redis-server, or no library for it."""
    if not redis_process.is_here():
        pytest.skip(redis_process.MISSING)
    pytest.importorskip("redis", reason="the Python library redis is missing")


class Server(redis_process.Server):
    """A running redis-server with state stores on it."""

    def store(self, url: str | None = None, access: ServerAccess | None = None, **rest: t.Any) -> RedisStore:
        """A new store on this server, as another process would open it."""
        return RedisStore(RedisServer(redis_url.parse(url or self.url), access or ServerAccess()), **rest)


#: In place of the clock of the server, in the text of the scripts; production has no way to put it there.
STOPPED_CLOCK = f"local now = tonumber(redis.call('GET', '{NOW}'))"


def set_clock(server: Server, now: float) -> None:
    """Let it be ``now`` for scripts with ``STOPPED_CLOCK``, and for all that expires."""
    before = server.admin("GET", NOW)
    passed = round((now - float(before)) * 1000) if before else 0
    server.admin("SET", NOW, repr(now))
    for key in server.all_keys():
        left = server.admin("PTTL", key)
        if left >= 0:
            # A time to live of nothing deletes it.
            server.admin("PEXPIRE", key, max(0, left - passed))
