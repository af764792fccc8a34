# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stories of faults: steps that wait for each other, what each of them does, and what can be asked about it."""

from __future__ import annotations

import pytest
import requests
import yaml

CREATE = {"side": "cliq", "method": "POST", "path": "/api/v2/channels"}
BODY = {"name": "Ops", "level": "private"}


@pytest.fixture
def tell(emulator):
    """Begin a story out of YAML steps; the answer says how far each has come."""

    def begin(steps):
        story = {"story": "of a test", "steps": yaml.safe_load(steps) if isinstance(steps, str) else steps}
        emulator.control("faults", story)
        return states

    def states():
        (story,) = emulator.control("faults")
        assert story["done"] is all(step["state"] == "done" for step in story["steps"])
        return [step["state"] for step in story["steps"]]

    return begin


def create(cliq, name="Ops", **more):
    """The status of a creation; 0 if there is no answer."""
    try:
        return cliq.post("/channels", {"name": name, "level": "private", **more}).status_code
    except requests.exceptions.ConnectionError:
        return 0


def names(emulator):
    return [channel["name"] for channel in emulator.control("channels")][2:]


# Steps


def test_the_steps_come_one_after_the_other(emulator, cliq, tell):
    """The story of the design: an eviction, two bad answers, ten minutes, lists that lag."""
    states = tell(
        """
        - {after: channel-made, count: 3, do: evict}
        - {match: {method: POST, path: /api/v2/channels}, do: status, status: 502, times: 2}
        - {do: clock, advance: 600}
        - {do: lag, seconds: 30}
        """
    )
    before = emulator.control("clock")["now"]
    assert [create(cliq, f"c{number}") for number in range(3)] == [200, 200, 200]
    assert cliq.get("/channels").status_code == 401
    assert states() == ["done", "now", "waiting", "waiting"]
    cliq = emulator.cliq()
    assert create(cliq) == 502
    assert states() == ["done", "now", "waiting", "waiting"]
    assert create(cliq) == 502
    assert states() == ["done"] * 4
    assert emulator.control("clock")["now"] >= before + 600
    assert create(cliq, "last") == 200
    listed = [row["name"] for row in cliq.get("/channels").json()["channels"]][2:]
    assert listed == ["#c0", "#c1", "#c2"]
    assert names(emulator) == ["c0", "c1", "c2", "last"]


def test_what_happened_can_be_asked(emulator, cliq, tell):
    tell([{"after": "channel-made", "do": "evict", "note": "the token is gone"}, {**_status(502), "times": 2}])
    create(cliq, "first")
    cliq = emulator.cliq()
    create(cliq, "second")
    (story,) = emulator.control("faults")
    assert (story["story"], story["done"]) == ("of a test", False)
    first, second = story["steps"]
    (told,) = first.pop("what")
    assert told.pop("time") <= emulator.control("clock")["now"]
    request = {"method": "POST", "path": "/api/v2/channels", "user": emulator.PATRICIA}
    assert told == {**request, "point": "channel-made", "name": "first", "evicted": 1}
    assert first == {
        "state": "done",
        "note": "the token is gone",
        "after": "channel-made",
        "do": "evict",
        "match": {},
        "left": 0,
        "happened": 1,
    }
    assert (second["state"], second["left"], second["happened"], len(second["what"])) == ("now", 1, 1, 1)
    assert [entry["fault"] for entry in emulator.control("log")[-4:] if entry["side"] == "cliq"] == ["evict", "status"]


def _status(status, **match):
    return {"match": {**CREATE, **match}, "do": "status", "status": status}


def test_a_step_takes_no_request_of_the_one_before(cliq, tell):
    states = tell([{"match": CREATE, "do": "nothing"}, {"match": CREATE, "do": "nothing"}, _status(503)])
    assert create(cliq) == 200
    assert states() == ["done", "now", "waiting"]
    assert [create(cliq), create(cliq), create(cliq)] == [200, 503, 200]


def test_count_lets_the_first_ones_pass_and_times_says_how_many_are_taken(cliq, tell):
    tell([{**_status(503), "count": 2, "times": 2}, {**_status(500), "count": 2}])
    assert [create(cliq) for _number in range(6)] == [200, 503, 503, 200, 500, 200]


