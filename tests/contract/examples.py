# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

"""A request for each operation of the emulator that it answers with success, for whoever wants to spoil it."""

from __future__ import annotations

import dataclasses
import typing as t

from .prepared import Prepared

_EVERY_PERMISSION = {"send_message": True, "mention_users": False}
_BUTTON = {"label": "Look", "type": "+", "action": {"type": "open.url", "data": {"web": "https://zylker.example"}}}
_MESSAGE = {
    "text": "Hello",
    "sync_message": True,
    "card": {"title": "Build", "theme": "modern-inline", "buttons": [_BUTTON]},
    "slides": [{"type": "table", "title": "t", "data": {"headers": ["a"], "rows": [{"a": "1"}]}}],
    "buttons": [_BUTTON],
    "bot": {"name": "Reporter", "image": "https://zylker.example/x.png"},
}
_FORM = (
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nx\r\n'
    b'--b\r\nContent-Disposition: form-data; name="comments"\r\n\r\n["a comment"]\r\n--b--\r\n'
)


@dataclasses.dataclass(frozen=True)
class Example:
    """
    The query and the body of a request.

    ``form`` is a raw multipart body with the boundary ``b``; ``ids`` are those for the path that are not the usual ones.
    """

    query: t.Mapping[str, str] = dataclasses.field(default_factory=dict)
    body: t.Any = None
    form: bytes = b""
    ids: t.Mapping[str, str] = dataclasses.field(default_factory=dict)


