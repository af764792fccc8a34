# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One body, two runners: inside the controller and as a module on another host; and where their options come from."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import textwrap

import pytest
import yaml

# What the other host may be given, beside the options that the task itself has.
CONNECTION_OPTIONS = {"access_token", "api_url", "data_center", "network", "timeout", "validate_certs", "ca_path"}
# Every state of a channel, each step with a name of its own.
STEPS = """
- name: Nothing given
  zoho.cliq.channel:
  ignore_errors: true
- name: Unknown option
  zoho.cliq.channel:
    name: two-runners
    colour: green
  ignore_errors: true
- name: No level
  zoho.cliq.channel:
    name: two-runners
  ignore_errors: true
- name: Predict the creation
  zoho.cliq.channel: &wanted
    name: two-runners
    level: private
    description: First
    email_ids: [scott.fisher@zylker.example]
    member_permission:
      special_mentions: false
  check_mode: true
- name: Create
  zoho.cliq.channel: *wanted
  register: made
- name: Create again
  zoho.cliq.channel: *wanted
- name: Predict the update
  zoho.cliq.channel: &changed
    name: "#Two-Runners"
    description: Second
    member_permission:
      special_mentions: false
      mention_users: false
  check_mode: true
- name: Update
  zoho.cliq.channel: *changed
- name: Update again
  zoho.cliq.channel: *changed
- name: Rename
  zoho.cliq.channel:
    channel_id: "{{ made.channel.channel_id }}"
    name: two-runners-renamed
- name: Read one
  zoho.cliq.channel_info:
    channel_id: "{{ made.channel.channel_id }}"
    members: true
- name: Other level
  zoho.cliq.channel:
    name: two-runners-renamed
    level: team
    team_ids: ["4435961"]
  ignore_errors: true
- name: Unknown id
  zoho.cliq.channel:
    channel_id: P1000000000000000
    description: Nobody's
  ignore_errors: true
- name: Unknown member
  zoho.cliq.channel:
    name: two-runners-two
    level: private
    email_ids: [nobody@nowhere.example]
  ignore_errors: true
- name: Archive
  zoho.cliq.channel:
    name: two-runners-renamed
    state: archived
- name: Archive again
  zoho.cliq.channel:
    name: two-runners-renamed
    state: archived
- name: Bring back
  zoho.cliq.channel:
    name: two-runners-renamed
- name: Predict the deletion
  zoho.cliq.channel: &gone
    name: two-runners-renamed
    state: absent
  check_mode: true
- name: Delete
  zoho.cliq.channel: *gone
- name: Delete again
  zoho.cliq.channel: *gone
- name: Read all
  zoho.cliq.channel_info:
"""
FAILING = {"Nothing given", "Unknown option", "No level", "Other level", "Unknown id", "Unknown member"}
NEVER_SENT = {"Nothing given", "Unknown option"}
CHANGING = {
    "Predict the creation",
    "Create",
    "Predict the update",
    "Update",
    "Rename",
    "Archive",
    "Bring back",
    "Predict the deletion",
    "Delete",
}
# Ids, times, and what the transport adds.
VOLATILE = re.compile(r"\d{10,}(_\d+)?|\d{4}-\d\d-\d\dT[0-9:.+Z-]+")
TOKEN = re.compile(rb"1000\.[0-9a-f]{32}\.[0-9a-f]{32}")
NOT_COMPARED = {"invocation", "ansible_facts", "exception", "deprecations"}


def comparable(value):
    if isinstance(value, dict):
        return {
            comparable(key): comparable(item)
            for key, item in value.items()
            if key not in NOT_COMPARED and not key.startswith("_ansible")
        }
    if isinstance(value, list):
        return [comparable(item) for item in value]
    return VOLATILE.sub("…", value) if isinstance(value, str) else value


def inventory(playbook):
    hosts = {"here": {"ansible_connection": "local"}, "there": {"ansible_connection": "elsewhere"}}
    variables = {"ansible_python_interpreter": sys.executable}
    return str(playbook.write("hosts.yml", {"all": {"hosts": hosts, "vars": variables}}))


def sent_arguments(playbook):
    """Unpack the modules that went to the other host; return the arguments of each."""
    found = []
    for path in sorted(playbook.sent.glob("*AnsiballZ_*.py")):
        folder = path.with_suffix("")
        folder.mkdir()
        copy = path.rename(folder / path.name)
        subprocess.run([sys.executable, str(copy), "explode"], check=True, capture_output=True)
        (arguments,) = folder.rglob("args")
        found.append(json.loads(arguments.read_text())["ANSIBLE_MODULE_ARGS"])
    return found


def delegated(steps):
    return "- name: Elsewhere\n  delegate_to: there\n  block:\n" + textwrap.indent(steps, "    ")


TWICE = """
- name: Create
  zoho.cliq.channel: &channel
    name: Made Elsewhere
    level: private
- name: Create again
  zoho.cliq.channel: *channel
- name: In a workspace
  zoho.cliq.channels:
    channels:
      - name: Made Elsewhere
        level: private
"""


