# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is not certain about Zoho: under each variant a channel converges, and there is never a second one."""

from __future__ import annotations

import pytest

# Every value but the default of each quirk that the calls of channels can meet.
VARIANTS = [
    "channel-envelope=data",
    "list-private-level=personal",
    "id-type=integer",
    "mutation-answer=placeholder",
    "role-path=short",
    "role-path=long",
    "unfiltered-list=created",
    "name-filter=exact",
    "name-filter=ignored",
    "team-filter=ignored",
    "default-limit=1",
    "organization-channels=created",
    "pending-chat-id=null",
    "unique-name-suffix=id",
    "permission-update=replace",
    "update-extra-fields=ignore",
    "config-readback=on",
    "archive-archived=reject",
    "add-existing-member=reject",
    "bots-in-members=on",
    "unknown-channel-status=400",
    "token-error-code=invalid_oauthtoken",
]
# Those of calls that are not made for a channel, and those that only say how a refusal looks.
NOT_OF_CHANNELS = {"channelsbyname", "join-answer", "quota-status", "retry-after", "create-lock-minutes"}
TESTED_BELOW = {"channel-delete", "scope-status", "permission-status"}

LIFE = """
- name: Create
  zoho.cliq.channel: &first
    name: Quirky
    level: private
    description: First
    config:
      reply_mode: threads
    member_permission: &permissions
      special_mentions: false
- name: Create again
  zoho.cliq.channel: *first
- name: Update
  zoho.cliq.channel: &second
    name: "#quirky"
    level: private
    description: Second
    member_permission:
      special_mentions: false
      mention_users: false
- name: Update again
  zoho.cliq.channel: *second
- name: Create for all
  zoho.cliq.channel: &for_all
    name: quirky for all
    level: organization
- name: Create for all again
  zoho.cliq.channel: *for_all
- name: Create for a team
  zoho.cliq.channel: &team
    name: quirky team
    level: team
    team_ids: ["4453461"]
- name: Create for a team again
  zoho.cliq.channel: *team
- name: Archive
  zoho.cliq.channel: &archived
    name: quirky
    state: archived
- name: Archive again
  zoho.cliq.channel: *archived
- name: Look
  zoho.cliq.channel_info:
    status: archived
"""
# In a run of its own, which remembers nothing of the one before: the channel is archived, the one for all is pending.
DEATH = """
- name: Bring back
  zoho.cliq.channel: &there
    name: quirky
    level: private
    description: Second
- name: Bring back again
  zoho.cliq.channel: *there
- name: Create for all once more
  zoho.cliq.channel:
    name: quirky for all
    level: organization
- name: Read
  zoho.cliq.channel_info:
    name: quirky
    members: true
  register: read
- name: Read by id
  zoho.cliq.channel_info:
    channel_id: "{{ read.channels[0].channel_id | default('P1000000000000000') }}"
- name: Delete
  zoho.cliq.channel: &gone
    name: quirky
    state: absent
- name: Delete again
  zoho.cliq.channel: *gone
- name: Unknown id
  zoho.cliq.channel:
    channel_id: P1000000000000000
    state: absent
"""
CHANGING = ["Create", "Update", "Create for all", "Create for a team", "Archive"]
# With these, a run in check mode comes first; it takes its time, and what they change is what such a run looks at.
CHECKED = {"default", "unfiltered-list", "id-type"}


def changed(run):
    return [line["task"] for line in run.results if line["result"].get("changed")]


def test_every_quirk_is_thought_of(emulator):
    quirks = {quirk["name"]: quirk for quirk in emulator.control("quirks")}
    names = list(quirks)
    of_cliq = set(names[names.index("channel-envelope") :])
    tested = {variant.split("=", maxsplit=1)[0] for variant in VARIANTS}
    assert of_cliq == tested | NOT_OF_CHANNELS | TESTED_BELOW


@pytest.mark.parametrize("variant", ["default=default", *VARIANTS])
def test_channels_converge(signed_in, emulator, variant):
    name, value = variant.split("=")
    if name != "default":
        emulator.control("quirks", {name: value})
    run = signed_in(LIFE, check_first=name in CHECKED)
    assert run.code == 0, run.output
    assert changed(run) == CHANGING
    assert [channel["name"] for channel in run["Look"]["channels"]] == ["Quirky"]
    if name == "token-error-code":
        emulator.evict()
    (channel,) = emulator.channels("quirky")
    assert (channel["level"], channel["status"], channel["description"]) == ("private", "archived", "Second")
    permissions = channel["permissions"]["member"]
    assert [permissions[key] for key in ("special_mentions", "mention_users", "send_message")] == [False, False, True]

    # Another control node has no record of what was created.
    other_store = {"ZOHO_CLIQ_STATE_STORE": str(signed_in.home / "other-store")}
    end = signed_in(DEATH, check_first=name in CHECKED, extra_environment=other_store)
    assert end.code == 0, end.output
    assert changed(end) == ["Bring back", "Delete"]
    (read,) = end["Read"]["channels"]
    assert (read["level"], read["status"], len(read["members"])) == ("private", "created", 1)
    (by_id,) = end["Read by id"]["channels"]
    assert (by_id["name"], by_id["channel_id"]) == ("Quirky", read["channel_id"])
    for key in ("organization_id", "creator_id"):
        assert isinstance(by_id[key], str) and read.get(key, by_id[key]) == by_id[key]
    assert [len(emulator.channels(wanted)) for wanted in ("quirky", "quirky for all", "quirky team")] == [0, 1, 1]
    # Each was made once, whatever was answered.
    assert emulator.writes().count("POST /api/v2/channels") == 3


def test_a_channel_that_cannot_be_deleted_is_a_clear_error(signed_in, emulator):
    emulator.quirk(channel_delete="request_url_invalid")
    assert signed_in(LIFE, check_first=False).code == 0
    run = signed_in(DEATH, check_first=False)
    assert run.code == 2
    failure = run["Delete"]["failure"]
    assert failure["code"] == "request_url_invalid"
    assert "DELETE /channels/{channel_id}" in failure["message"]
    assert len(emulator.channels("quirky")) == 1


@pytest.mark.parametrize("status", ["401", "403"])
def test_a_missing_scope_is_a_clear_error_and_no_reason_for_another_token(playbook, emulator, status):
    emulator.quirk(scope_status=status)
    playbook.sign_in(scopes=["ZohoCliq.Channels.READ"])
    run = playbook(LIFE)
    assert run.code == 2
    failure = run["Create"]["failure"]
    assert (failure["code"], failure["status"]) == ("oauthtoken_scope_invalid", int(status))
    assert "Consent again with the scopes" in failure["message"]
    assert emulator.counters()["token_requests"] == 1


@pytest.mark.parametrize("status", ["403", "400"])
def test_what_is_not_allowed_is_a_clear_error(playbook, emulator, status):
    # Patricia, who consents, is there but has nothing to say.
    not_hers = {
        "name": "not-hers",
        "level": "private",
        "creator": "scott.fisher@zylker.example",
        "members": {"patricia.boyle@zylker.example": "member"},
    }
    state = emulator.control("state")
    emulator.control("reset", {**state, "channels": [*state["channels"], not_hers]})
    emulator.quirk(permission_status=status)
    playbook.sign_in()
    run = playbook("- name: Change\n  zoho.cliq.channel:\n    name: not-hers\n    description: Mine\n")
    assert run.code == 2, run.output
    failure = run["Change"]["failure"]
    assert (failure["code"], failure["status"]) == ("operation_not_allowed", int(status))
    assert "not allowed" in failure["message"]
    (channel,) = emulator.channels("not-hers")
    assert not channel["description"]
