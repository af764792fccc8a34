# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""Which people and bots a task wants in a channel, and the way there: who is added, promoted, demoted, removed."""

from __future__ import annotations

import dataclasses
import functools
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._cliq.known import Channel
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.members import (
    ROLES,
    Member,
    Members,
    Roster,
    batches,
    normalized_role,
)
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.users import is_email, is_user_id
from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Context, Result
from ansible_collections.zoho.cliq.plugins.module_utils._module._channel_bots import BotWork
from ansible_collections.zoho.cliq.plugins.module_utils._module._membership_record import members_of, note_changes
from ansible_collections.zoho.cliq.plugins.module_utils._module._membership_wish import (
    Person,
    Wish,
    check_one_role,
    wished,
)
from ansible_collections.zoho.cliq.plugins.module_utils._module._membership_work import MembershipWork, Row
from ansible_collections.zoho.cliq.plugins.module_utils._module._people import People, listed
from ansible_collections.zoho.cliq.plugins.module_utils._module._plan import Plan, Step

# Who loses one of these roles by mistake may not be able to get it back.
_LEADING_ROLES = ("super_admin", "admin")

__all__ = ["Membership", "Person", "Wish", "guard_key", "members_of", "newcomers", "planned", "wished"]


def guard_key(channel_id: str) -> str:
    """Return the name of the lock under which the members of a channel are read and changed."""
    return f"members {channel_id}"


def _nothing() -> None:
    pass


def newcomers(there: t.Sequence[Member], wish: Wish) -> list[str]:
    """Return the people, by address or id, who are to be added because they are not among the members that are ``there``."""
    if wish.state == "absent":
        return []
    present = Roster(member for member in there if not member.is_bot)
    return [person.who for person in wish.people if present.find(person.who) is None]


@dataclasses.dataclass
class Membership(Plan):
    """
    A plan for the members of one channel.

    ``members`` are the people as they are afterwards, with ``email_id``, ``user_id``, ``name`` and ``role``; what nobody
    knows is None. ``added`` and ``removed`` are addresses (ids where there is none), ``role_changes`` maps them to the role
    ``before`` and ``after``. ``remember`` puts the changes on record once they are made.
    """

    members: list[Row] = dataclasses.field(default_factory=list)
    added: list[str] = dataclasses.field(default_factory=list)
    removed: list[str] = dataclasses.field(default_factory=list)
    role_changes: dict[str, dict[str, str]] = dataclasses.field(default_factory=dict)
    remember: t.Callable[[], None] = dataclasses.field(default=_nothing, repr=False)

    def carry_out(self) -> None:
        """Take the steps in order, and put on record what a list of members may not show yet."""
        super().carry_out()
        self.remember()

    def result(self) -> Result:
        """Return what a result says of it."""
        said = {"members": self.members, "added": self.added, "removed": self.removed}
        return {**super().result(), **said, "role_changes": self.role_changes}


def planned(
    context: Context,
    members: Members,
    people: People,
    channel: Channel | None,
    there: t.Sequence[Member],
    wish: Wish,
) -> Membership:
    """
    Return the way from the members that are ``there`` to the wish.

    Nothing is sent but questions for people who are no members. ``channel`` is None where check mode has none. Of a channel that
    is yet to be made, name and level are enough; it gets its ids before the steps are taken. Raises InvalidInput for what
    cannot be: unknown people, the same person with two roles, a channel without a super admin.
    """
    return _Planner(context, members, people, channel, there, wish).plan()


