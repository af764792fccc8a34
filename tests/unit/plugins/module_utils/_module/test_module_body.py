# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The runner for other hosts, and how an error becomes a result."""

from __future__ import annotations

import json
import typing as t

import pytest
from ansible.module_utils import basic
from ansible_collections.zoho.cliq.plugins.module_utils._errors import OutcomeUnknown, Throttled
from ansible_collections.zoho.cliq.plugins.module_utils._module import _specs
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import (
    Body,
    guarded,
    http_options,
    run_module,
)
from ansible_collections.zoho.cliq.plugins.module_utils._module.channel import BODY as CHANNEL
from ansible_collections.zoho.cliq.plugins.module_utils._module.credentials import BODY as CREDENTIALS
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import TOKEN, Zoho, raw_channel


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> t.Callable[..., dict[str, t.Any]]:
    """Run a body as a module and return what it printed."""

    def run(body: Body, **options: t.Any) -> dict[str, t.Any]:
        monkeypatch.setattr(basic, "_ANSIBLE_ARGS", json.dumps({"ANSIBLE_MODULE_ARGS": options}).encode())
        monkeypatch.setattr(basic, "_ANSIBLE_PROFILE", "legacy")
        with pytest.raises(SystemExit):
            run_module(body)
        result: dict[str, t.Any] = json.loads(capsys.readouterr().out)
        return result

    return run


def test_a_body_runs_as_a_module_with_a_given_token(zoho: Zoho, module: t.Callable[..., dict[str, t.Any]]) -> None:
    zoho.cliq("GET", "/channels", token=TOKEN, json={"channels": [raw_channel()]})
    result = module(CHANNEL, name="ops alerts", access_token=TOKEN, data_center="eu")
    assert result["changed"] is False
    assert result["channel"]["name"] == "Ops Alerts"
    assert "failed" not in result
    # In what begins with _ansible, newer versions of ansible-core tell the controller what to redact.
    assert TOKEN not in json.dumps({key: value for key, value in result.items() if not key.startswith("_ansible")})


def test_the_module_talks_to_the_url_and_the_network_that_it_is_given(
    zoho: Zoho, module: t.Callable[..., dict[str, t.Any]]
) -> None:
    url = "http://127.0.0.1:1/network/partners/api/v2/channels"
    zoho.expect("GET", url, query={"limit": "100"}, json={"channels": [raw_channel()]})
    module(CHANNEL, name="ops alerts", access_token=TOKEN, api_url="http://127.0.0.1:1", network="partners")


def test_check_mode_reaches_the_body(zoho: Zoho, module: t.Callable[..., dict[str, t.Any]]) -> None:
    zoho.lists(raw_channel())
    options = {"name": "ops alerts", "description": "New", "access_token": TOKEN, "data_center": "eu"}
    assert module(CHANNEL, **options, _ansible_check_mode=True)["changed"] is True


def test_an_error_is_a_failed_module_with_its_data(zoho: Zoho, module: t.Callable[..., dict[str, t.Any]]) -> None:
    zoho.cliq("GET", "/channels", status=403, json={"code": "operation_not_allowed", "message": "No."})
    result = module(CHANNEL, name="x", access_token=TOKEN, data_center="eu")
    assert result["failed"] is True
    assert result["failure"]["code"] == "operation_not_allowed"
    assert result["failure"]["status"] == 403
    assert result["msg"] == result["failure"]["message"]


def test_without_a_token_the_module_says_how_to_get_one(module: t.Callable[..., dict[str, t.Any]]) -> None:
    result = module(CHANNEL, name="x")
    assert result["failed"] is True
    assert "without an access token" in result["msg"]


def test_a_body_of_the_controller_does_not_run_as_a_module(module: t.Callable[..., dict[str, t.Any]]) -> None:
    assert CREDENTIALS.controller_only
    result = module(CREDENTIALS, credentials_file="/x", client_secret="s3cret")
    assert result["failed"] is True
    assert result["failure"]["code"] == "controller_only"
    assert "delegate_to" in result["msg"]


def test_a_mistake_in_the_options_is_told_by_ansible(module: t.Callable[..., dict[str, t.Any]]) -> None:
    result = module(CHANNEL, access_token=TOKEN)
    assert result["msg"] == "one of the following is required: name, channel_id"


# --- the pieces ------------------------------------------------------------------------------------------------------


def test_a_result_that_says_nothing_has_changed_nothing() -> None:
    assert guarded(lambda: {"a": 1}) == {"a": 1, "changed": False}
    assert guarded(lambda: {"changed": True}) == {"changed": True}


def test_an_error_of_the_collection_becomes_data() -> None:
    def lost() -> t.NoReturn:
        raise OutcomeUnknown("lost", status=502)

    def throttled() -> t.NoReturn:
        raise Throttled("later", retry_after=12.7, status=400)

    assert guarded(lost) == {
        "failed": True,
        "changed": False,
        "msg": "lost",
        "failure": {"code": "outcome_unknown", "status": 502, "message": "lost"},
    }
    assert guarded(throttled)["failure"] == {
        "code": "throttled",
        "status": 400,
        "message": "later",
        "retry_after": 12,
    }


def test_other_exceptions_are_not_swallowed() -> None:
    with pytest.raises(ZeroDivisionError):
        guarded(lambda: {"a": 1 // 0})


def test_the_http_options_of_a_task() -> None:
    options = http_options({"timeout": 7, "validate_certs": False, "ca_path": "/x"})
    assert (options.timeout, options.verify) == (7.0, False)
    assert http_options({"timeout": 1, "validate_certs": True, "ca_path": "/x"}).verify == "/x"


@pytest.mark.parametrize("timeout", [0, -1])
def test_a_timeout_below_a_second_is_a_mistake(timeout: int) -> None:
    result = guarded(lambda: {"x": http_options({"timeout": timeout, "validate_certs": True})})
    assert result["msg"] == "timeout must be at least 1 second."


def test_secrets_are_marked_as_such() -> None:
    spec = {**_specs.API, **CREDENTIALS.argument_spec}
    secret = {name for name, option in spec.items() if option.get("no_log")}
    tokens = {"refresh_token", "access_token", "code", "redirect_url"}
    assert secret == {"client_secret", "state_store_password", *tokens}
