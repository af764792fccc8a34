# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guide to AWX: its credential type, and its playbooks in jobs that share nothing but a Redis server."""

from __future__ import annotations

import re

import jinja2
import pytest
import yaml
from ansible_collections.zoho.cliq.plugins.plugin_utils._options import SHARED
from ansible_collections.zoho.cliq.tests.integration.plays import awx_jobs
from ansible_collections.zoho.cliq.tests.integration.plays.awx_jobs import FILES, INJECTORS, INPUTS, Job, inject
from ansible_collections.zoho.cliq.tests.integration.plays.emulator_process import SCOPES, Emulator
from ansible_collections.zoho.cliq.tests.integration.plays.playbook_runner import Playbook
from ansible_collections.zoho.cliq.tests.unit.plugins import redis_helper
from jinja2.sandbox import ImmutableSandboxedEnvironment

USER, PASSWORD = "zoho-cliq", "a-long&random/password+of='Redis'"
READING_AND_POSTING = [
    "ZohoCliq.Channels.READ",
    "ZohoCliq.Users.READ",
    "ZohoCliq.Teams.READ",
    "ZohoCliq.Webhooks.CREATE",
]
CREATE = "POST /api/v2/channels"
MESSAGE = "POST /api/v2/channelsbyname/general/message"
CREATIONS_IN_A_MINUTE = 20
DONE, POST = "Bring the channels into the wished states", "Tell the channel what differs"


# --- the credential type --------------------------------------------------------------------------------------------------


def test_the_input_configuration_is_one_that_awx_takes():
    """What AWX refuses, by its user guide and by the schema that it checks with."""
    assert set(INPUTS) == {"fields", "required"}
    known = {"id", "label", "type", "help_text", "secret", "multiline"}
    for field in INPUTS["fields"]:
        assert set(field) <= known and {"id", "label", "type"} <= set(field), field
        assert field["type"] == "string"
        assert re.fullmatch("[a-zA-Z_]+[a-zA-Z0-9_]*", field["id"]) and field["id"] not in ("tower", "awx")
    ids = [field["id"] for field in INPUTS["fields"]]
    assert len(set(ids)) == len(ids) and set(INPUTS["required"]) <= set(ids)
    assert {field["id"] for field in INPUTS["fields"] if field.get("secret")} == {
        "credentials",
        "state_store_password",
    }


def test_the_injector_configuration_is_one_that_awx_takes():
    assert set(INJECTORS) <= {"file", "env", "extra_vars"}
    assert all(re.fullmatch(r"template\.[a-zA-Z_]+[a-zA-Z0-9_]*", name) for name in INJECTORS["file"])
    assert not [name for name in INJECTORS["env"] if name.startswith("ANSIBLE_")]
    # AWX renders each template with an example for each field, and refuses names that it does not know.
    names = {field["id"]: "EXAMPLE" for field in INPUTS["fields"]}
    files = {name.partition(".")[2]: f"FILENAME_{name}" for name in INJECTORS["file"]}
    sandbox = ImmutableSandboxedEnvironment(undefined=jinja2.StrictUndefined)
    for template in INJECTORS["file"].values():
        assert sandbox.from_string(template).render(names, tower={"filename": files})
    environment = {
        name: sandbox.from_string(template).render(names, tower={"filename": files})
        for name, template in INJECTORS["env"].items()
    }
    assert "" not in environment.values()
    # No secret gets into the environment.
    secrets = {field["id"]: "SECRET" for field in INPUTS["fields"] if field.get("secret")}
    for template in INJECTORS["env"].values():
        assert "SECRET" not in sandbox.from_string(template).render({**names, **secrets}, tower={"filename": files})


def test_the_injected_names_are_options():
    assert {name.removeprefix("ZOHO_CLIQ_").lower() for name in INJECTORS["env"]} <= SHARED


