# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The vault secrets of a run."""

from __future__ import annotations

import pytest
from ansible import constants as C
from ansible.parsing.vault import VaultLib, VaultSecret, VaultSecretsContext
from ansible_collections.zoho.cliq.plugins.module_utils._errors import CredentialsFileError
from ansible_collections.zoho.cliq.plugins.plugin_utils._vault import Vault
from ansible_collections.zoho.cliq.tests.unit.plugins.controller_helper import vault


@pytest.fixture
def identity(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Settings of ansible-core that a test may change."""
    settings: dict[str, str] = {"DEFAULT_VAULT_ENCRYPT_IDENTITY": ""}
    get = C.config.get_config_value
    monkeypatch.setattr(
        C.config,
        "get_config_value",
        lambda name, *rest, **more: settings.get(name) if name in settings else get(name, *rest, **more),
    )
    return settings


def failure(vault: Vault, *arguments: str | None) -> CredentialsFileError:
    with pytest.raises(CredentialsFileError) as caught:
        vault.choose(*arguments)  # type: ignore[arg-type]
    return caught.value


@pytest.mark.usefixtures("identity")
def test_the_wish_then_what_is_there_then_the_only_secret() -> None:
    both = vault("one", "two")
    assert both.choose("two", "one") == "two"
    assert both.choose(None, "one") == "one"
    assert vault("one").choose(None, None) == "one"
    assert vault("one", "one").choose(None, None) == "one"


def test_the_setting_of_ansible_comes_after_what_is_there(identity: dict[str, str]) -> None:
    identity["DEFAULT_VAULT_ENCRYPT_IDENTITY"] = "two"
    both = vault("one", "two")
    assert both.choose(None, None) == "two"
    assert both.choose(None, "one") == "one"
    error = failure(vault("one"), None, None)
    assert (
        "DEFAULT_VAULT_ENCRYPT_IDENTITY names the vault id 'two', and this run has secrets for one only"
        in error.message
    )


@pytest.mark.usefixtures("identity")
def test_an_id_without_a_secret_is_an_error_that_names_the_ids() -> None:
    error = failure(vault("two", "one"), "three", None)
    assert error.code == "vault_secret_missing"
    assert error.message == "vault_id names the vault id 'three', and this run has secrets for one, two only."


@pytest.mark.usefixtures("identity")
def test_what_the_only_secret_decrypted_keeps_its_label_under_another_name() -> None:
    only = vault("default")
    assert only.choose(None, "prod") == "prod"
    text = only.encrypt("plain", "prod")
    assert text.splitlines()[0] == "$ANSIBLE_VAULT;1.2;AES256;prod"
    assert only.decrypt(text, "x") == ("plain", "prod")


@pytest.mark.usefixtures("identity")
def test_no_way_to_choose_is_an_error_that_names_the_ids() -> None:
    error = failure(vault("two", "one"), None, None)
    assert error.code == "vault_id_needed"
    assert "(one, two)" in error.message


def test_no_secret_at_all() -> None:
    error = failure(vault(), None, None)
    assert error.code == "vault_secret_missing"
    assert "--vault-password-file" in error.message
    with pytest.raises(CredentialsFileError, match=r"file is encrypted .* no vault secret"):
        vault().decrypt("$ANSIBLE_VAULT;1.1;AES256\n", "file")


@pytest.mark.parametrize(("vault_id", "header"), [("default", "1.1;AES256"), ("prod", "1.2;AES256;prod")])
def test_what_was_encrypted_tells_its_id(vault_id: str, header: str) -> None:
    several = vault("default", "prod")
    text = several.encrypt("s3cret", vault_id)
    assert text.startswith(f"$ANSIBLE_VAULT;{header}\n")
    assert Vault.is_encrypted(text)
    assert several.decrypt(text, "x") == ("s3cret", vault_id)


def test_the_id_of_a_text_without_one_is_that_of_the_secret_that_fits() -> None:
    text = VaultLib([("default", VaultSecret(b"password of prod"))]).encrypt("s3cret").decode()
    assert vault("dev", "prod").decrypt(text, "x") == ("s3cret", "prod")


def test_the_id_in_the_text_counts_though_another_secret_fits() -> None:
    secret = VaultSecret(b"the same password")
    text = Vault([("prod", secret)]).encrypt("s3cret", "prod")
    assert Vault([("default", secret)]).decrypt(text, "x") == ("s3cret", "prod")


@pytest.mark.parametrize("damage", [lambda text: text, lambda text: text[:-20], lambda text: text.replace("3", "4")])
def test_what_cannot_be_decrypted_is_named_with_the_ids(damage: object) -> None:
    text = vault("default").encrypt("s3cret", "default")
    with pytest.raises(CredentialsFileError, match=r"^The file x cannot be decrypted .*\(one, two\)") as caught:
        vault("two", "one").decrypt(damage(text), "The file x")  # type: ignore[operator]
    assert caught.value.code == "vault_decrypt_failed"
    assert "s3cret" not in caught.value.message


def test_what_is_not_text_is_named() -> None:
    some = vault("default")
    with pytest.raises(CredentialsFileError, match="x decrypts to something that is not text"):
        some.decrypt(VaultLib(some._secrets).encrypt(b"\xff\xfe", secret=some._secrets[0][1]).decode(), "x")


def test_the_secrets_are_those_of_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    secret = VaultSecret(b"password")
    monkeypatch.setattr(VaultSecretsContext, "_current", VaultSecretsContext([("prod", secret)]))
    assert Vault().choose(None, None) == "prod"
    monkeypatch.setattr(VaultSecretsContext, "_current", None)
    with pytest.raises(CredentialsFileError, match="no vault secret"):
        Vault().choose(None, None)
