# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Access tokens over Redis: one request at a time while holders of the lock are killed and halted, and a server that fails."""

from __future__ import annotations

import contextlib
import http.server
import json
import queue
import signal
import threading
import typing as t
from collections.abc import Iterator
from urllib.parse import parse_qs

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._errors import OAuthError, StateStoreError, Throttled
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import answers
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import client as oauth
from ansible_collections.zoho.cliq.plugins.module_utils._state import clock
from ansible_collections.zoho.cliq.plugins.module_utils._state import redis_server as redis_server_module
from ansible_collections.zoho.cliq.plugins.module_utils._state.redis_store import PREFIX, RedisStore
from ansible_collections.zoho.cliq.plugins.module_utils._state.tokens import CachedToken
from ansible_collections.zoho.cliq.plugins.plugin_utils import _token_source
from ansible_collections.zoho.cliq.plugins.plugin_utils._minting import LIMIT
from ansible_collections.zoho.cliq.plugins.plugin_utils._token_source import TokenSource
from ansible_collections.zoho.cliq.tests.unit.plugins import redis_helper
from ansible_collections.zoho.cliq.tests.unit.plugins.controller_helper import (
    credentials,
    refresh_form,
    refreshed,
)
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import OPTIONS, TOKEN, TOKEN_URL, Zoho
from ansible_collections.zoho.cliq.tests.unit.plugins.process_helper import Process, Processes

NewRedis = t.Callable[..., redis_helper.Server]
PATIENCE = 30.0


# --- many processes, some of which are killed or halted ------------------------------------------------------------------


class Request(t.NamedTuple):
    """A token request that waits for its answer."""

    pid: int
    answer: threading.Event


class Accounts(http.server.ThreadingHTTPServer):
    """A token endpoint. Each request waits until the test lets it be answered; each gets another token."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.arrived: queue.Queue[Request] = queue.Queue()
        self.tokens: list[tuple[int, str]] = []
        self.open = 0
        self.most_open = 0
        self.lock = threading.Lock()
        self._thread = threading.Thread(target=lambda: self.serve_forever(poll_interval=0.01), daemon=True)
        self._thread.start()

    def next(self) -> Request:
        return self.arrived.get(timeout=PATIENCE)

    def forget_open(self) -> None:
        """Whoever has sent what is open now is killed or halted."""
        with self.lock:
            self.open = 0

    def close(self) -> None:
        self.shutdown()
        self._thread.join()
        self.server_close()


class Handler(http.server.BaseHTTPRequestHandler):
    server: Accounts

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        assert form["grant_type"] == ["refresh_token"]
        request = Request(int(self.headers["User-Agent"]), threading.Event())
        with self.server.lock:
            self.server.open += 1
            self.server.most_open = max(self.server.most_open, self.server.open)
            token = f"1000.{len(self.server.tokens)}"
            self.server.tokens.append((request.pid, token))
        self.server.arrived.put(request)
        request.answer.wait(PATIENCE)
        body = json.dumps(refreshed(token)).encode()
        with contextlib.suppress(OSError):
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        with self.server.lock:
            self.server.open = max(0, self.server.open - 1)

    def log_message(self, *arguments: object) -> None:
        pass


# The time-out of a request, and with it the lease, is as short as it can be, since the lease has to pass in these tests.
PRELUDE = """
from ansible_collections.zoho.cliq.plugins.module_utils import _http
from ansible_collections.zoho.cliq.plugins.module_utils._errors import ZohoCliqError
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import client as oauth, datacenters
from ansible_collections.zoho.cliq.plugins.module_utils._oauth.credentials import Client, Credentials
from ansible_collections.zoho.cliq.plugins.module_utils._state.store import open_store
from ansible_collections.zoho.cliq.plugins.plugin_utils import _token_source
_http.USER_AGENT = str(os.getpid())
_http.CONNECT_RETRY_PAUSE = 0
_token_source.LEASE_MARGIN = 0.2
store = open_store(sys.argv[1], default_directory="")
whose = Credentials(
    client=Client("1000.ABC", "5ec2e7"), refresh_token="1000.4ef4e5", data_center=datacenters.get("us"), scopes=(),
    user_id=None, accounts_url=sys.argv[2],
)
source = _token_source.TokenSource(whose, store, lambda: _http.HttpOptions(timeout=1.0))
def ask():
    sys.stdin.readline()
    try:
        say(source.get(300).access_token)
    except ZohoCliqError as error:
        say(error.code)
"""
LOOP = """
say("ready")
while True:
    ask()
    # In the next round the store alone tells.
    _token_source._AT_HAND.clear()
