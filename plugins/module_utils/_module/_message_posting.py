# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""What a task posts: a message or files, made from its options and checked before anything is sent."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import errors, messages
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.client import CliqClient
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.known import Channel
from ansible_collections.zoho.cliq.plugins.module_utils._errors import ApiError, InvalidInput, ZohoCliqError
from ansible_collections.zoho.cliq.plugins.module_utils._module import _message_content as content
from ansible_collections.zoho.cliq.plugins.module_utils._module import _message_target as targets
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Context, Params
from ansible_collections.zoho.cliq.plugins.module_utils._module._message_target import Target

_STRUCTURED = ("card", "buttons", "slides")
# What only a message has, and files have not.
ONLY_MESSAGES = (*_STRUCTURED, "reply_to", "thread_message_id", "thread_title", "post_in_parent", "user_ids")
# What only a posting has, and the change of a message has not.
ONLY_POSTINGS = (*ONLY_MESSAGES, "files", "comments", "bot", "sender", "mark_as_read", "key")


class Place(t.NamedTuple):
    """Where to post, and the id of its chat where that is known."""

    address: messages.Address
    chat_id: str | None


@dataclasses.dataclass(frozen=True)
class Posting:
    """
    A message, or files with their comments.

    ``body`` is what Zoho's pages have for the body of a message; ``files`` are pairs of name and content.
    """

    target: Target
    body: dict[str, t.Any]
    files: list[tuple[str, bytes]]
    comments: list[str]
    bot: str | None
    sender: dict[str, str] | None
    mark_as_read: bool | None

    @property
    def digest(self) -> str:
        """Return a hash of all that would be posted."""
        body = {key: value for key, value in self.body.items() if key != "sync_message"}
        return content.digest(body, self.files, self.comments, self.bot, self.sender)

    @property
    def shown(self) -> dict[str, t.Any]:
        """Return what a difference shows."""
        shown: dict[str, t.Any] = {**self.target.shown}
        shown.update({key: value for key, value in self.body.items() if key not in ("sync_message", "bot")})
        if self.files:
            shown["files"] = [name for name, _content in self.files]
        if self.comments:
            shown["comments"] = self.comments
        if self.bot is not None:
            shown["bot"] = self.bot
        if self.sender is not None:
            shown["sender"] = self.sender
        return shown

    @property
    def looks(self) -> list[str]:
        """Return the hashes by which it is known again in a chat: of its words, or of the names of its files."""
        if self.files:
            return [content.digest("file", name) for name, _content in self.files]
        return [_look_of_text(self.body["text"])]

    def send(self, context: Context, client: CliqClient, place: Place) -> messages.Posted:
        """
        Post it; raises OutcomeUnknown if the answer was lost.

        A name that may be a unique name is taken for one first. Where Cliq knows no such channel, nothing was posted, and the
        one that is shown under the name is meant.
        """
        try:
            return self._send(client, place)
        except ApiError as exc:
            if not errors.is_not_found(exc) or place.address != messages.channel_named(self.target.value):
                raise
            other = self._shown_under_the_name(context, client, exc)
        return self._send(client, other)

    def _shown_under_the_name(self, context: Context, client: CliqClient, error: ApiError) -> Place:
        """Return the place of the one channel that is shown under the name; raises ``error`` with both meanings for none."""
        name = self.target.value
        try:
            channel = targets.listed(context, client, targets.Target("channel", name))
            reason = f"no channel is shown under the name {name!r} either"
        except ZohoCliqError as exc:
            channel = None
            reason = f"nor does it tell one channel as the name that is shown: {exc.message.rstrip('.')}"
        if channel is not None and channel.get("unique_name") == name:
            # It is there, so it is the bot that Cliq does not find in it, or the user.
            raise error
        if channel is None:
            raise ApiError(
                f"{error.message} {name!r} is no unique name of a channel in which this user or bot can write, and {reason}.",
                code=error.code,
                status=error.status,
            ) from error
        return _place_in(channel)

    def _send(self, client: CliqClient, place: Place) -> messages.Posted:
        address, chat_id = place
        sending = messages.Messages(client)
        if self.files:
            posted = sending.share(
                address,
                self.files,
                self.comments,
                bot=self.bot,
                sender=self.sender,
                mark_as_read=self.mark_as_read,
            )
        else:
            posted = sending.post(address, self.body, bot=self.bot, mark_as_read=self.mark_as_read)
        return dataclasses.replace(posted, chat_id=posted.chat_id or chat_id)

    def check_channel(self, context: Context, client: CliqClient) -> None:
        """In check mode, look for a channel that must be looked for anyway."""
        if self._needs_lookup:
            targets.channel(context, client, self.target)

    @property
    def _needs_lookup(self) -> bool:
        """Tell whether the target says too little: Zoho documents threads for channel ids, and files for unique names."""
        if self.target.option == "channel_id":
            return bool(self.files)
        return self.target.option == "channel" and (not self.target.is_unique_name or "thread_message_id" in self.body)

    def place(self, context: Context, client: CliqClient) -> Place:
        """Return where to post; raises InvalidInput if its channel does not exist."""
        option, value = self.target.option, self.target.value
        if option in ("chat_id", "thread"):
            return Place(messages.chat(value), value)
        if option == "user":
            return Place(messages.user(value), None)
        if option == "to_bot":
            return Place(messages.bot(value), None)
        if not self._needs_lookup:
            return Place((messages.channel_with_id if option == "channel_id" else messages.channel_named)(value), None)
        channel = targets.channel(context, client, self.target)
        if channel is None:
            raise InvalidInput(f"There is no channel {value!r}.", code="channel_not_found")
        return _place_in(channel, by_id="thread_message_id" in self.body)


