# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The resource body of zoho.cliq.channel: one channel, present, absent or archived."""

from __future__ import annotations

import time
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import channels as cliq
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.known import Channel
from ansible_collections.zoho.cliq.plugins.module_utils._errors import (
    InvalidInput,
    OutcomeUnknown,
    UnexpectedAnswer,
    ZohoCliqError,
)
from ansible_collections.zoho.cliq.plugins.module_utils._module import _specs
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Body, Context, Params, Result
from ansible_collections.zoho.cliq.plugins.module_utils._module._creations import SETTLE_PAUSES, Creation

_PERMISSION_OPTIONS = tuple(f"{role}_permission" for role in cliq.ROLES_WITH_PERMISSIONS)


def _permission_spec() -> dict[str, t.Any]:
    return {"type": "dict", "options": {name: {"type": "bool"} for name in cliq.PERMISSIONS}}


ARGUMENT_SPEC: _specs.Spec = {
    **_specs.API,
    "name": {"type": "str"},
    "channel_id": {"type": "str"},
    "state": {"type": "str", "default": "present", "choices": ["present", "absent", "archived"]},
    "level": {"type": "str", "choices": list(cliq.LEVELS)},
    "description": {"type": "str"},
    "invite_only": {"type": "bool"},
    "team_ids": {"type": "list", "elements": "str"},
    "user_ids": {"type": "list", "elements": "str"},
    "email_ids": {"type": "list", "elements": "str"},
    "config": {
        "type": "dict",
        "options": {name: {"type": "str", "choices": list(choices)} for name, choices in cliq.CONFIG_CHOICES.items()},
    },
    **{option: _permission_spec() for option in _PERMISSION_OPTIONS},
}


def run(context: Context) -> Result:
    """Bring one channel into the wished state: read, plan, and apply unless in check mode."""
    params = context.params
    _check(params)
    channels = cliq.Channels(context.connect())
    if params["channel_id"]:
        return _converge(context, channels, _by_id(params, channels))
    recent = channels.named_recently(params["name"])
    if recent:
        return _converge(context, channels, _single(params["name"], recent))
    if params["state"] != "present" or context.check_mode:
        found = _single(params["name"], channels.named(params["name"])) or _recorded(context, channels)
        return _converge(context, channels, found)
    # Looking and creating form one step: hosts and forks that wish for the same channel at once must make one of it.
    with context.guard(_guard_key(params["name"])):
        found = _single(params["name"], channels.named(params["name"])) or _recorded(context, channels)
        if found is None and _creation(context).is_open():
            found = _settled(context, channels)
        return _converge(context, channels, found)


def _guard_key(name: str) -> str:
    return f"channel {cliq.plain_name(name).casefold()}"


def _creation(context: Context) -> Creation:
    return Creation(context.notebook(), _guard_key(context.params["name"]))


def _recorded(context: Context, channels: cliq.Channels) -> Channel | None:
    """Return the channel of that name that was made a short time ago, and that the list does not show yet."""
    creation = _creation(context)
    channel_id = creation.known_id()
    channel = None if channel_id is None else channels.by_id(channel_id)
    if channel is None or not cliq.same_name(channel["name"], context.params["name"]):
        return None
    return channel


def _settled(context: Context, channels: cliq.Channels) -> Channel | None:
    """
    Return the channel of an earlier creation whose outcome nobody learned, once the list shows it.

    Raises OutcomeUnknown if the list does not show it for a while; the next run may then create it.
    """
    name = context.params["name"]
    for pause in SETTLE_PAUSES:
        time.sleep(pause)
        found = _single(name, channels.named(name))
        if found is not None:
            _creation(context).made(found["channel_id"])
            return found
    _creation(context).forget()
    raise OutcomeUnknown(
        f"An earlier run tried to create the channel {cliq.plain_name(name)!r} and never learned what came of it. It is not "
        "among the channels, so the next run will create it: check in Cliq that it is not there, and run the play again."
    )


