# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many hosts at once: one channel, one token request, one refresh."""

from __future__ import annotations

CREATE = """
- name: Create
  zoho.cliq.channel:
    name: one-for-all
    level: private
"""
READ = """
- name: Read
  zoho.cliq.channel_info:
    name: General
"""


def test_fifty_hosts_make_one_channel(signed_in, emulator):
    run = signed_in(CREATE, "-i", signed_in.inventory(50), hosts="all")
    assert run.code == 0, run.output
    results = run.all("Create")
    assert len(results) == 50
    assert [result["changed"] for result in results].count(True) == 1
    (channel,) = emulator.channels("one-for-all")
    assert {result["channel"]["channel_id"] for result in results} == {channel["channel_id"]}
    assert emulator.writes() == ["POST /api/v2/channels"]
    counters = emulator.counters()
    assert (counters["token_requests"], counters["refreshes"]) == (1, 1)


CREATE_EACH = """
- name: Create
  zoho.cliq.channel:
    name: "{{ inventory_hostname }}"
    level: private
"""


def test_each_host_makes_a_channel_of_its_own_and_finds_it_in_the_list_of_another(signed_in, emulator):
    inventory = signed_in.inventory(30)
    run = signed_in(CREATE_EACH, "-i", inventory, hosts="all")
    assert [result["changed"] for result in run.all("Create")] == [True] * 30, run.output
    assert emulator.writes() == ["POST /api/v2/channels"] * 30
    assert len({result["channel"]["name"] for result in run.all("Create")}) == 30
    emulator.control("log", method="DELETE")
    run = signed_in(CREATE_EACH, "-i", inventory, hosts="all", check_first=False)
    assert [result["changed"] for result in run.all("Create")] == [False] * 30, run.output
    # The first ones begin before any of them has a list.
    assert 1 <= len(emulator.log(side="cliq", path="/api/v2/channels")) < 10


def test_a_lookup_in_a_variable_takes_one_token_request(signed_in, emulator):
    tasks = "".join(
        f"""
- name: Use it {number}
  ansible.builtin.assert:
    that: "my_token is match('^1000[.]') and my_token == my_token"
    quiet: true
"""
        for number in range(4)
    )
    variables = {"my_token": "{{ lookup('zoho.cliq.access_token') }}"}
    run = signed_in(tasks, "-i", signed_in.inventory(20), hosts="all", vars=variables)
    assert run.code == 0, run.output
    assert [line["outcome"] for line in run.results] == ["ok"] * 80
    assert emulator.counters()["token_requests"] == 1


def test_a_token_that_stopped_working_is_refreshed_once_for_all(signed_in, emulator):
    assert signed_in(READ).code == 0
    assert emulator.counters()["token_requests"] == 1
    emulator.evict()
    run = signed_in(READ, "-i", signed_in.inventory(20), hosts="all")
    assert run.code == 0, run.output
    assert run.outcomes("Read") == ["ok"] * 20
    assert emulator.log(side="cliq", status=401) != []
    assert emulator.counters()["token_requests"] == 2


def test_a_refused_writing_request_is_repeated_and_not_doubled(signed_in, emulator):
    assert signed_in(READ).code == 0
    emulator.story("[{match: {side: cliq, method: POST}, do: unauthorized}]")
    run = signed_in(CREATE)
    assert run.code == 0 and run["Create"]["changed"], run.output
    emulator.assert_told()
    assert len(emulator.channels("one-for-all")) == 1
    assert [entry["status"] for entry in emulator.log(side="cliq", method="POST")] == [401, 200]
    assert emulator.counters()["token_requests"] == 2


TOKEN = """
- name: Token
  zoho.cliq.access_token:
    min_validity: 3000
- name: Read
  zoho.cliq.channel_info:
    name: General
    min_validity: 3000
"""


def test_a_valid_token_is_used_while_zoho_throttles(signed_in, emulator):
    # Zoho's tokens live hardly longer than what is asked for, so that a second later each task wants another one.
    emulator.quirk(access_token_lifetime=3001)
    emulator.story("[{after: token-minted, do: throttle}]")
    assert signed_in(TOKEN).code == 0
    emulator.assert_told()
    emulator.control("log", method="DELETE")
    for _play in range(5):
        run = signed_in(TOKEN, "-i", signed_in.inventory(5), hosts="all")
        assert run.code == 0, run.output
        assert run.outcomes("Read") == ["ok"] * 5
        if emulator.log(path="/oauth/v2/token"):
            break
    # One of them learned of the throttle, and all the others heeded it.
    assert [entry["status"] for entry in emulator.log(path="/oauth/v2/token")] == [400]


def test_without_a_valid_token_the_cool_down_is_an_error(signed_in, emulator):
    emulator.story("[{do: throttle}]")
    for _run in range(2):
        run = signed_in(READ)
        assert run.code == 2
        failure = run["Read"]["failure"]
        assert failure["code"] == "throttled"
        assert 0 < failure["retry_after"] <= 600
        assert "in 10 minutes" in run["Read"]["msg"]
    assert len(emulator.log(path="/oauth/v2/token")) == 1
    assert emulator.log(side="cliq") == []


def test_a_revoked_refresh_token_is_a_clear_error_for_all(signed_in, emulator):
    assert signed_in(READ).code == 0
    emulator.control("revoke-refresh-tokens", method="POST")
    run = signed_in(READ, "-i", signed_in.inventory(20), hosts="all")
    assert run.code == 2
    assert run.outcomes("Read") == ["failed"] * 20
    for result in run.all("Read"):
        assert result["failure"]["code"] == "invalid_code"
        assert "refresh token is not valid" in result["msg"] and "consent again" in result["msg"]
    # One hears it from Zoho, the others are told.
    assert emulator.counters()["token_requests"] == 2
