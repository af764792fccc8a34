# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""The data center table decides which host may be sent a secret; these tests are about what it lets through."""

from __future__ import annotations

import pytest
from ansible_collections.zoho.cliq.plugins.module_utils import _hosts
from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput
from ansible_collections.zoho.cliq.plugins.module_utils._oauth import datacenters
from ansible_collections.zoho.cliq.plugins.module_utils._oauth.datacenters import DATA_CENTERS
from hypothesis import given
from hypothesis import strategies as st

US = DATA_CENTERS["us"]
EU = DATA_CENTERS["eu"]
CN = DATA_CENTERS["cn"]


def test_the_table_has_the_documented_locations() -> None:
    assert list(DATA_CENTERS) == ["us", "eu", "in", "au", "jp", "cn", "ca", "sa", "uk"]
    assert [row.accounts_url for row in DATA_CENTERS.values()] == [
        "https://accounts.zoho.com",
        "https://accounts.zoho.eu",
        "https://accounts.zoho.in",
        "https://accounts.zoho.com.au",
        "https://accounts.zoho.jp",
        "https://accounts.zoho.com.cn",
        "https://accounts.zohocloud.ca",
        "https://accounts.zoho.sa",
        "https://accounts.zoho.uk",
    ]
    assert DATA_CENTERS["ca"].cliq_url == "https://cliq.zohocloud.ca"
    assert DATA_CENTERS["ca"].api_domain == "https://www.zohoapis.ca"


@pytest.mark.parametrize("attribute", ["accounts_url", "cliq_url", "api_domain", "name"])
def test_no_two_rows_share_a_value(attribute: str) -> None:
    values = [getattr(row, attribute) for row in DATA_CENTERS.values()]
    assert len(set(values)) == len(values)


