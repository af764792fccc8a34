# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""Channels as Cliq shows them, and how one is found."""

from __future__ import annotations

import dataclasses
import json
import types
import typing as t

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils._cliq import known
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.channels import (
    Channels,
    check_channel_id,
    normalized,
    plain_name,
    same_name,
)
from ansible_collections.zoho.cliq.plugins.module_utils._errors import ApiError, InvalidInput, UnexpectedAnswer
from ansible_collections.zoho.cliq.tests.unit.plugins.helper import API, Zoho, cliq_client, raw_channel
from hypothesis import given
from hypothesis import strategies as st

OTHER = raw_channel(name="#Other", channel_id="P1", unique_name="other")
HIDDEN: tuple[dict[str, str], ...] = ({"status": "archived"}, {"status": "pending"})


@pytest.fixture
def channels() -> Channels:
    return Channels(cliq_client())


def ids(found: t.Iterable[t.Mapping[str, t.Any]]) -> list[str]:
    return [channel["channel_id"] for channel in found]


# --- names, ids, the shape of a channel ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "other"),
    [("Ops", "#ops"), (" #Ops ", "OPS"), ("# Ops", "Ops"), ("Straße", "STRASSE"), ("##a", "A"), ("é", "e\u0301")],
)
def test_names_that_mean_the_same_channel(one: str, other: str) -> None:
    assert same_name(one, other)


@pytest.mark.parametrize(("one", "other"), [("ops", "op"), ("a b", "ab"), ("a-b", "ab")])
def test_names_of_different_channels(one: str, other: str) -> None:
    assert not same_name(one, other)


@given(st.text())
def test_the_plain_name_of_a_shown_name_is_that_name(name: str) -> None:
    plain = plain_name(name)
    if not plain.startswith("#"):
        assert plain_name(f"#{plain}") == plain
        assert same_name(plain, f"#{plain}")


@pytest.mark.parametrize("value", ["O1864232000000076001", "T4000000040005", "P1", "E9"])
def test_channel_ids(value: str) -> None:
    assert check_channel_id(value) == value


@pytest.mark.parametrize("value", ["CT_1184653329648523663_62439860", "CT_1"])
def test_a_chat_id_is_told_apart(value: str) -> None:
    with pytest.raises(InvalidInput, match="is a chat id"):
        check_channel_id(value)


@pytest.mark.parametrize("value", ["", "O", "opsalerts", "X1", "15928000000004007", "O1/2", "o1", "O1 ", "O-1"])
def test_what_is_no_channel_id(value: str) -> None:
    with pytest.raises(InvalidInput, match="is not a channel id"):
        check_channel_id(value)


def test_a_channel_is_shown_with_a_plain_name_one_word_for_its_level_and_ids_as_text() -> None:
    channel = normalized(
        raw_channel(
            level="personal",
            channel_id=123,
            creator_id=7,
            teams={4435961: "SALES"},
            participant_count=3,
            member_permission=None,
            admin_permission="",
        )
    )
    assert channel["name"] == "Ops Alerts"
    assert channel["level"] == "private"
    assert (channel["channel_id"], channel["creator_id"]) == ("123", "7")
    assert channel["participant_count"] == 3
    assert channel["teams"] == {"4435961": "SALES"}
    assert "member_permission" not in channel
    assert "admin_permission" not in channel
    assert channel["moderator_permission"] == {"send_message": True, "delete_channel": False}


# --- finding by name -------------------------------------------------------------------------------------------------


def test_a_channel_is_found_on_the_second_page_whatever_case_and_number_sign(zoho: Zoho, channels: Channels) -> None:
    zoho.cliq("GET", "/channels", json={"channels": [OTHER], "has_more": True, "next_token": "2"})
    zoho.cliq("GET", "/channels", query={"next_token": "2"}, json={"channels": [raw_channel()]})
    assert ids(channels.named("#oPS aLERTS")) == ["O1864232000000076001"]


