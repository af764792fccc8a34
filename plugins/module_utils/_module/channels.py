# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The resource body of zoho.cliq.channels: the channels of a workspace, with their members, in one task."""

from __future__ import annotations

import dataclasses
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import channels as cliq
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.known import Channel
from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput, ZohoCliqError
from ansible_collections.zoho.cliq.plugins.module_utils._module import _channel_wish, _prune, _specs
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Body, Context, Params, Result
from ansible_collections.zoho.cliq.plugins.module_utils._module._channel_plan import carry_out, planned, warn_if_pending
from ansible_collections.zoho.cliq.plugins.module_utils._module._membership_wish import MEMBERS_OPTION, Wish, wished
from ansible_collections.zoho.cliq.plugins.module_utils._module._parallel import for_each
from ansible_collections.zoho.cliq.plugins.module_utils._module._progress import Progress
from ansible_collections.zoho.cliq.plugins.module_utils._module._workspace import Item, Workspace, item

MOST_AT_ONCE = 16
_CHANNEL: _specs.Spec = {
    **_channel_wish.OPTIONS,
    "members": MEMBERS_OPTION,
    "members_state": {"type": "str", "default": "present", "choices": ["present", "exact"]},
    "bots": {"type": "list", "elements": "str"},
    "silent": {"type": "bool", "default": False},
}
ARGUMENT_SPEC: _specs.Spec = {
    **_specs.API,
    "channels": {
        "type": "list",
        "elements": "dict",
        "options": _CHANNEL,
        **_channel_wish.CONSTRAINTS,
    },
    "src": {"type": "path"},
    "parallel": {"type": "int", "default": 4},
    **_prune.OPTIONS,
}


def run(context: Context) -> Result:
    """Bring the described channels into their wished states, and prune what is not described where that is asked for."""
    params = context.params
    if not 1 <= params["parallel"] <= MOST_AT_ONCE:
        raise InvalidInput(f"parallel is {params['parallel']}, and it must be from 1 to {MOST_AT_ONCE}.")
    if params["channels"] is None:
        raise InvalidInput("src is read on the controller only: run this as a task of a playbook, or give channels.")
    _prune.check(params)
    items = _items(context)
    client = context.connect()
    workspace = Workspace(context, client)
    workspace.find(items, params["owner_marker"])
    concerned = [one for one in items if one.wish is not None and one.error is None]
    _each(context, "zoho.cliq.channels reads members", concerned, workspace.read_members, client.stop)
    workspace.plan_members(items)
    if not context.check_mode:
        to_do = [one for one in items if one.to_do]
        _each(context, "zoho.cliq.channels", to_do, workspace.bring_about, client.stop)
    pruned = _prune_others(context, cliq.Channels(client), workspace, items)
    _show_warnings(context, items)
    return _result(context, items, pruned)


def _each(
    context: Context, what: str, items: list[Item], action: t.Callable[[Item], None], stop: t.Callable[[], None]
) -> None:
    progress = Progress(context.announce, what, len(items))
    for_each(
        items,
        action,
        at_once=context.params["parallel"],
        done=lambda one: progress.one_more(changed=one.changed, failed=one.error is not None),
        tick=progress.look,
        stop=stop,
    )


# --- what is wished --------------------------------------------------------------------------------------------------


def _items(context: Context) -> list[Item]:
    """Return the described channels, all of them checked before the first request; raises InvalidInput."""
    items: list[Item] = []
    described: dict[str, int] = {}
    for number, options in enumerate(context.params["channels"]):
        label = f"channels[{number}] ({options['name'] or options['channel_id']})"
        try:
            _channel_wish.check(options)
            wish = _membership_of(options)
        except InvalidInput as exc:
            raise InvalidInput(f"{label}: {exc.message}", code=exc.code) from exc
        for key in _names_of(options):
            if described.setdefault(key, number) != number:
                raise InvalidInput(
                    f"{label} describes the same channel as channels[{described[key]}]: describe it once.",
                    code="described_twice",
                )
        items.append(item(context, options, wish))
    return items


def _names_of(options: Params) -> list[str]:
    if options["channel_id"]:
        return [options["channel_id"]]
    return [cliq.name_key(options["name"])]


def _membership_of(options: Params) -> Wish | None:
    if options["state"] != "present" or (options["members"] is None and options["bots"] is None):
        return None
    return wished(options["members"], state=options["members_state"], bots=options["bots"], silent=options["silent"])


# --- what is not described -------------------------------------------------------------------------------------------


