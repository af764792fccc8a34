# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""
The refresh tokens that new ones replaced, kept beside the credentials file until Zoho has revoked them.

Once the file has the new token, nobody would know the old one any more, so that a run that is killed before it could revoke it
would leave it valid for ever.
"""

from __future__ import annotations

import glob
import hashlib
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._errors import CredentialsFileError, ZohoCliqError
from ansible_collections.zoho.cliq.plugins.plugin_utils import _credentials_file
from ansible_collections.zoho.cliq.plugins.plugin_utils._credentials_file import Stored
from ansible_collections.zoho.cliq.plugins.plugin_utils._place import Place, Prepared, beside
from ansible_collections.zoho.cliq.plugins.plugin_utils._revocation import revoke
from ansible_collections.zoho.cliq.plugins.plugin_utils._services import Services

_HEADER = """\
---
# A refresh token that was replaced in the credentials file beside this one, to be revoked by the next run of
# zoho.cliq.credentials. Remove this file if it cannot be revoked.
"""


class ReplacedTokens:
    """What is left to be revoked of the credentials file ``path``."""

    def __init__(self, services: Services, path: str) -> None:
        self._prefix = beside(path, "replaced-")
        self._services = services

    def place(self, old: Stored) -> Place:
        """Return where ``old`` is kept once it is replaced."""
        return Place(self._prefix + hashlib.sha256(str(old.values["refresh_token"]).encode()).hexdigest()[:16])

    def remember(self, old: Stored, encrypt: str, vault_id: str | None, room: Prepared) -> None:
        """Keep ``old``, protected as the new credentials file will be, in the ``room`` at its place."""
        room.commit(_credentials_file.render(old.values, encrypt, self._services.vault, vault_id, old, _HEADER))

    def pending(self, current: Stored | None) -> bool:
        """Tell whether a token other than that of the ``current`` file is left."""
        return any(not _same_token(left, current) for _place, left in self._left())

    def revoke(self, current: Stored | None) -> bool:
        """
        Revoke the tokens that are left, except for that of the ``current`` file; tell whether Zoho has revoked one now.

        If Zoho cannot be asked, that is a warning, and they stay to be revoked.
        """
        revoked = False
        for place, left in self._left():
            if not _same_token(left, current):
                try:
                    consent_data_center = left.values.get("consent_data_center")
                    revoked |= revoke(self._services, self._services.credentials_of(left), consent_data_center)
                except ZohoCliqError as exc:
                    self._services.warn(
                        f"Could not revoke the refresh token that was replaced: {exc.message} The next run tries again, as long "
                        f"as there is {place.path}."
                    )
                    continue
            place.remove()
        return revoked

    def _left(self) -> t.Iterator[tuple[Place, Stored]]:
        for path in sorted(glob.glob(glob.escape(self._prefix) + "[0-9a-f]" * 16)):
            try:
                left = _credentials_file.read(path, self._services.vault)
            except CredentialsFileError as exc:
                self._services.warn(
                    f"A refresh token that was replaced is not revoked: {exc.message} Remove the file if that is not possible."
                )
                continue
            if left is not None:
                yield Place(path), left


def _same_token(left: Stored, current: Stored | None) -> bool:
    return current is not None and bool(left.values["refresh_token"] == current.values["refresh_token"])
