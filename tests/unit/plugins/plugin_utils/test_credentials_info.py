# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""zoho.cliq.credentials_info: what is known about credentials, and that asking costs a token request only where it is wished."""

from __future__ import annotations

import json
import time
import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._errors import (
    CredentialsFileError,
    InvalidInput,
    OAuthError,
    Throttled,
)
from ansible_collections.zoho.cliq.plugins.module_utils._module.credentials_info import BODY
from ansible_collections.zoho.cliq.plugins.module_utils._state import clock
from ansible_collections.zoho.cliq.plugins.module_utils._state.tokens import CachedToken
from ansible_collections.zoho.cliq.plugins.plugin_utils._controller import credentials_info
from ansible_collections.zoho.cliq.plugins.plugin_utils._exchange_journal import Journal
from ansible_collections.zoho.cliq.plugins.plugin_utils._options import SHARED
from ansible_collections.zoho.cliq.tests.unit.plugins.controller_helper import (
    CLIENT_ID,
    CODE,
    NEW_REFRESH,
    REFRESH,
    SCOPES,
    SECRET,
    Controller,
    credentials,
    refresh_form,
    refreshed,
    trusted,
    vault,
)
from ansible_collections.zoho.cliq.tests.unit.plugins.exchange_helper import (
    EXCHANGED,
    files,
    interrupted,
    journal_of,
    path_of,
    write,
)
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import TOKEN, TOKEN_URL, Zoho, validated

FILE = {"credentials_file": "zoho.yml"}
SET = {"client_id": CLIENT_ID, "client_secret": SECRET, "refresh_token": REFRESH, "data_center": "eu"}
NOTHING_OF_A_FILE = {
    "credentials_file": None,
    "interrupted_exchange": None,
    "encrypt": None,
    "vault_id": None,
    "readable_by_others": None,
    "exchanges": 0,
    "exchanged_at": None,
    "age": None,
}


def info(
    controller: Controller, task: t.Mapping[str, t.Any], variables: t.Any = None, *, check: bool = False
) -> dict[str, t.Any]:
    """Run zoho.cliq.credentials_info as its action does."""
    services = controller.services(task, variables)
    filled = services.options.filled(SHARED & set(BODY.argument_spec))
    result = credentials_info.run(services, validated(BODY, {**task, **filled}), check)
    assert not [secret for secret in (SECRET, REFRESH, NEW_REFRESH, TOKEN, CODE) if secret in json.dumps(result)]
    return result


def cache(controller: Controller, expires_in: float) -> None:
    """Have a token in the state store."""
    token = CachedToken(TOKEN, expires_in, clock.stamp(), (), None, "eu")
    controller.services().token_source(credentials()).remember(token)


# --- what is in a file -----------------------------------------------------------------------------------------------


def test_everything_that_a_file_tells(zoho: Zoho, controller: Controller, monkeypatch: pytest.MonkeyPatch) -> None:
    times = ["2026-01-01T00:00:00Z", "2026-01-02T03:04:05Z"]
    write(controller, user_id="163315760", exchange_times=times)
    monkeypatch.setattr(time, "time", lambda: 1767323045.0 + 86400.5)
    assert info(controller, FILE) == {
        "changed": False,
        "credentials_file": str(path_of(controller)),
        "exists": True,
        "interrupted_exchange": None,
        "client_id": CLIENT_ID,
        "data_center": "eu",
        "scopes": SCOPES,
        "user_id": "163315760",
        "encrypt": "values",
        "vault_id": "default",
        "user_email": None,
        "readable_by_others": False,
        "exchanges": 2,
        "exchanged_at": "2026-01-02T03:04:05Z",
        "age": 86400,
        "honoured": None,
        "access_token_expires_in": None,
    }


