# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The resource body of zoho.cliq.channel_info: which channels there are."""

from __future__ import annotations

import datetime
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import channels as cliq
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.client import CliqClient
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.known import Channel
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.members import Members
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.teams import check_team_id
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.users import Users, is_email, is_user_id
from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput
from ansible_collections.zoho.cliq.plugins.module_utils._module import _specs
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Body, Context, Params, Result
from ansible_collections.zoho.cliq.plugins.module_utils._module._channel_lookup import check_target

# The options for times, with the key of a channel that they are about.
_TIMES = {
    "created_after": "creation_time",
    "created_before": "creation_time",
    "modified_after": "last_modified_time",
    "modified_before": "last_modified_time",
}
# A channel is named in one of these ways, or several are looked for.
_WAYS = ("name", "name_pattern", "unique_name", "channel_id")

ARGUMENT_SPEC: _specs.Spec = {
    **_specs.API,
    **{way: {"type": "str"} for way in _WAYS},
    "level": {"type": "str", "choices": list(cliq.LEVELS)},
    "status": {"type": "str", "choices": list(cliq.STATUSES)},
    "team_id": {"type": "str"},
    "joined": {"type": "bool"},
    "pinned": {"type": "bool"},
    "created_by": {"type": "str"},
    **{option: {"type": "str"} for option in _TIMES},
    "members": {"type": "bool", "default": False},
}


def run(context: Context) -> Result:
    """Return the channels that fit all given options, with their members if asked for."""
    params = context.params
    _check(params)
    times = {option: _option_time(option, params[option]) for option in _TIMES if params[option] is not None}
    client = context.connect()
    creator_id = _creator_id(params, client)
    if creator_id == "":
        return {"changed": False, "channels": []}
    found = [
        channel
        for channel in _read(params, cliq.Channels(client))
        if _fits(params, channel)
        and _is_of_the_time(times, channel)
        and (creator_id is None or str(channel.get("creator_id")) == creator_id)
    ]
    if params["members"]:
        found = [{**channel, "members": _members(client, channel["channel_id"])} for channel in found]
    return {"changed": False, "channels": found}


def _check(params: Params) -> None:
    """Refuse what no channel can have, before the first request; raises InvalidInput."""
    check_target(params["name"], params["channel_id"])
    for option in ("name_pattern", "unique_name"):
        if params[option] is not None and not cliq.plain_name(params[option]):
            raise InvalidInput(f"{option} is empty: leave it out to get all channels.")
    if params["team_id"] is not None:
        check_team_id(params["team_id"])
    creator = params["created_by"]
    if creator is not None and not is_email(creator.strip()) and not is_user_id(creator.strip()):
        raise InvalidInput(f"created_by {creator!r} is neither an e-mail address nor a user id, which has digits only.")


def _read(params: Params, channels: cliq.Channels) -> list[Channel]:
    """
    Return the channels among which are those asked for.

    Of Zoho's filters only those are sent whose meaning is documented beyond doubt, and a server that ignores them does no harm.
    """
    if params["channel_id"]:
        channel = channels.by_id(params["channel_id"])
        return [] if channel is None else [channel]
    if params["unique_name"]:
        channel = channels.by_unique_name(cliq.plain_name(params["unique_name"]))
        return [] if channel is None else [channel]
    filters: dict[str, str] = {}
    if params["joined"] is not None:
        filters["joined"] = str(params["joined"]).lower()
    if params["pinned"]:
        filters["pinned"] = "true"
    if params["team_id"]:
        filters["team_ids"] = params["team_id"]
    if params["status"]:
        return channels.all(status=params["status"], **filters)
    if params["name"]:
        # One call instead of three for a name that is there: many hosts look for one at once, and few calls are allowed.
        return channels.named(params["name"])
    return channels.everything(**filters)


def _fits(params: Params, channel: Channel) -> bool:
    if params["name"] is not None and not cliq.same_name(params["name"], channel["name"]):
        return False
    if params["name_pattern"] is not None and not cliq.is_like(params["name_pattern"], channel["name"]):
        return False
    unique_name = params["unique_name"]
    if unique_name is not None and not cliq.same_name(unique_name, str(channel.get("unique_name") or unique_name)):
        return False
    if params["team_id"] is not None and params["team_id"] not in (channel.get("teams") or {}):
        return False
    if any(params[key] is not None and channel.get(key) != params[key] for key in ("level", "status")):
        return False
    # A channel of which Cliq does not tell it is one that Cliq chose.
    return all(params[key] is None or channel.get(key, params[key]) is params[key] for key in ("joined", "pinned"))


def _creator_id(params: Params, client: CliqClient) -> str | None:
    """Return the id of the user who is asked for as creator, None if none is, and an empty text for somebody unknown."""
    creator = (params["created_by"] or "").strip()
    if not creator:
        return None
    if is_user_id(creator):
        return creator
    # A channel tells the id and the name of its creator, and not the address.
    user = Users(client).get(creator)
    return "" if user is None else str(user["id"])


def _option_time(option: str, value: str) -> float:
    moment = _seconds(value)
    if moment is None:
        raise InvalidInput(f"{option} {value!r} is no time: write it in ISO 8601, such as 2026-02-11T09:00:00+05:30.")
    return moment


def _is_of_the_time(times: t.Mapping[str, float], channel: Channel) -> bool:
    for option, limit in times.items():
        moment = _seconds(channel.get(_TIMES[option]))
        if moment is None or (moment >= limit) is not option.endswith("_after"):
            return False
    return True


def _seconds(value: t.Any) -> float | None:
    """
    Return a time in seconds since 1970, None for what is no time.

    Zoho documents ISO 8601 with an offset; other times of its API are in milliseconds since 1970. Without an offset it is UTC.
    """
    text = str(value).strip()
    if text.isascii() and text.isdigit() and len(text) >= 12:
        return int(text) / 1000
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=datetime.UTC)).timestamp()


def _members(client: CliqClient, channel_id: str) -> list[dict[str, str]]:
    found = Members(client).of(channel_id)
    return [
        {"user_id": one.user_id, "email_id": one.email_id, "name": one.name, "user_role": one.role} for one in found
    ]


BODY = Body(
    name="channel_info",
    argument_spec=ARGUMENT_SPEC,
    run=run,
    converges=True,
    constraints={"mutually_exclusive": [_WAYS]},
)