def test_all_of_that_name_are_returned(zoho: Zoho, channels: Channels) -> None:
    zoho.lists(raw_channel(), OTHER, raw_channel(channel_id="O2", status="archived"))
    assert ids(channels.named("ops alerts")) == ["O1864232000000076001", "O2"]


@pytest.mark.parametrize("status", ["archived", "pending"])
def test_a_channel_that_the_plain_list_hides_is_found_by_its_status(
    zoho: Zoho, channels: Channels, status: str
) -> None:
    hidden = raw_channel(status=status)
    zoho.lists(OTHER)
    zoho.lists(*([hidden] if status == "archived" else []), status="archived")
    zoho.lists(*([hidden] if status == "pending" else []), status="pending")
    assert ids(channels.named("Ops Alerts")) == [hidden["channel_id"]]


def test_two_hidden_channels_of_that_name_are_both_returned(zoho: Zoho, channels: Channels) -> None:
    zoho.lists(OTHER)
    zoho.lists(raw_channel(status="archived"), OTHER, status="archived")
    zoho.lists(raw_channel(status="pending", channel_id="O2"), status="pending")
    assert ids(channels.named("Ops Alerts")) == ["O1864232000000076001", "O2"]


def test_a_name_that_nobody_has_is_looked_for_everywhere_each_time(zoho: Zoho, channels: Channels) -> None:
    for _twice in range(2):
        zoho.lists(OTHER)
        zoho.lists(status="archived")
        zoho.lists(status="pending")
        assert channels.named("Ops Alerts") == []


def test_a_plain_list_that_shows_archived_and_pending_channels_is_believed(zoho: Zoho, channels: Channels) -> None:
    archived = raw_channel(status="archived", channel_id="O2", name="#Second")
    pending = raw_channel(status="pending", channel_id="O3", name="#Third")
    zoho.lists(OTHER, archived, pending)
    assert channels.named("nobody") == []


@pytest.mark.parametrize(("shown", "hidden"), [("archived", "pending"), ("pending", "archived")])
def test_a_status_in_the_plain_list_says_nothing_about_the_other(
    zoho: Zoho, channels: Channels, shown: str, hidden: str
) -> None:
    zoho.lists(OTHER, raw_channel(status=shown, channel_id="O2", name="#Second"))
    zoho.lists(raw_channel(status=hidden), status=hidden)
    assert ids(channels.named("Ops Alerts")) == ["O1864232000000076001"]


# --- finding by id, and the calls ------------------------------------------------------------------------------------


@pytest.mark.parametrize("envelope", ["flat", "data", "channel"])
def test_a_channel_by_its_id_in_each_envelope(zoho: Zoho, channels: Channels, envelope: str) -> None:
    answer = raw_channel() if envelope == "flat" else {envelope: raw_channel()}
    zoho.cliq("GET", "/channels/O1864232000000076001", json=answer)
    found = channels.by_id("O1864232000000076001")
    assert found is not None
    assert found["name"] == "Ops Alerts"


@pytest.mark.parametrize("status", [400, 404])
def test_a_channel_that_is_not_there(zoho: Zoho, channels: Channels, status: int) -> None:
    zoho.cliq("GET", "/channels/O1", status=status, json={"code": "request_url_invalid", "message": "x"})
    assert channels.by_id("O1") is None


def test_other_errors_are_not_taken_for_a_missing_channel(zoho: Zoho, channels: Channels) -> None:
    zoho.cliq("GET", "/channels/O1", status=403, json={"code": "operation_not_allowed", "message": "x"})
    with pytest.raises(ApiError):
        channels.by_id("O1")


def test_an_answer_without_an_id_is_unexpected(zoho: Zoho, channels: Channels) -> None:
    zoho.cliq("POST", "/channels", sends={"name": "x", "level": "private"}, json={"name": "#x"})
    with pytest.raises(UnexpectedAnswer, match="POST /channels: the answer has no channel_id"):
        channels.create({"name": "x", "level": "private"})


