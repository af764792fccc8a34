# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The in-process runner: what it lets through, in both directions."""

from __future__ import annotations

import gc
import json
import os
import pathlib
import typing as t
from unittest import mock

import pytest
from ansible.errors import AnsibleActionFail, AnsibleConnectionFailure
from ansible.template import is_trusted_as_template, trust_as_template
from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput, LockLost
from ansible_collections.zoho.cliq.plugins.module_utils._module import _specs
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Body, Context, Result
from ansible_collections.zoho.cliq.plugins.module_utils._state.file import FileStore
from ansible_collections.zoho.cliq.plugins.module_utils._state.store import LockKind
from ansible_collections.zoho.cliq.plugins.plugin_utils import _access, _action, _secrets, _services
from ansible_collections.zoho.cliq.plugins.plugin_utils._action import BodyAction
from ansible_collections.zoho.cliq.tests.unit.plugins.action_helper import Play
from ansible_collections.zoho.cliq.tests.unit.plugins.controller_helper import (
    CLIENT_ID,
    PLAIN_FILE,
    REFRESH,
    SECRET,
    VALUES,
    refresh_form,
    refreshed,
    trusted,
)
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import TOKEN, TOKEN_URL, Zoho, raw_channel

# Channels of other statuses than the one asked for cost calls of their own.
CREATED = {"status": "created"}
NAMES = ["access_token", "authorization_url", "channel", "channel_info", "credentials"]
FILE = {"credentials_file": "zoho.yml"}


@pytest.fixture
def play(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> Play:
    monkeypatch.setattr(_services, "_READ_FILES", {})
    monkeypatch.setattr(_action, "_MEMORIES", {})
    monkeypatch.setenv("ZOHO_CLIQ_STATE_STORE", str(tmp_path / "state"))
    (tmp_path / "zoho.yml").write_text(PLAIN_FILE)
    return Play(tmp_path)


def probe(run: t.Callable[[Context], Result], **rest: t.Any) -> type[BodyAction]:
    """An action with a body of the test's own."""
    spec = {**_specs.API, "state": {"type": "str", "choices": ["present"]}}
    body = Body(name="probe", argument_spec=spec, run=run, **rest)
    return type("Probe", (BodyAction,), {"body": body})


def params(context: Context) -> Result:
    return {"params": dict(context.params), "check": context.check_mode}


# --- the plugins -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_each_action_has_the_body_of_its_module(play: Play, name: str) -> None:
    action = play.action(name, {})
    assert isinstance(action, BodyAction)
    assert action.body.name == name
    assert action.body.controller_only is (name in ("access_token", "authorization_url", "credentials"))
    assert action.body.hides_result is (name == "access_token")
    assert action._requires_connection is False
    assert action.TRANSFERS_FILES is False


@pytest.mark.parametrize("name", NAMES)
def test_async_is_refused(play: Play, name: str) -> None:
    with pytest.raises(AnsibleActionFail, match="does not support async"):
        play.run(name, {}, async_val=10)


@pytest.mark.parametrize(("wait", "expected"), [(0, 600), (300, 900), (-1, 7 * 24 * 3600)])
def test_an_object_is_waited_for_longer_than_whoever_has_it_waits_for_a_turn(
    play: Play, monkeypatch: pytest.MonkeyPatch, wait: int, expected: float
) -> None:
    asked: list[float] = []
    lock = FileStore.lock

    def noted(store: FileStore, kind: LockKind, key: str, timeout: float) -> t.Any:
        asked.append(timeout)
        return lock(store, kind, key, timeout)

    monkeypatch.setattr(FileStore, "lock", noted)

    def run(context: Context) -> Result:
        with context.guard("channel x"):
            return {}

    play.run(probe(run), {"rate_limit_wait": wait})
    assert asked == [expected]


# --- options in a file -----------------------------------------------------------------------------------------------


def listing(run: t.Callable[[Context], Result]) -> type[BodyAction]:
    """An action whose options can be in a file."""
    spec = {
        **_specs.API,
        "things": {"type": "list", "elements": "dict", "options": {"name": {"type": "str", "required": True}}},
        "prune": {"type": "str", "default": "none"},
        "src": {"type": "path"},
    }
    constraints = {"mutually_exclusive": [("things", "src")], "required_one_of": [("things", "src")]}
    body = Body(name="probe", argument_spec=spec, run=run, constraints=constraints, file_options=("things", "prune"))
    return type("Listing", (BodyAction,), {"body": body})


@pytest.mark.parametrize(
    ("own", "prune"), [({}, "archive"), ({"prune": None}, "archive"), ({"prune": "delete"}, "delete")]
)
def test_options_of_a_file_are_those_of_the_task_and_no_templates(
    play: Play, own: dict[str, t.Any], prune: str
) -> None:
    (play.folder / "things.yml").write_text("things:\n  - name: '{{ one }}'\nprune: archive\n")
    found = play.run(listing(params), {"src": "things.yml", **own})["params"]
    assert (found["things"], found["prune"], found["src"]) == ([{"name": "{{ one }}"}], prune, None)


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ({"src": "things.yml"}, "things[0]: missing required arguments: name"),
        ({"src": "nowhere.yml"}, "There is no file"),
        ({"src": "things.yml", "things": []}, "parameters are mutually exclusive: things|src"),
        ({}, "one of the following is required: things, src"),
    ],
)
def test_what_is_wrong_with_a_file_is_said_before_anything_is_done(
    play: Play, args: dict[str, t.Any], words: str
) -> None:
    (play.folder / "things.yml").write_text("things: [{}]\n")
    result = play.run(listing(params), args)
    assert result["failed"] is True
    assert words in result["msg"]


