# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The answers of a consent: pasted redirects and bare codes, and the URL that asks for it."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._errors import (
    InvalidInput,
    ZohoCliqError,
)
from ansible_collections.zoho.cliq.plugins.module_utils._module.authorization_url import BODY as URL_BODY
from ansible_collections.zoho.cliq.plugins.plugin_utils._controller import authorization_url
from ansible_collections.zoho.cliq.tests.unit.plugins.controller_helper import (
    CLIENT_ID,
    CODE,
    SCOPES,
    SECRET,
    Controller,
)
from ansible_collections.zoho.cliq.tests.unit.plugins.exchange_helper import (
    BARE,
    CODE_FORM,
    EXCHANGED,
    REDIRECT_URI,
    TASK,
    authorization,
    exchanges,
    files,
    redirect,
    run,
    stored,
    verifier_for,
    write,
)
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import ACCOUNTS, TOKEN_URL, Zoho, validated

# --- redirects -------------------------------------------------------------------------------------------------------


@pytest.fixture
def url(controller: Controller) -> str:
    task = {name: value for name, value in BARE.items() if name != "credentials_file"}
    return str(authorization(controller, {**task, "redirect_uri": REDIRECT_URI})["authorization_url"])


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


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("knows_the_file", [False, True])
def test_an_answer_without_scopes_grants_those_of_the_url_that_was_answered(
    zoho: Zoho, controller: Controller, knows_the_file: bool, bare: bool
) -> None:
    write(controller)
    wish = {**BARE, "scopes": ["ZohoCliq.Teams.READ"], "redirect_uri": REDIRECT_URI}
    maker = wish if knows_the_file else {name: value for name, value in wish.items() if name != "credentials_file"}
    asked = authorization(controller, maker)
    body = {name: value for name, value in EXCHANGED.items() if name != "scope"}
    zoho.calls_back("POST", TOKEN_URL, lambda request: (200, {}, json.dumps(body)))
    given = {"code": CODE} if bare else {"redirect_url": redirect(asked["authorization_url"])}
    result = run(controller, {**wish, **given, "revoke_old": False})
    assert result["scopes"] == asked["scopes"] == [*(SCOPES if knows_the_file else []), "ZohoCliq.Teams.READ"]
    values = stored(controller)
    assert values is not None
    assert values["scopes"] == asked["scopes"]


def test_an_answer_without_scopes_to_the_code_of_a_self_client_grants_what_the_task_names(
    zoho: Zoho, controller: Controller
) -> None:
    write(controller)
    exchanges(zoho, json={name: value for name, value in EXCHANGED.items() if name != "scope"})
    task = {**TASK, "scopes": ["ZohoCliq.Teams.READ"], "revoke_old": False}
    assert run(controller, task)["scopes"] == ["ZohoCliq.Teams.READ"]


def test_what_is_not_sealed_with_the_client_secret_is_no_url_that_was_made_here(
    zoho: Zoho, controller: Controller, url: str
) -> None:
    (key,) = controller.store._values  # type: ignore[attr-defined]
    controller.store.put(key, b"n" * 16, 600)
    with pytest.raises(InvalidInput) as caught:
        run(controller, {**TASK, "redirect_uri": REDIRECT_URI})
    assert (caught.value.code, zoho.sent) == ("state_missing", [])


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


def test_a_bare_code_of_a_redirect_needs_a_url_that_was_made_here(zoho: Zoho, controller: Controller) -> None:
    with pytest.raises(InvalidInput, match="No authorization URL was made here") as caught:
        run(controller, {**TASK, "redirect_uri": REDIRECT_URI})
    assert (caught.value.code, zoho.sent) == ("state_missing", [])


def test_a_url_is_good_for_one_bare_code(zoho: Zoho, controller: Controller, url: str) -> None:
    exchanges(zoho, {**CODE_FORM, "redirect_uri": REDIRECT_URI, "code_verifier": verifier_for(url)})
    run(controller, {**TASK, "redirect_uri": REDIRECT_URI})
    with pytest.raises(InvalidInput) as caught:
        run(controller, {**TASK, "redirect_uri": REDIRECT_URI, "code": "1000.another", "force": True})
    assert caught.value.code == "state_missing"
