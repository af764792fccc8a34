# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The named points in the work: each is passed, and the work can stand still, break off or go on there."""

from __future__ import annotations

import re
import socket
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from zoho_emulator.faults.points import POINTS

HERE = Path(__file__).resolve().parent
LIMIT = 20  # seconds, for what is there in milliseconds
EVERYTHING = (
    "ZohoCliq.Channels.ALL,ZohoCliq.Chats.ALL,ZohoCliq.Webhooks.CREATE,ZohoCliq.Webhooks.UPDATE,ZohoCliq.Webhooks.DELETE,"
    "ZohoCliq.Messages.READ,ZohoCliq.messages.CREATE,ZohoCliq.Teams.ALL"
)


@pytest.fixture
def cliq(emulator):
    return emulator.cliq(scope=EVERYTHING)


@pytest.fixture
def background():
    with ThreadPoolExecutor(4) as executor:
        yield executor.submit


@pytest.fixture
def held(emulator, background):
    """Wait for this many held requests; whatever a test leaves held is dropped, so that its threads end."""
    yield lambda count=1: emulator.control(f"held?count={count}&wait={LIMIT}")
    emulator.control("reset", {})


def post(emulator, path, body, token=None, **more):
    # A connection of its own: the session of the emulator is busy with the control API meanwhile.
    headers = {"Authorization": f"Zoho-oauthtoken {token}"} if token else {}
    data = {"json": body} if token else {"data": body}
    return requests.post(f"{emulator.url}{path}", headers=headers, timeout=LIMIT, **data, **more)


def names(emulator):
    return [channel["name"] for channel in emulator.control("channels")][2:]


# Each point


def test_the_points_of_the_code_are_those_that_are_told():
    found = set()
    for path in (HERE / "zoho_emulator").rglob("*.py"):
        found |= set(re.findall(r'\bpassing\(\s*"([^"]+)"', path.read_text(encoding="utf-8")))
    assert found == set(POINTS)


class _Scene:
    """What a request needs, made before anything is watched."""

    def __init__(self, emulator, cliq):
        self.emulator, self.cliq = emulator, cliq
        self.channel = cliq.create("Ops", email_ids=[emulator.SCOTT])
        self.path = f"/channels/{self.channel['channel_id']}"
        self.pending = cliq.create("All", level="organization")
        self.said = f"/chats/{self.channel['chat_id']}/messages/{cliq.say(self.channel, 'x')}"
        self.team = cliq.post("/teams", {"name": "Night"}).json()
        self.token = emulator.sign_in()["refresh_token"]
        self.bot = {"channel_unique_name": self.channel["unique_name"]}

    def shared(self, path, body):
        return self.cliq.post(f"/chats/{self.channel['chat_id']}/{path}", body)


def _remove_a_bot(scene):
    scene.cliq.post("/bots/oncall/associate", scene.bot)
    bot = next(bot for bot in scene.emulator.control("state")["bots"] if bot["unique_name"] == "oncall")
    return scene.cliq.delete(f"{scene.path}/members/{bot['id']}")


def _leave_a_team(scene):
    scene.cliq.post(f"/teams/{scene.team['team_id']}/members", {"user_ids": ["62439948"]})
    return scene.cliq.delete(f"/teams/{scene.team['team_id']}/members/62439948")