def test_a_credential_becomes_private_files_and_their_names(tmp_path):
    (tmp_path / "env").mkdir()
    values = {
        "credentials": "---\nzoho_cliq_client_secret: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  '\"{ }",
        "state_store": "rediss://redis.example.com:6379/0",
        "state_store_user": USER,
        "state_store_password": PASSWORD,
        "state_store_ca": "-----BEGIN CERTIFICATE-----\n...",
    }
    environment, shown, arguments = inject(values, tmp_path)
    assert arguments == []
    assert environment == shown
    assert environment["ZOHO_CLIQ_STATE_STORE"] == values["state_store"]
    assert environment["ZOHO_CLIQ_STATE_STORE_USER"] == USER
    files = {
        "ZOHO_CLIQ_CREDENTIALS_FILE": values["credentials"],
        "ZOHO_CLIQ_STATE_STORE_PASSWORD_FILE": PASSWORD,
        "ZOHO_CLIQ_STATE_STORE_CA_PATH": values["state_store_ca"],
    }
    for name, content in files.items():
        path = tmp_path / "env" / environment[name].removeprefix("/runner/env/")
        assert path.read_text().rstrip("\n") == content
        assert path.stat().st_mode & 0o777 == 0o600


def test_what_a_credential_does_not_have_is_not_set(tmp_path):
    (tmp_path / "env").mkdir()
    environment = inject({"credentials": "---", "state_store": "redis://localhost"}, tmp_path).environment
    assert [name for name, value in sorted(environment.items()) if not value] == [
        "ZOHO_CLIQ_STATE_STORE_CA_PATH",
        "ZOHO_CLIQ_STATE_STORE_PASSWORD_FILE",
        "ZOHO_CLIQ_STATE_STORE_USER",
    ]


# --- jobs -----------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def limited_emulator(tmp_path_factory):
    """One with the limits of Cliq."""
    emulator = Emulator(tmp_path_factory.mktemp("emulator"), options=())
    yield emulator
    emulator.stop()


@pytest.fixture
def emulator(limited_emulator):
    limited_emulator.reset()
    return limited_emulator


@pytest.fixture
def redis():
    redis_helper.require_redis()
    server = redis_helper.Server("--user", USER, "on", f">{PASSWORD}", "~{zoho.cliq}:*", "+@all")
    yield server
    server.close()


@pytest.fixture
def runner(tmp_path, emulator):
    runner = Playbook(tmp_path, emulator)
    runner.secrets_beside["the password of Redis"] = PASSWORD
    for name in ("ZOHO_CLIQ_STATE_STORE", "ZOHO_CLIQ_PACE_REQUESTS"):
        del runner.environment[name]
    return runner


@pytest.fixture
def credential(emulator, redis):
    """Make a credential of the type of the guide; each holds the same state store."""

    def make(scopes=None):
        return {
            "credentials": awx_jobs.consent(emulator, scopes or SCOPES),
            "state_store": redis.url,
            "state_store_user": USER,
            "state_store_password": PASSWORD,
        }

    return make


def workspace(*names):
    return {"channels": [{"name": name, "level": "private"} for name in names]}


def project(described):
    """The project of the guide, with a workspace that is described like this."""
    return {"provision.yml": FILES["provision.yml"], "workspace.yml": described}


def at_once(*jobs):
    return [started.finish() for started in [job.start("provision.yml") for job in jobs]]


def assert_no_lock(emulator, **counts):
    assert {name: emulator.counters()[name] for name in ("lockouts", "refused", *counts)} == {
        "lockouts": 0,
        "refused": 0,
        **counts,
    }


def test_two_jobs_at_once_make_each_channel_once_with_one_token(tmp_path, emulator, runner, credential):
    values = credential()
    names = [f"team-{number}" for number in range(6)]
    runs = at_once(*(Job(tmp_path / f"job{number}", runner, values, project(workspace(*names))) for number in range(2)))
    for run in runs:
        assert run.code == 0, run.output
    assert_no_lock(emulator, token_requests=1)
    assert emulator.writes() == [CREATE] * 6
    assert sorted(one["name"].lstrip("#") for one in emulator.channels() if "team-" in one["name"]) == names
    changed = [{one["name"] for one in run[DONE]["channels"] if one["changed"]} for run in runs]
    assert not changed[0] & changed[1] and changed[0] | changed[1] == set(names)
    # There is no other store that they could have in common, nor any at all.
    assert list(runner.home.rglob("zoho_cliq")) == []


