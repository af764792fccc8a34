# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Access tokens: one request for everybody, and what failures and refusals do."""

from __future__ import annotations

import concurrent.futures
import contextlib
import pathlib
import signal
import threading
import types
import typing as t

import pytest
import requests
from ansible_collections.zoho.cliq.plugins.module_utils import _http
from ansible_collections.zoho.cliq.plugins.module_utils._errors import (
    ConnectFailed,
    InvalidInput,
    OAuthError,
    OutcomeUnknown,
    StateStoreError,
    Throttled,
)
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import answers
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import client as oauth
from ansible_collections.zoho.cliq.plugins.module_utils._state import clock
from ansible_collections.zoho.cliq.plugins.module_utils._state.file import FileStore
from ansible_collections.zoho.cliq.plugins.module_utils._state.memory import MemoryStore
from ansible_collections.zoho.cliq.plugins.module_utils._state.store import Lease, StateStore
from ansible_collections.zoho.cliq.plugins.module_utils._state.tokens import CachedToken
from ansible_collections.zoho.cliq.plugins.plugin_utils import _token_source
from ansible_collections.zoho.cliq.plugins.plugin_utils._controller import access_token
from ansible_collections.zoho.cliq.plugins.plugin_utils._minting import LIMIT, MintLedger
from ansible_collections.zoho.cliq.plugins.plugin_utils._token_source import TokenSource
from ansible_collections.zoho.cliq.tests.unit.plugins.controller_helper import (
    CLIENT,
    PLAIN_FILE,
    REFRESH,
    SCOPES,
    SECRET,
    Controller,
    credentials,
    refresh_form,
    refreshed,
)
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import ACCOUNTS, OPTIONS, TOKEN, TOKEN_URL, Zoho

THROTTLED = {"error": "Access Denied", "error_description": "You have made too many requests continuously."}


class Time:
    """The clocks of the state store and of the token source, which move when they are told to."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._wall, self._up = 1_800_000_000.0, 1000.0
        monkeypatch.setattr(clock, "wall", lambda: self._wall)
        monkeypatch.setattr(clock, "uptime", lambda: self._up)
        monkeypatch.setattr(clock, "boot_id", lambda: "boot")
        monkeypatch.setattr(_token_source, "time", types.SimpleNamespace(time=lambda: self._wall))

    def advance(self, seconds: float) -> None:
        self._wall += seconds
        self._up += seconds


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Time:
    return Time(monkeypatch)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


def source(store: StateStore, **changes: t.Any) -> TokenSource:
    return TokenSource(credentials(**changes), store, lambda: OPTIONS)


def mints(zoho: Zoho, token: str = TOKEN, **answer: t.Any) -> None:
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), **(answer or {"json": refreshed(token)}))


# --- the cache -------------------------------------------------------------------------------------------------------


def test_a_token_is_requested_once_and_then_cached(zoho: Zoho, store: MemoryStore) -> None:
    mints(zoho)
    first = source(store)
    token = first.get(300)
    assert (token.access_token, token.scopes, token.data_center) == (TOKEN, tuple(SCOPES), "eu")
    assert first.refreshed
    second = source(store)
    assert second.get(3000).access_token == TOKEN
    assert not second.refreshed


def test_what_is_stored_tells_nothing(zoho: Zoho, store: MemoryStore) -> None:
    mints(zoho)
    source(store).get(300)
    kept = b"".join([name.encode() + value for name, (_until, value) in store._values.items()])
    kept += repr(store._ledgers).encode()
    assert not [secret for secret in (TOKEN, REFRESH, SECRET, CLIENT.client_id) if secret.encode() in kept]


@pytest.mark.parametrize(("passed", "again"), [(3299, False), (3301, True), (8000, True)])
def test_a_token_with_too_little_time_left_is_refreshed(
    zoho: Zoho, store: MemoryStore, now: Time, passed: float, again: bool
) -> None:
    mints(zoho)
    source(store).get(300)
    now.advance(passed)
    if again:
        mints(zoho, "1000.new")
    assert source(store).get(300).access_token == ("1000.new" if again else TOKEN)


@pytest.mark.parametrize("changes", [{"refresh_token": "1000.other"}, {"accounts_url": "http://127.0.0.1:1"}])
def test_other_credentials_do_not_see_the_token(zoho: Zoho, store: MemoryStore, changes: t.Any) -> None:
    mints(zoho)
    source(store).get(300)
    assert source(store, **changes).cached() is None


def test_a_token_is_forgotten(zoho: Zoho, store: MemoryStore) -> None:
    mints(zoho)
    some = source(store)
    some.get(300)
    some.forget()
    assert some.cached() is None


def test_damage_is_a_miss(zoho: Zoho, store: MemoryStore) -> None:
    some = source(store)
    store.put(some._key, b"\x01nonsense", 100)
    assert some.cached() is None
    store.put(some._key, some.sealer.seal({"access_token": 5}), 100)
    assert some.cached() is None
    mints(zoho)
    assert some.get(300).access_token == TOKEN


def test_the_scopes_of_the_answer_win_over_those_of_the_credentials(zoho: Zoho, store: MemoryStore) -> None:
    mints(zoho, json=refreshed(scope="ZohoCliq.Users.READ"))
    assert source(store).get(300).scopes == ("ZohoCliq.Users.READ",)


# --- many at once ----------------------------------------------------------------------------------------------------


class Accounts:
    """A token endpoint that counts and takes as long as everybody needs to come."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, callers: int) -> None:
        self.requests = 0
        self.error: Exception | None = None
        self._callers = callers
        self._asked = threading.Semaphore(0)
        monkeypatch.setattr(oauth, "refresh", self._refresh)

    def ask(self, call: t.Callable[[], CachedToken]) -> CachedToken:
        self._asked.release()
        return call()

    def _refresh(self, *arguments: t.Any) -> answers.TokenAnswer:
        self.requests += 1
        for _caller in range(self._callers):
            assert self._asked.acquire(timeout=10)
        self._callers = 0
        if self.error is not None:
            raise self.error
        return answers.TokenAnswer(f"1000.new{self.requests}", None, 3600.0, None, None, "Bearer")