WAYS = {
    "code-made": (lambda s: s.emulator.code(), "user"),
    "code-spent": (lambda s: s.emulator.sign_in(), "user"),
    "refresh-token-made": (lambda s: s.emulator.sign_in(), "user"),
    "token-minted": (lambda s: s.emulator.refresh(s.token), "user"),
    "token-revoked": (
        lambda s: s.emulator.http.post(f"{s.emulator.url}/oauth/v2/token/revoke", data={"token": s.token}),
        "user",
    ),
    "channel-made": (lambda s: s.cliq.create("New"), "New"),
    "channel-changed": (lambda s: s.cliq.put(s.path, {"name": "Other"}), "Ops"),
    "channel-archived": (lambda s: s.cliq.post(f"{s.path}/archive"), "Ops"),
    "channel-approved": (lambda s: s.cliq.post(f"/channels/{s.pending['channel_id']}/approve"), "All"),
    "channel-deleted": (lambda s: s.cliq.delete(s.path), "Ops"),
    "members-added": (lambda s: s.cliq.post(f"{s.path}/members", {"email_ids": [s.emulator.RYAN]}), "Ops"),
    "members-removed": (lambda s: s.cliq.delete(f"{s.path}/members/62439948"), "Ops"),
    "role-changed": (lambda s: s.cliq.put(f"{s.path}/members/62439948", {"role": "admin"}), "Ops"),
    "bot-added": (lambda s: s.cliq.post("/bots/oncall/associate", s.bot), "Ops"),
    "bot-removed": (_remove_a_bot, "Ops"),
    "message-posted": (lambda s: s.cliq.say(s.channel, "y"), "Ops"),
    "message-edited": (lambda s: s.cliq.put(s.said, {"text": "z"}), "Ops"),
    "message-deleted": (lambda s: s.cliq.delete(s.said), "Ops"),
    "message-pinned": (lambda s: s.shared("stickymessage", {"id": s.said.rpartition("/")[2]}), "Ops"),
    "message-scheduled": (
        lambda s: s.shared("scheduledmessages", {"text": "x", "schedule_status": "check_in"}),
        "Ops",
    ),
    "team-made": (lambda s: s.cliq.post("/teams", {"name": "Day"}), "Day"),
    "team-changed": (lambda s: s.cliq.put(f"/teams/{s.team['team_id']}", {"description": "x"}), "Night"),
    "team-deleted": (lambda s: s.cliq.delete(f"/teams/{s.team['team_id']}"), "Night"),
    "team-members-added": (
        lambda s: s.cliq.post(f"/teams/{s.team['team_id']}/members", {"user_ids": ["62439948"]}),
        "Night",
    ),
    "team-members-removed": (_leave_a_team, "Night"),
}


@pytest.mark.parametrize("point", POINTS)
def test_each_point_is_passed_and_has_a_name(emulator, cliq, point):
    way, name = WAYS[point]
    scene = _Scene(emulator, cliq)
    steps = [{"before": point, "do": "nothing"}, {"after": point, "do": "nothing"}]
    emulator.control("faults", {"steps": steps})
    way(scene)
    (story,) = emulator.control("faults")
    if point == "code-made":  # which is made by the control API here, and by a click on the page otherwise
        assert [step["state"] for step in story["steps"]] == ["now", "waiting"]
        form = {"request": urlsplit(emulator.authorization_url()).query, "decision": "allow"}
        emulator.http.post(f"{emulator.url}/oauth/v2/consent", data=form, allow_redirects=False)
        (story,) = emulator.control("faults")
    assert [step["state"] for step in story["steps"]] == ["done", "done"]
    expected = emulator.PATRICIA if name == "user" else name
    assert [(told["point"], told["name"]) for step in story["steps"] for told in step["what"]] == [
        (point, expected)
    ] * 2


def test_a_point_that_is_not_reached_is_not_passed(emulator, cliq):
    """The request is refused before anything of it is done."""
    emulator.control("faults", {"before": "channel-made", "do": "drop_before"})
    assert cliq.post("/channels", {"name": "Ops"}).status_code == 400
    assert emulator.control("faults")[0]["left"] == 1


def test_a_name_chooses(emulator, cliq):
    emulator.control("faults", {"after": "channel-made", "match": {"name": "ops-*"}, "do": "status"})
    assert [cliq.post("/channels", {"name": n, "level": "private"}).status_code for n in ("a", "ops-1", "ops-2")] == [
        200,
        503,
        200,
    ]


# What happens there


