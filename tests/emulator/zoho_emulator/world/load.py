# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Loading: a world out of a seed. Either all of it is made, or a SeedError says what is wrong and where."""

from __future__ import annotations

from collections.abc import Callable, Container
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from . import format, generate, load_chats
from .clock import Clock, parse_offset
from .kinds import (
    Context,
    Elsewhere,
    SeedError,
    demand,
    demand_new,
    entries,
    list_of,
    mapping,
    mapping_of,
    moment_of,
    number,
    shown,
)
from .kinds import text as text_kind
from .model import Bot, Channel, Client, Organization, Team, User, plain_name
from .world import World

DEFAULT_SEED = Path(__file__).with_name("default_seed.yml")
# The C version where there is one: a seed may have thousands of channels.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FIRST_ORGANIZATION = 62439860
_FIRST_USER = 62441000
_FIRST_BOT = 1974166000016769005
_FIRST_SEED_TEAM = 4435961


def read(path: Path | None) -> dict[str, Any]:
    """The content of a seed's file, or the default seed."""
    path = path or DEFAULT_SEED
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)
    except (yaml.YAMLError, UnicodeDecodeError) as problem:
        where = getattr(problem, "problem_mark", None)
        line = f", line {where.line + 1}, column {where.column + 1}" if where is not None else ""
        raise SeedError(f"{path}{line}: this is no YAML ({getattr(problem, 'problem', None) or problem})") from None
    if not isinstance(data, dict):
        raise SeedError(f"{path}: a seed is a mapping with keys like users and channels, not {shown(data)}")
    return data


@cache
def _default_clients() -> list[dict[str, Any]]:
    return read(None)["clients"]


def build(seed: dict[str, Any], clock: Clock, data_centers: list[str]) -> World:
    """Make a world; the first data center is the home of whatever does not name one."""
    seed = mapping(seed, "the seed")
    for name in seed:
        if name not in format.TOP:
            raise SeedError(f"the seed: unknown key {shown(name)}; known are {', '.join(format.TOP)}")
    world = World(clock)
    context = Context(world)
    counters = _counters(seed, context)
    world.resume(counters["channels"], counters["teams"])
    world.conversations.resume(counters["conversations"])
    _organizations(seed, context, data_centers)
    _each(seed, "users", context, _user)
    generate.people(seed, context)
    if not world.users:
        raise SeedError("users: there has to be at least one, like `users: [patricia.boyle@zylker.example]`")
    for user in world.users.values():
        user.reporting_to = _chief(user, context)
    world.consenting_user = _consenting_user(seed, context)
    for name, kind in format.UNITS.items():
        for organization_id, made in counters[name].items():
            if organization_id in world.organizations:
                world.units.begin(kind, world.organizations[organization_id], made)
        _each(seed, name, context, _unit(kind))
    _each(seed, "teams", context, _team)
    _each(seed, "bots", context, _bot)
    if seed.get("clients") is None:
        seed = {**seed, "clients": _default_clients()}
    for at, item in entries(seed["clients"], "clients"):
        _client(item, at, context, data_centers)
    world.networks = tuple(list_of(text_kind).read(seed.get("networks"), "networks", context))
    _each(seed, "channels", context, _channel)
    generate.channels(seed, context)
    _each(seed, "chats", context, load_chats.direct)
    _move_clock(seed, clock)
    return world


def _each(seed: dict[str, Any], name: str, context: Context, add: Callable[[Any, str, Context], None]) -> None:
    """Add every item of a list, but those that belong elsewhere."""
    for at, item in entries(seed.get(name), name):
        try:
            add(item, at, context)
        except Elsewhere:
            continue


def _counters(seed: dict[str, Any], context: Context) -> dict[str, Any]:
    """How many ids were given of each sort, so that a world goes on with new ones where it ended."""
    given = mapping(seed.get("counters") or {}, "counters")
    counters: dict[str, Any] = {}
    for name in given:
        if name not in format.COUNTERS:
            raise SeedError(f"counters: unknown key {shown(name)}; known are {', '.join(format.COUNTERS)}")
    for name in format.COUNTERS:
        whole = mapping_of(text_kind, number(0)) if name in format.UNITS else number(0)
        nothing: Any = {} if name in format.UNITS else 0
        counters[name] = whole.read(given[name], f"counters.{name}", context) if name in given else nothing
    return counters


