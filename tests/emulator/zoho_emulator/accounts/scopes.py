# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The scopes a client may ask for, and what they mean in words."""

from __future__ import annotations

import re

_OPERATIONS = {
    "create": "Add",
    "read": "View",
    "update": "Change",
    "delete": "Delete",
    "all": "View, add, change and delete",
}

# Resource (lower case) -> what the consent page calls it.
_CLIQ = {
    "applications": "map tickers",
    "attachments": "attachments",
    "botmessages": "messages of bots",
    "bots": "bots",
    "buddies": "contacts",
    "calendarevents": "calendar events",
    "channels": "channels",
    "chats": "chats",
    "commands": "slash commands",
    "datastorerecords": "records of databases",
    "datastores": "databases",
    "departments": "departments",
    "designations": "designations",
    "extensions": "extensions",
    "functions": "functions",
    "mediasession": "calls and meetings",
    "messageactions": "reactions and message actions",
    "messages": "messages",
    "organisation": "roles of the organization",
    "organizationchannels": "the export of all channels of the organization",
    "organizationchats": "the export of all chats of the organization",
    "organizationmessages": "the export of all messages of the organization",
    "profile": "your status and settings",
    "reminders": "reminders",
    "storagedata": "records of databases",
    "teams": "teams",
    "userfields": "fields of user profiles",
    "users": "users",
    "webhooks": "messages posted on your behalf",
}

_OTHERS = {
    "aaaserver.profile.read": "View your name and e-mail address",
    "openid": "Sign you in",
    "email": "View your e-mail address",
    "profile": "View your name",
    "zohocalendar.calendar.all": "View, add, change and delete calendars",
    "zohocalendar.event.all": "View, add, change and delete events",
    "zohocalendar.search.read": "Search calendars",
}

_FORM = re.compile(r"zohocliq\.([a-z]+)\.([a-z]+)")


def in_words(scope: str) -> str | None:
    """A sentence for the consent page; None if there is no such scope. Case does not matter."""
    lowered = scope.lower()
    if lowered in _OTHERS:
        return _OTHERS[lowered]
    match = _FORM.fullmatch(lowered)
    if match is None or match[1] not in _CLIQ or match[2] not in _OPERATIONS:
        return None
    return f"{_OPERATIONS[match[2]]} {_CLIQ[match[1]]}"


# The spellings of Zoho's documents; some resources have two.
_SPELLED = re.compile(
    r"ZohoCliq\.(Applications|Attachments|BotMessages|Bots|Buddies|CalendarEvents|Channels|Chats|Commands"
    r"|DatastoreRecords|Datastores|Departments|Designations|Extensions|Functions|MediaSession|[Mm]essage[Aa]ctions"
    r"|[Mm]essages|Organisation|OrganizationChannels|OrganizationChats|OrganizationMessages|Profile|Reminders"
    r"|StorageData|Teams|User[Ff]ields|Users|Webhooks)\.(CREATE|READ|UPDATE|DELETE|ALL)"
    r"|AaaServer\.profile\.(READ|Read)|openid|email|profile"
    r"|ZohoCalendar\.(calendar\.ALL|event\.ALL|search\.READ)"
)


def is_spelled_as_documented(scope: str) -> bool:
    """Upper and lower case as in one of Zoho's own documents."""
    return _SPELLED.fullmatch(scope) is not None


def split(text: str, spaces_too: bool) -> tuple[str, ...]:
    """Scopes of an authorization URL. Zoho documents commas; a space is part of a (then unknown) scope."""
    parts = re.split(r"[,\s]+", text) if spaces_too else text.split(",")
    return tuple(dict.fromkeys(part if spaces_too else part.strip() for part in parts if part.strip()))


def granted(held: frozenset[str], wanted: str) -> bool:
    """Does a token with these scopes (lower case) cover `wanted` (lower case)? ALL covers every operation."""
    return wanted in held or f"{wanted.rpartition('.')[0]}.all" in held
