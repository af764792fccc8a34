# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""Channels of Cliq: the calls of the page "Channels" of Zoho's Cliq REST API v2, and the shape of a channel."""

from __future__ import annotations

import fnmatch
import re
import typing as t
import unicodedata

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import errors
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.client import CliqClient, unwrap
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.known import HIDDEN, Channel, KnownChannels
from ansible_collections.zoho.cliq.plugins.module_utils._errors import ApiError, InvalidInput, UnexpectedAnswer

LEVELS = ("organization", "team", "private", "external")
STATUSES = ("created", "pending", "archived")
NAME_LIMIT = 50
DESCRIPTION_LIMIT = 10500
# Roles that have a set of permissions; a super admin may do everything.
ROLES_WITH_PERMISSIONS = ("admin", "moderator", "member")
PERMISSIONS = (
    "send_message",
    "edit_channel_info",
    "delete_channel",
    "archive_channel",
    "clear_all_messages",
    "add_participant",
    "remove_participant",
    "mention_users",
    "unarchive_channel",
    "leave_channel",
    "special_mentions",
    "edit_my_msg",
    "delete_my_msg",
    "video_conference",
    "sticky_message",
    "audio_conference",
    "post_reply",
    "delete_others_message",
    "prime_time",
    "close_thread",
)
CONFIG_CHOICES = {
    "reply_mode": ("normal_reply", "threads", "both"),
    "leave_join_info": ("enable", "disable"),
    "add_remove_info": ("enable", "disable"),
    "meeting_chat_type": ("channel", "thread", "host_choice"),
}
# What can be sent of a channel and is in no documented answer.
_NOT_TOLD = frozenset(("config", "image_data"))
# Where a client remembers that the filter by name is one to go by.
_FILTER_FINDS = "filter_finds"
# What the prefix of a channel id says (Zoho's examples: O1864232000000076001, T4000000040005, P1974166000016769023).
_ID_PREFIXES = frozenset("OTPE")


def plain_name(name: str) -> str:
    """Return the name of a channel without the number sign that Cliq puts in front of it in its answers."""
    return name.strip().lstrip("#").strip()


def name_key(name: str) -> str:
    """Return what is equal for the names of one channel: case, leading number signs and Unicode's spellings do not matter."""
    return unicodedata.normalize("NFC", plain_name(name)).casefold()


def same_name(one: str, other: str) -> bool:
    """Tell whether two names mean the same channel."""
    return name_key(one) == name_key(other)


def is_like(pattern: str, name: str) -> bool:
    """Tell whether a name fits a pattern with ``*``, ``?`` and ``[...]``; case and a leading number sign do not matter."""
    return fnmatch.fnmatchcase(plain_name(name).casefold(), plain_name(pattern).casefold())


def first_unique_name(name: str) -> str:
    """
    Return the unique name that Cliq gives to the first channel of that name: lower case, letters and digits only.

    That is read off the example in Zoho's OpenAPI document. A later change of the name leaves it as it is, and nobody documents
    what a second channel of the name gets, so that it is a place to look and no more.
    """
    return re.sub(r"[^a-z0-9]", "", plain_name(name).lower())


def check_channel_id(value: str) -> str:
    """Return ``value`` if it looks like a channel id; raises InvalidInput that tells the other kinds of ids apart."""
    if value.startswith("CT_"):
        raise InvalidInput(
            f"channel_id {value!r} is a chat id. A channel id starts with O, T, P or E; zoho.cliq.channel_info shows both."
        )
    if value[:1] not in _ID_PREFIXES or not value[1:].isdigit():
        raise InvalidInput(
            f"channel_id {value!r} is not a channel id: that is O, T, P or E followed by digits, for example "
            "O1864232000000076001. A unique name or display name goes into name."
        )
    return value


def normalized(raw: t.Mapping[str, t.Any]) -> Channel:
    """
    Return a channel as the modules show it: plain name, ids as text, one word for each level.

    Zoho's list answer calls the level ``private`` also ``personal``.
    """
    channel: Channel = dict(raw)
    channel["name"] = plain_name(str(raw.get("name", "")))
    for key in ("channel_id", "chat_id", "organization_id", "creator_id", "total_message_count"):
        if isinstance(raw.get(key), int):
            channel[key] = str(raw[key])
    if channel.get("chat_id") == "null":
        channel["chat_id"] = None
    if isinstance(raw.get("participant_count"), str) and raw["participant_count"].isdecimal():
        channel["participant_count"] = int(raw["participant_count"])
    if channel.get("level") == "personal":
        channel["level"] = "private"
    if isinstance(raw.get("teams"), dict):
        channel["teams"] = {str(key): value for key, value in raw["teams"].items()}
    for key in (f"{role}_permission" for role in ROLES_WITH_PERMISSIONS):
        if key in raw and not isinstance(raw[key], dict):
            del channel[key]
    return channel


