# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""
What the callback zoho.cliq.notify does: which events it tells a channel, and how it keeps out of the way of the run.

Nothing that goes wrong here may end or change a run. The first failure is one warning; then it is silent, except for the summary
if the failure may have passed until then.
"""

from __future__ import annotations

import dataclasses
import os
import time
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput, ZohoCliqError
from ansible_collections.zoho.cliq.plugins.plugin_utils import _notify_texts as texts

# All messages of a run but the last summary together may take so many times the time-out of one.
_TIMEOUTS_IN_ALL = 3

Post = t.Callable[[str], None]


@dataclasses.dataclass(frozen=True)
class Settings:
    """The options of the callback that have no meaning for tasks, and those that Ansible reads for it."""

    channel: str | None = None
    chat_id: str | None = None
    bot: str | None = None
    title: str | None = None
    events: tuple[str, ...] = ("failure", "unreachable", "summary")
    summary_when: str = "always"
    check_mode: bool = True
    max_failures: int = 10
    timeout: int = 10
    pace_requests: bool = True
    validate_certs: bool = True
    ca_path: str | None = None

    @classmethod
    def of(cls, option: t.Callable[[str], t.Any]) -> Settings:
        """Return the settings that ``option`` tells by name; raises InvalidInput."""
        values = {field.name: option(field.name) for field in dataclasses.fields(cls)}
        for name in ("channel", "chat_id", "bot", "title"):
            values[name] = str(values[name]).strip() or None if values[name] is not None else None
        if values["channel"]:
            values["channel"] = values["channel"].lstrip("#")
        values["events"] = tuple(values["events"] or ())
        settings = cls(**values)
        settings.check()
        return settings

    def check(self) -> None:
        """Raise InvalidInput for what cannot be right."""
        if bool(self.channel) == bool(self.chat_id):
            raise InvalidInput(
                "it needs to know where to post: set either channel (ZOHO_CLIQ_NOTIFY_CHANNEL) or chat_id "
                "(ZOHO_CLIQ_NOTIFY_CHAT_ID)."
            )
        if self.timeout < 1:
            raise InvalidInput("timeout must be at least 1 second.")


class Notifier:
    """
    Tells a channel what becomes of playbooks.

    ``connect`` returns the function that posts a text; it is called with the directory of the playbook when there is something
    to post. ``check_mode`` says whether the run is in check mode. ``warn`` shows a warning.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        check_mode: bool,
        warn: t.Callable[[str], None],
        connect: t.Callable[[str], Post],
        now: t.Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._check_mode = check_mode
        self._warn = warn
        self._connect = connect
        self._now = now
        self._post: Post | None = None
        self._directory = os.getcwd()
        self._heading = texts.Heading(settings.title, "?", check_mode)
        self._play: str | None = None
        self._since = now()
        self._spent = 0.0
        self._failures = 0
        self._posted_failures = 0
        self._silent = check_mode and not settings.check_mode
        self._summary_may_pass = not self._silent

    def started(self, playbook: str, directory: str) -> None:
        """A playbook begins; ``directory`` is where it lies."""
        self._directory = directory
        self._heading = texts.Heading(self._settings.title, os.path.basename(playbook), self._check_mode)
        self._play = None
        self._since = self._now()
        if "start" in self._settings.events:
            self._tell(texts.started(self._heading))

    def play(self, name: str | None) -> None:
        """A play begins."""
        self._play = name

    def failed(self, host: str, task: str) -> None:
        """A task failed on a host, and nothing in the playbook expects that."""
        self._fails("failure", "Failed", host, task)

    def unreachable(self, host: str, task: str) -> None:
        """A host could not be reached for a task."""
        self._fails("unreachable", "Unreachable", host, task)

    def ended(self, hosts: t.Mapping[str, t.Mapping[str, int]]) -> None:
        """A playbook has ended; ``hosts`` has the counts of each host."""
        unposted = self._failures - self._posted_failures
        self._failures = self._posted_failures = 0
        if "summary" not in self._settings.events or not self._is_worth_a_summary(hosts):
            return
        text = texts.summary(self._heading, hosts, self._now() - self._since, unposted)
        if self._summary_may_pass:
            self._send(text, is_summary=True)

    def _fails(self, event: str, what: str, host: str, task: str) -> None:
        if event not in self._settings.events:
            return
        self._failures += 1
        if self._posted_failures >= self._settings.max_failures:
            return
        if self._tell(texts.failure(self._heading, what, host, task, self._play)):
            self._posted_failures += 1

    def _is_worth_a_summary(self, hosts: t.Mapping[str, t.Mapping[str, int]]) -> bool:
        if self._settings.summary_when == "always":
            return True
        if any(texts.is_bad(counts) for counts in hosts.values()):
            return True
        return self._settings.summary_when == "changed" and any(counts.get("changed", 0) for counts in hosts.values())

    def _tell(self, text: str) -> bool:
        """Post a text unless something speaks against it; tell whether it was posted."""
        if self._silent:
            return False
        if self._spent >= self._settings.timeout * _TIMEOUTS_IN_ALL:
            self._silent = True
            self._warn(
                f"zoho.cliq.notify has taken {int(self._spent)} s of this run and posts nothing more but the summary."
            )
            return False
        return self._send(text)

    def _send(self, text: str, *, is_summary: bool = False) -> bool:
        begin = self._now()
        try:
            if self._post is None:
                self._post = self._connect(self._directory)
            self._post(text[: texts.TEXT_LIMIT])
        except Exception as exc:
            self._give_up(exc, is_summary)
            return False
        finally:
            self._spent += self._now() - begin
        return True

    def _give_up(self, error: Exception, is_summary: bool) -> None:
        """Warn, once in a run, and be silent from now on; only the summary is tried once more after what may pass."""
        first, self._silent = not self._silent, True
        self._summary_may_pass = not is_summary and _passes_by_itself(error)
        if not first:
            return
        reason = (
            error.message
            if isinstance(error, ZohoCliqError)
            else f"there was an error of the type {type(error).__name__}."
        )
        rest = (
            "the summary is all that it will still try to post"
            if self._summary_may_pass
            else "it posts no more in this run"
        )
        self._warn(f"zoho.cliq.notify could not post a message, and {rest}: {reason}")


