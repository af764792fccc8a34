# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""Members of channels: people, their roles, and bots (the page "Channels" of Zoho's Cliq REST API v2)."""

from __future__ import annotations

import dataclasses
import re
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import errors
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.client import CliqClient, items
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.users import address_key
from ansible_collections.zoho.cliq.plugins.module_utils._errors import (
    ApiError,
    OutcomeUnknown,
    UnexpectedAnswer,
    ZohoCliqError,
)

_T = t.TypeVar("_T")

# The highest comes first.
ROLES = ("super_admin", "admin", "moderator", "member")
# So many people may be added or removed with one call, as Zoho's page says.
BATCH = 100

_MEMBERS = "/channels/{channel_id}/members"
_ONE_MEMBER = "/channels/{channel_id}/members/{user_id}"
_ROLE_PATHS = (_ONE_MEMBER, f"{_ONE_MEMBER}/members")
_ROLE_METER = "PUT /channels/{channel_id}/members/{user_id}"
# Nobody documents a limit of the calls that remove one member, so they count as what they replace.
_REMOVAL_METER = "DELETE /channels/{channel_id}/members"
# What says that a path is not one that changes a role.
_NO_SUCH_PATH = (errors.NOT_FOUND, "http_404", "request_method_invalid", "http_405")
# What Cliq also says of ids that it cannot make out, and of much else.
_SAYS_NOTHING = ("operation_failed", "http_400")
_BOT_ID = "b-"


@dataclasses.dataclass(frozen=True)
class Member:
    """
    A member of a channel: a person, or a bot if the list shows bots.

    ``email_id`` is empty where Cliq tells none. ``unique_name`` is that of a bot, if Cliq tells it.
    """

    user_id: str
    email_id: str
    name: str
    role: str
    unique_name: str = ""

    @property
    def is_bot(self) -> bool:
        """Tell whether it is a bot; their ids begin with ``b-``."""
        return is_bot_id(self.user_id)

    @property
    def bot_name(self) -> str:
        """
        Return the unique name of a bot, going by its display name if Cliq does not tell it.

        Cliq makes the unique name out of the first display name: lower case, letters and digits only.
        """
        return self.unique_name or re.sub(r"[\W_]", "", self.name).lower()

    def is_bot_named(self, unique_name: str) -> bool:
        """Tell whether it is the bot of that unique name."""
        return self.is_bot and self.bot_name.casefold() == unique_name.casefold()


class Roster:
    """
    Who is among ``members``, by user id or e-mail address.

    Looking each of a thousand people up in a list of a thousand members takes a million comparisons.
    """

    def __init__(self, members: t.Iterable[Member]) -> None:
        self._members: dict[str, Member] = {}
        for member in members:
            for key in (member.user_id, address_key(member.email_id)):
                if key:
                    self._members.setdefault(key, member)

    def find(self, who: str) -> Member | None:
        """Return the member of that address or id, or None."""
        return self._members.get(who) or self._members.get(address_key(who))


def is_bot_id(value: str) -> bool:
    """Tell whether ``value`` is the id of a bot, such as ``b-1974166000016769005``."""
    return value.startswith(_BOT_ID)


def normalized(raw: t.Mapping[str, t.Any]) -> Member:
    """Return a member, with ids as text and the role as it is sent, in whichever spelling Cliq tells it."""
    found = next((raw[key] for key in ("user_id", "id", "zuid") if raw.get(key)), "")
    return Member(
        user_id=str(found),
        email_id=str(raw.get("email_id") or raw.get("email") or ""),
        name=str(raw.get("name") or raw.get("display_name") or ""),
        role=normalized_role(raw.get("user_role") or raw.get("role")) or ROLES[-1],
        unique_name=str(raw.get("unique_name") or raw.get("bot_unique_name") or ""),
    )


def normalized_role(raw: t.Any) -> str:
    """Return a role as it is sent, in whichever spelling Cliq tells it; an empty text for none."""
    return re.sub(r"[\s-]+", "_", str(raw or "").strip().lower())


def batches(whos: t.Sequence[_T]) -> t.Iterator[t.Sequence[_T]]:
    """Yield people in groups that fit into one call."""
    for start in range(0, len(whos), BATCH):
        yield whos[start : start + BATCH]