@pytest.fixture(params=["memory", "file", "redis"])
def shared(request: pytest.FixtureRequest, tmp_path: pathlib.Path) -> t.Callable[[], StateStore]:
    if request.param == "file":
        return lambda: FileStore(str(tmp_path / "state"))
    if request.param == "redis":
        return t.cast(t.Any, request.getfixturevalue("redis_server").store)
    store = MemoryStore()
    return lambda: store


def ask_all(accounts: Accounts, callers: int, call: t.Callable[[], CachedToken]) -> list[t.Any]:
    def one() -> t.Any:
        try:
            return accounts.ask(call).access_token
        except OAuthError as exc:
            return exc.code

    with concurrent.futures.ThreadPoolExecutor(callers) as pool:
        return [future.result() for future in [pool.submit(one) for _caller in range(callers)]]


def test_everybody_who_asks_at_once_shares_one_request(
    monkeypatch: pytest.MonkeyPatch, shared: t.Callable[[], StateStore]
) -> None:
    accounts = Accounts(monkeypatch, callers=20)
    assert ask_all(accounts, 20, lambda: source(shared()).get(300)) == ["1000.new1"] * 20
    assert accounts.requests == 1


def test_everybody_who_was_refused_with_one_token_shares_one_request(
    monkeypatch: pytest.MonkeyPatch, shared: t.Callable[[], StateStore]
) -> None:
    old = CachedToken(TOKEN, 3600.0, clock.stamp(), (), None, "eu")
    source(shared()).remember(old)
    accounts = Accounts(monkeypatch, callers=20)
    assert ask_all(accounts, 20, lambda: source(shared()).replacement(TOKEN)) == ["1000.new1"] * 20
    assert accounts.requests == 1


def test_everybody_who_waited_for_a_refresh_that_failed_shares_its_error(
    monkeypatch: pytest.MonkeyPatch, shared: t.Callable[[], StateStore]
) -> None:
    accounts = Accounts(monkeypatch, callers=10)
    accounts.error = OAuthError("No.", code="invalid_code")
    assert ask_all(accounts, 10, lambda: source(shared()).get(300)) == ["invalid_code"] * 10
    assert accounts.requests == 1


