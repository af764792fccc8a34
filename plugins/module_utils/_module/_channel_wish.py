# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""What one can wish of a channel: the options that zoho.cliq.channel and zoho.cliq.channels share, and their checks."""

from __future__ import annotations

import base64
import typing as t

from ansible_collections.zoho.cliq.plugins.module_utils._cliq import channels as cliq
from ansible_collections.zoho.cliq.plugins.module_utils._cliq.users import is_email, is_user_id
from ansible_collections.zoho.cliq.plugins.module_utils._errors import InvalidInput
from ansible_collections.zoho.cliq.plugins.module_utils._module import _specs
from ansible_collections.zoho.cliq.plugins.module_utils._module._body import Context, Params
from ansible_collections.zoho.cliq.plugins.module_utils._module._channel_lookup import check_target

PERMISSION_OPTIONS = tuple(f"{role}_permission" for role in cliq.ROLES_WITH_PERMISSIONS)
# The people that a creation takes along; Zoho's pages say 100 for additions, and nothing about creations.
FIRST_MEMBERS_LIMIT = 100
# What the files of the image formats that Cliq's own clients offer begin with.
_IMAGE_BEGINNINGS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a")


def _permission_spec() -> dict[str, t.Any]:
    return {"type": "dict", "options": {name: {"type": "bool"} for name in cliq.PERMISSIONS}}


OPTIONS: _specs.Spec = {
    "name": {"type": "str"},
    "channel_id": {"type": "str"},
    "state": {"type": "str", "default": "present", "choices": ["present", "absent", "archived"]},
    "adopt": {"type": "bool", "default": True},
    "level": {"type": "str", "choices": list(cliq.LEVELS)},
    "description": {"type": "str"},
    "invite_only": {"type": "bool"},
    "team_ids": {"type": "list", "elements": "str"},
    "user_ids": {"type": "list", "elements": "str"},
    "email_ids": {"type": "list", "elements": "str"},
    "image": {"type": "path"},
    "image_apply": {"type": "bool", "default": False},
    "config": {
        "type": "dict",
        "options": {name: {"type": "str", "choices": list(choices)} for name, choices in cliq.CONFIG_CHOICES.items()},
    },
    "config_apply": {"type": "bool", "default": False},
    "approve": {"type": "bool"},
    "joined": {"type": "bool"},
    **{option: _permission_spec() for option in PERMISSION_OPTIONS},
}
CONSTRAINTS: dict[str, t.Any] = {
    "required_one_of": [("name", "channel_id")],
}


def check(params: Params) -> None:
    """Refuse what Cliq would refuse, before the first request; raises InvalidInput."""
    if params["name"] is None and params["channel_id"] is None:
        raise InvalidInput("name or channel_id is needed, to tell which channel is meant.")
    check_target(params["name"], params["channel_id"])
    if len(params["description"] or "") > cliq.DESCRIPTION_LIMIT:
        raise InvalidInput(
            f"description has {len(params['description'])} characters, and Cliq allows {cliq.DESCRIPTION_LIMIT}."
        )
    if params["invite_only"] and params["level"] in ("private", "external"):
        raise InvalidInput(
            f"invite_only is for channels of the levels organization and team; a channel of the level {params['level']} "
            "is joined by invitation anyway."
        )
    if params["team_ids"] and params["level"] not in (None, "team"):
        raise InvalidInput(f"team_ids is for channels of the level team, not {params['level']}.")
    _check_ids(
        "team_ids", params["team_ids"], is_user_id, "a team id, which has digits only; zoho.cliq.team_info tells it"
    )
    _check_ids(
        "user_ids", params["user_ids"], is_user_id, "a user id, which has digits only; zoho.cliq.user_info tells it"
    )
    _check_ids("email_ids", params["email_ids"], is_email, "an e-mail address")
    count = len(first_members(params))
    if count > FIRST_MEMBERS_LIMIT:
        raise InvalidInput(
            f"user_ids and email_ids name {count} people, and Cliq takes {FIRST_MEMBERS_LIMIT} at a time: create it with "
            "fewer, and add the others with zoho.cliq.channel_members."
        )
    if params["config_apply"] and not params["config"]:
        raise InvalidInput("config_apply sends the settings in config, and there are none: give config.")
    if params["image_apply"] and not params["image"]:
        raise InvalidInput("image_apply sends the file that image names, and there is none: give image.")


def first_members(params: Params) -> list[str]:
    """Return the people who go with the creation of a channel, by identifier and by address."""
    return [*(params["user_ids"] or ()), *(params["email_ids"] or ())]


def _check_ids(option: str, values: list[str] | None, fits: t.Callable[[str], bool], what: str) -> None:
    wrong = [value for value in values or () if not fits(value)]
    if wrong:
        raise InvalidInput(f"{option} has {', '.join(map(repr, wrong))}, which is not {what}.")


def given(options: t.Mapping[str, t.Any] | None) -> dict[str, t.Any]:
    """Return those suboptions that have a value."""
    return {name: value for name, value in (options or {}).items() if value is not None}


def image_data(context: Context, path: str) -> str:
    """Return the image in the file ``path`` in base64, as Cliq takes it; raises InvalidInput."""
    absolute = context.absolute(path)
    try:
        with open(absolute, "rb") as file:
            content = file.read()
    except OSError as exc:
        raise InvalidInput(f"image cannot be read: {absolute}: {exc.strerror}.") from exc
    if not content.startswith(_IMAGE_BEGINNINGS):
        raise InvalidInput(f"image is no PNG, JPEG or GIF file: {absolute}.")
    return base64.b64encode(content).decode("ascii")
