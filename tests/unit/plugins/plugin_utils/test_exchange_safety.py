# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""zoho.cliq.credentials: in which order things happen, and what crashes and failures leave behind."""

from __future__ import annotations

import json
import os
import signal
import stat
import typing as t

import pytest
import requests
import urllib3.exceptions
from ansible_collections.zoho.cliq.plugins.module_utils._errors import (
    ConnectFailed,
    ConsentNeeded,
    CredentialsFileError,
    CutOff,
    InvalidInput,
    LockLost,
    OAuthError,
    OutcomeUnknown,
    StateStoreError,
    Throttled,
    ZohoCliqError,
)
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import answers
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import client as oauth
from ansible_collections.zoho.cliq.plugins.plugin_utils import _minting
from ansible_collections.zoho.cliq.plugins.plugin_utils._exchange_journal import code_digest
from ansible_collections.zoho.cliq.plugins.plugin_utils._minting import MintLedger
from ansible_collections.zoho.cliq.plugins.plugin_utils._token_source import TokenSource
from ansible_collections.zoho.cliq.tests.unit.plugins.controller_helper import (
    CLIENT,
    CODE,
    NEW_REFRESH,
    REFRESH,
    SCOPES,
    Controller,
    vault,
)
from ansible_collections.zoho.cliq.tests.unit.plugins.exchange_helper import (
    BARE,
    CODE_FORM,
    EXCHANGED,
    PROFILE,
    TASK,
    USER_INFO,
    exchanges,
    files,
    interrupted,
    journal_of,
    path_of,
    revokes,
    run,
    stored,
    write,
)
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import ACCOUNTS, TOKEN, TOKEN_URL, Zoho

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
        "synced",  # room for the credentials file
        "synced",  # room for the answer
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
    assert ["whose answer got lost" in warning for warning in controller.warnings] == [True]
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


CUT_OFF = json.dumps(EXCHANGED).encode()[:-30]
NOT_UNDERSTOOD = {
    "server-error": ({"status": 500, "body": b"<html>"}, "outcome_unknown"),
    "page": ({"body": b"<html>Please log in</html>"}, "outcome_unknown"),
    "page-with-error": ({"status": 403, "body": b"<html>Forbidden</html>"}, "unexpected_answer"),
    "cut-off": ({"body": CUT_OFF}, "outcome_unknown"),
    "empty": ({"body": b""}, "outcome_unknown"),
    "strange-token": ({"json": {**EXCHANGED, "refresh_token": "{{ 1 }}"}}, "unexpected_answer"),
    "number-for-a-token": ({"json": {**EXCHANGED, "refresh_token": 7}}, "unexpected_answer"),
}


@pytest.mark.parametrize("name", NOT_UNDERSTOOD)
def test_an_answer_that_cannot_be_understood_is_kept_for_a_person(
    zoho: Zoho, controller: Controller, name: str
) -> None:
    answer, code = NOT_UNDERSTOOD[name]
    write(controller)
    before = path_of(controller).read_bytes()
    exchanges(zoho, **answer)
    task = {**TASK, "force": True}
    with pytest.raises(
        OutcomeUnknown, match=r"What came is kept in .*/\.zoho\.yml\.exchange until the next exchange"
    ) as caught:
        run(controller, task)
    assert caught.value.code == code
    assert path_of(controller).read_bytes() == before
    kept = json.loads(journal_of(controller).read_text())["answer"]
    text, _vault_id = controller.vault.decrypt(kept, "the journal")
    assert text.encode() == answer.get("body", json.dumps(answer.get("json")).encode())

    with pytest.raises(OutcomeUnknown, match="could not be understood: the code is spent") as caught:
        run(controller, task)
    assert caught.value.code == "code_spent_answer_lost"

    exchanges(zoho, {**CODE_FORM, "code": "1000.another"})
    assert run(controller, {**task, "code": "1000.another", "revoke_old": False})["changed"] is True
    assert files(controller) == ["zoho.yml"]