@pytest.mark.parametrize("name", ["eu", "EU", " eu\n"])
def test_get_finds_a_data_center(name: str) -> None:
    assert datacenters.get(name) is EU


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("europe", "eu"), ("com.au", "au"), ("com", "us"), (".eu", "eu"), ("japn", "jp"), ("United Kingdon", "uk")],
)
def test_get_names_the_nearest_and_all(name: str, nearest: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        datacenters.get(name)
    assert caught.value.code == "unknown_data_center"
    assert f'did you mean "{nearest}"' in caught.value.message
    for row in DATA_CENTERS.values():
        assert f"{row.id} ({row.name})" in caught.value.message


def test_get_does_not_echo_what_is_not_a_name() -> None:
    with pytest.raises(InvalidInput) as caught:
        datacenters.get("1000.0123456789abcdef0123456789abcdef.x")
    assert "0123456789" not in caught.value.message


def test_service_url_without_override_is_that_of_the_table() -> None:
    assert datacenters.service_url("accounts", EU, None) == "https://accounts.zoho.eu"
    assert datacenters.service_url("api", EU, None) == "https://cliq.zoho.eu"
    assert datacenters.service_url("api", EU, " ") == "https://cliq.zoho.eu"


@pytest.mark.parametrize(
    ("override", "url"),
    [
        ("https://accounts.zoho.in", "https://accounts.zoho.in"),
        ("https://accounts.zoho.in/", "https://accounts.zoho.in"),
        ("HTTPS://Accounts.Zoho.IN", "https://accounts.zoho.in"),
        ("http://localhost:8080", "http://localhost:8080"),
        ("http://127.0.0.1:8080/", "http://127.0.0.1:8080"),
        ("http://127.8.9.10", "http://127.8.9.10"),
        ("https://[::1]:8443", "https://[::1]:8443"),
        ("https://zoho.example.org", "https://zoho.example.org"),
        ("https://ZOHO.example.org:443", "https://zoho.example.org:443"),
        ("https://proxy.example.org:8443", "https://proxy.example.org:8443"),
        ("https://[2001:db8::1]:8443", "https://[2001:db8::1]:8443"),
        ("https://zoho.example.org:8443", "https://zoho.example.org:8443"),
        ("https://default.example.org", "https://default.example.org"),
        ("https://[2001:db8::2]:8443", "https://[2001:db8::2]:8443"),
    ],
)
def test_service_url_accepts(override: str, url: str) -> None:
    trusted = ["zoho.example.org", " Proxy.example.org:8443", "default.example.org:443"]
    trusted += ["[2001:db8::1]:8443", "[2001:db8::2]"]
    assert datacenters.service_url("accounts", EU, override, trusted) == url


@pytest.mark.parametrize(
    "override",
    [
        "http://accounts.zoho.eu",
        "https://accounts.zoho.eu:443",
        "https://accounts.zoho.eu:8443",
        "https://accounts.zoho.eu.example.org",
        "https://accounts.zoho.eu@example.org",
        "https://user:topsecret@accounts.zoho.eu",
        "https://accounts.zoho.eu/oauth",
        "https://accounts.zoho.eu//",
        "https://accounts.zoho.eu?x=topsecret",
        "https://accounts.zoho.eu#x",
        "https://accounts.zoho.eu\\@example.org",
        "https://accounts.zoho.eu .example.org",
        "https://accounts.zoho.eu.",
        "https://cliq.zoho.eu",
        "https://example.org",
        "https://ex\u0430mple.org",
        "http://trusted.example.org",
        "http://trusted.example.org:8443",
        "https://port.example.org",
        "https://port.example.org:8444",
        "https://sub.trusted.example.org",
        "http://localhost.example.org",
        "http://localhost.",
        "http://127.1",
        "http://2130706433",
        "http://0.0.0.0:80",
        "http://[::ffff:127.0.0.1]",
        "http://[::]",
        "http://localhost:0",
        "http://localhost:65536",
        "http://localhost:80:80",
        "ftp://localhost",
        "//localhost",
        "localhost",
        "https://",
    ],
)
def test_service_url_refuses(override: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        datacenters.service_url(
            "accounts", EU, override, ["trusted.example.org", "port.example.org:8443", "", "/", "*"]
        )
    assert caught.value.code == "untrusted_host"
    assert "topsecret" not in caught.value.message


def test_service_url_tells_how_to_trust_a_host() -> None:
    with pytest.raises(InvalidInput, match="ZOHO_CLIQ_TRUSTED_HOSTS") as caught:
        datacenters.service_url("api", EU, "https://gateway.example.org:8443")
    assert "https://gateway.example.org" in caught.value.message
    assert "ZOHO_CLIQ_TRUSTED_HOSTS as gateway.example.org:8443, which" in caught.value.message
    assert "https://cliq.zoho.uk" in caught.value.message
    assert "ansible.cfg" in caught.value.message
    assert "api_url" in caught.value.message


def test_service_url_takes_hosts_of_the_same_kind_only() -> None:
    assert datacenters.service_url("api", EU, "https://cliq.zoho.com") == "https://cliq.zoho.com"
    with pytest.raises(InvalidInput):
        datacenters.service_url("api", EU, "https://accounts.zoho.com")


@given(st.text(max_size=60))
def test_service_url_returns_an_allowed_origin_or_refuses(rest: str) -> None:
    for prefix in ("", "https://", "http://", "https://accounts.zoho.eu", "http://127.0.0.1"):
        try:
            url = datacenters.service_url("accounts", EU, prefix + rest)
        except InvalidInput:
            continue
        table = {row.accounts_url for row in DATA_CENTERS.values()}
        assert url in table or url.split("://")[1].startswith(("127.", "localhost", "[::1]"))


@pytest.mark.parametrize("row", DATA_CENTERS.values(), ids=DATA_CENTERS)
def test_from_redirect_follows_both_words_to_their_row(row: datacenters.DataCenter) -> None:
    for server in (row.accounts_url, f"{row.accounts_url}/"):
        found = datacenters.from_redirect(
            row.id, server, consent_data_center=CN if row is CN else US, accounts_override=None
        )
        assert found == (row, row.accounts_url)


@pytest.mark.parametrize(
    ("location", "server"), [(None, None), ("", ""), ("eu", None), (None, "https://accounts.zoho.eu")]
)
def test_from_redirect_with_less_than_both(location: str | None, server: str | None) -> None:
    found = datacenters.from_redirect(location, server, consent_data_center=EU, accounts_override=None)
    assert found == (EU, "https://accounts.zoho.eu")


@pytest.mark.parametrize(
    "server",
    [
        "http://accounts.zoho.eu",
        "https://accounts.zoho.eu:443",
        "https://accounts.zoho.eu:8443",
        "https://accounts.zoho.eu//",
        "https://accounts.zoho.eu/x",
        "https://accounts.zoho.eu@example.org",
        "https://accounts.zoho.eu.example.org",
        "https://x@accounts.zoho.eu",
        "https://accounts.zoho.eu?x",
        "https://accounts.zoho.eu#",
        " https://accounts.zoho.eu",
        "https://accounts.zoho.eu\n",
        "https://accounts.zoho.in",
        "https://cliq.zoho.eu",
        "https://www.zohoapis.eu",
        "https://evil.example.org",
        "http://localhost.example.org",
        "http://127.0.0.1:8080@example.org",
        "http://127.0.0.1:8080/x",
        "http://127.0.0.1:8080//",
        "http://127.1:8080",
        "http://0.0.0.0:8080",
        "http://[::ffff:127.0.0.1]:8080",
        "accounts.zoho.eu",
        "/",
    ],
)
@pytest.mark.parametrize("override", [None, "http://127.0.0.1:9090", "https://trusted.example.org"])
def test_from_redirect_refuses_other_accounts_servers(server: str, override: str | None) -> None:
    with pytest.raises(InvalidInput) as caught:
        datacenters.from_redirect("eu", server, consent_data_center=EU, accounts_override=override)
    assert caught.value.code == "untrusted_redirect"
    assert "evil" not in caught.value.message


@pytest.mark.parametrize("server", ["http://127.0.0.1:8080", "http://localhost:8080/", "https://[::1]"])
@pytest.mark.parametrize(
    "override",
    [None, "https://trusted.example.org", "https://accounts.zoho.eu", "http://127.0.0.1:9090", "https://[::1]:8080"],
)
def test_from_redirect_refuses_this_machine_unless_the_override_is_on_it(server: str, override: str | None) -> None:
    with pytest.raises(InvalidInput) as caught:
        datacenters.from_redirect("eu", server, consent_data_center=EU, accounts_override=override)
    assert caught.value.code == "untrusted_redirect"


@pytest.mark.parametrize(
    "server", ["http://localhost:9090", "http://127.0.0.1:9090/", "http://[::1]:9090", "http://127.9.9.9:9090"]
)
@pytest.mark.parametrize("override", ["http://127.0.0.1:9090", "http://localhost:9090", "http://[::1]:9090"])
def test_from_redirect_takes_this_machine_by_any_name_for_an_override_on_it(server: str, override: str) -> None:
    for location in ("eu", None):
        found = datacenters.from_redirect(location, server, consent_data_center=EU, accounts_override=override)
        assert found == (EU, override)


@pytest.mark.parametrize(
    ("server", "expected"),
    [("http://127.0.0.1:8080", EU), ("http://127.0.0.1:8080/", EU), ("https://accounts.zoho.eu", EU), (None, EU)],
)
def test_from_redirect_always_asks_the_override(server: str | None, expected: datacenters.DataCenter) -> None:
    found = datacenters.from_redirect("eu", server, consent_data_center=US, accounts_override="http://127.0.0.1:8080")
    assert found == (expected, "http://127.0.0.1:8080")


def test_from_redirect_with_the_override_alone_stays_in_the_data_center_of_the_consent() -> None:
    found = datacenters.from_redirect(
        None, "http://127.0.0.1:8080", consent_data_center=EU, accounts_override="http://127.0.0.1:8080/"
    )
    assert found == (EU, "http://127.0.0.1:8080")


def test_from_redirect_names_an_unknown_location() -> None:
    with pytest.raises(InvalidInput, match='"ae"') as caught:
        datacenters.from_redirect("ae", None, consent_data_center=EU, accounts_override=None)
    assert caught.value.code == "untrusted_redirect"


def test_from_redirect_does_not_repeat_what_is_no_location() -> None:
    with pytest.raises(InvalidInput) as caught:
        datacenters.from_redirect("<b>{{ x }}", None, consent_data_center=EU, accounts_override=None)
    assert "{{" not in caught.value.message


@pytest.mark.parametrize("override", [None, "http://127.0.0.1:8080"])
@pytest.mark.parametrize(
    ("location", "server"),
    [("cn", "https://accounts.zoho.com.cn"), ("cn", None), (None, "https://accounts.zoho.com.cn")],
)
def test_from_redirect_does_not_move_to_china_by_itself(
    location: str | None, server: str | None, override: str | None
) -> None:
    with pytest.raises(InvalidInput, match="data_center: cn") as caught:
        datacenters.from_redirect(location, server, consent_data_center=EU, accounts_override=override)
    assert caught.value.code == "untrusted_redirect"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.255.0.3", "::1", "[::1]", "0:0:0:0:0:0:0:1"])
def test_loopback(host: str) -> None:
    assert _hosts.is_loopback(host)


@pytest.mark.parametrize(
    "host",
    [
        "",
        "LOCALHOST",
        "localhost.",
        "a.localhost",
        "127.1",
        "0.0.0.0",
        "::",
        "[127.0.0.1",
        "::1%lo",
        "::ffff:127.0.0.1",
    ],
)
def test_not_loopback(host: str) -> None:
    assert not _hosts.is_loopback(host)
