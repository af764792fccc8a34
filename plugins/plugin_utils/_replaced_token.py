# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this plugin util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!
"""
The refresh token that a new one replaces, kept beside the credentials file until Zoho has revoked it.

Once the file has the new token, nobody would know the old one any more, so that a run that is killed before it could revoke it
would leave it valid for ever.
"""

from __future__ import annotations

import os

from ansible_collections.zoho.cliq.plugins.module_utils._errors import ZohoCliqError
from ansible_collections.zoho.cliq.plugins.plugin_utils import _credentials_file
from ansible_collections.zoho.cliq.plugins.plugin_utils._credentials_file import Stored
from ansible_collections.zoho.cliq.plugins.plugin_utils._place import Place, Prepared
from ansible_collections.zoho.cliq.plugins.plugin_utils._revocation import revoke
from ansible_collections.zoho.cliq.plugins.plugin_utils._services import Services

_HEADER = """\
---
# The refresh token that was replaced in the credentials file beside this one, to be revoked by the next run of
# zoho.cliq.credentials. Remove this file if it cannot be revoked.
"""


class ReplacedToken:
    """What is left to be revoked of the credentials file ``path``."""

    def __init__(self, services: Services, path: str) -> None:
        target = os.path.realpath(path)
        self.place = Place(os.path.join(os.path.dirname(target), f".{os.path.basename(target)}.replaced"))
        self._services = services

    def remember(self, old: Stored, encrypt: str, vault_id: str | None, room: Prepared) -> None:
        """Keep ``old``, protected as the new credentials file will be."""
        room.commit(_credentials_file.render(old.values, encrypt, self._services.vault, vault_id, old, _HEADER))

    def pending(self, current: Stored | None) -> bool:
        """Tell whether a token other than that of the ``current`` file is left; raises CredentialsFileError."""
        left = self._left()
        return left is not None and not _same_token(left, current)

    def revoke(self, current: Stored | None) -> bool:
        """
        Revoke the token that is left, unless it is that of the ``current`` file; tell whether Zoho has revoked it now.

        If Zoho cannot be asked, that is a warning, and it stays to be revoked. Raises CredentialsFileError if it cannot be read.
        """
        left = self._left()
        if left is None:
            return False
        revoked = False
        if not _same_token(left, current):
            try:
                revoked = revoke(self._services, self._services.credentials_of(left))
            except ZohoCliqError as exc:
                self._services.warn(
                    f"Could not revoke the refresh token that was replaced: {exc.message} The next run tries again, as long as "
                    f"there is {self.place.path}."
                )
                return False
        self.place.remove()
        return revoked

    def _left(self) -> Stored | None:
        return _credentials_file.read(self.place.path, self._services.vault)


def _same_token(left: Stored, current: Stored | None) -> bool:
    return current is not None and bool(left.values["refresh_token"] == current.values["refresh_token"])