def test_wait_counts_emulated_time_from_the_end_of_the_step_before(emulator, cliq, tell):
    states = tell(
        [
            {"match": CREATE, "do": "nothing"},
            {**_status(503), "wait": 60},
            {"do": "clock", "shift": 5, "wait": 100},
            {"do": "nothing", "wait": 10},
            {**_status(500), "times": None},
        ]
    )
    assert [create(cliq), create(cliq)] == [200, 200]
    emulator.advance(59)
    assert create(cliq) == 200
    emulator.advance(2)
    assert create(cliq) == 503
    assert states() == ["done", "done", "now", "waiting", "waiting"]
    emulator.advance(109)
    # What waited for 100 seconds happened then, and not when somebody looked: 10 more will have passed in a second.
    assert states() == ["done", "done", "done", "now", "waiting"]
    emulator.advance(2)
    assert create(cliq) == 500
    assert states()[-1] == "now"


def test_faults_and_several_stories_side_by_side(emulator, cliq):
    emulator.control("faults", [{"story": "one", "steps": [_status(500), _status(501)]}, _status(502), "evict-mid-run"])
    assert [create(cliq) for _number in range(4)] == [500, 501, 502, 200]
    assert [story["done"] for story in emulator.control("faults")] == [True, False]
    assert [create(cliq, str(number)) for number in range(3)] == [200, 200, 401]
    emulator.control("faults", method="DELETE")
    assert emulator.control("faults") == []


def test_a_reset_forgets_stories(emulator, cliq, tell):
    tell([_status(503)])
    emulator.control("reset", {})
    assert emulator.control("faults") == []


def test_a_story_is_taken_as_yaml(emulator, cliq):
    text = "story: sent as it is\nsteps:\n  - {do: status, match: {side: cliq}}\n"
    headers = {"Content-Type": "application/yaml"}
    answer = requests.post(f"{emulator.url}/_emulator/faults", data=text, headers=headers)
    assert [story["story"] for story in answer.json()] == ["sent as it is"]
    assert cliq.get("/channels").status_code == 503


# What steps do


def test_an_eviction_may_be_of_one_user(emulator, cliq, tell):
    scott = emulator.cliq(emulator.SCOTT)
    tell([{"do": "evict", "user": emulator.SCOTT}])
    assert (cliq.get("/channels").status_code, scott.get("/channels").status_code) == (200, 401)


@pytest.mark.parametrize("user", [None, "scott.fisher@zylker.example"])
def test_refresh_tokens_are_revoked(emulator, tell, user):
    of_patricia, of_scott = emulator.sign_in(), emulator.sign_in(emulator.SCOTT)
    tell([{"do": "revoke", "user": user}])
    assert emulator.refresh(of_scott["refresh_token"]).json() == {"error": "invalid_code"}
    assert ("access_token" in emulator.refresh(of_patricia["refresh_token"]).json()) is (user is not None)


def test_nobody_gets_a_token_for_a_while(emulator, tell):
    emulator.quirk("token-limits", "off")
    token = emulator.sign_in()["refresh_token"]
    tell([{"do": "throttle", "seconds": 100}])
    for answer in (emulator.refresh(token), emulator.exchange(emulator.code())):
        assert (answer.status_code, answer.json()["error"]) == (400, "Access Denied")
    (meter,) = emulator.control("meters")["tokens"]
    assert 0 < meter["blocked"] <= 100
    emulator.advance(101)
    assert "access_token" in emulator.refresh(token).json()


def test_a_throttle_may_be_of_one_client(emulator, tell):
    client = emulator.self_client
    code = emulator.control("code", {"client_id": client["client_id"], "scopes": ["ZohoCliq.Channels.READ"]})["code"]
    tell([{"do": "throttle", "client_id": client["client_id"]}])
    assert emulator.exchange(code, redirect_uri=None, **client).status_code == 400
    assert "access_token" in emulator.exchange(emulator.code()).json()


@pytest.mark.parametrize(("seconds", "over"), [(None, 301), (50, 51)])
def test_somebody_has_used_up_the_calls(emulator, cliq, tell, tools, seconds, over):
    scott = emulator.cliq(emulator.SCOTT)
    tell([{"do": "lock", "endpoint": "GET /channels*", "user": emulator.PATRICIA, "seconds": seconds}])
    assert tools.problem(cliq.get("/channels")) == (400, "request_limit_exceeded")
    assert cliq.get("/channels/P1").status_code == 400
    assert scott.get("/channels").status_code == 200
    assert create(cliq) == 200
    meters = {row["endpoint"]: row["locked"] for row in emulator.control("meters")["quotas"] if row["locked"]}
    assert set(meters) == {"GET /channels", "GET /channels/*"}
    emulator.advance(over)
    assert cliq.get("/channels").status_code == 200