"""


@pytest.fixture
def accounts() -> Iterator[Accounts]:
    server = Accounts()
    yield server
    server.close()


@pytest.fixture
def start(redis_server: redis_helper.Server, accounts: Accounts) -> Iterator[Processes]:
    processes = Processes(PRELUDE, redis_server.url, accounts.url)
    yield processes
    processes.close()


def forget_token(server: redis_helper.Server) -> None:
    for key in server.all_keys():
        if key.startswith(f"{PREFIX}data:"):
            server.admin("DEL", key)


def ask_all(processes: t.Collection[Process]) -> None:
    for process in processes:
        process.go()


def test_holders_that_are_killed_or_halted_cost_a_request_each_and_never_more_than_the_ledger_allows(
    redis_server: redis_helper.Server, accounts: Accounts, start: Processes
) -> None:
    living = {process.popen.pid: process for process in [start(LOOP) for _number in range(8)]}
    assert {process.heard() for process in living.values()} == {"ready"}
    requests = 0
    for what in ("killed", "halted", "killed", "nothing", "nothing"):
        forget_token(redis_server)
        ask_all(living.values())
        request = accounts.next()
        requests += 1
        late: Process | None = None
        if what == "killed":
            living.pop(request.pid).kill()
        elif what == "halted":
            late = living.pop(request.pid)
            late.halt()
        if what != "nothing":
            # Its lease runs out, and one of the others takes over.
            accounts.forget_open()
            request.answer.set()
            request = accounts.next()
            requests += 1
        request.answer.set()
        (answer,) = {process.heard() for process in living.values()}
        assert answer == accounts.tokens[-1][1]
        assert len(accounts.tokens) == requests
        if late is not None:
            late.resume()
            # It is too late for its own answer, or not; what it does not do is to ask again, or to replace the newer token.
            assert late.heard() in {token for _pid, token in accounts.tokens[-2:]}
            late.go()
            assert late.heard() == answer
            living[late.popen.pid] = late
        assert accounts.most_open == 1
    assert len(living) == 6
    assert requests == LIMIT
    forget_token(redis_server)
    ask_all(living.values())
    assert {process.heard() for process in living.values()} == {"throttled"}
    assert len(accounts.tokens) == LIMIT


def test_a_holder_that_is_halted_before_it_sends_does_not_send(
    redis_server: redis_helper.Server, accounts: Accounts, start: Processes
) -> None:
    halted = start("""
send = oauth.refresh
def slow(*arguments):
    say("about to send")
    sys.stdin.readline()
    return send(*arguments)
oauth.refresh = slow
ask()
""")
    halted.go()
    assert halted.heard() == "about to send"
    halted.halt()
    other = start("ask()")
    other.go()
    accounts.next().answer.set()
    token = other.heard()
    halted.resume()
    halted.go()
    assert halted.heard() == token
    assert [pid for pid, _token in accounts.tokens] == [other.popen.pid]
    # Nor does what was not sent count: each ledger has its head and one request.
    ledgers = [key for key in redis_server.all_keys() if key.startswith(f"{PREFIX}ledger:mint-")]
    assert [len(redis_server.admin("GET", key).splitlines()) for key in ledgers] == [2, 2]


def test_a_holder_that_is_halted_before_it_stores_uses_its_token_and_keeps_the_newer_one(
    redis_server: redis_helper.Server, accounts: Accounts, start: Processes
) -> None:
    halted = start("""
remember = source.remember
def slow(*arguments):
    say("about to store")
    sys.stdin.readline()
    remember(*arguments)