def _passes_by_itself(error: Exception) -> bool:
    if not isinstance(error, ZohoCliqError):
        return False
    # It was imported when the message was to be posted, and is not worth importing before.
    from ansible_collections.zoho.cliq.plugins.plugin_utils._notify_post import passes_by_itself

    return passes_by_itself(error)


def notifier(option: t.Callable[[str], t.Any], *, check_mode: bool, warn: t.Callable[[str], None]) -> Notifier:
    """Return the notifier of a run; ``option`` tells the options of the callback by name. Raises InvalidInput."""
    settings = Settings.of(option)

    def connect(directory: str) -> Post:
        # Imported here, because a run in which nothing is to be posted should not pay for it, nor fail of it.
        from ansible_collections.zoho.cliq.plugins.plugin_utils._notify_post import poster

        return poster(settings, directory, warn)

    return Notifier(settings, check_mode=check_mode, warn=warn, connect=connect)


def play_name(play: t.Any) -> str | None:
    """Return the name of a play as it stands in the playbook, None if it has none there."""
    return _raw_name(play)


def task_failed(run: Notifier, result: t.Any) -> None:
    """Tell ``run`` of the result of a task that failed, unless the playbook has a rescue for it."""
    if not is_rescued(result.task):
        run.failed(result.host.get_name(), _task_name(result.task))


def host_unreachable(run: Notifier, result: t.Any) -> None:
    """Tell ``run`` of the result of a task that could not reach its host, unless the playbook says that this may be."""
    if not result.task.ignore_unreachable:
        run.unreachable(result.host.get_name(), _task_name(result.task))


def is_rescued(task: t.Any) -> bool:
    """Tell whether ``task`` is in a block that has a rescue, and neither in that rescue itself nor in what comes after it."""
    below = {task._uuid}
    parent = task._parent
    while parent is not None:
        # What was imported stands in the block itself, in place of the task that imports it.
        if getattr(parent, "rescue", None) and any(entry._uuid in below for entry in parent.block):
            return True
        below.add(parent._uuid)
        parent = parent._parent
    return False


def _task_name(task: t.Any) -> str:
    """Return the name of a task as it stands in the playbook, with that of its role; its action if it has none."""
    name = _raw_name(task) or str(task.action)
    return f"{task._role.get_name()} : {name}" if task._role else name


def _raw_name(thing: t.Any) -> str | None:
    # The attribute "name" is templated by the time that a callback sees it, and so may contain a secret.
    source = thing.get_ds()
    name = source.get("name") if isinstance(source, t.Mapping) else None
    return str(name) if isinstance(name, str) and name else None
