# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""zoho.cliq.credentials: who consented, what is replaced, how the file is protected, and its end."""

from __future__ import annotations

import hashlib
import json
import os
import stat
import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._errors import (
    ConsentNeeded,
    InvalidInput,
    OAuthError,
)
from ansible_collections.zoho.cliq.plugins.module_utils._state.memory import MemoryStore
from ansible_collections.zoho.cliq.plugins.plugin_utils import _credentials_file
from ansible_collections.zoho.cliq.tests.unit.plugins.controller_helper import (
    CLIENT_ID,
    NEW_REFRESH,
    REFRESH,
    SECRET,
    VALUES,
    Controller,
    credentials,
    refresh_form,
    refreshed,
    vault,
)
from ansible_collections.zoho.cliq.tests.unit.plugins.exchange_helper import (
    BARE,
    CODE_FORM,
    EXCHANGED,
    PROFILE,
    REVOKE,
    TASK,
    USER_INFO,
    exchanges,
    files,
    interrupted,
    path_of,
    revokes,
    run,
    stored,
    write,
)
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import ACCOUNTS, TOKEN, TOKEN_URL, Zoho

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


REPLACED = ".zoho.yml.replaced-" + hashlib.sha256(REFRESH.encode()).hexdigest()[:16]


def fails_to_revoke(zoho: Zoho) -> None:
    zoho.expect("POST", REVOKE, form={"token": REFRESH, "token_type": "refresh_token"}, status=500)


def left_to_revoke(zoho: Zoho, controller: Controller) -> None:
    """Replace a token whose revocation fails."""
    write(controller)
    exchanges(zoho)
    fails_to_revoke(zoho)
    run(controller, {**TASK, "force": True})
    assert files(controller) == [REPLACED, "zoho.yml"]
    controller.warnings.clear()


def test_a_token_that_could_not_be_revoked_is_revoked_by_the_next_run(zoho: Zoho, controller: Controller) -> None:
    left_to_revoke(zoho, controller)
    assert REFRESH not in (controller.folder / REPLACED).read_text()
    fails_to_revoke(zoho)
    assert run(controller, BARE)["changed"] is False
    assert ["The next run tries again" in warning for warning in controller.warnings] == [True]
    sent = len(zoho.sent)
    predicted = run(controller, BARE, check=True)
    assert (predicted["changed"], len(zoho.sent)) == (True, sent)
    revokes(zoho, REFRESH)
    result = run(controller, BARE)
    assert (result["changed"], result["reason"]) == (True, "the refresh token that was replaced is revoked")
    assert files(controller) == ["zoho.yml"]
    assert run(controller, BARE)["changed"] is False


