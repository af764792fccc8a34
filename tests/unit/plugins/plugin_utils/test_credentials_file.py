# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The credentials file: what is written and read, and that it is always whole."""

from __future__ import annotations

import pathlib
import string

import pytest
import yaml
from ansible.parsing.dataloader import DataLoader
from ansible_collections.zoho.cliq.plugins.module_utils._errors import CredentialsFileError, InvalidInput
from ansible_collections.zoho.cliq.plugins.plugin_utils import _credentials_file
from ansible_collections.zoho.cliq.plugins.plugin_utils._credentials_file import Stored, parse, read, render
from ansible_collections.zoho.cliq.plugins.plugin_utils._vault import Vault
from ansible_collections.zoho.cliq.tests.unit.plugins.controller_helper import (
    PLAIN_FILE,
    REFRESH,
    SECRET,
    VALUES,
    vault,
)
from hypothesis import given
from hypothesis import strategies as st

FULL = {
    **VALUES,
    "user_id": "163315760",
    "user_email": "scott+ops@zylker.example",
    "consent_data_center": "us",
    "exchange_times": ["2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"],
    "code_digest": "c0de",
}
SAFE = string.ascii_letters + string.digits + "._~+/=:@?&,-"


# --- round trips -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("vault_id", ["default", "prod"])
@pytest.mark.parametrize("encrypt", ["values", "file", "none"])
def test_what_was_written_is_read_again(encrypt: str, vault_id: str) -> None:
    secrets = vault("default", "prod")
    text = render(FULL, encrypt, secrets, None if encrypt == "none" else vault_id, None)
    stored = parse(text, "x", secrets)
    assert stored.values == FULL
    assert stored.encrypt == encrypt
    assert stored.vault_id == (None if encrypt == "none" else vault_id)
    assert (SECRET in text, REFRESH in text) == (encrypt == "none", encrypt == "none")
    assert Vault.is_encrypted(text) is (encrypt == "file")
    assert SECRET not in repr(stored)
    assert REFRESH not in repr(stored)


@pytest.mark.parametrize("encrypt", ["values", "file", "none"])
def test_ansible_reads_the_file_as_a_vars_file(tmp_path: pathlib.Path, encrypt: str) -> None:
    secrets = vault("default")
    path = tmp_path / "vars.yml"
    path.write_text(render(FULL, encrypt, secrets, "default", None))
    loader = DataLoader()
    loader.set_vault_secrets(secrets._secrets)
    with pytest.MonkeyPatch.context() as patch:
        from ansible.parsing.vault import VaultSecretsContext

        patch.setattr(VaultSecretsContext, "_current", VaultSecretsContext(secrets._secrets))
        data = loader.load_from_file(str(path))
        assert {name: str(data[f"zoho_cliq_{name}"]) for name in ("client_secret", "refresh_token", "data_center")} == {
            name: FULL[name] for name in ("client_secret", "refresh_token", "data_center")
        }
        assert data["zoho_cliq_scopes"] == FULL["scopes"]


def test_the_rest_stays_readable_and_has_an_order() -> None:
    text = render(FULL, "values", vault("default"), "default", None)
    keys = [line.split(":")[0] for line in text.splitlines() if line.startswith("zoho_cliq_")]
    assert keys == [f"zoho_cliq_{name}" for name in _credentials_file.KEYS]
    assert 'zoho_cliq_data_center: "eu"\n' in text
    assert "zoho_cliq_client_secret: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  " in text
    assert text.startswith("---\n# Credentials for Zoho Cliq, written by")


def test_every_value_is_a_quoted_text() -> None:
    values = yaml.safe_load(render({**FULL, "user_id": 7, "client_id": "1e5"}, "none", vault(), None, None))
    assert values["zoho_cliq_user_id"] == "7"
    assert values["zoho_cliq_client_id"] == "1e5"


def test_what_does_not_change_keeps_its_ciphertext() -> None:
    secrets = vault("default", "prod")
    first = render(FULL, "values", secrets, "prod", None)
    old = parse(first, "x", secrets)
    assert render({**FULL, "code_digest": "other"}, "values", secrets, "prod", old) == first.replace("c0de", "other")
    second = parse(render({**FULL, "refresh_token": "1000.new"}, "values", secrets, "prod", old), "x", secrets)
    assert second.ciphertexts["client_secret"] == old.ciphertexts["client_secret"]
    assert second.ciphertexts["refresh_token"] != old.ciphertexts["refresh_token"]
    assert second.values["refresh_token"] == "1000.new"
    third = parse(render(FULL, "values", secrets, "default", old), "x", secrets)
    assert third.ciphertexts["client_secret"] != old.ciphertexts["client_secret"]
    assert third.vault_id == "default"


# --- hostile values --------------------------------------------------------------------------------------------------


HOSTILE = [
    "{{ lookup('pipe', 'id') }}",
    "{% raw %}",
    'a"b',
    "a\\nb",
    "a\nb",
    "a b",
    "a#b",
    "",
    "ä",
    "x" * 2049,
    "a'b",
    "a\0",
    "!x",
    "a{",
    "a*",
]


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("name", ["client_id", "client_secret", "refresh_token", "user_id", "scopes", "exchange_times"])
@pytest.mark.parametrize("encrypt", ["values", "file", "none"])
def test_a_value_that_could_be_a_template_is_not_written(name: str, value: str, encrypt: str) -> None:
    hostile = [value] if name in _credentials_file.LISTS else value
    with pytest.raises(InvalidInput, match=f"^{name} has characters that are not written") as caught:
        render({**FULL, name: hostile}, encrypt, vault("default"), "default", None)
    assert caught.value.code == "unsafe_value"
    assert len(value) < 3 or value not in caught.value.message


