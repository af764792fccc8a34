# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# The sessions are described in antsibull-nox.toml. "nox -l" lists them, "nox -e docs-check" runs one.

# /// script
# dependencies = ["nox>=2025.02.09", "antsibull-nox"]
# ///

import sys

import nox

try:
    import antsibull_nox
except ImportError:
    print("Install antsibull-nox in the environment of nox: pip install antsibull-nox")
    sys.exit(1)

antsibull_nox.load_antsibull_nox_toml()

# So that the script can be run by itself, with "uv run noxfile.py".
if __name__ == "__main__":
    nox.main()