def test_where_nothing_is_on_record_a_list_that_lags_makes_no_second_channel(signed_in, emulator):
    emulator.quirk(list_lag=600)
    run = signed_in(delegated(TWICE), "-i", inventory(signed_in), hosts="here")
    assert run.code == 0, run.output
    assert [run[name]["changed"] for name in ("Create", "Create again", "In a workspace")] == [True, False, False]
    assert len([line for line in emulator.writes() if line.startswith("POST")]) == 1


def test_both_runners_give_equal_results(signed_in, emulator):
    hosts = inventory(signed_in)
    # Check mode is among the steps.
    inside = signed_in(STEPS, "-i", hosts, hosts="here", check_first=False)
    assert inside.code == 0, inside.output
    assert not signed_in.sent.exists()
    writes = [VOLATILE.sub("…", line) for line in emulator.writes()]

    emulator.reset()
    signed_in.sign_in()
    elsewhere = signed_in(delegated(STEPS), "-i", hosts, hosts="here", check_first=False)
    assert elsewhere.code == 0, elsewhere.output
    # What cannot be valid is refused here already.
    assert len(list(signed_in.sent.glob("*AnsiballZ_*.py"))) == len(elsewhere.results) - len(NEVER_SENT)

    tasks = [line["task"] for line in inside.results]
    assert tasks == [line["task"] for line in elsewhere.results]
    for task in tasks:
        result = comparable(inside[task])
        assert result == comparable(elsewhere[task]), task
        assert bool(result.get("failed")) is (task in FAILING), task
        assert bool(result["changed"]) is (task in CHANGING), task
    assert [VOLATILE.sub("…", line) for line in emulator.writes()] == writes != []
    assert emulator.counters()["token_requests"] == 1


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"name": "bad", "colour": "green"},
        {"name": "bad", "level": "galaxy"},
        {"name": "bad", "member_permission": {"fly": True}},
        {"name": "bad", "timeout": "soon"},
    ],
    ids=["nothing", "unknown option", "choice", "unknown suboption", "type"],
)
def test_bad_options_are_told_as_a_module_tells_them(signed_in, emulator, options):
    """The module is started by itself here, as it would be on another host."""
    command = [sys.executable, "-m", "ansible_collections.zoho.cliq.plugins.modules.channel"]
    environment = {
        "PYTHONPATH": signed_in.environment["ANSIBLE_COLLECTIONS_PATH"],
        "PATH": signed_in.environment["PATH"],
    }
    given = json.dumps({"ANSIBLE_MODULE_ARGS": options})
    alone = subprocess.run(command, env=environment, input=given, capture_output=True, text=True, check=False)
    told = json.loads(alone.stdout)["msg"].replace("(basic.py)", "(zoho.cliq.channel)")

    run = signed_in(yaml.safe_dump([{"name": "Task", "zoho.cliq.channel": options}]))
    assert run.code == 2
    assert run["Task"]["failure"]["code"] == "invalid_options"
    assert run["Task"]["msg"] == told
    assert emulator.log() == []


def test_nothing_but_an_access_token_reaches_another_host(signed_in, emulator):
    tasks = """
    - name: Create
      zoho.cliq.channel:
        name: far-away
        level: private
        min_validity: 600
        credentials_file: credentials.yml
    - name: Read
      zoho.cliq.channel_info:
        name: far-away
    - name: Read what is common
      zoho.cliq.channel_info:
        status: created
        timeout: 20
    """
    run = signed_in(delegated(tasks), "-i", inventory(signed_in), hosts="here", vars={"zoho_cliq_network": None})
    assert run.code == 0, run.output
    refresh_token = yaml.safe_load((signed_in.project / "credentials.yml").read_text())["zoho_cliq_refresh_token"]
    arguments = sent_arguments(signed_in)
    # Those of the run in check mode too.
    assert len(arguments) == 6
    own = {"name", "level", "state", "status", "members", "adopt", "config_apply", "image_apply"}
    for given in arguments:
        given = {key: value for key, value in given.items() if not key.startswith("_ansible")}
        assert "access_token" in given and set(given) <= CONNECTION_OPTIONS | own, given
        assert given["access_token"] != refresh_token and given["api_url"] == emulator.url
    # Nor is anything of it in the files themselves, in the module's code or as part of another value.
    secrets = [
        refresh_token,
        emulator.self_client["client_secret"],
        emulator.self_client["client_id"],
        "credentials.yml",
    ]
    searched = [path.read_bytes() for path in signed_in.sent.rglob("*") if path.is_file()]
    assert len(searched) > 6
    for content in searched:
        for secret in [*secrets, str(signed_in.store)]:
            assert secret.encode() not in content
        # No token but the one access token.
        assert {token.decode() for token in TOKEN.findall(content)} <= {arguments[0]["access_token"]}
    # And it is the controller that asked for the token, once.
    assert emulator.counters()["token_requests"] == 1