source.remember = slow
ask()
ask()
""")
    halted.go()
    accounts.next().answer.set()
    assert halted.heard() == "about to store"
    halted.halt()
    accounts.forget_open()
    other = start("ask()")
    other.go()
    accounts.next().answer.set()
    newer = other.heard()
    halted.resume()
    halted.go()
    own = halted.heard()
    assert [own, newer] == [token for _pid, token in accounts.tokens]
    halted.go()
    assert halted.heard() == newer


# --- a server that fails ----------------------------------------------------------------------------------------------


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_server_module, "PAUSES", (0.001,))
    monkeypatch.setattr(redis_server_module, "ANSWER_SECONDS", 0.2)


def source(store: RedisStore) -> TokenSource:
    return TokenSource(credentials(), store, lambda: OPTIONS)


def mints(zoho: Zoho, token: str = TOKEN) -> None:
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), json=refreshed(token))


def nearly_expired() -> CachedToken:
    return CachedToken(TOKEN, 3600.0, {**clock.stamp(), "up": clock.uptime() - 3400}, (), None, "eu")


@pytest.mark.usefixtures("hasty")
def test_a_server_that_is_down_at_the_start_means_that_nothing_is_requested(zoho: Zoho, new_redis: NewRedis) -> None:
    server = new_redis()
    store = server.store()
    server.stop()
    with pytest.raises(StateStoreError, match="cannot be reached"):
        source(store).get(300)
    assert zoho.sent == []


@pytest.mark.usefixtures("hasty")
@pytest.mark.parametrize("how", ["killed", "halted"])
def test_a_process_that_has_a_token_goes_on_without_the_server(zoho: Zoho, new_redis: NewRedis, how: str) -> None:
    server = new_redis()
    store = server.store()
    mints(zoho)
    assert source(store).get(300).access_token == TOKEN
    server.send(signal.SIGKILL if how == "killed" else signal.SIGSTOP)
    assert source(store).get(300).access_token == TOKEN
    # But what was refused is not used again, nor is another one requested uncounted.
    with pytest.raises(StateStoreError):
        source(store).replacement(TOKEN)
    with pytest.raises(StateStoreError):
        source(store).get(300)
    assert len(zoho.sent) == 1


@pytest.mark.usefixtures("hasty")
def test_a_token_is_used_although_the_server_went_away_while_it_was_requested(
    zoho: Zoho, new_redis: NewRedis, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = new_redis()

    def answer(*arguments: t.Any) -> answers.TokenAnswer:
        server.stop()
        return answers.TokenAnswer(TOKEN, None, 3600.0, None, None, "Bearer")

    monkeypatch.setattr(oauth, "refresh", answer)
    store = server.store()
    assert source(store).get(300).access_token == TOKEN
    assert source(store).get(300).access_token == TOKEN


@pytest.mark.usefixtures("hasty")
def test_a_failure_is_told_although_the_server_went_away_meanwhile(
    zoho: Zoho, new_redis: NewRedis, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = new_redis()

    def answer(*arguments: t.Any) -> t.NoReturn:
        server.stop()
        raise OAuthError("No.", code="invalid_code")

    monkeypatch.setattr(oauth, "refresh", answer)
    with pytest.raises(OAuthError, match=r"No\."):
        source(server.store()).get(300)


def test_with_a_full_server_what_is_cached_is_used_and_nothing_requested(zoho: Zoho, new_redis: NewRedis) -> None:
    server = new_redis("--maxmemory-policy", "noeviction")
    store = server.store()
    some = source(store)
    some.remember(nearly_expired())
    server.admin("CONFIG", "SET", "maxmemory", "1")
    # It has less than 300 seconds left, and another one cannot be requested.
    assert some.get(300).access_token == TOKEN
    store.delete(some._key)
    _token_source._AT_HAND.clear()
    with pytest.raises(StateStoreError, match="is full"):
        some.get(300)
    assert zoho.sent == []


def test_after_a_loss_of_data_a_process_with_a_token_goes_on(zoho: Zoho, new_redis: NewRedis) -> None:
    server = new_redis()
    store = server.store()
    mints(zoho)
    assert source(store).get(300).access_token == TOKEN
    server.stop()
    server.start()
    # It cannot know what was requested before the loss, so it requests nothing, and need not.
    assert source(store).get(300).access_token == TOKEN
    _token_source._AT_HAND.clear()
    with pytest.raises(Throttled) as caught:
        source(store).get(300)
    assert 590 < caught.value.retry_after <= 600
    # A process of a later run has seen nothing of it.
    mints(zoho, "1000.new")
    assert source(server.store()).get(300).access_token == "1000.new"


def test_after_a_restart_with_data_everything_goes_on(zoho: Zoho, new_redis: NewRedis) -> None:
    server = new_redis("--save", "3600 1")
    store = server.store()
    mints(zoho)
    source(store).get(300)
    server.stop(signal.SIGTERM)
    server.start()
    _token_source._AT_HAND.clear()
    assert source(store).get(300).access_token == TOKEN
    for number in range(LIMIT - 1):
        mints(zoho, f"1000.n{number}")
        source(store).renew()
    with pytest.raises(Throttled):
        source(store).renew()
    assert len(zoho.sent) == LIMIT


def test_what_is_stored_tells_nothing(zoho: Zoho, redis_server: redis_helper.Server) -> None:
    from ansible_collections.zoho.cliq.tests.unit.plugins.controller_helper import CLIENT, REFRESH, SECRET

    mints(zoho)
    source(redis_server.store()).get(300)
    kept = b"".join(key.encode() + redis_server.admin("GET", key) for key in redis_server.all_keys())
    assert kept
    assert not [secret for secret in (TOKEN, REFRESH, SECRET, CLIENT.client_id) if secret.encode() in kept]
