# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The lookup: its options, and that a cached token costs next to nothing."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys
import typing as t

import ansible_collections
import pytest
from ansible import constants as C
from ansible.errors import AnsibleLookupError
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import lookup_loader
from ansible.template import Templar
from ansible_collections.zoho.cliq.plugins.module_utils._state import clock
from ansible_collections.zoho.cliq.plugins.module_utils._state.file import FileStore
from ansible_collections.zoho.cliq.plugins.module_utils._state.tokens import CachedToken
from ansible_collections.zoho.cliq.plugins.plugin_utils import _lookup, _services
from ansible_collections.zoho.cliq.plugins.plugin_utils._token_source import TokenSource
from ansible_collections.zoho.cliq.tests.unit.plugins.controller_helper import (
    PLAIN_FILE,
    REFRESH,
    SECRET,
    VALUES,
    credentials,
    refresh_form,
    refreshed,
    trusted,
)
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import OPTIONS, TOKEN, TOKEN_URL, Zoho

Lookup = t.Callable[..., list[str]]


@pytest.fixture
def lookup(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Lookup:
    """Run the lookup in a play whose directory is a temporary one."""
    monkeypatch.setattr(_services, "_READ_FILES", {})
    monkeypatch.setenv("ZOHO_CLIQ_STATE_STORE", str(tmp_path / "state"))
    (tmp_path / "zoho.yml").write_text(PLAIN_FILE)

    def run(*terms: str, variables: dict[str, t.Any] | None = None, **options: t.Any) -> list[str]:
        loader = DataLoader()
        loader.set_basedir(str(tmp_path))
        templar = Templar(loader=loader, variables=variables or {})
        plugin = lookup_loader.get("zoho.cliq.access_token", loader=loader, templar=templar)
        return t.cast(list[str], plugin.run(list(terms), variables, **options))

    return run


def warm(tmp_path: pathlib.Path) -> None:
    """Put a token into the cache."""
    source = TokenSource(credentials(), FileStore(str(tmp_path / "state")), lambda: OPTIONS)
    source.remember(CachedToken(TOKEN, 3600.0, clock.stamp(), (), None, "eu"))


def test_a_token_is_requested_once(zoho: Zoho, lookup: Lookup) -> None:
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), json=refreshed())
    for _often in range(3):
        assert lookup(credentials_file="zoho.yml") == [TOKEN]


def test_the_credentials_may_be_variables(zoho: Zoho, lookup: Lookup) -> None:
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), json=refreshed())
    variables = trusted({f"zoho_cliq_{name}": value for name, value in VALUES.items()})
    variables["zoho_cliq_client_secret"] = trusted({"x": "{{ my_secret }}"})["x"]
    variables["my_secret"] = SECRET
    assert lookup(variables=variables) == [TOKEN]


def test_the_token_is_told_to_ansible_as_a_secret(
    lookup: Lookup, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(_lookup, "register_secret", told.append)
    warm(tmp_path)
    lookup(credentials_file="zoho.yml")
    assert told == [TOKEN]


def message(lookup: Lookup, *terms: str, **options: t.Any) -> str:
    with pytest.raises(AnsibleLookupError) as caught:
        lookup(*terms, **options)
    text = str(caught.value)
    assert not [secret for secret in (SECRET, REFRESH) if secret in text]
    return text


def test_terms_are_refused(zoho: Zoho, lookup: Lookup) -> None:
    assert "takes no terms, only options" in message(lookup, "zoho.yml")


@pytest.mark.parametrize(
    ("option", "words"),
    [
        ("credential_file", "has no option credential_file. Did you mean credentials_file?"),
        ("min_valid", "has no option min_valid. Did you mean min_validity?"),
        ("xyz", "has no option xyz. It has accounts_url, ca_path, client_id"),
        ("access_token", "has no option access_token."),
    ],
)
def test_an_option_that_it_has_not_is_named_with_the_nearest(
    zoho: Zoho, lookup: Lookup, option: str, words: str
) -> None:
    assert words in message(lookup, **{option: "x"})


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"min_validity": "long"}, "min_validity is not a whole number of seconds"),
        ({"min_validity": 3601}, "min_validity is 3601 seconds: give 0 to 3600"),
        ({"timeout": "soon"}, "timeout is not a whole number of seconds"),
        ({"timeout": 0}, "timeout must be at least 1 second"),
        ({"validate_certs": "perhaps"}, "validate_certs is neither true nor false"),
        ({"credentials_file": "missing.yml"}, "There is no credentials file"),
        ({"accounts_url": "https://evil.example"}, "to which no secret is sent"),
    ],
)
def test_a_mistake_is_told_in_a_sentence(zoho: Zoho, lookup: Lookup, options: t.Any, words: str) -> None:
    assert words in message(lookup, **{"credentials_file": "zoho.yml", **options})


def test_an_untrusted_variable_is_refused(zoho: Zoho, lookup: Lookup) -> None:
    assert "managed hosts can influence" in message(lookup, variables={"zoho_cliq_credentials_file": "zoho.yml"})


def test_the_settings_reach_the_request(
    zoho: Zoho, lookup: Lookup, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ini = tmp_path / "ansible.cfg"
    ini.write_text(f"[zoho_cliq]\nca_path = {ini}\n")
    monkeypatch.setattr(C, "CONFIG_FILE", str(ini))
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), json=refreshed())
    lookup(credentials_file="zoho.yml", timeout="7")
    settings = zoho.mock.calls[0].request.req_kwargs
    assert (settings["timeout"], settings["verify"]) == ((7.0, 7.0), str(ini))
    zoho.expect("POST", TOKEN_URL, form={**refresh_form(), "refresh_token": "1000.x"}, json=refreshed())
    (tmp_path / "other.yml").write_text(PLAIN_FILE.replace(REFRESH, "1000.x"))
    lookup(credentials_file="other.yml", validate_certs="false")
    assert zoho.mock.calls[1].request.req_kwargs["verify"] is False


def test_zoho_s_refusal_is_told(zoho: Zoho, lookup: Lookup) -> None:
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), json={"error": "invalid_code"})
    assert "the refresh token is not valid" in message(lookup, credentials_file="zoho.yml")


WARM = """
import sys
from ansible.parsing.dataloader import DataLoader
from ansible.plugins.loader import init_plugin_loader, lookup_loader
from ansible.template import Templar

root, folder = sys.argv[1:]
init_plugin_loader([root])
loader = DataLoader()
plugin = lookup_loader.get("zoho.cliq.access_token", loader=loader, templar=Templar(loader=loader, variables={}))
print(plugin.run([], {}, credentials_file=f"{folder}/zoho.yml", state_store=f"{folder}/state")[0])
print([name for name in ("requests", "urllib3", "http.client", "redis") if name in sys.modules])
"""


def test_a_cached_token_is_returned_without_importing_requests_or_redis(lookup: Lookup, tmp_path: pathlib.Path) -> None:
    warm(tmp_path)
    root = str(pathlib.Path(next(iter(ansible_collections.__path__))).parent)
    # Without what this test runner has put there, such as the settings of ansible-test for a collection loader.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "PYTEST_"))}
    environment.update(
        PYTHONPATH=os.pathsep.join(path for path in sys.path if path), ANSIBLE_HOME=str(tmp_path / "home")
    )
    done = subprocess.run(
        [sys.executable, "-c", WARM, root, str(tmp_path)],
        capture_output=True,
        text=True,
        env=environment,
        timeout=60,
        check=False,
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    token, modules = done.stdout.splitlines()
    assert token == TOKEN
    assert modules == "[]"
