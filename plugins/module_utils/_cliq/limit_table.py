# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later

# Note that this module util is **PRIVATE** to the collection. It can have breaking changes at any time.
# Do not use this from other collections or standalone plugins/modules!

"""
The limits of Cliq's calls, as Zoho's pages and OpenAPI documents of the REST API v2 and v3 state them.

A line for each call: how many calls a minute (``10/5``: in five minutes), the minutes of the lock for those who make more, the
call. Where the pages and the documents differ, the stricter one is here:

- Zoho's pages say 10 minutes for the locks of ``POST /channels`` and ``GET /chats/{chat_id}/messages``, its documents 5.
- Of ``/v3/.../messages`` several documents tell, some of which have 50 calls a minute.
- The page about teams, and the documents of ``POST`` and ``PUT /v3/chats``, tell nothing of a lock. That of
  ``POST /v3/chats/{chat_id}/forks`` says 10 seconds, which no other has. Here it is the longer one of the usual two.
- The document of ``POST /v3/chats/{chat_id}/activities`` says 50 minutes, and the state store keeps no lock for more than 30.

A call without a documented number of calls is not here.
"""

from __future__ import annotations

TABLE = """
5    5  POST   /bots/{bot}/associate
10/5 30 POST   /bots/{bot}/calls
20   10 POST   /bots/{bot}/files
50   10 POST   /bots/{bot}/message
100  10 GET    /bots/{bot}/subscribers
20   10 POST   /buddies/{user}/files
50   10 POST   /buddies/{user}/message
30   10 GET    /calendars
30   5  GET    /channels
20   10 POST   /channels
30   5  GET    /channels/{channel_id}
50   5  PUT    /channels/{channel_id}
10   5  DELETE /channels/{channel_id}
10   5  POST   /channels/{channel_id}/approve
10   5  POST   /channels/{channel_id}/archive
10   5  POST   /channels/{channel_id}/join
10   5  POST   /channels/{channel_id}/leave
100  5  GET    /channels/{channel_id}/members
10   5  POST   /channels/{channel_id}/members
10   5  DELETE /channels/{channel_id}/members
10   5  PUT    /channels/{channel_id}/members/{user_id}
50   10 POST   /channels/{channel_id}/message
10   5  POST   /channels/{channel_id}/reject
10   5  POST   /channels/{channel_id}/unarchive
20   10 POST   /channelsbyname/{unique_name}/files
50   10 POST   /channelsbyname/{unique_name}/message
30   5  GET    /chats
20   10 POST   /chats/{chat_id}/files
10   10 POST   /chats/{chat_id}/leave
30   5  GET    /chats/{chat_id}/members
50   10 POST   /chats/{chat_id}/message
15   10 GET    /chats/{chat_id}/messages
50   10 PUT    /chats/{chat_id}/messages/{message_id}
20   5  DELETE /chats/{chat_id}/messages/{message_id}
30   5  GET    /chats/{chat_id}/messages/{message_id}/messages
50   10 GET    /chats/{chat_id}/messages/{message_id}/reactions
20   5  POST   /chats/{chat_id}/messages/{message_id}/reactions
20   5  DELETE /chats/{chat_id}/messages/{message_id}/reactions
50   5  POST   /chats/{chat_id}/mute
50   10 POST   /chats/{chat_id}/scheduledmessages
20   10 GET    /chats/{chat_id}/stickymessage
20   10 POST   /chats/{chat_id}/stickymessage
50   5  DELETE /chats/{chat_id}/stickymessage
50   5  POST   /chats/{chat_id}/unmute
20   10 GET    /customdomain
20   10 POST   /customdomain
20   10 PUT    /customdomain
20   10 DELETE /customdomain
30   10 GET    /departments
30   10 POST   /departments
30   10 GET    /departments/{department_id}
30   10 PUT    /departments/{department_id}
30   10 DELETE /departments/{department_id}
30   10 GET    /departments/{department_id}/members
30   10 POST   /departments/{department_id}/members
30   10 DELETE /departments/{department_id}/members
30   10 GET    /designations
30   10 POST   /designations
30   10 GET    /designations/{designation_id}
30   10 PUT    /designations/{designation_id}
30   10 DELETE /designations/{designation_id}
30   10 GET    /designations/{designation_id}/members
30   10 POST   /designations/{designation_id}/members
30   10 DELETE /designations/{designation_id}/members
30   10 GET    /events
30   10 POST   /events
30   10 POST   /events/attachments
30   10 GET    /events/{event_id}
30   10 PUT    /events/{event_id}
30   10 DELETE /events/{event_id}
20   10 PUT    /events/{event_id}/statuses/{status}
20   10 GET    /files/{file_id}
20   10 GET    /mailconfigurations/global
20   10 PUT    /mailconfigurations/global
20   10 GET    /me
20   10 PUT    /me/checkin
20   10 PUT    /me/checkout
50   10 GET    /mediasessions
20   10 GET    /mediasessions/{call_id}/participants
30   10 GET    /profiles
30   10 POST   /profiles
30   10 GET    /profiles/{profile_id}
30   10 PUT    /profiles/{profile_id}
30   10 DELETE /profiles/{profile_id}
30   10 GET    /profiles/{profile_id}/permissions
30   10 PUT    /profiles/{profile_id}/permissions
30   10 GET    /profiles/{profile_id}/users
10   10 POST   /profiles/{profile_id}/users
10   10 DELETE /profiles/{profile_id}/users
30   10 GET    /reminders
50   10 POST   /reminders
30   10 DELETE /reminders/batch
10   10 DELETE /reminders/clearcompleted
30   10 GET    /reminders/{reminder_id}
30   10 PUT    /reminders/{reminder_id}
30   10 DELETE /reminders/{reminder_id}
30   10 PUT    /reminders/{reminder_id}/complete
30   10 PUT    /reminders/{reminder_id}/dismisssnooze
30   10 PUT    /reminders/{reminder_id}/incomplete
30   10 PUT    /reminders/{reminder_id}/remind
30   10 PUT    /reminders/{reminder_id}/snooze
30   10 POST   /reminders/{reminder_id}/users
30   10 DELETE /reminders/{reminder_id}/users/{user_id}
30   10 PUT    /reminders/{reminder_id}/users/{user_id}/remind
20   10 GET    /statuses
20   10 POST   /statuses
20   10 GET    /statuses/current
20   10 PUT    /statuses/ephemeral
20   10 DELETE /statuses/ephemeral
20   10 DELETE /statuses/{status_id}
20   10 PUT    /statuses/{status_id}/set
30   10 GET    /storages/{database}/records
30   10 POST   /storages/{database}/records
30   10 GET    /storages/{database}/records/{record_id}
30   10 PUT    /storages/{database}/records/{record_id}
30   10 DELETE /storages/{database}/records/{record_id}
20   10 GET    /teams
20   10 POST   /teams
20   10 GET    /teams/{team_id}
20   10 PUT    /teams/{team_id}
20   10 DELETE /teams/{team_id}
20   10 GET    /teams/{team_id}/members
20   10 POST   /teams/{team_id}/members
20   10 DELETE /teams/{team_id}/members/{user_id}
20   5  PUT    /threads/{chat_id}
20   5  GET    /threads/{chat_id}/followers
20   5  POST   /threads/{chat_id}/followers
30   5  GET    /threads/{chat_id}/messages/main
20   5  GET    /threads/{chat_id}/nonfollowers
10   10 GET    /userfields
10   10 POST   /userfields
10   10 GET    /userfields/{field_id}
10   10 PUT    /userfields/{field_id}
10   10 DELETE /userfields/{field_id}
30   10 GET    /users
5    10 POST   /users
20   10 GET    /users/layout
20   10 GET    /users/{user}
20   10 PUT    /users/{user}
20   10 GET    /users/{user}/teams
100  10 PUT    /widgets/{widget_id}/maps/{map_id}
100  10 DELETE /widgets/{widget_id}/maps/{map_id}
30   5  GET    /v3/bots
10   5  POST   /v3/bots
30   5  GET    /v3/bots/{bot}
10   5  PATCH  /v3/bots/{bot}
10   5  DELETE /v3/bots/{bot}
5    5  POST   /v3/bots/{bot}/associate
10/5 30 POST   /v3/bots/{bot}/calls
10   5  POST   /v3/bots/{bot}/handlers
10   5  GET    /v3/bots/{bot}/handlers/{handler_type}
10   5  PATCH  /v3/bots/{bot}/handlers/{handler_type}
10   5  DELETE /v3/bots/{bot}/handlers/{handler_type}
50   10 POST   /v3/bots/{bot}/incoming
50   10 POST   /v3/bots/{bot}/messages
100  5  GET    /v3/bots/{bot}/subscribers
20   10 POST   /v3/channels/{channel_id}/messages
20   10 POST   /v3/channels/{unique_name}/message
20   10 POST   /v3/channelsbyname/{unique_name}/messages
30   10 GET    /v3/chats
30   10 POST   /v3/chats
60   10 PUT    /v3/chats
50   10 GET    /v3/chats/search
60   5  GET    /v3/chats/{chat_id}
60   10 PUT    /v3/chats/{chat_id}
100  30 POST   /v3/chats/{chat_id}/activities
50   10 POST   /v3/chats/{chat_id}/forks
20   10 POST   /v3/chats/{chat_id}/leave
20   10 GET    /v3/chats/{chat_id}/members
20   10 POST   /v3/chats/{chat_id}/members
20   10 DELETE /v3/chats/{chat_id}/members
20   10 POST   /v3/chats/{chat_id}/messages
50   5  DELETE /v3/chats/{chat_id}/messages
20   10 POST   /v3/chats/{chat_id}/mute
20   5  GET    /v3/chats/{chat_id}/pin-messages
20   5  POST   /v3/chats/{chat_id}/pin-messages
20   5  PUT    /v3/chats/{chat_id}/pin-messages
20   5  DELETE /v3/chats/{chat_id}/pin-messages
50   5  POST   /v3/chats/{chat_id}/pins
50   5  DELETE /v3/chats/{chat_id}/pins
20   10 GET    /v3/chats/{chat_id}/reminders
20   10 GET    /v3/chats/{chat_id}/scheduledmessages
50   10 POST   /v3/chats/{chat_id}/scheduledmessages
20   10 PUT    /v3/chats/{chat_id}/scheduledmessages
20   10 DELETE /v3/chats/{chat_id}/scheduledmessages
20   10 PUT    /v3/chats/{chat_id}/scheduledmessages/{scheduled_message_id}
20   10 DELETE /v3/chats/{chat_id}/scheduledmessages/{scheduled_message_id}
20   10 POST   /v3/chats/{chat_id}/unmute
30   5  GET    /v3/datastores
10   5  POST   /v3/datastores
30   5  GET    /v3/datastores/{datastore}
10   5  PATCH  /v3/datastores/{datastore}
10   5  DELETE /v3/datastores/{datastore}
5    10 POST   /v3/datastores/{datastore}/export
10   5  POST   /v3/datastores/{datastore}/fields
10   5  PATCH  /v3/datastores/{datastore}/fields
10   5  DELETE /v3/datastores/{datastore}/fields
30   5  GET    /v3/datastores/{datastore}/records
30   5  POST   /v3/datastores/{datastore}/records
30   5  PATCH  /v3/datastores/{datastore}/records
30   5  DELETE /v3/datastores/{datastore}/records
30   5  GET    /v3/datastores/{datastore}/records/{record_id}
30   5  PATCH  /v3/datastores/{datastore}/records/{record_id}
30   5  DELETE /v3/datastores/{datastore}/records/{record_id}
30   10 GET    /v3/mentions
50   10 POST   /v3/messages
50   10 GET    /v3/messages/search
20   5  GET    /v3/pin-categories
20   5  POST   /v3/pin-categories
20   5  DELETE /v3/pin-categories
50   5  PUT    /v3/pin-categories/{category_id}
20   5  DELETE /v3/pin-categories/{category_id}
20   10 PUT    /v3/reminders/edits
20   10 PUT    /v3/reminders/{reminder_id}
20   10 POST   /v3/reminders/{reminder_id}/notifications
20   10 GET    /v3/scheduledmessages
20   5  GET    /v3/settings/keyboard-shortcuts
20   5  PUT    /v3/settings/keyboard-shortcuts
20   5  DELETE /v3/settings/keyboard-shortcuts
30   5  GET    /v3/stars
50   5  POST   /v3/stars
50   5  DELETE /v3/stars/{message_id}
20   5  GET    /v3/threads/{chat_id}
20   10 PUT    /v3/threads/{chat_id}
20   10 POST   /v3/threads/{chat_id}/follow
20   10 POST   /v3/threads/{chat_id}/followers
20   10 DELETE /v3/threads/{chat_id}/followers
20   10 GET    /v3/threads/{chat_id}/messages/main
20   10 GET    /v3/threads/{chat_id}/nonfollowers
20   10 POST   /v3/threads/{chat_id}/unfollow
"""
