# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""Teams of Cliq: the calls of the page "Teams" of Zoho's Cliq REST API v2, and the shape of a team and of its members."""

from __future__ import annotations

import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import errors
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.client import CliqClient, items, unwrap
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.users import is_user_id
from ansible_collections.zoho.cliq.plugins.module_utils._errors import ApiError, InvalidInput, UnexpectedAnswer

Team = dict[str, t.Any]
TeamMember = dict[str, t.Any]

NAME_LIMIT = 30
# So many people can be added to a team with one call.
BATCH = 100


def same_name(one: str, other: str) -> bool:
    """Tell whether two names mean the same team; case does not matter."""
    return one.strip().casefold() == other.strip().casefold()


def check_team_id(value: str) -> str:
    """Return ``value`` if it looks like a team id; raises InvalidInput."""
    if not is_user_id(value):
        raise InvalidInput(f"team_id {value!r} is not a team id, which has digits only; zoho.cliq.team_info tells it.")
    return value


def normalized(raw: t.Mapping[str, t.Any]) -> Team:
    """
    Return a team as the modules show it: ids as text, counts as numbers, and a text for a description that is empty.

    Zoho's page about teams shows the id as text, its OpenAPI document about users as a number.
    """
    team: Team = dict(raw)
    team["team_id"] = str(raw.get("team_id") or raw.get("id") or "")
    team["name"] = str(raw.get("name") or "").strip()
    team["description"] = str(raw.get("description") or "")
    if isinstance(raw.get("organization_id"), int):
        team["organization_id"] = str(raw["organization_id"])
    count = raw.get("participant_count")
    if isinstance(count, str) and count.strip().isdecimal():
        team["participant_count"] = int(count)
    return team


def normalized_member(raw: t.Mapping[str, t.Any]) -> TeamMember:
    """Return a member of a team as the modules show it: ``user_id`` and ``email_id`` as text, the full name as ``name``."""
    member: TeamMember = dict(raw)
    found = next((raw[key] for key in ("user_id", "id", "zuid") if raw.get(key)), "")
    member["user_id"] = str(found)
    member["email_id"] = str(raw.get("email_id") or raw.get("email") or "")
    member["name"] = str(next((raw[key] for key in ("full_name", "name", "display_name") if raw.get(key)), ""))
    return member


class Teams:
    """The teams of the organization."""

    def __init__(self, client: CliqClient) -> None:
        self._client = client

    def all(self, **filters: str) -> list[Team]:
        """Return all teams; ``filters`` are query parameters of Zoho's page, which knows ``joined`` only."""
        return [normalized(raw) for raw in self._listed("/teams", "teams", params=filters)]

    def named(self, name: str) -> list[Team]:
        """Return every team of that name: nothing is known to forbid two of one name."""
        return [team for team in self.all() if same_name(team["name"], name)]

    def by_id(self, team_id: str) -> Team | None:
        """Return the team of that id, or None if Cliq does not know it."""
        try:
            answer = self._client.get("/teams/{team_id}", ids={"team_id": team_id})
        except ApiError as exc:
            if errors.is_not_found(exc):
                return None
            raise
        team = normalized(unwrap(answer, "team"))
        if not team["team_id"]:
            raise UnexpectedAnswer("GET /teams/{team_id}: the answer has no team_id, which Zoho documents.")
        return team

    def members(self, team_id: str) -> list[TeamMember]:
        """Return the members of a team."""
        found = self._listed("/teams/{team_id}/members", "members", ids={"team_id": team_id})
        return [normalized_member(raw) for raw in found]

    def of_user(self, user: str) -> list[Team]:
        """Return the teams of a user, given by id or e-mail address (page "Users", "Retrieve teams of a user")."""
        return [normalized(raw) for raw in self._listed("/users/{user}/teams", "teams", ids={"user": user})]

    def create(self, body: t.Mapping[str, t.Any]) -> Team | None:
        """
        Create a team with at most ``BATCH`` members; None if Cliq's answer does not tell which one it made.

        Nothing is known to keep Cliq from making a second team of the same name: look first.
        """
        answer = self._client.call("POST", "/teams", body=dict(body))
        team = {} if answer is None else normalized(unwrap(answer, "team"))
        return team if team.get("team_id") else None

    def update(self, team: Team, changes: t.Mapping[str, t.Any]) -> Team:
        """Change name or description of ``team`` and return it as it is afterwards."""
        answer = self._client.call("PUT", "/teams/{team_id}", ids={"team_id": team["team_id"]}, body=dict(changes))
        # Where the answer is not the team, what was sent is what is there.
        raw = {} if answer is None else unwrap(answer, "team")
        answered = normalized(raw) if raw.get("team_id") or raw.get("id") else {}
        return {**team, **answered, **changes}

    def delete(self, team_id: str) -> None:
        """Delete a team; its members stay users of the organization."""
        self._client.call("DELETE", "/teams/{team_id}", ids={"team_id": team_id})

    def add(self, team_id: str, user_ids: t.Sequence[str]) -> None:
        """Add people to a team by their user ids, at most ``BATCH`` of them."""
        ids = {"team_id": team_id}
        self._client.call("POST", "/teams/{team_id}/members", ids=ids, body={"user_ids": list(user_ids)})

    def remove(self, team_id: str, user_id: str) -> None:
        """Remove one person from a team."""
        ids = {"team_id": team_id, "user_id": user_id}
        self._client.call("DELETE", "/teams/{team_id}/members/{user_id}", ids=ids)

    def _listed(
        self, path: str, key: str, *, ids: t.Mapping[str, str] | None = None, params: t.Mapping[str, str] | None = None
    ) -> t.Iterator[dict[str, t.Any]]:
        # Zoho documents no pages for these lists, hence no "limit" either; should an answer name a next page, it is read.
        for answer in self._client.answers(path, ids=ids, params=params):
            yield from items(answer, key)