class _Planner:
    def __init__(
        self,
        context: Context,
        members: Members,
        people: People,
        channel: Channel | None,
        there: t.Sequence[Member],
        wish: Wish,
    ) -> None:
        self._context = context
        self._members = members
        self._people = people
        self._channel: Channel = {} if channel is None else channel
        self._there = [member for member in there if not member.is_bot]
        self._roster = Roster(self._there)
        self._bots = [member for member in there if member.is_bot]
        self._wish = wish
        self._own_role = normalized_role(self._channel.get("current_user_role"))
        self._own_id = context.user_id() or self._only_one_in_own_role()

    def plan(self) -> Membership:
        """Compute it; the order of the calls is: add, promote, demote, remove."""
        named, new = self._sorted_out()
        roles = {member: member.role for member in self._there}
        if self._wish.state == "absent":
            for member in named:
                del roles[member]
        else:
            roles.update({member: role for member, role in named.items() if role is not None})
            if self._wish.state == "exact" and self._wish.people:
                self._leave_only(named, new, roles)
        self._check_super_admins(roles, new)
        return self._membership(roles, new)

    # --- who is who ---

    def _sorted_out(self) -> tuple[dict[Member, str | None], dict[str, Person]]:
        """Return the members that are named, with their wished roles, and the people who are no members yet."""
        wish = self._wish
        others = [person.who for person in wish.people if self._find(person.who) is None]
        if others and wish.state != "absent":
            # Nobody can tell who is in a channel that is yet to be made.
            if not wish.add_missing and self._channel.get("channel_id"):
                raise InvalidInput(
                    f"{listed(others)} {'is' if len(others) == 1 else 'are'} not in {self._title()}, and add_missing is "
                    "false: add them first, or correct the addresses or ids.",
                    code="not_members",
                )
            if self._channel.get("level") not in (None, "external"):
                self._check_known(others)
        elif others:
            self._resolve(others)
        named: dict[Member, str | None] = {}
        new: dict[str, Person] = {}
        for person in wish.people:
            # The users were asked for in between, so that more than one name of a person is known now.
            member = self._find(person.who)
            if member is not None:
                check_one_role(person, named.get(member, person.role))
                named[member] = person.role
            else:
                user = self._people.known(person.who)
                key = person.who.casefold() if user is None else str(user["id"])
                check_one_role(person, new[key].role if key in new else person.role)
                new.setdefault(key, person)
        return named, ({} if wish.state == "absent" else new)

    def _find(self, who: str) -> Member | None:
        member = self._roster.find(who)
        user = None if member is not None else self._people.known(who)
        return member if user is None else self._roster.find(str(user["id"]))

    def _resolve(self, others: t.Sequence[str]) -> None:
        """Find out who is meant by addresses that may be those of members of whom the list tells no address."""
        addresses = [who for who in others if is_email(who)]
        if addresses and not all(member.email_id for member in self._there):
            self._people.resolve(addresses, self._title())

    def _check_known(self, whos: t.Sequence[str]) -> None:
        self._people.demand(whos, f"so nothing was changed in {self._title()}")

    # --- who stays ---

    def _leave_only(
        self, named: t.Mapping[Member, str | None], new: t.Mapping[str, Person], roles: dict[Member, str]
    ) -> None:
        """
        Take out of ``roles`` those who are not named; the last super admin and the own user stay, with a warning.

        Where nobody knows who the own user is, everybody stays who may be it and whose role is hard to get back.
        """
        unnamed = [member for member in self._there if member not in named]
        for member in unnamed:
            del roles[member]
        for member in unnamed:
            if self._own_id is not None and member.user_id == self._own_id:
                self._keep(member, roles, "because the credentials are theirs")
        if self._own_id is None and self._own_role in _LEADING_ROLES:
            self._keep_own_role([member for member in unnamed if member.role == self._own_role], roles)
        super_admins = [member for member in unnamed if member.role == ROLES[0]]
        if super_admins and not _has_super_admin(roles, new):
            self._keep(super_admins[0], roles, "because a channel must keep its last super admin")

    def _keep(self, member: Member, roles: dict[Member, str], reason: str) -> None:
        roles[member] = member.role
        self._context.warn(
            f"{_label(_row(member, member.role))} stays in {self._title()} although state is exact and they are not named, "
            f"{reason}. Name them to be rid of this warning."
        )

    def _keep_own_role(self, kept: t.Sequence[Member], roles: dict[Member, str]) -> None:
        if not kept:
            return
        roles.update({member: member.role for member in kept})
        labels = listed([_label(_row(member, member.role)) for member in kept])
        self._context.warn(
            f"{labels} {'stays' if len(kept) == 1 else 'stay'} in {self._title()} although state is exact and they are not "
            f"named: the user behind the credentials has the role {self._own_role} there, as they have, and it is not known who "
            "that is. Name them to be rid of this warning, remove them with state absent, or consent again with the scope "
            "AaaServer.profile.READ as well, which puts zoho_cliq_user_id into the credentials."
        )

    def _only_one_in_own_role(self) -> str | None:
        """Return the id of the own user if Cliq tells a leading role of theirs that nobody else has; None if it does not."""
        if self._own_role not in _LEADING_ROLES:
            return None
        ids = [member.user_id for member in self._there if member.role == self._own_role]
        return ids[0] or None if len(ids) == 1 else None

    def _check_super_admins(self, roles: t.Mapping[Member, str], new: t.Mapping[str, Person]) -> None:
        there = [member for member in self._there if member.role == ROLES[0]]
        if not there or _has_super_admin(roles, new):
            return
        labels = listed([_label(_row(member, member.role)) for member in there])
        raise InvalidInput(
            f"{labels} cannot lose the role super_admin, because {self._title()} would be without a super admin then: give "
            "somebody else the role super_admin first.",
            code="last_super_admin",
        )

    # --- what to do ---

    def _membership(self, roles: t.Mapping[Member, str], new: t.Mapping[str, Person]) -> Membership:
        before = [_row(member, member.role) for member in self._there]
        kept = {member: _row(member, roles[member]) for member in self._there if member in roles}
        rows = {person.who: self._new_row(person) for person in new.values()}
        removed = [member for member in self._there if member not in roles]
        plan = Membership(
            before={"members": _shown(before)},
            after={"members": _shown([*kept.values(), *rows.values()])},
            members=[*kept.values(), *rows.values()],
            added=[_label(row) for row in rows.values()],
            removed=[_label(_row(member, member.role)) for member in removed],
        )
        plan.remember = functools.partial(self._remember, roles, rows)
        work = MembershipWork(self._members, self._channel, rows, self._wish.silent)
        ids = [who for who in rows if is_user_id(who)]
        addresses = [who for who in rows if not is_user_id(who)]
        for batch in (*batches(ids), *batches(addresses)):
            plan.steps.append(Step(f"add {listed(batch)}", functools.partial(work.add, batch)))
        changes = {member: role for member, role in roles.items() if role != member.role}
        for member, role in changes.items():
            plan.role_changes[_label(kept[member])] = {"before": member.role, "after": role}
        promotions = [member for member, role in changes.items() if _rank(role) < _rank(member.role)]
        demotions = [member for member in changes if member not in promotions]
        plan.steps += [self._role_step(work, member, changes[member]) for member in promotions]
        for who, row in rows.items():
            # Whoever is added is a plain member at first.
            if row["role"] != ROLES[-1]:
                plan.steps.append(
                    Step(f"make {who} {row['role']}", functools.partial(work.set_new_role, who, row["role"]))
                )
        bots = BotWork(self._context, self._members, self._channel, self._bots, self._wish, plan)
        # The own user needs the old role for everything else.
        plan.steps += [self._role_step(work, one, changes[one]) for one in demotions if not self._is_own(one)]
        bots.plan_associations()
        for group in batches(sorted(removed, key=self._is_own)):
            labels = listed([_label(_row(member, member.role)) for member in group])
            plan.steps.append(Step(f"remove {labels}", functools.partial(work.remove, group)))
        bots.plan_removals()
        plan.steps += [self._role_step(work, one, changes[one]) for one in demotions if self._is_own(one)]
        return plan

    def _remember(self, roles: t.Mapping[Member, str], rows: t.Mapping[str, Row]) -> None:
        changed: dict[str, str | None] = {who: row["role"] for who, row in rows.items()}
        for member in self._there:
            role = roles.get(member)
            if role != member.role:
                changed[member.user_id or member.email_id] = role
        if changed:
            note_changes(self._context, str(self._channel["channel_id"]), changed)

    def _is_own(self, member: Member) -> bool:
        return self._own_id is not None and member.user_id == self._own_id

    def _role_step(self, work: MembershipWork, member: Member, role: str) -> Step:
        label = _label(_row(member, role))
        return Step(f"make {label} {role}", functools.partial(work.set_role, member.user_id, role))

    def _new_row(self, person: Person) -> Row:
        user = self._people.known(person.who) or {}
        given = "user_id" if is_user_id(person.who) else "email_id"
        row: Row = {
            "email_id": user.get("email_id") or None,
            "user_id": user.get("id") or None,
            "name": user.get("name") or None,
        }
        return {**row, given: person.who, "role": person.role or ROLES[-1]}

    def _title(self) -> str:
        name = self._channel.get("name")
        return f"the channel {name!r}" if name else "the channel"


def _row(member: Member, role: str) -> Row:
    return {
        "email_id": member.email_id or None,
        "user_id": member.user_id or None,
        "name": member.name or None,
        "role": role,
    }


def _label(row: Row) -> str:
    return str(row["email_id"] or row["user_id"])


def _shown(rows: t.Iterable[Row]) -> dict[str, str]:
    """Return what a difference shows: who has which role."""
    return {_label(row): row["role"] for row in rows}


def _rank(role: str) -> int:
    """Return the place of a role, 0 for the highest; one that nobody documents comes last."""
    return ROLES.index(role) if role in ROLES else len(ROLES)


def _has_super_admin(roles: t.Mapping[Member, str], new: t.Mapping[str, Person]) -> bool:
    return ROLES[0] in roles.values() or any(person.role == ROLES[0] for person in new.values())