def test_a_lock_holds_although_no_limits_are_counted(start, tools):
    emulator = start("--limits", "off")
    cliq = emulator.cliq()
    emulator.control("faults", {"do": "lock"})
    assert [cliq.get("/channels").status_code, create(cliq)] == [400, 400]
    emulator.advance(301)
    assert {cliq.get("/channels").status_code for _number in range(40)} == {200}


def test_quirks_switch(cliq, tell):
    channel = cliq.create("x")
    tell([{"match": CREATE, "do": "quirks", "set": {"channel-envelope": "data", "list-lag": 5}}])
    path = f"/channels/{channel['channel_id']}"
    assert "name" in cliq.get(path).json()
    create(cliq)
    assert "data" in cliq.get(path).json()


def test_a_token_that_is_good_is_refused(emulator, cliq, tools):
    emulator.control("faults", {"do": "unauthorized"})
    assert tools.problem(cliq.get("/channels")) == (401, "oauthtoken_invalid")
    assert cliq.get("/channels").status_code == 200
    emulator.control("faults", {"do": "unauthorized", "match": {"side": "accounts"}})
    header = {"Authorization": f"Bearer {cliq.token}"}
    refused = emulator.http.get(f"{emulator.url}/oauth/user/info", headers=header)
    assert (refused.status_code, refused.json()["cause"]) == (401, "INVALID_OAUTHTOKEN")


def test_an_answer_of_another_type(cliq, emulator):
    emulator.control("faults", {"do": "content_type", "content_type": "text/csv", "match": {"side": "cliq"}})
    answer = cliq.get("/channels")
    assert (answer.headers["Content-Type"], len(answer.json()["channels"])) == ("text/csv", 2)


def test_a_body_may_be_a_mapping(cliq, emulator):
    body = {"code": "operation_failed", "message": "No"}
    emulator.control("faults", {"do": "status", "status": 400, "body": body, "headers": {"X-A": "b"}})
    answer = cliq.get("/channels")
    assert (answer.status_code, answer.json(), answer.headers["X-A"]) == (400, body, "b")


def test_what_comes_after_the_work(emulator, cliq, tell):
    tell([{"match": CREATE, "at": "after", "do": "evict"}])
    assert create(cliq) == 200
    assert create(cliq) == 401


def test_a_slow_request_is_done_although_nobody_waits_any_more(emulator, cliq, tell):
    """What makes creations come twice: the client has given up, and the server has not."""
    tell([{"match": CREATE, "do": "slow", "at": "before", "seconds": 0.4}, {"match": CREATE, "do": "nothing"}])
    headers = {"Authorization": f"Zoho-oauthtoken {cliq.token}"}
    with pytest.raises(requests.exceptions.ReadTimeout):
        requests.post(f"{emulator.url}/api/v2/channels", json=BODY, headers=headers, timeout=0.1)
    assert names(emulator) == []
    while not names(emulator):
        pass
    assert names(emulator) == ["Ops"]


@pytest.mark.parametrize(("do", "status"), [("evict", 401), ("hold", 200), ("slow", 200), ("drop_after", 200)])
def test_what_comes_at_an_end_that_is_never_reached_is_over_all_the_same(emulator, cliq, tell, do, status):
    """Something else ends the work before."""
    at = {} if do == "drop_after" else {"at": "after"}
    emulator.control("faults", {"before": "channel-made", "do": "status"})
    states = tell([{"match": CREATE, "do": do, **at}])
    assert create(cliq) == (0 if do == "drop_after" else 503)
    assert states() == ["done"]
    assert create(cliq) == status


