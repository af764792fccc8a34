# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""What the callback zoho.cliq.notify tells a channel, and when it is silent."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._errors import (
    ApiError,
    ConnectFailed,
    InvalidInput,
    OutcomeUnknown,
    ZohoCliqError,
)
from ansible_collections.zoho.cliq.plugins.plugin_utils import _notify
from ansible_collections.zoho.cliq.plugins.plugin_utils import _notify_texts as texts
from ansible_collections.zoho.cliq.plugins.plugin_utils._notify import Notifier, Settings

HOSTS = {
    "web01": {"ok": 3, "changed": 1, "failures": 0, "unreachable": 0},
    "web02": {"ok": 1, "changed": 0, "failures": 1, "unreachable": 0},
}
GOOD = {"web01": {"ok": 3, "changed": 0, "rescued": 1, "failures": 0, "unreachable": 0}}
HEADING = texts.Heading(None, "site.yml", False)


class Run:
    """A notifier with a channel that keeps what is posted; ``problems`` are raised in turn, None is none."""

    def __init__(
        self, *problems: Exception | None, seconds: float = 0, in_check_mode: bool = False, **settings: t.Any
    ) -> None:
        self.posted: list[str] = []
        self.tried = 0
        self.directories: list[str] = []
        self.warnings: list[str] = []
        self.time = 100.0
        self._problems = list(problems)
        self._seconds = seconds
        self.notifier = Notifier(
            Settings(**{"channel": "ops", **settings}),
            check_mode=in_check_mode,
            warn=self.warnings.append,
            connect=self.connect,
            now=lambda: self.time,
        )
        self.notifier.started("/work/playbooks/site.yml", "/work/playbooks")

    def connect(self, directory: str) -> t.Callable[[str], None]:
        self.directories.append(directory)
        return self.post

    def post(self, text: str) -> None:
        self.tried += 1
        self.time += self._seconds
        problem = self._problems.pop(0) if self._problems else None
        if problem is not None:
            raise problem
        self.posted.append(text)

    def fails(self, times: int = 1) -> None:
        for _time in range(times):
            self.notifier.failed("web02", "Install")


# --- what is posted --------------------------------------------------------------------------------------------------


def test_a_run_is_told_with_its_names_and_numbers() -> None:
    run = Run(events=("start", *Settings.events))
    run.notifier.play("Deploy")
    run.fails()
    run.notifier.unreachable("web03", "Ping")
    run.time += 123
    run.notifier.ended({**HOSTS, "web03": {"unreachable": 1}})
    assert run.posted == [
        "Started: playbook `site.yml`",
        "Failed: playbook `site.yml`, play `Deploy`\nTask `Install` on host `web02`",
        "Unreachable: playbook `site.yml`, play `Deploy`\nTask `Ping` on host `web03`",
        "Failed: playbook `site.yml`\n3 hosts, 2 min 3 s: 4 ok, 1 changed, 1 failed, 1 unreachable\n"
        "`web02`: 1 failed\n`web03`: 1 unreachable",
    ]
    assert run.directories == ["/work/playbooks"]
    assert run.warnings == []


def test_a_run_without_failures_has_finished() -> None:
    run = Run()
    run.time += 3725
    run.notifier.ended(GOOD)
    assert run.posted == ["Finished: playbook `site.yml`\n1 host, 1 h 2 min: 3 ok, 1 rescued"]


def test_a_play_without_a_name_is_not_named() -> None:
    run = Run()
    run.notifier.play("First")
    run.notifier.play(None)
    run.fails()
    assert run.posted == ["Failed: playbook `site.yml`\nTask `Install` on host `web02`"]


def test_the_title_comes_first_as_it_is() -> None:
    run = Run(title="Production *now* https://ci.example/1")
    run.notifier.ended(GOOD)
    assert run.posted[0].startswith("Production *now* https://ci.example/1\nFinished: playbook `site.yml`\n")


def test_check_mode_is_marked() -> None:
    run = Run(in_check_mode=True)
    run.fails()
    run.notifier.ended(HOSTS)
    assert [text.splitlines()[0] for text in run.posted] == [
        "Failed: playbook `site.yml` (check mode)",
        "Failed: playbook `site.yml` (check mode)",
    ]


def test_check_mode_is_not_told_of_if_not_wished_for() -> None:
    for in_check_mode, told in ((True, 0), (False, 3)):
        settings = Settings(channel="ops", check_mode=False, events=("start", "failure", "summary"))
        run = Run(in_check_mode=in_check_mode, **dataclasses.asdict(settings))
        run.fails()
        run.notifier.ended(HOSTS)
        assert (len(run.posted), run.warnings) == (told, [])


@pytest.mark.parametrize(
    ("events", "count"), [((), 0), (("start",), 1), (("failure",), 1), (("unreachable",), 1), (("summary",), 1)]
)
def test_only_the_events_that_are_wished_for_are_told(events: tuple[str, ...], count: int) -> None:
    run = Run(events=events)
    run.fails()
    run.notifier.unreachable("web03", "Ping")
    run.notifier.ended(HOSTS)
    assert len(run.posted) == count


