# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""zoho.cliq.channel where a list lags behind changes, and where somebody else makes a channel of the same name."""

from __future__ import annotations

import json
import time
import types
import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._cliq import channels as cliq
from ansible_collections.zoho.cliq.plugins.module_utils._module import _creations
from ansible_collections.zoho.cliq.plugins.module_utils._module.channel import BODY
from ansible_collections.zoho.cliq.plugins.module_utils._module.channels import BODY as CHANNELS
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import Records, Zoho, raw_channel, run_body

ID = "O1864232000000076001"
KEY = "channel ops alerts"
PATH = f"/channels/{ID}"
NEW = {"name": "Ops Alerts", "level": "organization"}
OTHER = raw_channel(name="#Other", channel_id="P1", unique_name="other")
THERE = raw_channel()
ALL_PERMISSIONS = dict.fromkeys(cliq.PERMISSIONS, True)


def hidden(zoho: Zoho) -> None:
    """A name that is not in the plain list is looked for among archived and pending channels."""
    for status in ("archived", "pending"):
        zoho.lists(status=status)


def run(task: dict[str, t.Any], notebook: Records) -> dict[str, t.Any]:
    result = run_body(BODY, task, notebook=notebook)
    assert not result.get("failed"), result
    return result


@pytest.fixture
def notebook() -> Records:
    return Records()


@pytest.fixture
def after_deletion(zoho: Zoho, notebook: Records) -> None:
    zoho.lists(THERE)
    zoho.cliq("DELETE", PATH, status=204)
    assert run({"name": "Ops Alerts", "state": "absent"}, notebook)["changed"] is True
    assert notebook.seconds[-1] == 60.0


def test_a_deleted_channel_that_is_still_listed_is_not_deleted_again(
    zoho: Zoho, notebook: Records, after_deletion: None
) -> None:
    zoho.lists(THERE)
    assert run({"name": "Ops Alerts", "state": "absent"}, notebook)["changed"] is False


def test_a_deleted_channel_that_is_still_listed_is_created_again(
    zoho: Zoho, notebook: Records, after_deletion: None
) -> None:
    zoho.lists(THERE)
    zoho.cliq("POST", "/channels", sends=NEW, json=raw_channel(channel_id="O2"))
    assert run(NEW, notebook)["channel"]["channel_id"] == "O2"


@pytest.mark.parametrize("seconds", [1, 61])
def test_a_channel_that_was_changed_a_moment_ago_is_read_by_its_id(
    zoho: Zoho, notebook: Records, monkeypatch: pytest.MonkeyPatch, seconds: int
) -> None:
    """With the permissions of before, which the list still shows, the next change would take the first one back."""
    before = raw_channel(member_permission=ALL_PERMISSIONS)
    after = raw_channel(member_permission={**ALL_PERMISSIONS, "send_message": False})
    zoho.lists(before)
    first = {"member_permission": after["member_permission"]}
    zoho.cliq("PUT", PATH, sends=first, json=after)
    assert run({"name": "Ops Alerts", "member_permission": {"send_message": False}}, notebook)["changed"] is True
    later = time.time() + seconds
    monkeypatch.setattr(_creations, "time", types.SimpleNamespace(time=lambda: later))
    if seconds == 1:
        zoho.lists(before)
        zoho.cliq("GET", PATH, json=after)
    else:
        zoho.lists(after)
    both = {**ALL_PERMISSIONS, "send_message": False, "mention_users": False}
    zoho.cliq("PUT", PATH, sends={"member_permission": both}, json=raw_channel(member_permission=both))
    assert run({"name": "Ops Alerts", "member_permission": {"mention_users": False}}, notebook)["changed"] is True


def test_an_archived_channel_that_is_listed_as_it_was_is_brought_back(zoho: Zoho, notebook: Records) -> None:
    zoho.lists(THERE)
    zoho.cliq("POST", f"{PATH}/archive", status=204)
    assert run({"name": "Ops Alerts", "state": "archived"}, notebook)["changed"] is True
    zoho.lists(THERE)
    zoho.cliq("GET", PATH, json=raw_channel(status="archived"))
    zoho.cliq("POST", f"{PATH}/unarchive", status=204)
    assert run(NEW, notebook)["changed"] is True


