# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The resource body of zoho.cliq.message: a message or files posted, a message changed or deleted."""

from __future__ import annotations

import contextlib
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import errors, messages
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.client import CliqClient
from ansible_collections.zoho.cliq.plugins.module_utils._errors import (
    ApiError,
    InvalidInput,
    OutcomeUnknown,
    ZohoCliqError,
)
from ansible_collections.zoho.cliq.plugins.module_utils._module import _message_content as content
from ansible_collections.zoho.cliq.plugins.module_utils._module import _message_posting as postings
from ansible_collections.zoho.cliq.plugins.module_utils._module import _message_target as targets
from ansible_collections.zoho.cliq.plugins.module_utils._module import _specs
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Body, Context, Result
from ansible_collections.zoho.cliq.plugins.module_utils._module._message_key import KeyedPosting, can_read, check_key
from ansible_collections.zoho.cliq.plugins.module_utils._module._message_posting import Posting
from ansible_collections.zoho.cliq.plugins.module_utils._module._message_record import Record, nothing_sent
from ansible_collections.zoho.cliq.plugins.module_utils._module._message_target import Target

ARGUMENT_SPEC: _specs.Spec = {
    **_specs.API,
    **targets.CHATS,
    **targets.PEERS,
    "state": {"type": "str", "default": "present", "choices": ["present", "absent"]},
    "message_id": {"type": "str"},
    "text": {"type": "str"},
    "card": {"type": "dict"},
    "buttons": {"type": "list", "elements": "dict"},
    "slides": {"type": "list", "elements": "dict"},
    "files": {"type": "list", "elements": "str"},
    "comments": {"type": "list", "elements": "str"},
    "bot": {"type": "str"},
    "sender": {
        "type": "dict",
        "options": {"name": {"type": "str", "required": True}, "image": {"type": "str"}},
    },
    "user_ids": {"type": "list", "elements": "str"},
    "reply_to": {"type": "str"},
    "thread_message_id": {"type": "str"},
    "thread_title": {"type": "str"},
    "post_in_parent": {"type": "bool"},
    "mark_as_read": {"type": "bool"},
    "sync_message": {"type": "bool", "default": True},
    "notify_edit": {"type": "bool"},
    "key": {"type": "str", "no_log": False},
}


def run(context: Context) -> Result:
    """Post a message, or change or delete the one that is named by its id."""
    params = context.params
    target = targets.given(params)
    if params["message_id"] is None:
        if params["state"] == "absent":
            raise InvalidInput("message_id is needed to delete a message.")
        if params["notify_edit"] is not None:
            raise InvalidInput("notify_edit is for the change of a message, so it needs message_id.")
        return _post(context, target)
    message_id = messages.check_message_id(params["message_id"])
    if not target.has_chat:
        raise InvalidInput(
            f"A message of a chat with {target.option} cannot be named so: give the chat_id that the posting returned."
        )
    refused = [name for name in postings.ONLY_POSTINGS if params[name] is not None]
    if refused:
        raise InvalidInput(f"With message_id, only text can be changed: remove {' and '.join(refused)}.")
    if params["state"] == "absent":
        return _delete(context, target, message_id)
    return _edit(context, target, message_id)


def _post(context: Context, target: Target) -> Result:
    posting = postings.of_task(context, target)
    key = context.params["key"]
    if key is not None:
        check_key(context, key)
        return _post_once(context, posting, key)
    client = context.connect()
    if context.check_mode:
        posting.check_channel(context, client)
        return _posted(posting, None, None)
    place = posting.place(context, client)
    try:
        posted = posting.send(context, client, place)
    except ZohoCliqError as exc:
        if nothing_sent(exc):
            raise
        raise OutcomeUnknown(
            f"{exc.message.replace(errors.RUN_AGAIN, '').strip()} Nobody can tell whether the message was posted, and it is not "
            "sent again: look into the chat. With key, the collection looks by itself.",
            code=exc.code,
            status=exc.status,
        ) from exc
    if posted.message_id is not None:
        Record(context.notebook(), "").belongs_to_nobody(posted.message_id)
    return _posted(posting, posted.message_id, posted.chat_id)


