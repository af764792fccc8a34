# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""zoho.cliq.credentials: when a code is spent, in which order things happen, and what a crash leaves behind."""

from __future__ import annotations

import json
import os
import pathlib
import signal
import stat
import typing as t

import pytest
import requests
import urllib3.exceptions
from ansible_collections.zoho.cliq.plugins.module_utils._errors import (
    ConnectFailed,
    CredentialsFileError,
    InvalidInput,
    OAuthError,
    OutcomeUnknown,
    Throttled,
    ZohoCliqError,
)
from ansible_collections.zoho.cliq.plugins.module_utils._module.authorization_url import BODY as URL_BODY
from ansible_collections.zoho.cliq.plugins.module_utils._module.credentials import BODY
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import answers, consent
from ansible_collections.zoho.cliq.plugins.module_utils._state import clock
from ansible_collections.zoho.cliq.plugins.module_utils._state.file import FileStore
from ansible_collections.zoho.cliq.plugins.module_utils._state.memory import MemoryStore
from ansible_collections.zoho.cliq.plugins.module_utils._state.tokens import CachedToken
from ansible_collections.zoho.cliq.plugins.plugin_utils import _credentials_file, _minting
from ansible_collections.zoho.cliq.plugins.plugin_utils._controller import authorization_url
from ansible_collections.zoho.cliq.plugins.plugin_utils._controller import credentials as controller_credentials
from ansible_collections.zoho.cliq.plugins.plugin_utils._exchange_journal import code_digest
from ansible_collections.zoho.cliq.plugins.plugin_utils._minting import MintLedger
from ansible_collections.zoho.cliq.plugins.plugin_utils._options import SHARED
from ansible_collections.zoho.cliq.tests.unit.plugins.controller_helper import (
    CLIENT,
    CLIENT_ID,
    CODE,
    NEW_REFRESH,
    REFRESH,
    SCOPES,
    SECRET,
    VALUES,
    Controller,
    credentials,
    refresh_form,
    refreshed,
    trusted,
    vault,
)
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import ACCOUNTS, TOKEN, TOKEN_URL, Zoho, validated

REVOKE = f"{ACCOUNTS}/oauth/v2/revoke/token"
USER_INFO = f"{ACCOUNTS}/oauth/user/info"
REDIRECT_URI = "http://localhost:8976/callback"
EXCHANGED = {
    "access_token": TOKEN,
    "refresh_token": NEW_REFRESH,
    "scope": " ".join(SCOPES),
    "api_domain": "https://www.zohoapis.eu",
    "token_type": "Bearer",
    "expires_in": 3600,
}
CODE_FORM = {"grant_type": "authorization_code", "client_id": CLIENT_ID, "client_secret": SECRET, "code": CODE}
BARE: dict[str, t.Any] = {
    "credentials_file": "zoho.yml",
    "data_center": "eu",
    "client_id": CLIENT_ID,
    "client_secret": SECRET,
    "scopes": SCOPES,
}
TASK = {**BARE, "code": CODE}
PROFILE = [*SCOPES, "AaaServer.profile.READ"]


@pytest.fixture
def store(controller: Controller, tmp_path: pathlib.Path) -> pathlib.Path:
    """A state store on the disk, as a killed run leaves it behind."""
    controller.store = FileStore(str(tmp_path / "state"))
    return tmp_path / "state"


def run(
    controller: Controller, task: t.Mapping[str, t.Any], variables: t.Any = None, *, check: bool = False
) -> dict[str, t.Any]:
    """Run zoho.cliq.credentials as its action does."""
    services = controller.services(task, variables)
    filled = services.options.filled(SHARED & set(BODY.argument_spec))
    return controller_credentials.run(services, validated(BODY, {**task, **filled}), check)


def authorization(controller: Controller, task: t.Mapping[str, t.Any]) -> dict[str, t.Any]:
    """Run zoho.cliq.authorization_url as its action does."""
    services = controller.services(task)
    return authorization_url.run(services, validated(URL_BODY, task), False)


def path_of(controller: Controller) -> pathlib.Path:
    return controller.folder / "zoho.yml"


def journal_of(controller: Controller) -> pathlib.Path:
    return controller.folder / ".zoho.yml.exchange"


def stored(controller: Controller) -> dict[str, t.Any] | None:
    found = _credentials_file.read(str(path_of(controller)), controller.vault)
    return None if found is None else found.values


def write(controller: Controller, encrypt: str = "values", vault_id: str = "default", **changes: t.Any) -> pathlib.Path:
    """Put a credentials file there."""
    text = _credentials_file.render({**VALUES, **changes}, encrypt, controller.vault, vault_id, None)
    return controller.file(text)


def exchanges(zoho: Zoho, form: t.Mapping[str, str] | None = None, **answer: t.Any) -> None:
    zoho.expect("POST", TOKEN_URL, form=form or CODE_FORM, **(answer or {"json": EXCHANGED}))


def revokes(zoho: Zoho, token: str) -> None:
    form = {"token": token, "token_type": "refresh_token"}
    zoho.expect("POST", REVOKE, form=form, json={"status": "success"})


def files(controller: Controller) -> list[str]:
    return sorted(path.name for path in controller.folder.iterdir() if path.is_file())


# --- the first exchange ----------------------------------------------------------------------------------------------