@pytest.mark.parametrize(
    ("when", "hosts", "told"),
    [
        ("always", GOOD, True),
        ("changed", GOOD, False),
        ("changed", {"a": {"ok": 1, "changed": 1}}, True),
        ("changed", {"a": {"unreachable": 1}}, True),
        ("failed", {"a": {"ok": 1, "changed": 1}}, False),
        ("failed", {"a": {"failures": 1}}, True),
        ("failed", {"a": {"unreachable": 1}}, True),
        ("failed", {}, False),
    ],
)
def test_the_summary_is_told_when_it_is_wished_for(when: str, hosts: t.Any, told: bool) -> None:
    run = Run(summary_when=when)
    run.notifier.ended(hosts)
    assert bool(run.posted) is told


@pytest.mark.parametrize(("most", "own"), [(2, 2), (0, 0)])
def test_of_many_failures_the_summary_tells(most: int, own: int) -> None:
    run = Run(max_failures=most)
    run.fails(3)
    run.notifier.unreachable("web03", "Ping")
    run.notifier.ended(HOSTS)
    assert len(run.posted) == own + 1
    assert run.posted[-1].endswith(f"\n{4 - own} of the failures had no message of their own.")


def test_the_next_playbook_of_a_run_counts_anew() -> None:
    run = Run(max_failures=1)
    run.fails(2)
    run.notifier.ended(HOSTS)
    run.notifier.started("/work/other.yml", "/work")
    run.fails()
    run.notifier.ended(HOSTS)
    assert [text.splitlines()[0] for text in run.posted][2:] == ["Failed: playbook `other.yml`"] * 2
    assert "had no message" not in run.posted[-1]


# --- texts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Install *all* _now_", "`Install *all* _now_`"),
        ("a `b` c", "`a 'b' c`"),
        ("two\nlines\tand\x1b[0m", "`two lines and [0m`"),
        ("{@participants} @all", "`{@\u200bparticipants} @\u200ball`"),
        ("x" * 200, "`" + "x" * 147 + "...`"),
        ("", "``"),
    ],
)
def test_a_name_is_shown_as_it_is_and_mentions_nobody(name: str, shown: str) -> None:
    assert texts.name_of(name) == shown


def test_a_summary_of_many_hosts_names_some_and_fits_into_a_message() -> None:
    hosts = {f"{number:03}" + "h" * 200: {"ok": 1, "failures": 1} for number in range(500)}
    text = texts.summary(HEADING, hosts, 1, 0)
    assert text.splitlines()[1] == "500 hosts, 1 s: 500 ok, 500 failed"
    assert text.splitlines()[-1] == "and 490 more hosts"
    assert len(text) < texts.TEXT_LIMIT


def test_a_message_is_never_longer_than_cliq_takes() -> None:
    run = Run(title="x" * 6000)
    run.notifier.ended(GOOD)
    assert len(run.posted[0]) == texts.TEXT_LIMIT


# --- what goes wrong -------------------------------------------------------------------------------------------------

PASSES = [
    ConnectFailed("Cannot connect."),
    OutcomeUnknown("No answer."),
    OutcomeUnknown("Cliq failed.", code="server_error"),
    ApiError("Too many.", code="request_limit_exceeded"),
    ZohoCliqError("Locked.", code="lock_timeout"),
]
STAYS = [
    ApiError("No such channel.", code="channel_not_exists"),
    InvalidInput("No credentials."),
    RuntimeError("1000.x"),
]


@pytest.mark.parametrize("problem", PASSES, ids=lambda problem: problem.code)
def test_after_a_failure_that_may_pass_only_the_summary_is_tried(problem: ZohoCliqError) -> None:
    run = Run(problem)
    run.fails(3)
    assert run.tried == 1
    run.notifier.ended(HOSTS)
    assert run.tried == 2
    assert run.posted[0].endswith("\n3 of the failures had no message of their own.")
    (warning,) = run.warnings
    assert warning.endswith(f"and the summary is all that it will still try to post: {problem.message}")


@pytest.mark.parametrize("problem", STAYS, ids=lambda problem: type(problem).__name__)
def test_after_another_failure_nothing_is_tried(problem: Exception) -> None:
    run = Run(problem)
    run.fails(3)
    run.notifier.ended(HOSTS)
    run.notifier.started("/work/other.yml", "/work")
    run.notifier.ended(HOSTS)
    assert run.tried == 1
    (warning,) = run.warnings
    assert "it posts no more in this run" in warning
    assert "1000.x" not in warning


def test_the_summary_is_tried_once_and_warns_no_second_time() -> None:
    run = Run(PASSES[0], PASSES[0])
    run.fails()
    run.notifier.ended(HOSTS)
    run.notifier.started("/work/other.yml", "/work")
    run.fails()
    run.notifier.ended(HOSTS)
    assert (run.tried, len(run.warnings), run.posted) == (2, 1, [])


def test_a_summary_that_fails_is_not_promised_again() -> None:
    run = Run(PASSES[0])
    run.notifier.ended(HOSTS)
    assert "it posts no more in this run" in run.warnings[0]


