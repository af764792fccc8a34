# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Holds records against the documents and the exceptions, and remembers what was seen and what was needed."""

from __future__ import annotations

import collections
import dataclasses
import typing as t

from . import checker, shown
from .checker import Deviation
from .documents import Documents, Operation
from .exceptions import Exceptions, Exemption
from .records import Record

_Covered = tuple[Exemption, tuple[str, ...]]


@dataclasses.dataclass
class _Judgement:
    """A record against one description of its operation: what deviates, and the exceptions that cover the rest."""

    uncovered: list[Deviation]
    covered: list[_Covered]

    @property
    def weight(self) -> tuple[int, int]:
        return len(self.uncovered), len(self.covered)


class Contract:
    """
    What Zoho documents, with what is known to differ.

    ``implemented`` are the names of the emulator's operations, such as ``GET /api/v2/channels/*``. What was seen and needed
    counts for the records of the part ``counted`` of the test run: that is the one which exercises the emulator on purpose.
    """

    def __init__(
        self,
        documents: Documents,
        exceptions: Exceptions,
        implemented: t.Iterable[str] = (),
        counted: str = "unit tests",
    ) -> None:
        self.documents = documents
        self._counted = counted
        self.implemented = sorted(implemented)
        self._exceptions = exceptions.concerning(documents)
        self._own = Documents(self._exceptions.operations)
        names = {*self.implemented, *(one.name for one in (*documents.operations, *self._own.operations))}
        self._templates: dict[int, list[tuple[str, ...]]] = collections.defaultdict(list)
        for path in sorted({name.split(" ")[1] for name in names}, key=lambda path: path.count("*")):
            segments = tuple(path.strip("/").split("/"))
            self._templates[len(segments)].append(segments)
        self.seen: dict[str, collections.Counter[int]] = collections.defaultdict(collections.Counter)
        self._shown: dict[str, set[str]] = collections.defaultdict(set)
        self._own_seen: set[str] = set()

    # Records

    def name_of(self, record: Record) -> str:
        """The operation of a record; a path that nobody knows stays as it is."""
        segments = record.segments
        for template in self._templates[len(segments)]:
            if all(wanted in ("*", given) for wanted, given in zip(template, segments, strict=True)):
                return f"{record.method} /{'/'.join(template)}"
        return f"{record.method} /{'/'.join(segments)}"

    def judge(self, record: Record, *, request: bool | None = None) -> list[Deviation]:
        """
        What deviates and is no exception.

        ``request`` tells whether the request has to be as documented. By default it has, unless it is a test's own and was
        refused.
        """
        name = self.name_of(record)
        if request is None:
            request = record.by_collection or not checker.is_refused(record)
        described = [one for one in self.documents.of(name) or self._own.of(name) if checker.fits(record, one)]
        counts = record.part == self._counted
        if counts and record.writer == "emulator" and record.status is not None:
            self._note(name, record, record.status)
        if not described:
            judgement = self._weigh(record, name, None, [Deviation("path", "undocumented", checker.told(record))])
        else:
            if counts:
                self._own_seen.add(name)
            judgement = min(
                (self._weigh(record, name, one, checker.deviations(record, one, request=request)) for one in described),
                key=lambda judgement: judgement.weight,
            )
        for exemption, patterns in judgement.covered if counts else ():
            exemption.needed.update(set(patterns))
        return judgement.uncovered

    def _note(self, name: str, record: Record, status: int) -> None:
        self.seen[name][status] += 1
        if status < 300 and record.answer is not None and "json" in record.answer:
            self._shown[name].update(shown.seen(record.answer["json"]))

    def _weigh(
        self, record: Record, name: str, operation: Operation | None, found: t.Iterable[Deviation]
    ) -> _Judgement:
        uncovered: list[Deviation] = []
        covered: list[_Covered] = []
        document = operation.document if operation is not None else None
        for deviation in found:
            for exemption in self._exceptions.exemptions:
                patterns = exemption.covers(record, name, document, deviation)
                if patterns is not None:
                    covered.append((exemption, patterns))
                    break
            else:
                uncovered.append(deviation)
        return _Judgement(uncovered, covered)

    # What is left when all records were judged

    def dead(self) -> list[str]:
        """Exceptions that no record needed, and operations of the file that no record is of, or that a document has."""
        found = []
        for exemption in (*self._exceptions.exemptions, *self._exceptions.unshown):
            for pattern in exemption.dead():
                found.append(f"{exemption}: nothing needs {pattern}")
        for operation in self._own.operations:
            if operation.name in self.documents:
                found.append(f"the operation {operation.name} of the exceptions: a document has it")
            elif operation.name not in self._own_seen:
                found.append(f"the operation {operation.name} of the exceptions: no record is of it")
        return found

    def unseen(self) -> list[str]:
        """Operations of the emulator that were never answered with success."""
        return [name for name in self.implemented if not any(status < 400 for status in self.seen[name])]

    def unshown(self) -> list[str]:
        """Properties that are documented for an answer of the emulator, that it never shows, and that are no exceptions."""
        missing = set()
        for name in self.implemented:
            for operation in self.documents.of(name):
                for status, contents in operation.answers.items():
                    if status < 300:
                        places = {at for schema in contents.values() for at in shown.documented(schema)}
                        missing |= {(name, at) for at in places - self._shown[name]}
        allowed = self._exceptions.unshown
        return [f"{name}: {at}" for name, at in sorted(missing) if not any(one.names(name, at) for one in allowed)]

    def table(self) -> str:
        """Which operations of the emulator were seen with which status codes, and which documents describe them."""
        lines = []
        for name in self.implemented:
            documents = sorted({one.document for one in self.documents.of(name)}) or ["exceptions.yml"]
            statuses = " ".join(str(status) for status in sorted(self.seen[name]))
            lines.append(f"{name:<62} {statuses or 'never':<32} {', '.join(documents)}")
        return "\n".join(lines) + "\n"