def of(prepared: Prepared) -> dict[str, Example]:
    """One example for each operation that takes something; all others take nothing."""
    ids = prepared.ids
    message, other = ids["messages"]
    somebody, another = ids["user_ids"]
    later = int(ids["later"][0])
    who = {"user_ids": [somebody]}
    in_thread = {**_MESSAGE, "thread_message_id": message, "post_in_parent": True}
    pending = {"channels": ids["pending"][0]}
    left = {"channels": ids["left"][0], "chats": ids["left"][1]}
    department = {
        "name": "Others",
        "lead_zuid": somebody,
        "parent_department_id": ids["root"][0],
        "user_ids": [another],
    }
    user = {
        "email_id": "nina.brandt@zylker.example",
        "first_name": "Nina",
        "timezone": "Europe/Berlin",
        "designation_id": ids["designations"][0],
        "department_id": ids["departments"][0],
        "reporting_to_zuid": somebody,
        "channel_ids": [ids["channels"][0]],
        "team_ids": [ids["teams"][0]],
    }
    channel = {
        "name": "More",
        "level": "team",
        "description": "For all of us",
        "invite_only": True,
        "team_ids": [ids["teams"][0]],
        "user_ids": [somebody],
        "email_ids": ["ryan.west@zylker.example"],
        "image_data": "iVBORw0KGgo=",
        "config": {"reply_mode": "both", "leave_join_info": "enable", "meeting_chat_type": "thread"},
        "admin_permission": _EVERY_PERMISSION,
        "member_permission": _EVERY_PERMISSION,
    }
    pages = {"limit": "5", "next_token": "0" * 32}
    return {
        "GET /api/v2/channels": Example(
            {
                "name": "Fuzz",
                "status": "created",
                "limit": "5",
                "level": "private",
                "modified_after": "2020-01-01T00:00:00+05:30",
                "created_before": "4102444800000",
                "channel_ids": ids["channels"][0],
                "created_by": "patricia.boyle@zylker.example",
                "order_by": "-creation_time",
                "pinned": "false",
                "joined": "true",
            }
        ),
        "POST /api/v2/channels": Example(body={**channel, "user_ids": [somebody], "email_ids": []}),
        "PUT /api/v2/channels/*": Example(
            body={key: channel[key] for key in ("name", "description", "image_data", "config", "member_permission")}
        ),
        "POST /api/v2/channels/*/approve": Example(ids=pending),
        "POST /api/v2/channels/*/reject": Example(ids=pending),
        "POST /api/v2/channels/*/leave": Example(ids=left),
        "POST /api/v2/chats/*/leave": Example(ids=left),
        "POST /api/v3/chats/*/leave": Example(ids=left),
        "POST /api/v2/channels/*/members": Example(body=who),
        "DELETE /api/v2/channels/*/members": Example(body={**who, "silent": True}),
        "PUT /api/v2/channels/*/members/*": Example(body={"role": "moderator"}),
        "PUT /api/v2/channels/*/members/*/members": Example(body={"role": "admin"}),
        "POST /api/v2/channels/*/message": Example(body=in_thread),
        "POST /api/v2/channelsbyname/*/message": Example({"bot_unique_name": "oncall"}, _MESSAGE),
        "POST /api/v2/chats/*/message": Example(body={**_MESSAGE, "mark_as_read": True, "reply_to": other}),
        "POST /api/v2/buddies/*/message": Example(body={**_MESSAGE, "mark_as_read": True}),
        "POST /api/v2/bots/*/message": Example(body={**_MESSAGE, "userids": f"{somebody},{another}"}),
        "POST /api/v3/channels/*/messages": Example({"mark_as_read": "true"}, in_thread),
        "POST /api/v3/channelsbyname/*/messages": Example(body=_MESSAGE),
        "POST /api/v3/chats/*/messages": Example(body=in_thread),
        "POST /api/v3/bots/*/messages": Example({"CHANNEL_UNIQUE_NAME": ids["channelsbyname"][0]}, _MESSAGE),
        "POST /api/v2/bots/*/associate": Example(body={"channel_unique_name": "general"}),
        "POST /api/v3/bots/*/associate": Example(body={"channel_unique_name": "general"}),
        "GET /api/v2/bots/*/subscribers": Example(pages),
        "GET /api/v3/bots/*/subscribers": Example(pages),
        "POST /api/v2/chats/*/files": Example(form=_FORM),
        "POST /api/v2/channelsbyname/*/files": Example(form=_FORM),
        "POST /api/v2/buddies/*/files": Example(form=_FORM),
        "POST /api/v2/bots/*/files": Example(form=_FORM),
        "GET /api/v2/chats": Example({"limit": "5", "modified_before": "4102444800000"}),
        "GET /api/v2/chats/*/members": Example({"fields": "user_id,name"}),
        "GET /api/v3/chats/*/members": Example({"fields": "email_id"}),
        "GET /api/v2/chats/*/messages": Example({"fromtime": "0", "totime": "4102444800000", "limit": "3"}),
        "PUT /api/v2/chats/*/messages/*": Example(body={"text": "Changed", "notify_edit": True}),
        "POST /api/v2/chats/*/messages/*/reactions": Example(body={"emoji_code": ":smile:"}),
        "DELETE /api/v2/chats/*/messages/*/reactions": Example({"emoji_code": ":smile:"}),
        "DELETE /api/v3/chats/*/messages": Example({"message_ids": message, "reason": "others", "comment": "x"}),
        "DELETE /api/v3/chats/*/messagess": Example({"message_ids": f"{message},{other}"}),
        "POST /api/v2/chats/*/stickymessage": Example(body={"id": message, "expiry_time": later, "notify": False}),
        "GET /api/v3/chats/*/pin-messages": Example(pages),
        "POST /api/v3/chats/*/pin-messages": Example(
            body={"message_id": message, "expiry_time": later, "notify": True, "primary": True}
        ),
        "PUT /api/v3/chats/*/pin-messages": Example(body={"message_id": other, "last_sync_time": later}),
        "DELETE /api/v3/chats/*/pin-messages": Example(body={"message_ids": [other]}),
        "POST /api/v2/chats/*/scheduledmessages": Example(
            body={"text": "x", "schedule_time": "21000101T090000", "schedule_timezone": "Asia/Kolkata"}
        ),
        "GET /api/v3/scheduledmessages": Example(pages),
        "GET /api/v3/chats/*/scheduledmessages": Example(pages),
        "POST /api/v3/chats/*/scheduledmessages": Example(body={"status": "send", "apply_to": "all"}),
        "PUT /api/v3/chats/*/scheduledmessages": Example(
            body={
                "status": "reschedule",
                "apply_to": "all_status_based",
                "existing_status": "check_in",
                "schedule_status": "check_out",
            }
        ),
        "PUT /api/v3/chats/*/scheduledmessages/*": Example(
            body={"text": "y", "schedule_time": later, "schedule_timezone": "Asia/Kolkata"}
        ),
        "GET /api/v2/channels/*/threads": Example({"state": "all", "type": "open"}, {"limit": "5"}),
        "PUT /api/v2/threads/*": Example(body={"action": "close"}),
        "PUT /api/v3/threads/*": Example(body={"action": "follow"}),
        "POST /api/v2/threads/*/followers": Example(body=who),
        "DELETE /api/v2/threads/*/followers": Example(body=who),
        "POST /api/v3/threads/*/followers": Example(body=who),
        "DELETE /api/v3/threads/*/followers": Example(body=who),
        "GET /api/v2/users": Example(
            {**pages, "status": "active", "plan_type": "paid", "fields": "all", "search": "s", "sort_by": "usage"}
            | {"modified_after": "2020-01-01T00:00:00Z"}
        ),
        "GET /api/v2/users/*": Example({"fields": "mobile,department"}),
        "POST /api/v2/users": Example(body={"users": [user]}),
        "PUT /api/v2/users/*": Example(body={"users": [{**user, "email_id": "patricia.boyle@zylker.example"}]}),
        "GET /api/v2/teams": Example({"joined": "true"}),
        "POST /api/v2/teams": Example(body={"name": "Others", "description": "x", "user_ids": [somebody]}),
        "PUT /api/v2/teams/*": Example(body={"name": "Renamed", "description": "y"}),
        "POST /api/v2/teams/*/members": Example(body={"user_ids": [another]}),
        "GET /api/v2/departments": Example({**pages, "search": "f"}),
        "POST /api/v2/departments": Example(body=department),
        "PUT /api/v2/departments/*": Example(body={**department, "name": "Renamed"}),
        "POST /api/v2/departments/*/members": Example(body={"user_ids": [another]}),
        "DELETE /api/v2/departments/*/members": Example(body=who),
        "GET /api/v2/designations": Example({**pages, "search": "f"}),
        "POST /api/v2/designations": Example(body={"name": "Others", "user_ids": [another]}),
        "PUT /api/v2/designations/*": Example(body={"name": "Renamed"}),
        "GET /api/v2/designations/*/members": Example(pages),
        "POST /api/v2/designations/*/members": Example(body={"user_ids": [another]}),
        "DELETE /api/v2/designations/*/members": Example(body=who),
    }