def test_the_wait_for_the_lock_is_longer_than_a_request_can_take(
    zoho: Zoho, store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[tuple[str, float]] = []
    leases: list[float] = []

    @contextlib.contextmanager
    def lock(kind: str, key: str, timeout: float, *, lease: float) -> t.Iterator[Lease]:
        waits.append((kind, timeout))
        leases.append(lease)
        yield Lease()

    monkeypatch.setattr(store, "lock", lock)
    mints(zoho)
    source(store).get(300)
    assert [kind for kind, _timeout in waits] == ["token"]
    assert waits[0][1] > OPTIONS.timeout * _http.CONNECT_ATTEMPTS
    # A holder that dies is outlasted by those who wait, and a request by the lease of whoever sends it.
    assert waits[0][1] > leases[0] > OPTIONS.longest


def test_without_the_lock_nothing_is_requested(zoho: Zoho, store: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    def lock(*arguments: t.Any, **more: t.Any) -> t.NoReturn:
        raise StateStoreError("held", code="lock_timeout")

    monkeypatch.setattr(store, "lock", lock)
    with pytest.raises(StateStoreError, match="held"):
        source(store).get(300)
    source(store).remember(CachedToken(TOKEN, 10.0, clock.stamp(), (), None, "eu"))
    assert source(store).get(300).access_token == TOKEN
    with pytest.raises(StateStoreError, match="held"):
        source(store).replacement(TOKEN)
    assert not zoho.sent


def test_a_check_of_the_refresh_token_does_not_take_a_cached_token_for_an_answer(
    zoho: Zoho, store: MemoryStore
) -> None:
    some = source(store)
    some.remember(CachedToken(TOKEN, 3600.0, clock.stamp(), (), None, "eu"))
    mints(zoho, status=400, json=THROTTLED)
    with pytest.raises(Throttled):
        some.renew()
    assert some.get(300).access_token == TOKEN


def test_signals_wait_until_the_token_is_stored(store: MemoryStore, monkeypatch: pytest.MonkeyPatch) -> None:
    class TimeOut(Exception):
        pass

    def handler(number: int, frame: object) -> t.NoReturn:
        raise TimeOut

    rung: list[bool] = []

    def answer(*arguments: t.Any) -> answers.TokenAnswer:
        if not rung:
            rung.append(True)
            signal.raise_signal(signal.SIGALRM)
        return answers.TokenAnswer(TOKEN, None, 3600.0, None, None, "Bearer")

    monkeypatch.setattr(oauth, "refresh", answer)
    before = signal.signal(signal.SIGALRM, handler)
    try:
        with pytest.raises(TimeOut):
            source(store).get(300)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert source(store).get(300).access_token == TOKEN


# --- failures --------------------------------------------------------------------------------------------------------


def test_a_failure_is_remembered_for_30_seconds(zoho: Zoho, store: MemoryStore, now: Time) -> None:
    mints(zoho, json={"error": "invalid_code"})
    with pytest.raises(OAuthError) as first:
        source(store).get(300)
    now.advance(29)
    with pytest.raises(OAuthError, match=r" This answer is remembered for another 2 s\.$") as second:
        source(store).get(300)
    assert second.value.code == first.value.code == "invalid_code"
    assert len(zoho.sent) == 1
    now.advance(2)
    mints(zoho)
    assert source(store).get(300).access_token == TOKEN


def test_a_new_token_ends_the_memory_of_a_failure(zoho: Zoho, store: MemoryStore) -> None:
    mints(zoho, json={"error": "invalid_code"})
    some = source(store)
    with pytest.raises(OAuthError):
        some.get(300)
    some.remember(CachedToken(TOKEN, 0.0, clock.stamp(), (), None, "eu"))
    mints(zoho, "1000.new")
    assert some.get(300).access_token == "1000.new"


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"\xff", b'{"until": "x"}', b'{"until": NaN, "message": "m"}'])
def test_a_damaged_memory_of_a_failure_does_not_matter(zoho: Zoho, store: MemoryStore, data: bytes) -> None:
    some = source(store)
    store.put(some._failure_key, data, 100)
    mints(zoho)
    assert some.get(300).access_token == TOKEN


def test_a_memory_of_a_failure_is_not_believed_for_ever(zoho: Zoho, store: MemoryStore, now: Time) -> None:
    some = source(store)
    store.put(some._failure_key, b'{"until": 9e18, "message": "m", "code": "c", "status": null}', 1000)
    with pytest.raises(OAuthError, match=r"m This answer is remembered for another 601 s\."):
        some.get(300)


