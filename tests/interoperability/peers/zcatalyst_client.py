# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
A client: Zoho's Catalyst SDK for Python. It refreshes, for a server whose URL it takes from its own environment variable.

JSON on standard input has the credentials, JSON on standard output what came of it.
"""

from __future__ import annotations

import json
import sys

from zcatalyst_sdk.credentials import RefreshTokenCredential
from zcatalyst_sdk.exceptions import CatalystError


def main() -> None:
    try:
        result = {"access_token": RefreshTokenCredential(json.load(sys.stdin)).token()}
    except CatalystError as exc:
        result = {"error": str(exc)}
    json.dump(result, sys.stdout)


if __name__ == "__main__":
    main()
