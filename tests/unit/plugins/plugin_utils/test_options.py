# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Where a setting comes from, and from where it must not come."""

from __future__ import annotations

import json
import os
import pathlib
import typing as t

import pytest
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import VaultSecret
from ansible.template import Templar, is_trusted_as_template, trust_as_template
from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput
from ansible_collections.zoho.cliq.plugins.plugin_utils import _options
from ansible_collections.zoho.cliq.plugins.plugin_utils._options import Options, plain
from ansible_collections.zoho.cliq.tests.unit.plugins.controller_helper import options, trusted

PLACES = ("given", "variable", "task environment", "process environment", "ini")


def resolve(name: str, places: t.Collection[str], tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> t.Any:
    """Resolve an option that has a value in some places, namely the name of the place."""
    if "process environment" in places:
        monkeypatch.setenv(f"ZOHO_CLIQ_{name.upper()}", "process environment")
    else:
        monkeypatch.delenv(f"ZOHO_CLIQ_{name.upper()}", raising=False)
    ini = tmp_path / "ansible.cfg"
    ini.write_text(f"[defaults]\nforks = 3\n[zoho_cliq]\n{name} = {'ini' if 'ini' in places else ''}\n")
    resolver = options(
        {name: "given"} if "given" in places else {},
        trusted({f"zoho_cliq_{name}": "variable"} if "variable" in places else {}),
        environment={f"ZOHO_CLIQ_{name.upper()}": "task environment"} if "task environment" in places else {},
        ini_file=ini,
    )
    return resolver.text(name)


@pytest.mark.parametrize("name", _options.FROM_VARIABLES)
def test_the_most_specific_place_wins(name: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for first in range(len(PLACES)):
        assert resolve(name, PLACES[first:], tmp_path, monkeypatch) == PLACES[first]
    assert resolve(name, (), tmp_path, monkeypatch) is None


NEVER = {
    "accounts_url",
    "api_url",
    "ca_path",
    "state_store",
    "state_store_allow_plaintext",
    "state_store_ca_path",
    "validate_certs",
}


@pytest.mark.parametrize("name", sorted(NEVER))
def test_what_decides_where_secrets_go_is_never_taken_from_a_variable(
    name: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert resolve(name, ("variable",), tmp_path, monkeypatch) is None
    assert resolve(name, PLACES[1:], tmp_path, monkeypatch) == "task environment"
    assert resolve(name, PLACES, tmp_path, monkeypatch) == "given"
    assert name in _options.NEVER_FROM_VARIABLES


def test_an_option_is_taken_from_variables_or_not_and_never_both() -> None:
    assert not set(_options.FROM_VARIABLES) & set(_options.NEVER_FROM_VARIABLES)
    assert set(_options.NEVER_FROM_VARIABLES) == NEVER
    assert frozenset(_options.FROM_VARIABLES + _options.NEVER_FROM_VARIABLES) == _options.SHARED
    assert list(_options.FROM_VARIABLES) == sorted(_options.FROM_VARIABLES)


def test_none_and_empty_text_count_as_not_given() -> None:
    resolver = options(
        {"client_id": None, "network": ""}, trusted({"zoho_cliq_client_id": "x", "zoho_cliq_network": "y"})
    )
    assert resolver.text("client_id") == "x"
    assert resolver.text("network") == "y"


@pytest.mark.parametrize("value", [0, False, []])
def test_other_values_that_are_false_are_values(value: t.Any) -> None:
    found = options({"timeout": value}, trusted({"zoho_cliq_timeout": 30})).find("timeout")
    assert found is not None
    assert found.value == value


def test_all_values_for_the_validation() -> None:
    resolver = options({"client_id": "a"}, trusted({"zoho_cliq_timeout": 7, "zoho_cliq_api_url": "x"}))
    assert resolver.filled(["client_id", "timeout", "network", "api_url"]) == {"client_id": "a", "timeout": 7}


def test_the_place_is_named() -> None:
    resolver = options({"client_id": "a"}, trusted({"zoho_cliq_timeout": 7}), environment={"ZOHO_CLIQ_NETWORK": "n"})
    found = [resolver.find(name) for name in ("client_id", "timeout", "network")]
    assert [(value.place, value.label) for value in found if value] == [
        ("option", "client_id"),
        ("variable", "the variable zoho_cliq_timeout"),
        ("environment", "ZOHO_CLIQ_NETWORK"),
    ]


# --- variables -------------------------------------------------------------------------------------------------------


def test_a_variable_is_templated() -> None:
    variables = trusted({"zoho_cliq_client_id": "1000.{{ suffix }}", "suffix": "{{ 'AB' ~ 'C' }}"})
    assert options({}, variables).text("client_id") == "1000.ABC"


def test_a_template_may_give_a_list_or_a_number() -> None:
    variables = trusted({"zoho_cliq_scopes": "{{ ['a', 'b'] }}", "zoho_cliq_timeout": "{{ 3 + 4 }}"})
    resolver = options({}, variables)
    assert resolver.filled(["scopes", "timeout"]) == {"scopes": ["a", "b"], "timeout": 7}


def test_a_variable_may_be_a_lookup(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_SECRET", "from elsewhere")
    variables = trusted({"zoho_cliq_client_secret": "{{ lookup('ansible.builtin.env', 'MY_SECRET') }}"})
    assert options({}, variables).text("client_secret") == "from elsewhere"


def test_an_inline_vaulted_value_is_decrypted(tmp_path: pathlib.Path) -> None:
    from ansible.parsing.vault import VaultLib

    secrets = [("default", VaultSecret(b"password"))]
    ciphertext = VaultLib(secrets).encrypt("s3cret").decode()
    path = tmp_path / "vars.yml"
    indented = "".join(f"  {line}\n" for line in ciphertext.splitlines())
    path.write_text(f"zoho_cliq_client_secret: !vault |\n{indented}zoho_cliq_client_id: '1000.{{{{ 1 + 1 }}}}'\n")
    loader = DataLoader()
    loader.set_vault_secrets(secrets)
    variables = loader.load_from_file(str(path), trusted_as_template=True)
    templar = Templar(loader=loader, variables=variables)
    with pytest.MonkeyPatch.context() as patch:
        from ansible.parsing.vault import VaultSecretsContext

        patch.setattr(VaultSecretsContext, "_current", VaultSecretsContext(secrets))
        resolver = Options({}, variables, templar.template)
        assert resolver.filled(["client_secret", "client_id"]) == {"client_secret": "s3cret", "client_id": "1000.2"}
        assert type(resolver.text("client_secret")).__mro__ == (str, object)


@pytest.mark.parametrize("name", _options.FROM_VARIABLES)
@pytest.mark.parametrize("value", ["plain", "{{ lookup('pipe', 'touch /x') }}", ["a"], {"a": "b"}])
def test_a_variable_that_a_managed_host_may_have_set_is_refused(name: str, value: t.Any) -> None:
    with pytest.raises(
        InvalidInput, match=f"zoho_cliq_{name} comes from a fact or from the result of a task"
    ) as caught:
        options({}, {f"zoho_cliq_{name}": value}).find(name)
    assert caught.value.code == "untrusted_variable"
    assert "plain" not in caught.value.message


def test_a_part_that_is_not_trusted_makes_the_whole_untrusted() -> None:
    mixed = [trust_as_template("a"), "b"]
    with pytest.raises(InvalidInput):
        options({}, {"zoho_cliq_scopes": mixed}).find("scopes")
    with pytest.raises(InvalidInput):
        options({}, {"zoho_cliq_scopes": {"x": mixed}}).find("scopes")


def test_an_untrusted_variable_does_not_matter_where_the_option_is_given() -> None:
    assert options({"client_id": "a"}, {"zoho_cliq_client_id": "fact"}).text("client_id") == "a"


def test_a_fact_cannot_move_the_accounts_host() -> None:
    resolver = options({}, {"zoho_cliq_accounts_url": "https://evil.example", "zoho_cliq_validate_certs": False})
    assert resolver.filled(_options.NEVER_FROM_VARIABLES) == {}


# --- trusted hosts ---------------------------------------------------------------------------------------------------


def test_trusted_hosts_come_from_the_environment_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZOHO_CLIQ_TRUSTED_HOSTS", " a.example, b.example:8443,, ")
    assert options().trusted_hosts() == ("a.example", "b.example:8443")


def test_trusted_hosts_come_from_ansible_cfg(tmp_path: pathlib.Path) -> None:
    ini = tmp_path / "ansible.cfg"
    ini.write_text("[zoho_cliq]\ntrusted_hosts = a.example\n")
    assert options(ini_file=ini).trusted_hosts() == ("a.example",)


def test_trusted_hosts_come_from_nowhere_else() -> None:
    resolver = options(
        {"trusted_hosts": "evil.example"},
        trusted({"zoho_cliq_trusted_hosts": "evil.example"}),
        environment={"ZOHO_CLIQ_TRUSTED_HOSTS": "evil.example"},
    )
    assert resolver.trusted_hosts() == ()


# --- ansible.cfg -----------------------------------------------------------------------------------------------------


def test_ansible_cfg_is_read_as_ansible_reads_it(tmp_path: pathlib.Path) -> None:
    ini = tmp_path / "ansible.cfg"
    ini.write_text("[zoho_cliq]\nclient_secret = 50%(off)s ; a remark\ntimeout = 7\ntimeout = 8\n")
    resolver = options(ini_file=ini)
    assert resolver.text("client_secret") == "50%(off)s"
    assert resolver.text("timeout") == "8"


@pytest.mark.parametrize("content", [b"[zoho_cliq\n", b"no section = 1\n", b"[zoho_cliq]\n\xff = 1\n"])
def test_an_ansible_cfg_that_cannot_be_read_is_named(tmp_path: pathlib.Path, content: bytes) -> None:
    ini = tmp_path / "ansible.cfg"
    ini.write_bytes(content)
    with pytest.raises(InvalidInput, match=r"\[zoho_cliq\] of .*ansible\.cfg cannot be read"):
        options(ini_file=ini)


def test_no_ansible_cfg_and_one_without_the_section_are_fine(tmp_path: pathlib.Path) -> None:
    ini = tmp_path / "ansible.cfg"
    assert options(ini_file=ini).text("timeout") is None
    ini.write_text("[defaults]\ntimeout = 3\n")
    assert options(ini_file=ini).text("timeout") is None


# --- plain data ------------------------------------------------------------------------------------------------------


def test_plain_data_has_no_tags() -> None:
    tagged = {trust_as_template("k"): [trust_as_template("v"), 1, 1.5, True, None, (trust_as_template("t"),)]}
    result = plain(tagged)
    assert result == {"k": ["v", 1, 1.5, True, None, ["t"]]}
    texts = [next(iter(result)), result["k"][0], result["k"][5][0]]
    assert {type(text) for text in texts} == {str}
    assert not any(is_trusted_as_template(text) for text in texts)
    assert isinstance(result["k"][3], bool)
    assert json.loads(json.dumps(result)) == result


def test_anything_else_becomes_text() -> None:
    assert plain(pathlib.PurePosixPath("/x")) == "/x"
    assert plain({1: 2}) == {"1": 2}


def test_the_environment_of_the_process_is_left_alone() -> None:
    before = dict(os.environ)
    options(environment={"ZOHO_CLIQ_NETWORK": 5}).find("network")
    assert dict(os.environ) == before


@pytest.mark.parametrize(("name", "value"), [("timeout", 100000), ("pace_requests", False), ("refresh_token", 12345)])
def test_a_fact_that_is_no_text_is_refused_too(name: str, value: object) -> None:
    variable = f"zoho_cliq_{name}"
    of_a_host = {variable: value, "ansible_facts": {variable: value}}
    with pytest.raises(InvalidInput) as caught:
        options({}, of_a_host).find(name)
    assert caught.value.code == "untrusted_variable"
    found = options({}, {variable: value, "ansible_facts": {}}).find(name)
    assert found is not None
    assert found.value == value