# What is no story


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"do": "explode"}, "do: unknown do 'explode'; known are status, html, "),
        (
            {"doo": "html"},
            "unknown key 'doo' in a fault; known are note, match, before, after, at, count, wait, times, do",
        ),
        ({"match": {}}, "do is missing; it is one of status, "),
        ({"do": "html", "seconds": 5}, "unknown key 'seconds' in a fault; "),
        ([{"do": "html"}, {"do": "html", "times": 0}], "faults[1].times: a whole number from 1 on is needed, not 0"),
        ({"do": "html", "match": []}, "match: a mapping is needed, not a list"),
        ({"do": "html", "match": {"colour": "red"}}, "match: unknown key 'colour'; known are side, method, path, "),
        ({"do": "html", "match": {"side": "clik"}}, "match.side: 'clik' fits none of accounts, cliq"),
        ({"do": "html", "match": {"method": "get"}}, "match.method: 'get' fits none of GET, HEAD, POST, "),
        ({"do": "html", "match": {"path": "api"}}, "match.path: a path begins with a slash, 'api' fits none"),
        ({"do": "html", "match": {"name": "x"}}, "match.name: only at a point (before, after) there is a name"),
        ({"do": "hold", "before": "noon"}, "before: unknown point 'noon'; known are code-made, "),
        (
            {"do": "hold", "before": "code-made", "after": "code-made"},
            "a step comes before a point or after it, not both",
        ),
        (
            {"do": "hold", "before": "code-made", "at": "after"},
            "at: it says where in a request an act, `hold` or `slow` comes",
        ),
        ({"do": "drop_after", "at": "after"}, "at: it says where in a request an act, `hold` or `slow` comes"),
        ({"do": "evict", "count": 2}, "count: it counts requests, so match, before or after is needed, too"),
        ({"do": "evict", "user": "nobody@zylker.example"}, "do: evict: there is no user 'nobody@zylker.example'"),
        (
            {"do": "lock", "endpoint": "GET /channel"},
            "do: lock: there is no endpoint 'GET /channel'; they are such as ",
        ),
        ({"do": "throttle", "client_id": "1000.X"}, "do: throttle: there is no client '1000.X'"),
        ({"do": "clock"}, "do: clock needs advance or shift, and not both"),
        ({"do": "clock", "advance": -5}, "advance: a number from 0 on is needed, not -5"),
        ({"do": "quirks"}, "do: quirks needs set"),
        ({"do": "quirks", "set": {"list-lag": "long"}}, "set: quirk list-lag: 'long' is not a whole number"),
        ({"do": "status", "status": 99}, "status: a whole number from 200 on is needed, not 99"),
        ({"do": "status", "status": 600}, "status: an HTTP status from 200 to 599 is needed, not 600"),
        ({"do": "slow", "seconds": "long"}, "seconds: a number from 0 on is needed, not 'long'"),
        ({"steps": []}, "a story needs steps"),
        ({"story": "x"}, "a story needs steps"),
        ({"steps": [{"do": "evict"}], "step": []}, "unknown key 'step' in a story; known are story, steps"),
        ({"steps": ["evict"]}, "steps[0]: a mapping is needed, not 'evict'"),
        (
            {"steps": [{"do": "evict"}, {"do": "html", "times": None}, {"do": "evict"}]},
            "steps[1].times: without an end, the next steps would never come",
        ),
        (
            [{"steps": [{"do": "evict"}, {"do": "html", "match": {"side": 5}}]}],
            "faults[0].steps[1].match.side: '5' fits",
        ),
        ({"steps": [{"do": "evict"}, {"do": "evict", "user": "x@y"}]}, "steps[1]: do: evict: there is no user 'x@y'"),
        ("nothing-at-all", "there is no fault 'nothing-at-all'; there are unavailable, "),
        (7, "a fault, a story or the name of a fault is needed, not 7"),
    ],
)
def test_what_is_wrong_is_said_in_a_sentence_and_nothing_of_it_is_taken(emulator, body, said):
    answer = requests.post(f"{emulator.url}/_emulator/faults", json=body)
    assert answer.status_code == 400
    assert answer.json()["error"].startswith(said)
    assert emulator.control("faults") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("steps: [\n", "line 2: this is no YAML"),
        ("steps:\n  - do: html\n    do: evict\n", "line 2: 'do' stands there twice"),
        ("", None),
    ],
)
def test_yaml_that_is_none(emulator, text, said):
    headers = {"Content-Type": "text/yaml"}
    answer = requests.post(f"{emulator.url}/_emulator/faults", data=text, headers=headers)
    assert answer.status_code == (400 if said else 200)
    assert said is None or answer.json()["error"].startswith(said)
