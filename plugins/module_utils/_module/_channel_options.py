# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
A channel that is there, as the options with which zoho.cliq.channels finds nothing to do.

Only what these options can say is told: an answer of Cliq that has something else in it must not make the whole description
one that is refused.
"""

from __future__ import annotations

import collections
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import channels as cliq
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.known import Channel
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.members import ROLES, Member
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.users import is_email, is_user_id
from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput
from ansible_collections.zoho.cliq.plugins.module_utils._module._channel_wish import PERMISSION_OPTIONS
from ansible_collections.zoho.cliq.plugins.module_utils._module._yaml_text import can_be_written

Options = dict[str, t.Any]
_INVITATION_MATTERS = ("organization", "team")


class Describer:
    """
    Describes channels.

    ``everything`` are all the channels that can be seen, among which a name may not be unique. ``members_state`` says what is
    to become of people who are not members now. ``warn`` is told what cannot be described.
    """

    def __init__(
        self, everything: t.Iterable[Channel], *, members_state: str, permissions: bool, warn: t.Callable[[str], None]
    ) -> None:
        self._times = collections.Counter(_key(channel) for channel in everything)
        self._members_state = members_state
        self._permissions = permissions
        self._warn = warn

    def options(self, channel: Channel, members: t.Sequence[Member] | None) -> Options | None:
        """Return the options for a channel, None if nothing can name it; ``members`` None leaves its members alone."""
        options = self._which(channel)
        if options is None:
            return None
        if channel.get("status") == "archived":
            return {**options, "state": "archived"}
        level = channel.get("level")
        if level in cliq.LEVELS:
            options["level"] = level
        options.update(self._description(channel))
        if level in _INVITATION_MATTERS and isinstance(channel.get("invite_only"), bool):
            options["invite_only"] = channel["invite_only"]
        teams = channel.get("teams")
        if level == "team" and isinstance(teams, dict) and teams and all(is_user_id(team) for team in teams):
            options["team_ids"] = sorted(teams, key=lambda team: (len(team), team))
        config = _config(channel)
        if config:
            options["config"] = config
        if members is not None:
            options.update(self._membership(channel, members))
        if self._permissions:
            options.update(_permissions(channel))
        return options

    def _which(self, channel: Channel) -> Options | None:
        name, channel_id = cliq.plain_name(channel["name"]), str(channel.get("channel_id"))
        can_be_named = 0 < len(name) <= cliq.NAME_LIMIT and can_be_written(name)
        named = {"name": name} if can_be_named else {}
        if can_be_named and self._times[_key(channel)] == 1:
            return named
        try:
            return {"channel_id": cliq.check_channel_id(channel_id), **named}
        except InvalidInput:
            self._warn(
                f"The channel {_label(channel)} is left out, because neither its name nor its id can be that of a task."
            )
            return None

    def _description(self, channel: Channel) -> Options:
        description = channel.get("description")
        if not isinstance(description, str) or not description:
            return {}
        if len(description) > cliq.DESCRIPTION_LIMIT or not can_be_written(description):
            self._warn(
                f"The description of the channel {_label(channel)} is left out: it is longer than Cliq takes, or has "
                "characters that no file can hold."
            )
            return {}
        return {"description": description}

    def _membership(self, channel: Channel, members: t.Sequence[Member]) -> Options:
        people: dict[str, Options] = {}
        for member in sorted(members, key=_rank):
            if member.is_bot:
                continue
            person = _person(member, people)
            if person is None:
                self._warn(
                    f"A member of the channel {_label(channel)} is left out, because Cliq tells no address or id."
                )
                continue
            people[next(iter(person.values())).casefold()] = person
        found: Options = {}
        if people:
            found["members"] = list(people.values())
            if self._members_state != "present":
                found["members_state"] = self._members_state
        bots = sorted(
            {member.bot_name for member in members if member.is_bot and can_be_written(member.bot_name)} - {""}
        )
        if bots:
            found["bots"] = bots
        return found


def order(channel: Channel) -> tuple[str, str]:
    """Return the place of a channel among others: by its name, and channels of one name by their ids."""
    return _key(channel), str(channel.get("channel_id"))


def _key(channel: Channel) -> str:
    return cliq.name_key(channel["name"])


def _label(channel: Channel) -> str:
    return f"{channel['name']!r} ({channel.get('channel_id')})"


def _rank(member: Member) -> tuple[int, str, str]:
    rank = ROLES.index(member.role) if member.role in ROLES else len(ROLES)
    return rank, member.email_id.casefold(), member.user_id


def _person(member: Member, others: t.Container[str]) -> Options | None:
    email = member.email_id.strip()
    if is_email(email) and can_be_written(email) and email.casefold() not in others:
        person = {"email": email}
    elif is_user_id(member.user_id):
        person = {"user_id": member.user_id}
    else:
        return None
    # A role that is no option stays as it is if the description names none.
    return {**person, "role": member.role} if member.role in ROLES else person


def _config(channel: Channel) -> Options:
    config = channel.get("config")
    if not isinstance(config, dict):
        return {}
    return {key: config[key] for key, choices in cliq.CONFIG_CHOICES.items() if config.get(key) in choices}


def _permissions(channel: Channel) -> Options:
    found: Options = {}
    for option in PERMISSION_OPTIONS:
        there = channel.get(option) or {}
        known = {name: there[name] for name in cliq.PERMISSIONS if isinstance(there.get(name), bool)}
        if known:
            found[option] = known
    return found
