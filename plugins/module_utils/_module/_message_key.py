# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
Posting at most once for a key.

Cliq has no such thing. So it is on record that a message is about to be posted, and then that it was. If only the former is on
record, a run was killed or the answer was lost in between, and the history of the chat tells what came of it.
"""

from __future__ import annotations

import time

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import errors, messages
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.client import CliqClient
from ansible_collections.zoho.cliq.plugins.module_utils._errors import (
    InvalidInput,
    OutcomeUnknown,
    ZohoCliqError,
)
from ansible_collections.zoho.cliq.plugins.module_utils._module import _message_target as targets
from ansible_collections.zoho.cliq.plugins.module_utils._module import _message_time
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Context
from ansible_collections.zoho.cliq.plugins.module_utils._module._creations import SETTLE_PAUSES
from ansible_collections.zoho.cliq.plugins.module_utils._module._message_posting import Posting, look
from ansible_collections.zoho.cliq.plugins.module_utils._module._message_record import Record, Sending, nothing_sent
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import scopes

KEY_LIMIT = 200
# The clocks of this machine and of Zoho may differ by so much, in milliseconds.
CLOCKS_MAY_DIFFER = 120_000
# A message that is older than its intent by more than this, in milliseconds, is not taken for it, although clocks differ.
OLDER_AT_MOST = 5_000
# A posting is sent that often at most: with another token, and to the channel that is shown under a name.
_SENDINGS = 4
# A chat with more new messages than on so many pages is not searched: Cliq allows 15 such calls a minute.
PAGES_LIMIT = 8
_LOOK = "Look into the chat yourself, and give the task another key if the message is not there and shall be posted."


def check_key(context: Context, key: str) -> None:
    """Refuse a key that cannot be kept; raises InvalidInput."""
    if not 1 <= len(key.strip()) <= KEY_LIMIT:
        raise InvalidInput(f"key has {len(key)} characters: use 1 to {KEY_LIMIT}.")
    if not context.notebook().remembers():
        raise InvalidInput(
            "key needs a state store, which remembers what was posted: remove key, or delegate_to another host, or the state "
            "store none.",
            code="no_state_store",
        )


def can_read(context: Context, scope: str = messages.READ_SCOPE) -> bool:
    """Tell whether messages may be read, as far as anybody knows before it is tried."""
    granted = context.granted()
    return granted is None or not scopes.missing(granted, [scope])


class KeyedPosting:
    """A posting that takes place at most once; everything but ``already`` is to be used under the lock named ``guard``."""

    def __init__(self, context: Context, client: CliqClient, posting: Posting, key: str) -> None:
        self._context = context
        self._client = client
        self._posting = posting
        self._key = key
        # One lock for all keys of a conversation: two runs that search it at once must not take the same message for theirs.
        self.guard = f"message {targets.conversation(context, client, posting.target)}"
        self._record = Record(context.notebook(), f"{self.guard} {key}")
        # Where an earlier run put it if it could not tell the chat.
        self._spelled = Record(context.notebook(), f"message {posting.target.spelling} {key}")

    def already(self) -> Sending | None:
        """Return what is on record of the posting; warns if it was another message."""
        sending = self._record.read()
        if sending is None:
            sending = self._spelled.read()
            if sending is not None:
                self._record = self._spelled
        if sending is not None and sending.sent and sending.digest != self._posting.digest:
            self._context.warn(
                f"A message with the key {self._key!r} was posted before, and it had another content. It is left as it is: use "
                "another key for another message, or message_id to change the text."
            )
        return sending

    def post(self) -> tuple[bool, Sending]:
        """
        Post the message unless it was; return whether this call did it, and what is on record now.

        Raises OutcomeUnknown if an earlier run, or this one, never learned what came of it, and the chat does not tell.
        """
        sending = self.already()
        if sending is not None and sending.sent:
            return False, sending
        if sending is not None:
            return False, self._settled(sending)
        place = self._posting.place(self._context, self._client)
        sending = self._record.begin(self._posting.digest, self._posting.looks)
        try:
            posted = self._posting.send(self._context, self._client, place)
        except ZohoCliqError as exc:
            if nothing_sent(exc):
                self._record.forget()
                raise
            return True, self._found_after(exc, sending)
        if posted.message_id is not None:
            self._record.claim(posted.message_id)
        return True, self._record.sent(sending, posted.message_id, posted.chat_id)

    def _found_after(self, error: ZohoCliqError, sending: Sending) -> Sending:
        """Return the posting of this run, whose answer was lost, if it is in the chat; the next run looks once more."""
        lost = f"{error.message.replace(errors.RUN_AGAIN, '').strip()} Nobody can tell whether the message was posted."
        chat_id = self._readable_chat(lost)
        found = self._search(chat_id, sending, lost)
        if found is None:
            raise OutcomeUnknown(
                f"{lost} It is not in the chat so far: run the play again, it looks there first.",
                code=error.code,
                status=error.status,
            )
        return found

    def _settled(self, sending: Sending) -> Sending:
        """Return the posting of an earlier run that never learned what came of it; the next run posts if it is not there."""
        lost = f"An earlier run was about to post the message with the key {self._key!r} and never learned what came of it."
        chat_id = self._readable_chat(lost)
        found = self._search(chat_id, sending, lost)
        if found is None:
            self._record.forget()
            raise OutcomeUnknown(
                f"{lost} It is not in the chat, so the next run will post it: check in Cliq that it is not there, and run the "
                "play again."
            )
        return found

    def _readable_chat(self, lost: str) -> str:
        """Return the chat in which to look; raises OutcomeUnknown if nobody can."""
        if not self._posting.target.has_chat:
            raise OutcomeUnknown(f"{lost} A chat with a user or a bot cannot be searched. {_LOOK}")
        if not can_read(self._context):
            raise OutcomeUnknown(self._unreadable(lost))
        try:
            chat_id = targets.chat_id(self._context, self._client, self._posting.target)
        except ZohoCliqError as exc:
            raise OutcomeUnknown(f"{lost} Its chat cannot be found: {exc.message} {_LOOK}") from exc
        if chat_id is None:
            raise OutcomeUnknown(f"{lost} There is no such channel now. {_LOOK}")
        return chat_id

    def _search(self, chat_id: str, sending: Sending, lost: str) -> Sending | None:
        """
        Look for the message for a while, since a history may lag behind.

        Raises OutcomeUnknown if it cannot be read, or if a message is there that may be the one and does not look like it: what
        Cliq shows of a message need not be what was sent.
        """
        history: list[messages.Message] = []
        for pause in SETTLE_PAUSES:
            time.sleep(pause)
            try:
                history = _history(messages.Messages(self._client), chat_id, sending.at - CLOCKS_MAY_DIFFER)
            except ZohoCliqError as exc:
                if exc.code == errors.SCOPE_INVALID:
                    raise OutcomeUnknown(self._unreadable(lost)) from exc
                raise OutcomeUnknown(f"{lost} The chat cannot be read now: {exc.message}") from exc
            for message in sorted(history, key=lambda one: abs(one["time"] - sending.at)):
                if self._is_it(message, sending) and self._record.claim(message["id"]):
                    return self._record.sent(sending, message["id"], chat_id)
        doubtful = [message["time"] for message in history if self._may_be_it(message, sending)]
        if doubtful:
            when = f"of {_message_time.shown(min(doubtful))}" if min(doubtful) else "without a time"
            raise OutcomeUnknown(
                f"{lost} A message {when} in the chat {chat_id} may be it, but nobody can tell for certain. {_LOOK}"
            )
        return None

    def _is_it(self, message: messages.Message, sending: Sending) -> bool:
        """Tell whether a message of the chat is what was posted."""
        is_older = bool(message["time"]) and message["time"] < sending.at - OLDER_AT_MOST
        return bool(message["id"]) and not is_older and self._may_be_own(message) and look(message) in sending.looks

    def _may_be_it(self, message: messages.Message, sending: Sending) -> bool:
        """Tell whether a message can be what was posted, whatever it looks like: going by its sender, its time, its owner."""
        params = self._context.params
        waits_for_ever = params["rate_limit_wait"] < 0
        longest = (params["rate_limit_wait"] + params["timeout"] * _SENDINGS) * 1000
        in_time = waits_for_ever or message["time"] <= sending.at + CLOCKS_MAY_DIFFER + longest
        return in_time and self._may_be_own(message) and self._record.is_free(message["id"])

    def _may_be_own(self, message: messages.Message) -> bool:
        own_id = self._context.user_id()
        sender = message.get("sender")
        sender_id = sender.get("id") if isinstance(sender, dict) else None
        posted_as_user = self._posting.bot is None and self._posting.sender is None
        return not (posted_as_user and own_id and sender_id and sender_id != own_id)

    @staticmethod
    def _unreadable(lost: str) -> str:
        return (
            f"{lost} The history of the chat would tell, but the scope {messages.READ_SCOPE} is not granted: consent to it as "
            f"well and run the play again. Or: {_LOOK[0].lower()}{_LOOK[1:]}"
        )


def _history(reader: messages.Messages, chat_id: str, since: int) -> list[messages.Message]:
    """
    Return the messages of a chat from a moment on.

    Nobody documents which hundred of more messages Cliq returns, so a full answer is followed in both directions. Raises
    OutcomeUnknown if there are too many.
    """
    found: dict[str, messages.Message] = {}
    spans: list[tuple[int, int | None]] = [(since, None)]
    pages = 0
    while spans:
        since, until = spans.pop()
        if pages == PAGES_LIMIT:
            raise OutcomeUnknown(
                f"Too many messages came into the chat {chat_id} since the message may have been posted to find it. {_LOOK}"
            )
        pages += 1
        page = reader.history(chat_id, since, until)
        fresh = [message for message in page if message["id"] not in found]
        found.update({message["id"]: message for message in fresh})
        if len(page) >= messages.HISTORY_LIMIT and fresh:
            times = [message["time"] for message in page]
            spans += [(since, min(times)), (max(times), until)]
    return list(found.values())
