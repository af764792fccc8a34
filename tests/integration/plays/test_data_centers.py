# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
All nine data centers by their own names: each request goes to the right host, and no secret to any other.

Nothing here overrides an address. The hosts are those of the collection's table, and the connections are https, with certificates
that are verified.
"""

from __future__ import annotations

from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit, urlunsplit

import pytest
import yaml
from ansible_collections.zoho.cliq.tests.integration.plays.emulator_process import SCOPES, Emulator
from ansible_collections.zoho.cliq.tests.integration.plays.internet import HOSTS, Internet
from ansible_collections.zoho.cliq.tests.integration.plays.playbook_runner import Playbook

# Who consented at one data center and lives at another is sent there; to China only who asked for it.
BEYOND_CHINA = [center for center in HOSTS if center not in ("us", "cn")]


@pytest.fixture(scope="module")
def worldwide(tmp_path_factory):
    emulator = Emulator(tmp_path_factory.mktemp("worldwide"), list(HOSTS))
    internet = Internet(emulator.urls, tmp_path_factory.mktemp("internet"))
    yield emulator, internet
    internet.stop()
    emulator.stop()


@pytest.fixture
def emulator(worldwide):
    """An organization in each data center, with one person each, who is called like it."""
    emulator, internet = worldwide
    emulator.reset()
    state = emulator.control("state")
    emulator.control("reset", {"clients": state["clients"], **PEOPLE})
    # All of them together are more than one client may send to one data center.
    emulator.quirk(token_limits="off")
    internet.forget()
    return emulator


PEOPLE = {
    "organizations": [{"id": f"6000{n}", "name": center, "data_center": center} for n, center in enumerate(HOSTS)],
    "users": [
        {
            "id": f"7000{n}",
            "email": f"{center}@zylker.example",
            "first_name": center,
            "organization": f"6000{n}",
            "organization_admin": True,
        }
        for n, center in enumerate(HOSTS)
    ],
}


@pytest.fixture
def internet(worldwide):
    return worldwide[1]


@pytest.fixture
def playbook(tmp_path, emulator, internet):
    """The runner of plays, for a user behind the proxy, with a client and without any address."""
    playbook = Playbook(tmp_path, emulator)
    for name in ("ZOHO_CLIQ_ACCOUNTS_URL", "ZOHO_CLIQ_API_URL"):
        del playbook.environment[name]
    playbook.environment |= {f"{name}_PROXY": internet.url for name in ("HTTP", "HTTPS")}
    playbook.environment["ZOHO_CLIQ_CA_PATH"] = str(internet.ca_path)
    playbook.write("client.yml", {f"zoho_cliq_{name}": value for name, value in emulator.client.items()})
    # In these tests nobody looks at the refresh token.
    given = {**emulator.client, "refresh_token": f"1000.{'a' * 32}.{'b' * 32}"}
    playbook.write("given.yml", {f"given_{name}": value for name, value in given.items()})
    return playbook


def consents(playbook, internet, starts):
    """
    Consent at some data centers, in the browser; the redirects then lie in a vars file, as if the user had pasted them.

    ``starts`` says for each person, called like a data center, at which one to begin.
    """
    tasks = [
        {"name": user, "zoho.cliq.authorization_url": {"data_center": start, "scopes": SCOPES}}
        for user, start in starts.items()
    ]
    made = playbook(yaml.safe_dump(tasks), vars_files=["client.yml"])
    assert made.code == 0, made.output
    # A URL is made without a connection.
    assert internet.connections == []
    redirects = {}
    with internet.browser() as browser:
        for user, start in starts.items():
            url = made[user]["authorization_url"]
            assert url.startswith(f"https://{HOSTS[start][0]}/oauth/v2/auth?")
            redirects[user] = playbook.emulator.consent(url, browser=browser, user=f"{user}@zylker.example")
    playbook.write("redirects.yml", {"redirects": redirects})
    internet.forget()
    return redirects


def exchange(user, start, **more):
    return {
        "zoho.cliq.credentials": {
            "credentials_file": f"{user}.yml",
            "data_center": start,
            "scopes": SCOPES,
            "redirect_url": f"{{{{ redirects['{user}'] }}}}",
            **more,
        }
    }


def from_consent_to_channel(playbook, users):
    """Exchange, refresh, and a channel, for each."""
    tasks = []
    for user, start in users.items():
        # Without the data center: from the second time on, the file knows it.
        verified = {"credentials_file": f"{user}.yml", "verify": True}
        channel = {"name": f"from-{user}", "level": "private", "credentials_file": f"{user}.yml"}
        tasks += [
            {"name": f"Exchange {user}", **exchange(user, start)},
            {"name": f"Refresh {user}", "zoho.cliq.credentials": verified},
            {"name": f"Channel {user}", "zoho.cliq.channel": channel},
        ]
    variables = ["client.yml", "redirects.yml"]
    run = playbook(yaml.safe_dump(tasks, sort_keys=False), vars_files=variables, vault=True, check_first=False)
    assert run.code == 0, run.output
    return run


def assert_only_there(playbook, internet, subtests, run, redirects):
    """Each person's secrets went to the two hosts of that person's data center, and nothing went anywhere else."""
    assert internet.hosts == {host for user in redirects for host in HOSTS[user]}
    secret = playbook.emulator.client["client_secret"].encode()
    for user, redirect in redirects.items():
        with subtests.test(user):
            accounts, cliq = HOSTS[user]
            assert run[f"Exchange {user}"]["data_center"] == user and run[f"Channel {user}"]["changed"]
            (code,) = parse_qs(urlsplit(redirect).query)["code"]
            with_code = [one for one in internet.requests if code.encode() in one.content]
            assert [(one.host, one.method, one.path) for one in with_code] == [(accounts, "POST", "/oauth/v2/token")]
            there = [one for one in internet.requests if one.host == accounts]
            grants = [parse_qs(one.body.decode())["grant_type"] for one in there]
            assert grants == [["authorization_code"], ["refresh_token"]]
            assert all(secret in one.content and b"1000." in one.content for one in there)
            calls = [one for one in internet.requests if one.host == cliq]
            assert calls[-1].method == "POST" and f"from-{user}".encode() in calls[-1].body
            assert not any(secret in one.content for one in calls)
            assert all(one.headers["Authorization"].startswith("Zoho-oauthtoken 1000.") for one in calls)
            # And those who answered were those of the person's data center.
            log = playbook.emulator.log(user=f"{user}@zylker.example")
            assert {entry["data_center"] for entry in log if entry["path"] != "/oauth/v2/consent"} == {user}
            assert len(playbook.emulator.channels(f"from-{user}")) == 1
    assert {one.host for one in internet.requests if secret in one.content} == {HOSTS[user][0] for user in redirects}


def test_each_data_center_has_its_hosts(playbook, internet, subtests):
    users = {center: center for center in HOSTS}
    redirects = consents(playbook, internet, users)
    run = from_consent_to_channel(playbook, users)
    assert_only_there(playbook, internet, subtests, run, redirects)


def test_a_redirect_moves_the_exchange_to_the_data_center_of_the_user(playbook, internet, subtests):
    """All of them started in the United States, which no request reaches any more."""
    users = dict.fromkeys(BEYOND_CHINA, "us")
    redirects = consents(playbook, internet, users)
    for user, redirect in redirects.items():
        fields = parse_qs(urlsplit(redirect).query)
        assert (fields["location"], fields["accounts-server"]) == ([user], [f"https://{HOSTS[user][0]}"])
    run = from_consent_to_channel(playbook, users)
    assert_only_there(playbook, internet, subtests, run, redirects)
    for user in users:
        stored = (playbook.project / f"{user}.yml").read_text()
        assert f'zoho_cliq_data_center: "{user}"' in stored and 'zoho_cliq_consent_data_center: "us"' in stored


FORGED = {
    "contradiction": {"location": "eu", "accounts-server": "https://accounts.zoho.com"},
    "contradiction, the other way": {"location": "us", "accounts-server": "https://accounts.zoho.eu"},
    "unknown location": {"location": "xx"},
    "location in capitals": {"location": "EU"},
    "host that begins like one": {"accounts-server": "https://accounts.zoho.eu.evil.example"},
    "host that ends like one": {"accounts-server": "https://evilaccounts.zoho.eu"},
    "another host of Zoho": {"accounts-server": "https://www.zohoapis.eu"},
    "port": {"accounts-server": "https://accounts.zoho.eu:8443"},
    "port of https": {"accounts-server": "https://accounts.zoho.eu:443"},
    "userinfo": {"accounts-server": "https://accounts.zoho.eu@evil.example"},
    "userinfo, the other way": {"accounts-server": "https://evil.example@accounts.zoho.eu"},
    "path": {"accounts-server": "https://accounts.zoho.eu/evil"},
    "query": {"accounts-server": "https://accounts.zoho.eu?evil"},
    "fragment": {"accounts-server": "https://accounts.zoho.eu#evil"},
    "backslash": {"accounts-server": "https://accounts.zoho.eu\\@evil.example"},
    "not encrypted": {"accounts-server": "http://accounts.zoho.eu"},
    "this machine": {"accounts-server": "http://127.0.0.1:1"},
    "China": {"location": "cn", "accounts-server": "https://accounts.zoho.com.cn"},
    "China, location only": {"location": "cn", "accounts-server": None},
    "China, server only": {"location": None, "accounts-server": "https://accounts.zoho.com.cn"},
}


def changed_query(url, changes):
    parts = urlsplit(url)
    query = {**dict(parse_qsl(parts.query)), **changes}
    return urlunsplit(
        parts._replace(query=urlencode({key: value for key, value in query.items() if value is not None}))
    )


def test_a_forged_redirect_is_refused_before_any_connection(playbook, internet, subtests):
    """The person lives in Europe, consented in the United States, and somebody changed the redirect on its way."""
    redirect = consents(playbook, internet, {"eu": "us"})["eu"]
    playbook.write("redirects.yml", {"redirects": {name: changed_query(redirect, FORGED[name]) for name in FORGED}})
    tasks = [{"name": name, **exchange(name, "us"), "ignore_errors": True} for name in FORGED]
    run = playbook(yaml.safe_dump(tasks), vars_files=["client.yml", "redirects.yml"], vault=True)
    assert internet.connections == []
    for name in FORGED:
        with subtests.test(name):
            assert run[name]["failure"]["code"] == "untrusted_redirect", run[name]
            assert "Nothing was sent" in run[name]["msg"]
    assert not list(playbook.project.glob("*.exchange")) and not list(playbook.project.glob(".*.exchange"))
    # It was the changes that were refused.
    playbook.write("redirects.yml", {"redirects": {"eu": redirect}})
    unchanged = playbook(
        yaml.safe_dump([{"name": "Task", **exchange("eu", "us")}]),
        vars_files=["client.yml", "redirects.yml"],
        vault=True,
    )
    assert unchanged.code == 0 and internet.hosts == {"accounts.zoho.eu"}, unchanged.output


def credentials(center):
    """Credentials of a person in a data center, given one by one."""
    names = ("client_id", "client_secret", "refresh_token")
    return {"data_center": center, **{name: f"{{{{ given_{name} }}}}" for name in names}}


@pytest.mark.parametrize("ca_path", ["of somebody else", "of the machine"])
def test_a_certificate_that_is_not_trusted_ends_it(playbook, internet, worldwide, tmp_path, ca_path):
    """TLS begins, and nothing is sent over it."""
    redirect = consents(playbook, internet, {"eu": "eu"})["eu"]
    if ca_path == "of the machine":
        del playbook.environment["ZOHO_CLIQ_CA_PATH"]
    else:
        stranger = Internet(playbook.emulator.urls, tmp_path)
        stranger.stop()
        playbook.environment["ZOHO_CLIQ_CA_PATH"] = str(stranger.ca_path)
    assert redirect
    tasks = [
        {"name": "Exchange", **exchange("eu", "eu"), "ignore_errors": True},
        {"name": "Refresh", "zoho.cliq.access_token": credentials("eu"), "ignore_errors": True},
        {
            "name": "Call",
            "zoho.cliq.channel_info": {"access_token": "{{ given_refresh_token }}", "data_center": "eu"},
            "ignore_errors": True,
        },
    ]
    variables = ["client.yml", "redirects.yml", "given.yml"]
    run = playbook(yaml.safe_dump(tasks), vars_files=variables, vault=True)
    for task, host in (("Exchange", "accounts.zoho.eu"), ("Refresh", "accounts.zoho.eu"), ("Call", "cliq.zoho.eu")):
        assert run[task]["failure"]["code"] == "tls_verification", run[task]
        assert f"certificate of https://{host} could not be verified" in run[task]["msg"]
    assert internet.hosts == {"accounts.zoho.eu", "cliq.zoho.eu"} and internet.requests == []


ELSEWHERE = {
    "another host": "https://accounts.evil.example",
    "host that begins like one": "https://accounts.zoho.eu.evil.example",
    "not encrypted": "http://accounts.zoho.eu",
    "userinfo": "https://accounts.zoho.eu@evil.example",
    "port": "https://accounts.zoho.eu:8443",
    "the other side of Zoho": "https://cliq.zoho.eu",
}


def test_a_secret_never_reaches_a_host_outside_of_the_table(playbook, internet, subtests):
    """Whoever could set the address would have the client secret; only the person who starts Ansible can name one."""
    tasks = [
        {"name": name, "zoho.cliq.access_token": {**credentials("eu"), "accounts_url": url}, "ignore_errors": True}
        for name, url in ELSEWHERE.items()
    ]
    run = playbook(yaml.safe_dump(tasks), vars_files=["given.yml"])
    assert internet.connections == []
    for name in ELSEWHERE:
        with subtests.test(name):
            assert run[name]["failure"]["code"] == "untrusted_host", run[name]
    # The proxy would have seen it: a host that is trusted in words is connected to, and gets the secret.
    trusted = {"ZOHO_CLIQ_TRUSTED_HOSTS": "accounts.evil.example"}
    playbook(yaml.safe_dump(tasks), vars_files=["given.yml"], extra_environment=trusted)
    assert internet.hosts == {"accounts.evil.example"}
    (request,) = internet.requests
    assert playbook.emulator.client["client_secret"].encode() in request.body


@pytest.mark.parametrize("status", [302, 307])
def test_a_redirect_of_the_token_endpoint_is_not_followed(playbook, internet, emulator, status):
    emulator.fault(
        "redirect",
        status=status,
        location="https://accounts.evil.example/oauth/v2/token",
        match={"side": "accounts", "path": "/oauth/v2/token"},
    )
    task = yaml.safe_dump([{"name": "Task", "zoho.cliq.access_token": credentials("eu")}])
    run = playbook(task, vars_files=["given.yml"])
    assert run["Task"]["failure"]["code"] == "unexpected_answer" and str(status) in run["Task"]["msg"]
    assert internet.hosts == {"accounts.zoho.eu"} and len(internet.requests) == 1