def test_a_code_is_exchanged_and_the_credentials_are_vaulted(zoho: Zoho, controller: Controller) -> None:
    exchanges(zoho)
    result = run(controller, TASK)
    found = _credentials_file.read(str(path_of(controller)), controller.vault)
    assert found is not None
    assert (found.encrypt, found.vault_id) == ("values", "default")
    values = found.values
    assert {name: values[name] for name in VALUES} == {**VALUES, "refresh_token": NEW_REFRESH}
    assert values["code_digest"] == code_digest(CODE)
    assert values["consent_data_center"] == "eu"
    assert len(values["exchange_times"]) == 1
    assert result["changed"] is True
    assert result["reason"] == "there is no credentials file"
    assert result["diff"]["before"] == {}
    assert (result["client_id"], result["data_center"], result["scopes"]) == (CLIENT_ID, "eu", SCOPES)
    assert not [secret for secret in (SECRET, CODE, TOKEN, NEW_REFRESH) if secret in json.dumps(result)]
    assert files(controller) == ["zoho.yml"]
    assert stat.S_IMODE(path_of(controller).stat().st_mode) == 0o600


def test_a_second_run_with_the_same_code_changes_nothing(zoho: Zoho, controller: Controller) -> None:
    exchanges(zoho)
    run(controller, TASK)
    before = path_of(controller).read_bytes()
    result = run(controller, TASK)
    assert result["changed"] is False
    assert path_of(controller).read_bytes() == before
    assert controller.warnings == []


def test_the_access_token_of_the_exchange_is_used_afterwards(zoho: Zoho, controller: Controller) -> None:
    exchanges(zoho)
    run(controller, TASK)
    token = controller.services({"credentials_file": "zoho.yml"}).token_source().get(300)
    assert token.access_token == TOKEN


@pytest.mark.parametrize("encrypt", ["file", "none"])
def test_the_protection_is_chosen(zoho: Zoho, controller: Controller, encrypt: str) -> None:
    exchanges(zoho)
    result = run(controller, {**TASK, "encrypt": encrypt})
    assert result["encrypt"] == encrypt
    found = _credentials_file.read(str(path_of(controller)), controller.vault)
    assert found is not None
    assert found.encrypt == encrypt


def test_scopes_that_were_not_granted_are_a_warning(zoho: Zoho, controller: Controller) -> None:
    exchanges(zoho, json={**EXCHANGED, "scope": SCOPES[0]})
    result = run(controller, TASK)
    assert result["scopes"] == [SCOPES[0]]
    assert controller.warnings == ["Zoho did not grant ZohoCliq.Users.READ: the next run will ask for a consent again."]


# --- reasons ---------------------------------------------------------------------------------------------------------


REASONS: dict[str, tuple[dict[str, t.Any], str]] = {
    "force": ({"force": True}, "force is set"),
    "client": ({"client_id": "1000.OTHER"}, "the client is another one"),
    "data center": ({"data_center": "in"}, "the data center is eu, not in"),
    "scopes": (
        {"scopes": [*SCOPES, "ZohoCliq.Teams.READ"]},
        "the scope ZohoCliq.Teams.READ is missing",
    ),
}


@pytest.mark.parametrize("name", REASONS)
def test_each_reason_for_an_exchange(zoho: Zoho, controller: Controller, name: str) -> None:
    changes, reason = REASONS[name]
    write(controller)
    task = {**TASK, **changes, "revoke_old": False}
    checked = run(controller, task, check=True)
    assert (checked["changed"], checked["reason"]) == (True, reason)
    url = TOKEN_URL.replace(".eu", ".in") if name == "data center" else TOKEN_URL
    zoho.expect("POST", url, form={**CODE_FORM, "client_id": task["client_id"]}, json=EXCHANGED)
    result = run(controller, task)
    assert (result["changed"], result["reason"]) == (True, reason)
    assert result["diff"]["before"]["client_id"] == CLIENT_ID


def test_the_client_and_the_scopes_come_from_the_file_where_none_are_given(zoho: Zoho, controller: Controller) -> None:
    write(controller)
    assert run(controller, {"credentials_file": "zoho.yml"})["changed"] is False


def test_a_missing_code_says_what_to_do(zoho: Zoho, controller: Controller) -> None:
    with pytest.raises(InvalidInput, match="because there is no credentials file: open the URL") as caught:
        run(controller, BARE)
    assert caught.value.code == "consent_needed"
    assert files(controller) == []


def test_a_different_code_is_not_spent_while_the_credentials_are_good(zoho: Zoho, controller: Controller) -> None:
    write(controller)
    result = run(controller, TASK)
    assert result["changed"] is False
    assert controller.warnings == [
        "The stored credentials are good, so the code was not spent. Set force to exchange it all the same."
    ]


def test_a_spent_code_is_not_sent_again(zoho: Zoho, controller: Controller) -> None:
    write(controller, code_digest=code_digest(CODE))
    with pytest.raises(InvalidInput, match=r"\(force is set\), and this code was spent") as caught:
        run(controller, {**TASK, "force": True})
    assert caught.value.code == "code_spent"


# --- verify ----------------------------------------------------------------------------------------------------------


def test_a_refresh_token_that_zoho_honours_is_kept(zoho: Zoho, controller: Controller) -> None:
    write(controller)
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), json=refreshed())
    assert run(controller, {**TASK, "verify": True})["changed"] is False