def test_the_calls_return_the_channel_as_it_is_afterwards(zoho: Zoho, channels: Channels) -> None:
    path = "/channels/O1864232000000076001"
    zoho.cliq("POST", "/channels", sends={"name": "x", "level": "private"}, json=raw_channel())
    zoho.cliq("PUT", path, sends={"name": "y"}, json=raw_channel(name="#y", unique_name="new"))
    zoho.cliq("PUT", path, sends={"name": "z"}, status=204)
    zoho.cliq("POST", f"{path}/archive", status=204)
    zoho.cliq("POST", f"{path}/unarchive", json={"Response Code": "204 No response"})
    zoho.cliq("DELETE", path, status=204)
    channel = channels.create({"name": "x", "level": "private"})
    assert channel["name"] == "Ops Alerts"
    channel = channels.update(channel, {"name": "y"})
    assert (channel["name"], channel["unique_name"]) == ("y", "new")
    channel = channels.update(channel, {"name": "z"})
    assert (channel["name"], channel["unique_name"]) == ("z", "new")
    assert channels.archive(channel)["status"] == "archived"
    assert channels.unarchive(channel)["status"] == "created"
    channels.delete(channel["channel_id"])


# --- what was listed a moment ago ------------------------------------------------------------------------------------


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [1000.0]
    monkeypatch.setattr(known, "time", types.SimpleNamespace(monotonic=lambda: now[0]))
    return now


@pytest.mark.parametrize(("age", "found"), [(0.0, ["P1"]), (15.0, ["P1"]), (15.1, [])])
def test_a_list_is_known_for_a_moment(
    zoho: Zoho, channels: Channels, clock: list[float], age: float, found: t.Any
) -> None:
    assert channels.named_recently("other") == []
    zoho.lists(OTHER)
    channels.all()
    clock[0] += age
    assert ids(channels.named_recently("#OTHER")) == found


def test_a_list_by_status_is_not_taken_for_the_whole_list(zoho: Zoho, channels: Channels, clock: list[float]) -> None:
    zoho.lists(OTHER, status="archived")
    channels.all(status="archived")
    assert channels.named_recently("other") == []


def test_what_is_known_follows_the_changes(zoho: Zoho, channels: Channels, clock: list[float]) -> None:
    zoho.lists(OTHER)
    zoho.cliq("POST", "/channels", sends={"name": "x", "level": "private"}, json=raw_channel())
    zoho.cliq("PUT", "/channels/P1", sends={"name": "y"}, status=204)
    zoho.cliq("POST", "/channels/P1/archive", status=204)
    zoho.cliq("DELETE", "/channels/O1864232000000076001", status=204)
    (other,) = channels.all()
    channels.create({"name": "x", "level": "private"})
    assert ids(channels.named_recently("ops alerts")) == ["O1864232000000076001"]
    channels.archive(channels.update(other, {"name": "y"}))
    assert channels.named_recently("other") == []
    assert [channel["status"] for channel in channels.named_recently("y")] == ["archived"]
    channels.delete("O1864232000000076001")
    assert channels.named_recently("ops alerts") == []


def test_what_is_known_is_shared_by_the_clients_of_one_user(zoho: Zoho, clock: list[float]) -> None:
    memory: dict[str, t.Any] = {}
    zoho.lists(OTHER)
    Channels(cliq_client(memory=memory)).all()
    assert ids(Channels(cliq_client(memory=memory)).named_recently("other")) == ["P1"]
    assert Channels(cliq_client(memory={})).named_recently("other") == []
    assert Channels(cliq_client()).named_recently("other") == []


class SharedNews(known.News):
    """What all who share a state store would see."""

    def __init__(self) -> None:
        self.changes = 0

    def latest(self) -> str:
        return str(self.changes)

    def spread(self) -> str:
        self.changes += 1
        return self.latest()


