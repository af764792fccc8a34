# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Seeds: YAML or JSON that describes a world. A snapshot of the world has the same form."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from .clock import Clock, from_iso, iso, parse_offset
from .model import Bot, Client, Organization, Team, User, plain_name
from .permissions import RANKS, default_sets
from .world import LEVEL_PREFIX, World

PROFILE = ("employee_id", "mobile", "extension", "work_location")
DEFAULT_SEED = Path(__file__).with_name("default_seed.yml")


class SeedError(ValueError):
    """The seed cannot be used; the message says why."""


def read(path: Path | None) -> dict[str, Any]:
    data = yaml.safe_load((path or DEFAULT_SEED).read_text(encoding="utf-8"))
    if not isinstance(data, dict):
        raise SeedError("a seed is a mapping")
    return data


def build(seed: dict[str, Any], clock: Clock, data_centers: list[str]) -> World:
    """Make a world; the first data center is the home of whatever does not name one."""
    world = World(clock)
    try:
        skipped = _organizations(world, seed, data_centers)
        _people(world, seed, skipped)
        for item in seed.get("clients", []):
            client = _client(item, data_centers)
            world.clients[client.client_id] = client
        for item in seed.get("channels", []):
            _channel(world, item)
        world.networks = tuple(str(name) for name in seed.get("networks", []))
        consenting = world.user(seed["consenting_user"]) if "consenting_user" in seed else None
        world.consenting_user = consenting or next(iter(world.users.values()))
    except SeedError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError, StopIteration) as error:
        raise SeedError(f"unusable seed: {type(error).__name__}: {error}") from error
    return world


def _organizations(world: World, seed: dict[str, Any], data_centers: list[str]) -> set[str]:
    """Add the organizations; answer the ids of those whose data center does not run."""
    skipped = set()
    for item in seed["organizations"]:
        center = item.get("data_center", data_centers[0])
        if center == "other":
            center = data_centers[1] if len(data_centers) > 1 else None
        if center not in data_centers:
            skipped.add(str(item["id"]))
            continue
        offset = item.get("utc_offset", "+00:00")
        world.organizations[str(item["id"])] = Organization(
            str(item["id"]), item["name"], center, parse_offset(offset), offset, item.get("timezone", "Etc/UTC")
        )
    if not world.organizations:
        raise SeedError("no organization lives in a data center that runs")
    return skipped


def _people(world: World, seed: dict[str, Any], skipped: set[str]) -> None:
    first = next(iter(world.organizations))
    for item in seed.get("users", []):
        home = str(item.get("organization", first))
        if home in skipped:
            continue
        world.add_user(
            User(
                id=str(item["id"]),
                email=item["email"],
                first_name=item["first_name"],
                last_name=item.get("last_name", ""),
                organization=world.organizations[home],
                organization_admin=bool(item.get("organization_admin", False)),
                status=item.get("status", "active"),
                department=item.get("department", ""),
                designation=item.get("designation", ""),
                guest=bool(item.get("guest", False)),
                language=item.get("language", "English"),
                country=item.get("country", ""),
                profile={key: str(item[key]) for key in PROFILE if key in item},
                reporting_to=str(item.get("reporting_to", "")),
            )
        )
    for user in world.users.values():
        user.reporting_to = _known(world, user.reporting_to) if user.reporting_to else ""
    for item in seed.get("teams", []):
        home = str(item.get("organization", first))
        if home in skipped:
            continue
        members = {_known(world, email): False for email in item.get("members", [])}
        members.update({_known(world, email): True for email in item.get("moderators", [])})
        created = from_iso(item["created"]) if "created" in item else world.clock.now()
        organization = world.organizations[home]
        about = item.get("description", "")
        world.add_team(Team(str(item["id"]), item["name"], about, organization, created, members))
    for item in seed.get("bots", []):
        home = str(item.get("organization", first))
        if home not in skipped:
            world.add_bot(Bot(str(item["id"]), item["unique_name"], item["name"], world.organizations[home]))


def _known(world: World, id_or_email: str) -> str:
    user = world.user(str(id_or_email))
    if user is None:
        raise SeedError(f"unknown user {id_or_email!r}")
    return user.id


def _client(item: dict[str, Any], data_centers: list[str]) -> Client:
    """`data_centers` says where a client is enabled (default: everywhere), `client_secrets` which have their own."""
    enabled = item.get("data_centers", data_centers)
    own = item.get("client_secrets", {})
    secrets = {center: own.get(center, item["client_secret"]) for center in enabled}
    kind = item.get("type", "server")
    if kind not in ("server", "self"):
        raise SeedError(f"client type {kind!r} is neither server nor self")
    home = item.get("data_center", data_centers[0])
    return Client(item["client_id"], item["name"], kind, home, secrets, tuple(item.get("redirect_uris", [])))


