# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""
What tasks are asked for, from where they begin, and how the workspace must look before, between and afterwards.

A scenario is a task of one module in a workspace that was prepared for it. ``calls.yml`` has the requests that it makes.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field
from pathlib import Path

import yaml
from ansible_collections.zoho.cliq.tests.benchmarks import judge
from ansible_collections.zoho.cliq.tests.reliability.worker import SCOPES, VAULT_PASSWORD, Node, Result

SCOTT, RYAN, OLIVIA, HELEN = (
    f"{name}@zylker.example" for name in ("scott.fisher", "ryan.west", "olivia.palmer", "helen.moore")
)
OWNER = "patricia.boyle@zylker.example"
TEXT, KEY = "Version 4.2 is out.", "release-4.2"
FILE = judge.FILE
Arguments = dict[str, t.Any]
Problems = t.Iterator[str]


@dataclass(frozen=True)
class Wish:
    """
    How one channel is to be: None for what is not said.

    ``members`` maps addresses to roles, ``exact`` says that nobody else is in it. A channel that ``there`` says not to be is not.
    """

    there: bool = True
    description: str | None = None
    status: str = "created"
    members: t.Mapping[str, str] = field(default_factory=dict)
    exact: bool = False

    def problems(self, name: str, emulator: t.Any) -> Problems:
        found = emulator.channels(name)
        if len(found) != int(self.there):
            yield f"{len(found)} channels {name!r} instead of {int(self.there)}"
            return
        for channel in found:
            roles = {member["email"]: member["role"] for member in channel["members"]}
            if channel["status"] != self.status:
                yield f"{name!r} is {channel['status']} instead of {self.status}"
            if self.description is not None and channel["description"] != self.description:
                yield f"{name!r} is described as {channel['description']!r}"
            for who, role in self.members.items():
                if roles.get(who) != role:
                    yield f"{who} is {roles.get(who)} in {name!r} instead of {role}"
            if self.exact and set(roles) != set(self.members):
                yield f"{sorted(roles)} are in {name!r}"


def look(channel: t.Mapping[str, t.Any]) -> list[t.Any]:
    """What a channel is like, whatever is said in it."""
    return [channel[name] for name in ("channel_id", "name", "description", "status", "level", "members", "bots")]


@dataclass(frozen=True)
class Scenario:
    """
    A task, and what it is about.

    ``before`` are tasks that prepare the workspace. ``wish`` is what must be when the task has succeeded. ``stay`` are people who
    are in a channel before and must be in it at every moment.
    """

    module: str
    situation: str
    arguments: Arguments
    before: tuple[tuple[str, Arguments], ...] = ()
    wish: t.Mapping[str, Wish] = field(default_factory=dict)
    stay: t.Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.module}, {self.situation}"

    def prepare(self, node: Node) -> None:
        """Prepare what the world of the emulator does not remember."""

    def task(self, node: Node) -> Arguments:
        """The arguments of the task."""
        return self.arguments

    def again(self, node: Node) -> Arguments:
        """The arguments of a task that must change nothing after the first one has succeeded."""
        return self.task(node)

    def pending(self, node: Node) -> bool:
        """Whether a task that has succeeded left something to the next run, and told so in a warning."""
        return False

    def fresh(self, node: Node) -> None:
        """Do what the documentation asks of the user if a code was spent for nothing."""

    def problems(self, node: Node, result: Result) -> Problems:
        """What is not as it must be after the task has succeeded."""
        for name, wish in self.wish.items():
            yield from wish.problems(name, node.emulator)

    def broken(self, node: Node, before: t.Mapping[str, t.Any]) -> Problems:
        """What must not be at any time, whatever came of the task; ``before`` are the channels by name."""
        channels = node.emulator.channels()
        names = [channel["name"] for channel in channels]
        for name in sorted({name for name in names if names.count(name) > 1}):
            yield f"{names.count(name)} channels {name!r}"
        now = {channel["name"]: channel for channel in channels}
        for name, channel in before.items():
            if name not in self.wish and (name not in now or look(now[name]) != look(channel)):
                yield f"{name!r} was changed, which has nothing to do with the task"
        for name, people in self.stay.items():
            there = {member["email"] for member in now[name]["members"]} if name in now else set()
            for who in sorted(set(people) - there):
                yield f"{who} was removed from {name!r} and should have stayed"
        said = [message["text"] for chat in node.emulator.control("messages") for message in chat["messages"]]
        if said.count(TEXT) > 1:
            yield f"the message was posted {said.count(TEXT)} times"


class MessageScenario(Scenario):
    """A message with a key."""

    def problems(self, node: Node, result: Result) -> Problems:
        said = [message["text"] for chat in node.emulator.control("messages") for message in chat["messages"]]
        if said.count(TEXT) != 1:
            yield f"the message is there {said.count(TEXT)} times"


class TokenScenario(Scenario):
    """An access token."""

    def problems(self, node: Node, result: Result) -> Problems:
        headers = {"Authorization": f"Zoho-oauthtoken {result.get('access_token')}"}
        answer = node.emulator.http.get(f"{node.emulator.url}/api/v2/channels", headers=headers)
        if answer.status_code != 200:
            yield f"the token gets HTTP status {answer.status_code}"