@given(st.text(alphabet=SAFE, min_size=1, max_size=60))
def test_every_safe_text_survives(value: str) -> None:
    values = {**FULL, "client_secret": value, "scopes": [value]}
    stored = parse(render(values, "none", vault(), None, None), "x", vault())
    assert stored.values == values


@given(st.text(max_size=30))
def test_what_is_written_is_what_was_given_or_nothing(value: str) -> None:
    try:
        text = render({**FULL, "client_id": value}, "none", vault(), None, None)
    except InvalidInput:
        assert not value or set(value) - set(SAFE)
    else:
        assert yaml.safe_load(text)["zoho_cliq_client_id"] == value
        assert "{" not in text


# --- reading ---------------------------------------------------------------------------------------------------------


def message(text: str, secrets: Vault | None = None) -> str:
    with pytest.raises(CredentialsFileError) as caught:
        parse(text, "/x/zoho.yml", secrets or vault("default"))
    assert "/x/zoho.yml" in caught.value.message
    return caught.value.message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: [", "is not valid YAML (line 1)"),
        ("a: 1\nb: !!python/object/apply:os.system ['true']\n", "is not valid YAML (line 2)"),
        ("a: !vault [x]\n", "is not valid YAML (line 1)"),
        ("a: !unsafe x\n", "is not valid YAML (line 1)"),
        ("", "is not a vars file"),
        ("- a\n", "is not a vars file"),
        ("text", "is not a vars file"),
        (
            "other: 1\n",
            "lacks zoho_cliq_client_id and zoho_cliq_client_secret and zoho_cliq_refresh_token and zoho_cliq_data_center",
        ),
        (
            PLAIN_FILE.replace("zoho_cliq_data_center: 'eu'", "zoho_cliq_data_center: 5"),
            "lacks zoho_cliq_data_center: write it with",
        ),
        (PLAIN_FILE.replace("zoho_cliq_refresh", "refresh"), "lacks zoho_cliq_refresh_token"),
    ],
)
def test_a_file_that_makes_no_sense_is_named(text: str, words: str) -> None:
    assert words in message(text)


@pytest.mark.parametrize("encrypt", ["values", "file"])
def test_a_file_that_cannot_be_decrypted_is_named(encrypt: str) -> None:
    text = render(FULL, encrypt, vault("default"), "default", None)
    assert "cannot be decrypted with the vault secrets of this run (other)" in message(text, vault("other"))
    assert "this run has no vault secret" in message(text, vault())
    damaged = (
        text.replace("AES256\n", "AES256\n00", 1)
        if encrypt == "file"
        else text.replace("AES256\n  ", "AES256\n  00", 1)
    )
    assert "cannot be decrypted" in message(damaged)


def test_other_variables_in_the_file_do_not_matter() -> None:
    stored = parse(PLAIN_FILE + "my_own: !vault |\n  nonsense\nother: 1\n", "x", vault())
    assert stored.values == {**VALUES, "exchange_times": []}
    assert stored.foreign == ["my_own", "other"]


@pytest.mark.parametrize(("mode", "open_to_others"), [(0o600, False), (0o400, False), (0o640, True), (0o602, True)])
def test_a_file_tells_whether_others_can_open_it(tmp_path: pathlib.Path, mode: int, open_to_others: bool) -> None:
    path = tmp_path / "zoho.yml"
    path.write_text(PLAIN_FILE)
    path.chmod(mode)
    stored = read(str(path), vault())
    assert stored is not None
    assert stored.open is open_to_others


@pytest.mark.parametrize(("written", "read_as"), [("", []), ("[]", []), ("[a, 5]", ["a", "5"]), ("a", ["a"])])
def test_lists_are_lists_of_texts(written: str, read_as: list[str]) -> None:
    text = "\n".join(line for line in PLAIN_FILE.splitlines() if "scopes" not in line)
    assert parse(f"{text}\nzoho_cliq_scopes: {written}\n", "x", vault()).values["scopes"] == read_as


def test_a_file_of_which_one_secret_is_vaulted_counts_as_protected_by_values() -> None:
    secrets = vault("default")
    vaulted = render(FULL, "values", secrets, "default", None)
    text = vaulted.rstrip("\n")
    start = text.index("zoho_cliq_refresh_token")
    end = text.index("zoho_cliq_data_center")
    stored = parse(f"{text[:start]}zoho_cliq_refresh_token: {REFRESH}\n{text[end:]}\n", "x", secrets)
    assert (stored.encrypt, stored.vault_id) == ("values", "default")
    assert stored.values["refresh_token"] == REFRESH


def test_no_file_is_none_and_an_unreadable_one_is_named(tmp_path: pathlib.Path) -> None:
    assert read(str(tmp_path / "missing"), vault()) is None
    with pytest.raises(CredentialsFileError, match="cannot be read: Is a directory"):
        read(str(tmp_path), vault())
    (tmp_path / "binary").write_bytes(b"\xff\xfe")
    with pytest.raises(CredentialsFileError, match="cannot be read: it is not text"):
        read(str(tmp_path / "binary"), vault())


# --- replacing -------------------------------------------------------------------------------------------------------


def test_what_is_read_has_the_shape_that_others_rely_on() -> None:
    stored = parse(PLAIN_FILE, "x", vault())
    assert stored == Stored(values={**VALUES, "exchange_times": []}, encrypt="none")