def test_what_somebody_else_changed_makes_a_list_old(zoho: Zoho, clock: list[float]) -> None:
    news = SharedNews()
    here, there = (Channels(cliq_client(news=news)) for _side in range(2))
    zoho.lists(OTHER)
    zoho.cliq("PUT", "/channels/P1", sends={"name": "y"}, status=204)
    zoho.lists(raw_channel(name="#y", channel_id="P1"))
    (other,) = here.all()
    assert ids(here.named_recently("other")) == ["P1"]
    there.update(other, {"name": "y"})
    assert here.named_recently("other") == []
    here.all()
    assert ids(here.named_recently("y")) == ["P1"]


def test_what_changed_here_leaves_a_list_as_new_as_it_was(zoho: Zoho, clock: list[float]) -> None:
    news = SharedNews()
    channels = Channels(cliq_client(news=news))
    zoho.lists(OTHER)
    (other,) = channels.all()
    for _round in range(2):
        zoho.cliq("PUT", "/channels/P1", sends={"name": "y"}, status=204)
        other = channels.update(other, {"name": "y"})
    assert ids(channels.named_recently("y")) == ["P1"]
    news.spread()
    zoho.cliq("PUT", "/channels/P1", sends={"name": "z"}, status=204)
    channels.update(other, {"name": "z"})
    assert channels.named_recently("z") == []


def test_what_changed_while_a_list_was_read_makes_it_old(zoho: Zoho, clock: list[float]) -> None:
    news = SharedNews()

    def answer(request: t.Any) -> tuple[int, dict[str, str], str]:
        news.spread()
        return 200, {}, json.dumps({"channels": [OTHER]})

    channels = Channels(cliq_client(news=news))
    zoho.calls_back("GET", f"{API}/channels", answer)
    channels.all()
    assert channels.named_recently("other") == []


class HeldShelf(known.Shelf):
    """What another process has listed."""

    def __init__(self) -> None:
        self.kept: known.Kept | None = None

    def keep(self, channels: list[known.Channel], *, whole_age: float | None, news: str) -> None:
        self.kept = known.Kept(channels, 0.0, whole_age, news)

    def newer(self) -> known.Kept | None:
        return self.kept


def test_what_another_process_has_just_listed_is_not_listed_again(zoho: Zoho, clock: list[float]) -> None:
    shelf = HeldShelf()
    here, there = (Channels(cliq_client(shelf=shelf)) for _process in range(2))
    zoho.lists(OTHER)
    here.all()
    assert ids(there.named_recently("other")) == ["P1"]
    assert shelf.kept is not None and (shelf.kept.age, shelf.kept.whole_age, shelf.kept.news) == (0.0, None, "")


@pytest.mark.parametrize(
    "changes", [{"age": known.LIFETIME + 1}, {"news": "1"}], ids=["too-old", "before-a-change-of-somebody"]
)
def test_what_another_process_has_listed_may_be_too_old(clock: list[float], changes: dict[str, t.Any]) -> None:
    shelf = HeldShelf()
    shelf.kept = dataclasses.replace(known.Kept([OTHER], 0.0, None, "0"), **changes)
    assert Channels(cliq_client(shelf=shelf, news=SharedNews())).named_recently("other") == []


def test_all_channels_are_not_kept_for_others(zoho: Zoho, clock: list[float]) -> None:
    shelf = HeldShelf()
    zoho.lists(OTHER)
    for query in HIDDEN:
        zoho.lists(**query)
    Channels(cliq_client(shelf=shelf)).everything()
    assert shelf.kept is None


# --- what is asked for before a creation ------------------------------------------------------------------------------


@pytest.fixture
def listed(zoho: Zoho, channels: Channels, clock: list[float]) -> Channels:
    """All channels were listed."""
    zoho.lists(OTHER)
    for query in HIDDEN:
        zoho.lists(**query)
    channels.everything()
    return channels


def test_a_channel_that_was_listed_is_not_asked_for(listed: Channels) -> None:
    assert ids(listed.named_now("#OTHER")) == ["P1"]


