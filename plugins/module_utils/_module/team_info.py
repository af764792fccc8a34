# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The resource body of zoho.cliq.team_info: which teams there are."""

from __future__ import annotations

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import teams as cliq
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.teams import Team
from ansible_collections.zoho.cliq.plugins.module_utils._module import _specs
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Body, Context, Params, Result

ARGUMENT_SPEC: _specs.Spec = {
    **_specs.API,
    "name": {"type": "str"},
    "team_id": {"type": "str"},
    "joined": {"type": "bool"},
    "members": {"type": "bool", "default": False},
}


def run(context: Context) -> Result:
    """Return the teams that fit all given options, with their members if asked for."""
    params = context.params
    if params["team_id"] is not None:
        cliq.check_team_id(params["team_id"])
    teams = cliq.Teams(context.connect())
    if params["team_id"] is not None:
        team = teams.by_id(params["team_id"])
        found = [] if team is None else [team]
    else:
        # Zoho documents this filter with this value only; whatever comes of it, the teams say themselves who has joined.
        found = teams.all(**({"joined": "true"} if params["joined"] else {}))
    found = [team for team in found if _fits(params, team)]
    if params["members"]:
        found = [{**team, "members": teams.members(team["team_id"])} for team in found]
    return {"changed": False, "teams": found}


def _fits(params: Params, team: Team) -> bool:
    if params["name"] is not None and not cliq.same_name(params["name"], team["name"]):
        return False
    return params["joined"] is None or team.get("joined", params["joined"]) is params["joined"]


BODY = Body(
    name="team_info",
    argument_spec=ARGUMENT_SPEC,
    run=run,
    converges=True,
    constraints={"mutually_exclusive": [("name", "team_id")]},
)