def _post_once(context: Context, posting: Posting, key: str) -> Result:
    client = context.connect()
    keyed = KeyedPosting(context, client, posting, key)
    if context.check_mode:
        sending = keyed.already()
        if sending is None:
            posting.check_channel(context, client)
            return _posted(posting, None, None)
        if not sending.sent:
            context.warn(
                f"An earlier run was about to post the message with the key {key!r} and never learned what came of it; a run "
                "that is no rehearsal looks into the chat."
            )
        return {"changed": False, **_ids(sending.message_id, sending.chat_id), "diff": {"before": {}, "after": {}}}
    with context.guard(keyed.guard):
        here, sending = keyed.post()
    if here:
        return _posted(posting, sending.message_id, sending.chat_id)
    return {"changed": False, **_ids(sending.message_id, sending.chat_id), "diff": {"before": {}, "after": {}}}


def _posted(posting: Posting, message_id: str | None, chat_id: str | None) -> Result:
    return {"changed": True, **_ids(message_id, chat_id), "diff": {"before": {}, "after": posting.shown}}


def _ids(message_id: str | None, chat_id: str | None) -> dict[str, str]:
    found = {"message_id": message_id, "chat_id": chat_id}
    return {name: value for name, value in found.items() if value is not None}


class _Present:
    """One message that is there already, read where the credentials allow it."""

    def __init__(self, context: Context, client: CliqClient, chat_id: str, message_id: str) -> None:
        self.messages = messages.Messages(client)
        self.chat_id = chat_id
        self.message_id = message_id
        self.readable = can_read(context)
        self.found = self.read()

    def read(self) -> messages.Message | None:
        """Return the message, None if it is not there; ``readable`` is false afterwards if it may not be read."""
        if not self.readable:
            return None
        try:
            return self.messages.get(self.chat_id, self.message_id)
        except ApiError as exc:
            if exc.code != errors.SCOPE_INVALID:
                raise
            self.readable = False
            return None

    def shown(self, text: str | None) -> dict[str, t.Any]:
        """Return the message as a difference shows it; a text that could not be read is left out."""
        return {"message_id": self.message_id, **({} if text is None else {"text": text})}

    @contextlib.contextmanager
    def unless(self, done: t.Callable[[], bool]) -> t.Iterator[None]:
        """Make nothing of a lost answer if the message can be read, and ``done`` says that the call was executed."""
        try:
            yield
        except OutcomeUnknown:
            if not self.readable or not done():
                raise


def _edit(context: Context, target: Target, message_id: str) -> Result:
    text = context.params["text"]
    if text is None:
        raise InvalidInput("text is needed to change a message; to delete it, use state=absent.")
    content.check_text(text)
    client = context.connect()
    chat_id = targets.chat_id(context, client, target)
    after = {"message_id": message_id, "text": text}
    if chat_id is None:
        return {"changed": True, "message_id": message_id, "diff": {"before": {}, "after": after}}
    present = _Present(context, client, chat_id, message_id)
    if present.readable and present.found is None:
        raise InvalidInput(
            f"There is no message {message_id} in the chat {chat_id} that these credentials can see: correct the id, or leave "
            "message_id out to post a message.",
            code="message_not_found",
        )
    old = present.found["text"] if present.found is not None else None
    changed = old is None or content.plain_text(old) != content.plain_text(text)

    def is_changed() -> bool:
        found = present.read()
        return found is not None and content.plain_text(found["text"]) == content.plain_text(text)

    if changed and not context.check_mode:
        with present.unless(is_changed):
            present.messages.edit(chat_id, message_id, text, context.params["notify_edit"])
    diff = {"before": present.shown(old), "after": after if changed else present.shown(old)}
    return {"changed": changed, **_ids(message_id, chat_id), "diff": diff}


def _delete(context: Context, target: Target, message_id: str) -> Result:
    client = context.connect()
    chat_id = targets.chat_id(context, client, target)
    if chat_id is None:
        return {"changed": False, "message_id": message_id, "diff": {"before": {}, "after": {}}}
    present = _Present(context, client, chat_id, message_id)
    changed = not present.readable or present.found is not None
    if changed and not context.check_mode:
        with present.unless(lambda: present.read() is None and present.readable):
            changed = present.messages.delete(chat_id, message_id)
    before = present.shown(present.found["text"] if present.found is not None else None) if changed else {}
    return {"changed": changed, **_ids(message_id, chat_id), "diff": {"before": before, "after": {}}}


BODY = Body(
    name="message",
    argument_spec=ARGUMENT_SPEC,
    run=run,
    constraints=targets.constraints({**targets.CHATS, **targets.PEERS}),
    # Without a key, a second run posts a second message.
    converges=False,
)
