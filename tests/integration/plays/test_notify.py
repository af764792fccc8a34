# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The callback: what a channel is told of a run, that nothing secret is in it, and that a run never suffers from it."""

from __future__ import annotations

import time

import pytest
from ansible_collections.zoho.cliq.tests.unit.plugins.receiver_helper import free_port

SCOPES = ["ZohoCliq.Channels.ALL", "ZohoCliq.Webhooks.CREATE"]
MESSAGE = "/api/v2/channelsbyname/general/message"
CONFIGURATION = """
[defaults]
callbacks_enabled = zoho.cliq.notify

[zoho_cliq]
credentials_file = {credentials}

[callback_zoho_cliq_notify]
channel = general
events = start, failure, unreachable, summary
"""
# What a task says, what it is given and what its name becomes; nobody but the run itself may see it.
SECRET = "correct horse battery staple"
FAILING = """
- name: Fine
  ansible.builtin.debug:
    msg: "{{ secret }}"
  changed_when: true
- name: "Log in with {{ secret }}"
  ansible.builtin.command:
    argv: [sh, -c, "echo {{ secret }}; exit 3"]
  notify: Never
"""


@pytest.fixture
def notified(playbook):
    """The runner of plays, with credentials that may post and the callback enabled as its documentation says."""
    credentials = playbook.sign_in(scopes=SCOPES)
    del playbook.environment["ZOHO_CLIQ_CREDENTIALS_FILE"]
    playbook.write("ansible.cfg", CONFIGURATION.format(credentials=credentials.name))
    enabled = playbook.environment["ANSIBLE_CALLBACKS_ENABLED"]
    playbook.environment["ANSIBLE_CALLBACKS_ENABLED"] = f"{enabled},zoho.cliq.notify"
    return playbook


def texts(emulator):
    """What was said in General, in order."""
    return [message["text"] for chat in emulator.control("messages") for message in chat["messages"]]


def warnings(run):
    return run.message.count("[WARNING]: zoho.cliq.notify")


def test_a_run_is_told_and_nothing_secret_is_in_it(notified, emulator):
    run = notified(FAILING, name="Deploy with {{ secret }}", vars={"secret": SECRET})
    assert run.code == 2, run.output
    assert warnings(run) == 0, run.output
    said = texts(emulator)
    assert SECRET in run.output
    assert [text.splitlines()[0] for text in said] == [
        "Started: playbook `play.yml`",
        "Failed: playbook `play.yml`, play `Deploy with {{ secret }}`",
        "Failed: playbook `play.yml`",
    ]
    assert said[1].splitlines()[1] == "Task `Log in with {{ secret }}` on host `localhost`"
    assert said[2].splitlines()[1].endswith(": 1 ok, 1 changed, 1 failed")
    assert not [text for text in said if SECRET in text]
    assert emulator.counters()["token_requests"] == 1


def test_a_handler_keeps_its_secret_too(notified, emulator):
    handlers = [{"name": "Restart {{ secret }}", "ansible.builtin.fail": {"msg": "{{ secret }}"}}]
    tasks = "- ansible.builtin.debug:\n  changed_when: true\n  notify: Restart {{ secret }}\n"
    run = notified(tasks, vars={"secret": SECRET}, handlers=handlers)
    assert run.code == 2, run.output
    said = texts(emulator)
    assert said[1].splitlines()[1] == "Task `Restart {{ secret }}` on host `localhost`"
    assert not [text for text in said if SECRET in text]


def test_what_the_playbook_expects_is_not_told(notified, emulator):
    notified.write("more.yml", [{"name": "Imported", "ansible.builtin.fail": {"msg": "x"}}])
    run = notified(
        """
        - name: Ignored
          ansible.builtin.fail:
          ignore_errors: true
        - block:
            - name: Rescued
              ansible.builtin.fail:
          rescue:
            - ansible.builtin.debug:
        - block:
            - ansible.builtin.import_tasks: more.yml
          rescue:
            - ansible.builtin.debug:
        - block:
            - ansible.builtin.include_tasks: more.yml
          rescue:
            - name: Fails in the rescue
              ansible.builtin.fail:
        """
    )
    assert run.code == 2, run.output
    failed, summary = texts(emulator)[1:]
    assert failed.splitlines()[1] == "Task `Fails in the rescue` on host `localhost`"
    assert summary.splitlines()[1].endswith("1 failed, 3 rescued, 1 ignored")


