# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""Which conversation a task means: the options for it, their checks, and the chat or channel behind them."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import channels as cliq
from ansible_collections.zoho.cliq.plugins.module_utils._cliq import errors, messages, users
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.client import CliqClient
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.known import Channel
from ansible_collections.zoho.cliq.plugins.module_utils._errors import ApiError, InvalidInput
from ansible_collections.zoho.cliq.plugins.module_utils._module import _channel_lookup, _specs
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Context, Params
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import scopes

# The conversations that have a chat id which can be found out.
CHATS: _specs.Spec = {
    "channel": {"type": "str"},
    "channel_id": {"type": "str"},
    "chat_id": {"type": "str"},
    "thread": {"type": "str"},
}
# The others, which can only be posted to.
PEERS: _specs.Spec = {
    "user": {"type": "str"},
    "to_bot": {"type": "str"},
}
_LOOKUP_SCOPE = "ZohoCliq.Channels.READ"
# Which chat a channel has is looked up once in so many seconds for all runs: Cliq counts its calls by the minute.
_ALIAS_SECONDS = 60.0


def constraints(spec: _specs.Spec) -> dict[str, t.Any]:
    """Return the constraints that exactly one of the options of ``spec`` is given."""
    return {"mutually_exclusive": [tuple(spec)], "required_one_of": [tuple(spec)]}


@dataclasses.dataclass(frozen=True)
class Target:
    """
    A conversation: the ``option`` that names it, one of CHATS and PEERS, and its ``value``.

    ``only_shown`` says that a channel was written with a number sign, which only names that are shown have.
    """

    option: str
    value: str
    only_shown: bool = False

    @property
    def words(self) -> str:
        """Return the target as a part of the name of a record or lock."""
        return f"{self.option} {'#' if self.only_shown else ''}{self.value}"

    @property
    def spelling(self) -> str:
        """Return the target as it is written, for a record about a conversation that cannot be told otherwise."""
        return f"{self.option} {self.value.lower()}"

    @property
    def shown(self) -> dict[str, str]:
        """Return the target as a difference shows it."""
        return {self.option: self.value}

    @property
    def has_chat(self) -> bool:
        """Tell whether the chat id can be found out."""
        return self.option in CHATS

    @property
    def is_unique_name(self) -> bool:
        """
        Tell whether the value can only be the unique name of a channel.

        Zoho makes it of the letters and digits of the name, in lower case.
        """
        return (
            self.option == "channel"
            and not self.only_shown
            and self.value.isalnum()
            and self.value == self.value.lower()
        )


def given(params: Params) -> Target:
    """Return the target among the options of a task; raises InvalidInput for a value that cannot be one."""
    names = [name for name in (*CHATS, *PEERS) if name in params]
    option = next((name for name in names if params[name] is not None), None)
    if option is None:
        raise InvalidInput(f"one of the following is required: {', '.join(names)}", code="invalid_options")
    value = str(params[option]).strip()
    if option == "channel" and messages.looks_like_channel_id(value):
        option = "channel_id"
    only_shown = option == "channel" and value.startswith("#")
    if option == "channel":
        if value.startswith("CT_"):
            raise InvalidInput(f"channel {value!r} is a chat id: use chat_id, or give the name of the channel.")
        if not cliq.plain_name(value):
            raise InvalidInput("channel is empty: give the unique name of a channel, its name, or its id.")
        value = cliq.plain_name(value)
    elif option == "channel_id":
        cliq.check_channel_id(value)
    elif option in ("chat_id", "thread"):
        messages.check_chat_id(value, option)
        if option == "thread" and not messages.is_thread(value):
            raise InvalidInput(f"thread {value!r} is the id of a chat that is no thread: use chat_id.")
    elif option == "user" and not (users.is_email(value) or users.is_user_id(value)):
        raise InvalidInput(f"user {value!r} is neither an e-mail address nor a user id, which has digits only.")
    elif not value:
        raise InvalidInput(f"{option} is empty.")
    return Target(option, value, only_shown)


def channel(context: Context, client: CliqClient, target: Target) -> Channel | None:
    """
    Return the channel that a target names; raises InvalidInput if there is none.

    A unique name goes before a name that is shown. In check mode None is returned for a channel that is not there yet.
    """
    channels = cliq.Channels(client)
    if target.option == "channel_id":
        return _channel_lookup.existing(context, channels, channel_id=target.value)
    return listed(context, client, target) or _channel_lookup.existing(context, channels, name=target.value)


def listed(context: Context, client: CliqClient, target: Target) -> Channel | None:
    """
    Return the channel of that unique name, or else the one that is shown under the name; None if there is none.

    Only shown names have a number sign. It is looked for in a list that is some seconds old at most, then in a new one. Raises
    InvalidInput if several fit.
    """
    channels, name = cliq.Channels(client), target.value
    for known in (lambda: channels.recent() or [], channels.all):
        found = known()
        fitting = [one for one in found if cliq.same_name(one["name"], name)]
        named = [one for one in found if one.get("unique_name") == name and not target.only_shown] or fitting
        if named:
            return _channel_lookup.single(name, named)
    return _channel_lookup.recorded(context, channels, name)


def conversation(context: Context, client: CliqClient, target: Target) -> str:
    """
    Return words that are the same however a task spells its conversation: those for its chat wherever that can be told.

    An e-mail address and the id of the same user stay two, and so do spellings of a channel that may not be looked up.
    """
    if target.option in ("chat_id", "thread"):
        return f"chat {target.value}"
    if not target.has_chat:
        return target.spelling
    notebook = context.notebook()
    # As it is written: a unique name and a name that is shown may differ in case only, and mean two channels.
    alias = f"conversation {target.words}"
    known = notebook.read(alias)
    if known:
        return known.decode()
    found = _told(context, client, target)
    if found is None:
        return target.spelling
    chat = found.get("chat_id")
    words = f"chat {chat}" if chat else f"channel_id {found['channel_id']}"
    notebook.write(alias, words.encode(), _ALIAS_SECONDS)
    return words


def _told(context: Context, client: CliqClient, target: Target) -> Channel | None:
    """Return the channel of a target, None if it cannot be told; whether it can be written to, Cliq says later."""
    granted = context.granted()
    if granted is not None and scopes.missing(granted, [_LOOKUP_SCOPE]):
        return None
    try:
        if target.option == "channel_id":
            return _channel_lookup.by_id(context, cliq.Channels(client), target.value)
        return listed(context, client, target)
    except InvalidInput:
        return None
    except ApiError as exc:
        if exc.code != errors.SCOPE_INVALID:
            raise
        return None


def chat_id(context: Context, client: CliqClient, target: Target) -> str | None:
    """
    Return the id of the chat of a target.

    None for a user or bot, whose chat cannot be found out, and in check mode for a channel that is not there yet. Raises
    InvalidInput if there is no such channel, or if it has no chat yet.
    """
    if target.option in ("chat_id", "thread"):
        return target.value
    if not target.has_chat:
        return None
    found = channel(context, client, target)
    if found is None:
        return None
    chat = found.get("chat_id")
    if not chat:
        raise InvalidInput(
            f"The channel {found['name']!r} ({found['channel_id']}) has no chat yet: its status is {found.get('status')}. A "
            "channel of the organization gets one once an administrator has approved it.",
            code="channel_without_chat",
        )
    return str(chat)
