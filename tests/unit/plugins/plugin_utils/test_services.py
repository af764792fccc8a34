# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Which credentials a task uses."""

from __future__ import annotations

import json
import os
import pathlib
import typing as t

import pytest
from ansible import constants as C
from ansible_collections.zoho.cliq.plugins.module_utils._errors import CredentialsFileError, InvalidInput
from ansible_collections.zoho.cliq.plugins.plugin_utils import _credentials_file
from ansible_collections.zoho.cliq.plugins.plugin_utils._services import Services
from ansible_collections.zoho.cliq.tests.unit.plugins.controller_helper import (
    CLIENT_ID,
    PLAIN_FILE,
    REFRESH,
    SCOPES,
    SECRET,
    VALUES,
    Controller,
    options,
    trusted,
    vault,
)
from ansible_collections.zoho.cliq.tests.unit.plugins.exchange_helper import interrupted, journal_of

SET = {"client_id": "1000.OPTION", "client_secret": "0p7i0n", "refresh_token": "1000.option"}


def as_variables(**values: t.Any) -> dict[str, t.Any]:
    return trusted({f"zoho_cliq_{name}": value for name, value in values.items()})


def as_environment(values: t.Mapping[str, str]) -> dict[str, str]:
    return {f"ZOHO_CLIQ_{name.upper()}": value for name, value in values.items()}


# --- which set -------------------------------------------------------------------------------------------------------


def test_a_set_of_variables_with_its_data_center_and_scopes(controller: Controller) -> None:
    found = controller.services({}, as_variables(**VALUES)).credentials()
    assert (found.client.client_id, found.client.client_secret, found.refresh_token) == (CLIENT_ID, SECRET, REFRESH)
    assert (found.data_center.id, found.accounts_url) == ("eu", "https://accounts.zoho.eu")
    assert found.scopes == tuple(SCOPES)


def test_the_most_specific_complete_set_wins(controller: Controller) -> None:
    variables = {name: value for name, value in VALUES.items() if name in SET}
    assert controller.services(SET, as_variables(**variables)).credentials().refresh_token == "1000.option"
    found = controller.services({}, as_variables(**variables), environment=as_environment(SET)).credentials()
    assert found.refresh_token == REFRESH
    assert controller.services({}, {}, environment=as_environment(SET)).credentials().refresh_token == "1000.option"


@pytest.mark.parametrize("part", sorted(SET))
def test_a_part_of_a_set_is_not_completed_from_elsewhere(controller: Controller, part: str) -> None:
    others = {name: value for name, value in VALUES.items() if name != part}
    with pytest.raises(InvalidInput, match=r"must come together from one place \(option\)") as caught:
        controller.services({part: SET[part]}, as_variables(**others)).credentials()
    assert caught.value.code == "credentials_incomplete"
    for missing in set(SET) - {part}:
        assert missing in caught.value.message.split(" missing: ")[0]
    assert f"missing: {part} is given" in caught.value.message
    assert SET[part] not in caught.value.message


@pytest.mark.parametrize("names", [["client_id", "client_secret"], ["refresh_token"], ["client_secret"]])
def test_a_part_of_a_set_that_says_the_same_does_not_hide_what_is_whole(
    controller: Controller, names: list[str]
) -> None:
    path = controller.file()
    part = {name: VALUES[name] for name in names}
    of_file = {"ZOHO_CLIQ_CREDENTIALS_FILE": str(path)}
    for given, variables in ((part, {}), ({}, part)):
        services = controller.services(given, as_variables(**variables), environment=of_file)
        assert services.credentials().refresh_token == REFRESH
        assert services.credentials_path() == str(path)
    services = controller.services(part, as_variables(**VALUES), environment=of_file)
    assert services.credentials().scopes == tuple(SCOPES)
    assert services.credentials_path() is None


