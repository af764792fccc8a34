# Copyright (c) 2026 zoho.cliq contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-FileCopyrightText: 2026 zoho.cliq contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is not certain about Zoho can be switched: every quirk has a best-documented default and its variants."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Quirk:
    """One switch. `choices` is None for a whole number of at least `least`."""

    name: str
    default: str | int
    choices: tuple[str, ...] | None
    description: str
    least: int = 1

    def parse(self, value: object) -> str | int:
        if self.choices is None:
            try:
                number = int(str(value))
            except ValueError:
                raise ValueError(f"quirk {self.name}: {value!r} is not a whole number") from None
            if number < self.least:
                raise ValueError(f"quirk {self.name}: {number} is less than {self.least}")
            return number
        text = {True: "on", False: "off"}.get(value, str(value)) if isinstance(value, bool) else str(value)
        if text not in self.choices:
            raise ValueError(f"quirk {self.name}: {text!r} is none of {', '.join(self.choices)}")
        return text


def _choice(name: str, choices: str, description: str) -> Quirk:
    values = tuple(choices.split())
    return Quirk(name, values[0], values, description)


def _number(name: str, default: int, description: str, least: int = 1) -> Quirk:
    return Quirk(name, default, None, description, least)


ACCOUNTS = (
    _choice("token-limits", "on off", "limits of Zoho Accounts: token throttle, active access tokens, refresh tokens"),
    _choice("throttle-scope", "both refresh-token client", "what the ten token requests are counted for"),
    _choice("throttle-status", "400 200", "HTTP status of the throttle answer"),
    _choice("throttle-body", "continuous creation", "which documented wording the throttle answer has"),
    _choice("throttle-block", "rest next", "blocked for the rest of the ten minutes, or for the next ten minutes"),
    _number("active-access-tokens", 10, "live access tokens per refresh token (10, 15, 30 documented)"),
    _number("refresh-tokens", 20, "refresh tokens per user and client before the oldest is deleted"),
    _number("access-token-lifetime", 3600, "seconds an access token lives"),
    _number("code-lifetime", 120, "seconds an authorization code lives (60, 120 and 180 are documented)"),
    _choice("code-limit", "off on", "ten authorization codes per client in ten minutes, then the roadblock page"),
    _choice("token-error-status", "200 400", "HTTP status of the errors of the token endpoint"),
    _choice("wrong-data-center", "invalid_client invalid_code", "error of another data center than the user's"),
    _choice("pkce-error", "invalid_code invalid_client invalid_client_secret", "error for a wrong code_verifier"),
    _choice("expires-in", "seconds legacy", "legacy: expires_in_sec in seconds and expires_in in milliseconds"),
    _choice("api-domain", "wire docs", "api_domain as captured (www.zohoapis), or of the docs (api.zoho)"),
    _choice("token-scope", "present absent", "whether token answers carry `scope`"),
    _choice("scope-separator", "comma any", "what separates scopes in an authorization URL; any: spaces too"),
    _choice("denial-parameters", "state none all", "what accompanies error=access_denied; all: location, server too"),
    _choice("trailing-ampersand", "on off", "whether the redirect of a consent ends with &"),
    _choice("remember-consent", "on off", "no page when consented before, unless prompt=consent"),
)

CLIQ = (
    _choice("channel-envelope", "flat data", "GET /channels/{id}: the channel itself, or below `data`"),
    _choice("channelsbyname", "typed flat channel data result", "shape of GET /channelsbyname/{unique_name}"),
    _choice("list-private-level", "private personal", "level of private channels in lists"),
    _choice("id-type", "string integer", "JSON type of all-digit ids (users, teams, organization)"),
    _choice("mutation-answer", "empty placeholder", "204 without a body, or 200 and the OpenAPI files' placeholder"),
    _choice("join-answer", "channel empty", "POST /channels/{id}/join answers the channel, or 204"),
    _choice("channel-delete", "works request_url_invalid", "whether a channel can be deleted"),
    _choice("role-path", "both short long", "paths that change a role: /members/{user}, /members/{user}/members"),
    _choice("unfiltered-list", "all created", "whether a list without status has archived and pending channels"),
    _choice("name-filter", "contains exact ignored", "how the list compares `name` (never case-sensitive)"),
    _choice("team-filter", "honoured ignored", "whether the list heeds team_ids"),
    _number("default-limit", 100, "channels per page when no limit is sent"),
    _choice("organization-channels", "pending created", "status of a new organization channel"),
    _choice("pending-chat-id", "present null", "chat_id of a pending channel"),
    _choice("unique-name-suffix", "number id", "what makes the unique_name of a duplicate name distinct"),
    _choice("permission-update", "merge replace", "what a partial set in PUT does to the other keys"),
    _choice("update-extra-fields", "reject ignore", "level, team_ids, email_ids and invite_only in PUT"),
    _choice("config-readback", "off on", "whether channels are answered with their config"),
    _choice("archive-archived", "accept reject", "archiving an archived or unarchiving a live channel"),
    _choice("add-existing-member", "accept reject", "adding somebody who is a member already"),
    _choice("bots-in-members", "off on", "whether the members list has bots"),
    _choice("unknown-channel-status", "404 400", "HTTP status of request_url_invalid for an unknown channel"),
    _choice("scope-status", "401 403", "HTTP status of oauthtoken_scope_invalid"),
    _choice("permission-status", "403 400", "HTTP status of operation_not_allowed"),
    _choice("token-error-code", "oauthtoken_invalid invalid_oauthtoken", "code for a bad access token"),
    _choice("quota-status", "400 429", "throttle: 400 request_limit_exceeded, or 429 as the docs have it"),
    _choice("retry-after", "off on", "whether throttle answers carry Retry-After"),
    _number("create-lock-minutes", 5, "lock period of POST /channels (5 and 10 are documented)"),
    _number("list-lag", 0, "emulated seconds until lists (channels, teams, members, history) show a change", least=0),
    _choice("list-envelope", "documented data", "lists of channels, teams and members: their own key, or `data`"),
)

