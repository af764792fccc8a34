# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""
Stand-in for the get-pip script that ansible-test runs in each virtual environment it makes.

ansible-test downloads that script, and takes a file in its cache instead where there is one. Python brings a pip of its
own (ensurepip), so a machine that reaches a package index needs no more than that, in the version that is asked for.
"""

from __future__ import annotations

import subprocess
import sys

# get-pip knows these two, pip does not.
NOT_FOR_PIP = {"--no-setuptools", "--no-wheel"}


def main() -> int:
    wanted = [argument for argument in sys.argv[1:] if argument not in NOT_FOR_PIP]
    steps = [["ensurepip", "--upgrade"], ["pip", "install", "--quiet", "--upgrade", *wanted]]
    for step in steps:
        subprocess.run([sys.executable, "-m", *step], stdout=subprocess.DEVNULL, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