def test_another_client_secret_is_the_one_to_verify_with_and_one_request_is_enough(
    zoho: Zoho, controller: Controller
) -> None:
    write(controller)
    zoho.expect("POST", TOKEN_URL, form=refresh_form(client_secret="0the7"), json=refreshed())
    result = run(controller, {**BARE, "client_secret": "0the7", "verify": True})
    assert (result["changed"], result["reason"]) == (True, "the client secret is another one")


def test_a_refresh_token_that_zoho_does_not_honour_is_replaced(zoho: Zoho, controller: Controller) -> None:
    write(controller)
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), json={"error": "invalid_code"})
    exchanges(zoho)
    result = run(controller, {**TASK, "verify": True, "revoke_old": False})
    assert result["reason"] == "Zoho does not honour the refresh token any more"


def test_another_error_of_the_verification_is_an_error(zoho: Zoho, controller: Controller) -> None:
    write(controller)
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), json={"error": "invalid_client"})
    with pytest.raises(OAuthError):
        run(controller, {**TASK, "verify": True})


def test_a_verification_that_zoho_does_not_answer_is_a_warning_while_a_token_is_valid(
    zoho: Zoho, controller: Controller
) -> None:
    write(controller)
    task = {**BARE, "verify": True}
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), status=503, body="<html>")
    with pytest.raises(OAuthError) as caught:
        run(controller, task)
    assert caught.value.code == "server_error"
    cached = CachedToken(TOKEN, 3600.0, clock.stamp(), (), None, "eu")
    controller.services().token_source(credentials()).remember(cached)
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), status=503, body="<html>")
    assert run(controller, task)["changed"] is False
    assert controller.warnings[-1].startswith("The refresh token could not be verified, and the cached access token")


def test_the_stored_credentials_are_verified_wherever_the_file_was_named(zoho: Zoho, controller: Controller) -> None:
    write(controller)
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), json=refreshed())
    task = {name: value for name, value in TASK.items() if name != "credentials_file"}
    variables = trusted({"zoho_cliq_credentials_file": "zoho.yml"})
    assert run(controller, {**task, "verify": True}, variables)["changed"] is False


# --- check mode ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "task",
    [
        TASK,
        {**TASK, "verify": True},
        {**TASK, "force": True},
        {**TASK, "state": "absent"},
        {**TASK, "encrypt": "file"},
        {**TASK, "expected_user": "scott@zylker.example", "scopes": PROFILE},
    ],
)
@pytest.mark.parametrize("there", [False, True])
def test_check_mode_sends_nothing_and_writes_nothing(
    zoho: Zoho, controller: Controller, task: t.Any, there: bool
) -> None:
    if there:
        write(controller)
    before = {path.name: path.read_bytes() for path in controller.folder.iterdir()}
    result = run(controller, task, check=True)
    assert zoho.sent == []
    assert {path.name: path.read_bytes() for path in controller.folder.iterdir()} == before
    unchanged = there and task.keys() - TASK.keys() <= {"verify"}
    assert result["changed"] is not (unchanged or (not there and task.get("state") == "absent"))


# --- the order of effects --------------------------------------------------------------------------------------------


def test_the_intent_is_on_disk_before_the_code_is_sent_and_the_answer_before_it_is_read(
    zoho: Zoho, controller: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[str] = []
    fsync, replace, parse = os.fsync, os.replace, answers.parse_token_answer

    def synced(descriptor: int) -> None:
        fsync(descriptor)
        if stat.S_ISDIR(os.fstat(descriptor).st_mode):
            events.append("synced")

    def replaced(source: str, target: str) -> None:
        replace(source, target)
        events.append(f"{os.path.basename(target)} written")

    def parsed(*arguments: t.Any, **more: t.Any) -> t.Any:
        answer = json.loads(journal_of(controller).read_text())["answer"]
        assert json.loads(controller.vault.decrypt(answer, "x")[0]) == EXCHANGED
        events.append("parsed")
        return parse(*arguments, **more)

    def answer(request: t.Any) -> tuple[int, dict[str, str], str]:
        intent = json.loads(journal_of(controller).read_text())
        assert (intent["code_digest"], intent["answer"]) == (code_digest(CODE), None)
        assert not path_of(controller).exists()
        events.append("sent")
        return 200, {}, json.dumps(EXCHANGED)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(os, "replace", replaced)
    monkeypatch.setattr(answers, "parse_token_answer", parsed)
    zoho.calls_back("POST", TOKEN_URL, answer)
    run(controller, TASK)
    assert events == [
        "synced",  # the rehearsal of the credentials file
        "synced",  # the rehearsal of the journal
        ".zoho.yml.exchange written",
        "synced",
        "sent",
        ".zoho.yml.exchange written",
        "synced",
        "parsed",
        "zoho.yml written",
        "synced",
        "synced",  # the removal of the journal
    ]


def test_signals_wait_until_the_answer_is_on_disk(zoho: Zoho, controller: Controller) -> None:
    class TimeOut(Exception):
        pass

    def handler(number: int, frame: object) -> t.NoReturn:
        raise TimeOut

    def answer(request: t.Any) -> tuple[int, dict[str, str], str]:
        signal.raise_signal(signal.SIGALRM)
        return 200, {}, json.dumps(EXCHANGED)

    zoho.calls_back("POST", TOKEN_URL, answer)
    before = signal.signal(signal.SIGALRM, handler)
    try:
        with pytest.raises(TimeOut):
            run(controller, TASK)
    finally:
        signal.signal(signal.SIGALRM, before)
    assert files(controller) == [".zoho.yml.exchange"]
    assert run(controller, BARE)["reason"] == "an interrupted exchange was completed"


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (lambda controller: path_of(controller).mkdir(), "cannot be read: Is a directory"),
        (lambda controller: setattr(controller, "vault", vault()), "no vault secret"),
        (lambda controller: setattr(controller, "vault", vault("one", "two")), "several vault secrets"),
        (lambda controller: setattr(controller, "folder", controller.folder / "missing"), "No such file or directory"),
    ],
)
def test_what_could_not_be_written_is_found_before_the_code_is_spent(
    zoho: Zoho, controller: Controller, break_it: t.Callable[[Controller], None], words: str
) -> None:
    break_it(controller)
    with pytest.raises(CredentialsFileError, match=words):
        run(controller, TASK)
    assert zoho.sent == []


