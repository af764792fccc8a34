# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""What a task says about the members of a channel, parsed and checked before the first request."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._cliq.members import ROLES, is_bot_id
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.users import is_email, is_user_id
from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput

STATES = ("present", "absent", "exact")
# The option with the people, each by address or id.
MEMBERS_OPTION: dict[str, t.Any] = {
    "type": "list",
    "elements": "dict",
    "options": {
        "email": {"type": "str"},
        "user_id": {"type": "str"},
        "role": {"type": "str", "choices": list(ROLES)},
    },
}


@dataclasses.dataclass(frozen=True)
class Person:
    """Somebody, by e-mail address or user id, and the role wished for; None leaves the role as it is."""

    who: str
    role: str | None = None


@dataclasses.dataclass(frozen=True)
class Bot:
    """A bot, by its unique name, or by its id (``b-…``), or both."""

    unique_name: str = ""
    bot_id: str = ""

    @property
    def label(self) -> str:
        """What messages and differences call it."""
        return self.unique_name or self.bot_id


@dataclasses.dataclass(frozen=True)
class Wish:
    """
    Who is to be in a channel (``present``), not in it (``absent``), or in it with nobody else (``exact``).

    Without people, the people are left alone; with ``bots`` None, the bots are.
    """

    people: tuple[Person, ...] = ()
    state: str = "present"
    bots: tuple[Bot, ...] | None = None
    silent: bool = False
    add_missing: bool = True


def wished(
    members: t.Sequence[t.Mapping[str, t.Any]] | None,
    *,
    user_ids: t.Sequence[str] | None = None,
    email_ids: t.Sequence[str] | None = None,
    role: str | None = None,
    state: str = "present",
    bots: t.Sequence[str] | None = None,
    silent: bool = False,
    add_missing: bool = True,
) -> Wish:
    """
    Return the wish that the options of a task stand for; raises InvalidInput for one that cannot be meant.

    An element of ``members`` has ``email`` or ``user_id``, and maybe ``role``; ``role`` is that of all who have none of their
    own.
    """
    people = [_member(f"members[{index}]", entry) for index, entry in enumerate(members or [])]
    people += [_by_id(f"user_ids[{index}]", value) for index, value in enumerate(user_ids or [])]
    people += [_by_email(f"email_ids[{index}]", value) for index, value in enumerate(email_ids or [])]
    if state == "exact" and not people and any(option is not None for option in (members, user_ids, email_ids)):
        raise InvalidInput(
            "state is exact and nobody is named, which would remove everybody: name those who shall stay, or leave the "
            "option out if only bots are meant."
        )
    if state == "absent" and (role is not None or any(person.role for person in people)):
        raise InvalidInput("A role makes no sense for people who shall not be in the channel: leave it out.")
    return Wish(
        people=_each_once([person if person.role or not role else Person(person.who, role) for person in people]),
        state=state,
        bots=None if bots is None else _bots(bots, state),
        silent=silent,
        add_missing=add_missing,
    )


def wished_bot(unique_name: str | None, bot_id: str | None, state: str) -> Wish:
    """Return the wish for one bot; raises InvalidInput for one that cannot be meant."""
    if bot_id is not None and not is_bot_id(bot_id):
        raise InvalidInput(f"bot_id {bot_id!r} is not the id of a bot, such as b-1974166000016769005.")
    if unique_name is None and bot_id is None:
        raise InvalidInput("The bot is missing: give bot, or to remove it bot_id.")
    if unique_name is None:
        if state != "absent":
            raise InvalidInput("bot is missing: Cliq adds a bot by its unique name; an id serves to remove it only.")
        return Wish(state=state, bots=(Bot(bot_id=bot_id or ""),))
    (bot,) = _bots([unique_name], state, where="bot")
    return Wish(state=state, bots=(Bot(bot.unique_name, bot_id or bot.bot_id),))


def _member(where: str, entry: t.Mapping[str, t.Any]) -> Person:
    email, user_id, role = (entry.get(key) for key in ("email", "user_id", "role"))
    if (email is None) == (user_id is None):
        raise InvalidInput(f"{where} needs either email or user_id, and not both.")
    if role is not None and role not in ROLES:
        raise InvalidInput(f"{where} has the role {role!r}; the roles are {', '.join(ROLES)}.")
    if email is not None:
        return _by_email(f"email of {where}", email, role)
    return _by_id(f"user_id of {where}", str(user_id), role)


def _by_email(where: str, value: str, role: str | None = None) -> Person:
    if not is_email(value.strip()):
        raise InvalidInput(f"{where} is {value!r}, which is not an e-mail address.")
    return Person(value.strip(), role)


def _by_id(where: str, value: str, role: str | None = None) -> Person:
    who = value.strip()
    if is_email(who):
        raise InvalidInput(f"{where} is the e-mail address {value!r}: give it as email, or in email_ids.")
    if not is_user_id(who):
        raise InvalidInput(f"{where} is {value!r}, which is not a user id: that has digits only.")
    return Person(who, role)


def _each_once(people: t.Iterable[Person]) -> tuple[Person, ...]:
    """Return each person once; raises InvalidInput for somebody with two roles."""
    found: dict[str, Person] = {}
    for person in people:
        other = found.setdefault(person.who.casefold(), person)
        check_one_role(person, other.role)
    return tuple(found.values())


def check_one_role(person: Person, other: str | None) -> None:
    """Raise InvalidInput if a person was named before with another role."""
    if person.role != other:
        roles = " and ".join(role or "without a role" for role in (other, person.role))
        raise InvalidInput(f"{person.who} is named twice, with different roles ({roles}): name each person once.")


def _bots(bots: t.Sequence[str], state: str, where: str = "bots") -> tuple[Bot, ...]:
    found: dict[str, Bot] = {}
    for value in bots:
        name = value.strip()
        if not name:
            raise InvalidInput(f"{where} has an empty name: give the unique name of the bot.")
        if is_bot_id(name) and state != "absent":
            raise InvalidInput(f"{where} has the id {name!r}: Cliq adds a bot by its unique name, such as deploybot.")
        found.setdefault(name.casefold(), Bot(bot_id=name) if is_bot_id(name) else Bot(unique_name=name))
    return tuple(found.values())
