# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Zoho's data centers, as far as the emulator has to name them in its answers."""

from __future__ import annotations

API_DOMAINS = {
    "us": "https://www.zohoapis.com",
    "eu": "https://www.zohoapis.eu",
    "in": "https://www.zohoapis.in",
    "au": "https://www.zohoapis.com.au",
    "jp": "https://www.zohoapis.jp",
    "cn": "https://www.zohoapis.com.cn",
    "ca": "https://www.zohoapis.ca",
    "sa": "https://www.zohoapis.sa",
    "uk": "https://www.zohoapis.uk",
}


def api_domain(data_center: str, sample_of_the_docs: bool = False) -> str:
    """The `api_domain` of a token answer: as captured, or as the samples of Zoho's documentation have it."""
    domain = API_DOMAINS[data_center]
    return domain.replace("www.zohoapis", "api.zoho") if sample_of_the_docs else domain