MESSAGES = (
    _choice("message-ids", "documented underscore space encoded", "what separates the two numbers of a message id"),
    _choice("message-content", "object text", "content of a text message in the history: {text}, or the text itself"),
    _choice("edit-scope", "either webhooks messages", "scopes that edit and delete messages"),
    _choice("bot-post-scope", "webhooks channels-too", "posting to a channel as a bot: Channels.UPDATE needed, too"),
    _choice("history-order", "oldest-first newest-first", "order of GET /chats/{id}/messages"),
    _number("history-limit", 100, "messages in the history when no limit is sent"),
    _choice("no-sticky-message", "empty data not-found", "a chat without a pinned message: 204, empty data, 404"),
    _choice("delete-no-sticky-message", "accept reject", "unpinning where nothing is pinned"),
)

PEOPLE = (
    _choice("unknown-user", "not-found failed empty", "404 request_url_invalid, 400 operation_failed, 200 and no data"),
    _choice("user-envelope", "data flat", "GET /users/{id}: below `data`, or the user itself"),
    _choice("team-names", "free unique", "whether two teams may have one name"),
    _choice("team-update-answer", "team empty", "PUT /teams/{id} answers the team, or 204"),
)

CATALOG = {quirk.name: quirk for quirk in ACCOUNTS + CLIQ + MESSAGES + PEOPLE}


class Quirks:
    """The present values; `quirks["name"]` is what code asks."""

    def __init__(self, initial: dict[str, object] | None = None) -> None:
        self._values: dict[str, str | int] = {name: quirk.default for name, quirk in CATALOG.items()}
        self.update(initial or {})
        self._initial = dict(self._values)

    def __getitem__(self, name: str) -> str | int:
        return self._values[name]

    def update(self, changes: dict[str, object]) -> None:
        """Set several values, or none if one of them is wrong."""
        checked = {}
        for name, value in changes.items():
            if name not in CATALOG:
                raise ValueError(f"unknown quirk {name!r}")
            checked[name] = CATALOG[name].parse(value)
        self._values.update(checked)

    def reset(self) -> None:
        self._values = dict(self._initial)

    def as_list(self) -> list[dict[str, object]]:
        return [
            {
                "name": name,
                "value": self._values[name],
                "default": quirk.default,
                "choices": quirk.choices,
                "description": quirk.description,
            }
            for name, quirk in CATALOG.items()
        ]


def parse_option(text: str) -> tuple[str, str]:
    """NAME=VALUE of the command line; NAME alone picks the first variant that is not the default."""
    name, separator, value = text.partition("=")
    if separator:
        return name, value
    quirk = CATALOG.get(name)
    if quirk is None:
        raise ValueError(f"unknown quirk {name!r}")
    if quirk.choices is None:
        raise ValueError(f"quirk {name} needs a number: {name}={quirk.default}")
    return name, quirk.choices[1]


def listing() -> str:
    """The text of --list-quirks."""
    lines = []
    groups = (
        ("Zoho Accounts", ACCOUNTS),
        ("Zoho Cliq", CLIQ),
        ("Messages in Cliq", MESSAGES),
        ("People and teams in Cliq", PEOPLE),
    )
    for title, group in groups:
        lines.append(f"{title}:")
        for quirk in group:
            values = "|".join(quirk.choices) if quirk.choices else "NUMBER"
            lines.append(f"  {quirk.name}={values}  (default {quirk.default})")
            lines.append(f"      {quirk.description}")
    return "\n".join(lines)
