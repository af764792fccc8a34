# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A Redis server that is down, slow, full, strange, restarted, strict, or talked to over TLS."""

from __future__ import annotations

import pathlib
import re
import select
import signal
import socket
import threading
import time
import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._errors import StateStoreError
from ansible_collections.zoho.cliq.plugins.module_utils._state import redis_server
from ansible_collections.zoho.cliq.plugins.module_utils._state.redis_store import PREFIX, RedisStore
from ansible_collections.zoho.cliq.plugins.module_utils._state.store import ServerAccess, open_store
from ansible_collections.zoho.cliq.tests.unit.plugins import helper, redis_helper

NewRedis = t.Callable[..., redis_helper.Server]
QUOTA = {"limit": 2, "window": 60.0, "hold": 30.0}
PASSWORD = "hunter2-hunter2"
# The user of the guide about the state store.
GUIDE = pathlib.Path(helper.__file__).parents[3] / "docs/docsite/rst/state_store.rst"


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that does not answer is not waited for."""
    monkeypatch.setattr(redis_server, "PAUSES", (0.001,))
    monkeypatch.setattr(redis_server, "ANSWER_SECONDS", 0.2)
    monkeypatch.setattr(redis_server, "CONNECT_SECONDS", 0.2)


def uses(store: RedisStore) -> dict[str, t.Callable[[], object]]:
    """Everything that a store is used for."""

    def lock() -> None:
        with store.lock("token", "k", 1):
            pass

    return {
        "get": lambda: store.get("k"),
        "put": lambda: store.put("k", b"x", 60),
        "delete": lambda: store.delete("k"),
        "lock": lock,
        "reserve": lambda: store.reserve("q", **QUOTA),
        "settle": lambda: store.settle("q", "s"),
        "release": lambda: store.release("q", "s"),
        "block": lambda: store.block("q", 1, "r"),
        "blocked": lambda: store.blocked("q"),
    }


def assert_fails(store: RedisStore, words: str, *, but: t.Collection[str] = ()) -> None:
    """Each use fails with a sentence, except for some."""
    for name, use in uses(store).items():
        if name in but:
            use()
            continue
        with pytest.raises(StateStoreError, match=words) as caught:
            use()
        assert caught.value.code == "state_store", name
        assert PASSWORD not in caught.value.message


# --- down ---------------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("hasty")
def test_a_server_that_is_down_is_a_sentence(new_redis: NewRedis) -> None:
    server = new_redis()
    store = server.store()
    assert store.reserve("q", **QUOTA).granted
    server.stop()
    words = rf"The state_store {re.escape(server.url)} cannot be reached \(.+\): check that it runs"
    assert_fails(store, words)
    assert_fails(server.store(), words)
    assert server.store().warnings() == []


@pytest.mark.usefixtures("hasty")
def test_a_port_where_nobody_listens_is_a_sentence(new_redis: NewRedis) -> None:
    server = new_redis(listens="port")
    server.stop()
    assert_fails(server.store(), "cannot be reached")


def test_a_restart_is_waited_for(new_redis: NewRedis, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is under way goes on with the server that comes up again, with its data."""
    server = new_redis("--save", "3600 1")
    store = server.store()
    slot = store.reserve("q", **QUOTA).slot
    store.put("k", b"x", 60)
    server.stop(signal.SIGTERM)
    # The pause is over when the server is there again.
    monkeypatch.setattr(redis_server.time, "sleep", lambda _seconds: server.start())
    assert store.get("k") == b"x"
    monkeypatch.undo()
    store.settle("q", str(slot))
    assert store.reserve("q", **QUOTA).granted
    assert not store.reserve("q", **QUOTA).granted


def test_a_restart_without_data_leaves_the_window_full(new_redis: NewRedis, monkeypatch: pytest.MonkeyPatch) -> None:
    server = new_redis()
    store = server.store()
    assert store.reserve("q", **QUOTA).granted
    server.stop()
    monkeypatch.setattr(redis_server.time, "sleep", lambda _seconds: server.start())
    refused = store.reserve("q", **QUOTA)
    assert (refused.granted, refused.wait) == (False, 60)
    monkeypatch.undo()
    assert server.store().reserve("q", **QUOTA).granted