@pytest.mark.parametrize(
    "task",
    [
        {**TASK, "client_secret": "{{ evil }}"},
        {**TASK, "client_id": "a b"},
        {**TASK, "code": "c\nd"},
        {**TASK, "code": f"http://localhost:8976/callback?code={CODE}"},
        {**TASK, "scopes": ["ZohoCliq.Chanels.ALL"]},
        {**TASK, "scopes": []},
        {**TASK, "data_center": "moon"},
        {**TASK, "accounts_url": "https://evil.example"},
        {**TASK, "redirect_uri": "urn:ietf:wg:oauth:2.0:oob"},
        {**TASK, "expected_user": "scott@zylker.example"},
        {**TASK, "vault_id": "unknown"},
    ],
)
def test_what_is_wrong_is_told_before_the_code_is_spent(zoho: Zoho, controller: Controller, task: t.Any) -> None:
    with pytest.raises(ZohoCliqError) as caught:
        run(controller, task)
    assert isinstance(caught.value, (InvalidInput, CredentialsFileError))
    assert zoho.sent == []
    assert files(controller) == []


# --- crashes ---------------------------------------------------------------------------------------------------------


def killed_while(zoho: Zoho, controller: Controller, monkeypatch: pytest.MonkeyPatch, moment: str) -> None:
    """Run the task in a process that is killed at a certain moment; what it left on the disk stays."""
    child = os.fork()
    if child == 0:

        def die(*arguments: t.Any, **more: t.Any) -> t.NoReturn:
            os.kill(os.getpid(), signal.SIGKILL)
            raise AssertionError("unreachable")

        try:
            if moment == "sending":
                zoho.calls_back("POST", TOKEN_URL, die)
            else:
                exchanges(zoho)
                monkeypatch.setattr(answers, "parse_token_answer", die)
            run(controller, TASK)
        finally:
            os._exit(3)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL


@pytest.mark.usefixtures("store")
def test_a_run_that_was_killed_before_the_answer_says_that_the_code_is_spent(
    zoho: Zoho, controller: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_while(zoho, controller, monkeypatch, "sending")
    for check in (True, False):
        with pytest.raises(OutcomeUnknown, match=r"the code is spent. Consent again") as caught:
            run(controller, TASK, check=check)
        assert caught.value.code == "code_spent_answer_lost"
    exchanges(zoho, {**CODE_FORM, "code": "1000.another"})
    assert run(controller, {**TASK, "code": "1000.another"})["changed"] is True
    assert ["its answer got lost" in warning for warning in controller.warnings] == [True]
    assert not journal_of(controller).exists()


@pytest.mark.usefixtures("store")
def test_an_answer_that_a_killed_run_has_saved_is_completed(
    zoho: Zoho, controller: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_while(zoho, controller, monkeypatch, "reading")
    assert run(controller, BARE, check=True)["changed"] is True
    assert stored(controller) is None
    result = run(controller, BARE)
    assert (result["changed"], result["reason"]) == (True, "an interrupted exchange was completed")
    values = stored(controller)
    assert values is not None
    assert values["refresh_token"] == NEW_REFRESH
    assert values["code_digest"] == code_digest(CODE)
    assert len(controller.warnings) == 1
    assert files(controller) == ["zoho.yml"]
    assert run(controller, TASK)["changed"] is False


@pytest.mark.usefixtures("store")
def test_completing_an_exchange_revokes_what_it_replaces_and_says_what_it_lacks(
    zoho: Zoho, controller: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_while(zoho, controller, monkeypatch, "reading")
    write(controller)
    revokes(zoho, REFRESH)
    wish = {**BARE, "scopes": [*SCOPES, "ZohoCliq.Teams.READ"]}
    assert run(controller, wish)["reason"] == "an interrupted exchange was completed"
    assert any("did not grant ZohoCliq.Teams.READ" in warning for warning in controller.warnings)


@pytest.mark.usefixtures("store")
def test_an_answer_for_another_client_is_not_mixed_up(
    zoho: Zoho, controller: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    killed_while(zoho, controller, monkeypatch, "reading")
    with pytest.raises(InvalidInput, match="An interrupted exchange of another client"):
        run(controller, {**BARE, "client_id": "1000.OTHER"})
    assert journal_of(controller).exists()


def test_a_file_that_cannot_be_replaced_after_the_exchange_is_written_by_the_next_run(
    zoho: Zoho, controller: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = os.replace

    def busy(source: str, target: str) -> None:
        if target == str(path_of(controller)):
            raise OSError(16, "Device or resource busy")
        replace(source, target)

    exchanges(zoho)
    with monkeypatch.context() as patch:
        patch.setattr(os, "replace", busy)
        with pytest.raises(CredentialsFileError, match="busy"):
            run(controller, TASK)
    assert files(controller) == [".zoho.yml.exchange"]
    assert run(controller, BARE)["changed"] is True
    assert files(controller) == ["zoho.yml"]


# --- failures of the exchange ----------------------------------------------------------------------------------------


def refused() -> requests.exceptions.ConnectionError:
    reason = urllib3.exceptions.NewConnectionError(None, "Connection refused")  # type: ignore[arg-type]
    return requests.exceptions.ConnectionError(urllib3.exceptions.MaxRetryError(None, "/", reason))  # type: ignore[arg-type]


def test_a_connection_that_never_came_about_spends_no_code(zoho: Zoho, controller: Controller) -> None:
    for _attempt in range(3):
        exchanges(zoho, body=refused())
    with pytest.raises(ConnectFailed):
        run(controller, TASK)
    assert files(controller) == []
    exchanges(zoho)
    assert run(controller, TASK)["changed"] is True


@pytest.mark.parametrize(
    "answer",
    [
        {"body": requests.exceptions.ReadTimeout("late")},
        {"body": requests.exceptions.ConnectionError("reset")},
        {"status": 302, "headers": {"Location": "https://evil.example"}},
    ],
)
def test_an_answer_that_got_lost_is_told_now_and_later(zoho: Zoho, controller: Controller, answer: t.Any) -> None:
    exchanges(zoho, **answer)
    with pytest.raises(OutcomeUnknown, match="The code is probably spent and its answer lost"):
        run(controller, TASK)
    assert files(controller) == [".zoho.yml.exchange"]
    with pytest.raises(OutcomeUnknown) as caught:
        run(controller, TASK)
    assert caught.value.code == "code_spent_answer_lost"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"json": {"error": "invalid_code"}}, "invalid_code"),
        ({"json": {"error": "invalid_client"}}, "invalid_client"),
        ({"status": 500, "body": b"<html>"}, "outcome_unknown"),
        ({"json": {name: value for name, value in EXCHANGED.items() if name != "refresh_token"}}, "no_refresh_token"),
    ],
)
def test_a_refused_code_leaves_nothing_behind(zoho: Zoho, controller: Controller, answer: t.Any, code: str) -> None:
    write(controller)
    before = path_of(controller).read_bytes()
    exchanges(zoho, **answer)
    with pytest.raises(ZohoCliqError) as caught:
        run(controller, {**TASK, "force": True})
    assert caught.value.code == code
    assert path_of(controller).read_bytes() == before
    assert files(controller) == ["zoho.yml"]


THROTTLED = {"error": "Access Denied", "error_description": "You have made too many requests continuously."}


def test_a_throttled_exchange_starts_a_cool_down(zoho: Zoho, controller: Controller) -> None:
    exchanges(zoho, status=400, json=THROTTLED)
    with pytest.raises(Throttled):
        run(controller, TASK)
    assert files(controller) == []
    with pytest.raises(Throttled, match="Zoho refused further token requests") as caught:
        run(controller, TASK)
    assert 500 < caught.value.retry_after <= 600
    assert files(controller) == []


def test_without_a_slot_nothing_is_sent_and_the_code_counts_as_unspent(zoho: Zoho, controller: Controller) -> None:
    ledger = MintLedger(controller.store, ACCOUNTS, CLIENT, None)
    for _often in range(_minting.LIMIT):
        with ledger.slot():
            pass
    for _twice in range(2):
        with pytest.raises(Throttled, match="8 token requests were sent"):
            run(controller, TASK)
    assert zoho.sent == []
    assert files(controller) == []


# --- who consented ---------------------------------------------------------------------------------------------------

USER = {"ZUID": 163315760, "Email": "scott@zylker.example"}
WITH_PROFILE = {**EXCHANGED, "scope": " ".join(PROFILE)}


@pytest.mark.parametrize("expected", [None, "scott@zylker.example", "SCOTT@zylker.example", "163315760"])
def test_the_user_who_consented_is_remembered(zoho: Zoho, controller: Controller, expected: str | None) -> None:
    exchanges(zoho, json=WITH_PROFILE)
    zoho.expect("GET", USER_INFO, token=TOKEN, json=USER)
    result = run(controller, {**TASK, "scopes": PROFILE, "expected_user": expected})
    assert result["user_id"] == "163315760"
    values = stored(controller)
    assert values is not None
    assert values["user_id"] == "163315760"


@pytest.mark.parametrize("granted", [True, False])
def test_credentials_of_the_wrong_user_are_revoked_and_not_kept(
    zoho: Zoho, controller: Controller, granted: bool
) -> None:
    write(controller)
    before = path_of(controller).read_bytes()
    exchanges(zoho, json=WITH_PROFILE if granted else EXCHANGED)
    if granted:
        zoho.expect("GET", USER_INFO, token=TOKEN, json=USER)
    revokes(zoho, NEW_REFRESH)
    with pytest.raises(OAuthError, match=r"not by paula@zylker.example; its tokens were revoked") as caught:
        run(controller, {**TASK, "scopes": PROFILE, "expected_user": "paula@zylker.example"})
    assert caught.value.code == "unexpected_user"
    assert path_of(controller).read_bytes() == before
    assert files(controller) == ["zoho.yml"]


def test_a_user_whom_zoho_does_not_tell_is_a_warning_if_nobody_is_expected(zoho: Zoho, controller: Controller) -> None:
    exchanges(zoho, json=WITH_PROFILE)
    zoho.expect("GET", USER_INFO, status=500, body=b"")
    assert run(controller, {**TASK, "scopes": PROFILE})["changed"] is True
    assert ["did not tell who consented" in warning for warning in controller.warnings] == [True]


def test_an_expected_user_who_cannot_be_checked_now_is_checked_by_the_next_run(
    zoho: Zoho, controller: Controller
) -> None:
    task = {**TASK, "scopes": PROFILE, "expected_user": "scott@zylker.example"}
    exchanges(zoho, json=WITH_PROFILE)
    zoho.expect("GET", USER_INFO, status=500, body=b"")
    with pytest.raises(OAuthError):
        run(controller, task)
    assert files(controller) == [".zoho.yml.exchange"]
    zoho.expect("GET", USER_INFO, token=TOKEN, json=USER)
    assert run(controller, task)["changed"] is True


# --- the replaced refresh token --------------------------------------------------------------------------------------


def test_the_replaced_refresh_token_is_revoked_once_the_new_one_is_stored(zoho: Zoho, controller: Controller) -> None:
    write(controller)

    def answer(request: t.Any) -> tuple[int, dict[str, str], str]:
        values = stored(controller)
        assert values is not None
        assert values["refresh_token"] == NEW_REFRESH
        return 200, {}, '{"status": "success"}'

    exchanges(zoho)
    zoho.calls_back("POST", REVOKE, answer)
    run(controller, {**TASK, "force": True})
    assert zoho.form(1) == {"token": REFRESH, "token_type": "refresh_token"}


def test_a_revocation_that_fails_is_a_warning(zoho: Zoho, controller: Controller) -> None:
    write(controller)
    exchanges(zoho)
    zoho.expect("POST", REVOKE, form={"token": REFRESH, "token_type": "refresh_token"}, status=500)
    assert run(controller, {**TASK, "force": True})["changed"] is True
    assert ["Could not revoke" in warning for warning in controller.warnings] == [True]
    assert REFRESH not in controller.warnings[0]


def test_a_replaced_refresh_token_is_kept_if_so_wished(zoho: Zoho, controller: Controller) -> None:
    write(controller)
    exchanges(zoho)
    run(controller, {**TASK, "force": True, "revoke_old": False})
    assert len(zoho.sent) == 1


@pytest.mark.parametrize(("before", "warned"), [(13, False), (14, True), (20, True)])
def test_many_consents_are_a_warning(zoho: Zoho, controller: Controller, before: int, warned: bool) -> None:
    times = [f"2026-01-{day:02d}T00:00:00Z" for day in range(1, before + 1)]
    write(controller, exchange_times=times)
    exchanges(zoho)
    run(controller, {**TASK, "force": True, "revoke_old": False})
    assert ["silently drops the oldest" in warning for warning in controller.warnings] == [True] * warned
    values = stored(controller)
    assert values is not None
    assert len(values["exchange_times"]) == min(before + 1, 20)
    assert values["exchange_times"][-2] == times[-1]


# --- protection ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "wish", "after"),
    [
        ("values", {}, "values"),
        ("file", {}, "file"),
        ("none", {}, "none"),
        ("values", {"encrypt": "file"}, "file"),
        ("file", {"encrypt": "values"}, "values"),
        ("values", {"encrypt": "none"}, "none"),
        ("none", {"encrypt": "values"}, "values"),
    ],
)
def test_the_protection_of_a_file_is_kept_or_changed(
    zoho: Zoho, controller: Controller, before: str, wish: t.Any, after: str
) -> None:
    write(controller, before)
    result = run(controller, {**BARE, **wish})
    assert result["changed"] is bool(wish)
    assert result["encrypt"] == after
    found = _credentials_file.read(str(path_of(controller)), controller.vault)
    assert found is not None
    assert found.encrypt == after
    assert found.values == {**VALUES, "exchange_times": []}
    if wish:
        assert result["reason"] == "the protection of the file changes"
        assert (result["diff"]["before"]["encrypt"], result["diff"]["after"]["encrypt"]) == (before, after)


