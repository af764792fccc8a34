# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""The resource body of zoho.cliq.export: a workspace as it is, as a description that zoho.cliq.channels takes."""

from __future__ import annotations

import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import channels as cliq
from ansible_collections.zoho.cliq.plugins.module_utils._cliq import errors
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.client import CliqClient
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.known import Channel
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.members import Member, Members
from ansible_collections.zoho.cliq.plugins.module_utils._errors import ApiError, InvalidInput
from ansible_collections.zoho.cliq.plugins.module_utils._module import _specs
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Body, Context, Params, Result
from ansible_collections.zoho.cliq.plugins.module_utils._module._channel_options import Describer, order
from ansible_collections.zoho.cliq.plugins.module_utils._module._parallel import for_each
from ansible_collections.zoho.cliq.plugins.module_utils._module._progress import Progress
from ansible_collections.zoho.cliq.plugins.module_utils._module._text_file import TextFile
from ansible_collections.zoho.cliq.plugins.module_utils._module._yaml_text import can_be_written, document, quoted

MADE_HERE = "Written by zoho.cliq.export"
_FIRST_LINES = f"---\n# {MADE_HERE}"
_FILTERS = ("name_pattern", "level", "status", "members", "members_state", "permissions")
_AT_ONCE = 4
# Other people's private channels may show in a list, and their members not.
_NOT_TOLD = ("operation_not_allowed", "http_403")

ARGUMENT_SPEC: _specs.Spec = {
    **_specs.API,
    "dest": {"type": "path"},
    "force": {"type": "bool", "default": False},
    "name_pattern": {"type": "str"},
    "level": {"type": "list", "elements": "str", "choices": list(cliq.LEVELS)},
    "status": {"type": "list", "elements": "str", "choices": list(cliq.STATUSES)},
    "members": {"type": "bool", "default": True},
    "members_state": {"type": "str", "default": "present", "choices": ["present", "exact"]},
    "permissions": {"type": "bool", "default": True},
}


def run(context: Context) -> Result:
    """Return the description of the channels that fit, and write it to a file if one is named."""
    params = context.params
    _check(params)
    file = _file(context)
    client = context.connect()
    everything = cliq.Channels(client).everything()
    chosen = sorted((channel for channel in everything if _fits(params, channel)), key=order)
    members = _members(context, client, chosen) if params["members"] else {}
    describer = Describer(
        everything, members_state=params["members_state"], permissions=params["permissions"], warn=context.warn
    )
    described = [describer.options(channel, members.get(channel["channel_id"])) for channel in chosen]
    channels = [options for options in described if options is not None]
    result: Result = {"changed": False, "workspace": {"channels": channels}, "diff": {"before": "", "after": ""}}
    if file is not None:
        result.update(_written(context, file, document("channels", channels, _comments(params))))
    return result


def _check(params: Params) -> None:
    """Refuse what cannot be meant, before the first request; raises InvalidInput."""
    pattern = params["name_pattern"]
    if pattern is not None and (not cliq.plain_name(pattern) or not can_be_written(pattern)):
        raise InvalidInput(
            "name_pattern is empty, or has characters that no name has: leave it out to get all channels."
        )


def _fits(params: Params, channel: Channel) -> bool:
    pattern = params["name_pattern"]
    if pattern is not None and not cliq.is_like(pattern, channel["name"]):
        return False
    there = {"level": channel.get("level"), "status": channel.get("status", "created")}
    return all(not params[key] or value in params[key] for key, value in there.items())


def _members(context: Context, client: CliqClient, channels: t.Sequence[Channel]) -> dict[str, list[Member]]:
    """Return who is in which channel, without channels of which Cliq does not tell it; a warning names those."""
    found: dict[str, list[Member]] = {}
    untold: dict[str, str] = {}

    def read(channel: Channel) -> None:
        try:
            found[channel["channel_id"]] = Members(client).of(channel["channel_id"])
        except ApiError as exc:
            if exc.code not in _NOT_TOLD and not errors.is_not_found(exc):
                raise
            untold[channel["channel_id"]] = exc.message

    # The members of archived channels are no part of a description.
    concerned = [channel for channel in channels if channel.get("status") != "archived"]
    progress = Progress(context.announce, "zoho.cliq.export reads members", len(concerned))
    for_each(
        concerned,
        read,
        at_once=_AT_ONCE,
        done=lambda channel: progress.one_more(changed=False, failed=channel["channel_id"] in untold),
        tick=progress.look,
        stop=client.stop,
    )
    for channel in concerned:
        if channel["channel_id"] in untold:
            context.warn(f"The channel {channel['name']!r} is told without members: {untold[channel['channel_id']]}")
    return found


def _file(context: Context) -> TextFile | None:
    """Return the file to write, None if there is none; raises InvalidInput if it cannot be written or is somebody's own."""
    params = context.params
    if params["dest"] is None:
        return None
    file = TextFile("dest", context.absolute(params["dest"]))
    if not file.content or file.content.startswith(_FIRST_LINES) or params["force"]:
        return file
    said = f"The file {file.path} was not written by zoho.cliq.export"
    if not context.check_mode:
        raise InvalidInput(
            f"{said}, and is not replaced: choose another dest, or set force to true. Check mode shows the difference.",
            code="file_exists",
        )
    context.warn(f"{said}, so that it is not replaced unless force is true.")
    return file


def _comments(params: Params) -> list[str]:
    """Return the head of the file; it says the same each time, so that the same workspace makes the same file."""
    lines = [
        f"{MADE_HERE} from what the credentials can see in Zoho Cliq.",
        "The playbook zoho.cliq.provision reads it, and so can a task with the module zoho.cliq.channels.",
    ]
    others = [
        f"{option} is {_shown(params[option])}"
        for option in _FILTERS
        if params[option] is not None and params[option] != ARGUMENT_SPEC[option].get("default")
    ]
    return [*lines, f"Options: {'; '.join(others)}."] if others else lines


def _shown(value: t.Any) -> str:
    if isinstance(value, list):
        return " or ".join(value)
    return str(value).lower() if isinstance(value, bool) else quoted(value)


def _written(context: Context, file: TextFile, text: str) -> Result:
    before = file.content or ""
    changed = before != text
    if changed and not context.check_mode:
        file.write(text)
    heads = {"before_header": file.path, "after_header": file.path}
    return {"changed": changed, "dest": file.path, "diff": {"before": before, "after": text, **heads}}


BODY = Body(name="export", argument_spec=ARGUMENT_SPEC, run=run, converges=True)
