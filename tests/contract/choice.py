# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""
How many requests that nobody thought of are made up, and which.

The choice is the same in each run. To search on, set HYPOTHESIS_SEED to another number, or HYPOTHESIS_FACTOR to make up so
many times as many.
"""

from __future__ import annotations

import os
import typing as t

from hypothesis import HealthCheck, Phase, settings

SEED = int(os.environ.get("HYPOTHESIS_SEED", "20260301"))
FACTOR = int(os.environ.get("HYPOTHESIS_FACTOR", "1"))


def checks(examples: int) -> t.Callable[[t.Any], t.Any]:
    """The settings for a test with so many examples. None is made smaller: what is there changes with each request."""
    return settings(
        max_examples=examples * FACTOR,
        database=None,
        deadline=None,
        phases=(Phase.generate,),
        suppress_health_check=list(HealthCheck),
    )
