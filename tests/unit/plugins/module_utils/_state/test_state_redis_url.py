# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The URL of a Redis server, and what is refused before anything is sent."""

from __future__ import annotations

import pathlib
import sys

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._errors import StateStoreError
from ansible_collections.zoho.cliq.plugins.module_utils._state import redis_server, redis_url
from ansible_collections.zoho.cliq.plugins.module_utils._state.redis_url import Address
from ansible_collections.zoho.cliq.plugins.module_utils._state.store import ServerAccess, open_store

GOOD = {
    "redis://localhost": (Address("localhost", 6379, 0), "redis://localhost:6379/0"),
    "redis://localhost/": (Address("localhost", 6379, 0), "redis://localhost:6379/0"),
    "REDIS://127.0.0.1:7000/3": (Address("127.0.0.1", 7000, 3), "redis://127.0.0.1:7000/3"),
    "redis://[::1]:7000": (Address("::1", 7000, 0), "redis://[::1]:7000/0"),
    "rediss://redis.example.com/12": (
        Address("redis.example.com", 6379, 12, tls=True),
        "rediss://redis.example.com:6379/12",
    ),
    "unix:///run/redis/redis.sock": (Address(path="/run/redis/redis.sock"), "unix:///run/redis/redis.sock"),
}


@pytest.mark.parametrize("url", GOOD)
def test_an_address_is_understood_and_shown(url: str) -> None:
    address, shown = GOOD[url]
    assert redis_url.parse(url) == address
    assert str(address) == shown


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("redis://user:hunter2@localhost", "state_store_user and state_store_password"),
        ("redis://:hunter2@localhost:6379/0", "state_store_user and state_store_password"),
        ("rediss://hunter2@localhost", "state_store_user and state_store_password"),
        ("redis://:hun/ter2@localhost", "state_store_user and state_store_password"),
        ("unix://user:hunter2@/run/redis.sock", "state_store_user and state_store_password"),
        ("redis://localhost/0?password=hunter2", "query"),
        ("redis://localhost/0?ssl_cert_reqs=none", "query"),
        ("unix:///run/redis.sock?db=1", "query"),
        ("redis://localhost/0#hunter2", "fragment"),
        ("redis://localhost/hunter2", "number of a database"),
        ("redis://localhost/0/1", "number of a database"),
        ("redis://localhost/-1", "number of a database"),
        ("redis://localhost/٣", "number of a database"),
        ("redis://localhost:hunter2/0", "host and port"),
        ("redis://localhost:99999/0", "host and port"),
        ("redis://[::1/0", "host and port"),
        ("redis:///0", "names no host"),
        ("redis://:6379", "names no host"),
        ("unix://run/redis.sock", "three slashes"),
        ("unix:///", "three slashes"),
        ("redis://local host", "blank"),
        ("redis://localhost\n", "blank"),
    ],
)
def test_everything_else_is_refused_without_being_shown(url: str, words: str) -> None:
    with pytest.raises(StateStoreError, match=words) as caught:
        open_store(url, default_directory="/nonexistent")
    assert caught.value.code == "state_store"
    shown = f"{caught.value.message}{caught.value.__cause__}"
    assert not [secret for secret in ("hunter2", "ter2@", "localhost", "user:") if secret in shown]


@pytest.mark.parametrize("host", ["redis.example.com", "10.0.0.1", "0.0.0.0", "localhost.example.com", "[::2]"])
def test_plain_text_leaves_this_machine_only_if_that_is_permitted(host: str) -> None:
    pytest.importorskip("redis")
    with pytest.raises(StateStoreError, match="state_store_allow_plaintext") as caught:
        open_store(f"redis://{host}/0", default_directory="/nonexistent", access=ServerAccess("u", "hunter2"))
    assert "without encryption" in caught.value.message
    assert "hunter2" not in caught.value.message
    permitted = ServerAccess(allow_plaintext=True)
    assert open_store(f"redis://{host}/0", default_directory="", access=permitted).shared
    assert open_store(f"rediss://{host}/0", default_directory="").description == f"store rediss://{host}:6379/0"


@pytest.mark.parametrize("url", ["redis://localhost", "redis://127.0.0.9:7000", "redis://[::1]", "unix:///run/s"])
def test_plain_text_on_this_machine_needs_no_permission(url: str) -> None:
    pytest.importorskip("redis")
    assert open_store(url, default_directory="").shared


def test_a_user_without_a_password_is_refused() -> None:
    pytest.importorskip("redis")
    with pytest.raises(StateStoreError, match="set state_store_password"):
        open_store("redis://localhost", default_directory="", access=ServerAccess(user="u"))


def test_the_password_is_not_shown_with_the_access() -> None:
    assert "hunter2" not in repr(ServerAccess("u", "hunter2"))


@pytest.mark.parametrize("content", [None, "nonsense"])
def test_ca_certificates_must_be_there(tmp_path: pathlib.Path, content: str | None) -> None:
    pytest.importorskip("redis")
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content)
    with pytest.raises(StateStoreError, match="state_store_ca_path") as caught:
        open_store("rediss://localhost", default_directory="", access=ServerAccess(ca_path=str(path)))
    assert str(path) in caught.value.message


def test_a_missing_library_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    redis_server.library.cache_clear()
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(StateStoreError, match=r"Failed to import the required Python library \(redis\)") as caught:
        open_store("redis://localhost", default_directory="/nonexistent")
    assert caught.value.code == "missing_library"
    redis_server.library.cache_clear()


def test_a_library_that_is_too_old_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    redis = pytest.importorskip("redis")
    redis_server.library.cache_clear()
    monkeypatch.setattr(redis, "__version__", "5.3.1")
    with pytest.raises(StateStoreError, match=r"has the version 5\.3\.1.*install version 6 or newer") as caught:
        open_store("redis://localhost", default_directory="/nonexistent")
    assert caught.value.code == "missing_library"
    redis_server.library.cache_clear()
