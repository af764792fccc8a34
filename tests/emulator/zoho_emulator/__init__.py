# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A stand-in for Zoho Accounts (OAuth 2.0) and Zoho Cliq (REST API v2) on the loopback interface.

It exists for the tests, the benchmarks and the demo of the collection. It is not Zoho and holds nobody's data.
"""

from __future__ import annotations