def _channel(world: World, item: dict[str, Any]) -> None:
    if item["level"] not in LEVEL_PREFIX:
        raise SeedError(f"unknown level {item['level']!r}")
    creator = world.users[_known(world, item["creator"])]
    members = {creator.id: "super_admin"}
    for email, role in item.get("members", {}).items():
        if role not in RANKS:
            raise SeedError(f"unknown role {role!r}")
        members[_known(world, email)] = role
    permissions = default_sets()
    for role, changes in item.get("permissions", {}).items():
        permissions[role].update(changes)
    fields: dict[str, Any] = {
        "description": item.get("description", ""),
        "status": item.get("status", "created"),
        "invite_only": bool(item.get("invite_only", False)),
        "team_ids": [str(team) for team in item.get("team_ids", [])],
        "members": members,
        "bots": list(item.get("bots", [])),
        "config": dict(item.get("config", {})),
        "permissions": permissions,
    }
    fields.update({key: item[key] for key in ("channel_id", "chat_id") if key in item})
    for key in ("created", "modified"):
        if key in item:
            fields[key] = from_iso(item[key])
    fields.setdefault("modified", fields.get("created", world.clock.now()))
    name = plain_name(item["name"])
    fields["unique_name"] = item.get("unique_name") or world.free_unique_name(name, creator.organization, "number")
    world.new_channel(name, item["level"], creator, **fields)


def dump(world: World) -> dict[str, Any]:
    """The world as a seed: people, clients and channels, but no tokens, quotas or log."""
    email = {user.id: user.email for user in world.users.values()}
    return {
        "organizations": [
            {
                "id": org.id,
                "name": org.name,
                "data_center": org.data_center,
                "utc_offset": org.utc_offset,
                "timezone": org.zone_name,
            }
            for org in world.organizations.values()
        ],
        "networks": list(world.networks),
        "users": [_dump_user(world, user) for user in world.users.values()],
        "consenting_user": world.consenting_user.email,
        "teams": [
            {
                "id": team.id,
                "name": team.name,
                "description": team.description,
                "organization": team.organization.id,
                "created": iso(team.created, team.organization.zone),
                "members": [email[user] for user, moderator in team.members.items() if not moderator],
                "moderators": [email[user] for user, moderator in team.members.items() if moderator],
            }
            for team in world.teams.values()
        ],
        "bots": [
            {"id": bot.id, "unique_name": bot.unique_name, "name": bot.name, "organization": bot.organization.id}
            for bot in world.bots.values()
        ],
        "clients": [_dump_client(client) for client in world.clients.values()],
        "channels": [dump_channel(world, channel) for channel in world.channels.values()],
    }


def _dump_user(world: World, user: User) -> dict[str, Any]:
    return {
        "id": user.id,
        "email": user.email,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "organization": user.organization.id,
        "organization_admin": user.organization_admin,
        "status": user.status,
        "department": user.department,
        "designation": user.designation,
        "guest": user.guest,
        "language": user.language,
        "country": user.country,
        "reporting_to": world.users[user.reporting_to].email if user.reporting_to else "",
        **user.profile,
    }


def _dump_client(client: Client) -> dict[str, Any]:
    return {
        "client_id": client.client_id,
        "name": client.name,
        "type": client.kind,
        "data_center": client.data_center,
        "data_centers": list(client.secrets),
        "client_secret": next(iter(client.secrets.values()), ""),
        "client_secrets": dict(client.secrets),
        "redirect_uris": list(client.redirect_uris),
    }


def dump_channel(world: World, channel: Any) -> dict[str, Any]:
    email = {user_id: world.users[user_id].email for user_id in channel.members}
    return {
        "channel_id": channel.channel_id,
        "chat_id": channel.chat_id,
        "unique_name": channel.unique_name,
        "name": channel.name,
        "level": channel.level,
        "status": channel.status,
        "description": channel.description,
        "invite_only": channel.invite_only,
        "creator": world.users[channel.creator_id].email,
        "team_ids": list(channel.team_ids),
        "members": {email[user_id]: role for user_id, role in channel.members.items()},
        "bots": list(channel.bots),
        "config": dict(channel.config),
        "permissions": {role: dict(values) for role, values in channel.permissions.items()},
        "created": iso(channel.created, channel.organization.zone),
        "modified": iso(channel.modified, channel.organization.zone),
    }
