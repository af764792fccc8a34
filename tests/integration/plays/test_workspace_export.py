# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is exported can be provisioned, and then nothing changes, whatever is in the workspace and however Cliq tells it."""

from __future__ import annotations

import shutil
import stat

import pytest
import yaml
from ansible_collections.zoho.cliq.tests.integration.plays import documented
from ansible_collections.zoho.cliq.tests.integration.plays.emulator_process import COLLECTION, SCOPES

PATRICIA = "patricia.boyle@zylker.example"
GUEST = "amelia.burrows@zylker-europe.example"
EXPORT, PROVISION = "zoho.cliq.export", "zoho.cliq.provision"
DONE = "Bring the channels into the wished states"
SAID = "Say what was done"
# How Cliq may tell what is there; what it does about changes is of no concern here.
OTHERWISE = {
    "channel-envelope": "data",
    "list-private-level": "personal",
    "id-type": "integer",
    "unfiltered-list": "created",
    "default-limit": "2",
    "pending-chat-id": "null",
    "unique-name-suffix": "id",
    "config-readback": "on",
    "bots-in-members": "on",
    "list-envelope": "data",
}
NAMES = ["ops", "Ops", "#ops", "50 % {{ 1 + 1 }}", "no", "3.0", "- dash", "Grüße", "two\nlines", "trailing: colon"]
TEXTS = [
    *("12345", "1e3", "0x1F", "007", "3.50", "2026-11-24", "12:30:45", "yes", "No", "null", "true", "~", "=", "<<"),
    "{{ lookup('pipe', 'touch $HOME/executed') }}",
    "{% for x in [1] %}{{ lookup('pipe', 'touch $HOME/executed') }}{% endfor %}",
    "{# gone #} stays",
    "#jinja2: variable_start_string:'[%', variable_end_string:'%]'\n[% lookup('pipe', 'touch $HOME/executed') %]",
    "!unsafe text",
    "!vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6162",
    "a: b # c",
    "- one\n- two",
    "&anchor *alias",
    "'single' and \"double\" and \\n",
    "line one\n\n  line three\nline four",
    "ends with a line\n",
    " begins with a space",
    "tab\there, bell \x07, next line \x85, separator \u2028, mark \ufeff, right to left \u202e",
    "Grüße, 日本語, العربية, 👩‍👩‍👧, É",
    "--- \n... \n---",
    "k" * 3000,
]


def seed(playbook, channels, scopes=None):
    """A workspace with these channels too, created by Patricia, who consents anew."""
    state = playbook.emulator.control("state")
    made = [{"level": "private", "creator": PATRICIA, **channel} for channel in channels]
    playbook.emulator.control("reset", {**state, "channels": [*state["channels"], *made]})
    playbook.sign_in(scopes=scopes)


def everything(playbook):
    """A workspace with a channel of each kind."""
    some = {"scott.fisher@zylker.example": "admin", "helen.moore@zylker.example": "moderator", GUEST: "member"}
    channels = [
        {"name": "waits", "level": "organization", "status": "pending"},
        {"name": "old", "status": "archived", "members": some, "description": "What was"},
        {
            "name": "both",
            "level": "team",
            "team_ids": ["4453461", "4435961"],
            "invite_only": True,
            "bots": ["deploybot"],
        },
        {"name": "guests", "level": "external", "members": some, "permissions": {"member": {"send_message": False}}},
        {"name": "threads", "config": {"reply_mode": "threads", "leave_join_info": "disable"}},
        *({"name": name, "members": some} for name in NAMES),
        *({"name": f"text {number}", "description": text} for number, text in enumerate(TEXTS)),
    ]
    seed(playbook, channels)


def written(playbook):
    return (playbook.project / "workspace.yml").read_text()


def exported(playbook, *arguments):
    """Export, and return the channels in the file, with ``!unsafe`` texts as texts."""
    run = playbook.start(EXPORT, *arguments)
    assert run.code == 0, run.output
    return yaml.load(written(playbook), Loader=Loader)["channels"]


class Loader(yaml.SafeLoader):
    pass


Loader.add_constructor("!unsafe", lambda loader, node: loader.construct_scalar(node))


def assert_nothing_to_do(playbook, emulator):
    """Provision what was exported: nothing is sent that could change something."""
    before = emulator.writes()
    run = playbook.start(PROVISION)
    assert run.code == 0, run.output
    assert run[DONE]["changed"] is False and run[DONE]["diff"] == {"before": {}, "after": {}}, run.output
    assert emulator.writes() == before
    assert not (playbook.home / "executed").exists()
    return run


def test_the_seed(signed_in, emulator):
    channels = exported(signed_in)
    assert written(signed_in).startswith("---\n# Written by zoho.cliq.export")
    assert [channel["name"] for channel in channels] == ["General", "support-desk"]
    desk = channels[1]
    assert (desk["level"], desk["team_ids"], "state" in desk) == ("team", ["4453477"], False)
    assert desk["members"] == [
        {"email": PATRICIA, "role": "super_admin"},
        {"email": "scott.fisher@zylker.example", "role": "admin"},
        {"email": "ryan.west@zylker.example", "role": "member"},
    ]
    assert len(desk["member_permission"]) == 20
    run = assert_nothing_to_do(signed_in, emulator)
    assert run[SAID]["msg"] == ["Channels described: 2, changed: 0."]