def test_a_lost_answer_books_one_slot(new_redis: NewRedis, serve: t.Callable[..., helper.Server]) -> None:
    """The server did it, and the connection broke before the answer came through."""
    server = new_redis()
    broken: list[str] = []

    def relay(proxy: helper.Server, connection: socket.socket) -> None:
        with socket.socket(socket.AF_UNIX) as upstream:
            upstream.connect(str(server.socket))
            while True:
                for readable in select.select([connection, upstream], [], [])[0]:
                    data = readable.recv(65536)
                    if readable is upstream and data.startswith(b"*5") and not broken:
                        broken.append(data.decode())
                        return
                    if not data:
                        return
                    (connection if readable is upstream else upstream).sendall(data)

    proxy = serve(*[relay] * 9)
    store = server.store(f"redis://127.0.0.1:{proxy.port}")
    answer = store.reserve("q", **QUOTA)
    assert answer.granted
    assert str(answer.slot) in broken[0]
    assert len(server.admin("GET", f"{PREFIX}ledger:q").splitlines()) == 2


def test_the_library_does_not_send_anything_again(serve: t.Callable[..., helper.Server]) -> None:
    redis_helper.require_redis()

    def hang_up(proxy: helper.Server, connection: socket.socket) -> None:
        connection.recv(65536)

    proxy = serve(*[hang_up] * 9)
    server = t.cast(RedisStore, open_store(f"redis://127.0.0.1:{proxy.port}", default_directory=""))._server
    with pytest.raises(StateStoreError, match="cannot be reached"):
        server.command("GET", "k", patient=False)
    assert proxy.connections == 1


# --- slow, full, read-only ------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("hasty")
def test_a_server_that_does_not_answer_is_a_sentence(new_redis: NewRedis) -> None:
    server = new_redis()
    store = server.store()
    store.put("k", b"x", 60)
    server.send(signal.SIGSTOP)
    with pytest.raises(StateStoreError, match="does not answer in time"):
        store.get("k")
    server.send(signal.SIGCONT)
    # What came too late is not taken for the answer to something else.
    assert store.reserve("q", **QUOTA).granted
    assert store.get("k") == b"x"


def test_a_full_server_is_a_sentence_and_can_be_read(new_redis: NewRedis) -> None:
    server = new_redis("--maxmemory-policy", "noeviction")
    store = server.store()
    store.put("k", b"x", 60)
    server.admin("CONFIG", "SET", "maxmemory", "1")
    assert_fails(store, r"is full .*maxmemory", but=("get", "delete", "blocked"))
    server.admin("CONFIG", "SET", "maxmemory", "0")
    assert store.reserve("q", **QUOTA).granted


def test_a_lock_of_a_server_that_fills_up_is_given_back(new_redis: NewRedis) -> None:
    server = new_redis("--maxmemory-policy", "noeviction")
    store = server.store()
    with store.lock("token", "k", 1):
        server.admin("CONFIG", "SET", "maxmemory", "1")
    server.admin("CONFIG", "SET", "maxmemory", "0")
    with store.lock("token", "k", 0):
        pass


@pytest.mark.usefixtures("hasty")
def test_a_replica_is_a_sentence(new_redis: NewRedis) -> None:
    server = new_redis()
    store = server.store()
    store.put("k", b"x", 60)
    server.admin("REPLICAOF", "127.0.0.1", "1")
    assert_fails(store, "is a replica that cannot be written", but=("get", "blocked"))


@pytest.mark.usefixtures("hasty")
def test_a_server_that_cannot_save_is_a_sentence(new_redis: NewRedis) -> None:
    server = new_redis("--save", "3600 1", "--enable-protected-configs", "yes")
    server.admin("SET", "k", "x")
    (server.folder / "full").mkdir()
    server.admin("CONFIG", "SET", "dbfilename", "full")  # a folder, which no file can replace
    server.admin("BGSAVE")
    while server.info("rdb_bgsave_in_progress"):
        pass
    assert_fails(server.store(), "cannot save its data", but=("get", "blocked"))
    assert server.info("rdb_last_bgsave_status") == "err"


# --- strange ------------------------------------------------------------------------------------------------------------

GARBAGE = {
    "nothing": b"",
    "a web page": b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n",
    "another protocol": b"\x15\x03\x01\x00\x02\x02\x46",
    "a word": b"+OK\r\n",
    "a number": b":7\r\n",
    "no number": b":seven\r\n",
    "an empty list": b"*0\r\n",
    "a short list": b"*1\r\n$1\r\nx\r\n",
    "numbers": b"*2\r\n:1\r\n:2\r\n",
    "a long list of nothing": b"*5\r\n$-1\r\n$-1\r\n$-1\r\n$-1\r\n$-1\r\n",
    "a list of no length": b"*x\r\n",
    "a text of no length": b"$x\r\n",
    "an error without a word": b"-\r\n",
    "an unknown error": b"-STRANGE things\r\n",
    "an unknown script": b"-NOSCRIPT No matching script.\r\n",
    "a list in a list": b"*2\r\n*1\r\n:1\r\n*0\r\n",
    "letters": b"\xff\xfe\xfd\r\n",
}


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("kind", GARBAGE)
def test_garbage_is_a_sentence(serve: t.Callable[..., helper.Server], kind: str) -> None:
    redis_helper.require_redis()

    def answer(proxy: helper.Server, connection: socket.socket) -> None:
        while connection.recv(65536):
            connection.sendall(GARBAGE[kind])
            if not GARBAGE[kind]:
                return

    proxy = serve(*[answer] * 200)
    store = t.cast(RedisStore, open_store(f"redis://127.0.0.1:{proxy.port}", default_directory=""))
    for name, use in uses(store).items():
        try:
            answered = use()
        except StateStoreError as error:
            assert error.code in ("state_store", "lock_timeout"), name
            assert f"127.0.0.1:{proxy.port}" in error.message
            assert not re.search(r"HTTP|x15|xff|b'", error.message)
        else:
            # It is never taken for a slot, a lock or a value.
            assert answered is None and name not in ("lock", "reserve"), name
    assert store.warnings() == []