def _check(params: Params) -> None:
    """Refuse what Cliq would refuse, before the first request; raises InvalidInput."""
    name = params["name"]
    if name is not None:
        length = len(cliq.plain_name(name))
        if length == 0:
            raise InvalidInput("name is empty: give the channel a name of 1 to 50 characters.")
        if length > cliq.NAME_LIMIT:
            raise InvalidInput(f"name has {length} characters, and Cliq allows {cliq.NAME_LIMIT}: shorten it.")
    if len(params["description"] or "") > cliq.DESCRIPTION_LIMIT:
        raise InvalidInput(
            f"description has {len(params['description'])} characters, and Cliq allows {cliq.DESCRIPTION_LIMIT}."
        )
    if params["channel_id"]:
        cliq.check_channel_id(params["channel_id"])
    if params["invite_only"] and params["level"] in ("private", "external"):
        raise InvalidInput(
            f"invite_only is for channels of the levels organization and team; a channel of the level {params['level']} "
            "is joined by invitation anyway."
        )
    if params["team_ids"] and params["level"] not in (None, "team"):
        raise InvalidInput(f"team_ids is for channels of the level team, not {params['level']}.")


def _by_id(params: Params, channels: cliq.Channels) -> Channel | None:
    channel = channels.by_id(params["channel_id"])
    if channel is None and params["state"] != "absent":
        raise InvalidInput(
            f"There is no channel with the id {params['channel_id']} that these credentials can see. To create a channel, "
            "leave channel_id out and give name and level.",
            code="channel_not_found",
        )
    return channel


def _single(name: str, found: list[Channel]) -> Channel | None:
    if len(found) > 1:
        ids = " and ".join(f"{channel['channel_id']} ({channel.get('status', 'created')})" for channel in found)
        raise InvalidInput(
            f"{len(found)} channels are named {cliq.plain_name(name)!r}: {ids}. "
            "Say which one is meant with channel_id.",
            code="ambiguous_name",
        )
    return found[0] if found else None


def _converge(context: Context, channels: cliq.Channels, channel: Channel | None) -> Result:
    state = context.params["state"]
    if state == "absent":
        return _remove(context, channels, channel)
    if state == "archived":
        return _archive(context, channels, channel)
    if channel is None:
        return _create(context, channels)
    return _update(context, channels, channel)


def _remove(context: Context, channels: cliq.Channels, channel: Channel | None) -> Result:
    if channel is None:
        return {"changed": False, "diff": {"before": {}, "after": {}}}
    if not context.check_mode:
        channels.delete(channel["channel_id"])
        Creation(context.notebook(), _guard_key(channel["name"])).forget()
    return {"changed": True, "diff": {"before": _summary(channel), "after": {}}}


def _archive(context: Context, channels: cliq.Channels, channel: Channel | None) -> Result:
    if channel is None:
        context.warn(f"There is no channel named {cliq.plain_name(context.params['name'])!r} that could be archived.")
        return {"changed": False, "diff": {"before": {}, "after": {}}}
    before = {"name": channel["name"], "status": channel.get("status")}
    changed = channel.get("status") != "archived"
    if changed and not context.check_mode:
        channel = channels.archive(channel)
    after = {**before, "status": "archived"}
    return {
        "changed": changed,
        "channel": {**channel, "status": "archived"},
        "diff": {"before": before, "after": after},
    }


def _create(context: Context, channels: cliq.Channels) -> Result:
    params = context.params
    if params["level"] is None:
        raise InvalidInput(
            f"There is no channel named {cliq.plain_name(params['name'])!r}, and level is needed to create it: "
            f"one of {', '.join(cliq.LEVELS)}."
        )
    if params["level"] == "team" and not params["team_ids"]:
        raise InvalidInput("A channel of the level team needs team_ids, the ids of the teams that it is for.")
    body: dict[str, t.Any] = {"name": cliq.plain_name(params["name"])}
    for key in ("level", "description", "invite_only", "team_ids", "user_ids", "email_ids"):
        if params[key] is not None:
            body[key] = params[key]
    if params["config"]:
        body["config"] = _given(params["config"])
    permissions = {key: _given(params[key]) for key in _PERMISSION_OPTIONS if params[key]}
    # Nobody documents what a channel gets for permissions that its creation leaves out, so only full sets are sent along.
    body.update({key: value for key, value in permissions.items() if len(value) == len(cliq.PERMISSIONS)})
    after = {**body, **permissions, "status": "created"}
    if context.check_mode:
        return {"changed": True, "channel": dict(after), "diff": {"before": {}, "after": after}}
    channel = _create_once(_creation(context), channels, body)
    rest = _permission_changes(params, channel)
    if rest:
        channel = channels.update(channel, rest)
    after["status"] = channel.get("status", "created")
    return {"changed": True, "channel": channel, "diff": {"before": {}, "after": after}}