@pytest.mark.parametrize("part", sorted(SET))
def test_a_part_of_a_set_that_says_something_else_is_named_with_its_place(controller: Controller, part: str) -> None:
    path = controller.file()
    environment = {"ZOHO_CLIQ_CREDENTIALS_FILE": str(path)}
    with pytest.raises(InvalidInput) as caught:
        controller.services({part: SET[part]}, as_variables(client_id=CLIENT_ID), environment=environment).credentials()
    assert f": the option {part} is not the same as in the credentials file {path}." in caught.value.message
    assert caught.value.code == "credentials_incomplete"
    for value in (SET[part], CLIENT_ID, SECRET, REFRESH):
        assert value not in caught.value.message
    with pytest.raises(InvalidInput) as caught:
        controller.services({}, as_variables(**{part: SET[part]}), environment=environment).credentials()
    assert f": the variable zoho_cliq_{part} is not" in caught.value.message
    with pytest.raises(InvalidInput) as caught:
        controller.services({part: SET[part]}, as_variables(**VALUES)).credentials()
    assert f": the option {part} is not the same as in the whole set (variable)." in caught.value.message


def test_a_part_of_a_set_does_not_hide_that_the_file_is_not_there(controller: Controller) -> None:
    services = controller.services(
        {"client_id": "1000.X", "credentials_file": ""}, as_variables(credentials_file="zoho.yml")
    )
    assert services.credentials_path() == str(controller.folder / "zoho.yml")
    with pytest.raises(CredentialsFileError) as caught:
        services.credentials()
    assert caught.value.code == "credentials_file_missing"


def test_no_credentials_at_all(controller: Controller) -> None:
    with pytest.raises(InvalidInput) as caught:
        controller.services().credentials()
    assert caught.value.code == "credentials_missing"


def test_a_file_wins_over_a_set_of_the_same_place_and_a_set_over_a_file_of_a_later_one(controller: Controller) -> None:
    controller.file()
    assert controller.services({"credentials_file": "zoho.yml", **SET}).credentials().refresh_token == REFRESH
    found = controller.services(SET, as_variables(credentials_file="zoho.yml")).credentials()
    assert found.refresh_token == "1000.option"


@pytest.mark.parametrize(
    ("given", "variables", "environment", "token"),
    [
        ({"access_token": "a"}, VALUES, {}, "a"),
        ({}, {"access_token": "v", **VALUES}, {}, "v"),
        ({}, VALUES, {"ZOHO_CLIQ_ACCESS_TOKEN": "e"}, None),
        (SET, {"access_token": "v"}, {}, None),
        ({"credentials_file": "zoho.yml"}, {"access_token": "v"}, {}, None),
        ({}, {}, {"ZOHO_CLIQ_ACCESS_TOKEN": "e"}, "e"),
        ({}, {}, {}, None),
    ],
)
def test_a_given_token_counts_where_no_credentials_are_nearer(
    controller: Controller, given: t.Any, variables: t.Any, environment: t.Any, token: str | None
) -> None:
    found = controller.services(given, as_variables(**variables), environment=environment).given_access_token()
    assert (None if found is None else found.value) == token


# --- data centers and URLs -------------------------------------------------------------------------------------------


def test_the_data_center_is_the_one_that_is_set_else_us(controller: Controller) -> None:
    assert controller.services().data_center().id == "us"
    assert controller.services({"data_center": "EU"}).data_center().id == "eu"
    with pytest.raises(InvalidInput, match="Unknown data center"):
        controller.services({"data_center": "moon"}).data_center()


@pytest.mark.parametrize("data_center", ["us", "in"])
def test_a_data_center_that_differs_from_that_of_the_file_is_an_error(controller: Controller, data_center: str) -> None:
    path = controller.file()
    services = controller.services({"credentials_file": "zoho.yml", "data_center": data_center})
    with pytest.raises(
        InvalidInput, match=f"{path} are of the data center eu, but data_center is {data_center}:"
    ) as caught:
        services.credentials()
    assert caught.value.code == "data_center_differs"