def _move_clock(seed: dict[str, Any], clock: Clock) -> None:
    """The world is at least as late as its snapshot was."""
    if seed.get("clock") is not None:
        behind = moment_of(seed["clock"], "clock") - clock.now()
        if behind > 0:
            clock.advance(behind)


def _free(first: int, step: int, known: Container[str]) -> str:
    number_ = first
    while str(number_) in known:
        number_ += step
    return str(number_)


# Organizations and people


def _organizations(seed: dict[str, Any], context: Context, data_centers: list[str]) -> None:
    """`data_center: other` is the second one that runs. What lives where nothing runs is left out."""
    world = context.world
    listed = entries(seed.get("organizations", ["Zylker"]), "organizations")
    for at, item in listed:
        values = format.ORGANIZATION.read(item, at, context)
        demand(values, at, "name")
        number_ = values.setdefault("id", _free(_FIRST_ORGANIZATION, 1, {*world.organizations, *context.elsewhere}))
        demand_new(number_, world.organizations, f"{at}.id")
        center = values.get("data_center", data_centers[0])
        if center == "other":
            center = data_centers[1] if len(data_centers) > 1 else ""
        if center not in data_centers:
            context.elsewhere.add(number_)
            continue
        distance = values.get("utc_offset", "+00:00")
        zone_name = values.get("zone_name", "Etc/UTC")
        world.organizations[number_] = Organization(
            number_, values["name"], center, parse_offset(distance), distance, zone_name
        )
    if not world.organizations:
        running = ", ".join(data_centers)
        raise SeedError(f"organizations: none of them lives in a data center that runs ({running})")


def home(values: dict[str, Any], context: Context) -> Organization:
    """The organization of an item, by default the first."""
    return values.get("organization") or next(iter(context.world.organizations.values()))


def _user(item: Any, at: str, context: Context) -> None:
    world = context.world
    opened = format.USER.opened(item, at)
    try:
        values = format.USER.read(opened, at, context)
    except Elsewhere:
        known = (opened.get("id"), opened.get("email"))
        context.elsewhere.update(str(name).lower() for name in known if name is not None)
        raise
    first, last = values.get("first_name"), values.get("last_name")
    if "email" not in values:
        if first is None:
            raise SeedError(f"{at}: email is missing, or first_name and last_name to make one of")
        values["email"] = ".".join(name for name in (first, last) if name).lower().replace(" ", "") + "@zylker.example"
    demand_new(values["email"].lower(), world.users_by_email, f"{at}.email")
    words = values["email"].partition("@")[0].replace("_", ".").split(".")
    if first is None:
        values.update(first_name=words[0].capitalize())
        values.setdefault("last_name", " ".join(word.capitalize() for word in words[1:]))
    values.setdefault("last_name", "")
    values.setdefault("id", _free(_FIRST_USER, 37, world.users))
    demand_new(values["id"], world.users, f"{at}.id")
    values["organization"] = home(values, context)
    profile = {
        key: text_kind.read(opened[key], f"{at}.{key}", context)
        for key in format.PROFILE
        if opened.get(key) is not None
    }
    world.add_user(User(**values, profile=profile))


def _chief(user: User, context: Context) -> str:
    if not user.reporting_to or user.reporting_to.lower() in context.elsewhere:
        return ""
    return format.user.read(user.reporting_to, f"users ({user.email}).reporting_to", context)


def _consenting_user(seed: dict[str, Any], context: Context) -> User:
    if seed.get("consenting_user") is not None:
        try:
            return context.world.users[format.user.read(seed["consenting_user"], "consenting_user", context)]
        except Elsewhere:
            pass
    return next(iter(context.world.users.values()))


def _unit(kind: str) -> Callable[[Any, str, Context], None]:
    def add(item: Any, at: str, context: Context) -> None:
        values = format.UNIT.read(item, at, context)
        demand(values, at, "name")
        given = format.UNIT.opened(item, at).get("organization")
        place = f"{at}.organization"
        organization = home({}, context) if given is None else format.organization.read(given, place, context)
        units = context.world.units.begin(kind, organization)
        if units.find(values["name"]) is not None:
            raise SeedError(f"{at}.name: there is a {kind} {values['name']} already")
        parent = values.get("parent_id", "")
        if parent and parent not in units.known:
            above = units.find(parent)
            if above is None:
                raise SeedError(f"{at}.parent: unknown {kind} {shown(parent)}; it has to come first")
            parent = above.id
        units.put_seed(values["name"], values.get("lead_id", ""), parent, values.get("id"))

    return add


