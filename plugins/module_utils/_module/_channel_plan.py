# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""What has to be done to bring one channel into the wished state, as a plan."""

from __future__ import annotations

import os
import typing as t
import unicodedata

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import channels as cliq
from ansible_collections.zoho.cliq.plugins.module_utils._cliq import errors
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.known import Channel
from ansible_collections.zoho.cliq.plugins.module_utils._errors import (
    ApiError,
    InvalidInput,
    OutcomeUnknown,
)
from ansible_collections.zoho.cliq.plugins.module_utils._module import _channel_lookup as lookup
from ansible_collections.zoho.cliq.plugins.module_utils._module import _first_members
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Context, Params
from ansible_collections.zoho.cliq.plugins.module_utils._module._channel_wish import (
    PERMISSION_OPTIONS,
    first_members,
    given,
    image_data,
)
from ansible_collections.zoho.cliq.plugins.module_utils._module._channel_work import (
    ChannelPlan,
    apply_changes,
    do,
    has_status,
    is_joined,
    leave,
    looked_at,
)
from ansible_collections.zoho.cliq.plugins.module_utils._module._channel_work import (
    there as channel_of,
)
from ansible_collections.zoho.cliq.plugins.module_utils._module._people import People
from ansible_collections.zoho.cliq.plugins.module_utils._module._plan import Step

PENDING = "pending"


def planned(
    context: Context, channels: cliq.Channels, params: Params, channel: Channel | None, people: People | None = None
) -> ChannelPlan:
    """
    Return the plan that brings ``channel`` (None: there is none) into the state of ``params``.

    ``people`` are asked for the first members of a new channel, unless the caller does so. Raises InvalidInput for a wish that
    Cliq cannot fulfil.
    """
    if channel is not None and not params["adopt"] and not params["channel_id"]:
        _check_ownership(context, channel)
    if params["state"] == "absent":
        return _removal(context, channels, channel)
    if params["state"] == "archived":
        return _archiving(context, channels, params, channel)
    if channel is None:
        first = first_members(params)
        if first and people is not None and params["level"] not in (None, "external"):
            people.demand(first, f"so the channel {cliq.plain_name(params['name'])!r} was not created")
        return _creation(context, channels, params)
    return _update(context, channels, params, channel)


def carry_out(context: Context, plan: ChannelPlan) -> None:
    """Take the steps of a plan; what they change of a channel that was there is on record, even if one of them fails."""
    before = plan.channel
    try:
        plan.carry_out()
    finally:
        if before is not None and plan.changed:
            lookup.note_change(context, before, plan.channel)


def warn_if_pending(context: Context, params: Params, channel: Channel | None) -> None:
    """Tell the user that a channel waits for approval, unless that was taken care of in words."""
    if channel is not None and channel.get("status") == PENDING and params["approve"] is None:
        context.warn(
            f"The channel {channel['name']!r} waits for the approval of an administrator of the organization; approve: true "
            "approves it if the credentials are those of one."
        )


def _check_ownership(context: Context, channel: Channel) -> None:
    """Raise InvalidInput if the user behind the credentials did not create the channel, or if nobody can tell."""
    own = context.user_id()
    shown = f"The channel {channel['name']!r} ({channel['channel_id']}) exists, and adopt is false"
    if own is None:
        raise InvalidInput(
            f"{shown}. The credentials do not tell whose they are, so that nobody can say who created it: consent again with a "
            "scope AaaServer.profile.READ, or name the channel with channel_id, or set adopt to true.",
            code="owner_unknown",
        )
    if str(channel.get("creator_id")) != own:
        raise InvalidInput(
            f"{shown}, but another user created it: choose another name, or set adopt to true.", code="channel_exists"
        )


# --- absent and archived ---------------------------------------------------------------------------------------------


def _removal(context: Context, channels: cliq.Channels, channel: Channel | None) -> ChannelPlan:
    if channel is None:
        return ChannelPlan({}, {})
    plan = ChannelPlan(_summary(channel), {}, channel=channel)

    def delete() -> None:
        try:
            channels.delete(channel["channel_id"])
        except (ApiError, OutcomeUnknown) as exc:
            # A list can lag behind a deletion. A channel that is found by its id is there, and Cliq does not delete it.
            lost = isinstance(exc, OutcomeUnknown)
            if (
                not (isinstance(exc, OutcomeUnknown) or errors.is_not_found(exc))
                or looked_at(channels, channel, exc) is not None
            ):
                raise
            plan.needless += not lost
        plan.channel = None

    plan.steps.append(Step("delete", delete))
    return plan


def _summary(channel: Channel) -> dict[str, t.Any]:
    keys = ("name", "level", "description", "status", "channel_id")
    return {key: channel[key] for key in keys if key in channel}