def test_a_data_center_that_differs_from_that_of_a_set_is_an_error(controller: Controller) -> None:
    with pytest.raises(
        InvalidInput, match="of the data center eu, as the variable zoho_cliq_data_center says, but data_center is us:"
    ) as caught:
        controller.services({"data_center": "us"}, as_variables(**VALUES)).credentials()
    assert caught.value.code == "data_center_differs"


@pytest.mark.parametrize(
    ("given", "own", "expected"),
    [
        ({}, {"data_center": "EU"}, "eu"),
        ({"data_center": "eu"}, {"data_center": "EU"}, "eu"),
        ({"data_center": "in"}, {}, "in"),
    ],
)
def test_a_set_has_the_data_center_of_its_place_else_the_one_that_is_set(
    controller: Controller, given: t.Any, own: t.Any, expected: str
) -> None:
    found = controller.services(given, as_variables(**SET, **own)).credentials()
    assert (found.data_center.id, found.accounts_url) == (expected, f"https://accounts.zoho.{expected}")


@pytest.mark.parametrize("data_center", ["eu", "EU", "us"])
def test_the_data_center_of_the_file_or_of_its_consent_is_no_difference(
    controller: Controller, data_center: str
) -> None:
    controller.file(PLAIN_FILE + "zoho_cliq_consent_data_center: us\n")
    services = controller.services({"credentials_file": "zoho.yml", "data_center": data_center})
    assert services.credentials().data_center.id == "eu"


def test_the_consent_is_asked_for_where_it_was_asked_for_last(controller: Controller) -> None:
    controller.file(PLAIN_FILE + "zoho_cliq_consent_data_center: in\n")
    stored = controller.services().stored(str(controller.folder / "zoho.yml"))
    assert controller.services().consent_data_center(stored).id == "in"
    assert controller.services({"data_center": "jp"}).consent_data_center(stored).id == "jp"
    assert controller.services().consent_data_center(None).id == "us"