# --- what goes in ----------------------------------------------------------------------------------------------------


def test_options_are_validated_with_variables_and_environment(play: Play) -> None:
    result = play.run(
        probe(params),
        {"network": trust_as_template("n"), "validate_certs": "no"},
        variables=trusted({"zoho_cliq_timeout": "{{ 3 + 4 }}", "zoho_cliq_min_validity": "60"}),
        environment=[{"ZOHO_CLIQ_RATE_LIMIT_WAIT": "5"}],
        check_mode=True,
    )
    found = result["params"]
    assert (found["network"], found["validate_certs"], found["timeout"]) == ("n", False, 7)
    assert (found["min_validity"], found["rate_limit_wait"], found["pace_requests"]) == (60, 5, True)
    assert result["check"] is True


@pytest.mark.parametrize(
    ("args", "words"),
    [
        ({"nmae": "x"}, "nmae"),
        ({"timeout": "soon"}, "timeout"),
        ({"state": "gone"}, "value of state must be one of: present, got: gone"),
    ],
)
def test_a_mistake_in_the_options_is_a_failed_task(play: Play, args: t.Any, words: str) -> None:
    result = play.run(probe(params), args)
    assert result["failed"] is True
    assert result["failure"]["code"] == "invalid_options"
    assert words in result["msg"]


def test_an_untrusted_variable_is_a_failed_task(play: Play) -> None:
    result = play.run(probe(params), {}, variables={"zoho_cliq_client_id": "fact"})
    assert result["failure"]["code"] == "untrusted_variable"


