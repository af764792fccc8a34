# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Runs antsibull-docs with the given arguments and with temporary folders whose names have no underscore.

It writes the path of such a folder into the pages that it checks, and one in 37 names ends with an underscore, which makes a link
that leads nowhere of it.
"""

from __future__ import annotations

import string
import sys
import tempfile

from antsibull_docs.cli.antsibull_docs import main

if __name__ == "__main__":
    tempfile._RandomNameSequence.characters = string.ascii_lowercase + string.digits
    sys.exit(main())
