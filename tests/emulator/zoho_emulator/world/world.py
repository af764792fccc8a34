# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of the emulated organizations, with a dictionary for every way in which requests look things up."""

from __future__ import annotations

from .clock import Clock
from .conversations import Chat, Conversations
from .model import Bot, Channel, Client, Organization, Team, User, unique_name_of
from .order import ChannelOrder
from .past import Past
from .units import UnitRegister

LEVEL_PREFIX = {"organization": "O", "team": "T", "private": "P", "external": "E"}
# Ids grow from here; the numbers have as many digits as the ones in Zoho's documentation.
_FIRST_CHANNEL = 1974166000016769000
_FIRST_CHAT = 1184653329648520000
_FIRST_GUEST = 770000000
_FIRST_TEAM = 53797404


class World:
    """Organizations, people, teams, bots, clients and channels."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.organizations: dict[str, Organization] = {}
        self.users: dict[str, User] = {}
        self.users_by_email: dict[str, User] = {}
        self.teams: dict[str, Team] = {}
        self.bots: dict[str, Bot] = {}  # by unique name
        self.bots_by_id: dict[str, Bot] = {}
        self.clients: dict[str, Client] = {}
        self.networks: tuple[str, ...] = ()
        self.channels: dict[str, Channel] = {}
        self.channels_by_name: dict[tuple[str, str], Channel] = {}  # (organization, unique name)
        self.order = ChannelOrder()
        self.conversations = Conversations()
        self.past = Past()
        self.units = UnitRegister(self.users)
        self.consenting_user: User
        self._sequence = 0
        self._teams_made = 0
        self._taken: dict[tuple[str, str], int] = {}  # up to which number the unique names of a name are taken

    @property
    def channels_made(self) -> int:
        """How many channels were ever made; ids count on from here."""
        return self._sequence

    @property
    def teams_made(self) -> int:
        """How many teams were made with the API; ids count on from here."""
        return self._teams_made

    def resume(self, channels_made: int, teams_made: int) -> None:
        """Go on behind the ids that were given already."""
        self._sequence = max(self._sequence, channels_made)
        self._teams_made = max(self._teams_made, teams_made)

    # People

    def add_user(self, user: User) -> None:
        self.users[user.id] = user
        self.users_by_email[user.email.lower()] = user

    def user(self, id_or_email: str) -> User | None:
        return self.users.get(id_or_email) or self.users_by_email.get(id_or_email.lower())

    def colleague(self, id_or_email: str, organization: Organization) -> User | None:
        """A user of this organization."""
        found = self.user(id_or_email)
        return found if found is not None and found.organization is organization else None

    def guest(self, email: str, organization: Organization) -> User:
        """Somebody from outside, known by nothing but an address."""
        found = self.users_by_email.get(email.lower())
        if found is None:
            name = email.partition("@")[0]
            found = User(self.new_user_id(), email, name, "", organization, guest=True)
            self.add_user(found)
        return found

    def new_user_id(self) -> str:
        number = _FIRST_GUEST + len(self.users)
        while str(number) in self.users:
            number += 1
        return str(number)

    def new_team(self, name: str, description: str, creator: User) -> Team:
        """A team whose moderator is whoever made it."""
        self._teams_made += 1
        while (number := str(_FIRST_TEAM + self._teams_made * 16)) in self.teams:
            self._teams_made += 1
        team = Team(number, name, description, creator.organization, self.clock.now(), {creator.id: True})
        team.born = self.clock.steady()
        self.add_team(team)
        return team

    def remove_team(self, team: Team) -> None:
        """A team that is gone is nobody's, and no channel's."""
        del self.teams[team.id]
        for user_id in team.members:
            self.users[user_id].teams.discard(team.id)
        for channel in self.channels.values():
            if team.id in channel.team_ids:
                channel.team_ids.remove(team.id)

    def join_team(self, team: Team, user: User) -> None:
        team.members.setdefault(user.id, False)
        user.teams.add(team.id)

    def leave_team(self, team: Team, user: User) -> None:
        del team.members[user.id]
        user.teams.discard(team.id)

    def add_team(self, team: Team) -> None:
        self.teams[team.id] = team
        for user_id in team.members:
            self.users[user_id].teams.add(team.id)

    def add_bot(self, bot: Bot) -> None:
        self.bots[bot.unique_name] = bot
        self.bots_by_id[bot.id] = bot

    # Channels

    def new_channel(self, name: str, level: str, creator: User, **fields: object) -> Channel:
        """Make and keep a channel; number, ids and times may be given (a seed does), else they are made here."""
        sequence = fields.get("sequence")
        if not isinstance(sequence, int):
            sequence = self._sequence + 1
        self._sequence = max(self._sequence, sequence)
        now = self.clock.now()
        organization = creator.organization
        number = _FIRST_CHANNEL + sequence * 2 + 21
        values: dict[str, object] = {
            "sequence": sequence,
            "channel_id": f"{LEVEL_PREFIX[level]}{number}",
            "chat_id": f"CT_{_FIRST_CHAT + sequence * 1303}_{organization.id}",
            "unique_name": unique_name_of(name),
            "created": now,
            "modified": now,
        }
        values.update(fields)
        channel = Channel(name=name, level=level, organization=organization, creator_id=creator.id, **values)
        self.channels[channel.channel_id] = channel
        self.channels_by_name[organization.id, channel.unique_name] = channel
        self.order.add(channel)
        self.conversations.add(Chat(channel.chat_id, "channel", organization, channel.created, channel=channel))
        return channel

    def free_unique_name(self, name: str, organization: Organization, suffix: str) -> str:
        """How Cliq keeps the unique names of channels with one display name apart is not known: a number, or an id."""
        base = unique_name_of(name)
        if (organization.id, base) not in self.channels_by_name:
            return base
        if suffix == "id":
            return f"{base}{_FIRST_CHANNEL + self._sequence * 2 + 23}"
        number = self._taken.get((organization.id, base), 0) + 1
        while (organization.id, f"{base}{number}") in self.channels_by_name:
            number += 1
        self._taken[organization.id, base] = number - 1
        return f"{base}{number}"

    def rename_channel(self, channel: Channel, name: str) -> None:
        """The one way to change the name, by which lists find a channel."""
        self.order.rename(channel, name)

    def remove_channel(self, channel: Channel) -> None:
        del self.channels[channel.channel_id]
        del self.channels_by_name[channel.organization.id, channel.unique_name]
        self.order.remove(channel)
        self._taken.clear()  # a name has become free, which may be in the midst of others
        self.conversations.remove(self.chat(channel))

    def chat(self, channel: Channel) -> Chat:
        return self.conversations.chats[channel.chat_id]