# --- who may, and what is warned of -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("access", "words"),
    [
        (ServerAccess(), "asks for a password: set state_store_password"),
        (ServerAccess(password="wrong-hunter2"), "does not accept the user or the password"),
        (ServerAccess("nobody", PASSWORD), "does not accept the user or the password"),
    ],
)
def test_a_wrong_password_is_a_sentence(new_redis: NewRedis, access: ServerAccess, words: str) -> None:
    server = new_redis("--requirepass", PASSWORD)
    with pytest.raises(StateStoreError, match=words) as caught:
        server.store(access=access).get("k")
    assert "hunter2" not in caught.value.message
    assert server.store(access=ServerAccess(password=PASSWORD)).get("k") is None
    assert server.store(access=ServerAccess("default", PASSWORD)).get("k") is None


def test_a_password_that_nobody_asks_for_is_a_sentence(redis_server: redis_helper.Server) -> None:
    with pytest.raises(StateStoreError, match="does not accept the user or the password"):
        redis_server.store(access=ServerAccess(password=PASSWORD)).get("k")


def acl_of_the_guide() -> list[str]:
    """The rules for the user that the guide tells to make, with its example of a password replaced."""
    (line,) = re.findall(r"^ +(user zoho-cliq .*)$", GUIDE.read_text(), re.MULTILINE)
    words = line.split()
    assert [word for word in words if word.startswith(">")]
    return ["--" + words[0], words[1], *(f">{PASSWORD}" if word.startswith(">") else word for word in words[2:])]


def test_the_user_of_the_guide_may_do_what_is_needed_and_nothing_else(new_redis: NewRedis) -> None:
    server = new_redis(*acl_of_the_guide(), "--user", "default", "off")
    access = ServerAccess("zoho-cliq", PASSWORD)
    server_of_its_own = server.store(access=access)
    for use in uses(server_of_its_own).values():
        use()
    with server_of_its_own.lock("token", "k", 1, lease=5) as lease:
        server_of_its_own.put("k", b"x", 60, lease=lease)
    assert server_of_its_own.get("k") == b"x"
    assert server_of_its_own.warnings() == []
    ask = server_of_its_own._server.command
    for words in (["GET", "other"], ["KEYS", "*"], ["FLUSHALL"], ["CONFIG", "GET", "*"], ["SCAN", "0"]):
        with pytest.raises(StateStoreError, match="does not let the user"):
            ask(*words)


@pytest.mark.parametrize("taken", ["eval", "evalsha", "get", "set", "del", "pexpire", "getrange", "time"])
def test_a_permission_that_is_missing_is_a_sentence(new_redis: NewRedis, taken: str) -> None:
    server = new_redis(*acl_of_the_guide(), f"-{taken}")
    store = server.store(access=ServerAccess("zoho-cliq", PASSWORD))
    failures = []
    for use in [*uses(store).values(), lambda: renew_and_put(store)]:
        try:
            use()
        except StateStoreError as error:
            failures.append(error.message)
    assert failures
    assert all("does not let the user" in message for message in failures), failures


def renew_and_put(store: RedisStore) -> None:
    with store.lock("object", "k", 1) as lease:
        store.put("k", b"x", 60, lease=lease)
        store._held.leases()[0]._extend()


def test_who_may_not_ask_for_the_policy_gets_no_warning(new_redis: NewRedis) -> None:
    server = new_redis(*acl_of_the_guide(), "-info", "--maxmemory-policy", "allkeys-lru")
    assert server.store(access=ServerAccess("zoho-cliq", PASSWORD)).warnings() == []


