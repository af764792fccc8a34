# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""
The messages of the callback zoho.cliq.notify.

They have names of playbooks, plays, tasks and hosts, and numbers, and never a result, an argument or a variable. Names are those
that stand in the playbook, before templating, because a template can put a secret into a name.
"""

from __future__ import annotations

import dataclasses
import typing as t

# Zoho's page "Messages" of the REST API v2.
TEXT_LIMIT = 5000
_NAME_LIMIT = 150
_HOSTS_SHOWN = 10
COUNTS = ("ok", "changed", "failures", "unreachable", "skipped", "rescued", "ignored")
_BAD = ("failures", "unreachable")
# As ansible-playbook calls it in its recap.
_SHOWN_AS = {"failures": "failed"}


@dataclasses.dataclass(frozen=True)
class Heading:
    """What each message of a run begins with: the ``title`` of the user, the playbook, and whether it is in check mode."""

    title: str | None
    playbook: str
    check_mode: bool

    def line(self, what: str) -> str:
        """Return the first line of a message that says ``what`` became of the playbook."""
        mark = " (check mode)" if self.check_mode else ""
        line = f"{what}: playbook {name_of(self.playbook)}{mark}"
        return f"{self.title}\n{line}" if self.title else line


def name_of(text: str) -> str:
    """Return a name so that Cliq shows it as it is: one line, of bounded length, without formatting, mentioning nobody."""
    line = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    if len(line) > _NAME_LIMIT:
        line = line[: _NAME_LIMIT - 3] + "..."
    # In a code span nothing is formatted; a zero-width space after the sign makes no mention of it.
    return "`" + line.replace("`", "'").replace("@", "@\u200b") + "`"


def started(heading: Heading) -> str:
    """Return the message about the start of a playbook."""
    return heading.line("Started")


def failure(heading: Heading, what: str, host: str, task: str, play: str | None) -> str:
    """Return the message about a task that failed on a host, or could not reach it, as ``what`` says."""
    where = f", play {name_of(play)}" if play else ""
    return f"{heading.line(what)}{where}\nTask {name_of(task)} on host {name_of(host)}"


def summary(heading: Heading, hosts: t.Mapping[str, t.Mapping[str, int]], seconds: float, unposted: int) -> str:
    """
    Return the message about the end of a playbook.

    ``hosts`` has the counts of each host, ``unposted`` is the number of failures that had no message of their own.
    """
    total = {name: sum(counts.get(name, 0) for counts in hosts.values()) for name in COUNTS}
    lines = [heading.line("Failed" if is_bad(total) else "Finished")]
    number = f"{len(hosts)} host" + ("" if len(hosts) == 1 else "s")
    lines.append(f"{number}, {_duration(seconds)}: {_counted(total, COUNTS)}")
    bad = [(host, counts) for host, counts in sorted(hosts.items()) if is_bad(counts)]
    lines += [f"{name_of(host)}: {_counted(counts, _BAD)}" for host, counts in bad[:_HOSTS_SHOWN]]
    if len(bad) > _HOSTS_SHOWN:
        lines.append(f"and {len(bad) - _HOSTS_SHOWN} more hosts")
    if unposted:
        lines.append(f"{unposted} of the failures had no message of their own.")
    return "\n".join(lines)


def is_bad(counts: t.Mapping[str, int]) -> bool:
    """Tell whether something failed or could not be reached."""
    return any(counts.get(name, 0) for name in _BAD)


def _counted(counts: t.Mapping[str, int], names: t.Iterable[str]) -> str:
    return ", ".join(
        f"{counts.get(name, 0)} {_SHOWN_AS.get(name, name)}" for name in names if counts.get(name, 0) or name == "ok"
    )


def _duration(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return f"{minutes} min {rest} s" if minutes else f"{rest} s"
