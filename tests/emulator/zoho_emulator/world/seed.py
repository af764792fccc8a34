# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Seeds: YAML or JSON that describes a world. A snapshot of a world is a seed, too."""

from __future__ import annotations

from .dump import as_yaml, dump_channel
from .dump import snapshot as dump
from .kinds import SeedError
from .load import DEFAULT_SEED, build, read

__all__ = ("DEFAULT_SEED", "SeedError", "as_yaml", "build", "dump", "dump_channel", "read")
