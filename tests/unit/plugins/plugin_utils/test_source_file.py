# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Options in a file: what is read, and what is refused with a sentence."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._errors import CredentialsFileError, InvalidInput
from ansible_collections.zoho.cliq.plugins.plugin_utils import _source_file
from ansible_collections.zoho.cliq.tests.unit.plugins.controller_helper import vault
from hypothesis import given
from hypothesis import strategies as st

ALLOWED = ("channels", "prune", "owner_marker")
TEXT = "channels:\n  - name: one\n    description: !unsafe '{{ no template }}'\nprune: archive\n"
DATA = {"channels": [{"name": "one", "description": "{{ no template }}"}], "prune": "archive"}


def read(folder: pathlib.Path, text: str | bytes, *ids: str) -> dict[str, t.Any]:
    path = folder / "workspace.yml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return _source_file.read(str(path), ALLOWED, vault(*ids))


@pytest.mark.parametrize(
    "text", [TEXT, '{"channels": [{"name": "one", "description": "{{ no template }}"}], "prune": "archive"}']
)
def test_options_are_read_as_they_stand(tmp_path: pathlib.Path, text: str) -> None:
    assert read(tmp_path, text) == DATA


def test_whole_file_may_be_encrypted(tmp_path: pathlib.Path) -> None:
    assert read(tmp_path, vault("work").encrypt(TEXT, "work"), "other", "work") == DATA


def test_without_its_secret_it_is_not_read(tmp_path: pathlib.Path) -> None:
    encrypted = vault("work").encrypt(TEXT, "work")
    with pytest.raises(CredentialsFileError, match=r"workspace\.yml is encrypted .* no vault secret"):
        read(tmp_path, encrypted)
    with pytest.raises(CredentialsFileError, match="cannot be decrypted with the vault secrets of this run"):
        read(tmp_path, encrypted, "other")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("channels: [", r"workspace\.yml is not valid YAML \(line \d\)"),
        (b"\xff\xfe\xfd", "cannot be read: it is not text"),
        ("", "it has a NoneType"),
        ("- name: one", "it has a list"),
        ("{}", "it has nothing"),
        ("prune: none", "it has prune"),
        ("channels: 2026-13-45", "not valid YAML: correct it"),
        (
            "channels: []\nchanels: []",
            "must have the key channels, may have prune, owner_marker, .* has channels, chanels",
        ),
        ("channels: !!python/object/apply:os.system [id]", "not valid YAML"),
        ("channels: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  61", "single values that are encrypted"),
        ("{[1]: 2}", "not valid YAML"),
    ],
)
def test_what_is_no_description_is_refused(tmp_path: pathlib.Path, text: str | bytes, words: str) -> None:
    with pytest.raises(InvalidInput, match=words) as caught:
        read(tmp_path, text)
    assert caught.value.code == "unusable_file"


def test_what_cannot_be_read_is_refused(tmp_path: pathlib.Path) -> None:
    with pytest.raises(InvalidInput, match="There is no file"):
        _source_file.read(str(tmp_path / "nowhere"), ALLOWED, vault())
    with pytest.raises(InvalidInput, match="cannot be read: Is a directory"):
        _source_file.read(str(tmp_path), ALLOWED, vault())


@given(st.text() | st.binary())
def test_no_text_is_a_traceback(tmp_path_factory: pytest.TempPathFactory, text: str | bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode(errors="surrogatepass"))
    try:
        assert set(_source_file.read(str(path), ALLOWED, vault())) <= set(ALLOWED)
    except InvalidInput:
        pass
