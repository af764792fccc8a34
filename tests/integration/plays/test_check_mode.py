# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks of the collection in check mode: nothing is changed at Cliq, at Zoho's accounts server or on the disk."""

from __future__ import annotations

import pytest
from ansible_collections.zoho.cliq.tests.integration.plays import documented
from ansible_collections.zoho.cliq.tests.integration.plays.emulator_process import COLLECTION, SCOPES

WORKSPACE = {
    "channels": [
        {"name": "new-here", "level": "private"},
        {"name": "General", "description": "Another one"},
        {"name": "support-desk", "state": "absent"},
    ]
}


@pytest.mark.parametrize("path", sorted((COLLECTION / "playbooks").glob("*.yml")), ids=lambda path: path.stem)
def test_a_playbook_in_check_mode_changes_nothing(person, emulator, path):
    person.settings(scopes=sorted({*documented.scopes(documented.names()), *SCOPES}))
    person.authorize()
    person.playbook.write("workspace.yml", WORKSPACE)
    before = contents(person)
    run = person.run(f"zoho.cliq.{path.stem}", "--check")
    assert run.code == 0, run.output
    assert emulator.writes() == []
    # A token for reading may be needed; anything else would be a consent, or the end of one.
    assert {(entry["path"], entry["grant_type"]) for entry in emulator.log(side="accounts")} <= {
        ("/oauth/v2/token", "refresh_token")
    }
    assert contents(person) == before
    if any(f"zoho.cliq.{name}:" in path.read_text() for name in documented.writing_modules()):
        assert "changed=0" not in run.output, "it would have changed nothing anyway"


def contents(person):
    """The files of the user, but for what this run says to the tests."""
    files = [path for path in person.playbook.project.rglob("*") if path.is_file() and path.name != "results.jsonl"]
    return {str(path): path.read_bytes() for path in files}