def test_a_throttle_starts_a_cool_down_for_the_client(zoho: Zoho, store: MemoryStore, now: Time) -> None:
    mints(zoho, status=400, json=THROTTLED)
    with pytest.raises(Throttled):
        source(store).get(300)
    now.advance(599)
    for refresh_token in (REFRESH, "1000.other"):
        with pytest.raises(Throttled, match="Zoho refused further token requests") as caught:
            source(store, refresh_token=refresh_token).get(300)
        assert caught.value.retry_after == pytest.approx(1)
    assert len(zoho.sent) == 1
    now.advance(2)
    mints(zoho)
    assert source(store).get(300).access_token == TOKEN


PASSING = {
    "throttle": {"status": 400, "json": THROTTLED},
    "server error": {"status": 500, "body": b""},
    "lost answer": {"body": requests.exceptions.ReadTimeout("late")},
}


@pytest.mark.parametrize("failure", PASSING)
def test_a_token_that_is_still_valid_is_used_while_zoho_cannot_be_asked(
    zoho: Zoho, store: MemoryStore, now: Time, failure: str
) -> None:
    mints(zoho)
    source(store).get(300)
    now.advance(3400)
    mints(zoho, **PASSING[failure])
    for _often in range(3):
        assert source(store).get(300).access_token == TOKEN
    assert len(zoho.sent) == 2


@pytest.mark.parametrize(
    ("failure", "error"), [("throttle", Throttled), ("lost answer", OAuthError), ("server error", OAuthError)]
)
def test_an_expired_token_is_not_used(zoho: Zoho, store: MemoryStore, now: Time, failure: str, error: type) -> None:
    mints(zoho)
    source(store).get(300)
    now.advance(3600)
    mints(zoho, **PASSING[failure])
    with pytest.raises(error):
        source(store).get(300)


def test_a_refusal_of_the_credentials_is_told_though_a_token_is_valid(
    zoho: Zoho, store: MemoryStore, now: Time
) -> None:
    mints(zoho)
    source(store).get(300)
    now.advance(3400)
    mints(zoho, json={"error": "invalid_code"})
    with pytest.raises(OAuthError):
        source(store).get(300)


# --- replacement -----------------------------------------------------------------------------------------------------


def test_a_token_that_was_replaced_in_the_meantime_is_used(zoho: Zoho, store: MemoryStore) -> None:
    source(store).remember(CachedToken("1000.new", 3600.0, clock.stamp(), (), None, "eu"))
    assert source(store).replacement(TOKEN).access_token == "1000.new"


def test_a_refused_token_is_replaced_whatever_its_age(zoho: Zoho, store: MemoryStore, now: Time) -> None:
    mints(zoho)
    some = source(store)
    some.get(300)
    mints(zoho, "1000.new")
    assert some.replacement(TOKEN).access_token == "1000.new"


def test_a_replacement_that_is_refused_as_well_is_not_replaced_for_ten_minutes(
    zoho: Zoho, store: MemoryStore, now: Time
) -> None:
    mints(zoho)
    some = source(store)
    some.get(300)
    mints(zoho, "1000.new")
    some.replacement(TOKEN)
    now.advance(50)
    with pytest.raises(OAuthError) as caught:
        some.replacement("1000.new")
    assert caught.value.code == "token_refused"
    now.advance(500)
    for call in (lambda: source(store).get(300), lambda: source(store).replacement("1000.new"), source(store).renew):
        with pytest.raises(OAuthError) as again:
            call()
        assert again.value.code == "token_refused"
    assert len(zoho.sent) == 2
    now.advance(101)
    mints(zoho, "1000.third")
    assert source(store).get(300).access_token == "1000.third"


def test_a_replacement_that_is_refused_later_is_replaced(zoho: Zoho, store: MemoryStore, now: Time) -> None:
    mints(zoho)
    some = source(store)
    some.get(300)
    mints(zoho, "1000.new")
    some.replacement(TOKEN)
    now.advance(61)
    mints(zoho, "1000.third")
    assert some.replacement("1000.new").access_token == "1000.third"


@pytest.mark.parametrize("failure", PASSING)
def test_a_refused_token_is_not_used_again_while_zoho_cannot_be_asked(
    zoho: Zoho, store: MemoryStore, failure: str
) -> None:
    mints(zoho)
    some = source(store)
    some.get(300)
    mints(zoho, **PASSING[failure])
    with pytest.raises(OAuthError):
        some.replacement(TOKEN)


def test_the_refresh_token_is_proven_whatever_is_cached(zoho: Zoho, store: MemoryStore) -> None:
    mints(zoho)
    source(store).get(300)
    mints(zoho, "1000.new")
    assert source(store).renew().access_token == "1000.new"


