# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is not certain about channels and about Cliq as a whole."""

from __future__ import annotations

from .kinds import choice, number

QUIRKS = (
    choice("channel-envelope", "flat data", "GET /channels/{id}: the channel itself, or below `data`"),
    choice("channelsbyname", "typed flat channel data result", "shape of GET /channelsbyname/{unique_name}"),
    choice("list-private-level", "private personal", "level of private channels in lists"),
    choice("id-type", "string integer", "JSON type of all-digit ids (users, teams, organization)"),
    choice("mutation-answer", "empty placeholder", "204 without a body, or 200 and the OpenAPI files' placeholder"),
    choice("join-answer", "channel empty", "POST /channels/{id}/join answers the channel, or 204"),
    choice("channel-delete", "works request_url_invalid", "whether a channel can be deleted"),
    choice("role-path", "both short long", "paths that change a role: /members/{user}, /members/{user}/members"),
    choice("unfiltered-list", "all created", "whether a list without status has archived and pending channels"),
    choice(
        "name-filter",
        "contains prefix exact exact-case with-sign ignored",
        "how the list compares `name`; with-sign: exactly, with its #",
    ),
    choice("team-filter", "honoured ignored", "whether the list heeds team_ids"),
    number("default-limit", 100, "channels or users per page when no limit is sent"),
    choice("organization-channels", "pending created created-for-admins", "status of a new organization channel"),
    choice("team-ids", "required optional", "whether a new team channel must name its teams"),
    choice("time-filters", "either iso milliseconds", "how the list takes times, such as modified_after"),
    choice(
        "modified-filters", "changes messages", "modified_after, modified_before: the last change, or the last message"
    ),
    choice("pending-chat-id", "present null", "chat_id of a pending channel"),
    choice("unique-name-suffix", "number id", "what makes the unique_name of a duplicate name distinct"),
    choice("permission-update", "merge replace", "what a partial set in PUT does to the other keys"),
    choice("update-extra-fields", "reject ignore", "level, team_ids, email_ids and invite_only in PUT"),
    choice("config-readback", "off on", "whether channels are answered with their config"),
    choice("archive-archived", "accept reject", "archiving an archived or unarchiving a live channel"),
    choice("add-existing-member", "accept reject", "adding somebody who is a member already"),
    choice("single-removal", "works request_url_invalid", "DELETE /channels/{id}/members/{user}, of no document"),
    choice(
        "add-members-answer",
        "empty listed",
        "POST /channels/{id}/members: 204, or the success and added_users of the OpenAPI file",
    ),
    choice("join-again", "accept reject", "joining a channel as somebody who is in it"),
    choice("too-many-members", "operation_failed input_pattern_mismatch", "code for more than 100 people in one call"),
    choice(
        "two-member-keys",
        "both user_ids email_ids",
        "which of user_ids and email_ids counts where a call has both of them",
    ),
    choice("bot-again", "operation_failed bot_already_member accept", "adding a bot that is in the channel (v2)"),
    choice("bots-in-members", "off on", "whether the members list has bots"),
    choice("unknown-channel-status", "404 400", "HTTP status of request_url_invalid for an unknown channel"),
    choice(
        "unknown-channel-code",
        "request_url_invalid operation_failed",
        "code for an unknown channel, or the id of another kind; operation_failed comes with 400",
    ),
    choice("not-exist-status", "400 404", "HTTP status of channel_not_exists, team_not_exist and the like"),
    choice("method-status", "400 405", "HTTP status of request_method_invalid"),
    choice("scope-status", "401 403", "HTTP status of oauthtoken_scope_invalid"),
    choice("permission-status", "403 400", "HTTP status of operation_not_allowed"),
    choice(
        "admin-refusal",
        "error not-allowed silent",
        "calls for organization admins by others: not_an_organization_admin, operation_not_allowed, or 204 and no effect",
    ),
    choice("authorization-word", "any zoho-oauthtoken", "Authorization: whether Bearer is taken, too"),
    choice("error-details", "none i18n", "whether errors carry custom_i18n_message"),
    choice(
        "v3-errors",
        "codes texts nested",
        "errors of v3: as those of v2, the general ones with the documents' texts alone, or all below `error`",
    ),
    choice("token-error-code", "oauthtoken_invalid invalid_oauthtoken", "code for a bad access token"),
    choice("quota-status", "400 429", "throttle: 400 request_limit_exceeded, or 429 as the docs have it"),
    choice("retry-after", "off on", "whether throttle answers carry Retry-After"),
    number("create-lock-minutes", 5, "lock period of POST /channels (5 and 10 are documented)"),
    number("history-lock-minutes", 5, "lock period of GET /chats/{id}/messages (5 and 10 are documented)"),
    number("list-lag", 0, "emulated seconds until lists (channels, teams, members, history) show a change", least=0),
    choice("list-envelope", "documented data", "lists of channels, teams and members: their own key, or `data`"),
)