@pytest.mark.parametrize("kind", ["accounts", "api"])
def test_an_override_is_used_if_it_is_trusted(
    controller: Controller, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    def url(override: str) -> str:
        services = controller.services({f"{kind}_url": override})
        return t.cast(str, getattr(services, f"{kind}_url")(services.data_center()))

    assert url("http://127.0.0.1:8080") == "http://127.0.0.1:8080"
    with pytest.raises(InvalidInput) as caught:
        url("https://zoho.example")
    assert caught.value.code == "untrusted_host"
    monkeypatch.setenv("ZOHO_CLIQ_TRUSTED_HOSTS", "zoho.example")
    assert url("https://zoho.example") == "https://zoho.example"


def test_the_accounts_url_of_credentials_is_the_override(controller: Controller) -> None:
    controller.file()
    for given in ({"credentials_file": "zoho.yml"}, SET):
        services = controller.services({**given, "accounts_url": "http://localhost:1"})
        assert services.credentials().accounts_url == "http://localhost:1"


# --- the file --------------------------------------------------------------------------------------------------------


def test_a_file_that_is_not_there_is_named(controller: Controller) -> None:
    with pytest.raises(CredentialsFileError, match=r"There is no credentials file .*/zoho.yml: make it with") as caught:
        controller.services({"credentials_file": "zoho.yml"}).credentials()
    assert caught.value.code == "credentials_file_missing"


@pytest.mark.parametrize(
    ("answer", "understood", "code", "words"),
    [
        ("{}", True, "exchange_interrupted", "run zoho.cliq.credentials for it once more"),
        (None, True, "code_spent_answer_lost", "a code whose answer got lost: the code is spent. Consent again"),
        ("<html>", False, "code_spent_answer_lost", "a code whose answer could not be understood: the code is spent."),
    ],
)
def test_an_exchange_that_was_interrupted_is_the_reason_why_there_is_no_file(
    controller: Controller, answer: str | None, understood: bool, code: str, words: str
) -> None:
    interrupted(controller, answer)
    journal = json.loads(journal_of(controller).read_text())
    journal_of(controller).write_text(json.dumps({**journal, "understood": understood}))
    # To tell what to do takes no vault secret.
    controller.vault = vault()
    with pytest.raises(CredentialsFileError) as caught:
        controller.services({"credentials_file": "zoho.yml"}).credentials()
    assert caught.value.code == code
    assert words in caught.value.message


def test_a_file_is_read_once_and_again_when_it_was_replaced(
    controller: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[str] = []
    read = _credentials_file.read
    monkeypatch.setattr(_credentials_file, "read", lambda path, vault: reads.append(path) or read(path, vault))
    path = controller.file()
    for _often in range(3):
        assert controller.services({"credentials_file": "zoho.yml"}).credentials().refresh_token == REFRESH
    assert len(reads) == 1
    status = path.stat()
    new = controller.file(PLAIN_FILE.replace(REFRESH, REFRESH.replace("e", "f")), name="new.yml")
    # The same size and the same time: an atomic replacement is told by its inode.
    os.utime(new, ns=(status.st_atime_ns, status.st_mtime_ns))
    new.rename(path)
    assert controller.services({"credentials_file": "zoho.yml"}).credentials().refresh_token == REFRESH.replace(
        "e", "f"
    )
    assert len(reads) == 2


def test_a_file_that_was_written_in_place_is_read_again(controller: Controller) -> None:
    path = controller.file()
    controller.services({"credentials_file": "zoho.yml"}).credentials()
    path.write_text(PLAIN_FILE.replace("eu", "in"))
    os.utime(path, ns=(1, 1))
    assert controller.services({"credentials_file": "zoho.yml"}).credentials().data_center.id == "in"


def test_the_file_is_authoritative_over_variables_that_were_loaded_from_its_former_contents(
    controller: Controller,
) -> None:
    controller.file(PLAIN_FILE.replace(REFRESH, "1000.new"))
    services = controller.services({"credentials_file": "zoho.yml"}, as_variables(**VALUES))
    assert services.credentials().refresh_token == "1000.new"


def test_the_user_comes_with_the_file(controller: Controller) -> None:
    controller.file(PLAIN_FILE + "zoho_cliq_user_id: 163315760\n")
    assert controller.services({"credentials_file": "zoho.yml"}).credentials().user_id == "163315760"


# --- client, store, vault --------------------------------------------------------------------------------------------


def test_the_client_is_the_given_one_else_that_of_the_file(controller: Controller) -> None:
    controller.file()
    stored = controller.services().stored(str(controller.folder / "zoho.yml"))
    assert controller.services().client(stored).client_id == CLIENT_ID
    assert controller.services({"client_id": "1000.X", "client_secret": "y"}).client(stored).client_id == "1000.X"
    with pytest.raises(InvalidInput, match="client_secret is missing") as caught:
        controller.services({"client_id": "1000.X"}).client(None)
    assert caught.value.code == "client_missing"


def plain_services(folder: pathlib.Path, **given: str) -> Services:
    return Services(options(given), lambda path: str(folder / path), lambda text: None, lambda: None)  # type: ignore[arg-type,return-value]


def test_a_relative_state_store_is_relative_to_the_playbook(tmp_path: pathlib.Path) -> None:
    services = plain_services(tmp_path, state_store="state")
    assert services.store.description == f"directory {tmp_path}/state"
    assert services.store is services.store


def test_the_default_state_store_is_below_ansible_home(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    get = C.config.get_config_value
    home = {"ANSIBLE_HOME": str(tmp_path / "home")}
    monkeypatch.setattr(
        C.config, "get_config_value", lambda name, *rest, **more: home.get(name) or get(name, *rest, **more)
    )
    assert plain_services(tmp_path).store.description == f"directory {tmp_path}/home/zoho_cliq"


def test_the_word_none_is_the_memory(tmp_path: pathlib.Path) -> None:
    assert not plain_services(tmp_path, state_store="none").store.shared


def test_the_vault_is_made_once(tmp_path: pathlib.Path) -> None:
    services = plain_services(tmp_path)
    assert services.vault is services.vault
    assert isinstance(services.vault, type(vault()))