@pytest.mark.parametrize("quirks", [{}, OTHERWISE], ids=["as documented", "otherwise"])
def test_a_workspace_with_everything(playbook, emulator, quirks):
    everything(playbook)
    emulator.control("quirks", quirks)
    channels = {channel.get("channel_id", channel["name"]): channel for channel in exported(playbook)}
    assert len(channels) == len(emulator.channels())
    assert channels["old"] == {"name": "old", "state": "archived"}
    assert channels["both"]["team_ids"] == ["4435961", "4453461"] and channels["both"]["invite_only"] is True
    assert channels["guests"]["members"][-1] == {"email": GUEST, "role": "member"}
    assert channels["both"].get("bots", []) == (["deploybot"] if quirks else [])
    assert ("config" in channels["threads"]) is bool(quirks)
    assert {channels[f"text {number}"]["description"]: number for number in range(len(TEXTS))} == {
        text: number for number, text in enumerate(TEXTS)
    }
    same = [channel for channel in channels.values() if channel["name"].lower() == "ops"]
    assert len(same) == 3 and all("channel_id" in channel for channel in same)
    assert_nothing_to_do(playbook, emulator)


def test_texts_that_look_like_templates_come_to_another_workspace_as_they_are(playbook, emulator):
    seed(playbook, [{"name": f"text {number}", "description": text} for number, text in enumerate(TEXTS)])
    exported(playbook)
    emulator.reset()
    playbook.sign_in()
    run = playbook.start(PROVISION)
    assert run.code == 0 and len(emulator.writes()) >= len(TEXTS), run.output
    for number, text in enumerate(TEXTS):
        (channel,) = emulator.channels(f"text {number}")
        assert channel["description"] == text
    assert not (playbook.home / "executed").exists()
    # The same text without the tag is executed, so the test would see it.
    plain = written(playbook).replace("!unsafe ", "")
    (playbook.project / "workspace.yml").write_text(plain)
    playbook.start(PROVISION, "--check")
    assert (playbook.home / "executed").exists()


def test_two_hundred_and_fifty_channels(playbook, emulator):
    seed(playbook, [{"name": f"channel {number:03}"} for number in range(248)])
    channels = exported(playbook)
    assert len(channels) == 250
    assert len(emulator.log(path="/api/v2/channels")) == 5, "three pages, and two questions for other statuses"
    assert_nothing_to_do(playbook, emulator)


def test_the_workspace_of_the_demo(playbook, emulator):
    seed(
        playbook,
        [{"name": "project-apollo", "status": "archived"}],
        sorted({*SCOPES, *documented.scopes(["channels"])}),
    )
    example = COLLECTION / "docs/examples/workspace.yml"
    shutil.copy(example, playbook.project)
    made = playbook.start(PROVISION)
    assert made.code == 0 and made[DONE]["changed"], made.output
    assert_nothing_to_do(playbook, emulator)
    exported(playbook, "-e", "zoho_cliq_export_force=true")
    assert written(playbook) != example.read_text()
    assert_nothing_to_do(playbook, emulator)


def test_the_same_workspace_makes_the_same_file(signed_in, emulator):
    exported(signed_in)
    path = signed_in.project / "workspace.yml"
    first, before = path.read_bytes(), path.stat()
    assert stat.S_IMODE(before.st_mode) == 0o644
    again = signed_in.start(EXPORT)
    assert again["Write down the workspace"]["changed"] is False
    assert (path.read_bytes(), path.stat().st_ino) == (first, before.st_ino)

    (channel,) = emulator.channels("General")
    emulator.control(f"channels/{channel['channel_id']}", {"description": "By hand"})
    checked = signed_in.start(EXPORT, "--check")
    assert checked["Write down the workspace"]["changed"] and path.read_bytes() == first
    assert "+    description: By hand" in checked.output
    assert signed_in.start(EXPORT)["Write down the workspace"]["changed"]
    assert "    description: By hand\n" in path.read_text()
    assert not [one for one in signed_in.project.iterdir() if one.name.startswith(".")], "a temporary file is left"


def test_what_somebody_wrote_by_hand_is_not_replaced(signed_in, emulator):
    own = "channels:\n  - name: General\n    description: Mine\n"
    path = signed_in.write("workspace.yml", own)
    checked = signed_in.start(EXPORT, "--check")
    assert checked.code == 0 and checked["Write down the workspace"]["changed"]
    assert "was not written by zoho.cliq.export" in checked.message
    run = signed_in.start(EXPORT)
    assert run.code == 2 and run["Write down the workspace"]["failure"]["code"] == "file_exists"
    assert path.read_text() == own
    forced = signed_in.start(EXPORT, "-e", "zoho_cliq_export_force=true")
    assert forced.code == 0 and path.read_text() != own


def test_a_link_is_not_written_through(signed_in, emulator):
    elsewhere = signed_in.home / "elsewhere"
    elsewhere.write_text("important\n")
    (signed_in.project / "workspace.yml").symlink_to(elsewhere)
    run = signed_in.start(EXPORT, "-e", "zoho_cliq_export_force=true")
    assert run.code == 2 and "is a symbolic link" in run.message
    assert elsewhere.read_text() == "important\n"
    assert emulator.log(side="cliq") == []


def test_a_part_of_the_workspace(playbook, emulator):
    seed(playbook, [{"name": "ops-alerts"}, {"name": "ops-old", "status": "archived"}])
    settings = ("-e", "zoho_cliq_export_pattern=OPS-*", "-e", "zoho_cliq_export_permissions=false")
    channels = exported(playbook, *settings)
    assert [channel["name"] for channel in channels] == ["ops-alerts", "ops-old"]
    assert channels[0] == {
        "name": "ops-alerts",
        "level": "private",
        "members": [{"email": PATRICIA, "role": "super_admin"}],
    }
    assert '# Options: name_pattern is "OPS-*"; permissions is false.' in written(playbook)
    assert_nothing_to_do(playbook, emulator)