def test_another_policy_than_noeviction_is_warned_of(new_redis: NewRedis) -> None:
    server = new_redis("--maxmemory-policy", "allkeys-lru")
    (warning,) = server.store().warnings()
    assert "maxmemory-policy allkeys-lru" in warning
    assert "set maxmemory-policy to noeviction" in warning
    server.admin("CONFIG", "SET", "maxmemory-policy", "noeviction")
    assert server.store().warnings() == []


def test_a_database_that_is_not_there_is_a_sentence(new_redis: NewRedis) -> None:
    server = new_redis("--databases", "2", listens="port")
    with pytest.raises(StateStoreError, match="no database of the number"):
        server.store(server.url.replace("/0", "/2")).get("k")
    store = server.store(server.url.replace("/0", "/1"))
    store.put("k", b"x", 60)
    assert server.store().get("k") is None


# --- TLS ------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def tls(tmp_path: pathlib.Path) -> t.Any:
    """A certificate authority, and a server certificate for localhost."""
    trustme = pytest.importorskip("trustme")
    authority = trustme.CA()
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    certificate = authority.issue_cert("localhost")
    certificate.private_key_pem.write_to_path(str(tmp_path / "key.pem"))
    certificate.cert_chain_pems[0].write_to_path(str(tmp_path / "cert.pem"))
    return tmp_path


def tls_options(folder: pathlib.Path) -> list[str]:
    return [
        *("--tls-cert-file", str(folder / "cert.pem")),
        *("--tls-key-file", str(folder / "key.pem")),
        *("--tls-ca-cert-file", str(folder / "ca.pem")),
        *("--tls-auth-clients", "no"),
    ]


def test_a_store_over_tls_verifies_certificate_and_name(new_redis: NewRedis, tls: pathlib.Path) -> None:
    server = new_redis("--requirepass", PASSWORD, listens="tls", tls=tls_options(tls))
    access = ServerAccess(password=PASSWORD, ca_path=str(tls / "ca.pem"))
    store = server.store(access=access)
    assert store.reserve("q", **QUOTA).granted
    for url, ca_path in (
        (server.url, None),
        (server.url.replace("localhost", "127.0.0.1"), access.ca_path),
    ):
        untrusted = server.store(url, ServerAccess(password=PASSWORD, ca_path=ca_path))
        with pytest.raises(StateStoreError, match="TLS certificate that cannot be verified") as caught:
            untrusted.get("k")
        assert caught.value.code == "state_store"


def test_a_folder_of_ca_certificates_is_used(new_redis: NewRedis, tls: pathlib.Path) -> None:
    import subprocess

    server = new_redis(listens="tls", tls=tls_options(tls))
    folder = tls / "authorities"
    folder.mkdir()
    (folder / "ca.pem").write_bytes((tls / "ca.pem").read_bytes())
    if subprocess.run(["openssl", "rehash", str(folder)], check=False).returncode:
        pytest.skip("there is no openssl here")
    assert server.store(access=ServerAccess(ca_path=str(folder))).get("k") is None


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("listens", ["tls", "port"])
def test_tls_and_no_tls_do_not_understand_each_other(new_redis: NewRedis, tls: pathlib.Path, listens: str) -> None:
    server = new_redis(listens=listens, tls=tls_options(tls) if listens == "tls" else ())
    other = "redis" if listens == "tls" else "rediss"
    store = server.store(re.sub("^rediss?", other, server.url))
    with pytest.raises(StateStoreError, match=r"cannot be reached|does not answer"):
        store.get("k")


# --- threads and forks ---------------------------------------------------------------------------------------------------


def test_many_threads_use_one_store(redis_server: redis_helper.Server) -> None:
    store = redis_server.store()
    seen: list[bytes | None] = []

    def work(number: int) -> None:
        for turn in range(20):
            store.put(f"k{number}", f"{number} {turn}".encode(), 60)
            seen.append(store.get(f"k{number}"))

    threads = [threading.Thread(target=work, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, seen)) == sorted(str(f"{n} {turn}".encode()) for n in range(8) for turn in range(20))


def test_the_time_that_a_command_takes_is_bounded(monkeypatch: pytest.MonkeyPatch, new_redis: NewRedis) -> None:
    """It is not tried again for longer than a few seconds, however many pauses there are."""
    server = new_redis()
    store = server.store()
    server.stop()
    clock = [100.0]
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock[0] += seconds

    monkeypatch.setattr(redis_server, "PAUSES", (0.5,) * 100)
    monkeypatch.setattr(redis_server.time, "sleep", sleep)
    monkeypatch.setattr(redis_server.time, "monotonic", lambda: clock[0])
    with pytest.raises(StateStoreError):
        store.get("k")
    assert sum(slept) == redis_server.RETRY_SECONDS
    assert time.monotonic() == clock[0]
