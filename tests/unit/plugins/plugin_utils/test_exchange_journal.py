# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The journal of an exchange."""

from __future__ import annotations

import json
import os
import pathlib

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._errors import CredentialsFileError
from ansible_collections.zoho.cliq.plugins.plugin_utils._exchange_journal import (
    ANSWER_ROOM,
    Exchange,
    Journal,
    code_digest,
)
from ansible_collections.zoho.cliq.tests.unit.plugins.controller_helper import CODE, REFRESH, vault

REQUEST = {
    "client_id": "1000.A",
    "data_center": "eu",
    "consent_data_center": "us",
    "accounts_url": "https://accounts.zoho.eu",
    "scopes": ["a.b"],
}
ANSWER = json.dumps({"refresh_token": REFRESH}).encode()


@pytest.fixture
def path(tmp_path: pathlib.Path) -> pathlib.Path:
    return tmp_path / "zoho.yml"


def journal_file(path: pathlib.Path) -> pathlib.Path:
    return path.parent / f".{path.name}.exchange"


def begin(journal: Journal) -> Exchange:
    """Begin an exchange that never gets its answer."""
    with journal.begun(CODE, REQUEST) as exchange:
        return exchange


def record(journal: Journal, answer: bytes, status: int) -> None:
    with journal.begun(CODE, REQUEST) as exchange:
        journal.record(exchange, answer, status)


def test_an_intent_is_read_again_and_holds_no_code(path: pathlib.Path) -> None:
    begun = begin(Journal(str(path), vault("default"), "default"))
    found = Journal(str(path), vault(), None).read()
    assert found == begun
    assert found is not None
    assert (found.code_digest, found.request, found.answer) == (code_digest(CODE), REQUEST, None)
    assert CODE not in journal_file(path).read_text()
    assert journal_file(path).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("vault_id", ["prod", None])
def test_an_answer_is_written_as_the_credentials_will_be(path: pathlib.Path, vault_id: str | None) -> None:
    journal = Journal(str(path), vault("default", "prod"), vault_id)
    record(journal, ANSWER, 202)
    assert (REFRESH in journal_file(path).read_text()) is (vault_id is None)
    found = Journal(str(path), vault("prod"), "default").read()
    assert found is not None
    assert (found.answer, found.status) == (ANSWER.decode(), 202)
    assert REFRESH not in repr(found)


def test_an_answer_that_is_not_text_is_kept_as_far_as_it_goes(path: pathlib.Path) -> None:
    journal = Journal(str(path), vault(), None)
    record(journal, b"\xff{", 200)
    found = journal.read()
    assert found is not None
    assert found.answer == "\ufffd{"


def test_the_answer_cannot_be_read_without_its_secret(path: pathlib.Path) -> None:
    journal = Journal(str(path), vault("prod"), "prod")
    record(journal, ANSWER, 200)
    with pytest.raises(CredentialsFileError, match=r"The journal .*\.zoho\.yml\.exchange cannot be decrypted"):
        Journal(str(path), vault("other"), "other").read()


def test_the_end_leaves_nothing(path: pathlib.Path) -> None:
    journal = Journal(str(path), vault(), None)
    assert journal.read() is None
    begin(journal)
    journal.end()
    assert journal.read() is None
    assert list(path.parent.iterdir()) == []
    journal.end()


def test_the_journal_lies_beside_the_target_of_a_link(path: pathlib.Path, tmp_path: pathlib.Path) -> None:
    (tmp_path / "other").mkdir()
    link = tmp_path / "other" / "link.yml"
    link.symlink_to(path)
    begin(Journal(str(link), vault(), None))
    assert journal_file(path).exists()
    assert Journal(str(path), vault(), None).read() is not None


def test_room_for_an_answer_is_proven_first(path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    fsync = os.fsync
    monkeypatch.setattr(os, "fsync", lambda descriptor: sizes.append(os.fstat(descriptor).st_size) or fsync(descriptor))
    begin(Journal(str(path), vault(), None))
    assert sizes[0] == ANSWER_ROOM


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "5",
        '{"code_digest": "x"}',
        '{"code_digest": "x", "time": 1, "request": {}}',
        '{"code_digest": "x", "time": 1, "request": 5}',
        '{"unknown": 1}',
        "\udcff",
    ],
)
def test_a_journal_that_makes_no_sense_is_named(path: pathlib.Path, content: str) -> None:
    journal_file(path).write_text(content, errors="surrogateescape")
    with pytest.raises(
        CredentialsFileError, match=r"The journal .*\.zoho\.yml\.exchange .* remove it and consent again"
    ):
        Journal(str(path), vault(), None).read()


def test_an_answer_that_nobody_understands_is_kept_until_the_next_exchange(path: pathlib.Path) -> None:
    journal = Journal(str(path), vault("default"), "default")
    with journal.begun(CODE, REQUEST) as exchange:
        journal.record(exchange, ANSWER, 200)
        assert exchange.can_be_completed
        journal.give_up(exchange)
    found = journal.read()
    assert found is not None
    assert (found.answer, found.can_be_completed) == (ANSWER.decode(), False)
    assert REFRESH not in journal_file(path).read_text()
    assert begin(journal) == journal.read()
    assert [entry.name for entry in path.parent.iterdir()] == [".zoho.yml.exchange"]
