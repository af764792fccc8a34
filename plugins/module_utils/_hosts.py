# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""Which host names are the machine itself. Kept apart from the HTTP code so that asking costs no import of requests."""

from __future__ import annotations

import functools
import ipaddress


@functools.lru_cache(maxsize=16)
def is_loopback(host: str) -> bool:
    """
    Tell whether ``host`` is exactly ``localhost``, an IPv4 literal in 127.0.0.0/8 or the IPv6 literal ``::1``.

    Names are not resolved, since what a name resolves to can change between the check and the connection. An IPv6
    literal may stand in brackets. IPv4-mapped and scoped IPv6 literals are not loopback here: Python's releases
    disagree about them.
    """
    if host == "localhost":
        return True
    if host.startswith("[") and host.endswith("]"):
        host = host[1:-1]
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return address.is_loopback
    return address == ipaddress.IPv6Address("::1")
