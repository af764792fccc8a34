# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Neighbours that mean no good, or are in a bad way: no secret goes anywhere else, and the error says what is wrong.

Each is met by a whole task here. ``neighbours.yml`` has the tests that meet them where the code for them is.
"""

from __future__ import annotations

import errno
import fcntl
import os
import resource
import socket
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
import yaml
from ansible_collections.zoho.cliq.plugins.module_utils._state import record
from ansible_collections.zoho.cliq.tests.integration.plays.emulator_process import COLLECTION
from ansible_collections.zoho.cliq.tests.reliability.crowd import quick_clock
from ansible_collections.zoho.cliq.tests.reliability.scenarios import FILE
from ansible_collections.zoho.cliq.tests.reliability.worker import SCOPES, short_pauses
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import Server

CREATE = {"name": "ops-alerts", "level": "private"}
URI = "http://localhost:8765/callback"
SOMEBODY_ELSE = 65534
root_only = pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to somebody else")


@pytest.fixture
def node(stage, search, tell):
    stage.emulator.reset()
    node = stage.node()
    node.sign_in()
    yield node
    assert [*search.in_node(node)] == []
    tell("neighbours", met=1)


@pytest.fixture
def spy():
    """A server to which nobody has anything to say."""

    def listens(server, connection):
        server.requests.append(connection.recv(65536))

    server = Server(*[listens] * 20)
    yield server
    server.close()
    assert server.requests == []


@pytest.fixture
def refused(search):
    """Run a task that must fail with a code and these words, and show no secret."""

    def run(node, action, arguments, code, words, **rest):
        result = node.run(action, arguments, **rest)
        assert result.get("failed"), result
        assert result["failure"]["code"] == code, result
        assert words in result["msg"]
        assert [*search.in_results([result])] == []
        return result

    return run


def nothing_was_sent(node):
    sent = [entry for entry in node.emulator.log() if entry["side"] != "console"]
    assert sent == []
    return True


# --- hosts and what they return ------------------------------------------------------------------------------------------


def test_facts_that_name_another_host(node, spy):
    names = ("accounts_url", "api_url", "state_store", "ca_path")
    facts = {f"zoho_cliq_{name}": spy.url for name in names} | {"zoho_cliq_validate_certs": False}
    result = node.run("channel", CREATE, variables=facts)
    assert result["changed"], result
    assert node.store.is_dir()


def test_facts_that_pose_as_credentials(node, refused):
    names = ("CLIENT_ID", "CLIENT_SECRET", "REFRESH_TOKEN")
    for name in names:
        del node.environment[f"ZOHO_CLIQ_{name}"]
    facts = {f"zoho_cliq_{name.lower()}": "1000.planted" for name in names}
    refused(node, "channel", CREATE, "untrusted_variable", "managed hosts", variables=facts)
    assert nothing_was_sent(node)


# --- the state directory -------------------------------------------------------------------------------------------------


def test_a_state_directory_that_is_a_link(node, refused, tmp_path):
    node.store.symlink_to(tmp_path)
    refused(node, "channel", CREATE, "state_store", "is a symbolic link")
    assert nothing_was_sent(node) and list(tmp_path.iterdir()) == []


def test_a_state_directory_that_everybody_can_write(node, refused):
    node.store.mkdir()
    node.store.chmod(0o777)
    refused(node, "channel", CREATE, "state_store", "chmod go-w")
    assert nothing_was_sent(node)


@root_only
def test_parents_that_everybody_can_write(node, refused):
    """In such a folder the directory is made private; once somebody has put another one into its place it is not used."""
    parent = node.home / "shared"
    parent.mkdir()
    parent.chmod(0o777)
    node.environment["ZOHO_CLIQ_STATE_STORE"] = str(parent / "store")
    assert node.run("channel", CREATE)["changed"]
    assert (parent / "store").stat().st_mode & 0o777 == 0o700
    (parent / "store").rename(parent / "away")
    (parent / "store").mkdir()
    os.chown(parent / "store", SOMEBODY_ELSE, -1)
    node.emulator.control("log", method="DELETE")
    refused(node, "channel", CREATE, "state_store", "belongs to another user")
    assert nothing_was_sent(node)


@root_only
def test_a_state_directory_of_somebody_else(node, refused):
    node.store.mkdir(mode=0o700)
    os.chown(node.store, SOMEBODY_ELSE, -1)
    refused(node, "channel", CREATE, "state_store", "belongs to another user")
    assert nothing_was_sent(node)


@root_only
def test_a_lock_file_of_somebody_else(node, refused):
    assert node.run("access_token", {})["changed"]
    for lock in node.store.glob("lock-*"):
        os.chown(lock, SOMEBODY_ELSE, -1)
    for value in node.store.glob("data-*"):
        value.unlink()
    node.emulator.control("log", method="DELETE")
    refused(node, "access_token", {}, "state_store", "belongs to another user")
    assert nothing_was_sent(node)


def test_a_lock_that_is_never_given_back(node, refused):
    assert node.run("access_token", {})["changed"]
    for value in node.store.glob("data-*"):
        value.unlink()
    node.emulator.control("log", method="DELETE")
    held = [path.open("rb+") for path in node.store.glob("lock-token-*")]
    assert held
    for lock in held:
        fcntl.flock(lock, fcntl.LOCK_EX)
    try:
        hooks = [quick_clock(60, time.time())]
        refused(node, "access_token", {}, "lock_timeout", str(node.store), hooks=hooks)
    finally:
        for lock in held:
            lock.close()
    assert nothing_was_sent(node)
    assert node.run("access_token", {})["changed"]


def test_a_sealed_token_that_was_tampered_with(node):
    """Whoever can write the store can make a token useless, and cannot have another one sent."""
    assert node.run("channel", CREATE)["changed"]
    (path,) = node.store.glob("data-token-*")
    kept = record.decode(path.name, path.read_bytes())
    middle = len(kept.value) // 2
    changed = kept.value[:middle] + bytes([kept.value[middle] ^ 1]) + kept.value[middle + 1 :]
    path.write_bytes(record.encode(path.name, changed, kept.ttl))
    node.emulator.control("log", method="DELETE")
    assert node.run("channel", CREATE)["changed"] is False
    assert node.emulator.counters()["token_requests"] == 1
    assert node.emulator.log(status=401) == []


# --- disks -----------------------------------------------------------------------------------------------------------------


def full_disk():
    """In a worker: the system refuses every byte that a file would grow by."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def read_only_disk(folder: Path):
    """In a worker: the system refuses to open a file of a folder for writing."""

    def hook():
        opened = os.open

        def refuse(path, flags, *rest, **more):
            inside = "dir_fd" in more or str(path).startswith(str(folder))
            if inside and flags & (os.O_CREAT | os.O_WRONLY | os.O_RDWR):
                raise OSError(errno.EROFS, os.strerror(errno.EROFS), path)
            return opened(path, flags, *rest, **more)

        os.open = refuse

    return hook


