# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""zoho.cliq.credentials with wait_for_redirect: one task from the URL to the file, with a thread for the browser."""

from __future__ import annotations

import dataclasses
import errno
import http.client
import json
import os
import re
import socket
import threading
import time
import typing as t
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._errors import (
    ConsentNeeded,
    CredentialsFileError,
    InvalidInput,
    OAuthError,
    ZohoCliqError,
)
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import consent
from ansible_collections.zoho.cliq.plugins.plugin_utils import _consent_flow
from ansible_collections.zoho.cliq.plugins.plugin_utils._consent_flow import ConsentFlow
from ansible_collections.zoho.cliq.tests.unit.plugins.controller_helper import (
    CLIENT,
    CODE,
    NEW_REFRESH,
    REFRESH,
    SCOPES,
    SECRET,
    Controller,
    vault,
)
from ansible_collections.zoho.cliq.tests.unit.plugins.exchange_helper import (
    BARE,
    CODE_FORM,
    EXCHANGED,
    exchanges,
    files,
    path_of,
    revokes,
    run,
    stored,
    write,
)
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import ACCOUNTS, TOKEN, TOKEN_URL, Zoho

PATIENCE = 10


class Browser:
    """
    Sits in front of the terminal: sees each line, and opens the URL that is shown.

    ``answers`` are the queries with which it is sent back, one after the other; a state of None means the one of the URL.
    """

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *answers: dict[str, str | None]) -> None:
        self.lines: list[str] = []
        self.pages: list[int] = []
        self.answers = list(answers)
        self._thread = threading.Thread(target=lambda: None)
        self._thread.start()
        build = Controller.services

        def services(controller: Controller, *arguments: t.Any, **more: t.Any) -> t.Any:
            made = build(controller, *arguments, **more)
            made.announce = self.sees
            return made

        monkeypatch.setattr(Controller, "services", services)
        with socket.create_server(("127.0.0.1", 0)) as holder:
            self.uri = f"http://127.0.0.1:{holder.getsockname()[1]}/callback"

    def sees(self, line: str) -> None:
        self.lines.append(line)
        if line.startswith("Open this URL"):
            self._thread = threading.Thread(target=self._consent, args=(self.url,))
            self._thread.start()

    @property
    def url(self) -> str:
        """The URL on the screen."""
        (found,) = re.findall(r"https://\S+", " ".join(self.lines))
        return str(found)

    def _consent(self, url: str) -> None:
        (state,) = parse_qs(urlsplit(url).query)["state"]
        for answer in self.answers:
            fields = {name: state if value is None else value for name, value in answer.items()}
            parts = urlsplit(self.uri)
            connection = http.client.HTTPConnection(parts.netloc, timeout=PATIENCE)
            connection.request("GET", f"{parts.path}?{urlencode(fields)}")
            self.pages.append(connection.getresponse().status)
            connection.close()

    def done(self) -> list[int]:
        """The statuses of the pages that it was shown."""
        self._thread.join(PATIENCE)
        assert not self._thread.is_alive()
        return self.pages

    def form(self) -> dict[str, str]:
        """What is sent to Zoho when this consent is exchanged."""
        (state,) = parse_qs(urlsplit(self.url).query)["state"]
        scopes = tuple(parse_qs(urlsplit(self.url).query)["scope"][0].split(","))
        request = consent.ConsentRequest(CLIENT, self.uri, scopes, "eu")
        verifier = consent.code_verifier(request, consent.verify_state(request, state))
        return {**CODE_FORM, "redirect_uri": self.uri, "code_verifier": verifier}


ALLOW: dict[str, str | None] = {"state": None, "code": CODE, "location": "eu", "accounts-server": ACCOUNTS}


def task_for(browser: Browser, **changes: t.Any) -> dict[str, t.Any]:
    return {**BARE, "redirect_uri": browser.uri, "wait_for_redirect": 60, **changes}


def is_free(uri: str) -> bool:
    with socket.socket() as visitor:
        return visitor.connect_ex(("127.0.0.1", urlsplit(uri).port)) == errno.ECONNREFUSED


def answers_with_the_form_of(browser: Browser, zoho: Zoho) -> None:
    def answer(request: t.Any) -> tuple[int, dict[str, str], str]:
        body = request.body.decode() if isinstance(request.body, bytes) else request.body
        assert {name: values[0] for name, values in parse_qs(body).items()} == browser.form()
        # The port is free again before anything goes to Zoho.
        assert is_free(browser.uri)
        return 200, {}, json.dumps(EXCHANGED)

    zoho.calls_back("POST", TOKEN_URL, answer)