def test_a_host_that_cannot_be_reached_is_told(notified, emulator):
    with free_port() as port:
        inventory = notified.inventory(1, ansible_connection="ssh", ansible_host="127.0.0.1", ansible_port=port)
        tasks = "- name: Reach it\n  ansible.builtin.command: 'true'\n"
        run = notified(tasks, "-i", inventory, hosts="host01")
    assert run.code == 4, run.output
    said = texts(emulator)
    assert said[1] == "Unreachable: playbook `play.yml`, play `Test`\nTask `Reach it` on host `host01`"
    assert said[2].splitlines()[1].endswith(": 0 ok, 1 unreachable")
    assert said[2].splitlines()[2] == "`host01`: 1 unreachable"


def test_a_quiet_configuration_is_quiet(notified, emulator):
    quiet = {"ZOHO_CLIQ_NOTIFY_EVENTS": "summary", "ZOHO_CLIQ_NOTIFY_SUMMARY_WHEN": "changed"}
    run = notified("- ansible.builtin.debug:\n", extra_environment=quiet)
    assert run.code == 0, run.output
    # Nothing at all was sent, not even for a token.
    assert (texts(emulator), emulator.log()) == ([], [])
    notified("- ansible.builtin.debug:\n  changed_when: true\n", extra_environment=quiet)
    assert len(texts(emulator)) == 1


def test_it_is_not_called_unless_it_is_enabled(playbook, emulator):
    playbook.sign_in(scopes=SCOPES)
    run = playbook("- ansible.builtin.fail:\n", extra_environment={"ZOHO_CLIQ_NOTIFY_CHANNEL": "general"})
    assert (run.code, emulator.log()) == (2, [])


def test_check_mode_is_marked_and_can_be_left_out(notified, emulator):
    run = notified("- ansible.builtin.debug:\n", "--check")
    assert run.code == 0, run.output
    assert [text.splitlines()[0] for text in texts(emulator)] == [
        "Started: playbook `play.yml` (check mode)",
        "Finished: playbook `play.yml` (check mode)",
    ]
    notified("- ansible.builtin.debug:\n", "--check", extra_environment={"ZOHO_CLIQ_NOTIFY_CHECK_MODE": "false"})
    assert len(texts(emulator)) == 2


def test_it_posts_as_a_bot_to_another_chat(notified, emulator):
    (channel,) = emulator.channels("support-desk")
    to_chat = {
        "ZOHO_CLIQ_NOTIFY_CHANNEL": channel["unique_name"],
        "ZOHO_CLIQ_NOTIFY_BOT": "oncall",
        "ZOHO_CLIQ_NOTIFY_EVENTS": "summary",
        "ZOHO_CLIQ_NOTIFY_TITLE": "Production, https://ci.zylker.example/17",
    }
    assert notified("- ansible.builtin.debug:\n", extra_environment=to_chat).code == 0
    (chat,) = emulator.control("messages")
    (message,) = chat["messages"]
    assert (chat["channel_id"], message["bot"]) == (channel["channel_id"], "oncall")
    assert message["text"].startswith(
        "Production, https://ci.zylker.example/17\nFinished: playbook `play.yml`\n1 host, "
    )


def test_the_credentials_may_be_encrypted(notified, emulator):
    run = notified(
        """
        - name: Sign in
          zoho.cliq.credentials:
            credentials_file: encrypted.yml
            client_id: "{{ self_client.client_id }}"
            client_secret: "{{ self_client.client_secret }}"
            code: "{{ code }}"
            scopes: "{{ scopes }}"
        """,
        vault=True,
        vars={"code": emulator.code(SCOPES), "scopes": SCOPES},
        extra_environment={"ZOHO_CLIQ_NOTIFY_EVENTS": "summary", "ZOHO_CLIQ_CREDENTIALS_FILE": "encrypted.yml"},
    )
    assert (run.code, warnings(run)) == (0, 0), run.output
    assert "$ANSIBLE_VAULT" in (notified.project / "encrypted.yml").read_text()
    (text,) = texts(emulator)
    assert text.splitlines()[1].endswith(": 1 ok, 1 changed")


# --- what goes wrong -------------------------------------------------------------------------------------------------


def same_as_without(notified, **more):
    """Run a play that fails, with the callback in trouble; it comes to the same, with one warning and in good time."""
    begin = time.monotonic()
    run = notified(FAILING, vars={"secret": SECRET}, **more)
    assert time.monotonic() - begin < 30
    assert run.code == 2, run.output
    assert [line["outcome"] for line in run.results] == ["ok", "failed"]
    assert warnings(run) == 1, run.output
    return run


def test_a_cliq_that_is_down_does_no_harm(notified, emulator):
    with free_port() as port:
        run = same_as_without(notified, extra_environment={"ZOHO_CLIQ_API_URL": f"http://127.0.0.1:{port}"})
    assert "the summary is all that it will still try to post: Cannot connect to" in run.message
    assert texts(emulator) == []


