# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbook that provisions a workspace: what its file may have, and what it says at the end."""

from __future__ import annotations

import pytest

PROVISION = "zoho.cliq.provision"
DONE, SAID, CHECKED = (
    "Bring the channels into the wished states",
    "Say what was done",
    "Check that it describes channels",
)
PRIVATE = {"name": "new", "level": "private"}


def provision(playbook, workspace, *arguments):
    playbook.write("workspace.yml", workspace)
    return playbook.start(PROVISION, *arguments)


@pytest.mark.parametrize(
    ("workspace", "said"),
    [
        ({"channels": [PRIVATE], "chanels": []}, "it has chanels, channels"),
        ({"channels": {"new": PRIVATE}}, 'must have the key "channels" with a list of channels'),
        ({"channels": [PRIVATE, "other"]}, "each with options such as name"),
        ({"channels": "new"}, 'must have the key "channels" with a list of channels'),
        ({"prune": "archive"}, "may have prune, prune_pattern, owner_marker, and nothing else; it has prune"),
        ({}, "it has nothing"),
    ],
)
def test_a_file_that_is_no_description_is_refused(signed_in, emulator, workspace, said):
    run = provision(signed_in, workspace)
    assert run.code == 2 and said in " ".join(run[CHECKED]["msg"].split()), run.output
    assert emulator.log(side="cliq") == []


@pytest.mark.parametrize(
    ("channels", "said"),
    [
        ([PRIVATE, {"name": "other", "descripton": "x"}], "channels[1] (other): Unsupported parameters: descripton"),
        ([PRIVATE, {"level": "private"}], "one of the following is required: name, channel_id"),
        ([PRIVATE, {"name": "other", "level": "secret"}], "level"),
        (
            [PRIVATE, {"name": "other", "members": [{"mail": "x@zylker.example"}]}],
            "channels[1] (other): Unsupported parameters: members.mail",
        ),
        ([PRIVATE, PRIVATE], "channels[1] (new) describes the same channel as channels[0]"),
    ],
)
def test_options_that_no_channel_has_are_refused_before_anything_is_asked(signed_in, emulator, channels, said):
    run = provision(signed_in, {"channels": channels})
    assert run.code == 2 and said in run[DONE]["msg"], run.output
    assert run.outcomes(SAID) == ["skipped"]
    assert emulator.log(side="cliq") == []


def test_what_was_done_is_said_though_some_failed(signed_in, emulator):
    run = provision(
        signed_in, {"channels": [PRIVATE, {"name": "General", "level": "private"}, {"name": "support-desk"}]}
    )
    assert run.code == 2
    done, reason = run[SAID]["msg"]
    assert done == "Channels described: 3, changed: 1 (new), failed: 1."
    assert reason.startswith("General: The channel 'General' (O") and "level is organization, not private" in reason
    assert len(emulator.channels("new")) == 1


def test_the_file_says_what_is_pruned(signed_in, emulator):
    old = {"channels": [{"name": "app-old", "level": "private"}], "owner_marker": "[ours]"}
    assert provision(signed_in, old).code == 0
    new = {"channels": [PRIVATE], "owner_marker": "[ours]", "prune_pattern": "app-*", "prune": "archive"}
    checked = provision(signed_in, new, "--check")
    assert checked[SAID]["msg"] == [
        "Channels described: 1, to be changed: 1 (new).",
        "Not described, and therefore to be pruned: app-old.",
    ]
    run = provision(signed_in, new)
    assert run.code == 0, run.output
    assert run[SAID]["msg"] == [
        "Channels described: 1, changed: 1 (new).",
        "Not described, and therefore pruned: app-old.",
    ]
    assert emulator.channels("app-old")[0]["status"] == "archived"
    assert emulator.channels("new")[0]["description"] == "[ours]"


def test_a_description_may_be_a_template_of_its_author(signed_in, emulator):
    """Texts of Cliq are never templates, but those of a person who writes such a file are."""
    run = provision(signed_in, {"channels": [{**PRIVATE, "description": "{{ 6 * 7 }}"}]})
    assert run.code == 0 and emulator.channels("new")[0]["description"] == "42", run.output


@pytest.mark.parametrize("name", ["provision", "export"])
def test_without_credentials_it_ends_at_once(playbook, emulator, name):
    playbook.write("workspace.yml", {"channels": [PRIVATE]} if name == "provision" else "")
    run = playbook.start(f"zoho.cliq.{name}")
    assert run.code == 2 and '"code": "credentials_missing"' in run.output, run.output
    assert emulator.log() == []