@pytest.mark.parametrize("option", ["state_store: /tmp/nowhere", "rate_limit_wait: 5", "pace_requests: true"])
def test_options_of_the_controller_are_refused_elsewhere(signed_in, emulator, option):
    task = f"- name: Read\n  zoho.cliq.channel_info:\n    name: General\n    {option}\n"
    run = signed_in(delegated(task), "-i", inventory(signed_in), hosts="here")
    assert run.code == 2
    assert run["Read"]["failure"]["code"] == "invalid_input"
    assert option.split(":")[0] in run["Read"]["msg"] and "delegate_to" in run["Read"]["msg"]
    assert emulator.log() == [] and not signed_in.sent.exists()


@pytest.mark.parametrize(
    ("module", "options"),
    [
        ("access_token", {}),
        ("authorization_url", {"redirect_uri": "http://localhost:8976/callback"}),
        ("credentials", {"credentials_file": "credentials.yml", "state": "absent"}),
    ],
)
def test_what_needs_client_secrets_runs_on_the_controller_only(signed_in, emulator, module, options):
    task = yaml.safe_dump([{"name": "Task", f"zoho.cliq.{module}": options}])
    run = signed_in(delegated(task), "-i", inventory(signed_in), hosts="here")
    assert run.code == 2
    assert run["Task"]["failure"]["code"] == "controller_only"
    assert "remove delegate_to" in run["Task"]["msg"]
    assert emulator.log() == [] and not signed_in.sent.exists()


def test_a_host_of_the_play_that_is_not_this_machine_is_left_alone(signed_in):
    task = "- name: Read\n  zoho.cliq.channel_info:\n    name: General\n"
    run = signed_in(task, "-i", inventory(signed_in), hosts="there")
    assert run.code == 0, run.output
    assert not signed_in.sent.exists()


def test_module_defaults_of_one_module_never_reach_another(signed_in, emulator):
    """An option that a module does not have is an error, so a default that strays is one too."""
    tasks = """
    - name: Create
      zoho.cliq.channel:
        name: defaults
    - name: Read
      zoho.cliq.channel_info:
    - name: Token
      zoho.cliq.access_token:
    - name: Make the URL
      zoho.cliq.authorization_url:
      environment:
        ZOHO_CLIQ_CREDENTIALS_FILE: ""
    """
    defaults = {
        "zoho.cliq.channel": {"level": "private", "description": "By default", "state": "present"},
        "zoho.cliq.channel_info": {"status": "archived", "members": False},
        "zoho.cliq.access_token": {"min_validity": 900},
        "zoho.cliq.authorization_url": {
            "redirect_uri": "http://localhost:8976/callback",
            "scopes": ["ZohoCliq.Teams.ALL"],
        },
        "zoho.cliq.credentials": {"encrypt": "none", "force": True},
    }
    client = {f"ZOHO_CLIQ_{name.upper()}": value for name, value in emulator.client.items()}
    run = signed_in(tasks, module_defaults=defaults, extra_environment=client)
    assert run.code == 0, run.output
    assert run["Create"]["channel"]["description"] == "By default"
    # The live channels are left out by the default of this module alone.
    assert run["Read"]["channels"] == []
    assert run["Make the URL"]["scopes"] == ["ZohoCliq.Teams.ALL"]


def test_defaults_of_the_group_reach_every_module(playbook, emulator):
    """The credentials come from nowhere else."""
    path = playbook.sign_in(scopes=["ZohoCliq.Channels.ALL", "ZohoCliq.Teams.ALL"])
    del playbook.environment["ZOHO_CLIQ_CREDENTIALS_FILE"]
    tasks = """
    - name: Create
      zoho.cliq.channel:
        name: defaults
        level: private
    - name: Read
      zoho.cliq.channel_info:
        name: defaults
    - name: Token
      zoho.cliq.access_token:
    - name: Make the URL
      zoho.cliq.authorization_url:
        redirect_uri: http://localhost:8976/callback
    - name: Credentials
      zoho.cliq.credentials:
    """
    run = playbook(tasks, module_defaults={"group/zoho.cliq.cliq": {"credentials_file": str(path)}})
    assert run.code == 0, run.output
    assert [len(run.all(task)) for task in ("Create", "Read", "Token", "Make the URL", "Credentials")] == [1] * 5
    # Those of the file are asked for again.
    assert "ZohoCliq.Teams.ALL" in run["Make the URL"]["scopes"]
    assert run["Credentials"]["credentials_file"] == str(path)
    assert len(emulator.channels("defaults")) == 1


def test_a_task_overrides_the_module_and_the_module_the_group(signed_in):
    tasks = """
    - name: Of the module
      zoho.cliq.channel_info:
    - name: Of the task
      zoho.cliq.channel_info:
        timeout: 0
    """
    defaults = {"zoho.cliq.channel_info": {"timeout": 20}, "group/zoho.cliq.cliq": {"timeout": -1}}
    run = signed_in(tasks, module_defaults=defaults)
    assert run.code == 2
    assert run["Of the module"]["channels"]
    assert "timeout must be at least 1 second" in run["Of the task"]["msg"]