def test_one_task_leads_from_the_url_to_the_file(
    zoho: Zoho, controller: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser(monkeypatch, ALLOW)
    answers_with_the_form_of(browser, zoho)
    result = run(controller, task_for(browser))
    assert browser.done() == [200]
    assert (result["changed"], result["reason"]) == (True, "there is no credentials file")
    values = stored(controller)
    assert values is not None
    assert values["refresh_token"] == NEW_REFRESH
    assert browser.lines == [
        "A consent is needed, because there is no credentials file.",
        f"Open this URL in a browser on this machine, and accept: {browser.url}",
        "Waiting 60 s for the consent in the browser.",
    ]
    shown = json.dumps([result, browser.lines])
    assert not [secret for secret in (SECRET, CODE, TOKEN, NEW_REFRESH) if secret in shown]

    again = run(controller, task_for(browser))
    assert again["changed"] is False
    assert len(browser.lines) == 3
    assert files(controller) == ["zoho.yml"]


def test_forged_redirects_are_passed_over(zoho: Zoho, controller: Controller, monkeypatch: pytest.MonkeyPatch) -> None:
    forged: dict[str, str | None] = {"code": f"{CODE}x", "location": "eu", "state": "A" * 76}
    browser = Browser(monkeypatch)
    request = consent.ConsentRequest(CLIENT, browser.uri, tuple(SCOPES), "eu")
    elsewhere = dataclasses.replace(request, redirect_uri="http://127.0.0.1:1/callback")
    browser.answers = [
        {"code": f"{CODE}x"},
        forged,
        {**forged, "state": consent.new_state(elsewhere)},
        {**forged, "state": consent.new_state(request)},
        {**forged, "state": consent.new_state(request, now=time.time() - 601)},
        {"error": "access_denied"},
        ALLOW,
    ]
    answers_with_the_form_of(browser, zoho)
    assert run(controller, task_for(browser))["changed"] is True
    assert browser.done() == [400, 400, 400, 400, 400, 200, 200]


def test_the_newest_url_that_was_shown_before_can_be_answered_as_well(
    zoho: Zoho, controller: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser(monkeypatch)
    states = []
    for _time in range(2):
        with pytest.raises(ConsentNeeded) as caught:
            run(controller, task_for(browser, wait_for_redirect=0))
        states += parse_qs(urlsplit(caught.value.authorization_url or "").query)["state"]
    browser.answers = [{**ALLOW, "state": state} for state in states]
    request = consent.ConsentRequest(CLIENT, browser.uri, tuple(SCOPES), "eu")
    verifier = consent.code_verifier(request, consent.verify_state(request, states[1]))
    exchanges(zoho, {**CODE_FORM, "redirect_uri": browser.uri, "code_verifier": verifier})
    assert run(controller, task_for(browser))["changed"] is True
    assert browser.done() == [400, 200]


def test_scopes_are_added_to_those_that_are_there(
    zoho: Zoho, controller: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(controller)
    browser = Browser(monkeypatch, ALLOW)
    answers_with_the_form_of(browser, zoho)
    revokes(zoho, REFRESH)
    result = run(controller, task_for(browser, scopes=["ZohoCliq.Teams.READ"]))
    assert parse_qs(urlsplit(browser.url).query)["scope"] == [",".join([*SCOPES, "ZohoCliq.Teams.READ"])]
    assert browser.lines[0] == "A consent is needed, because the scope ZohoCliq.Teams.READ is missing."
    assert result["changed"] is True


def test_a_redirect_moves_the_exchange_to_the_data_center_of_the_user(
    zoho: Zoho, controller: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    india = {"location": "in", "accounts-server": "https://accounts.zoho.in"}
    browser = Browser(monkeypatch, {**ALLOW, **india})
    zoho.expect("POST", "https://accounts.zoho.in/oauth/v2/token", form=None, json=EXCHANGED)
    zoho.mock.registered()[0].match = []
    assert run(controller, task_for(browser))["data_center"] == "in"
    assert zoho.form(0) == browser.form()


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ({"state": None, "error": "access_denied"}, "access_denied"),
        ({"state": None, "error": "server_error"}, "server_error"),
        ({"state": None, "error": "<script>"}, "unknown_error"),
        ({"state": None}, "invalid_input"),
        ({**ALLOW, "accounts-server": "https://accounts.zoho.eu.evil.example"}, "untrusted_redirect"),
        ({**ALLOW, "location": "in"}, "untrusted_redirect"),
    ],
)
def test_a_proven_answer_that_cannot_be_used_ends_the_task(
    zoho: Zoho, controller: Controller, monkeypatch: pytest.MonkeyPatch, answer: dict[str, str | None], code: str
) -> None:
    browser = Browser(monkeypatch, answer)
    with pytest.raises(ZohoCliqError) as caught:
        run(controller, task_for(browser))
    assert caught.value.code == code
    assert browser.done() == [200]
    assert (zoho.sent, files(controller), is_free(browser.uri)) == ([], [], True)


def test_a_denial_leaves_the_credentials_that_are_there(
    zoho: Zoho, controller: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = write(controller).read_bytes()
    browser = Browser(monkeypatch, {"state": None, "error": "access_denied"})
    with pytest.raises(OAuthError, match=r"^The consent was denied"):
        run(controller, task_for(browser, force=True))
    assert path_of(controller).read_bytes() == before
    assert files(controller) == ["zoho.yml"]


def test_nobody_consents(zoho: Zoho, controller: Controller, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Browser(monkeypatch)

    class Impatient(_consent_flow.RedirectReceiver):
        def wait(self, seconds: float, announce: t.Callable[[str], None]) -> str:
            assert seconds == 60
            return super().wait(0.01, announce)

    monkeypatch.setattr(_consent_flow, "RedirectReceiver", Impatient)
    with pytest.raises(InvalidInput, match=r"^Nobody consented within") as caught:
        run(controller, task_for(browser))
    assert caught.value.code == "consent_timeout"
    assert (zoho.sent, files(controller), is_free(browser.uri)) == ([], [], True)


def test_the_port_is_not_to_be_had(zoho: Zoho, controller: Controller, monkeypatch: pytest.MonkeyPatch) -> None:
    browser = Browser(monkeypatch)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        browser.uri = f"http://127.0.0.1:{taken.getsockname()[1]}/callback"
        with pytest.raises(InvalidInput) as caught:
            run(controller, task_for(browser))
    assert caught.value.code == "port_unavailable"
    # Nobody is sent to a consent whose answer cannot arrive.
    assert browser.lines == ["A consent is needed, because there is no credentials file."]


@pytest.fixture
def nobody_listens(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> t.NoReturn:
        raise AssertionError("a port was opened, or a URL made")

    monkeypatch.setattr(ConsentFlow, "receive", fail)


@pytest.mark.parametrize(("seconds", "there"), [(-1, False), (601, False), (86400, False), (-1, True)])
@pytest.mark.usefixtures("nobody_listens")
def test_a_wait_that_the_url_would_not_last_is_refused(
    zoho: Zoho, controller: Controller, monkeypatch: pytest.MonkeyPatch, seconds: int, there: bool
) -> None:
    if there:
        write(controller)
    task = task_for(Browser(monkeypatch), wait_for_redirect=seconds, force=there)
    with pytest.raises(InvalidInput, match=rf"^wait_for_redirect is {seconds} seconds: give 0 to 600"):
        run(controller, task)


@pytest.mark.parametrize("there", [False, True])
@pytest.mark.usefixtures("nobody_listens")
def test_check_mode_neither_listens_nor_sends(
    zoho: Zoho, controller: Controller, monkeypatch: pytest.MonkeyPatch, there: bool
) -> None:
    if there:
        write(controller)
    browser = Browser(monkeypatch)
    result = run(controller, task_for(browser, force=True), check=True)
    reason = "force is set" if there else "there is no credentials file"
    assert (result["changed"], result["reason"]) == (True, reason)
    assert (zoho.sent, files(controller), browser.lines) == ([], ["zoho.yml"] * there, [])


@pytest.mark.usefixtures("nobody_listens")
def test_credentials_that_are_good_are_not_waited_for(
    zoho: Zoho, controller: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(controller)
    browser = Browser(monkeypatch)
    assert run(controller, task_for(browser))["changed"] is False
    assert browser.lines == []


@pytest.mark.usefixtures("nobody_listens")
def test_an_answer_that_is_there_is_not_waited_for(
    zoho: Zoho, controller: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = Browser(monkeypatch)
    flow_url = "https://zylker.example/nothing"
    with pytest.raises(InvalidInput) as caught:
        run(controller, task_for(browser, redirect_url=flow_url))
    assert caught.value.code == "redirect_mismatch"
    exchanges(zoho)
    code_alone = {name: value for name, value in task_for(browser, code=CODE).items() if name != "redirect_uri"}
    assert run(controller, code_alone)["changed"] is True


@pytest.mark.parametrize(
    ("break_it", "words"),
    [
        (lambda controller, patch: setattr(controller, "vault", vault()), "no vault secret"),
        (lambda controller, patch: setattr(controller, "vault", vault("one", "two")), "several vault secrets"),
        (
            lambda controller, patch: setattr(controller, "folder", controller.folder / "missing"),
            "No such file or directory",
        ),
        (lambda controller, patch: patch.setattr(os, "fsync", no_space), "No space left on device"),
        (lambda controller, patch: controller.file(write(controller).read_text() + "mine: 1\n"), "also has mine"),
    ],
)
@pytest.mark.usefixtures("nobody_listens")
def test_what_cannot_be_written_is_found_before_anybody_is_asked(
    zoho: Zoho, controller: Controller, monkeypatch: pytest.MonkeyPatch, break_it: t.Any, words: str
) -> None:
    break_it(controller, monkeypatch)
    browser = Browser(monkeypatch)
    with pytest.raises((CredentialsFileError, InvalidInput), match=words):
        run(controller, task_for(browser, force=True))
    assert browser.lines == []


def no_space(*arguments: object) -> t.NoReturn:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("uri", [None, "https://localhost:8976/callback", "http://ansible.zylker.example/callback"])
def test_only_a_redirect_uri_of_this_machine_can_be_waited_for(
    zoho: Zoho, controller: Controller, monkeypatch: pytest.MonkeyPatch, uri: str | None
) -> None:
    browser = Browser(monkeypatch)
    with pytest.raises(InvalidInput, match=r"^wait_for_redirect needs a redirect_uri on this machine"):
        run(controller, task_for(browser, redirect_uri=uri))
    assert len(browser.lines) == 1
