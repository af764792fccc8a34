# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
What is on record about messages: that one is about to be sent, and that one was sent.

Cliq posts and schedules the same message twice without complaint, and nothing in a message says for which task it was sent. So
the record is what keeps a second run from sending it once more.
"""

from __future__ import annotations

import dataclasses
import json
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._errors import OutcomeUnknown, UnexpectedAnswer, ZohoCliqError
from ansible_collections.zoho.cliq.plugins.module_utils._module import _message_time
from ansible_collections.zoho.cliq.plugins.module_utils._module._creations import Notebook

# A message that was sent stays on record for as long as anybody may run the same play.
KEEP_SECONDS = 10 * 365 * 24 * 3600.0

# A posting with a key is looked for among messages of the last minutes.
KEYLESS_SECONDS = 3600.0


@dataclasses.dataclass(frozen=True)
class Sending:
    """
    One message: whether it was ``sent`` or is only about to be, when (milliseconds), and all of its content as a hash.

    ``looks`` are hashes by which it is known again in a chat. ``message_id`` and ``chat_id`` are None where Cliq did not tell.
    """

    sent: bool
    at: int
    digest: str
    looks: list[str] = dataclasses.field(default_factory=list)
    message_id: str | None = None
    chat_id: str | None = None


class Record:
    """The record of one message; to be used under the lock for that message."""

    def __init__(self, notebook: Notebook, name: str) -> None:
        self._notebook = notebook
        self._name = name

    def read(self) -> Sending | None:
        """Return what is on record, None for nothing."""
        data = _loaded(self._notebook.read(self._name))
        try:
            return Sending(**data) if data else None
        except TypeError:
            return None

    def begin(self, digest: str, looks: list[str]) -> Sending:
        """Note that the call is about to be sent; return the note."""
        return self._write(Sending(False, _message_time.now(), digest, looks))

    def sent(self, sending: Sending, message_id: str | None, chat_id: str | None) -> Sending:
        """Note that the message was sent; return the note."""
        return self._write(dataclasses.replace(sending, sent=True, message_id=message_id, chat_id=chat_id))

    def forget(self) -> None:
        """Note that nothing was sent."""
        self._notebook.erase(self._name)

    def claim(self, message_id: str) -> bool:
        """Take a message that is seen in a chat for the one of this record; tell whether it is not that of another."""
        if not self.is_free(message_id):
            return False
        self._notebook.write(f"message {message_id}", json.dumps({"owner": self._name}).encode(), KEEP_SECONDS)
        return True

    def belongs_to_nobody(self, message_id: str) -> None:
        """Note that a message was posted without a key, so that no key takes it for its own."""
        self._notebook.write(f"message {message_id}", json.dumps({"owner": ""}).encode(), KEYLESS_SECONDS)

    def is_free(self, message_id: str) -> bool:
        """Tell whether a message that is seen in a chat is not the one of another record."""
        return self._owner(message_id) in (None, self._name)

    def _owner(self, message_id: str) -> t.Any:
        return _loaded(self._notebook.read(f"message {message_id}")).get("owner")

    def _write(self, sending: Sending) -> Sending:
        self._notebook.write(self._name, json.dumps(dataclasses.asdict(sending)).encode(), KEEP_SECONDS)
        return sending


def nothing_sent(error: ZohoCliqError) -> bool:
    """Tell whether an error of a writing call says that nothing was sent: Cliq refused, or was not reached."""
    return not isinstance(error, OutcomeUnknown | UnexpectedAnswer)


def _loaded(data: bytes | None) -> dict[str, t.Any]:
    try:
        record = json.loads(data or b"{}")
    except ValueError:
        return {}
    return record if isinstance(record, dict) else {}