class CredentialsScenario(Scenario):
    """A code that is exchanged for a vaulted credentials file, which replaces another one or not; or a file that is removed."""

    @property
    def removes(self) -> bool:
        return self.arguments.get("state") == "absent"

    def prepare(self, node: Node) -> None:
        client = node.emulator.self_client
        node.environment = {
            name: value for name, value in node.environment.items() if not name.startswith("ZOHO_CLIQ_REFRESH")
        }
        node.environment.update(
            ZOHO_CLIQ_CLIENT_ID=client["client_id"], ZOHO_CLIQ_CLIENT_SECRET=client["client_secret"]
        )
        node.extra["old"] = None
        self._new_code(node)
        if self.removes or self.arguments.get("force"):
            task = {**self._base(), "code": node.extra["code"], "scopes": SCOPES}
            done = node.run("credentials", task)
            assert done["changed"], done
            node.extra["old"] = self._stored(node)
            self._new_code(node)
        node.emulator.control("log", method="DELETE")

    def _new_code(self, node: Node) -> None:
        # Zoho's codes last for some minutes; so that a later run meets the code and not its end, these last longer.
        node.extra["code"] = node.emulator.code(SCOPES, lifetime=7200)

    @staticmethod
    def _base() -> Arguments:
        return {"credentials_file": FILE, "data_center": "us"}

    def task(self, node: Node) -> Arguments:
        code = {} if self.removes else {"code": node.extra["code"], "scopes": SCOPES}
        return {**self._base(), **code, **self.arguments}

    def again(self, node: Node) -> Arguments:
        # A spent code is no error unless a new exchange is forced.
        return {name: value for name, value in self.task(node).items() if name != "force"}

    def pending(self, node: Node) -> bool:
        # What could not be revoked is kept, encrypted, until it is.
        return any(".replaced-" in name for name in node.left())

    def fresh(self, node: Node) -> None:
        self._new_code(node)

    def _stored(self, node: Node) -> str | None:
        path = node.project / FILE
        if not path.exists():
            return None
        values = judge.read_credentials(path.read_text(), VAULT_PASSWORD)
        return None if values is None else str(values["refresh_token"])

    def problems(self, node: Node, result: Result) -> Problems:
        stored, old = self._stored(node), node.extra["old"]
        if self.removes:
            if (node.project / FILE).exists():
                yield "the credentials file is still there"
            if _is_honoured(node, old):
                yield "the refresh token was not revoked"
            return
        if stored is None or not _is_honoured(node, stored):
            yield "the credentials file has no refresh token that Zoho honours"
        if self.pending(node):
            return
        beside = [name for name in node.left() if name != FILE]
        # Documented: a revocation that failed is remembered beside the file, with a warning, and the next run tries again.
        remembered = [name for name in beside if name.startswith(f".{FILE}.replaced-")]
        if result.get("changed") and result.get("warnings") and beside == remembered != []:
            return
        if old is not None and (old == stored or _is_honoured(node, old)):
            yield "the old refresh token is still good"
        if beside:
            yield f"beside the credentials file there is {beside}"

    def broken(self, node: Node, before: t.Mapping[str, t.Any]) -> Problems:
        yield from super().broken(node, before)
        path = node.project / FILE
        if path.exists() and self._stored(node) is None:
            yield "the credentials file is damaged"
        if not self.removes and node.extra["old"] is not None and not path.exists():
            yield "the old credentials file is gone"


def _is_honoured(node: Node, refresh_token: str | None) -> bool:
    if refresh_token is None:
        return False
    answer = node.emulator.token_request(grant_type="refresh_token", refresh_token=refresh_token)
    return "access_token" in answer.json()


def _made(name: str, *members: str, **more: t.Any) -> tuple[str, Arguments]:
    """A task that makes a private channel with these members."""
    arguments = {"name": name, "level": "private", "description": "Before", **more}
    return "channel", {**arguments, **({"email_ids": list(members)} if members else {})}


def _member(*people: str, **others: str) -> dict[str, str]:
    return {OWNER: "super_admin", **dict.fromkeys(people, "member"), **others}