def test_another_client_secret_is_stored_once_zoho_has_accepted_it(zoho: Zoho, controller: Controller) -> None:
    write(controller)
    task = {**BARE, "client_secret": "0the7"}
    assert run(controller, task, check=True)["reason"] == "the client secret is another one"
    zoho.expect("POST", TOKEN_URL, form=refresh_form(client_secret="0the7"), json={"error": "invalid_client_secret"})
    with pytest.raises(OAuthError):
        run(controller, task)
    assert stored(controller) == {**VALUES, "exchange_times": []}
    controller.store = MemoryStore()
    zoho.expect("POST", TOKEN_URL, form=refresh_form(client_secret="0the7"), json=refreshed())
    result = run(controller, task)
    assert result["changed"] is True
    assert "0the7" not in json.dumps(result)
    assert stored(controller) == {**VALUES, "client_secret": "0the7", "exchange_times": []}
    assert run(controller, task)["changed"] is False


def test_another_client_secret_is_verified_and_stored_with_one_request(zoho: Zoho, controller: Controller) -> None:
    write(controller)
    zoho.expect("POST", TOKEN_URL, form=refresh_form(client_secret="0the7"), json=refreshed())
    assert run(controller, {**BARE, "client_secret": "0the7", "verify": True})["changed"] is True
    assert stored(controller) == {**VALUES, "client_secret": "0the7", "exchange_times": []}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o610])