def test_the_environment_of_the_task_is_applied_and_restored(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_OLD", "before")
    monkeypatch.delenv("MY_NEW", raising=False)
    seen: list[t.Any] = []
    ends: list[BaseException] = [InvalidInput("no"), ZeroDivisionError(), SystemExit()]

    def run(context: Context) -> t.NoReturn:
        seen.append((os.environ["MY_OLD"], os.environ["MY_NEW"]))
        raise ends[len(seen) - 1]

    environment = [{"MY_OLD": "first"}, {"MY_OLD": trust_as_template("during"), "MY_NEW": 5}, None]
    before = dict(os.environ)
    for _end in ends:
        assert play.run(probe(run), {}, environment=environment)["failed"] is True
        assert dict(os.environ) == before
    assert seen == [("during", "5")] * 3


def test_the_environment_of_the_task_cannot_name_trusted_hosts(play: Play) -> None:
    result = play.run(
        "channel_info",
        {"access_token": TOKEN, "api_url": "https://evil.example"},
        environment=[{"ZOHO_CLIQ_TRUSTED_HOSTS": "evil.example"}],
    )
    assert result["failure"]["code"] == "untrusted_host"


# --- what comes out --------------------------------------------------------------------------------------------------


def test_a_result_is_plain_data(play: Play) -> None:
    tagged = trust_as_template("text")
    result = play.run(probe(lambda context: {"changed": True, "a": (tagged, {"b": tagged})}), {})
    assert result == {"changed": True, "a": ["text", {"b": "text"}]}
    assert not is_trusted_as_template(result["a"][0])
    assert type(result["a"][1]["b"]).__mro__ == (str, object)


def test_the_values_of_secret_options_are_taken_out_of_a_result(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    variables = trusted({"zoho_cliq_client_secret": SECRET})
    body = probe(lambda context: {"a": f"x {SECRET} y {TOKEN}"})
    monkeypatch.setattr(_secrets, "HAS_REGISTER", False)
    shown = json.dumps(play.run(body, {"access_token": TOKEN}, variables=variables))
    assert SECRET not in shown
    assert TOKEN not in shown
    assert "no_log" not in shown


def test_an_exit_of_the_body_does_not_end_the_worker(play: Play) -> None:
    def run(context: Context) -> t.NoReturn:
        raise SystemExit(3)

    result = play.run(probe(run), {})
    assert (result["failed"], result["changed"]) == (True, False)
    assert result["msg"] == "zoho.cliq.probe ended unexpectedly."


def test_a_fault_is_told_without_the_text_of_the_exception(play: Play) -> None:
    def run(context: Context) -> t.NoReturn:
        raise RuntimeError(f"cannot parse {SECRET}")

    result = play.run(probe(run), {})
    assert result["failed"] is True
    assert result["failure"]["code"] == "unexpected_error"
    assert result["failure"]["message"] == result["msg"]
    assert "(RuntimeError at test_action.py:" in result["msg"]
    assert SECRET not in json.dumps(result)
    assert "exception" not in result


def test_what_cannot_be_passed_on_is_a_fault_and_not_the_end_of_the_play(play: Play) -> None:
    result = play.run(probe(lambda context: {"a": object()}), {})
    assert result["failure"]["code"] == "unexpected_error"


# --- hidden results --------------------------------------------------------------------------------------------------


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    told: list[str] = []
    for module in (_action, _access):
        monkeypatch.setattr(module, "register_secret", told.append)
    return told


def test_a_result_with_a_token_is_hidden(zoho: Zoho, play: Play, registered: list[str]) -> None:
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), json=refreshed())
    result = play.run("access_token", FILE)
    assert (result["access_token"], result["_ansible_no_log"], result["changed"]) == (TOKEN, True, True)
    assert registered == [TOKEN]
    assert REFRESH not in json.dumps(result)
    assert play.run("access_token", FILE, check_mode=True)["_ansible_no_log"] is True


def test_a_result_with_the_token_that_is_also_given_can_be_used(
    zoho: Zoho, play: Play, registered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_secrets, "HAS_REGISTER", False)
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), json=refreshed())
    result = play.run("access_token", {**FILE, "access_token": TOKEN})
    assert (result["access_token"], result["_ansible_no_log"]) == (TOKEN, True)


def test_a_result_without_a_token_is_shown(zoho: Zoho, play: Play, registered: list[str]) -> None:
    result = play.run("access_token", FILE, check_mode=True)
    assert result["changed"] is True
    assert "_ansible_no_log" not in result
    assert registered == []


def test_a_failure_is_shown_and_tells_no_secret(zoho: Zoho, play: Play, registered: list[str]) -> None:
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), json={"error": "invalid_code"})
    result = play.run("access_token", FILE)
    assert result["failure"]["code"] == "invalid_code"
    assert "_ansible_no_log" not in result
    assert not [secret for secret in (SECRET, REFRESH) if secret in json.dumps(result)]


def test_other_results_are_shown_and_contain_no_token(zoho: Zoho, play: Play, registered: list[str]) -> None:
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), json=refreshed())
    listed = [raw_channel(description=f"the token {TOKEN}")]
    zoho.cliq("GET", "/channels", query=CREATED, token=TOKEN, json={"channels": listed})
    result = play.run("channel_info", {**FILE, **CREATED})
    assert "_ansible_no_log" not in result
    assert registered == [TOKEN]
    assert [channel["name"] for channel in result["channels"]] == ["Ops Alerts"]


# --- running in process ----------------------------------------------------------------------------------------------