# --- the ledger ------------------------------------------------------------------------------------------------------


def test_no_more_than_8_requests_in_10_minutes(zoho: Zoho, store: MemoryStore, now: Time) -> None:
    for number in range(LIMIT):
        mints(zoho, f"1000.n{number}")
        source(store).renew()
        now.advance(10)
    some = source(store)
    some.forget()
    with pytest.raises(Throttled, match="8 token requests were sent in the last 10 minutes") as caught:
        some.get(300)
    assert caught.value.retry_after == pytest.approx(600 - 80)
    now.advance(521)
    mints(zoho, "1000.last")
    assert some.get(300).access_token == "1000.last"


def ledger(store: StateStore, client: t.Any = CLIENT, refresh_token: str | None = REFRESH) -> MintLedger:
    return MintLedger(store, ACCOUNTS, client, refresh_token)


def test_the_requests_of_all_refresh_tokens_of_a_client_count_together(store: MemoryStore) -> None:
    for number in range(LIMIT):
        with ledger(store, refresh_token=None if number % 2 else f"1000.{number}").slot(30):
            pass
    with pytest.raises(Throttled), ledger(store, refresh_token="1000.another").slot(30):
        raise AssertionError("there was a slot")
    other = type(CLIENT)("1000.OTHER", SECRET)
    with ledger(store, other, "1000.another").slot(30):
        pass


def test_a_full_ledger_is_no_cool_down_and_takes_no_slot(store: MemoryStore, now: Time) -> None:
    for _number in range(LIMIT):
        with ledger(store).slot(30):
            pass
    for _often in range(3):
        with pytest.raises(Throttled), ledger(store).slot(30):
            raise AssertionError("there was a slot")
    ledger(store).check()
    now.advance(601)
    for _number in range(LIMIT):
        with ledger(store).slot(30):
            pass


def test_a_slot_of_the_client_is_given_back_if_the_refresh_token_has_none(store: MemoryStore) -> None:
    mine = ledger(store)
    for _number in range(LIMIT):
        reservation = store.reserve(mine._ledgers[1], limit=LIMIT, window=600, hold=1)
        assert reservation.granted
    with pytest.raises(Throttled), mine.slot(30):
        raise AssertionError("there was a slot")
    assert store._ledgers[mine._client_ledger].slots == ()


def test_a_request_counts_until_ten_minutes_after_its_end(store: MemoryStore, now: Time) -> None:
    for _number in range(LIMIT):
        with ledger(store).slot(30):
            now.advance(50)
    now.advance(600 - 50 * (LIMIT - 1) - 1)
    with pytest.raises(Throttled), ledger(store).slot(30):
        raise AssertionError("there was a slot")
    now.advance(2)
    with ledger(store).slot(30):
        pass


def test_a_throttle_inside_a_slot_blocks_the_client(store: MemoryStore) -> None:
    with pytest.raises(Throttled, match=r"^Zoho says no$"), ledger(store).slot(30):
        raise Throttled("Zoho says no", retry_after=600)
    with pytest.raises(Throttled, match="refused further"):
        ledger(store, refresh_token=None).check()


def test_other_errors_inside_a_slot_pass_and_the_slot_counts(store: MemoryStore) -> None:
    for _number in range(LIMIT):
        with pytest.raises(OutcomeUnknown), ledger(store).slot(30):
            raise OutcomeUnknown("x")
    with pytest.raises(Throttled), ledger(store).slot(30):
        raise AssertionError("there was a slot")


def test_a_request_that_was_never_sent_does_not_count(store: MemoryStore) -> None:
    for _number in range(LIMIT + 1):
        with pytest.raises(ConnectFailed), ledger(store).slot(30):
            raise ConnectFailed("x")