HOOKS = {"full disk": lambda node: full_disk, "read-only disk": lambda node: read_only_disk(node.folder)}


@pytest.mark.parametrize("disk", HOOKS)
def test_a_state_store_on_a_bad_disk(node, refused, disk):
    refused(node, "channel", CREATE, "state_store", str(node.store), hooks=[short_pauses, HOOKS[disk](node)])
    assert nothing_was_sent(node)
    assert node.run("channel", CREATE)["changed"]


@pytest.mark.parametrize("disk", HOOKS)
def test_credentials_on_a_bad_disk(node, disk):
    """The code is not spent, and the file that is there stays as it is."""
    exchange = {"credentials_file": FILE, "scopes": SCOPES, "data_center": "us"}
    del node.environment["ZOHO_CLIQ_REFRESH_TOKEN"]
    assert node.run("credentials", {**exchange, "code": node.emulator.code(SCOPES)})["changed"]
    before = (node.project / FILE).read_bytes()
    node.emulator.control("log", method="DELETE")
    again = {**exchange, "code": node.emulator.code(SCOPES), "force": True}
    result = node.run("credentials", again, hooks=[short_pauses, HOOKS[disk](node)])
    assert result["failed"] and result["failure"]["code"] in ("credentials_file_unwritable", "state_store"), result
    assert node.emulator.counters()["exchanges"] == 0
    assert (node.project / FILE).read_bytes() == before
    assert node.left() == [FILE]
    assert node.run("credentials", again)["changed"]