def _prune_others(context: Context, channels: cliq.Channels, workspace: Workspace, items: list[Item]) -> list[Result]:
    """Archive or delete the channels that nobody described, unless something went wrong before."""
    kept = {one.plan.channel["channel_id"] for one in items if one.plan is not None and one.plan.channel is not None}
    kept |= {one.context.params["channel_id"] for one in items if one.context.params["channel_id"]}
    kept_names = {cliq.name_key(one.context.params["name"]) for one in items if one.context.params["name"]}
    others = [
        channel
        for channel in _prune.candidates(context.params, workspace.channels, kept)
        if cliq.name_key(channel["name"]) not in kept_names
    ]
    if others and any(one.error is not None for one in items):
        context.warn("Nothing is pruned, because some of the described channels failed.")
        return []
    return [_prune_one(context, channels, channel) for channel in others]


def _prune_one(context: Context, channels: cliq.Channels, channel: Channel) -> Result:
    result: Result = {
        "name": channel["name"],
        "channel_id": channel["channel_id"],
        "status": channel.get("status", "created"),
        "changed": True,
    }
    if context.check_mode:
        return result
    state = "archived" if context.params["prune"] == "archive" else "absent"
    wish = {"name": channel["name"], "channel_id": channel["channel_id"], "state": state, "adopt": True}
    # Nobody named the channel, so that nobody misses it if it is gone already.
    plan = planned(dataclasses.replace(context, warn=lambda text: None), channels, wish, channel)
    try:
        carry_out(context, plan)
    except ZohoCliqError as exc:
        return {**result, "changed": False, "failed": True, "msg": exc.message, "failure": exc.failure()}
    return {**result, "changed": plan.changed}


# --- what is told ----------------------------------------------------------------------------------------------------


def _show_warnings(context: Context, items: list[Item]) -> None:
    for one in items:
        if one.plan is not None and one.error is None and one.context.params["state"] == "present":
            warn_if_pending(one.context, one.context.params, one.plan.expected)
        for warning in one.warnings:
            context.warn(warning)


def _result(context: Context, items: list[Item], pruned: list[Result]) -> Result:
    results = [_of_item(one) for one in items]
    before: dict[str, t.Any] = {}
    after: dict[str, t.Any] = {}
    for one in items:
        if one.changed and one.plan is not None:
            members = one.shown if one.shown is not None and one.shown.changed else None
            before[one.label] = {**one.plan.before, **(members.before if members and not one.is_new else {})}
            after[one.label] = {**one.plan.after, **(members.after if members else {})}
            if one.wish is not None:
                # They are among the members.
                for sent in ("email_ids", "user_ids"):
                    after[one.label].pop(sent, None)
    for gone in pruned:
        if gone["changed"]:
            archived = context.params["prune"] == "archive"
            before[gone["name"]] = {"channel_id": gone["channel_id"], "status": gone["status"]}
            after[gone["name"]] = {"channel_id": gone["channel_id"], "status": "archived"} if archived else {}
    result: Result = {
        "changed": any(one["changed"] for one in (*results, *pruned)),
        "channels": results,
        "pruned": pruned,
        "diff": {"before": before, "after": after},
    }
    failed = [one for one in (*results, *pruned) if one.get("failed")]
    if failed:
        names = ", ".join(str(one["name"]) for one in failed)
        message = (
            f"{len(failed)} of {len(results) + len(pruned)} channels failed ({names}); the others are done. "
            f"The first error: {failed[0]['msg']}"
        )
        failure = {"code": "channels_failed", "status": None, "message": message}
        result.update(failed=True, msg=message, failure=failure)
    return result


def _of_item(one: Item) -> Result:
    channel: Channel = {}
    if one.plan is not None:
        # Of a channel that failed, only what is there is told.
        channel = (one.plan.expected if one.error is None else one.plan.channel) or {}
    result: Result = {"name": channel.get("name") or one.label, "changed": one.changed}
    result["channel_id"] = channel.get("channel_id") or one.context.params["channel_id"]
    for key in ("chat_id", "unique_name", "level", "status"):
        result[key] = channel.get(key)
    if one.error is not None:
        result.update(failed=True, msg=one.error.message, failure=one.error.failure())
    return result


BODY = Body(
    name="channels",
    argument_spec=ARGUMENT_SPEC,
    run=run,
    converges=True,
    constraints={"mutually_exclusive": [("channels", "src")], "required_one_of": [("channels", "src")]},
    file_options=("channels", *_prune.OPTIONS),
)
