# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The callback as Ansible loads and calls it."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
from ansible.errors import AnsibleError
from ansible.plugins.loader import callback_loader
from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput
from ansible_collections.zoho.cliq.plugins.plugin_utils import _notify, _notify_post


class Playbook:
    _file_name = "/work/site.yml"
    _basedir = "/work"


class Stats:
    processed: t.ClassVar = {"web01": 1}

    @staticmethod
    def summarize(host: str) -> dict[str, int]:
        return {"ok": 2, "changed": 1, "failures": 0, "unreachable": 0}


class Loaded:
    """The callback with a channel that keeps what is posted."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.posted: list[str] = []
        self.warnings: list[str] = []
        self.settings: list[_notify.Settings] = []
        self.problem: Exception | None = None
        monkeypatch.setattr(_notify_post, "poster", self._poster)
        self.plugin = callback_loader.get("zoho.cliq.notify")
        self.plugin._init_callback_methods()
        monkeypatch.setattr(self.plugin._display, "warning", self.warnings.append)

    def _poster(self, settings: _notify.Settings, directory: str, warn: t.Any) -> t.Callable[[str], None]:
        self.settings.append(settings)
        if self.problem is not None:
            raise self.problem
        return self.posted.append

    def run(self) -> None:
        self.plugin.set_options()
        self.plugin.v2_playbook_on_start(Playbook())
        self.plugin.v2_playbook_on_stats(Stats())


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> Loaded:
    return Loaded(monkeypatch)


def test_it_is_a_notification_that_must_be_enabled(loaded: Loaded) -> None:
    assert (loaded.plugin.CALLBACK_TYPE, loaded.plugin.CALLBACK_NEEDS_ENABLED) == ("notification", True)
    assert loaded.plugin.CALLBACK_NAME == "zoho.cliq.notify"


def test_a_run_is_told(loaded: Loaded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZOHO_CLIQ_NOTIFY_CHANNEL", "#ops")
    monkeypatch.setenv("ZOHO_CLIQ_NOTIFY_EVENTS", "start, summary")
    loaded.run()
    assert [text.splitlines()[0] for text in loaded.posted] == [
        "Started: playbook `site.yml`",
        "Finished: playbook `site.yml`",
    ]
    assert loaded.warnings == []


def test_each_option_has_its_variable_of_the_environment(loaded: Loaded, monkeypatch: pytest.MonkeyPatch) -> None:
    values = {
        "CHAT_ID": "CT_1",
        "BOT": "deploybot",
        "TITLE": "Production",
        "EVENTS": "summary",
        "SUMMARY_WHEN": "changed",
        "CHECK_MODE": "false",
        "MAX_FAILURES": "3",
        "TIMEOUT": "4",
    }
    for name, value in values.items():
        monkeypatch.setenv(f"ZOHO_CLIQ_NOTIFY_{name}", value)
    monkeypatch.setenv("ZOHO_CLIQ_PACE_REQUESTS", "false")
    monkeypatch.setenv("ZOHO_CLIQ_VALIDATE_CERTS", "false")
    monkeypatch.setenv("ZOHO_CLIQ_CA_PATH", "/ca.pem")
    loaded.run()
    assert loaded.settings == [
        _notify.Settings(
            chat_id="CT_1",
            bot="deploybot",
            title="Production",
            events=("summary",),
            summary_when="changed",
            check_mode=False,
            max_failures=3,
            timeout=4,
            pace_requests=False,
            validate_certs=False,
            ca_path="/ca.pem",
        )
    ]


def test_the_defaults_of_documentation_and_code_are_the_same(loaded: Loaded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZOHO_CLIQ_NOTIFY_CHANNEL", "ops")
    loaded.run()
    assert loaded.settings == [_notify.Settings(channel="ops")]


def test_without_a_channel_there_is_one_warning(loaded: Loaded) -> None:
    loaded.run()
    (warning,) = loaded.warnings
    assert warning.startswith("zoho.cliq.notify posts no more in this run: it needs to know where to post")
    assert loaded.plugin.disabled is True


@pytest.mark.parametrize(("name", "value"), [("EVENTS", "explosion"), ("TIMEOUT", "soon"), ("SUMMARY_WHEN", "never")])
def test_a_value_that_an_option_cannot_have_is_refused_as_it_is_loaded(
    loaded: Loaded, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    # ansible-core makes this a warning, and the run goes on without the callback.
    monkeypatch.setenv("ZOHO_CLIQ_NOTIFY_CHANNEL", "ops")
    monkeypatch.setenv(f"ZOHO_CLIQ_NOTIFY_{name}", value)
    with pytest.raises(AnsibleError, match=value):
        loaded.run()


@pytest.mark.parametrize(
    ("problem", "words"), [(InvalidInput("No credentials."), "No credentials."), (ImportError("x"), "ImportError")]
)
def test_what_goes_wrong_is_one_warning(
    loaded: Loaded, monkeypatch: pytest.MonkeyPatch, problem: Exception, words: str
) -> None:
    monkeypatch.setenv("ZOHO_CLIQ_NOTIFY_CHANNEL", "ops")
    monkeypatch.setenv("ZOHO_CLIQ_NOTIFY_EVENTS", "start,summary")
    loaded.problem = problem
    loaded.run()
    (warning,) = loaded.warnings
    assert words in warning


def test_a_result_that_has_another_form_than_expected_ends_nothing(
    loaded: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZOHO_CLIQ_NOTIFY_CHANNEL", "ops")
    loaded.plugin.set_options()
    loaded.plugin.v2_runner_on_failed(object())
    (warning,) = loaded.warnings
    assert "AttributeError" in warning
    assert loaded.plugin.disabled is True


def test_an_ignored_failure_is_not_told(loaded: Loaded, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZOHO_CLIQ_NOTIFY_CHANNEL", "ops")
    loaded.plugin.set_options()
    loaded.plugin.v2_runner_on_failed(object(), ignore_errors=True)
    assert (loaded.posted, loaded.warnings) == ([], [])


def test_the_options_come_from_ansible_cfg_too(
    loaded: Loaded, monkeypatch: pytest.MonkeyPatch, tmp_path: pathlib.Path
) -> None:
    from ansible import constants as C

    ini = tmp_path / "ansible.cfg"
    ini.write_text("[callback_zoho_cliq_notify]\nchannel = ops\nevents = summary\nsummary_when = changed\n")
    monkeypatch.setattr(C.config, "_config_file", str(ini))
    C.config._parse_config_file(str(ini))
    try:
        loaded.run()
    finally:
        C.config._parsers.pop(str(ini), None)
    assert loaded.settings == [_notify.Settings(channel="ops", events=("summary",), summary_when="changed")]
