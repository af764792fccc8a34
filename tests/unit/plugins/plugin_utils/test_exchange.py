# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""zoho.cliq.credentials: when a code is spent, and when it is not."""

from __future__ import annotations

import json
import stat
import typing as t
from urllib.parse import parse_qs, urlsplit

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._errors import (
    ConsentNeeded,
    InvalidInput,
    OAuthError,
)
from ansible_collections.zoho.cliq.plugins.module_utils._state import clock
from ansible_collections.zoho.cliq.plugins.module_utils._state.tokens import CachedToken
from ansible_collections.zoho.cliq.plugins.plugin_utils import _credentials_file
from ansible_collections.zoho.cliq.plugins.plugin_utils._exchange_journal import code_digest
from ansible_collections.zoho.cliq.tests.unit.plugins.controller_helper import (
    CLIENT_ID,
    CODE,
    NEW_REFRESH,
    SCOPES,
    SECRET,
    VALUES,
    Controller,
    credentials,
    refresh_form,
    refreshed,
    trusted,
)
from ansible_collections.zoho.cliq.tests.unit.plugins.exchange_helper import (
    BARE,
    CODE_FORM,
    EXCHANGED,
    PROFILE,
    REDIRECT_URI,
    TASK,
    exchanges,
    files,
    path_of,
    redirect,
    run,
    verifier_for,
    write,
)
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import TOKEN, TOKEN_URL, Zoho

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


def test_a_missing_code_of_a_self_client_says_for_what_to_generate_one(zoho: Zoho, controller: Controller) -> None:
    with pytest.raises(ConsentNeeded, match="because there is no credentials file: have the API console") as caught:
        run(controller, BARE)
    failure = caught.value.failure()
    assert (failure["code"], failure["authorization_url"], failure["scopes"]) == ("consent_needed", None, SCOPES)
    assert ",".join(SCOPES) in caught.value.message
    assert files(controller) == []


@pytest.mark.parametrize("check", [False, True])
def test_a_missing_redirect_says_where_to_consent_and_the_answer_is_taken(
    zoho: Zoho, controller: Controller, check: bool
) -> None:
    task = {**BARE, "redirect_uri": REDIRECT_URI}
    with pytest.raises(ConsentNeeded) as caught:
        run(controller, task, check=check)
    url = caught.value.failure()["authorization_url"]
    assert caught.value.message.endswith(f"as redirect_url: {url}")
    exchanges(zoho, {**CODE_FORM, "redirect_uri": REDIRECT_URI, "code_verifier": verifier_for(url)})
    assert run(controller, {**task, "redirect_url": redirect(url)})["changed"] is True


def test_missing_scopes_are_named_and_asked_for_with_those_that_are_there(zoho: Zoho, controller: Controller) -> None:
    write(controller)
    wished = ["ZohoCliq.Teams.READ", SCOPES[0]]
    with pytest.raises(ConsentNeeded, match=r"the scope ZohoCliq\.Teams\.READ is missing") as caught:
        run(controller, {**BARE, "scopes": wished, "redirect_uri": REDIRECT_URI})
    asked = parse_qs(urlsplit(caught.value.authorization_url or "").query)["scope"]
    assert asked == [",".join([*SCOPES, "ZohoCliq.Teams.READ"])]
    assert caught.value.scopes == [*SCOPES, "ZohoCliq.Teams.READ"]


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
    if result["changed"]:
        assert bool(result["diff"]["before"]) is there
        assert bool(result["diff"]["after"]) is (task.get("state") != "absent")