def test_the_token_comes_from_the_credentials_and_is_replaced_when_it_is_refused(zoho: Zoho, play: Play) -> None:
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), json=refreshed("1000.old"))
    zoho.cliq("GET", "/channels", query=CREATED, token="1000.old", status=401, json={"code": "oauthtoken_invalid"})
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), json=refreshed("1000.new"))
    zoho.cliq("GET", "/channels", query=CREATED, token="1000.new", json={"channels": []})
    assert play.run("channel_info", {**FILE, **CREATED})["channels"] == []


def test_a_given_token_is_left_alone(zoho: Zoho, play: Play) -> None:
    zoho.cliq("GET", "/channels", token="1000.given", status=401, json={"code": "oauthtoken_invalid"})
    result = play.run("channel_info", {"access_token": "1000.given", "data_center": "eu"})
    assert result["failure"]["code"] == "oauthtoken_invalid"
    assert "1000.given" not in json.dumps(result)


def test_a_relative_file_is_relative_to_the_directory_of_the_playbook(
    play: Play, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert play.run("access_token", FILE, check_mode=True)["data_center"] == "eu"
    missing = play.run("access_token", {"credentials_file": "missing.yml"})
    assert missing["failure"]["code"] == "credentials_file_missing"
    assert f"{tmp_path}/missing.yml" in missing["msg"]


def test_check_mode_sends_no_writing_call(zoho: Zoho, play: Play) -> None:
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), json=refreshed())
    zoho.lists(raw_channel())
    result = play.run("channel", {**FILE, "name": "ops alerts", "description": "New"}, check_mode=True)
    assert result["changed"] is True
    assert zoho.sent == ["POST /oauth/v2/token", "GET /api/v2/channels"]


def test_calls_are_paced_through_the_state_store(zoho: Zoho, play: Play) -> None:
    for _call in range(30):
        zoho.cliq("GET", "/channels", query=CREATED, token=TOKEN, json={"channels": []})
    args = {"access_token": TOKEN, "data_center": "eu", "rate_limit_wait": 0, **CREATED}
    for _call in range(30):
        assert "failed" not in play.run("channel_info", args)
    result = play.run("channel_info", args)
    assert result["failure"]["code"] == "request_limit_exceeded"
    zoho.cliq("GET", "/channels", query=CREATED, token=TOKEN, json={"channels": []})
    assert "failed" not in play.run("channel_info", {**args, "pace_requests": False})


def test_who_one_is_is_kept_for_the_next_task(zoho: Zoho, play: Play) -> None:
    args = {"access_token": TOKEN, "data_center": "eu", "name": "ops alerts"}
    for query in ({}, {"status": "archived"}, {"status": "pending"}):
        zoho.lists(**query)
    zoho.cliq("POST", "/channels", sends={"name": "ops alerts", "level": "private"}, json=raw_channel(level="private"))
    assert "failed" not in play.run("channel", {**args, "level": "private"})
    # The creator is the user behind the token, so that the channel needs no adoption.
    assert play.run("channel", {**args, "adopt": False})["changed"] is False


def test_the_items_of_a_loop_share_a_list(zoho: Zoho, play: Play) -> None:
    args = {"access_token": TOKEN, "data_center": "eu", "name": "ops alerts"}
    zoho.lists(raw_channel())
    for _item in range(3):
        assert play.run("channel", args)["changed"] is False
    zoho.lists(raw_channel())
    play.run("channel", {**args, "access_token": "1000.another"})
    zoho.expect(
        "GET",
        "https://cliq.zoho.eu/network/n/api/v2/channels",
        query={"limit": "100"},
        json={"channels": [raw_channel()]},
    )
    play.run("channel", {**args, "network": "n"})