def _told(answer: t.Any) -> Channel:
    """Return the channel that the answer to a change shows; nothing if it shows none, since the change was accepted."""
    if answer is None:
        return {}
    try:
        raw = unwrap(answer, "channel", "channels")
    except UnexpectedAnswer:
        return {}
    return normalized(raw) if raw.get("channel_id") else {}


def _has_case(name: str) -> bool:
    """Tell whether a name is another one in other letters, and still means the same."""
    return name.swapcase() != name and same_name(name.swapcase(), name)


def _fitting(channels: list[Channel], name: str) -> list[Channel]:
    return [channel for channel in channels if same_name(channel["name"], name)]


class Channels:
    """The channels that the user behind the token can see."""

    def __init__(self, client: CliqClient) -> None:
        self._client = client
        self._known = KnownChannels(client.memory, client.news, client.shelf, name_key)

    @property
    def client(self) -> CliqClient:
        """The client, for what else belongs to a channel."""
        return self._client

    def all(self, **filters: str) -> list[Channel]:
        """Return the channels of all pages; ``filters`` are query parameters of Zoho's page "List all channels"."""
        news = self._known.latest()
        channels = self._read(**filters)
        if not filters:
            self._known.listed(channels, whole=False, news=news)
        return channels

    def _read(self, **filters: str) -> list[Channel]:
        # Something written meanwhile may move a channel from one page to the next.
        found: dict[t.Any, Channel] = {}
        for raw in self._client.pages("/channels", "channels", params=filters):
            channel = normalized(raw)
            found.setdefault(channel["channel_id"], channel)
        return list(found.values())

    def recent(self) -> list[Channel] | None:
        """Return a list that is some seconds old at most, with what was done here since; None where there is no such list."""
        listing = self._known.recent()
        return None if listing is None else listing.all()

    def named_recently(self, name: str) -> list[Channel]:
        """Return the channels of that name in a list that is some seconds old at most; none where there is no such list."""
        listing = self._known.recent()
        return [] if listing is None else listing.named(name)

    def named_now(self, name: str, *, trust_recent: bool = False) -> list[Channel]:
        """
        Return every channel of that name at present, for whoever is about to create one.

        Where all channels were listed some minutes ago, one call is enough to ask for a new one of that name; it is spared for a
        list of some seconds with ``trust_recent``. Nobody documents how Cliq compares the filter ``name``: unless it has been
        seen to find a known channel whatever the case, and to heed the name, everything is listed again.
        """
        listing = self._known.whole()
        if listing is None:
            return self.named(name)
        found = listing.named(name)
        if found or (trust_recent and self._known.recent() is listing):
            return found
        if not self._finds_by_name(listing.all()):
            return self.named(name)
        asked_for = name_key(name)
        for channel in self._read(name=plain_name(name)):
            if name_key(channel["name"]) == asked_for:
                self._known.found(channel)
                found.append(channel)
            elif asked_for not in name_key(channel["name"]):
                return self.named(name)
        return found

    def _finds_by_name(self, known: list[Channel]) -> bool:
        """Tell whether the filter ``name`` finds a channel that is known to be there by its name in other letters."""
        if _FILTER_FINDS not in self._client.memory:
            probe = next((one for one in known if one.get("status") not in HIDDEN and _has_case(one["name"])), None)
            if probe is None:
                return False
            found = self._read(name=probe["name"].swapcase())
            if all(channel["channel_id"] != probe["channel_id"] for channel in found):
                return False
            self._client.memory[_FILTER_FINDS] = True
        return True

    def everything(self, **filters: str) -> list[Channel]:
        """
        Return every channel, archived and pending ones too; ``filters`` are query parameters other than ``status``.

        Nobody documents whether the plain list has those, so they are asked for by status unless it proves that it shows them.
        """
        news = self._known.latest()
        listed = self._read(**filters)
        found = {channel["channel_id"]: channel for channel in listed}
        for channel in self._hidden(listed, **filters):
            found.setdefault(channel["channel_id"], channel)
        if not filters:
            # Whoever needs all of them works for all at once.
            self._known.listed(found.values(), whole=True, news=news, for_others=False)
        return list(found.values())

    def _hidden(self, listed: list[Channel], **filters: str) -> t.Iterator[Channel]:
        """Yield the channels of those statuses that a plain list does not prove to show."""
        shown = {channel.get("status") for channel in listed}
        for status in HIDDEN:
            if status not in shown:
                yield from self._read(status=status, **filters)

    def recent_by_id(self, channel_id: str) -> Channel | None:
        """Return the channel of that id out of a list that is some seconds old at most; None if it is not in one."""
        listing = self._known.recent()
        return None if listing is None else listing.by_id(channel_id)

    def named(self, name: str) -> list[Channel]:
        """
        Return every channel of that name, archived and pending ones too.

        The documented filter ``name`` is not used, because nobody documents how it compares. Nor does anybody document
        whether the plain list has archived and pending channels. If the name is not in it, they are asked for by status,
        unless the list proves that it has them: a second channel of the same name would be made without complaint.
        """
        news = self._known.latest()
        listed = self._read()
        found = _fitting(listed, name)
        hidden = [] if found else list(self._hidden(listed))
        self._known.listed([*hidden, *listed], whole=not found, news=news)
        return found or _fitting(hidden, name)

    def by_id(self, channel_id: str) -> Channel | None:
        """Return the channel of that id, or None if Cliq does not know it."""
        try:
            answer = self._client.get("/channels/{channel_id}", ids={"channel_id": channel_id})
        except ApiError as exc:
            if errors.is_not_found(exc):
                return None
            raise
        return self._complete(answer, "GET /channels/{channel_id}")

    def by_unique_name(self, unique_name: str) -> Channel | None:
        """
        Return the channel of that unique name, or None if Cliq does not know it.

        No page of Zoho shows the answer: clients have seen the channel itself, and below ``data``, ``channel`` and ``result``.
        """
        path = "/channelsbyname/{unique_name}"
        try:
            answer = self._client.get(path, ids={"unique_name": unique_name})
        except ApiError as exc:
            if errors.is_not_found(exc):
                return None
            raise
        channel = self._complete(unwrap(answer, "channel", "data", "result"), f"GET {path}")
        # An answer with little more than the id is not enough to tell channels apart.
        return channel if channel["name"] else self.by_id(channel["channel_id"])

    def create(self, body: t.Mapping[str, t.Any]) -> Channel:
        """Create a channel. Cliq does not mind an existing channel of the same name: look first."""
        channel = self._complete(self._client.call("POST", "/channels", body=dict(body)), "POST /channels")
        self._known.changed(channel["channel_id"], channel)
        return channel

    def update(self, channel: Channel, changes: t.Mapping[str, t.Any]) -> Channel:
        """Change ``channel`` and return it as it is afterwards."""
        answer = self._client.call(
            "PUT", "/channels/{channel_id}", ids={"channel_id": channel["channel_id"]}, body=dict(changes)
        )
        # The answer is documented to be the channel; where it tells nothing, what was sent is what is there.
        answered = _told(answer)
        told = {key: value for key, value in changes.items() if key not in _NOT_TOLD}
        return self._now(channel, {**told, **answered})

    def archive(self, channel: Channel) -> Channel:
        """Archive ``channel``, which keeps its messages and can be brought back; return it as it is afterwards."""
        self._client.call("POST", "/channels/{channel_id}/archive", ids={"channel_id": channel["channel_id"]})
        return self._now(channel, {"status": "archived"})

    def unarchive(self, channel: Channel) -> Channel:
        """Bring ``channel`` back from the archive; return it as it is afterwards."""
        self._client.call("POST", "/channels/{channel_id}/unarchive", ids={"channel_id": channel["channel_id"]})
        return self._now(channel, {"status": "created"})

    def approve(self, channel: Channel) -> Channel:
        """
        Approve a pending channel, which administrators of the organization may; return it as Cliq shows it afterwards.

        Clients have seen that Cliq accepts the call of somebody else and does nothing: the channel is pending then.
        """
        self._client.call("POST", "/channels/{channel_id}/approve", ids={"channel_id": channel["channel_id"]})
        return self._now(channel, self.by_id(channel["channel_id"]) or {"status": "created"})

    def join(self, channel: Channel) -> Channel:
        """Let the user behind the token join ``channel``; return it as it is afterwards."""
        answer = self._client.call("POST", "/channels/{channel_id}/join", ids={"channel_id": channel["channel_id"]})
        # Zoho's OpenAPI document answers the channel, others have seen nothing.
        return self._now(channel, {**_told(answer), "joined": True})

    def leave(self, channel: Channel) -> Channel:
        """Let the user behind the token leave ``channel``; return it as it is afterwards."""
        self._client.call("POST", "/channels/{channel_id}/leave", ids={"channel_id": channel["channel_id"]})
        return self._now(channel, {"joined": False})

    def delete(self, channel_id: str) -> None:
        """Delete a channel for good, with everything that was written in it."""
        self._client.call("DELETE", "/channels/{channel_id}", ids={"channel_id": channel_id})
        self._known.changed(channel_id, None)

    def _now(self, channel: Channel, changes: t.Mapping[str, t.Any]) -> Channel:
        now = {**channel, **changes}
        self._known.changed(channel["channel_id"], now)
        return now

    @staticmethod
    def _complete(answer: t.Any, endpoint: str) -> Channel:
        channel = normalized(unwrap(answer, "channel", "channels"))
        if not channel.get("channel_id"):
            raise UnexpectedAnswer(f"{endpoint}: the answer has no channel_id, which Zoho documents.")
        return channel