def test_accounts_that_are_down_do_no_harm(notified, emulator):
    with free_port() as port:
        same_as_without(notified, extra_environment={"ZOHO_CLIQ_ACCOUNTS_URL": f"http://127.0.0.1:{port}"})
    assert emulator.log() == []


def test_a_cliq_that_is_slow_does_not_hold_up_the_run(notified, emulator):
    emulator.fault("slow", times=None, seconds=8, match={"path": MESSAGE})
    same_as_without(notified, extra_environment={"ZOHO_CLIQ_NOTIFY_TIMEOUT": "1"})
    # The start, and the summary once more.
    assert len(emulator.log(path=MESSAGE)) <= 2
    emulator.control("faults", method="DELETE")


def test_a_failure_that_passes_does_not_cost_the_summary(notified, emulator):
    emulator.fault("drop_after", match={"path": MESSAGE})
    run = same_as_without(notified)
    assert "Nobody can tell whether the message was posted." in run.message
    # It was posted, and not a second time.
    assert [text.splitlines()[0] for text in texts(emulator)] == [
        "Started: playbook `play.yml`",
        "Failed: playbook `play.yml`",
    ]
    assert texts(emulator)[1].endswith("\n1 of the failures had no message of their own.")


def test_a_lock_out_is_not_waited_for(notified, emulator):
    body = '{"code": "request_limit_exceeded", "message": "You have exceeded the URL throttle limits."}'
    emulator.fault("status", times=None, status=400, body=body, match={"path": MESSAGE})
    run = same_as_without(notified, extra_environment={"ZOHO_CLIQ_PACE_REQUESTS": "true"})
    assert "Cliq's limit of messages per minute is reached." in run.message
    # The summary is not even sent, because the lock-out is known.
    assert len(emulator.log(path=MESSAGE)) == 1


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"ZOHO_CLIQ_NOTIFY_CHANNEL": "nowhere"}, "code channel_not_exists"),
        ({"ZOHO_CLIQ_NOTIFY_CHAT_ID": "CT_1_2"}, "set either channel"),
        ({"ZOHO_CLIQ_CREDENTIALS_FILE": "missing.yml"}, "There is no credentials file"),
        ({"ZOHO_CLIQ_API_URL": "https://evil.example"}, "https://evil.example"),
        ({"ZOHO_CLIQ_NOTIFY_TIMEOUT": "0"}, "timeout must be at least 1 second"),
    ],
)
def test_a_wrong_setting_is_one_warning(notified, emulator, environment, words):
    run = same_as_without(notified, extra_environment=environment)
    assert words in run.message
    assert texts(emulator) == []


def test_an_option_that_ansible_refuses_is_a_warning_too(notified, emulator):
    run = notified(
        "- ansible.builtin.debug:\n", extra_environment={"ZOHO_CLIQ_NOTIFY_EVENTS": "explosion"}, may_trace=True
    )
    assert run.code == 0, run.output
    assert "Failed to load callback plugin 'zoho.cliq.notify'" in run.message
    assert texts(emulator) == []


def test_a_missing_library_does_no_harm(notified, emulator):
    folder = notified.project / "no-requests"
    folder.mkdir()
    (folder / "requests.py").write_text("raise ImportError('no requests here')\n")
    run = same_as_without(notified, extra_environment={"PYTHONPATH": str(folder)})
    assert "requests" in run.message
    assert texts(emulator) == []


def test_a_missing_scope_is_one_warning(playbook, notified, emulator):
    playbook.sign_in(scopes=["ZohoCliq.Channels.READ"])
    run = same_as_without(notified)
    assert "oauthtoken_scope_invalid" in run.message


def test_many_failures_are_a_few_messages_and_a_sum(notified, emulator):
    inventory = notified.inventory(30)
    tasks = "- name: Fail\n  ansible.builtin.fail:\n"
    few = {"ZOHO_CLIQ_NOTIFY_MAX_FAILURES": "3"}
    run = notified(tasks, "-i", inventory, hosts="all", extra_environment=few)
    assert run.code == 2, run.output
    said = texts(emulator)
    assert len(said) == 5
    assert said[-1].splitlines()[-1] == "27 of the failures had no message of their own."
    assert "and 20 more hosts" in said[-1]


def test_tasks_of_the_collection_work_beside_it(notified, emulator):
    # They run in children of the process that has posted, with its store, its token and its library in memory.
    inventory = notified.inventory(20, zoho_cliq_credentials_file="credentials.yml")
    tasks = "- name: Read\n  zoho.cliq.channel_info:\n    name: general\n"
    run = notified(tasks, "-i", inventory, hosts="all")
    assert (run.code, warnings(run)) == (0, 0), run.output
    assert [len(result["channels"]) for result in run.all("Read")] == [1] * 20
    assert len(texts(emulator)) == 2
    assert emulator.counters()["token_requests"] == 1
