# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
Zoho's data centers: one table, and the rules which host may be sent a secret.

Sources: "Zoho Accounts, OAuth 2.0, Multi-DC support" for the accounts hosts, "Zoho Cliq, REST API v3, Introduction"
for the hosts of Cliq, "Bigin, APIs, Multi-DC support" for the values of ``api_domain``. The Canadian hosts are
irregular, so that no host is ever derived from another one: they are all written out.
"""

from __future__ import annotations

import dataclasses
import re
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput
from ansible_collections.zoho.cliq.plugins.module_utils._hosts import is_loopback

ServiceKind = t.Literal["accounts", "api"]


@dataclasses.dataclass(frozen=True)
class DataCenter:
    """
    One location of Zoho.

    ``id`` is the word of the option ``data_center`` and of ``location`` in a redirect; the URLs have no trailing
    slash; ``api_domain`` is what a token answer names, which is not the host of Cliq; ``console_url`` is None where
    no API console is documented.
    """

    id: str
    accounts_url: str
    cliq_url: str
    api_domain: str
    console_url: str | None
    name: str


DEFAULT = "us"
"""The data center of those who set none."""

DATA_CENTERS: dict[str, DataCenter] = {
    row.id: row
    for row in (
        DataCenter(
            id="us",
            accounts_url="https://accounts.zoho.com",
            cliq_url="https://cliq.zoho.com",
            api_domain="https://www.zohoapis.com",
            console_url="https://api-console.zoho.com",
            name="United States",
        ),
        DataCenter(
            id="eu",
            accounts_url="https://accounts.zoho.eu",
            cliq_url="https://cliq.zoho.eu",
            api_domain="https://www.zohoapis.eu",
            console_url="https://api-console.zoho.eu",
            name="Europe",
        ),
        DataCenter(
            id="in",
            accounts_url="https://accounts.zoho.in",
            cliq_url="https://cliq.zoho.in",
            api_domain="https://www.zohoapis.in",
            console_url="https://api-console.zoho.in",
            name="India",
        ),
        DataCenter(
            id="au",
            accounts_url="https://accounts.zoho.com.au",
            cliq_url="https://cliq.zoho.com.au",
            api_domain="https://www.zohoapis.com.au",
            console_url="https://api-console.zoho.com.au",
            name="Australia",
        ),
        DataCenter(
            id="jp",
            accounts_url="https://accounts.zoho.jp",
            cliq_url="https://cliq.zoho.jp",
            api_domain="https://www.zohoapis.jp",
            console_url="https://api-console.zoho.jp",
            name="Japan",
        ),
        DataCenter(
            id="cn",
            accounts_url="https://accounts.zoho.com.cn",
            cliq_url="https://cliq.zoho.com.cn",
            api_domain="https://www.zohoapis.com.cn",
            console_url="https://api-console.zoho.com.cn",
            name="China",
        ),
        DataCenter(
            id="ca",
            accounts_url="https://accounts.zohocloud.ca",
            cliq_url="https://cliq.zohocloud.ca",
            api_domain="https://www.zohoapis.ca",
            console_url="https://api-console.zohocloud.ca",
            name="Canada",
        ),
        DataCenter(
            id="sa",
            accounts_url="https://accounts.zoho.sa",
            cliq_url="https://cliq.zoho.sa",
            api_domain="https://www.zohoapis.sa",
            console_url="https://api-console.zoho.sa",
            name="Saudi Arabia",
        ),
        # Zoho documents the hosts of this data center, but neither its api_domain nor its API console.
        DataCenter(
            id="uk",
            accounts_url="https://accounts.zoho.uk",
            cliq_url="https://cliq.zoho.uk",
            api_domain="https://www.zohoapis.uk",
            console_url=None,
            name="United Kingdom",
        ),
    )
}

# Written out instead of urllib.parse: it must be impossible to read a URL here in another way than the HTTP library
# does.
_ORIGIN = re.compile(
    r"(?P<scheme>https?)://"
    r"(?P<host>[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]{2,45}\])"
    r"(?::(?P<port>[0-9]{1,5}))?/?",
    re.ASCII,
)
_PRINTABLE = re.compile(r"[A-Za-z0-9 ._-]{1,32}", re.ASCII)


@dataclasses.dataclass(frozen=True)
class _Origin:
    scheme: str
    host: str
    port: int | None

    @property
    def authority(self) -> str:
        return self.host if self.port is None else f"{self.host}:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.authority}"


def get(name: str) -> DataCenter:
    """
    Return the data center called ``name`` (``us``, ``eu``, …; letter case does not matter).

    Raises InvalidInput (``unknown_data_center``), which names the nearest and all of them.
    """
    key = name.strip().lower()
    if key in DATA_CENTERS:
        return DATA_CENTERS[key]
    shown = f' "{name}"' if _PRINTABLE.fullmatch(name) else ""
    near = _nearest(key)
    hint = f'did you mean "{near.id}" ({near.name})? ' if near else ""
    listed = ", ".join(f"{row.id} ({row.name})" for row in DATA_CENTERS.values())
    raise InvalidInput(
        f"Unknown data center{shown}: {hint}Set data_center to one of {listed}.", code="unknown_data_center"
    )


def _nearest(key: str) -> DataCenter | None:
    """Return the data center whose id, name or domain ending is most like ``key``, or None if none is."""
    words: dict[str, DataCenter] = {}
    for row in DATA_CENTERS.values():
        ending = row.accounts_url.removeprefix("https://accounts.zoho").removeprefix("cloud").lstrip(".")
        for word in (row.id, row.name.lower(), ending, row.accounts_url.removeprefix("https://")):
            words.setdefault(word, row)
    # Imported here, because it takes as long to import as a cached token to find.
    import difflib

    found = difflib.get_close_matches(key.lstrip("."), list(words), n=1, cutoff=0.5)
    return words[found[0]] if found else None


def service_url(
    kind: ServiceKind, data_center: DataCenter, override: str | None, trusted_hosts: t.Iterable[str] = ()
) -> str:
    """
    Return the base URL (an origin without trailing slash) of Zoho Accounts or of Cliq.

    ``override`` (the option ``accounts_url`` or ``api_url``; None or empty: the URL of ``data_center``) may name any
    data center's host of that kind, this machine (plain http is allowed), or a host in ``trusted_hosts``, whose
    elements are ``host``, which stands for any port, or ``host:port``, and mean https. Raises InvalidInput
    (``untrusted_host``) for anything else: secrets are sent to that URL.
    """
    if not override or not override.strip():
        return _table_url(kind, data_center)
    option = "accounts_url" if kind == "accounts" else "api_url"
    origin = _parse_origin(override.strip().lower())
    if origin is None:
        raise InvalidInput(
            f"The value of {option} must be an origin such as {_table_url(kind, data_center)}: http or https, a "
            "host and, if need be, a port, without user name, path, query and fragment.",
            code="untrusted_host",
        )
    if origin.url in {_table_url(kind, row) for row in DATA_CENTERS.values()}:
        return origin.url
    if is_loopback(origin.host):
        return origin.url
    if origin.scheme == "https" and _is_trusted(origin, trusted_hosts):
        return origin.url
    listed = ", ".join(_table_url(kind, row) for row in DATA_CENTERS.values())
    raise InvalidInput(
        f"{option} names {origin.url}, to which no secret is sent: it is neither a host of Zoho for this purpose "
        f"({listed}) nor this machine (localhost, 127.0.0.1, [::1]). If the host is yours and speaks https, name it "
        f"in ZOHO_CLIQ_TRUSTED_HOSTS as {origin.authority}, which is read from the environment or ansible.cfg only.",
        code="untrusted_host",
    )


def _table_url(kind: ServiceKind, row: DataCenter) -> str:
    return row.accounts_url if kind == "accounts" else row.cliq_url


def _parse_origin(text: str) -> _Origin | None:
    """Read a lower-case origin, one trailing slash tolerated; None if it is anything else."""
    match = _ORIGIN.fullmatch(text)
    if match is None:
        return None
    port = int(match["port"]) if match["port"] else None
    if port is not None and not 1 <= port <= 65535:
        return None
    return _Origin(scheme=match["scheme"], host=match["host"], port=port)


def _is_trusted(origin: _Origin, trusted_hosts: t.Iterable[str]) -> bool:
    for entry in trusted_hosts:
        trusted = _parse_origin(f"https://{entry.strip().lower()}")
        if trusted is not None and trusted.host == origin.host and trusted.port in (None, origin.port or 443):
            return True
    return False


def from_redirect(
    location: str | None,
    accounts_server: str | None,
    *,
    consent_data_center: DataCenter,
    accounts_override: str | None,
) -> tuple[DataCenter, str]:
    """
    Return the data center of the consenting user and the base URL of the accounts host that exchanges the code.

    ``location`` and ``accounts_server`` are those of the redirect, which anybody can forge: they only choose a row of
    the table. Zoho documents that both come ("Zoho Accounts, OAuth 2.0, Multi-DC support"); without both, it is the
    data center of the consent; with one, it is used. ``accounts_override`` is a result of ``service_url``: it may be
    what ``accounts_server`` names, also by another name of this machine if it is on loopback, and is then and always where
    the exchange goes. Raises InvalidInput (``untrusted_redirect``), before anything is sent.
    """
    override = accounts_override.removesuffix("/") if accounts_override else None
    by_location = _row_of_location(location) if location else None
    by_server = _row_of_accounts_server(accounts_server, override) if accounts_server else None
    if by_location and by_server and by_location != by_server:
        raise InvalidInput(
            f'The redirect contradicts itself: location is "{by_location.id}", but accounts-server belongs to '
            f'"{by_server.id}". Nothing was sent; consent again and take the redirect as it comes.',
            code="untrusted_redirect",
        )
    data_center = by_location or by_server or consent_data_center
    if data_center.id == "cn" and consent_data_center.id != "cn":
        raise InvalidInput(
            f'The redirect moves from the data center "{consent_data_center.id}" to "cn" (China), which is done '
            "only on request. Nothing was sent; if the user belongs there, set data_center: cn and consent again.",
            code="untrusted_redirect",
        )
    return data_center, override or data_center.accounts_url


def _is_same_local(url: str, override: str) -> bool:
    """Tell whether two origins are the same port of this machine, by whatever name."""
    one, other = _parse_origin(url), _parse_origin(override)
    return (
        one is not None
        and other is not None
        and one.url == url
        and (one.scheme, one.port) == (other.scheme, other.port)
        and is_loopback(one.host)
        and is_loopback(other.host)
    )


def _row_of_location(location: str) -> DataCenter:
    row = DATA_CENTERS.get(location)
    if row is None:
        shown = f'"{location}"' if _PRINTABLE.fullmatch(location) else "which is not a name"
        raise InvalidInput(
            f"The redirect names an unknown location, {shown}. Nothing was sent; known are {', '.join(DATA_CENTERS)}.",
            code="untrusted_redirect",
        )
    return row


def _row_of_accounts_server(accounts_server: str, override: str | None) -> DataCenter | None:
    """
    Return the row of an accounts-server; None if it is the override, which belongs to no row by itself.

    A server on this machine may know itself by another name than the override has, which is where the code goes all the same.
    """
    url = accounts_server.removesuffix("/")
    for row in DATA_CENTERS.values():
        if row.accounts_url == url:
            return row
    if override is not None and (url == override or _is_same_local(url, override)):
        return None
    raise InvalidInput(
        "The accounts-server of the redirect is not an accounts host of Zoho, so the redirect may be forged. "
        "Nothing was sent; consent again and take the redirect from your own browser.",
        code="untrusted_redirect",
    )
