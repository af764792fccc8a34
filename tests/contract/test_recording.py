# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the unit tests of the collection send to scripted answers is recorded as it is sent."""

from __future__ import annotations

import json
import typing as t
from pathlib import Path

import pytest
import requests
import responses
from ansible_collections.zoho.cliq.plugins.module_utils import _http
from ansible_collections.zoho.cliq.plugins.module_utils._errors import OutcomeUnknown
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import API, TOKEN, cliq_client
from ansible_collections.zoho.cliq.tests.unit.plugins.traffic_helper import VARIABLE, recorded
from zoho_emulator.cliq import traffic


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> t.Iterator[Path]:
    """Where records are written to."""
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    traffic.of_environment.cache_clear()
    yield tmp_path
    traffic.of_environment.cache_clear()


def records(folder: Path) -> list[dict[str, t.Any]]:
    return [json.loads(line) for path in folder.glob("*.jsonl") for line in path.read_text().splitlines()]


def test_a_request_and_its_scripted_answer(folder: Path) -> None:
    with responses.RequestsMock() as mock:
        mock.add("GET", f"{API}/channels", json={"channels": []})
        with recorded(mock, "test_x.py::test_y"):
            answer = cliq_client().call("GET", "/channels", params={"name": "a&b"})
    assert answer == {"channels": []}
    assert records(folder) == [
        {
            "writer": "script",
            "by_collection": True,
            "method": "GET",
            "path": "/api/v2/channels",
            "query": [["name", "a&b"]],
            "body": None,
            "status": 200,
            "answer": {"type": "application/json", "json": {"channels": []}},
            "test": "test_x.py::test_y",
        }
    ]
    assert TOKEN[5:37] not in next(folder.glob("*.jsonl")).read_text()


def test_a_request_whose_answer_is_lost(folder: Path) -> None:
    with responses.RequestsMock() as mock:
        mock.add("POST", f"{API}/channels", body=requests.exceptions.ConnectionError())
        with recorded(mock, "x"), pytest.raises(OutcomeUnknown):
            cliq_client().call("POST", "/channels", body={"name": "x"})
    (record,) = records(folder)
    assert (record["status"], record["answer"]) == (None, None)
    assert record["body"] == {"type": "application/json", "json": {"name": "x"}}


def test_requests_to_others_are_left_out(folder: Path) -> None:
    with responses.RequestsMock() as mock:
        mock.add("POST", "https://accounts.zoho.eu/oauth/v2/token", json={})
        with recorded(mock, "x"):
            _http.send(
                "POST", "https://accounts.zoho.eu/oauth/v2/token", options=_http.HttpOptions(), form={"a": "secret"}
            )
    assert records(folder) == []