def _archiving(context: Context, channels: cliq.Channels, params: Params, channel: Channel | None) -> ChannelPlan:
    if channel is None:
        _warn_of_nothing_to_archive(context, params["name"])
        return ChannelPlan({}, {})
    before = {"name": channel["name"], "status": channel.get("status")}
    plan = ChannelPlan(before, {**before, "status": "archived"}, channel=channel)
    if channel.get("status") != "archived":
        plan.steps.append(Step("archive", lambda: _archive(context, channels, plan, channel)))
    plan.expected = {**channel, "status": "archived"}
    return plan


def _archive(context: Context, channels: cliq.Channels, plan: ChannelPlan, channel: Channel) -> None:
    try:
        plan.channel = channels.archive(channel)
    except (ApiError, OutcomeUnknown) as exc:
        # A list can lag behind: the channel may be archived already, or gone.
        lost = isinstance(exc, OutcomeUnknown)
        if not (isinstance(exc, OutcomeUnknown) or exc.code == "operation_failed" or errors.is_not_found(exc)):
            raise
        now = looked_at(channels, channel, exc)
        if now is None:
            _warn_of_nothing_to_archive(context, channel["name"])
            plan.before, plan.after, plan.channel = {}, {}, None
            plan.needless += 1
            return
        if now.get("status") != "archived":
            raise
        plan.channel = {**channel, **now}
        if not lost:
            plan.before["status"] = "archived"
            plan.needless += 1


def _warn_of_nothing_to_archive(context: Context, name: str) -> None:
    context.warn(f"There is no channel named {cliq.plain_name(name)!r} that could be archived.")


# --- present, and not there yet --------------------------------------------------------------------------------------


def _creation(context: Context, channels: cliq.Channels, params: Params) -> ChannelPlan:
    body, shown = _new_channel(context, params)
    permissions = {key: given(params[key]) for key in PERMISSION_OPTIONS if params[key]}
    # Nobody documents what a channel gets for permissions that its creation leaves out, so only full sets are sent along.
    body.update({key: value for key, value in permissions.items() if len(value) == len(cliq.PERMISSIONS)})
    waits = params["level"] == "organization" and not params["approve"]
    plan = ChannelPlan({}, {**shown, **permissions, "status": PENDING if waits else "created"})
    plan.expected = dict(plan.after)

    def create() -> None:
        plan.channel = lookup.once(context, channels, body["name"], body["level"]).made(
            lambda: _created(context, channels, body), first_members(params)
        )
        plan.channel = _with_permissions(context, channels, params, plan.channel)
        rest = _permission_changes(params, plan.channel)
        if rest:
            apply_changes(plan, channels, rest)
        if params["approve"] and plan.channel.get("status") == PENDING:
            _approve(context, channels, plan)
        plan.after["status"] = channel_of(plan).get("status", "created")

    plan.steps.append(Step("create", create))
    later = _first_members.after_creation(params)
    if later:
        plan.steps.append(Step("add the other first members", lambda: _add(channels, plan, later)))
    if params["joined"] is False:
        plan.after["joined"] = False
        plan.steps.append(Step("leave", lambda: leave(plan, channels)))
    return plan


def _add(channels: cliq.Channels, plan: ChannelPlan, ids: list[str]) -> None:
    plan.channel = _first_members.add(channels, channel_of(plan), ids)


def _created(context: Context, channels: cliq.Channels, body: t.Mapping[str, t.Any]) -> Channel:
    """Create a channel; its creator is the user behind the token, whom nothing else may tell."""
    channel = channels.create(body)
    if channel.get("creator_id") and context.user_id() is None:
        context.is_user(str(channel["creator_id"]))
    return channel


def _new_name(name: str) -> str:
    """Return a name as it is sent; raises InvalidInput for one that nobody can mean."""
    if any(unicodedata.category(character) == "Cc" for character in name.strip()):
        raise InvalidInput(f"name {name!r} has line breaks or other control characters: leave them out.")
    return cliq.plain_name(name)


def _new_channel(context: Context, params: Params) -> tuple[dict[str, t.Any], dict[str, t.Any]]:
    """Return what to send for a new channel, and what to show of it; raises InvalidInput."""
    name = _new_name(params["name"])
    if params["level"] is None:
        raise InvalidInput(
            f"There is no channel named {name!r}, and level is needed to create it: one of {', '.join(cliq.LEVELS)}."
        )
    if params["level"] == "team" and not params["team_ids"]:
        raise InvalidInput("A channel of the level team needs team_ids, the ids of the teams that it is for.")
    body: dict[str, t.Any] = {"name": name}
    for key in ("level", "description", "invite_only", "team_ids"):
        if params[key] is not None:
            body[key] = params[key]
    body.update(_first_members.with_creation(params))
    if params["config"]:
        body["config"] = given(params["config"])
    shown = {**body, **{key: params[key] for key in ("user_ids", "email_ids") if params[key] is not None}}
    if params["image"]:
        body["image_data"] = image_data(context, params["image"])
        shown["image"] = os.path.basename(params["image"])
    return body, shown


# --- present, and there ----------------------------------------------------------------------------------------------