def test_a_creation_holds_a_lock_of_the_store_and_leaves_a_record_there(
    zoho: Zoho, play: Play, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for query in ({}, {"status": "archived"}, {"status": "pending"}):
        zoho.lists(**query)
    zoho.cliq("POST", "/channels", sends={"name": "x", "level": "private"}, json=raw_channel())
    args = {"access_token": TOKEN, "data_center": "eu", "name": "x", "level": "private"}
    assert play.run("channel", args)["changed"] is True
    names = [path.name for path in (tmp_path / "state").iterdir()]
    assert [name for name in names if name.startswith("lock-object")]
    assert "slots" in names
    # What was made is known, though the list does not show it.
    for query in ({}, {"status": "archived"}, {"status": "pending"}):
        zoho.lists(**query)
    zoho.cliq("GET", "/channels/O1864232000000076001", json=raw_channel(name="#x", level="private"))
    monkeypatch.setattr(_action, "_MEMORIES", {})
    assert play.run("channel", args)["changed"] is False


@pytest.mark.parametrize("value", [-1, 3601])
def test_a_validity_that_no_token_has_is_a_mistake(zoho: Zoho, play: Play, value: int) -> None:
    assert "min_validity" in play.run("channel_info", {**FILE, "min_validity": value})["msg"]


# --- running elsewhere -----------------------------------------------------------------------------------------------


def module_call(play: Play, plugin: str, args: t.Any, **rest: t.Any) -> tuple[Result, t.Any]:
    action = play.action(plugin, args, delegate_to="bastion", **rest)
    result = action.run(task_vars=dict(rest.get("variables") or {}))
    return result, action._execute_module.call_args


def test_another_host_gets_an_access_token_and_no_other_secret(zoho: Zoho, play: Play) -> None:
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), json=refreshed())
    args = {"name": "x", "level": "private", "network": "n", "timeout": 9, "min_validity": 60, "data_center": "eu"}
    variables = trusted({f"zoho_cliq_{name}": value for name, value in VALUES.items()})
    result, call = module_call(play, "channel", args, variables=variables)
    assert result == {"changed": True, "from": "elsewhere"}
    assert call.kwargs["module_name"] == "zoho.cliq.channel"
    assert call.kwargs["module_args"] == {
        "name": "x",
        "adopt": True,
        "config_apply": False,
        "image_apply": False,
        "level": "private",
        "state": "present",
        "network": "n",
        "timeout": 9,
        "validate_certs": True,
        "data_center": "eu",
        "api_url": "https://cliq.zoho.eu",
        "access_token": TOKEN,
    }
    assert not [secret for secret in (SECRET, REFRESH, CLIENT_ID) if secret in repr(call.kwargs["module_args"])]


def test_another_host_is_told_the_data_center_of_the_file_by_its_url(zoho: Zoho, play: Play) -> None:
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), json=refreshed())
    _result, call = module_call(play, "channel_info", FILE)
    assert call.kwargs["module_args"]["api_url"] == "https://cliq.zoho.eu"
    assert "credentials_file" not in call.kwargs["module_args"]


# --- locks -------------------------------------------------------------------------------------------------------------