def _create_once(creation: Creation, channels: cliq.Channels, body: t.Mapping[str, t.Any]) -> Channel:
    """Create a channel and keep a record, so that neither a lost answer nor a list that lags leads to a second one."""
    creation.begin()
    try:
        channel = channels.create(body)
    except (OutcomeUnknown, UnexpectedAnswer):
        raise
    except ZohoCliqError:
        # Cliq refused, or was not reached: nothing was made.
        creation.forget()
        raise
    creation.made(channel["channel_id"])
    return channel


def _update(context: Context, channels: cliq.Channels, channel: Channel) -> Result:
    params = context.params
    _check_create_only(params, channel)
    changes: dict[str, t.Any] = {}
    if params["channel_id"] and params["name"] and not cliq.same_name(params["name"], channel["name"]):
        changes["name"] = cliq.plain_name(params["name"])
        _check_name_is_free(channels, changes["name"], channel)
    if params["description"] is not None and params["description"] != (channel.get("description") or ""):
        changes["description"] = params["description"]
    changes.update(_permission_changes(params, channel))
    unarchive = channel.get("status") == "archived"
    before: dict[str, t.Any] = {"name": channel["name"], "status": channel.get("status")}
    before.update({key: channel.get(key) for key in changes})
    after = {**before, **changes}
    if unarchive:
        after["status"] = "created"
    if not context.check_mode:
        if unarchive:
            channel = channels.unarchive(channel)
        if changes:
            channel = channels.update(channel, changes)
    channel = {**channel, **changes, "status": after["status"]}
    return {"changed": bool(changes) or unarchive, "channel": channel, "diff": {"before": before, "after": after}}


def _check_name_is_free(channels: cliq.Channels, name: str, channel: Channel) -> None:
    """Raise InvalidInput if another channel has the new name: Cliq would not mind, but no task could name either any more."""
    others = [other["channel_id"] for other in channels.named(name) if other["channel_id"] != channel["channel_id"]]
    if others:
        raise InvalidInput(
            f"The channel {channel['channel_id']} cannot get the name {name!r}, because {' and '.join(others)} has it already: "
            "choose another name, or rename that channel first.",
            code="ambiguous_name",
        )


def _check_create_only(params: Params, channel: Channel) -> None:
    """Raise InvalidInput if something differs that Cliq lets nobody change after the creation."""
    differences: list[str] = []
    if params["level"] and channel.get("level") and params["level"] != channel["level"]:
        differences.append(f"level is {channel['level']}, not {params['level']}")
    teams = channel.get("teams")
    if params["team_ids"] is not None and isinstance(teams, dict) and set(teams) != set(params["team_ids"]):
        there = ", ".join(sorted(teams)) or "none"
        differences.append(f"the teams are {there}, not {', '.join(sorted(params['team_ids'])) or 'none'}")
    invite_only = channel.get("invite_only")
    if params["invite_only"] is not None and invite_only is not None and params["invite_only"] != invite_only:
        differences.append(f"invite_only is {str(invite_only).lower()}, not {str(params['invite_only']).lower()}")
    if differences:
        raise InvalidInput(
            f"The channel {channel['name']!r} ({channel['channel_id']}) exists, but {' and '.join(differences)}. Cliq sets "
            "this at the creation only: change the task to what is there, or rename or delete that channel first.",
            code="create_only",
        )


def _permission_changes(params: Params, channel: Channel) -> dict[str, dict[str, bool]]:
    """
    Return the permission sets to send: for each role with a difference, what is there merged with what is wished.

    Nobody documents whether Cliq merges or replaces an incomplete set, so everything that is known is sent.
    """
    changes: dict[str, dict[str, bool]] = {}
    for option in _PERMISSION_OPTIONS:
        wished = _given(params[option])
        there = channel.get(option) or {}
        if any(there.get(name) != value for name, value in wished.items()):
            changes[option] = {**there, **wished}
    return changes


def _given(options: t.Mapping[str, t.Any] | None) -> dict[str, t.Any]:
    return {name: value for name, value in (options or {}).items() if value is not None}


def _summary(channel: Channel) -> dict[str, t.Any]:
    keys = ("name", "level", "description", "status", "channel_id")
    return {key: channel[key] for key in keys if key in channel}


BODY = Body(
    name="channel",
    argument_spec=ARGUMENT_SPEC,
    run=run,
    converges=True,
    constraints={"required_one_of": [("name", "channel_id")], "mutually_exclusive": [("user_ids", "email_ids")]},
)