def _update(context: Context, channels: cliq.Channels, params: Params, channel: Channel) -> ChannelPlan:
    _check_create_only(params, channel)
    channel = _with_permissions(context, channels, params, channel)
    changes, sent, shown = _changes(context, channels, params, channel)
    plan = ChannelPlan({"name": channel["name"], "status": channel.get("status")}, {}, channel=channel)
    plan.before.update({key: channel.get(key) for key in changes})
    plan.after = {**plan.before, **changes, **shown}
    plan.expected = {**channel, **changes}
    _plan_status(context, plan, channels, params)
    if sent:
        plan.steps.append(Step("update", lambda: apply_changes(plan, channels, sent)))
    if params["joined"] is not None and params["joined"] != channel.get("joined"):
        plan.before["joined"] = channel.get("joined")
        plan.after["joined"] = plan.expected["joined"] = params["joined"]
        if params["joined"]:
            plan.steps.append(Step("join", lambda: do(plan, channels, channels.join, is_joined)))
        else:
            plan.steps.append(Step("leave", lambda: leave(plan, channels)))
    return plan


def _changes(
    context: Context, channels: cliq.Channels, params: Params, channel: Channel
) -> tuple[dict[str, t.Any], dict[str, t.Any], dict[str, t.Any]]:
    """Return the keys that differ with their new values, what to send for that, and what else to show of it."""
    changes: dict[str, t.Any] = {}
    if params["channel_id"] and params["name"] and not cliq.same_name(params["name"], channel["name"]):
        changes["name"] = _new_name(params["name"])
        _check_name_is_free(channels, changes["name"], channel)
    if params["description"] is not None and params["description"] != (channel.get("description") or ""):
        changes["description"] = params["description"]
    changes.update(_permission_changes(params, channel))
    sent: dict[str, t.Any] = dict(changes)
    shown: dict[str, t.Any] = {}
    config = _config_to_send(params, channel)
    if config:
        sent["config"] = shown["config"] = config
    if params["image_apply"]:
        sent["image_data"] = image_data(context, params["image"])
        shown["image"] = os.path.basename(params["image"])
    return changes, sent, shown


def _config_to_send(params: Params, channel: Channel) -> dict[str, t.Any]:
    """
    Return the settings to send to an existing channel.

    Zoho's pages do not show settings in any answer. Where one has them nevertheless they are compared, else they are sent when
    the user asks for it, and never taken for a difference.
    """
    wished = given(params["config"])
    there = channel.get("config")
    if isinstance(there, dict):
        return {key: value for key, value in wished.items() if there.get(key) != value}
    return wished if params["config_apply"] else {}


def _plan_status(context: Context, plan: ChannelPlan, channels: cliq.Channels, params: Params) -> None:
    status = plan.before["status"]
    if status == "archived":
        plan.steps.append(Step("unarchive", lambda: do(plan, channels, channels.unarchive, has_status("created"))))
    elif status == PENDING and params["approve"]:

        def approve() -> None:
            plan.needless += not _approve(context, channels, plan)
            plan.after["status"] = channel_of(plan).get("status")

        plan.steps.append(Step("approve", approve))
    else:
        return
    plan.after["status"] = "created"
    if plan.expected is not None:
        plan.expected["status"] = "created"


def _approve(context: Context, channels: cliq.Channels, plan: ChannelPlan) -> bool:
    """Approve the channel of a plan, and tell whether it is approved; a warning says so if it is not."""
    do(plan, channels, channels.approve, has_status("created"))
    channel = channel_of(plan)
    if channel.get("status") != PENDING:
        return True
    context.warn(
        f"Cliq accepted the approval of the channel {channel['name']!r}, and the channel waits for it as before: most likely the "
        "user behind the credentials is no administrator of the organization. Have one approve it."
    )
    return False


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


def _with_permissions(context: Context, channels: cliq.Channels, params: Params, channel: Channel) -> Channel:
    """
    Return the channel with the permission sets that are to be changed, which lists may leave out.

    Zoho's example of a list has them empty.
    """
    wished = [option for option in PERMISSION_OPTIONS if given(params[option])]
    if all(channel.get(option) for option in wished):
        return channel
    whole = channels.by_id(channel["channel_id"]) or channel
    silent = [option for option in wished if not whole.get(option)]
    if silent:
        context.warn(
            f"Cliq does not tell {' and '.join(silent)} of the channel {channel['name']!r}: only the named permissions are sent."
        )
    return {**channel, **{option: whole[option] for option in wished if whole.get(option)}}


def _permission_changes(params: Params, channel: Channel) -> dict[str, dict[str, bool]]:
    """
    Return the permission sets to send: for each role with a difference, what is there merged with what is wished.

    Nobody documents whether Cliq merges or replaces an incomplete set, so everything that is known is sent.
    """
    changes: dict[str, dict[str, bool]] = {}
    for option in PERMISSION_OPTIONS:
        wished = given(params[option])
        there = channel.get(option) or {}
        if any(there.get(name) != value for name, value in wished.items()):
            changes[option] = {**there, **wished}
    return changes