def test_a_slot_is_held_for_as_long_as_its_request_may_take(
    store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    holds: list[float] = []
    reserve = store.reserve
    monkeypatch.setattr(
        store, "reserve", lambda *names, hold, **more: holds.append(hold) or reserve(*names, hold=hold, **more)
    )
    for timeout in (1, 100):
        with ledger(store, refresh_token=None).slot(timeout):
            pass
    assert holds == [120, 400]


@pytest.mark.parametrize(("left", "used"), [(0.5, False), (1.5, True)])
def test_a_token_that_has_expired_is_never_used(
    zoho: Zoho, store: MemoryStore, now: Time, left: float, used: bool
) -> None:
    some = source(store)
    some.remember(CachedToken(TOKEN, 3600.0, clock.stamp(), (), None, "eu"))
    now.advance(3600 - left)
    assert (some.usable(0) is not None) is used


def test_a_token_of_a_short_life_is_used_for_half_of_it(zoho: Zoho, store: MemoryStore, now: Time) -> None:
    some = source(store)
    some.remember(CachedToken(TOKEN, 100.0, clock.stamp(), (), None, "eu"))
    now.advance(49)
    assert some.get(300).access_token == TOKEN
    now.advance(2)
    mints(zoho, "1000.new")
    assert some.get(300).access_token == "1000.new"


@pytest.mark.parametrize(("min_validity", "requests"), [(3600, 1), (3599, LIMIT), (3500, 1)])
def test_as_much_validity_as_a_new_token_has_ends_in_a_token_and_not_in_requests_without_end(
    zoho: Zoho, store: MemoryStore, now: Time, min_validity: int, requests: int
) -> None:
    for number in range(requests):
        mints(zoho, f"1000.new{number}")
    for number in range(LIMIT + 4):
        some = source(store)
        assert some.get(min_validity).access_token == f"1000.new{min(number, requests - 1)}"
        # What it took to get the first one leaves it with less than it had.
        now.advance(2)
        assert some.refreshed is (number < requests)
    assert len(zoho.sent) == requests


def test_a_revoked_refresh_token_takes_the_cached_token_with_it(zoho: Zoho, store: MemoryStore) -> None:
    some = source(store)
    some.remember(CachedToken(TOKEN, 3600.0, clock.stamp(), (), None, "eu"))
    mints(zoho, json={"error": "invalid_code"})
    with pytest.raises(OAuthError):
        some.renew()
    assert some.cached() is None


def test_without_a_store_that_can_be_written_nothing_is_requested(
    zoho: Zoho, store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: t.Any, **more: t.Any) -> t.NoReturn:
        raise StateStoreError("read-only")

    monkeypatch.setattr(store, "reserve", fail)
    with pytest.raises(StateStoreError):
        source(store).get(300)
    assert zoho.sent == []


# --- zoho.cliq.access_token ------------------------------------------------------------------------------------------


@pytest.fixture
def given(controller: Controller) -> t.Callable[..., dict[str, t.Any]]:
    controller.file(PLAIN_FILE)

    def run(check: bool = False, min_validity: int = 300, **more: t.Any) -> dict[str, t.Any]:
        services = controller.services({"credentials_file": "zoho.yml", **more})
        return access_token.run(services, {"min_validity": min_validity}, check)

    return run


def test_the_module_returns_a_token_and_changes_only_if_it_was_refreshed(
    zoho: Zoho, given: t.Callable[..., dict[str, t.Any]]
) -> None:
    mints(zoho)
    result = given()
    assert result == {
        "changed": True,
        "access_token": TOKEN,
        "expires_in": result["expires_in"],
        "scopes": SCOPES,
        "token_type": "Zoho-oauthtoken",
        "data_center": "eu",
        "api_url": "https://cliq.zoho.eu",
    }
    assert 3500 < result["expires_in"] <= 3600
    assert given()["changed"] is False


def test_check_mode_of_the_module_sends_nothing(zoho: Zoho, given: t.Callable[..., dict[str, t.Any]]) -> None:
    assert given(check=True) == {"changed": True, "data_center": "eu", "api_url": "https://cliq.zoho.eu"}
    assert zoho.sent == []
    mints(zoho)
    given()
    checked = given(check=True)
    assert (checked["changed"], checked["access_token"]) == (False, TOKEN)


def test_the_module_can_be_asked_for_a_token_that_was_just_issued(
    zoho: Zoho, given: t.Callable[..., dict[str, t.Any]]
) -> None:
    mints(zoho)
    assert given(min_validity=3599)["changed"] is True
    assert given(min_validity=3600)["changed"] is False


@pytest.mark.parametrize("min_validity", [-1, 3601])
def test_a_validity_that_no_token_has_is_a_mistake(
    zoho: Zoho, given: t.Callable[..., dict[str, t.Any]], min_validity: int
) -> None:
    with pytest.raises(InvalidInput, match=f"min_validity is {min_validity} seconds: give 0 to 3600"):
        given(min_validity=min_validity)
