# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""Keys of the state store for texts that are no keys themselves, such as paths and names."""

from __future__ import annotations

import hashlib


def hashed_key(kind: str, text: str) -> str:
    """Return a key for ``text`` among those of ``kind``; it tells ``text`` to nobody who does not guess it."""
    return f"{kind}-{hashlib.sha256(text.encode()).hexdigest()}"