def _team(item: Any, at: str, context: Context) -> None:
    world = context.world
    values = format.TEAM.read(item, at, context)
    demand(values, at, "name")
    opened = format.TEAM.opened(item, at)
    people = list_of(format.user)
    members = dict.fromkeys(people.read(opened.get("members"), f"{at}.members", context), False)
    members.update(dict.fromkeys(people.read(opened.get("moderators"), f"{at}.moderators", context), True))
    number_ = values.setdefault("id", _free(_FIRST_SEED_TEAM, 16, world.teams))
    demand_new(number_, world.teams, f"{at}.id")
    created = values.get("created", world.clock.now())
    about = values.get("description", "")
    world.add_team(Team(number_, values["name"], about, home(values, context), created, members))


def _bot(item: Any, at: str, context: Context) -> None:
    world = context.world
    values = format.BOT.read(item, at, context)
    demand(values, at, "unique_name")
    demand_new(values["unique_name"], world.bots, f"{at}.unique_name")
    known = {bot_id.removeprefix("b-") for bot_id in world.bots_by_id}
    values.setdefault("id", f"b-{_free(_FIRST_BOT, 6, known)}")
    demand_new(values["id"], world.bots_by_id, f"{at}.id")
    values.setdefault("name", values["unique_name"])
    values["organization"] = home(values, context)
    world.add_bot(Bot(**values))


def _client(item: Any, at: str, context: Context, data_centers: list[str]) -> None:
    """`data_centers` says where a client is enabled (default: everywhere), `client_secrets` which have their own."""
    values = format.CLIENT.read(item, at, context)
    demand(values, at, "client_id")
    demand_new(values["client_id"], context.world.clients, f"{at}.client_id")
    texts = list_of(text_kind)
    enabled = texts.read(item.get("data_centers", data_centers), f"{at}.data_centers", context)
    own = mapping_of(text_kind, text_kind).read(item.get("client_secrets") or {}, f"{at}.client_secrets", context)
    usual = item.get("client_secret")
    if usual is None and not own.keys() >= set(enabled):
        raise SeedError(f"{at}: client_secret is missing")
    secrets = {center: own.get(center) or text_kind.read(usual, f"{at}.client_secret", context) for center in enabled}
    context.world.clients[values["client_id"]] = Client(
        values["client_id"],
        values.get("name", values["client_id"]),
        values.get("kind", "server"),
        values.get("data_center", data_centers[0]),
        secrets,
        tuple(values.get("redirect_uris", ())),
    )


# Channels


def _members(value: Any, at: str, context: Context) -> dict[str, str | None]:
    """User ids to roles, out of a mapping, or out of a list of those who are plain members. Null is nobody's role."""
    if isinstance(value, list):
        return dict.fromkeys(list_of(format.user).read(value, at, context), "member")
    found: dict[str, str | None] = {}
    for who, role in mapping(value if value is not None else {}, at).items():
        try:
            user_id = format.user.read(who, at, context)
        except Elsewhere:
            continue
        found[user_id] = None if role is None else format.role.read(role, f"{at}.{who}", context)
    return found


def _channel(item: Any, at: str, context: Context) -> None:
    world = context.world
    values = format.CHANNEL.read(item, at, context)
    demand(values, at, "name")
    opened = format.CHANNEL.opened(item, at)
    creator = world.users[values.pop("creator_id", world.consenting_user.id)]
    organization = creator.organization
    members = _members(opened.get("members"), f"{at}.members", context)
    if creator.id not in members:
        members = {creator.id: "super_admin", **members}
    values["members"] = {user_id: role for user_id, role in members.items() if role is not None}
    name = plain_name(values.pop("name"))
    level = values.pop("level", "private")
    demand_new(values.get("channel_id"), world.channels, f"{at}.channel_id")
    demand_new(values.get("chat_id"), world.conversations.chats, f"{at}.chat_id")
    if "unique_name" in values:
        if (organization.id, values["unique_name"]) in world.channels_by_name:
            raise SeedError(f"{at}.unique_name: {shown(values['unique_name'])} is another channel's already")
    else:
        values["unique_name"] = world.free_unique_name(name, organization, "number")
    if "sequence" in values:
        demand_new(values["sequence"], world.order, f"{at}.number")
    if "created" in values:
        values.setdefault("modified", values["created"])
    channel: Channel = world.new_channel(name, level, creator, **values)
    load_chats.of_channel(channel, opened, at, context)