def test_what_a_file_replaces_is_remembered_before_it_is_replaced(
    zoho: Zoho, controller: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[str] = []
    replace = os.replace
    monkeypatch.setattr(os, "replace", lambda *paths: events.append(os.path.basename(paths[1])) or replace(*paths))
    left_to_revoke(zoho, controller)
    assert events[-2:] == [REPLACED, "zoho.yml"]


def test_the_token_of_the_file_is_never_taken_for_a_replaced_one(zoho: Zoho, controller: Controller) -> None:
    text = write(controller).read_text()
    controller.file(text, REPLACED)
    assert run(controller, BARE, check=True)["changed"] is False
    assert run(controller, BARE)["changed"] is False
    assert (files(controller), zoho.sent) == (["zoho.yml"], [])


def test_a_replaced_token_that_is_left_is_kept_if_so_wished(zoho: Zoho, controller: Controller) -> None:
    left_to_revoke(zoho, controller)
    sent = len(zoho.sent)
    assert run(controller, {**BARE, "revoke_old": False})["changed"] is False
    assert len(zoho.sent) == sent


def test_absent_revokes_what_was_replaced_as_well(zoho: Zoho, controller: Controller) -> None:
    left_to_revoke(zoho, controller)
    revokes(zoho, REFRESH)
    revokes(zoho, NEW_REFRESH)
    assert run(controller, {"credentials_file": "zoho.yml", "state": "absent"})["changed"] is True
    assert files(controller) == []


def test_absent_tries_again_what_it_could_not_revoke(zoho: Zoho, controller: Controller) -> None:
    left_to_revoke(zoho, controller)
    fails_to_revoke(zoho)
    revokes(zoho, NEW_REFRESH)
    absent = {"credentials_file": "zoho.yml", "state": "absent"}
    run(controller, absent)
    assert files(controller) == [REPLACED]
    revokes(zoho, REFRESH)
    assert run(controller, absent)["changed"] is True
    assert files(controller) == []
    assert run(controller, absent)["changed"] is False


def test_tokens_that_are_left_add_up(zoho: Zoho, controller: Controller) -> None:
    left = sorted([REFRESH, NEW_REFRESH], key=lambda token: hashlib.sha256(token.encode()).hexdigest())
    left_to_revoke(zoho, controller)
    fails_to_revoke(zoho)
    exchanges(zoho, {**CODE_FORM, "code": "1000.another"}, json={**EXCHANGED, "refresh_token": "1000.3333"})
    for token in left:
        zoho.expect("POST", REVOKE, form={"token": token, "token_type": "refresh_token"}, status=500)
    run(controller, {**TASK, "code": "1000.another", "force": True})
    assert len(files(controller)) == 3
    for token in left:
        revokes(zoho, token)
    assert run(controller, BARE)["reason"] == "the refresh token that was replaced is revoked"
    assert files(controller) == ["zoho.yml"]


def test_what_is_left_and_cannot_be_read_is_a_warning(zoho: Zoho, controller: Controller) -> None:
    left_to_revoke(zoho, controller)
    (controller.folder / REPLACED).write_text("nonsense")
    for task in (BARE, {"credentials_file": "zoho.yml", "state": "absent"}):
        revokes(zoho, NEW_REFRESH) if "state" in task else None
        run(controller, task)
        assert "Remove the file if that is not possible." in controller.warnings[-1]


@pytest.mark.parametrize(
    ("expected", "reason"),
    [
        ("7", None),
        ("Scott@Zylker.example", None),
        ("8", "the user is 7, not 8"),
        ("other@zylker.example", "the user is scott@zylker.example, not other@zylker.example"),
    ],
)
def test_good_credentials_of_another_user_do_not_count(
    zoho: Zoho, controller: Controller, expected: str, reason: str | None
) -> None:
    write(controller, scopes=PROFILE, user_id="7", user_email="scott@zylker.example")
    task = {**BARE, "scopes": PROFILE, "expected_user": expected}
    if reason is None:
        assert run(controller, task)["changed"] is False
        return
    with pytest.raises(ConsentNeeded, match=f"because {reason}:"):
        run(controller, task)


def test_a_file_that_does_not_say_who_consented_is_told(zoho: Zoho, controller: Controller) -> None:
    write(controller, scopes=PROFILE)
    assert run(controller, {**BARE, "scopes": PROFILE, "expected_user": "7"})["changed"] is False
    assert ["does not say who consented" in warning for warning in controller.warnings] == [True]


def test_a_revocation_is_asked_for_in_both_data_centers(zoho: Zoho, controller: Controller) -> None:
    write(controller, consent_data_center="us")
    older = f"{ACCOUNTS}/oauth/v2/token/revoke"
    zoho.expect("POST", REVOKE, form={"token": REFRESH, "token_type": "refresh_token"}, status=400)
    zoho.expect("POST", older, form={"token": REFRESH}, status=400)
    us = "https://accounts.zoho.com/oauth/v2/revoke/token"
    zoho.expect("POST", us, form={"token": REFRESH, "token_type": "refresh_token"}, json={})
    assert run(controller, {"credentials_file": "zoho.yml", "state": "absent"})["revoked"] is True
    assert controller.warnings == []


def test_absent_does_not_claim_a_revocation_that_zoho_refused(zoho: Zoho, controller: Controller) -> None:
    write(controller)
    zoho.expect("POST", REVOKE, form={"token": REFRESH, "token_type": "refresh_token"}, status=400)
    zoho.expect("POST", f"{ACCOUNTS}/oauth/v2/token/revoke", form={"token": REFRESH}, status=400)
    result = run(controller, {"credentials_file": "zoho.yml", "state": "absent"})
    assert (result["changed"], result["revoked"], files(controller)) == (True, False, [])
    assert ["was not valid any more" in warning for warning in controller.warnings] == [True]


def test_a_replaced_refresh_token_is_kept_if_so_wished(zoho: Zoho, controller: Controller) -> None:
    write(controller)
    exchanges(zoho)
    run(controller, {**TASK, "force": True, "revoke_old": False})
    assert len(zoho.sent) == 1
    assert files(controller) == ["zoho.yml"]


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


def test_absent_also_revokes_what_an_interrupted_exchange_has_brought(zoho: Zoho, controller: Controller) -> None:
    write(controller)
    interrupted(controller, json.dumps(EXCHANGED))
    revokes(zoho, NEW_REFRESH)
    revokes(zoho, REFRESH)
    assert run(controller, {"credentials_file": "zoho.yml", "state": "absent"})["changed"] is True
    assert files(controller) == []
    assert controller.warnings == []


def test_absent_revokes_an_interrupted_exchange_without_a_file(zoho: Zoho, controller: Controller) -> None:
    interrupted(controller, json.dumps(EXCHANGED))
    task = {"credentials_file": "zoho.yml", "state": "absent", "data_center": "eu"}
    with pytest.raises(InvalidInput, match="client_id is missing"):
        run(controller, task)
    revokes(zoho, NEW_REFRESH)
    assert run(controller, {**task, "client_id": CLIENT_ID, "client_secret": SECRET})["changed"] is True
    assert files(controller) == []


@pytest.mark.parametrize("answer", [None, '{"error": "invalid_code"}', "<html>"])
def test_absent_says_that_an_unread_answer_may_have_brought_a_token(
    zoho: Zoho, controller: Controller, answer: str | None
) -> None:
    interrupted(controller, answer)
    task = {**BARE, "state": "absent"}
    assert run(controller, task, check=True)["changed"] is True
    assert files(controller) == [".zoho.yml.exchange"]
    assert run(controller, task)["changed"] is True
    assert files(controller) == []
    assert ["a refresh token may exist" in warning for warning in controller.warnings] == [True]