OPS = "ops-alerts"
THREE = [
    {
        "name": f"team-{word}",
        "level": "private",
        "description": f"Team {word}",
        "members": [{"email": SCOTT}, {"email": HELEN, "role": "moderator"}],
    }
    for word in ("red", "green", "blue")
]
SCENARIOS: tuple[Scenario, ...] = (
    Scenario(
        "channel",
        "create",
        {"name": OPS, "level": "private", "description": "Pages", "email_ids": [SCOTT]},
        wish={OPS: Wish(description="Pages", members=_member(SCOTT))},
    ),
    Scenario(
        "channel",
        "update",
        {"name": OPS, "description": "Pages and incidents"},
        before=(_made(OPS, SCOTT),),
        wish={OPS: Wish(description="Pages and incidents", members=_member(SCOTT), exact=True)},
        stay={OPS: (OWNER, SCOTT)},
    ),
    Scenario(
        "channel",
        "archive",
        {"name": OPS, "state": "archived"},
        before=(_made(OPS, SCOTT),),
        wish={OPS: Wish(status="archived")},
        stay={OPS: (OWNER, SCOTT)},
    ),
    Scenario(
        "channel",
        "unarchive",
        {"name": OPS, "state": "present"},
        before=(_made(OPS, SCOTT), ("channel", {"name": OPS, "state": "archived"})),
        wish={OPS: Wish(members=_member(SCOTT))},
        stay={OPS: (OWNER, SCOTT)},
    ),
    Scenario(
        "channel",
        "delete",
        {"name": OPS, "state": "absent"},
        before=(_made(OPS, SCOTT),),
        wish={OPS: Wish(there=False)},
    ),
    Scenario(
        "channel_members",
        "add",
        {"name": OPS, "members": [{"email": SCOTT}, {"email": HELEN, "role": "moderator"}]},
        before=(_made(OPS, RYAN),),
        wish={OPS: Wish(members={**_member(RYAN, SCOTT), HELEN: "moderator"}, exact=True)},
        stay={OPS: (OWNER, RYAN)},
    ),
    Scenario(
        "channel_members",
        "exact",
        {
            "name": OPS,
            "state": "exact",
            "members": [{"email": OWNER, "role": "super_admin"}, {"email": SCOTT, "role": "admin"}, {"email": HELEN}],
        },
        before=(_made(OPS, SCOTT, RYAN, OLIVIA),),
        wish={OPS: Wish(members={OWNER: "super_admin", SCOTT: "admin", HELEN: "member"}, exact=True)},
        stay={OPS: (OWNER, SCOTT)},
    ),
    Scenario(
        "channels",
        "create three",
        {"channels": THREE},
        wish={
            one["name"]: Wish(description=one["description"], members={**_member(SCOTT), HELEN: "moderator"})
            for one in THREE
        },
    ),
    Scenario(
        "channels",
        "converge",
        {
            "channels": [
                {**THREE[0], "members_state": "exact"},
                {**THREE[1], "description": "After"},
                {"name": "team-blue", "state": "archived"},
            ]
        },
        before=(_made("team-green", SCOTT, RYAN), _made("team-blue", SCOTT)),
        wish={
            "team-red": Wish(members={**_member(SCOTT), HELEN: "moderator"}, exact=True),
            "team-green": Wish(description="After", members={**_member(SCOTT, RYAN), HELEN: "moderator"}, exact=True),
            "team-blue": Wish(status="archived"),
        },
        stay={"team-green": (OWNER, SCOTT, RYAN), "team-blue": (OWNER, SCOTT)},
    ),
    MessageScenario("message", "with a key", {"channel": "general", "text": TEXT, "key": KEY}),
    MessageScenario(
        "message",
        "with a key, to a name",
        {"channel": "Support Desk 2", "text": TEXT, "key": KEY},
        before=(_made("Support Desk 2"),),
    ),
    TokenScenario("access_token", "refresh", {}),
    CredentialsScenario("credentials", "new", {}),
    CredentialsScenario("credentials", "replace", {"force": True}),
    CredentialsScenario("credentials", "remove", {"state": "absent"}),
)
BY_NAME = {scenario.name: scenario for scenario in SCENARIOS}


@dataclass(frozen=True)
class Call:
    """
    A request that a scenario makes: its side, method, path and grant type, and the how-manieth like it.

    In ``path``, ``{name}`` is the id of a channel that was there before, ``{name.chat}`` that of its chat, ``*`` any id of
    something new.
    ``point`` is where the emulator does what it asks for; it reads if it has none.
    """

    side: str
    method: str
    path: str
    grant_type: str | None = None
    number: int = 1
    point: str | None = None

    @property
    def writes(self) -> bool:
        return self.point is not None

    @property
    def name(self) -> str:
        words = [f"{self.method} {self.path}", self.grant_type or "", f"({self.number})" if self.number > 1 else ""]
        return " ".join(filter(None, words))

    def match(self, ids: t.Mapping[str, str]) -> dict[str, str]:
        """What a fault for it has under ``match``."""
        path = self.path
        for name, identifier in ids.items():
            path = path.replace(f"{{{name}}}", identifier)
        grant = {"grant_type": self.grant_type} if self.grant_type else {}
        return {"side": self.side, "method": self.method, "path": path, **grant}


def ids_of(channels: t.Iterable[t.Mapping[str, t.Any]]) -> dict[str, str]:
    """The ids for which the paths of calls have names."""
    found = {}
    for channel in channels:
        name = channel["name"].lstrip("#")
        found[name] = channel["channel_id"]
        found[f"{name}.chat"] = channel["chat_id"]
    return found


def calls() -> dict[str, list[Call]]:
    """The calls of each scenario, by its name."""
    rows = yaml.safe_load(Path(__file__).with_name("calls.yml").read_text())
    return {name: [Call(**row) for row in entries] for name, entries in rows.items()}
