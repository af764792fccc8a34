# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""How the callback zoho.cliq.notify posts."""

from __future__ import annotations

import pathlib
import time
import typing as t

import pytest
import requests
from ansible import constants as C
from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput, OutcomeUnknown, ZohoCliqError
from ansible_collections.zoho.cliq.plugins.plugin_utils import _notify_post, _services
from ansible_collections.zoho.cliq.plugins.plugin_utils._notify import Settings
from ansible_collections.zoho.cliq.tests.unit.plugins.controller_helper import PLAIN_FILE, refresh_form, refreshed
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import API, CLIQ, TOKEN, TOKEN_URL, Zoho

MESSAGE = "/channelsbyname/ops/message"
BODY = {"text": "Hello"}


@pytest.fixture(autouse=True)
def folder(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> pathlib.Path:
    """The folder of a playbook, with a credentials file that the environment names."""
    monkeypatch.setattr(_services, "_READ_FILES", {})
    monkeypatch.setattr(C, "CONFIG_FILE", None)
    monkeypatch.setenv("ZOHO_CLIQ_STATE_STORE", str(tmp_path / "state"))
    monkeypatch.setenv("ZOHO_CLIQ_CREDENTIALS_FILE", "zoho.yml")
    (tmp_path / "zoho.yml").write_text(PLAIN_FILE)
    return tmp_path


def post(folder: pathlib.Path, text: str = "Hello", **settings: t.Any) -> None:
    where = settings if "chat_id" in settings else {"channel": "ops", **settings}
    _notify_post.poster(Settings(**where), str(folder), lambda warning: None)(text)


def test_it_posts_to_a_channel_with_a_token_of_the_credentials(zoho: Zoho, folder: pathlib.Path) -> None:
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), json=refreshed())
    for _time in range(2):
        zoho.cliq("POST", MESSAGE, sends=BODY, token=TOKEN, status=204)
        post(folder)


def test_it_posts_as_a_bot(zoho: Zoho, folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZOHO_CLIQ_ACCESS_TOKEN", TOKEN)
    monkeypatch.setenv("ZOHO_CLIQ_DATA_CENTER", "eu")
    zoho.cliq("POST", MESSAGE, query={"bot_unique_name": "deploybot"}, sends=BODY, token=TOKEN, status=204)
    post(folder, bot="deploybot")


def test_it_posts_to_a_chat(zoho: Zoho, folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZOHO_CLIQ_ACCESS_TOKEN", TOKEN)
    monkeypatch.setenv("ZOHO_CLIQ_DATA_CENTER", "eu")
    zoho.cliq("POST", "/chats/CT_1_2/message", sends=BODY, token=TOKEN, status=204)
    post(folder, chat_id="CT_1_2")


def test_the_shared_settings_come_from_the_environment_and_ansible_cfg(
    zoho: Zoho, folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ZOHO_CLIQ_CREDENTIALS_FILE")
    ini = folder / "ansible.cfg"
    ini.write_text("[zoho_cliq]\ncredentials_file = zoho.yml\n")
    monkeypatch.setattr(C, "CONFIG_FILE", str(ini))
    monkeypatch.setenv("ZOHO_CLIQ_NETWORK", "partners")
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), json=refreshed())
    zoho.expect("POST", f"{CLIQ}/network/partners/api/v2{MESSAGE}", sends=BODY, status=204)
    post(folder, timeout=3, validate_certs=False)
    settings = [call.request.req_kwargs for call in zoho.mock.calls]
    assert [(one["timeout"], one["verify"]) for one in settings] == [((3.0, 3.0), False)] * 2


def test_without_credentials_it_says_so(zoho: Zoho, folder: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ZOHO_CLIQ_CREDENTIALS_FILE")
    with pytest.raises(InvalidInput, match="No credentials"):
        post(folder)


@pytest.mark.parametrize(
    "answer", [{"body": requests.exceptions.ReadTimeout("late")}, {"status": 503, "body": b"<html>"}]
)
def test_a_message_whose_answer_is_lost_is_not_posted_again(
    zoho: Zoho, folder: pathlib.Path, answer: dict[str, t.Any]
) -> None:
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), json=refreshed())
    zoho.cliq("POST", MESSAGE, sends=BODY, **answer)
    with pytest.raises(OutcomeUnknown) as caught:
        post(folder)
    assert caught.value.message.endswith("Nobody can tell whether the message was posted.")
    assert _notify_post.passes_by_itself(caught.value)


def test_a_refusal_by_cliq_stays(zoho: Zoho, folder: pathlib.Path) -> None:
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), json=refreshed())
    zoho.cliq("POST", MESSAGE, sends=BODY, status=404, json={"code": "channel_not_exists", "message": "x"})
    with pytest.raises(ZohoCliqError) as caught:
        post(folder)
    assert caught.value.code == "channel_not_exists"
    assert not _notify_post.passes_by_itself(caught.value)


def test_a_lock_out_is_not_waited_for(zoho: Zoho, folder: pathlib.Path) -> None:
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), json=refreshed())
    zoho.cliq("POST", MESSAGE, sends=BODY, status=400, json={"code": "request_limit_exceeded", "message": "x"})
    begin = time.monotonic()
    # The second one is not even sent: the store knows of the lock-out.
    for _time in range(2):
        with pytest.raises(ZohoCliqError) as caught:
            post(folder)
        assert caught.value.message == "Cliq's limit of messages per minute is reached."
        assert _notify_post.passes_by_itself(caught.value)
    assert time.monotonic() - begin < 5


def test_its_messages_are_counted_with_those_of_tasks(zoho: Zoho, folder: pathlib.Path) -> None:
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), json=refreshed())
    for _time in range(50):
        zoho.cliq("POST", MESSAGE, sends=BODY, status=204)
        post(folder)
    with pytest.raises(ZohoCliqError, match="limit of messages"):
        post(folder)


def test_without_pacing_nothing_is_counted(zoho: Zoho, folder: pathlib.Path) -> None:
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), json=refreshed())
    for _time in range(51):
        zoho.expect("POST", f"{API}{MESSAGE}", sends=BODY, status=204)
        post(folder, pace_requests=False)


def test_nobody_is_waited_for_longer_than_for_an_answer(zoho: Zoho, folder: pathlib.Path) -> None:
    waits: list[float] = []

    class Store:
        def lock(self, kind: str, key: str, timeout: float, *, lease: float | None) -> str:
            waits.append(timeout)
            return kind

        def get(self, key: str) -> str:
            return key

    store = _notify_post._Impatient(t.cast(t.Any, Store()), 7)
    assert store.lock("token", "x", 61) == t.cast(t.Any, "token")
    store.lock("token", "x", 3)
    assert waits == [7, 3]
    assert store.get("key") == "key"