def test_one_call_tells_whether_there_is_a_new_channel_of_a_name(zoho: Zoho, listed: Channels) -> None:
    # Once it was seen that the filter finds a channel whatever the case.
    zoho.lists(OTHER, name="oTHER")
    zoho.lists(raw_channel(name="#Ops Alerts Old", channel_id="P8"), name="Ops Alerts")
    assert listed.named_now("#Ops Alerts") == []
    zoho.lists(raw_channel(name="#OPS alerts", channel_id="P9"), name="Ops Alerts")
    assert ids(listed.named_now("Ops Alerts")) == ["P9"]
    # Now it is known.
    assert ids(listed.named_now("ops alerts")) == ["P9"]


def test_a_filter_that_is_not_heeded_leads_to_the_whole_list(zoho: Zoho, listed: Channels) -> None:
    zoho.lists(OTHER, name="oTHER")
    zoho.lists(OTHER, name="Ops Alerts")
    zoho.lists(OTHER, raw_channel(channel_id="P9"))
    assert ids(listed.named_now("Ops Alerts")) == ["P9"]


def test_a_filter_that_does_not_find_what_is_there_is_not_gone_by(zoho: Zoho, listed: Channels) -> None:
    """It may compare with the sign, or with regard to case, and would hide the channel that is looked for."""
    for _time in range(2):
        zoho.lists(name="oTHER")
        zoho.lists(OTHER, raw_channel(channel_id="P9"))
        assert ids(listed.named_now("Ops Alerts")) == ["P9"]
        listed._known.changed("P9", None)


@pytest.mark.parametrize("there", [(), (raw_channel(name="#24/7", channel_id="P1"),)])
def test_without_a_channel_to_try_the_filter_with_everything_is_listed(
    zoho: Zoho, channels: Channels, clock: list[float], there: tuple[dict[str, t.Any], ...]
) -> None:
    for _time in range(2):
        zoho.lists(*there)
        for query in HIDDEN:
            zoho.lists(**query)
    channels.everything()
    assert channels.named_now("Ops Alerts") == []


def test_a_channel_on_two_pages_is_one(zoho: Zoho, channels: Channels) -> None:
    """Lists are in the order of the last message, which may be written while they are read."""
    page = {"limit": "100"}
    zoho.cliq("GET", "/channels", query=page, json={"channels": [OTHER], "next_token": "a"})
    zoho.cliq("GET", "/channels", query={**page, "next_token": "a"}, json={"channels": [OTHER]})
    assert ids(channels.named("other")) == ["P1"]


def test_a_list_of_some_seconds_is_trusted_by_whoever_says_so(listed: Channels) -> None:
    assert listed.named_now("Ops Alerts", trust_recent=True) == []


@pytest.mark.parametrize(("age", "asks_by_name"), [(16, True), (299, True), (301, False)])
def test_an_older_list_is_asked_to_be_made_up_for(
    zoho: Zoho, listed: Channels, clock: list[float], age: int, asks_by_name: bool
) -> None:
    clock[0] += age
    if asks_by_name:
        zoho.lists(OTHER, name="oTHER")
        zoho.lists(name="Ops Alerts")
    else:
        zoho.lists(OTHER)
        for query in HIDDEN:
            zoho.lists(**query)
    assert listed.named_now("Ops Alerts", trust_recent=True) == []


def test_archived_channels_stay_known_when_a_plain_list_is_read(
    zoho: Zoho, channels: Channels, clock: list[float]
) -> None:
    zoho.lists(OTHER)
    zoho.lists(raw_channel(name="#Old", channel_id="P7", status="archived"), status="archived")
    zoho.lists(status="pending")
    channels.everything()
    zoho.lists(OTHER)
    assert ids(channels.named("other")) == ["P1"]
    assert ids(channels.named_now("old")) == ["P7"]


def test_a_plain_list_alone_does_not_tell_what_is_new(zoho: Zoho, channels: Channels, clock: list[float]) -> None:
    zoho.lists(OTHER)
    channels.all()
    zoho.lists(OTHER)
    for query in HIDDEN:
        zoho.lists(**query)
    assert channels.named_now("Ops Alerts") == []