@pytest.mark.parametrize(
    ("fault", "done", "status"),
    [
        ({"before": "channel-made", "do": "status", "status": 500}, False, 500),
        ({"after": "channel-made", "do": "status", "status": 500}, True, 500),
        ({"before": "channel-made", "do": "html"}, False, 200),
        ({"after": "channel-made", "do": "unauthorized"}, True, 401),
        ({"before": "channel-made", "do": "drop_before"}, False, None),
        ({"after": "channel-made", "do": "drop_before"}, True, None),
        ({"before": "channel-made", "do": "drop_after"}, True, None),
        ({"before": "channel-made", "do": "cut"}, True, None),
        ({"before": "channel-made", "do": "truncate_json"}, True, 200),
        ({"after": "channel-made", "do": "content_type"}, True, 200),
        ({"before": "channel-made", "do": "slow", "seconds": 0.05}, True, 200),
        ({"after": "channel-made", "do": "redirect"}, True, 302),
    ],
)
def test_what_becomes_of_a_creation(emulator, cliq, fault, done, status):
    emulator.control("faults", fault)
    try:
        answer = cliq._http.post(
            f"{emulator.url}/api/v2/channels",
            json={"name": "Ops", "level": "private"},
            headers={"Authorization": f"Zoho-oauthtoken {cliq.token}"},
            allow_redirects=False,
        ).status_code
    except requests.exceptions.RequestException:
        answer = None
    assert (names(emulator) == ["Ops"], answer) == (done, status)
    assert emulator.control("log")[-1]["fault"] == fault["do"]
    assert emulator.control("faults") == []


def test_a_creation_that_breaks_off_before_its_members_are_in(emulator, cliq):
    emulator.control("faults", "half-create")
    with pytest.raises(requests.exceptions.ConnectionError):
        cliq.create("Ops", email_ids=[emulator.SCOTT])
    (channel,) = emulator.control("channels")[2:]
    assert [member["email"] for member in channel["members"]] == [emulator.PATRICIA]


def test_a_code_that_is_spent_without_a_token(emulator):
    code = emulator.code()
    emulator.control("faults", "lost-code")
    with pytest.raises(requests.exceptions.ConnectionError):
        emulator.exchange(code)
    assert emulator.exchange(code).json() == {"error": "invalid_code"}
    assert emulator.control("counters")["exchanges"] == 1
    assert emulator.control("meters")["tokens"] == []


def test_a_code_that_is_not_spent_yet(emulator):
    code = emulator.code()
    emulator.control("faults", {"before": "code-spent", "do": "status"})
    assert emulator.exchange(code).status_code == 503
    assert emulator.control("counters")["exchanges"] == 0
    assert "access_token" in emulator.exchange(code).json()


def test_work_that_broke_off_lags_like_any_other(emulator, cliq):
    channel = cliq.create("Ops")
    emulator.quirk("list-lag", 30)
    emulator.advance(30)
    emulator.control("faults", {"after": "channel-changed", "do": "status"})
    assert cliq.put(f"/channels/{channel['channel_id']}", {"name": "Night"}).status_code == 503
    assert cliq.get(f"/channels/{channel['channel_id']}").json()["name"] == "#Night"
    assert [row["name"] for row in cliq.get("/channels").json()["channels"]][2:] == ["#Ops"]


# Standing still


@pytest.mark.parametrize(("side", "done"), [("before", []), ("after", ["Ops"])])
def test_a_creation_held_at_a_point(emulator, cliq, background, held, side, done):
    emulator.control("faults", {side: "channel-made", "do": "hold"})
    answer = background(post, emulator, "/api/v2/channels", {"name": "Ops", "level": "private"}, cliq.token)
    (request,) = held()
    assert request["at"] == side
    assert (request["point"], request["name"], request["user"]) == ("channel-made", "Ops", emulator.PATRICIA)
    assert names(emulator) == done
    # All others go on meanwhile.
    cliq.create("Other")
    assert emulator.control("release", {"numbers": [request["number"]]}) == {"released": 1}
    assert answer.result(LIMIT).json()["name"] == "#Ops"
    assert sorted(names(emulator)) == ["Ops", "Other"]
    assert held(0) == []


def test_one_request_held_at_two_points(emulator, cliq, background, held):
    steps = [{"after": "channel-made", "do": "hold"}, {"before": "members-added", "do": "hold"}]
    emulator.control("faults", {"steps": steps})
    body = {"name": "Ops", "level": "private", "email_ids": [emulator.SCOTT]}
    answer = background(post, emulator, "/api/v2/channels", body, cliq.token)
    assert [request["point"] for request in held()] == ["channel-made"]
    emulator.control("release", method="POST")
    while [request["point"] for request in held()] != ["members-added"]:
        pass
    assert len(emulator.control("channels")[2]["members"]) == 1
    emulator.control("release", method="POST")
    assert answer.result(LIMIT).status_code == 200
    assert len(emulator.control("channels")[2]["members"]) == 2


