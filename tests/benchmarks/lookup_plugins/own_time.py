# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A clock for templates that measure themselves."""

from __future__ import annotations

import time

from ansible.plugins.lookup import LookupBase

DOCUMENTATION = """
name: own_time
short_description: The monotonic clock, less what others took
description:
  - Seconds of a clock that stands still while this process is ready to run and other processes have the processors.
  - It goes on while this process sleeps, or waits for a lock or the disk.
"""


class LookupModule(LookupBase):
    def run(self, terms, variables=None, **kwargs):
        return [time.perf_counter() - _seconds_in_the_queue()]


def _seconds_in_the_queue():
    try:
        with open("/proc/thread-self/schedstat", encoding="ascii") as file:
            return int(file.read().split()[1]) / 1e9
    except (OSError, IndexError, ValueError):
        return 0.0
