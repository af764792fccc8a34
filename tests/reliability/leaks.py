# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Searches what was written and told for secrets, with what searches the runs of plays."""

from __future__ import annotations

import json
import os
import typing as t

from ansible_collections.zoho.cliq.tests.integration.plays.leaks import Secrets
from ansible_collections.zoho.cliq.tests.reliability.worker import VAULT_PASSWORD, Node


class Search:
    """The secrets of one emulator, whatever it makes. ``searched`` counts the places of all of them."""

    searched: t.ClassVar[int] = 0

    def __init__(self, emulator: t.Any) -> None:
        clients = [emulator.client, emulator.self_client]
        known = {f"the client secret of {one['client_id']}": one["client_secret"] for one in clients}
        known["the vault password"] = VAULT_PASSWORD
        self.secrets = Secrets(lambda: known, lambda: clients)
        self._needles = self.secrets.needles()

    def found(self, content: bytes, where: str) -> t.Iterator[str]:
        """Say which secret is in ``content``, without showing it."""
        Search.searched += 1
        leak = self.secrets.found_in(content, self._needles)
        if leak is not None:
            yield f"{leak} {where}"

    def in_results(self, results: t.Iterable[t.Mapping[str, t.Any]]) -> t.Iterator[str]:
        """Search results as they are shown: one that Ansible hides shows nothing but that it is hidden."""
        for number, result in enumerate(results, 1):
            shown = {} if result.get("_ansible_no_log") else result
            yield from self.found(json.dumps(shown).encode(), f"the result of run {number}")

    def in_node(self, node: Node) -> t.Iterator[str]:
        """Search all that the collection wrote on a control node: the project, the state store, the output."""
        for folder in (node.project, node.home):
            for path in sorted(folder.rglob("*")):
                if path.is_file() and not path.is_symlink():
                    yield from self.found(os.fsencode(path) + b"\n" + path.read_bytes(), str(path))