def test_a_story_can_release_what_it_holds(emulator, cliq, background):
    """A creation is done and not answered until somebody has looked."""
    steps = [
        {"after": "channel-made", "do": "hold"},
        {"match": {"method": "GET", "path": "/api/v2/channels"}, "at": "after", "do": "release"},
    ]
    emulator.control("faults", {"steps": steps})
    answer = background(post, emulator, "/api/v2/channels", {"name": "Ops", "level": "private"}, cliq.token)
    assert len(emulator.control(f"held?count=1&wait={LIMIT}")) == 1
    assert [row["name"] for row in cliq.get("/channels").json()["channels"]][2:] == ["#Ops"]
    assert answer.result(LIMIT).status_code == 200
    assert emulator.control("faults")[0]["done"] is True


def test_an_exchange_held_between_code_and_token(emulator, background, held):
    code = emulator.code()
    form = {"grant_type": "authorization_code", "code": code, **emulator.client}
    emulator.control("faults", {"before": "refresh-token-made", "do": "hold"})
    answer = background(post, emulator, "/oauth/v2/token", form)
    assert [request["name"] for request in held()] == [emulator.PATRICIA]
    assert emulator.exchange(code).json() == {"error": "invalid_code"}
    assert emulator.control("meters")["tokens"] == []
    emulator.control("release", method="POST")
    assert "refresh_token" in answer.result(LIMIT).json()


@pytest.mark.parametrize(("side", "done"), [("before", []), ("after", ["Ops"])])
def test_when_the_client_goes_away_the_rest_is_not_done(emulator, cliq, held, side, done):
    emulator.control(
        "faults", {"steps": [{side: "channel-made", "do": "hold"}, {"before": "members-added", "do": "nothing"}]}
    )
    body = f'{{"name": "Ops", "level": "private", "email_ids": ["{emulator.SCOTT}"]}}'
    address = urlsplit(emulator.url)
    with socket.create_connection((address.hostname, address.port)) as client:
        head = f"POST /api/v2/channels HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {cliq.token}\r\n"
        client.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n{body}".encode())
        assert len(held()) == 1
    assert held(0) == []
    assert names(emulator) == done
    assert [step["state"] for step in emulator.control("faults")[0]["steps"]] == ["done", "now"]


def test_a_reset_ends_what_stands_still_at_a_point(emulator, cliq, background, held):
    emulator.control("faults", {"after": "channel-made", "do": "hold"})
    answer = background(post, emulator, "/api/v2/channels", {"name": "Ops", "level": "private"}, cliq.token)
    assert len(held()) == 1
    emulator.control("reset", {})
    assert isinstance(answer.exception(LIMIT), requests.exceptions.ConnectionError)
    assert (names(emulator), emulator.control("log")) == ([], [])


@pytest.mark.parametrize("do", ["hold", "slow"])
def test_the_process_ends_while_a_request_stands_still_at_a_point(start, background, do):
    running = start()
    cliq = running.cliq()
    more = {"seconds": 600} if do == "slow" else {}
    running.control("faults", {"steps": [{"after": "channel-made", "do": do, **more}]})
    answer = background(post, running, "/api/v2/channels", {"name": "Ops", "level": "private"}, cliq.token)
    while not running.control("faults")[0]["done"]:
        pass
    assert running.stop() == 0
    assert isinstance(answer.exception(LIMIT), requests.exceptions.ConnectionError)


def test_many_requests_at_once_at_a_point(emulator, cliq, held):
    emulator.control("faults", {"before": "channel-made", "do": "hold", "times": 8})
    with ThreadPoolExecutor(8) as executor:
        answers = [
            executor.submit(post, emulator, "/api/v2/channels", {"name": f"c{number}", "level": "private"}, cliq.token)
            for number in range(8)
        ]
        assert len(held(8)) == 8
        assert names(emulator) == []
        emulator.control("release", method="POST")
        assert {answer.result(LIMIT).status_code for answer in answers} == {200}
    assert sorted(names(emulator)) == [f"c{number}" for number in range(8)]