def test_a_file_that_others_can_open_is_closed(zoho: Zoho, controller: Controller, mode: int) -> None:
    write(controller).chmod(mode)
    assert run(controller, BARE, check=True)["changed"] is True
    result = run(controller, BARE)
    assert (result["changed"], result["reason"]) == (True, "others could read the file")
    assert stat.S_IMODE(path_of(controller).stat().st_mode) == 0o600
    assert run(controller, BARE)["changed"] is False


@pytest.mark.parametrize("task", [{**TASK, "force": True}, {**BARE, "encrypt": "none"}])
def test_what_somebody_else_has_put_into_the_file_is_not_dropped(
    zoho: Zoho, controller: Controller, task: dict[str, t.Any]
) -> None:
    path = controller.file(write(controller).read_text() + "my_own: 1\nzoho_cliq_network: x\n")
    before = path.read_bytes()
    with pytest.raises(InvalidInput, match="also has my_own, zoho_cliq_network, which would get lost") as caught:
        run(controller, task)
    assert caught.value.code == "foreign_keys"
    assert path.read_bytes() == before
    assert run(controller, BARE)["changed"] is False


def test_a_file_moves_to_another_vault_id(zoho: Zoho, controller: Controller) -> None:
    controller.vault = vault("default", "prod")
    write(controller)
    result = run(controller, {**BARE, "vault_id": "prod"})
    assert (result["changed"], result["vault_id"]) == (True, "prod")
    assert run(controller, BARE)["changed"] is False
    assert run(controller, BARE)["vault_id"] == "prod"


# --- absent ----------------------------------------------------------------------------------------------------------


def test_absent_revokes_and_removes(zoho: Zoho, controller: Controller) -> None:
    write(controller, user_id="7")
    revokes(zoho, REFRESH)
    result = run(controller, {"credentials_file": "zoho.yml", "state": "absent"})
    assert result["changed"] is True
    assert result["diff"]["before"]["user_id"] == "7"
    assert result["diff"]["after"] == {}
    assert files(controller) == []
    assert run(controller, {"credentials_file": "zoho.yml", "state": "absent"})["changed"] is False


def test_a_file_whose_token_could_not_be_revoked_stays(zoho: Zoho, controller: Controller) -> None:
    write(controller)
    zoho.expect("POST", REVOKE, form={"token": REFRESH, "token_type": "refresh_token"}, status=503)
    with pytest.raises(OAuthError):
        run(controller, {"credentials_file": "zoho.yml", "state": "absent"})
    assert files(controller) == ["zoho.yml"]


def test_a_revoked_token_is_no_longer_in_the_cache(zoho: Zoho, controller: Controller) -> None:
    write(controller)
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), json=refreshed())
    services = controller.services({"credentials_file": "zoho.yml"})
    services.token_source().get(300)
    revokes(zoho, REFRESH)
    run(controller, {"credentials_file": "zoho.yml", "state": "absent"})
    assert services.token_source(credentials()).cached() is None


# --- redirects -------------------------------------------------------------------------------------------------------


def redirect(url: str, **changes: str | None) -> str:
    """The URL to which a browser is sent after the consent at ``url``."""
    from urllib.parse import parse_qs, urlencode, urlsplit

    (state,) = parse_qs(urlsplit(url).query)["state"]
    fields = {"state": state, "code": CODE, "location": "eu", "accounts-server": ACCOUNTS, **changes}
    return f"{REDIRECT_URI}?{urlencode({name: value for name, value in fields.items() if value is not None})}"


@pytest.fixture
def url(controller: Controller) -> str:
    task = {name: value for name, value in BARE.items() if name != "credentials_file"}
    return str(authorization(controller, {**task, "redirect_uri": REDIRECT_URI})["authorization_url"])


def verifier_for(url: str) -> str:
    from urllib.parse import parse_qs, urlsplit

    (state,) = parse_qs(urlsplit(url).query)["state"]
    request = consent.ConsentRequest(CLIENT, REDIRECT_URI, tuple(SCOPES), "eu")
    return consent.code_verifier(request, consent.verify_state(request, state))


def test_a_redirect_that_proves_itself_is_exchanged_with_its_verifier(
    zoho: Zoho, controller: Controller, url: str
) -> None:
    exchanges(zoho, {**CODE_FORM, "redirect_uri": REDIRECT_URI, "code_verifier": verifier_for(url)})
    assert run(controller, {**BARE, "redirect_uri": REDIRECT_URI, "redirect_url": redirect(url)})["changed"] is True