def _place_in(channel: Channel, *, by_id: bool = False) -> Place:
    chat_id = str(channel.get("chat_id") or "") or None
    if not by_id and channel.get("unique_name"):
        return Place(messages.channel_named(str(channel["unique_name"])), chat_id)
    return Place(messages.channel_with_id(channel["channel_id"]), chat_id)


def of_task(context: Context, target: Target) -> Posting:
    """Return what a task posts; raises InvalidInput for what Cliq would refuse, and for a file that cannot be read."""
    params = context.params
    _check_kind(params)
    _check_sender(params, target)
    _check_thread(params, target)
    content.check_text(params["text"])
    content.check_card(params["card"])
    content.check_buttons(params["buttons"])
    content.check_slides(params["slides"])
    files = content.files(context, params["files"]) if params["files"] is not None else []
    return Posting(
        target=target,
        body={} if files else _body(params, target),
        files=files,
        comments=list(params["comments"] or []),
        bot=params["bot"],
        sender=_sender(params),
        mark_as_read=params["mark_as_read"],
    )


def _body(params: Params, target: Target) -> dict[str, t.Any]:
    body: dict[str, t.Any] = {"text": params["text"]}
    for name in (*_STRUCTURED, "thread_title", "post_in_parent"):
        if params[name] is not None:
            body[name] = params[name]
    for name in ("reply_to", "thread_message_id"):
        if params[name] is not None:
            body[name] = messages.check_message_id(params[name], name)
    if params["user_ids"]:
        body["userids"] = ",".join(params["user_ids"])
    if params["sender"]:
        body["bot"] = _sender(params)
    # Cliq tells the id of a message only then, and of one that is posted as a bot never.
    if params["sync_message"] is not False and params["bot"] is None:
        body["sync_message"] = True
    return body


def _sender(params: Params) -> dict[str, str] | None:
    given = {name: value for name, value in (params["sender"] or {}).items() if value is not None}
    return given or None


def _check_kind(params: Params) -> None:
    if params["text"] is None and params["files"] is None:
        raise InvalidInput("There is nothing to post: give text, or files.")
    if params["files"] is None:
        if params["comments"]:
            raise InvalidInput("comments are for files: give files, or put the words into text.")
        return
    if params["text"] is not None:
        raise InvalidInput("text and files cannot be posted at once: put the words for each file into comments.")
    refused = [name for name in ONLY_MESSAGES if params[name] is not None]
    if refused:
        raise InvalidInput(
            f"{' and '.join(refused)} cannot be posted with files: remove it, or post a message of its own."
        )
    if len(params["comments"] or []) > len(params["files"]):
        raise InvalidInput("There are more comments than files: give one for each file at most.")


def _check_sender(params: Params, target: Target) -> None:
    if params["bot"] is not None:
        allowed = ("channel", "channel_id", "thread", *(("chat_id",) if params["files"] is not None else ()))
        thread = target.option == "chat_id" and messages.is_thread(target.value)
        if target.option not in allowed and not thread:
            raise InvalidInput(
                f"bot is for messages to a channel or to a thread of one, not for {target.option}: use channel or channel_id. "
                "To write to a bot, use to_bot."
            )
        if params["sender"] is not None:
            raise InvalidInput("bot and sender exclude each other: a bot has a name and an image of its own.")
    if params["user_ids"] is not None:
        if target.option != "to_bot":
            raise InvalidInput("user_ids names subscribers of a bot, so it needs to_bot.")
        if not params["user_ids"] or not all(who.isascii() and who.isdigit() for who in params["user_ids"]):
            raise InvalidInput("user_ids is a list of user ids, which have digits only.")
    if params["mark_as_read"] is not None:
        if target.option == "to_bot":
            raise InvalidInput("mark_as_read is not for messages to a bot.")
        if params["files"] is not None and target.option in ("chat_id", "thread"):
            raise InvalidInput(f"mark_as_read is for files to a channel or to a user, not for {target.option}.")


def _check_thread(params: Params, target: Target) -> None:
    if params["thread_message_id"] is not None and target.option not in ("channel", "channel_id"):
        raise InvalidInput(
            "thread_message_id begins a thread of a channel, so it needs channel or channel_id. To write into a thread that is "
            "there, give its chat id as thread."
        )
    if params["thread_title"] is not None and params["thread_message_id"] is None:
        raise InvalidInput("thread_title is for a new thread, so it needs thread_message_id.")
    in_thread = params["thread_message_id"] is not None or target.option == "thread" or messages.is_thread(target.value)
    if params["post_in_parent"] is not None and not in_thread:
        raise InvalidInput("post_in_parent is for messages in a thread: it needs thread or thread_message_id.")


def look(message: messages.Message) -> str:
    """Return the hash by which a message of a chat is compared with what was posted."""
    name = messages.file_name(message)
    return _look_of_text(message["text"]) if name is None else content.digest("file", name)


def _look_of_text(text: str) -> str:
    return content.digest("text", content.words(text))