class Members:
    """The members of channels, as the user behind the token may see and change them."""

    def __init__(self, client: CliqClient) -> None:
        self._client = client

    def of(self, channel_id: str) -> list[Member]:
        """Return the members of a channel; Zoho documents no paging for them, and not whether bots are among them."""
        answer = self._client.get(_MEMBERS, ids={"channel_id": channel_id})
        return [normalized(raw) for raw in items(answer, "members")]

    def add(self, channel_id: str, *, user_ids: t.Sequence[str] = (), email_ids: t.Sequence[str] = ()) -> None:
        """
        Add people, with a call for each hundred; ids and addresses go in calls of their own.

        Nobody documents what Cliq does about somebody who is a member already. Raises OutcomeUnknown also for an answer that
        names fewer people than were to be added.
        """
        for key, whos in (("user_ids", user_ids), ("email_ids", email_ids)):
            for batch in batches(whos):
                answer = self._client.call("POST", _MEMBERS, ids={"channel_id": channel_id}, body={key: list(batch)})
                _check_added(answer, len(batch))

    def remove(
        self,
        channel_id: str,
        *,
        user_ids: t.Sequence[str] = (),
        email_ids: t.Sequence[str] = (),
        silent: bool = False,
    ) -> None:
        """
        Remove people, with a call for each hundred; ids and addresses go in calls of their own.

        Where a proxy drops the body of the call, they are removed one by one; that cannot be done silently, so a silent
        removal ends with Cliq's error then.
        """
        for key, whos in (("user_ids", user_ids), ("email_ids", email_ids)):
            for batch in batches(whos):
                body: dict[str, t.Any] = {key: list(batch), **({"silent": True} if silent else {})}
                try:
                    self._client.call("DELETE", _MEMBERS, ids={"channel_id": channel_id}, body=body)
                except ApiError as exc:
                    if exc.code != "param_missing" or silent:
                        raise
                    for who in batch:
                        self._remove_one(channel_id, who)

    def _remove_one(self, channel_id: str, who: str) -> None:
        self._client.call("DELETE", _ONE_MEMBER, ids={"channel_id": channel_id, "user_id": who}, meter=_REMOVAL_METER)

    def set_role(self, channel_id: str, user_id: str, role: str) -> None:
        """
        Give a member a role.

        Zoho's document has another path than its own clients use; the one that works is remembered. If both are
        refused, raises the first refusal, or a second that is about more than the path.
        """
        known = self._client.memory.get("role_path")
        paths = (known,) if known else _ROLE_PATHS
        refusals: list[ZohoCliqError] = []
        for path in paths:
            try:
                self._client.call(
                    "PUT",
                    path,
                    ids={"channel_id": channel_id, "user_id": user_id},
                    body={"role": role},
                    meter=_ROLE_METER,
                )
            except (ApiError, UnexpectedAnswer) as exc:
                if not _may_be_the_path(exc):
                    raise
                refusals.append(exc)
            else:
                self._client.memory["role_path"] = path
                return
        # If no path is known at all, it is the member that Cliq does not know, and the first refusal says so.
        raise next((one for one in refusals if one.code in _SAYS_NOTHING), refusals[0])

    def associate_bot(self, unique_channel_name: str, bot: str) -> bool:
        """Add a bot, given by its unique name, to a channel; return False if Cliq says that it is there already."""
        try:
            self._client.call(
                "POST",
                "/bots/{bot}/associate",
                ids={"bot": bot},
                body={"channel_unique_name": unique_channel_name},
            )
        except ApiError as exc:
            if errors.is_already_there(exc):
                return False
            raise
        return True

    def remove_bot(self, channel_id: str, bot_id: str) -> bool:
        """Remove a bot from a channel; return False if Cliq says in so many words that it is not there."""
        try:
            self._remove_one(channel_id, bot_id)
        except ApiError as exc:
            if _is_no_member(exc):
                return False
            raise
        return True


def _may_be_the_path(error: ApiError | UnexpectedAnswer) -> bool:
    """Tell whether ``error`` may mean that a role is not changed under this path."""
    if isinstance(error, UnexpectedAnswer):
        return error.status in (400, 404, 405)
    if error.code in _NO_SUCH_PATH:
        return True
    has_meaning = errors.needs_super_admin(error) or _is_no_member(error)
    return error.status == 400 and error.code in _SAYS_NOTHING and not has_meaning


def _is_no_member(error: ApiError) -> bool:
    """Tell whether ``error`` says that somebody is not in the channel; no code is documented for that, so the words count."""
    words = error.message.lower()
    return any(f"not {part}" in words for part in ("a member", "in the channel", "in this channel", "a participant"))


def _check_added(answer: t.Any, count: int) -> None:
    """
    Raise OutcomeUnknown if the answer says that not everybody was added.

    Zoho's OpenAPI document has such an answer (``success``, ``added_users``), but no call that gives it.
    """
    if not isinstance(answer, dict):
        return
    added = answer.get("added_users")
    partial = isinstance(added, list) and len(added) < count
    if partial or answer.get("success") is False:
        raise OutcomeUnknown(f"POST {_MEMBERS}: Cliq's answer does not say that all {count} people were added.")