def test_a_renamed_channel_is_known_by_its_new_name(zoho: Zoho, notebook: Records) -> None:
    renamed = raw_channel(name="#Renamed")
    zoho.cliq("GET", PATH, json=THERE)
    zoho.lists(THERE)
    hidden(zoho)
    zoho.cliq("PUT", PATH, sends={"name": "Renamed"}, json=renamed)
    assert run({"channel_id": ID, "name": "Renamed"}, notebook)["changed"] is True
    zoho.lists(THERE)
    hidden(zoho)
    zoho.cliq("GET", PATH, json=renamed)
    again = run({"name": "renamed", "level": "organization"}, notebook)
    assert (again["changed"], again["channel"]["channel_id"]) == (False, ID)
    # And the old name is free.
    zoho.lists(THERE)
    for _look in range(2):
        zoho.cliq("GET", PATH, json=renamed)
    zoho.cliq("POST", "/channels", sends=NEW, json=raw_channel(channel_id="O2"))
    assert run(NEW, notebook)["channel"]["channel_id"] == "O2"


def test_a_change_whose_answer_is_lost_is_on_record_too(zoho: Zoho, notebook: Records) -> None:
    zoho.lists(THERE)
    zoho.cliq("PUT", PATH, sends={"description": "x"}, status=502)
    zoho.cliq("GET", PATH, json=THERE)
    result = run_body(BODY, {"name": "Ops Alerts", "description": "x"}, notebook=notebook)
    assert result["failure"]["code"] == "outcome_unknown"
    assert "changed" in json.loads(notebook.records[KEY])


def test_what_changes_nothing_is_not_on_record(zoho: Zoho, notebook: Records) -> None:
    zoho.lists(THERE)
    assert run(NEW, notebook)["changed"] is False
    assert notebook.records == {}


# --- which channel is the one whose answer was lost ------------------------------------------------------------------

OURS = {"level": "private", "creator_id": 62}


@pytest.mark.parametrize(
    ("changes", "is_ours"),
    [
        ({}, True),
        # Clocks are set back.
        ({"creation_time": "2019-12-31T23:56:00+00:00"}, True),
        ({"creator_id": ""}, True),
        ({"level": "organization"}, False),
        ({"creator_id": "63"}, False),
    ],
)
def test_what_somebody_else_made_in_the_meantime_is_not_ours(
    zoho: Zoho, notebook: Records, monkeypatch: pytest.MonkeyPatch, changes: dict[str, t.Any], is_ours: bool
) -> None:
    monkeypatch.setattr(_creations, "time", types.SimpleNamespace(sleep=lambda _pause: None, time=time.time))
    found = raw_channel(**{**OURS, **changes})
    zoho.lists(OTHER)
    hidden(zoho)
    task = {"name": "Ops Alerts", "level": "private"}
    zoho.cliq("POST", "/channels", sends=task, status=502)
    for _look in range(1 if is_ours else len(_creations.SETTLE_PAUSES)):
        zoho.lists(found)
        if not is_ours:
            zoho.cliq("GET", "/channelsbyname/opsalerts", json=found)
    result = run_body(BODY, task, notebook=notebook, user_id=lambda: "62")
    if is_ours:
        assert (result["changed"], result["channel"]["channel_id"]) == (True, ID)
        return
    assert result["failure"]["code"] == "outcome_unknown"
    # The next run takes it for what it is, does not wait for another one, and makes none.
    zoho.lists(found)
    again = run_body(BODY, {"name": "Ops Alerts"}, notebook=notebook, user_id=lambda: "62")
    assert (again["changed"], again["channel"]["channel_id"]) == (False, ID)


# --- many at once ----------------------------------------------------------------------------------------------------


def test_a_whole_workspace_is_planned_from_what_is_there_now(zoho: Zoho, notebook: Records) -> None:
    zoho.lists(THERE, OTHER)
    zoho.cliq("PUT", PATH, sends={"description": "x"}, json=raw_channel(description="x"))
    assert run({"name": "Ops Alerts", "description": "x"}, notebook)["changed"] is True
    zoho.lists(THERE, OTHER)
    hidden(zoho)
    zoho.cliq("GET", PATH, json=raw_channel(description="x"))
    wished = [{"name": "Ops Alerts", "description": "x"}, {"name": "Other"}]
    result = run_body(CHANNELS, {"channels": wished, "parallel": 1}, notebook=notebook)
    assert (result.get("failed"), result["changed"]) == (None, False)


def test_where_nothing_was_changed_no_record_is_read_for_each_of_many(zoho: Zoho, notebook: Records) -> None:
    notebook.records[KEY] = json.dumps({"id": ID, "changed": time.time()}).encode()
    zoho.lists(THERE)
    hidden(zoho)
    result = run_body(CHANNELS, {"channels": [{"name": "Ops Alerts"}], "parallel": 1}, notebook=notebook)
    assert (result.get("failed"), result["changed"]) == (None, False)
