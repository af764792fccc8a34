# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
Lets time pass QUICK_CLOCK times as fast in all Python processes that have this folder on their path, alike in each of them.

So minutes of waiting take as many seconds, beside an emulator whose clock runs as fast; what the processor does takes as long as
ever, and so counts the more. QUICK_CLOCK_SINCE is the time of day from which on it does.
"""

from __future__ import annotations

import os
import time

_FACTOR = float(os.environ.get("QUICK_CLOCK", "1"))
_SINCE = float(os.environ.get("QUICK_CLOCK_SINCE", "0"))
_time, _monotonic, _clock_gettime, _sleep = time.time, time.monotonic, time.clock_gettime, time.sleep

time.time = lambda: _SINCE + (_time() - _SINCE) * _FACTOR
time.monotonic = lambda: _monotonic() * _FACTOR
time.clock_gettime = lambda which: time.time() if which == time.CLOCK_REALTIME else _clock_gettime(which) * _FACTOR
time.sleep = lambda seconds: _sleep(seconds / _FACTOR)