def test_a_slow_channel_is_left_alone_after_three_time_outs() -> None:
    run = Run(seconds=4, timeout=5)
    run.fails(6)
    assert run.tried == 4
    assert run.warnings == ["zoho.cliq.notify has taken 16 s of this run and posts nothing more but the summary."]
    run.notifier.ended(HOSTS)
    assert run.posted[-1].endswith("\n2 of the failures had no message of their own.")


def test_who_interrupts_the_run_is_heard() -> None:
    run = Run(t.cast(Exception, KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        run.fails()


# --- settings --------------------------------------------------------------------------------------------------------


def settings(**options: t.Any) -> Settings:
    given = {field.name: field.default for field in dataclasses.fields(Settings)}
    return Settings.of({**given, **options}.__getitem__)


def test_a_number_sign_does_not_belong_to_a_unique_name() -> None:
    assert settings(channel=" #ops ").channel == "ops"


@pytest.mark.parametrize("options", [{}, {"channel": " "}, {"channel": "ops", "chat_id": "CT_1"}])
def test_one_place_to_post_to_is_needed(options: dict[str, str]) -> None:
    with pytest.raises(InvalidInput, match="set either channel"):
        settings(**options)


def test_a_time_out_is_at_least_a_second() -> None:
    with pytest.raises(InvalidInput, match="timeout"):
        settings(channel="ops", timeout=0)


# --- tasks -----------------------------------------------------------------------------------------------------------


class Thing:
    """A play, block, import or task, with what the callback reads of it."""

    def __init__(self, *block: Thing, rescue: t.Sequence[Thing] = (), source: t.Any = None, **more: t.Any) -> None:
        self._uuid = str(id(self))
        self._parent: Thing | None = None
        self._role = None
        self.block = list(block)
        self.rescue = list(rescue)
        self.name = "templated, with a secret"
        self.action = "ansible.builtin.fail"
        self.ignore_unreachable = False
        self._source = source
        vars(self).update(more)
        for inner in (*block, *rescue):
            inner._parent = self

    def get_ds(self) -> t.Any:
        return self._source


class Host:
    @staticmethod
    def get_name() -> str:
        return "web01"


class Result:
    host = Host

    def __init__(self, task: Thing) -> None:
        self.task = task


def told_of(task: Thing, callback: t.Callable[..., None]) -> list[str]:
    run = Run()
    callback(run.notifier, Result(task))
    return [text.splitlines()[-1] for text in run.posted]


@pytest.mark.parametrize(
    ("source", "role", "name"),
    [
        ({"name": "Use {{ secret }}"}, None, "Use {{ secret }}"),
        ({"name": "Install"}, "nginx", "nginx : Install"),
        ({"debug": {}}, None, "ansible.builtin.fail"),
        ({"name": None}, None, "ansible.builtin.fail"),
        ({"name": ["x"]}, None, "ansible.builtin.fail"),
        (None, None, "ansible.builtin.fail"),
    ],
)
def test_the_name_of_a_task_is_the_one_in_the_playbook(source: t.Any, role: str | None, name: str) -> None:
    class Role:
        @staticmethod
        def get_name() -> str | None:
            return role

    task = Thing(source=source, _role=Role if role else None)
    for callback in (_notify.task_failed, _notify.host_unreachable):
        assert told_of(task, callback) == [f"Task `{name}` on host `web01`"]
    assert _notify.play_name(task) == (name.rpartition(" : ")[2] if "builtin" not in name else None)


def test_a_failure_in_a_block_with_a_rescue_is_expected() -> None:
    task, again, deep, plain, unrelated = Thing(), Thing(), Thing(), Thing(), Thing()
    Thing(Thing(task, Thing(Thing(deep))), rescue=[again])
    Thing(plain)
    Thing(Thing(), rescue=[Thing(unrelated)])
    assert [_notify.is_rescued(one) for one in (task, deep, again, plain, unrelated)] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert told_of(task, _notify.task_failed) == []
    # Ansible rescues failures only.
    assert len(told_of(task, _notify.host_unreachable)) == 1


def test_a_failure_in_what_a_block_with_a_rescue_imports_is_expected() -> None:
    task = Thing()
    imported = Thing(task)
    imports = Thing()
    imported._parent = imports
    imports._parent = Thing(rescue=[Thing()])
    imports._parent.block = [imported]
    assert _notify.is_rescued(task) is True


def test_a_host_that_may_be_unreachable_is_not_told_of() -> None:
    assert told_of(Thing(ignore_unreachable=True), _notify.host_unreachable) == []


# --- what it costs ---------------------------------------------------------------------------------------------------


def test_a_run_without_a_message_does_not_import_what_posts() -> None:
    code = (
        f"import sys; import {_notify.__name__}\n"
        "late = ('requests', 'urllib3', 'http.client')\n"
        "print([name for name in sys.modules if name in late or name.endswith('_notify_post')])"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("ANSIBLE_", "PYTEST_"))}
    environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment, timeout=60, check=False
    )
    assert (done.stdout.strip(), done.returncode) == ("[]", 0), done.stderr