@pytest.mark.parametrize(("encrypt", "vault_id"), [("values", "prod"), ("file", "prod"), ("none", None)])
def test_the_protection_of_the_file(zoho: Zoho, controller: Controller, encrypt: str, vault_id: str | None) -> None:
    controller.vault = vault("default", "prod")
    write(controller, encrypt, "prod")
    result = info(controller, FILE)
    assert (result["encrypt"], result["vault_id"], result["user_id"]) == (encrypt, vault_id, None)


@pytest.mark.parametrize(("mode", "open_to_others"), [(0o600, False), (0o400, False), (0o640, True), (0o602, True)])
def test_whether_others_can_read_the_file(zoho: Zoho, controller: Controller, mode: int, open_to_others: bool) -> None:
    write(controller).chmod(mode)
    assert info(controller, FILE)["readable_by_others"] is open_to_others


@pytest.mark.parametrize("times", [[], ["yesterday"], ["2026-01-02T03:04:05"], ["2026-13-02T03:04:05Z"]])
def test_the_age_is_unknown_if_the_file_does_not_tell_it(zoho: Zoho, controller: Controller, times: list[str]) -> None:
    write(controller, exchange_times=times)
    result = info(controller, FILE)
    assert (result["exchanges"], result["exchanged_at"], result["age"]) == (len(times), None, None)


def test_an_exchange_in_the_future_has_no_negative_age(zoho: Zoho, controller: Controller) -> None:
    write(controller, exchange_times=["2999-01-02T03:04:05Z"])
    assert info(controller, FILE)["age"] == 0


@pytest.mark.parametrize(("age", "told"), [(0.5, 3599), (600.0, 3000), (4000.0, 0)])
def test_the_seconds_that_the_cached_token_has_left(
    zoho: Zoho, controller: Controller, monkeypatch: pytest.MonkeyPatch, age: float, told: int
) -> None:
    write(controller)
    cache(controller, 3600)
    monkeypatch.setattr(clock, "age", lambda issued: age)
    assert info(controller, FILE)["access_token_expires_in"] == told


# --- no file ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verify", [False, True])
def test_a_file_that_is_not_there_is_no_error(zoho: Zoho, controller: Controller, verify: bool) -> None:
    assert info(controller, {**FILE, "verify": verify}) == {
        "changed": False,
        "credentials_file": str(path_of(controller)),
        "exists": False,
        "interrupted_exchange": None,
    }
    assert files(controller) == []


def test_no_credentials_at_all_are_an_error(zoho: Zoho, controller: Controller) -> None:
    with pytest.raises(InvalidInput, match=r"^No credentials: name a file") as caught:
        info(controller, {})
    assert caught.value.code == "credentials_missing"


@pytest.mark.parametrize("verify", [False, True])
def test_credentials_that_are_given_one_by_one(zoho: Zoho, controller: Controller, verify: bool) -> None:
    if verify:
        zoho.expect("POST", TOKEN_URL, form=refresh_form(), json=refreshed())
    result = info(controller, {**SET, "verify": verify})
    assert {name: result[name] for name in NOTHING_OF_A_FILE} == NOTHING_OF_A_FILE
    assert (result["exists"], result["client_id"], result["data_center"]) == (True, CLIENT_ID, "eu")
    assert (result["scopes"], result["user_id"], result["honoured"]) == ([], None, True if verify else None)


def test_credentials_in_variables_are_those_that_a_task_would_use(zoho: Zoho, controller: Controller) -> None:
    variables = {f"zoho_cliq_{name}": value for name, value in {**SET, "scopes": SCOPES}.items()}
    result = info(controller, {}, trusted(variables))
    assert (result["exists"], result["credentials_file"], result["scopes"]) == (True, None, SCOPES)


def test_a_part_of_a_set_is_an_error(zoho: Zoho, controller: Controller) -> None:
    with pytest.raises(InvalidInput, match="refresh_token missing"):
        info(controller, {name: SET[name] for name in ("client_id", "client_secret")})


