# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The members of a team: who is there, who comes and who goes, and that nobody is added who cannot be."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import errors
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.teams import BATCH, TeamMember, Teams, normalized_member
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.users import address_key, is_email, is_user_id, same_email
from ansible_collections.zoho.cliq.plugins.module_utils._errors import ApiError, InvalidInput, OutcomeUnknown
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Context
from ansible_collections.zoho.cliq.plugins.module_utils._module._people import People
from ansible_collections.zoho.cliq.plugins.module_utils._module._plan import Step


@dataclasses.dataclass
class Membership:
    """Who is in a team (``there``), who is to be added (``new``), and who is to be removed (``leaving``)."""

    there: list[TeamMember]
    new: list[TeamMember]
    leaving: list[TeamMember]

    @property
    def afterwards(self) -> list[TeamMember]:
        """The members as they will be."""
        gone = {member["user_id"] for member in self.leaving}
        return [member for member in self.there if member["user_id"] not in gone] + self.new


def checked(members: t.Sequence[str]) -> list[str]:
    """Return the people of the option ``members``, each once; raises InvalidInput for what is no address and no id."""
    first: dict[str, str] = {}
    for who in members:
        first.setdefault(address_key(who), who.strip())
    whos = list(first.values())
    wrong = [who for who in whos if not is_email(who) and not is_user_id(who)]
    if wrong:
        raise InvalidInput(
            f"members has {', '.join(map(repr, wrong))}, which is neither an e-mail address nor a user id: a user id has "
            "digits only, zoho.cliq.user_info tells it."
        )
    return whos


def shown(members: t.Iterable[TeamMember]) -> list[str]:
    """Return members as a difference shows them: the addresses in order, the id where there is no address."""
    return sorted(member["email_id"] or member["user_id"] for member in members)


def planned(context: Context, people: People, team: str, there: list[TeamMember], whos: list[str]) -> Membership:
    """
    Return what ``whos`` and the option ``members_state`` mean for a team with the members ``there``.

    ``team`` names the team in sentences. Raises InvalidInput if somebody is to be added whom Cliq does not know.
    """
    state = context.params["members_state"]
    named = [member for member in there if any(_is(member, who) for who in whos)]
    if state == "absent":
        others = [who for who in whos if is_email(who) and not _is_any(named, who)]
        named += [member for member in _under_addresses(people, team, there, others) if member not in named]
        return Membership(there, [], named)
    new = _new(people, [who for who in whos if not _is_any(named, who)])
    # Somebody who is named by a second address of theirs is there under the first.
    ids = {member["user_id"] for member in new}
    named += [member for member in there if member["user_id"] in ids]
    kept = {member["user_id"] for member in named}
    new = [member for member in new if member["user_id"] not in kept]
    if state != "exact":
        return Membership(there, new, [])
    leaving = [member for member in there if member["user_id"] not in kept]
    return Membership(there, new, _without_oneself(context, team, leaving))


def steps(teams: Teams, team_id: t.Callable[[], str], membership: Membership) -> list[Step]:
    """Return what to do for ``membership``; ``team_id`` is asked for when it is done."""
    ids = [member["user_id"] for member in membership.new]
    batches = [ids[start : start + BATCH] for start in range(0, len(ids), BATCH)]
    additions = [Step(f"add {len(batch)} members", _adding(teams, team_id, batch)) for batch in batches]
    removals = [Step("remove a member", _removing(teams, team_id, one["user_id"])) for one in membership.leaving]
    return additions + removals


def _is(member: TeamMember, who: str) -> bool:
    return who == member["user_id"] or same_email(who, member["email_id"])


def _is_any(members: t.Iterable[TeamMember], who: str) -> bool:
    return any(_is(member, who) for member in members)


def _under_addresses(people: People, team: str, there: list[TeamMember], addresses: list[str]) -> list[TeamMember]:
    """Return the members who are meant by addresses that the list does not tell; a warning names those who may be."""
    if not addresses or all(member["email_id"] for member in there):
        return []
    people.resolve(addresses, f"the team {team}")
    users = [user for user in map(people.known, addresses) if user is not None]
    ids = {normalized_member(user)["user_id"] for user in users}
    return [member for member in there if member["user_id"] in ids]


def _new(people: People, whos: list[str]) -> list[TeamMember]:
    """Return the people to add, each once, with their ids, by which alone Cliq adds somebody to a team."""
    unknown = people.unknown(whos)
    if unknown:
        raise InvalidInput(
            f"Cliq does not know {', '.join(unknown)}: correct the members of the task, or invite them to the organization "
            "first. Nothing was changed.",
            code="unknown_people",
        )
    found: dict[str, TeamMember] = {}
    without_id: list[str] = []
    for who in whos:
        user = people.known(who) or ({"user_id": who} if is_user_id(who) else None)
        if user is None:
            without_id.append(who)
        else:
            member = normalized_member(user)
            found.setdefault(member["user_id"], {key: member[key] for key in ("user_id", "email_id", "name")})
    if without_id:
        raise InvalidInput(
            f"The user ids of {', '.join(without_id)} are needed, because Cliq adds people to a team by their ids only, and "
            "Cliq does not tell them: consent again with the scope ZohoCliq.Users.READ, or name these people by their ids.",
            code="user_ids_not_told",
        )
    return list(found.values())


def _without_oneself(context: Context, team: str, leaving: list[TeamMember]) -> list[TeamMember]:
    """Return ``leaving`` without the user behind the credentials, who may lose the right to go on with the team."""
    own = context.user_id()
    rest = [member for member in leaving if member["user_id"] != own]
    if len(rest) < len(leaving):
        context.warn(
            f"The user behind the credentials stays in the team {team}, though members does not name them: "
            "members_state exact never removes that user."
        )
    return rest


def _adding(teams: Teams, team_id: t.Callable[[], str], user_ids: list[str]) -> t.Callable[[], None]:
    def add() -> None:
        """Add the people; where the answer was lost or says that somebody is there already, the list of members decides."""
        try:
            teams.add(team_id(), user_ids)
        except OutcomeUnknown:
            if _missing(teams, team_id(), user_ids):
                raise
        except ApiError as exc:
            missing = _missing(teams, team_id(), user_ids) if errors.is_already_there(exc) else user_ids
            if len(missing) == len(user_ids):
                raise
            if missing:
                teams.add(team_id(), missing)

    return add


def _removing(teams: Teams, team_id: t.Callable[[], str], user_id: str) -> t.Callable[[], None]:
    def remove() -> None:
        """Remove the person; where the answer was lost or says that nobody is there, the list of members decides."""
        try:
            teams.remove(team_id(), user_id)
        except (OutcomeUnknown, ApiError) as exc:
            decidable = isinstance(exc, OutcomeUnknown) or errors.is_unknown_user(exc)
            if not decidable or not _missing(teams, team_id(), [user_id]):
                raise

    return remove


def _missing(teams: Teams, team_id: str, user_ids: list[str]) -> list[str]:
    there = {member["user_id"] for member in teams.members(team_id)}
    return [user_id for user_id in user_ids if user_id not in there]