# --- servers -----------------------------------------------------------------------------------------------------------------


@contextmanager
def babbling():
    """A server that answers everything with something that is no answer of Redis."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            try:
                connection, _address = listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(5)
                try:
                    while connection.recv(65536):
                        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    yield f"redis://127.0.0.1:{listener.getsockname()[1]}"
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()
    thread.join(10)


def test_a_redis_server_that_answers_garbage(node, refused):
    pytest.importorskip("redis", reason="the Python library redis is missing")
    with babbling() as url:
        node.environment["ZOHO_CLIQ_STATE_STORE"] = url
        result = refused(node, "channel", CREATE, "state_store", url.removeprefix("redis://"))
    assert "HTTP" not in result["msg"]
    assert nothing_was_sent(node)


@pytest.mark.parametrize("side", ["accounts", "cliq"])
def test_a_server_that_sends_elsewhere(node, spy, refused, side):
    fault = {"do": "redirect", "location": spy.url, "match": {"side": side}, "times": None}
    node.emulator.control("faults", fault)
    refused(node, "channel", CREATE, "unexpected_answer", "redirect")
    assert node.emulator.writes() == []


def test_a_proxy_in_the_environment(node, spy):
    proxies = dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"), spy.url)
    assert node.run("channel", CREATE, environment=proxies)["changed"]


def test_a_netrc_with_an_entry_for_the_host(node):
    host = urlsplit(node.emulator.url).hostname
    netrc = node.home / ".netrc"
    netrc.write_text(f"machine {host} login somebody password else\ndefault login any password body\n")
    netrc.chmod(0o600)
    assert node.run("channel", CREATE, environment={"NETRC": str(netrc)})["changed"]
    assert node.emulator.log(status=401) == []


# --- redirects -----------------------------------------------------------------------------------------------------------------


FORGED = {
    "a wrong state": ("state={other}&location=us", "state"),
    "no state": ("location=us", "state"),
    "a foreign accounts server": ("state={state}&location=us&accounts-server={spy}", "accounts-server"),
    "a look-alike": ("state={state}&location=us&accounts-server=https%3A%2F%2Faccounts.zoho.com.evil.example", ""),
    "an unknown location": ("state={state}&location=moon", "location"),
}


@pytest.mark.parametrize("kind", FORGED)
def test_a_forged_redirect(node, spy, search, kind):
    client = node.emulator.client
    for name in ("REFRESH_TOKEN", "SCOPES"):
        del node.environment[f"ZOHO_CLIQ_{name}"]
    node.environment.update(ZOHO_CLIQ_CLIENT_ID=client["client_id"], ZOHO_CLIQ_CLIENT_SECRET=client["client_secret"])
    asked = node.run("authorization_url", {"redirect_uri": URI, "scopes": SCOPES, "data_center": "us"})
    state = parse_qs(urlsplit(asked["authorization_url"]).query)["state"][0]
    other = state[:-1] + ("A" if state[-1] != "A" else "B")
    query, words = FORGED[kind]
    forged = query.format(state=state, other=other, spy=quote(spy.url, safe=""))
    code = node.emulator.code(SCOPES)
    arguments = {"credentials_file": FILE, "redirect_uri": URI, "scopes": SCOPES, "data_center": "us"}
    result = node.run("credentials", {**arguments, "redirect_url": f"{URI}?code={code}&{forged}"})
    assert result["failed"] and words in result["msg"], result
    assert [*search.in_results([result])] == []
    assert nothing_was_sent(node)
    assert node.left() == []


# --- what else proves it -----------------------------------------------------------------------------------------------------


def test_what_else_meets_them_is_there():
    neighbours = yaml.safe_load(Path(__file__).with_name("neighbours.yml").read_text())
    for name, tests in neighbours.items():
        assert tests, name
        for test in tests:
            path, _colons, function = test.partition("::")
            assert f"def {function}(" in (COLLECTION / "tests" / path).read_text(), f"{name}: {test}"