def test_a_redirect_decides_in_which_data_center_of_the_table_the_code_is_exchanged(
    zoho: Zoho, controller: Controller, url: str
) -> None:
    moved = redirect(url, location="in", **{"accounts-server": "https://accounts.zoho.in"})
    form = {**CODE_FORM, "redirect_uri": REDIRECT_URI, "code_verifier": verifier_for(url)}
    zoho.expect("POST", "https://accounts.zoho.in/oauth/v2/token", form=form, json=EXCHANGED)
    task = {**BARE, "redirect_uri": REDIRECT_URI, "redirect_url": moved}
    assert run(controller, task)["data_center"] == "in"
    values = stored(controller)
    assert values is not None
    assert values["consent_data_center"] == "eu"
    assert run(controller, task)["changed"] is False


def test_a_bare_code_of_a_redirect_is_exchanged_with_the_verifier_of_the_newest_url(
    zoho: Zoho, controller: Controller, url: str
) -> None:
    exchanges(zoho, {**CODE_FORM, "redirect_uri": REDIRECT_URI, "code_verifier": verifier_for(url)})
    assert run(controller, {**TASK, "redirect_uri": REDIRECT_URI})["changed"] is True


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"state": None}, "state_missing"),
        ({"state": "A" * 76}, "state_invalid"),
        ({"location": "moon"}, "untrusted_redirect"),
        ({"location": "in"}, "untrusted_redirect"),
        ({"accounts-server": "https://accounts.zoho.eu.evil.example"}, "untrusted_redirect"),
        ({"accounts-server": "http://accounts.zoho.eu"}, "untrusted_redirect"),
        ({"location": "cn", "accounts-server": "https://accounts.zoho.com.cn"}, "untrusted_redirect"),
        ({"code": None}, "invalid_input"),
        ({"error": "access_denied"}, "access_denied"),
    ],
)
@pytest.mark.parametrize("check", [False, True])
def test_a_redirect_that_does_not_prove_itself_is_refused_before_anything_is_sent(
    zoho: Zoho, controller: Controller, url: str, changes: dict[str, str | None], code: str, check: bool
) -> None:
    task = {**BARE, "redirect_uri": REDIRECT_URI, "redirect_url": redirect(url, **changes)}
    with pytest.raises(ZohoCliqError) as caught:
        run(controller, task, check=check)
    assert caught.value.code == code
    assert zoho.sent == []
    assert files(controller) == []


@pytest.mark.parametrize(
    "changes", [{"scopes": [SCOPES[0]]}, {"data_center": "in"}, {"client_secret": "other"}, {"client_id": "1000.OTHER"}]
)
def test_a_redirect_for_another_request_is_refused(
    zoho: Zoho, controller: Controller, url: str, changes: t.Any
) -> None:
    task = {**BARE, "redirect_uri": REDIRECT_URI, "redirect_url": redirect(url), **changes}
    with pytest.raises(InvalidInput) as caught:
        run(controller, task)
    assert caught.value.code == "state_invalid"
    assert zoho.sent == []


def test_scopes_are_added_with_the_same_options_for_the_url_and_for_the_exchange(
    zoho: Zoho, controller: Controller
) -> None:
    write(controller)
    wish = {**BARE, "scopes": ["ZohoCliq.Teams.READ"], "redirect_uri": REDIRECT_URI}
    asked = authorization(controller, wish)
    assert asked["scopes"] == [*SCOPES, "ZohoCliq.Teams.READ"]

    def answer(request: t.Any) -> tuple[int, dict[str, str], str]:
        return 200, {}, json.dumps({**EXCHANGED, "scope": " ".join(asked["scopes"])})

    zoho.calls_back("POST", TOKEN_URL, answer)
    task = {**wish, "redirect_url": redirect(asked["authorization_url"]), "revoke_old": False}
    assert run(controller, task)["scopes"] == asked["scopes"]


# --- the authorization URL -------------------------------------------------------------------------------------------


def test_the_authorization_url_asks_for_what_is_wished(controller: Controller) -> None:
    result = authorization(controller, {**BARE, "redirect_uri": REDIRECT_URI})
    assert result["authorization_url"].startswith(
        f"{ACCOUNTS}/oauth/v2/auth?response_type=code&client_id={CLIENT_ID}&scope="
    )
    assert SECRET not in json.dumps(result)
    assert result["changed"] is False
    assert (result["scopes"], result["data_center"], result["expires_in"]) == (SCOPES, "eu", 600)
    again = authorization(controller, {**BARE, "redirect_uri": REDIRECT_URI})
    assert again["authorization_url"] != result["authorization_url"]


def test_check_mode_of_the_authorization_url_keeps_nothing(controller: Controller) -> None:
    task = {**BARE, "redirect_uri": REDIRECT_URI}
    services = controller.services(task)
    authorization_url.run(services, validated(URL_BODY, task), True)
    assert controller.store._values == {}  # type: ignore[attr-defined]


def test_a_store_that_cannot_be_used_is_a_warning_for_the_authorization_url(
    controller: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ansible_collections.zoho.cliq.plugins.module_utils._errors import StateStoreError

    def fail(*arguments: t.Any) -> t.NoReturn:
        raise StateStoreError("The store is full.")

    monkeypatch.setattr(controller.store, "put", fail)
    assert authorization(controller, {**BARE, "redirect_uri": REDIRECT_URI})["authorization_url"]
    assert controller.warnings == [
        "The store is full. Without it, only the whole redirect URL can be exchanged, not its bare code."
    ]