def test_two_jobs_at_once_stay_below_a_limit_that_is_for_both(tmp_path, emulator, runner, credential):
    """Who would have to wait for a minute fails instead, so that this need not take one."""
    runner.environment["ZOHO_CLIQ_RATE_LIMIT_WAIT"] = "0"
    values = credential()
    each = CREATIONS_IN_A_MINUTE // 2 + 2
    jobs = [
        Job(tmp_path / name, runner, values, project(workspace(*(f"{name}-{count}" for count in range(each)))))
        for name in ("one", "other")
    ]
    runs = at_once(*jobs)
    assert_no_lock(emulator, token_requests=1)
    assert emulator.writes() == [CREATE] * CREATIONS_IN_A_MINUTE
    channels = [one for run in runs for one in run[DONE]["channels"]]
    assert [one["changed"] for one in channels].count(True) == CREATIONS_IN_A_MINUTE
    failures = [one["failure"] for one in channels if one.get("failed")]
    assert len(failures) == 2 * each - CREATIONS_IN_A_MINUTE
    for failure in failures:
        assert "rate_limit_wait allows 0 seconds" in str(failure), failure


def test_a_job_without_the_vault_credential_says_so(tmp_path, emulator, runner, credential):
    values = credential()
    job = Job(tmp_path / "job", runner, values, project(workspace("new")))
    job.write("env/passwords", "{'Vault password': 'another one'}")
    run = job("provision.yml")
    assert run.code == 2
    assert "cannot be decrypted" in run[DONE]["msg"]
    assert emulator.log() == []


# --- the alarm ------------------------------------------------------------------------------------------------------------


def alarm(tmp_path, runner, values, described):
    drift = yaml.safe_load(FILES["drift.yml"])
    assert drift[0]["vars"]["alarm_channel"] == "opsalerts"
    drift[0]["vars"]["alarm_channel"] = "general"
    return Job(tmp_path / "alarm", runner, values, {"drift.yml": drift, "workspace.yml": described})


def said(emulator):
    return [message["text"] for chat in emulator.control("messages") for message in chat["messages"]]


DRIFTED = {"channels": [{"name": "General"}, {"name": "support-desk", "description": "Not what is there"}]}
AS_DESCRIBED = {"channels": [{"name": "General"}, {"name": "support-desk"}]}


@pytest.mark.parametrize("arguments", [("--check", "--diff"), ()], ids=["Check", "Run"])
def test_a_difference_is_told_once_and_left_alone(tmp_path, emulator, runner, credential, arguments):
    before = said(emulator)
    job = alarm(tmp_path, runner, credential(READING_AND_POSTING), DRIFTED)
    run = job("drift.yml", *arguments)
    assert run.code == 0, run.output
    assert emulator.writes() == [MESSAGE]
    assert said(emulator)[len(before) :] == ["Not as described: support-desk. Job 42 shows the differences."]
    assert '"description": "Not what is there"' in run.output


def test_without_a_difference_nothing_is_told(tmp_path, emulator, runner, credential):
    run = alarm(tmp_path, runner, credential(READING_AND_POSTING), AS_DESCRIBED)("drift.yml", "--check", "--diff")
    assert run.code == 0, run.output
    assert run.outcomes(POST) == ["skipped"]
    assert emulator.writes() == []


def test_the_callback_is_enabled_by_the_project_and_gets_what_the_credential_injects(
    tmp_path, emulator, runner, credential
):
    configuration = FILES["ansible.cfg"].replace("opsalerts", "general")
    # It stands in the way of the configuration of the project, and there is none in AWX.
    del runner.environment["ANSIBLE_CALLBACKS_ENABLED"]
    values = credential(READING_AND_POSTING)
    before = said(emulator)
    for name, described in {"drifted": DRIFTED, "as-described": AS_DESCRIBED}.items():
        job = Job(tmp_path / name, runner, values, {**project(described), "ansible.cfg": configuration})
        run = job("provision.yml", "--check", "--diff")
        assert run.code == 0, run.output
    (summary,) = said(emulator)[len(before) :]
    assert summary.startswith("Finished: playbook `provision.yml` (check mode)")
    assert emulator.writes() == [MESSAGE]
    assert_no_lock(emulator, token_requests=1)