def test_a_file_that_cannot_be_decrypted_is_an_error(zoho: Zoho, controller: Controller) -> None:
    write(controller)
    controller.vault = vault()
    with pytest.raises(CredentialsFileError):
        info(controller, FILE)


# --- interrupted exchanges -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("there", [False, True])
@pytest.mark.parametrize(
    ("kind", "answer"),
    [("answer_lost", None), ("answer_saved", json.dumps(EXCHANGED)), ("answer_not_understood", "<html>")],
)
def test_an_interrupted_exchange_is_named(
    zoho: Zoho, controller: Controller, kind: str, answer: str | None, there: bool
) -> None:
    if there:
        write(controller)
    interrupted(controller, answer)
    if kind == "answer_not_understood":
        journal = Journal(str(path_of(controller)), controller.vault, "default")
        begun = journal.read()
        assert begun is not None
        journal.give_up(begun)
    before = journal_of(controller).read_bytes()
    result = info(controller, FILE)
    assert (result["exists"], result["interrupted_exchange"]) == (there, kind)
    assert ("client_id" in result) is there
    assert journal_of(controller).read_bytes() == before


# --- verify ----------------------------------------------------------------------------------------------------------


def test_zoho_honours_the_refresh_token_and_its_answer_is_kept(zoho: Zoho, controller: Controller) -> None:
    write(controller)
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), json=refreshed())
    result = info(controller, {**FILE, "verify": True})
    assert result["honoured"] is True
    assert 3590 <= result["access_token_expires_in"] <= 3600
    assert controller.services(FILE).token_source().get(300).access_token == TOKEN


def test_a_cached_token_is_no_answer_to_the_question(zoho: Zoho, controller: Controller) -> None:
    write(controller)
    cache(controller, 3600)
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), json={"error": "invalid_code"})
    assert info(controller, {**FILE, "verify": True})["honoured"] is False


def test_a_refresh_token_that_zoho_does_not_honour_is_no_error(zoho: Zoho, controller: Controller) -> None:
    write(controller)
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), json={"error": "invalid_code"})
    first = info(controller, {**FILE, "verify": True})
    assert (first["honoured"], first["access_token_expires_in"]) == (False, None)
    # The answer is remembered for a while, and costs no second request.
    assert info(controller, {**FILE, "verify": True})["honoured"] is False


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"json": {"error": "invalid_client_secret"}}, "invalid_client_secret"),
        ({"status": 503, "body": "<html>"}, "server_error"),
    ],
)
def test_zoho_that_cannot_be_asked_is_an_error_even_if_a_token_is_cached(
    zoho: Zoho, controller: Controller, answer: dict[str, t.Any], code: str
) -> None:
    write(controller)
    cache(controller, 3600)
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), **answer)
    with pytest.raises(OAuthError) as caught:
        info(controller, {**FILE, "verify": True})
    assert caught.value.code == code


def test_a_throttle_of_zoho_is_an_error(zoho: Zoho, controller: Controller) -> None:
    write(controller)
    text = "You have made too many requests continuously. Please try again after some time."
    zoho.expect(
        "POST",
        TOKEN_URL,
        form=refresh_form(),
        status=400,
        json={"error_description": text, "error": "Access Denied", "status": "failure"},
    )
    for _attempt in range(2):
        with pytest.raises(Throttled) as caught:
            info(controller, {**FILE, "verify": True})
        assert caught.value.code == "throttled"
    # What costs no request still works.
    assert info(controller, FILE)["honoured"] is None


@pytest.mark.parametrize("task", [FILE, SET])
def test_check_mode_does_not_verify(zoho: Zoho, controller: Controller, task: dict[str, t.Any]) -> None:
    write(controller)
    cache(controller, 3600)
    result = info(controller, {**task, "verify": True}, check=True)
    assert (result["honoured"], result["changed"]) == (None, False)
    assert result["access_token_expires_in"] > 3500
    assert zoho.sent == []