@pytest.fixture
def lost(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A store whose locks are lost as soon as this is not empty."""
    reasons: list[str] = []

    def check(self: FileStore) -> None:
        if reasons:
            raise LockLost(reasons[0])

    monkeypatch.setattr(FileStore, "check_locks", check)
    return reasons


def test_who_has_lost_a_lock_changes_nothing(zoho: Zoho, play: Play, lost: list[str]) -> None:
    zoho.cliq("POST", "/before", sends={}, json={})
    zoho.cliq("GET", "/after", json={"read": True})
    seen: list[str] = []

    def run(context: Context) -> Result:
        client = context.connect()
        with context.guard("channel"):
            client.call("POST", "/before", body={})
            context.notebook().write("before", b"x", 60)
            lost.append("lost")
            assert client.get("/after") == {"read": True}
            for use in (
                lambda: client.call("POST", "/after", body={}),
                lambda: client.call("DELETE", "/after"),
                lambda: context.notebook().write("before", b"y", 60),
                lambda: context.notebook().erase("before"),
            ):
                with pytest.raises(LockLost) as caught:
                    use()
                seen.append(caught.value.code)
            assert context.notebook().read("before") == b"x"
            client.call("PUT", "/after", body={})
        return {}

    result = play.run(probe(run), {"access_token": TOKEN, "data_center": "eu"})
    assert seen == ["lock_lost"] * 4
    assert (result["failed"], result["failure"]["code"], result["msg"]) == (True, "lock_lost", "lost")


REFUSED = {"failed": True, "msg": "no", "failure": {"code": "oauthtoken_invalid", "status": 401, "message": "no"}}


def test_a_module_whose_token_was_refused_runs_once_more_with_another(zoho: Zoho, play: Play) -> None:
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), json=refreshed("1000.old"))
    zoho.expect("POST", TOKEN_URL, form=refresh_form(), json=refreshed("1000.new"))
    action = play.action("channel_info", FILE, delegate_to="bastion")
    action._execute_module = mock.Mock(return_value=REFUSED)
    assert action.run(task_vars={})["failure"]["code"] == "oauthtoken_invalid"
    calls = action._execute_module.call_args_list
    assert [call.kwargs["module_args"]["access_token"] for call in calls] == ["1000.old", "1000.new"]


@pytest.mark.parametrize("code", ["oauthtoken_scope_invalid", "outcome_unknown"])
def test_a_module_that_failed_otherwise_does_not_run_again(play: Play, code: str) -> None:
    action = play.action("channel_info", {"access_token": TOKEN}, delegate_to="bastion")
    action._execute_module = mock.Mock(return_value={**REFUSED, "failure": {"code": code}})
    action.run(task_vars={})
    assert action._execute_module.call_count == 1


def test_a_lock_out_elsewhere_is_known_here(zoho: Zoho, play: Play) -> None:
    message = "GET /channels: more calls were made than Cliq allows (code request_limit_exceeded, HTTP status 429)."
    failure = {"code": "request_limit_exceeded", "status": 429, "message": message}
    action = play.action("channel_info", {"access_token": TOKEN, "data_center": "eu"}, delegate_to="bastion")
    action._execute_module = mock.Mock(return_value={**REFUSED, "failure": failure})
    assert action.run(task_vars={})["failure"] == failure
    args = {"access_token": TOKEN, "data_center": "eu", "rate_limit_wait": 0}
    result = play.run("channel_info", args)
    assert result["failure"]["code"] == "request_limit_exceeded"
    assert "GET /channels has no turn for another" in result["msg"]


def test_a_given_token_that_was_refused_elsewhere_is_left_alone(play: Play) -> None:
    action = play.action("channel_info", {"access_token": TOKEN}, delegate_to="bastion")
    action._execute_module = mock.Mock(return_value=REFUSED)
    action.run(task_vars={})
    assert action._execute_module.call_count == 1


def test_a_host_that_cannot_be_reached_is_left_to_ansible(play: Play) -> None:
    action = play.action("channel_info", {"access_token": TOKEN}, delegate_to="bastion")
    action._execute_module = mock.Mock(side_effect=AnsibleConnectionFailure("no route"))
    with pytest.raises(AnsibleConnectionFailure):
        action.run(task_vars={})


def test_a_task_that_is_delegated_to_this_machine_runs_in_process(zoho: Zoho, play: Play) -> None:
    zoho.cliq("GET", "/channels", query=CREATED, token=TOKEN, json={"channels": []})
    args = {"access_token": TOKEN, "data_center": "eu", **CREATED}
    result, call = module_call(play, "channel_info", args, transport="local")
    assert result["channels"] == []
    assert call is None


def test_a_task_of_another_host_that_is_not_delegated_runs_in_process(zoho: Zoho, play: Play) -> None:
    zoho.cliq("GET", "/channels", query=CREATED, token=TOKEN, json={"channels": []})
    args = {"access_token": TOKEN, "data_center": "eu", **CREATED}
    assert play.run("channel_info", args, transport="ssh")["channels"] == []


@pytest.mark.parametrize(
    "option", [{"state_store": "/x"}, {"state_store_user": "x"}, {"rate_limit_wait": 5}, {"pace_requests": True}]
)
def test_what_needs_the_state_store_is_refused_elsewhere(play: Play, option: t.Any) -> None:
    result, call = module_call(play, "channel_info", {"access_token": TOKEN, **option})
    assert result["failed"] is True
    assert result["msg"].startswith(f"{next(iter(option))} cannot be used with delegate_to another host")
    assert call is None


@pytest.mark.parametrize(
    ("name", "args"),
    [("access_token", FILE), ("credentials", FILE), ("authorization_url", {"redirect_uri": "http://localhost/x"})],
)
def test_what_handles_client_secrets_is_refused_elsewhere(zoho: Zoho, play: Play, name: str, args: t.Any) -> None:
    result, call = module_call(play, name, args)
    assert result["failure"]["code"] == "controller_only"
    assert "delegate_to" in result["msg"]
    assert call is None


def test_what_is_imported_before_the_fork_is_not_looked_through_for_garbage_in_each_worker() -> None:
    assert gc.get_freeze_count() > 0