def test_what_came_of_an_answer_that_was_cut_off_is_kept(
    zoho: Zoho, controller: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off(*arguments: t.Any, **more: t.Any) -> t.NoReturn:
        raise CutOff("The answer was cut off.", received=CUT_OFF, status=200)

    monkeypatch.setattr(oauth, "exchange_raw", cut_off)
    with pytest.raises(OutcomeUnknown, match=r"cut off\. What came is kept in"):
        run(controller, TASK)
    kept = json.loads(journal_of(controller).read_text())["answer"]
    assert controller.vault.decrypt(kept, "the journal")[0].encode() == CUT_OFF
    with pytest.raises(OutcomeUnknown) as caught:
        run(controller, TASK)
    assert caught.value.code == "code_spent_answer_lost"


def lost(zoho: Zoho, controller: Controller, body: t.Any = None) -> None:
    """Replace good credentials, and lose the answer."""
    write(controller)
    exchanges(zoho, body=requests.exceptions.ReadTimeout("late") if body is None else body)
    with pytest.raises(OutcomeUnknown):
        run(controller, {**TASK, "force": True})


@pytest.mark.parametrize("check", [True, False])
def test_a_code_that_was_sent_in_vain_is_not_called_unspent_while_the_credentials_are_good(
    zoho: Zoho, controller: Controller, check: bool
) -> None:
    lost(zoho, controller)
    # As often as it is given.
    for _twice in range(2):
        controller.warnings.clear()
        assert run(controller, TASK, check=check)["changed"] is False
        (warning,) = controller.warnings
        assert warning.startswith("An earlier run sent this code whose answer got lost: the code is spent.")
    assert journal_of(controller).exists()


@pytest.mark.parametrize("more", [{}, {"code": "1000.another"}])
def test_a_code_that_was_sent_in_vain_is_told_once_while_the_credentials_are_good(
    zoho: Zoho, controller: Controller, more: t.Any
) -> None:
    lost(zoho, controller)
    for check in (True, False):
        controller.warnings.clear()
        assert journal_of(controller).exists()
        assert run(controller, {**BARE, **more}, check=check)["changed"] is False
        assert controller.warnings[0].startswith("An earlier run sent a code whose answer got lost: the code is spent.")
        assert ["so the code was not spent" in warning for warning in controller.warnings[1:]] == [True] * bool(more)
    assert files(controller) == ["zoho.yml"]
    controller.warnings.clear()
    run(controller, BARE)
    assert controller.warnings == []


def test_an_answer_that_nobody_understood_is_told_and_kept_while_the_credentials_are_good(
    zoho: Zoho, controller: Controller
) -> None:
    lost(zoho, controller, b"<html>Please log in</html>")
    for _twice in range(2):
        controller.warnings.clear()
        assert run(controller, BARE)["changed"] is False
        (warning,) = controller.warnings
        assert "a code whose answer could not be understood: the code is spent." in warning
        assert f"What came is kept in {journal_of(controller)} until the next exchange." in warning
    assert journal_of(controller).exists()


@pytest.mark.parametrize(
    ("answer", "loss"), [(None, "whose answer got lost"), ("<html>", "whose answer could not be understood")]
)
def test_the_need_of_a_consent_names_the_code_that_was_sent_in_vain(
    zoho: Zoho, controller: Controller, answer: str | None, loss: str
) -> None:
    interrupted(controller, answer)
    if answer is not None:
        with pytest.raises(OutcomeUnknown):
            run(controller, BARE)
    for _twice in range(2):
        with pytest.raises(ConsentNeeded) as caught:
            run(controller, BARE)
        assert f"file, and an earlier run sent a code {loss}, so that it is spent: have" in caught.value.message
    waiting = {**BARE, "redirect_uri": "http://localhost:8976/callback", "wait_for_redirect": 5}
    assert loss in run(controller, waiting, check=True)["reason"]
    assert journal_of(controller).exists()


def test_a_refusal_that_an_interrupted_run_has_saved_does_not_stop_a_new_code(
    zoho: Zoho, controller: Controller
) -> None:
    interrupted(controller, '{"error": "invalid_code"}')
    exchanges(zoho, {**CODE_FORM, "code": "1000.another"})
    assert run(controller, {**TASK, "code": "1000.another"})["changed"] is True
    assert ["was refused" in warning for warning in controller.warnings] == [True]
    interrupted(controller, '{"error": "invalid_code"}')
    with pytest.raises(OAuthError):
        run(controller, BARE)


def test_a_cache_that_fails_does_not_fail_the_exchange(
    zoho: Zoho, controller: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*arguments: t.Any) -> t.NoReturn:
        raise StateStoreError("the disk is full")

    exchanges(zoho)
    monkeypatch.setattr(TokenSource, "remember", fail)
    assert run(controller, TASK)["changed"] is True
    assert controller.warnings == ["The access token of the exchange is not kept: the disk is full"]


# --- a lock that got lost --------------------------------------------------------------------------------------------


def loses_locks(controller: Controller, monkeypatch: pytest.MonkeyPatch, held: int) -> None:
    """Let the locks hold for so many looks at them."""
    looks: list[int] = []

    def check() -> None:
        looks.append(len(looks))
        if len(looks) > held:
            raise LockLost("lost")

    monkeypatch.setattr(controller.store, "check_locks", check)


def test_who_has_lost_the_lock_does_not_send_the_code(
    zoho: Zoho, controller: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    loses_locks(controller, monkeypatch, 0)
    with pytest.raises(LockLost):
        run(controller, TASK)
    assert zoho.sent == []
    assert files(controller) == []
    monkeypatch.undo()
    exchanges(zoho)
    assert run(controller, TASK)["changed"]


def test_who_has_lost_the_lock_does_not_replace_the_file_and_loses_no_answer(
    zoho: Zoho, controller: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(controller)
    before = path_of(controller).read_bytes()
    loses_locks(controller, monkeypatch, 1)
    exchanges(zoho)
    with pytest.raises(LockLost):
        run(controller, {**TASK, "force": True})
    assert path_of(controller).read_bytes() == before
    monkeypatch.undo()
    revokes(zoho, REFRESH)
    assert run(controller, BARE)["changed"]
    assert (stored(controller) or {})["refresh_token"] == NEW_REFRESH


@pytest.mark.parametrize("task", [{"encrypt": "none"}, {"state": "absent"}])
def test_who_has_lost_the_lock_neither_rewrites_nor_removes_the_file(
    zoho: Zoho, controller: Controller, monkeypatch: pytest.MonkeyPatch, task: t.Any
) -> None:
    write(controller)
    before = path_of(controller).read_bytes()
    loses_locks(controller, monkeypatch, 0)
    if "state" in task:
        revokes(zoho, REFRESH)
    with pytest.raises(LockLost):
        run(controller, {**BARE, **task})
    assert path_of(controller).read_bytes() == before


def test_the_journal_does_not_decide_where_secrets_go(zoho: Zoho, controller: Controller) -> None:
    answer = json.dumps({**EXCHANGED, "scope": " ".join(PROFILE)})
    interrupted(controller, answer, accounts_url="https://accounts.zoho.eu.evil.example")
    zoho.expect("GET", USER_INFO, token=TOKEN, json={"ZUID": 7})
    assert run(controller, {**BARE, "scopes": PROFILE})["user_id"] == "7"


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
        with ledger.slot(30):
            pass
    for _twice in range(2):
        with pytest.raises(Throttled, match="8 token requests were sent"):
            run(controller, TASK)
    assert zoho.sent == []
    assert files(controller) == []
